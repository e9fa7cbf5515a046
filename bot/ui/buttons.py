"""All buttons, menus and forms there are, and the answer to those that are no more."""

import re
from collections.abc import Iterable

from discord.ext import commands

from bot.language.speech import _
from bot.ui.answers import Interaction, answer_error, log, say_sentence, without_words
from bot.ui.board import ShareButton, StopButton
from bot.ui.catching_up import CatchUpButton, CatchUpForm, PaceButton
from bot.ui.clicks import Click
from bot.ui.contents import (
    BookmarkMenu,
    BookmarksButton,
    ChapterMenu,
    ContentsButton,
    RangeMenu,
)
from bot.ui.correspondence import LettersButton
from bot.ui.dialogs import NeverMindButton
from bot.ui.finishing import DoneButton, TalkButton, UndoButton
from bot.ui.forms import Form, answer_form
from bot.ui.letters import ReadLetterButton
from bot.ui.library import RemoveButton
from bot.ui.mydata import DeleteButton
from bot.ui.notes import FoundMenu, NoteButton, NotesMenu, VeiledButton
from bot.ui.preferences import LengthButton, PlainButton, PreferencesButton
from bot.ui.progress import StoryMenu
from bot.ui.proof import (
    AddButton,
    ChangeButton,
    ChangeForm,
    DiscardButton,
    GoToButton,
    GoToForm,
    JumpMenu,
    RateButton,
    RateForm,
    TabButton,
    TurnButton,
)
from bot.ui.proposals import CalendarButton, ForgetButton, StartButton
from bot.ui.quote import (
    PostButton,
    QuoteButton,
    SentenceMenu,
    SentencesButton,
    TakeBackButton,
)
from bot.ui.rating import RateStoryButton, RateStoryForm
from bot.ui.reader import MarkButton, OpenButton, PageButton, PageNotesButton, ReturnButton
from bot.ui.reminders import NoRemindersButton
from bot.ui.replacement import ReplaceButton
from bot.ui.search import OpenAtButton, SearchButton
from bot.ui.serials import (
    AgainButton,
    DatesButton,
    EndButton,
    MissedButton,
    ThereButton,
)
from bot.ui.subscriptions import (
    ChangeLettersButton,
    GoOnButton,
    NextLetterButton,
    PauseButton,
    QuitButton,
    SubscribeForm,
)

__all__ = ["CLICKS", "StrangeClick", "answer_error", "register"]

CLICKS: tuple[type[Click], ...] = (
    AddButton,
    AgainButton,
    BookmarkMenu,
    BookmarksButton,
    CalendarButton,
    CatchUpButton,
    ChangeButton,
    ChangeLettersButton,
    ChapterMenu,
    ContentsButton,
    DatesButton,
    DeleteButton,
    DiscardButton,
    DoneButton,
    EndButton,
    ForgetButton,
    FoundMenu,
    GoOnButton,
    GoToButton,
    JumpMenu,
    LengthButton,
    LettersButton,
    MarkButton,
    MissedButton,
    NeverMindButton,
    NextLetterButton,
    NoRemindersButton,
    NoteButton,
    NotesMenu,
    OpenAtButton,
    OpenButton,
    PageButton,
    PageNotesButton,
    PlainButton,
    PostButton,
    PreferencesButton,
    QuoteButton,
    RangeMenu,
    RateButton,
    RateStoryButton,
    PaceButton,
    PauseButton,
    QuitButton,
    ReadLetterButton,
    RemoveButton,
    ReplaceButton,
    ReturnButton,
    SearchButton,
    SentenceMenu,
    SentencesButton,
    ShareButton,
    StartButton,
    StopButton,
    StoryMenu,
    TabButton,
    TakeBackButton,
    TalkButton,
    ThereButton,
    TurnButton,
    UndoButton,
    VeiledButton,
)
"""Every button and menu that messages are made with."""

FORMS: tuple[type[Form], ...] = (
    CatchUpForm,
    ChangeForm,
    GoToForm,
    RateForm,
    RateStoryForm,
    SubscribeForm,
)
"""Every form that a button or a command opens."""


def _unclaimed(clicks: Iterable[type[Click]]) -> re.Pattern[str]:
    """Return a pattern of the custom_ids that no other matches: discord.py asks all of them."""
    claimed = "|".join(click.pattern() for click in clicks)
    # A line's end counts as a letter after the look ahead alone: theirs has none.
    return re.compile(rf"(?!(?:{claimed})\Z)(?s:.*)")


class StrangeClick(Click, template=_unclaimed(CLICKS)):
    """A component that nothing else knows: of an older version, or of somebody's making."""

    async def answer(self, interaction: Interaction) -> None:
        """Say so, and what works instead."""
        log.info("An unknown component was clicked: %r", without_words(self.custom_id))
        await say_sentence(
            interaction,
            _(
                "This button is from an older message and does nothing any more. `/read` opens "
                "your reader, `/help` lists the rest."
            ),
        )


def register(client: commands.Bot) -> None:
    """Have a client answer all clicks and forms, those of earlier runs included."""
    client.add_dynamic_items(*CLICKS, StrangeClick)
    client.add_listener(_answer_form, "on_interaction")


async def _answer_form(interaction: Interaction) -> None:
    await answer_form(interaction, FORMS)
