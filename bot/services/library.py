"""The library: taking stories in, listing them, taking them out."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot import manuscript
from bot.domain.choices import AUTOMATIC, Choices
from bot.domain.errors import RefusalError
from bot.domain.passages import Measure
from bot.domain.serial import ChapterEntry
from bot.domain.story import Notice, Rating
from bot.services.editions import Prepared
from bot.services.guilds import Guilds, require_no_lower, require_rating, require_short
from bot.services.imports import Imports
from bot.services.pending import pending, rewrite, take
from bot.services.ports import Clock, Viewer
from bot.services.proofs import (
    NOTHING_SAID,
    EditionRequest,
    Proof,
    Sheet,
    Target,
    clean,
    draw_up,
)
from bot.storage import drafts, editions, library, places
from bot.storage.database import Database

MAX_BYTES = manuscript.MAX_BYTES
"""The largest manuscript, in bytes."""

_DRAFT = "story"

Patience = Callable[[], Awaitable[None]]
"""Awaited once before what may take more than a moment, so that who asked can be told to wait."""


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

    @property
    def notice(self) -> Notice:
        """What is told before it."""
        return Notice(self.rating, self.warnings)


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """An edition of a story: its number from 1, when it came, how many words it has."""

    number: int
    imported_at: datetime
    words: int


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
        self._imports = Imports(measure)

    @asynccontextmanager
    async def accepting(self, viewer: Viewer, size: int) -> AsyncIterator[None]:
        """Have a file fetched and previewed, one of a member's at a time.

        Refuses, before it is fetched, who is no moderator, what is over `MAX_BYTES`, and whoever
        has to wait until there is room.
        """
        await self._guilds.require_moderator(viewer)
        if size > MAX_BYTES:
            raise RefusalError(
                "That file is larger than {limit} MB, the most I take; split it, or send the text "
                "alone.",
                limit=MAX_BYTES // 2**20,
            )
        with self._imports.turn(viewer.user_id):
            yield

    async def preview(
        self,
        viewer: Viewer,
        data: bytes,
        file_name: str,
        request: EditionRequest = NOTHING_SAID,
        *,
        choices: Choices = AUTOMATIC,
        target: Target | None = None,
    ) -> Proof:
        """Import a manuscript on trial and keep it as a draft until the moderator confirms.

        Titles and authors stand in the `request`, not in the `choices`.
        """
        await self._guilds.require_moderator(viewer)
        require_rating(viewer, request.rating or Rating.UNRATED)
        require_short(request.warnings or ())
        choices = _tidied(replace(choices, title=request.title, author=request.author))
        prepared = await self._imports.prepare(viewer.user_id, data, file_name, choices)
        sheet = draw_up(prepared, choices, request.rating, warnings=request.warnings, target=target)
        require_rating(viewer, sheet.rating)
        draft = drafts.Draft(viewer.guild_id, viewer.user_id, _DRAFT, sheet.to_json(), data)
        async with self._database.transaction() as db:
            draft_id = await drafts.add(db, draft, self._clock.now())
        self._imports.keep(draft_id, choices, prepared, len(data))
        return await self._proof(viewer, draft_id, sheet, prepared)

    async def proof(self, viewer: Viewer, draft_id: int, *, patience: Patience) -> Proof:
        """Give the proof of a draft again, to turn its pages."""
        sheet = await self.sheet(viewer, draft_id)
        prepared = self._imports.kept(draft_id, sheet.choices)
        if prepared is None:
            await patience()
            prepared = await self._prepared(viewer, draft_id, sheet)
        return await self._proof(viewer, draft_id, sheet, prepared)

    async def sheet(self, viewer: Viewer, draft_id: int) -> Sheet:
        """Say what is kept of a draft beside its file."""
        await self._guilds.require_moderator(viewer)
        now = self._clock.now()
        draft = await pending(self._database, viewer, draft_id, _DRAFT, now, with_file=False)
        sheet = Sheet.from_json(draft.payload)
        require_rating(viewer, sheet.rating)
        return sheet

    async def change(self, viewer: Viewer, draft_id: int, choices: Choices) -> Proof:
        """Import a draft anew by other choices, and say in the proof how it was before.

        A title or an author left as it was shown is no choice. Raises `RefusalError` for a choice
        that does not work; the draft stays as it was then.
        """
        shown = await self.sheet(viewer, draft_id)
        choices = _tidied(choices)
        if choices.title == shown.title:
            choices = replace(choices, title=shown.choices.title)
        if choices.author == shown.author:
            choices = replace(choices, author=shown.choices.author)
        draft = await pending(self._database, viewer, draft_id, _DRAFT, self._clock.now())
        data = draft.file or b""
        prepared = await self._imports.prepare(viewer.user_id, data, shown.file_name, choices)
        sheet = draw_up(
            prepared,
            choices,
            shown.rating,
            warnings=shown.warnings,
            revision=shown.revision + 1,
            target=shown.target,
        )
        async with self._database.transaction() as db:
            await rewrite(db, draft_id, sheet.to_json())
        self._imports.keep(draft_id, choices, prepared, len(data))
        proof = await self._proof(viewer, draft_id, sheet, prepared)
        return replace(proof, before=shown.figures)

    async def rate(self, viewer: Viewer, draft_id: int, notice: Notice) -> Proof:
        """Rate a draft, and say what it warns of. Refuses a rating lower than its chapters'."""
        shown = await self.sheet(viewer, draft_id)
        require_rating(viewer, notice.rating)
        require_short(notice.warnings)
        kept = self._imports.kept(draft_id, shown.choices)
        prepared = kept or await self._prepared(viewer, draft_id, shown)
        require_no_lower(notice.rating, prepared.chapters)
        sheet = replace(
            shown,
            rating=notice.rating,
            warnings=notice.warnings,
            revision=shown.revision + 1,
        )
        async with self._database.transaction() as db:
            await rewrite(db, draft_id, sheet.to_json())
        return await self._proof(viewer, draft_id, sheet, prepared)

    async def confirm(
        self, viewer: Viewer, draft_id: int, *, revision: int | None = None
    ) -> StoryEntry:
        """Put a draft into the server's library as its proof shows it. A draft is confirmed once.

        With a `revision`, refuse where the choices were changed after the proof that shows it.
        """
        sheet, prepared = await self.confirmed(viewer, draft_id, revision=revision)
        if sheet.target is not None:
            raise RefusalError("This is a new edition of a story; its own buttons confirm it.")
        now = self._clock.now()
        record = library.StoryRecord(
            guild_id=viewer.guild_id,
            slug=None,
            title=sheet.title,
            author=sheet.author,
            summary=prepared.imported.story.summary,
            language=prepared.imported.story.language,
            rating=sheet.rating,
            warnings=sheet.warnings,
        )
        async with self._database.transaction() as db:
            await take(db, draft_id)
            story_id = await library.add_story(db, record, now)
            await editions.add_edition(db, story_id, prepared.edition, now)
        self._imports.forget(draft_id)
        return await self.entry(viewer, story_id)

    async def confirmed(
        self, viewer: Viewer, draft_id: int, *, revision: int | None
    ) -> tuple[Sheet, Prepared]:
        """Give what a moderator confirms; with a `revision`, refuse where there is a newer one."""
        sheet = await self.sheet(viewer, draft_id)
        if revision not in {None, sheet.revision}:
            raise RefusalError(
                "The choices were changed after this proof was drawn up; confirm the newer one."
            )
        prepared = self._imports.kept(draft_id, sheet.choices)
        return sheet, prepared or await self._prepared(viewer, draft_id, sheet)

    def forget(self, draft_id: int) -> None:
        """Forget what was prepared of a draft that was taken away."""
        self._imports.forget(draft_id)

    async def discard(self, viewer: Viewer, draft_id: int) -> None:
        """Throw a draft of this server away."""
        await self._guilds.require_moderator(viewer)
        now = self._clock.now()
        await pending(self._database, viewer, draft_id, _DRAFT, now, with_file=False)
        async with self._database.transaction() as db:
            await take(db, draft_id)
        self._imports.forget(draft_id)

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

    async def editions(self, viewer: Viewer, story_id: int) -> list[EditionEntry]:
        """List a story's editions, the newest first."""
        await self._guilds.require_moderator(viewer)
        await self.entry(viewer, story_id)
        rows = await editions.of_story(self._database.reader, story_id)
        return [EditionEntry(row.number, row.imported_at, row.words) for row in rows]

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

    async def _prepared(self, viewer: Viewer, draft_id: int, sheet: Sheet) -> Prepared:
        """Prepare a draft anew, as after a restart."""
        draft = await pending(self._database, viewer, draft_id, _DRAFT, self._clock.now())
        data, name = draft.file or b"", sheet.file_name
        prepared = await self._imports.prepare(viewer.user_id, data, name, sheet.choices)
        self._imports.keep(draft_id, sheet.choices, prepared, len(data))
        return prepared

    async def _proof(
        self, viewer: Viewer, draft_id: int, sheet: Sheet, prepared: Prepared
    ) -> Proof:
        known = await library.stories(self._database.reader, viewer.guild_id)
        itself = sheet.target.story_id if sheet.target else None
        twin = any(
            row.record.title.casefold() == sheet.title.casefold() and row.story_id != itself
            for row in known
        )
        return Proof(draft_id, sheet, prepared, twin)


def _tidied(choices: Choices) -> Choices:
    """Leave to the importer what was chosen as nothing."""
    return replace(
        choices,
        chapters=" ".join(choices.chapters.split()),
        title=clean(choices.title),
        author=clean(choices.author),
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
