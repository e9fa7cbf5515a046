"""A Discord of our own behind `Poster` and `Desk`. What it shows is the truth of the simulation.

A request reaches it even if the process that sent it ends meanwhile, and some of them late.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.domain.delivery import (
    Failed,
    Found,
    Missing,
    Outcome,
    Retry,
    Sent,
    Sighting,
    Surveyed,
    Unknown,
    Unreadable,
)
from bot.domain.keys import Key
from bot.services.ports import DeskNote, PassageContent, Posting, ThreadContent
from bot.ui.passage import posting_view, texts_of
from tests.simulation.books import signs
from tests.simulation.clock import WorldClock
from tests.simulation.lives import Life
from tests.simulation.weather import LATEST_COMMIT, Fault, Weather

BOT = 999
REMEMBERED = 40
"""So many messages of a place are kept whole; of older ones only what the judge needs."""
TIME_LIMIT = 10.0
"""Seconds after which the poster gives an attempt up."""

Shown = tuple[tuple[int, int], ...]
"""The sentences of a message by name, each with its wording."""


@dataclass(slots=True)
class Message:
    """A message that stands in a channel or a thread."""

    message_id: int
    place_id: int
    key: Key
    mark: int
    shown: Shown
    posting: Posting | None
    deleted: bool = False


@dataclass(slots=True)
class Place:
    """A channel or a thread. `deaf` means that its history may not be read."""

    messages: list[Message] = field(default_factory=list)
    nonces: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    forbidden: bool = False
    deaf: bool = False
    gone: bool = False
    on_their_way: int = 0


@dataclass(slots=True)
class Witness:
    """Who is told of all that happens, at once."""

    sets_out: Callable[[Posting, int], None]
    """A request sets out; so many others were on their way to the same place."""
    committed: Callable[[Posting, Message], None]
    """A message stands there now."""
    told: Callable[[DeskNote], None]


class StandIn:
    """Discord, for all lives of the bot. `Gateway` is what one of them sees of it.

    `nonce_window` is how long it remembers a nonce: it says "a few minutes", these are the fewest.
    `reads_back` lets a test switch off that what was posted is found.
    """

    nonce_window = timedelta(minutes=3)
    reads_back = True

    def __init__(
        self, clock: WorldClock, weather: Weather, chance: random.Random, witness: Witness
    ) -> None:
        self.clock = clock
        self.weather = weather
        self.chance = chance
        self.witness = witness
        self.places: defaultdict[int, Place] = defaultdict(Place)
        self.by_id: dict[int, Message] = {}
        self.faults: Counter[str] = Counter()
        self.sightings: Counter[str] = Counter()
        self._last_id = 0
        self._arriving: dict[asyncio.TimerHandle, Callable[[], None]] = {}

    def arrives(self, seconds: float, act: Callable[[], None]) -> None:
        """Let a request arrive after so many seconds, whatever becomes of who sent it."""

        def arrive() -> None:
            del self._arriving[handle]
            act()

        handle = asyncio.get_running_loop().call_later(seconds, arrive)
        self._arriving[handle] = act

    def hurry(self) -> None:
        """Let all requests that are on their way arrive now: the machine that sent them sleeps."""
        arriving, self._arriving = self._arriving, {}
        for handle, act in arriving.items():
            handle.cancel()
            act()

    def commit(self, posting: Posting) -> int:
        """Take a message in, unless its nonce was there a moment ago; say its id."""
        place, now = self.places[posting.place_id], self.clock.true
        known = place.nonces.get(posting.nonce)
        if known is not None and now - known[0] <= self.nonce_window:
            self.sightings["stopped by the nonce"] += 1
            return known[1]
        message = Message(
            self.snowflake(),
            posting.place_id,
            posting.key,
            posting.mark,
            shown_by(posting),
            posting,
        )
        place.nonces = {
            nonce: seen
            for nonce, seen in place.nonces.items()
            if now - seen[0] <= self.nonce_window
        } | {posting.nonce: (now, message.message_id)}
        place.messages.append(message)
        self.by_id[message.message_id] = message
        if len(place.messages) > REMEMBERED:
            place.messages[-REMEMBERED - 1].posting = None
        self.witness.committed(posting, message)
        return message.message_id

    def snowflake(self) -> int:
        """Give an id that tells the time, as Discord does."""
        ticks = int(self.clock.true.timestamp() * 1000) << 22
        self._last_id = max(self._last_id + 1, ticks)
        return self._last_id

    def looked_for(self, posting: Posting, after: int | None) -> Sighting:
        """Look for a message of ours as the poster does: by its mark and its text."""
        if not self.reads_back:
            return Missing()
        for message in reversed(self.places[posting.place_id].messages):
            if message.message_id <= (after or 0):
                break
            if message.mark == posting.mark and not message.deleted:
                return Found(message.message_id) if _same(message, posting) else Missing()
        return Missing()


class Gateway:
    """The poster and the desk of one life: `bot.services.ports.Poster` and `.Desk`."""

    def __init__(self, discord: StandIn, life: Life) -> None:
        self._discord = discord
        self._life = life
        self._known: dict[int, int] = {}
        self.notes: Counter[str] = Counter()

    @property
    def bot_id(self) -> int:
        return BOT

    def newest_known(self, channel_id: int) -> int | None:
        return self._known.get(channel_id)

    def name_of(self, posting: Posting, thread: ThreadContent) -> str:
        del posting
        return f"Talk {thread.instalment.number}"

    async def post(self, posting: Posting) -> Outcome:
        await self._life.step()
        discord, place = self._discord, self._discord.places[posting.place_id]
        discord.witness.sets_out(posting, place.on_their_way)
        self._life.posting()
        place.on_their_way += 1
        try:
            fault = self._fault(place)
            discord.faults[fault] += 1
            outcome = await self._answer(posting, fault)
        finally:
            place.on_their_way -= 1
        await self._life.step()
        if isinstance(outcome, Sent):
            known = self._known.get(posting.place_id, 0)
            self._known[posting.place_id] = max(known, outcome.message_id)
        return outcome

    def _fault(self, place: Place) -> Fault:
        if place.gone:
            return Fault.GONE
        fault = self._discord.weather.fault()
        return Fault.FORBIDDEN if place.forbidden and fault is Fault.NONE else fault

    async def _answer(self, posting: Posting, fault: Fault) -> Outcome:
        """Let the request reach Discord, or not, and wait for what comes back."""
        chance = self._discord.chance
        loop = asyncio.get_running_loop()
        there = chance.uniform(0.02, 0.3)
        arrived: asyncio.Future[int] = loop.create_future()
        if fault is Fault.TIMEOUT_LATE:
            late = chance.uniform(5.0, LATEST_COMMIT)
            self._discord.arrives(late, partial(self._arrives, posting, arrived))
        elif fault.commits:
            self._discord.arrives(there, partial(self._arrives, posting, arrived))
        if fault.times_out:
            await asyncio.sleep(TIME_LIMIT)
            return Unknown("no answer")
        await asyncio.sleep(there + chance.uniform(0.02, 0.3))
        return self._outcome(posting, fault, arrived)

    def _arrives(self, posting: Posting, arrived: "asyncio.Future[int]") -> None:
        if isinstance(posting.content, ThreadContent):
            message_id = posting.content.under
        else:
            message_id = self._discord.commit(posting)
        arrived.set_result(message_id)

    def _outcome(self, posting: Posting, fault: Fault, arrived: "asyncio.Future[int]") -> Outcome:
        chance = self._discord.chance
        match fault:
            case Fault.NONE:
                return Sent(arrived.result())
            case Fault.LIMITED:
                return Retry(timedelta(seconds=chance.uniform(1, 60)))
            case Fault.LIMITED_LONG:
                return Retry(timedelta(seconds=chance.uniform(60, 3600)))
            case Fault.NO_CONNECTION:
                return Retry(timedelta(seconds=15))
            case Fault.FORBIDDEN | Fault.REFUSED:
                return Failed("I may not post there.")
            case Fault.GONE:
                return Failed("Its channel is gone.", lasting=True)
        return Unknown(fault.value)

    async def find(self, posting: Posting, *, after: int | None) -> Sighting:
        await self._life.step()
        await asyncio.sleep(self._discord.chance.uniform(0.05, 0.5))
        sighting = self._sighting(posting, after)
        self._discord.sightings[_named(sighting)] += 1
        await self._life.step()
        return sighting

    def _sighting(self, posting: Posting, after: int | None) -> Sighting:
        place = self._discord.places[posting.place_id]
        if place.deaf or place.gone:
            return Unreadable(passing=False)
        if self._discord.weather.look_fails():
            return Unreadable(passing=True)
        return self._discord.looked_for(posting, after)

    async def survey(self, channel_id: int, *, after: int) -> Surveyed | Unreadable:
        await self._life.step()
        place = self._discord.places[channel_id]
        if place.deaf or place.gone or self._discord.weather.look_fails():
            return Unreadable(passing=not place.deaf)
        later = [item for item in place.messages if item.message_id > after and not item.deleted]
        return Surveyed(tuple((item.mark, item.message_id) for item in later), None)

    async def edit(self, posting: Posting, message_id: int) -> Outcome:
        await self._life.step()
        place = self._discord.places[posting.place_id]
        fault = self._fault(place)
        if fault.commits and (message := self._discord.by_id.get(message_id)) is not None:
            message.shown = shown_by(posting)
            message.posting = posting if message.posting is not None else None
        await asyncio.sleep(TIME_LIMIT if fault.times_out else 0.2)
        await self._life.step()
        landed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        landed.set_result(message_id)
        return Unknown("no answer") if fault.times_out else self._outcome(posting, fault, landed)

    async def tell(self, note: DeskNote) -> None:
        await self._life.step()
        self._discord.witness.told(note)
        await self._life.step()


def shown_by(posting: Posting) -> Shown:
    """Name the sentences that a posting shows."""
    if not isinstance(posting.content, PassageContent):
        return ()
    return signs(posting.content.passage.paragraphs)


def _same(message: Message, posting: Posting) -> bool:
    """Whether a message shows the text that is looked for, as the poster compares them."""
    if posting.revised or message.posting is None:
        return True
    shown, wanted = (texts_of(posting_view(item)) for item in (message.posting, posting))
    return shown[1:] == wanted[1:]


def _named(sighting: Sighting) -> str:
    match sighting:
        case Found():
            return "found"
        case Missing():
            return "missing"
        case Unreadable(passing=True):
            return "no answer"
        case Unreadable():
            return "unreadable"
