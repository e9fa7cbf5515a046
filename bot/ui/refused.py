"""Why Discord did not take a posting, in words for moderators who can do something about it."""

from collections.abc import Sequence
from typing import Final

import discord

from bot.language.speech import _
from bot.language.wording import all_of
from bot.services.ports import (
    ClosingContent,
    GreetingContent,
    LetterContent,
    LevelContent,
    PassageContent,
    PollContent,
    Posting,
    ReminderContent,
    ThreadContent,
)
from bot.ui.codes import TOO_MANY_THREADS, UNKNOWN_MESSAGE
from bot.ui.permissions import (
    FOR_CIRCLES,
    FOR_GREETINGS,
    FOR_MESSAGES,
    FOR_POLLS,
    FOR_THREADS,
    lacking,
)

NO_POLLS: Final = "I lack {missing} in {channel}; give me that, and I ask after the next end."


def why(error: discord.HTTPException, posting: Posting, place: object) -> str:
    """Say to moderators why Discord refused and what to do; the desk adds how to go on.

    `place` is the channel or thread as far as it is known, else None.
    """
    if error.code == UNKNOWN_MESSAGE:
        return _vanished(posting)
    if error.code in TOO_MANY_THREADS:
        return too_many_threads()
    if error.status == 404:
        if isinstance(posting.content, GreetingContent):
            return _("Its discussion is gone; the next instalment opens a new one.")
        return _(
            "Its channel is gone; /serial end ends it, and a new /serial start in another channel "
            "begins at the first instalment."
        )
    if error.status == 403:
        return _forbidden(posting, place)
    return _(
        "Discord did not take the message (error {code}); if that happens again, tell whoever "
        "runs me.",
        code=str(error.code),
    )


def too_many_threads() -> str:
    """Say why no thread opens in a server that has all the open ones it may have."""
    return _("The server has as many open threads as Discord allows; close some of them.")


def _vanished(posting: Posting) -> str:
    """Say which message is gone: the one to open a discussion under, or the one to be posted.

    Discord does not post what was posted and deleted within its nonce's few minutes.
    """
    if isinstance(posting.content, ThreadContent):
        return _("The message under which the discussion should open was deleted.")
    return _(
        "Discord says that it was posted and then deleted, and takes it again only after some "
        "minutes."
    )


def _forbidden(posting: Posting, place: object) -> str:
    channel = place.parent if isinstance(place, discord.Thread) else place
    if not isinstance(channel, discord.TextChannel):
        gone = f"<#{posting.place_id}>"
        return _("I can't see {channel} any more; let me in again.", channel=gone)
    missing = lacking(channel, channel.guild.me, _needs(posting))
    if missing:
        return _lacked(posting, channel, missing)
    if place is not channel:
        return _(
            "Discord does not let me post in {channel}; look at my permissions and whether the "
            "thread is locked.",
            channel=channel.mention,
        )
    return _(
        "Discord does not let me post in {channel}; look at my permissions.",
        channel=channel.mention,
    )


def _needs(posting: Posting) -> tuple[str, ...]:
    """Name the permissions a posting takes."""
    match posting.content:
        case ThreadContent(private=private):
            return FOR_CIRCLES if private else FOR_THREADS
        case GreetingContent():
            return FOR_GREETINGS
        case PassageContent() | ClosingContent():
            return FOR_MESSAGES
        case PollContent():
            return FOR_POLLS
        case LetterContent() | LevelContent() | ReminderContent():
            return ()


def _lacked(posting: Posting, channel: discord.TextChannel, missing: Sequence[str]) -> str:
    """Say which permissions to give, and what comes once they are given, if not itself."""
    match posting.content:
        case ThreadContent():
            template = "I lack {missing} in {channel}; give me that, and the next discussion opens."
        case GreetingContent():
            template = (
                "I lack {missing} in {channel}; give me that, and I greet the next discussion."
            )
        case PollContent():
            template = NO_POLLS
        case _:
            template = "I lack {missing} in {channel}; give me that."
    return _(template, missing=all_of(missing), channel=channel.mention)
