"""Leafing: a passage cut into pages as somebody likes them, and all that stands around a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import RefusalError
from bot.domain.pages import END, Page, Preferences, Spot, page_at
from bot.domain.passages import Measure, Passage, PassageEntry
from bot.domain.place import Place, after_viewing, percent
from bot.domain.reading_time import minutes
from bot.domain.serial import (
    ChapterEntry,
    Instalment,
    Note,
    Serial,
    date_to_come,
    notices_before,
)
from bot.domain.story import NO_NOTICES, Heading, Notices
from bot.domain.subscription import chapters_behind
from bot.services.paging import Paging
from bot.services.ports import Clock, Viewer
from bot.storage import (
    bookmarks,
    deliveries,
    editions,
    instalments,
    places,
    preferences,
)
from bot.storage.database import Connection, Database

_NO_PAGE = "That page is not in this edition; /read opens where you are."


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """A page of the private reader: a passage, or the part of one that somebody's pages hold.

    `number` of `pages` counts within the chapter, as far as it has dropped; `minutes_left` are
    those from the top of the page to the end of that. `percent` is of the whole story's words, 0 to
    100, up to the end of the page.
    """

    serial: Serial
    heading: Heading
    passage: Passage
    page: Page
    until: int
    """The letter of the passage that bookmarks of the page stand before."""
    opens_scene: bool
    """Whether a scene break stands before it."""
    number: int
    pages: int
    chapter_whole: bool
    """Whether all of the chapter has dropped."""
    minutes_left: float
    percent: float
    back: Spot | None
    following: Spot | None
    """The page after it; None where nothing more has dropped."""
    last_of_story: bool
    furthest: Spot | None
    """The furthest page that they have opened; None where it is this one, or after it."""
    notes: tuple[Note, ...]
    """Those cited on it."""
    bookmarked: bool
    ending: Instalment | None
    """The instalment that ends with it."""
    finished: bool
    """Whether they wait for what drops after it."""
    next_at: datetime | None
    message_id: int | None
    preferences: Preferences
    behind: int = 0
    """How many chapters that have dropped to their end they have yet to finish."""
    notices: Notices = NO_NOTICES
    """What is told before it: with the first page of the story, or of a chapter."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A passage, cut as somebody likes it, with the page of it that they see."""

    passage: Passage
    notes: tuple[Note, ...]
    pages: tuple[Page, ...]
    at: int
    preferences: Preferences

    @property
    def page(self) -> Page:
        """The page that they see."""
        return self.pages[self.at]

    @property
    def is_last(self) -> bool:
        """Whether it ends the passage."""
        return self.at == len(self.pages) - 1

    @property
    def until(self) -> int:
        """The letter that its bookmarks stand before."""
        return END if self.is_last else self.page.end


class Leafing:
    """Puts together what the private reader shows. It moves nothing and asks nobody's rights."""

    def __init__(self, database: Database, clock: Clock, measure: Measure) -> None:
        self._database = database
        self._clock = clock
        self._paging = Paging(measure)

    async def cut(self, db: Connection, viewer: Viewer, serial: Serial, spot: Spot) -> Opened:
        """Load a passage and cut it as they like it."""
        found = await editions.passages(db, serial.edition_id, spot.passage, spot.passage)
        if not found:
            raise RefusalError(_NO_PAGE)
        passage = found[0]
        notes = await editions.notes_of(db, serial.edition_id, passage.chapter, passage.labels)
        liking = await preferences.load(db, viewer.user_id)
        pages = self._paging.pages(passage, notes, liking)
        return Opened(passage, notes, pages, page_at(pages, spot.within), liking)

    async def page(
        self, viewer: Viewer, serial: Serial, opened: Opened, dropped: int
    ) -> ReaderPage:
        """Say all that stands around a page, for somebody who may see it."""
        db = self._database.reader
        number, page = opened.passage.number, opened.page
        chapter = await editions.chapter_of(db, serial.edition_id, number)
        if chapter is None:
            raise RefusalError(_NO_PAGE)
        place = await places.load(db, serial.serial_id, viewer.user_id) or Place()
        entries = await editions.passage_entries(db, serial.edition_id)
        end = min(chapter.last_passage, dropped)
        before, after = await self._around(serial, chapter, opened, end)
        words = [entry.words for entry in entries]
        above = _words_until(page.start, opened, words)
        through = _words_until(page.end, opened, words)
        return ReaderPage(
            serial=serial,
            heading=chapter.heading,
            passage=page.passage,
            page=page,
            until=opened.until,
            opens_scene=_opens_scene(opened, chapter, entries),
            number=before + 1,
            pages=before + 1 + after,
            chapter_whole=chapter.last_passage <= dropped,
            minutes_left=minutes(max(sum(words[:end]) - above, 0), serial.language),
            percent=percent(sum(words[:number]) if opened.is_last else through, sum(words)),
            back=_back(opened),
            following=_following(opened, dropped),
            last_of_story=opened.is_last and number == len(entries),
            furthest=_furthest(opened, place, dropped),
            notes=tuple(note for note in opened.notes if note.label in page.passage.labels),
            bookmarked=await bookmarks.marked(
                db, serial.serial_id, viewer.user_id, number, page.start, opened.until
            ),
            ending=await self._ending(serial, number) if opened.is_last else None,
            finished=place.current > number >= dropped,
            next_at=date_to_come(serial, self._clock.now()),
            message_id=await deliveries.message_of_passage(db, serial.serial_id, number),
            preferences=opened.preferences,
            behind=chapters_behind(place, dropped, await editions.chapters(db, serial.edition_id)),
            notices=NO_NOTICES if opened.at else notices_before(number, serial.notice, chapter),
        )

    async def _around(
        self, serial: Serial, chapter: ChapterEntry, opened: Opened, end: int
    ) -> tuple[int, int]:
        """Count the pages of the chapter before and after a page, up to passage `end`."""
        db, number = self._database.reader, opened.passage.number
        count, liking = self._paging.count, opened.preferences
        before = await count(db, serial.edition_id, chapter.first_passage, number - 1, liking)
        after = await count(db, serial.edition_id, number + 1, end, liking)
        return before + opened.at, after + len(opened.pages) - opened.at - 1

    async def _ending(self, serial: Serial, passage: int) -> Instalment | None:
        planned = await instalments.planned(self._database.reader, serial.serial_id)
        ends = [part for part in planned if part.last_passage == passage and part.passages > 0]
        return ends[-1] if ends else None


def _words_until(letter: int, opened: Opened, words: Sequence[int]) -> int:
    """Count the words of the story before a letter of a passage; `words` are those of each passage.

    By letters: what a word is depends on the language, and is counted once, at the import.
    """
    before, within = words[: opened.passage.number - 1], words[opened.passage.number - 1]
    return sum(before) + within * letter // max(opened.pages[-1].end, 1)


def _back(opened: Opened) -> Spot | None:
    """Say where the page before begins; that of another passage is not cut yet: its last."""
    if opened.at:
        return opened.pages[opened.at - 1].spot
    number = opened.passage.number
    return Spot(number - 1, END) if number > 1 else None


def _furthest(opened: Opened, place: Place, dropped: int) -> Spot | None:
    """Say where the furthest page is, if they see one before it."""
    here = after_viewing(Place(), opened.page.spot, opened.until)
    if (here.furthest, here.glimpsed) >= min((place.furthest, place.glimpsed), (dropped, 0)):
        return None
    if place.glimpsed and place.furthest < dropped:
        return Spot(place.furthest + 1, place.glimpsed - 1)
    return Spot(min(place.furthest, dropped), END)


def _following(opened: Opened, dropped: int) -> Spot | None:
    if not opened.is_last:
        return opened.pages[opened.at + 1].spot
    number = opened.passage.number
    return Spot(number + 1) if number < dropped else None


def _opens_scene(opened: Opened, chapter: ChapterEntry, entries: Sequence[PassageEntry]) -> bool:
    """Whether a page begins a scene that is not the chapter's first."""
    first, number = opened.page.passage.first_scene, opened.passage.number
    if opened.at:
        return first != opened.pages[opened.at - 1].passage.last_scene
    return number > chapter.first_passage and first != entries[number - 2].last_scene
