"""The doors of discussions: opening threads that were put away, and letting people in."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import aiohttp
import discord

from bot.domain.admission import Barred, Entry, Full, Gone, Inside, Later
from bot.language.speech import _, speaking
from bot.language.wording import all_of
from bot.ui.codes import (
    ARCHIVED,
    BLOCKED,
    TOO_MANY_MEMBERS,
    TOO_MANY_THREADS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
)
from bot.ui.permissions import FOR_CIRCLES, lacking
from bot.ui.refused import too_many_threads

TIME_LIMIT = 10.0
"""Seconds that opening a thread and letting somebody in may take."""

log = logging.getLogger(__name__)


class DiscordDoor:
    """Opens threads and lets people in; `bot.services.ports.Door`."""

    def __init__(self, client: discord.Client, *, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._time_limit = time_limit

    def is_open(self, thread_id: int) -> bool:
        """Whether the cache has it: it holds open threads alone."""
        thread = self._client.get_channel(thread_id)
        return isinstance(thread, discord.Thread) and not thread.archived

    async def open(self, thread_id: int) -> Entry:
        """Open a thread again that was put away; one that is locked stays as it is.

        By Discord's documentation (Threads, Editing & Deleting Threads) it takes having been added
        to it, or having opened it; a locked one takes Manage Threads.
        """

        async def opened(thread: discord.Thread) -> None:
            if thread.archived and not thread.locked:
                await thread.edit(archived=False)

        return await self._with(thread_id, opened)

    async def let_in(self, thread_id: int, user_id: int, *, language: str | None) -> Entry:
        """Let somebody into a private thread, which is opened again first.

        By Discord's documentation (Channel, Add Thread Member) it takes the ability to send
        messages in the thread, and the thread has to be open; `invitable` says "whether
        non-moderators can add other non-moderators". That whoever opened the thread, as the bot
        did, may do so without Manage Threads is written nowhere: a refusal asks for that, in the
        language that the server has chosen, or in its own in Discord.
        """

        async def entered(thread: discord.Thread) -> None:
            if thread.archived:
                await thread.edit(archived=False)
            try:
                await thread.add_user(discord.Object(user_id))
            except discord.HTTPException as error:
                if error.code != ARCHIVED:
                    raise
                # It was put away a moment ago, and the cache has not heard of it.
                await thread.edit(archived=False)
                await thread.add_user(discord.Object(user_id))

        return await self._with(thread_id, entered, language)

    async def _with(
        self,
        thread_id: int,
        act: Callable[[discord.Thread], Awaitable[None]],
        language: str | None = None,
    ) -> Entry:
        thread: object = None
        try:
            async with asyncio.timeout(self._time_limit):
                thread = self._client.get_channel(thread_id)
                thread = thread or await self._client.fetch_channel(thread_id)
                if not isinstance(thread, discord.Thread):
                    return Gone()
                await act(thread)
        except Exception as error:
            with _speaking(language, thread):
                return self._refusal(error, thread)
        return Inside(thread_id)

    def _refusal(self, error: Exception, thread: object) -> Entry:
        """Say what an error means that ended a try. Trying again is harmless."""
        if isinstance(error, discord.HTTPException):
            if error.code == TOO_MANY_MEMBERS:
                return Full()
            if error.code in {UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_USER}:
                return Gone()
            if error.code in TOO_MANY_THREADS:
                return Barred(too_many_threads())
            if error.status in {400, 403} and error.code != BLOCKED:
                log.warning("A door stays shut: %s, code %s", error.status, error.code)
                return Barred(_why(thread))
        if isinstance(error, discord.RateLimited):
            return Later(timedelta(seconds=error.retry_after))
        if not isinstance(error, discord.HTTPException | aiohttp.ClientError | TimeoutError):
            log.error("A door could not be opened", exc_info=error)
        return Later()


def _speaking(language: str | None, thread: object) -> AbstractContextManager[None]:
    """Speak the server's chosen language, or its own where it can be seen whose thread it is;
    the desk says again what is English.
    """
    guild = thread.guild if isinstance(thread, discord.Thread) else None
    return speaking(language or (str(guild.preferred_locale) if guild else None))


def _why(thread: object) -> str:
    """Say to moderators what to do so that people can be let in."""
    channel = thread.parent if isinstance(thread, discord.Thread) else None
    if not isinstance(thread, discord.Thread) or not isinstance(channel, discord.TextChannel):
        return _("I can't see the discussion any more; let me into it again.")
    missing = lacking(channel, channel.guild.me, FOR_CIRCLES)
    named = {"missing": all_of(missing), "channel": channel.mention}
    if missing:
        return _("I lack {missing} in {channel}; give me that.", **named)
    if thread.locked:
        return _("The discussion is locked; unlock it, or give me Manage Threads.")
    return _("Discord does not let me; give me Manage Threads in {channel}.", **named)
