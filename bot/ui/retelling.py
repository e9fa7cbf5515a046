"""Saying again what was kept in English: why something failed, what moderators are told."""

import re

from bot.language.speech import _

_OURS = {"channel": re.compile(r"<#[0-9]+>"), "when": re.compile(r"<t:-?[0-9]+(?::[a-zA-Z])?>")}
"""What sentences that are kept hold of a channel and a moment, by the names in their templates."""


def retold(kept: str) -> str:
    """Say sentences that were kept, each on a line of its own, in the language spoken.

    Those that the catalogue does not know, as what Discord answered, stay as they are.
    """
    return " ".join(_retold(line) for line in kept.split("\n") if line)


def _retold(line: str) -> str:
    found = {name: match[0] for name, ours in _OURS.items() if (match := ours.search(line))}
    for name, ours in found.items():
        line = line.replace(ours, f"{{{name}}}")
    line = _(line)
    for name, ours in found.items():
        line = line.replace(f"{{{name}}}", ours)
    return line
