"""What Discord refuses a bot and simcord doesn't: closed private messages, full threads."""

from simcord import ChannelHandle, Env, GuildHandle, UserHandle

_CLOSED = 50007
"""How Discord says that somebody takes no private messages."""
_FULL = 30033
"""How Discord says that a thread has all the members it may have."""
_MOST_MEMBERS = 1_000
_STRANGERS = 10**9
"""Ids from here on are nobody's: those of the members that a crowd is made of."""


def close_private_messages(env: Env, user: UserHandle) -> None:
    """Let somebody take no private message any more. What they have got stays."""
    messages = f"/channels/{user.dm_channel.id}/messages"
    env.inject_error("POST", messages, status=403, code=_CLOSED, times=None)


def crowd(env: Env, guild: GuildHandle, thread: ChannelHandle) -> None:
    """Fill a thread with strangers up to Discord's 1,000 members; nobody else gets in any more.

    The strangers are ids alone: they are no members of the server, and nobody looks for them.
    """
    inside = env.backend.channels[thread.id].thread_members
    joined = env.now().isoformat()
    missing = _MOST_MEMBERS - len(inside)
    inside.update((_STRANGERS + number, joined) for number in range(missing))
    for member_id in env.backend.guilds[guild.id].members.keys() - inside.keys():
        entry = f"/channels/{thread.id}/thread-members/{member_id}"
        env.inject_error("PUT", entry, status=400, code=_FULL, times=None)
