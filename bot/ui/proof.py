"""A proof and its pages: what a moderator turns over before a manuscript goes into the library.

All pages are one private message. Each has the ways to the others, and how the proof is settled.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial

import discord
from discord import ui

from bot.domain.errors import RefusalError
from bot.domain.reading_time import minutes
from bot.domain.serial import ChapterEntry
from bot.language.speech import _
from bot.language.wording import in_words, short_name
from bot.services.proofs import Proof
from bot.ui import markdown, proofsheet
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.choices import chosen, fields
from bot.ui.clicks import ID, Click
from bot.ui.forms import Form, line, modal
from bot.ui.layout import (
    OPTION_LIMIT,
    SELECT_LIMIT,
    TEXT_LIMIT,
    Item,
    Layout,
    Row,
    button,
    card,
    chapter_name,
    joined,
    paged,
    plain,
    row,
    small,
    text,
)
from bot.ui.library import added_view
from bot.ui.notes import note_rows
from bot.ui.rating import notice_filled, rating_fields
from bot.ui.replacement import changes_text, replace_buttons

PAGE_LIMIT = 3400
"""Units of a page of chapters."""
_DIGITS = 9
"""As many as the number of a page may have."""
NOTE_ROWS = 5
"""Rows of notes under a passage; a message takes 40 components, and the pages' buttons are some."""


class Tab(StrEnum):
    """The pages of a proof, by what is on them."""

    CHANGES = "changes"
    """Of a new edition alone: what it changes of the story."""
    PROOF = "proof"
    CHAPTERS = "chapters"
    WARNINGS = "warnings"
    PASSAGES = "passages"
    LONGEST = "longest"


_TAB = f"({'|'.join(Tab)})"


class TabButton(Click, template=f"f:tab:{ID}:{_TAB}"):
    """Leads from one kind of page to another."""

    @classmethod
    def make(cls, draft: int, tab: Tab, label: str, *, here: bool) -> "TabButton":
        """Make the button; the one of the page that is shown can't be pressed."""
        style = discord.ButtonStyle.primary if here else discord.ButtonStyle.secondary
        return cls(button(label, f"f:tab:{draft}:{tab}", style=style, disabled=here))

    async def answer(self, interaction: Interaction) -> None:
        """Show the first page of that kind in the same message."""
        draft, tab = self.words
        await _show(interaction, int(draft), Tab(tab))


class TurnButton(Click, template=f"f:turn:{ID}:{_TAB}:{ID}"):
    """Turns to a page of a kind. Passages are counted from 1, other pages too."""

    @classmethod
    def make(
        cls, draft: int, tab: Tab, number: int, label: str, *, disabled: bool = False
    ) -> "TurnButton":
        """Make the button that leads to a page."""
        return cls(button(label, f"f:turn:{draft}:{tab}:{number}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Show the page in the same message."""
        draft, tab, number = self.words
        await _show(interaction, int(draft), Tab(tab), int(number))


class GoToButton(Click, template=f"f:goto:{ID}:{_TAB}"):
    """Says which page is shown, and opens the form that leads to any other."""

    @classmethod
    def make(cls, draft: int, tab: Tab, number: int, last: int) -> "GoToButton":
        """Make the button for page `number` of `last`."""
        label = _("{number} of {count}", number=number, count=last)
        return cls(button(label, f"f:goto:{draft}:{tab}"))

    async def answer(self, interaction: Interaction) -> None:
        """Ask for a number."""
        draft, tab = self.words
        await services_of(interaction).library.sheet(viewer_of(interaction), int(draft))
        await interaction.response.send_modal(
            modal(
                _("Go to"),
                f"f:goto:{draft}:{tab}",
                line(_("Number"), "number", longest=_DIGITS, required=True),
            )
        )


class JumpMenu(Click, template=f"f:jump:{ID}"):
    """Leads to the first passage of a chapter."""

    @classmethod
    def make(
        cls,
        draft: int,
        chapters: Sequence[ChapterEntry],
        here: int,
        language: str | None = None,
    ) -> "JumpMenu":
        """Make the menu of up to 25 chapters; `here` is the position of the one that is shown."""
        return cls(
            ui.Select(
                custom_id=f"f:jump:{draft}",
                placeholder=_("Go to a chapter"),
                options=[_option(chapter, here, language) for chapter in chapters],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Show the passage in the same message."""
        await _show(interaction, self.numbers[0], Tab.PASSAGES, self.chosen)


class ChangeButton(Click, template=f"f:change:{ID}"):
    """Opens the form in which a moderator settles what the import guessed."""

    @classmethod
    def make(cls, draft: int) -> "ChangeButton":
        """Make the button of a draft."""
        return cls(button(_("Change…"), f"f:change:{draft}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open the form, filled in with what the proof was drawn up by."""
        (draft,) = self.numbers
        sheet = await services_of(interaction).library.sheet(viewer_of(interaction), draft)
        form = modal(_("Change the proof"), f"f:change:{draft}", *fields(sheet))
        await interaction.response.send_modal(form)


class RateButton(Click, template=f"f:rate:{ID}"):
    """Opens the form in which a moderator rates a manuscript before it is added."""

    @classmethod
    def make(cls, draft: int) -> "RateButton":
        """Make the button of a draft."""
        return cls(button(_("Rate…"), f"f:rate:{draft}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open the form, filled in with what the proof was drawn up by."""
        (draft,) = self.numbers
        sheet = await services_of(interaction).library.sheet(viewer_of(interaction), draft)
        form = modal(_("Rating and warnings"), f"f:rate:{draft}", *rating_fields(sheet.notice))
        await interaction.response.send_modal(form)


class AddButton(Click, template=f"f:sadd:{ID}(?::{ID})?"):
    """Confirms an import as its proof shows it."""

    @classmethod
    def make(cls, draft: int, revision: int) -> "AddButton":
        """Make the button of a proof."""
        style = discord.ButtonStyle.success
        return cls(button(_("Add to the library"), f"f:sadd:{draft}:{revision}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Put the story into the library and show its card in place of the proof."""
        draft, revision = (*self.numbers, None)[:2]
        viewer = viewer_of(interaction)
        await take_time(interaction)
        library = services_of(interaction).library
        story = await library.confirm(viewer, draft or 0, revision=revision)
        await turn(interaction, added_view(story))


class DiscardButton(Click, template=f"f:sdrop:{ID}"):
    """Discards an import."""

    @classmethod
    def make(cls, draft: int) -> "DiscardButton":
        """Make the button of a draft."""
        return cls(button(_("Discard"), f"f:sdrop:{draft}"))

    async def answer(self, interaction: Interaction) -> None:
        """Throw the draft away and say so in place of the proof."""
        (draft,) = self.numbers
        await services_of(interaction).library.discard(viewer_of(interaction), draft)
        await turn(interaction, Layout(text(_("Discarded; the library is as it was."))))


class GoToForm(Form):
    """Answers *Go to*."""

    template = rf"f:goto:{ID}:{_TAB}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Show the page in the proof's message."""
        draft, tab = state
        await services_of(interaction).library.sheet(viewer_of(interaction), int(draft))
        number = re.sub("[,.\u202f\u00a0]", "", filled.get("number", "").strip())
        if not re.fullmatch(f"[0-9]{{1,{_DIGITS}}}", number):
            raise RefusalError("“{number}” is no number I know; type it in figures.", number=number)
        await _show(interaction, int(draft), Tab(tab), int(number))


class ChangeForm(Form):
    """Answers *Change…*."""

    template = rf"f:change:{ID}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Import the manuscript anew by these choices and show its proof in the same message."""
        viewer = viewer_of(interaction)
        await take_time(interaction)
        library = services_of(interaction).library
        proof = await library.change(viewer, int(state[0]), chosen(filled))
        proof = await services_of(interaction).replacing.drawn(viewer, proof)
        await turn(interaction, proof_view(proof))


class RateForm(Form):
    """Answers *Rate…* under a proof."""

    template = rf"f:rate:{ID}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Rate the manuscript and show its proof in the same message."""
        viewer = viewer_of(interaction)
        await take_time(interaction)
        library = services_of(interaction).library
        proof = await library.rate(viewer, int(state[0]), notice_filled(filled))
        proof = await services_of(interaction).replacing.drawn(viewer, proof)
        await turn(interaction, proof_view(proof))


def proof_view(proof: Proof, tab: Tab | None = None, number: int = 1) -> Layout:
    """Lay out a page of a proof, by itself the first; beyond the last one stands the last."""
    if tab is None:
        tab = Tab.PROOF if proof.replacement is None else Tab.CHANGES
    pages = {
        Tab.CHANGES: _changes_page,
        Tab.PROOF: _first_page,
        Tab.CHAPTERS: _chapters_page,
        Tab.WARNINGS: _warnings_page,
        Tab.PASSAGES: _passage_page,
        Tab.LONGEST: _longest_page,
    }
    return Layout(*pages[tab](proof, number), _tabs(proof, tab), _settling(proof))


async def _show(interaction: Interaction, draft: int, tab: Tab, number: int = 1) -> None:
    library = services_of(interaction).library
    viewer = viewer_of(interaction)
    patience = partial(_wait, interaction)
    proof = await library.proof(viewer, draft, patience=patience)
    proof = await services_of(interaction).replacing.drawn(viewer, proof, patience)
    await turn(interaction, proof_view(proof, tab, number))


async def _wait(interaction: Interaction) -> None:
    """Have who clicked wait, if they have not been told to already."""
    if not interaction.response.is_done():
        await take_time(interaction)


Items = Sequence[Item | None]


def _changes_page(proof: Proof, _number: int) -> Items:
    if proof.replacement is None:
        return _first_page(proof, 1)
    return (card(text(changes_text(proof, proof.replacement))),)


def _first_page(proof: Proof, _number: int) -> Items:
    """Lay out the title, the figures, what was remarked, and the first passage if there is room."""
    head = proofsheet.head(proof)
    if proof.replacement:
        foot = small(_("Nothing is kept before you replace it."))
    else:
        foot = small(_("Nothing is kept before you add it."))
    room = TEXT_LIMIT - markdown.length(head) - markdown.length(foot)
    first = proof.prepared.passages[0]
    above = _("The first message, as it will look:")
    whole = markdown.length(proofsheet.as_posted(proof, first, TEXT_LIMIT, above))
    summary = proofsheet.summary(proof, max(room - whole, proofsheet.REMARKS_LEAST))
    room -= markdown.length(summary)
    return (
        card(text(head), text(summary) if summary else None),
        text(proofsheet.as_posted(proof, first, room, above)),
        *_notes(proof, first.number),
        text(foot),
    )


def _chapters_page(proof: Proof, number: int) -> Items:
    pages = paged(proofsheet.chapter_lines(proof), PAGE_LIMIT)
    number = _within(number, len(pages))
    turning = _turning(proof, Tab.CHAPTERS, number, len(pages))
    return (text(f"### {_('Chapters')}"), text(pages[number - 1]), turning)


def _warnings_page(proof: Proof, number: int) -> Items:
    page, number, last = proofsheet.remark_page(proof, number)
    turning = _turning(proof, Tab.WARNINGS, number, last)
    return (text(f"### {_('What the import remarked')}"), text(page), turning)


def _passage_page(proof: Proof, number: int) -> Items:
    """Lay out a passage as it will be posted, and the ways to the others."""
    passages = proof.prepared.passages
    passage = passages[_within(number, len(passages)) - 1]
    return (
        text(proofsheet.as_posted(proof, passage, TEXT_LIMIT)),
        *_notes(proof, passage.number),
        _turning(proof, Tab.PASSAGES, passage.number, len(passages)),
        row(
            JumpMenu.make(
                proof.draft_id,
                _around(proof, passage.chapter),
                passage.chapter,
                proof.prepared.language,
            )
        ),
    )


def _longest_page(proof: Proof, _number: int) -> Items:
    passage = proof.prepared.longest
    chapter = chapter_name(proof.prepared.chapters[passage.chapter].heading)
    shown = markdown.length(markdown.render_scenes(passage.scenes))
    where = _(
        "The longest message is passage {number} of {count}, in {chapter}.",
        number=passage.number,
        count=len(proof.prepared.passages),
        chapter=chapter,
    )
    takes = _(
        "It takes {shown} of the {limit} letters that a message has room for.",
        shown=shown,
        limit=TEXT_LIMIT,
    )
    head = joined([where, small(takes)])
    room = TEXT_LIMIT - markdown.length(head)
    there = TurnButton.make(proof.draft_id, Tab.PASSAGES, passage.number, _("Turn pages from here"))
    return (
        text(head),
        text(proofsheet.as_posted(proof, passage, room)),
        *_notes(proof, passage.number),
        row(there),
    )


def _notes(proof: Proof, number: int) -> list[Row]:
    """Lay out the notes of a passage as they will stand under it, but dead."""
    passage = proof.prepared.passages[number - 1]
    notes = proof.prepared.notes_in(passage)
    return list(note_rows(0, number, notes, disabled=True))[:NOTE_ROWS]


def _turning(proof: Proof, tab: Tab, number: int, last: int) -> Row | None:
    """Lay out the ways back and on, if there are any.

    The ends keep both, under numbers that come only once in the message.
    """
    if last == 1:
        return None
    before = number - 1 if number > 1 else last + 1
    return row(
        TurnButton.make(proof.draft_id, tab, before, "◀", disabled=number == 1),
        GoToButton.make(proof.draft_id, tab, number, last),
        TurnButton.make(proof.draft_id, tab, number + 1, "▶", disabled=number == last),
    )


def _tabs(proof: Proof, here: Tab) -> Row | None:
    names = {
        Tab.PROOF: _("Proof"),
        Tab.CHAPTERS: _("Chapters"),
        Tab.WARNINGS: proofsheet.remarks_name(proof),
        Tab.PASSAGES: _("Passages"),
        Tab.LONGEST: _("Longest"),
    }
    if proof.replacement is not None:
        del names[Tab.LONGEST]
        names = {Tab.CHANGES: _("What changes"), **names}
    return row(
        *[
            TabButton.make(proof.draft_id, tab, label, here=tab is here)
            for tab, label in names.items()
        ]
    )


def _settling(proof: Proof) -> Row | None:
    """Lay out how a proof is settled."""
    add: list[Item] = [AddButton.make(proof.draft_id, proof.sheet.revision)]
    if proof.replacement is not None:
        add = replace_buttons(proof, proof.replacement)
    return row(
        *add,
        DiscardButton.make(proof.draft_id),
        ChangeButton.make(proof.draft_id),
        RateButton.make(proof.draft_id),
    )


def _around(proof: Proof, here: int) -> Sequence[ChapterEntry]:
    """Give the chapters that a menu has room for, those around the one that is shown."""
    told = [one for one in proof.prepared.chapters if one.first_passage <= one.last_passage]
    place = next(index for index, chapter in enumerate(told) if chapter.position == here)
    start = max(0, min(place - SELECT_LIMIT // 2, len(told) - SELECT_LIMIT))
    return told[start : start + SELECT_LIMIT]


def _option(chapter: ChapterEntry, here: int, language: str | None) -> discord.SelectOption:
    first, last = chapter.first_passage, chapter.last_passage
    if first == last:
        where = _("passage {number}", number=first)
    else:
        where = _("passages {first} to {last}", first=first, last=last)
    return discord.SelectOption(
        label=plain(short_name(chapter.heading), OPTION_LIMIT),
        value=str(first),
        description=f"{where}, {in_words(minutes(chapter.words, language))}",
        default=chapter.position == here,
    )


def _within(number: int, last: int) -> int:
    return max(1, min(number, last))
