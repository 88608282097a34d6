"""What people type for the words of real articles: (typed, kind of trouble, word that must be reached)."""

import gzip
import json
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from indexer import language

EACH = 60  # words of a kind
OFTEN = 5  # articles with a word that is taken
PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")
KAZAKH = re.compile("[әғқңөұүһі]")
LOOKALIKE = str.maketrans("аеосрхуі", "aeocpxyi")

LATIN = {
    "latin 2018": "а:a ә:á б:b в:v г:g ғ:ǵ д:d е:e ж:j з:z и:ı й:ı к:k қ:q л:l м:m н:n ң:ń о:o ө:ó п:p р:r с:s т:t у:ý ұ:u ү:ú "
    "ф:f х:h һ:h ш:sh ы:y і:i ч:ch э:e ю:ıý я:ıa",
    "latin 2021": "а:a ә:ä б:b в:v г:g ғ:ğ д:d е:e ж:j з:z и:i й:i к:k қ:q л:l м:m н:n ң:ñ о:o ө:ö п:p р:r с:s т:t у:u ұ:ū ү:ü "
    "ф:f х:h һ:h ш:ş ы:y і:ı ч:ch э:e ю:iu я:ia",
    "latin of the web": "а:a ә:a б:b в:v г:g ғ:gh д:d е:e ж:zh з:z и:i й:i к:k қ:q л:l м:m н:n ң:ng о:o ө:o п:p р:r с:s т:t у:u "
    "ұ:u ү:u ф:f х:h һ:h ш:sh ы:y і:i ч:ch э:e ю:yu я:ya",
    "latin of passports": "а:a ә:a б:b в:v г:g ғ:g д:d е:e ж:zh з:z и:i й:y к:k қ:k л:l м:m н:n ң:n о:o ө:o п:p р:r с:s т:t у:u "
    "ұ:u ү:u ф:f х:kh һ:kh ш:sh ы:y і:i ч:ch э:e ю:yu я:ya",
}
ARABIC = "а:ا ә:ا б:ب в:ۆ г:گ ғ:ع д:د е:ە ж:ج з:ز и:ي й:ي к:ك қ:ق л:ل м:م н:ن ң:ڭ о:و ө:و п:پ р:ر с:س т:ت у:ۋ ұ:ۇ ү:ۇ х:ح һ:ھ ш:ش ы:ى і:ى ч:چ"
# The keyboards as they are drawn on the keys, apart from the product's own tables.
RUSSIAN_ROW = dict(zip("әіңғүұқөһ", "2345890-=", strict=True))
CAPITAL_ROW = dict(zip("ӘІҢҒҮҰҚӨҺ", '"№;%*()_+', strict=True))
ENGLISH_KEYS = (
    dict(zip("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.", strict=True)) | RUSSIAN_ROW
)
CYRILLIC_KEYS = {key: letter for letter, key in ENGLISH_KEYS.items() if key not in RUSSIAN_ROW.values()}
KAZAKH_DIGITS = dict(zip("1234567890", '"әіңғ,.үұқ', strict=True))
YO = "ещё партнёр самолёт учёный ребёнок приём отчёт счёт расчёт объём подъём учёт тёплый чёрный жёлтый зелёный лёгкий берёт идёт даёт ведёт живёт пойдёт пройдёт своё моё её всё твёрдый серьёзный определённый утверждён".split()

# Older Russian spellings of names, from general knowledge.
NAMES = [
    pair.split("=")
    for pair in (
        "Джанбулатов=Жанболатов Джанибек=Жәнібек Джамбул=Жамбыл Чокан=Шоқан Чимкент=Шымкент Туркестан=Түркістан "
        "Кюльтегин=Күлтегін Куляш=Күләш Казахстан=Қазақстан Кокчетав=Көкшетау Мухаммед=Мұхамед Касым=Қасым Алия=Әлия "
        "Айгуль=Айгүл Гульнара=Гүлнара Нурсултан=Нұрсұлтан Токаев=Тоқаев Назарбаев=Назарбаев Асель=Әсел Жумабаев=Жұмабаев "
        "Ауэзов=Әуезов Кунаев=Қонаев Сатпаев=Сәтбаев Абдильдин=Әбділдин Булат=Болат Мурат=Мұрат Серик=Серік Ерболат=Ерболат "
        "Карим=Кәрім Керим=Кәрім Джаксыбеков=Жақсыбеков Темиртау=Теміртау Шакарим=Шәкәрім Кульсары=Құлсары Умирзак=Өмірзақ "
        "Успанов=Оспанов Кенжебек=Кенжебек Мангистау=Маңғыстау Кустанай=Қостанай Даир=Дайыр Дильназ=Ділназ Гульжан=Гүлжан "
        "Жезды=Жезді Абильмансур=Әбілмансұр Кадырова=Қадырова Сулейменов=Сүлейменов Момышулы=Момышұлы"
    ).split()
]
# Two that are not reached: Кзыл is too short to lose a vowel, and у for і is no sound of the table.
UNREACHED = [["Кзыл", "Қызыл"], ["Жусуп", "Жүсіп"]]
# Asked, wanted, language asked in.
TRANSLATED = [
    tuple(line.split("|"))
    for line in (
        "ҰҚК|КНБ|kk,КНБ|ҰҚК|ru,БАҚ|СМИ|kk,СМИ|БАҚ|ru,ІІМ|МВД|kk,МВД|ІІМ|ru,ТЖМ|МЧС|kk,МЧС|ТЖМ|ru,БҰҰ|ООН|kk,ООН|БҰҰ|ru,"
        "АҚШ|США|kk,США|АҚШ|ru,қаңтарда|январь|kk,в сентябре|қыркүйек|ru,29 қыркүйек|сентябрь|kk,дүйсенбіде|понедельник|kk,"
        "пятницу|жұма|ru,Мәскеуде|Москва|kk,Ресейдің|Россия|kk,России|Ресей|ru,Германияда|Германия|kk,Уральск|Орал|ru,"
        "министрліктің өкілі|министерство|kk,мектептерде|школа|kk,школы|мектеп|ru,сайлауға|выборы|kk,выборам|сайлау|ru,"
        "Мәжіліс|Мажилис|kk,мажилиса|Мәжіліс|ru,Үкіметтің қаулысы|постановление|kk,правительства|Үкімет|ru,әкімдікте|акимат|kk,"
        "Сыртқы істер министрлігінің|Министерство иностранных дел|kk,министру внутренних дел|ішкі істер министрі|ru,"
        "мемлекеттік кеңесші|государственный советник|kk,су тасқынынан|наводнение|kk,паводка|су тасқыны|ru,жемқорлықпен|коррупция|kk,"
        "заңсыз|незаконный|kk,жол апатында|дорожная авария|kk,дәрігерлер|врач|kk,жасанды интеллект|искусственный интеллект|kk,"
        "искусственного интеллекта|жасанды интеллект|ru,атом электр станциясын|атомная электростанция|kk,мұнай бағасы|нефть|kk,"
        "Каспийского моря|Каспий теңізі|ru,жер сілкінісі|землетрясение|kk,зарплаты|жалақы|ru,зейнетақының|пенсия|kk,балабақшада|детский сад|kk,"
        "саммит өтті|саммит|kk,әлем чемпионаты|чемпионат мира|kk,соты|суд|kk,приговор суда|сот үкімі|ru,полиции|полиция|ru"
    ).split(",")
    if line.split("|")[0] not in ("Германияда", "саммит өтті", "полиции")  # the same word in both languages has no line
]
KINDS = (
    "all letters",
    "one letter",
    "look-alike",
    *LATIN,
    "tote",
    "russian name",
    "older russian name",
    "ё",
    "kazakh-on-russian",
    "shift on russian",
    "kazakh-on-english",
    "russian-on-english",
    "digits-on-kazakh",
    "english-on-kazakh",
    "unseen form",
)


class Vocabulary(NamedTuple):
    """The forms and stems of real articles with the number of articles of each."""

    words: Counter
    kazakh: list  # forms that are in several Kazakh articles and have a letter of their own
    names: list  # of them, those with a capital
    russian: list
    latin: list
    rare: list  # Kazakh forms of one article whose stem is in several, without an apostrophe or a hyphen


@cache
def vocabulary(shared):
    """Read every third article."""
    words, forms, capitals, written, stem = Counter(), {"kk": Counter(), "ru": Counter()}, Counter(), Counter(), {}
    for spoken in ("kk", "ru"):
        with gzip.open(shared / f"data/news_{spoken}.jsonl.gz", "rt") as lines:
            for number, line in enumerate(lines):
                if number % 3 == 0:
                    text = json.loads(line)["text"]
                    found = language.columns(text, spoken)
                    words.update({*found.forms, *found.stems} - {""})
                    forms[spoken].update({*found.forms})
                    written.update(found.forms)
                    stem.update(zip(found.forms, found.stems, strict=True))
                    capitals.update(
                        f for f, (a, b) in zip(found.forms, found.spans, strict=True) if text[a:b].istitle()
                    )
    kazakh = [
        w for w, n in sorted(forms["kk"].items()) if n >= OFTEN and len(w) > 3 and w.isalpha() and KAZAKH.search(w)
    ]
    names = [
        w
        for w, n in sorted(forms["kk"].items())
        if n > 1 and KAZAKH.search(w) and 2 * capitals[w] > written[w] and len(w) > 3
    ]
    russian = [w for w, n in sorted(forms["ru"].items()) if n >= OFTEN and len(w) > 3 and re.fullmatch("[а-я]+", w)]
    latin = [w for w, n in sorted(words.items()) if n >= 3 and re.fullmatch("[a-z]{4,}", w)]
    rare = [w for w in sorted(stem) if words[w] == 1 and words[stem[w]] >= OFTEN and 2 < len(stem[w]) < len(w) - 1]
    return Vocabulary(words, kazakh, names, russian, latin, [w for w in rare if KAZAKH.search(w)])


def some(words, most=EACH):
    """Return words from all over a sorted list."""
    return words[:: max(1, len(words) // most)][:most]


def spelled(word, table):
    """Return a word letter by letter through a table of rows `letter:letters`, or "" if a letter is not in it."""
    letters = dict(row.split(":") for row in table.split())
    return "".join(letters[letter] for letter in word) if letters.keys() >= {*word} else ""


def typed_through(word, keys):
    """Return what the keys of another layout give."""
    return "".join(keys.get(letter, letter) for letter in word)


def tote(word):
    """Return a word in Arabic letters, with a hamza before it if its vowels are front ones that no letter tells."""
    letters = spelled(word, ARABIC)
    return "ٴ" * bool(letters and set("әөүі") & {*word} and not set("گكە") & {*letters}) + letters


def russified(name):
    """Return a name by the official rule of Russian: no Kazakh letters, йы as и, a soft sign behind ү and ә before л."""
    name = re.sub("йы|йі", "и", name)
    return re.sub("([үә])л(?![аәеоөұүыіия])", "\\1ль", name).translate(PLAIN)


def looks(word):
    """Return a word with its first look-alike letter in Latin."""
    place = next((place for place, letter in enumerate(word) if ord(letter) in LOOKALIKE), None)
    return word if place is None else word[:place] + word[place].translate(LOOKALIKE) + word[place + 1 :]


def table(known):
    """Yield every row."""
    kazakh = known.kazakh
    ways = [
        ("all letters", kazakh, lambda w: w.translate(PLAIN)),
        ("one letter", kazakh[1:], lambda w: KAZAKH.sub(lambda m: m[0].translate(PLAIN), w, count=1)),
        ("look-alike", kazakh[2:], looks),
        *((how, kazakh[3 + n :], lambda w, rows=rows: spelled(w, rows)) for n, (how, rows) in enumerate(LATIN.items())),
        (
            "latin of passports",
            known.names,
            lambda w: spelled(re.sub("(?<=[аеиоуыіүұө])е", "йе", w), LATIN["latin of passports"]),
        ),
        ("tote", kazakh[8:], tote),
        ("russian name", known.names, russified),
        ("kazakh-on-russian", kazakh[9:], lambda w: typed_through(w, RUSSIAN_ROW)),
        ("shift on russian", known.names[1:], lambda w: typed_through(w.title(), RUSSIAN_ROW | CAPITAL_ROW)),
        ("kazakh-on-english", kazakh[10:], lambda w: typed_through(w, ENGLISH_KEYS)),
        ("russian-on-english", known.russian, lambda w: typed_through(w, ENGLISH_KEYS)),
        ("english-on-kazakh", known.latin, lambda w: typed_through(w, CYRILLIC_KEYS)),
        ("unseen form", known.rare, lambda w: w.translate(PLAIN)),
    ]
    for how, words, trouble in ways:
        yield from ((trouble(word), how, word) for word in some(words) if trouble(word) not in ("", word))
    yield from ((word, "ё", word.replace("ё", "е")) for word in YO if known.words[word.replace("ё", "е")])
    yield from ((r, "older russian name", k.lower()) for r, k in NAMES + UNREACHED if known.words[k.lower()])
    numbers = map(str, (*range(1985, 2031), *range(101, 1000, 37), *range(200, 901, 50)))
    yield from ((typed_through(n, KAZAKH_DIGITS), "digits-on-kazakh", n) for n in numbers if known.words[n])
