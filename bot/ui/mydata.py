"""Readers' data: the file with all of it, the question before it is deleted, and the word after."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

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

_ABOUT = (
    "All that Feuilleton keeps about you, in every server. Times are UTC. Titles stand here only "
    "where you can see the channel now, and never for adult stories. Words like running are the "
    "same in every language, so that programs can go by them; what each means stands with its "
    "field. /mydata delete deletes it all."
)
_FIELDS = {
    "user": "your id with Discord",
    "made": "when this file, or what it stands with, was made",
    "places": "how far you are in each serial that you opened",
    "subscriptions": "what I send you by private message, with how you asked for it",
    "letters_ended": "what I sent you by private message until it ended, where you had asked for "
    "it in an age-restricted channel: the buttons under it go on working",
    "serials_started": "the serials that you set running; I write to you if one is held up and "
    "the server has set no channel for that",
    "drafts": "what I showed you and you have not confirmed; kept for a day. What is in it belongs "
    "to the server and stands in the message that has the button",
    "sharing": "the servers whose members you let see how far you are",
    "since": "since when you do",
    "serial": "the number of the serial",
    "server": "the id of the server where it is",
    "channel": "the id of the channel where the serial runs",
    "title": "the story's title, where you can see it",
    "furthest_passage": "the furthest passage that you saw the end of, counted from 1; 0 for none",
    "furthest_page": "how many letters of the passage after that you were shown",
    "next_passage": "the passage that opens next",
    "next_page": "how many letters of that passage stand before the page that opens",
    "moved": "when your place changed last",
    "read": "the instalments under which you pressed “I've read this”",
    "discussions": "the discussions into which I let you, or will, because you have read what they "
    "are about",
    "thread": "the id of the thread where you were let in; empty while you wait",
    "instalment": "the number of the instalment",
    "last_passage": "its last passage",
    "next_passage_before": "what opened next before you pressed",
    "pressed": "when you pressed it, where that is known",
    "bookmarks": "the pages that you marked",
    "passage": "the passage that you marked, counted from 1",
    "letters": "how many letters of it stand before the page",
    "reminded": "when I last reminded you of anything; kept for a day, so that it is once a day "
    "at most",
    "preferences": "how you like to read, where you have set it",
    "pages": "long pages, or short ones",
    "plain": "whether pages are for a screen reader, with the notes in the text",
    "started": "when you started it, or asked for it",
    "state": "whether it is running, paused, away (I was taken out of the server), finished or "
    "ended; what I send you is active, paused, or held because I can't send it",
    "kind": "of a draft, what was to be confirmed: story, to be added or replaced; serial, to be "
    "started; quote, to be posted. Of what I send you: letters, or reminders",
    "time": "the time of your day at which I write",
    "timezone": "whose time that is",
    "amount": "how much I send at once",
    "count": "how many of its units that is",
    "unit": "what it is counted in: chapter, scene, passages, or minutes",
    "language": "the language I write in, which was that of your Discord",
    "private_channel": "the id of our private messages",
    "age_restricted": "whether you asked for it in an age-restricted channel",
    "next": "when the next letter is due",
    "last_passage_sent": "the last passage that I sent you; of reminders, the last that had "
    "dropped when I looked",
    "sent": "how many letters or reminders there were",
    "messages_kept": "how many messages of the last letter I know of; earlier ones are forgotten",
    "file_bytes": "the size of the file that you sent with it, which is kept as you sent it",
}


def export_file(kept: Mapping[str, Any]) -> bytes:
    """Write all that is kept about somebody as JSON, with a word about each field."""
    fields = {name: _(_FIELDS[name]) for name in _FIELDS}
    written = {"about": _(_ABOUT), "fields": fields, **kept}
    return json.dumps(written, ensure_ascii=False, indent=2).encode()


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
