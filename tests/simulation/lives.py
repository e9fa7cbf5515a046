"""A life of the bot's process, from a boot to its end, which may come at any await."""

import asyncio
import random


class KilledError(BaseException):
    """The process is no more. Nothing in it may catch this, so it is no `Exception`."""


class Life:
    """One run of the process. `step` stands at every await that reaches outside.

    `restless` says how often a step lets the others go first: one time in so many.
    """

    def __init__(self, chance: random.Random, *, restless: int = 8) -> None:
        self._chance = chance
        self._restless = restless
        self._fuse: int | None = None
        self._fuse_at_post: int | None = None
        self.over = asyncio.Event()

    @property
    def dead(self) -> bool:
        """Whether it has ended."""
        return self.over.is_set()

    def kill_in(self, steps: int) -> None:
        """Let the process be killed so many steps from now."""
        self._fuse = steps

    def kill_around_post(self, steps: int) -> None:
        """Let the process be killed so many steps after the next message sets out."""
        self._fuse_at_post = steps

    def posting(self) -> None:
        """Note that a message sets out."""
        if self._fuse_at_post is not None:
            self._fuse, self._fuse_at_post = self._fuse_at_post, None

    def kill(self) -> None:
        """End it here and now."""
        self.over.set()

    async def step(self) -> None:
        """Go on, or end here: raises `KilledError` then, and ever after."""
        self.check()
        if self._fuse is not None:
            self._fuse -= 1
            if self._fuse <= 0:
                self.kill()
                raise KilledError
            await asyncio.sleep(0)
        elif self._chance.random() * self._restless < 1:
            await asyncio.sleep(0)
        self.check()

    def check(self) -> None:
        """Raise `KilledError` if it has ended."""
        if self.over.is_set():
            raise KilledError
