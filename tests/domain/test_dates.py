"""What moderators type for days, times and dates, and how days are said back."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dates import parse_days, parse_start, parse_time
from bot.domain.errors import RefusalError


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("daily", {0, 1, 2, 3, 4, 5, 6}),
        ("Every Day", {0, 1, 2, 3, 4, 5, 6}),
        ("weekdays", {0, 1, 2, 3, 4}),
        (" Weekends ", {5, 6}),
        ("tue, fri", {1, 4}),
        ("tue fri", {1, 4}),
        ("Tuesday and Friday", {1, 4}),
        ("Mo/We/Fr", {0, 2, 4}),
        ("tues & thurs", {1, 3}),
        ("Wednesdays", {2}),
        ("weds", {2}),
        ("every monday", {0}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon – wed, sun", {0, 1, 2, 6}),
        ("Monday to Wednesday", {0, 1, 2}),
        ("fri-mon", {4, 5, 6, 0}),
        ("weekends and wed.", {2, 5, 6}),
        ("sat, sat", {5}),
    ],
)
def test_days(typed: str, days: set[int]):
    assert parse_days(typed) == days


@pytest.mark.parametrize(
    "typed", ["", " ", "and", "someday", "t", "s", "mon-", "-", "8", "mon-tue-wed", "x" * 4_000]
)
def test_days_that_are_none(typed: str):
    with pytest.raises(RefusalError, match=r"daily, weekdays, weekends or tue, fri\.") as refusal:
        parse_days(typed)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("18:00", time(18)),
        ("18.00", time(18)),
        ("6:05", time(6, 5)),
        ("06:05", time(6, 5)),
        ("0:00", time(0)),
        ("6pm", time(18)),
        ("6 PM", time(18)),
        ("6:30 pm", time(18, 30)),
        ("6.30 p.m.", time(18, 30)),
        ("12am", time(0)),
        ("12:15 am", time(0, 15)),
        ("12pm", time(12)),
        ("18", time(18)),
        (" Noon ", time(12)),
        ("midnight", time(0)),
        ("at 20:00", time(20)),
        ("At 8 pm", time(20)),
        ("@ 20:00", time(20)),
        ("at noon", time(12)),
        ("7 in the morning", time(7)),
        ("１９：３０", time(19, 30)),
        ("At 8 in the evening", time(20)),
        ("in the evening at 8", time(20)),
        ("7:30, every morning", time(7, 30)),
        ("3 in the afternoon", time(15)),
        ("9 at night", time(21)),
        ("7 o'clock in the evening", time(19)),
        ("7 pm in the evening", time(19)),
        ("12 noon", time(12)),
        ("12 midnight", time(0)),
    ],
)
def test_times(typed: str, at: time):
    assert parse_time(typed) == at


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7",
        "12",
        "0",
        "24:00",
        "18:60",
        "18:0",
        "13pm",
        "0am",
        "six",
        "-6pm",
        "6:30:00",
        "18:00 x",
    ],
)
def test_times_that_are_none(typed: str):
    with pytest.raises(RefusalError, match="18:00 or 6pm"):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "time_of_day", "zone"),
    [
        ("20:00 in Berlin", "20:00", "Europe/Berlin"),
        ("8pm Berlin", "20:00", "Europe/Berlin"),
        ("at 8 p.m. Berlin time", "20:00", "Europe/Berlin"),
        ("20:00, new york", "20:00", "America/New_York"),
        ("20:00 Europe/Berlin", "20:00", "Europe/Berlin"),
        ("7:30 (utc)", "07:30", "UTC"),
        ("8pm EST", "20:00", "America/New_York"),
        ("um 20 Uhr in Berlin", "20:00", "Europe/Berlin"),
        ("noon in London", "12:00", "Europe/London"),
        ("7 o'clock in the evening in Berlin", "19:00", "Europe/Berlin"),
    ],
)
def test_a_time_with_its_zone_is_told_where_each_goes(typed: str, time_of_day: str, zone: str):
    with pytest.raises(RefusalError) as refusal:
        parse_time(typed)
    assert f"put {time_of_day} into `time` and {zone} into `timezone`" in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20:00 in Berln", "put a time zone into `timezone`, like Europe/Berlin"),
        ("8pm MST", "put a time zone into `timezone`"),
        ("18:00 in the morning", "There is no 18:00 in the morning on the clock; try 18:00 or 6pm"),
        ("8 in Berlin", "Is 8 in the morning or in the evening"),
        ("25:00 Berlin", "There is no 25:00 Berlin on the clock"),
        ("in Berlin", "“in Berlin” is not a time I know; try 18:00 or 6pm."),
        ("1@8:00", "“1@8:00” is not a time I know"),
        ("1 @ 8:00", "Is 1 in the morning or in the evening"),
        ("20:00 " + "x " * 2_000, "is not a time I know"),
    ],
)
def test_what_is_open_beside_a_time_is_not_guessed(typed: str, said: str):
    with pytest.raises(RefusalError) as refusal:
        parse_time(typed)
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 250


TODAY = date(2026, 5, 6)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-05-06", date(2026, 5, 6)),
        ("2026-5-7", date(2026, 5, 7)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 5, 7)),
        ("thu", date(2026, 5, 7)),
        ("tuesday", date(2026, 5, 12)),
        ("wed", TODAY),
        ("next wednesday", date(2026, 5, 13)),
        ("next  Thu", date(2026, 5, 7)),
    ],
)
def test_starts(typed: str, day: date):
    assert parse_start(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "2026-05-04, tomorrow or next monday"),
        ("soon", "2026-05-04, tomorrow or next monday"),
        ("04.05.2026", "2026-05-04"),
        ("next tomorrow", "2026-05-04"),
        ("2026-02-30", "calendar"),
        ("2026-05-05", "gone by"),
        ("0001-01-01", "gone by"),
        ("9999-12-31", "a year ahead"),
    ],
)
def test_starts_that_are_none(typed: str, advice: str):
    with pytest.raises(RefusalError, match=advice):
        parse_start(typed, TODAY)


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_parsed_or_refused(typed: str):
    for parse in (parse_days, parse_time, lambda text: parse_start(text, TODAY)):
        with suppress(RefusalError):
            parse(typed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("täglich", range(7)),
        ("Jeden Tag", range(7)),
        ("werktags", range(5)),
        ("am Wochenende", {5, 6}),
        ("Mo, Mi", {0, 2}),
        ("di + do", {1, 3}),
        ("dienstags und freitags", {1, 4}),
        ("jeden Sonnabend", {5}),
        ("Fr bis So", {4, 5, 6}),
    ],
)
def test_days_in_german(typed: str, days: set[int]):
    assert parse_days(typed) == frozenset(days)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("18 Uhr", time(18)),
        ("7 Uhr", time(7)),
        ("7h", time(7)),
        ("um 18.30 Uhr", time(18, 30)),
        ("um 18:30", time(18, 30)),
        ("6 Uhr 05", time(6, 5)),
        ("Mitternacht", time(0)),
        ("mittags", time(12)),
        ("7 Uhr morgens", time(7)),
        ("morgens um 7", time(7)),
        ("abends um 8", time(20)),
        ("um 8 Uhr abends", time(20)),
        ("am Abend um 8.30 Uhr", time(20, 30)),
        ("20 Uhr abends", time(20)),
        ("3 Uhr nachmittags", time(15)),
        ("1 Uhr nachts", time(1)),
        ("12 Uhr nachts", time(0)),
        ("12 Uhr mittags", time(12)),
        ("6 Uhr früh", time(6)),
    ],
)
def test_times_in_german(typed: str, at: time):
    assert parse_time(typed) == at


@pytest.mark.parametrize("typed", ["25 Uhr", "18 Uhr 75", "Uhr", "18 Uhr morgens"])
def test_times_in_german_that_are_none(typed: str):
    with pytest.raises(RefusalError):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("heute", date(2026, 5, 4)),
        ("übermorgen", date(2026, 5, 6)),
        ("Montag", date(2026, 5, 4)),
        ("nächsten Montag", date(2026, 5, 11)),
        ("6.5.2026", date(2026, 5, 6)),
        ("06. 05. 2026", date(2026, 5, 6)),
    ],
)
def test_starts_in_german(typed: str, day: date):
    assert parse_start(typed, date(2026, 5, 4)) == day
