"""Turning the next instalment of a serial into deliveries."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.keys import Key, PartKind
from bot.domain.serial import Discussion, Gate, Instalment, Serial
from bot.storage import deliveries, instalments, serials
from bot.storage.database import Connection


async def plan_next(db: Connection, serial: Serial, now: datetime) -> Instalment | None:
    """Freeze the next instalment and put its deliveries into the outbox, within a transaction.

    The serial's next date is the caller's to set, but once nothing is left to plan there is none.
    Returns None where everything is planned already.
    """
    instalment = await instalments.next_to_drop(db, serial.serial_id)
    if instalment is None or not await instalments.freeze(
        db, serial.serial_id, instalment.number, now
    ):
        return None
    last = await instalments.next_to_drop(db, serial.serial_id) is None
    keys = [
        Key(serial.serial_id, instalment.number, part)
        for part in parts(instalment, serial.discussion, serial.gate, last=last)
    ]
    await deliveries.plan(db, serial.channel_id, keys)
    if last:
        await serials.set_next(db, serial.serial_id, None)
    return instalment


def opens_thread(instalment: Instalment, discussion: Discussion, gate: Gate) -> bool:
    """Whether a thread opens under this instalment: under each, or a chapter's first.

    Behind a gate a chapter's opens with the last: nobody in it is spoilt by what drops later.
    """
    if discussion is not Discussion.CHAPTER:
        return discussion is Discussion.INSTALMENT
    return instalment.part == (1 if gate is Gate.OPEN else instalment.parts)


def parts(
    instalment: Instalment, discussion: Discussion, gate: Gate, *, last: bool
) -> Iterator[str]:
    """Name the parts of an instalment in their order; the `last` one closes the serial."""
    for number in range(instalment.first_passage, instalment.last_passage + 1):
        yield f"{PartKind.PASSAGE}:{number}"
    if opens_thread(instalment, discussion, gate):
        yield PartKind.THREAD.value
        yield PartKind.GREETING.value
    if last:
        yield PartKind.CLOSING.value
        yield PartKind.POLL.value
