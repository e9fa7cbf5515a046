"""Rate limits as Discord keeps and tells them (Discord, "Rate Limits")."""

import hashlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

GLOBAL_A_SECOND = 50
INVALID_IN_TEN_MINUTES = 10_000
"""So many 401, 403 and 429 answers in ten minutes and Cloudflare shuts the door."""


@dataclass(slots=True)
class _Bucket:
    limit: int
    window: float
    began: float = 0.0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a bucket stands after a request. `refused` is the seconds to wait, if it was too much.

    `reset` is in seconds since 1970, `reset_after` from now.
    """

    name: str
    limit: int
    remaining: int
    reset: float
    reset_after: float
    refused: float | None

    def headers(self) -> dict[str, str]:
        """Give Discord's headers."""
        return {
            "X-RateLimit-Bucket": self.name,
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.reset:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
        }


_LIMITS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "POST /channels/{channel_id}/messages/{message_id}/threads": (50, 300.0),
    "PATCH /channels/{channel_id}": (10, 15.0),
}
_USUAL = (50, 1.0)
_EXEMPT = ("/interactions/", "/webhooks/")
"""Answers to interactions are not bound to the global limit."""


@dataclass
class Limits:
    """Counts requests. `strict` off counts them and refuses none.

    `most` is the most that any one second saw, and what the global limit is measured by. `clock`
    measures; `wall` gives seconds since 1970, which is what bots are told.
    """

    clock: Callable[[], float]
    wall: Callable[[], float] = time.time
    strict: bool = True
    most: int = 0
    refused: int = 0
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _invalid: deque[float] = field(default_factory=deque)
    _shut_until: float = 0.0

    def global_wait(self, path: str) -> float | None:
        """Count a request; say how many seconds to wait where it was one too many in a second."""
        if path.startswith(_EXEMPT):
            return None
        now = self.clock()
        if self.strict and now < self._shut_until:
            self.refused += 1
            return self._shut_until - now
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if self.strict and len(self._recent) >= GLOBAL_A_SECOND:
            self.refused += 1
            self._shut_until = now + 1
            return 1.0
        self._recent.append(now)
        self.most = max(self.most, len(self._recent))
        return None

    def take(self, route: str, major: str) -> Standing:
        """Count a request in its bucket."""
        limit, window = _LIMITS.get(route, _USUAL)
        now = self.clock()
        bucket = self._buckets.setdefault((route, major), _Bucket(limit, window))
        if now >= bucket.began + bucket.window:
            bucket.began, bucket.used = now, 0
        after = bucket.began + bucket.window - now
        over = self.strict and bucket.used >= bucket.limit
        if over:
            self.refused += 1
        else:
            bucket.used += 1
        name = hashlib.md5(route.encode(), usedforsecurity=False).hexdigest()
        left = max(bucket.limit - bucket.used, 0)
        if not self.strict:
            left = max(left, 1)
        return Standing(name, limit, left, self.wall() + after, after, after if over else None)

    def invalid(self, status: int) -> int:
        """Count an answer; say how many invalid ones the last ten minutes saw."""
        now = self.clock()
        if status in {401, 403, 429}:
            self._invalid.append(now)
        while self._invalid and self._invalid[0] <= now - 600:
            self._invalid.popleft()
        return len(self._invalid)
