"""/library export: a file for the moderator alone, and the same story when it is added again."""

import re

import discord
import pytest
import simcord

from bot.manuscript import load
from tests.cogs.conftest import HARBOUR, World, answer_of, words_of
from tests.manuscript.ebook import Book


async def exported(world: World, **options: str) -> tuple[str, str, bytes]:
    """What is said beside the file, the file's name and the file."""
    choices = await world.moderator.autocomplete(world.talk, "library export", "story", "harb")
    shown = await world.moderator.slash(
        world.talk, "library export", story=choices[0]["value"], **options
    )
    answer = answer_of(shown)
    [file] = answer.attachments
    return words_of(answer), file.filename, await file.read()


async def figures(world: World, name: str, data: bytes) -> list[str]:
    """The figures that the proof of an import names."""
    shown = await world.moderator.slash(world.talk, "library add", file=(name, data))
    return re.findall(r"\d[\d,]* (?:chapter|scene|passage|word|note)s?", words_of(answer_of(shown)))


async def test_markdown_added_again_is_the_same_story(world: World):
    before = await figures(world, "harbour.txt", HARBOUR.encode())
    await world.add_story()
    said, name, data = await exported(world)
    assert "**harbour**: 2 chapters" in said
    assert "2 notes" in said
    assert name == "harbour.md"
    first = load(HARBOUR.encode(), "harbour.txt").story
    assert load(data, name).story.chapters == first.chapters
    assert before
    assert await figures(world, name, data) == before


async def test_an_e_book_comes_with_its_notes(world: World):
    await world.add_story()
    _said, name, data = await exported(world, format="epub")
    assert name == "harbour.epub"
    book = Book(data)
    assert book.said("title") == "harbour"
    assert len(book.pages) == 2


async def test_who_is_no_moderator_gets_no_file(world: World):
    await world.add_story()
    shown = await world.ann.slash(world.talk, "library export", story="harbour")
    assert "for moderators" in words_of(answer_of(shown))
    assert not answer_of(shown).attachments


async def test_an_adult_story_stays_in_age_restricted_channels(
    world: World, red: simcord.ChannelHandle
):
    shown = await world.moderator.slash(
        red, "library add", file=("harbour.txt", HARBOUR.encode()), rating="explicit"
    )
    await world.moderator.click(answer_of(shown), label="Add to the library")
    refused = answer_of(await world.moderator.slash(world.talk, "library export", story="harbour"))
    assert "age-restricted" in words_of(refused)
    assert not refused.attachments
    given = answer_of(await world.moderator.slash(red, "library export", story="harbour"))
    assert given.attachments


async def test_a_file_over_the_limit_is_refused_with_both_sizes(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    await world.add_story()
    real = discord.Interaction.__init__

    def small(interaction: discord.Interaction, **options):
        real(interaction, **{**options, "data": {**options["data"], "attachment_size_limit": 500}})

    monkeypatch.setattr(discord.Interaction, "__init__", small)
    shown = await world.moderator.slash(
        world.talk, "library export", story="harbour", format="epub"
    )
    said = words_of(answer_of(shown))
    assert "harbour" in said
    assert "MiB at most" in said
    assert not answer_of(shown).attachments
