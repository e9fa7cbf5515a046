"""Dates that an outage took, and clocks that were set."""

from datetime import timedelta

import pytest

from bot.domain.delivery import Retry
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.language.speech import speaking
from bot.storage.database import number
from bot.ui.desk import desk_view
from bot.ui.passage import texts_of
from tests.services.conftest import House
from tests.services.drops import MOD, parked


async def test_within_six_hours_a_drop_goes_out_late(house: House):
    await house.start()
    house.clock.move(hours=11.9)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_after_an_outage_no_chapter_is_skipped_and_the_desk_is_asked(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)  # 17:00: the dates of three days went by
    await house.settle()
    assert house.discord.passages() == []
    [note] = house.desk.notes
    assert note.kind == "missed"
    assert note.said["count"] == 3
    await house.serials.post_missed(MOD, serial_id)
    await house.settle()
    assert house.discord.passages() == [1]
    house.clock.move(minutes=9)
    await house.settle()
    assert house.discord.passages() == [1]
    for _ in range(3):
        house.clock.move(minutes=10)
        await house.settle()
    assert house.discord.passages() == [1, 2, 3]
    house.clock.move(hours=1)
    await house.settle()
    assert house.discord.passages() == [1, 2, 3, 4]


async def test_what_is_made_up_for_waits_until_the_one_before_it_is_there(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)
    await house.settle()
    key = Key(serial_id, 1, "greeting")
    house.discord.faults[key] = [Retry(timedelta(minutes=30))]
    await house.serials.post_missed(MOD, serial_id)
    await house.settle()
    house.clock.move(minutes=11)
    await house.settle()
    assert house.discord.passages() == [1]
    planned = await number(house.database.reader, "SELECT max(instalment) FROM delivery")
    assert planned == 1
    house.clock.move(minutes=20)
    await house.settle()
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_moderators_hear_of_an_outage_in_their_language(house: House):
    await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)
    await house.settle()
    [note] = house.desk.notes
    with speaking("de"):
        told = " ".join(texts_of(desk_view(note)))
    assert "Nichts wird übersprungen. Der nächste Termin ist <t:" in told


async def test_missed_dates_are_offered_for_a_week(house: House):
    serial_id = await house.start(instalment="1 passage", days="fri")
    house.clock.move(days=5)  # the Friday went by
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).serial.missed == 1
    house.clock.move(days=6, hours=6)
    await house.settle()
    assert house.discord.passages() == [1]
    house.clock.move(days=7)
    await house.settle()
    with pytest.raises(RefusalError, match="nothing left"):
        await house.serials.post_missed(MOD, serial_id)


async def test_making_up_works_also_where_the_last_missed_date_dropped_late(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=8)  # 20:00: three dates went by, a fourth is two hours ago
    await house.settle()
    assert house.discord.passages() == [1]
    await house.serials.post_missed(MOD, serial_id)
    for _ in range(3):
        house.clock.move(minutes=10)
        await house.settle()
    assert house.discord.passages() == [1, 2, 3, 4]


async def test_dates_slip_while_an_instalment_waits_for_a_person(house: House):
    key = await parked(house, instalment="1 passage")
    for _ in range(3):
        house.clock.move(days=1)
        await house.settle()
    assert [note.kind for note in house.desk.notes] == ["parked"]
    house.clock.move(hours=7)  # past the grace of the last date
    await house.settle()
    await house.serials.parked_post_again(MOD, key)
    await house.settle()
    assert house.discord.passages() == [1]
    house.clock.move(hours=17)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_a_delivery_goes_on_once_a_clock_that_ran_ahead_is_set_back(house: House):
    serial_id = await house.start()
    house.clock.move(days=3, hours=6)
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [Retry(timedelta(seconds=5))]
    await house.settle()
    assert house.discord.messages == []
    house.clock.move(days=-3)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_making_up_goes_on_once_a_clock_that_ran_ahead_is_set_back(house: House):
    serial_id = await house.start(instalment="1 passage")
    house.clock.move(days=3, hours=5)
    await house.settle()
    house.clock.move(hours=1)
    await house.settle()
    await house.serials.post_missed(MOD, serial_id)
    house.clock.move(hours=-12)
    await house.settle()
    assert house.discord.passages() == [1, 2]
