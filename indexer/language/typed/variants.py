"""Other spellings of a typed word that an archive may have: one key for all of them, and the rest by rule.

`skeleton` is a word without what keyboards, alphabets and the Russian spelling of Kazakh names take from it:

- the Kazakh letters: ә→а ғ→г қ→к ң→н ө→о ұ,ү→у һ→х і→и, with ы kept apart, or тыл would be тіл;
- й as и, йы and йі as и (Russian Даир, Latin Dayir), э as е, ль as л (Айгуль), дж as ж (Джанибек), щ as ш;
- Latin letters, of 2018, of 2021, and as web sites and passports write them; Arabic letters (төте).

What one sound more tells apart, Жанболат and Джанбулат, Шымкент and Чимкент, is in SOUNDS and asked for only when a typed
word is unknown. Look-alike letters and ё are the work of `letters.fold`, before this.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from ..kazakh.grammar import EITHER, GRAMMAR
from ..letters import KAZAKH_ONLY, fold, is_cyrillic, is_latin

LONGEST = 40  # letters of a word with other spellings; what is longer is its own skeleton
MOST_KEYS = 12  # skeletons of one Latin word
MOST_OTHERS = 400  # skeletons one or two sounds away
SHORTEST_OTHER, SHORTEST_FAR = 5, 7  # letters; with fewer, each is a sound, or two, away from some other word
LONGEST_TAIL = 16  # letters of endings: -лестиргендиктен
SHORTEST_HEAD = 3  # letters of a skeleton before its endings

PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")
MERGED = str.maketrans("әғқңөұүһійэё", "агкноуухииее")
SAME = (("дж", "ж"), ("щ", "ш"), ("йы", "и"), ("йі", "и"), ("йи", "и"))
# Signs fall inside a word and in -ль, and the й of -ий: премьер is premer, Асель is Әсел, Dmitri is Дмитрий. With fewer
# letters боль would be бол; at the end of others, весь would be вес.
SILENT = re.compile("(?<=.)[ьъ](?=.)|(?<=л)ь|(?<=и)й$")
SHORTEST_SILENT = 5

# Latin letters and groups of a folded word: what each may be in a skeleton, the likeliest first. `y` has rules of its own.
LATIN = dict(
    row.split(":")
    for row in (
        "shch:ш sh:ш,сх ch:ч zh:ж gh:г kh:х ngh:нг tsh:тш ssh:сш ng:н,нг ts:ц ss:с,сс dj:ж dzh:ж iya:ия iyu:ию ya:я yu:ю ye:е,йе yo:йо,е ia:я,ия,иа iu:ю,ию ıa:я,ия ıý:ю,ию "
        "a:а ä:а á:а b:б c:ц ç:ч d:д e:е f:ф g:г ğ:г ǵ:г h:х i:и ı:и,ы ï:и j:ж k:к l:л m:м n:н ñ:н ń:н ŋ:н o:о ö:о ó:о ø:о p:п "
        "q:к r:р s:с ş:ш t:т u:у ū:у ü:у ú:у ý:у v:в w:у x:х z:з ž:ж š:ш č:ч ə:а ɵ:о"
    ).split()
)
GROUP = max(map(len, LATIN))
OPEN = frozenset("aäáeoöó")  # y behind these is й, behind u it is ы before a consonant (auyl), or й (üy)
ROUND = frozenset("uūüúýw")
GLIDING = OPEN | ROUND
I_LETTERS = frozenset("iıï")  # й too behind an open vowel: Abai
VOWELS = OPEN | ROUND | I_LETTERS | {"y"}

# Arabic letters of Kazakh (төте). The hamza, ك, گ and ە tell that the vowels of a word are front ones: ى is і there, for
# the last three mostly. ي is и behind a consonant and й behind a vowel, where the letters of IOTATED are one in Cyrillic.
ARABIC = dict(
    pair.split(":")
    for pair in (
        "ا:а ب:б ۆ:в گ:г ع:г د:д ە:е ج:ж ز:з ي:й ك:к ق:к ل:л م:м ن:н ڭ:н و:о پ:п ر:р س:с ت:т ۋ:у ۇ:у ف:ф ح:х ھ:х ه:х چ:ч ش:ш"
        " ى:ы ء: ٴ: ئ:"
    ).split()
)
FRONT, HAMZA = frozenset("ەكگ"), frozenset("ءٴئ")
IOTATED = (("йа", "я"), ("йу", "ю"), ("йе", "е"))
AFTER_CONSONANT = re.compile("(?<![аеоуыи])й")

# A sound of a Kazakh name, and what older Russian spellings make of it, in skeletons: Болат and Булат, Сырым and Сирим,
# Жамбыл and Джамбул, Қызыл and Кзыл, Шоқан and Чокан, Түркістан and Туркестан, Күлтегін and Кюльтегин, Күләш and Куляш,
# Қазақ and Казах, Көкшетау and Кокчетав, Мұхамед and Мухаммед, Төре and Тюре, Кәрім and Керим, Жиһан and Джиган.
SOUNDS = tuple(
    tuple(row.split("/")) for row in "о/у ы/и ы/у ы/ ш/ч и/е у/ю а/я к/х ау/ав м/мм с/сс л/лл о/ю а/е х/г б/п".split()
)
CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
SIDES = dict.fromkeys("әөүіеи", "front") | dict.fromkeys("аоұыя", "back") | dict.fromkeys("ую", "")  # of a vowel
NEUTRAL = re.compile("[мбп]ен(?!д)|[ндт][іи]к[іи]")  # endings that do not follow the stem
SOFTENED = {"б": "п", "г": "к"}


def skeleton(form: str) -> str:
    """Return the key that all spellings of a word share; total, and no word's key is empty but that of "".

    >>> skeleton("тоқаев"), skeleton("Токаев"), skeleton("toqaev"), skeleton("tokayev")
    ('токаев', 'токаев', 'токаев', 'токаев')
    """
    return skeletons(form)[0]


def skeletons(form: str) -> tuple[str, ...]:
    """Return the keys that a typed word may have, the likeliest first: a Latin letter may stand for several.

    >>> skeletons("jańa"), skeletons("zhanga")
    (('жана',), ('жана', 'жанга'))
    """
    return keys(fold(form))


@lru_cache(maxsize=1 << 18)
def keys(word: str) -> tuple[str, ...]:
    """Do the work of `skeletons` on a folded word, which is of bounded length."""
    if len(word) > LONGEST or not word:
        return (word,)
    if is_cyrillic(word[0]):
        return (merged(word) or word,)
    if is_latin(word[0]):
        return tuple(dict.fromkeys(merged(spelled) or word for spelled in from_latin(word)))
    if any(letter in ARABIC for letter in word):
        return tuple(dict.fromkeys(merged(spelled) or word for spelled in from_arabic(word)))
    return (word,)


def merged(word: str) -> str:
    """Return a Cyrillic word with each letter as the one that stands for its class."""
    if len(word) == 1:
        return word
    if len(word) >= SHORTEST_SILENT:
        word = SILENT.sub("", word)
    for written, same in SAME:
        word = word.replace(written, same)
    return word.translate(MERGED)


def from_latin(word: str) -> Iterator[str]:
    """Yield the Cyrillic spellings of a folded word in Latin letters, up to classes of letters; the likeliest first.

    A letter that may be several is the same one all over a word: who writes ng for ң once does so always.
    """
    letters = list(latin_letters(word))
    several = list(dict.fromkeys(choices for choices in letters if len(choices) > 1))
    for chosen in islice(product(*several), MOST_KEYS):
        meant = dict(zip(several, chosen, strict=True))
        yield "".join(meant.get(choices, choices[0]) for choices in letters)
    if letters[-1][0][-1:] in CONSONANTS:  # Latin has no ь: oktiabr
        yield "".join(choices[0] for choices in letters) + "ь"


def latin_letters(word: str) -> Iterator[tuple[str, ...]]:
    """Yield what each letter or group of letters may be; what is in no alphabet of ours stays."""
    place = 0
    while place < len(word):
        before = word[place - 1 : place]
        for length in range(min(GROUP, len(word) - place), 0, -1):
            group = word[place : place + length]
            if group in LATIN:
                yield i_letter(before) if group in I_LETTERS and before in GLIDING else tuple(LATIN[group].split(","))
                break
        else:
            length, group = 1, word[place]
            yield y_letter(before, word[place + 1 : place + 2]) if group == "y" else (bare(group),)
        place += length


def i_letter(before: str) -> tuple[str, ...]:
    """Return what i may be behind a vowel: й, or и if that is у."""
    return ("й", "и") if before in ROUND else ("й",)


def y_letter(before: str, after: str) -> tuple[str, ...]:
    """Return what y may be: й behind an open vowel, ы elsewhere, either behind у."""
    if before and before in ROUND:
        return ("ы", "й") if after and after not in VOWELS else ("й", "ы")
    return ("й",) if before and before in OPEN else ("ы",)


def bare(letter: str) -> str:
    """Return the Cyrillic letter for a Latin one with some other mark on it, or the letter itself."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return LATIN.get(plain, letter).split(",")[0]


def from_arabic(word: str) -> Iterator[str]:
    """Yield the Cyrillic spellings of a word in Arabic letters, up to classes of letters; the likeliest first.

    >>> list(from_arabic("توقايەۆ"))[:2], list(from_arabic("ءتىل"))
    (['токаев', 'токаев'], ['тил', 'тил'])
    """
    spelled = AFTER_CONSONANT.sub("и", "".join(ARABIC.get(letter, letter) for letter in word))
    iotated = spelled
    for written, same in IOTATED:
        iotated = iotated.replace(written, same)
    for text in (iotated, spelled):
        if (FRONT | HAMZA) & {*word}:
            yield text.replace("ы", "и")
        if not HAMZA & {*word}:
            yield text


def others(key: str) -> Iterator[str]:
    """Yield the skeletons that a name may have in an older Russian spelling: one sound away, then two.

    >>> "жанболатов" in others("жанбулатов"), "шымкент" in others("чимкент")
    (True, True)
    """
    if not SHORTEST_OTHER <= len(key) <= LONGEST:
        return
    near = list(dict.fromkeys(sounded(key)))
    far = (spelled for one in near for spelled in sounded(one)) if len(key) >= SHORTEST_FAR else ()
    yield from islice(dict.fromkeys((*near, *islice(far, 4 * MOST_OTHERS))), MOST_OTHERS)


def sounded(key: str) -> Iterator[str]:
    """Yield a skeleton with one sound of it exchanged, or with ы between two consonants."""
    for kazakh, russian in SOUNDS:
        for old, new in ((kazakh, russian), (russian, kazakh)):
            for place in range(1 if not old else 0, len(key)):
                if old and key.startswith(old, place):
                    yield key[:place] + new + key[place + len(old) :]
                elif not old and key[place - 1] in CONSONANTS and key[place] in CONSONANTS:
                    yield key[:place] + new + key[place:]


@lru_cache(maxsize=1)
def endings() -> frozenset[str]:
    """Return the skeletons of the endings that a Kazakh word takes."""
    return frozenset(merged(ending) if len(ending) > 1 else ending.translate(MERGED) for ending in GRAMMAR.allomorphs)


def heads(key: str) -> Iterator[str]:
    """Yield what stands before a chain of endings in a skeleton, not too long a one, the longest first: токаев of токаевтын.

    Before a vowel a stem's п and к are б and г: китап of китабы.
    """
    for cut in range(min(len(key), LONGEST) - 1, SHORTEST_HEAD - 1, -1):
        if len(key) < 3 * cut and ends(key[cut:]):
            yield key[:cut]
            if key[cut - 1] in SOFTENED and key[cut] not in CONSONANTS:
                yield key[: cut - 1] + SOFTENED[key[cut - 1]]


@lru_cache(maxsize=1 << 14)
def ends(tail: str) -> bool:
    """Whether the skeleton of a tail is one ending or several."""
    if len(tail) > LONGEST_TAIL:
        return False
    return tail in endings() or any(tail[:cut] in endings() and ends(tail[cut:]) for cut in range(1, len(tail)))


def harmonious(stem: str, tail: str) -> bool:
    """Whether the endings in a folded tail may follow a Kazakh stem: their vowels are front or back as its last one is.

    >>> harmonious("бөл", "ып"), harmonious("бөл", "иди"), harmonious("бол", "мен")
    (False, True, True)
    """
    if stem.endswith(EITHER):  # Тоқаевтың
        return True
    last = next((SIDES[letter] for letter in reversed(stem) if letter in SIDES), "")
    first = next((SIDES[letter] for letter in NEUTRAL.sub("", tail) if letter in SIDES), "")
    return not last or not first or last == first


def kind(typed: str, found: str) -> str:
    """Return how two folded words of one skeleton differ: "letters", "alphabet" or "russian"; "" for two words.

    ұ and ү are both у for who has neither, but who typed ұ means no ү, and who typed қол no көл.

    >>> kind("токаев", "тоқаев"), kind("toqaev", "тоқаев"), kind("айгуль", "айгүл"), kind("қол", "көл")
    ('letters', 'alphabet', 'russian', '')
    """
    if is_cyrillic(typed[0]) != is_cyrillic(found[0]):
        return "alphabet"
    if typed.translate(PLAIN) != found.translate(PLAIN):
        return "russian"
    pairs = [(a, b) for a, b in zip(typed, found, strict=True) if a != b]
    missing_here, missing_there = (any(pair[side] not in KAZAKH_ONLY for pair in pairs) for side in (0, 1))
    two_words = missing_here == missing_there or any(KAZAKH_ONLY.issuperset(pair) for pair in pairs)
    return "" if two_words else "letters"
