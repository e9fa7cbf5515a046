"""/preferences: how whoever asks likes to read. It works in private messages too."""

from discord import app_commands
from discord.ext import commands

from bot.services.preferences import Preferring
from bot.ui.answers import Interaction, answered, say
from bot.ui.preferences import preferences_view


class PreferencesCog(commands.Cog):
    """The conversation with a reader about how they like to read."""

    def __init__(self, preferring: Preferring) -> None:
        self._preferring = preferring

    @app_commands.command(name="preferences")
    @app_commands.allowed_contexts(guilds=True, dms=True)
    @answered
    async def preferences(self, interaction: Interaction) -> None:
        """Choose long or short pages, or a plain mode for screen readers."""
        liked = await self._preferring.of(interaction.user.id)
        await say(interaction, preferences_view(liked))
