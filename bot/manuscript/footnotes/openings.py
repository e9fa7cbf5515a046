"""What the definition of a note begins with: a marker in a style, `[Footnote 3: …]`, or `1.`"""

import re
from dataclasses import dataclass, replace

from bot.manuscript.footnotes.styles import ANY, MARK, Style, key_of, label_of, style_of

_LABEL = r"\d{1,5}|[A-Za-z]|[*†‡§]{1,4}"
_DEFINITION = re.compile(rf"(?:{ANY})(?P<colon>[:：])?[.、．]?\s*(?:[-–—=]+\s+)?(?=\S)")
_ANNOUNCED = re.compile(  # T/N: [1] the note
    r"(?:t/?n|translat(?:or['’]?s|ion)\s+notes?|(?:foot|end)?notes?)\s*:\s*"
    r"(?=[\[({]\^?\d|\d{1,5}\s*\(return\))",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?P<bracket>[\[({{])?\s*(?P<word>(?i:foot\s?-?note|end\s?note|note|fn))"
    rf"(?:\s*[#.]?\s*(?P<label>{_LABEL}))?\s*(?:[:.)]|\s[-–—])\s*"
)
_SPOKEN_EAST = re.compile(  # 注1：…, 脚注２　…
    r"(?P<word>脚?[注註](?:释|釋|釈)?)\s?(?P<label>\d{1,3})(?:\s*[:：.．、，]\s*|\s+)(?=\S)"
)
_LONE = re.compile(r"\[\d{1,5}\]|\{\d{1,5}\}")
_RETURNS = re.compile(  # 3 (return) [The note], as a page with links was flattened
    r"(?P<label>\d{1,5})\s*\((?:return|back)\)\s*(?:(?P<bracket>\[)\s*|(?=\S))",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(\d{1,5})(?:[.):]\s*|\s+)(?=(?:[—–]|--)?(?:[^\W\d]|[\"“‘'*_\[(]))")

_SIGNS = frozenset("*†‡§")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a definition begins with; its words follow at `end`.

    A bracketed one goes to the bracket that closes the one at `bracket`. An explicit one can be
    nothing but a definition. A restyled one has the style and key of its markers, which are written
    otherwise. `frame` is all of it if it says more than a label: `Footnotes: 1 (return) [`.
    """

    end: int
    style: Style
    key: str
    label: str
    bracketed: bool = False
    bracket: int = 0
    frame: str = ""
    explicit: bool = False
    restyled: bool = False

    def is_all_of(self, text: str) -> bool:
        """Whether nothing follows it in a text, so that the note stands under it."""
        return self.end == len(text)

    @property
    def number(self) -> int | None:
        """Its number, if it has one."""
        return int(self.label) if self.label.isdecimal() else None


def opening(text: str) -> Opening | None:
    """Give what a paragraph begins with if that may open a definition."""
    if text[:1] == "_" and text[1:2] in _SIGNS:
        return _slanted_opening(text)
    announced = _ANNOUNCED.match(text) if text[:1] in "TtNnFfEe" else None
    begins = announced.end() if announced else 0
    returning = _returning(text, begins) if text[begins : begins + 1].isdecimal() else None
    if returning is not None:
        return returning
    found = _DEFINITION.match(text, begins) or _LONE.fullmatch(text, begins)
    if found is None:
        return spoken_opening(text) if text[:1] in "[({FfEeNn脚注註" else None
    mark = MARK.match(text, begins)
    assert mark is not None
    style, label = style_of(mark), label_of(mark)
    bare = text[found.end() - 1] in "*†‡§"
    if style is Style.SIGN and bare and not text[found.end()].isalpha():
        return None
    colon = found.re is _DEFINITION and bool(found["colon"])
    explicit = style is Style.CARET and colon
    frame = text[: found.end()] if announced else ""
    return Opening(found.end(), style, key_of(style, label), label, frame=frame, explicit=explicit)


def _slanted_opening(text: str) -> Opening | None:
    """Give what opens a note that is all in italics, its sign too: `_*A kind of lamp._`"""
    if not text.endswith("_") or "_" in text[1:-1]:
        return None
    found = opening(text[1:])
    return None if found is None else replace(found, end=found.end + 1)


def _returning(text: str, begins: int) -> Opening | None:
    """Give what opens a note at a place by leading back to its marker: `3 (return) [`."""
    found = _RETURNS.match(text, begins)
    if found is None:
        return None
    bracketed = bool(found["bracket"])
    return Opening(
        found.end(),
        Style.SPOKEN,
        key_of(Style.SPOKEN, found["label"]),
        found["label"],
        bracketed=bracketed,
        bracket=max(0, found.start("bracket")),
        frame=text[: found.end()],
        explicit=bracketed,
    )


def spoken_opening(text: str) -> Opening | None:
    """Give what opens a note that calls itself one: `[Footnote 3: …]`, `Note 3. …`.

    Without brackets it needs its label.
    """
    eastern = _SPOKEN_EAST.match(text)
    if eastern is not None:
        label = str(int(eastern["label"]))
        return Opening(eastern.end(), Style.SPOKEN, key_of(Style.SPOKEN, label), label)
    found = _SPOKEN.match(text)
    if found is None or not (found["bracket"] or found["label"]):
        return None
    if not found["bracket"] and found.end() == len(text):
        return None
    label = found["label"] or ""
    spoken = found["word"].lower()
    explicit = bool(found["bracket"]) and spoken != "note"
    if not label and not explicit:
        return None
    return Opening(
        found.end(),
        Style.SPOKEN,
        key_of(Style.SPOKEN, label),
        label,
        bracketed=bool(found["bracket"]),
        explicit=explicit,
    )


def listed_opening(text: str) -> Opening | None:
    """Give what a paragraph begins with if that numbers a list: `1.`, `1)`, `1:` or `1 A`."""
    found = _LISTED.match(text)
    if found is None:
        return None
    return Opening(found.end(), Style.LISTED, key_of(Style.LISTED, found[1]), found[1])
