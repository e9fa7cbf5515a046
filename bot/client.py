"""The Discord client: it opens the house, and every error of a command ends in one place."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import discord
from discord.ext import commands

from bot.services.container import Services
from bot.settings import SettingsError
from bot.ui.commands import Commands, CommandWords

_log = logging.getLogger(__name__)

_COPY_ANEW = (
    "Discord does not take this DISCORD_TOKEN; copy it anew from the developer portal "
    "(Bot, Reset Token)."
)
_AUTHENTICATION_FAILED = 4004
"""The gateway closes with this code, also on a token that was good when the bot began."""

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
            raise SettingsError(_COPY_ANEW) from error
        except discord.ConnectionClosed as error:
            if error.code != _AUTHENTICATION_FAILED:
                raise
            raise SettingsError(_COPY_ANEW) from error
        except discord.DiscordServerError as error:
            raise SettingsError(
                f"Discord has trouble of its own just now (it answers {error.status}); start me "
                "again in a few minutes."
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

    async def close(self) -> None:
        """Leave Discord, then close the house."""
        await super().close()
        await self._stack.aclose()

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what went wrong in an event, without its contents."""
        _log.exception("The event %s could not be handled", event_method)

    async def on_message(self, message: discord.Message, /) -> None:
        """Take no text commands."""
