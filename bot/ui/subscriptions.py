"""Subscriptions: what a reader is told of theirs, and the buttons that steer it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import discord

from bot.domain.errors import RefusalError
from bot.domain.subscription import USUAL, Outlook, Rhythm, SubscriptionState
from bot.language.speech import _
from bot.language.wording import amount_name, size_name
from bot.services.ports import Viewer
from bot.services.subscriptions import SubscriptionView, Wish
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.clicks import ID, Click
from bot.ui.forms import Field, Form, line, modal
from bot.ui.layout import (
    Button,
    Item,
    Layout,
    button,
    card,
    joined,
    moment,
    row,
    small,
    text,
    titled,
)
from bot.ui.news import held_sentence

_LONGEST = 60
"""Letters that a field of the form takes."""


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
                row(
                    GoOnButton.make(serial, subscription),
                    QuitButton.make(subscription),
                    all_of_mine(),
                ),
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
                text(_("Stopped: I write to you no more about it. Your place in the story stays.")),
                row(all_of_mine()),
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


class ChangeLettersButton(Click, template=f"f:letterchange:{ID}"):
    """*Change…*."""

    @classmethod
    def make(cls, serial: int) -> "ChangeLettersButton":
        """Make the button of a serial."""
        return cls(button(_("Change…"), f"f:letterchange:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open the form with what is set in it."""
        (serial,) = self.numbers
        await ask_how(interaction, await viewer_for(interaction, serial), serial, Wish())


class SubscribeForm(Form):
    """Answers when and how much: begins the letters, or changes them."""

    template = rf"f:subscribe:{ID}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Do as was filled in, and show how it stands."""
        serial = int(state[0])
        viewer = await viewer_for(interaction, serial)
        await take_time(interaction)
        wish = Wish(filled.get("time"), filled.get("timezone"), filled.get("amount"))
        view = await services_of(interaction).subscriptions.subscribe(
            viewer,
            serial,
            wish,
            channel_id=await private_channel(interaction),
            locale=str(interaction.locale),
        )
        await turn(interaction, subscription_view(view))


async def ask_how(interaction: Interaction, viewer: Viewer, serial: int, wish: Wish) -> None:
    """Open the form that asks when and how much; in it stands what is wished for, else what is
    set, else the usual.
    """
    services = services_of(interaction)
    current = await services.subscriptions.current(viewer, serial)
    rhythm = current.subscription.rhythm if current is not None else None
    at = rhythm.cadence.at.isoformat("minutes") if rhythm else ""
    zone = rhythm.cadence.zone if rhythm else await services.guilds.zone(viewer.guild_id)
    await interaction.response.send_modal(
        modal(
            _("By private message"),
            f"f:subscribe:{serial}",
            *when_fields(wish.time or at, wish.timezone or zone or ""),
            line(
                _("How much at once?"),
                "amount",
                filled=wish.amount or size_name(rhythm.size if rhythm else USUAL),
                hint=_("10 minutes, 3 passages, a scene, a chapter"),
                longest=_LONGEST,
            ),
        )
    )


def when_fields(time: str, zone: str) -> list[Field]:
    """Lay out the fields that ask when letters shall come, with what stands in them."""
    return [
        line(
            _("At what time of your day?"),
            "time",
            filled=time,
            empty=_("like 7:30 or 8pm"),
            longest=_LONGEST,
            required=True,
        ),
        line(
            _("Whose time is it?"),
            "timezone",
            filled=zone,
            empty=_("like Europe/Berlin"),
            longest=_LONGEST,
            required=True,
        ),
    ]


def all_of_mine() -> Button:
    """Make the button to all that somebody gets, which `LettersButton` answers."""
    return button(_("My subscriptions"), "f:letters:0")


def subscription_view(view: SubscriptionView) -> Layout:
    """Lay out how a subscription stands, with what just became of it."""
    if view.ended:
        return Layout(
            text(joined([_happened(view), _("It was the last one.")])), row(all_of_mine())
        )
    name = _("{title} by private message", title=titled(view.serial.title))
    return Layout(subscription_card(view, name, all_of_mine()))


def subscription_card(view: SubscriptionView, name: str, *more: Item) -> Item:
    """Lay out a subscription as a card under a name, with more buttons beside its own."""
    rhythm = view.subscription.rhythm
    said = [_happened(view), _standing(view), small(_rhythm(rhythm)) if rhythm else None]
    return card(text(joined([name, *said])), row(*_buttons(view), *more))


def _happened(view: SubscriptionView) -> str | None:
    if view.sent:
        return _("Your letter is in our private messages now.")
    if view.on_its_way:
        return _("Your letter is on its way to our private messages.")
    return None


def _standing(view: SubscriptionView) -> str:
    subscription = view.subscription
    if subscription.state is SubscriptionState.HELD and subscription.held is not None:
        return held_sentence(subscription.held)
    if subscription.state is SubscriptionState.PAUSED:
        return _("It is paused: I send nothing until you have it go on.")
    return _coming(view)


def _coming(view: SubscriptionView) -> str:
    if view.outlook is Outlook.AWAITED:
        return awaited(view.drops_at)
    if view.outlook is not Outlook.MORE:
        if view.drops_at is None:
            return _("You are level with the channel. I go on once more has dropped.")
        drops = moment(view.drops_at, "R")
        return _("You are level with the channel. The next instalment drops {when}.", when=drops)
    if view.subscription.next_at is None:
        return _("The next part waits for you.")
    return _("The next part comes {when}.", when=moment(view.subscription.next_at, "f"))


def awaited(drops_at: datetime | None) -> str:
    """Say that a serial has not dropped yet, and when it begins, if a date is set."""
    if drops_at is None:
        return _("Nothing has dropped yet. I begin at your hour, once it has.")
    return _(
        "Nothing has dropped yet. The first instalment drops {when}; I begin at your hour after "
        "it.",
        when=moment(drops_at, "R"),
    )


def _rhythm(rhythm: Rhythm) -> str:
    return _(
        "Every day at {time} ({zone}): {amount}.",
        time=rhythm.cadence.at.isoformat("minutes"),
        zone=rhythm.cadence.zone,
        amount=amount_name(rhythm.size),
    )


def _buttons(view: SubscriptionView) -> list[Item | None]:
    serial, subscription = view.serial.serial_id, view.subscription.subscription_id
    active = view.subscription.state is SubscriptionState.ACTIVE
    return [
        NextLetterButton.make(serial, subscription, view.subscription.sent, on_card=True)
        if active and view.outlook is Outlook.MORE
        else None,
        PauseButton.make(subscription) if active else GoOnButton.make(serial, subscription),
        ChangeLettersButton.make(serial),
        QuitButton.make(subscription),
    ]
