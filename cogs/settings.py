"""/settings: who else may act as a moderator, and where moderators are told things."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.errors import RefusalError
from bot.services.guilds import Guilds, require_manager
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
    @app_commands.describe(
        role="Who has it may use /library and /serial; without it, I say what is set",
        clear="Choose True to have no librarian role any more",
    )
    @answered
    async def librarian(
        self, interaction: Interaction, role: discord.Role | None = None, *, clear: bool = False
    ) -> None:
        """Let a role act as moderators of stories, besides who has Manage Server."""
        viewer = viewer_of(interaction)
        require_manager(viewer)
        _require_one(role, clear=clear)
        if role is not None or clear:
            await self._guilds.set_librarian(viewer, role.id if role else None)
        role_id = await self._guilds.librarian(viewer)
        if role_id is None:
            said = "No role counts as librarian: /library and /serial take Manage Server."
        else:
            said = f"Who has <@&{role_id}> may use /library and /serial, besides Manage Server."
        await say_sentence(interaction, said)

    @app_commands.command(name="desk")
    @app_commands.describe(
        channel="A channel that moderators see; without it, I say what is set",
        clear="Choose True to have no desk: I write privately to whoever started a serial",
    )
    @answered
    async def desk(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        *,
        clear: bool = False,
    ) -> None:
        """Choose where I tell moderators if something is in the way of a serial."""
        viewer = viewer_of(interaction)
        require_manager(viewer)
        _require_one(channel, clear=clear)
        if channel is not None:
            require_desk(channel)
        if channel is not None or clear:
            await self._guilds.set_desk(viewer, channel.id if channel else None)
        channel_id = await self._guilds.desk(viewer)
        if channel_id is None:
            said = "No desk is set: I write privately to whoever started a serial."
        else:
            said = f"I tell moderators in <#{channel_id}> what they should know."
        await say_sentence(interaction, said)


def _require_one(chosen: object, *, clear: bool) -> None:
    if chosen is not None and clear:
        raise RefusalError("Choose one to set, or clear:True to have none; not both at once.")
