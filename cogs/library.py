"""/library: manuscripts in, stories listed, shown and taken out. For moderators."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.story import Rating, warnings_in
from bot.services.exporting import ExportFormat, Exporting
from bot.services.library import MAX_BYTES, Library
from bot.services.proofs import EditionRequest
from bot.services.replacing import Replacing
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, answered, say, say_file
from bot.ui.library import export_sentence, removal_view, stories_view, story_view
from bot.ui.proof import proof_view
from bot.ui.uploads import fetch
from cogs.options import own_story_choices, story_choices

_RATINGS = [app_commands.Choice(name=rating.value, value=rating.value) for rating in Rating]
WARNINGS_LIMIT = 200
"""Letters of the warnings that can be typed; who types too many is told how many there may be."""
_FORMATS = [app_commands.Choice(name=form.value, value=form.value) for form in ExportFormat]


@app_commands.guild_only()
class LibraryCog(
    commands.GroupCog, group_name="library", group_description="The stories of this server"
):
    """The conversation about stories."""

    def __init__(self, library: Library, exporting: Exporting, replacing: Replacing) -> None:
        self._library = library
        self._exporting = exporting
        self._replacing = replacing

    @app_commands.command(name="add")
    @app_commands.describe(
        file="The manuscript: .txt, .md, .html, .epub or .docx",
        title="Its title, if the file does not say",
        author="Its author, if the file does not say",
        rating="How it is rated; mature and explicit stay in age-restricted channels",
        warnings="What it warns of, with commas between; without it, what the file says",
    )
    @app_commands.choices(rating=_RATINGS)
    @answered
    async def add(
        self,
        interaction: Interaction,
        file: discord.Attachment,
        title: app_commands.Range[str, 1, 200] | None = None,
        author: app_commands.Range[str, 1, 200] | None = None,
        rating: str | None = None,
        warnings: app_commands.Range[str, 1, WARNINGS_LIMIT] | None = None,
    ) -> None:
        """Take in a manuscript: you see first what I made of it."""
        viewer = viewer_of(interaction)
        async with self._library.accepting(viewer, file.size):
            await interaction.response.defer(ephemeral=True, thinking=True)
            proof = await self._library.preview(
                viewer,
                await fetch(file, MAX_BYTES),
                file.filename,
                _request(title, author, rating, warnings),
            )
        await say(interaction, proof_view(proof))

    @app_commands.command(name="replace")
    @app_commands.describe(
        story="The story that gets a new edition",
        file="The new manuscript; it is read as the last one was",
        title="Another title; without it, the story keeps its own",
        author="Another author; without it, the story keeps its own",
        rating="Another rating; without it, the story keeps its own",
        warnings="Other warnings, with commas between; without it, the story keeps its own",
    )
    @app_commands.choices(rating=_RATINGS)
    @app_commands.autocomplete(story=own_story_choices)
    @answered
    async def replace(
        self,
        interaction: Interaction,
        story: str,
        file: discord.Attachment,
        title: app_commands.Range[str, 1, 200] | None = None,
        author: app_commands.Range[str, 1, 200] | None = None,
        rating: str | None = None,
        warnings: app_commands.Range[str, 1, WARNINGS_LIMIT] | None = None,
    ) -> None:
        """Give a story a new edition: you see first what it changes."""
        viewer = viewer_of(interaction)
        entry = await self._library.find(viewer, story)
        await self._replacing.require_replaceable(viewer, entry)
        async with self._library.accepting(viewer, file.size):
            await interaction.response.defer(ephemeral=True, thinking=True)
            proof = await self._replacing.propose(
                viewer,
                entry.story_id,
                await fetch(file, MAX_BYTES),
                file.filename,
                _request(title, author, rating, warnings),
            )
        await say(interaction, proof_view(proof))

    @app_commands.command(name="list")
    @answered
    async def list_(self, interaction: Interaction) -> None:
        """List the stories that can run here."""
        await say(interaction, stories_view(await self._library.stories(viewer_of(interaction))))

    @app_commands.command(name="show")
    @app_commands.describe(story="The story")
    @app_commands.autocomplete(story=story_choices)
    @answered
    async def show(self, interaction: Interaction, story: str) -> None:
        """Show what the library has of a story."""
        viewer = viewer_of(interaction)
        entry = await self._library.find(viewer, story)
        chapters = await self._library.chapters(viewer, entry.story_id)
        editions = await self._library.editions(viewer, entry.story_id)
        await say(interaction, story_view(entry, chapters, editions))

    @app_commands.command(name="export")
    @app_commands.rename(form="format")
    @app_commands.describe(
        story="The story",
        form="Markdown, to change and to add again, or an e-book; Markdown if you don't say",
    )
    @app_commands.autocomplete(story=story_choices)
    @app_commands.choices(form=_FORMATS)
    @answered
    async def export(
        self, interaction: Interaction, story: str, form: str = ExportFormat.MARKDOWN.value
    ) -> None:
        """Give a story back as a file, for you alone."""
        viewer = viewer_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        limit = interaction.filesize_limit
        made = await self._exporting.export(viewer, story, ExportFormat(form), limit)
        await say_file(interaction, export_sentence(made), made.data, made.file_name)

    @app_commands.command(name="remove")
    @app_commands.describe(story="The story")
    @app_commands.autocomplete(story=own_story_choices)
    @answered
    async def remove(self, interaction: Interaction, story: str) -> None:
        """Take a story out of the library; asks first."""
        viewer = viewer_of(interaction)
        entry = await self._library.find(viewer, story)
        await say(interaction, removal_view(await self._library.removal(viewer, entry.story_id)))


def _request(
    title: str | None, author: str | None, rating: str | None, warnings: str | None
) -> EditionRequest:
    """Put together what was typed about a manuscript."""
    return EditionRequest(
        title,
        author,
        Rating(rating) if rating else None,
        warnings_in(warnings) if warnings else None,
    )
