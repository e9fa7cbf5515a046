"""Whatever a manuscript or a member puts into a message of ours, the message stays ours.

Every layout is made twice: with a harmless word wherever a text of somebody's stands, and with a
hostile one. Read as Discord reads it, the second has to be the first with other letters: in the
same places, in the same style, taken for nothing more.
"""

import dataclasses
import inspect
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module
from itertools import chain
from typing import Any

import pytest
from discord import ui
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import bot.ui
from bot.domain.delivery import State
from bot.domain.pages import Preferences, Spot
from bot.domain.subscription import SubscriptionState
from bot.services.correspondence import Received
from bot.services.discussions import Step
from bot.services.library import Removal
from bot.services.mydata import Holdings
from bot.services.ports import ClosingContent, DeskNote, GreetingContent, MostAsked, ReminderContent
from bot.ui import (
    board,
    catching_up,
    contents,
    correspondence,
    desk,
    dialogs,
    finishing,
    letters,
    library,
    mydata,
    notes,
    overview,
    passage,
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
    statistics,
    subscriptions,
)
from bot.ui.proofpages import Tab
from tests.ui import samples
from tests.ui.discordish import Letter, parse
from tests.ui.test_markdown import HOSTILE, visible

EXAMPLES = settings().max_examples // 3
"""There are many layouts."""
HARMLESS = "Quexal"
NUMBER_ALONE = re.compile(r"(?:\d+|[ivxlc]+)\.*", re.IGNORECASE)
NAME_CUT = re.compile(r"…(?: \(no\. \d+\))?$")
FREE = {
    *("author", "definition", "file_name", "label", "language", "message", "sentence", "summary"),
    *("text", "title", "warnings", "word", "words"),
}
"""The fields that hold what somebody wrote, in whatever stands in a layout."""
OURS: dict[type, set[str]] = {DeskNote: {"text"}}

UNSEEN = {
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
}
"""Control letters, and those that turn the direction of writing."""

hostile = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join),
    st.text("\\*_~|`[]()<>#@:-+=.1 \nab&;/!?", min_size=1, max_size=24),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12),
).map(lambda text: text[:40])


def dressed(thing: Any, word: str) -> Any:
    """Put a word into every field, however deep, that holds what somebody wrote."""
    if isinstance(thing, tuple):
        return tuple(dressed(one, word) for one in thing)
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return thing
    free = FREE - OURS.get(type(thing), set())
    changed = {
        field.name: _filled(getattr(thing, field.name), word)
        if field.name in free
        else dressed(getattr(thing, field.name), word)
        for field in dataclasses.fields(thing)
        if field.init
    }
    return dataclasses.replace(thing, **changed)


def _filled(value: Any, word: str) -> Any:
    if isinstance(value, str):
        return word
    if isinstance(value, tuple):
        return tuple(word if isinstance(one, str) else dressed(one, word) for one in value)
    return dressed(value, word)


Made = Callable[[str], ui.LayoutView]


def _posted(content: Any) -> Made:
    return lambda word: passage.posting_view(samples.posting(dressed(content, word)))


def _lettered(content: Any) -> Made:
    return lambda word: passage.posting_view(samples.lettered(dressed(content, word)))


def _of(view: Callable[..., ui.LayoutView], *given: Any, **named: Any) -> Made:
    def made(word: str) -> ui.LayoutView:
        worn = {name: dressed(one, word) for name, one in named.items()}
        return view(*[_worn(one, word) for one in given], **worn)

    return made


def _worn(thing: Any, word: str) -> Any:
    return (
        [dressed(one, word) for one in thing] if isinstance(thing, list) else dressed(thing, word)
    )


TROUBLES = (samples.trouble(), samples.trouble(2, state=State.FAILED))
GREETING = GreetingContent("T", samples.HEADING, 1, 2, whole_chapter=False, last=False)
CLOSING = ClosingContent(
    "T", "A", 1_300, 14, 3, discussions=True, days=14, asked=MostAsked("1", "W", 12)
)
HELD = Holdings(places=1, marks=2, drafts=3, started=4, alive=1)
NOTE = DeskNote(1, 7, 10, 100, "I lack “{title}”.", {"title": "T"}, "missed")

VIEWS: dict[str, list[Made]] = {
    "added_view": [_of(library.added_view, samples.story())],
    "catching_up_view": [_of(catching_up.catching_up_view, samples.catching_up())],
    "closing_view": [_posted(CLOSING)],
    "bookmarks_view": [_of(contents.bookmarks_view, samples.bookmarks())],
    "contents_view": [
        _of(contents.contents_view, samples.contents()),
        _of(contents.contents_view, samples.contents(plain=True)),
        _of(contents.contents_view, samples.contents(chapters=60)),
    ],
    "correspondence_view": [
        _of(correspondence.correspondence_view, samples.received()),
        _of(correspondence.correspondence_view, Received()),
    ],
    "deleted_view": [_of(mydata.deleted_view, HELD)],
    "deletion_view": [_of(mydata.deletion_view, HELD)],
    "desk_view": [lambda word: desk.desk_view(_noted(word))],
    "way_view": [_of(finishing.way_view, samples.way(step)) for step in Step],
    "end_view": [_of(serials.end_view, samples.view())],
    "finished_view": [_of(finishing.finished_view, samples.finished())],
    "greeting_view": [_posted(GREETING), _posted(dataclasses.replace(GREETING, last=True))],
    "help_view": [lambda _: dialogs.help_view(moderator=True, manager=True)],
    "hits_view": [
        _of(search.hits_view, samples.hits(3)),
        _of(search.hits_view, samples.hits(40, long=True)),
        _of(search.hits_view, samples.hits(0)),
    ],
    "in_passage_view": [
        _of(notes.in_passage_view, samples.serial(), samples.HEADING, samples.notes(3)),
        _of(notes.in_passage_view, samples.serial(), samples.HEADING, samples.notes(7)),
    ],
    "leap_view": [_of(contents.leap_view, samples.leap())],
    "note_view": [
        _of(notes.note_view, samples.answer(others=3)),
        _of(notes.note_view, samples.answer(ahead=True, others=3)),
    ],
    "notes_found_view": [_of(notes.notes_found_view, samples.notes_found(4))],
    "letter_view": [
        _lettered(samples.letter()),
        _lettered(samples.letter(told=samples.notices())),
        _lettered(samples.letter(last=False, notes_cited=8)),
    ],
    "level_view": [_lettered(samples.level())],
    "passage_view": [
        _posted(samples.content(title="T", ping=55)),
        _posted(samples.content(notes_cited=8, chapter_parts=3)),
        _posted(samples.content(told=samples.notices())),
    ],
    "posting_view": [_posted(samples.content())],
    "private_view": [lambda word: desk.private_view(_noted(word), word)],
    "statistics_view": [
        _of(statistics.statistics_view, samples.statistics(worded=worded))
        for worded in (False, True)
    ],
    "board_view": [_of(board.board_view, samples.board())],
    "member_view": [_of(overview.member_view, samples.overview(), 101)],
    "overview_view": [_of(overview.overview_view, samples.overview())],
    "progress_view": [_of(progress.progress_view, samples.progress())],
    "proof_view": [
        *(_of(proof.proof_view, samples.proof(), tab) for tab in Tab),
        *(_of(proof.proof_view, samples.edition_proof(), tab) for tab in Tab),
    ],
    "proposal_view": [_of(proposals.proposal_view, samples.proposal(count=2))],
    "preferences_view": [lambda _: preferences.preferences_view(Preferences())],
    "rated_view": [_of(rating.rated_view, samples.story())],
    "read_view": [_of(letters.read_view, samples.letter_read())],
    "posted_view": [lambda _: quote.posted_view()],
    "quote_view": [_of(quote.quote_view, samples.quote(), 100, 7)],
    "quoted_view": [
        _of(quote.quoted_view, samples.quote(), 100),
        _of(quote.quoted_view, samples.quote(veiled=False), 100),
    ],
    "sentences_view": [
        _of(quote.sentences_view, samples.sentences(30)),
        _of(quote.sentences_view, samples.sentences(0)),
    ],
    "reader_view": [
        _of(reader.reader_view, samples.page()),
        _of(reader.reader_view, samples.page(cited=7)),
        _of(reader.reader_view, samples.page(told=samples.notices())),
        _of(reader.reader_view, samples.page(cited=1, bookmarked=True, furthest=Spot(15))),
        _of(reader.reader_view, samples.page(plain=True, dropped=12)),
    ],
    "no_reminders_view": [lambda _: reminders.no_reminders_view()],
    "reminder_view": [_lettered(ReminderContent(samples.serial(), 3))],
    "reminders_view": [_of(reminders.reminders_view, [samples.serial()])],
    "removal_view": [_of(library.removal_view, Removal(samples.story(), 3))],
    "replaced_view": [_of(replacement.replaced_view, samples.replaced())],
    "serial_view": [_of(serials.serial_view, samples.view(count=3, troubles=TROUBLES))],
    "serials_view": [_of(serials.serials_view, [samples.view(), samples.view(troubles=TROUBLES)])],
    "shelf_view": [_of(progress.shelf_view, [samples.progress(), samples.progress(at=0)])],
    "stories_view": [_of(library.stories_view, [samples.story(), samples.story(number=6)])],
    "story_view": [_of(library.story_view, samples.story(), samples.chapters(3))],
    "subscription_view": [
        _of(subscriptions.subscription_view, samples.subscription(state))
        for state in SubscriptionState
    ],
    "undone_view": [_of(finishing.undone_view, samples.finished())],
    "welcome_view": [lambda _: dialogs.welcome_view()],
}
"""Every function that lays a message out, by its name."""


def _noted(word: str) -> DeskNote:
    return dataclasses.replace(NOTE, said={"title": word})


def test_every_layout_is_among_them():
    made = {
        name
        for module in pkgutil.iter_modules(bot.ui.__path__)
        for name, _ in inspect.getmembers(import_module(f"bot.ui.{module.name}"))
        if name.endswith("_view")
    }
    assert made == set(VIEWS)


def texts_of(view: ui.LayoutView) -> list[str]:
    return [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def labels_of(view: ui.LayoutView) -> list[str]:
    """What stands on buttons and in menus, where Discord reads no Markdown."""
    found = []
    for item in view.walk_children():
        bare = item.item if isinstance(item, ui.DynamicItem) else item
        if isinstance(bare, ui.Button):
            found.append(bare.label or "")
        if isinstance(bare, ui.Select):
            told = ((one.label, one.description or "") for one in bare.options)
            found += [bare.placeholder or "", *chain.from_iterable(told)]
    return found


def expected(harmless: list[Letter], word: str) -> list[Letter]:
    """The letters of the harmless message with the word's in place of the harmless word's."""
    chars = "".join(letter.char for letter in harmless)
    found: list[Letter] = []
    at = 0
    while at < len(harmless):
        if chars.startswith(HARMLESS, at):
            found += [dataclasses.replace(harmless[at], char=char) for char in word]
            at += len(HARMLESS)
        else:
            found.append(harmless[at])
            at += 1
    return shown(found)


def seen(source: str) -> list[Letter]:
    """The letters of a text that can be seen; a plain address may be followed, and hides nothing.

    How long a message will be is no letter of anybody's.
    """
    counted = re.sub("It takes [0-9,]+ of", "It takes 0 of", source)
    return shown([dataclasses.replace(one, taken=one.taken - {"url"}) for one in parse(counted)])


def shown(letters: list[Letter]) -> list[Letter]:
    """Those that anything is seen of."""
    return [letter for letter in visible(letters) if letter.char not in UNSEEN]


def bare(label: str) -> str:
    return "".join(letter for letter in label if not letter.isspace() and letter not in UNSEEN)


@settings(deadline=None, max_examples=EXAMPLES)
@pytest.mark.parametrize("name", sorted(VIEWS))
@given(word=hostile)
def test_what_somebody_wrote_changes_nothing_around_it(name: str, word: str):
    assume(shown([Letter(char) for char in word]))
    # A title that is a chapter's number alone is left out beside it.
    assume(not NUMBER_ALONE.fullmatch(word.strip()))
    for made in VIEWS[name]:
        harmless, other = made(HARMLESS), made(word)
        assert len(texts_of(harmless)) == len(texts_of(other))
        for before, after in zip(texts_of(harmless), texts_of(other), strict=True):
            assert seen(after) == expected(seen(before), word), after
        for before, after in zip(labels_of(harmless), labels_of(other), strict=True):
            assert not UNSEEN & set(after)
            whole = before.replace(HARMLESS, word)
            # A long name is shortened, and one of two alike bears its number behind that.
            assert bare(after) == bare(whole) or NAME_CUT.search(after)
