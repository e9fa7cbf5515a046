"""The private reader."""

from discord import ui

from bot.domain.serial import Serial, SerialState
from bot.language.speech import _
from bot.services.reading import ReaderPage
from bot.ui import markdown
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    TEXT_LIMIT,
    Layout,
    button,
    chapter_name,
    joined,
    jump,
    link,
    moment,
    row,
    small,
    text,
    titled,
)
from bot.ui.notes import note_rows
from bot.ui.notices import above


class OpenButton(Click, template=f"f:open:{ID}"):
    """*Open my reader*."""

    @classmethod
    def make(cls, serial: int) -> "OpenButton":
        """Make the button."""
        return cls(button(_("Open my reader"), f"f:open:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open the private reader at the reader's place."""
        (serial,) = self.numbers
        viewer = await viewer_for(interaction, serial)
        page = await services_of(interaction).reading.open(viewer, serial)
        await say(interaction, reader_view(page))


class PageButton(Click, template=f"f:page:{ID}:{ID}:{ID}:([bn])"):
    """Back and Next. The numbers are the serial, its edition and the passage to open; the letter
    keeps the two apart.
    """

    @classmethod
    def make(cls, serial: Serial, passage: int, way: str, *, disabled: bool) -> "PageButton":
        """Make Back (`way` "b") or Next ("n") to a passage."""
        label = _("Back") if way == "b" else _("Next")
        state = f"{serial.serial_id}:{serial.edition_id}:{passage}:{way}"
        return cls(button(label, f"f:page:{state}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Turn the page in the same private message."""
        serial, edition, passage = self.numbers
        reading = services_of(interaction).reading
        viewer = await viewer_for(interaction, serial)
        page = await reading.open(viewer, serial, passage, edition_id=edition)
        await turn(interaction, reader_view(page))


def reader_view(page: ReaderPage) -> Layout:
    """Lay out a page of the private reader."""
    serial, passage = page.serial.serial_id, page.passage
    head = small(f"{titled(page.serial.title)} · {chapter_name(page.heading)}")
    foot = _foot(page)
    prose = markdown.render_scenes(passage.scenes)
    room = TEXT_LIMIT - markdown.length(prose) - markdown.length(foot)
    return Layout(
        text(above([head, small(chapter_name(page.heading))], page.notices, room)),
        text(prose) if prose else None,
        text(foot),
        *note_rows(serial, passage.number, page.notes),
        row(
            PageButton.make(
                page.serial, max(passage.number - 1, 1), "b", disabled=passage.number <= 1
            ),
            PageButton.make(
                page.serial, passage.number + 1, "n", disabled=passage.number >= page.dropped
            ),
            _original(page.serial, page.message_id),
        ),
    )


def percent(share: float) -> str:
    """Say a share of 100 in whole per cent; 100 only when nothing is left."""
    return f"{min(round(share), 99) if share < 100 else 100} %"


def _foot(page: ReaderPage) -> str:
    """Say where a page stands and, at the end of what has dropped, what is still to come."""
    number, dropped = page.passage.number, page.dropped
    if dropped < page.total:
        where = _("Passage {number} of {count} so far", number=number, count=dropped)
    else:
        where = _("Passage {number} of {count}", number=number, count=page.total)
    share = _("{percent} of the story", percent=percent(page.percent))
    return joined([small(f"{where} · {share}"), _after(page) if number >= dropped else None])


def _after(page: ReaderPage) -> str | None:
    serial = page.serial
    if page.passage.number >= page.total:
        return small(_("This is the last passage: the story is complete."))
    match serial.state:
        case SerialState.RUNNING if serial.next_at is not None:
            when = moment(serial.next_at, "R")
            return small(_("That is all so far; the next instalment drops {when}.", when=when))
        case SerialState.PAUSED:
            return small(_("That is all so far; the serial is paused."))
        case SerialState.ENDED:
            return small(_("That is all: this serial has ended."))
        case _:
            return small(_("That is all so far."))


def _original(serial: Serial, message_id: int | None) -> ui.Button[ui.LayoutView] | None:
    if message_id is None:
        return None
    return link(_("In the channel"), jump(serial.guild_id, serial.channel_id, message_id))
