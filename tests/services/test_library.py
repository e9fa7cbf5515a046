"""The library: a story comes in after a confirmation, and leaves only when nobody runs it."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.story import SILENT, Notice, Rating
from bot.services.library import Library
from bot.services.proofs import EditionRequest
from bot.services.shelf import Shelf, put_on_shelf, slug_of
from bot.services.storycards import ChapterCard, StoryCard
from bot.storage import editions, library
from tests.services.conftest import STORY, House
from tests.services.fakes import MODERATOR, measure, viewer

MOD = viewer(MODERATOR)


async def test_nothing_is_in_the_library_before_the_confirmation(house: House):
    named = EditionRequest(title="Harbour")
    preview = await house.library.preview(MOD, STORY.encode(), "harbour.txt", named)
    figures = preview.sheet.figures
    assert (preview.sheet.title, figures.chapters, figures.notes) == ("Harbour", 3, 2)
    assert await house.library.stories(MOD) == []
    entry = await house.library.confirm(MOD, preview.draft_id)
    assert [item.title for item in await house.library.stories(MOD)] == ["Harbour"]
    assert (entry.chapters, entry.words) == (3, figures.words)


async def test_what_a_moderator_chose_is_what_the_library_gets(house: House):
    chosen = EditionRequest(title="One", author="A. Keeper")
    preview = await house.library.preview(MOD, STORY.encode(), "harbour.txt", chosen)
    entry = await house.library.confirm(MOD, preview.draft_id)
    assert (entry.title, entry.author) == ("One", "A. Keeper")
    assert (entry.chapters, entry.passages) == (3, preview.sheet.figures.passages)


async def test_a_proof_that_was_changed_since_is_not_confirmed(house: House):
    shown = await house.library.preview(MOD, STORY.encode(), "harbour.txt")
    changed = await house.library.change(MOD, shown.draft_id, Choices(chapters="-"))
    assert changed.before == shown.sheet.figures
    with pytest.raises(RefusalError, match="confirm the newer one"):
        await house.library.confirm(MOD, shown.draft_id, revision=shown.sheet.revision)
    entry = await house.library.confirm(MOD, shown.draft_id, revision=changed.sheet.revision)
    assert entry.chapters == 1


async def test_a_choice_that_does_not_work_leaves_the_draft_as_it_was(house: House):
    shown = await house.library.preview(MOD, STORY.encode(), "harbour.txt")
    with pytest.raises(RefusalError):
        await house.library.change(MOD, shown.draft_id, Choices(chapters="Zzyzx #"))
    assert (await house.library.confirm(MOD, shown.draft_id)).chapters == 3


async def test_pages_turn_at_once_and_only_a_forgotten_draft_takes_time(house: House):
    asked: list[str] = []

    async def patience() -> None:
        asked.append("wait")

    shown = await house.library.preview(MOD, STORY.encode(), "harbour.txt")
    again = await house.library.proof(MOD, shown.draft_id, patience=patience)
    assert (again, asked) == (shown, [])
    restarted = Library(house.database, house.clock, house.guilds, measure)
    anew = await restarted.proof(MOD, shown.draft_id, patience=patience)
    assert (anew, asked) == (shown, ["wait"])
    await restarted.proof(MOD, shown.draft_id, patience=patience)
    assert asked == ["wait"]


async def test_a_proof_keeps_to_its_rating_its_server_and_its_moderators(house: House):
    async def patience() -> None: ...

    adults = viewer(MODERATOR, adult_ok=True)
    data = STORY.encode()
    shown = await house.library.preview(
        adults, data, "harbour.txt", EditionRequest(rating=Rating.MATURE)
    )
    for asking in (MOD, viewer(), viewer(MODERATOR, guild_id=2, adult_ok=True)):
        with pytest.raises(RefusalError):
            await house.library.proof(asking, shown.draft_id, patience=patience)
        with pytest.raises(RefusalError):
            await house.library.change(asking, shown.draft_id, Choices(chapters="-"))
        with pytest.raises(RefusalError):
            await house.library.confirm(asking, shown.draft_id)


async def test_a_draft_is_confirmed_once_and_only_in_its_server(house: House):
    preview = await house.library.preview(MOD, STORY.encode(), "harbour.txt")
    with pytest.raises(RefusalError, match="give the command again"):
        await house.library.confirm(viewer(MODERATOR, guild_id=2), preview.draft_id)
    await house.library.confirm(MOD, preview.draft_id)
    with pytest.raises(RefusalError, match="answered already"):
        await house.library.confirm(MOD, preview.draft_id)


async def test_a_draft_is_good_for_a_day(house: House):
    preview = await house.library.preview(MOD, STORY.encode(), "harbour.txt")
    house.clock.move(hours=25)
    with pytest.raises(RefusalError, match="too old"):
        await house.library.confirm(MOD, preview.draft_id)


async def test_a_discarded_draft_is_gone(house: House):
    preview = await house.library.preview(MOD, STORY.encode(), "harbour.txt")
    await house.library.discard(MOD, preview.draft_id)
    with pytest.raises(RefusalError):
        await house.library.confirm(MOD, preview.draft_id)


async def test_only_moderators_and_librarians_may(house: House):
    with pytest.raises(RefusalError, match="for moderators"):
        await house.library.preview(viewer(), STORY.encode(), "harbour.txt")
    assert await house.library.suggest(viewer(), "") == []
    await house.guilds.set_librarian(MOD, 55)
    librarian = viewer(roles=(55,))
    await house.library.preview(librarian, STORY.encode(), "harbour.txt")
    with pytest.raises(RefusalError, match="Manage Server"):
        await house.guilds.set_librarian(librarian, 56)
    with pytest.raises(RefusalError, match="everyone"):
        await house.guilds.set_librarian(MOD, MOD.guild_id)


async def test_a_running_story_stays_and_removal_says_how_many_lose_their_place(house: House):
    story_id = await house.add_story()
    serial_id = await house.start(story_id=story_id)
    with pytest.raises(RefusalError, match="still running"):
        await house.library.removal(MOD, story_id)
    house.clock.move(hours=6)
    await house.settle()
    await house.reading.open(viewer(), serial_id)
    await house.serials.end(MOD, serial_id)
    assert (await house.library.removal(MOD, story_id)).readers == 1
    await house.library.remove(MOD, story_id)
    assert await house.library.stories(MOD) == []
    with pytest.raises(RefusalError):
        await house.reading.open(viewer(), serial_id)


async def test_a_story_of_another_server_does_not_exist_here(house: House):
    story_id = await house.add_story()
    other = viewer(MODERATOR, guild_id=2)
    assert await house.library.stories(other) == []
    with pytest.raises(RefusalError, match="no longer in the library"):
        await house.library.removal(other, story_id)


async def test_the_shelf_is_everyones_and_follows_its_folder(house: House, tmp_path: Path):
    shelf = Shelf(house.database, house.clock, tmp_path / "stories", measure)
    folder = put_on_shelf(tmp_path / "stories", STORY.encode(), "The Harbour.txt", measure)
    await shelf.sync()
    [entry] = await house.library.stories(viewer(MODERATOR, guild_id=5))
    assert (entry.title, entry.on_shelf) == ("The Harbour", True)
    with pytest.raises(RefusalError, match="shelf"):
        await house.library.removal(MOD, entry.story_id)

    card = StoryCard.parse((folder / "story.toml").read_text())
    changed = StoryCard(
        "Harbour Lights", "A. B.", "Lamps.", "en", Rating.TEEN, ("fog",), card.manuscript
    )
    (folder / "story.toml").write_text(changed.write())
    (folder / card.manuscript).write_text(STORY + "\n\nChapter 4: More\n\nText.\n")
    await shelf.sync()
    [entry] = await house.library.stories(MOD)
    assert (entry.title, entry.rating, entry.warnings) == ("Harbour Lights", Rating.TEEN, ("fog",))

    (folder / "story.toml").unlink()
    await shelf.sync()
    assert await house.library.stories(MOD) == []


async def test_a_shelf_that_is_not_there_takes_no_story_away_and_is_named(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    put_on_shelf(tmp_path / "stories", STORY.encode(), "The Harbour.txt", measure)
    await Shelf(house.database, house.clock, tmp_path / "stories", measure).sync()
    with caplog.at_level(logging.WARNING):
        await Shelf(house.database, house.clock, tmp_path / "storys", measure).sync()
    assert f"There is no folder {tmp_path / 'storys'}" in caplog.text
    assert [entry.title for entry in await house.library.stories(MOD)] == ["The Harbour"]


async def test_a_shelf_folder_that_is_wrong_is_left_out_and_the_others_go_on(
    house: House, tmp_path: Path
):
    shelf = Shelf(house.database, house.clock, tmp_path, measure)
    put_on_shelf(tmp_path, STORY.encode(), "good.txt", measure)
    for name, card in {
        "bad-toml": "title = ",
        "bad-rating": 'title = "x"\nrating = "spicy"',
        "no-text": 'title = "x"\nmanuscript = "missing.txt"',
        "outside": 'title = "x"\nmanuscript = "../good/manuscript.txt"',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "story.toml").write_text(card)
    await shelf.sync()
    assert [entry.title for entry in await house.library.stories(MOD)] == ["good"]


def test_a_story_card_is_the_same_after_writing_and_parsing():
    card = StoryCard(
        'A "quoted" 🦊 title', None, "Line\nbreak", "en", Rating.MATURE, ("a",), "m.md"
    )
    assert StoryCard.parse(card.write()) == card
    chapters = (
        ChapterCard("3", Rating.MATURE, ("blood", "a drowned dog")),
        ChapterCard('The "End"', None, ()),
    )
    told = replace(card, chapters=chapters)
    assert StoryCard.parse(told.write()) == told


CHAPTERS = "Chapter 1: The Quay\n\nIt rained.\n\nChapter 2: The Bar\n\nCW: fog\n\nIt rained on.\n"


async def notices_of(house: House) -> list[Notice]:
    [entry] = await house.library.stories(MOD)
    db = house.database.reader
    edition = await library.newest_edition(db, MOD.guild_id, entry.story_id)
    assert edition is not None
    return [chapter.notice for chapter in await editions.chapters(db, edition)]


async def test_story_toml_rates_chapters_and_says_what_they_warn_of(house: House, tmp_path: Path):
    shelf = Shelf(house.database, house.clock, tmp_path, measure)
    folder = put_on_shelf(tmp_path, CHAPTERS.encode(), "Tides.txt", measure)
    await shelf.sync()
    assert await notices_of(house) == [SILENT, Notice(warnings=("fog",))]
    bare = (folder / "story.toml").read_text()
    (folder / "story.toml").write_text(
        bare
        + '[chapters.1]\nwarnings = ["rain", "cards"]\n[chapters."the bar"]\nrating = "mature"\n'
    )
    await shelf.sync()
    assert await notices_of(house) == [
        Notice(warnings=("rain", "cards")),
        Notice(Rating.MATURE, ("fog",)),
    ]
    [entry] = await house.library.stories(MOD)
    assert entry.rating is Rating.MATURE
    (folder / "story.toml").write_text(bare)
    await shelf.sync()
    assert await notices_of(house) == [SILENT, Notice(warnings=("fog",))]


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ("[chapters.9]\nrating = 'mature'", "no chapter is called “9”, by number or by title"),
        ("[chapters.1]\nrating = 'spicy'", "rating has to be one of unrated, general, teen"),
        ("[chapters.1]\nwarnings = 'rain'", "warnings has to be a list of texts in quotes"),
        ("[chapters.1]\nwarning = ['rain']", "“1”] takes rating and warnings, not warning"),
        ("chapters = ['rain']", "a chapter is told of in a table of its own"),
        (f"[chapters.1]\nwarnings = ['{'rain ' * 40}']", "have to fit one line, 130 letters"),
    ],
)
async def test_a_mistake_about_a_chapter_is_named(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture, table: str, mistake: str
):
    shelf = Shelf(house.database, house.clock, tmp_path, measure)
    folder = put_on_shelf(tmp_path, CHAPTERS.encode(), "Tides.txt", measure)
    with (folder / "story.toml").open("a") as card:
        card.write(table)
    await shelf.sync()
    assert await house.library.stories(MOD) == []
    [said] = [record.getMessage() for record in caplog.records]
    assert f"stories/{folder.name} is left out: story.toml can't be used: " in said
    assert mistake in said


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Café, at Night!", "the-cafe-at-night"),
        ("../../etc", "etc"),
        ("...", "story-"),
        ("Nul", "story-nul"),
    ],
)
def test_slugs_are_safe_folder_names(title: str, slug: str):
    assert slug_of(title).startswith(slug)


@pytest.mark.parametrize("way", ["above", "whole path", "link", "folder", "circle", "nul", "deep"])
async def test_the_shelf_takes_no_manuscript_from_outside_a_storys_folder(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture, way: str
):
    """Whoever packs a story for others must not get at what else is on the machine."""
    secret = tmp_path / "secret.txt"
    secret.write_text("DISCORD_TOKEN=abc. It is nobody's story.")
    folder = tmp_path / "stories" / "wolf"
    folder.mkdir(parents=True)
    names = {"above": "../../secret.txt", "whole path": str(secret), "folder": "..", "nul": "\0"}
    name = names.get(way, "m.txt")
    if way in {"link", "circle"}:
        (folder / name).symlink_to(secret if way == "link" else folder / name)
    card = f'title = "Wolf"\nmanuscript = {json.dumps(name)}\n'
    (folder / "story.toml").write_text(card + ("a = " + "[" * 9_000 if way == "deep" else ""))
    await Shelf(house.database, house.clock, tmp_path / "stories", measure).sync()
    assert [story.title for story in await house.library.stories(MOD)] == []
    assert "stories/wolf is left out" in caplog.text
    assert "TOKEN" not in caplog.text


async def test_a_story_of_the_shelf_may_be_a_link_to_where_it_is_written(
    house: House, tmp_path: Path
):
    written = tmp_path / "desk" / "wolf"
    written.mkdir(parents=True)
    (written / "story.toml").write_text('title = "Wolf"\nmanuscript = "m.txt"\n')
    (written / "m.txt").write_text("It rained.")
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "wolf").symlink_to(written)
    await Shelf(house.database, house.clock, tmp_path / "stories", measure).sync()
    assert [story.title for story in await house.library.stories(MOD)] == ["Wolf"]
