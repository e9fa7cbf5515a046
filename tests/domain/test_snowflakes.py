"""What a Discord id says about its time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.snowflakes import first_at, given_at


def test_discords_own_example():
    moment = datetime(2016, 4, 30, 11, 18, 25, 796_000, tzinfo=UTC)
    assert given_at(175928847299117063) == moment
    assert first_at(moment) <= 175928847299117063 < first_at(moment + timedelta(milliseconds=1))


@given(st.integers(0, 2**63 - 1))
def test_an_id_is_not_before_the_first_of_its_time(snowflake: int):
    assert first_at(given_at(snowflake)) <= snowflake


def test_before_discord_there_were_none():
    assert first_at(datetime(2000, 1, 1, tzinfo=UTC)) == 0
