"""The buttons that end an instalment: *I've read this*, *Not yet* and *Discuss*."""

import discord

from bot.domain.serial import Discussion, Gate
from bot.language.speech import _, several
from bot.services.discussions import Step, Way
from bot.services.reading import Finished
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, say, services_of, take_time, turn
from bot.ui.clicks import ID, Click, siblings
from bot.ui.layout import Layout, button, joined, row, text
from bot.ui.ways import barred, entrance, on_the_way


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
        return cls(button(_("I've read this"), f"f:done:{serial}:{instalment}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Record it, say how many have read it, and let them in behind a gate.

        A page of the reader stays beside the answer.
        """
        serial, instalment = self.numbers
        viewer, services = await viewer_for(interaction, serial), services_of(interaction)
        finished = await services.reading.finish(viewer, serial, instalment)
        way = None
        if finished.serial.gate is Gate.AFTER_READING:
            await take_time(interaction)
            way = await services.discussions.way(viewer, serial, instalment)
            way = await services.discussions.enter(viewer, way)
        in_reader = siblings(interaction, "f:mark:") > 0
        await (say if in_reader else turn)(interaction, finished_view(finished, way))


class UndoButton(Click, template=f"f:undo:{ID}:{ID}"):
    """*Not yet*: takes *I've read this* back."""

    @classmethod
    def make(cls, serial: int, instalment: int) -> "UndoButton":
        """Make the button of an instalment."""
        return cls(button(_("Not yet"), f"f:undo:{serial}:{instalment}"))

    async def answer(self, interaction: Interaction) -> None:
        """Undo it and say so in the same private message."""
        serial, instalment = self.numbers
        undone = await services_of(interaction).reading.unfinish(
            await viewer_for(interaction, serial), serial, instalment
        )
        await turn(interaction, undone_view(undone))


class TalkButton(Click, template=f"f:talk:{ID}:{ID}"):
    """*Discuss*."""

    @classmethod
    def make(cls, serial: int, instalment: int) -> "TalkButton":
        """Make the button of an instalment."""
        return cls(button(_("Discuss"), f"f:talk:{serial}:{instalment}"))

    async def answer(self, interaction: Interaction) -> None:
        """Answer with the way to the thread, which is opened again first if it was put away."""
        serial, instalment = self.numbers
        viewer = await viewer_for(interaction, serial)
        discussions = services_of(interaction).discussions
        way = await discussions.way(viewer, serial, instalment)
        if way.step is Step.DOOR:
            await take_time(interaction)
            way = await discussions.enter(viewer, way)
        await say(interaction, way_view(way))


def finished_view(finished: Finished, way: Way | None = None) -> Layout:
    """Lay out the answer to *I've read this*; `way` leads to a discussion behind a gate."""
    if finished.again:
        noted = _("You had noted this already.")
    elif finished.moved:
        noted = _("Noted; your place is kept.")
    else:
        noted = _("Noted; your place stays where you are now.")
    if finished.readers <= 1:
        others = (
            _("Nobody else has yet.") if finished.again else _("You are the first to have read it.")
        )
    else:
        others = several(
            "{count} reader has read it, you among them.",
            "{count} readers have read it, you among them.",
            finished.readers,
        )
    return Layout(
        text(joined([f"{noted} {others}", *(_admitted(finished, way) if way else ())])),
        row(
            UndoButton.make(finished.serial.serial_id, finished.instalment.number),
            entrance(way) if way else None,
        ),
    )


def _admitted(finished: Finished, way: Way) -> list[str | None]:
    """Say into which discussions somebody is let who has read an instalment."""
    earlier = sum(number != way.opened_with for number in finished.admitted)
    chapter = way.serial.discussion is Discussion.CHAPTER
    theirs: str | None = None
    match way.step:
        case Step.THERE:
            theirs = _("Its discussion is open to you: {thread}", thread=f"<#{way.thread_id}>")
        case Step.COMING if chapter:
            theirs = _("The chapter's discussion opens after its last part.")
        case Step.UNREAD:
            theirs = _("The chapter's discussion opens to you once you have read its last part.")
        case Step.COMING | Step.SOON:
            theirs = _("You are let into its discussion in a moment.")
        case Step.BARRED:
            theirs = barred()
    return [
        theirs,
        several(
            "You are let into the discussion before it, too; it appears in a moment.",
            "You are let into {count} earlier discussions, too; they appear one after the other.",
            earlier,
        )
        if earlier
        else None,
    ]


def undone_view(undone: Finished) -> Layout:
    """Lay out the answer to *Not yet*."""
    if undone.again:
        said = _("There was nothing to take back; your place stays where you are now.")
    elif undone.moved:
        said = _("Taken back; your place is where it was before.")
    else:
        said = _("Taken back; your place stays where you are now.")
    stays = _("You stay in its discussion; leave the thread if you would rather not see it yet.")
    return Layout(
        text(joined([said, stays if undone.inside else None])),
        row(DoneButton.make(undone.serial.serial_id, undone.instalment.number)),
    )


def way_view(way: Way) -> Layout:
    """Lay out the way to a discussion."""
    unread = way.step is Step.UNREAD
    done = DoneButton.make(way.serial.serial_id, way.opened_with) if unread else None
    return Layout(text(on_the_way(way)), row(done, entrance(way)))
