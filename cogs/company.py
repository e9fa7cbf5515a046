"""/progress and /board: where you are, and who is where of those who share it."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.company import Company
from bot.services.preferences import Preferring
from bot.services.progress import Progressing
from bot.services.serials import Serials
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.board import board_view
from bot.ui.overview import drawn, member_view, overview_view
from cogs.options import serial_choices


class CompanyCog(commands.Cog):
    """The conversation of readers about how far they are."""

    def __init__(
        self,
        progress: Progressing,
        company: Company,
        preferring: Preferring,
        serials: Serials,
    ) -> None:
        self._progress = progress
        self._company = company
        self._preferring = preferring
        self._serials = serials

    @app_commands.command(name="progress")
    @app_commands.describe(
        serial="The serial; without it, the one of this channel",
        member="A member who shares their place; without it, yourself",
    )
    @app_commands.autocomplete(serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def progress(
        self,
        interaction: Interaction,
        serial: str | None = None,
        member: discord.User | None = None,
    ) -> None:
        """Show your place and what is left."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        plain = (await self._preferring.of(viewer.user_id)).plain
        # The picture takes a moment, and longer where many ask at once after a drop; who else is
        # here, Discord is asked.
        await interaction.response.defer(ephemeral=True, thinking=True)
        if member is None or member.id == viewer.user_id:
            overview = await self._progress.overview(viewer, found.serial_id)
            pictures = [] if plain else [await drawn(overview)]
            await say(interaction, overview_view(overview, plain=plain), *pictures)
            return
        overview = await self._company.member(viewer, found.serial_id, member.id)
        pictures = [] if plain else [await drawn(overview, mine=False)]
        await say(interaction, member_view(overview, member.id, plain=plain), *pictures)

    @app_commands.command(name="board")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def board(self, interaction: Interaction, serial: str | None = None) -> None:
        """Show who is where, of those who share it."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        # Discord is asked who of them is still here, which may take its time.
        await interaction.response.defer(ephemeral=True, thinking=True)
        await say(interaction, board_view(await self._company.board(viewer, found.serial_id)))
