"""Letters: the messages to one reader that are on their way. An outbox, as `deliveries` is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Move, State
from bot.domain.keys import Key
from bot.storage import lease
from bot.storage.database import Connection, Row, every, number, one
from bot.storage.deliveries import Delivery
from bot.storage.outboxes import Table, Waiting, columns_of, waiting_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Delivery):
    """A message of a letter as it is kept: what a delivery is, on its way to a reader.

    `number` counts the letters of its subscription. Its `passage` is one of the edition in its key.
    """

    user_id: int
    number: int
    position: int

    @property
    def subscription(self) -> int:
        """The subscription that it is sent for."""
        assert self.key.subscription is not None
        return self.key.subscription


_LETTERS = """
    SELECT letter.*, subscription.serial_id, subscription.user_id
    FROM letter JOIN subscription USING (subscription_id)
"""
_WAITING = """
    SELECT subscription.user_id AS lane, subscription_id AS whose, letter.state, letter.not_before
    FROM letter JOIN subscription USING (subscription_id)
"""
_HEADS = """
    JOIN serial USING (serial_id)
    WHERE letter.state NOT IN ('sent', 'skipped')
    AND (subscription.state = 'active' OR letter.state IN ('attempting', 'unknown'))
    AND subscription.survey_after IS NULL
    AND serial.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM letter AS earlier
        WHERE earlier.subscription_id = letter.subscription_id
        AND earlier.state NOT IN ('sent', 'skipped')
        AND (earlier.number, earlier.position) < (letter.number, letter.position))
"""
_TABLE = Table(
    "letter",
    owner="subscription_id",
    instalment="edition_id",
    open_to="EXISTS (SELECT 1 FROM subscription "
    "WHERE subscription.subscription_id = letter.subscription_id AND state = 'active')",
)


async def plan(db: Connection, channel_id: int, keys: Iterable[Key], number: int) -> None:
    """Insert the messages of one letter as PLANNED, in the order given; forget those that arrived
    before.
    """
    planned = list(keys)
    await db.execute(
        "DELETE FROM letter WHERE subscription_id = ? AND state IN ('sent', 'skipped')",
        (planned[0].subscription,),
    )
    await db.executemany(
        "INSERT INTO letter (subscription_id, edition_id, part, number, position, channel_id, "
        "passage, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'planned')",
        [
            (*_TABLE.values(key), number, position, channel_id, key.passage)
            for position, key in enumerate(planned, start=1)
        ],
    )


async def claim(
    db: Connection, key: Key, *, epoch: int, baseline: int, now: datetime
) -> Letter | None:
    """Turn PLANNED or RETRY into ATTEMPTING; None where somebody else moved it or it is to wait.

    Raises `LeaseLostError` where the dispatch has been taken over.
    """
    row = await _TABLE.claim(db, key, epoch=epoch, baseline=baseline, now=now)
    return None if row is None else await load(db, key)


async def record(db: Connection, key: Key, move: Move, *, was: State, epoch: int) -> bool:
    """Record what became of a letter; False where it is no longer in the state it `was` in.

    Raises `LeaseLostError` where the dispatch has been taken over.
    """
    await lease.hold(db, epoch)
    return await _TABLE.move(db, key, move, was=was)


async def restate(
    db: Connection, change: Callable[[State], State], *, subscription_id: int | None = None
) -> int:
    """Put what is not settled (of one subscription) into the state that `change` says."""
    return await _TABLE.restate(db, change, subscription_id)


async def withdraw(db: Connection, subscription_id: int) -> int | None:
    """Take back what can't have been sent, and say its first passage; 0 where it has none, None
    where nothing was taken back.
    """
    rows = await every(
        db,
        "DELETE FROM letter WHERE subscription_id = ? "
        "AND state IN ('planned', 'retry', 'failed') AND blind = 0 RETURNING passage",
        subscription_id,
    )
    passages = [row["passage"] for row in rows if row["passage"] is not None]
    return min(passages, default=0) if rows else None


async def load(db: Connection, key: Key) -> Letter | None:
    """Load a message of a letter."""
    row = await one(db, f"{_LETTERS} WHERE {_TABLE.is_keyed}", *_TABLE.values(key))
    return None if row is None else _letter(row)


async def of_number(db: Connection, subscription_id: int, wanted: int) -> list[Letter]:
    """List the messages of one letter in their order."""
    rows = await every(
        db,
        _LETTERS + " WHERE subscription_id = ? AND number = ? ORDER BY position",
        subscription_id,
        wanted,
    )
    return [_letter(row) for row in rows]


async def heads(db: Connection, user_id: int) -> list[Letter]:
    """List the first message that is not settled of each of a reader's subscriptions.

    Of those that are not active only what may have been sent: it is looked for, never sent.
    """
    rows = await every(db, _LETTERS + _HEADS + " AND user_id = ? ORDER BY subscription_id", user_id)
    return [_letter(row) for row in rows]


async def waiting(db: Connection) -> list[Waiting]:
    """List the heads of all readers, in brief."""
    rows = await every(db, _WAITING + _HEADS + " ORDER BY whose")
    return [waiting_of(row) for row in rows]


async def unsettled(db: Connection, subscription_id: int) -> list[Letter]:
    """List the messages of a subscription that are not settled, in order."""
    rows = await every(
        db,
        _LETTERS + " WHERE subscription_id = ? AND letter.state NOT IN ('sent', 'skipped') "
        "ORDER BY number, position",
        subscription_id,
    )
    return [_letter(row) for row in rows]


async def open_count(db: Connection, subscription_id: int) -> int:
    """Count a subscription's messages that are not settled."""
    return await _TABLE.open_count(db, subscription_id)


async def newest_message(db: Connection, channel_id: int) -> int:
    """Say the id of the newest letter in a private channel; 0 for none that is known."""
    return await number(db, "SELECT max(message_id) FROM letter WHERE channel_id = ?", channel_id)


def _letter(row: Row) -> Letter:
    return Letter(
        key=Key(row["serial_id"], row["edition_id"], row["part"], row["subscription_id"]),
        **columns_of(row),
        through=None,
        user_id=row["user_id"],
        number=row["number"],
        position=row["position"],
    )
