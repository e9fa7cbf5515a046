"""Giving stories back as files: Markdown that imports as the same tree, or an e-book."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot import manuscript
from bot.domain.errors import RefusalError
from bot.domain.joining import join
from bot.domain.story import Imported, Story
from bot.services.guilds import require_rating
from bot.services.library import Library, StoryEntry
from bot.services.ports import Viewer
from bot.services.shelf import slug_of
from bot.storage import editions, library
from bot.storage.database import Database

_MEBIBYTE = 2**20


class ExportFormat(StrEnum):
    """What a story is given back as."""

    MARKDOWN = "markdown"
    EPUB = "epub"

    @property
    def suffix(self) -> str:
        """How such a file's name ends, full stop included."""
        return ".md" if self is ExportFormat.MARKDOWN else ".epub"


@dataclass(frozen=True, slots=True)
class Export:
    """A story as a file. The name is plain ASCII and good on every system."""

    story: StoryEntry
    file_name: str
    data: bytes


class Exporting:
    """Gives the stories of a server and of the shelf back."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    async def export(self, viewer: Viewer, typed: str, form: ExportFormat, limit: int) -> Export:
        """Write the newest edition of a story for a moderator, in `limit` bytes at most.

        Markdown over the limit is zipped. Raises `RefusalError` for what is still over it, for a
        story that is not there, and for an adult one outside an age-restricted channel.
        """
        entry = await self._library.find(viewer, typed)
        require_rating(viewer, entry.rating)
        story, imported_at = await self._story(viewer, entry)
        return await asyncio.to_thread(_export, entry, story, form, imported_at, limit)

    async def _story(self, viewer: Viewer, entry: StoryEntry) -> tuple[Story, datetime]:
        """Join the newest edition again. It may be taken out meanwhile, but it never changes."""
        db = self._database.reader
        edition_id = await library.newest_edition(db, viewer.guild_id, entry.story_id) or 0
        chapters = await editions.chapters(db, edition_id)
        passages = await editions.passages(db, edition_id)
        notes = await editions.footnotes(db, edition_id)
        imported_at = await editions.imported_at(db, edition_id)
        if imported_at is None:
            raise RefusalError(
                "This story is no longer in the library; /library list shows what is."
            )
        whole = await asyncio.to_thread(join, chapters, passages, notes)
        story = Story(
            title=entry.title,
            author=entry.author,
            language=entry.language,
            chapters=whole,
            summary=entry.summary,
            notice=entry.notice,
        )
        return story, imported_at


def convert(
    data: bytes, file_name: str, form: ExportFormat, now: datetime
) -> tuple[bytes, Imported]:
    """Write a manuscript in another form, and say what its import gave.

    Raises `RefusalError` for what can't be imported.
    """
    imported = manuscript.load(data, file_name)
    return _written(imported.story, form, now), imported


def _export(
    entry: StoryEntry, story: Story, form: ExportFormat, imported_at: datetime, limit: int
) -> Export:
    name, data = slug_of(entry.title) + form.suffix, _written(story, form, imported_at)
    if len(data) > limit and form is ExportFormat.MARKDOWN:
        name, data = f"{name}.zip", _zipped(name, data, imported_at)
    if len(data) <= limit:
        return Export(entry, name, data)
    raise RefusalError(
        "“{title}” makes a file of {size}, and I can send {limit} at most here; a server "
        "with more boosts takes larger files.",
        title=entry.title,
        size=_mebibytes(len(data)),
        limit=_mebibytes(limit),
    )


def _written(story: Story, form: ExportFormat, moment: datetime) -> bytes:
    if form is ExportFormat.MARKDOWN:
        return manuscript.write(story).encode()
    return manuscript.bind(story, moment)


def _zipped(name: str, data: bytes, moment: datetime) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(ZipInfo(name, moment.timetuple()[:6]), data, ZIP_DEFLATED)
    return buffer.getvalue()


def _mebibytes(size: int) -> str:
    return f"{size / _MEBIBYTE:.1f} MiB"
