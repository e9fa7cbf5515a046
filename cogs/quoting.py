"""/quote and its message menu: sentences that somebody has come to, for others to see."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.quoting import Quote, Quoting
from bot.services.serials import Serials
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say
from bot.ui.quote import may_write, quote_view, sentences_view
from cogs.options import sentence_choices, serial_choices

MENU = "Quote from this passage"


class QuotingCog(commands.Cog):
    """The conversation of who quotes."""

    def __init__(self, client: commands.Bot, quoting: Quoting, serials: Serials) -> None:
        self._client = client
        self._quoting = quoting
        self._serials = serials
        self._menu = app_commands.ContextMenu(name=MENU, callback=self._from_passage)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """Add the message menu: discord.py has no decorator for one in a cog."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the message menu away again."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="quote")
    @app_commands.describe(
        words="Words of the sentence that it begins with",
        serial="The serial; without it, the one of this channel",
    )
    @app_commands.autocomplete(words=sentence_choices, serial=serial_choices)
    @app_commands.guild_only()
    @answered
    async def quote(self, interaction: Interaction, words: str, serial: str | None = None) -> None:
        """Make a card of one to four sentences that you have read; you see it first."""
        viewer = viewer_of(interaction)
        found = await self._serials.find(viewer, serial)
        answer = await self._quoting.find(viewer, found.serial_id, words)
        if isinstance(answer, Quote):
            held = await self._quoting.hold(viewer)
            may_post = may_write(interaction)
            await say(interaction, quote_view(answer, viewer.user_id, held, may_post=may_post))
        else:
            await say(interaction, sentences_view(answer))

    @answered
    async def _from_passage(self, interaction: Interaction, message: discord.Message) -> None:
        found = await self._quoting.of_message(viewer_of(interaction), message.id)
        await say(interaction, sentences_view(found))
