"""Reading: places are remembered, and nothing past what has dropped is shown."""

import pytest

from bot.domain.delivery import Failed
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.story import Rating
from bot.services.proofs import EditionRequest
from tests.services.conftest import House
from tests.services.fakes import CHANNEL, MODERATOR, READER, viewer

MOD = viewer(MODERATOR)


@pytest.fixture
async def serial_id(house: House) -> int:
    """A serial by passage whose first two passages have dropped."""
    serial = await house.start(instalment="1 passage")
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(days=1)
    await house.settle()
    return serial


async def test_the_reader_opens_at_the_first_passage_and_then_where_they_were(
    house: House, serial_id: int
):
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 1
    assert (await house.reading.open(viewer(), serial_id, 2)).passage.number == 2
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 2
    assert (await house.reading.open(viewer(READER + 1), serial_id)).passage.number == 1


async def test_next_never_goes_past_what_has_dropped(house: House, serial_id: int):
    with pytest.raises(RefusalError, match="end of what has dropped"):
        await house.reading.open(viewer(), serial_id, 3)
    assert (await house.progress.of(viewer(), serial_id)).passage == 0


async def test_what_is_still_on_its_way_has_not_dropped(house: House):
    """The serial is stopped between two messages of an instalment: the second is nowhere to see."""
    serial = await house.start()
    house.discord.faults[Key(serial, 1, "passage:2")] = [Failed("Give me Send Messages.")]
    house.clock.move(hours=6)
    await house.settle()
    assert house.discord.passages() == [1]
    assert (await house.reading.open(viewer(), serial)).passage.number == 1
    with pytest.raises(RefusalError, match="end of what has dropped"):
        await house.reading.open(viewer(), serial, 2)
    assert (await house.progress.of(viewer(), serial)).passages_left == 0


async def test_before_the_first_drop_the_reader_says_so(house: House):
    serial = await house.start()
    with pytest.raises(RefusalError, match="has dropped yet"):
        await house.reading.open(viewer(), serial)


async def test_i_have_read_this_counts_readers_and_twice_is_harmless(house: House, serial_id: int):
    first = await house.reading.finish(viewer(), serial_id, 1)
    twice = await house.reading.finish(viewer(), serial_id, 1)
    other = await house.reading.finish(viewer(READER + 1), serial_id, 2)
    assert (first.readers, first.again) == (1, False)
    assert (twice.readers, twice.again) == (1, True)
    assert other.readers == 1
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 2


async def test_not_yet_goes_back_to_the_place_from_before(house: House, serial_id: int):
    await house.reading.open(viewer(), serial_id)
    await house.reading.finish(viewer(), serial_id, 2)
    await house.reading.finish(viewer(), serial_id, 2)
    undone = await house.reading.unfinish(viewer(), serial_id, 2)
    assert undone.readers == 0
    progress = await house.progress.of(viewer(), serial_id)
    assert (progress.passage, progress.passages_left) == (1, 1)
    again = await house.reading.unfinish(viewer(), serial_id, 2)
    assert again.again
    assert (await house.progress.of(viewer(), serial_id)).passage == 1


async def test_not_yet_leaves_alone_whoever_has_gone_on(house: House, serial_id: int):
    await house.reading.finish(viewer(), serial_id, 1)
    await house.reading.finish(viewer(), serial_id, 2)
    undone = await house.reading.unfinish(viewer(), serial_id, 1)
    assert not undone.moved
    assert (await house.progress.of(viewer(), serial_id)).passage == 2
    await house.reading.unfinish(viewer(), serial_id, 2)
    again = await house.reading.finish(viewer(), serial_id, 2)
    assert not again.again
    assert (await house.progress.of(viewer(), serial_id)).passage == 2


async def test_pressing_in_the_wrong_order_keeps_what_is_still_marked(house: House, serial_id: int):
    await house.reading.finish(viewer(), serial_id, 2)
    await house.reading.finish(viewer(), serial_id, 1)
    await house.reading.unfinish(viewer(), serial_id, 2)
    assert (await house.progress.of(viewer(), serial_id)).passage == 1


async def test_opening_a_page_is_not_having_read_the_instalment(house: House, serial_id: int):
    await house.reading.open(viewer(READER + 1), serial_id)
    assert (await house.reading.finish(viewer(), serial_id, 1)).readers == 1


async def test_who_has_read_all_goes_on_with_what_drops_next(house: House, serial_id: int):
    await house.reading.finish(viewer(), serial_id, 2)
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 2
    house.clock.move(days=1)
    await house.settle()
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 3


async def test_an_undropped_instalment_cannot_be_finished(house: House, serial_id: int):
    with pytest.raises(RefusalError):
        await house.reading.finish(viewer(), serial_id, 3)


async def test_progress_counts_words_of_the_story_and_what_is_left_of_the_drops(
    house: House, serial_id: int
):
    view = await house.serials.show(MOD, serial_id)
    await house.reading.finish(viewer(), serial_id, 1)
    progress = await house.progress.of(viewer(), serial_id)
    assert 0 < progress.percent < 100
    assert (progress.passage, progress.dropped, progress.total) == (1, 2, view.passages)
    assert progress.passages_left == 1
    assert progress.minutes_left > 0


async def test_a_serial_exists_only_for_who_can_view_its_channel(house: House, serial_id: int):
    blind = viewer(sees=False)
    stranger = viewer(guild_id=2)
    for who in (blind, stranger):
        with pytest.raises(RefusalError, match="no such serial"):
            await house.reading.open(who, serial_id)
        assert await house.progress.shelf(who) == []
        assert await house.serials.suggest(who, "") == []
    for who in (viewer(MODERATOR, sees=False), viewer(MODERATOR, guild_id=2)):
        assert await house.serials.listing(who) == []


async def test_an_adult_story_is_shown_only_in_age_restricted_channels(house: House):
    adult_mod = viewer(MODERATOR, adult_ok=True)
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.library.preview(MOD, b"Once.", "a.txt", EditionRequest(rating=Rating.EXPLICIT))
    preview = await house.library.preview(
        adult_mod, b"Once upon a time.", "a.txt", EditionRequest(rating=Rating.EXPLICIT)
    )
    story = await house.library.confirm(adult_mod, preview.draft_id)
    with pytest.raises(RefusalError, match="age-restricted"):
        await house.start(story_id=story.story_id)


async def test_the_one_serial_of_the_channel_needs_no_name(house: House, serial_id: int):
    assert (await house.serials.find(viewer(), None)).serial_id == serial_id
    elsewhere = viewer(channel_id=CHANNEL + 1)
    with pytest.raises(RefusalError, match="no serial in this channel"):
        await house.serials.find(elsewhere, None)
    assert (await house.serials.find(elsewhere, "HARBOUR")).serial_id == serial_id
    assert (await house.serials.find(elsewhere, str(serial_id))).serial_id == serial_id
    with pytest.raises(RefusalError):
        await house.serials.find(elsewhere, "no such title")


async def test_taking_everything_back_leaves_no_trace(house: House, serial_id: int):
    for number in (1, 2):
        await house.reading.finish(viewer(), serial_id, number)
    for number in (1, 2):
        await house.reading.unfinish(viewer(), serial_id, number)
    progress = await house.progress.of(viewer(), serial_id)
    assert (progress.passage, progress.percent) == (0, 0)
    assert (await house.serials.show(viewer(MODERATOR), serial_id)).readers == 0
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 1
