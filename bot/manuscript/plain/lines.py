"""Lines of plain text, and how a file lays its paragraphs out.

Some files wrap at a column and leave a line empty between paragraphs; some give each paragraph one
long line, with or without an empty one between. The file's own habits decide.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from bot.domain.scripts import are_unspaced, columns_of, first_word

_ENDED = re.compile(r"[.?!…—–*_)\]~。！？｡؟۔।॥-][\"'”’»*_)\]」』）】》〉]*\Z|[\"”»」』）】》]\Z")
_MARKED = re.compile(r"\s?[\[({]\^?[\w*#]{1,4}[\])}]\Z")
_LONG_WORD = re.compile(r"(?<![\w'’])[^\W\d_]{4,}")
_LONGEST_LABEL = 60
_NARROWEST = 50
_WIDEST = 100
_FEWEST_GAPS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something. `gap` is how many empty ones stand before it."""

    number: int
    text: str
    indent: int
    gap: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's habits.

    `width` is the column it wraps at, or None. `one_a_line` says that its lines are paragraphs
    although no empty line parts them.
    """

    width: int | None
    one_a_line: bool


@dataclass(eq=False, slots=True)
class Lump:
    """Lines that belong together: a paragraph, a heading, an ornament, a note or a part of one.

    `joint` is what stands between its lines: a space where they were wrapped, a line feed where the
    author broke them.
    """

    lines: Sequence[Line]
    joint: str
    text: str = ""
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        texts = [line.text for line in self.lines]
        self.text = self.joint.join(texts)
        if self.joint == " " and not self.text.isascii():
            # Chinese and Japanese go on in the next line without a space.
            joints = ["" if are_unspaced(*pair) else " " for pair in pairwise(texts)]
            self.text = "".join(chain.from_iterable(zip(["", *joints], texts, strict=True)))

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines[0].number

    @property
    def gap(self) -> int:
        """How many empty lines stand before it."""
        return self.lines[0].gap

    @property
    def indent(self) -> int:
        """How far all of it is indented, in columns."""
        return min(line.indent for line in self.lines)

    def line_at(self, place: int) -> int:
        """The number of the line that a place in its text comes from."""
        if not self._starts:
            self._starts = list(self._find_starts())
        return self.lines[bisect_right(self._starts, place) - 1].number

    def _find_starts(self) -> Iterator[int]:
        end = 0
        for line in self.lines:
            start = self.text.index(line.text, end)
            yield start
            end = start + len(line.text)


def split_lines(text: str) -> list[Line]:
    """Give the lines of a text that hold something."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if not bare:
            gap += 1
            continue
        expanded = raw.expandtabs(4)
        lines.append(Line(number, bare, len(expanded) - len(expanded.lstrip()), gap))
        gap = 0
    return lines


def measure(lines: Sequence[Line]) -> Layout:
    """Find out how a file lays its paragraphs out."""
    width = _wrapping_width(lines)
    gaps = [line.gap for before, line in _pairs(lines) if _is_prose(before) or _is_prose(line)]
    if len(gaps) < _FEWEST_GAPS:
        gaps = [line.gap for line in lines[1:]]
    tight = gaps.count(0) * 2 > len(gaps)
    return Layout(width, one_a_line=width is None and tight and _speaks_in_lines(lines))


def _is_prose(line: Line) -> bool:
    """Whether a line can be no verse, heading or field; its gaps tell more than a header's do."""
    return columns_of(line.text) > _WIDEST


def _wrapping_width(lines: Sequence[Line]) -> int | None:
    if not lines:
        return None
    lengths = sorted(line.indent + columns_of(line.text) for line in lines)
    width = lengths[min(len(lengths) - 1, len(lengths) * 99 // 100)]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    pairs = [pair for pair in _pairs(lines) if pair[1].gap == 0]
    full = sum(was_full(*pair, width) for pair in pairs)
    return width if full and full * 2 >= len(pairs) else None


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    return pairwise(lines)


def was_full(line: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word would not have fitted, by and large."""
    word = first_word(following.text)
    return line.indent + columns_of(line.text) + 1 + columns_of(word) > width * 0.88


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return _ENDED.search(_MARKED.sub("", text[-12:])) is not None


def is_label(text: str) -> bool:
    """Whether a line is a date, a name or a title: short, and all longer words have capitals."""
    words = _LONG_WORD.findall(text) if len(text) <= _LONGEST_LABEL else []
    return bool(words) and all(word[0].isupper() for word in words)


def _speaks_in_lines(lines: Sequence[Line]) -> bool:
    """Whether lines end as sentences do, or are too long for verse."""
    if any(len(line.text) > _WIDEST for line in lines):
        return True
    ended = sum(ends_sentence(line.text) for line in lines)
    return ended * 10 >= len(lines) * 6


def blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the stretches of lines that no empty line parts."""
    block: list[Line] = []
    for line in lines:
        if block and line.gap:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def lay_out(block: Sequence[Line], layout: Layout) -> Iterator[Lump]:
    """Yield the paragraphs of a stretch without empty lines."""
    if len(block) == 1:
        yield Lump(block, " ")
    elif layout.width is not None and _is_wrapped(block, layout.width):
        for paragraph in _by_indent(block):
            yield Lump(paragraph, " ")
    elif layout.one_a_line or _speaks_in_lines(block):
        for line in block:
            yield Lump([line], " ")
    else:
        yield Lump(block, "\n")


def _is_wrapped(block: Sequence[Line], width: int) -> bool:
    full = sum(was_full(*pair, width) for pair in _pairs(block))
    return full * 3 >= (len(block) - 1) * 2


def _by_indent(block: Sequence[Line]) -> Iterator[list[Line]]:
    """Part wrapped lines where one is indented more than most: a paragraph begins there.

    Where the sentence goes on, the lines under the first only hang.
    """
    indents = Counter(line.indent for line in block)
    usual = min(indents, key=lambda indent: (-indents[indent], indent))
    paragraph: list[Line] = []
    for line in block:
        deeper = paragraph and line.indent > usual and paragraph[-1].indent <= usual
        if deeper and ends_sentence(paragraph[-1].text):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def common_gap(lumps: Sequence[Lump]) -> int:
    """The gap that parts most paragraphs, the smaller of two that part as many.

    Where paragraphs stand without a gap, but gaps are too many to be breaks between scenes, it is
    the smallest gap there is.
    """
    return usual_gap(lump.gap for lump in lumps)


def usual_gap(found: Iterable[int]) -> int:
    """The gap that most of some gaps are, as `common_gap` understands it; 1 if there are none."""
    gaps = Counter(found)
    if not gaps:
        return 1
    common = min(gaps, key=lambda gap: (-gaps[gap], gap))
    wider = sum(count for gap, count in gaps.items() if gap > common)
    if common == 0 and wider > 2 and wider * 3 > sum(gaps.values()):
        return min(gap for gap in gaps if gap)
    return common
