"""Which language a sentence is in: counted evidence, no model."""

from collections.abc import Iterable

from .letters import KAZAKH_ONLY, RUSSIAN_ONLY, is_cyrillic

# Words so frequent that nearly every sentence has one, and that the other language does not have.
KAZAKH_WORDS = frozenset(
    "мен бен пен да де та те деп деді бар жоқ бойынша туралы арқылы кейін дейін жылы жылдың ол бұл осы сол бір екі болды "
    "болып болады болған атап айтты барлық тек ал немесе емес еді екен бойы арасында ай айында басшысы сондай мына маған "
    "сен олар адам бала қала ауыл облысы хабарлайды".split()
)
RUSSIAN_WORDS = frozenset(
    "и в во не на я с со что а по это к ко но у из за от до о об для как так же все его ее их они она он мы вы был была "
    "были было будет при или если который которые также более после может году года лет под над без через сообщает "
    "передает этом этого того чтобы только между нет есть уже еще ли бы".split()
)
# Endings that no Kazakh word has. -ция, -ист, -ский are left alone: Kazakh has taken them over with the words.
RUSSIAN_ENDINGS = tuple(
    "ого его ому ему ыми ими ость ости ение ения ении ания ании тие ться тся ется ются ился лось лась лись ских ская ской "
    "ские ных ный ная ной ные овал ают".split()
)
# And endings that no Russian word of some length has.
KAZAKH_ENDINGS = tuple("лды тты йды ған ып лары дары".split())
# What each counts. One letter («в», «с») may be an item's letter in a Kazakh list.
LETTER, WORD, SHORT_WORD, ENDING = 2.0, 3.0, 1.5, 1.0


def evidence(word: str) -> float:
    """Return how Kazakh a folded word looks (above zero) or how Russian (below); 0 tells nothing."""
    if not KAZAKH_ONLY.isdisjoint(word):
        return LETTER
    if word in KAZAKH_WORDS:
        return WORD
    if word in RUSSIAN_WORDS:
        return -(WORD if len(word) > 1 else SHORT_WORD)
    if not RUSSIAN_ONLY.isdisjoint(word):
        return -LETTER
    if len(word) <= 4:
        return 0.0
    return ENDING * (word.endswith(KAZAKH_ENDINGS) - word.endswith(RUSSIAN_ENDINGS))


def spoken(words: Iterable[str], otherwise: str = "") -> str:
    """Return "kk" or "ru" for a sentence's folded words, or `otherwise` when they do not tell.

    >>> spoken(["мектеп", "ашылды"], "kk"), spoken(["школу", "открыли", "в", "мае"]), spoken(["covid", "19"])
    ('kk', 'ru', '')
    """
    return language_of(sum(evidence(word) for word in words if word and is_cyrillic(word[0])), otherwise)


def language_of(balance: float, otherwise: str) -> str:
    """Return "kk" or "ru" for a sentence whose words together look Kazakh or Russian, or `otherwise`."""
    if balance == 0:
        return otherwise
    return "kk" if balance > 0 else "ru"
