"""Pages: what the private reader shows at once, a passage or a part of one.

A page never reaches beyond its passage, so that the passage stays what a place is counted in.
Where in a passage a page begins is said in letters (white space is none, a marker is one): that
holds whatever length of pages somebody reads in.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.passages import Measure, Passage
from bot.domain.recutting import MARK, letters_in, spelled
from bot.domain.splitting import LIMIT, Fit, cut_scenes, shown_length
from bot.domain.story import Marker, Scene


class PageLength(StrEnum):
    """How much somebody wants to see at once: a whole passage, or what a phone shows."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody likes to read, in all servers.

    `plain` is for screen readers: no ornaments, notes in the text.
    """

    pages: PageLength = PageLength.LONG
    plain: bool = False


FITS = {PageLength.LONG: Fit(2_400, LIMIT), PageLength.SHORT: Fit(1_000, 1_300)}
"""The shown lengths of pages. A phone shows about 1,200 letters at once."""

END = 10**9
"""More letters than a passage has: the last page of it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text: a passage, and so many letters into it."""

    passage: int
    within: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a passage, as a passage of the same number with its paragraphs alone.

    It holds the letters from `start` up to `end` of the whole one.
    """

    passage: Passage
    start: int
    end: int

    @property
    def spot(self) -> Spot:
        """Where it begins."""
        return Spot(self.passage.number, self.start)


def pages_of(passage: Passage, length: PageLength, measure: Measure) -> tuple[Page, ...]:
    """Cut a passage into pages, at paragraphs where it can be, else at sentences.

    A passage that fits is one page. `measure` is that of a paragraph with all that is shown with
    it, and there is always a page.
    """
    fit = FITS[length]
    if shown_length(passage.scenes, measure) <= fit.limit:
        return (Page(passage, 0, letters_in(passage.paragraphs)),)
    scenes = [
        (index, Scene(paragraphs))
        for index, paragraphs in enumerate(passage.scenes, start=passage.first_scene)
    ]
    pages: list[Page] = []
    start = 0
    for piece in cut_scenes(
        passage.chapter, scenes, measure, first=passage.number, together=True, fit=fit
    ):
        end = start + letters_in(piece.paragraphs)
        continued = piece.continued if pages else passage.continued
        pages.append(Page(replace(piece, number=passage.number, continued=continued), start, end))
        start = end
    return tuple(pages)


def page_at(pages: Sequence[Page], within: int) -> int:
    """Say which page, from 0, has the letter that stands after so many; the last, past them all."""
    return max(bisect_right(pages, within, key=lambda page: page.start) - 1, 0)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What pages have shown of a passage without its end: the notes whose marker stood there, by
    their labels, and the letters, markers left out.
    """

    labels: frozenset[str] = frozenset()
    letters: str = ""

    def shows(self, words: str) -> bool:
        """Whether words of the passage were shown to their end."""
        return "".join(words.split()) in self.letters


def glimpse_of(passage: Passage, until: int) -> Glimpse:
    """Give what pages show of a passage that end before the letter `until`."""
    labels: set[str] = set()
    letters = ""
    left = until
    for run in (run for paragraph in passage.paragraphs for run in paragraph.runs):
        if isinstance(run, Marker):
            if left > 0:
                labels.add(run.label)
            left -= 1
        else:
            spelled_out = "".join(run.text.split())
            letters += spelled_out[: max(left, 0)]
            left -= len(spelled_out)
    return Glimpse(frozenset(labels), letters)


def words_at(passage: Passage, within: int, limit: int) -> str:
    """Give the text from so many letters into a passage on: about `limit` characters of it."""
    found = ""
    left = within
    for paragraph in passage.paragraphs:
        letters = letters_in([paragraph])
        if left < letters or not letters:
            found += spelled(paragraph)[_characters(spelled(paragraph), left) :] + " "
        left = max(left - letters, 0)
        if len(found) > limit:
            break
    return " ".join(found.replace(MARK, "").split())


def _characters(spelled_out: str, letters: int) -> int:
    """Say how many characters hold so many letters."""
    for offset, letter in enumerate(spelled_out):
        if letters <= 0:
            return offset
        letters -= not letter.isspace()
    return len(spelled_out)
