"""Lanes side by side: so many and no more, and nothing asked for is forgotten; and who rests."""

import asyncio
import logging

import pytest

from bot.services.alarm import Alarm
from bot.services.apart import PATIENCE, Apart
from bot.services.complaints import Complaints
from bot.services.lanes import Lanes
from tests.services.fakes import FakeClock


def fell(lane: int, error: BaseException) -> None:
    raise AssertionError(lane) from error


async def test_no_more_lanes_are_walked_at_once_than_there_are_workers():
    under_way: set[int] = set()
    most, walked = 0, list[int]()

    async def walk(lane: int) -> None:
        nonlocal most
        under_way.add(lane)
        most = max(most, len(under_way))
        await asyncio.sleep(0)
        under_way.discard(lane)
        walked.append(lane)

    lanes = Lanes(walk, fell, workers=2)
    for lane in range(6):
        lanes.start(lane)
    await lanes.join()
    assert most == 2
    assert sorted(walked) == list(range(6))


async def test_a_lane_that_is_asked_for_while_it_is_walked_is_walked_once_more():
    walks, work, go_on = 0, asyncio.Event(), asyncio.Event()

    async def walk(_lane: int) -> None:
        nonlocal walks
        walks += 1
        work.set()
        await go_on.wait()

    lanes = Lanes(walk, fell, workers=2)
    lanes.start(7)
    await work.wait()
    lanes.start(7)
    lanes.start(7)
    go_on.set()
    await lanes.rest(7)
    assert walks == 2


async def test_who_is_left_in_peace_is_so_for_a_moment_whatever_becomes_of_the_clock(
    caplog: pytest.LogCaptureFixture,
):
    clock = FakeClock()
    apart = Apart(clock, Alarm(clock), Complaints(clock), "No. {number} broke")

    async def broken() -> None:
        raise RuntimeError("what nobody has thought of")

    with caplog.at_level(logging.ERROR):
        await apart.serve(7, broken())
    assert "No. 7 broke" in caplog.text
    assert apart.rests(7, clock.now())
    assert not apart.rests(8, clock.now())
    assert not apart.rests(7, clock.now() + PATIENCE)
    clock.move(hours=-1)
    assert not apart.rests(7, clock.now())
