"""The short form of the recovery's run, and that each part finds what it should."""

from tests.chaos import backups


async def test_copies_put_back_double_and_lose_nothing():
    losses = await backups.many(range(8))
    assert losses.violations == []
    assert losses.found > 10


async def test_without_the_survey_messages_come_twice():
    losses = await backups.many(range(4), survey=False)
    assert len(losses.doubled) > 3
