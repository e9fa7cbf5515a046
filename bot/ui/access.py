"""Who asks, and what they can see now."""

import asyncio
import logging
from collections.abc import Callable

import discord

from bot.domain.errors import RefusalError
from bot.services.ports import Viewer
from bot.ui.answers import ELSEWHERE, Interaction

TIME_LIMIT = 5.0
"""Seconds that asking Discord about a member may take."""

log = logging.getLogger(__name__)


class DiscordSight:
    """Says what members can see; `bot.services.ports.Sight`."""

    def __init__(self, client: discord.Client, *, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._time_limit = time_limit

    async def of(self, user_id: int, guild_id: int) -> Callable[[int], bool] | None:
        """Ask Discord for the member: without the intent for it, the cache holds nobody."""
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable:
            return None
        try:
            async with asyncio.timeout(self._time_limit):
                return _sight(guild, await guild.fetch_member(user_id))
        except discord.NotFound:
            return None
        except Exception as error:
            log.info("Server %d does not say who is a member: %s", guild_id, type(error).__name__)
            return None


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
    return Viewer(
        guild_id=guild.id,
        user_id=member.id,
        channel_id=channel_id,
        can_view=_sight(guild, member),
        is_gone=lambda asked: guild.get_channel_or_thread(asked) is None,
        is_restricted=lambda asked: age_restricted(guild.get_channel_or_thread(asked)),
        adult_ok=age_restricted(channel),
        manages=member.guild_permissions.manage_guild,
        role_ids=frozenset(role.id for role in member.roles),
        thread_id=thread_id,
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
