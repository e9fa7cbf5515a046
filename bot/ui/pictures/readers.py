"""How many came to the end of each chapter, drawn as columns; who stopped hangs below."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui.pictures.canvas import Canvas, fitted, room
from bot.ui.pictures.palette import EDGE, INK, OTHERS, QUIET_INK, READ

_WIDE = 560
_LEFT, _RIGHT = 56, 536
_LENGTH = _RIGHT - _LEFT
_TOP = 74
_HIGH = 120
_DEEP = 44
_NARROWEST, _WIDEST = 4, 60
_FEW = 1.5
"""How high a column stands for one or two, of whom no figure is given."""


@dataclass(frozen=True, slots=True)
class Column:
    """A chapter: who reached its end and who stopped in it; None for one or two."""

    reached: int | None
    stopped: int | None


@dataclass(frozen=True, slots=True)
class ReadersWords:
    """What is written into the picture. What is not legible is left out."""

    title: str
    reached: str
    stopped: str
    chapters: str


def draw_readers(columns: Sequence[Column], words: ReadersWords) -> bytes:
    """Draw the columns as a PNG, the first chapter at the left."""
    canvas = Canvas(_WIDE, _TOP + _HIGH + _DEEP + 78)
    canvas.write((24, 40), fitted(words.title, 20, 512), 20, INK)
    floor = _TOP + _HIGH
    most = max((one.reached or 0 for one in columns), default=0) or 1
    worst = max(max((one.stopped or 0 for one in columns), default=0), 1)
    for count, line in ((most, _TOP), (0, floor)):
        canvas.line([(_LEFT, line), (_RIGHT, line)], EDGE, 1)
        canvas.write((_LEFT - 8, line + 5), str(count), 13, QUIET_INK, align=1)
    wide = min(_LENGTH / max(len(columns), 1), _WIDEST)
    gap = wide * 0.15 if wide >= _NARROWEST else 0
    for number, one in enumerate(columns):
        left, right = _LEFT + number * wide + gap, _LEFT + (number + 1) * wide - gap
        high = _FEW if one.reached is None else _HIGH * one.reached / most
        canvas.box((left, floor - high, right, floor), fill=OTHERS)
        deep = _FEW if one.stopped is None else (_DEEP - 18) * one.stopped / worst
        canvas.box((left, floor + 18, right, floor + 18 + deep), fill=READ)
    _number(canvas, len(columns), wide, floor + 13)
    _legend(canvas, words, floor + _DEEP + 30)
    canvas.write((24, floor + _DEEP + 56), fitted(words.chapters, 13, 512), 13, QUIET_INK)
    return canvas.png()


def _number(canvas: Canvas, chapters: int, wide: float, line: float) -> None:
    """Number the chapters between the columns, as many as there is room for."""
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500)
    step = next((one for one in steps if one * wide >= room("000", 12) + 4), 1000)
    for number in range(step, chapters + 1, step):
        canvas.write((_LEFT + (number - 0.5) * wide, line), str(number), 12, QUIET_INK, align=0.5)


def _legend(canvas: Canvas, words: ReadersWords, line: float) -> None:
    left = 24.0
    for colour, said in ((OTHERS, words.reached), (READ, words.stopped)):
        up = colour is OTHERS
        top, bottom = (line - 12, line) if up else (line - 8, line + 2)
        canvas.box((left, top, left + 10, bottom), fill=colour)
        canvas.write((left + 16, line), said, 13, QUIET_INK)
        left += 16 + room(said, 13) + 22
