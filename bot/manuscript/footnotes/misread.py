"""Markers that a scan or a slip of the hand may have spoilt: `(l)` for (1), `[1` for [1].

They are proposed where just that number is missing from the row of notes, and never applied.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.story import Remark, Text
from bot.manuscript.draft import DraftChapter, DraftParagraph, Mark, Note

_LOOKALIKES = str.maketrans("lIi|!OoSsZzBG", "1111100552286")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_SPOILT = re.compile(
    r"(?P<opens>[\[({])(?P<scanned>[0-9lIi|!OoSsZzBG]{1,4})[\])}]"
    r"|(?<=[\w.,;:!?\"”’])(?P<left>[\[({])(?P<unclosed>\d{1,3})(?![\d\])}.,;])"
    r"|(?<=[^\W\d])(?P<unopened>\d{1,3})(?P<right>[\])}])"
)
_AROUND = 30
_SIGNS = "([{"


def misread(
    chapters: Sequence[DraftChapter], notes: Iterable[Note], marks: Iterable[Mark]
) -> list[Remark]:
    """Propose what may be the markers of unused notes, and the notes of unmatched markers."""
    missing = {note.key for note in notes if note.label.isdecimal()}
    orphans = {mark.key for mark in marks if mark.label.isdecimal()}
    if not missing and not orphans:
        return []
    found: list[Remark] = []
    for chapter in chapters:
        for part in chapter.paragraphs():
            found += _in_paragraph(part, missing, orphans)
    return found


def _in_paragraph(part: DraftParagraph, missing: set[str], orphans: set[str]) -> Iterator[Remark]:
    text = "".join(run.text if isinstance(run, Text) else run.raw for run in part.runs)
    for one in _SPOILT.finditer(text):
        key = _meant(one)
        if key is not None and key != one[0] and key in (missing if one.start() else orphans):
            around = text[max(0, one.start() - _AROUND) : one.end() + _AROUND]
            words = " ".join(around.split())
            yield Remark(
                "marker-misread",
                part.line,
                f"The “{one[0]}” here may be a misread {key}; it stays as it is: {words}",
            )


def _meant(one: re.Match[str]) -> str | None:
    """The key that a spoilt marker may have had."""
    if one["scanned"]:
        number = one["scanned"].translate(_LOOKALIKES)
        opens = one["opens"]
    else:
        number = one["unclosed"] or one["unopened"]
        opens = one["left"] or _SIGNS[")]}".index(one["right"])]
    return f"{opens}{number}{_BRACKETS[opens]}"
