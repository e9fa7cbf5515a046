"""The first words in a new server, and /help."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.language.speech import speaking
from bot.services.departures import Departures
from bot.services.guilds import Guilds
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.dialogs import help_view, welcome_view

_log = logging.getLogger(__name__)


class WelcomeCog(commands.Cog):
    """Says what the bot is for."""

    def __init__(self, guilds: Guilds, departures: Departures) -> None:
        self._guilds = guilds
        self._departures = departures

    @app_commands.command(name="help")
    @app_commands.guild_only()
    @answered
    async def help(self, interaction: Interaction) -> None:
        """Say what there is; moderators see more."""
        viewer = viewer_of(interaction)
        moderator = await self._guilds.is_moderator(viewer)
        await say(interaction, help_view(moderator=moderator, manager=viewer.manages))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server in its system channel, if it has one that may be written to.

        One that the bot was in a while ago finds everything as it was.
        """
        back = await self._departures.returned(guild.id)
        channel = guild.system_channel
        if channel is None or not channel.permissions_for(guild.me).send_messages:
            return
        try:
            chosen = await self._guilds.language(guild.id)
            with speaking(chosen or str(guild.preferred_locale)):
                view = welcome_view(back=back)
            await channel.send(view=view)
        except discord.HTTPException as error:
            _log.info("The welcome in server %d did not arrive: %s", guild.id, error)
