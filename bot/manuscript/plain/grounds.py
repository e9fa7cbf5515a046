"""What an unusual reading of plain text was based on, said to the moderator.

Each remark names the line of the first case, how often there is one, and a few words of it.
"""

from collections.abc import Sequence

from bot.domain.story import Remark, Weight
from bot.manuscript.plain.lines import Lump
from bot.manuscript.remarks import excerpt

_USUAL = set("*-_⁂ \t")
_COUNTS = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}


def choice(code: str, line: int, message: str) -> Remark:
    """Give a remark that says what was chosen."""
    return Remark(code, line, message, Weight.CHOICE)


def by_gaps(lumps: Sequence[Lump]) -> list[Remark]:
    """Say that wide gaps were taken for scene breaks; `lumps` are what follows them."""
    if not lumps:
        return []
    narrowest = min(lump.gap for lump in lumps)
    more = " or more" if any(lump.gap > narrowest for lump in lumps) else ""
    number = _COUNTS.get(narrowest, str(narrowest))
    lines = "line" if narrowest == 1 and not more else "lines"
    return [
        choice(
            "scenes-by-gap",
            lumps[0].line,
            f"{number}{more} empty {lines} taken for a scene break: {_times(len(lumps))}, "
            f"first before “{excerpt(lumps[0].text)}”",
        )
    ]


def lone_gap(lump: Lump) -> Remark:
    """Say that the only wide gap of a book was taken for a slip."""
    return choice(
        "gap-left",
        lump.line,
        "The only wide gap in the book was taken for a slip and not for a scene break, "
        f"before “{excerpt(lump.text)}”",
    )


def by_ornament(rows: Sequence[Lump]) -> list[Remark]:
    """Say which lines of unusual ornament were taken for scene breaks."""
    first: dict[str, Lump] = {}
    counts: dict[str, int] = {}
    for row in rows:
        kind = "".join(row.text.split())
        if not set(kind) <= _USUAL:
            first.setdefault(kind, row)
            counts[kind] = counts.get(kind, 0) + 1
    return [
        choice(
            "scenes-by-ornament",
            row.line,
            f"A line “{excerpt(row.text)}” taken for a scene break: {_times(counts[kind])}",
        )
        for kind, row in first.items()
    ]


def by_captions(captions: Sequence[tuple[int, str]]) -> list[Remark]:
    """Say that lines such as `Mara's POV` or `--- Mara ---` were taken for what begins scenes.

    They are given with their numbers.
    """
    if not captions:
        return []
    line, text = captions[0]
    return [
        choice(
            "scenes-by-caption",
            line,
            "A line that names what follows taken for the beginning of a scene: "
            f"{_times(len(captions))}, first “{excerpt(text)}”",
        )
    ]


def row_left(line: int, row: str) -> Remark:
    """Say that a row of asterisks was left in the text."""
    return choice(
        "row-left", line, f"A row of asterisks left in the text, as the only one: “{row}”"
    )


def by_lines(line: int, count: int) -> Remark:
    """Say that every line was taken for a paragraph."""
    return choice(
        "lines-as-paragraphs",
        line,
        f"Lines taken for paragraphs, since no empty lines part them: {_times(count)}",
    )


def verse(lumps: Sequence[Lump]) -> list[Remark]:
    """Say that lines were kept as they are."""
    if not lumps:
        return []
    return [
        choice(
            "verse-kept",
            lumps[0].line,
            f"Taken for verse, an address or the like, with its lines kept: {_times(len(lumps))}, "
            f"first “{excerpt(lumps[0].text)}”",
        )
    ]


def heads(code: str, kind: str, lumps: Sequence[Lump]) -> list[Remark]:
    """Say what was taken for the headings of chapters, where no line says `Chapter 3`."""
    if not lumps:
        return []
    return [
        choice(
            code,
            lumps[0].line,
            f"{kind} taken for a chapter's heading: {_times(len(lumps))}, "
            f"first “{excerpt(lumps[0].text)}”",
        )
    ]


def no_heads() -> Remark:
    """Say that nothing seemed to head a chapter."""
    return choice("no-headings", 1, "No headings found: the whole text is one chapter")


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"
