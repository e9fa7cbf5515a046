"""The short form of the recovery's run, and that each part finds what it should."""

import subprocess
import sys

import pytest

from tests.chaos import backups, disks, powercut, restores, unwritable

IN_PIECES = """
from tests.chaos import migrating
broken = migrating.sweep(6, 0, migrating.in_pieces)
print(any("not whole" in violation for violation in broken.violations))
"""


async def test_copies_put_back_double_and_lose_nothing():
    losses = await backups.many(range(8))
    assert losses.violations == []
    assert losses.found > 10


async def test_without_the_survey_messages_come_twice():
    losses = await backups.many(range(4), survey=False)
    assert len(losses.doubled) > 3


def test_power_cuts_take_nothing_that_was_committed():
    cuts = powercut.power_cuts(120)
    assert cuts.lost + cuts.damaged == []
    assert cuts.torn > 20


def test_without_syncing_they_do():
    assert len(powercut.power_cuts(60, synchronous="OFF").lost) > 5


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run something in a process of its own, which may fork."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=1_200
    )


def test_a_kill_within_a_migration_leaves_the_old_or_the_new_schema():
    done = python("-m", "tests.chaos", "recovery", "migrations", "--times", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert " 0 anything else" in done.stdout


def test_a_migration_that_is_not_one_transaction_is_found():
    assert python("-c", IN_PIECES).stdout == "True\n"


@pytest.mark.parametrize("mounted", [True, False])
async def test_a_full_disk_doubles_and_loses_nothing_and_all_goes_on(mounted: bool):
    if mounted and not disks.may_mount():
        pytest.skip("no disk may be mounted here")
    fills = await disks.fill_often(range(3), mounted=mounted)
    assert fills.violations == []
    assert fills.fills > 10
    assert fills.attempting


async def test_damaged_files_are_named_in_one_sentence():
    damages = await disks.open_damaged(4)
    assert damages.violations == []
    assert (damages.named, damages.opened) == (24, 4)


def test_what_may_not_be_written_is_named_in_one_sentence():
    assert unwritable.missed() == []


async def test_a_copy_made_while_the_real_bot_posts_is_put_back_on_real_sockets():
    restored = await restores.restore(1, 5)
    assert restored.restores == 1
    assert restored.violations == []
    assert restored.verdict.drops == 5
