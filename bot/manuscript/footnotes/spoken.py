"""Notes that call themselves so: `[Footnote 3: …]`, `Footnote 3: …`, and `^[…]` in the text.

Brackets may close paragraphs later; all between is the note's. Which markers belong to such notes
is settled by what the text cites: `[3]`, `(3)`, `*` … Where nothing does, the note hangs where it
stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.manuscript.footnotes.marks import in_heading
from bot.manuscript.footnotes.openings import spoken_opening
from bot.manuscript.footnotes.styles import SIGNED, Style, key_of, styles_for
from bot.manuscript.plain.sections import Entry, Inline, Role, Section

_BRACKETS = {"[": re.compile(r"[\[\]]"), "(": re.compile(r"[()]"), "{": re.compile(r"[{}]")}
_MOST_PARAGRAPHS = 60
_LONGEST = 6_000
INLINE = re.compile(r"\^\[(?![\^\d])|[\[({]\s?foot\s?-?note", re.IGNORECASE)


def take_spoken(sections: Sequence[Section]) -> None:
    """Mark the notes in brackets, and give all that call themselves notes their markers' key."""
    for section in sections:
        for place, entry in enumerate(section.entries):
            if entry.role is Role.PROSE:
                _close(section.entries, place)
    _name(sections)
    for section in sections:
        _hang(section)
        cited: set[str] | None = None
        for entry in section.entries:
            if entry.role is Role.PROSE and INLINE.search(entry.lump.text):
                cited = _cited(section) if cited is None else cited
                entry.inline = [*_inline(entry, cited)]


def _close(entries: Sequence[Entry], place: int) -> None:
    """Find the bracket that closes a note; an explicit one is a note from there to here."""
    opened = entries[place].opening
    if opened is None or opened.style is not Style.SPOKEN or not opened.bracketed:
        return
    found = _closing(entries, place, opened.bracket)
    if found is None and _span(entries[place].lump.text, opened.bracket) is not None:
        entries[place].opening = None  # the paragraph goes on behind it
        return
    last = place  # nobody may have closed it
    if found is not None:
        last, entries[found[0]].until = found
    if opened.explicit:
        entries[place].role = Role.NOTE
        for entry in entries[place + 1 : last + 1]:
            entry.role = Role.NOTE_GOES_ON


def _closing(entries: Sequence[Entry], place: int, bracket: int) -> tuple[int, int] | None:
    """The entry in which a bracket is closed, and where; None if text follows there."""
    depth = 0
    opens = entries[place].lump.text[bracket]
    for number in range(place, min(place + _MOST_PARAGRAPHS, len(entries))):
        entry = entries[number]
        if number > place and entry.opening is not None and entry.opening.bracketed:
            return None
        start = bracket if number == place else 0
        for sign in _BRACKETS[opens].finditer(entry.lump.text, start):
            depth += 1 if sign[0] == opens else -1
            if depth == 0:
                rest = entry.lump.text[sign.end() :]
                return None if re.search(r"\w", rest) else (number, sign.start())
    return None


def _span(text: str, start: int) -> int | None:
    """Where the bracket that opens at a place is closed."""
    depth = 0
    for sign in _BRACKETS[text[start]].finditer(text, start, start + _LONGEST):
        depth += 1 if sign[0] == text[start] else -1
        if depth == 0:
            return sign.start()
    return None


def _name(sections: Sequence[Section]) -> None:
    """Give the notes that call themselves so the key of the markers that cite them."""
    spoken: dict[tuple[Style, ...], list[tuple[int, Entry]]] = {}
    for number, section in enumerate(sections):
        for entry in section.entries:
            opened = entry.opening
            if opened is not None and opened.style is Style.SPOKEN and opened.label:
                spoken.setdefault(styles_for(opened.label), []).append((number, entry))
    if not spoken:
        return
    here = {
        (number, one.key)
        for number, section in enumerate(sections)
        for one in (
            *in_heading(section.marked or section.post.text),
            *(one for entry in section.entries for one in (*entry.candidates, *entry.listed)),
        )
    }
    anywhere = {key for _, key in here}
    for styles, entries in spoken.items():
        _name_all(styles, entries, here, anywhere)


def _name_all(
    styles: Sequence[Style],
    entries: Sequence[tuple[int, Entry]],
    here: set[tuple[int, str]],
    anywhere: set[str],
) -> None:
    counted: dict[Style, int] = {}
    for style in styles:
        keys = [(number, key_of(style, _label(entry))) for number, entry in entries]
        counted[style] = 2 * sum(one in here for one in keys) + sum(k in anywhere for _, k in keys)
    best = max(styles, key=lambda style: counted[style])
    for _, entry in entries:
        assert entry.opening is not None
        entry.opening = replace(entry.opening, key=key_of(best, _label(entry)))
        entry.hangs = not counted[best] and entry.role is Role.NOTE


def _label(entry: Entry) -> str:
    assert entry.opening is not None
    return entry.opening.label


def _hang(section: Section) -> None:
    """Settle the notes without a label: an asterisk before them is their marker, if there is one.

    What hangs needs a paragraph to hang on, and a key that nothing else has.
    """
    before: Entry | None = None
    for entry in section.entries:
        opened = entry.opening
        if entry.role is Role.NOTE and opened is not None and opened.style is Style.SPOKEN:
            if not opened.label:
                cited = _asterisk(before)
                entry.hangs = cited is None
                opened = replace(opened, label="" if cited is None else "*", key=cited or "")
            entry.hangs = entry.hangs and before is not None
            key = f"note at {entry.lump.line}" if entry.hangs else opened.key
            entry.opening = replace(opened, key=key or key_of(Style.STARRED, "*"))
        elif entry.role is Role.PROSE:
            before = entry


def _asterisk(entry: Entry | None) -> str | None:
    keys = [one.key for one in entry.candidates] if entry is not None else []
    return next((key for style in SIGNED if (key := key_of(style, "*")) in keys), None)


def _cited(section: Section) -> set[str]:
    return {one.key for entry in section.entries for one in entry.candidates}


def _inline(entry: Entry, cited: set[str]) -> Iterator[Inline]:
    """The notes in brackets inside a paragraph, with the key of those that are cited elsewhere."""
    text = entry.lump.text
    end = 0
    for found in INLINE.finditer(text):
        caret = found[0] == "^["
        start = found.start() + 1 if caret else found.start()
        opened = None if caret else spoken_opening(text[start : start + 80])
        closed = _span(text, start) if caret or opened is not None else None
        begins = start + 1 if opened is None else start + opened.end
        if found.start() < end or closed is None or not text[begins:closed].strip():
            continue
        end = closed + 1
        label = "" if opened is None else opened.label
        keys = [key_of(style, label) for style in styles_for(label)] if label else []
        key = next((key for key in keys if key in cited), None)
        yield Inline(found.start(), end, begins, closed, label, key)
