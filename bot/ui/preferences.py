"""How somebody likes to read: what is set, and the buttons that change it at once."""

import discord

from bot.domain.pages import PageLength, Preferences
from bot.language.speech import _
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import Click
from bot.ui.layout import (
    Layout,
    button,
    joined,
    large,
    row,
    small,
    text,
)


class PreferencesButton(Click, template=r"f:preferences"):
    """*Preferences*, as `/preferences` does it."""

    @classmethod
    def make(cls) -> "PreferencesButton":
        """Make the button."""
        return cls(button(_("Preferences"), "f:preferences"))

    async def answer(self, interaction: Interaction) -> None:
        """Show what is set, beside what is open."""
        liked = await services_of(interaction).preferring.of(interaction.user.id)
        await say(interaction, preferences_view(liked))


class LengthButton(Click, template=r"f:length:(long|short)"):
    """*Long pages* and *Short pages*."""

    @classmethod
    def make(cls, label: str, length: PageLength, *, chosen: bool) -> "LengthButton":
        """Make the button; the chosen one can't be pressed."""
        return cls(_choice(label, f"f:length:{length.value}", chosen=chosen))

    async def answer(self, interaction: Interaction) -> None:
        """Set it and show what is set now."""
        preferring = services_of(interaction).preferring
        liked = await preferring.set_pages(interaction.user.id, PageLength(self.words[0]))
        await turn(interaction, preferences_view(liked))


class PlainButton(Click, template=r"f:plain:(plain|ornate)"):
    """*Plain mode* and *With ornaments*."""

    @classmethod
    def make(cls, label: str, *, plain: bool, chosen: bool) -> "PlainButton":
        """Make the button; the chosen one can't be pressed."""
        return cls(_choice(label, f"f:plain:{'plain' if plain else 'ornate'}", chosen=chosen))

    async def answer(self, interaction: Interaction) -> None:
        """Set it and show what is set now."""
        preferring = services_of(interaction).preferring
        liked = await preferring.set_plain(interaction.user.id, plain=self.words[0] == "plain")
        await turn(interaction, preferences_view(liked))


def preferences_view(liked: Preferences) -> Layout:
    """Lay out what is set, with the other choices as buttons."""
    short = liked.pages is PageLength.SHORT
    return Layout(
        text(
            joined(
                [
                    large(_("How you like to read")),
                    _("Pages: **short**, about a phone's screen.")
                    if short
                    else _("Pages: **long**, a whole passage."),
                    _("Plain mode: **on**. No ornaments, and notes stand in the text.")
                    if liked.plain
                    else _(
                        "Plain mode: **off**. It is for screen readers: no ornaments, and notes "
                        "stand in the text."
                    ),
                    small(_("This holds in every server, from the next page on.")),
                ]
            )
        ),
        row(
            LengthButton.make(_("Long pages"), PageLength.LONG, chosen=not short),
            LengthButton.make(_("Short pages"), PageLength.SHORT, chosen=short),
        ),
        row(
            PlainButton.make(_("With ornaments"), plain=False, chosen=not liked.plain),
            PlainButton.make(_("Plain mode"), plain=True, chosen=liked.plain),
        ),
    )


def _choice(
    label: str, custom_id: str, *, chosen: bool
) -> discord.ui.Button[discord.ui.LayoutView]:
    style = discord.ButtonStyle.primary if chosen else discord.ButtonStyle.secondary
    return button(label, custom_id, style=style, disabled=chosen)
