"""Reprints as newsrooms make them: cut, with other marks and line breaks, with who says so and a line at the end."""

import re

SENTENCE = re.compile(r"(?<=[.!?…])\s+")
MARKS = str.maketrans("«»—–ёЁ", '""--еЕ')
SAID = {
    "kk": ", деп хабарлайды Дала таңы Сарыарқа пресске сілтеме жасап.",
    "ru": ", передает Дала таңы со ссылкой на Сарыарка пресс.",
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
    """Return the text with who says so, and maybe a last line."""
    first, *others = SENTENCE.split(text)
    return " ".join((first.rstrip(".") + SAID[language], *others, *rng.choices(LAST[language], k=rng.randint(0, 1))))


def reprint(text, language, rng):
    """Return a reprint of the text."""
    if rng.random() < 0.6:
        text = cut(text, rng)
    if rng.random() < 0.7:
        text = marked(text, rng)
    return said(text, language, rng) if rng.random() < 0.7 else text
