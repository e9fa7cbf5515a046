"""What somebody gets by private message, all of it, with the buttons that steer each."""

from collections.abc import Iterator
from itertools import chain

from bot.language.speech import _, several
from bot.language.wording import all_of
from bot.services.correspondence import Received
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, say, services_of, take_time, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    Item,
    Layout,
    button,
    card,
    earlier_and_later,
    in_a_line,
    large,
    page_near,
    page_number,
    row,
    small,
    text,
    titled,
)
from bot.ui.reminders import NoRemindersButton
from bot.ui.subscriptions import QuitButton, subscription_card

CARDS = 4
"""So many cards have room in a message, with all that stands around them."""


class LettersButton(Click, template=f"f:letters:{ID}"):
    """*My subscriptions*, and what turns their pages, which count from 0."""

    @classmethod
    def make(cls, label: str, page: int) -> "LettersButton":
        """Make the button to a page."""
        return cls(button(label, f"f:letters:{page}"))

    async def answer(self, interaction: Interaction) -> None:
        """Put the list in place of what was clicked."""
        (page,) = self.numbers
        await take_time(interaction)
        await turn(interaction, correspondence_view(await _received(interaction), page))


async def show_correspondence(interaction: Interaction) -> None:
    """Answer with all that whoever asks gets: where they ask in a server, of that server."""
    # In a private message every server is asked what they can see.
    await interaction.response.defer(ephemeral=True, thinking=True)
    await say(interaction, correspondence_view(await _received(interaction)))


def correspondence_view(received: Received, page: int = 0) -> Layout:
    """Lay out a page, from 0, of what somebody gets."""
    head = text(large(_("By private message")))
    if received.nothing:
        none = _(
            "I send you nothing. `/subscribe` in a server sends you a story bit by bit; "
            "`/reminders` tells you when you fall behind."
        )
        return Layout(head, text(none))
    told = [subscription_card(view, titled(view.serial.title)) for view in received.letters]
    cards = [*told, *map(_untold, received.untold)]
    at, pages = page_near(page, len(cards), CARDS)
    return Layout(
        head,
        *cards[at * CARDS : (at + 1) * CARDS],
        *chain.from_iterable(_around(received) if at + 1 == pages else ()),
        text(small(page_number(at, pages))) if pages > 1 else None,
        row(*earlier_and_later(LettersButton.make, at, pages)),
    )


async def _received(interaction: Interaction) -> Received:
    asked = viewer_of(interaction) if interaction.guild_id is not None else None
    return await services_of(interaction).correspondence.of(interaction.user.id, asked)


def _untold(subscription: int) -> Item:
    said = _(
        "A story that I can't show you here. It comes only while you can see the channel where it "
        "runs."
    )
    return card(text(said), row(QuitButton.make(subscription)))


def _around(received: Received) -> Iterator[tuple[Item | None, ...]]:
    """Lay out what stands below the cards: reminders, and what comes from other servers."""
    if received.reminded:
        names = all_of([titled(serial.title) for serial in received.reminded])
        said = _("I remind you when you fall two chapters behind: {titles}.", titles=names)
        yield text(said), row(NoRemindersButton.make())
    if received.elsewhere:
        count = several(
            "{count} more comes from another server.",
            "{count} more come from other servers.",
            received.elsewhere,
        )
        where = _("`/subscriptions` in a private message to me shows all.")
        yield (text(small(in_a_line([count, where]))),)
