"""What a run has to say: its figures, how often each dangerous path was taken, the bound."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.simulation.world import World

ZERO_IN = 3.0
"""Nothing in N tries: fewer than 3 in N at 95 %."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The outcome of a run."""

    seed: int
    servers: int
    days: int
    drops: int
    messages: int
    violations: tuple[str, ...]
    violated: int
    paths: Mapping[str, int]
    faults: Mapping[str, int]
    events: Mapping[str, int]
    digest: str

    def lines(self) -> Iterator[str]:
        """Print them."""
        yield f"seed {self.seed}: {self.servers:,} servers, {self.days} days"
        for name, counts in (
            ("dangerous paths", self.paths),
            ("faults", self.faults),
            ("events", self.events),
        ):
            listed = " · ".join(f"{what} {number:,}" for what, number in sorted(counts.items()))
            yield f"{name}: {listed}"
        yield from self.violations
        yield f"what stands in the channels: {self.digest}"
        yield self.verdict

    @property
    def verdict(self) -> str:
        """The line for the README."""
        bound = ZERO_IN / self.drops if self.drops else 1.0
        said = f", so under {_rounded(bound)} a drop at 95 %" if not self.violated else ""
        return (
            f"{self.servers:,} servers for {self.days} days on a virtual clock (seed {self.seed}): "
            f"{self.drops:,} drops in {self.messages:,} messages, "
            f"{sum(self.faults.values()):,} faults, {self.events.get('kills', 0):,} kills: "
            f"{self.violated} violations{said}"
        )


def figures(world: World, *, seed: int, servers: int, days: int) -> Figures:
    """Gather the figures of a run that has ended."""
    judge, discord, counts = world.judge, world.discord, world.counts
    faults = {str(fault): number for fault, number in discord.faults.items() if fault != "none"}
    paths = {
        "UNKNOWN, found": discord.sightings["found"],
        "UNKNOWN, not there, posted again": discord.sightings["missing"],
        "UNKNOWN, nobody answers": discord.sightings["no answer"],
        "UNKNOWN, history unreadable": discord.sightings["unreadable"],
        "second copies that the nonce stopped": discord.sightings["stopped by the nonce"],
        "PARKED, was there": counts["parked, was there"],
        "PARKED, posted again": counts["parked, posted again"],
        "RETRY": sum(faults.get(name, 0) for name in _RETRIED),
        "FAILED, resumed": counts["failed, resumed"],
        "left ATTEMPTING by a kill": counts["left attempting by a kill"],
        "slipped": counts["desk: missed"],
        "dates made up for": counts["dates made up for"],
        "edition changed mid-instalment": counts["edition changed mid-instalment"],
        "places compared": counts["places compared"],
    }
    return Figures(
        seed=seed,
        servers=servers,
        days=days,
        drops=judge.counts["drops"],
        messages=judge.counts["messages"],
        violations=tuple(judge.violations),
        violated=judge.counts["violations"],
        paths=paths,
        faults=faults,
        events={name: number for name, number in counts.items() if name not in _TOLD},
        digest=_digest(world),
    )


_RETRIED = ("rate limit", "rate limit, long", "no connection")
_TOLD = {"left attempting by a kill", "failed, resumed", "places compared"}


def _digest(world: World) -> str:
    """Say in few letters what stands in all channels: the same for the same seed."""
    told = hashlib.sha256()
    for message in world.discord.by_id.values():
        told.update(
            f"{message.message_id} {message.place_id} {message.key} {message.shown}".encode()
        )
    return told.hexdigest()[:16]


def _rounded(bound: float) -> str:
    return f"1 in {round(1 / bound, -3):,.0f}" if bound < 0.001 else f"{bound:.2%}"
