"""How a story is rated: by its moderators, by its manuscript, by its chapters."""

from pathlib import Path

import pytest

from bot.domain.errors import RefusalError
from bot.domain.story import Notice, Rating
from bot.services.library import StoryEntry
from bot.services.ports import Viewer
from bot.services.proofs import EditionRequest
from bot.services.shelf import Shelf
from bot.ui.markdown import measure
from tests.services.conftest import House
from tests.services.fakes import CHANNEL, MODERATOR, READER, viewer

MOD = viewer(MODERATOR)
ADULTS = viewer(MODERATOR, adult_ok=True)
TIDES = "# Tides\n\n## Chapter 1: The Bar\n\n{first}\n\nThe tide was out.\n"


def tides(first: str = "The sand was wet.") -> bytes:
    return TIDES.format(first=first).encode()


async def add(house: House, text: bytes, who: Viewer = MOD) -> StoryEntry:
    proof = await house.library.preview(who, text, "tides.md")
    return await house.library.confirm(who, proof.draft_id)


async def test_a_story_is_rated_as_its_manuscript_says(house: House):
    story = await add(house, b'---\nrating: "teen"\nwarnings: "fog, rope"\n---\n' + tides())
    assert (story.rating, story.warnings) == (Rating.TEEN, ("fog", "rope"))


async def test_a_moderators_word_comes_before_the_manuscripts(house: House):
    text = b'---\nrating: "mature"\nwarnings: "fog"\n---\n' + tides()
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.library.preview(MOD, text, "tides.md")
    proof = await house.library.preview(
        MOD, text, "tides.md", EditionRequest(rating=Rating.TEEN, warnings=("rope",))
    )
    story = await house.library.confirm(MOD, proof.draft_id)
    assert (story.rating, story.warnings) == (Rating.TEEN, ("rope",))


async def test_a_chapter_binds_its_story(house: House):
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.library.preview(
            MOD, tides("Rating: E"), "tides.md", EditionRequest(rating=Rating.TEEN)
        )
    story = await add(house, tides("Rating: E"), ADULTS)
    assert story.rating is Rating.EXPLICIT
    [chapter] = await house.library.chapters(ADULTS, story.story_id)
    assert chapter.notice == Notice(Rating.EXPLICIT)
    with pytest.raises(RefusalError, match="can't be rated lower"):
        await house.ratings.rate(ADULTS, story.story_id, Notice(Rating.TEEN))
    assert (await house.library.entry(ADULTS, story.story_id)).rating is Rating.EXPLICIT


async def test_a_draft_is_rated_before_it_is_added(house: House):
    proof = await house.library.preview(ADULTS, tides(), "tides.md")
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.library.rate(MOD, proof.draft_id, Notice(Rating.MATURE))
    again = await house.library.rate(ADULTS, proof.draft_id, Notice(Rating.MATURE, ("fog",)))
    assert again.sheet.notice == Notice(Rating.MATURE, ("fog",))
    with pytest.raises(RefusalError, match="newer one"):
        await house.library.confirm(ADULTS, proof.draft_id, revision=proof.sheet.revision)
    story = await house.library.confirm(ADULTS, proof.draft_id, revision=again.sheet.revision)
    assert story.notice == Notice(Rating.MATURE, ("fog",))


async def test_only_moderators_rate_and_only_what_is_theirs(house: House, tmp_path: Path):
    story = await add(house, tides())
    for who in (viewer(READER), viewer(MODERATOR, guild_id=2)):
        with pytest.raises(RefusalError):
            await house.ratings.rate(who, story.story_id, Notice(Rating.TEEN))
    folder = tmp_path / "stories" / "tides"
    folder.mkdir(parents=True)
    (folder / "manuscript.md").write_bytes(tides("CW: fog"))
    (folder / "story.toml").write_text('title = "Tides of the shelf"\nrating = "general"\n')
    await Shelf(house.database, house.clock, tmp_path / "stories", measure).sync()
    shelved = await house.library.find(MOD, "Tides of the shelf")
    with pytest.raises(RefusalError, match="shelf"):
        await house.ratings.ratable(MOD, shelved.story_id)


async def test_a_shelved_story_is_rated_no_lower_than_its_chapters(house: House, tmp_path: Path):
    folder = tmp_path / "stories" / "tides"
    folder.mkdir(parents=True)
    (folder / "manuscript.md").write_bytes(tides("Rating: M"))
    (folder / "story.toml").write_text('title = "Tides"\nrating = "general"\n')
    shelf = Shelf(house.database, house.clock, tmp_path / "stories", measure)
    for _ in range(2):  # and stays so where nothing has changed
        await shelf.sync()
        assert (await house.library.find(MOD, "Tides")).rating is Rating.MATURE


async def test_long_warnings_are_refused(house: House):
    story = await add(house, tides())
    with pytest.raises(RefusalError, match="130 letters"):
        await house.ratings.rate(MOD, story.story_id, Notice(warnings=("fog " * 40,)))


async def test_no_rating_for_adults_while_it_runs_in_an_open_channel(house: House):
    story = await add(house, tides())
    await house.start(story_id=story.story_id)
    mature = Notice(Rating.MATURE)
    with pytest.raises(RefusalError, match=f"runs in <#{CHANNEL}>"):
        await house.ratings.rate(ADULTS, story.story_id, mature)
    assert (await house.library.entry(MOD, story.story_id)).rating is Rating.UNRATED
    closed = viewer(MODERATOR, adult_ok=True, restricted=(CHANNEL,))
    assert (await house.ratings.rate(closed, story.story_id, mature)).notice == mature
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.ratings.rate(MOD, story.story_id, Notice(Rating.TEEN))


async def test_a_new_edition_whose_chapter_is_for_adults_is_refused_there(house: House):
    story = await add(house, tides())
    await house.start(story_id=story.story_id)
    with pytest.raises(RefusalError, match=f"runs in <#{CHANNEL}>"):
        await house.replacing.propose(ADULTS, story.story_id, tides("Rating: E"), "tides.md")


async def test_a_new_edition_may_change_what_a_chapter_warns_of_alone(house: House):
    story = await add(house, tides("CW: fog"))
    with pytest.raises(RefusalError, match="nothing would change"):
        await house.replacing.propose(MOD, story.story_id, tides("CW: fog"), "tides.md")
    proof = await house.replacing.propose(MOD, story.story_id, tides("CW: rope"), "tides.md")
    revision = proof.sheet.revision
    await house.replacing.confirm(MOD, proof.draft_id, revision=revision, correct=False)
    [chapter] = await house.library.chapters(MOD, story.story_id)
    assert chapter.notice.warnings == ("rope",)
