"""What two texts share: the stretches of letters that stand in both, in the same order.

Lines (paragraphs and the heads of chapters) are matched first, those that stand once in either
text before the others (as in a patience sort), and only what lies between two matches is looked
at word by word. So a long text costs little more than it has letters.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from bot.domain.sentences import sentence_ends
from bot.domain.sliding import INSIDE, LINE, SENTENCE, slid

SMALL = 40_000
"""Up to so many pairs are compared one by one where nothing stands once."""
ALIKE = 0.4
"""From this share on two stretches of other words are the same one, rewritten."""
CHANCE = 4
"""Fewer words than this in a row are shared by chance, where little else is."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORDS = re.compile(r"\w+")

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or the head of a chapter, which has no letters of its own.

    `text` is what is compared inside the line, `letters` how many of it are no white space; `key`
    is by what lines are matched: the words alone, so that better quotation marks change nothing.
    """

    text: str
    letters: int
    key: str
    head: bool = False

    @classmethod
    def of(cls, text: str) -> "Line":
        """Make the line of a paragraph."""
        words = "".join(_WORDS.findall(text)).casefold()
        return cls(text, len("".join(text.split())), words or text)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters that stand in both texts. Offsets count letters without white space."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        """The offset after it in the old text."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """The offset after it in the new text."""
        return self.new + self.length


def shared(old: Sequence[Line], new: Sequence[Line]) -> list[Stretch]:
    """List what both texts share, in order; the last stretch is empty and joins the two ends.

    Empty stretches join places that belong together though no letter there is shared: the heads
    of chapters, and both ends of what has gone.
    """
    old_at, new_at = _offsets(old), _offsets(new)
    found: list[Stretch] = []
    pairs = matches([line.key for line in old], [line.key for line in new])
    here, there = 0, 0
    for left, right in (*pairs, (len(old), len(new))):
        found += _between(old[here:left], new[there:right], old_at[here], new_at[there])
        if left < len(old):
            found += _in_line(old[left], new[right], old_at[left], new_at[right])
        here, there = left + 1, right + 1
    found.append(Stretch(old_at[-1], new_at[-1], 0))
    return list(_merged(found))


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[_Pair]:
    """Pair equal items of two sequences, rising in both: the longest chain of what is unique in
    both first, then the same between any two of its links.
    """
    found: list[_Pair] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        low, high, start, end = waiting.pop()
        while low < high and start < end and old[low] == new[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < end and old[high - 1] == new[end - 1]:
            high, end = high - 1, end - 1
            found.append((high, end))
        if low == high or start == end:
            continue
        links = _links(old, new, (low, high, start, end))
        found += links
        before = (low, start)
        for left, right in (*links, (high, end)) if links else ():
            waiting.append((before[0], left, before[1], right))
            before = (left + 1, right + 1)
        if not links and (high - low) * (end - start) <= SMALL:
            blocks = SequenceMatcher(None, old[low:high], new[start:end], autojunk=False)
            for block in blocks.get_matching_blocks():
                found += [(low + block.a + at, start + block.b + at) for at in range(block.size)]
    return sorted(found)


def _links(
    old: Sequence[Hashable], new: Sequence[Hashable], bounds: tuple[int, int, int, int]
) -> list[_Pair]:
    """Find the longest rising chain of the items that are unique on both sides."""
    low, high, start, end = bounds
    once_old = Counter(old[low:high])
    once_new = Counter(new[start:end])
    places = {new[at]: at for at in range(start, end) if once_new[new[at]] == 1}
    pairs = [
        (at, places[old[at]])
        for at in range(low, high)
        if once_old[old[at]] == 1 and old[at] in places
    ]
    tails: list[int] = []
    chain: list[int] = []
    came_from: list[int] = []
    for index, (_, right) in enumerate(pairs):
        at = bisect_left(tails, right)
        came_from.append(chain[at - 1] if at else -1)
        tails[at : at + 1] = [right]
        chain[at : at + 1] = [index]
    longest: list[_Pair] = []
    index = chain[-1] if chain else -1
    while index >= 0:
        longest.append(pairs[index])
        index = came_from[index]
    return longest[::-1]


def _offsets(lines: Sequence[Line]) -> list[int]:
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + line.letters)
    return offsets


def _in_line(old: Line, new: Line, old_at: int, new_at: int) -> Iterator[Stretch]:
    """Give what two lines of one key share: all of it, or word by word."""
    if old.text.split() == new.text.split():
        yield Stretch(old_at, new_at, old.letters)
    else:
        yield from _by_words([old], [new], old_at, new_at)


def _between(
    old: Sequence[Line], new: Sequence[Line], old_at: int, new_at: int
) -> Iterator[Stretch]:
    """Give what the lines between two matches share.

    Where a chapter ends on either side, what comes after is another chapter: it has gone, and
    something else came, unless the words say that it is the same.
    """
    if not old and not new:
        return
    heads = _first_head(old), _first_head(new)
    if heads == (len(old), len(new)):
        yield from _by_words(old, new, old_at, new_at)
        return
    # What comes before the next head is the chapter that both are in.
    left, right = old[: heads[0]], new[: heads[1]]
    found = list(_by_words(left, right, old_at, new_at))
    old_on, new_on = old_at + _letters(left), new_at + _letters(right)
    if left and right and _alike(found, left, right):
        yield from found
        yield from _between(old[heads[0] :], new[heads[1] :], old_on, new_on)
        return
    whole = list(_by_words(old, new, old_at, new_at))
    if _alike(whole, old, new):
        yield from whole
        return
    yield from found
    yield Stretch(old_on, new_on, 0)
    yield Stretch(old_at + _letters(old), new_on, 0)


def _alike(found: Sequence[Stretch], old: Sequence[Line], new: Sequence[Line]) -> bool:
    """Whether what two stretches share is enough for them to be the same, rewritten."""
    return _length(found) >= ALIKE * max(min(_letters(old), _letters(new)), 1)


def _first_head(lines: Sequence[Line]) -> int:
    return next((at for at, line in enumerate(lines) if line.head), len(lines))


def _by_words(
    old: Sequence[Line], new: Sequence[Line], old_at: int, new_at: int
) -> Iterator[Stretch]:
    """Give the words that two stretches share; a few alone only where most are shared."""
    left = [token for line in old for token in _TOKEN.findall(line.text)]
    right = [token for line in new for token in _TOKEN.findall(line.text)]
    pairs = slid(matches(left, right), left, right, (_begins(old), _begins(new)))
    least = min(_letters(old), _letters(new))
    close = sum(len(left[at]) for at, _ in pairs) >= ALIKE * least
    left_at, right_at = _starts(left, old_at), _starts(right, new_at)
    for _, run in groupby(enumerate(pairs), lambda item: (item[1][0] - item[0], _gap(item[1]))):
        those = [pair for _, pair in run]
        if close or len(those) >= CHANCE:
            first, last = those[0], those[-1]
            length = left_at[last[0] + 1] - left_at[first[0]]
            yield Stretch(left_at[first[0]], right_at[first[1]], length)


def _begins(lines: Sequence[Line]) -> list[int]:
    """Say of every token whether a line begins with it, a sentence, or nothing."""
    found: list[int] = []
    for line in lines:
        ends = iter([*sentence_ends(line.text), len(line.text)])
        end = next(ends)
        begins = LINE
        for token in _TOKEN.finditer(line.text):
            while end <= token.start():
                begins, end = SENTENCE, next(ends)
            found.append(begins)
            begins = INSIDE
    return found


def _gap(pair: _Pair) -> int:
    return pair[1] - pair[0]


def _starts(tokens: Sequence[str], first: int) -> list[int]:
    starts = [first]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _letters(lines: Sequence[Line]) -> int:
    return sum(line.letters for line in lines)


def _length(stretches: Sequence[Stretch]) -> int:
    return sum(stretch.length for stretch in stretches)


def _merged(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Join stretches that go on in both texts."""
    last: Stretch | None = None
    for stretch in stretches:
        if last is not None and (last.old_end, last.new_end) == (stretch.old, stretch.new):
            last = Stretch(last.old, last.new, last.length + stretch.length)
            continue
        if last is not None:
            yield last
        last = stretch
    if last is not None:
        yield last
