"""A work of Archive of Our Own that was copied off its page, where words alone tell its parts.

`Summary:` and `Notes:` stand on lines of their own over what the author says, and `Chapter Text`
over the story. What stands under a label before the text ends there, or at the next label; what
stands under the last labels of a chapter ends with it, if it is no longer than the archive allows
and than the story above it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.manuscript.archive_words import ELSEWHERE, LABEL, LANDMARK
from bot.manuscript.assembly import TitlePage
from bot.manuscript.chosen import Recogniser
from bot.manuscript.footnotes.notelines import opening_in_list
from bot.manuscript.headings import Rank
from bot.manuscript.plain.copied import of_page
from bot.manuscript.plain.lines import Line
from bot.manuscript.plain.matter import fill, is_title

_TELLING = re.compile(r"(?:(?:chapter|work) (?:text|summary)|chapter end notes):?\Z", re.IGNORECASE)
_TAG = re.compile(
    r"(?:rating|archive warnings?|categor(?:y|ies)|fandoms?|relationships?|characters?"
    r"|additional tags|language|series|collections|stats|published|updated|completed|words"
    r"|chapters|comments|kudos|bookmarks|hits):",
    re.IGNORECASE,
)
_TAKEN = re.compile(r"(?:language|rating|archive warnings?):", re.IGNORECASE)
_BY = re.compile(r"by:?\s+(?=\S)", re.IGNORECASE)
_SUMMARY = "Summary: "
_LONGEST_LABEL = 90
_LONGEST_NOTE = 6000  # letters, some more than the archive takes
_LONGEST_NAME = 80
_MOST_NAMES = 2  # a title and an author
_FEWEST_TAGS = 3
_MOST_CLOSING = 2  # the notes to a chapter, and those to the work


@dataclass(frozen=True, slots=True)
class Copied:
    """The lines of a work that was copied, in the order in which they are read.

    `asides` are the numbers of those in which the author speaks to the reader, `labels` of those
    that are the archive's own. What stands on the title page now is not among the lines.
    """

    lines: Sequence[Line]
    asides: frozenset[int] = frozenset()
    labels: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Zone:
    """The places from one chapter's heading to the next: where labels are, and where `text` begins.

    The first begins with no heading where it has no `head`.
    """

    start: int
    end: int
    head: bool
    labels: list[int] = field(default_factory=list)
    text: int | None = None


def tell_apart(lines: Sequence[Line], page: TitlePage, understand: Recogniser) -> Copied:
    """Tell the author's words in a copied work from the story, and fill the title page.

    The notes on the whole work go where the first chapter begins.
    """
    if not any(map(_is_telling, lines)):
        return Copied(lines)
    return _Copy(lines, understand).tell_apart(page)


def _is_telling(line: Line) -> bool:
    """Whether only the archive writes such a line."""
    if len(line.text) > _LONGEST_LABEL or line.text[0] not in "(CcWwSs":
        return False
    return bool(_TELLING.match(line.text) or ELSEWHERE.match(line.text))


class _Copy:
    """Goes over the parts of a copied work. Everything here counts places, not lines' numbers."""

    def __init__(self, lines: Sequence[Line], understand: Recogniser) -> None:
        self._lines = list(lines)
        self._of_page = of_page(lines)
        self._zones = self._parted(understand)
        self._labels = {zone.text for zone in self._zones if zone.text is not None}
        self._named: set[int] = set()
        self._asides: set[int] = set()

    def tell_apart(self, page: TitlePage) -> Copied:
        """Fill the title page, and give the lines with the author's among them."""
        first, *others = self._zones
        self._take_head(first, page)
        over = self._opening(first, open_ended=not others)
        for label, words in over:
            if page.summary is None and self._is_summary(label):
                page.summary = " ".join(self._lines[place].text for place in words)
                self._labels.add(label)
                self._named.update(words)
            else:
                self._set_apart(label, words)
        for zone in others:
            for label, words in self._opening(zone, open_ended=True):
                self._set_apart(label, words)
        for zone in self._zones:
            for label, words in self._closing(zone):
                self._set_apart(label, words)
        return Copied(
            lines=[self._lines[place] for place in self._order() if place not in self._named],
            asides=frozenset(self._lines[place].number for place in self._asides),
            labels=frozenset(self._lines[place].number for place in self._labels),
        )

    def _parted(self, understand: Recogniser) -> list[_Zone]:
        """Part the lines at the chapters' headings, and note what stands over the parts of each."""
        zones = [_Zone(0, len(self._lines), head=False)]
        for place, line in enumerate(self._lines):
            if len(line.text) > _LONGEST_LABEL:
                continue
            post = understand(line.text)
            if post is not None and post.rank is not Rank.NOTES:
                zones[-1].end = place
                zones.append(_Zone(place, len(self._lines), head=True))
                self._stand_alone(place)
            elif LABEL.match(line.text):
                zones[-1].labels.append(place)
                self._stand_alone(place)
            elif LANDMARK.match(line.text):
                zones[-1].text = place if zones[-1].text is None else zones[-1].text
                self._stand_alone(place)
        return zones

    def _stand_alone(self, place: int) -> None:
        """Part a line from the one before it, but by no wider gap than paragraphs are."""
        self._lines[place] = replace(self._lines[place], gap=min(place, 1))

    def _take_head(self, zone: _Zone, page: TitlePage) -> None:
        """Take the list of rating, fandoms and figures off the head, the title and the author."""
        begins = [at for at in (*zone.labels[:1], zone.text) if at is not None]
        head = range(min(begins, default=zone.end))
        tags = [at for at in head if _TAG.match(self._lines[at].text)]
        if len(tags) >= _FEWEST_TAGS and self._lines[tags[0]].text.lower().startswith("rating"):
            bare = self._lines[tags[-1]].text.endswith(":")
            self._labels.update(range(tags[0], min(tags[-1] + 1 + bare, len(head))))
            self._take_tags(tags, page)
        left = [at for at in head if self._lines[at].number not in self._of_page]
        names = [at for at in left if at not in self._labels]
        if 0 < len(names) <= _MOST_NAMES and all(self._is_name(at) for at in names):
            title, author = (*(self._lines[at].text for at in names), None)[:_MOST_NAMES]
            page.title = page.title or title
            page.author = page.author or (author and _BY.sub("", author, count=1))
            self._named.update(names)

    def _take_tags(self, tags: Sequence[int], page: TitlePage) -> None:
        """Keep language, rating and warnings; a value may stand under its name."""
        for at in tags:
            said = self._lines[at].text
            if _TAKEN.fullmatch(said):
                said = f"{said} {self._lines[at + 1].text}"
            if _TAKEN.match(said):
                fill(page, said)

    def _is_name(self, place: int) -> bool:
        line = self._lines[place]
        return len(line.text) <= _LONGEST_NAME and is_title(line)

    def _is_summary(self, label: int) -> bool:
        return "summary" in self._lines[label].text.lower()

    def _opening(self, zone: _Zone, *, open_ended: bool) -> list[tuple[int, range]]:
        """The labels before a chapter's text, each with the places of the words under it.

        In one that is not `open_ended` no text follows.
        """
        end = zone.text
        if end is None:
            if open_ended:
                return []  # nothing tells where the story begins
            end = zone.end
        labels = [at for at in zone.labels if at < end]
        return list(self._under(labels, end))

    def _closing(self, zone: _Zone) -> list[tuple[int, range]]:
        """The last labels behind a chapter's text, each with the places of the words under it."""
        begin = zone.start if zone.text is None else zone.text
        labels = [at for at in zone.labels if at > begin]
        told = zone.head or zone.text is not None
        if not told or not labels or labels[0] == begin + 1:
            return []
        found: list[tuple[int, range]] = []
        for label, words in reversed([*self._under(labels, zone.end)]):
            long = self._length(words) > min(_LONGEST_NOTE, self._length(range(begin + 1, label)))
            if len(found) == _MOST_CLOSING or self._is_summary(label) or long:
                break
            found.append((label, words))
        return found

    def _under(self, labels: Sequence[int], end: int) -> Iterator[tuple[int, range]]:
        for label, behind in pairwise([*labels, end]):
            yield label, range(label + 1, behind)

    def _length(self, words: range) -> int:
        lines = (self._lines[place] for place in words)
        return sum(len(line.text) for line in lines if line.number not in self._of_page)

    def _set_apart(self, label: int, words: range) -> None:
        """Let words be the author's; their label stays where it may announce footnotes."""
        self._asides.update(words)
        first = self._lines[words.start] if words else None
        if first is not None and self._is_summary(label):
            self._lines[words.start] = replace(first, text=f"{_SUMMARY}{first.text}")
        if first is not None and opening_in_list(first.text) is not None:
            self._asides.add(label)
        else:
            self._labels.add(label)

    def _order(self) -> Iterator[int]:
        """The places in order, but the author's words before the first heading behind it."""
        head = self._zones[1].start if len(self._zones) > 1 else 0
        early = [place for place in range(head) if place in self._asides]
        yield from (place for place in range(head) if place not in self._asides)
        if head:
            yield head
            yield from early
        yield from range(head + 1 if head else 0, len(self._lines))
