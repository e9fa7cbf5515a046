"""Drafts: what a moderator was shown and has not confirmed yet."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.storage.database import Connection, changed, inserted, one
from bot.storage.moments import to_ticks

KEPT_FOR = timedelta(days=1)
"""How long a confirm button stays good. Discord lets its message be edited for 15 minutes only."""


KEPT_A_MEMBER = 5
"""How many unconfirmed drafts of a kind one member may have; an import's holds its whole file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of one moderator. `file` holds the uploaded bytes of an import."""

    guild_id: int
    user_id: int
    kind: str
    payload: dict[str, Any]
    file: bytes | None = None


async def add(db: Connection, draft: Draft, now: datetime) -> int:
    """Keep a draft and say its id. The old ones are swept out, and all but a member's latest."""
    await sweep(db, now)
    await db.execute(
        "DELETE FROM draft WHERE draft_id IN (SELECT draft_id FROM draft "
        "WHERE user_id = ? AND kind = ? ORDER BY draft_id DESC LIMIT -1 OFFSET ?)",
        (draft.user_id, draft.kind, KEPT_A_MEMBER - 1),
    )
    return await inserted(
        db,
        "INSERT INTO draft (guild_id, user_id, kind, payload, file, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        draft.guild_id,
        draft.user_id,
        draft.kind,
        json.dumps(draft.payload),
        draft.file,
        to_ticks(now),
    )


async def sweep(db: Connection, now: datetime) -> None:
    """Throw away the drafts that are too old to be confirmed."""
    await db.execute("DELETE FROM draft WHERE created_at < ?", (to_ticks(now - KEPT_FOR),))


async def load(
    db: Connection, draft_id: int, now: datetime, *, with_file: bool = True
) -> Draft | None:
    """Load a draft that is still good; its file may be large and can be left out."""
    row = await one(
        db,
        "SELECT guild_id, user_id, kind, payload, CASE WHEN ? THEN file END AS file "
        "FROM draft WHERE draft_id = ? AND created_at >= ?",
        with_file,
        draft_id,
        to_ticks(now - KEPT_FOR),
    )
    if row is None:
        return None
    return Draft(
        row["guild_id"],
        row["user_id"],
        row["kind"],
        json.loads(row["payload"]),
        row["file"],
    )


async def rewrite(db: Connection, draft_id: int, payload: dict[str, Any]) -> bool:
    """Put another payload in place of a draft's; False where the draft is gone."""
    return bool(
        await changed(
            db,
            "UPDATE draft SET payload = ? WHERE draft_id = ?",
            json.dumps(payload),
            draft_id,
        )
    )


async def take(db: Connection, draft_id: int) -> bool:
    """Take a draft away; False where it was gone already, so that two clicks confirm once."""
    return bool(await changed(db, "DELETE FROM draft WHERE draft_id = ?", draft_id))
