"""Every word of the interface. Names in {} are filled in."""

import datetime as dt

LANGUAGE = "kk"
WORDS = {
    "name": "Izde",
    "about": "Қазақ және орыс тіліндегі баспасөзден іздеу",
    "skip": "Негізгі мазмұнға өту",
    "skip-to-results": "Нәтижелерге өту",
    # The box
    "box": "Мақалалардан іздеу",
    "search": "Іздеу",
    "exact": "Сөзді өзгертпей іздеу",
    # The start page
    "articles": "Мұрағатта {count} мақала бар.",
    "no-articles": "Мұрағатта әзірге мақала жоқ.",
    "examples": "Мысалы:",
    "example-1": "мектептердегі",
    "example-2": "көпір жөндеу",
    "example-3": "«ескі газеттер»",
    "newest-articles": "Соңғы мақалалар",
    # Results
    "title": "{query} – Izde",
    "title-page": "{query}, {page}-бет – Izde",
    "all": "Барлық мақала",
    "found": "{count} мақала табылды",
    "found-some-too": "Тағы {count} мақалада сөздердің бір бөлігі ғана бар.",
    "found-some-only": "Барлық сөзі бар мақала табылмады",
    "some-only": "Сөздердің бір бөлігі {count} мақалада бар.",
    "results": "Нәтижелер",
    "with-all": "Барлық сөзі бар мақалалар",
    "with-some": "Сөздердің бір бөлігі ғана бар мақалалар",
    "missing": "жоқ: {words}",
    "otherwise": "басқа сөзбен: {words}",
    "why": "Неге табылды?",
    "reprints": "Алғашқы: {source}, {date}; тағы {count} басылым",
    "similar": "{share} % бірдей",
    "unfold": "Әр басылымды жеке көрсету",
    "unfolded": "әр басылым жеке",
    # What was searched
    "searched": "Не ізделді?",
    "tick-off": "Белгіленген сөз ізделмейді.",
    "search-again": "Қайта іздеу",
    "left-out": "ізделмейді: {name}",
    "forms": "Мұрағаттағы сөз тұлғалары",
    "no-forms": "Мұрағатта жоқ",
    "more-forms": "тағы {count}",
    "stems": "Түбірі",
    "spellings": "Басқаша жазылуы",
    "names": "Басқа тілде",
    "relatives": "Ұқсас сөздер",
    "role-asking": "сұраулы сөз, мақалада болмауы мүмкін",
    "role-unwanted": "бұл сөз бар мақалалар алынып тасталды",
    "role-ignored": "осы жерден әрі қарай оқылмады",
    "unknown": "белгісіз",
    "undated": "күні белгісіз",
    "unknown-source": "дереккөзі белгісіз",
    # Filters, by parameter
    "filters": "Сүзгілер",
    "source": "Дереккөз",
    "lang": "Тіл",
    "year": "Жыл",
    "period": "Кезең",
    "since": "Кезең басы",
    "until": "Кезең соңы",
    "apply": "Қолдану",
    "chip": "{name}: {value}",
    "chosen": "Таңдалған сүзгілер",
    "remove": "Алып тастау",
    "remove-all": "Бәрін алып тастау",
    # Orders
    "sort": "Реті",
    "relevance": "сәйкестігіне қарай",
    "newest": "алдымен жаңасы",
    "oldest": "алдымен ескісі",
    # Pages
    "pages": "Беттер",
    "page": "{page}-бет",
    "previous": "Алдыңғы",
    "next": "Келесі",
    "no-such-page": "Мұндай бет жоқ: нәтиже {pages} бетке сыйды.",
    # Notes, by kind
    "notes": "Ескерту",
    "note-cut": "Сұрау тым ұзын: «{about}» деген жерден әрі қарай оқылмады.",
    "note-only-exclusions": "Тек алып тасталатын сөз жазылған, сондықтан «{about}» кәдімгі сөз ретінде ізделді.",
    "note-no-date": "«{about}» дегеннен күн танылмады, ол кәдімгі сөз ретінде ізделді.",
    "note-asking": "Сұраулы сөз («{about}») мақалада болмауы да мүмкін.",
    "note-spelled": "Басқаша жазылуы да ізделді: {about}.",
    "note-short-prefix": "«{about}» тым қысқа: сөздің басын іздеу үшін кемі екі әріп керек.",
    "note-too-far": "«{about}» тым алыс: сөздердің арасы 50 сөзден аспайды.",
    "note-unasked": "Белгісіз сөз тым көп: «{about}» дегеннен бастап басқаша жазылуы ізделмеді.",
    "note-without": "Алып тасталатын сөз тым көп: «{about}» дегеннен бастап олар да ізделді.",
    "note-ignored": "«{about}» дегеннен күн танылмады, ол ескерілмеді.",
    "note-other": "«{about}» жазылғаннан басқаша оқылды.",
    # Nothing found
    "nothing": "Ештеңе табылмады",
    "nothing-for": "«{query}» сұрауына сай мақала жоқ.",
    "ways-on": "Мынаны байқап көріңіз:",
    "without": "мынасыз іздеу: «{chip}»",
    "fewer-words": "сөздің санын азайту немесе басқа сөз жазу",
    "spelling": "сөздің дұрыс жазылғанын тексеру",
    "look-at-newest": "соңғы мақалаларды қарау",
    "did-you-mean": "Мүмкін, мынаны іздеген шығарсыз:",
    "other-ways": "Басқаша іздесе:",
    "step": "{kind}: «{text}»",
    # An article
    "author": "Авторы: {author}",
    "taken-from": "Алғашқы дереккөз: {origin}",
    "original": "Түпнұсқасы (басқа сайтта)",
    "back": "Нәтижелерге қайту",
    "home": "Басты бетке өту",
    # Errors, by code
    "error-404": "Мұндай бет жоқ",
    "help-404": "Сілтеме ескірген не қате жазылған болуы мүмкін. Мақаланы сөз бойынша іздеп көріңіз.",
    "error-500": "Қате кетті",
    "help-500": "Кінә сізде емес. Сәл кейінірек қайталап көріңіз.",
    "error-503": "Мұрағатты қазір оқу мүмкін емес",
    "help-503": "Сәл кейінірек қайталап көріңіз.",
    "error-other": "Сұрау түсініксіз болды",
    "help-other": "Басты беттен қайта іздеп көріңіз.",
    # Dates and numbers
    "date": "{year} жылғы {day} {month}",
    "date-month": "{year} жылғы {month}",
    "date-year": "{year} жыл",
}
# What the index calls a way to search and a suggestion, in the languages that the page is to speak.
KINDS = {
    "exact": {"kk": "дәл осы тұлғасы", "ru": "точно в этой форме", "en": "this very form"},
    "forms": {"kk": "кез келген тұлғасы", "ru": "в любой форме", "en": "any form"},
    "letters": {"kk": "қазақ әріптерімен", "ru": "с казахскими буквами", "en": "with Kazakh letters"},
    "layout": {"kk": "басқа пернетақтамен", "ru": "в другой раскладке", "en": "on another keyboard layout"},
    "typo": {"kk": "қатесі түзетілсе", "ru": "с исправленной опечаткой", "en": "with the typo put right"},
    "language": {"kk": "екінші тілде", "ru": "на другом языке", "en": "in the other language"},
    "fewer": {"kk": "сөзі азырақ", "ru": "без части слов", "en": "with fewer words"},
    "unfiltered": {"kk": "сүзгісіз", "ru": "без фильтров", "en": "without filters"},
    "word": {"kk": "сөз", "ru": "слово", "en": "word"},
    "name": {"kk": "атау", "ru": "имя", "en": "name"},
    "phrase": {"kk": "сөз тіркесі", "ru": "сочетание", "en": "phrase"},
    "title": {"kk": "тақырып", "ru": "заголовок", "en": "title"},
}
MONTHS = (
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
)
LANGUAGES = {"kk": "қазақша", "ru": "орысша", "": WORDS["unknown"]}
THOUSANDS = "\N{NO-BREAK SPACE}"


def say(name: str, /, **values: object) -> str:
    """Return a phrase of the interface, filled in."""
    return WORDS[name].format(**values)


def note(kind: str, about: str) -> str:
    """Return what a note of the index says; one of a kind that is new here is told without its reason."""
    return say(f"note-{kind}" if f"note-{kind}" in WORDS else "note-other", about=about)


def role(name: str) -> str:
    """Return what is said of a part of the query that an article need not have."""
    return say(f"role-{name}")


def kind(name: str) -> str:
    """Return how a way to search or a suggestion is called; one that is new here by what the index calls it."""
    return KINDS.get(name, {}).get(LANGUAGE, name)


def problem(part: str, code: int | None) -> str:
    """Return the "error" or the "help" of a status code."""
    return say(f"{part}-{code}" if f"{part}-{code}" in WORDS else f"{part}-other")


def date(day: dt.date | None, precision: str = "day") -> str:
    """Return as much of a day as is known, as readers write it.

    >>> date(dt.date(2025, 9, 29)), date(dt.date(2025, 9, 1), "month"), date(None)
    ('2025 жылғы 29 қыркүйек', '2025 жылғы қыркүйек', 'күні белгісіз')
    """
    if day is None:
        return say("undated")
    return say(
        {"month": "date-month", "year": "date-year"}.get(precision, "date"),
        year=day.year,
        day=day.day,
        month=MONTHS[day.month - 1],
    )


def number(count: int) -> str:
    """Return a number with its thousands apart."""
    return f"{count:,}".replace(",", THOUSANDS)


def language(code: str) -> str:
    """Return a language's name, or its code if it has none here."""
    return LANGUAGES.get(code, code)
