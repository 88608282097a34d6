"""Reprints as newsrooms make them: cut, with other marks and line breaks, a place, who says so, and a line at the end."""

import re

SENTENCE = re.compile(r"(?<=[.!?…])\s+")
MARKS = str.maketrans("«»—–ёЁ", '""--еЕ')
PLACES = ("Теректі", "Аққайнар", "Бестам", "Жаңатоғай", "Шилісай")
SAID = {
    "kk": ", деп хабарлайды {one} {other} порталына сілтеме жасап.",
    "ru": ", передает {one} со ссылкой на {other}.",
}
SOURCES = {
    "kk": ("Дала таңы", "Сарыарқа пресс", "Жетісу үні", "Бестам.kz", "Арай", "Теректі жаңалықтары"),
    "ru": ("Дала таңы", "Сарыарка пресс", "Голос Жетысу", "Bestam.kz", "Арай", "Терекли сегодня"),
}
LAST = {
    "kk": (
        "Бізге Telegram арнамызда жазылыңыз.",
        "Толығырақ біздің сайттан оқыңыз.",
        "Сурет ашық дереккөзден алынды.",
    ),
    "ru": ("Подписывайтесь на наш канал.", "Подробности читайте на нашем сайте.", "Фото из открытых источников."),
}


def cut(text, rng):
    """Return half of the sentences or more: the beginning, the end, both, or some of them in order."""
    sentences = SENTENCE.split(text)
    count = len(sentences)
    kept = max(2, round(count * rng.uniform(0.5, 0.95)))
    if count < 4:
        return text
    chosen = rng.choice(
        (
            range(kept),
            range(count - kept, count),
            (*range(kept // 2), *range(count - kept + kept // 2, count)),
            sorted(rng.sample(range(count), kept)),
        )
    )
    return " ".join(sentences[n] for n in chosen)


def marked(text, rng):
    """Return the text with other quotes, dashes, commas and lines."""
    text = text.translate(MARKS)
    if rng.random() < 0.5:
        text = text.replace(", ", " ")
    return "\n".join(SENTENCE.split(text)) if rng.random() < 0.5 else text


def said(text, language, rng):
    """Return the text with who says so, and maybe where, and a last line."""
    first, *others = SENTENCE.split(text)
    one, other = rng.sample(SOURCES[language], 2)
    placed = f"{rng.choice(PLACES)}. " if rng.random() < 0.3 else ""
    first = placed + first.rstrip(".") + SAID[language].format(one=one, other=other)
    return " ".join((first, *others, *rng.choices(LAST[language], k=rng.randint(0, 1))))


def reprint(text, language, rng):
    """Return a reprint of the text."""
    if rng.random() < 0.6:
        text = cut(text, rng)
    if rng.random() < 0.7:
        text = marked(text, rng)
    return said(text, language, rng) if rng.random() < 0.7 else text
