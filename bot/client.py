"""The Discord client: it opens the house, and every error of a command ends in one place."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any, Final, Literal

import aiohttp
import discord
from discord.backoff import ExponentialBackoff
from discord.ext import commands

from bot.services.container import Services
from bot.settings import SettingsError
from bot.ui.commands import Commands, CommandWords

_log = logging.getLogger(__name__)

_AUTHENTICATION_FAILED = 4004
"""The gateway closes with this code, also on a token that was good when the bot began."""
_SHARDING_REQUIRED = 4011
SPARE_STARTS: Final = 50
"""Of the thousand times a day that a bot may begin a session, so many are left alone: Discord takes
the token away from one that uses them up (Discord, "Gateway", Identifying).
"""
_PATIENCE: Final = 10.0
"""Seconds that the question how many are left may take."""

Open = Callable[["FeuilletonClient", AsyncExitStack], Awaitable[Services]]
"""Opens everything the client needs, and leaves on the stack how to close it again."""


class FeuilletonClient(commands.Bot):
    """The bot. It carries one attribute of ours, for buttons that are built from their class."""

    services: Services

    def __init__(self, open_house: Open) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        # To know the newest message of a channel before a drop; contents are not asked for.
        intents.guild_messages = True
        # The bot never speaks: it needs no voice libraries, and nobody a warning about them.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=Commands,
            intents=intents,
            help_command=None,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._open_house = open_house
        self._stack = AsyncExitStack()

    def serve(self, token: str) -> None:
        """Run until Ctrl-C.

        Raises `SettingsError` where Discord does not take the token, or not any more, has trouble
        of its own or can't be reached; `OSError` where a file is the trouble.
        """
        try:
            self.run(token, log_handler=None)
        except discord.LoginFailure as error:
            raise _refused() from error
        except discord.ConnectionClosed as error:
            if error.code == _SHARDING_REQUIRED:
                raise SettingsError(
                    "This bot is in more servers than Discord lets one connection serve, 2,500, "
                    "and I have only one. Make a second application for the others."
                ) from error
            if error.code != _AUTHENTICATION_FAILED:
                raise
            raise _refused() from error
        except discord.HTTPException as error:
            if error.status < 500 and error.status != HTTPStatus.TOO_MANY_REQUESTS:
                raise
            raise SettingsError(
                f"Discord does not let me in just now (it answers {error.status}); start me again "
                "in a few minutes."
            ) from error
        except OSError as error:
            if error.filename is not None:
                raise
            raise SettingsError(
                f"I can't reach Discord; check this machine's network and try again. ({error})"
            ) from error

    async def setup_hook(self) -> None:
        """Open the house, then tell Discord which commands there are."""
        self.services = await self._open_house(self, self._stack)
        await self.tree.set_translator(CommandWords())
        await self.tree.sync()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Connect as soon as Discord lets sessions begin without harm, and until it succeeds."""
        backoff: ExponentialBackoff[Literal[False]] = ExponentialBackoff()
        while True:
            await self._await_a_start()
            try:
                return await super().connect(reconnect=reconnect)
            except AttributeError:
                # discord.py resumes whatever has failed, also what has never been connected and
                # has no latency yet.
                if not math.isnan(self.latency):
                    raise
            await asyncio.sleep(backoff.delay())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait a little before a session begins anew, and longer where few may."""
        await super().before_identify_hook(shard_id, initial=initial)
        if not initial:
            await self._await_a_start()

    async def _await_a_start(self) -> None:
        """Wait until more sessions may begin, where something has begun nearly all of the day's:
        a supervisor, say, that starts a bot again and again which ends at once.
        """
        while (wait := await self._until_more_starts()) is not None:
            _log.warning(
                "Discord lets few sessions begin until the day is over, and takes the token away "
                "after the last; the next begins in %d minutes",
                round(wait / 60),
            )
            await asyncio.sleep(wait)

    async def _until_more_starts(self) -> float | None:
        """Ask how many seconds to wait before a session begins; None where it may, or where that
        is not said.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                _shards, _url, starts = await self.http.get_bot_gateway()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.info("How many sessions may begin was not said: %s", type(error).__name__)
            return None
        if starts["remaining"] > SPARE_STARTS:
            return None
        return max(starts["reset_after"] / 1000, 1.0)

    async def close(self) -> None:
        """Leave Discord, then close the house."""
        await super().close()
        await self._stack.aclose()

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what went wrong in an event, without its contents."""
        _log.exception("The event %s could not be handled", event_method)

    async def on_message(self, message: discord.Message, /) -> None:
        """Take no text commands."""


def _refused() -> SettingsError:
    return SettingsError(
        "Discord does not take this DISCORD_TOKEN; copy it anew from the developer portal "
        "(Bot, Reset Token)."
    )
