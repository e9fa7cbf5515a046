"""How chapters are called, in a few words. What people see of it is `bot.language.wording`'s."""

from bot.domain.story import ChapterKind, Heading

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
    """Name a chapter in plain English: "Ch. 3 · Title", "Ch. 3", or the title alone."""
    title = own_title(heading)
    if heading.number is None:
        return title or _UNTITLED[heading.kind]
    number = f"Ch. {heading.number}"
    return number if title is None else f"{number} · {title}"


def own_title(heading: Heading) -> str | None:
    """Give a title that says more than the number again, as "IV" of the fourth does."""
    if heading.title is None or heading.number is None:
        return heading.title
    return None if _repeats(heading.title, heading.number) else heading.title


def _repeats(title: str, number: int) -> bool:
    return title.rstrip(".").casefold() in {str(number), _roman(number)}


def _roman(number: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
