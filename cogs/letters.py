"""/subscribe, /subscriptions and /reminders: what goes to one reader by private message."""

from discord import app_commands
from discord.ext import commands

from bot.services.reminders import Reminders
from bot.services.serials import Serials
from bot.services.subscriptions import Subscriptions, Wish
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.correspondence import show_correspondence
from bot.ui.reminders import no_reminders_view, reminders_view
from bot.ui.subscriptions import ask_how, private_channel, subscription_view
from cogs.options import serial_choices, zone_choices

_BEGIN, _STOP = "begin", "stop"
_CHANGES = [
    app_commands.Choice(name="remind me", value=_BEGIN),
    app_commands.Choice(name="remind me of nothing any more", value=_STOP),
]


class LettersCog(commands.Cog):
    """The conversation of a reader who likes to be written to."""

    def __init__(
        self, subscriptions: Subscriptions, reminders: Reminders, serials: Serials
    ) -> None:
        self._subscriptions = subscriptions
        self._reminders = reminders
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
        if current is None and not await self._subscriptions.knows_when(viewer, wish):
            await ask_how(interaction, viewer, found.serial_id, wish)
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

    @app_commands.command(name="subscriptions")
    @app_commands.allowed_contexts(guilds=True, dms=True)
    @answered
    async def subscriptions(self, interaction: Interaction) -> None:
        """All you get by private message: when the next part comes, to change, pause or stop it."""
        await show_correspondence(interaction)

    @app_commands.command(name="reminders")
    @app_commands.describe(
        serial="The serial; without it, all that run here",
        change="Whether to begin or to stop; without it, to begin",
    )
    @app_commands.choices(change=_CHANGES)
    @app_commands.autocomplete(serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def reminders(
        self, interaction: Interaction, serial: str | None = None, change: str = _BEGIN
    ) -> None:
        """Be told by private message when you fall two chapters behind; once a day at most."""
        viewer = viewer_of(interaction)
        if change == _STOP:
            await self._reminders.stop(viewer.user_id)
            await say(interaction, no_reminders_view())
            return
        found = await self._serials.find(viewer, serial) if serial is not None else None
        await interaction.response.defer(ephemeral=True, thinking=True)
        of = await self._reminders.start(
            viewer,
            found.serial_id if found is not None else None,
            channel_id=await private_channel(interaction),
            locale=str(interaction.locale),
        )
        await say(interaction, reminders_view(of))
