"""What waits for a moderator's confirmation."""

from datetime import datetime

from bot.domain.errors import RefusalError
from bot.services.ports import Viewer
from bot.storage import drafts
from bot.storage.database import Connection, Database


async def pending(
    database: Database, viewer: Viewer, draft_id: int, kind: str, now: datetime
) -> drafts.Draft:
    """Load a draft of this server that is still good, or refuse."""
    draft = await drafts.load(database.reader, draft_id, now)
    if draft is None or draft.kind != kind or draft.guild_id != viewer.guild_id:
        raise _gone()
    return draft


async def take(db: Connection, draft_id: int) -> None:
    """Take a draft away for good, or refuse where another click was quicker."""
    if not await drafts.take(db, draft_id):
        raise _gone()


def _gone() -> RefusalError:
    return RefusalError(
        "This was answered already, or is more than a day old; please give the command again."
    )
