"""/settings: who else may act as a moderator, and where moderators are told things."""

import discord
from babel import Locale
from discord import app_commands
from discord.ext import commands

from bot.domain.errors import RefusalError
from bot.language.catalogue import languages
from bot.language.speech import _, speaking, spoken
from bot.services.guilds import Guilds, require_manager
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say_sentence
from bot.ui.permissions import open_to_all, require_desk

_LANGUAGES = [
    app_commands.Choice(name=(Locale(language).display_name or language).title(), value=language)
    for language in languages()
]
"""Each in its own tongue, so that it is found whatever is spoken."""


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
            said = _("No role counts as librarian: /library and /serial take Manage Server.")
        else:
            said = _(
                "Who has {role} may use /library and /serial, besides Manage Server.",
                role=f"<@&{role_id}>",
            )
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
            said = _("No desk is set: I write privately to whoever started a serial.")
        else:
            said = _(
                "I tell moderators in {channel} what they should know.", channel=f"<#{channel_id}>"
            )
            if interaction.guild and open_to_all(interaction.guild, channel_id):
                along = _("Everybody here can read along; for moderators alone, choose another.")
                said = f"{said} {along}"
        await say_sentence(interaction, said)

    @app_commands.command(name="language")
    @app_commands.describe(
        language="What I speak in this server's channels; without it, I say what is set",
        clear="Choose True to follow the language this server has in Discord",
    )
    @app_commands.choices(language=_LANGUAGES)
    @answered
    async def language(
        self, interaction: Interaction, language: str | None = None, *, clear: bool = False
    ) -> None:
        """Choose what I speak in the channels; private answers follow each member's Discord."""
        viewer = viewer_of(interaction)
        require_manager(viewer)
        _require_one(language, clear=clear)
        if language is not None or clear:
            await self._guilds.set_language(viewer, language)
        chosen = await self._guilds.language(viewer.guild_id)
        if chosen is None:
            with speaking(str(interaction.guild.preferred_locale) if interaction.guild else None):
                chosen_by_itself = spoken()
            said = _(
                "In this server's channels I speak {language}, as the server's own settings say.",
                language=_named(chosen_by_itself),
            )
        else:
            said = _(
                "In this server's channels I speak {language}; to members privately, their own.",
                language=_named(chosen),
            )
        await say_sentence(interaction, said)


def _named(language: str) -> str:
    """Name a language in the one that is being spoken."""
    return Locale(language).get_display_name(spoken()) or language


def _require_one(chosen: object, *, clear: bool) -> None:
    if chosen is not None and clear:
        raise RefusalError("Choose one to set, or clear:True to have none; not both at once.")
