"""What the marker of a note looks like when it is the words of a link."""

import re
from dataclasses import dataclass

_SHOWN = re.compile(
    r"(?P<open>[\[({]?)\s*(?:(?:foot|end)?note\s+|fn\s*#?\s*)?"
    r"(?P<label>\d{1,4}(?:[a-z]|-\d{1,2})?|[*†‡§‖¶#⁂✝]{1,6}(?:-\d{1,2})?|[a-z]|[ivxlc]{1,7}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
    r"\s*[.:]?\s*(?P<close>[\])}]?)[.:]?\Z",
    re.IGNORECASE,
)
_PLAIN_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ARROWS = "^↑↩←⤴⏎⇑↵⮐⬆▲\ufe0e\ufe0f"
_BACK = re.compile(
    rf"[\[({{<]?\s*(?:[{re.escape(_ARROWS)}\s]+|(?:[{re.escape(_ARROWS)}]\s*)?"
    r"(?:(?:go\s+|jump\s+)?(?:back|return|up)(?:\s+(?:up|to|in)(?:\s+(?:the\s+)?"
    r"(?:text|story|top|content|chapter|reading|reference|marker|place|main\s+text|fic))?)?)"
    r"\s*\.?)\s*[\])}>]?\Z",
    re.IGNORECASE,
)
_LEFT_AT_HEAD = re.compile(rf"\A[\s{re.escape(_ARROWS)},]*[\])}}]?[.:)]?(?:\s*\|)?\s*")
_HOLLOW = re.compile(rf"[\[(]\s*[{re.escape(_ARROWS)},|\s]*[\])]|[{re.escape(_ARROWS)}]")
_NOTE_NAME = re.compile(r"(?:foot|end|rear)?note|fn|ftn|_?edn|footn", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A note's label, and whether brackets stand around it."""

    text: str
    bracketed: bool


def label_of(words: str) -> Label | None:
    """Understand the words of a link as a note's label, or give None if they are words."""
    found = _SHOWN.match(words.strip())
    if found is None:
        return None
    return Label(found["label"].translate(_PLAIN_FIGURES), bool(found["open"]))


def leads_back(words: str) -> bool:
    """Whether the words of a link say that it leads back to the text: `↩`, `back`, `[return]`."""
    return _BACK.match(words.strip()) is not None


def names_note(fragment: str) -> bool:
    """Whether the name of a place says that a note stands there: `fn3`, `note-3`, `_ftn3`."""
    return _NOTE_NAME.search(fragment) is not None


def printed(text: str) -> Label | None:
    """The label that a note begins with: `1. `, `[1]`, `¹`, `*`."""
    found = _PRINTED.match(text)
    if found is None:
        return None
    label = found["label"] or found["signs"]
    return Label(label.translate(_PLAIN_FIGURES), bool(found["open"]))


def without_label(text: str, label: str) -> str:
    """Take a note's own label off its first words, if it is there."""
    found = _PRINTED.match(text)
    if found is None:
        return text
    own = (found["label"] or found["signs"]).translate(_PLAIN_FIGURES)
    return text[found.end() :] if own.lower() == label.lower() else text


def without_hollow(text: str, *, head: bool) -> str:
    """Take off what is left around a link that led back: `[]`, a lone `^`, the stop behind it."""
    text = _HOLLOW.sub("", text)
    return _LEFT_AT_HEAD.sub("", text) if head else text


_PRINTED = re.compile(
    r"\s*(?P<open>[\[({]?)\s*(?:(?:foot|end)?note\s+(?=\d))?"
    r"(?:(?P<label>\d{1,4}[a-z]?|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|[a-z](?=[\])}.:])|[ivxlc]{1,7}(?=[\])}.:]))"
    r"(?![\w'’,-])|(?P<signs>[*†‡§‖¶#]{1,6}))"
    r"\s*[\])}]?[.:)]?(?:\s*\|)?\s*",
    re.IGNORECASE,
)
