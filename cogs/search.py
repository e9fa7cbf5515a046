"""/search: passages by their words."""

from discord import app_commands
from discord.ext import commands

from bot.services.searching import Searching
from bot.services.serials import Serials
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.search import hits_view
from cogs.options import serial_choices


class SearchCog(commands.Cog):
    """The conversation about where something stood."""

    def __init__(self, searching: Searching, serials: Serials) -> None:
        self._searching = searching
        self._serials = serials

    @app_commands.command(name="search")
    @app_commands.describe(
        words="Words that stand in it; between quotation marks, words side by side",
        serial="The serial; without it, the one of this channel",
    )
    @app_commands.autocomplete(serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def search(self, interaction: Interaction, words: str, serial: str | None = None) -> None:
        """Find passages by their words, up to your place."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        hits = await self._searching.search(viewer, found.serial_id, words)
        await say(interaction, hits_view(hits))
