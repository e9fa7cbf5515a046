"""A small reader of Discord's Markdown for the tests: what a client would show, and how.

Written from what Discord's client is known to do. It is stricter than need be: whatever turns a
text into more than emphasis, strong letters and plain web addresses is reported as `TakenError`.
"""

import re
from dataclasses import dataclass


class TakenError(Exception):
    """Discord would take a piece of the text for something the author did not write."""


@dataclass(frozen=True)
class Letter:
    """A letter as shown, with its style."""

    char: str
    emphasis: bool = False
    strong: bool = False


EM = re.compile(
    r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
    r"|\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
)
STRONG = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
URL = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
FORBIDDEN = {
    "underline": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "strike": re.compile(r"~~(?=\S)([\s\S]*?\S)~~(?!_)"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
    "code": re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"),
    "mention": re.compile(r"<(?:@[!&]?|#)\d+>|@everyone|@here"),
    "timestamp": re.compile(r"<t:-?\d+(?::[tTdDfFRsS])?>"),
    "custom emoji": re.compile(r"<a?:\w{2,}:\d+>"),
    "command": re.compile(r"</[^:\n]+:\d+>"),
    "navigation": re.compile(r"<id:\w+>"),
    "address in angles": re.compile(r"<[^: >]+:/?/?[^ >]+>"),
    "emoji": re.compile(r":([\w+-]+(?:::skin-tone-\d)?):"),
    "link": re.compile(r"\[[^\]\n]*\]\([^)\n]*\)"),
}
BLOCKS = {
    "list": re.compile(r" *(?:[*+-]|\d+[.)])(?: |$)"),
    "heading": re.compile(r" *#{1,3}\s"),
    "subtext": re.compile(r" *-# "),
    "quote": re.compile(r" *>(?:>>)? "),
    "fence": re.compile(r" *```"),
}


def read(source: str, *, prefix: str = "") -> list[Letter]:
    """Return the letters shown. `prefix` is the sign every line is expected to begin with."""
    shown: list[Letter] = []
    for line in source.split("\n"):
        if prefix and not line.startswith(prefix):
            raise TakenError(f"a line without {prefix!r}: {line!r}")
        bare = line.removeprefix(prefix)
        for name, pattern in BLOCKS.items():
            if pattern.match(bare):
                raise TakenError(f"{name}: {bare!r}")
        shown += [*_inline(bare, emphasis=False, strong=False), Letter("\n")]
    return shown[:-1]


def _inline(source: str, *, emphasis: bool, strong: bool) -> list[Letter]:
    shown: list[Letter] = []
    at = 0
    while at < len(source):
        rest = source[at:]
        if escaped := ESCAPE.match(rest):
            shown.append(Letter(escaped[1], emphasis, strong))
            at += 2
            continue
        if address := URL.match(rest):
            shown += [Letter(char, emphasis, strong) for char in address[0]]
            at += len(address[0])
            continue
        for name, pattern in FORBIDDEN.items():
            if found := pattern.match(rest):
                raise TakenError(f"{name}: {found[0]!r}")
        em, bold = EM.match(rest), STRONG.match(rest)
        if em and (not bold or len(em[0]) >= len(bold[0])):
            shown += _inline(em[1] or em[2], emphasis=True, strong=strong)
            at += len(em[0])
        elif bold:
            shown += _inline(bold[1], emphasis=emphasis, strong=True)
            at += len(bold[0])
        else:
            shown.append(Letter(rest[0], emphasis, strong))
            at += 1
    return shown


def text(source: str) -> str:
    """Return the letters alone."""
    return "".join(letter.char for letter in read(source))
