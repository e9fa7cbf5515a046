"""How far somebody is, drawn: the book as a bar of chapters, and the others as a quiet band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.ui.pictures.canvas import Canvas, fitted, room
from bot.ui.pictures.palette import DROPPED, EDGE, GROUND, INK, OTHERS, QUIET_INK, READ

_WIDE = 560
_LEFT, _RIGHT = 24, 536
_LENGTH = _RIGHT - _LEFT
_TOP = 58
"""Where the bar begins, from the top, where nothing is written above it."""
_THICK = 28
_THIN = 14
_NARROWEST = 7
"""Chapters narrower than this are drawn several in one."""
_BINS = 64
_RIDGE = 30


@dataclass(frozen=True, slots=True)
class BookWords:
    """What is written into the picture. What is not legible is left out."""

    title: str
    place: str
    here: str
    read: str
    dropped: str
    to_come: str
    others: str
    outlook: str


@dataclass(frozen=True, slots=True)
class Book:
    """A story and a place in it. All shares are of its words, 0 to 1.

    `chapters` counts the words of each; `others` are the places of the other readers, none where
    they are too few to be shown.
    """

    chapters: Sequence[int]
    read: float
    dropped: float
    others: Sequence[float]
    words: BookWords


def draw_book(book: Book) -> bytes:
    """Draw it as a PNG."""
    words = book.words
    title, place = (fitted(words.title, 20, _LENGTH), fitted(words.place, 14, _LENGTH))
    outlook = fitted(words.outlook, 14, _LENGTH)
    bar = _TOP + (28 if title else 0) + (22 if place else 0)
    floor = bar + _THICK + (_RIDGE + 34 if book.others else 6)
    canvas = Canvas(_WIDE, floor + (66 if outlook else 40))
    canvas.write((_LEFT, 40), title, 20, INK)
    canvas.write((_LEFT, 62 if title else 34), place, 14, QUIET_INK)
    _bar(canvas, book, bar)
    _here(canvas, book, bar)
    if book.others:
        _band(canvas, book, bar + _THICK + 8 + _RIDGE)
    _legend(canvas, words, floor + 18)
    canvas.write((_LEFT, floor + 44), outlook, 14, INK)
    return canvas.png()


def _bar(canvas: Canvas, book: Book, top: float) -> None:
    """Draw the chapters: what is read stands high, what has dropped is thin, the rest hollow."""
    middle = top + _THICK / 2
    thin = (middle - _THIN / 2, middle + _THIN / 2)
    for start, end in _segments(book.chapters):
        left, right = _x(start), _x(end) - 1.5
        canvas.box((left, thin[0], right, thin[1]), edge=EDGE, thick=1, corner=2)
        dropped = min(right, _x(book.dropped))
        canvas.box((left, thin[0], dropped, thin[1]), fill=DROPPED, corner=2)
        read = min(right, _x(book.read))
        canvas.box((left, top, read, top + _THICK), fill=READ, corner=2)


def _segments(chapters: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Cut the bar into chapters; where they would be too narrow, into so many at a time."""
    total = sum(chapters)
    if not total:
        yield 0.0, 1.0
        return
    ends = [0.0, *(end / total for end in accumulate(chapters))]
    step = next(
        size
        for size in (1, 2, 5, 10, 20, 50, 100, len(chapters))
        if _LENGTH * size >= _NARROWEST * len(chapters) or size >= len(chapters)
    )
    cuts = [*ends[:-1:step], 1.0]
    yield from pairwise(cuts)


def _here(canvas: Canvas, book: Book, bar: float) -> None:
    """Point at the place from above."""
    at = _x(book.read)
    canvas.shape([(at - 6, bar - 14), (at + 6, bar - 14), (at, bar - 4)], READ)
    half = room(book.words.here, 14) / 2
    middle = min(max(at, _LEFT + half), _RIGHT - half)
    canvas.write((middle, bar - 19), book.words.here, 14, INK, align=0.5)


def _band(canvas: Canvas, book: Book, floor: float) -> None:
    """Draw where the others are: the more at a place, the higher."""
    bins = [0] * _BINS
    for share in book.others:
        bins[min(int(share * _BINS), _BINS - 1)] += 1
    canvas.line([(_LEFT, floor), (_RIGHT, floor)], EDGE, 1)
    wide = _LENGTH / _BINS
    for number, count in enumerate(bins):
        if count:
            high = max(_RIDGE * count / max(bins), 3)
            left = _LEFT + number * wide
            box = (left + 0.75, floor - high, left + wide - 0.75, floor)
            canvas.box(box, fill=OTHERS, corner=1.5)
    canvas.write((_LEFT, floor + 18), fitted(book.words.others, 13, _LENGTH), 13, QUIET_INK)


def _legend(canvas: Canvas, words: BookWords, line: float) -> None:
    """Say what the three kinds of the bar are, each with a piece of it."""
    left = float(_LEFT)
    for kind, said in enumerate((words.read, words.dropped, words.to_come)):
        if not said:
            continue
        half = 7 if not kind else 3.5
        box = (left, line - 5 - half, left + 14, line - 5 + half)
        if kind == 2:
            canvas.box(box, edge=EDGE, fill=GROUND, thick=1, corner=2)
        else:
            canvas.box(box, fill=DROPPED if kind else READ, corner=2)
        canvas.write((left + 20, line), said, 13, QUIET_INK)
        left += 20 + room(said, 13) + 22


def _x(share: float) -> float:
    return _LEFT + _LENGTH * share
