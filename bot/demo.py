"""The demo: the real bot in a simulated Discord, with a page for your browser.

Nothing here reaches Discord: simcord plays its part, on this machine alone. The bot runs as it is
and knows of none of it; only the clock it is handed moves in days rather than in seconds.
"""

import asyncio
import logging
import math
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from zoneinfo import ZoneInfo

import discord
from simcord import (
    ChannelHandle,
    Env,
    GuildHandle,
    InteractionResult,
    MemberActor,
    Preview,
    ResponseMessage,
)
from simcord.components import walk_components

from bot import logs
from bot.app import create_bot
from bot.client import FeuilletonClient
from bot.domain.errors import RefusalError
from bot.domain.serial import SerialState
from bot.services.ports import Viewer
from bot.services.shelf import put_on_shelf
from bot.services.views import SerialView
from bot.settings import Settings
from bot.ui.markdown import measure

SECONDS_A_DROP = 20.0
"""How long the page rests, in real seconds, before the clock moves on to the next drop."""

_QUIET = 8.0
"""Real seconds without a click or a key before the clock moves: an answer wants to be read."""

_ZONE = "Europe/Berlin"
_HOUR = "18:00"
_SHELF = Path(__file__).parent.parent / "stories"
_SETTLING = 15.0
"""Real seconds that the work of one drop may take."""
_MARGIN = timedelta(seconds=30)
"""How far beyond a date the clock goes, so that all of the drop is out."""

_READERS = ("Ada", "Bram", "Chiara")
_REMARKS = (
    "I missed my stop over this one.",
    "No spoilers, please, I am only halfway!",
    "Same time tomorrow, everyone?",
)
_TO_TRY: Mapping[str, tuple[str, str, str]] = {
    "channel": (
        "Press a note's button under a passage, then “I've read this”: only you see the answers.",
        "Type /read or /progress and press the arrow: your private reader, and how far you are.",
        "Choose Margit at the top of the page: she may type /serial show, skip, drop or pause.",
    ),
    "thread": (
        "Write into the discussion; choose at the top of the page which reader you are.",
        "Type /footnote, then a 1 in its field: it lists the notes that have dropped so far.",
        "Type /read or /progress and press the arrow: your private reader, and how far you are.",
    ),
}

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_log = logging.getLogger(__name__)

Say = Callable[[str], None]


class SimulatedClock:
    """The time of the simulated Discord. It stands still until somebody moves it on."""

    def __init__(self) -> None:
        self._env: Env | None = None

    def attach(self, env: Env) -> None:
        """Take the time from here on. The bot needs its clock before its Discord exists."""
        self._env = env

    def now(self) -> datetime:
        """The moment in the simulated Discord, UTC."""
        if self._env is None:
            raise RuntimeError("The simulated clock is not attached to a simulated Discord yet.")
        return self._env.now()

    async def sleep_until(self, when: datetime) -> None:
        """Sleep all the way: simcord wakes the sleeper when the clock is moved past `when`."""
        await asyncio.sleep(max((when - self.now()).total_seconds(), 0))


@dataclass(frozen=True, slots=True)
class Stage:
    """The bot, its server, and who is there."""

    env: Env
    client: FeuilletonClient
    guild: GuildHandle
    channel: ChannelHandle
    office: ChannelHandle
    moderator: MemberActor
    readers: tuple[MemberActor, ...]

    async def start_serial(self) -> None:
        """Let the moderator start the first story of the shelf, daily and by scene.

        She does it in the office, so that the serial's channel holds nothing but the serial.
        Raises `RefusalError` where the shelf is empty or the bot refuses.
        """
        choices = await self.moderator.autocomplete(self.office, "serial start", "story", "")
        if not choices:
            raise RefusalError("There is no story on the shelf; put one there, or name a file.")
        proposed = await self.moderator.slash(
            self.office,
            "serial start",
            story=choices[0]["value"],
            channel=self.channel,
            days="daily",
            time=_HOUR,
            timezone=_ZONE,
            instalment="scene",
        )
        message, custom_id = _start_button(proposed)
        await self.moderator.click(message, custom_id=custom_id)

    async def serials(self) -> list[SerialView]:
        """Say how the serials stand, those alive first."""
        sees_all = Viewer(
            guild_id=self.guild.id,
            user_id=self.moderator.id,
            channel_id=self.office.id,
            can_view=lambda _channel_id: True,
            is_gone=lambda _channel_id: False,
            is_restricted=lambda _channel_id: True,
            adult_ok=True,
            manages=True,
            role_ids=frozenset(),
        )
        return await self.client.services.serials.listing(sees_all)

    async def move_on(self) -> bool:
        """Move the clock past the next date. False: no serial has one, and it stands still."""
        running = [
            view.serial.next_at
            for view in await self.serials()
            if view.serial.state is SerialState.RUNNING and view.serial.next_at
        ]
        date = min(running, default=None)
        if date is None:
            return False
        ahead = max(date + _MARGIN - self.env.now(), _MARGIN)
        try:
            await self.env.advance_time(ahead.total_seconds())
        except TimeoutError as error:
            _log.warning("The drop took too long; what is left of it comes later. %s", error)
        return True

    async def news(self) -> str:
        """Say what time it is there and how the serials stand, a line each."""
        now = self.env.now().astimezone(ZoneInfo(_ZONE))
        lines = [_standing(view) for view in await self.serials()]
        return "\n".join(f"{now:%a} {now.day} {now:%b, %H:%M}: {line}" for line in lines)

    async def talk(self) -> ChannelHandle | None:
        """Let the readers talk in the first discussion and say which it is; None without one."""
        threads = self.channel.threads
        if not threads:
            return None
        for reader, remark in zip(self.readers, _REMARKS, strict=True):
            await reader.send(threads[0], remark)
        return threads[0]


class Page(Preview):
    """simcord's page on a channel, made to follow what is posted and to take turns with the clock.

    simcord refuses a click while its clock moves, and its page holds the refused click for
    uncertain ever after; here the click waits, and so does the clock.
    """

    def __init__(self, stage: Stage, channel: ChannelHandle, port: int = 0) -> None:
        super().__init__(
            stage.env,
            channel,
            (*stage.readers, stage.moderator),
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale="en-GB",
            timezone=_ZONE,
            presentation_time=None,
            assets=None,
            port=port,
        )
        self._turns = asyncio.Lock()
        self._touched = -math.inf
        self._newest: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        """Serve the page until the block ends."""
        await super().__aenter__()
        return self

    def unquiet(self) -> float:
        """Say for how many real seconds the clock should wait for whoever uses the page."""
        return max(self._touched + _QUIET - time.monotonic(), 0)

    async def turn(self, move_on: Callable[[], Awaitable[bool]]) -> None:
        """Move the clock on, see `Stage.move_on`, and show what was posted."""
        async with self._turns:
            if await move_on():
                await self.refresh()

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        self._touched = time.monotonic()
        async with self._turns:
            if page := self._pages.get(context_id or ""):
                # Discord does not ask whether whoever clicks has seen the newest message.
                body = {**body, "published_revision": page.revision}
            return await super()._action(context_id, body)

    def _publish(self, page: Any, **options: Any) -> None:
        # Whoever leafs through older messages stays where they are.
        if options.get("reason") != "navigation" and page.window_end_id is None:
            self._bring_into_view(page)
        super()._publish(page, **options)

    def _bring_into_view(self, page: Any) -> None:
        """Make the newest message the one to look at, once: a drop, or an answer to a click."""
        seen = self.channel.history(viewer=page.viewer)
        if seen and self._newest.get(page.id) != seen[-1].id:
            page.target_id = self._newest[page.id] = seen[-1].id


@asynccontextmanager
async def staged(settings: Settings) -> AsyncIterator[Stage]:
    """Bring the bot up in a simulated Discord with a server, and take both down again.

    Raises what opening the bot raises, see `bot.app.create_bot`.
    """
    clock = SimulatedClock()
    client = create_bot(settings, clock=clock)
    # Errors of the bot are in its log; at the end they are no reason for a traceback.
    env = Env(client, check_errors=False, settle_timeout=_SETTLING)
    clock.attach(env)
    try:
        await env.start()
        with env.time_context():
            assert client.user is not None
            await client.user.edit(username="Feuilleton")
            yield _furnish(env, client, client.user)
    finally:
        await client.close()
        await env.shutdown()


async def run(
    story: Path | None,
    view: str,
    *,
    interval: float = SECONDS_A_DROP,
    port: int = 0,
    say: Say | None = None,
) -> int:
    """Run the demo until Ctrl-C, SIGTERM or the page ends it; say the exit code.

    `story` is a manuscript to run instead of the shelf's; `view` is "channel", or "thread" for a
    page on the first discussion. `interval` is in real seconds; port 0 is any free one.
    Raises `OSError` and `RefusalError` for a story that can't be used, and for another view.
    """
    if view not in _TO_TRY:
        raise RefusalError(f"VIEW is {view!r}; use VIEW=channel or VIEW=thread.")
    logs.begin("WARNING", form=logs.BRIEF)
    with TemporaryDirectory(prefix="feuilleton-demo-") as folder, _ended_by_signals() as stop:
        settings = _settings(Path(folder), story)
        async with staged(settings) as stage:
            await stage.start_serial()
            await stage.move_on()
            discussion = await stage.talk()
            shown = discussion if view == "thread" and discussion else stage.channel
            async with Page(stage, shown, port) as page:
                tell = say or partial(print, flush=True)
                tell(_invitation(page.url, view, interval))
                await _keep_moving(stage, page, stop, interval, tell)
        tell("The demo has ended; nothing of it is kept.")
    return 0


async def _keep_moving(
    stage: Stage, page: Page, stop: asyncio.Event, interval: float, say: Say
) -> None:
    """Move the clock on, time and again, until `stop` is set or the page is ended."""
    ended = asyncio.create_task(page.wait_closed())
    ended.add_done_callback(lambda _: stop.set())
    say(said := await stage.news())
    rest = interval
    while not await _set_within(stop, rest):
        if rest := min(page.unquiet(), interval):
            continue
        await page.turn(stage.move_on)
        if (news := await stage.news()) != said:
            say(news)
        said, rest = news, interval
    ended.cancel()


def _furnish(env: Env, client: FeuilletonClient, bot: discord.ClientUser) -> Stage:
    """Make the server: a moderator, three readers, a channel to read in and an office."""
    guild = env.create_guild("The Reading Room")
    moderators = guild.create_role("Moderator", permissions=discord.Permissions(manage_guild=True))
    closed = discord.PermissionOverwrite(send_messages=False)
    allowed = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    hidden = discord.PermissionOverwrite(view_channel=False)
    office = guild.create_text_channel(
        "office", overwrites={guild.default_role: hidden, moderators: allowed, bot: allowed}
    )
    channel = guild.create_text_channel(
        "feuilleton",
        topic="A scene a day, at six in the evening.",
        overwrites={guild.default_role: closed, bot: allowed},
    )
    return Stage(
        env=env,
        client=client,
        guild=guild,
        channel=channel,
        office=office,
        moderator=guild.add_member(
            env.create_user("margit", global_name="Margit (moderator)"), roles=[moderators]
        ),
        readers=tuple(
            guild.add_member(env.create_user(name.casefold(), global_name=name))
            for name in _READERS
        ),
    )


def _settings(folder: Path, story: Path | None) -> Settings:
    shelf = _SHELF
    if story is not None:
        shelf = folder / "stories"
        put_on_shelf(shelf, story.read_bytes(), story.name, measure)
    return Settings(database=folder / "data" / "feuilleton.sqlite3", stories=shelf)


def _start_button(proposed: InteractionResult) -> tuple[ResponseMessage, str]:
    message = proposed.response
    if message is not None:
        for component in walk_components(message.components):
            custom_id = str(component.get("custom_id"))
            if custom_id.startswith("f:start:"):
                return message, custom_id
    said = message.content if message else "nothing at all"
    raise RefusalError(f"The bot would not start the serial. It said: {said}")


@contextmanager
def _ended_by_signals() -> Iterator[asyncio.Event]:
    """Give an event that Ctrl-C, SIGTERM or a closed terminal sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _ENDING:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in _ENDING:
            loop.remove_signal_handler(number)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _standing(view: SerialView) -> str:
    said = f"“{view.serial.title}”, {view.dropped} of {view.passages} passages so far."
    if view.serial.state is SerialState.PAUSED:
        return f"{said} It is paused; the clock waits for /serial resume."
    if not view.serial.state.alive:
        return f"{said} It is {view.serial.state}; the page stays up until Ctrl-C."
    return said


def _invitation(url: str, view: str, interval: float) -> str:
    tries = "\n".join(f"  {number}. {item}" for number, item in enumerate(_TO_TRY[view], 1))
    return (
        f"\nFeuilleton runs in a simulated Discord. Open this address in your browser:\n\n  {url}\n"
        f"\nThree things to try:\n{tries}\n"
        "\nThe page shows one channel, and its links lead to the real Discord; a discussion opens\n"
        f"with VIEW=thread. A day passes every {interval:g} seconds. Ctrl-C ends it.\n"
    )
