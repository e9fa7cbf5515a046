"""Imports off the event loop, and the last few of them at hand."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.passages import Measure
from bot.services.editions import Prepared, prepare

AT_ONCE = 2
"""So many imports run at the same time: a short one does not wait behind a long one."""
UNDER_WAY = 8
"""So many members may have one under way, files that are being fetched or wait included."""
LONGEST = timedelta(minutes=5)
"""How long a member waits for theirs. The largest book takes less than a minute."""
KEPT = 8
"""So many prepared drafts stay in memory at most."""
KEPT_BYTES = 8 * 2**20
"""So many bytes of manuscript they have together; a larger one is kept alone."""

_BUSY = "I am still at work on a manuscript of yours; try again in a moment, when it is done."
_CROWDED = "Many manuscripts are coming in just now; please try again in a few minutes."
_TOO_LONG = (
    "This manuscript takes me too long; try again later and, if it stays so, send it in parts."
)


@dataclass(frozen=True, slots=True)
class _Kept:
    prepared: Prepared
    size: int


class Imports:
    """Prepares manuscripts in threads, and remembers the drafts whose pages are being turned.

    In threads and not in other processes: the event loop was late by 15 ms at most while a 2 MB
    text was imported, and by 1.4 s where two of 23 MB were at a time when other work kept both
    cores busy. Discord waits three seconds for an answer.
    """

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns: dict[int, asyncio.Task[None] | None] = {}
        self._kept: OrderedDict[tuple[int, Choices], _Kept] = OrderedDict()

    @contextmanager
    def turn(self, user_id: int) -> Iterator[None]:
        """Hold a member's one turn, from before their file is fetched until it is imported.

        The task that holds it may take it again. Raises `RefusalError` while another of theirs is
        under way, and while those of too many others are.
        """
        task = asyncio.current_task()
        if user_id in self._turns:
            if self._turns[user_id] is not task:
                raise RefusalError(_BUSY)
            yield
            return
        if len(self._turns) >= UNDER_WAY:
            raise RefusalError(_CROWDED)
        self._turns[user_id] = task
        try:
            yield
        finally:
            del self._turns[user_id]

    async def prepare(
        self, user_id: int, data: bytes, file_name: str, choices: Choices
    ) -> Prepared:
        """Import and cut a manuscript for a member, one at a time for each.

        Raises `RefusalError` for what can't be imported, for what takes too long, and where the
        member has no turn.
        """
        with self.turn(user_id):
            try:
                async with asyncio.timeout(LONGEST.total_seconds()):
                    await self._room.acquire()
                    thread = asyncio.to_thread(prepare, data, file_name, self._measure, choices)
                    work = asyncio.create_task(thread)
                    work.add_done_callback(self._leave)
                    return await asyncio.shield(work)
            except TimeoutError:
                raise RefusalError(_TOO_LONG) from None

    def keep(self, draft_id: int, choices: Choices, prepared: Prepared, size: int) -> None:
        """Remember what was prepared of a draft whose file has `size` bytes; forget older ones."""
        self._kept[draft_id, choices] = _Kept(prepared, size)
        self._kept.move_to_end((draft_id, choices))
        while len(self._kept) > 1 and (len(self._kept) > KEPT or self._bytes() > KEPT_BYTES):
            self._kept.popitem(last=False)

    def kept(self, draft_id: int, choices: Choices) -> Prepared | None:
        """Give what was prepared of a draft, if it is still remembered."""
        found = self._kept.get((draft_id, choices))
        if found is None:
            return None
        self._kept.move_to_end((draft_id, choices))
        return found.prepared

    def forget(self, draft_id: int) -> None:
        """Forget a draft that was confirmed or discarded."""
        for key in [key for key in self._kept if key[0] == draft_id]:
            del self._kept[key]

    def _leave(self, work: asyncio.Task[Prepared]) -> None:
        """Make room once a thread has ended: one that takes too long can't be stopped."""
        self._room.release()
        if not work.cancelled():
            work.exception()  # whoever waits has it; if nobody does any more, it is none

    def _bytes(self) -> int:
        return sum(kept.size for kept in self._kept.values())
