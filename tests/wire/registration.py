"""What Discord refuses of commands that are registered (Discord, "Application Commands")."""

import re
from collections import Counter

from tests.wire.payloads import Payload
from tests.wire.rules import length

MOST_COMMANDS, MOST_MENUS = 100, 5
MOST_OPTIONS, MOST_CHOICES = 25, 25
MOST_CHARACTERS = 8_000
"""Of all names, descriptions and values in one command, each with its longest localization."""
SLASH, SUBCOMMAND, GROUP = 1, 1, 2
_NAME = re.compile(r"^[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}$")
_WRITTEN = """id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs
el bg ru uk hi th zh-CN ja zh-TW ko"""
_LOCALES = frozenset(_WRITTEN.split())


def complaints(commands: list[Payload]) -> list[str]:
    """Say what is wrong with all commands of a bot, or of one server."""
    found = []
    kinds = Counter(one.get("type") or SLASH for one in commands)
    for kind, count in kinds.items():
        if count > (MOST_COMMANDS if kind == SLASH else MOST_MENUS):
            found.append(f"{count} commands of type {kind}")
    names = Counter((one["name"], one.get("type") or SLASH) for one in commands)
    found += [f"command {name} twice" for (name, _kind), count in names.items() if count > 1]
    for command in commands:
        found += [f"command {command['name']}: {one}" for one in _command_complaints(command)]
    return found


def _command_complaints(command: Payload) -> list[str]:
    if (command.get("type") or SLASH) != SLASH:
        found = _localization_complaints(command)
        if command.get("description") or command.get("options"):
            found.append("a context menu has neither description nor options")
        if not 1 <= length(command["name"]) <= 32:
            found.append(f"a name of {length(command['name'])} characters")
        return found
    found = _part_complaints(command)
    characters = _characters(command)
    if characters > MOST_CHARACTERS:
        found.append(f"{characters} characters in all")
    return found


def _part_complaints(part: Payload) -> list[str]:
    """Say what is wrong with a command or an option, and with the options in it."""
    name, described = part["name"], part.get("description") or ""
    found = _localization_complaints(part)
    if not _NAME.match(name) or name != name.lower():
        found.append(f"{name!r} is no name")
    if not 1 <= length(described) <= 100:
        found.append(f"{name}: a description of {length(described)} characters")
    options = part.get("options") or []
    if len(options) > MOST_OPTIONS:
        found.append(f"{name}: {len(options)} options")
    found += _order_complaints(name, options)
    for option in options:
        found += _part_complaints(option) + _choice_complaints(option)
    return found


def _order_complaints(name: str, options: list[Payload]) -> list[str]:
    found = []
    wanted = [bool(one.get("required")) for one in options]
    if wanted != sorted(wanted, reverse=True):
        found.append(f"{name}: a required option behind one that is not")
    names = [one["name"] for one in options]
    if len(set(names)) < len(names):
        found.append(f"{name}: two options of one name")
    below = [one["type"] in {SUBCOMMAND, GROUP} for one in options]
    if any(below) and not all(below):
        found.append(f"{name}: subcommands beside options")
    return found


def _choice_complaints(option: Payload) -> list[str]:
    choices = option.get("choices") or []
    found = []
    if len(choices) > MOST_CHOICES:
        found.append(f"{option['name']}: {len(choices)} choices")
    if choices and option.get("autocomplete"):
        found.append(f"{option['name']}: choices and autocomplete")
    for choice in choices:
        for text in (choice["name"], choice["value"]):
            if isinstance(text, str) and not 1 <= length(text) <= 100:
                found.append(f"{option['name']}: a choice of {length(text)} characters")
    return found


def _localization_complaints(part: Payload) -> list[str]:
    found = []
    for name, most in (("name_localizations", 32), ("description_localizations", 100)):
        for locale, text in (part.get(name) or {}).items():
            if locale not in _LOCALES:
                found.append(f"unknown locale {locale}")
            if not 1 <= length(text) <= most:
                found.append(f"{name} of {length(text)} characters")
    return found


def _characters(part: Payload) -> int:
    count = sum(_longest(part, name) for name in ("name", "description"))
    for choice in part.get("choices") or []:
        count += _longest(choice, "name")
        count += length(choice["value"]) if isinstance(choice["value"], str) else 0
    return count + sum(_characters(one) for one in part.get("options") or [])


def _longest(part: Payload, name: str) -> int:
    localized = (part.get(f"{name}_localizations") or {}).values()
    return max(length(one) for one in [part.get(name) or "", *localized])
