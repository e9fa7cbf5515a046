"""The outbox: deliveries, their claims and what became of them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Move, State
from bot.domain.keys import Key
from bot.storage import lease
from bot.storage.database import Connection, Row, every, number, one
from bot.storage.outboxes import Table, Waiting, columns_of, waiting_of


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is kept.

    `attempts` counts the claims. `baseline` is the newest message id known for the channel at the
    first claim: what we posted since then stands after it. 0 is an empty channel. `passage` is the
    passage that it shows, in the edition that the serial has now and whatever the part is called;
    None for other parts, and where the passage has gone from that. Once it is sent, all up to
    `through` may be seen.
    """

    key: Key
    channel_id: int
    state: State
    attempts: int
    first_attempt_at: datetime | None
    baseline: int | None
    not_before: datetime | None
    message_id: int | None
    reason: str | None
    blind: bool
    passage: int | None
    through: int | None
    name: str | None = None
    """What a thread was called when it was first to open; None before, and for other parts."""

    @property
    def tried(self) -> bool:
        """Whether it may be in the channel, or is: Discord has been asked for it."""
        maybe = {State.SENT, State.ATTEMPTING, State.UNKNOWN, State.PARKED}
        return self.state in maybe or self.blind


_HEADS = """
    FROM delivery JOIN serial USING (serial_id)
    WHERE delivery.state NOT IN ('sent', 'skipped')
    AND (serial.state = 'running' AND serial.survey_after IS NULL
        OR (serial.state = 'ended' AND delivery.state IN ('attempting', 'unknown')
            OR serial.state NOT IN ('running', 'away') AND serial.survey_after IS NULL
            AND (delivery.part LIKE 'thread:%' OR delivery.part LIKE 'greeting:%'))
        AND serial.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL))
    AND NOT EXISTS (SELECT 1 FROM delivery AS earlier
        WHERE earlier.serial_id = delivery.serial_id
        AND earlier.state NOT IN ('sent', 'skipped')
        AND (earlier.instalment, earlier.position) < (delivery.instalment, delivery.position))
"""
_TABLE = Table(
    "delivery",
    owner="serial_id",
    instalment="instalment",
    open_to="(SELECT state = 'running' OR state <> 'away' "
    "AND (part LIKE 'thread:%' OR part LIKE 'greeting:%') "
    "FROM serial WHERE serial.serial_id = delivery.serial_id)",
)
_BLOCKED = json.dumps([state for state in State if state.blocked])


async def plan(db: Connection, channel_id: int, keys: Iterable[Key]) -> None:
    """Insert the deliveries of one instalment as PLANNED, in the order given."""
    await db.executemany(
        "INSERT INTO delivery (serial_id, instalment, part, position, channel_id, passage, "
        "through, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned')",
        [
            (key.serial, key.instalment, key.part, position, channel_id, key.passage, key.passage)
            for position, key in enumerate(keys, start=1)
        ],
    )


async def claim(
    db: Connection, key: Key, *, epoch: int, baseline: int, now: datetime
) -> Delivery | None:
    """Turn PLANNED or RETRY into ATTEMPTING; None where somebody else moved it or it is paused.

    The next thread of a discussion that is full opens also then.

    Raises `LeaseLostError` where the dispatch has been taken over.
    """
    row = await _TABLE.claim(db, key, epoch=epoch, baseline=baseline, now=now)
    return None if row is None else delivery_of(row)


async def record(db: Connection, key: Key, move: Move, *, was: State, epoch: int) -> bool:
    """Record what became of a delivery; False where it is no longer in the state it `was` in.

    Raises `LeaseLostError` where the dispatch has been taken over.
    """
    await lease.hold(db, epoch)
    return await move_to(db, key, move, was=was)


async def move_to(db: Connection, key: Key, move: Move, *, was: State) -> bool:
    """Move a delivery on from the state it `was` in; False where it is not in it any more."""
    return await _TABLE.move(db, key, move, was=was)


async def forget_attempts(db: Connection, key: Key) -> None:
    """Forget the earlier attempts, because a person has looked: the next one starts afresh."""
    await db.execute(
        "UPDATE delivery SET first_attempt_at = NULL, baseline = NULL "
        "WHERE serial_id = ? AND instalment = ? AND part = ?",
        (key.serial, key.instalment, key.part),
    )


async def found(db: Connection, key: Key, message_id: int) -> None:
    """Keep which message it is that a moderator said is there."""
    await db.execute(
        "UPDATE delivery SET message_id = ? WHERE serial_id = ? AND instalment = ? AND part = ? "
        "AND state = 'sent' AND message_id IS NULL",
        (message_id, key.serial, key.instalment, key.part),
    )


async def renumber(
    db: Connection, key: Key, position: int, passage: int | None, through: int | None
) -> None:
    """Say anew which passage a delivery shows, and where it stands in its instalment."""
    await db.execute(
        "UPDATE delivery SET position = ?, passage = ?, through = ? "
        "WHERE serial_id = ? AND instalment = ? AND part = ?",
        (position, passage, through, key.serial, key.instalment, key.part),
    )


async def add(
    db: Connection, key: Key, channel_id: int, position: int, passage: int | None
) -> None:
    """Insert one more delivery into an instalment that is planned already."""
    await db.execute(
        "INSERT INTO delivery (serial_id, instalment, part, position, channel_id, passage, "
        "through, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned')",
        (key.serial, key.instalment, key.part, position, channel_id, passage, passage),
    )


async def remove(db: Connection, key: Key) -> None:
    """Take a delivery out that was never tried and that nothing is left to say for."""
    await db.execute(
        "DELETE FROM delivery WHERE serial_id = ? AND instalment = ? AND part = ?",
        (key.serial, key.instalment, key.part),
    )


async def posted(db: Connection, serial_id: int) -> list[Delivery]:
    """List the messages of a serial that show a passage, in order."""
    rows = await every(
        db,
        "SELECT * FROM delivery WHERE serial_id = ? AND state = 'sent' "
        "AND part LIKE 'passage:%' ORDER BY instalment, position",
        serial_id,
    )
    return [delivery_of(row) for row in rows]


async def of_kind(db: Connection, serial_id: int, part: str) -> list[Delivery]:
    """List a serial's deliveries of one part, like its closing cards."""
    rows = await every(
        db,
        "SELECT * FROM delivery WHERE serial_id = ? AND part = ? ORDER BY instalment",
        serial_id,
        part,
    )
    return [delivery_of(row) for row in rows]


async def restate(
    db: Connection, change: Callable[[State], State], *, serial_id: int | None = None
) -> int:
    """Put what is not settled (of one serial) into the state that `change` says; count it."""
    return await _TABLE.restate(db, change, serial_id)


async def load(db: Connection, key: Key) -> Delivery | None:
    """Load a delivery."""
    row = await one(
        db,
        "SELECT * FROM delivery WHERE serial_id = ? AND instalment = ? AND part = ?",
        *_TABLE.values(key),
    )
    return None if row is None else delivery_of(row)


async def heads(db: Connection, channel_id: int) -> list[Delivery]:
    """List, for every running serial of a channel, the first delivery that is not settled.

    Of an ended serial only what may have been posted already: it is looked for, never posted. A
    discussion that is full gets its next thread in any state. A serial that waits for a survey has
    none.
    """
    rows = await every(
        db,
        f"SELECT delivery.* {_HEADS} AND delivery.channel_id = ? ORDER BY delivery.serial_id",
        channel_id,
    )
    return [delivery_of(row) for row in rows]


async def waiting(db: Connection) -> list[Waiting]:
    """List the heads of all channels, in brief."""
    rows = await every(
        db,
        "SELECT delivery.channel_id AS lane, delivery.serial_id AS whose, delivery.state, "
        f"delivery.not_before {_HEADS} ORDER BY lane, whose",
    )
    return [waiting_of(row) for row in rows]


async def open_count(db: Connection, serial_id: int) -> int:
    """Count a serial's deliveries that are not settled."""
    return await _TABLE.open_count(db, serial_id)


async def troubles(db: Connection, serial_id: int) -> list[Delivery]:
    """List a serial's deliveries that wait for a person."""
    rows = await every(
        db,
        "SELECT * FROM delivery WHERE serial_id = ? "
        "AND state IN (SELECT value FROM json_each(?)) ORDER BY instalment, position",
        serial_id,
        _BLOCKED,
    )
    return [delivery_of(row) for row in rows]


async def all_troubles(db: Connection) -> list[Delivery]:
    """List the deliveries of living serials that wait for a person, and for no survey.

    Only in servers that the bot is in. The index spares a look at all that was ever delivered.
    """
    rows = await every(
        db,
        "SELECT delivery.* FROM delivery INDEXED BY delivery_open JOIN serial USING (serial_id) "
        "WHERE delivery.state NOT IN ('sent', 'skipped') "
        "AND delivery.state IN (SELECT value FROM json_each(?)) "
        "AND serial.state IN ('running', 'paused') AND survey_after IS NULL "
        "AND serial.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) "
        "ORDER BY serial_id, instalment, position",
        _BLOCKED,
    )
    return [delivery_of(row) for row in rows]


async def dropped_through(db: Connection, serial_id: int) -> int:
    """Say the number of the last passage that has dropped; 0 before the first."""
    return await number(
        db,
        "SELECT max(through) FROM delivery WHERE serial_id = ? AND state = 'sent'",
        serial_id,
    )


async def message_of_passage(db: Connection, serial_id: int, passage: int) -> int | None:
    """Say the id of the message that shows a passage, if it is known."""
    row = await one(
        db,
        "SELECT message_id FROM delivery WHERE serial_id = ? AND passage = ? AND state = 'sent'",
        serial_id,
        passage,
    )
    return None if row is None else row["message_id"]


async def last_message(db: Connection, serial_id: int, instalment: int) -> int | None:
    """Say the id of the last message with text of an instalment, if it is known."""
    row = await one(
        db,
        "SELECT message_id FROM delivery WHERE serial_id = ? AND instalment = ? "
        "AND part LIKE 'passage:%' AND state = 'sent' ORDER BY position DESC LIMIT 1",
        serial_id,
        instalment,
    )
    return None if row is None else row["message_id"]


async def by_message(db: Connection, message_id: int) -> Delivery | None:
    """Load the passage that a message shows."""
    row = await one(
        db,
        "SELECT * FROM delivery WHERE message_id = ? AND part LIKE 'passage:%'",
        message_id,
    )
    return None if row is None else delivery_of(row)


async def of_instalment(db: Connection, serial_id: int, instalment: int) -> list[Delivery]:
    """List the deliveries of an instalment in their order."""
    rows = await every(
        db,
        "SELECT * FROM delivery WHERE serial_id = ? AND instalment = ? ORDER BY position",
        serial_id,
        instalment,
    )
    return [delivery_of(row) for row in rows]


async def newest_message(db: Connection, channel_id: int) -> int:
    """Say the id of the newest message of ours in a channel; 0 for none."""
    return await number(
        db,
        "SELECT max(message_id) FROM delivery WHERE channel_id = ? AND part <> 'greeting'",
        channel_id,
    )


def delivery_of(row: Row) -> Delivery:
    """Make a delivery of its row."""
    return Delivery(
        key=Key(row["serial_id"], row["instalment"], row["part"]),
        **columns_of(row),
        through=row["through"],
        name=row["name"],
    )
