"""The library: taking stories in, listing them, taking them out."""

import asyncio
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import manuscript
from bot.domain.choices import AUTOMATIC, Choices, choices_from_json, choices_to_json
from bot.domain.errors import RefusalError
from bot.domain.passages import Measure, Passage
from bot.domain.serial import ChapterEntry, Note
from bot.domain.story import Heading, Imported, Rating
from bot.services.editions import Prepared, prepare
from bot.services.guilds import Guilds, require_rating
from bot.services.pending import pending, take
from bot.services.ports import Clock, Viewer
from bot.storage import drafts, editions, library, places
from bot.storage.database import Database

MAX_BYTES = manuscript.MAX_BYTES
"""The largest manuscript, in bytes."""

_DRAFT = "story"
_LONGEST_NAME = 200
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_JOINERS = {"\u200c", "\u200d"}
_BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A story as the library lists it. `running` counts the server's serials that are alive."""

    story_id: int
    title: str
    author: str | None
    summary: str | None
    language: str | None
    rating: Rating
    warnings: tuple[str, ...]
    on_shelf: bool
    words: int
    chapters: int
    passages: int
    notes: int
    running: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would give, before anyone confirms it."""

    draft_id: int
    title: str
    author: str | None
    rating: Rating
    imported: Imported
    first: Passage
    first_heading: Heading
    first_notes: tuple[Note, ...]
    chapters: int
    scenes: int
    passages: int
    words: int
    notes: int
    twin: bool
    """Whether the library has a story of this title already."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What taking a story out would cost."""

    story: StoryEntry
    readers: int
    """How many members would lose their place."""


class Library:
    """The stories of servers and of the shelf."""

    def __init__(self, database: Database, clock: Clock, guilds: Guilds, measure: Measure) -> None:
        self._database = database
        self._clock = clock
        self._guilds = guilds
        self._measure = measure

    async def preview(
        self,
        viewer: Viewer,
        data: bytes,
        file_name: str,
        *,
        choices: Choices = AUTOMATIC,
        rating: Rating = Rating.UNRATED,
    ) -> Preview:
        """Import a manuscript on trial and keep it as a draft until the moderator confirms."""
        await self._guilds.require_moderator(viewer)
        require_rating(viewer, rating)
        choices = replace(choices, title=_clean(choices.title), author=_clean(choices.author))
        prepared = await asyncio.to_thread(prepare, data, file_name, self._measure, choices)
        title, author = _names(prepared)
        payload = {
            "rating": rating,
            "file_name": file_name,
            "choices": choices_to_json(choices),
        }
        draft = drafts.Draft(viewer.guild_id, viewer.user_id, _DRAFT, payload, data)
        async with self._database.transaction() as db:
            draft_id = await drafts.add(db, draft, self._clock.now())
            known = await library.stories(db, viewer.guild_id)
        twin = any(row.record.title.casefold() == title.casefold() for row in known)
        return replace(_preview(draft_id, title, author, rating, prepared), twin=twin)

    async def require_size(self, viewer: Viewer, size: int) -> None:
        """Refuse a file before it is fetched: of who is no moderator, or over `MAX_BYTES`."""
        await self._guilds.require_moderator(viewer)
        if size > MAX_BYTES:
            raise RefusalError(
                f"That file is larger than {MAX_BYTES // 2**20} MB, the most I take; split it, or "
                "send the text alone."
            )

    async def confirm(self, viewer: Viewer, draft_id: int) -> StoryEntry:
        """Put a draft into the server's library. A draft is confirmed once."""
        await self._guilds.require_moderator(viewer)
        now = self._clock.now()
        draft = await pending(self._database, viewer, draft_id, _DRAFT, now)
        payload = draft.payload
        prepared = await asyncio.to_thread(
            prepare,
            draft.file or b"",
            payload["file_name"],
            self._measure,
            choices_from_json(payload["choices"]),
        )
        title, author = _names(prepared)
        record = library.StoryRecord(
            guild_id=viewer.guild_id,
            slug=None,
            title=title,
            author=author,
            summary=prepared.imported.story.summary,
            language=prepared.imported.story.language,
            rating=Rating(payload["rating"]),
            warnings=(),
        )
        async with self._database.transaction() as db:
            await take(db, draft_id)
            story_id = await library.add_story(db, record, now)
            await editions.add_edition(db, story_id, prepared.edition, now)
        return await self.entry(viewer, story_id)

    async def discard(self, viewer: Viewer, draft_id: int) -> None:
        """Throw a draft of this server away."""
        await self._guilds.require_moderator(viewer)
        await pending(self._database, viewer, draft_id, _DRAFT, self._clock.now())
        async with self._database.transaction() as db:
            await take(db, draft_id)

    async def stories(self, viewer: Viewer) -> list[StoryEntry]:
        """List what the server can run, by title."""
        await self._guilds.require_moderator(viewer)
        rows = await library.stories(self._database.reader, viewer.guild_id)
        return [_entry(row) for row in rows]

    async def suggest(self, viewer: Viewer, typed: str) -> list[StoryEntry]:
        """List the stories whose title holds what was typed; none for who is no moderator."""
        if not await self._guilds.is_moderator(viewer):
            return []
        rows = await library.stories(self._database.reader, viewer.guild_id)
        wanted = typed.casefold().strip()
        return [_entry(row) for row in rows if wanted in row.record.title.casefold()]

    async def find(self, viewer: Viewer, typed: str) -> StoryEntry:
        """Find a story by the id that autocomplete gave, or by its title."""
        await self._guilds.require_moderator(viewer)
        rows = await library.stories(self._database.reader, viewer.guild_id)
        return _entry(_pick(rows, typed))

    async def entry(self, viewer: Viewer, story_id: int) -> StoryEntry:
        """Load a story of the server or the shelf."""
        row = await library.story(self._database.reader, viewer.guild_id, story_id)
        if row is None:
            raise RefusalError(
                "This story is no longer in the library; /library list shows what is."
            )
        return _entry(row)

    async def chapters(self, viewer: Viewer, story_id: int) -> list[ChapterEntry]:
        """List the chapters of a story's newest edition, where its rating allows to show them."""
        await self._guilds.require_moderator(viewer)
        row = await library.story(self._database.reader, viewer.guild_id, story_id)
        if row is None:
            return []
        require_rating(viewer, row.record.rating)
        return list(await editions.chapters(self._database.reader, row.edition_id))

    async def removal(self, viewer: Viewer, story_id: int) -> Removal:
        """Say what taking a story out would cost; refuse while it runs, or for the shelf."""
        await self._guilds.require_moderator(viewer)
        story = await self.entry(viewer, story_id)
        if story.on_shelf:
            raise RefusalError(
                "“{title}” stands on the shelf, which all servers share; only whoever runs this "
                "bot can take it off.",
                title=story.title,
            )
        if story.running:
            raise RefusalError(
                "A serial of “{title}” is still running; finish it with /serial end first.",
                title=story.title,
            )
        return Removal(story, await places.count_of_story(self._database.reader, story_id))

    async def remove(self, viewer: Viewer, story_id: int) -> StoryEntry:
        """Take a story out for good, with the places of its readers."""
        story = (await self.removal(viewer, story_id)).story
        async with self._database.transaction() as db:
            row = await library.story(db, viewer.guild_id, story_id)
            if row is not None and row.running:
                raise RefusalError(
                    "A serial of “{title}” has just been started; it stays.", title=story.title
                )
            await library.remove_story(db, story_id)
        return story


def _names(prepared: Prepared) -> tuple[str, str | None]:
    """Say the title and the author that the library will list; the file's name is a title too."""
    story, file_name = prepared.imported.story, prepared.edition.file_name
    title = _clean(story.title) or _clean(_title_from(file_name)) or "Untitled"
    return title, _clean(story.author)


def _clean(name: str | None) -> str | None:
    """Take off white space at the ends, and letters that can't be seen or turn the line round.

    What joins letters (in Persian, in emoji) stays; a name of nothing that shows is none.
    """
    kept = "".join(letter for letter in name or "" if _shows(letter) or letter in _JOINERS)
    if not any(_shows(letter) and not letter.isspace() for letter in kept):
        return None
    return " ".join(kept.split())[:_LONGEST_NAME] or None


def _shows(letter: str) -> bool:
    return letter not in _BLANKS and unicodedata.category(letter) not in _UNSEEN


def _title_from(file_name: str) -> str:
    return file_name.rpartition(".")[0].replace("_", " ").strip() or file_name


def _preview(
    draft_id: int, title: str, author: str | None, rating: Rating, prepared: Prepared
) -> Preview:
    edition = prepared.edition
    first = edition.passages[0]
    return Preview(
        draft_id=draft_id,
        title=title,
        author=author,
        rating=rating,
        imported=prepared.imported,
        first=first,
        first_heading=edition.chapters[first.chapter].heading,
        first_notes=tuple(
            Note(
                index,
                note.footnote.label,
                note.word,
                note.sentence,
                note.chapter,
                first.number,
                note.footnote.paragraphs,
            )
            for index, note in enumerate(edition.notes, start=1)
            if note.passage == first.number
        ),
        chapters=len(edition.chapters),
        scenes=prepared.scenes,
        passages=len(edition.passages),
        words=edition.words,
        notes=len(edition.notes),
        twin=False,
    )


def _entry(row: library.StoryRow) -> StoryEntry:
    record = row.record
    return StoryEntry(
        story_id=row.story_id,
        title=record.title,
        author=record.author,
        summary=record.summary,
        language=record.language,
        rating=record.rating,
        warnings=record.warnings,
        on_shelf=record.guild_id is None,
        words=row.words,
        chapters=row.chapters,
        passages=row.passages,
        notes=row.notes,
        running=row.running,
    )


def _pick(rows: Sequence[library.StoryRow], typed: str) -> library.StoryRow:
    by_id = [row for row in rows if str(row.story_id) == typed.strip()]
    named = [row for row in rows if row.record.title.casefold() == typed.casefold().strip()]
    found = by_id or named
    if not found:
        raise RefusalError(
            "There is no story of that name in the library; choose one from the list that opens "
            "as you type, or add it with /library add."
        )
    if len(found) > 1:
        raise RefusalError(
            "Several stories have that name; choose one from the list that opens as you type."
        )
    return found[0]
