"""*Catch me up*: a late reader chooses a pace, says when, and gets letters."""

from collections.abc import Mapping, Sequence

import discord

from bot.domain.catching_up import Pace
from bot.domain.errors import RefusalError
from bot.domain.subscription import MOST_MINUTES
from bot.language.speech import _, several
from bot.services.catching_up import Offer
from bot.services.subscriptions import Wish
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, say, services_of
from bot.ui.clicks import ID, Click
from bot.ui.forms import Form, modal
from bot.ui.layout import Layout, button, in_a_line, joined, moment, row, small, text, titled
from bot.ui.subscriptions import private_channel, subscription_view, when_fields


class CatchUpButton(Click, template=f"f:catchup:{ID}"):
    """*Catch me up*."""

    @classmethod
    def make(cls, serial: int) -> "CatchUpButton":
        """Make the button."""
        return cls(button(_("Catch me up"), f"f:catchup:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Offer paces."""
        (serial,) = self.numbers
        viewer = await viewer_for(interaction, serial)
        offer = await services_of(interaction).catching_up.offer(viewer, serial)
        await say(interaction, catching_up_view(offer))


class PaceButton(Click, template=f"f:pace:{ID}:{ID}"):
    """A pace. The numbers are the serial and the minutes a day."""

    @classmethod
    def make(cls, serial: int, minutes: int) -> "PaceButton":
        """Make the button of a pace."""
        label = several("{count} minute a day", "{count} minutes a day", minutes)
        return cls(button(label, f"f:pace:{serial}:{minutes}", style=discord.ButtonStyle.primary))

    async def answer(self, interaction: Interaction) -> None:
        """Ask for the hour and the zone."""
        serial, minutes = self.numbers
        viewer = await viewer_for(interaction, serial)
        zone = await services_of(interaction).guilds.zone(viewer.guild_id)
        await interaction.response.send_modal(
            modal(
                _("Catch me up"),
                f"f:catchup:{serial}:{min(minutes, MOST_MINUTES)}",
                *when_fields("", zone or ""),
            )
        )


class CatchUpForm(Form):
    """Answers a pace: begins the letters."""

    template = rf"f:catchup:{ID}:{ID}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Subscribe whoever asks, and send the first part at once."""
        serial, minutes = map(int, state)
        if not 1 <= minutes <= MOST_MINUTES:
            raise RefusalError("I don't know that pace; please press *Catch me up* again.")
        viewer = await viewer_for(interaction, serial)
        await interaction.response.defer(ephemeral=True, thinking=True)
        wish = Wish(filled.get("time"), filled.get("timezone"), f"{minutes} minutes")
        view = await services_of(interaction).subscriptions.subscribe(
            viewer,
            serial,
            wish,
            channel_id=await private_channel(interaction),
            locale=str(interaction.locale),
        )
        await say(interaction, subscription_view(view))


def catching_up_view(offer: Offer) -> Layout:
    """Lay out the paces that bring a late reader level, with the day of each."""
    if not offer.paces:
        return Layout(
            text(
                _(
                    "This serial goes faster than I could catch you up; `/subscribe` sends you as "
                    "much a day as you like."
                )
            )
        )
    serial = offer.serial
    then = _("Then I go on at the channel's pace.") if serial.state.alive else None
    return Layout(
        text(
            joined(
                [
                    _("{title} by private message, so much a day:", title=titled(serial.title)),
                    *(_named(pace) for pace in offer.paces),
                ]
            )
        ),
        text(small(in_a_line([then, _("You can pause or stop at any time.")]))),
        row(*(PaceButton.make(serial.serial_id, pace.minutes) for pace in offer.paces)),
    )


def _named(pace: Pace) -> str:
    return several(
        "- {count} minute a day, and you are level on {date}",
        "- {count} minutes a day, and you are level on {date}",
        pace.minutes,
        date=moment(pace.level_at, "D"),
    )
