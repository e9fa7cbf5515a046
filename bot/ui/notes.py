"""Footnotes: their buttons and menus under a text, and the private answers."""

from collections.abc import Iterator, Sequence

import discord
from discord import ui

from bot.domain.serial import Note, Serial
from bot.domain.story import Heading
from bot.language.speech import _
from bot.services.footnotes import NoteAnswer
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import ID, Click, siblings
from bot.ui.layout import (
    OPTION_LIMIT,
    ROW_LIMIT,
    SELECT_LIMIT,
    Layout,
    Row,
    button,
    chapter_name,
    joined,
    jump,
    link,
    plain,
    row,
    rows,
    small,
    text,
    titled,
)

MENUS_LIMIT = 10
"""At most so many menus under one text, 25 notes each."""
DEFINITION_LIMIT = 3000
BRIEF_LIMIT = 3000
NAME_LIMIT = 60
SENTENCE_LIMIT = 300


class NoteButton(Click, template=f"f:note:{ID}:{ID}:{ID}"):
    """A note's button, and the ones that turn the pages of a long definition."""

    @classmethod
    def make(
        cls, serial: int, note_id: int, label: str, *, page: int = 0, disabled: bool = False
    ) -> "NoteButton":
        """Make the button for a page of a note, page 0 first."""
        return cls(button(label, f"f:note:{serial}:{note_id}:{page}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Show the note privately; from one page of it to the next in the same message."""
        serial, note_id, page = self.numbers
        answer = await services_of(interaction).footnotes.note(
            viewer_of(interaction), serial, note_id
        )
        turning = siblings(interaction, f"f:note:{serial}:{note_id}:") > 1
        await (turn if turning else say)(interaction, note_view(answer, page))


class NotesMenu(Click, template=f"f:notes:{ID}:{ID}(?::{ID})?"):
    """A menu of notes, for texts with six or more. The last number tells several menus apart."""

    @classmethod
    def make(
        cls,
        serial: int,
        passage: int,
        notes: Sequence[Note],
        part: int,
        *,
        disabled: bool = False,
    ) -> "NotesMenu":
        """Make the menu number `part` (from 0) under a passage for up to 25 notes."""
        end = f":{part}" if part else ""
        first, last = notes[0].label, notes[-1].label
        return cls(
            ui.Select(
                custom_id=f"f:notes:{serial}:{passage}{end}",
                placeholder=plain(
                    _("Notes ({first}) to ({last})", first=first, last=last), OPTION_LIMIT
                ),
                options=[_option(note) for note in notes],
                disabled=disabled,
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Show the chosen note privately."""
        serial = self.numbers[0]
        answer = await services_of(interaction).footnotes.note(
            viewer_of(interaction), serial, self.chosen
        )
        await say(interaction, note_view(answer))


def note_rows(
    serial: int, passage: int, notes: Sequence[Note], *, disabled: bool = False
) -> Iterator[Row]:
    """Lay out the notes cited in a text: buttons up to five of them, menus from six on.

    They are `disabled` where they only show how it will look.
    """
    if len(notes) <= ROW_LIMIT:
        buttons = [
            NoteButton.make(serial, note.note_id, note_name(note), disabled=disabled)
            for note in notes
        ]
        yield from rows(buttons)
        return
    for part in range(min(MENUS_LIMIT, -(-len(notes) // SELECT_LIMIT))):
        some = notes[part * SELECT_LIMIT : (part + 1) * SELECT_LIMIT]
        yield from rows([NotesMenu.make(serial, passage, some, part, disabled=disabled)])


def note_name(note: Note) -> str:
    """Name a note on a button: "(1) Raikiri"."""
    return " ".join(f"({note.label}) {note.word}".split())


def note_view(answer: NoteAnswer, page: int = 0) -> Layout:
    """Lay out a note: its definition, the sentence it belongs to, the way there."""
    note, serial = answer.note, answer.serial
    pages = markdown.pages(note.definition, DEFINITION_LIMIT) or (_("(This note is empty.)"),)
    page = min(page, len(pages) - 1)
    where = f"{titled(serial.title)} · {chapter_name(answer.heading)}"
    turned = small(_("Page {page} of {pages}", page=page + 1, pages=len(pages)))
    return Layout(
        text(f"### {_named(note)}"),
        text(pages[page]),
        text(joined([_quoted(note.sentence), small(where), turned if len(pages) > 1 else None])),
        _pager(serial.serial_id, note.note_id, page, len(pages)) if len(pages) > 1 else None,
        _way_there(serial, answer.message_id),
    )


def in_passage_view(serial: Serial, heading: Heading, notes: Sequence[Note]) -> Layout:
    """Lay out all notes of a passage, each in brief, with buttons for the whole."""
    where = small(f"{titled(serial.title)} · {chapter_name(heading)}")
    if not notes:
        return Layout(text(joined([_("This passage has no footnotes."), where])))
    room = max(BRIEF_LIMIT // len(notes), 60)
    briefs: list[str] = []
    for note in notes:
        brief = _brief(note, room)
        if sum(markdown.length(other) + 2 for other in briefs) + markdown.length(brief) > (
            BRIEF_LIMIT + 400
        ):
            break
        briefs.append(brief)
    return Layout(
        text("\n\n".join(briefs)),
        text(where),
        *note_rows(serial.serial_id, notes[0].passage, notes),
    )


def _brief(note: Note, limit: int) -> str:
    first = markdown.excerpt((note.definition,), limit) if note.definition else _("(empty)")
    return f"**{_named(note)}** {first}"


def _named(note: Note) -> str:
    label = markdown.marker(markdown.shorten(note.label, NAME_LIMIT))
    return f"{label} {markdown.escape(markdown.shorten(note.word, NAME_LIMIT))}".rstrip()


def _quoted(sentence: str) -> str | None:
    short = markdown.escape(markdown.shorten(sentence, SENTENCE_LIMIT))
    return f"> {short}" if short else None


def _pager(serial: int, note_id: int, page: int, pages: int) -> Row | None:
    """Lay out Back and More. The ends keep both, so that no id comes twice in a message."""
    before = page - 1 if page else pages
    return row(
        NoteButton.make(serial, note_id, _("Back"), page=before, disabled=not page),
        NoteButton.make(serial, note_id, _("More"), page=page + 1, disabled=page + 1 == pages),
    )


def _way_there(serial: Serial, message_id: int | None) -> Row | None:
    if message_id is None:
        return None
    return row(link(_("Go to the passage"), jump(serial.guild_id, serial.channel_id, message_id)))


def _option(note: Note) -> discord.SelectOption:
    return discord.SelectOption(
        label=plain(note_name(note), OPTION_LIMIT),
        value=str(note.note_id),
        description=plain(note.sentence, OPTION_LIMIT) if note.sentence.strip() else None,
    )
