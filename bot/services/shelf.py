"""The shelf: stories in a folder, for all servers; each a manuscript with its story.toml."""

import asyncio
import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.domain.errors import RefusalError
from bot.domain.passages import Measure
from bot.domain.story import highest
from bot.services.editions import Prepared, prepare
from bot.services.ports import Clock
from bot.services.storycards import CARD, StoryCard, told_by
from bot.storage import editions, library
from bot.storage.database import Database

_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names that Windows keeps for itself."""

_log = logging.getLogger(__name__)


class Shelf:
    """Keeps the library in step with the shelf's folder."""

    def __init__(self, database: Database, clock: Clock, folder: Path, measure: Measure) -> None:
        self._database = database
        self._clock = clock
        self._folder = folder
        self._measure = measure

    async def sync(self) -> None:
        """Take in what is new or changed, and take off what is gone unless a serial needs it.

        A story's folder that can't be used is logged and left as it was; the others go on. So is
        the whole shelf where its folder is not there: it is more likely mistyped than cleared.
        """
        if not await asyncio.to_thread(self._folder.is_dir):
            _log.warning(
                "There is no folder %s, so the shelf stays as it was; make it, or name another in "
                "FEUILLETON_STORIES",
                self._folder,
            )
            return
        known = await library.on_shelf(self._database.reader)
        found = await asyncio.to_thread(lambda: list(_folders(self._folder)))
        for folder in found:
            try:
                await self._take_in(folder, known.get(folder.name))
            except RefusalError as error:
                _log.warning("stories/%s is left out: %s", folder.name, error)
        for slug in known.keys() - {folder.name for folder in found}:
            await self._take_off(known[slug])

    async def _take_in(self, folder: Path, known: library.StoryRow | None) -> None:
        card_text, data = await asyncio.to_thread(_contents, folder)
        card = StoryCard.parse(card_text)
        digest = card.digest_of(data)
        prepared: Prepared | None = None
        if known is not None and known.digest == digest:
            chapters = await editions.chapters(self._database.reader, known.edition_id)
        else:
            prepared = await asyncio.to_thread(prepare, data, card.manuscript, self._measure)
            chapters = told_by(card, prepared.chapters)
            edition = replace(prepared.edition, chapters=chapters, digest=digest)
            prepared = replace(prepared, edition=edition)
        record = library.StoryRecord(
            guild_id=None,
            slug=folder.name,
            title=card.title or folder.name,
            author=card.author,
            summary=card.summary,
            language=card.language,
            rating=highest([card.rating, *(one.notice.rating for one in chapters)]),
            warnings=card.warnings,
        )
        if known is not None and prepared is None and known.record == record:
            return
        now = self._clock.now()
        async with self._database.transaction() as db:
            if known is None:
                story_id = await library.add_story(db, record, now)
            else:
                story_id = known.story_id
                await library.update_story(db, story_id, record)
            if prepared is not None:
                await editions.add_edition(db, story_id, prepared.edition, now)

    async def _take_off(self, row: library.StoryRow) -> None:
        async with self._database.transaction() as db:
            if not await library.runs_anywhere(db, row.story_id):
                await library.remove_story(db, row.story_id)


def put_on_shelf(folder: Path, data: bytes, file_name: str, measure: Measure) -> Path:
    """Copy a manuscript into a new folder of the shelf with its story.toml; say the folder.

    Raises `RefusalError` for what can't be imported, and where the folder is there already.
    """
    story = prepare(data, file_name, measure).imported.story
    title = story.title or Path(file_name).stem.replace("_", " ")
    target = folder / slug_of(title)
    if target.exists():
        raise RefusalError(f"{target} is there already; remove it first, or rename the file.")
    target.mkdir(parents=True)
    manuscript = "manuscript" + Path(file_name).suffix.lower()
    card = StoryCard(
        title=title,
        author=story.author,
        summary=story.summary,
        language=story.language,
        rating=story.rating,
        warnings=story.notice.warnings,
        manuscript=manuscript,
    )
    (target / manuscript).write_bytes(data)
    (target / CARD).write_text(card.write(), encoding="utf-8")
    return target


def slug_of(title: str) -> str:
    """Turn a title into a name for files on any system: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:60].strip("-")
    if slug in _RESERVED:
        return f"story-{slug}"
    return slug or "story-" + hashlib.sha256(title.encode()).hexdigest()[:8]


def _folders(shelf: Path) -> Iterator[Path]:
    yield from sorted(path.parent for path in shelf.glob(f"*/{CARD}"))


def _contents(folder: Path) -> tuple[str, bytes]:
    try:
        card = (folder / CARD).read_text(encoding="utf-8")
        manuscript = folder / StoryCard.parse(card).manuscript
        # Of a link it counts where it leads: a story that somebody packed must not show what else
        # is on this machine. The folder itself may be one.
        if manuscript.resolve().parent != folder.resolve():
            raise RefusalError("the manuscript has to stand beside story.toml.")
        return card, manuscript.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        # A RuntimeError is a circle of links, or a card that is nested too deeply.
        raise RefusalError(f"it can't be opened: {error}.") from error
