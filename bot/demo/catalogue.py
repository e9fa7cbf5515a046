"""The commands by the names that a member's Discord has for them.

simcord keeps what the bot says its commands are called in other languages, and its page shows
them in English all the same. The page finds a command by its id and path, so that what it is
called, and what is said of it, may be put in another language. Not so an option: its name is what
the page hands over.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from simcord.interactions import command_leaves

Words = Mapping[str, Any]


def in_language(catalogue: Words, commands: Sequence[Words], language: str) -> dict[str, Any]:
    """Give the page's list of commands with their names and descriptions in a language.

    `commands` are the commands as the bot has handed them in.
    """
    known = {str(command["id"]): dict(command) for command in commands}
    entries = [
        _entry(entry, known[entry["commandId"]], language)
        for entry in catalogue.get("entries", ())
        if entry["commandId"] in known
    ]
    return {**catalogue, "entries": entries}


def _entry(entry: Words, command: dict[str, Any], language: str) -> dict[str, Any]:
    leaf = next(leaf for path, leaf in command_leaves(command) if path == entry["path"])
    asked = {option["name"]: option for option in leaf.get("options") or ()}
    return {
        **entry,
        "invocation": " ".join(_path(command, entry["path"][1:], language)),
        "description": _said(leaf, "description", language),
        "options": [_option(one, asked[one["name"]], language) for one in entry["options"]],
    }


def _path(command: Words, below: Sequence[str], language: str) -> list[str]:
    """The names of a command and of what is under it, in a language."""
    names = [_said(command, "name", language)]
    if below:
        under = next(one for one in command["options"] if one["name"] == below[0])
        names += _path(under, below[1:], language)
    return names


def _option(shown: Words, option: Words, language: str) -> dict[str, Any]:
    choices = option.get("choices") or ()
    return {
        **shown,
        "description": _said(option, "description", language),
        "choices": [
            {"name": _said(one, "name", language), "value": one["value"]} for one in choices
        ],
    }


def _said(of: Words, what: str, language: str) -> str:
    translated: Mapping[str, str] = of.get(f"{what}_localizations") or {}
    return translated.get(language) or str(of[what])
