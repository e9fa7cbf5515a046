"""The short form of the failpoints: every point with no fault and with one after the commit."""

import pytest

from tests.chaos.failpoints import Case, play
from tests.wire.failpoints import POINTS
from tests.wire.faults import Fault


@pytest.mark.parametrize("late", [False, True], ids=["at once", "late"])
async def test_a_bot_that_ends_at_any_step_shows_each_part_once(late: bool):
    chosen = [
        Case(point, fault, part, late)
        for point in POINTS
        for fault, part in (
            (None, "passage"),
            (Fault.RESET_AFTER, "greeting"),
            (Fault.RESET_AFTER, "poll"),
        )
    ]
    tally = await play(chosen)
    assert tally.wrong == []
    assert tally.ends == len(chosen)
    assert tally.faults == 2 * len(POINTS)


async def test_a_private_thread_opens_once_wherever_the_bot_ends():
    """Nothing but looking for it keeps it from opening twice."""
    chosen = [
        Case(point, fault, "thread", late=False, gated=True)
        for point, fault in (
            ("claim-after", None),
            ("post-after", None),
            ("post-after", Fault.RESET_AFTER),
            ("post-after", Fault.ERROR_AFTER),
            ("record-within", None),
        )
    ]
    tally = await play(chosen)
    assert tally.wrong == []
    assert tally.ends == len(chosen)
