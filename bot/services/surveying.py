"""Surveys: after the database was put back from a copy, learning what was posted since.

A serial that waits for one posts and plans nothing. Its channel's history is looked through for
every mark that the serial's deliveries have or will have; what is there is SENT, instalments that
were planned since are planned as they were, and the dates they took are not taken again.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.cadence import after_found
from bot.domain.delivery import Surveyed, Unreadable, after_survey
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.serial import Gate, Instalment, Serial
from bot.domain.snowflakes import given_at
from bot.services.outbox import Outbox, finish_if_done
from bot.services.planning import parts, plan_next
from bot.services.ports import Clock, Poster
from bot.storage import deliveries, instalments, lease, serials, surveys
from bot.storage.database import Connection, Database

Seen = Mapping[int, int]
"""What of ours stands in a channel: message ids by their marks."""

AGAIN = timedelta(minutes=1)
"""When a history is tried again that did not answer."""
AGAIN_PAUSED = timedelta(hours=1)
"""When one that may not be read is, for serials that are paused and so lose nothing."""

_GIVEN = 10_000
"""Up to this Discord numbers components by itself, in messages that are no deliveries."""

_log = logging.getLogger(__name__)


@dataclass
class _Survey:
    """How far a channel's survey has come: what was seen, and after which message to go on."""

    begun_after: int
    after: int | None
    seen: dict[int, int] = field(default_factory=dict)

    def add(self, page: Surveyed) -> None:
        """Take a page in. Of a message that is there twice the first counts."""
        for mark, message_id in page.ours:
            self.seen.setdefault(mark, message_id)
        self.after = page.through


@dataclass(frozen=True, slots=True)
class _Rest:
    """Until when a channel is left in peace whose history can't be looked at."""

    until: datetime
    passing: bool


class Surveyor:
    """Surveys channels, each within its lane, so that nothing of ours is posted there meanwhile."""

    def __init__(self, database: Database, clock: Clock, poster: Poster, outbox: Outbox) -> None:
        self._database = database
        self._clock = clock
        self._poster = poster
        self._outbox = outbox
        self._surveys: dict[int, _Survey] = {}
        self._resting: dict[int, _Rest] = {}

    async def waiting(self, now: datetime) -> list[int]:
        """List the channels whose survey may go on at a moment."""
        channels = await surveys.channels(self._database.reader)
        return [
            channel_id
            for channel_id, runs in channels.items()
            if not self._rests(channel_id, now, runs=runs)
        ]

    def next_look(self, now: datetime) -> datetime | None:
        """Say when the next of those that rest is to be tried again."""
        untils = [rest.until for rest in self._resting.values() if rest.until > now]
        return min(untils, default=None)

    async def survey(self, channel_id: int) -> set[int]:
        """Learn what was posted to a channel since the copy, where that is not known.

        Says which serials it settled: they may have something due now. Where its history can't be
        looked at, its serials go on waiting, and those that run are paused if only a person can
        change that. What was seen so far is kept.
        """
        if channel_id not in await self.waiting(self._clock.now()):
            return set()
        waiting = await surveys.of_channel(self._database.reader, channel_id)
        if not waiting:
            return set()
        after = min(waiting.values())
        survey = self._surveys.setdefault(channel_id, _Survey(after, after))
        while survey.after is not None:
            await self._outbox.turn()
            page = await self._poster.survey(channel_id, after=survey.after)
            if isinstance(page, Unreadable):
                await self._put_off(channel_id, page)
                return set()
            survey.add(page)
        await self._settle(channel_id, set(waiting), survey)
        del self._surveys[channel_id]
        self._resting.pop(channel_id, None)
        return set(waiting)

    def _rests(self, channel_id: int, now: datetime, *, runs: bool) -> bool:
        """Whether to wait. A serial that was resumed does not: what was in the way may be gone."""
        rest = self._resting.get(channel_id)
        return rest is not None and rest.until > now and (rest.passing or not runs)

    async def _settle(self, channel_id: int, waiting: set[int], survey: _Survey) -> None:
        found, paused = dict.fromkeys(sorted(waiting), 0), set[int]()
        reason = _STRAY.replace("{channel}", f"<#{channel_id}>")
        async with self._database.transaction() as db:
            await lease.hold(db, self._outbox.epoch)
            now, bot_id = self._clock.now(), self._poster.bot_id
            for serial_id in found:
                found[serial_id] = await settle(db, serial_id, survey.seen, bot_id, now)
                await finish_if_done(db, serial_id)
            known = await _marks(db, waiting, channel_id, bot_id)
            if any(mark > _GIVEN and mark not in known for mark in survey.seen):
                for serial_id in found:
                    if await serials.pause_running(db, serial_id, reason):
                        paused.add(serial_id)
        for serial_id, count in found.items():
            _log.warning("Serial %d: %d messages were posted since the copy", serial_id, count)
            await self._tell(serial_id, count, survey, reason if serial_id in paused else "")

    async def _tell(self, serial_id: int, found: int, survey: _Survey, reason: str) -> None:
        """Tell the moderators of a serial what was found, and what only they can settle."""
        serial = await serials.load(self._database.reader, serial_id)
        if serial is not None:
            said = {"title": serial.title, "count": found}
            since = f"<t:{int(given_at(survey.begun_after).timestamp())}:f>"
            forgotten = _FORGOTTEN.replace("{when}", since)
            lines = [_RESTORED, forgotten, *([_PAUSED, reason] if reason else [])]
            await self._outbox.tell(serial, "\n".join(lines), said, one=_RESTORED_ONE)
            await self._outbox.remind(serial_id)

    async def _put_off(self, channel_id: int, page: Unreadable) -> None:
        pause = AGAIN if page.passing else AGAIN_PAUSED
        self._resting[channel_id] = _Rest(self._clock.now() + pause, page.passing)
        if page.passing:
            return
        reason = _UNREADABLE.replace("{channel}", f"<#{channel_id}>")
        for serial_id in await surveys.of_channel(self._database.reader, channel_id):
            async with self._database.transaction() as db:
                await lease.hold(db, self._outbox.epoch)
                paused = await serials.pause_running(db, serial_id, reason)
                serial = await serials.load(db, serial_id)
            if paused and serial is not None:
                text = f"{_IS_PAUSED}\n{reason}"
                await self._outbox.tell(serial, text, {"title": serial.title})


_RESTORED = (
    "My database was put back from an older copy. Of “{title}” I found {count} messages here that "
    "were not in it, and go on after them."
)
_RESTORED_ONE = (
    "My database was put back from an older copy. Of “{title}” I found {count} message here that "
    "was not in it, and go on after it."
)
_FORGOTTEN = (
    "What was set, started, paused or read since {when} may be forgotten; please look it over with "
    "`/serial show`."
)
_PAUSED = "It is paused:"
_IS_PAUSED = "“{title}” is paused."
_STRAY = (
    "since the copy of my database that was put back, I posted something in {channel} that I can't "
    "place, of a serial that was started or an edition that was given since. Please see where it "
    "stands there; `/serial resume` goes on."
)
_UNREADABLE = (
    "My database was put back from an older copy, and I have to see what I posted in {channel} "
    "since then: give me View Channel and Read Message History there. Then `/serial resume`, and "
    "nothing is lost or comes twice."
)


async def settle(db: Connection, serial_id: int, seen: Seen, bot_id: int, now: datetime) -> int:
    """Settle what a serial has posted, in a transaction; say how many messages were found."""
    serial = await serials.load(db, serial_id)
    if serial is None:
        return 0
    ours = _Ours(seen, bot_id, serial.channel_id)
    await _plan_what_was_planned(db, serial, ours, now)
    unsettled = await surveys.unsettled(db, serial_id)
    found = [ours.message(key) for key, _ in unsettled]
    last = max((at for at, message_id in enumerate(found) if message_id), default=-1)
    for at, ((key, state), message_id) in enumerate(zip(unsettled, found, strict=True)):
        move = after_survey(
            key.kind,
            state,
            message_id=message_id,
            passed=at < last,
            guarded=serial.gate is Gate.OPEN,
        )
        if move is not None:
            await deliveries.move_to(db, key, move, was=state)
    await surveys.finish(db, serial_id)
    return sum(message_id is not None for message_id in found)


async def _marks(db: Connection, waiting: set[int], channel_id: int, bot_id: int) -> set[int]:
    """Collect the marks of all that the serials have planned by now."""
    keys = [key for serial_id in waiting for key in await surveys.planned(db, serial_id)]
    return {key.mark(bot_id, channel_id) for key in keys}


def still_surveyed(serial: Serial) -> RefusalError:
    """Refuse what can't be done before a serial knows all that it posted."""
    return RefusalError(
        "My database was put back from an older copy, and I still have to see what I posted of "
        "“{title}” since then; try again in a few minutes.",
        title=serial.title,
    )


@dataclass(frozen=True, slots=True)
class _Ours:
    """Finds the messages of a serial's deliveries among all that was seen."""

    seen: Seen
    bot_id: int
    channel_id: int

    def message(self, key: Key) -> int | None:
        return self.seen.get(key.mark(self.bot_id, self.channel_id))

    def first_of(self, serial: Serial, instalment: Instalment) -> int | None:
        """Return the first message of an instalment that is there."""
        names = parts(instalment, serial.discussion, serial.gate, last=True)
        keys = (Key(serial.serial_id, instalment.number, name) for name in names)
        there = [message_id for key in keys if (message_id := self.message(key)) is not None]
        return min(there, default=None)


async def _plan_what_was_planned(
    db: Connection, serial: Serial, ours: _Ours, now: datetime
) -> None:
    """Plan the instalments that are in the channel, or come before one that is."""
    following = await instalments.next_to_drop(db, serial.serial_id)
    if following is None:
        return
    coming = await instalments.of_serial(db, serial.serial_id, following.number)
    posted = {item.number: ours.first_of(serial, item) for item in coming}
    last = max((number for number, message_id in posted.items() if message_id), default=0)
    for item in coming:
        if item.number > last:
            return
        message_id = posted[item.number]
        at = now if message_id is None else given_at(message_id)
        await plan_next(db, serial, at)
        if message_id is not None:
            await _take_date(db, serial.serial_id, at)


async def _take_date(db: Connection, serial_id: int, posted: datetime) -> None:
    """Account for the date that an instalment took, or for one of those it was owed."""
    current = await serials.load(db, serial_id)
    if current is None or current.next_at is None:
        # Nothing is left to plan.
        return
    following = after_found(current.next_at, current.cadence, posted)
    if following != current.next_at:
        await serials.set_next(db, serial_id, following)
    elif current.owed:
        await serials.pay_one(db, serial_id)
