"""Readers' data: the question before it is deleted, and what is said after."""

import discord

from bot.services.mydata import Holdings
from bot.ui.answers import Interaction, services_of, turn
from bot.ui.clicks import Click
from bot.ui.dialogs import NeverMindButton
from bot.ui.layout import Layout, button, count, joined, row, text

EXPORT_SENTENCE = (
    "All I keep about you, in every server, with a word about each field. `/mydata delete` "
    "deletes it."
)

_NOTHING = "There is nothing to delete: I keep nothing about you. `/read` begins anew."


class DeleteButton(Click, template=r"f:mydata:delete"):
    """*Delete it all*. It says nothing of whom: it is always who presses it."""

    @classmethod
    def make(cls) -> "DeleteButton":
        """Make the button."""
        style = discord.ButtonStyle.danger
        return cls(button("Delete it all", "f:mydata:delete", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Delete it and say so in place of the question."""
        gone = await services_of(interaction).mydata.delete(interaction.user.id)
        await turn(interaction, deleted_view(gone))


def deletion_view(holdings: Holdings) -> Layout:
    """Lay out the question before everything kept about somebody is deleted."""
    if holdings.nothing:
        return Layout(text(_NOTHING))
    kept = [
        f"- your place in {count(holdings.places, 'serial')}, and that you have read "
        f"{count(holdings.marks, 'instalment')}"
        if holdings.places
        else None,
        f"- {count(holdings.drafts, 'draft')} that you have not confirmed"
        if holdings.drafts
        else None,
        f"- that you started {count(holdings.started, 'serial')}; they stay and go on"
        if holdings.started
        else None,
    ]
    return Layout(
        text("Delete all I keep about you, in every server? That is:"),
        text(joined(kept)),
        text("This can't be undone. `/mydata export` gives you a copy first."),
        row(DeleteButton.make(), NeverMindButton.make()),
    )


def deleted_view(gone: Holdings) -> Layout:
    """Lay out the word after everything kept about somebody was deleted, or nothing was left."""
    if gone.nothing:
        return Layout(text(_NOTHING))
    return Layout(
        text("Deleted: I keep nothing about you any more. `/read` begins anew whenever you like."),
        text(
            f"{count(gone.alive, 'serial')} that you started may still drop; if one is held up, I "
            "can't write to you about it any more. `/settings desk` names a channel for that."
        )
        if gone.alive
        else None,
    )
