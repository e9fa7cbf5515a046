"""Carrying one message to Discord: claimed, posted, recorded, and looked for when in doubt.

The steps are the same for what drops into a channel (`outbox`) and for what goes to one reader
(`letterbox`); they differ in where it is kept, what it says, and who hears of a refusal.
"""

import logging
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from bot.domain.delivery import (
    Failed,
    Move,
    Outcome,
    Sighting,
    State,
    after_attempt,
    after_break,
    after_sighting,
    before_claim,
    before_looking,
    left_out,
)
from bot.domain.keys import Key
from bot.services.ports import Clock, Poster, Posting
from bot.services.postings import Unpostable
from bot.storage.deliveries import Delivery

_log = logging.getLogger(__name__)


T = TypeVar("T", bound=Delivery)


class Carrier(ABC, Generic[T]):
    """Walks messages of one kind to their end, a step at a time."""

    def __init__(self, clock: Clock, poster: Poster) -> None:
        self._clock = clock
        self._poster = poster

    @abstractmethod
    async def turn(self) -> None:
        """Wait until one more request may be made."""

    @abstractmethod
    async def _baseline(self, item: T) -> int:
        """Say the newest message id that is known where it goes."""

    @abstractmethod
    async def _claim(self, item: T, baseline: int) -> tuple[T, Posting | Unpostable] | None:
        """Turn it into ATTEMPTING and load what it says, in one transaction; None where somebody
        else moved it. Raises `LeaseLostError` where the dispatch has been taken over.
        """

    @abstractmethod
    async def _posting(self, item: T) -> Posting | Unpostable:
        """Load what it says."""

    async def _guarded(self, item: T) -> bool:
        """Whether posting it twice shows it once, by its nonce or otherwise."""
        del item
        return True

    @abstractmethod
    async def _settle(self, item: T, move: Move) -> None:
        """Record what became of it, unless somebody else has moved it, and tell who has to know."""

    async def abandon(self, item: T) -> None:
        """Call an attempt UNKNOWN that nobody is making any more."""
        await self._settle(item, after_break())

    async def advance(self, item: T) -> None:
        """Take one that is due a step on: an attempt, or a look into the history."""
        if item.state is not State.UNKNOWN:
            await self._attempt(item)
            return
        posting = await self._posting(item)
        if isinstance(posting, Unpostable):
            await self._settle(item, left_out(posting.reason))
        else:
            await self._reconcile(item, posting)

    async def _attempt(self, item: T) -> None:
        instead = before_claim(
            guarded=await self._guarded(item),
            blind=item.blind,
            first_attempt_at=item.first_attempt_at,
            looked_at=item.not_before if item.state is State.PLANNED else None,
            now=self._clock.now(),
        )
        if instead is not None:
            await self._settle(item, instead)
            return
        found = await self._claim(item, await self._baseline(item))
        if found is None:
            return
        claimed, posting = found
        if isinstance(posting, Unpostable):
            await self._settle(claimed, left_out(posting.reason))
            return
        # Last of all: a turn that is taken before the claim leaves when the disk lets it, and a few
        # that were held up would leave at once.
        await self.turn()
        outcome = await self._poster.post(posting)
        _log_outcome(item.key, outcome)
        move = after_attempt(
            item.key.kind,
            outcome,
            attempts=claimed.attempts,
            now=self._clock.now(),
            blind=claimed.blind,
            guarded=posting.guarded,
        )
        await self._settle(claimed, move)

    async def _reconcile(self, item: T, posting: Posting) -> None:
        now = self._clock.now()
        wait = before_looking(not_before=item.not_before, guarded=posting.guarded, now=now)
        if wait is not None:
            await self._settle(item, wait)
            return
        move = after_sighting(
            await self._look(item, posting),
            attempts=item.attempts,
            first_attempt_at=item.first_attempt_at,
            now=self._clock.now(),
            guarded=posting.guarded,
        )
        _log.info("%s was unknown and is now %s", item.key, move.state)
        await self._settle(item, move)

    async def _look(self, item: T, posting: Posting) -> Sighting:
        """Look for it in the history."""
        await self.turn()
        return await self._poster.find(posting, after=item.baseline)


def _log_outcome(key: Key, outcome: Outcome) -> None:
    level = logging.WARNING if isinstance(outcome, Failed) else logging.INFO
    _log.log(level, "%s: %s", key, outcome)
