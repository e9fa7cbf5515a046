"""The judge: what a reader was promised, held against what the made-up Discord shows.

It knows the books, what moderators were told, and the clock that the bot was shown; of the
database it asks when an instalment was planned, and nothing else.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.keys import PartKind
from bot.services.ports import Posting
from tests.simulation.books import Book, Chapters
from tests.simulation.clock import WorldClock
from tests.simulation.dates import Rhythm
from tests.simulation.stand_in import Message

GRACE = timedelta(hours=6)
PACE = timedelta(minutes=10)
_MOST_KEPT = 200


@dataclass(slots=True)
class Terms:
    """The dates of a serial as a moderator was told them, until they asked for others.

    `spent` is the bot's time up to which dates are used up.
    """

    rhythm: Rhythm
    spent: datetime
    until: datetime | None = None

    def date_for(self, planned: datetime) -> datetime | None:
        """Give the date for which something was planned at a moment; None if there was none."""
        if self.until is not None and planned > self.until:
            return None
        slot = self.rhythm.last_until(planned)
        return slot if slot > self.spent and planned - slot <= GRACE else None


@dataclass(slots=True)
class Course:
    """A serial as it was promised.

    `extra` counts the instalments that moderators asked for beside the dates, and `rank` is how far
    the text in the channel goes.
    """

    serial_id: int
    channel_id: int
    guild_id: int
    book: Book
    terms: list[Terms]
    """The terms now stand last; of those before only what may still be on its way is asked."""
    extra: int = 0
    rank: float = 0.0
    posted: set[int] = field(default_factory=set)
    parts: set[tuple[int, str]] = field(default_factory=set)
    begun: int = 0
    """The number of the last instalment that began."""
    planned_at: datetime | None = None
    stopped: datetime | None = None
    """When a moderator's pause or end was answered, in true time."""
    gone_on: datetime | None = None
    """When a moderator last had it go on, in true time."""
    unposted: set[int] = field(default_factory=set)
    """Sentences that a new edition put where the text had dropped: they are not posted."""

    @property
    def rhythm(self) -> Rhythm:
        """Its weekdays, time and zone now."""
        return self.terms[-1].rhythm

    @property
    def spent(self) -> datetime:
        """The bot's time up to which its dates are used up."""
        return self.terms[-1].spent

    def agree(self, rhythm: Rhythm, spent: datetime, now: datetime) -> None:
        """A moderator was told other dates, at a moment of the bot's."""
        self.terms[-1].until = now
        self.terms = [*self.terms[-3:], Terms(rhythm, spent)]


class Judge:
    """Counts what went as promised and names what did not."""

    def __init__(
        self, clock: WorldClock, planned_at: Callable[[int, int], datetime | None]
    ) -> None:
        self._clock = clock
        self._planned_at = planned_at
        self.courses: dict[int, Course] = {}
        self.violations: list[str] = []
        self.counts: Counter[str] = Counter()
        self.latest: timedelta = timedelta(0)

    def begins(self, course: Course) -> None:
        """A serial has started."""
        self.courses[course.serial_id] = course

    def wrong(self, course: Course | None, what: str) -> None:
        """Note a promise that was not kept."""
        self.counts["violations"] += 1
        if len(self.violations) < _MOST_KEPT:
            where = f"serial {course.serial_id}" if course else "all"
            self.violations.append(f"{self._clock.true:%Y-%m-%d %H:%M:%S} {where}: {what}")

    # ------------------------------------------------------------------ posts

    def sets_out(self, posting: Posting, others: int) -> None:
        """A request to post leaves the bot."""
        course = self.courses.get(posting.key.serial)
        if course is None:
            self.wrong(None, f"{posting.key} belongs to no serial")
            return
        if others:
            self.wrong(course, f"{posting.key} sets out while another is on its way")
        if course.stopped is not None and course.stopped < self._clock.true:
            self.wrong(course, f"{posting.key} sets out though a moderator had stopped the serial")
        if posting.key.instalment > course.begun:
            self._begins_instalment(course, posting.key.instalment)

    def _begins_instalment(self, course: Course, number: int) -> None:
        if number != course.begun + 1:
            self.wrong(course, f"instalment {number} follows {course.begun}")
        course.begun = number
        self.counts["drops"] += 1
        planned = self._planned_at(course.serial_id, number)
        if planned is None or planned > self._clock.latest:
            self.wrong(course, f"instalment {number} was planned at {planned}")
            return
        dates = [date for terms in course.terms if (date := terms.date_for(planned))]
        if dates:
            self.latest = max(self.latest, planned - dates[-1])
            for terms in course.terms:
                terms.spent = max(terms.spent, dates[-1])
        elif course.extra:
            self.counts["extra drops"] += 1
            course.extra -= 1
        else:
            last = course.rhythm.last_until(planned)
            self.wrong(
                course,
                f"instalment {number} came early: planned at {planned}, the last date was {last}, "
                f"dates up to {course.spent} were used up",
            )
        course.planned_at = planned

    def committed(self, posting: Posting, message: Message) -> None:
        """A message stands in a channel."""
        course = self.courses.get(posting.key.serial)
        if course is None:
            return
        self.counts["messages"] += 1
        part = (posting.key.instalment, posting.key.part)
        if part in course.parts:
            self.wrong(course, f"{posting.key} stands there twice")
        course.parts.add(part)
        if posting.key.kind is PartKind.PASSAGE:
            self._reads_on(course, posting, [name for name, _ in message.shown])

    def _reads_on(self, course: Course, posting: Posting, names: list[int]) -> None:
        """Hold a passage against what a reader of the channel has read so far."""
        if posting.place_id != course.channel_id:
            self.wrong(course, f"{posting.key} stands in another channel")
        ranks = [course.book.sentences[name].rank for name in names]
        if not names:
            self.wrong(course, f"{posting.key} shows no text")
        elif again := course.posted.intersection(names):
            self.wrong(course, f"{posting.key} shows sentences {sorted(again)} again")
        elif ranks != sorted(ranks) or ranks[0] <= course.rank:
            self.wrong(course, f"{posting.key} is out of order")
        elif lost := self._left_out(course, ranks[0], set(names)):
            self.wrong(course, f"{posting.key} leaves sentences {lost} out")
        course.posted.update(names)
        course.rank = max([course.rank, *ranks])
        self.counts["passages"] += 1

    def _left_out(self, course: Course, upto: float, shown: set[int]) -> list[int]:
        """Name the sentences that should have come before a passage and did not."""
        return [
            name
            for name in course.book.between(course.rank, upto)
            if not (name in shown or name in course.posted or name in course.unposted)
        ]

    # --------------------------------------------------------------- editions

    def new_edition(self, book: Book, chapters: Chapters, borders: dict[int, float]) -> None:
        """A book was given a new edition. `borders` say up to where each of its serials is planned
        in it: what it puts in before that was not there when its place in the channel came.
        """
        put_in = [item for chapter in chapters for item in chapter if item.name not in book.known]
        for course in self.courses.values():
            if course.book is book:
                border = borders.get(course.serial_id, 0.0)
                course.unposted.update(item.name for item in put_in if item.rank <= border)
        book.take(chapters)
