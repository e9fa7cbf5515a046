"""The drops: starts and stops the loop that posts."""

import asyncio
import logging

import discord
from discord.ext import commands

from bot.services.dispatch import Dispatcher

_log = logging.getLogger(__name__)


class DropsCog(commands.Cog):
    """Runs the dispatcher from the first moment the bot is ready until it closes."""

    def __init__(self, dispatch: Dispatcher) -> None:
        self._dispatch = dispatch
        self._loop: asyncio.Task[None] | None = None

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the loop; Discord may say "ready" more than once."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._dispatch.run(), name="dispatch of drops")
            self._loop.add_done_callback(_log_end)

    @commands.Cog.listener()
    async def on_guild_available(self, _guild: discord.Guild) -> None:
        """Look again when a server comes back after an outage of Discord's."""
        self._dispatch.wake()

    async def cog_unload(self) -> None:
        """Stop the loop; what was under way is found again at the next start."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)


def _log_end(loop: asyncio.Task[None]) -> None:
    if not loop.cancelled() and (error := loop.exception()) is not None:
        _log.critical("The dispatch of drops has stopped", exc_info=error)
