"""Quotes: choosing sentences, looking at the card, posting it and taking it back."""

from contextlib import suppress

import discord
from discord import ui

from bot.domain.errors import RefusalError
from bot.language.speech import _, speaking
from bot.services.quoting import Quote, SentenceChoice, Sentences
from bot.ui import markdown, paging
from bot.ui.access import viewer_of
from bot.ui.answers import NOBODY, Interaction, services_of, turn
from bot.ui.clicks import ID, Click, marks_and_texts
from bot.ui.dialogs import NeverMindButton
from bot.ui.layout import (
    OPTION_LIMIT,
    SELECT_LIMIT,
    Item,
    Layout,
    back_and_more,
    button,
    card,
    chapter_name,
    joined,
    jump,
    link,
    page_near,
    page_number,
    plain,
    row,
    small,
    text,
    titled,
)

QUOTE_LIMIT = 1200
"""Units of a quote as it is shown, without its bars."""
MARK = 1_363_497_061
"""The component id by which a card of ours is known again."""
_QUOTE = f"{ID}:{ID}:{ID}:([0-9]{{1,4}}):([0-9]):{ID}"
_STEP = 10_000
"""What a sentence's number is counted in, in a menu: its passage's number stands before it."""


class SentenceMenu(Click, template=f"f:sentence:{ID}:{ID}"):
    """A menu of sentences to begin a quote with. The numbers are the serial and its edition."""

    @classmethod
    def make(cls, found: Sentences, page: int = 0) -> "SentenceMenu":
        """Make the menu for 25 sentences, those of page 0 first."""
        serial = found.serial
        shown = found.choices[page * SELECT_LIMIT : (page + 1) * SELECT_LIMIT]
        return cls(
            ui.Select(
                custom_id=f"f:sentence:{serial.serial_id}:{serial.edition_id}",
                placeholder=plain(_("The first sentence"), OPTION_LIMIT),
                options=[_option(choice) for choice in shown],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Show the card as it would look."""
        serial, edition = self.numbers
        passage, number = divmod(self.chosen, _STEP)
        viewer, quoting = viewer_of(interaction), services_of(interaction).quoting
        quote = await quoting.quote(viewer, serial, edition, passage, number, 1)
        held, may_post = await quoting.hold(viewer), may_write(interaction)
        await turn(interaction, quote_view(quote, viewer.user_id, held, may_post=may_post))


class SentencesButton(Click, template=f"f:sentences:{ID}:{ID}:{ID}:{ID}"):
    """Turns the pages of a passage's sentences. The last number is the page, from 0."""

    @classmethod
    def make(cls, found: Sentences, page: int, label: str, *, disabled: bool) -> "SentencesButton":
        """Make the button for a page."""
        serial, passage = found.serial, found.choices[0].passage
        state = f"{serial.serial_id}:{serial.edition_id}:{passage}:{page}"
        return cls(button(label, f"f:sentences:{state}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Turn the page in the same private message."""
        serial, edition, passage, page = self.numbers
        found = await services_of(interaction).quoting.of_passage(
            viewer_of(interaction), serial, edition, passage
        )
        await turn(interaction, sentences_view(found, page))


class QuoteButton(Click, template=f"f:quote:{_QUOTE}"):
    """Makes a quote longer or shorter. The numbers are the serial, its edition, the passage, the
    first sentence, how many, and by which number the card is held.
    """

    @classmethod
    def make(
        cls, quote: Quote, count: int, held: int, label: str, *, disabled: bool
    ) -> "QuoteButton":
        """Make the button for so many sentences."""
        return cls(button(label, f"f:quote:{_state(quote, count, held)}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Show the card anew in the same private message."""
        quote = await _quote(interaction, self.numbers)
        held, may_post = self.numbers[-1], may_write(interaction)
        await turn(interaction, quote_view(quote, interaction.user.id, held, may_post=may_post))


class PostButton(Click, template=f"f:post:{_QUOTE}"):
    """*Post here*. The numbers are those of the quote."""

    @classmethod
    def make(cls, quote: Quote, held: int) -> "PostButton":
        """Make the button."""
        state = _state(quote, quote.count, held)
        style = discord.ButtonStyle.success
        return cls(button(_("Post here"), f"f:post:{state}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Post the card for who may write here, in the language of the server's channels."""
        quote = await _quote(interaction, self.numbers)
        if not may_write(interaction):
            raise RefusalError("You can't write here, so I can't post your quote here either.")
        services = services_of(interaction)
        chosen = await services.guilds.language(quote.serial.guild_id)
        await services.quoting.release(viewer_of(interaction), self.numbers[-1])
        await turn(interaction, posted_view())
        with speaking(chosen or str(interaction.guild_locale)):
            posted = quoted_view(quote, interaction.user.id)
        await interaction.followup.send(view=posted, allowed_mentions=NOBODY)


class TakeBackButton(Click, template=r"f:unquote:([0-9]{1,20})"):
    """*Take it back*, for who posted a quote, named by their id, and for moderators."""

    @classmethod
    def make(cls, user_id: int) -> "TakeBackButton":
        """Make the button for who posted it."""
        return cls(button(_("Take it back"), f"f:unquote:{user_id}"))

    async def answer(self, interaction: Interaction) -> None:
        """Delete the card."""
        (posted_by,) = self.numbers
        viewer, message = viewer_of(interaction), interaction.message
        if message is None or MARK not in {mark for mark, _text in marks_and_texts(message)}:
            raise RefusalError("There is no quote here to take back.")
        theirs = viewer.user_id == posted_by or interaction.permissions.manage_messages
        if not theirs and not await services_of(interaction).guilds.is_moderator(viewer):
            raise RefusalError("Only who posted this quote, and moderators, can take it back.")
        await interaction.response.defer()
        with suppress(discord.NotFound):  # A press before this one was quicker.
            await interaction.delete_original_response()


def sentences_view(found: Sentences, page: int = 0) -> Layout:
    """Lay out sentences to choose from, 25 at a time where they are of one passage."""
    one_passage = len({choice.passage for choice in found.choices}) == 1
    if not found.choices:
        return Layout(text(_("There is nothing to quote in it.")))
    page, pages = page_near(page, len(found.choices), SELECT_LIMIT)
    if one_passage:
        foot = page_number(page, pages)
    else:
        more = len(found.choices) - SELECT_LIMIT
        foot = _("{count} more have it too: give another word for those.", count=more)
    prompt = _("Choose the sentence that the quote begins with; up to three more can follow.")
    return Layout(
        text(joined([titled(found.serial.title), prompt, small(foot) if pages > 1 else None])),
        row(SentenceMenu.make(found, page)),
        back_and_more(
            lambda label, to, ended: SentencesButton.make(found, to, label, disabled=ended),
            page,
            pages,
        )
        if one_passage
        else None,
    )


def quote_view(quote: Quote, user_id: int, held: int, *, may_post: bool = True) -> Layout:
    """Lay out a card before it is posted, with what can be done about it.

    Who may not write where they ask is told so, and can't have it posted.
    """
    if may_post:
        said = _("This is how it will look. Nobody else sees it yet.")
    else:
        said = _(
            "Only you see this. You can't write here, so I can't post it here either; ask for it "
            "in a discussion of this story where you can."
        )
    return Layout(
        text(small(said)),
        _card(quote, user_id),
        row(
            QuoteButton.make(
                quote, quote.count + 1, held, _("One sentence more"), disabled=not quote.more
            ),
            QuoteButton.make(
                quote, quote.count - 1, held, _("One sentence less"), disabled=quote.count < 2
            ),
            PostButton.make(quote, held) if may_post else None,
            NeverMindButton.make(),
        ),
    )


def quoted_view(quote: Quote, user_id: int) -> Layout:
    """Lay out a card as it is posted for somebody."""
    return Layout(_card(quote, user_id, TakeBackButton.make(user_id)))


def posted_view() -> Layout:
    """Lay out the word that a quote is posted."""
    return Layout(text(_("Your quote is posted; *Take it back* under it deletes it.")))


def _card(quote: Quote, user_id: int, *more: Item) -> Item:
    serial = quote.serial
    said = _shown(quote)
    hidden = _("Hidden for who is not so far: tap it to see it.") if quote.veiled else None
    source = f"{titled(serial.title, serial.author)} · {chapter_name(quote.heading)}"
    by = _("Quoted by {member}", member=f"<@{user_id}>")
    way = jump(serial.guild_id, serial.channel_id, quote.message_id)
    there = link(_("Go to the passage"), way) if quote.message_id is not None else None
    return card(
        text(markdown.veil(said) if quote.veiled else said, mark=MARK),
        text(joined([small(hidden) if hidden else None, small(source), small(by)])),
        row(there, *more),
    )


def _shown(quote: Quote) -> str:
    """Give the words of a quote, cut with a sign where they are longer than a quote may be."""
    first, *rest = paging.pages(quote.words, QUOTE_LIMIT) or ("…",)
    return markdown.broken_off(first) if rest else first


def _option(choice: SentenceChoice) -> discord.SelectOption:
    return discord.SelectOption(
        label=plain(choice.text, OPTION_LIMIT), value=str(choice.passage * _STEP + choice.number)
    )


def _state(quote: Quote, count: int, held: int) -> str:
    serial = quote.serial
    return f"{serial.serial_id}:{serial.edition_id}:{quote.passage}:{quote.first}:{count}:{held}"


async def _quote(interaction: Interaction, numbers: tuple[int, ...]) -> Quote:
    serial, edition, passage, first, count, _held = numbers
    return await services_of(interaction).quoting.quote(
        viewer_of(interaction), serial, edition, passage, first, count
    )


def may_write(interaction: Interaction) -> bool:
    """Whether who asks could write there themselves; a locked thread is for who manages it."""
    rights, channel = interaction.permissions, interaction.channel
    if not isinstance(channel, discord.Thread):
        return rights.send_messages
    return rights.send_messages_in_threads and (rights.manage_threads or not channel.locked)
