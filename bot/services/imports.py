"""Imports off the event loop, and the last few of them at hand."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.passages import Measure
from bot.services.editions import Prepared, prepare

AT_ONCE = 2
"""So many imports run at the same time: a short one does not wait behind a long one."""
KEPT = 8
"""So many prepared drafts stay in memory at most."""
KEPT_BYTES = 8 * 2**20
"""So many bytes of manuscript they have together; a larger one is kept alone."""


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
        self._busy: set[int] = set()
        self._kept: OrderedDict[tuple[int, Choices], _Kept] = OrderedDict()

    def require_free(self, user_id: int) -> None:
        """Refuse a member's second import while their first is at work."""
        if user_id in self._busy:
            raise RefusalError(
                "I am still at work on a manuscript of yours; try again in a moment, when it is "
                "done."
            )

    async def prepare(
        self, user_id: int, data: bytes, file_name: str, choices: Choices
    ) -> Prepared:
        """Import and cut a manuscript for a member, one at a time for each.

        Raises `RefusalError` for what can't be imported, and while another of theirs is at work.
        """
        self.require_free(user_id)
        self._busy.add(user_id)
        try:
            async with self._room:
                return await asyncio.to_thread(prepare, data, file_name, self._measure, choices)
        finally:
            self._busy.discard(user_id)

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

    def _bytes(self) -> int:
        return sum(kept.size for kept in self._kept.values())
