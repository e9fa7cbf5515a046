"""What waits for a moderator's confirmation."""

from datetime import datetime
from typing import Any

from bot.domain.errors import RefusalError
from bot.services.ports import Viewer
from bot.storage import drafts
from bot.storage.database import Connection, Database


async def pending(
    database: Database,
    viewer: Viewer,
    draft_id: int,
    kind: str,
    now: datetime,
    *,
    with_file: bool = True,
) -> drafts.Draft:
    """Load a draft of this server that is still good, or refuse."""
    draft = await drafts.load(database.reader, draft_id, now, with_file=with_file)
    if draft is None or draft.kind != kind or draft.guild_id != viewer.guild_id:
        raise _gone()
    return draft


async def rewrite(db: Connection, draft_id: int, payload: dict[str, Any]) -> None:
    """Put another payload in place of a draft's, or refuse where it was answered meanwhile."""
    if not await drafts.rewrite(db, draft_id, payload):
        raise _gone()


async def take(db: Connection, draft_id: int) -> None:
    """Take a draft away for good, or refuse where another click was quicker."""
    if not await drafts.take(db, draft_id):
        raise _gone()


def _gone() -> RefusalError:
    return RefusalError(
        "This was answered already, or is too old (I keep your latest five, for a day); please "
        "give the command again."
    )
