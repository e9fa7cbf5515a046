"""Letters: what goes to one reader by private message, and the buttons under it."""

from datetime import datetime

import discord

from bot.domain.subscription import Outlook
from bot.language.speech import _, several
from bot.language.wording import in_words
from bot.services.ports import LetterContent, LetterEnd, LevelContent, PassageContent, Posting
from bot.services.subscriptions import LetterRead
from bot.ui import markdown
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.finishing import TalkButton
from bot.ui.layout import (
    TEXT_LIMIT,
    Layout,
    Row,
    button,
    chapter_name,
    joined,
    moment,
    row,
    small,
    text,
    titled,
)
from bot.ui.notes import note_rows
from bot.ui.notices import above
from bot.ui.reader import OpenButton
from bot.ui.subscriptions import NextLetterButton, PauseButton, QuitButton, awaited

TITLE_LIMIT = 60
"""Units of the title in the small line above a passage."""


class ReadLetterButton(Click, template=f"f:letterread:{ID}:{ID}:{ID}:{ID}"):
    """*I've read this* under a letter. The numbers are the serial, the edition, and the letter's
    first and last passage: it works on when the subscription has ended.
    """

    @classmethod
    def make(cls, serial: int, edition: int, end: LetterEnd) -> "ReadLetterButton":
        """Make the button of a letter."""
        state = f"{serial}:{edition}:{end.first_passage}:{end.last_passage}"
        style = discord.ButtonStyle.success
        return cls(button(_("I've read this"), f"f:letterread:{state}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Record it and say so."""
        serial, edition, first, last = self.numbers
        viewer = await viewer_for(interaction, serial)
        read = await services_of(interaction).subscriptions.finish(
            viewer, serial, edition, first, last
        )
        if read.admitted:
            services_of(interaction).admitting.wake()
        await turn(interaction, read_view(read))


def letter_view(posting: Posting, content: LetterContent) -> Layout:
    """Lay out a passage of a letter; under the last one what comes next, and what can be done."""
    serial, passage = content.serial, content.passage
    foot = small(foretold(content.end)) if content.end is not None else None
    prose = markdown.render_scenes(passage.scenes)
    chapter = chapter_name(content.heading)
    heads = [small(placed(content, serial.title, chapter)), small(chapter)]
    room = TEXT_LIMIT - markdown.length(prose) - markdown.length(foot or "")
    return Layout(
        text(above(heads, content.notices, room), mark=posting.mark),
        text(prose) if prose else None,
        text(foot) if foot is not None else None,
        *note_rows(serial.serial_id, passage.number, content.notes),
        _last_row(content, content.end) if content.end is not None else None,
    )


def level_view(posting: Posting, content: LevelContent) -> Layout:
    """Lay out the word to a reader who has come as far as the serial."""
    serial = content.serial
    said = when_level(content.outlook, content.drops_at)
    stops = not content.outlook.final
    return Layout(
        text(titled(serial.title), mark=posting.mark),
        text(said),
        row(
            OpenButton.make(serial.serial_id),
            PauseButton.make(content.subscription) if stops else None,
            QuitButton.make(content.subscription) if stops else None,
        ),
    )


def read_view(read: LetterRead) -> Layout:
    """Lay out the answer to *I've read this*, with the way to what is said about it."""
    said = _("Noted; your place is kept.") if read.moved else _("You had noted this already.")
    serial = read.serial.serial_id
    talk = TalkButton.make(serial, read.instalments[-1].number) if read.instalments else None
    admitted = several(
        "You are let into {count} discussion of what you have read; it appears in a moment.",
        "You are let into {count} discussions of what you have read; they appear one by one.",
        read.admitted,
    )
    return Layout(text(joined([said, admitted if read.admitted else None])), row(talk))


def foretold(end: LetterEnd) -> str:
    """Say what comes after a letter."""
    if end.outlook is Outlook.MORE:
        if end.next_at is None:
            return _("The next part waits for you.")
        return _("The next part comes {when}.", when=moment(end.next_at, "f"))
    return when_level(end.outlook, end.drops_at)


def when_level(outlook: Outlook, drops_at: datetime | None) -> str:
    """Say to who has all that has dropped what is to come, if anything is."""
    match outlook:
        case Outlook.COMPLETE:
            return _("That was the end: the story is complete, and so are these letters.")
        case Outlook.OVER:
            return _("That is all: this serial has ended, and these letters with it.")
        case Outlook.AWAITED:
            return awaited(drops_at)
        case Outlook.LEVEL | Outlook.MORE if drops_at is not None:
            return _(
                "You are level with the channel. The next instalment drops {when}; I go on at "
                "your hour after it.",
                when=moment(drops_at, "R"),
            )
        case Outlook.LEVEL | Outlook.MORE:
            return _("You are level with the channel. I go on at your hour, once more has dropped.")


def placed(content: LetterContent | PassageContent, title: str | None, chapter: str) -> str:
    """Say where a passage stands: its story, where a title is given, and its chapter; which message
    it is, and how much is left.
    """
    name = markdown.named(title or "", TITLE_LIMIT)
    parts = [name, chapter] if name else [chapter]
    if content.parts > 1:
        parts.append(_("message {part} of {parts}", part=content.part, parts=content.parts))
    parts.append(_("{time} left", time=in_words(content.minutes_left)))
    return " · ".join(parts)


def _last_row(content: LetterContent, end: LetterEnd) -> Row | None:
    serial, subscription = content.serial.serial_id, content.subscription
    stops = not end.outlook.final
    return row(
        ReadLetterButton.make(serial, content.edition_id, end),
        NextLetterButton.make(serial, subscription, content.number)
        if end.outlook is Outlook.MORE
        else None,
        OpenButton.make(serial),
        PauseButton.make(subscription) if stops else None,
        QuitButton.make(subscription) if stops else None,
    )
