"""The stage: the bot in a simulated Discord with a server, a moderator and readers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor
from simcord.components import walk_components

from bot.app import create_bot
from bot.client import FeuilletonClient
from bot.demo.refusing import close_private_messages, crowd
from bot.demo.telling import Telling
from bot.domain.errors import RefusalError
from bot.domain.serial import SerialState
from bot.services.outbox import Pace
from bot.services.ports import Viewer
from bot.services.shelf import put_on_shelf
from bot.services.views import SerialView
from bot.settings import Settings
from bot.ui.markdown import measure

ZONE = "Europe/Berlin"
_HOUR = "18:00"
_SHELF = Path(__file__).parents[2] / "stories"
_SETTLING = 15.0
"""Real seconds that the work of one drop, or the start of the bot, may take on a slow machine.

No more: whatever of the bot's sleeps for less is waited for.
"""

_MARGIN = timedelta(seconds=30)
"""How far beyond a date the clock goes, so that all of the drop is out."""

_READERS = ("Ada", "Bram", "Chiara")
_OTHERS = ("Dov", "Emmi", "Farid", "Greta")
_CHANNELS = {
    "feuilleton": "A scene a day, at six in the evening.",
    "behind-the-curtain": "Discussions open to those who have read.",
    "after-dark": "Age-restricted. A chapter on Thursdays and Saturdays.",
    "in-three-days": "A short story, from beginning to end.",
    "in-japanese": "A chapter on Thursdays.",
    "in-arabic": "A chapter on Thursdays.",
}
_PACE = Pace(burst=1_000, a_second=1_000)
"""The simulated Discord has no limits; and who waits for a turn there waits for its clock."""

_log = logging.getLogger(__name__)


class PatientEnv(Env):
    """A simulated Discord that gives a bot that starts more than its five seconds."""

    patience = _SETTLING
    """Real seconds."""

    async def _settle_internal(self, **more: Any) -> None:
        if more.get("timeout") is not None:
            more["timeout"] = max(more["timeout"], self.patience)
        await super()._settle_internal(**more)


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
    telling: Telling
    anew: Callable[[], FeuilletonClient]
    """Makes the bot once more, on the same data."""
    guild: GuildHandle
    channel: ChannelHandle
    gated: ChannelHandle
    """Where the shelf's second story runs, whose discussions open to those who have read."""
    adult: ChannelHandle
    """The age-restricted channel."""
    short: ChannelHandle
    """Where a short story runs, to its end."""
    japanese: ChannelHandle
    """Where a story runs that is written without spaces."""
    arabic: ChannelHandle
    """Where a story runs that is written from right to left."""
    office: ChannelHandle
    moderator: MemberActor
    readers: tuple[MemberActor, ...]
    german: MemberActor
    """Somebody whose Discord is in German."""
    closed: MemberActor
    """Somebody who takes no private messages any more, see `close_private_messages`."""
    others: tuple[MemberActor, ...]
    """Members who read as well, that the others are not alone."""

    @property
    def client(self) -> FeuilletonClient:
        """The bot, as it runs now."""
        assert isinstance(self.env.bot, FeuilletonClient)
        return self.env.bot

    async def restart(self) -> None:
        """End the bot as Ctrl-C does, and start it anew on the same data."""
        await self.client.close()
        await self.env.restart_bot(self.anew())
        self.telling.tell_again()

    async def start_serials(self, home: ChannelHandle) -> None:
        """Let the moderator start the first story of the shelf in a channel, daily and by scene,
        and beside it the second, if there is one.

        Raises `RefusalError` where the shelf is empty or the bot refuses.
        """
        choices = await self.choices("")
        if not choices:
            raise RefusalError("There is no story on the shelf; put one there, or name a file.")
        await self.start(choices[0], home, "daily", "scene")
        for second in choices[1:2]:
            await self.start(second, self.gated, "daily", "scene", gate="after-reading")

    async def choices(self, title: str) -> list[str]:
        """List the stories that can be started and are called like this, as commands take them."""
        found = await self.moderator.autocomplete(self.office, "serial start", "story", title)
        return [str(choice["value"]) for choice in found]

    async def start(
        self, story: str, channel: ChannelHandle, days: str, instalment: str, gate: str = "open"
    ) -> None:
        """Let the moderator start a story in a channel, at six in the evening.

        She does it in the office, so that a serial's channel holds nothing but the serial.
        Raises `RefusalError` where the bot refuses.
        """
        proposed = await self.moderator.slash(
            self.office,
            "serial start",
            story=story,
            channel=channel,
            days=days,
            time=_HOUR,
            timezone=ZONE,
            instalment=instalment,
            gate=gate,
        )
        await press(self.moderator, proposed, "f:start:")

    def member(self, name: str) -> MemberActor:
        """Find one of those whom a visitor can be, by name, in whatever case.

        Raises `RefusalError` where nobody is called so.
        """
        everybody = {who.name: who for who in self.visitors}
        if who := everybody.get(name.casefold()):
            return who
        raise RefusalError(f"AS is {name!r}; use one of {', '.join(everybody)}.")

    @property
    def visitors(self) -> tuple[MemberActor, ...]:
        """Those whom a visitor can be."""
        return (*self.readers, self.german, self.closed, self.moderator)

    def put_away(self, thread: ChannelHandle) -> None:
        """Do as Discord does with a thread in which nobody has written for a week."""
        self.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})

    def close_private_messages(self) -> None:
        """Let the one take no private messages any more who is there for it."""
        close_private_messages(self.env, self.closed.user)

    def crowd(self, thread: ChannelHandle) -> None:
        """Fill a thread with people that nobody knows; all others find it full."""
        crowd(self.env, self.guild, thread)

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
        """Say what time it is there and how the serials stand, a line each; once all are over,
        those.
        """
        now = self.env.now().astimezone(ZoneInfo(ZONE))
        views = await self.serials()
        lines = [_standing(one) for one in views if one.serial.state.alive or not _any_alive(views)]
        return "\n".join(f"{now:%a} {now.day} {now:%b, %H:%M}: {line}" for line in lines)


@asynccontextmanager
async def staged(settings: Settings) -> AsyncIterator[Stage]:
    """Bring the bot up in a simulated Discord with a server, and take both down again.

    Raises what opening the bot raises, see `bot.app.create_bot`.
    """
    clock = SimulatedClock()
    anew = partial(create_bot, settings, clock=clock, pace=_PACE)
    # Errors of the bot are in its log; at the end they are no reason for a traceback.
    env = PatientEnv(anew(), check_errors=False, settle_timeout=_SETTLING)
    clock.attach(env)
    try:
        await env.start()
        with env.time_context():
            assert env.bot.user is not None
            await env.bot.user.edit(username="Feuilleton")
            yield _furnish(env, anew, env.bot.user)
    finally:
        await env.bot.close()
        await env.shutdown()


def _furnish(env: Env, anew: Callable[[], FeuilletonClient], bot: discord.ClientUser) -> Stage:
    """Make the server: a moderator, readers, channels to read in and an office."""
    guild = env.create_guild("The Reading Room")
    moderators = guild.create_role("Moderator", permissions=discord.Permissions(manage_guild=True))
    closed = discord.PermissionOverwrite(send_messages=False)
    allowed = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    hidden = discord.PermissionOverwrite(view_channel=False)
    office = guild.create_text_channel(
        "office", overwrites={guild.default_role: hidden, moderators: allowed, bot: allowed}
    )
    channel, gated, adult, short, japanese, arabic = (
        guild.create_text_channel(
            name, topic=topic, overwrites={guild.default_role: closed, bot: allowed}
        )
        for name, topic in _CHANNELS.items()
    )
    stage = Stage(
        env=env,
        telling=Telling(env),
        anew=anew,
        guild=guild,
        channel=channel,
        gated=gated,
        adult=adult,
        short=short,
        japanese=japanese,
        arabic=arabic,
        office=office,
        moderator=guild.add_member(
            env.create_user("margit", global_name="Margit (moderator)"), roles=[moderators]
        ),
        readers=tuple(_member(env, guild, name) for name in _READERS),
        german=guild.add_member(env.create_user("klara", global_name="Klara (auf Deutsch)")),
        closed=guild.add_member(env.create_user("nele", global_name="Nele (no private messages)")),
        others=tuple(_member(env, guild, name) for name in _OTHERS),
    )
    for restricted in (adult, office):  # the office, for any story to be looked at there
        stage.telling.restrict(restricted)
    stage.telling.set_language(stage.german, "de")
    return stage


def _member(env: Env, guild: GuildHandle, name: str) -> MemberActor:
    return guild.add_member(env.create_user(name.casefold(), global_name=name))


def settings_for(folder: Path, story: Path | None) -> Settings:
    """Let the bot keep its data in a folder, and have the shelf, or that one manuscript on one.

    Raises `OSError` and `RefusalError` for a manuscript that can't be used.
    """
    shelf = _SHELF
    if story is not None:
        shelf = folder / "stories"
        put_on_shelf(shelf, story.read_bytes(), story.name, measure)
    return Settings(database=folder / "data" / "feuilleton.sqlite3", stories=shelf)


async def press(actor: MemberActor, shown: InteractionResult, button: str) -> InteractionResult:
    """Let somebody press a button of an answer of the bot's, by how its custom_id begins.

    Raises `RefusalError` where the answer has none.
    """
    message = shown.response
    if message is None:
        raise RefusalError("The bot has not gone along with it, and said nothing at all.")
    for component in walk_components(message.components):
        custom_id = str(component.get("custom_id"))
        if custom_id.startswith(button):
            return await actor.click(message, custom_id=custom_id)
    raise RefusalError(f"The bot has not gone along with it. It said: {message.content}")


def _any_alive(views: list[SerialView]) -> bool:
    return any(view.serial.state.alive for view in views)


def _standing(view: SerialView) -> str:
    said = f"“{view.serial.title}”, {view.dropped} of {view.passages} passages so far."
    if view.serial.state is SerialState.PAUSED:
        return f"{said} It is paused; the clock waits for /serial resume."
    if not view.serial.state.alive:
        return f"{said} It is {view.serial.state}; the page stays up until Ctrl-C."
    return said
