"""/stories and /read: for every reader."""

from discord import app_commands
from discord.ext import commands

from bot.services.progress import Progressing
from bot.services.reading import Reading
from bot.services.serials import Serials
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.progress import shelf_view
from bot.ui.reader import reader_view
from cogs.options import serial_choices


class ReadingCog(commands.Cog):
    """The conversation of a reader with a story."""

    def __init__(self, reading: Reading, progress: Progressing, serials: Serials) -> None:
        self._reading = reading
        self._progress = progress
        self._serials = serials

    @app_commands.command(name="stories")
    @app_commands.guild_only()
    @answered
    async def stories(self, interaction: Interaction) -> None:
        """List what can be read here, and how far you are."""
        await say(interaction, shelf_view(await self._progress.shelf(viewer_of(interaction))))

    @app_commands.command(name="read")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def read(self, interaction: Interaction, serial: str | None = None) -> None:
        """Open a private reader where you left off."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        await say(interaction, reader_view(await self._reading.open(viewer, found.serial_id)))
