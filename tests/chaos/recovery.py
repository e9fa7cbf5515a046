"""Figure 7: copies put back, kills within migrations, disks that fail, power that is cut.

`python -m tests.chaos recovery [PART …] [--times N]`; without a part, all of them.
"""

import argparse
import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from tests.chaos import backups


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


PARTS: dict[str, Callable[[int | None], tuple[str, list[str]]]] = {
    "backups": _backups,
}
"""Each takes how often to try, and gives its figure and what it found that must not be."""
