"""A serial's statistics for moderators: in words, as a picture and as a file for a spreadsheet."""

import asyncio
import csv
from io import BytesIO, StringIO

import discord
from discord import ui

from bot.language.speech import _, several
from bot.language.wording import half_within, short_name
from bot.services.statistics import AskedNote, ChapterFigures, Statistics
from bot.ui import markdown
from bot.ui.layout import (
    Layout,
    card,
    chapter_name,
    joined,
    large,
    listed,
    picture,
    small,
    text,
    titled,
)
from bot.ui.pictures.readers import Column, ReadersWords, draw_readers

PICTURE = "readers.png"
TABLE = "readers.csv"
CHAPTERS_LIMIT = 1800
"""Units of the list of chapters."""
NOTES_LIMIT = 900
"""Units of the list of footnotes."""
WORD_LIMIT = 60
"""Units of a footnote's word, and of its label."""
_FEW = "<3"
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for a formula, at the head of a cell: East Asian ones the wide signs."""


def statistics_view(found: Statistics) -> Layout:
    """Lay out how a serial is read. Picture and table go along where there is enough to tell."""
    serial = found.serial
    if not tells(found):
        few = (
            _("Nobody has begun it yet.")
            if found.readers == 0
            else _(
                "Fewer than three members have begun it. What could be said would be about "
                "somebody, so there are no figures yet."
            )
        )
        return Layout(card(text(large(titled(serial.title, serial.author))), text(few)))
    chapters = [_chapter(one) for one in found.chapters]
    return Layout(
        card(
            text(large(titled(serial.title, serial.author))),
            picture(PICTURE, told(found)),
            text(_readers(found)),
            text(listed(chapters, CHAPTERS_LIMIT)) if chapters else None,
            text(_notes(found)) if found.notes else None,
            text(
                small(
                    _(
                        "Numbers only, and of one or two readers none. Who stopped has more to "
                        "read and has not moved for two weeks. Times are from the drop to I've "
                        "read this, the middle of all that are known."
                    )
                )
            ),
        ),
        ui.File(f"attachment://{TABLE}"),
    )


async def files(found: Statistics) -> list[discord.File]:
    """Draw the picture, in a thread, and write the table; none where there is nothing to tell."""
    if not tells(found):
        return []
    columns = [Column(one.reached, one.stopped) for one in found.chapters]
    drawn = await asyncio.to_thread(draw_readers, columns, _words(found))
    return [
        discord.File(BytesIO(drawn), PICTURE),
        discord.File(BytesIO(table(found)), TABLE),
    ]


def tells(found: Statistics) -> bool:
    """Whether there are readers enough to give figures of."""
    return bool(found.readers)


def table(found: Statistics) -> bytes:
    """Write the figures as CSV, with a header. No cell is taken for a formula."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(
        [
            _("kind"),
            _("number"),
            _("name"),
            _("reached its end"),
            _("stopped"),
            _("minutes after the drop"),
            _("times asked for"),
        ]
    )
    for number, one in enumerate(found.chapters, start=1):
        minutes = "" if one.minutes is None else str(round(one.minutes))
        cells = [_("chapter"), number, _cell(short_name(one.heading))]
        rows.writerow([*cells, _figure(one.reached), _figure(one.stopped), minutes, ""])
    for note in found.notes:
        chapter = _cell(short_name(note.heading))
        # A table has no spoiler bars.
        label = "" if _tells(note) else _cell(f"({note.label})")
        rows.writerow([_("note"), label, chapter, "", "", "", _figure(note.times)])
    # The mark at the head tells spreadsheets that letters beyond ASCII follow.
    return written.getvalue().encode("utf-8-sig")


def told(found: Statistics) -> str:
    """Say what the picture shows, for who can't see it."""
    said = [
        _("A column for each chapter: how many came to its end, and below how many stopped."),
        _ends(found),
        _stops(found),
    ]
    return " ".join(one for one in said if one)


def _ends(found: Statistics) -> str | None:
    """Say how many came to the first end and to the last of which there is a figure."""
    ends = [one for one in found.chapters if one.reached]
    if not ends:
        none = all(one.reached == 0 for one in found.chapters)
        return _("Nobody has come to the end of one yet.") if none else None
    first, last = ends[0], ends[-1]
    if first is last:
        return _(
            "{count} came to the end of {chapter}.",
            count=first.reached,
            chapter=short_name(first.heading),
        )
    return _(
        "From {first} for {chapter} to {last} for {later}.",
        first=first.reached,
        chapter=short_name(first.heading),
        last=last.reached,
        later=short_name(last.heading),
    )


def _stops(found: Statistics) -> str | None:
    """Say where most stopped, if there is a figure."""
    stops = [one for one in found.chapters if one.stopped]
    if not stops:
        return None
    worst = max(stops, key=lambda one: one.stopped or 0)
    if len(stops) == 1:
        return _(
            "{stopped} stopped in {chapter}.",
            chapter=short_name(worst.heading),
            stopped=worst.stopped,
        )
    return _(
        "Most stopped in {chapter}: {stopped}.",
        chapter=short_name(worst.heading),
        stopped=worst.stopped,
    )


def _words(found: Statistics) -> ReadersWords:
    return ReadersWords(
        title=found.serial.title,
        reached=_("came to its end"),
        stopped=_("stopped in it"),
        chapters=_readers(found),
    )


def _readers(found: Statistics) -> str:
    return several("{count} reader so far", "{count} readers so far", found.readers or 0)


def _chapter(one: ChapterFigures) -> str:
    figures = [_came(one.reached)]
    if one.stopped is None:
        figures.append(_("one or two stopped"))
    elif one.stopped:
        figures.append(_("{count} stopped", count=one.stopped))
    if one.minutes is not None:
        figures.append(half_within(one.minutes))
    return f"**{chapter_name(one.heading)}**: {' · '.join(figures)}"


def _came(reached: int | None) -> str:
    """Say how many came to a chapter's end; of so few that there is no figure, that they did."""
    if reached is None:
        return _("one or two to its end")
    return _("{count} to its end", count=reached) if reached else _("nobody to its end yet")


def _notes(found: Statistics) -> str:
    lines = [_note(note) for note in found.notes]
    return joined([_("Footnotes asked for most:"), listed(lines, NOTES_LIMIT)])


def _note(note: AskedNote) -> str:
    word = markdown.named(note.word, WORD_LIMIT)
    shown = markdown.barred(word) if note.ahead and word else word
    label = markdown.marker(markdown.shorten(note.label, WORD_LIMIT))
    if _tells(note):
        label = markdown.barred(label)
    times = (
        _("once or twice")
        if note.times is None
        else several("{count} time", "{count} times", note.times)
    )
    where = chapter_name(note.heading)
    named = f"{label} {shown}".strip()
    return f"- {named} · {where}: {times}"


def _tells(note: AskedNote) -> bool:
    """Whether a note's label would tell a word that is ahead."""
    return note.ahead and note.worded


def _figure(count: int | None) -> str:
    return _FEW if count is None else str(count)


def _cell(said: str) -> str:
    return f"'{said}" if said.lstrip().startswith(_FORMULA) else said
