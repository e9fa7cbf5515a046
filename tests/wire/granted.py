"""What a member may do in a channel (Discord, "Permissions", how overwrites add up)."""

from typing import Any

ADD_REACTIONS = 1 << 6
MANAGE_CHANNELS = 1 << 4
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
READ_MESSAGE_HISTORY = 1 << 16
MANAGE_MESSAGES = 1 << 13
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
SEND_POLLS = 1 << 49
PIN_MESSAGES = 1 << 51
ADMINISTRATOR = 1 << 3
ALL = (1 << 53) - 1


def granted(
    guild: dict[str, Any], channel: dict[str, Any], user_id: str, role_ids: list[str]
) -> int:
    """Work out a member's permissions in a channel of a server, both as Discord sends them."""
    if guild["owner_id"] == user_id:
        return ALL
    held = {guild["id"], *role_ids}
    base = 0
    for role in guild["roles"]:
        if role["id"] in held:
            base |= int(role["permissions"])
    if base & ADMINISTRATOR:
        return ALL
    overwrites = {item["id"]: item for item in channel.get("permission_overwrites", [])}
    base = _apply(base, [overwrites[guild["id"]]] if guild["id"] in overwrites else [])
    base = _apply(base, [overwrites[one] for one in role_ids if one in overwrites])
    return _apply(base, [overwrites[user_id]] if user_id in overwrites else [])


def _apply(base: int, overwrites: list[dict[str, Any]]) -> int:
    for item in overwrites:
        base &= ~int(item["deny"])
    for item in overwrites:
        base |= int(item["allow"])
    return base
