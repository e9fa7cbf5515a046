"""Readers' data: the question before it is deleted, and what is said after."""

from collections.abc import Iterator

import discord

from bot.language.speech import _, several
from bot.services.mydata import Holdings
from bot.ui.answers import Interaction, services_of, turn
from bot.ui.clicks import Click
from bot.ui.dialogs import NeverMindButton
from bot.ui.layout import Layout, button, joined, row, text

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
        return cls(button(_("Delete it all"), "f:mydata:delete", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Delete it and say so in place of the question."""
        gone = await services_of(interaction).mydata.delete(interaction.user.id)
        await turn(interaction, deleted_view(gone))


def deletion_view(holdings: Holdings) -> Layout:
    """Lay out the question before everything kept about somebody is deleted."""
    if holdings.nothing:
        return Layout(text(_(_NOTHING)))
    return Layout(
        text(_("Delete all I keep about you, in every server? That is:")),
        text(joined(_kept(holdings))),
        text(_("This can't be undone. `/mydata export` gives you a copy first.")),
        row(DeleteButton.make(), NeverMindButton.make()),
    )


def deleted_view(gone: Holdings) -> Layout:
    """Lay out the word after everything kept about somebody was deleted, or nothing was left."""
    if gone.nothing:
        return Layout(text(_(_NOTHING)))
    return Layout(
        text(
            _("Deleted: I keep nothing about you any more. `/read` begins anew whenever you like.")
        ),
        text(
            several(
                "{count} serial that you started may still drop; if one is held up, I can't write "
                "to you about it any more. `/settings desk` names a channel for that.",
                "{count} serials that you started may still drop; if one is held up, I can't write "
                "to you about it any more. `/settings desk` names a channel for that.",
                gone.alive,
            )
        )
        if gone.alive
        else None,
    )


def _kept(holdings: Holdings) -> Iterator[str]:
    """List what is kept about somebody, a line each."""
    if holdings.places:
        yield _(
            "- your place in {serials}, and that you have read {instalments}",
            serials=several("{count} serial", "{count} serials", holdings.places),
            instalments=several("{count} instalment", "{count} instalments", holdings.marks),
        )
    if holdings.bookmarks:
        yield several("- {count} bookmark", "- {count} bookmarks", holdings.bookmarks)
    if holdings.preferences:
        yield _("- how you like to read")
    if holdings.discussions:
        yield several(
            "- that I let you into {count} discussion; you stay in it",
            "- that I let you into {count} discussions; you stay in them",
            holdings.discussions,
        )
    if holdings.drafts:
        yield several(
            "- {count} draft that you have not confirmed",
            "- {count} drafts that you have not confirmed",
            holdings.drafts,
        )
    if holdings.started:
        yield several(
            "- that you started {count} serial; they stay and go on",
            "- that you started {count} serials; they stay and go on",
            holdings.started,
        )
    if holdings.sharing:
        yield several(
            "- that you share your place with the members of {count} server",
            "- that you share your place with the members of {count} servers",
            holdings.sharing,
        )
    yield from _written_to(holdings)


def _written_to(holdings: Holdings) -> Iterator[str]:
    """List what is kept about what I write to somebody."""
    if holdings.subscriptions:
        yield several(
            "- that I write to you about {count} story; I stop that",
            "- that I write to you about {count} stories; I stop that",
            holdings.subscriptions,
        )
    if holdings.letters_ended:
        yield several(
            "- that you had letters of {count} story asked for in an age-restricted channel; their "
            "buttons stop working",
            "- that you had letters of {count} stories asked for in an age-restricted channel; "
            "their buttons stop working",
            holdings.letters_ended,
        )
    if holdings.reminded:
        yield _("- when I last reminded you; kept for a day")
