"""/serial: starting a story in a channel and steering it. For moderators."""

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.serial import Discussion, Gate
from bot.language.speech import _
from bot.services.library import Library
from bot.services.ports import Viewer
from bot.services.serials import Serials
from bot.services.starting import StartRequest
from bot.services.statistics import Counting
from bot.services.views import SerialView
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.permissions import in_the_way, require_ready
from bot.ui.proposals import proposal_view
from bot.ui.serials import end_view, serial_view, serials_view
from bot.ui.statistics import files, statistics_view
from cogs.options import steered_choices, story_choices, zone_choices

_DISCUSSIONS = [
    app_commands.Choice(name="a thread for every instalment", value=Discussion.INSTALMENT.value),
    app_commands.Choice(name="a thread for every chapter", value=Discussion.CHAPTER.value),
    app_commands.Choice(name="no threads", value=Discussion.OFF.value),
]

_GATES = [
    app_commands.Choice(name="anyone may enter a discussion", value=Gate.OPEN.value),
    app_commands.Choice(
        name="who has read the instalment: private threads", value=Gate.AFTER_READING.value
    ),
]


@app_commands.guild_only()
class SerialsCog(
    commands.GroupCog, group_name="serial", group_description="Stories that run in this server"
):
    """The conversation about serials."""

    def __init__(self, serials: Serials, library: Library, counting: Counting) -> None:
        self._serials = serials
        self._counting = counting
        self._library = library

    @app_commands.command(name="start")
    @app_commands.describe(
        story="The story",
        channel="Where its passages are posted",
        days="daily, weekdays, weekends, or like: tue, fri",
        time="The time of day, like 18:00 or 6pm",
        timezone="Whose time it is, like Europe/Berlin; without it, this server's last one",
        instalment="How much a drop releases: chapter (default), scene, 3 passages, 5 minutes",
        start_on="The first day, like 2026-05-04, tomorrow or monday; without it, the next date",
        ping="A role to mention at each drop",
        discussion="Where threads open; without it, for every instalment",
        gate="Who may enter a discussion; without it, anyone",
    )
    @app_commands.choices(discussion=_DISCUSSIONS, gate=_GATES)
    @app_commands.autocomplete(story=story_choices, timezone=zone_choices)
    @answered
    async def start(
        self,
        interaction: Interaction,
        story: str,
        channel: discord.TextChannel,
        days: str,
        time: str,
        timezone: str | None = None,
        instalment: str | None = None,
        start_on: str | None = None,
        ping: discord.Role | None = None,
        discussion: str = Discussion.INSTALMENT.value,
        gate: str = Gate.OPEN.value,
    ) -> None:
        """Start a story in a channel: you see the whole calendar first."""
        viewer = viewer_of(interaction)
        entry = await self._library.find(viewer, story)
        threads = Discussion(discussion)
        place = require_ready(
            channel,
            ping,
            discussion=threads is not Discussion.OFF,
            gate=Gate(gate),
            adult=entry.rating.adult,
        )
        request = StartRequest(
            story_id=entry.story_id,
            channel_id=place.id,
            days=days,
            time=time,
            timezone=timezone,
            instalment=instalment,
            start_on=start_on,
            ping_role_id=ping.id if ping else None,
            discussion=threads,
            gate=Gate(gate),
        )
        proposal = await self._serials.propose(viewer, request)
        await say(interaction, proposal_view(proposal, channel=place))

    @app_commands.command(name="list")
    @answered
    async def list_(self, interaction: Interaction) -> None:
        """List the serials of this server."""
        viewer = viewer_of(interaction)
        await say(interaction, serials_view(await self._serials.listing(viewer)))

    @app_commands.command(name="show")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def show(self, interaction: Interaction, serial: str | None = None) -> None:
        """Show how a serial stands: its next dates, its readers, what is in the way."""
        viewer = viewer_of(interaction)
        found = await self._serials.find_to_steer(viewer, serial)
        lacks = in_the_way(interaction.guild, found)
        await say(
            interaction, serial_view(await self._serials.show(viewer, found.serial_id), said=lacks)
        )

    @app_commands.command(name="pause")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def pause(self, interaction: Interaction, serial: str | None = None) -> None:
        """Stop the drops until you resume; dates that pass are not caught up."""
        await self._steer(
            interaction, serial, self._serials.pause, _("Paused. `/serial resume` goes on.")
        )

    @app_commands.command(name="resume")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def resume(self, interaction: Interaction, serial: str | None = None) -> None:
        """Go on with the next date; what failed is tried again now."""
        await self._steer(interaction, serial, self._serials.resume, _("It goes on."))

    @app_commands.command(name="skip")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def skip(self, interaction: Interaction, serial: str | None = None) -> None:
        """Leave out the next date; no text is skipped, everything moves back."""
        said = _("The next date is left out; the text waits for the one after it.")
        await self._steer(interaction, serial, self._serials.skip, said)

    @app_commands.command(name="drop")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def drop(self, interaction: Interaction, serial: str | None = None) -> None:
        """Post the next instalment now; the later dates stay."""
        said = _("The next instalment is on its way; the dates to come stay as they are.")
        await self._steer(interaction, serial, self._serials.drop, said)

    @app_commands.command(name="end")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def end(self, interaction: Interaction, serial: str | None = None) -> None:
        """End a serial for good; asks first. Reading, notes and threads go on."""
        viewer = viewer_of(interaction)
        found = await self._serials.find_to_steer(viewer, serial)
        await say(interaction, end_view(await self._serials.ending(viewer, found.serial_id)))

    @app_commands.command(name="stats")
    @app_commands.describe(serial="The serial; without it, the one of this channel")
    @app_commands.autocomplete(serial=steered_choices)
    @answered
    async def stats(self, interaction: Interaction, serial: str | None = None) -> None:
        """Show how a serial is read, in numbers alone: by chapters, as a picture and a table."""
        viewer = viewer_of(interaction)
        found = await self._serials.find_to_steer(viewer, serial)
        # Counting readers and drawing takes its time.
        await interaction.response.defer(ephemeral=True, thinking=True)
        told = await self._counting.of(viewer, found.serial_id)
        await say(interaction, statistics_view(told), *await files(told))

    async def _steer(
        self,
        interaction: Interaction,
        typed: str | None,
        act: Callable[[Viewer, int], Awaitable[SerialView]],
        said: str | None = None,
    ) -> None:
        viewer = viewer_of(interaction)
        found = await self._serials.find_to_steer(viewer, typed)
        await say(interaction, serial_view(await act(viewer, found.serial_id), said=said))
