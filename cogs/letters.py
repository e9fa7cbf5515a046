"""/subscribe: a story by private message."""

from discord import app_commands
from discord.ext import commands

from bot.services.serials import Serials
from bot.services.subscriptions import Subscriptions, Wish
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.subscriptions import private_channel, subscription_view
from cogs.options import serial_choices, zone_choices


class LettersCog(commands.Cog):
    """The conversation of a reader who likes to be written to."""

    def __init__(self, subscriptions: Subscriptions, serials: Serials) -> None:
        self._subscriptions = subscriptions
        self._serials = serials

    @app_commands.command(name="subscribe")
    @app_commands.describe(
        serial="The serial; without it, the one of this channel",
        time="The time of your day, like 7:30 or 8pm",
        timezone="Whose time it is, like Europe/Berlin; without it, this server's last one",
        amount="How much at once: 10 minutes (default), 3 passages, a scene, a chapter",
    )
    @app_commands.autocomplete(serial=serial_choices, timezone=zone_choices)
    @app_commands.guild_only()
    @answered
    async def subscribe(
        self,
        interaction: Interaction,
        serial: str | None = None,
        time: str | None = None,
        timezone: str | None = None,
        amount: str | None = None,
    ) -> None:
        """Get a story by private message, a bit every day; shows and changes what you have."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        wish = Wish(time, timezone, amount)
        current = await self._subscriptions.current(viewer, found.serial_id)
        if wish.empty and current is not None:
            await say(interaction, subscription_view(current))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await self._subscriptions.subscribe(
            viewer,
            found.serial_id,
            wish,
            channel_id=await private_channel(interaction),
            locale=str(interaction.locale),
        )
        await say(interaction, subscription_view(view))
