"""Opening the threads of discussions, and finding those that no nonce guards."""

from io import BytesIO
from typing import Final

import discord
from discord.http import Route

from bot.domain.delivery import Found, Missing, Sighting
from bot.domain.errors import RefusalError
from bot.language.speech import _
from bot.language.wording import thread_name
from bot.services.ports import ThreadContent
from bot.ui.recognition import words

KEPT: Final = 10_080
"""Minutes without a word after which a thread is put away: the longest there is, a week."""
LOOK_AT = 300
"""How many threads that were put away are looked at."""


class TriedTwiceError(Exception):
    """discord.py was about to repeat a request that must not be: nobody knows what became of it."""


class _Once(discord.File):
    """No file: it stops discord.py from repeating a request, which it does after some errors."""

    def __init__(self) -> None:
        super().__init__(BytesIO())

    def reset(self, *, seek: int | bool = True) -> None:
        """Hear which try it is, from 0."""
        if seek:
            raise TriedTwiceError


def name_of(content: ThreadContent) -> str:
    """Say what a thread is called: as it has been called before, if it was."""
    return content.name or thread_name(
        content.heading,
        content.instalment,
        whole_chapter=content.whole_chapter,
        circle=content.circle,
    )


async def open_thread(
    client: discord.Client, place: discord.TextChannel | discord.Thread, content: ThreadContent
) -> int:
    """Open a thread: on its message, or by itself where it is private.

    On a message, opening it again is refused: it has one. Raises `RefusalError` for a channel that
    has no such threads, and `TriedTwiceError` where it is unknown if a private one has opened.
    """
    if not isinstance(place, discord.TextChannel):
        raise RefusalError(_("A discussion can open in a text or announcement channel only."))
    if content.private:
        return await _open_private(client, place, content)
    message = place.get_partial_message(content.under)
    thread = await message.create_thread(name=name_of(content), auto_archive_duration=KEPT)
    return thread.id


async def _open_private(
    client: discord.Client, channel: discord.TextChannel, content: ThreadContent
) -> int:
    """Open a thread into which only moderators and the bot let others. It has no nonce, so that a
    request which is repeated opens another.
    """
    if channel.is_news():
        raise RefusalError(
            _(
                "{channel} is an announcement channel now, and private threads open in text "
                "channels only; make it one again, and the next discussion opens.",
                channel=channel.mention,
            )
        )
    asked = {
        "name": name_of(content),
        "type": discord.ChannelType.private_thread.value,
        "invitable": False,
        "auto_archive_duration": KEPT,
    }
    route = Route("POST", "/channels/{channel_id}/threads", channel_id=channel.id)
    opened = await client.http.request(route, json=asked, files=[_Once()])
    return int(opened["id"])


async def find_private(
    place: discord.TextChannel | discord.Thread, content: ThreadContent, bot_id: int
) -> Sighting:
    """Look for a private thread of ours by its name, among the open ones and those put away."""
    if not isinstance(place, discord.TextChannel):
        return Missing()
    called = words(name_of(content))

    def is_it(thread: discord.Thread) -> bool:
        return (
            thread.parent_id == place.id
            and thread.owner_id == bot_id
            and thread.is_private()
            and words(thread.name) == called
            and thread.id > content.under
            and thread.id not in content.taken
        )

    for thread in await place.guild.active_threads():
        if is_it(thread):
            return Found(thread.id)
    # The newest first; those from before are others.
    async for thread in place.archived_threads(private=True, joined=True, limit=LOOK_AT):
        if thread.id <= content.under:
            break
        if is_it(thread):
            return Found(thread.id)
    return Missing()
