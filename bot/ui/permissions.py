"""What the bot needs of a channel, and of the server it is invited to."""

import discord

from bot.domain.errors import RefusalError

INVITE: tuple[tuple[str, str, str], ...] = (
    ("view_channel", "View Channels", "to see the channel where a story runs"),
    ("send_messages", "Send Messages", "to post the passages"),
    (
        "read_message_history",
        "Read Message History",
        "to look, after a lost connection, whether a passage is there already",
    ),
    (
        "create_public_threads",
        "Create Public Threads",
        "to open the discussion under an instalment",
    ),
    ("send_messages_in_threads", "Send Messages in Threads", "to greet the discussion"),
)
"""The permissions of the invite link: discord.py's name, Discord's name, and why."""

NAMES = {flag: name for flag, name, _ in INVITE} | {
    "view_channel": "View Channel",
    "mention_everyone": "Mention @everyone, @here, and All Roles",
}

SerialChannel = discord.TextChannel
"""Where a serial may run. discord.py's text channel stands for announcement channels too."""


def invite_permissions() -> discord.Permissions:
    """Return the permissions of the invite link; `.value` is the number in it."""
    return discord.Permissions(**{flag: True for flag, _, _ in INVITE})


def missing_permissions(
    channel: SerialChannel,
    me: discord.Member,
    *,
    discussion: bool,
    ping_role: discord.Role | None = None,
) -> list[str]:
    """List, by Discord's names, what the bot lacks in a channel to run a serial there."""
    needed = ["view_channel", "send_messages", "read_message_history"]
    if discussion:
        needed += ["create_public_threads", "send_messages_in_threads"]
    if ping_role is not None and not ping_role.mentionable:
        needed.append("mention_everyone")
    granted = channel.permissions_for(me)
    return [NAMES[flag] for flag in needed if not getattr(granted, flag)]


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
    ping_role: discord.Role | None = None,
) -> None:
    """Refuse a channel where the bot lacks something, and say what and how to mend it."""
    missing = missing_permissions(channel, me, discussion=discussion, ping_role=ping_role)
    if not missing:
        return
    sentence = f"In {channel.mention} I lack {in_words(missing)}; give me that and try again."
    if NAMES["mention_everyone"] in missing and ping_role is not None:
        sentence += " (The last one is not needed once the role may be mentioned by anyone.)"
    raise RefusalError(sentence)


def require_desk(channel: discord.TextChannel) -> None:
    """Refuse a desk channel that the bot can't write to."""
    granted = channel.permissions_for(channel.guild.me)
    missing = [
        NAMES[flag] for flag in ("view_channel", "send_messages") if not getattr(granted, flag)
    ]
    if missing:
        raise RefusalError(
            f"In {channel.mention} I lack {in_words(missing)}; give me that and try again."
        )


def require_age_restriction(channel: SerialChannel, *, adult: bool) -> None:
    """Refuse a story for adults in a channel that is open to all."""
    if adult and not channel.is_nsfw():
        raise RefusalError(
            f"This story is rated for adults and {channel.mention} is not age-restricted; switch "
            "that on in the channel's settings, or choose another channel."
        )


def advice(channel: SerialChannel) -> list[str]:
    """List what moderators may want to know about a channel before a serial starts there."""
    everyone = channel.permissions_for(channel.guild.default_role)
    if not everyone.send_messages:
        return []
    sentence = (
        f"Members can write in {channel.mention}, so talk may land between the passages. Take "
        "Send Messages from @everyone there to keep the text together."
    )
    return [sentence]


def in_words(names: list[str]) -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
