"""Starting and steering serials, as a moderator sees it."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import RefusalError
from bot.domain.serial import SerialState, Size, SizeKind
from bot.services.starting import StartRequest
from bot.storage import guilds
from tests.services.conftest import House
from tests.services.fakes import CHANNEL, GUILD, MODERATOR, viewer

MOD = viewer(MODERATOR)


def request(story_id: int, **changes: object) -> StartRequest:
    values = {"days": "daily", "time": "6pm", "timezone": "Europe/Berlin", **changes}
    return StartRequest(story_id=story_id, channel_id=CHANNEL, **values)  # type: ignore[arg-type]  # free keywords


async def test_the_proposal_shows_the_whole_calendar_and_starts_nothing(house: House):
    story = await house.add_story()
    proposal = await house.serials.propose(MOD, request(story, days="weekdays"))
    assert [entry.at for entry in proposal.entries] == [
        datetime(2026, 3, day, 17, tzinfo=UTC) for day in (2, 3, 4)
    ]
    assert [entry.heading.title for entry in proposal.entries] == [
        "The Quay",
        "The Office",
        "The Sea",
    ]
    assert await house.serials.listing(MOD) == []
    assert await house.serials.proposal(MOD, proposal.draft_id) == proposal


async def test_a_start_is_confirmed_once(house: House):
    proposal = await house.serials.propose(MOD, request(await house.add_story()))
    view = await house.serials.confirm(MOD, proposal.draft_id)
    assert view.upcoming == proposal.entries
    with pytest.raises(RefusalError, match="answered already"):
        await house.serials.confirm(MOD, proposal.draft_id)


async def test_a_short_zone_that_was_taken_once_goes_on_as_the_servers_last(house: House):
    story = await house.add_story()
    async with house.database.transaction() as db:
        await guilds.remember_zone(db, GUILD, "EST")
    shown = await house.serials.propose(MOD, request(story, timezone=None))
    assert shown.cadence.zone == "EST"
    with pytest.raises(RefusalError, match="did you mean"):
        await house.serials.propose(MOD, request(story, timezone="MST"))


async def test_the_zone_defaults_to_the_servers_last(house: House):
    story = await house.add_story()
    with pytest.raises(RefusalError, match="timezone"):
        await house.serials.propose(MOD, request(story, timezone=None))
    first = await house.serials.propose(MOD, request(story, timezone="america/new_york"))
    await house.serials.confirm(MOD, first.draft_id)
    again = await house.serials.propose(MOD, request(story, timezone=None))
    assert again.cadence.zone == "America/New_York"


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": "someday"},
        {"time": "25:00"},
        {"timezone": "Mars/Olympus"},
        {"instalment": "a lot"},
        {"start_on": "2020-01-01"},
        {"start_on": "2099-01-01"},
    ],
)
async def test_what_cannot_be_understood_gets_one_kind_sentence(
    house: House, wrong: dict[str, str]
):
    story = await house.add_story()
    with pytest.raises(RefusalError) as refusal:
        await house.serials.propose(MOD, request(story, **wrong))
    assert str(refusal.value).endswith((".", "?"))
    assert "\n" not in str(refusal.value)


async def test_a_date_that_passed_while_the_moderator_thought_moves_on(house: House):
    proposal = await house.serials.propose(MOD, request(await house.add_story()))
    house.clock.move(hours=20)
    view = await house.serials.confirm(MOD, proposal.draft_id)
    assert view.upcoming[0].at == datetime(2026, 3, 3, 17, tzinfo=UTC)


async def test_more_than_ten_messages_a_drop_gets_a_proposal_of_smaller_ones(house: House):
    text = "Chapter 1: Long\n\n" + ("A sentence that goes on for a while. " * 60 + "\n\n") * 14
    story = await house.add_story(text, "long.txt")
    proposal = await house.serials.propose(MOD, request(story))
    assert proposal.crowd is not None
    assert Size(SizeKind.MINUTES, 10) in dict(proposal.crowd.smaller)
    assert max(dict(proposal.crowd.smaller).values()) < proposal.crowd.longest
    smaller = await house.serials.propose(MOD, request(story, instalment="10 minutes"))
    assert smaller.crowd is None


async def test_readers_cannot_steer(house: House):
    serial_id = await house.start()
    for act in (
        house.serials.pause,
        house.serials.resume,
        house.serials.skip,
        house.serials.drop,
        house.serials.end,
        house.serials.post_missed,
    ):
        with pytest.raises(RefusalError, match="for moderators"):
            await act(viewer(), serial_id)


async def test_pausing_and_resuming_twice_is_refused_kindly(house: House):
    serial_id = await house.start()
    with pytest.raises(RefusalError, match="nothing to resume"):
        await house.serials.resume(MOD, serial_id)
    await house.serials.pause(MOD, serial_id)
    with pytest.raises(RefusalError, match="paused already"):
        await house.serials.pause(MOD, serial_id)
    with pytest.raises(RefusalError, match="paused"):
        await house.serials.drop(MOD, serial_id)


async def test_an_ended_serial_drops_no_more_but_can_be_read(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(hours=6)
    await house.settle()
    view = await house.serials.end(MOD, serial_id)
    assert (view.serial.state, view.upcoming) == (SerialState.ENDED, ())
    house.clock.move(days=3)
    await house.settle()
    assert house.discord.passages() == [1]
    assert (await house.reading.open(viewer(), serial_id)).passage.number == 1
    with pytest.raises(RefusalError, match="is over"):
        await house.serials.resume(MOD, serial_id)


async def test_a_serial_whose_channel_was_deleted_can_still_be_ended(house: House):
    serial_id = await house.start()
    gone = viewer(MODERATOR, gone=True)
    assert [view.serial.serial_id for view in await house.serials.listing(gone)] == [serial_id]
    assert (await house.serials.find_to_steer(gone, "harbour")).serial_id == serial_id
    await house.serials.end(gone, serial_id)
    reader = viewer(gone=True)
    assert await house.serials.suggest(reader, "") == []


async def test_ending_what_is_over_is_refused_before_it_asks(house: House):
    serial_id = await house.start()
    await house.serials.end(MOD, serial_id)
    with pytest.raises(RefusalError, match="over"):
        await house.serials.ending(MOD, serial_id)


async def test_what_the_calendar_showed_is_what_starts(house: House):
    story = await house.add_story()
    berlin = await house.serials.propose(MOD, request(story))
    await house.serials.confirm(MOD, berlin.draft_id)
    shown = await house.serials.propose(MOD, request(story, timezone=None))
    other = await house.serials.propose(MOD, request(story, timezone="Asia/Tokyo"))
    await house.serials.confirm(MOD, other.draft_id)
    started = await house.serials.confirm(MOD, shown.draft_id)
    assert started.upcoming == shown.entries
    assert started.serial.cadence.zone == "Europe/Berlin"


async def test_skipping_in_a_pause_leaves_out_the_date_to_come(house: House):
    serial_id = await house.start()
    await house.serials.pause(MOD, serial_id)
    house.clock.move(days=4)
    await house.serials.skip(MOD, serial_id)
    view = await house.serials.resume(MOD, serial_id)
    assert view.upcoming[0].at == datetime(2026, 3, 7, 18, tzinfo=UTC)


async def test_readers_are_never_told_a_date_that_went_by(house: House):
    serial_id = await house.start()
    await house.serials.pause(MOD, serial_id)
    assert (await house.progress.of(viewer(), serial_id)).next_at is None
    await house.serials.resume(MOD, serial_id)
    house.clock.move(hours=7)  # the date has come; nothing has looked yet
    progress = await house.progress.of(viewer(), serial_id)
    assert progress.next_at == datetime(2026, 3, 3, 18, tzinfo=UTC)


async def test_a_serial_cannot_start_in_a_channel_one_cannot_see(house: House):
    story = await house.add_story()
    with pytest.raises(RefusalError, match="can't see that channel"):
        await house.serials.propose(viewer(MODERATOR, sees=False), request(story))
