"""The real bot in a simulated Discord, with a server, a moderator and two readers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.app import create_bot
from bot.client import FeuilletonClient
from bot.demo.stage import PatientEnv
from bot.settings import Settings


class SimulatedClock:
    """The simulated Discord's own clock."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def now(self) -> datetime:
        assert self.env is not None
        return self.env.now()

    async def sleep_until(self, when: datetime) -> None:
        await asyncio.sleep(max((when - self.now()).total_seconds(), 0))


BUSY = 60.0
"""Seconds after which a bot that does not come to rest hangs, on a machine that has more to do.

No more: what of the bot's sleeps for less is waited for, such as the next of what is paced.
"""


class BriskEnv(PatientEnv):
    """A simulated Discord that looks at once whether the bot has come to rest.

    Otherwise it looks again after 50 ms, of which most interactions take but a few.
    """

    patience = BUSY

    async def _settle_internal(self, *, idle: float = 0.002, **more: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.002), **more)


SENTENCE = (
    "The lamp on the quay went out, and nobody in the harbour office looked up from the cards. "
)
HARBOUR = f"""Chapter 1: The Quay

{SENTENCE * 8}

A word with a lantern(1) in it, and a *star that was never closed. {SENTENCE * 8}


{SENTENCE * 10}

Chapter 2: The Office

{SENTENCE * 9}

The clerk said "Halt!(2)" and left. {SENTENCE * 6}


(1) A lantern is a lamp with manners.

(2) He said it in French.
"""


@dataclass
class World:
    """What the tests drive and look at."""

    env: simcord.Env
    settings: Settings
    clock: SimulatedClock
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    talk: simcord.ChannelHandle
    moderator: simcord.MemberActor
    ann: simcord.MemberActor
    ben: simcord.MemberActor

    @property
    def bot(self) -> FeuilletonClient:
        assert isinstance(self.env.bot, FeuilletonClient)
        return self.env.bot

    async def restart(self) -> None:
        """Stop the bot as Ctrl-C does and start it anew on the same files."""
        await self.bot.close()
        await self.env.restart_bot(create_bot(self.settings, clock=self.clock))

    async def add_story(
        self, text: str = HARBOUR, name: str = "harbour.txt", **options: Any
    ) -> None:
        """Put a story into the library as a moderator does."""
        shown = await self.moderator.slash(
            self.talk, "library add", file=(name, text.encode()), **options
        )
        answer = answer_of(shown)
        await self.moderator.click(answer, label="Add to the library")

    async def start_serial(self, **options: Any) -> None:
        """Start a serial that drops daily at 18:00 UTC, as a moderator does."""
        shown = answer_of(await self.propose_serial(**options))
        await self.moderator.click(shown, label="Start the serial")

    async def propose_serial(self, **options: Any) -> simcord.InteractionResult:
        """Ask for a serial that drops daily at 18:00 UTC, of the first story that is offered."""
        choices = await self.moderator.autocomplete(self.talk, "serial start", "story", "")
        given = {
            "story": choices[0]["value"],
            "channel": self.channel,
            "days": "daily",
            "time": "18:00",
            "timezone": "UTC",
            **options,
        }
        return await self.moderator.slash(self.talk, "serial start", **given)

    async def read_along(self, text: str, **options: Any) -> None:
        """Run a story by chapter: two have dropped, and ann has read the first."""
        await self.add_story(text, "book.md", **options)
        await self.start_serial()
        for _ in range(2):
            await self.next_evening()
        await self.ann.click(self.last_of(1), label="I've read this")

    async def next_evening(self) -> None:
        """Let time pass to just after the next 18:00 UTC."""
        now = self.env.now()
        evening = now.replace(hour=18, minute=0, second=0, microsecond=0)
        if evening <= now:
            evening += timedelta(days=1)
        await self.env.advance_time((evening - now).total_seconds() + 1)

    def last_of(self, instalment: int) -> discord.Message:
        """The message that ends an instalment of the first serial, with its buttons."""
        [found] = [one for one in self.posted() if f"f:done:1:{instalment}" in str(one.components)]
        return found

    def posted(self, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        """The messages of a channel, oldest first."""
        return list((channel or self.channel).history())


def answer_of(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The one private answer to an interaction."""
    assert result.acknowledged
    answers = [result.response] if result.response else []
    answers += result.followups
    assert answers, "the interaction got no answer"
    assert answers[-1].ephemeral
    return answers[-1]


def words_of(message: Any) -> str:
    """All that a message says, texts and labels, a line each."""
    lines = [message.content] if message.content else []
    raw = message.components
    components = raw if raw and isinstance(raw[0], dict) else [item.to_dict() for item in raw]
    lines += _texts(components)
    return "\n".join(lines)


def labels_of(message: Any) -> list[str]:
    """The labels of a message's buttons that can be pressed."""
    raw = message.components
    components = raw if raw and isinstance(raw[0], dict) else [item.to_dict() for item in raw]
    return [
        item["label"]
        for item in _walk(components)
        if item.get("type") == 2 and item.get("label") and not item.get("disabled")
    ]


def _walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for item in components:
        found.append(item)
        found += _walk(item.get("components", []))
        if "accessory" in item:
            found += _walk([item["accessory"]])
    return found


def _texts(components: list[dict[str, Any]]) -> list[str]:
    return [item["content"] for item in _walk(components) if item.get("type") == 10]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    (tmp_path / "stories").mkdir()
    settings = Settings(database=tmp_path / "data" / "test.sqlite3", stories=tmp_path / "stories")
    clock = SimulatedClock()
    env = clock.env = BriskEnv(create_bot(settings, clock=clock), settle_timeout=BUSY)
    await env.start()
    try:
        guild = env.create_guild("Book Club")
        mods = guild.create_role("Mods", permissions=discord.Permissions(manage_guild=True))
        yield World(
            env,
            settings,
            clock,
            guild,
            guild.create_text_channel("serial"),
            guild.create_text_channel("talk"),
            guild.add_member(env.create_user("mia"), roles=[mods]),
            guild.add_member(env.create_user("ann")),
            guild.add_member(env.create_user("ben")),
        )
        env.raise_errors()
    finally:
        await env.bot.close()
        await env.shutdown()


@pytest.fixture
def red(world: World, monkeypatch: pytest.MonkeyPatch) -> simcord.ChannelHandle:
    """A channel that is age-restricted: the simulated Discord knows none, so its name decides."""
    monkeypatch.setattr(discord.TextChannel, "is_nsfw", lambda channel: channel.name == "red")
    return world.guild.create_text_channel("red")
