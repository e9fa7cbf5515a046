"""Starting a serial: from what a moderator typed to a calendar, and from there to a serial."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.cadence import Cadence, first_on, next_after, upcoming
from bot.domain.dates import parse_days, parse_start, parse_time
from bot.domain.errors import RefusalError
from bot.domain.instalments import parse_size, plan
from bot.domain.passages import PassageEntry
from bot.domain.serial import ChapterEntry, Discussion, Gate, Instalment, Size, SizeKind
from bot.domain.zones import parse_zone
from bot.services.guilds import Guilds, require_rating
from bot.services.library import Library, StoryEntry
from bot.services.pending import pending, take
from bot.services.ports import Clock, Viewer
from bot.services.views import Crowd, Proposal, calendar
from bot.storage import drafts, editions, guilds, library, serials
from bot.storage.database import Database

MANY_MESSAGES = 10
"""More messages than this in one drop, and smaller instalments are proposed."""

_SMALLER = (Size(SizeKind.SCENE), Size(SizeKind.MINUTES, 10))
_DRAFT = "serial"
_NO_STORY = "This story is no longer in the library; /library list shows what is."
_REPLACED = "“{title}” has been given a new edition meanwhile; please give the command again."
_NO_CHANNEL = "You can't see that channel; choose one that you can."
_NOTHING_TO_ENTER = (
    "A gate needs discussions to stand before; leave `gate` out, or choose when discussions open."
)
_NO_ZONE = (
    "Please name a timezone, like Europe/Berlin; after that I remember the last one used here."
)


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What a moderator typed into /serial start, as it was typed."""

    story_id: int
    channel_id: int
    days: str
    time: str
    timezone: str | None = None
    instalment: str | None = None
    start_on: str | None = None
    ping_role_id: int | None = None
    discussion: Discussion = Discussion.INSTALMENT
    gate: Gate = Gate.OPEN


@dataclass(frozen=True, slots=True)
class _Draft:
    """A proposal as it was shown: what it promised holds, whatever has changed since."""

    request: StartRequest
    first_at: datetime
    edition_id: int


@dataclass(frozen=True, slots=True)
class _Outline:
    """A proposal in the making."""

    story: StoryEntry
    edition_id: int
    cadence: Cadence
    size: Size
    first_at: datetime
    chapters: Sequence[ChapterEntry]
    passages: Sequence[PassageEntry]
    instalments: Sequence[Instalment]


class Starting:
    """Proposes serials and starts the ones that are confirmed."""

    def __init__(self, database: Database, clock: Clock, guilds: Guilds, library: Library) -> None:
        self._database = database
        self._clock = clock
        self._guilds = guilds
        self._library = library

    async def propose(self, viewer: Viewer, request: StartRequest) -> Proposal:
        """Work out the whole calendar and keep it as a draft until the moderator confirms."""
        await self._guilds.require_moderator(viewer)
        outline = await self._outline(viewer, request)
        request = replace(request, timezone=outline.cadence.zone)
        payload = {
            **asdict(request),
            "first_at": outline.first_at.isoformat(),
            "edition_id": outline.edition_id,
        }
        draft = drafts.Draft(viewer.guild_id, viewer.user_id, _DRAFT, payload)
        async with self._database.transaction() as db:
            draft_id = await drafts.add(db, draft, self._clock.now())
        return await self._proposal(draft_id, request, outline)

    async def proposal(self, viewer: Viewer, draft_id: int) -> Proposal:
        """Load a proposal again, for another page of its calendar."""
        await self._guilds.require_moderator(viewer)
        draft = await self._draft(viewer, draft_id)
        outline = await self._outline(viewer, draft.request, draft)
        return await self._proposal(draft_id, draft.request, outline)

    async def confirm(self, viewer: Viewer, draft_id: int) -> int:
        """Start the serial of a draft and say its id. A draft is confirmed once.

        A date that passed while the moderator thought about it moves to the next one.
        """
        await self._guilds.require_moderator(viewer)
        draft = await self._draft(viewer, draft_id)
        request = draft.request
        now = self._clock.now()
        outline = await self._outline(viewer, request, draft)
        passed = outline.first_at <= now
        next_at = next_after(outline.cadence, now) if passed else outline.first_at
        new = serials.NewSerial(
            guild_id=viewer.guild_id,
            channel_id=request.channel_id,
            edition_id=outline.edition_id,
            started_by=viewer.user_id,
            cadence=outline.cadence,
            size=outline.size,
            discussion=request.discussion,
            gate=request.gate,
            ping_role_id=request.ping_role_id,
            next_at=next_at,
        )
        async with self._database.transaction() as db:
            await take(db, draft_id)
            if not await editions.has_edition(db, outline.edition_id):
                raise RefusalError(_NO_STORY)
            newest = await library.newest_edition(db, viewer.guild_id, request.story_id)
            if newest != outline.edition_id and not outline.story.on_shelf:
                # Every serial of a server's story runs its newest edition.
                raise RefusalError(_REPLACED, title=outline.story.title)
            await guilds.remember_zone(db, viewer.guild_id, outline.cadence.zone)
            return await serials.add(db, new, outline.instalments, now)

    async def discard(self, viewer: Viewer, draft_id: int) -> None:
        """Throw a proposal of this server away."""
        await self._guilds.require_moderator(viewer)
        await self._draft(viewer, draft_id)
        async with self._database.transaction() as db:
            await take(db, draft_id)

    async def _outline(
        self, viewer: Viewer, request: StartRequest, draft: _Draft | None = None
    ) -> _Outline:
        if not viewer.can_view(request.channel_id):
            raise RefusalError(_NO_CHANNEL)
        if request.gate is Gate.AFTER_READING and request.discussion is Discussion.OFF:
            raise RefusalError(_NOTHING_TO_ENTER)
        story = await self._library.entry(viewer, request.story_id)
        require_rating(viewer, story.rating)
        known = await self._guilds.zone(viewer.guild_id)
        named = request.timezone or known
        if named is None:
            raise RefusalError(_NO_ZONE)
        # The last one may be a short name that was taken when it was typed.
        zone = named if named == known else parse_zone(named)
        cadence = Cadence(parse_days(request.days), parse_time(request.time), zone)
        size = parse_size(request.instalment)
        edition_id = draft.edition_id if draft else await self._newest(viewer, story)
        chapters = await editions.chapters(self._database.reader, edition_id)
        passages = await editions.passage_entries(self._database.reader, edition_id)
        return _Outline(
            story=story,
            edition_id=edition_id,
            cadence=cadence,
            size=size,
            first_at=draft.first_at if draft else self._first(cadence, request.start_on),
            chapters=chapters,
            passages=passages,
            instalments=plan(chapters, passages, size, language=story.language),
        )

    async def _newest(self, viewer: Viewer, story: StoryEntry) -> int:
        db = self._database.reader
        edition_id = await library.newest_edition(db, viewer.guild_id, story.story_id)
        if edition_id is None:
            raise RefusalError(_NO_STORY)
        return edition_id

    def _first(self, cadence: Cadence, start_on: str | None) -> datetime:
        now = self._clock.now()
        if start_on is None:
            return next_after(cadence, now)
        today = now.astimezone(ZoneInfo(cadence.zone)).date()
        return first_on(cadence, parse_start(start_on, today), now)

    async def _proposal(self, draft_id: int, request: StartRequest, outline: _Outline) -> Proposal:
        words = [passage.words for passage in outline.passages]
        dates = upcoming(outline.cadence, outline.first_at, len(outline.instalments))
        return Proposal(
            draft_id=draft_id,
            story=outline.story,
            channel_id=request.channel_id,
            cadence=outline.cadence,
            size=outline.size,
            discussion=request.discussion,
            gate=request.gate,
            ping_role_id=request.ping_role_id,
            entries=calendar(
                outline.instalments, dates, outline.chapters, words, outline.story.language
            ),
            crowd=_crowd(outline),
            beside=await serials.count_alive(self._database.reader, request.channel_id) > 0,
        )

    async def _draft(self, viewer: Viewer, draft_id: int) -> _Draft:
        draft = await pending(self._database, viewer, draft_id, _DRAFT, self._clock.now())
        payload: dict[str, Any] = dict(draft.payload)
        # A draft of before kept its advice as it had been said.
        payload.pop("advice", None)
        first_at = datetime.fromisoformat(payload.pop("first_at"))
        edition_id = payload.pop("edition_id")
        payload["discussion"] = Discussion(payload["discussion"])
        # A draft of before there were gates has none.
        payload["gate"] = Gate(payload.get("gate", Gate.OPEN))
        return _Draft(StartRequest(**payload), first_at, edition_id)


def _crowd(outline: _Outline) -> Crowd | None:
    """Find smaller instalments for a drop of many messages, those that would make it so."""
    most = _longest(outline.instalments)
    if most <= MANY_MESSAGES:
        return None
    language = outline.story.language
    tried = [
        (size, _longest(plan(outline.chapters, outline.passages, size, language=language)))
        for size in _SMALLER
    ]
    return Crowd(most, tuple((size, longest) for size, longest in tried if longest < most))


def _longest(instalments: Sequence[Instalment]) -> int:
    return max((item.passages for item in instalments), default=0)
