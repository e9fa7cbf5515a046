"""Lanes: one task at a time for each channel or reader that has work, so many side by side."""

import asyncio
from collections.abc import Awaitable, Callable


class Lanes:
    """Runs `walk` for what is asked for, once at a time each; `broke` hears of its errors.

    Who is asked for while its lane is walked is walked once more, unless the lane has `heard` it:
    it calls that before it looks what there is to do.
    """

    def __init__(
        self,
        walk: Callable[[int], Awaitable[None]],
        broke: Callable[[int, BaseException], None],
        workers: int,
    ) -> None:
        self._walk = walk
        self._broke = broke
        self._workers = asyncio.Semaphore(workers)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._asked: set[int] = set()

    def start(self, lane: int) -> None:
        """Have a lane walked, or walked once more."""
        if lane in self._tasks:
            self._asked.add(lane)
            return
        task = asyncio.create_task(self._walked(lane), name=f"lane {lane}")
        self._tasks[lane] = task
        task.add_done_callback(lambda ended: self._ended(lane, ended))

    def heard(self, lane: int) -> None:
        """Take note that a lane looks at all it was asked for until now."""
        self._asked.discard(lane)

    def is_asked(self, lane: int) -> bool:
        """Whether a lane was asked for since it last looked."""
        return lane in self._asked

    async def rest(self, lane: int) -> None:
        """Wait until a lane has run out of work."""
        while lane in self._tasks:
            await asyncio.wait({self._tasks[lane]})

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """Those that are being walked."""
        return set(self._tasks.values())

    async def join(self) -> None:
        """Wait until every lane has run out of work."""
        while self._tasks:
            await asyncio.wait(self.tasks)

    async def stop(self) -> None:
        """End them all; what they were at is found again."""
        self._asked.clear()
        tasks = self.tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _walked(self, lane: int) -> None:
        async with self._workers:
            await self._walk(lane)

    def _ended(self, lane: int, task: asyncio.Task[None]) -> None:
        del self._tasks[lane]
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._broke(lane, error)
        elif lane in self._asked:
            self._asked.discard(lane)
            self.start(lane)
