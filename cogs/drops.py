"""The drops: starts and stops the loops that post and write, in the servers that the bot is in."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import discord
from discord.ext import commands

from bot.services.departures import Departures
from bot.services.dispatch import Dispatcher
from bot.services.mail import Mail

_log = logging.getLogger(__name__)


class DropsCog(commands.Cog):
    """Runs the dispatcher from the first moment the bot is ready until it closes.

    Before anything drops, the servers that were left meanwhile are found out.
    """

    def __init__(
        self, client: discord.Client, dispatch: Dispatcher, mail: Mail, departures: Departures
    ) -> None:
        self._client = client
        self._dispatch = dispatch
        self._mail = mail
        self._departures = departures
        self._loops: list[asyncio.Task[None]] = []

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the loops; Discord may say "ready" more than once, and each time names anew all
        the servers there are, those that are unavailable included.
        """
        try:
            back = await self._departures.reconcile(self._present)
        except Exception:
            _log.exception("Which servers were left could not be found out; the drops go on")
            back = []
        if not self._loops:
            self._start(self._dispatch.run(), "dispatch of drops")
            self._start(self._mail.run(), "mail to readers")
            self._start(self._departures.tend(self._present), "purge of servers left")
        await self._departures.tell(back)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Look again when a server comes back after an outage of Discord's."""
        self._dispatch.wake()
        self._mail.wake()
        await self._departures.returned(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let the serials of a server wait that the bot was taken out of."""
        await self._departures.left(guild.id)

    async def cog_unload(self) -> None:
        """Stop the loops; what was under way is found again at the next start."""
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)

    def _present(self) -> frozenset[int]:
        return frozenset(guild.id for guild in self._client.guilds)

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        loop = asyncio.create_task(work, name=name)
        loop.add_done_callback(_log_end)
        self._loops.append(loop)


def _log_end(loop: asyncio.Task[None]) -> None:
    if not loop.cancelled() and (error := loop.exception()) is not None:
        _log.critical("The %s has stopped", loop.get_name(), exc_info=error)
