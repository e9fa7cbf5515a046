"""The private reader, and the buttons that end an instalment."""

import discord
from discord import ui

from bot.domain.reading_time import in_words
from bot.domain.serial import Serial, SerialState
from bot.services.reading import Finished, Progress, ReaderPage
from bot.services.views import DiscussionLink
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    TEXT_LIMIT,
    Layout,
    button,
    card,
    chapter_name,
    count,
    joined,
    jump,
    link,
    listed,
    moment,
    row,
    small,
    text,
    titled,
    told_apart,
)
from bot.ui.notes import note_rows

BAR_LENGTH = 20


class OpenButton(Click, template=f"f:open:{ID}"):
    """*Open my reader*."""

    @classmethod
    def make(cls, serial: int) -> "OpenButton":
        """Make the button."""
        return cls(button("Open my reader", f"f:open:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open the private reader at the reader's place."""
        (serial,) = self.numbers
        page = await services_of(interaction).reading.open(viewer_of(interaction), serial)
        await say(interaction, reader_view(page))


class PageButton(Click, template=f"f:page:{ID}:{ID}:{ID}:([bn])"):
    """Back and Next. The numbers are the serial, its edition and the passage to open; the letter
    keeps the two apart.
    """

    @classmethod
    def make(cls, serial: Serial, passage: int, way: str, *, disabled: bool) -> "PageButton":
        """Make Back (`way` "b") or Next ("n") to a passage."""
        label = "Back" if way == "b" else "Next"
        state = f"{serial.serial_id}:{serial.edition_id}:{passage}:{way}"
        return cls(button(label, f"f:page:{state}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Turn the page in the same private message."""
        serial, edition, passage = self.numbers
        reading = services_of(interaction).reading
        viewer = viewer_of(interaction)
        page = await reading.open(viewer, serial, passage, edition_id=edition)
        await turn(interaction, reader_view(page))


class DoneButton(Click, template=f"f:done:{ID}:{ID}"):
    """*I've read this*."""

    @classmethod
    def make(
        cls,
        serial: int,
        instalment: int,
        *,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    ) -> "DoneButton":
        """Make the button of an instalment."""
        return cls(button("I've read this", f"f:done:{serial}:{instalment}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Record it and say how many have read it."""
        serial, instalment = self.numbers
        finished = await services_of(interaction).reading.finish(
            viewer_of(interaction), serial, instalment
        )
        await turn(interaction, finished_view(finished))


class UndoButton(Click, template=f"f:undo:{ID}:{ID}"):
    """*Not yet*: takes *I've read this* back."""

    @classmethod
    def make(cls, serial: int, instalment: int) -> "UndoButton":
        """Make the button of an instalment."""
        return cls(button("Not yet", f"f:undo:{serial}:{instalment}"))

    async def answer(self, interaction: Interaction) -> None:
        """Undo it and say so in the same private message."""
        serial, instalment = self.numbers
        undone = await services_of(interaction).reading.unfinish(
            viewer_of(interaction), serial, instalment
        )
        await turn(interaction, undone_view(undone))


class TalkButton(Click, template=f"f:talk:{ID}:{ID}"):
    """*Discuss*."""

    @classmethod
    def make(cls, serial: int, instalment: int) -> "TalkButton":
        """Make the button of an instalment."""
        return cls(button("Discuss", f"f:talk:{serial}:{instalment}"))

    async def answer(self, interaction: Interaction) -> None:
        """Answer with the way to the thread."""
        serial, instalment = self.numbers
        found = await services_of(interaction).serials.discussion(
            viewer_of(interaction), serial, instalment
        )
        await say(interaction, discussion_view(found))


def reader_view(page: ReaderPage) -> Layout:
    """Lay out a page of the private reader."""
    serial, passage = page.serial.serial_id, page.passage
    head = small(f"{titled(page.serial.title)} · {chapter_name(page.heading)}")
    foot = _foot(page)
    prose = markdown.render_scenes(passage.scenes)
    room = TEXT_LIMIT - markdown.length(prose) - markdown.length(foot)
    return Layout(
        text(head if markdown.length(head) <= room else small(chapter_name(page.heading))),
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


def finished_view(finished: Finished) -> Layout:
    """Lay out the answer to *I've read this*."""
    if finished.again:
        noted = "You had noted this already."
    elif finished.moved:
        noted = "Noted; your place is kept."
    else:
        noted = "Noted; your place stays where you are now."
    if finished.readers <= 1:
        others = "Nobody else has yet." if finished.again else "You are the first to have read it."
    else:
        others = f"{finished.readers:,} readers have read it, you among them."
    return Layout(
        text(f"{noted} {others}"),
        row(UndoButton.make(finished.serial.serial_id, finished.instalment.number)),
    )


def undone_view(undone: Finished) -> Layout:
    """Lay out the answer to *Not yet*."""
    if undone.again:
        said = "There was nothing to take back; your place stays where you are now."
    elif undone.moved:
        said = "Taken back; your place is where it was before."
    else:
        said = "Taken back; your place stays where you are now."
    return Layout(
        text(said),
        row(DoneButton.make(undone.serial.serial_id, undone.instalment.number)),
    )


def discussion_view(found: DiscussionLink) -> Layout:
    """Lay out the way to a discussion."""
    if found.thread_id is None and found.coming:
        return Layout(text("It opens after the instalment's last passage."))
    if found.thread_id is None:
        return Layout(text("No discussion was opened for this instalment."))
    return Layout(
        text(f"The discussion is in <#{found.thread_id}>."),
        row(link("Open the discussion", jump(found.guild_id, found.thread_id))),
    )


def progress_view(progress: Progress) -> Layout:
    """Lay out how far somebody is, with a bar."""
    return Layout(
        card(
            text(f"### {titled(progress.serial.title, progress.serial.author)}"),
            text(f"{bar(progress.percent)} {percent(progress.percent)} of the story"),
            text(joined(_progress_lines(progress))),
            row(OpenButton.make(progress.serial.serial_id)) if progress.dropped else None,
        )
    )


def shelf_view(shelf: list[Progress]) -> Layout:
    """Lay out the stories that somebody can read here, with how far they are in each."""
    if not shelf:
        return Layout(
            text("No story runs here yet. Moderators start one with `/serial start`."),
        )
    names = told_apart(
        [
            f"{titled(one.serial.title, one.serial.author)} in <#{one.serial.channel_id}>"
            for one in shelf
        ],
        [one.serial.serial_id for one in shelf],
    )
    entries = [
        joined([name, f"{bar(one.percent)} {percent(one.percent)} · {_left(one)}", _outlook(one)])
        for name, one in zip(names, shelf, strict=True)
    ]
    opened = [one for one in shelf if one.dropped]
    alone = len(shelf) == 1 and bool(opened)
    return Layout(
        text("### Stories"),
        text(listed(entries, TEXT_LIMIT - 200)),
        row(OpenButton.make(opened[0].serial.serial_id)) if alone else None,
        text(small("`/read` opens any of them where you are.")) if opened and not alone else None,
    )


def bar(share: float) -> str:
    """Draw a share of 100 as a bar; it is full only at the very end, and empty at the start."""
    full = int(share / 100 * BAR_LENGTH)
    if share > 0 and not full:
        full = 1
    return "▰" * full + "▱" * (BAR_LENGTH - full)


def percent(share: float) -> str:
    """Say a share of 100 in whole per cent; 100 only when nothing is left."""
    return f"{min(round(share), 99) if share < 100 else 100} %"


def _progress_lines(progress: Progress) -> list[str | None]:
    if not progress.dropped:
        return ["Nothing has dropped yet.", _outlook(progress)]
    if not progress.passage:
        place = "You have not begun."
    else:
        name = chapter_name(progress.heading) if progress.heading else ""
        place = f"You are at passage {progress.passage:,} of {progress.total:,}"
        place += f", {name}." if name else "."
    return [place, f"{_left(progress).capitalize()}.", _outlook(progress)]


def _left(progress: Progress) -> str:
    if not progress.dropped:
        return "nothing has dropped yet"
    if progress.passage >= progress.total:
        return "you have read it all"
    if not progress.passages_left:
        return "you have read all that has dropped"
    left = count(progress.passages_left, "passage")
    return f"{left} to read so far, {in_words(progress.minutes_left)}"


def _outlook(progress: Progress) -> str | None:
    """Say what is still to come, with a date only where one is sure."""
    match progress.serial.state:
        case SerialState.RUNNING if progress.next_at is not None:
            return small(f"The next instalment drops {moment(progress.next_at, 'R')}.")
        case SerialState.PAUSED:
            return small("It is paused: nothing drops until a moderator resumes it.")
        case SerialState.ENDED if progress.dropped < progress.total:
            return small("This serial has ended: nothing more drops.")
        case SerialState.FINISHED if progress.passage < progress.total:
            return small("The story is complete: all of it has dropped.")
        case _:
            return None


def _foot(page: ReaderPage) -> str:
    """Say where a page stands and, at the end of what has dropped, what is still to come."""
    number, dropped = page.passage.number, page.dropped
    far = f"{dropped:,} so far" if dropped < page.total else f"{page.total:,}"
    where = f"Passage {number:,} of {far} · {percent(page.percent)} of the story"
    return joined([small(where), _after(page) if number >= dropped else None])


def _after(page: ReaderPage) -> str | None:
    serial = page.serial
    if page.passage.number >= page.total:
        return small("This is the last passage: the story is complete.")
    match serial.state:
        case SerialState.RUNNING if serial.next_at is not None:
            when = moment(serial.next_at, "R")
            return small(f"That is all so far; the next instalment drops {when}.")
        case SerialState.PAUSED:
            return small("That is all so far; the serial is paused.")
        case SerialState.ENDED:
            return small("That is all: this serial has ended.")
        case _:
            return small("That is all so far.")


def _original(serial: Serial, message_id: int | None) -> ui.Button[ui.LayoutView] | None:
    if message_id is None:
        return None
    return link("In the channel", jump(serial.guild_id, serial.channel_id, message_id))
