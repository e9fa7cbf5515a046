"""The private reader: a page, and what turns it."""

from collections.abc import Iterator

import discord

from bot.domain.pages import Spot
from bot.domain.serial import Discussion, Serial, SerialState
from bot.domain.story import NO_NOTICES
from bot.domain.subscription import FAR_BEHIND
from bot.language.speech import _, several
from bot.services.leafing import ReaderPage
from bot.ui import markdown
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.catching_up import CatchUpButton
from bot.ui.clicks import ID, Click
from bot.ui.finishing import DoneButton, TalkButton
from bot.ui.layout import (
    TEXT_LIMIT,
    Item,
    Layout,
    button,
    chapter_name,
    joined,
    jump,
    large,
    link,
    moment,
    row,
    small,
    text,
    titled,
)
from bot.ui.notes import NoteButton, in_passage_view
from bot.ui.notices import above
from bot.ui.plain import plain_scenes, scene_break

PROSE_LIMIT = 3_640
"""Units of a page's prose with its notes in the text; the lines around it take the rest."""
NOTICES_ROOM = 300
"""Units of it that the notices above a first passage take."""


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


class PageButton(Click, template=f"f:page:{ID}:{ID}:{ID}(?::{ID})?:([bnfg])"):
    """Whatever opens a page. The numbers are the serial, its edition, the passage to open and the
    letters of it that stand before the page, which the buttons of older messages lack; the letter
    says which of them it is.
    """

    @classmethod
    def make(cls, serial: Serial, spot: Spot, way: str, *, disabled: bool = False) -> "PageButton":
        """Make Back (`way` "b"), Next ("n"), the one to the furthest page ("f") or to a chapter
        ahead ("g").
        """
        labels = {
            "b": _("Back"),
            "n": _("Next"),
            "f": _("To my furthest page"),
            "g": _("Go there"),
        }
        state = f"{serial.serial_id}:{serial.edition_id}:{spot.passage}:{spot.within}:{way}"
        return cls(button(labels[way], f"f:page:{state}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Turn the page in the same private message."""
        serial, edition, passage, *within = self.numbers
        page = await services_of(interaction).reading.open(
            await viewer_for(interaction, serial),
            serial,
            passage,
            within=within[0] if within else 0,
            edition_id=edition,
        )
        await turn(interaction, reader_view(page))


class ReturnButton(Click, template=f"f:return:{ID}"):
    """*Back to the page*, from what was opened over it."""

    @classmethod
    def make(cls, serial: int) -> "ReturnButton":
        """Make the button."""
        return cls(button(_("Back to the page"), f"f:return:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Put the page where the reader is in place of what was opened."""
        (serial,) = self.numbers
        viewer = await viewer_for(interaction, serial)
        page = await services_of(interaction).reading.open(viewer, serial)
        await turn(interaction, reader_view(page))


class PageNotesButton(Click, template=f"f:pagenotes:{ID}:{ID}:{ID}:{ID}"):
    """*Notes*, on a page that cites several."""

    @classmethod
    def make(cls, page: ReaderPage) -> "PageNotesButton":
        """Make the button; without notes it can't be pressed."""
        serial, spot = page.serial, page.page.spot
        state = f"{serial.serial_id}:{serial.edition_id}:{spot.passage}:{spot.within}"
        return cls(button(_("Notes"), f"f:pagenotes:{state}", disabled=not page.notes))

    async def answer(self, interaction: Interaction) -> None:
        """List the page's notes beside it."""
        serial, edition, passage, within = self.numbers
        page = await services_of(interaction).reading.show(
            await viewer_for(interaction, serial), serial, Spot(passage, within), edition_id=edition
        )
        await say(interaction, in_passage_view(page.serial, page.heading, page.notes))


class MarkButton(Click, template=f"f:mark:{ID}:{ID}:{ID}:{ID}:{ID}:([st])"):
    """*Bookmark* sets one at the page ("s"), *Bookmarked* takes it away ("t"). The numbers are the
    serial, its edition, the passage, and the letters of it before the page and before its end.
    """

    @classmethod
    def make(cls, page: ReaderPage) -> "MarkButton":
        """Make the button as the page stands."""
        serial, spot = page.serial, page.page.spot
        label = _("Bookmarked") if page.bookmarked else _("Bookmark")
        style = discord.ButtonStyle.primary if page.bookmarked else discord.ButtonStyle.secondary
        where = f"{spot.passage}:{spot.within}:{page.until}:{'t' if page.bookmarked else 's'}"
        state = f"f:mark:{serial.serial_id}:{serial.edition_id}:{where}"
        return cls(button(label, state, style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Set or take away, and show the page with the button as it is now."""
        serial, edition, passage, within, until = self.numbers
        services, viewer = services_of(interaction), await viewer_for(interaction, serial)
        spot = Spot(passage, within)
        of = services.bookmarks
        change = of.set if self.words[-1] == "s" else of.take_away
        await change(viewer, serial, spot, until=until, edition_id=edition)
        page = await services.reading.show(viewer, serial, spot, edition_id=edition)
        await turn(interaction, reader_view(page))


def reader_view(page: ReaderPage) -> Layout:
    """Lay out a page of the private reader."""
    foot = _foot(page)
    prose, told = _prose(page)
    room = TEXT_LIMIT - markdown.length(prose) - markdown.length(foot)
    return Layout(
        text(above(_heads(page), page.notices, room)),
        text(prose) if prose else None,
        text(foot),
        row(*_turning(page, notes_told=told)),
        row(*_elsewhere(page)),
    )


def percent(share: float) -> str:
    """Say a share of 100 in whole per cent; 100 only when nothing is left."""
    return f"{min(round(share), 99) if share < 100 else 100} %"


def _heads(page: ReaderPage) -> list[str]:
    """Name the story and the chapter, the longer ways first."""
    title, chapter = titled(page.serial.title), chapter_name(page.heading)
    if page.number == 1:
        return [joined([small(title), large(chapter)]), large(chapter), small(chapter)]
    return [small(f"{title} · {chapter}"), small(chapter)]


def _prose(page: ReaderPage) -> tuple[str, bool]:
    """Write the prose out, and say whether all its notes stand in it."""
    scenes = page.passage.scenes
    if page.preferences.plain:
        told_above = 0 if page.notices == NO_NOTICES else NOTICES_ROOM
        prose, told = plain_scenes(scenes, page.notes, PROSE_LIMIT - told_above)
        above = scene_break()
    else:
        prose, told = markdown.render_scenes(scenes), False
        above = markdown.SCENE_BREAK
    return (f"{above}\n\n{prose}" if page.opens_scene and prose else prose), told


def _foot(page: ReaderPage) -> str:
    """Say how much is left of the chapter and where the page stands, and at the end of what has
    dropped what is still to come.
    """
    if page.chapter_whole:
        where = _("page {page} of {pages}", page=page.number, pages=page.pages)
    else:
        where = _("page {page} of {pages} so far", page=page.number, pages=page.pages)
    line = f"{_left(page)} · {where} · {percent(page.percent)}"
    return joined([small(line), _after(page) if page.following is None else None])


def _left(page: ReaderPage) -> str:
    if page.minutes_left < 1:
        return _("under a minute left in this chapter")
    whole = round(page.minutes_left)
    if whole < 60:
        return several(
            "{count} min left in this chapter", "{count} min left in this chapter", whole
        )
    hours, rest = divmod(whole, 60)
    return _("{hours} h {minutes} min left in this chapter", hours=hours, minutes=rest)


def _after(page: ReaderPage) -> str | None:
    if page.last_of_story:
        return small(_("This is the last page: the story is complete."))
    match page.serial.state:
        case SerialState.RUNNING if page.next_at is not None:
            when = moment(page.next_at, "R")
            return small(_("That is all so far; the next instalment drops {when}.", when=when))
        case SerialState.PAUSED:
            return small(_("That is all so far; the serial is paused."))
        case SerialState.ENDED:
            return small(_("That is all: this serial has ended."))
        case _other:
            return small(_("That is all so far."))


def _turning(page: ReaderPage, *, notes_told: bool) -> Iterator[Item]:
    """Lay out the first row. Its buttons keep their places, but for who hears them one by one."""
    plain = page.preferences.plain
    serial, here = page.serial, page.page.spot
    if page.back is not None or not plain:
        yield PageButton.make(serial, page.back or here, "b", disabled=page.back is None)
    if page.following is not None:
        yield PageButton.make(serial, page.following, "n")
    elif page.ending is not None and not page.finished:
        yield DoneButton.make(serial.serial_id, page.ending.number)
    elif not plain:
        yield PageButton.make(serial, here, "n", disabled=True)
    if len(page.notes) == 1 and not notes_told:
        yield NoteButton.make(serial.serial_id, page.notes[0].note_id, _("Note"))
    elif not (plain and (notes_told or not page.notes)):
        yield PageNotesButton.make(page)
    # ContentsButton answers it, which builds upon this module.
    yield button(_("Contents"), f"f:contents:{serial.serial_id}")
    yield MarkButton.make(page)


def _elsewhere(page: ReaderPage) -> Iterator[Item]:
    """Lay out the second row: the ways to other places, and to be level soon."""
    serial = page.serial
    if page.furthest is not None:
        yield PageButton.make(serial, page.furthest, "f")
    if page.ending is not None and serial.discussion is not Discussion.OFF:
        yield TalkButton.make(serial.serial_id, page.ending.number)
    if page.message_id is not None:
        there = jump(serial.guild_id, serial.channel_id, page.message_id)
        yield link(_("In the channel"), there)
    if page.behind >= FAR_BEHIND:
        yield CatchUpButton.make(serial.serial_id)
