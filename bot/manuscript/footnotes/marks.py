"""Where a text may hold a footnote marker: `word(1)`, `word[2]`, `word*`, `word(1, 2)`.

How surely it is one depends on what stands before and behind it. Some styles mean something else so
often that they are taken only where marker and definition are both there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.scripts import characters_in
from bot.manuscript.footnotes.openings import opening
from bot.manuscript.footnotes.styles import (
    BRACKETED,
    LETTERED,
    MARK,
    PLAIN,
    Style,
    key_of,
    label_of,
    style_of,
)

_HOLDS_ANY = re.compile(r"[\[({⁰¹²³⁴-⁹⁽*†‡§^［【〔（※①-⑳㉑-㉟㊱-㊿]")
_LAST_WORD = re.compile(r"([\w'’-]*)([^\w\s]*)(\s*)\Z")
_OPENS = "\"'“‘„«‹¿¡「『《〈"
_SEVERAL = re.compile(
    r"(?<!\w[\[(])(?P<open>[\[(])\d{1,5}(?:\s?[,;]\s?\d{1,5}){1,9}(?P<close>[\])])"
)
_ONE_OF_SEVERAL = re.compile(r"[\[(,;]\s?(\d{1,5})[\])]?")
_SEVERAL_STYLES = {"()": Style.ROUND, "[]": Style.SQUARE}

PLACES = {
    *("section", "sections", "sec", "chapter", "chapters", "page", "pages", "part", "paragraph"),
    *("figure", "fig", "table", "article", "clause", "rule", "step", "item", "items", "point"),
    *("no", "nr", "number", "line", "verse", "note", "notes", "footnote", "question", "option"),
    *(
        "type",
        "class",
        "level",
        "volume",
        "book",
        "example",
        "case",
        "form",
        "version",
        "subsection",
    ),
}
"""Words that a number follows which is a place and no marker: section (2)."""
_SHORT_WORDS = {
    *("am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my"),
    *("no", "of", "on", "or", "so", "to", "up", "us", "we"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of a text that may be a marker. It is sure where nothing but a marker stands so.

    A listed one seems to number what a sentence lists. `row` is where the brackets open that it
    shares with others, or -1 if it has its own.
    """

    start: int
    end: int
    style: Style
    key: str
    label: str
    sure: bool
    listed: bool = False
    row: int = -1


def candidates(text: str, start: int = 0) -> list[Candidate]:
    """Give everything in a text from `start` on that may be a marker, run-in lists aside."""
    return [one for one in with_listed(text, start) if not one.listed]


def in_heading(text: str) -> list[Candidate]:
    """Give everything in a heading that may be a marker; it may be nothing but one."""
    alone = MARK.fullmatch(text)
    if alone is None:
        return candidates(text)
    style, label = style_of(alone), label_of(alone)
    return [Candidate(0, len(text), style, key_of(style, label), label, sure=True)]


def at_end(heading: str) -> Candidate | None:
    """Give the marker that ends a heading, or is all there is of its title."""
    last = in_heading(heading)[-1:]
    return last[0] if last and last[0].end == len(heading) else None


def with_listed(text: str, start: int = 0) -> list[Candidate]:
    """Give everything in a text from `start` on that may be a marker, and the numbers of lists."""
    if not _HOLDS_ANY.search(text, start):
        return []
    found = [candidate for candidate in _graded(text, start) if candidate is not None]
    found += _in_rows(text, start)
    beside = {
        (one.style, int(one.label)): one for one in found if not one.sure and one.label.isdecimal()
    }
    return [
        replace(one, listed=not one.sure and _in_list(one, beside, text)) if beside else one
        for one in found
    ]


def _graded(text: str, start: int) -> Iterator[Candidate | None]:
    marks = [(mark, style_of(mark)) for mark in MARK.finditer(text, start)]
    grades = [_grade(text, mark, style) for mark, style in marks]
    for place, ((before, style), (mark, other)) in enumerate(pairwise(marks), 1):
        if style is other is Style.ROUND and before.end() == mark.start() and grades[place]:
            if grades[place - 1] is not None:
                grades[place - 1] = True  # brothers (1)(3)
            elif before.start() > start:
                grades[place] = None  # section (1)(2)
    for (mark, style), sure in zip(marks, grades, strict=True):
        if sure is not None:
            label = label_of(mark)
            yield Candidate(mark.start(), mark.end(), style, key_of(style, label), label, sure)


def _in_rows(text: str, start: int) -> Iterator[Candidate]:
    """The markers that share their brackets: `(1, 2)`; the brackets and commas belong to them."""
    for row in _SEVERAL.finditer(text, start):
        style = _SEVERAL_STYLES.get(row["open"] + row["close"])
        sure = None if style is None else _grade(text, row, style)
        numbers = [int(one[1]) for one in _ONE_OF_SEVERAL.finditer(row[0])]
        if style is None or sure is None or numbers != sorted(set(numbers)):
            continue
        for one in _ONE_OF_SEVERAL.finditer(text, row.start(), row.end()):
            key = key_of(style, one[1])
            yield Candidate(*one.span(), style, key, one[1], sure, row=row.start())


def _grade(text: str, mark: re.Match[str], style: Style) -> bool | None:
    """True for a sure marker, False for one that may be, None for what is text."""
    word, signs, space = _before(text, mark.start())
    after = text[mark.end() : mark.end() + 1]
    behind_character = not space and characters_in(word[-1:]) > 0
    if style is Style.CARET or (style is Style.RAISED and behind_character):
        return True
    if style in {Style.RAISED, Style.SIGN, Style.POWER}:
        row = text[mark.end() : mark.end() + 2].strip()[:1] == "*"  # K* * * is a name left out
        return None if row else _grade_ambiguous(word, signs, space, after)
    if not word and not signs.strip(_OPENS):
        return None  # it begins the paragraph, or a speech: a definition, a list, "(1)" alone
    if style in BRACKETED or (style is Style.SQUARE and behind_character):
        return True
    if style in PLAIN:
        return None if space else False
    return _grade_spaced(word, signs, style) if space else _grade_close(word, signs, style, after)


def _grade_spaced(word: str, signs: str, style: Style) -> bool | None:
    if word.lower() in PLACES or signs[-1:] in set("=+*/^"):
        return None
    return style not in {Style.ROUND, *LETTERED}


def _grade_close(word: str, signs: str, style: Style, after: str) -> bool | None:
    if signs[-1:] in set("=+/^({[") or (not signs and _is_symbol(word, style)):
        return None  # f(1), x[2]
    if after.isalnum() and style in LETTERED:
        return None
    return not after.isalnum()


def _is_symbol(word: str, style: Style) -> bool:
    """Whether a word is a letter of a formula, or the number of a section: f(1), x[2], 12(a)."""
    number = word.isdecimal()
    if style is Style.ROUND_LETTER and number:
        return True
    number = number and style is not Style.ROUND
    return len(word) == 1 and word not in "IaO" and not number


def _grade_ambiguous(word: str, signs: str, space: str, after: str) -> bool | None:
    """A raised figure or a sign is a marker right behind a word or its punctuation, or not at all.

    mc² and km² are no words, and F*** is one that was begun.
    """
    if space or after.isalnum() or signs[-1:] == "*":
        return None
    if signs:
        return True if word else None
    if word.lower() in _SHORT_WORDS:
        return False
    return True if len(word) > 2 and not word[-1].isdecimal() else None


def _before(text: str, place: int) -> tuple[str, str, str]:
    """The word, the punctuation and the white space before a place."""
    found = _LAST_WORD.search(text[max(0, place - 40) : place])
    if found is None:
        return "", "", ""
    word = found[1].rstrip("_")  # _It ends emphasis._
    return word, found[1][len(word) :] + found[2], found[3]


def _in_list(one: Candidate, beside: dict[tuple[Style, int], Candidate], text: str) -> bool:
    """Whether it numbers the items of a run-in list: "(1) rope, (2) salt and (3) bread".

    `beside` holds all that may be in it, by style and number.
    """
    if not one.label.isdecimal():
        return False
    number = int(one.label)
    if number == 1:
        second = beside.get((one.style, 2))
        return second is not None and _follows_pause(text, second.start)
    follows = (one.style, number - 1) in beside or (number == 2 and _begins_list(text, one.style))
    return follows and _follows_pause(text, one.start)


def _follows_pause(text: str, place: int) -> bool:
    word, signs, _ = _before(text, place)
    return signs[-1:] in set(",;:.、，；：。") or (
        not signs and word.lower() in {"and", "or", "then"}
    )


def _begins_list(text: str, style: Style) -> bool:
    first = opening(text)
    return first is not None and first.style is style and first.number == 1
