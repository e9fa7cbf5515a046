"""Figure 3: a year of a thousand servers on a virtual clock, from a seed that replays it.

The real services on a real SQLite file (not synced, in memory: no power fails in here) and a
made-up Discord that keeps its own record and is the judge: each passage at most once, in order,
never before its date, nothing left out, no reader's place lost, nothing for a serial that a
moderator stopped, and nothing that was due left behind at the end.
"""

import argparse
import logging
import random
import time
from collections.abc import Sequence

from tests.simulation.run import simulate


def run(arguments: Sequence[str]) -> int:
    """Simulate and print the figures; the exit code is 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos simulation")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--servers", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=365)
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}", flush=True)
    logging.disable(logging.CRITICAL)
    began = time.process_time()
    done = simulate(asked.seed, servers=asked.servers, days=asked.days, report=_say)
    print("\n".join(done.lines()))
    print(f"{time.process_time() - began:,.0f} seconds of one processor")
    return 1 if done.violated else 0


def _say(line: str) -> None:
    print(line, flush=True)
