"""What is said apart from stories: help, the welcome, and the way out of a question."""

from bot.language.speech import _
from bot.ui.answers import Interaction, turn
from bot.ui.clicks import Click
from bot.ui.layout import Layout, button, card, small, text

_READERS = """\
**Reading**
`/stories` lists what runs here and how far you are.
`/read` opens a private reader where you left off; Back and Next turn the pages. `/preferences` \
makes them shorter, or plain for screen readers.
`/footnote` answers a note privately, by its number or by words; the buttons under a passage do too.
`/search` finds where words stood, up to your place; `/quote` makes a card of a sentence or four.
`/progress` shows your place and what is left; `/board` shows who is where, of those who share it.
`/subscribe` sends you a story by private message, so much a day; `/reminders` tells you when you \
fall behind; `/subscriptions` lists and changes what you get.
Right-click or hold a passage, then **Apps**: *Footnotes in this passage* lists its notes, *Quote \
from this passage* its sentences.
`/mydata` gives you a file with all I keep about you, or deletes it.

Under the last passage of an instalment: *I've read this* keeps your place, *Discuss* leads to the \
thread, *Open my reader* opens the private reader. Nothing ever shows more than has dropped."""

_MODERATORS = """\
**Running a serial**
1. `/library add` takes in a manuscript (text, Markdown, web page, EPUB or Word) and shows you \
first what it made of it.
2. `/serial start` asks for the story, the channel, the days, the time and the time zone, and \
shows the whole calendar before anything is posted.
3. `/serial show` says how it stands and what is in the way; `pause`, `resume`, `skip` (a date, \
never text), `drop` (the next instalment now) and `end` do what they say.

`/library list`, `show`, `replace` (a new edition), `export` (a story as a file) and `remove` keep \
the library; `/serial list` shows what runs, `/serial stats` how it is read."""

_MANAGERS = """\
**Settings**
`/settings librarian` lets a role do all this; `/settings desk` names the channel where I tell \
moderators things; `/settings language` chooses what I speak in the channels."""

_WELCOME = """\
### Let's read something together
I post a story in a channel, piece by piece, open a discussion for each instalment, and keep \
every reader's place.

1. `/library add` with a manuscript: text, Markdown, a web page, EPUB or Word. I show you first \
how it will look.
2. `/serial start` with a channel, the days and the time. You see the whole calendar first.
3. `/settings desk` with a channel for moderators, where I say so if anything is in the way."""

_AS_IT_WAS = """\
I have been here before: stories, settings and every reader's place are as they were, and the \
serials that ran go on."""


class NeverMindButton(Click, template=r"f:cancel"):
    """*Never mind*, the way out of any question that keeps no draft."""

    @classmethod
    def make(cls) -> "NeverMindButton":
        """Make the button."""
        return cls(button(_("Never mind"), "f:cancel"))

    async def answer(self, interaction: Interaction) -> None:
        """Put a word in place of the question."""
        await turn(interaction, Layout(text(_("All right; nothing was changed."))))


def help_view(*, moderator: bool, manager: bool) -> Layout:
    """Lay out the help: readers see theirs, moderators both; a `manager` has Manage Server too."""
    return Layout(
        card(text(_(_MODERATORS)), text(_(_MANAGERS)) if manager else None) if moderator else None,
        card(text(_(_READERS))),
        None if moderator else text(small(_("Moderators see more here."))),
    )


def welcome_view(*, back: bool = False) -> Layout:
    """Lay out the message on joining a server, or on coming `back` to one within 30 days."""
    return Layout(
        card(text(_(_WELCOME)), text(small(_("`/help` has the rest.")))),
        text(_(_AS_IT_WAS)) if back else None,
    )
