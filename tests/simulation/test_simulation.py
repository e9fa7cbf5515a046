"""A small world, and whatever may happen in it: the short form of the simulated year."""

import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.domain.delivery import Move, State
from bot.domain.keys import Key
from bot.storage import deliveries, places
from tests.simulation.books import Book, manuscript
from tests.simulation.clock import BEGIN
from tests.simulation.loop import VirtualLoop, run
from tests.simulation.run import simulate
from tests.simulation.stand_in import StandIn
from tests.simulation.world import Server, World
from tests.simulation.year import DAY, HOUR, Asking, Year

SERVERS = 2
which = st.integers(0, SERVERS - 1)


class SmallWorld(RuleBasedStateMachine):
    """Two servers, their moderators and readers, a machine and a Discord that may fail."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._loop = VirtualLoop()
        self._do(self._open())

    def _do(self, work: Coroutine[Any, Any, object]) -> None:
        self._loop.run_until_complete(work)

    async def _open(self) -> None:
        self.world = World(Path(self._folder.name) / "small.sqlite3", seed=0)
        self.year = Year(self.world, SERVERS)
        await self.world.boot()
        for server in self.year.servers:
            await self._start(server)

    async def _start(self, server: Server) -> None:
        self.world.somebody("starts", lambda here: self.year.people.start(here, server))
        await self._pass(seconds=1)

    async def _pass(self, **span: float) -> None:
        await self.world.live(self.world.clock.true + timedelta(**span))

    async def _ask(self, number: int, asking: Asking) -> None:
        await self.year.asked(self.year.servers[number], asking.__name__, asking)
        await self._pass(seconds=1)

    @rule(hours=st.floats(0.01, 60))
    def time_passes(self, hours: float) -> None:
        self._do(self._pass(hours=hours))

    @rule(steps=st.integers(1, 12), hours=st.floats(0.1, 30))
    def a_kill_around_a_post(self, steps: int, hours: float) -> None:
        if self.world.process is not None:
            self.world.process.life.kill_around_post(steps)
        self._do(self._pass(hours=hours))

    @rule(steps=st.integers(1, 200))
    def a_kill(self, steps: int) -> None:
        if self.world.process is not None:
            self.world.process.life.kill_in(steps)
        self._do(self._pass(hours=12))

    @rule(minutes=st.floats(0.1, 600))
    def a_stop(self, minutes: float) -> None:
        self._do(self.world.stop(timedelta(minutes=minutes)))
        self._do(self._pass(minutes=minutes + 1))

    @rule(hours=st.floats(-80, 80))
    def the_clock_jumps(self, hours: float) -> None:
        self._do(self.year.set_clock(timedelta(hours=hours)))
        self._do(self._pass(minutes=2))

    @rule()
    def the_clock_is_set_right(self) -> None:
        self._do(self.year.set_right())

    @rule(hours=st.floats(0.1, 60))
    def the_machine_sleeps(self, hours: float) -> None:
        self._do(self.year.suspend(timedelta(hours=hours)))
        self._do(self._pass(minutes=1))

    @rule(bad=st.floats(0, 0.9), outage=st.booleans())
    def the_weather_changes(self, bad: float, outage: bool) -> None:
        self.world.weather.bad, self.world.weather.outage = bad, outage

    @rule(number=which, deaf=st.booleans(), forbidden=st.booleans())
    def permissions_change(self, number: int, deaf: bool, forbidden: bool) -> None:
        place = self.world.discord.places[self.year.servers[number].channel_id]
        place.deaf, place.forbidden = deaf, forbidden

    @rule(number=which)
    def a_moderator_pauses(self, number: int) -> None:
        self._do(self._ask(number, self.year.people.pause))

    @rule(number=which)
    def a_moderator_resumes(self, number: int) -> None:
        self._do(self._ask(number, self.year.people.resume))

    @rule(number=which)
    def a_moderator_skips(self, number: int) -> None:
        self._do(self._ask(number, self.year.people.skip))

    @rule(number=which)
    def a_moderator_drops_now(self, number: int) -> None:
        self._do(self._ask(number, self.year.people.drop))

    @rule(number=which)
    def a_moderator_makes_up(self, number: int) -> None:
        self._do(self._ask(number, self.year.people.make_up))

    @rule(number=which)
    def the_rhythm_changes(self, number: int) -> None:
        self._do(self._ask(number, self.year.people.change_rhythm))

    @rule(number=which)
    def another_serial_starts(self, number: int) -> None:
        server = self.year.servers[number]
        if len(server.serials) < 4:
            self._do(self._start(server))

    @rule(number=which)
    def a_serial_ends(self, number: int) -> None:
        if len(self.year.servers[number].serials) > 1:
            self._do(self._ask(number, self.year.people.end))

    @rule(number=which, seconds=st.floats(0, 3))
    def a_new_edition_comes(self, number: int, seconds: float) -> None:
        self._do(self.year.replaced(self.year.servers[number]))
        self._do(self._pass(seconds=seconds))

    @rule(number=which)
    def somebody_reads(self, number: int) -> None:
        self._do(self._ask(number, self.year.readers.turn))

    @invariant()
    def every_promise_is_kept(self) -> None:
        assert self.world.judge.violations == []

    def teardown(self) -> None:
        try:
            self._do(self.year.close())
            assert self.world.judge.violations == []
        finally:
            self._do(self.world.close())
            self._loop.close()
            self._folder.cleanup()


SmallWorld.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
TestSmallWorld = SmallWorld.TestCase


def test_the_same_seed_gives_the_same_year_and_another_seed_another():
    one, again, other = (simulate(seed, servers=5, days=20) for seed in (1, 1, 2))
    assert one == again
    assert one.drops > 0
    assert one.digest != other.digest


def test_a_month_of_some_servers_keeps_every_promise_on_the_dangerous_paths_too():
    month = simulate(15, servers=12, days=30)
    assert month.violations == ()
    rare = {"PARKED, posted again", "edition changed mid-instalment"}
    assert {path for path, times in month.paths.items() if not times} <= rare
    assert month.paths["left ATTEMPTING by a kill"] * 3 > month.events["kills"]


# ------------------------------------------- the judge sees it where a protection is taken out


def doubles(said: str) -> bool:
    return "stands there twice" in said


def test_without_nonce_and_read_back_the_judge_sees_doubles(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(StandIn, "nonce_window", timedelta(seconds=-1))
    monkeypatch.setattr(StandIn, "reads_back", False)
    assert any(map(doubles, simulate(14, servers=12, days=10).violations))


@pytest.mark.parametrize("protection", ["nonce", "read-back"])
def test_without_one_of_the_two_the_judge_sees_doubles(
    monkeypatch: pytest.MonkeyPatch, protection: str
):
    if protection == "nonce":
        monkeypatch.setattr(StandIn, "nonce_window", timedelta(seconds=-1))
    else:
        monkeypatch.setattr(StandIn, "reads_back", False)
    assert any(map(doubles, simulate(14, servers=12, days=30).violations))


def test_a_lost_record_of_what_was_sent_is_seen(monkeypatch: pytest.MonkeyPatch):
    record = deliveries.record
    forgotten: set[Key] = set()

    async def forgetful(db: Any, key: Key, move: Move, **more: Any) -> bool:
        lost = move.state is State.SENT and key not in forgotten
        forgotten.add(key)
        return await record(db, key, Move(State.PLANNED) if lost else move, **more)

    monkeypatch.setattr(deliveries, "record", forgetful)
    assert any(map(doubles, simulate(7, servers=2, days=10).violations))


def test_a_new_book_is_not_taken_for_one_that_was_added_and_never_started(tmp_path: Path):
    async def days() -> tuple[str, str]:
        world = World(tmp_path / "small.sqlite3", seed=0)
        year = Year(world, 1)
        [server] = year.servers
        await world.boot()
        assert world.process is not None
        library, moderator = world.process.library, server.moderator()
        year.new_book(server)
        text = manuscript(server.book.chapters)
        proof = await library.preview(moderator, text, f"{server.book.title}.md")
        await library.confirm(moderator, proof.draft_id)
        year.new_book(server)
        world.somebody("starts", lambda here: year.people.start(here, server))
        await world.live(BEGIN + DAY)
        [first] = world.raw.execute(
            "SELECT body FROM passage JOIN serial USING (edition_id) WHERE number = 1"
        ).fetchone()
        await world.close()
        return server.book.chapters[0][0].written(), first

    written, first = run(days())
    assert written in first


@pytest.mark.parametrize("follows", [True, False])
def test_a_place_that_does_not_follow_a_new_edition_is_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, follows: bool
):
    async def left_behind(*_: Any) -> None:
        """Places keep their old numbers."""

    async def months() -> list[str]:
        world = World(tmp_path / "small.sqlite3", seed=0)
        year = Year(world, 1)
        [server] = year.servers
        await world.boot()
        world.somebody("starts", lambda here: year.people.start(here, server))
        await world.live(BEGIN + 20 * DAY)
        for _ in range(6):
            await year.asked(server, "reads", year.readers.turn)
            await world.live(world.clock.true + HOUR)
        world.somebody("editions", lambda here: year.people.replace(here, server))
        await world.live(world.clock.true + HOUR)
        await year.asked(server, "readers look", year.readers.look)
        await world.live(world.clock.true + HOUR)
        await world.close()
        return world.judge.violations

    if not follows:
        monkeypatch.setattr(places, "renumber", left_behind)
    monkeypatch.setattr(Book, "prepared", lambda book, _: (book.with_more(0, 0, 20), "put in"))
    assert any("has lost sentences" in line for line in run(months())) is not follows
