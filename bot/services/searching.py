"""Searching: where words stand, among what a reader has come to."""

import logging

from bot.storage import search
from bot.storage.database import Database

_log = logging.getLogger(__name__)


async def index_all(database: Database) -> None:
    """Make the indexes that are missing: of editions kept before there were any.

    Each by itself: what is done stays done.
    """
    missing = await search.missing(database.reader)
    for edition_id in missing:
        async with database.transaction() as db:
            await search.build(db, edition_id)
    if missing:
        _log.info("The words of %d editions were indexed", len(missing))
