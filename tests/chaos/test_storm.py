"""The storm in small: all of it arrives, once, and Discord never has to say "too fast" for long."""

from tests.chaos.storm import weather
from tests.wire.driver import PATIENT


async def test_channels_due_at_one_minute_are_all_served_while_members_are_answered():
    tally = await weather(60, PATIENT)
    assert tally.verdict.drops == 60
    assert tally.verdict.clean
    assert tally.complaints == []
    assert tally.waits
    assert tally.unanswered == 0
