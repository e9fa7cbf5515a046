"""How chapters and their discussions are called, in a few words."""

from bot.domain.serial import Instalment
from bot.domain.story import ChapterKind, Heading

_THREAD_NAME_LIMIT = 100
_THREAD_NAME_END = ": discussion"
_UNTITLED = {
    ChapterKind.CHAPTER: "Chapter",
    ChapterKind.FRONT: "Opening",
    ChapterKind.BACK: "Afterword",
}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def short_name(heading: Heading) -> str:
    """Name a chapter in a few words: "Ch. 3 · Title", "Ch. 3", or the title alone.

    A title that is only the number again, like "IV" of the fourth, is left out.
    """
    if heading.number is None:
        return heading.title or _UNTITLED[heading.kind]
    number = f"Ch. {heading.number}"
    if heading.title is None or _repeats(heading.title, heading.number):
        return number
    return f"{number} · {heading.title}"


def thread_name(heading: Heading, instalment: Instalment, *, whole_chapter: bool) -> str:
    """Name a discussion: "Ch. 3 · Title: discussion", 100 code points at most."""
    name = short_name(heading)
    if instalment.parts > 1 and not whole_chapter:
        name += f" ({instalment.part}/{instalment.parts})"
    room = _THREAD_NAME_LIMIT - len(_THREAD_NAME_END)
    if len(name) > room:
        name = name[: room - 1].rstrip() + "…"
    return name + _THREAD_NAME_END


def _repeats(title: str, number: int) -> bool:
    return title.rstrip(".").casefold() in {str(number), _roman(number)}


def _roman(number: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
