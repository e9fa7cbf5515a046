"""A proof and its pages: what a moderator turns over before a manuscript goes into the library.

All pages are one private message. Each has the ways to the others, and how the proof is settled.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial

import discord
from discord import ui

from bot.domain.errors import RefusalError
from bot.domain.reading_time import minutes
from bot.domain.serial import ChapterEntry
from bot.language.speech import _
from bot.language.wording import in_words, short_name
from bot.services.library import Library
from bot.services.ports import Viewer
from bot.services.proofs import Proof
from bot.ui import proofsheet
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.choices import chosen, fields
from bot.ui.clicks import ID, Click
from bot.ui.forms import Form, line, modal
from bot.ui.layout import OPTION_LIMIT, SELECT_LIMIT, Item, Layout, Row, button, plain, row, text
from bot.ui.library import added_view
from bot.ui.proofpages import Page, Tab, page_of
from bot.ui.rating import notice_filled, rating_form
from bot.ui.replacement import replace_buttons

_DIGITS = 9
"""As many as the number of a page may have."""
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
        await interaction.response.send_modal(rating_form(f"f:rate:{draft}", sheet.notice))


class AddButton(Click, template=f"f:sadd:{ID}(?::{ID})?"):
    """Confirms an import as its proof shows it."""

    @classmethod
    def make(cls, draft: int, revision: int) -> "AddButton":
        """Make the button of a proof."""
        style = discord.ButtonStyle.success
        return cls(button(_("Add to the library"), f"f:sadd:{draft}:{revision}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Put the story into the library and show its card in place of the proof."""
        draft, *revision = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        library = services_of(interaction).library
        story = await library.confirm(viewer, draft, revision=next(iter(revision), None))
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
        draft, choices = int(state[0]), chosen(filled)
        await _draw_anew(interaction, lambda library, by: library.change(by, draft, choices))


class RateForm(Form):
    """Answers *Rate…* under a proof."""

    template = rf"f:rate:{ID}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Rate the manuscript and show its proof in the same message."""
        draft, notice = int(state[0]), notice_filled(filled)
        await _draw_anew(interaction, lambda library, by: library.rate(by, draft, notice))


def proof_view(proof: Proof, tab: Tab | None = None, number: int = 1) -> Layout:
    """Lay out a page of a proof, by itself the first; beyond the last one stands the last."""
    if tab is None:
        tab = Tab.PROOF if proof.replacement is None else Tab.CHANGES
    page = page_of(proof, tab, number)
    ways = (*_from_page(proof, tab, page), _tabs(proof, tab))
    return Layout(*page.shown, *ways, _settling(proof))


async def _show(interaction: Interaction, draft: int, tab: Tab, number: int = 1) -> None:
    library = services_of(interaction).library
    viewer = viewer_of(interaction)
    patience = partial(_wait, interaction)
    proof = await library.proof(viewer, draft, patience=patience)
    proof = await services_of(interaction).replacing.drawn(viewer, proof, patience)
    await turn(interaction, proof_view(proof, tab, number))


async def _draw_anew(
    interaction: Interaction, settle: Callable[[Library, Viewer], Awaitable[Proof]]
) -> None:
    """Settle something about a draft and show its proof in the same message."""
    viewer = viewer_of(interaction)
    await take_time(interaction)
    services = services_of(interaction)
    proof = await settle(services.library, viewer)
    await turn(interaction, proof_view(await services.replacing.drawn(viewer, proof)))


async def _wait(interaction: Interaction) -> None:
    """Have who clicked wait, if they have not been told to already."""
    if not interaction.response.is_done():
        await take_time(interaction)


def _from_page(proof: Proof, tab: Tab, page: Page) -> Iterator[Row | None]:
    """Lay out the ways from a page to others like it."""
    if page.last > 1:
        yield _turning(proof, tab, page)
    if tab is Tab.PASSAGES and page.passage is not None:
        here = page.passage.chapter
        told = _around(proof, here)
        yield row(JumpMenu.make(proof.draft_id, told, here, proof.prepared.language))
    if tab is Tab.LONGEST and page.passage is not None:
        there, said = page.passage.number, _("Turn pages from here")
        yield row(TurnButton.make(proof.draft_id, Tab.PASSAGES, there, said))


def _turning(proof: Proof, tab: Tab, page: Page) -> Row | None:
    """Lay out the ways back and on.

    The ends keep both, under numbers that come only once in the message.
    """
    draft, number, last = proof.draft_id, page.number, page.last
    before = number - 1 if number > 1 else last + 1
    return row(
        TurnButton.make(draft, tab, before, "◀", disabled=number == 1),
        GoToButton.make(draft, tab, number, last),
        TurnButton.make(draft, tab, number + 1, "▶", disabled=number == last),
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
