"""All that a member can press, type or send in, and whom it is for.

The tables are checked against the command tree and the registry of buttons and forms: a new one
that stands in no table fails the tests that walk them.
"""

import re
from collections.abc import Iterator
from enum import Enum

from discord import app_commands
from discord.ext import commands

from bot.ui import (
    board,
    catching_up,
    contents,
    correspondence,
    dialogs,
    finishing,
    forms,
    letters,
    library,
    mydata,
    notes,
    preferences,
    progress,
    proof,
    proposals,
    quote,
    rating,
    reader,
    reminders,
    replacement,
    search,
    serials,
    subscriptions,
)
from bot.ui.buttons import CLICKS, FORMS
from bot.ui.clicks import Click

Leaf = app_commands.Command[commands.Cog, ..., None]


class Whose(Enum):
    """Whom a surface is for."""

    READERS = "every member"
    MODERATORS = "who has Manage Server, or the librarian role"
    MANAGERS = "who has Manage Server"


COMMANDS = {
    "board": Whose.READERS,
    "footnote": Whose.READERS,
    "help": Whose.READERS,
    "mydata delete": Whose.READERS,  # their own data alone
    "mydata export": Whose.READERS,
    "preferences": Whose.READERS,  # their own alone
    "progress": Whose.READERS,
    "quote": Whose.READERS,
    "read": Whose.READERS,
    "search": Whose.READERS,
    "reminders": Whose.READERS,
    "stories": Whose.READERS,
    "subscribe": Whose.READERS,
    "subscriptions": Whose.READERS,  # their own alone
    "library add": Whose.MODERATORS,
    "library export": Whose.MODERATORS,
    "library list": Whose.MODERATORS,
    "library remove": Whose.MODERATORS,
    "library replace": Whose.MODERATORS,
    "library show": Whose.MODERATORS,
    "serial drop": Whose.MODERATORS,
    "serial end": Whose.MODERATORS,
    "serial list": Whose.MODERATORS,
    "serial pause": Whose.MODERATORS,
    "serial resume": Whose.MODERATORS,
    "serial show": Whose.MODERATORS,
    "serial skip": Whose.MODERATORS,
    "serial stats": Whose.MODERATORS,
    "serial start": Whose.MODERATORS,
    "settings desk": Whose.MANAGERS,
    "settings language": Whose.MANAGERS,
    "settings librarian": Whose.MANAGERS,
}
MENUS = {
    "Footnotes in this passage": Whose.READERS,
    "Quote from this passage": Whose.READERS,
}
BUTTONS: dict[type[Click], Whose] = {
    board.ShareButton: Whose.READERS,
    board.StopButton: Whose.READERS,
    dialogs.NeverMindButton: Whose.READERS,  # says a word and does nothing
    mydata.DeleteButton: Whose.READERS,
    notes.FoundMenu: Whose.READERS,
    notes.NoteButton: Whose.READERS,
    notes.NotesMenu: Whose.READERS,
    notes.VeiledButton: Whose.READERS,
    finishing.DoneButton: Whose.READERS,
    contents.BookmarkMenu: Whose.READERS,
    contents.BookmarksButton: Whose.READERS,
    contents.ChapterMenu: Whose.READERS,
    contents.ContentsButton: Whose.READERS,
    contents.RangeMenu: Whose.READERS,
    preferences.LengthButton: Whose.READERS,
    preferences.PlainButton: Whose.READERS,
    preferences.PreferencesButton: Whose.READERS,
    progress.StoryMenu: Whose.READERS,
    reader.MarkButton: Whose.READERS,
    reader.OpenButton: Whose.READERS,
    reader.PageButton: Whose.READERS,
    reader.PageNotesButton: Whose.READERS,
    reader.ReturnButton: Whose.READERS,
    search.OpenAtButton: Whose.READERS,
    search.SearchButton: Whose.READERS,
    quote.PostButton: Whose.READERS,
    quote.QuoteButton: Whose.READERS,
    quote.SentenceMenu: Whose.READERS,
    quote.SentencesButton: Whose.READERS,
    quote.TakeBackButton: Whose.READERS,  # what is theirs; moderators take back any
    finishing.TalkButton: Whose.READERS,
    finishing.UndoButton: Whose.READERS,
    catching_up.CatchUpButton: Whose.READERS,
    catching_up.PaceButton: Whose.READERS,
    letters.ReadLetterButton: Whose.READERS,
    correspondence.LettersButton: Whose.READERS,  # their own alone
    subscriptions.ChangeLettersButton: Whose.READERS,
    subscriptions.GoOnButton: Whose.READERS,
    subscriptions.NextLetterButton: Whose.READERS,
    subscriptions.PauseButton: Whose.READERS,  # their own alone
    reminders.NoRemindersButton: Whose.READERS,  # their own alone
    subscriptions.QuitButton: Whose.READERS,  # likewise
    library.RemoveButton: Whose.MODERATORS,
    proof.AddButton: Whose.MODERATORS,
    proof.ChangeButton: Whose.MODERATORS,
    proof.DiscardButton: Whose.MODERATORS,
    proof.GoToButton: Whose.MODERATORS,
    proof.JumpMenu: Whose.MODERATORS,
    proof.RateButton: Whose.MODERATORS,
    proof.TabButton: Whose.MODERATORS,
    proof.TurnButton: Whose.MODERATORS,
    proposals.CalendarButton: Whose.MODERATORS,
    proposals.ForgetButton: Whose.MODERATORS,
    proposals.StartButton: Whose.MODERATORS,
    rating.RateStoryButton: Whose.MODERATORS,
    replacement.ReplaceButton: Whose.MODERATORS,
    serials.AgainButton: Whose.MODERATORS,
    serials.DatesButton: Whose.MODERATORS,
    serials.EndButton: Whose.MODERATORS,
    serials.MissedButton: Whose.MODERATORS,
    serials.ThereButton: Whose.MODERATORS,
}
SHEETS: dict[type[forms.Form], Whose] = {
    catching_up.CatchUpForm: Whose.READERS,
    subscriptions.SubscribeForm: Whose.READERS,
    proof.ChangeForm: Whose.MODERATORS,
    proof.GoToForm: Whose.MODERATORS,
    proof.RateForm: Whose.MODERATORS,
    rating.RateStoryForm: Whose.MODERATORS,
}
"""The forms that buttons and commands open."""


def leaves(tree: app_commands.CommandTree[commands.Bot]) -> Iterator[Leaf]:
    """All slash commands that can be given."""
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command


def menus(tree: app_commands.CommandTree[commands.Bot]) -> list[app_commands.ContextMenu]:
    """All entries of the Apps menus of messages and of members."""
    return [item for item in tree.get_commands() if isinstance(item, app_commands.ContextMenu)]


def button_of(custom_id: str) -> type[Click] | None:
    """The button or menu that answers to a custom_id; None for what is strange."""
    return next((click for click in CLICKS if re.fullmatch(click.pattern(), custom_id)), None)


def sheet_of(custom_id: str) -> type[forms.Form] | None:
    """The form that answers to a custom_id; None for what is strange."""
    return next((form for form in FORMS if re.fullmatch(form.template, custom_id)), None)


def whose_button(custom_id: str) -> Whose:
    """Whom a button or menu is for."""
    click = button_of(custom_id)
    assert click is not None, custom_id
    return BUTTONS[click]


def whose_sheet(custom_id: str) -> Whose:
    """Whom a form is for."""
    form = sheet_of(custom_id)
    assert form is not None, custom_id
    return SHEETS[form]
