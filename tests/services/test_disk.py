"""A disk that fails or is full: nothing is posted that can't be written down, and it goes on."""

import logging
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.storage.errors import StorageError
from tests.disk import full_disk
from tests.services.conftest import House
from tests.services.drops import state_of
from tests.services.fakes import CHANNEL, MODERATOR, viewer

MOD = viewer(MODERATOR)


async def test_a_drop_on_a_full_disk_is_not_posted_and_goes_out_once_there_is_room(
    house: House, caplog: pytest.LogCaptureFixture
):
    await house.start()
    house.clock.move(hours=6)
    with full_disk():
        await house.settle()
        house.clock.move(minutes=1)
        await house.settle()
    assert house.discord.messages == []
    said = [item for item in caplog.records if item.levelno >= logging.ERROR]
    assert len(said) == 1
    assert "disk" in said[0].getMessage()
    assert said[0].exc_info is None
    house.clock.move(minutes=1)
    await house.settle()
    assert house.discord.passages() == [1, 2]


async def test_a_claim_that_cannot_be_written_is_not_posted(house: House):
    serial_id = await house.start()
    await house.serials.drop(MOD, serial_id)
    with full_disk():
        await house.settle()
    assert house.discord.messages == []
    assert await state_of(house, serial_id, 1, "passage:1") is State.PLANNED
    house.clock.move(minutes=1)
    await house.settle()
    assert house.discord.passages() == [1, 2]


@pytest.mark.parametrize("remembers", [True, False])
async def test_what_was_posted_and_could_not_be_recorded_is_found_and_not_posted_again(
    house: House, remembers: bool
):
    serial_id = await house.start()
    await house.serials.drop(MOD, serial_id)
    disk = full_disk()

    async def fill() -> None:
        disk.__enter__()

    house.discord.before_answer = fill
    await house.settle()
    disk.__exit__(None, None, None)
    assert house.discord.passages() == [1]
    assert await state_of(house, serial_id, 1, "passage:1") is State.ATTEMPTING
    if not remembers:
        house.discord.forget_nonces()
    for _ in range(3):
        house.clock.move(minutes=1)
        await house.settle()
    assert house.discord.passages() == [1, 2]
    assert house.discord.shown(CHANNEL) == ["passage:1", "passage:2"]


async def test_a_moderators_command_on_a_full_disk_changes_nothing_and_says_why(house: House):
    serial_id = await house.start()
    with full_disk(), pytest.raises(StorageError, match="disk"):
        await house.serials.pause(MOD, serial_id)
    assert (await house.serials.show(MOD, serial_id)).serial.state.alive
    await house.serials.pause(MOD, serial_id)


def test_the_disk_is_given_back(tmp_path: Path):
    with full_disk(), pytest.raises(OSError, match="large"):
        (tmp_path / "a").write_text("x")
    (tmp_path / "a").write_text("x")
