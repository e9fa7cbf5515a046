"""Replacing a story: a new edition, what it changes, and the move of all that hangs on the old."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import RefusalError
from bot.domain.passages import Measure
from bot.domain.serial import ChapterEntry, Serial, SerialState
from bot.services.editions import Prepared
from bot.services.guilds import Guilds, require_rating, steerable
from bot.services.library import Library, Patience, StoryEntry
from bot.services.moving import move
from bot.services.pending import take
from bot.services.ports import Clock, Viewer
from bot.services.proofs import (
    NOTHING_SAID,
    EditionRequest,
    Proof,
    Replacement,
    SerialChange,
    Sheet,
    Target,
    figures,
)
from bot.services.rating import require_restricted
from bot.services.succession import Succession, load_predecessor, plan_anew, succeed
from bot.services.surveying import still_surveyed
from bot.storage import (
    corrections,
    deliveries,
    editions,
    heirs,
    instalments,
    library,
    places,
    serials,
    surveys,
)
from bot.storage.database import Connection, Database

TRIES = 5
"""So often a new edition is worked out again because something has dropped meanwhile."""
KEPT = 4
"""So many new editions stay at hand while their proofs are paged through."""

_GONE = "This story is no longer in the library; /library list shows what is."
_SHELF = (
    "“{title}” stands on the shelf, which all servers share; only whoever runs this bot can give "
    "it a new edition."
)
_OUTRUN = "“{title}” has been given another edition meanwhile; please send the file again."
_SAME = "“{title}” has this very text already: nothing would change."
_BUSY = "“{title}” keeps dropping while I work; please try again in a moment."


@dataclass(frozen=True, slots=True)
class Replaced:
    """A story with its new edition. `corrections` counts the messages that are now being edited,
    `waiting` the finished serials that a moderator can resume.
    """

    story: StoryEntry
    corrections: int
    readers: int
    waiting: tuple[Serial, ...]


class Replacing:
    """The use cases around new editions. `wake` tells the dispatcher to look at once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        guilds: Guilds,
        stories: Library,
        measure: Measure,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._guilds = guilds
        self._library = stories
        self._measure = measure
        self._wake = wake
        self._kept: dict[tuple[int, int, int], Succession] = {}

    async def require_replaceable(self, viewer: Viewer, story: StoryEntry) -> None:
        """Refuse, before a file is fetched, who is no moderator, and stories of the shelf."""
        await self._guilds.require_moderator(viewer)
        if story.on_shelf:
            raise RefusalError(_SHELF, title=story.title)
        require_rating(viewer, story.rating)

    async def propose(
        self,
        viewer: Viewer,
        story_id: int,
        data: bytes,
        file_name: str,
        request: EditionRequest = NOTHING_SAID,
    ) -> Proof:
        """Import a new edition on trial, by the choices that the last one was imported by.

        Refuses a text that the story has already, under the same names and rating, and a rating
        for adults while a serial runs in a channel that is open to all.
        """
        await self.require_replaceable(viewer, await self._library.entry(viewer, story_id))
        row = await self._row(self._database.reader, viewer, story_id)
        running = await serials.of_edition(self._database.reader, row.edition_id)
        rating = request.rating or row.record.rating
        require_restricted(viewer, row.record, rating, running)
        warnings = row.record.warnings if request.warnings is None else request.warnings
        last = await editions.choices_of(self._database.reader, row.edition_id)
        proof = await self._library.preview(
            viewer,
            data,
            file_name,
            replace(request, rating=rating, warnings=warnings),
            choices=last,
            target=Target(story_id, row.edition_id, row.record.title, row.record.author),
        )
        shown = await self.drawn(viewer, proof)
        chapters = await editions.chapters(self._database.reader, row.edition_id)
        try:
            _require_something_new(shown, row.record, chapters)
            require_restricted(viewer, row.record, proof.sheet.rating, running)
        except RefusalError:
            await self._library.discard(viewer, proof.draft_id)
            raise
        return shown

    async def drawn(self, viewer: Viewer, proof: Proof, patience: Patience | None = None) -> Proof:
        """Give a proof with what it would change, its passages cut as they would be kept.

        A proof of a new story stays as it is.
        """
        target = proof.sheet.target
        if target is None:
            return proof
        row = await self._row(self._database.reader, viewer, target.story_id)
        if row.edition_id != target.edition_id:
            raise RefusalError(_OUTRUN, title=row.record.title)
        dropped = await instalments.furthest_planned(self._database.reader, target.edition_id)
        key = (proof.draft_id, proof.sheet.revision, dropped)
        succession = self._kept.get(key)
        if succession is None:
            if patience is not None:
                await patience()
            succession = await self._succession(target.edition_id, proof.prepared)
            self._keep(key, succession)
        counted = figures(succession.prepared)
        before = proof.before
        if before is not None:
            # Passages are compared as if both had been cut as new: only the choices changed.
            otherwise = counted.passages - proof.sheet.figures.passages
            before = replace(before, passages=before.passages + otherwise)
        return replace(
            proof,
            sheet=replace(proof.sheet, figures=counted),
            prepared=succession.prepared,
            before=before,
            replacement=await self._replacement(viewer, target, row.words, succession),
        )

    async def confirm(
        self, viewer: Viewer, draft_id: int, *, revision: int, correct: bool
    ) -> Replaced:
        """Give a story its new edition. A draft is confirmed once.

        What has dropped since the proof was drawn up keeps its bounds too. With `correct`, the
        messages that show an older text are edited, after whatever is due.
        """
        sheet, prepared = await self._library.confirmed(viewer, draft_id, revision=revision)
        target = sheet.target
        if target is None:
            raise RefusalError("This is a new story; its own button adds it to the library.")
        for _ in range(TRIES):
            succession = await self._succession(target.edition_id, prepared)
            async with self._database.transaction() as db:
                row = await self._row(db, viewer, target.story_id)
                if row.edition_id != target.edition_id:
                    # Who pressed twice is told so instead.
                    await take(db, draft_id)
                    raise RefusalError(_OUTRUN, title=row.record.title)
                running = await serials.of_edition(db, row.edition_id)
                require_restricted(viewer, row.record, sheet.rating, running)
                await _require_surveyed(db, running)
                furthest = await instalments.furthest_planned(db, target.edition_id)
                if furthest != succession.revision.kept:
                    continue
                await take(db, draft_id)
                waiting = await self._give(db, row, sheet, succession, correct=correct)
            break
        else:
            raise RefusalError(_BUSY, title=sheet.title)
        self._library.forget(draft_id)
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] != draft_id}
        self._wake()
        return await self._replaced(viewer, target.story_id, waiting)

    async def _give(
        self,
        db: Connection,
        row: library.StoryRow,
        sheet: Sheet,
        succession: Succession,
        *,
        correct: bool,
    ) -> tuple[int, ...]:
        """Keep the edition and move all serials to it; name those that had finished and go on."""
        now = self._clock.now()
        record = _renamed(row.record, sheet, succession.prepared)
        if record != row.record:
            await library.update_story(db, row.story_id, record)
        edition_id = await editions.add_edition(db, row.story_id, succession.prepared.edition, now)
        running = await serials.of_edition(db, row.edition_id)
        await heirs.hand_down(db, row.edition_id, edition_id, succession.heirs)
        lasts = [await _last_planned(db, serial) for serial in running]
        revision = succession.revision
        await heirs.lay_down(
            db, row.story_id, row.edition_id, stood=revision.stood(lasts), end=revision.end
        )
        for serial in running:
            await move(db, serial, edition_id, succession, now)
            if correct:
                await corrections.ask(db, serial.serial_id)
        finished = [item for item in running if item.state is SerialState.FINISHED]
        return tuple(
            [
                item.serial_id
                for item in finished
                if await instalments.next_to_drop(db, item.serial_id) is not None
            ]
        )

    async def _replaced(self, viewer: Viewer, story_id: int, waiting: tuple[int, ...]) -> Replaced:
        db = self._database.reader
        row = await self._row(db, viewer, story_id)
        running = await serials.of_edition(db, row.edition_id)
        return Replaced(
            story=await self._library.entry(viewer, story_id),
            corrections=sum(
                [await corrections.count_asked(db, item.serial_id) for item in running]
            ),
            readers=await places.count_of_story(db, story_id),
            waiting=tuple(item for item in running if item.serial_id in waiting),
        )

    async def _succession(self, edition_id: int, prepared: Prepared) -> Succession:
        old = await load_predecessor(self._database.reader, edition_id)
        return await asyncio.to_thread(succeed, old, prepared, self._measure)

    def _keep(self, key: tuple[int, int, int], succession: Succession) -> None:
        self._kept[key] = succession
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]

    async def _row(self, db: Connection, viewer: Viewer, story_id: int) -> library.StoryRow:
        row = await library.story(db, viewer.guild_id, story_id)
        if row is None:
            raise RefusalError(_GONE)
        if row.record.guild_id is None:
            raise RefusalError(_SHELF, title=row.record.title)
        return row

    # ------------------------------------------------------------------- proof

    async def _replacement(
        self, viewer: Viewer, target: Target, words: int, succession: Succession
    ) -> Replacement:
        db = self._database.reader
        running = await serials.of_edition(db, target.edition_id)
        changes = [await self._serial(db, item, succession) for item in running]
        seen = [item for item in changes if steerable(viewer, item.serial)]
        return Replacement(
            changes=succession.changes,
            words_before=words,
            serials=tuple(seen),
            unseen=len(changes) - len(seen),
            readers=await places.count_of_story(db, target.story_id),
            corrections=sum(item.corrections for item in changes),
            lost=sum(item.lost for item in changes),
        )

    async def _serial(self, db: Connection, serial: Serial, succession: Succession) -> SerialChange:
        frozen = await instalments.planned(db, serial.serial_id)
        coming = plan_anew(serial, frozen, succession).coming
        following = coming[0] if coming else None
        chapters = succession.prepared.edition.chapters
        sent = await deliveries.posted(db, serial.serial_id)
        noted = await corrections.noted(db, serial.serial_id)
        held = [item for item in sent if item.passage is not None]
        holder = succession.revision.holder
        kept = [item for item in held if holder(item.passage or 0) is not None]
        before = await instalments.next_to_drop(db, serial.serial_id)
        return SerialChange(
            serial=serial,
            dropped=succession.revision.end(await deliveries.dropped_through(db, serial.serial_id)),
            readers=await places.count_readers(db, serial.serial_id),
            corrections=sum(
                item.passage in succession.rewritten or item.key in noted for item in kept
            ),
            lost=len(held) - len(kept),
            following=following,
            heading=chapters[following.chapter].heading if following else None,
            had_following=before is not None,
        )


async def _require_surveyed(db: Connection, running: Sequence[Serial]) -> None:
    """Refuse while it is not known what was posted: what dropped keeps its bounds."""
    for serial in running:
        if await surveys.waits(db, serial.serial_id):
            raise still_surveyed(serial)


async def _last_planned(db: Connection, serial: Serial) -> int:
    frozen = await instalments.planned(db, serial.serial_id)
    return max((item.last_passage for item in frozen), default=0)


def _require_something_new(
    proof: Proof, record: library.StoryRecord, chapters: Sequence[ChapterEntry]
) -> None:
    """Refuse the text, the names and the notices that the story has already."""
    sheet, found = proof.sheet, proof.replacement
    if found is None or not found.changes.none or found.corrections:
        return
    notices = [chapter.notice for chapter in chapters]
    named = (sheet.title, sheet.author, sheet.rating, sheet.warnings)
    had = (record.title, record.author, record.rating, record.warnings)
    if named == had and notices == [chapter.notice for chapter in proof.prepared.chapters]:
        raise RefusalError(_SAME, title=record.title)


def _renamed(record: library.StoryRecord, sheet: Sheet, prepared: Prepared) -> library.StoryRecord:
    """Give what the library says of the story now; what the file does not say stays."""
    story = prepared.imported.story
    return replace(
        record,
        title=sheet.title,
        author=sheet.author,
        rating=sheet.rating,
        warnings=sheet.warnings,
        summary=story.summary or record.summary,
        language=story.language or record.language,
    )
