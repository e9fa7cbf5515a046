"""The short form of the kills: nothing lost, nothing twice, every request as Discord wants it."""

from tests.chaos.kills import Plan, throw


async def test_thirty_kills_lose_nothing_double_nothing_and_keep_the_order():
    tally = await throw(Plan(kills=30, drops=200, channels=40, readers=10, hold=10))
    assert tally.kills == 30
    assert tally.attempting >= 10, "the kills come at the wrong moments"
    assert tally.verdict.drops == 200
    assert tally.verdict.lost == []
    assert tally.verdict.doubled == []
    assert tally.verdict.disordered == []
    assert tally.letters.letters >= 10 * 2 * 6, "two stories of six leaves each"
    assert tally.letters.lost == []
    assert tally.letters.doubled == []
    assert tally.letters.disordered == []
    assert tally.complaints == []


async def test_kills_open_no_private_thread_twice():
    tally = await throw(
        Plan(kills=12, drops=60, channels=30, seed=2, gated=True, readers=0, hold=10)
    )
    assert tally.kills == 12
    assert tally.verdict.threads == 60
    assert tally.verdict.lost == []
    assert tally.verdict.doubled == []
    assert tally.verdict.disordered == []
    assert tally.complaints == []
