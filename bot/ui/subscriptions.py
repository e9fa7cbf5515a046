"""Subscriptions: what a reader is told of theirs, and the buttons that steer it."""

import discord

from bot.domain.errors import RefusalError
from bot.domain.subscription import Outlook, Rhythm, SubscriptionState
from bot.language.speech import _
from bot.language.wording import size_name
from bot.services.subscriptions import SubscriptionView
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import Layout, Row, button, card, joined, moment, row, small, text, titled
from bot.ui.news import held_sentence


class NextLetterButton(Click, template=f"f:letternext:{ID}:{ID}:{ID}(?::(c))?"):
    """*Send the next one now*. The numbers are the serial, the subscription, and its last letter;
    "c" says that it stands on a card, and not under that letter.
    """

    @classmethod
    def make(
        cls, serial: int, subscription: int, number: int, *, on_card: bool = False
    ) -> "NextLetterButton":
        """Make the button."""
        state = f"{serial}:{subscription}:{number}{':c' if on_card else ''}"
        return cls(button(_("Send the next one now"), f"f:letternext:{state}"))

    async def answer(self, interaction: Interaction) -> None:
        """Send it and say what became of it."""
        serial, subscription, number = self.numbers
        on_card = self.words[-1] == "c"
        await take_time(interaction)
        viewer = await viewer_for(interaction, serial)
        view = await services_of(interaction).subscriptions.send_next(
            # Older cards said 0 for no letter.
            viewer,
            subscription,
            number if on_card or number else None,
            under=not on_card,
        )
        await turn(interaction, subscription_view(view))


class PauseButton(Click, template=f"f:letterpause:{ID}"):
    """*Pause*."""

    @classmethod
    def make(cls, subscription: int) -> "PauseButton":
        """Make the button of a subscription."""
        return cls(button(_("Pause"), f"f:letterpause:{subscription}"))

    async def answer(self, interaction: Interaction) -> None:
        """Pause it. It needs no look at what they can see: nothing is told of the story."""
        view = await services_of(interaction).subscriptions.pause(
            interaction.user.id, *self.numbers
        )
        serial, subscription = view.serial.serial_id, view.subscription.subscription_id
        await turn(
            interaction,
            Layout(
                text(_("Paused: I send nothing until you have it go on.")),
                row(GoOnButton.make(serial, subscription), QuitButton.make(subscription)),
            ),
        )


class GoOnButton(Click, template=f"f:letteron:{ID}:{ID}"):
    """*Go on*."""

    @classmethod
    def make(cls, serial: int, subscription: int) -> "GoOnButton":
        """Make the button of a subscription."""
        return cls(button(_("Go on"), f"f:letteron:{serial}:{subscription}"))

    async def answer(self, interaction: Interaction) -> None:
        """Have it go on; what was held is tried at once."""
        serial, subscription = self.numbers
        await take_time(interaction)
        viewer = await viewer_for(interaction, serial)
        view = await services_of(interaction).subscriptions.go_on(viewer, subscription)
        await turn(interaction, subscription_view(view))


class QuitButton(Click, template=f"f:letterstop:{ID}"):
    """*Stop*."""

    @classmethod
    def make(cls, subscription: int) -> "QuitButton":
        """Make the button of a subscription."""
        return cls(button(_("Stop"), f"f:letterstop:{subscription}"))

    async def answer(self, interaction: Interaction) -> None:
        """End it and say so."""
        await services_of(interaction).subscriptions.stop(interaction.user.id, *self.numbers)
        await turn(
            interaction,
            Layout(
                text(_("Stopped: I write to you no more about it. Your place in the story stays."))
            ),
        )


async def private_channel(interaction: Interaction) -> int:
    """Open the private channel with whoever asks and say its id."""
    if interaction.guild_id is None and interaction.channel_id is not None:
        return interaction.channel_id
    try:
        return (await interaction.user.create_dm()).id
    except discord.HTTPException as error:
        raise RefusalError(
            "Discord does not open our private messages just now; try again in a minute."
        ) from error


def subscription_view(view: SubscriptionView) -> Layout:
    """Lay out how a subscription stands, with what just became of it."""
    if view.ended:
        return Layout(text(joined([_happened(view), _("It was the last one.")])))
    return Layout(
        card(
            text(joined([_("{title} by private message", title=titled(view.serial.title))])),
            text(joined([_happened(view), _standing(view)])),
            text(small(_rhythm(view.subscription.rhythm))) if view.subscription.rhythm else None,
            _buttons(view),
        )
    )


def _happened(view: SubscriptionView) -> str | None:
    if view.sent:
        return _("It is in our private messages now.")
    return _("It is on its way to our private messages.") if view.on_its_way else None


def _standing(view: SubscriptionView) -> str:
    subscription = view.subscription
    if subscription.state is SubscriptionState.HELD and subscription.held is not None:
        return held_sentence(subscription.held)
    if subscription.state is SubscriptionState.PAUSED:
        return _("It is paused: I send nothing until you have it go on.")
    if view.outlook is not Outlook.MORE:
        if view.drops_at is None:
            return _("You are level with the channel. I go on once more has dropped.")
        drops = moment(view.drops_at, "R")
        return _("You are level with the channel. The next instalment drops {when}.", when=drops)
    if subscription.next_at is None:
        return _("The next part waits for you.")
    return _("The next part comes {when}.", when=moment(subscription.next_at, "f"))


def _rhythm(rhythm: Rhythm) -> str:
    return _(
        "Every day at {time} ({zone}): {amount}. `/subscribe` with other options changes it.",
        time=rhythm.cadence.at.isoformat("minutes"),
        zone=rhythm.cadence.zone,
        amount=size_name(rhythm.size),
    )


def _buttons(view: SubscriptionView) -> Row | None:
    serial, subscription = view.serial.serial_id, view.subscription.subscription_id
    active = view.subscription.state is SubscriptionState.ACTIVE
    return row(
        NextLetterButton.make(serial, subscription, view.subscription.sent, on_card=True)
        if active and view.outlook is Outlook.MORE
        else None,
        PauseButton.make(subscription) if active else GoOnButton.make(serial, subscription),
        QuitButton.make(subscription),
    )
