"""Moving a serial to the next edition of its story, within one transaction.

What has dropped keeps its instalments, messages and keys; places and deliveries are renumbered;
what is not planned yet is planned anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.cadence import next_after
from bot.domain.delivery import State
from bot.domain.keys import Key, PartKind
from bot.domain.revision import Revision
from bot.domain.serial import Instalment, Serial, SerialState
from bot.services.letters import withdraw
from bot.services.outbox import finish_if_done
from bot.services.succession import Plan, Succession, plan_anew
from bot.storage import (
    bookmarks,
    corrections,
    deliveries,
    instalments,
    places,
    serials,
    subscriptions,
)
from bot.storage.database import Connection
from bot.storage.deliveries import Delivery

MORE_TO_READ = "A new edition brought more text after its end; /serial resume drops it."


@dataclass(frozen=True, slots=True)
class _Slot:
    """A delivery's new place in its instalment; `row` is None for one that is added."""

    row: Delivery | None
    passage: int | None
    through: int | None


async def move(
    db: Connection, serial: Serial, edition_id: int, succession: Succession, now: datetime
) -> None:
    """Give a serial the next edition. Its next date stays."""
    frozen = await instalments.planned(db, serial.serial_id)
    plan = plan_anew(serial, frozen, succession)
    await instalments.replan(db, serial.serial_id, edition_id, plan.frozen, plan.coming)
    for instalment in plan.frozen:
        await _renumber(db, serial, instalment, succession)
    revision = succession.revision
    await places.renumber(db, serial.serial_id, revision.end, revision.opens, revision.spot)
    await bookmarks.renumber(db, serial.serial_id, revision.spot)
    for subscription in await subscriptions.of_serial(db, serial.serial_id):
        # What can't have been sent is planned anew, with its new words.
        reached = await withdraw(db, subscription)
        await subscriptions.set_reached(
            db,
            subscription.subscription_id,
            revision.end(reached),
            told=subscription.told and reached == subscription.reached,
        )
    await _end_or_go_on(db, serial, plan, now)


async def _renumber(
    db: Connection, serial: Serial, instalment: Instalment, succession: Succession
) -> None:
    """Renumber the deliveries of a planned instalment, and add what its unposted part now has."""
    rows = await deliveries.of_instalment(db, serial.serial_id, instalment.number)
    revision = succession.revision
    for row in rows:
        await _note_correction(db, row, succession)
    slots = list(_slots(rows, instalment, revision))
    names = _free_names(rows)
    for position, slot in enumerate(slots, start=1):
        if slot.row is None:
            key = Key(serial.serial_id, instalment.number, next(names))
            await deliveries.add(db, key, serial.channel_id, position, slot.passage)
        else:
            await deliveries.renumber(db, slot.row.key, position, slot.passage, slot.through)


async def _note_correction(db: Connection, row: Delivery, succession: Succession) -> None:
    """Keep that a posted message shows an older text, or has none left to show."""
    if row.passage is None or not row.tried:
        return
    if succession.revision.holder(row.passage) is None:
        await corrections.forget(db, row.key)
    elif row.passage in succession.rewritten:
        await corrections.note(db, row.key)


def _slots(rows: Sequence[Delivery], instalment: Instalment, revision: Revision) -> Iterator[_Slot]:
    """Order the deliveries of an instalment anew: what is posted stays as it is; each passage that
    is not becomes one, in order; the thread and the rest come after.
    """
    texts = [row for row in rows if row.key.kind is PartKind.PASSAGE]
    seen = instalment.first_passage - 1
    waiting: list[tuple[int | None, Delivery]] = []
    for row in texts:
        if row.tried or row.state is State.SKIPPED:
            through = None if row.through is None else revision.end(row.through)
            seen = max(seen, through or 0)
            yield _Slot(row, _holder(row, revision), through)
        else:
            waiting.append((_holder(row, revision), row))
    by_passage = dict(waiting)
    for passage in range(seen + 1, instalment.last_passage + 1):
        yield _Slot(by_passage.get(passage), passage, passage)
    for passage_or_none, row in waiting:
        if passage_or_none is None:
            # Nothing is left of it to post; the outbox leaves it out.
            yield _Slot(row, None, None)
    for row in rows:
        if row.key.kind is not PartKind.PASSAGE:
            yield _Slot(row, None, None)


def _holder(row: Delivery, revision: Revision) -> int | None:
    return None if row.passage is None else revision.holder(row.passage)


def _free_names(rows: Sequence[Delivery]) -> Iterator[str]:
    """Give names for more deliveries of an instalment: a key once tried is never used again."""
    highest = max((row.key.passage or 0 for row in rows), default=0)
    while True:
        highest += 1
        yield f"{PartKind.PASSAGE}:{highest}"


async def _end_or_go_on(db: Connection, serial: Serial, plan: Plan, now: datetime) -> None:
    """Give a serial with text to come a date; end one that has none left, as its last drop would.

    One that had finished waits for a moderator to go on.
    """
    serial_id = serial.serial_id
    closings = await deliveries.of_kind(db, serial_id, PartKind.CLOSING.value)
    if plan.coming:
        polls = await deliveries.of_kind(db, serial_id, PartKind.POLL.value)
        for closing in [*closings, *polls]:
            if not closing.tried and closing.state is not State.SKIPPED:
                await deliveries.remove(db, closing.key)
        if serial.state is not SerialState.ENDED and serial.next_at is None:
            await serials.set_next(db, serial_id, next_after(serial.cadence, now))
        if serial.state is SerialState.FINISHED:
            await serials.set_state(db, serial_id, SerialState.PAUSED, MORE_TO_READ)
        return
    await serials.set_next(db, serial_id, None)
    if not closings and plan.frozen and serial.state.alive:
        last = plan.frozen[-1].number
        rows = await deliveries.of_instalment(db, serial_id, last)
        for after, part in enumerate((PartKind.CLOSING, PartKind.POLL), start=1):
            key = Key(serial_id, last, part.value)
            await deliveries.add(db, key, serial.channel_id, len(rows) + after, None)
    await finish_if_done(db, serial_id)
