"""`python -m tests.chaos NAME [options]`: find the run and start it."""

import sys
from collections.abc import Sequence
from importlib import import_module

RUNS = {
    "kills": "kill -9 at random moments, with faults, on real sockets",
    "failpoints": "an end at each step of a delivery, with each fault",
    "recovery": "copies put back, kills within migrations, failing disks, cut power",
    "instances": "two bots on one data folder, and on two copies of the database",
    "soak": "hours of mixed load on one life of the bot: what grows, what is left over",
    "storm": "ten thousand channels due at the same minute, while members ask for things",
    "simulation": "a year of a thousand servers on a virtual clock, replayed by its seed",
    "schedules": "every zone's changes of the clocks, with dateutil's rrule as the judge",
}
"""What each run does. `tests.chaos.NAME.run` takes its options and says the exit code."""


def main(arguments: Sequence[str]) -> int:
    """Start the run that is named first; without a name, list them."""
    if not arguments or arguments[0] not in RUNS:
        print("\n".join(f"python -m tests.chaos {name}: {what}" for name, what in RUNS.items()))
        return 2
    name, *options = arguments
    result: int = import_module(f"tests.chaos.{name}").run(options)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
