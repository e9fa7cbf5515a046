"""Footnotes: their buttons and menus under a text, and the private answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import discord
from discord import ui

from bot.domain.serial import Note, Serial
from bot.domain.story import Heading
from bot.language.speech import _, several
from bot.language.wording import short_name
from bot.services.footnotes import FoundNote, NoteAnswer, NotesFound
from bot.ui import markdown, paging
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import ID, Click, siblings
from bot.ui.layout import (
    OPTION_LIMIT,
    ROW_LIMIT,
    SELECT_LIMIT,
    Layout,
    Row,
    back_and_more,
    button,
    chapter_name,
    joined,
    jump,
    large,
    link,
    listed,
    page_number,
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
"""Units of a page of a note's definition."""
BRIEF_LIMIT = 3000
"""Units of all notes together where they are listed in brief."""
NAME_LIMIT = 60
"""Units of a note's label, and of its word."""
SENTENCE_LIMIT = 300
"""Units of the sentence that a note belongs to."""


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
            await viewer_for(interaction, serial), serial, note_id
        )
        turning = siblings(interaction, f"f:note:{serial}:{note_id}:") > 1
        await (turn if turning else say)(interaction, note_view(answer, page))
        if not turning:
            await _count(interaction, answer)


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
            await viewer_for(interaction, serial), serial, self.chosen
        )
        await say(interaction, note_view(answer))
        await _count(interaction, answer)


class VeiledButton(Click, template=f"f:veil:{ID}:{ID}:{ID}"):
    """Turns the pages of a note that somebody looked up, hidden where it is ahead of them."""

    @classmethod
    def make(
        cls, serial: int, note_id: int, label: str, *, page: int = 0, disabled: bool = False
    ) -> "VeiledButton":
        """Make the button for a page of a note, page 0 first."""
        return cls(button(label, f"f:veil:{serial}:{note_id}:{page}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Turn the page in the same private message."""
        serial, note_id, page = self.numbers
        answer = await services_of(interaction).footnotes.looked_up(
            await viewer_for(interaction, serial), serial, note_id
        )
        await turn(interaction, note_view(answer, page))


class FoundMenu(Click, template=f"f:found:{ID}"):
    """A menu of notes that a look-up found; those ahead by number and chapter alone."""

    @classmethod
    def make(cls, serial: int, notes: Sequence[FoundNote], prompt: str) -> "FoundMenu":
        """Make the menu for up to 25 notes."""
        return cls(
            ui.Select(
                custom_id=f"f:found:{serial}",
                placeholder=plain(prompt, OPTION_LIMIT),
                options=[_found_option(found) for found in notes],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Show the chosen note privately."""
        (serial,) = self.numbers
        answer = await services_of(interaction).footnotes.looked_up(
            await viewer_for(interaction, serial), serial, self.chosen
        )
        await say(interaction, note_view(answer))
        await _count(interaction, answer)


async def _count(interaction: Interaction, answer: NoteAnswer) -> None:
    """Count that a note was asked for, once it has been answered."""
    counting = services_of(interaction).counting
    await counting.note_shown(answer.serial.serial_id, answer.note.note_id)


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
    """Lay out a note: its definition, the sentence it belongs to, the way there.

    What is ahead of the reader stands behind spoiler bars.
    """
    note, serial, ahead = answer.note, answer.serial, answer.found.ahead
    parted = paging.veiled_pages if ahead else paging.pages
    pages = parted(note.definition, DEFINITION_LIMIT) or (_("(This note is empty.)"),)
    page = min(page, len(pages) - 1)
    where = f"{titled(serial.title)} · {chapter_name(answer.found.heading)}"
    turned = small(page_number(page, len(pages)))
    sentence = _quoted(note.sentence)
    return Layout(
        text(joined([_warning() if ahead else None, large(_named_in(answer.found))])),
        text(pages[page]),
        text(
            joined(
                [
                    markdown.veil(sentence) if sentence and ahead else sentence,
                    small(where),
                    turned if len(pages) > 1 else None,
                ]
            )
        ),
        _pager(answer, page, len(pages)),
        _way_there(serial, answer.message_id),
        _found_menu(serial, answer.others, _("Or another one")) if answer.others else None,
    )


def notes_found_view(found: NotesFound) -> Layout:
    """Lay out several notes to choose from: each in brief, those ahead by number and chapter."""
    shown = found.notes[:SELECT_LIMIT]
    room = max(BRIEF_LIMIT // len(shown) - NAME_LIMIT, 60)
    lines = [_found_line(one, room) for one in shown]
    more = len(found.notes) - len(shown)
    return Layout(
        text(
            joined(
                [
                    titled(found.serial.title),
                    several("{count} note has it.", "{count} notes have it.", len(found.notes)),
                    small(_("Type more of it for the {count} that are not shown.", count=more))
                    if more
                    else None,
                ]
            )
        ),
        text(listed(lines, BRIEF_LIMIT)),
        _found_menu(found.serial, shown, _("Show one")),
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
    return f"**{_named(note)}** {_beginning(note, limit)}"


def _beginning(note: Note, limit: int) -> str:
    return paging.excerpt((note.definition,), limit) if note.definition else _("(empty)")


def _named(note: Note) -> str:
    """Name a note in Markdown: "(1) Raikiri"."""
    return f"{_marker(note)} {_word(note)}".rstrip()


def _named_in(found: FoundNote) -> str:
    """Name a note in Markdown, its word behind bars where it is ahead, and a label that is one."""
    if not found.ahead:
        return _named(found.note)
    label = _marker(found.note)
    label = markdown.veil(label) if found.worded else label
    return f"{label} {markdown.veil(_word(found.note))}".rstrip()


def _marker(note: Note) -> str:
    return markdown.marker(markdown.shorten(note.label, NAME_LIMIT))


def _word(note: Note) -> str:
    return markdown.named(note.word, NAME_LIMIT)


def _warning() -> str:
    return small(
        _(
            "This is further on than your place, so it is hidden: tap it to see it. `/read` or "
            "*I've read this* moves your place."
        )
    )


def _found_line(found: FoundNote, room: int) -> str:
    """Lay out a note of a list: what it says, or behind bars where it is ahead."""
    where = chapter_name(found.heading)
    if found.ahead:
        return f"{_named_in(found)} · {where}"
    return f"**{_named(found.note)}** · {where}\n{_beginning(found.note, room)}"


def bare_name(found: FoundNote) -> str:
    """Name a note where there are no spoiler bars: "(1) Raikiri · Ch. 2 · The Lamp", and one that
    is ahead by its number and its chapter alone: "(7) · Ch. 9".
    """
    where = short_name(found.heading)
    if not found.ahead:
        return f"{note_name(found.note)} · {where}"
    where = short_name(replace(found.heading, title=None))
    return where if found.worded else f"({found.note.label}) · {where}"


def _quoted(sentence: str) -> str | None:
    short = markdown.line(sentence, SENTENCE_LIMIT)
    return f"> {short}" if short else None


def _pager(answer: NoteAnswer, page: int, pages: int) -> Row | None:
    kind = VeiledButton if answer.found.ahead else NoteButton
    serial, note_id = answer.serial.serial_id, answer.note.note_id
    return back_and_more(
        lambda label, to, ended: kind.make(serial, note_id, label, page=to, disabled=ended),
        page,
        pages,
    )


def _found_menu(serial: Serial, found: Sequence[FoundNote], prompt: str) -> Row | None:
    return row(FoundMenu.make(serial.serial_id, found[:SELECT_LIMIT], prompt))


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


def _found_option(found: FoundNote) -> discord.SelectOption:
    note = found.note
    return discord.SelectOption(
        label=plain(bare_name(found), OPTION_LIMIT),
        value=str(note.note_id),
        description=_("further on than you are") if found.ahead else None,
    )
