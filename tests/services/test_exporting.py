"""What a moderator gets back: the story that was added, as a file."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from bot.domain.errors import RefusalError
from bot.domain.story import Rating
from bot.manuscript import load
from bot.services.exporting import ExportFormat, Exporting
from bot.services.proofs import EditionRequest
from bot.services.shelf import Shelf, put_on_shelf
from tests.manuscript.ebook import Book, expected, paragraphs
from tests.services.conftest import House
from tests.services.fakes import GUILD, MODERATOR, measure, viewer

SENTENCE = "The lamp on the quay went out, and nobody in the office looked up from the cards. "
NOVEL = f"""---
title: "The Harbour"
author: "Ann"
language: "en"
summary: "A lamp goes out."
---

# The Harbour

## Preface

For the night watch.

## Chapter 1: The Quay

{SENTENCE * 60}*{SENTENCE * 60}End.*

lamp lit,\\
lamp low[^1]

***

And a second scene[^2] with **more**[^1].

[^1]: Until the spring[^2].

    A second paragraph.

[^2]: A note.

[^*]: Nobody points here.

## Chapter 2

## Low Tide {{.unnumbered}}

Gone.
"""
PLENTY = 25 * 2**20


def exporting(house: House) -> Exporting:
    return Exporting(house.database, house.library)


async def test_markdown_that_is_imported_again_is_the_same_tree(house: House):
    story_id = await house.add_story(NOVEL, "harbour.md")
    made = await exporting(house).export(
        viewer(MODERATOR), str(story_id), ExportFormat.MARKDOWN, PLENTY
    )
    assert made.file_name == "the-harbour.md"
    assert load(made.data, made.file_name).story == load(NOVEL.encode(), "a.md").story


async def test_a_plain_text_comes_back_with_what_the_library_calls_it(house: House):
    story_id = await house.add_story()
    made = await exporting(house).export(
        viewer(MODERATOR), str(story_id), ExportFormat.MARKDOWN, PLENTY
    )
    again = load(made.data, made.file_name).story
    assert again.title == "harbour"
    assert [len(chapter.scenes) for chapter in again.chapters] == [2, 1, 1]
    assert [note.label for chapter in again.chapters for note in chapter.footnotes] == ["1", "2"]


async def test_an_e_book_has_every_paragraph_and_the_date_of_its_edition(house: House):
    story_id = await house.add_story(NOVEL, "harbour.md")
    made = await exporting(house).export(
        viewer(MODERATOR), "the harbour", ExportFormat.EPUB, PLENTY
    )
    assert made.file_name == "the-harbour.epub"
    assert made.story.story_id == story_id
    book = Book(made.data)
    assert [list(paragraphs(page)) for page in book.pages] == expected(
        load(NOVEL.encode(), "a.md").story
    )
    imported_at = f"{house.clock.now():%Y-%m-%dT%H:%M}"
    assert imported_at in book.files["EPUB/package.opf"].decode()
    house.clock.move(days=400)
    again = await exporting(house).export(
        viewer(MODERATOR), "the harbour", ExportFormat.EPUB, PLENTY
    )
    assert again.data == made.data


async def test_a_story_of_the_shelf_comes_back_too(house: House, tmp_path):
    put_on_shelf(tmp_path / "stories", NOVEL.encode(), "harbour.md", measure)
    await Shelf(house.database, house.clock, tmp_path / "stories", measure).sync()
    made = await exporting(house).export(
        viewer(MODERATOR), "The Harbour", ExportFormat.MARKDOWN, PLENTY
    )
    assert load(made.data, made.file_name).story == load(NOVEL.encode(), "a.md").story


async def test_markdown_over_the_limit_is_zipped_and_what_stays_over_it_refused(house: House):
    await house.add_story(NOVEL, "harbour.md")
    export = exporting(house).export
    made = await export(viewer(MODERATOR), "The Harbour", ExportFormat.MARKDOWN, 5_000)
    assert made.file_name == "the-harbour.md.zip"
    with ZipFile(BytesIO(made.data)) as archive:
        [name] = archive.namelist()
        assert load(archive.read(name), name).story == load(NOVEL.encode(), "a.md").story
    for form in ExportFormat:
        with pytest.raises(RefusalError, match=r"The Harbour.*0\.0 MiB"):
            await export(viewer(MODERATOR), "The Harbour", form, 100)


async def test_only_moderators_and_only_this_servers_stories(house: House):
    story_id = await house.add_story(NOVEL, "harbour.md")
    export = exporting(house).export
    with pytest.raises(RefusalError, match="for moderators"):
        await export(viewer(1), str(story_id), ExportFormat.MARKDOWN, PLENTY)
    with pytest.raises(RefusalError, match="no story of that name"):
        await export(
            viewer(MODERATOR, guild_id=GUILD + 1), str(story_id), ExportFormat.MARKDOWN, PLENTY
        )


async def test_an_adult_story_is_given_only_in_age_restricted_channels(house: House):
    proof = await house.library.preview(
        viewer(MODERATOR, adult_ok=True),
        NOVEL.encode(),
        "harbour.md",
        EditionRequest(rating=Rating.EXPLICIT),
    )
    await house.library.confirm(viewer(MODERATOR, adult_ok=True), proof.draft_id)
    export = exporting(house).export
    with pytest.raises(RefusalError, match="age-restricted"):
        await export(viewer(MODERATOR), "The Harbour", ExportFormat.EPUB, PLENTY)
    made = await export(viewer(MODERATOR, adult_ok=True), "The Harbour", ExportFormat.EPUB, PLENTY)
    assert made.data
