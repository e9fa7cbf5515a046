"""A small reader of Discord's Markdown for the tests: what a client would show, and how.

Written from what Discord's client is known to do: its rules are tried in its order, at every place,
blocks at the beginning of a line, over the whole of a message, and what they hold is read by the
same rules. Where clients differ it is the stricter one: a sign that any of them may take is taken.
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

NOTHING: frozenset[str] = frozenset()


class TakenError(Exception):
    """Discord would take a piece of the text for something the author did not write."""


@dataclass(frozen=True)
class Letter:
    """A letter as shown, with its style, and all else that it was taken for."""

    char: str
    emphasis: bool = False
    strong: bool = False
    taken: frozenset[str] = NOTHING


ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
EM = re.compile(
    r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
    r"|_((?:__|\\[\s\S]|[^\\_])+?)_\b"
)
STRONG = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
UNDERLINE = re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")
URL = re.compile(r"(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s]")

BLOCKS = {
    "heading": re.compile(r" *#{1,3}\s+((?:\\[\s\S]|[^\\])+?)#*[^\S\n]*(?:\n|\Z)"),
    "subtext": re.compile(r" *-#[^\S\n]+([^\n]+?)(?:\n|\Z)"),
    "quote": re.compile(r"( *> [^\n]*(?:\n *> [^\n]*)*\n?)"),
    "everything quoted": re.compile(r" *>>> ([\s\S]*)"),
    "item": re.compile(r" *(?:[*+-]|\d+[.)]) +([^\n]*(?:\n +[^\n]*)*)(?:\n|\Z)"),
    "empty item": re.compile(r" *(?:[*+-]|\d+[.)])()(?:\n|\Z)"),
}
"""What a line may begin; their first group is read on."""

WRAPPED = {
    "strike": re.compile(r"~~(?=\S)([\s\S]*?\S)~~(?!_)"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
    "link": re.compile(
        r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
        r"\(\s*<?(?:\([^)]*\)|[^\s\\]|\\.)*?>?(?:\s+['\"][\s\S]*?['\"])?\s*\)"
    ),
}
"""What may stand anywhere; their first group is read on."""

WHOLE = {
    "fence": re.compile(r"```(?:[A-Za-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```"),
    "code": re.compile(r"(`+)[\s\S]*?[^`]\1(?!`)"),
    "mention": re.compile(r"<(?:@[!&]?|#)\d+>|@everyone|@here"),
    "moment": re.compile(r"<t:-?\d{1,17}(?::[tTdDfFRsS])?>"),
    "custom emoji": re.compile(r"<a?:\w{2,}:\d+>"),
    "command": re.compile(r"</[^:\n<>]+:\d+>"),
    "way": re.compile(r"<id:[\w-]+(?::\d+)?>"),
    "address": re.compile(r"<[^: >]+:/?/?[^ >]+>|<[^\s<>@]+@[^\s<>]+\.[^\s<>]+>|<\+?\d[\d ().-]+>"),
    "emoji": re.compile(r":[^\s:]+(?:::skin-tone-\d)?:"),
}
"""What may stand anywhere and is shown as one thing, its letters unread."""


def parse(source: str) -> list[Letter]:
    """Return the letters shown, each with all that it was taken for."""
    return list(_read(source, Letter(""), lines=True))


def read(source: str, *, prefix: str = "") -> list[Letter]:
    """Return the letters shown. `prefix` is the sign that the text is expected to begin with.

    Raises `TakenError` for whatever is more than emphasis, strong letters and plain addresses.
    """
    expected = {"": NOTHING, "> ": {"quote"}, "### ": {"heading"}}[prefix]
    shown = parse(source)
    for at, letter in enumerate(shown):
        others = letter.taken - {"url"}
        if others - expected or (expected - others and letter.char != "\n"):
            around = "".join(one.char for one in shown[at : at + 20])
            raise TakenError(f"{sorted(letter.taken)}: {around!r} of {source!r}")
    return [replace(letter, taken=NOTHING) for letter in shown]


def text(source: str) -> str:
    """Return the letters alone."""
    return "".join(letter.char for letter in read(source))


def _read(source: str, style: Letter, *, lines: bool) -> Iterator[Letter]:
    """Read a source whose letters have a style; `lines` says that it begins a line."""
    at = 0
    while at < len(source):
        begins = source[source.rfind("\n", 0, at) + 1 : at]
        fresh = (lines or "\n" in source[:at]) and not begins.strip(" ")
        block = _block(source, at, style) if fresh else None
        taken = block or _inline(source, at, style)
        if taken is None:
            yield replace(style, char=source[at])
            at += 1
        else:
            at, letters = taken
            yield from letters


def _block(source: str, at: int, style: Letter) -> tuple[int, Iterator[Letter]] | None:
    for name, pattern in BLOCKS.items():
        quoting = "quote" in name and "quote" in style.taken
        if quoting or not (found := pattern.match(source, at)):
            continue
        inside = found[1]
        if name == "quote":
            inside = re.sub(r"^ *> ", "", inside, flags=re.MULTILINE)
        kind = {"everything quoted": "quote", "empty item": "item"}.get(name, name)
        letters = _read(inside, _took(style, kind), lines=kind == "quote")
        return found.end(), _ended(letters, style, found[0], inside)
    return None


def _ended(letters: Iterator[Letter], style: Letter, whole: str, inside: str) -> Iterator[Letter]:
    yield from letters
    if not inside.strip():
        # An empty block shows its sign: something to take notice of.
        yield from (replace(style, char=char, taken=style.taken | {"empty"}) for char in whole)
    elif whole.endswith("\n") and not inside.endswith("\n"):
        yield replace(style, char="\n")


def _inline(source: str, at: int, style: Letter) -> tuple[int, Iterator[Letter]] | None:
    if escaped := ESCAPE.match(source, at):
        return escaped.end(), iter([replace(style, char=escaped[1])])
    if address := URL.match(source, at):
        url = _trimmed(address[0])
        return at + len(url), _spelt(url, _took(style, "url"))
    for name, pattern in WHOLE.items():
        if found := pattern.match(source, at):
            return found.end(), _spelt(found[0], _took(style, name))
    for name, pattern in WRAPPED.items():
        if found := pattern.match(source, at):
            return found.end(), _read(found[1], _took(style, name), lines=False)
    return _styled(source, at, style)


def _styled(source: str, at: int, style: Letter) -> tuple[int, Iterator[Letter]] | None:
    """Take emphasis, strong or underlined letters: the longest of them, in this order."""
    changes: list[tuple[re.Pattern[str], Callable[[Letter], Letter]]] = [
        (EM, lambda letter: replace(letter, emphasis=True)),
        (STRONG, lambda letter: replace(letter, strong=True)),
        (UNDERLINE, lambda letter: _took(letter, "underline")),
    ]
    found = [(match, change) for rule, change in changes if (match := rule.match(source, at))]
    if not found:
        return None
    match, change = max(found, key=lambda pair: len(pair[0][0]))
    inside = next(group for group in match.groups() if group is not None)
    return match.end(), _read(inside, change(style), lines=False)


def _spelt(source: str, style: Letter) -> Iterator[Letter]:
    return (replace(style, char=char) for char in source)


def _took(style: Letter, kind: str) -> Letter:
    return replace(style, taken=style.taken | {kind})


def _trimmed(url: str) -> str:
    """Leave out a bracket at the end that was not opened in the address."""
    return url[:-1] if url.endswith(")") and url.count(")") > url.count("(") else url


def kinds(source: str) -> AbstractSet[str]:
    """Say all that anything in a source is taken for, styles included."""
    shown = parse(source)
    styles = {"emphasis"} if any(letter.emphasis for letter in shown) else set()
    styles |= {"strong"} if any(letter.strong for letter in shown) else set()
    return styles.union(*(letter.taken for letter in shown))
