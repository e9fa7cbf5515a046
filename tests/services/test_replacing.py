"""A new edition: what is said of it before, and that all of it can be read after."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.choices import Choices
from bot.domain.delivery import Outcome, Retry, Unknown
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.serial import SerialState
from bot.domain.story import Rating
from bot.services.ports import PassageContent, Viewer
from bot.services.proofs import EditionRequest, Proof
from bot.services.starting import StartRequest
from bot.storage import deliveries
from bot.storage.database import every
from tests.domain.test_revision import words
from tests.services.conftest import House, open_house
from tests.services.editions import (
    BOOK,
    FOUR,
    MOD,
    NOTED,
    ONE,
    READER,
    THREE,
    TWO,
    chapter,
    drops,
    manuscript,
    propose,
    replaced,
    start,
    text_read,
    told,
)
from tests.services.fakes import CHANNEL, MODERATOR, viewer


async def test_the_proof_names_what_changed_and_who_it_concerns(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.reading.open(READER, serial_id)
    new = manuscript(ONE.replace(".", "!", 1), chapter("New", 9), THREE, FOUR)
    found = (await propose(house, story_id, new)).replacement
    assert found is not None
    names = [heading.title for heading in found.changes.added]
    assert names == ["New", "Four"]
    assert [heading.title for heading in found.changes.changed] == ["One"]
    assert [heading.title for heading in found.changes.gone] == ["Two"]
    assert found.readers == 1
    [change] = found.serials
    assert change.serial.serial_id == serial_id
    assert change.heading is not None
    # Two had dropped and is gone, New stands where it was: it drops next.
    assert change.heading.title == "New"
    assert found.corrections == 1
    assert found.lost == found.changes.posted.gone
    assert found.changes.posted.gone > 0


async def test_the_same_text_is_refused_kindly_and_leaves_no_draft(house: House):
    story_id, _ = await start(house)
    with pytest.raises(RefusalError, match="nothing would change"):
        await propose(house, story_id, BOOK)
    assert await every(house.database.reader, "SELECT * FROM draft WHERE kind = 'story'") == []
    proof = await propose(house, story_id, BOOK, title="Another name")
    done = await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=False)
    assert done.story.title == "Another name"


async def test_only_moderators_replace_and_never_the_shelf_or_a_foreign_story(house: House):
    story_id, _ = await start(house)
    with pytest.raises(RefusalError, match="moderators"):
        await house.replacing.propose(READER, story_id, BOOK.encode(), "a.md")
    with pytest.raises(RefusalError, match="no longer in the library"):
        await house.replacing.propose(
            viewer(MODERATOR, guild_id=2), story_id, BOOK.encode(), "a.md"
        )
    async with house.database.transaction() as db:
        await db.execute("UPDATE story SET guild_id = NULL, slug = 'harbour'")
    with pytest.raises(RefusalError, match="shelf"):
        await propose(house, story_id, manuscript(ONE))


async def test_an_adult_rating_is_set_in_an_age_restricted_channel_alone(house: House):
    story_id, _ = await start(house)
    with pytest.raises(RefusalError, match="age-restricted"):
        await propose(house, story_id, manuscript(ONE), rating=Rating.EXPLICIT)


async def test_a_rating_for_adults_is_refused_while_a_serial_runs_in_an_open_channel(house: House):
    story_id, serial_id = await start(house)
    here = viewer(MODERATOR, adult_ok=True)

    async def rate(who: Viewer) -> Proof:
        text = BOOK.encode()
        return await house.replacing.propose(
            who, story_id, text, "harbour.md", EditionRequest(rating=Rating.EXPLICIT)
        )

    with pytest.raises(RefusalError, match=f"runs in <#{CHANNEL}>, which is not age-restricted"):
        await rate(here)
    with pytest.raises(RefusalError, match="in a channel you can't see"):
        await rate(viewer(MODERATOR, adult_ok=True, sees=False))
    closed = viewer(MODERATOR, adult_ok=True, restricted=(CHANNEL,))
    proof = await rate(closed)
    with pytest.raises(RefusalError, match="which is not age-restricted"):
        await house.replacing.confirm(here, proof.draft_id, revision=0, correct=False)
    await house.serials.end(MOD, serial_id)
    done = await house.replacing.confirm(here, proof.draft_id, revision=0, correct=False)
    assert done.story.rating is Rating.EXPLICIT


async def test_another_book_is_asked_about_and_a_new_version_is_not(house: House):
    story_id, _ = await start(house)
    other = manuscript(*(chapter(f"Part {at}", 40 + at) for at in range(3)))
    for text, another in (
        (other, True),
        (manuscript(ONE.replace(".", "!"), TWO, THREE), False),
        (manuscript(TWO), False),
        (manuscript(ONE, TWO, THREE, *(chapter(f"New {at}", 60 + at) for at in range(9))), False),
    ):
        proof = await propose(house, story_id, text)
        assert proof.replacement is not None
        assert proof.replacement.changes.another is another


async def test_a_serial_says_how_many_corrections_wait(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    text = manuscript(ONE.replace(".", "!"), TWO, THREE)
    proof = await propose(house, story_id, text)
    done = await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=True)
    assert done.corrections > 0
    assert (await house.serials.show(MOD, serial_id)).corrections == done.corrections
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).corrections == 0


async def test_a_draft_is_confirmed_once_and_not_after_another_edition(house: House):
    story_id, _ = await start(house)
    first = await propose(house, story_id, manuscript(ONE, TWO))
    second = await propose(house, story_id, manuscript(ONE, THREE))
    await house.replacing.confirm(MOD, first.draft_id, revision=0, correct=False)
    with pytest.raises(RefusalError, match="answered already"):
        await house.replacing.confirm(MOD, first.draft_id, revision=0, correct=False)
    with pytest.raises(RefusalError, match="another edition meanwhile"):
        await house.replacing.confirm(MOD, second.draft_id, revision=0, correct=False)
    assert [row.number for row in await house.library.editions(MOD, story_id)] == [2, 1]


async def test_a_new_edition_is_read_as_the_last_one_was(house: House):
    text = "Part the first\n\n" + words(80, 1) + "\n\nPart the second\n\n" + words(80, 2)
    proof = await house.library.preview(
        MOD, text.encode(), "a.txt", choices=Choices(chapters="Part the *")
    )
    story_id = (await house.library.confirm(MOD, proof.draft_id)).story_id
    await replaced(house, story_id, text + "\n\nPart the third\n\n" + words(80, 3))
    assert (await house.library.entry(MOD, story_id)).chapters == 3


async def test_a_serial_proposed_by_an_edition_that_was_replaced_is_not_started(house: House):
    story_id = await house.add_story(BOOK, "harbour.md")
    proposal = await house.serials.propose(
        MOD, StartRequest(story_id, CHANNEL, "daily", "18:00", "UTC")
    )
    await replaced(house, story_id, manuscript(ONE, TWO))
    with pytest.raises(RefusalError, match="new edition"):
        await house.serials.confirm(MOD, proposal.draft_id)


async def test_a_story_with_editions_leaves_nothing_behind_when_it_is_removed(house: House):
    story_id, serial_id = await start(house, NOTED)
    await drops(house, 1)
    await replaced(house, story_id, NOTED.replace(".", "!"))
    await house.serials.end(MOD, serial_id)
    await house.library.remove(MOD, story_id)
    for table in ("edition", "passage", "note", "delivery", "correction", "place"):
        assert await every(house.database.reader, f"SELECT * FROM {table}") == [], table


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_is_replaced_whenever_all_of_the_last_edition_can_be_read(
    tmp_path: Path, house: House, seed: int
):
    """With faults of posts and edits, and restarts in between."""
    chance = random.Random(seed)
    pool = [chapter(f"Chapter of {at}", at, chance.randint(2, 10)) for at in range(12)]
    chosen = sorted(chance.sample(range(12), 5))
    size = chance.choice(["chapter", "1 passage", "3 passages", "3 minutes"])
    text = manuscript(*(pool[at] for at in chosen))
    story_id, serial_id = await start(house, text, instalment=size)
    for _ in range(4):
        _break(house, serial_id, chance)
        await drops(house, chance.randint(0, 3))
        if chance.random() < 0.4:
            await house.database.close()
            path = tmp_path / "test.sqlite3"
            house = await open_house(path, house.clock, house.discord, house.desk)
        chosen = sorted({*chance.sample(chosen, len(chosen) - 1), chance.randrange(12)})
        text = manuscript(*(pool[at].replace("ale", chance.choice("xyz"), 2) for at in chosen))
        try:
            await replaced(house, story_id, text, correct=chance.random() < 0.7)
        except RefusalError:
            continue
        if (await house.serials.show(MOD, serial_id)).serial.state is SerialState.PAUSED:
            await house.serials.resume(MOD, serial_id)
    house.discord.faults.clear()
    house.discord.edit_faults.clear()
    for _ in range(60):
        await drops(house, 1)
        house.clock.move(minutes=30)
        await house.settle()
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.FINISHED
    assert await text_read(house, serial_id) == told(text)
    assert view.dropped == view.passages
    posted = [item.posting.key for item in house.discord.messages]
    assert len(set(posted)) == len(posted)
    await replaced_again_shows_all(house, story_id, text)
    await house.database.close()


async def replaced_again_shows_all(house: House, story_id: int, text: str) -> None:
    """What is left uncorrected is corrected if asked; then every message shows its passage."""
    proof = await propose(house, story_id, text, title="The last")
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=True)
    await house.settle()
    [view] = await house.serials.listing(MOD)
    serial_id = view.serial.serial_id
    for row in await deliveries.posted(house.database.reader, serial_id):
        if row.passage is None:
            continue
        page = await house.reading.open(READER, serial_id, row.passage)
        [item] = [one for one in house.discord.messages if one.message_id == row.message_id]
        assert isinstance(item.posting.content, PassageContent)
        assert item.posting.content.passage.scenes == page.passage.scenes


def _break(house: House, serial_id: int, chance: random.Random) -> None:
    """Order faults for some posts and edits to come."""
    for instalment in range(1, 30):
        for passage in range(1, 30):
            key = Key(serial_id, instalment, f"passage:{passage}")
            unknown = Unknown("time-out")
            faults: list[Outcome | tuple[str, Outcome]]
            faults = [unknown, ("after", unknown), Retry(timedelta(seconds=5))]
            if chance.random() < 0.2:
                house.discord.faults[key] = [chance.choice(faults)]
            if chance.random() < 0.2:
                house.discord.edit_faults[key] = [unknown]
    if chance.random() < 0.5:
        house.discord.forget_nonces()
