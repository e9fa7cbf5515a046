"""Planning instalments: which passages one drop releases."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.domain.errors import RefusalError
from bot.domain.passages import Extent
from bot.domain.reading_time import minutes
from bot.domain.serial import ChapterEntry, Instalment, Size, SizeKind

MOST = 999
"""The highest count that a size may have."""

_Parts = list[Sequence[Extent]]

_SIZE = re.compile(r"(?:(?P<count>\d{1,9})|(?:an?|one|eine?n?)\s)?\s*(?P<unit>[a-z]+)\.?")
_UNITS = {
    "chapter": SizeKind.CHAPTER,
    "chapters": SizeKind.CHAPTER,
    "scene": SizeKind.SCENE,
    "scenes": SizeKind.SCENE,
    "passage": SizeKind.PASSAGES,
    "passages": SizeKind.PASSAGES,
    "page": SizeKind.PASSAGES,
    "pages": SizeKind.PASSAGES,
    "m": SizeKind.MINUTES,
    "min": SizeKind.MINUTES,
    "mins": SizeKind.MINUTES,
    "minute": SizeKind.MINUTES,
    "minutes": SizeKind.MINUTES,
    "kapitel": SizeKind.CHAPTER,
    "szene": SizeKind.SCENE,
    "szenen": SizeKind.SCENE,
    "abschnitt": SizeKind.PASSAGES,
    "abschnitte": SizeKind.PASSAGES,
    "seite": SizeKind.PASSAGES,
    "seiten": SizeKind.PASSAGES,
    "minuten": SizeKind.MINUTES,
}
_ONE = {
    SizeKind.CHAPTER: (
        "An instalment is one chapter; for more or less try 3 passages or 5 minutes."
    ),
    SizeKind.SCENE: "An instalment is one scene; for more or less try 3 passages or 5 minutes.",
}
_MANY = {
    SizeKind.PASSAGES: "An instalment has from 1 to {most} passages; pick such a number.",
    SizeKind.MINUTES: "An instalment has from 1 to {most} minutes; pick such a number.",
}


def plan(
    chapters: Sequence[ChapterEntry],
    passages: Sequence[Extent],
    size: Size,
    *,
    first_passage: int = 1,
    first_number: int = 1,
    parts_before: int = 0,
    language: str | None = None,
) -> tuple[Instalment, ...]:
    """Divide an edition's passages into instalments, none of them over the end of a chapter.

    Passages before `first_passage` are left as they were planned; `first_number` is the number of
    the first new instalment and `parts_before` says how many parts its chapter has had already.
    `language` is the story's: minutes take more or fewer of its words.
    """
    instalments: list[Instalment] = []
    for chapter in chapters:
        span = range(max(chapter.first_passage, first_passage), chapter.last_passage + 1)
        its_own = [passage for passage in passages if passage.number in span]
        had = parts_before if chapter.first_passage < first_passage else 0
        parts = _divide(its_own, size, language)
        for part, group in enumerate(parts, start=had + 1):
            number = first_number + len(instalments)
            first, last = group[0].number, group[-1].number
            total = had + len(parts)
            instalments.append(Instalment(number, chapter.position, first, last, part, total))
    return tuple(instalments)


def parse_size(text: str | None) -> Size:
    """Parse an instalment's size; a chapter, if nothing is said.

    "chapter", "a scene", "3 passages", "one page", "5 minutes", "5 min" or "5m", and the same in
    German: "Kapitel", "3 Abschnitte". Raises `RefusalError` for anything else.
    """
    if text is None or not text.strip():
        return Size(SizeKind.CHAPTER)
    match = _SIZE.fullmatch(text.strip().casefold())
    kind = _UNITS.get(match["unit"]) if match else None
    if match is None or kind is None:
        raise RefusalError(
            "I don't know that size of instalment; try chapter, scene, 3 passages or 5 minutes."
        )
    if kind is SizeKind.MINUTES and match["count"] is None:
        raise RefusalError("How many minutes should an instalment have? Try 5 minutes.")
    return Size(kind, _count(kind, int(match["count"] or 1)))


def _count(kind: SizeKind, count: int) -> int:
    if count == 1 or (kind in _MANY and 1 <= count <= MOST):
        return count
    raise RefusalError(_MANY.get(kind) or _ONE[kind], most=MOST)


def _divide(passages: Sequence[Extent], size: Size, language: str | None) -> _Parts:
    """Divide the passages of one chapter."""
    if not passages:
        return []
    match size.kind:
        case SizeKind.CHAPTER:
            return [passages]
        case SizeKind.SCENE:
            return _by_scene(passages)
        case SizeKind.PASSAGES:
            return [passages[at : at + size.count] for at in range(0, len(passages), size.count)]
        case SizeKind.MINUTES:
            return _by_minutes(passages, size.count, language)


def _by_scene(passages: Sequence[Extent]) -> _Parts:
    """Begin anew wherever a passage shares no scene with the one before."""
    starts = [0]
    for index, (earlier, later) in enumerate(pairwise(passages), start=1):
        if later.first_scene > earlier.last_scene:
            starts.append(index)
    return [passages[start:end] for start, end in pairwise([*starts, len(passages)])]


def _by_minutes(passages: Sequence[Extent], wanted: int, language: str | None) -> _Parts:
    """Find the division that comes nearest to so many minutes each, by the squares."""
    times = [minutes(passage.words, language) for passage in passages]
    costs = [0.0]
    came_from = [0]
    for end in range(1, len(passages) + 1):
        length = 0.0
        best = (float("inf"), 0)
        for start in range(end - 1, -1, -1):
            length += times[start]
            if length > 3 * wanted and start < end - 1:
                break
            best = min(best, (costs[start] + (length - wanted) ** 2, start))
        costs.append(best[0])
        came_from.append(best[1])
    path = [len(passages)]
    while path[-1] > 0:
        path.append(came_from[path[-1]])
    return [passages[start:end] for start, end in pairwise(reversed(path))]
