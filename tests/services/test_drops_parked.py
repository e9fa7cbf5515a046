"""Drops of which nobody can see whether they arrived: tried blind, then put before a moderator."""

import pytest

from bot.domain.delivery import Missing, State, Unknown, Unreadable
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from tests.services.conftest import House
from tests.services.drops import LOST, MOD, POSTED_BUT_LOST, parked, state_of


async def test_an_unreadable_history_is_posted_blind_within_a_minute(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [POSTED_BUT_LOST]
    house.discord.sightings = [Unreadable(passing=False)]
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(seconds=30)
    await house.settle()
    assert house.discord.tries.count(key) == 2
    assert house.discord.passages() == [1, 2]  # the nonce kept it from doubling


async def test_a_parked_delivery_waits_for_a_moderator(house: House):
    key = await parked(house)
    assert await state_of(house, key.serial, 1, "passage:1") is State.PARKED
    [note] = house.desk.notes
    assert (note.kind, note.key) == ("parked", key)
    await house.serials.parked_is_there(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_of_two_moderators_who_decide_otherwise_the_first_one_counts(house: House):
    key = await parked(house)
    house.discord.forget_nonces()
    await house.serials.parked_is_there(MOD, key)
    with pytest.raises(RefusalError):
        await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_blind_attempts_end_a_minute_after_the_first_of_them(house: House):
    """Discord reckons the nonce from there, however often it was used since."""
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [POSTED_BUT_LOST] * 4
    house.discord.sightings = [Unreadable(passing=False)] * 4
    house.clock.move(hours=6)
    await house.settle()
    for seconds in (20, 35, 40):
        house.clock.move(seconds=seconds)
        await house.settle()
    assert await state_of(house, serial_id, 1, "passage:1") is State.PARKED
    assert house.discord.tries.count(key) == 3


async def test_after_several_attempts_it_is_looked_for_from_before_the_first(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("reset")), Unknown("reset")]
    house.discord.sightings = [Missing()]  # the history lags behind, once
    house.clock.move(hours=6)
    await house.settle()
    house.discord.forget_nonces()
    for _ in range(4):
        house.clock.move(minutes=1)
        await house.settle()
    assert house.discord.tries.count(key) == 2
    assert house.discord.passages() == [1, 2]


async def test_post_again_posts_what_was_not_there(house: House):
    key = await parked(house, LOST)
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_after_post_again_a_lost_answer_has_its_minute_anew(house: House):
    key = await parked(house, LOST, POSTED_BUT_LOST)
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    house.clock.move(seconds=30)
    await house.settle()
    assert house.discord.passages() == [1, 2]
    assert len(house.desk.notes) == 1


async def test_a_history_that_is_empty_leads_to_the_same_nonce_again(house: House):
    serial_id = await house.start()
    key = Key(serial_id, 1, "passage:1")
    house.discord.faults[key] = [("after", Unknown("reset"))]
    house.discord.sightings = [Missing()]  # the history lags behind
    house.clock.move(hours=6)
    await house.settle()
    house.clock.move(seconds=10)
    await house.settle()
    assert house.discord.passages() == [1, 2]
