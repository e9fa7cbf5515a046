"""Posting deliveries and finding them again. What became of an attempt is a value, never raised.

The mapping from Discord's answers to outcomes is the design's: only what surely left nothing behind
may be tried again without looking.
"""

import asyncio
import logging
from contextlib import AbstractContextManager
from datetime import timedelta

import aiohttp
import discord

from bot.domain.delivery import (
    Failed,
    Found,
    Missing,
    Outcome,
    Retry,
    Sent,
    Sighting,
    Surveyed,
    Unknown,
    Unreadable,
)
from bot.domain.errors import RefusalError
from bot.domain.subscription import Hold
from bot.language.speech import _, speaking
from bot.language.wording import all_of
from bot.services.ports import PassageContent, PollContent, Posting, ThreadContent
from bot.ui.access import age_restricted
from bot.ui.answers import NOBODY
from bot.ui.codes import BLOCKED, NO_SHARED_SERVER, THREAD_EXISTS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.ui.passage import poll_answers, poll_question, posting_view
from bot.ui.permissions import lacking
from bot.ui.recognition import mark_of, recognition
from bot.ui.refused import NO_POLLS, why
from bot.ui.threads import find_private, name_of, open_thread

log = logging.getLogger(__name__)

TIME_LIMIT = 10.0
"""Seconds that an attempt or a look may take."""
FIRST_TRY = 1.0
"""discord.py repeats a request by itself after a 5xx, and waits at least so many seconds before."""
LOOK_AT = 300
"""How many messages of the history are looked at."""
PAGE = 100
"""How many messages of the history Discord gives at once."""
POLL_LASTS = timedelta(days=5)
"""How long members may vote on what to read next."""
NO_CONNECTION_PAUSE = timedelta(seconds=15)
"""How long to wait where no connection was made."""
RATE_LIMIT_PAUSE = timedelta(seconds=60)
"""How long to wait where Discord does not say after a rate limit."""

_NO_TEXT_CHANNEL = (
    "Its channel is no text channel any more; /serial end ends it, and a new /serial start in "
    "another channel begins at the first instalment."
)

_Public = discord.TextChannel | discord.Thread
_Writable = _Public | discord.PartialMessageable


class DiscordPoster:
    """Puts deliveries into Discord; `bot.services.ports.Poster`."""

    def __init__(self, client: discord.Client, *, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._time_limit = time_limit

    @property
    def bot_id(self) -> int:
        """The bot's own user id. To be asked for once it is logged in."""
        assert self._client.user is not None
        return self._client.user.id

    def newest_known(self, channel_id: int) -> int | None:
        """The newest message id that the cache knows of in a channel."""
        return getattr(self._client.get_channel(channel_id), "last_message_id", None)

    def name_of(self, posting: Posting, thread: ThreadContent) -> str:
        """Say what a thread is called, as long as it has not been called anything."""
        with self._speaking(posting):
            return name_of(thread)

    async def post(self, posting: Posting) -> Outcome:
        """Post it, or open its thread. A cancellation passes through: the attempt stays open."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self._time_limit):
                with self._speaking(posting):
                    message_id = await self._attempt(posting)
        except Exception as error:
            with self._speaking(posting):
                return self._outcome(error, posting, clock() - began)
        return Sent(message_id)

    async def find(self, posting: Posting, *, after: int | None) -> Sighting:
        """Look for it in the history after a message id: ours, with its mark and its text."""
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._look(posting, after)
        except discord.NotFound:
            return Missing()
        except Exception as error:
            return self._unreadable(error, posting.place_id)

    async def survey(self, channel_id: int, *, after: int) -> Surveyed | Unreadable:
        """Look through a page of a channel's history for our messages and their marks."""
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._page(channel_id, after)
        except Exception as error:
            return self._unreadable(error, channel_id)

    async def edit(self, posting: Posting, message_id: int) -> Outcome:
        """Have a message of ours show a posting as it is now; one that was deleted is done."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self._time_limit):
                place = await self._writable(posting)
                message = place.get_partial_message(message_id)
                with self._speaking(posting):
                    view = posting_view(posting)
                await message.edit(view=view, allowed_mentions=NOBODY)
        except Exception as error:
            if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_MESSAGE:
                return Sent(message_id)
            with self._speaking(posting):
                return self._outcome(error, posting, clock() - began)
        return Sent(message_id)

    def _speaking(self, posting: Posting) -> AbstractContextManager[None]:
        """Speak the posting's language, or its server's."""
        guild = self._client.get_guild(posting.guild_id or 0)
        return speaking(posting.language or (str(guild.preferred_locale) if guild else None))

    async def _attempt(self, posting: Posting) -> int:
        place = await self._writable(posting)
        if isinstance(posting.content, ThreadContent) and isinstance(place, _Public):
            return await open_thread(self._client, place, posting.content)
        if isinstance(posting.content, PollContent):
            return await _ask(place, posting, posting.content)
        view = posting_view(posting)
        message = await place.send(
            view=view,
            nonce=posting.nonce,
            silent=posting.silent,
            suppress_embeds=True,
            allowed_mentions=_mentions(posting),
        )
        return message.id

    async def _writable(self, posting: Posting) -> _Writable:
        if posting.private:
            return self._private(posting.place_id)
        place = await self._place(posting.place_id)
        if not isinstance(place, _Public):
            raise RefusalError(_(_NO_TEXT_CHANNEL))
        if posting.adult and not age_restricted(place):
            raise RefusalError(
                _(
                    "This story is rated for adults and {channel} is not age-restricted (any "
                    "more); switch that on in the channel's settings.",
                    channel=place.mention,
                )
            )
        return place

    def _private(self, channel_id: int) -> discord.PartialMessageable:
        """Return a reader's private channel, which nobody is asked for: it was opened before."""
        return self._client.get_partial_messageable(channel_id, type=discord.ChannelType.private)

    async def _place(self, place_id: int) -> object:
        """Return a channel or thread. The cache holds neither threads at rest nor new channels."""
        return self._client.get_channel(place_id) or await self._client.fetch_channel(place_id)

    async def _look(self, posting: Posting, after: int | None) -> Sighting:
        content = posting.content
        if isinstance(content, ThreadContent) and posting.guarded:
            # Opening it again is harmless, so only what is known without asking counts.
            return Found(content.under) if self._client.get_channel(content.under) else Missing()
        place = (
            self._private(posting.place_id)
            if posting.private
            else await self._readable(posting.place_id)
        )
        if place is None:
            return Unreadable(passing=False)
        if isinstance(content, ThreadContent) and isinstance(place, _Public):
            with self._speaking(posting):
                return await find_private(place, content, self.bot_id)
        known = recognition(posting)
        bound = None if after is None else discord.Object(after)
        async for message in place.history(
            limit=LOOK_AT, after=bound, oldest_first=bound is not None
        ):
            if message.author.id == self.bot_id and known(message):
                return Found(message.id)
        return Missing()

    async def _page(self, channel_id: int, after: int) -> Surveyed | Unreadable:
        place = await self._readable(channel_id)
        if place is None:
            return Unreadable(passing=False)
        bound = discord.Object(after)
        page = [item async for item in place.history(limit=PAGE, after=bound, oldest_first=True)]
        ours = [
            (mark, item.id)
            for item in page
            if item.author.id == self.bot_id and (mark := mark_of(item)) is not None
        ]
        return Surveyed(tuple(ours), page[-1].id if len(page) == PAGE else None)

    async def _readable(self, place_id: int) -> _Public | discord.DMChannel | None:
        """Return a channel or thread whose history may be read. Discord shows an empty one else."""
        place = await self._place(place_id)
        if isinstance(place, discord.DMChannel):
            return place
        if not isinstance(place, _Public):
            return None
        granted = place.permissions_for(place.guild.me)
        return place if granted.view_channel and granted.read_message_history else None

    def _unreadable(self, error: Exception, place_id: int) -> Unreadable:
        """Say what an error means that ended a look into the history."""
        if isinstance(error, discord.Forbidden | discord.NotFound):
            return Unreadable(passing=error.code == BLOCKED)
        if isinstance(error, TimeoutError):
            self._free_global_limit()
        log.warning("Looking through %d ended with %s", place_id, type(error).__name__)
        return Unreadable(passing=True)

    def _outcome(self, error: Exception, posting: Posting, seconds: float) -> Outcome:
        """Say what an error means that ended an attempt after so many seconds."""
        match error:
            case RefusalError():
                return Failed(str(error))
            case discord.HTTPException():
                answered = self._answered(error, posting)
                if isinstance(answered, Sent | Unknown) or seconds < FIRST_TRY:
                    return answered
                # It may be the answer to a second try; nobody has heard what became of the first.
            case discord.RateLimited():
                return Retry(timedelta(seconds=error.retry_after))
            case aiohttp.ClientConnectorError() if seconds < FIRST_TRY:
                return Retry(NO_CONNECTION_PAUSE)
            case TimeoutError():
                self._free_global_limit()
        log.warning("Posting %s ended with %s", posting.key, type(error).__name__)
        return Unknown(f"what became of it was not said: {type(error).__name__}")

    def _answered(self, error: discord.HTTPException, posting: Posting) -> Outcome:
        """Say what an answer of Discord's means that is not 2xx."""
        if error.code == THREAD_EXISTS and isinstance(posting.content, ThreadContent):
            return Sent(posting.content.under)
        if error.status == 429 or error.code == BLOCKED:
            return Retry(_retry_after(error))
        if error.status in {401, 408} or error.status >= 500:
            return Unknown(f"Discord answered {error.status}")
        log.warning("Discord refused %s: %s, code %s", posting.key, error.status, error.code)
        gone = error.status == 404 and error.code == UNKNOWN_CHANNEL
        if posting.private:
            closed = error.status == 403 or gone or error.code == NO_SHARED_SERVER
            return Failed((Hold.CLOSED if closed else Hold.REFUSED).value)
        place = self._client.get_channel(posting.place_id)
        return Failed(why(error, posting, place), lasting=gone)

    def _free_global_limit(self) -> None:
        """Let requests pass again after one was cancelled.

        While discord.py sleeps out a global rate limit it holds all requests back, and a request
        that is cancelled in that sleep never lets them go.
        """
        held = getattr(self._client.http, "_global_over", None)
        if isinstance(held, asyncio.Event):
            held.set()


async def _ask(place: _Writable, posting: Posting, content: PollContent) -> int:
    """Post a poll. Discord takes none together with a layout.

    It takes Create Polls, `SEND_POLLS` in Discord's documentation (Permissions: "allows sending
    polls"), beside what any message does; no other permission is named there, nor is Attach Files.
    """
    if isinstance(place, discord.TextChannel):
        missing = lacking(place, place.guild.me, ("send_polls",))
        if missing:
            raise RefusalError(_(NO_POLLS, missing=all_of(missing), channel=place.mention))
    poll = discord.Poll(poll_question(content), POLL_LASTS)
    for answer in poll_answers(content):
        poll.add_answer(text=answer)
    message = await place.send(
        poll=poll, nonce=posting.nonce, silent=posting.silent, allowed_mentions=NOBODY
    )
    return message.id


def _mentions(posting: Posting) -> discord.AllowedMentions:
    """Allow the one role that a moderator set for this passage, or nobody."""
    content = posting.content
    if not isinstance(content, PassageContent) or content.ping_role_id is None:
        return NOBODY
    return discord.AllowedMentions(
        everyone=False,
        users=False,
        roles=[discord.Object(content.ping_role_id)],
        replied_user=False,
    )


def _retry_after(error: discord.HTTPException) -> timedelta:
    try:
        seconds = float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return RATE_LIMIT_PAUSE
    return timedelta(seconds=min(max(seconds, 1.0), 3600.0))
