"""Who asks, and what they can see now."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import discord

from bot.domain.errors import RefusalError
from bot.services.ports import Absent, Viewer
from bot.ui.answers import ELSEWHERE, Interaction, services_of
from bot.ui.codes import UNKNOWN_GUILD

TIME_LIMIT = 5.0
"""Seconds that asking Discord about a member may take."""

CLICK_LIMIT = 2.0
"""Seconds that it may take where somebody waits: Discord gives three to answer."""

NOT_HERE = "There is no such serial that you can see; `/stories` in the server lists what there is."
UNSAID = "Discord does not tell me just now what you can see in that server; try again in a minute."

log = logging.getLogger(__name__)


class DiscordSight:
    """Says what members can see; `bot.services.ports.Sight`."""

    def __init__(self, client: discord.Client, *, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._time_limit = time_limit

    async def of(self, user_id: int, guild_id: int) -> Callable[[int], bool] | None:
        """Say which channels they can view there now, if that can be said."""
        seen = await self.look(user_id, guild_id)
        return None if isinstance(seen, Absent) else seen.can_view

    async def look(self, user_id: int, guild_id: int) -> Viewer | Absent:
        """Ask Discord for the member: without the intent for it, the cache holds nobody."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable:
            return Absent.UNSAID
        try:
            async with asyncio.timeout(self._time_limit):
                return _viewer(guild, await guild.fetch_member(user_id))
        except discord.NotFound as error:
            # It is the bot that has left, and has not heard of it yet.
            return Absent.UNSAID if error.code == UNKNOWN_GUILD else Absent.LEFT
        except Exception as error:
            log.info("Server %d does not say who is a member: %s", guild_id, type(error).__name__)
            return Absent.UNSAID


def viewer_of(interaction: Interaction) -> Viewer:
    """Say who asks, fresh from this interaction. Raises `RefusalError` outside a server."""
    guild, member = interaction.guild, interaction.user
    channel_id = interaction.channel_id
    if guild is None or not isinstance(member, discord.Member) or channel_id is None:
        raise RefusalError(ELSEWHERE)
    channel = guild.get_channel_or_thread(channel_id) or interaction.channel
    thread_id = None
    if isinstance(channel, discord.Thread):
        thread_id, channel_id = channel.id, channel.parent_id
    asker = _viewer(guild, member)
    adult_ok = age_restricted(channel)
    return replace(asker, channel_id=channel_id, adult_ok=adult_ok, thread_id=thread_id)


async def viewer_for(interaction: Interaction, serial_id: int) -> Viewer:
    """Say who asks about a serial, in its server or in a private message.

    From a private message it is asked of Discord what they can see in that server now; for who
    is no member of it there is no such serial. An adult story is shown there to who subscribed to
    it in an age-restricted channel, also once that has ended, as long as the channel where it runs
    is one; where it has become one since, `/subscribe` in it says that they are to have it. Raises
    `RefusalError` where nothing may be said.
    """
    if interaction.guild_id is not None:
        return viewer_of(interaction)
    home = await services_of(interaction).subscriptions.home(interaction.user.id, serial_id)
    if home is None:
        raise RefusalError(NOT_HERE)
    sight = DiscordSight(interaction.client, time_limit=CLICK_LIMIT)
    seen = await sight.look(interaction.user.id, home.guild_id)
    if seen is Absent.UNSAID:
        raise RefusalError(UNSAID)
    if isinstance(seen, Absent):
        raise RefusalError(NOT_HERE)
    adult_ok = home.restricted and seen.is_restricted(home.channel_id)
    return replace(seen, channel_id=interaction.channel_id or 0, adult_ok=adult_ok)


def _viewer(guild: discord.Guild, member: discord.Member) -> Viewer:
    """Say what a member can see, asking from nowhere in particular."""
    return Viewer(
        guild_id=guild.id,
        user_id=member.id,
        channel_id=0,
        can_view=_sight(guild, member),
        is_gone=lambda asked: guild.get_channel_or_thread(asked) is None,
        is_restricted=lambda asked: age_restricted(guild.get_channel_or_thread(asked)),
        adult_ok=False,
        manages=member.guild_permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles),
    )


def age_restricted(channel: object) -> bool:
    """Whether Discord asks for the age before a channel; a thread is as its parent."""
    if isinstance(channel, discord.Thread):
        return channel.parent is not None and channel.parent.is_nsfw()
    if isinstance(channel, discord.TextChannel | discord.VoiceChannel | discord.StageChannel):
        return channel.is_nsfw()
    return isinstance(channel, discord.ForumChannel) and channel.is_nsfw()


def _sight(guild: discord.Guild, member: discord.Member) -> Callable[[int], bool]:
    def can_view(channel_id: int) -> bool:
        channel = guild.get_channel_or_thread(channel_id)
        if isinstance(channel, discord.Thread):
            return _sees_thread(channel, member)
        return channel is not None and channel.permissions_for(member).view_channel

    return can_view


def _sees_thread(thread: discord.Thread, member: discord.Member) -> bool:
    if thread.parent is None:
        return False
    permissions = thread.parent.permissions_for(member)
    if not permissions.view_channel:
        return False
    if not thread.is_private() or permissions.manage_threads:
        return True
    return any(present.id == member.id for present in thread.members)
