"""What can go wrong on the way to Discord and back, in the order and as often as one asks for."""

import random
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase


class Fault(Enum):
    """One kind of mishap. "After" means that Discord has done what was asked for."""

    ERROR_BEFORE = "500-before"
    ERROR_AFTER = "500-after"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    CLOSE_BEFORE = "close-before"
    CLOSE_AFTER = "close-after"
    HANG_BEFORE = "hang-before"
    HANG_AFTER = "hang-after"
    LIMIT_USER = "429-user"
    LIMIT_GLOBAL = "429-global"
    LIMIT_SHARED = "429-shared"
    FORBIDDEN = "403"
    CHANNEL_GONE = "404-channel"
    MESSAGE_GONE = "404-message"
    SLOW = "slow"
    OUT_OF_ORDER = "out-of-order"
    GATEWAY_DROPPED = "gateway-dropped"

    @property
    def after(self) -> bool:
        """Whether Discord does what was asked for before it goes wrong."""
        return self.value.endswith("-after")


@dataclass(slots=True)
class Rule:
    """Where and how often a fault happens.

    `route` is a pattern like "POST /channels/*/messages", `chance` a share of the requests that fit
    and `times` how often it may happen at most (None: no bound), after `skip` requests that fit.
    `channel` narrows it to one and the threads under it, `thread` to threads or to channels that
    are none.
    """

    fault: Fault
    route: str = "* *"
    chance: float = 1.0
    times: int | None = None
    channel: int | None = None
    thread: bool | None = None
    skip: int = 0

    def fits(self, route: str, channel: int | None, *, thread: bool) -> bool:
        """Whether it is about such a request and not used up."""
        here = self.channel in {None, channel} and self.thread in {None, thread}
        return here and self.times != 0 and fnmatchcase(route, self.route)


_KINDS: dict[str, tuple[type, ...]] = {
    "fault": (str,),
    "route": (str,),
    "chance": (int, float),
    "times": (int, type(None)),
    "channel": (int, type(None)),
    "thread": (bool, type(None)),
    "skip": (int,),
}


def parse_rule(given: object) -> Rule:
    """Make a rule of what a person wrote; raises `ValueError` or `TypeError` with what it takes."""
    if not isinstance(given, dict):
        raise TypeError(f'a rule is an object such as {{"fault": "slow"}}, not {given!r}')
    for name, value in given.items():
        if name not in _KINDS:
            raise ValueError(f"a rule has no {name!r}; it has {', '.join(_KINDS)}")
        if not isinstance(value, _KINDS[name]):
            raise TypeError(f"{name} can't be {value!r}")
    known = {one.value: one for one in Fault}
    if given.get("fault") not in known:
        raise ValueError(f"no fault {given.get('fault')!r}; there are {', '.join(known)}")
    return Rule(**{**given, "fault": known[given["fault"]]})


class FaultPlan:
    """Draws the fault of each request; the same seed and the same requests draw the same."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._rules: list[Rule] = []
        self.drawn: Counter[str] = Counter()

    def set(self, rules: list[Rule]) -> None:
        """Replace all rules."""
        self._rules = rules

    def draw(self, route: str, channel: int | None, *, thread: bool = False) -> Fault | None:
        """Say what goes wrong with a request, if anything. A thread counts as its parent."""
        for rule in self._rules:
            if not rule.fits(route, channel, thread=thread):
                continue
            if rule.skip:
                rule.skip -= 1
            elif self._random.random() < rule.chance:
                if rule.times is not None:
                    rule.times -= 1
                self.drawn[rule.fault.value] += 1
                return rule.fault
        return None
