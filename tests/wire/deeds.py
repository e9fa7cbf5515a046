"""What Discord tells a bot of a person's deed: a command, a click, a form filled in."""

from typing import Any

from tests.wire.payloads import Payload, walk
from tests.wire.world import Channel, World

USER, CHANNEL, ROLE, MENTIONABLE = 6, 7, 8, 9
SLASH, ON_USER, ON_MESSAGE = 1, 2, 3


def command_data(
    commands: list[Payload], name: str, options: dict[str, Any], focused: str | None = None
) -> Payload:
    """Make what Discord sends for a command like "serial show" with its options by name.

    Raises `KeyError` where no such command or option was registered.
    """
    path = name.split()
    command = _registered(commands, path[0], {SLASH})
    steps = [command]
    for step in path[1:]:
        inner = [one for one in steps[-1].get("options", []) if one["name"] == step]
        if not inner:
            raise KeyError(f"no {step} in {steps[-1]['name']}")
        steps += inner
    described = {one["name"]: one for one in steps[-1].get("options", [])}
    given: list[Payload] = []
    for key, value in options.items():
        if key not in described:
            raise KeyError(f"no option {key} in {name}; it has {', '.join(described) or 'none'}")
        option: Payload = {"name": key, "type": described[key]["type"], "value": value}
        given.append({**option, "focused": True} if key == focused else option)
    for one in reversed(steps[1:]):
        given = [{"name": one["name"], "type": one["type"], "options": given}]
    whole: Payload = {"id": command["id"], "name": command["name"], "type": SLASH}
    if "guild_id" in command:
        whole["guild_id"] = command["guild_id"]
    return {**whole, "options": given}


def menu_data(world: World, commands: list[Payload], name: str, where: Channel, target: int) -> Any:
    """Make what Discord sends for a context menu's command on a message or a person.

    Raises `KeyError` where no such command was registered.
    """
    command = _registered(commands, name, {ON_USER, ON_MESSAGE})
    resolved: Payload = {}
    if command["type"] == ON_MESSAGE:
        resolved["messages"] = {str(target): world.message(where, target)}
    else:
        _resolve_person(world, where, resolved, target)
    kept = {key: command[key] for key in ("id", "name", "type", "guild_id") if key in command}
    return {**kept, "target_id": str(target), "resolved": resolved}


def resolve(world: World, where: Channel, user_id: int, data: Payload) -> None:
    """Add what the ids among a command's options stand for, as far as it is known."""
    resolved: Payload = data.setdefault("resolved", {})
    for option in _given(data):
        kind, value = option["type"], option.get("value")
        if kind in {USER, CHANNEL, ROLE, MENTIONABLE}:
            option["value"] = str(value)
        number = int(str(value)) if str(value).isdigit() else 0
        if kind == CHANNEL and number in world.channels:
            channel = world.channels[number]
            told = {**channel.payload, "permissions": str(world.may(channel, user_id))}
            resolved.setdefault("channels", {})[str(number)] = told
        elif kind in {USER, MENTIONABLE} and number in world.users:
            _resolve_person(world, where, resolved, number)
        elif kind in {ROLE, MENTIONABLE} and where.guild_id is not None:
            for role in world.guilds[where.guild_id].payload["roles"]:
                if role["id"] == str(number):
                    resolved.setdefault("roles", {})[role["id"]] = role
    if not resolved:
        del data["resolved"]


def form_data(form: Payload, values: dict[str, Any]) -> Payload:
    """Make what Discord sends for a form that was filled in, with what was left alone.

    Raises `KeyError` for a field that it has not.
    """
    fields = [one["custom_id"] for one in walk(form["components"]) if "custom_id" in one]
    if strange := values.keys() - set(fields):
        raise KeyError(f"no field {min(strange)} in the form; it has {', '.join(fields)}")
    return {
        "custom_id": form["custom_id"],
        "components": [_filled(one, values) for one in form["components"]],
    }


def _filled(part: Payload, values: dict[str, Any]) -> Payload:
    told: Payload = {key: part[key] for key in ("type", "id", "custom_id") if key in part}
    if "components" in part:
        told["components"] = [_filled(one, values) for one in part["components"]]
    elif "component" in part:
        told["component"] = _filled(part["component"], values)
    elif "custom_id" in part:
        given = values.get(part["custom_id"], part.get("value") or "")
        told["values" if isinstance(given, list) else "value"] = given
    return told


def _registered(commands: list[Payload], name: str, kinds: set[int]) -> Payload:
    for one in commands:
        if one["name"] == name and one["type"] in kinds:
            return one
    known = ", ".join(one["name"] for one in commands if one["type"] in kinds)
    raise KeyError(f"no command {name}; there are {known or 'none'}")


def _given(data: Payload) -> list[Payload]:
    options = list(data.get("options", []))
    return options + [inner for one in options for inner in _given(one)]


def _resolve_person(world: World, where: Channel, resolved: Payload, user_id: int) -> None:
    resolved.setdefault("users", {})[str(user_id)] = world.users[user_id]
    guild = None if where.guild_id is None else world.guilds[where.guild_id]
    if guild is not None and user_id in guild.members:
        member = {key: one for key, one in guild.members[user_id].items() if key != "user"}
        member["permissions"] = str(world.may(where, user_id))
        resolved.setdefault("members", {})[str(user_id)] = member


def require_pressable(message: Payload, custom_id: str) -> None:
    """Refuse to press what a message does not have, or shows switched off: no client does that.

    Raises `KeyError` with what it has.
    """
    parts = [one for one in walk(message["components"]) if one.get("custom_id")]
    able = [one["custom_id"] for one in parts if not one.get("disabled")]
    if custom_id not in able:
        there = ", ".join(able) or "nothing at all"
        raise KeyError(f"nothing to press is called {custom_id!r}; there is {there}")


def component_data(message: Payload, custom_id: str, values: list[str] | None) -> Payload:
    """Make what Discord sends for a click on a message's button or a choice in its select."""
    parts = walk(message["components"])
    part = next((one for one in parts if one.get("custom_id") == custom_id), None)
    data: Payload = {
        "custom_id": custom_id,
        "component_type": part["type"] if part is not None else 2,
        "id": part["id"] if part is not None else 0,
    }
    if values is not None:
        data["values"] = values
    return data
