"""The objects as Discord sends them, with what clients rely on and no more."""

import unicodedata
from datetime import datetime, timedelta
from typing import Any

TEXT, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
HAS_THREAD, EPHEMERAL, COMPONENTS_V2 = 1 << 5, 1 << 6, 1 << 15
_KEPT = HAS_THREAD | EPHEMERAL | COMPONENTS_V2
"""The flags that no edit takes away."""
THREADS = (10, PUBLIC_THREAD, PRIVATE_THREAD)

Payload = dict[str, Any]


def user(user_id: int, name: str, *, bot: bool = False) -> Payload:
    """Make a user."""
    return {
        "id": str(user_id),
        "username": name,
        "discriminator": "0",
        "global_name": name.title(),
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def me(bot: Payload) -> Payload:
    """Make what a bot is told of itself."""
    return {**bot, "verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}


def member(person: Payload, roles: list[str], joined: str) -> Payload:
    """Make a member of a server."""
    return {
        "user": person,
        "roles": roles,
        "joined_at": joined,
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role(role_id: int, name: str, permissions: int, position: int) -> Payload:
    """Make a role."""
    return {
        "id": str(role_id),
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def text_channel(channel_id: int, guild_id: int, name: str, position: int) -> Payload:
    """Make a text channel."""
    return {
        "id": str(channel_id),
        "type": TEXT,
        "guild_id": str(guild_id),
        "name": name,
        "position": position,
        "permission_overwrites": [],
        "topic": None,
        "nsfw": False,
        "parent_id": None,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "flags": 0,
    }


def direct_channel(channel_id: int, recipient: Payload) -> Payload:
    """Make the channel of private messages with a person."""
    return {
        "id": str(channel_id),
        "type": DIRECT,
        "last_message_id": None,
        "recipients": [recipient],
        "flags": 0,
    }


def thread(
    thread_id: int, parent: Payload, asked: Payload, owner_id: int, made: str, kind: int
) -> Payload:
    """Make a thread under a text channel from what was asked for."""
    return {
        "id": str(thread_id),
        "type": kind,
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "owner_id": str(owner_id),
        "name": kept(asked["name"]),
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "rate_limit_per_user": asked.get("rate_limit_per_user") or 0,
        "flags": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": asked.get("auto_archive_duration") or 1440,
            "archive_timestamp": made,
            "locked": False,
            "invitable": asked.get("invitable") is not False,
            "create_timestamp": made,
        },
        "member": thread_member(thread_id, owner_id, made),
    }


def thread_member(thread_id: int, user_id: int, joined: str) -> Payload:
    """Make the presence of a person in a thread."""
    return {"id": str(thread_id), "user_id": str(user_id), "join_timestamp": joined, "flags": 1}


def poll(asked: Payload, now: datetime) -> Payload:
    """Make a poll from what was sent: its answers are numbered from 1."""
    hours = timedelta(hours=asked.get("duration") or 24)
    return {
        "question": asked["question"],
        "answers": [
            {"answer_id": number, "poll_media": one["poll_media"]}
            for number, one in enumerate(asked["answers"], start=1)
        ],
        "expiry": (now + hours).isoformat(),
        "allow_multiselect": bool(asked.get("allow_multiselect")),
        "layout_type": asked.get("layout_type") or 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }


def guild(guild_id: int, name: str, owner_id: int) -> Payload:
    """Make a server with nothing but its @everyone role, which may view, write and open threads."""
    everyone = role(guild_id, "@everyone", 0, 0)
    return {
        "id": str(guild_id),
        "name": name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(owner_id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "application_id": None,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "verification_level": 1,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "public_updates_channel_id": None,
        "rules_channel_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "vanity_url_code": None,
        "safety_alerts_channel_id": None,
        "home_header": None,
        "incidents_data": None,
        "max_members": 500_000,
        "max_presences": None,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "nsfw": False,
        "region": "deprecated",
        "widget_channel_id": None,
        "widget_enabled": False,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [everyone],
    }


def message(
    message_id: int, channel: Payload, author: Payload, made: str, body: Payload
) -> Payload:
    """Make a message from what was sent. Discord does not keep the nonce."""
    return {
        "id": str(message_id),
        "channel_id": channel["id"],
        "type": 0,
        "author": author,
        "content": kept(body.get("content") or ""),
        "timestamp": made,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": body.get("attachments", []),
        "embeds": body.get("embeds") or [],
        "components": numbered(body.get("components") or []),
        "pinned": False,
        "flags": body.get("flags") or 0,
    }


def change(message: Payload, body: Payload) -> None:
    """Put what an edit says into a message; what it leaves out stays."""
    for name in ("content", "embeds"):
        if name in body:
            message[name] = body[name] or type(message[name])()
    if "attachments" in body:
        known = {one["id"]: one for one in message["attachments"]}
        kept = body["attachments"] or []
        message["attachments"] = [known.get(str(one["id"]), {}) | one for one in kept]
    if "components" in body:
        message["components"] = numbered(body["components"] or [])
    if "flags" in body:
        message["flags"] = int(body["flags"] or 0) & ~_KEPT | (
            message["flags"] & _KEPT | int(body["flags"] or 0) & COMPONENTS_V2
        )


def numbered(components: list[Payload]) -> list[Payload]:
    """Give ids to the components that came without one, as Discord does."""
    taken = {item["id"] for item in walk(components) if item.get("id")}
    free = iter(number for number in range(1, len(taken) + 1000) if number not in taken)
    return [_numbered(item, free) for item in components]


def _numbered(item: Payload, free: Any) -> Payload:
    copy = dict(item)
    if "content" in copy:
        copy["content"] = kept(copy["content"])
    if not copy.get("id"):
        copy["id"] = next(free)
    if "components" in copy:
        copy["components"] = [_numbered(inner, free) for inner in copy["components"]]
    for single in ("accessory", "component"):
        if isinstance(copy.get(single), dict):
            copy[single] = _numbered(copy[single], free)
    return copy


def kept(text: str) -> str:
    """Return what Discord keeps of a text. It "may strip certain characters" (Discord, "Create
    Message"), those that turn lines round among them (discord-api-docs, #1189 and #1193), and
    does not say which: here all go that show nothing and join no letters, and blanks around it.
    """
    return "".join(one for one in text if one in _JOINERS or not _shows_nothing(one)).strip()


_JOINERS = "\n\t\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


def _shows_nothing(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf"}


def walk(components: list[Payload]) -> list[Payload]:
    """List components with all inside them, in order."""
    found = []
    for item in components:
        found.append(item)
        found += walk(item.get("components") or [])
        found += walk([item[one] for one in ("accessory", "component") if item.get(one)])
    return found
