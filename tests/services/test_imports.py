"""Imports off the event loop: one a member, two at once, the last few kept."""

import asyncio
import threading
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.choices import AUTOMATIC, Choices
from bot.domain.errors import RefusalError
from bot.services import imports
from bot.services.editions import Prepared, prepare
from bot.services.imports import KEPT, KEPT_BYTES, Imports
from tests.services.fakes import measure


class Gate:
    """Holds imports up until it is opened, and counts how many were inside at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._inside = 0
        self.most = 0

    def prepare(self, *given: Any) -> Prepared:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._open.wait(600)
        with self._lock:
            self._inside -= 1
        return prepare(*given)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    held = Gate()
    monkeypatch.setattr(imports, "prepare", held.prepare)
    return held


def made(letters: str = "It rained.") -> Prepared:
    return prepare(letters.encode(), "a.txt", measure)


async def test_a_members_second_import_is_refused_while_the_first_is_at_work(gate: Gate):
    at_work = Imports(measure)
    first = asyncio.create_task(at_work.prepare(1, b"One.", "a.txt", AUTOMATIC))
    await asyncio.sleep(0)
    with pytest.raises(RefusalError, match="still at work"):
        await at_work.prepare(1, b"Two.", "b.txt", AUTOMATIC)
    gate.open()
    assert (await first).edition.file_name == "a.txt"
    assert (await at_work.prepare(1, b"Two.", "b.txt", AUTOMATIC)).edition.file_name == "b.txt"


async def test_a_refused_import_does_not_keep_its_member_busy():
    at_work = Imports(measure)
    with pytest.raises(RefusalError, match="empty"):
        await at_work.prepare(1, b"", "a.txt", AUTOMATIC)
    assert (await at_work.prepare(1, b"One.", "a.txt", AUTOMATIC)).edition.words == 1


async def test_a_turn_is_held_from_before_the_file_is_fetched_and_given_back_whatever_happens():
    at_work = Imports(measure)

    async def second() -> None:
        with at_work.turn(1):
            pytest.fail("it was given twice")

    async def first() -> None:
        with at_work.turn(1):
            with pytest.raises(RefusalError, match="still at work"):
                await asyncio.create_task(second())
            await at_work.prepare(1, b"One.", "a.txt", AUTOMATIC)
            with pytest.raises(RefusalError, match="still at work"):
                await asyncio.create_task(second())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await first()
    with at_work.turn(1):
        pass


async def test_no_more_members_than_there_is_room_for_hold_files():
    at_work = Imports(measure)
    with ExitStack() as held:
        for member in range(imports.UNDER_WAY):
            held.enter_context(at_work.turn(member))
        with pytest.raises(RefusalError, match="in a few minutes"), at_work.turn(4711):
            pytest.fail("there was no room")
    with at_work.turn(4711):
        pass


async def test_what_takes_too_long_frees_its_member_at_once_and_its_room_when_it_ends(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    at_work = Imports(measure)
    monkeypatch.setattr(imports, "LONGEST", timedelta(0))
    for member in range(imports.AT_ONCE + 1):
        with pytest.raises(RefusalError, match="too long"):
            await at_work.prepare(member, b"One.", "a.txt", AUTOMATIC)
        with at_work.turn(member):
            pass
    monkeypatch.setattr(imports, "LONGEST", timedelta(minutes=1))
    gate.open()
    prepared = await at_work.prepare(1, b"Two.", "b.txt", AUTOMATIC)
    assert prepared.edition.file_name == "b.txt"
    assert gate.most <= imports.AT_ONCE


async def test_others_wait_their_turn(gate: Gate):
    at_work = Imports(measure)
    waiting = [
        asyncio.create_task(at_work.prepare(member, b"One.", "a.txt", AUTOMATIC))
        for member in range(6)
    ]
    await asyncio.sleep(0)
    gate.open()
    assert len(await asyncio.gather(*waiting)) == 6
    assert gate.most <= imports.AT_ONCE


def test_the_last_few_are_kept_and_each_reading_of_a_draft_by_itself():
    at_work, chosen = Imports(measure), Choices(title="Other")
    first, second = made(), made("It stopped.")
    at_work.keep(1, AUTOMATIC, first, 10)
    at_work.keep(1, chosen, second, 10)
    assert at_work.kept(1, AUTOMATIC) is first
    assert at_work.kept(1, chosen) is second
    for draft in range(2, 2 + KEPT - 1):
        at_work.keep(draft, AUTOMATIC, first, 10)
    assert at_work.kept(1, AUTOMATIC) is None
    assert at_work.kept(1, chosen) is second
    at_work.forget(1)
    assert at_work.kept(1, chosen) is None


def test_large_ones_push_the_others_out_and_the_newest_always_stays():
    at_work = Imports(measure)
    at_work.keep(1, AUTOMATIC, made(), KEPT_BYTES // 2)
    at_work.keep(2, AUTOMATIC, made(), KEPT_BYTES // 2)
    assert at_work.kept(1, AUTOMATIC) is not None
    at_work.keep(3, AUTOMATIC, made(), 3 * KEPT_BYTES)
    assert [at_work.kept(draft, AUTOMATIC) is None for draft in (1, 2, 3)] == [True, True, False]
