"""Figure 7: copies put back, kills within migrations, disks that fail, power that is cut.

`python -m tests.chaos recovery [PART …] [--times N]`; without a part, all of them.
"""

import argparse
import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from tests.chaos import backups, disks, migrating, powercut, restores, unwritable


def run(arguments: Sequence[str]) -> int:
    """Run the parts; the exit code is 1 where any of them showed what must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos recovery")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--times", type=int, help="how often, instead of each part's own measure")
    options = parser.parse_args(arguments)
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    logging.disable(logging.CRITICAL)
    results = [_told(PARTS[part], options.times) for part in options.parts or PARTS]
    return 0 if all(results) else 1


def _told(part: Callable[[int | None], tuple[str, list[str]]], times: int | None) -> bool:
    began = time.monotonic()
    figure, violations = part(times)
    for violation in violations[:20]:
        print(violation)
    print(f"{figure} ({time.monotonic() - began:.0f} s)", flush=True)
    return not violations


def _backups(times: int | None) -> tuple[str, list[str]]:
    losses = asyncio.run(backups.many(range(times or 600)))
    return str(losses), losses.violations


def _restores(times: int | None) -> tuple[str, list[str]]:
    restored = asyncio.run(restores.restore(times or 40, 10))
    return str(restored), restored.violations


def _migrations(times: int | None) -> tuple[str, list[str]]:
    broken = migrating.sweep(times, times or 150)
    return str(broken), broken.violations


def _disks(times: int | None) -> tuple[str, list[str]]:
    fills = asyncio.run(disks.fill_often(range(times or 100), mounted=False))
    lines, violations = [f"Disks: {fills} (the kernel refuses)"], fills.violations
    if disks.may_mount():
        fills = asyncio.run(disks.fill_often(range(times or 100), mounted=True))
        lines.append(f"Disks: {fills} (a disk of its own)")
        violations += fills.violations
    damages = asyncio.run(disks.open_damaged(times or 300))
    missed = unwritable.missed()
    lines.append(f"Disks: {damages}; of {len(unwritable.CASES)} that may not be written all named")
    return "\n".join(lines), violations + damages.violations + missed


def _power(times: int | None) -> tuple[str, list[str]]:
    cuts = powercut.power_cuts(times or 4_000)
    loose = powercut.power_cuts(times or 4_000, synchronous="OFF")
    figure = f"Power: {cuts}. Without syncing, {len(loose.lost) + len(loose.damaged):,} do"
    soft = [] if loose.lost else ["without syncing nothing was lost: the cuts are too soft"]
    return figure, cuts.lost + cuts.damaged + soft


PARTS: dict[str, Callable[[int | None], tuple[str, list[str]]]] = {
    "backups": _backups,
    "restores": _restores,
    "migrations": _migrations,
    "disks": _disks,
    "power": _power,
}
"""Each takes how often to try, and gives its figure and what it found that must not be."""
