"""News told in the same words each time: a template, filled with other figures, days, names and places, is another event."""

import re
from pathlib import Path

SLOT = re.compile(r"\{(\w+)\}")
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "templates.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
MONTHS = {"kk": "қаңтарда наурызда мамырда шілдеде қыркүйекте", "ru": "января марта мая июля сентября"}
NAMES = {
    "kk": ("Айбар Серік Ерасыл Дәурен Мейіржан Нұрлан Бекзат", "Орынбаев Тілеген Сапаров Қуанышев Жолдас Мырзабек"),
    "ru": ("Марат Сергей Данияр Виктор Арман Павел Тимур", "Оспанов Климов Абенов Воронин Саттаров Ким Лесной"),
}
PLACES = {
    "kk": "Шилісай Қарабұлақ Теректі Аққайнар Жаңатоғай Бестам Көкөзек",
    "ru": "Терекли Аккайнар Бестам Жанатогай Каракудук Шилисай Кокозек",
}
OTHERS = {
    "kk": (
        "ауыл шаруашылығы институтын бітірген",
        "экономист мамандығын алған",
        "цифрлық даму бөлімін басқарған",
        "дзюдодан әлем чемпионы атанған",
        "боксшылар додасында топ жарған",
        "көк күрте мен қара шалбар",
        "сұр пальто, қызыл бөрік",
    ),
    "ru": (
        "окончил аграрный институт",
        "по образованию экономист",
        "возглавлял отдел цифрового развития",
        "завоевав золото чемпионата мира по дзюдо",
        "выиграв турнир боксёров",
        "в синюю куртку и чёрные брюки",
        "в серое пальто и красную шапку",
    ),
}


def filled(language, template, rng):
    """Return a template with something in each slot."""
    values = {
        "figure": lambda: str(rng.choice((rng.randint(2, 60), rng.randint(61, 999)))),
        "day": lambda: f"{rng.randint(1, 31)} {rng.choice(MONTHS[language].split())}",
        "name": lambda: " ".join(rng.choice(part.split()) for part in NAMES[language]),
        "place": lambda: rng.choice(PLACES[language].split()),
        "others": lambda: rng.choice(OTHERS[language]),
    }
    return SLOT.sub(lambda slot: values[slot[1]](), template)
