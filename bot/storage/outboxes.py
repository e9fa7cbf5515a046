"""What the two outboxes have in common: `deliveries` holds what drops, `letters` what is written.

Their rows are columns of the same names, and move on in the same way; they differ in what names a
row, and in whose it is.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from bot.domain.delivery import Move, State
from bot.domain.keys import Key
from bot.storage import lease
from bot.storage.database import Connection, Row, changed, number, one
from bot.storage.moments import from_ticks, to_ticks

_CLAIM = """
    UPDATE {outbox} SET state = 'attempting', attempts = attempts + 1, epoch = ?,
        first_attempt_at = coalesce(first_attempt_at, ?), baseline = coalesce(baseline, ?),
        not_before = NULL, reason = NULL
    WHERE {is_keyed} AND state IN (SELECT value FROM json_each(?)) AND {open_to}
    RETURNING *
"""
_MOVE = """
    UPDATE {outbox} SET state = ?, message_id = coalesce(?, message_id), not_before = ?,
        reason = ?, blind = ?
    WHERE {is_keyed} AND state = ?
"""
# What is settled stays so; naming that lets SQLite pass over all that was ever delivered.
_RESTATE = """
    UPDATE {outbox} SET state = ?, not_before = NULL, reason = NULL
    WHERE state = ? AND state NOT IN ('sent', 'skipped') AND (? IS NULL OR {owner} = ?)
"""
_OPEN = """
    SELECT count(*) FROM {outbox} WHERE {owner} = ? AND state NOT IN ('sent', 'skipped')
"""
_CLAIMABLE = json.dumps([state for state in State if state.claimable])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is the next to go, in brief.

    `lane` is the channel or the reader that it goes to, `whose` the serial or the subscription that
    it is of.
    """

    lane: int
    whose: int
    state: State
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """The table of an outbox. `owner` and `instalment` are the columns of a key beside its part;
    `open_to` is the condition under which an attempt may be made at all.
    """

    name: str
    owner: str
    instalment: str
    open_to: str

    @property
    def is_keyed(self) -> str:
        """The condition that a row is that of a key: it takes the values of `values`."""
        return f"{self.owner} = ? AND {self.instalment} = ? AND part = ?"

    def values(self, key: Key) -> tuple[int, int, str]:
        """Say what a key's columns hold."""
        owner = key.serial if key.subscription is None else key.subscription
        return owner, key.instalment, key.part

    async def claim(
        self, db: Connection, key: Key, *, epoch: int, baseline: int, now: datetime
    ) -> Row | None:
        """Turn PLANNED or RETRY into ATTEMPTING; None where it may not be (any more).

        Raises `LeaseLostError` where the dispatch has been taken over.
        """
        await lease.hold(db, epoch)
        start = (epoch, to_ticks(now), baseline)
        values = (*start, *self.values(key), _CLAIMABLE)
        return await one(db, self._sql(_CLAIM), *values)

    async def move(self, db: Connection, key: Key, move: Move, *, was: State) -> bool:
        """Move a message on from the state it `was` in; False where it is not in it any more."""
        there = (
            move.state.value,
            move.message_id,
            to_ticks(move.not_before),
            move.reason,
            move.blind,
        )
        values = (*there, *self.values(key), was.value)
        return bool(await changed(db, self._sql(_MOVE), *values))

    async def restate(
        self, db: Connection, change: Callable[[State], State], owner: int | None
    ) -> int:
        """Put what is not settled (of one owner) into the state that `change` says; count it."""
        moved = 0
        for state in State:
            if change(state) is not state:
                values = (change(state).value, state.value, owner, owner)
                moved += await changed(db, self._sql(_RESTATE), *values)
        return moved

    async def open_count(self, db: Connection, owner: int) -> int:
        """Count an owner's messages that are not settled."""
        return await number(db, self._sql(_OPEN), owner)

    def _sql(self, template: str) -> str:
        return template.format(
            outbox=self.name, owner=self.owner, is_keyed=self.is_keyed, open_to=self.open_to
        )


def waiting_of(row: Row) -> Waiting:
    """Make what waits of the columns lane, whose, state and not_before."""
    return Waiting(row["lane"], row["whose"], State(row["state"]), from_ticks(row["not_before"]))


class Columns(TypedDict):
    """What the rows of both hold, by the names that it has in a `Delivery`."""

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


def columns_of(row: Row) -> Columns:
    """Make what the rows of both hold of such a row."""
    return Columns(
        channel_id=row["channel_id"],
        state=State(row["state"]),
        attempts=row["attempts"],
        first_attempt_at=from_ticks(row["first_attempt_at"]),
        baseline=row["baseline"],
        not_before=from_ticks(row["not_before"]),
        message_id=row["message_id"],
        reason=row["reason"],
        blind=bool(row["blind"]),
        passage=row["passage"],
    )
