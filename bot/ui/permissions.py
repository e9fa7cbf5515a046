"""What the bot needs of a channel, and what it advises there."""

from collections.abc import Iterable

import discord

from bot.domain.errors import RefusalError
from bot.domain.serial import Discussion, Gate, Serial
from bot.language.speech import _
from bot.language.wording import all_of

NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_private_threads": "Create Private Threads",
    "send_polls": "Create Polls",
    "mention_everyone": "Mention @everyone, @here, and All Roles",
}
"""What Discord calls permissions of a channel, by discord.py's names."""

FOR_MESSAGES = ("view_channel", "send_messages", "read_message_history")
FOR_POLLS = (*FOR_MESSAGES, "send_polls")
FOR_THREADS = ("view_channel", "create_public_threads")
FOR_CIRCLES = ("view_channel", "create_private_threads", "send_messages_in_threads")
FOR_GREETINGS = ("view_channel", "send_messages_in_threads")

ROLES_NAMED = 4
"""How many roles a piece of advice names."""

SerialChannel = discord.TextChannel
"""Where a serial may run. discord.py's text channel stands for announcement channels too."""


def missing_permissions(
    channel: SerialChannel,
    me: discord.Member,
    *,
    discussion: bool,
    gate: Gate = Gate.OPEN,
    ping_role: discord.Role | None = None,
) -> list[str]:
    """List, by Discord's names, what the bot lacks in a channel to run a serial there."""
    needed = [*FOR_MESSAGES]
    if discussion:
        needed += [*(FOR_THREADS if gate is Gate.OPEN else FOR_CIRCLES), *FOR_GREETINGS]
    if ping_role is not None and not ping_role.mentionable:
        needed.append("mention_everyone")
    return lacking(channel, me, needed)


def lacking(channel: SerialChannel, me: discord.Member, needed: Iterable[str]) -> list[str]:
    """List, by Discord's names, which of these permissions the bot lacks in a channel."""
    granted = channel.permissions_for(me)
    return [_(NAMES[flag]) for flag in dict.fromkeys(needed) if not getattr(granted, flag)]


def require_ready(
    channel: object, ping_role: discord.Role | None, *, discussion: bool, gate: Gate, adult: bool
) -> SerialChannel:
    """Return a channel that a serial may start in now. Raises `RefusalError` where it may not."""
    place = require_channel(channel)
    require_ping(ping_role)
    require_age_restriction(place, adult=adult)
    require_gate(place, gate)
    require_permissions(
        place, place.guild.me, discussion=discussion, gate=gate, ping_role=ping_role
    )
    return place


def in_the_way(guild: discord.Guild | None, serial: Serial) -> str | None:
    """Say what keeps a serial that goes on from what it should do in its channel, if anything."""
    channel = guild.get_channel(serial.channel_id) if guild else None
    if not serial.state.alive or not isinstance(channel, SerialChannel):
        return None
    role = channel.guild.get_role(serial.ping_role_id) if serial.ping_role_id else None
    try:
        require_gate(channel, serial.gate)
    except RefusalError as refusal:
        return f"⚠️ {refusal}"
    missing = missing_permissions(
        channel,
        channel.guild.me,
        discussion=serial.discussion is not Discussion.OFF,
        gate=serial.gate,
        ping_role=role,
    )
    if not missing:
        return None
    named = all_of(missing)
    return "⚠️ " + _("In {channel} I lack {missing}.", channel=channel.mention, missing=named)


def require_gate(channel: SerialChannel, gate: Gate) -> None:
    """Refuse a gate in a channel that has no private threads."""
    if gate is Gate.AFTER_READING and channel.is_news():
        raise RefusalError(
            _(
                "{channel} is an announcement channel, and these have no private threads; let "
                "anyone enter the discussions, or choose a text channel.",
                channel=channel.mention,
            )
        )


def require_channel(channel: object) -> SerialChannel:
    """Return a channel that a serial may run in. Raises `RefusalError` for other kinds."""
    if isinstance(channel, SerialChannel):
        return channel
    raise RefusalError(
        "A serial runs in a text or announcement channel; choose one of those, not a thread, a "
        "forum or a voice channel."
    )


def require_ping(role: discord.Role | None) -> None:
    """Refuse roles that everyone has, and those that belong to a bot."""
    if role is None:
        return
    if role.is_default():
        raise RefusalError(
            "I don't ping @everyone; make a role for readers who want to be called, and ping that."
        )
    if role.is_bot_managed():
        raise RefusalError(
            "That role belongs to a bot and nobody else can have it; choose one for your readers."
        )


def require_permissions(
    channel: SerialChannel,
    me: discord.Member,
    *,
    discussion: bool,
    gate: Gate = Gate.OPEN,
    ping_role: discord.Role | None = None,
) -> None:
    """Refuse a channel where the bot lacks something, and say what and how to mend it."""
    missing = missing_permissions(
        channel, me, discussion=discussion, gate=gate, ping_role=ping_role
    )
    if not missing:
        return
    sentence = _lacked(channel, missing)
    if _(NAMES["mention_everyone"]) in missing and ping_role is not None:
        sentence += " " + _(
            "(The last one is not needed once the role may be mentioned by anyone.)"
        )
    raise RefusalError(sentence)


def require_desk(channel: discord.TextChannel) -> None:
    """Refuse a desk channel that the bot can't write to."""
    missing = lacking(channel, channel.guild.me, ("view_channel", "send_messages"))
    if missing:
        raise RefusalError(_lacked(channel, missing))


def open_to_all(guild: discord.Guild, channel_id: int) -> bool:
    """Whether whoever comes to the server can see a channel."""
    channel = guild.get_channel(channel_id)
    return channel is not None and channel.permissions_for(guild.default_role).view_channel


def _lacked(channel: SerialChannel, missing: list[str]) -> str:
    return _(
        "In {channel} I lack {missing}; give me that and try again.",
        channel=channel.mention,
        missing=all_of(missing),
    )


def require_age_restriction(channel: SerialChannel, *, adult: bool) -> None:
    """Refuse a story for adults in a channel that is open to all."""
    if adult and not channel.is_nsfw():
        raise RefusalError(
            _(
                "This story is rated for adults and {channel} is not age-restricted; switch that "
                "on in the channel's settings, or choose another channel.",
                channel=channel.mention,
            )
        )


def advice(channel: SerialChannel) -> list[str]:
    """List what moderators may want to know about a channel before a serial starts there."""
    talkers = _talkers(channel)
    if not talkers:
        return []
    who = all_of([_called(role) for role in talkers[:ROLES_NAMED]])
    if len(talkers) > ROLES_NAMED:
        who = _("{names} (and {count} more)", names=who, count=len(talkers) - ROLES_NAMED)
    return [
        _(
            "Members can write in {channel}, so talk may land between the passages. In the "
            "channel's permissions take Send Messages from {who} and allow it for my role, and the "
            "text stays together.",
            channel=channel.mention,
            who=who,
        )
    ]


def _talkers(channel: SerialChannel) -> list[discord.Role]:
    """List the roles to take Send Messages from so that only moderators and bots write there."""
    everyone = channel.guild.default_role
    able = [
        role
        for role in channel.guild.roles
        if channel.permissions_for(role).send_messages
        and (role == everyone or not _keeps(role, channel.guild.me))
    ]
    if everyone not in able:
        return able
    # Denied to everyone in the channel, it is gone for all whom the channel does not allow it.
    allowed = [role for role in able if channel.overwrites_for(role).send_messages]
    return [everyone, *(role for role in allowed if role != everyone)]


def _called(role: discord.Role) -> str:
    """Name a role as Discord shows it; everyone's would get a second @."""
    return "@everyone" if role.is_default() else role.mention


def _keeps(role: discord.Role, me: discord.Member) -> bool:
    """Whether a role is a bot's or a moderator's: these may write between the passages."""
    mine = role.managed and role in me.roles
    granted = role.permissions
    return mine or role.is_bot_managed() or granted.administrator or granted.manage_guild
