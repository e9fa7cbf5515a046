"""The discussions: lets in who has read, also those whom a restart or a limit kept waiting."""

import asyncio
import logging

from discord.ext import commands

from bot.services.admitting import Admitting

_log = logging.getLogger(__name__)


class DiscussionCog(commands.Cog):
    """Lets people in from the first moment the bot is ready until it closes."""

    def __init__(self, admitting: Admitting) -> None:
        self._admitting = admitting
        self._loop: asyncio.Task[None] | None = None

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the loop; Discord may say "ready" more than once."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._admitting.run(), name="admission")
            self._loop.add_done_callback(_log_end)

    async def cog_unload(self) -> None:
        """Stop the loop; who waits is let in after the next start."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)


def _log_end(loop: asyncio.Task[None]) -> None:
    if not loop.cancelled() and (error := loop.exception()) is not None:
        _log.critical("The %s has stopped", loop.get_name(), exc_info=error)
