"""A paragraph as one string of letters: where its markers stand and how a part is taken out."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import groupby, pairwise

from bot.domain.story import Marker, Paragraph, Run, Text

_SPACE = re.compile(r"\s*")
_UNBREAKABLE = frozenset("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}")


def breakable(text: str, position: int) -> bool:
    """Whether white space that a line may break at stands at `position`."""
    return position < len(text) and text[position].isspace() and text[position] not in _UNBREAKABLE


def joined(runs: Iterable[Run]) -> list[Run]:
    """Make neighbours of one style one run; empty ones go."""
    filled = [run for run in runs if isinstance(run, Marker) or run.text]
    styles = [_style(run) for run in filled]
    if not any(style is not None and style == other for style, other in pairwise(styles)):
        return filled
    whole: list[Run] = []
    for style, alike in groupby(filled, key=_style):
        neighbours = list(alike)
        if style is None or len(neighbours) == 1:
            whole += neighbours
        else:
            texts = (run.text for run in neighbours if isinstance(run, Text))
            whole.append(Text("".join(texts), *style))
    return whole


def _style(run: Run) -> tuple[bool, bool] | None:
    return (run.emphasis, run.strong) if isinstance(run, Text) else None


class Letters:
    """The letters of a paragraph, with offsets into them. Markers are masked: they have no width.

    A marker belongs to the word before it, if it touches that or stands between two spaces, and
    to the word after it only where it touches that one alone.
    """

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.text = paragraph.text
        self._starts: list[int] = []
        offset = 0
        for run in paragraph.runs:
            self._starts.append(offset)
            offset += len(run.text) if isinstance(run, Text) else 0
        self._marks = [
            start
            for start, run in zip(self._starts, paragraph.runs, strict=True)
            if isinstance(run, Marker)
        ]

    def gap(self, end: int) -> tuple[int, int]:
        """Say what a cut at `end` leaves: where the part before it ends, the one after begins.

        `end` is the offset after a letter. The white space between the two is dropped, but for
        what stands before a marker of the word on the left.
        """
        start = self._skip_space(end)
        before = bisect_left(self._marks, start) - 1
        if before >= 0 and self._marks[before] > end:
            return self._marks[before], start
        return end, start

    def part(self, start: int, end: int) -> Paragraph:
        """Take out the part between two offsets that `gap` gave (or the paragraph's own ends)."""
        if start == 0 and end >= len(self.text):
            return self.paragraph
        runs: list[Run] = []
        takes_first_mark = start == 0 or self.text[start - 1].isspace()
        for index in range(self._first_run(start), len(self._starts)):
            if self._starts[index] > end:
                break
            run = self.paragraph.runs[index]
            if isinstance(run, Marker):
                if self._starts[index] > start or takes_first_mark:
                    runs.append(run)
            elif cut := self._letters_of(index, run, start, end):
                runs.append(cut)
        return Paragraph(tuple(runs), self.paragraph.block)

    def dropped(self, end: int, start: int) -> Text:
        """Give the white space that a cut drops between two offsets that `gap` gave, as a run.

        Where runs of several styles meet in it, which no import leaves, it has the first one's.
        """
        for index in range(self._first_run(end), len(self._starts)):
            run = self.paragraph.runs[index]
            if isinstance(run, Text) and self._starts[index] + len(run.text) > end:
                return Text(self.text[end:start], run.emphasis, run.strong)
        return Text(self.text[end:start])

    def anchor(self, label: str) -> int:
        """Give the offset of the letter that the first marker of that label stands on.

        Raises `KeyError` if the paragraph has no such marker.
        """
        for start, run in zip(self._starts, self.paragraph.runs, strict=True):
            if isinstance(run, Marker) and run.label == label:
                return self._letter_at(start)
        raise KeyError(label)

    def _letter_at(self, mark: int) -> int:
        touches_next = mark < len(self.text) and not self.text[mark].isspace()
        touches_last = mark > 0 and not self.text[mark - 1].isspace()
        before = len(self.text[:mark].rstrip()) - 1
        if touches_last or (before >= 0 and not touches_next):
            return before
        return self._skip_space(mark)

    def _skip_space(self, offset: int) -> int:
        match = _SPACE.match(self.text, offset)
        return match.end() if match else offset

    def _first_run(self, offset: int) -> int:
        """Give the first run that has a letter at or after the offset, or a marker at it."""
        index = bisect_left(self._starts, offset)
        return max(index - 1, 0)

    def _letters_of(self, index: int, run: Text, start: int, end: int) -> Text | None:
        origin = self._starts[index]
        text = run.text[max(start - origin, 0) : max(end - origin, 0)]
        return Text(text, run.emphasis, run.strong) if text else None
