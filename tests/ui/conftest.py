"""A bot with our buttons and services of cardboard, in a simulated Discord."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from typing import Any
from unittest.mock import AsyncMock

import discord
import pytest
import simcord
from discord import ui
from discord.ext import commands

from bot.ui import buttons
from tests.cogs.conftest import BUSY, BriskEnv


@dataclass
class CardboardServices:
    """Services that answer what a test lays into them, and remember how they were asked."""

    library: AsyncMock
    serials: AsyncMock
    reading: AsyncMock
    discussions: AsyncMock
    browsing: AsyncMock
    bookmarks: AsyncMock
    preferring: AsyncMock
    footnotes: AsyncMock
    searching: AsyncMock
    quoting: AsyncMock
    replacing: AsyncMock
    mydata: AsyncMock
    subscriptions: AsyncMock
    counting: AsyncMock
    reminders: AsyncMock


class CardboardClient(commands.Bot):
    """A client with our buttons, as the real one has them."""

    services: CardboardServices

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=intents,
            help_command=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.services = CardboardServices(*[AsyncMock() for _ in fields(CardboardServices)])
        self.services.subscriptions.news.return_value = []
        self.services.replacing.drawn.side_effect = lambda _viewer, proof, *_: proof

    async def setup_hook(self) -> None:
        buttons.register(self)


@dataclass
class Stage:
    """A server with one channel, a reader and a moderator."""

    env: simcord.Env
    client: CardboardClient
    guild: Any
    channel: Any
    reader: Any
    moderator: Any

    @property
    def services(self) -> CardboardServices:
        return self.client.services

    @property
    def place(self) -> discord.TextChannel:
        channel = self.client.get_channel(self.channel.id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    async def show(self, view: ui.LayoutView) -> discord.Message:
        """Have the bot post a layout in the channel."""
        return await self.place.send(view=view)


@pytest.fixture
def simcord_bot() -> CardboardClient:
    return CardboardClient()


@pytest.fixture
async def simcord_env(simcord_bot: CardboardClient) -> AsyncIterator[simcord.Env]:
    """The simulated Discord, with as much patience as where the real bot is in it."""
    env = BriskEnv(simcord_bot, settle_timeout=BUSY)
    await env.start()
    try:
        yield env
        env.raise_errors()
    finally:
        await env.shutdown()


@pytest.fixture
def stage(simcord_bot: CardboardClient, simcord_env: simcord.Env) -> Stage:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("serial")
    manages = guild.create_role("Keepers", permissions=discord.Permissions(manage_guild=True))
    reader = guild.add_member(simcord_env.create_user("ada"))
    moderator = guild.add_member(simcord_env.create_user("max"), roles=[manages])
    return Stage(simcord_env, simcord_bot, guild, channel, reader, moderator)
