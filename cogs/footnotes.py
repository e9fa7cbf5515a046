"""/footnote and the message menu: notes, answered where the reader is."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.footnotes import Footnotes, NotesFound
from bot.services.serials import Serials
from bot.services.statistics import Counting
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.notes import in_passage_view, note_view, notes_found_view
from cogs.options import note_choices, serial_choices

MENU = "Footnotes in this passage"


class FootnotesCog(commands.Cog):
    """The conversation about notes."""

    def __init__(
        self, client: commands.Bot, footnotes: Footnotes, serials: Serials, counting: Counting
    ) -> None:
        self._client = client
        self._footnotes = footnotes
        self._serials = serials
        self._counting = counting
        self._menu = app_commands.ContextMenu(name=MENU, callback=self._in_passage)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """Add the message menu: discord.py has no decorator for one in a cog."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the message menu away again."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="footnote")
    @app_commands.describe(
        marker="Its number, like 3, the word it hangs on, or a word of the note",
        serial="The serial; without it, the one of this channel",
    )
    @app_commands.autocomplete(marker=note_choices, serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def footnote(
        self, interaction: Interaction, marker: str, serial: str | None = None
    ) -> None:
        """Look a footnote up; only you see the answer."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        answer = await self._footnotes.look_up(viewer, found.serial_id, marker)
        if isinstance(answer, NotesFound):
            await say(interaction, notes_found_view(answer))
        else:
            await say(interaction, note_view(answer))
            await self._counting.note_shown(found.serial_id, answer.note.note_id)

    @answered
    async def _in_passage(self, interaction: Interaction, message: discord.Message) -> None:
        serial, heading, notes = await self._footnotes.in_passage(
            viewer_of(interaction), message.id
        )
        await say(interaction, in_passage_view(serial, heading, notes))
