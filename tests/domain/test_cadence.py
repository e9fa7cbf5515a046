"""When instalments drop, through changes of the clocks, with dateutil as the oracle."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import (
    GRACE,
    Cadence,
    Drop,
    Slip,
    Wait,
    after_found,
    decide,
    first_on,
    next_after,
    upcoming,
)
from tests.domain.oracle import expected

DAILY = frozenset(range(7))
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # parts of a datetime


START = utc(2008, 1, 1)


def dates_after(cadence: Cadence, moment: datetime, count: int) -> list[datetime]:
    return upcoming(cadence, next_after(cadence, moment), count)


class TestChangesOfTheClocks:
    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
    @pytest.mark.parametrize(
        "at", [time(1, 30), time(2, 0), time(2, 15), time(2, 30), time(3, 0), time(0), time(18)]
    )
    def test_a_whole_year_agrees_with_dateutil(self, zone: str, year: int, at: time):
        cadence = Cadence(DAILY, at, zone)
        start = utc(year, 1, 1)
        assert dates_after(cadence, start, 366) == expected(cadence, start, 366)

    @settings(deadline=None, max_examples=150)
    @given(
        st.sampled_from(ZONES),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        st.timedeltas(timedelta(0), timedelta(days=9_000)).map(lambda since: START + since),
    )
    def test_any_cadence_at_any_moment_agrees_with_dateutil(
        self, zone: str, days: frozenset[int], at: time, moment: datetime
    ):
        cadence = Cadence(days, at, zone)
        assert dates_after(cadence, moment, 8) == expected(cadence, moment, 8)

    def test_a_time_in_the_gap_shifts_forward(self):
        berlin = Cadence(DAILY, time(2, 30), "Europe/Berlin")
        assert next_after(berlin, utc(2026, 3, 28, 12)) == utc(2026, 3, 29, 1, 30)
        lord_howe = Cadence(DAILY, time(2, 15), "Australia/Lord_Howe")
        assert next_after(lord_howe, utc(2026, 10, 3, 15)) == utc(2026, 10, 3, 15, 45)

    def test_a_time_that_comes_twice_is_taken_once_the_first_time(self):
        cadence = Cadence(DAILY, time(1, 30), "America/New_York")
        first = utc(2026, 11, 1, 5, 30)
        assert next_after(cadence, utc(2026, 10, 31, 12)) == first
        assert next_after(cadence, first) == utc(2026, 11, 2, 6, 30)

    def test_the_wall_time_stays_and_the_moment_moves(self):
        cadence = Cadence(DAILY, time(18), "Europe/Berlin")
        assert upcoming(cadence, utc(2026, 3, 28, 17), 2) == [
            utc(2026, 3, 28, 17),
            utc(2026, 3, 29, 16),
        ]

    def test_a_gap_over_midnight_does_not_lose_the_day(self):
        cadence = Cadence(frozenset({5}), time(23, 30), "America/Scoresbysund")
        on_sunday_there = utc(2025, 3, 30, 1, 5)
        assert next_after(cadence, on_sunday_there) == utc(2025, 3, 30, 1, 30)

    def test_a_day_that_a_zone_left_out_gives_no_second_drop(self):
        cadence = Cadence(DAILY, time(12), "Pacific/Apia")
        dates = dates_after(cadence, utc(2011, 12, 28), 5)
        steps = {later - earlier for earlier, later in pairwise(dates)}
        assert steps == {timedelta(days=1)}


class TestNextAfter:
    def test_it_is_strictly_after(self):
        cadence = Cadence(DAILY, time(18), "UTC")
        assert next_after(cadence, utc(2026, 5, 4, 18)) == utc(2026, 5, 5, 18)
        assert next_after(cadence, utc(2026, 5, 4, 17, 59, 59)) == utc(2026, 5, 4, 18)

    def test_a_weekday_is_one_of_the_zone_not_of_utc(self):
        cadence = Cadence(frozenset({0}), time(8), "Pacific/Auckland")
        assert next_after(cadence, utc(2026, 5, 1)) == utc(2026, 5, 3, 20)

    def test_a_cadence_needs_a_day(self):
        with pytest.raises(ValueError, match="weekday"):
            Cadence(frozenset(), time(18), "UTC")
        with pytest.raises(ValueError, match="weekday"):
            Cadence(frozenset({7}), time(18), "UTC")


class TestFirstOn:
    cadence = Cadence(frozenset({0, 3}), time(18), "Europe/Berlin")

    @pytest.mark.parametrize(
        ("start", "now", "first"),
        [
            (date(2026, 5, 4), utc(2026, 5, 1), utc(2026, 5, 4, 16)),
            (date(2026, 5, 5), utc(2026, 5, 1), utc(2026, 5, 7, 16)),
            (date(2026, 5, 4), utc(2026, 5, 4, 15, 59), utc(2026, 5, 4, 16)),
            (date(2026, 5, 4), utc(2026, 5, 4, 16), utc(2026, 5, 7, 16)),
            (date(2020, 1, 1), utc(2026, 5, 4, 17), utc(2026, 5, 7, 16)),
        ],
    )
    def test_the_first_date(self, start: date, now: datetime, first: datetime):
        assert first_on(self.cadence, start, now) == first

    def test_the_day_is_one_of_the_zone(self):
        cadence = Cadence(DAILY, time(8), "Pacific/Auckland")
        assert first_on(cadence, date(2026, 5, 4), utc(2026, 5, 1)) == utc(2026, 5, 3, 20)

    def test_a_start_whose_time_a_gap_has_moved_past_midnight_is_still_that_day(self):
        cadence = Cadence(DAILY, time(23, 30), "America/Scoresbysund")
        on_sunday_there = utc(2025, 3, 30, 1, 5)
        assert first_on(cadence, date(2025, 3, 29), on_sunday_there) == utc(2025, 3, 30, 1, 30)


class TestUpcoming:
    def test_it_begins_with_the_first(self):
        cadence = Cadence(frozenset({5, 6}), time(10), "UTC")
        assert upcoming(cadence, utc(2026, 5, 2, 10), 3) == [
            utc(2026, 5, 2, 10),
            utc(2026, 5, 3, 10),
            utc(2026, 5, 9, 10),
        ]

    def test_none_are_none(self):
        assert upcoming(Cadence(DAILY, time(18), "UTC"), utc(2026, 5, 4, 18), 0) == []


class TestDecide:
    cadence = Cadence(DAILY, time(18), "UTC")
    at = utc(2026, 5, 4, 18)

    @pytest.mark.parametrize(
        ("late", "decision"),
        [
            (timedelta(days=-3), Wait(at)),
            (timedelta(seconds=-1), Wait(at)),
            (timedelta(0), Drop(utc(2026, 5, 5, 18))),
            (timedelta(hours=6), Drop(utc(2026, 5, 5, 18))),
            (timedelta(hours=6, seconds=1), Slip(utc(2026, 5, 5, 18), 1)),
            (timedelta(hours=23, minutes=59), Slip(utc(2026, 5, 5, 18), 1)),
            (timedelta(days=3, hours=7), Slip(utc(2026, 5, 8, 18), 4)),
        ],
    )
    def test_what_to_do(self, late: timedelta, decision: object):
        assert decide(self.at, self.cadence, self.at + late) == decision

    def test_after_days_away_the_latest_date_still_goes_out_late(self):
        now = self.at + timedelta(days=3, hours=2)
        slip = decide(self.at, self.cadence, now)
        assert slip == Slip(utc(2026, 5, 7, 18), 3)
        assert isinstance(slip, Slip)
        assert decide(slip.next_at, self.cadence, now) == Drop(utc(2026, 5, 8, 18))

    def test_a_late_drop_within_grace_does_not_move_the_next_date(self):
        cadence = Cadence(DAILY, time(18), "UTC")
        decision = decide(self.at, cadence, utc(2026, 5, 4, 23))
        assert decision == Drop(utc(2026, 5, 5, 18))

    def test_a_date_off_the_cadence_leads_back_to_it(self):
        assert decide(utc(2026, 5, 4, 9), self.cadence, utc(2026, 5, 4, 9)) == Drop(self.at)

    def test_without_grace_every_late_date_slips(self):
        now = self.at + timedelta(seconds=1)
        assert decide(self.at, self.cadence, now, timedelta(0)) == Slip(utc(2026, 5, 5, 18), 1)

    @settings(deadline=None, max_examples=100)
    @given(
        st.sampled_from(ZONES),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        st.lists(st.timedeltas(timedelta(0), timedelta(days=20)), max_size=12),
    )
    def test_every_date_is_dropped_or_missed_once(
        self, zone: str, days: frozenset[int], at: time, steps: list[timedelta]
    ):
        cadence = Cadence(days, at, zone)
        now = utc(2026, 3, 1)
        first = next_at = next_after(cadence, now)
        accounted = 0
        for step in steps:
            now += step
            while not isinstance(decision := decide(next_at, cadence, now), Wait):
                assert decision.next_at > next_at
                assert isinstance(decision, Slip) or now - next_at <= GRACE
                accounted += decision.missed if isinstance(decision, Slip) else 1
                next_at = decision.next_at
            assert next_at > now
        assert upcoming(cadence, first, accounted + 1)[-1] == next_at


class TestAfterFound:
    cadence = Cadence(DAILY, time(18), "UTC")
    at = utc(2026, 5, 4, 18)

    @pytest.mark.parametrize(
        ("posted", "following"),
        [
            (utc(2026, 5, 4, 18, 0, 2), utc(2026, 5, 5, 18)),
            (utc(2026, 5, 4, 17, 59, 58), utc(2026, 5, 5, 18)),  # Discord's clock is behind
            (utc(2026, 5, 4, 23), utc(2026, 5, 5, 18)),
            (utc(2026, 5, 6, 18, 0, 1), utc(2026, 5, 7, 18)),
            (utc(2026, 5, 4, 12), utc(2026, 5, 4, 18)),
        ],
    )
    def test_a_date_that_an_instalment_took_is_not_taken_again(
        self, posted: datetime, following: datetime
    ):
        assert after_found(self.at, self.cadence, posted) == following
