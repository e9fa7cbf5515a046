"""The short form of the failpoints: each point, fault and kind of part, at once and late."""

import pytest

from tests.chaos.failpoints import FAULTS, KINDS, Case, play, sample
from tests.wire.failpoints import POINTS
from tests.wire.faults import Fault

BREATH = 60.0
"""Seconds. All cases here reach their point, though late on a machine that has more to do."""
AT_ONCE_OR_LATE = pytest.mark.parametrize("late", [False, True], ids=["at once", "late"])


@AT_ONCE_OR_LATE
async def test_a_bot_that_ends_at_any_step_shows_each_part_once(late: bool):
    chosen = sample(late=late)
    tally = await play(chosen, breath=BREATH)
    assert tally.wrong == []
    assert tally.ends == len(chosen)
    assert tally.faults == len(chosen) - 1, "one case has none"


@AT_ONCE_OR_LATE
def test_the_sample_leaves_out_no_point_no_fault_and_no_part(late: bool):
    chosen = sample(late=late)
    assert {case.point for case in chosen} == set(POINTS)
    assert {case.fault for case in chosen} == set(FAULTS)
    assert {(case.part, case.gated) for case in chosen} == set(KINDS)


async def test_a_private_thread_opens_once_wherever_the_bot_ends():
    """Nothing but looking for it keeps it from opening twice."""
    chosen = [
        Case(point, fault, "thread", late=False, gated=True)
        for point, fault in (
            ("post-after", None),
            ("post-after", Fault.RESET_AFTER),
            ("record-within", None),
        )
    ]
    tally = await play(chosen, breath=BREATH)
    assert tally.wrong == []
    assert tally.ends == len(chosen)
