"""/settings: who else may act as a moderator, and where moderators are told things."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.guilds import Guilds
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say_sentence
from bot.ui.permissions import require_desk


@app_commands.guild_only()
class SettingsCog(
    commands.GroupCog, group_name="settings", group_description="How I work in this server"
):
    """The conversation about settings."""

    def __init__(self, guilds: Guilds) -> None:
        self._guilds = guilds

    @app_commands.command(name="librarian")
    @app_commands.describe(role="Who has it may use /library and /serial; without it, no role")
    @answered
    async def librarian(self, interaction: Interaction, role: discord.Role | None = None) -> None:
        """Let a role act as moderators of stories, besides who has Manage Server."""
        await self._guilds.set_librarian(viewer_of(interaction), role.id if role else None)
        if role is None:
            said = "No role counts as librarian now; Manage Server is needed."
        else:
            said = f"Who has {role.mention} may use /library and /serial from now on."
        await say_sentence(interaction, said)

    @app_commands.command(name="desk")
    @app_commands.describe(channel="A channel that moderators see; without it, private messages")
    @answered
    async def desk(
        self, interaction: Interaction, channel: discord.TextChannel | None = None
    ) -> None:
        """Choose where I tell moderators if something is in the way of a serial."""
        if channel is not None:
            require_desk(channel)
        await self._guilds.set_desk(viewer_of(interaction), channel.id if channel else None)
        if channel is None:
            said = "I'll write privately to whoever started a serial."
        else:
            said = f"I'll tell moderators in {channel.mention} what they should know."
        await say_sentence(interaction, said)
