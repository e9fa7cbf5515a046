"""The buttons that end an instalment: *I've read this*, *Not yet* and *Discuss*."""

import discord

from bot.language.speech import _, several
from bot.services.reading import Finished
from bot.services.views import DiscussionLink
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import Layout, button, jump, link, row, text


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
        return cls(button(_("Not yet"), f"f:undo:{serial}:{instalment}"))

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
        return cls(button(_("Discuss"), f"f:talk:{serial}:{instalment}"))

    async def answer(self, interaction: Interaction) -> None:
        """Answer with the way to the thread."""
        serial, instalment = self.numbers
        found = await services_of(interaction).serials.discussion(
            viewer_of(interaction), serial, instalment
        )
        await say(interaction, discussion_view(found))


def finished_view(finished: Finished) -> Layout:
    """Lay out the answer to *I've read this*."""
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
        text(f"{noted} {others}"),
        row(UndoButton.make(finished.serial.serial_id, finished.instalment.number)),
    )


def undone_view(undone: Finished) -> Layout:
    """Lay out the answer to *Not yet*."""
    if undone.again:
        said = _("There was nothing to take back; your place stays where you are now.")
    elif undone.moved:
        said = _("Taken back; your place is where it was before.")
    else:
        said = _("Taken back; your place stays where you are now.")
    return Layout(
        text(said),
        row(DoneButton.make(undone.serial.serial_id, undone.instalment.number)),
    )


def discussion_view(found: DiscussionLink) -> Layout:
    """Lay out the way to a discussion."""
    if found.thread_id is None and found.coming:
        return Layout(text(_("It opens after the instalment's last passage.")))
    if found.thread_id is None:
        return Layout(text(_("No discussion was opened for this instalment.")))
    return Layout(
        text(_("The discussion is in {thread}.", thread=f"<#{found.thread_id}>")),
        row(link(_("Open the discussion"), jump(found.guild_id, found.thread_id))),
    )
