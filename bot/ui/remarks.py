"""What an import remarked, in the language of whoever reads it.

The importer remarks in English, for the shell as for the proof. What it can say is listed here, so
that a proof says it again in another language; a remark of another form stays as it is.
"""

import re
from collections.abc import Iterator
from functools import cache

from bot.language.speech import _

_SHAPES = (
    "A file of the e-book isn't in it, so its text is missing: {words}",
    "A line in capitals taken for a chapter's heading: {times}, first “{words}”",
    "A line that counts on taken for a chapter's heading: {times}, first “{words}”",
    "A line that names what follows taken for the beginning of a scene: {times}, first “{words}”",
    "A line “{words}” taken for a scene break: {times}",
    "A note of the file isn't in it; cited here: {words}",
    "A numeral taken for a chapter's heading: {times}, first “{words}”",
    "A row of asterisks left in the text, as the only one: “{words}”",
    "A table lost its shape, its rows became lines: {words}",
    (
        "A title that the list of contents names taken for a chapter's heading: {times}, "
        "first “{words}”"
    ),
    "A word with a number taken for a chapter's heading: {times}, first “{words}”",
    "An empty paragraph was taken as a scene break {times}, first before: {words}",
    (
        "Figures right behind a word taken for the markers of notes with these numbers: {count}, "
        "first “{words}”"
    ),
    "From here on {count} more may be thoughts that lost their italics.",
    "Left a picture out and kept its description: {words}",
    "Left a picture out that is not described: {words}",
    "Left out a link to a picture: {words}",
    "Left out a page that is a picture: {words}",
    "Left out an address: {words}",
    "Left out lines of the page that the text was copied from: {count}, first “{words}”",
    "Left out lines that only say that a scene ends: {count}, first “{words}”",
    "Left out of the head of the file: {words}",
    "Left out the heading over the notes: {words}",
    "Left out the list of contents, lines {first} to {last}: {words}",
    "Left out the numbers of {count} pages, first {words}",
    "Left out the words around the labels of notes ({count}): “{words}”",
    "Left out what I can't show, of the kind {words}",
    "Left out what stands around the story on the page: {words}",
    "Left out what the archive would put outside itself: {words}",
    "Left out what the archive writes around the story: {words}",
    "Left out what the title page says already: {words}",
    "Left out {count} links to pictures, first: {words}",
    "Left {count} pictures out and kept their descriptions, first: {words}",
    "Left {count} pictures out that are not described, first: {words}",
    "Lines taken for paragraphs, since no empty lines part them: {times}",
    "No headings found: the whole text is one chapter",
    "Nothing points to the note {words}",
    "One note stands in another chapter than what cites them. The first: {words}",
    "Taken for verse, an address or the like, with its lines kept: {times}, first “{words}”",
    (
        "The e-book doesn't say in which order its files go, so I took them by their "
        "names: look over "
        "the order of the chapters."
    ),
    (
        "The file isn't UTF-8; I took it for Windows-1252. Have a look at the accents "
        "and quotation "
        "marks, first here: {words}"
    ),
    "The marker {marker} has no note of its own, so it stays in the text: {words}",
    "The markers look like {marker}, their notes begin otherwise ({count} of them): {words}",
    "The markers {marker} don't all have a note of their own, so they stay in the text: {words}",
    "The markers {marker} have no notes of their own, so they stay in the text: {words}",
    (
        "The numbers of the notes start again {times}; they were paired in order. The "
        "first such note: "
        "{words}"
    ),
    (
        "The only wide gap in the book was taken for a slip and not for a scene break, "
        "before “{words}”"
    ),
    (
        "The pictures are not in the file: {first} without words left out, {last} captions kept, "
        "first {words}"
    ),
    "The “{first}” here may be a misread {marker}; it stays as it is: {words}",
    "This may be a thought that lost its italics: {words}",
    (
        "Took out invisible letters that turn the direction of writing round ({count} paragraphs): "
        "{words}"
    ),
    "Took out invisible letters that turn the direction of writing round: {words}",
    "Wrote the address of a link behind its words: {words}",
    "{count} notes stand in another chapter than what cites them. The first: {words}",
    "{gap} taken for a scene break: {times}, first before “{words}”",
    "Left out {what} ({count} times): {words}",
    "Left out {what} ({count} of them): {words}",
    "Left out {what}: {words}",
)
"""All forms of a remark; of several that fit, the first."""

_WHAT = (
    *("a comment", "a file of the e-book that is no text", "a note of the transcriber"),
    *("a file that has no place in the book's order", "a line at the head or foot of pages"),
    *("a list of illustrations", "a title page", "a tracked deletion", "drawings", "formulas"),
    *("a stretch of hidden text", "hidden text", "navigation", "page numbers", "the colophon"),
    *("the copyright page", "the cover", "the credits", "the half title page", "the imprint"),
    *("the licence after the text", "the licence around the text", "the licence before the text"),
    *("the licence behind the text", "the list of contents", "the list of illustrations"),
    *("the list of landmarks", "the list of pages", "the list of tables", "the title page"),
)
"""What may be left out; the page of an archive may name lists of its own."""

_TIMES = ("once", "twice", "{count} times")
_GAPS = (
    "One empty line", "Two empty lines", "Three empty lines", "Four empty lines",
    "Five empty lines", "Six empty lines", "One or more empty lines", "Two or more empty lines",
    "Three or more empty lines", "Four or more empty lines", "Five or more empty lines",
    "Six or more empty lines", "{count} empty lines", "{count} or more empty lines",
)  # fmt: skip
_FIELDS = {
    "count": r"[0-9,]+",
    "first": r"\S.*?",
    "last": r"[0-9,]+",
    "marker": r".+?",
    "times": r"once|twice|[0-9,]+ times",
    "gap": r"\w+ (?:or more )?empty lines?",
    "what": r"(?:a|the|drawings|formulas|hidden|navigation|page)\b.*?",
}
"""What the names in a form may stand for; the words of the manuscript may be any, or none."""


def again(message: str) -> str:
    """Say a remark of the importer's in the language spoken."""
    for shape, form in _forms(_SHAPES):
        if match := form.fullmatch(message):
            named = match.groupdict()
            return _(shape, **{name: _named(name, value) for name, value in named.items()})
    return message


def kind(code: str) -> str:
    """Name a kind of remark, of which there are many."""
    return _(_KINDS[code]) if code in _KINDS else code.replace("-", " ").capitalize()


def _named(name: str, value: str) -> str:
    match name:
        case "times":
            return _reckoned(_TIMES, value)
        case "gap":
            return _reckoned(_GAPS, value)
        case "what":
            return next((_(what) for what in _WHAT if what == value), value)
        case _:
            return value


def _reckoned(shapes: tuple[str, ...], value: str) -> str:
    for shape, form in _forms(shapes):
        if match := form.fullmatch(value):
            return _(shape, **match.groupdict())
    return value


@cache
def _forms(shapes: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((shape, re.compile("".join(_parts(shape)), re.DOTALL)) for shape in shapes)


def _parts(shape: str) -> Iterator[str]:
    for at, part in enumerate(re.split(r"\{(\w+)\}", shape)):
        yield f"(?P<{part}>{_FIELDS.get(part, '.*')})" if at % 2 else re.escape(part)


_KINDS = {
    "book-part-left-out": "Book part left out",
    "break-words-left-out": "Break words left out",
    "capitals-as-headings": "Capitals as headings",
    "contents-left-out": "Contents left out",
    "counters-as-headings": "Counters as headings",
    "credits-left-out": "Credits left out",
    "definition-unused": "Definition unused",
    "element-left-out": "Element left out",
    "encoding-guessed": "Encoding guessed",
    "figures-as-markers": "Figures as markers",
    "file-left-out": "File left out",
    "file-missing": "File missing",
    "front-matter-left-out": "Front matter left out",
    "gap-left": "Gap left",
    "gaps-part-scenes": "Gaps part scenes",
    "image-left-out": "Image left out",
    "licence-left-out": "Licence left out",
    "lines-as-paragraphs": "Lines as paragraphs",
    "link-left-out": "Link left out",
    "link-written-out": "Link written out",
    "marker-misread": "Marker misread",
    "marker-unmatched": "Marker unmatched",
    "matter-left-out": "Matter left out",
    "no-headings": "No headings",
    "note-labels-left-out": "Note labels left out",
    "note-missing": "Note missing",
    "note-numbers-restart": "Note numbers restart",
    "notes-at-the-end": "Notes at the end",
    "notes-heading-left-out": "Notes heading left out",
    "notes-restyled": "Notes restyled",
    "numerals-as-headings": "Numerals as headings",
    "order-guessed": "Order guessed",
    "page-frame-left-out": "Page frame left out",
    "page-left-out": "Page left out",
    "page-numbers-left-out": "Page numbers left out",
    "pictures-left-out": "Pictures left out",
    "row-left": "Row left",
    "scenes-by-caption": "Scenes by caption",
    "scenes-by-gap": "Scenes by gap",
    "scenes-by-ornament": "Scenes by ornament",
    "table-flattened": "Table flattened",
    "tags-left-out": "Tags left out",
    "thought": "Thought",
    "title-left-out": "Title left out",
    "titles-as-headings": "Titles as headings",
    "transcriber-note-left-out": "Transcriber note left out",
    "turn-taken-out": "Turn taken out",
    "verse-kept": "Verse kept",
    "words-as-headings": "Words as headings",
}
