"""/mydata: what is kept about whoever asks, in every server. It works in private messages too."""

from discord import app_commands
from discord.ext import commands

from bot.language.speech import _
from bot.services.mydata import MyData
from bot.ui.answers import Interaction, answered, say, say_file
from bot.ui.mydata import EXPORT_SENTENCE, deletion_view, export_file


@app_commands.allowed_contexts(guilds=True, dms=True)
class MyDataCog(
    commands.GroupCog, group_name="mydata", group_description="What I keep about you, everywhere"
):
    """The conversation with a person about their own data: also of one who has left a server."""

    def __init__(self, mydata: MyData) -> None:
        self._mydata = mydata

    @app_commands.command(name="export")
    @answered
    async def export(self, interaction: Interaction) -> None:
        """Give you a file with all I keep about you."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        data = export_file(await self._mydata.export(interaction.user.id))
        await say_file(interaction, _(EXPORT_SENTENCE), data, "feuilleton-mydata.json")

    @app_commands.command(name="delete")
    @answered
    async def delete(self, interaction: Interaction) -> None:
        """Delete all I keep about you; asks first."""
        await say(interaction, deletion_view(await self._mydata.holdings(interaction.user.id)))
