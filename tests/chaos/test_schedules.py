"""The short form of the schedules' run: zones with odd rules, and that it finds what is wrong."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cadence import Cadence, next_after
from tests.chaos import schedules

ODD = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Juba",
    "America/Asuncion",
    "America/Ciudad_Juarez",
    "America/Havana",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Almaty",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Volgograd",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Fiji",
    "Pacific/Kiritimati",
    "Pacific/Norfolk",
    "UTC",
]


def test_zones_with_odd_rules_agree_with_dateutil():
    tally = schedules.compare(ODD, (2020, 2023))
    assert tally.mismatches == []
    assert tally.zones == len(ODD)
    assert tally.changes > 100


@pytest.mark.parametrize(
    ("zone", "changes"), [("Pacific/Kiritimati", 0), ("Europe/Berlin", 2), ("Africa/Casablanca", 2)]
)
def test_every_change_of_a_year_is_found(zone: str, changes: int):
    found = list(schedules.changes(zone, (2026, 2026)))
    assert len(found) == changes
    for change in found:
        assert abs(change.after - change.before) == timedelta(hours=1)


def test_the_moment_of_a_change_is_found_to_the_second():
    first = next(schedules.changes("Europe/Berlin", (2026, 2026)))
    assert first.at == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize("fault", ["the wall time moves with the clocks", "the second of two"])
def test_a_wrong_rule_is_found(fault: str, monkeypatch: pytest.MonkeyPatch):
    def wrong(cadence: Cadence, moment: datetime) -> datetime:
        if fault == "the second of two":
            date = next_after(cadence, moment)
            later = date + timedelta(hours=1)
            same = later.astimezone(ZoneInfo(cadence.zone)).time() == cadence.at
            return later if same else date
        return next_after(cadence, moment - timedelta(days=1)) + timedelta(days=1)

    monkeypatch.setattr(schedules, "next_after", wrong)
    assert schedules.compare(["Europe/Berlin"], (2026, 2026)).mismatches
