"""Commands in the language of whoever gives them: what they are called, and what they answer in."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Place

from bot.language.catalogue import catalogue_of
from bot.language.speech import speak
from bot.ui.answers import answer_error

NAMES = "name"
"""The context in the catalogues of what is typed: commands and options, in small letters."""
MENUS = "menu"
"""The context of what stands in a message's menu of apps."""
CHOICES = "choice"
"""The context of an option's choices."""
DESCRIPTIONS = "description"
"""The context of what is said of commands and options."""

_CONTEXTS = {
    Place.command_name: NAMES,
    Place.group_name: NAMES,
    Place.parameter_name: NAMES,
    Place.command_description: DESCRIPTIONS,
    Place.group_description: DESCRIPTIONS,
    Place.parameter_description: DESCRIPTIONS,
    Place.choice_name: CHOICES,
}


class Commands(app_commands.CommandTree[Any]):
    """The commands. Each is answered, and each option completed, in a task of its own."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Speak the language of whoever asks, as their Discord is set; everybody may ask."""
        speak(str(interaction.locale))
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Answer with a sentence, whatever happens."""
        await answer_error(interaction, error)


class CommandWords(app_commands.Translator):
    """Tells Discord what commands, options and choices are called in the languages there are."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Look a name or a description up; None where it stays as it is."""
        catalogue = catalogue_of(str(locale))
        kind = _CONTEXTS.get(context.location)
        if context.location is Place.command_name and isinstance(
            context.data, app_commands.ContextMenu
        ):
            kind = MENUS
        return catalogue.called(string.message, kind) if kind else None
