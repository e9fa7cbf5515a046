"""Time zones as they are typed and suggested."""

from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import RefusalError
from bot.domain.zones import parse_zone, suggest_zones


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/BERLIN ", "Europe/Berlin"),
        ("utc", "UTC"),
        ("America/New York", "America/New_York"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("Wien", "Europe/Vienna"),
        ("München, Deutschland", "Europe/Berlin"),
        ("zürich", "Europe/Zurich"),
    ],
)
def test_zones(typed: str, name: str):
    assert parse_zone(typed) == name


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Europe/Berln", "did you mean Europe/Berlin"),
        ("Amerika/New_York", "America/New_York"),
        ("Lodnon", "Europe/London"),
        ("Louisville", "America/Kentucky/Louisville or America/Louisville"),
        ("", "Europe/Berlin or UTC"),
        ("PST", r"did you mean America/Los_Angeles\?"),
        ("EST", r"names none; did you mean America/New_York\?"),
        ("est5edt", r"“est5edt” names none; did you mean America/New_York\?"),
        ("MST", r"America/Denver or America/Phoenix\?"),
        (" hst ", r"did you mean Pacific/Honolulu\?"),
        ("IST", "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem"),
        ("UTC+1", r"“UTC\+1” names none; try a name like Europe/Berlin"),
        ("GMT -5:30", "names none"),
        ("+2", "names none"),
        ("zzzz", "Europe/Berlin or UTC"),
        ("x" * 4_000, "Europe/Berlin or UTC"),
        ("../../etc/passwd", "is not a time zone"),
    ],
)
def test_unknown_zones_are_refused_with_the_nearest(typed: str, near: str):
    with pytest.raises(RefusalError, match=near) as refusal:
        parse_zone(typed)
    assert len(str(refusal.value)) < 250


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ber", "Europe/Berlin"),
        ("new y", "America/New_York"),
        ("york", "America/New_York"),
        ("utc", "UTC"),
        ("europe/lon", "Europe/London"),
        ("EUROPE", "Europe/Berlin"),
        ("Lodnon", "Europe/London"),
        ("EST", "America/New_York"),
        ("est5edt", "America/New_York"),
        ("mst", "America/Denver"),
        ("PST", "America/Los_Angeles"),
        ("cest", "Europe/Berlin"),
        ("wien", "Europe/Vienna"),
        ("deutschl", "Europe/Berlin"),
    ],
)
def test_the_likeliest_zone_is_suggested_first(typed: str, first: str):
    assert suggest_zones(typed)[0] == first


@pytest.mark.parametrize("typed", ["e", "es", "EST", "mst", "h", "hst", "cst6", "p"])
def test_no_zone_without_summer_time_is_suggested_by_its_short_name(typed: str):
    found = suggest_zones(typed)
    assert found
    assert not {"EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"} & set(found)


def test_a_city_comes_before_what_only_contains_it():
    found = suggest_zones("par")
    assert "America/Paramaribo" in found
    assert found[0] == "Europe/Paris"


def test_with_nothing_typed_well_known_zones_are_suggested():
    found = suggest_zones("")
    assert len(found) == 25
    assert {"UTC", "Europe/London", "America/New_York", "Asia/Tokyo"} <= set(found)


@pytest.mark.parametrize("typed", ["", "a", "e", "america", "zzzzzz", "x" * 4_000, "/"])
def test_suggestions_are_few_and_all_are_zones(typed: str):
    found = suggest_zones(typed)
    assert len(found) <= 25
    assert len(found) == len(set(found))
    for name in found:
        assert parse_zone(name) == name
        assert ZoneInfo(name).key == name


def test_the_number_of_suggestions_can_be_bounded():
    assert len(suggest_zones("a", 3)) == 3
    assert len(suggest_zones("", 3)) == 3
