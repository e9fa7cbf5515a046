"""What a delivery is known by, here and at Discord: its key, and the nonce and mark made of it.

None of it may ever change: messages that are with Discord already are recognised by it.
"""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What a delivery puts into the channel."""

    PASSAGE = "passage"
    THREAD = "thread"
    GREETING = "greeting"
    CLOSING = "closing"
    POLL = "poll"
    WORD = "word"
    """To one reader: that there is nothing more for now, or that they have fallen behind."""

    @property
    def optional(self) -> bool:
        """Whether a server may do without it: a refusal skips it and the serial goes on."""
        return self in {PartKind.THREAD, PartKind.GREETING, PartKind.POLL}


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a delivery unique: never a time, so no clock can repeat a chapter.

    `instalment` counts from 1. `part` is "thread", "greeting", "closing", "poll" or "passage:12"
    with the number of the passage in its edition. Where a private thread is full, "thread:2" opens
    another, with its "greeting:2".

    A letter is a private message to one reader, for a `subscription`. Its instalments are personal,
    so none is counted: `instalment` is then the edition in which the passage has its number. So a
    passage goes to a subscription once, and is known again after a copy was put back. Letters
    without text, "word:3", are counted.
    """

    serial: int
    instalment: int
    part: str
    subscription: int | None = None

    @property
    def kind(self) -> PartKind:
        """What the part is."""
        return PartKind(self.part.partition(":")[0])

    @property
    def passage(self) -> int | None:
        """The number of the passage, for the parts that are one."""
        return self._number if self.kind is PartKind.PASSAGE else None

    @property
    def circle(self) -> int:
        """Which thread of its discussion it is about: 1, or more once that is full."""
        return (self.kind is not PartKind.PASSAGE and self._number) or 1

    def of_circle(self, kind: PartKind, circle: int) -> "Key":
        """Name a part of the same instalment that is about one of its threads."""
        return Key(self.serial, self.instalment, f"{kind}:{circle}" if circle > 1 else str(kind))

    @property
    def _number(self) -> int | None:
        number = self.part.partition(":")[2]
        return int(number) if number else None

    def nonce(self, bot: int, channel: int) -> str:
        """The nonce under which Discord posts it once: 25 characters, always the same."""
        return b32encode(self._digest(bot, channel)).decode("ascii")[:25]

    def mark(self, bot: int, channel: int) -> int:
        """The component id, 1 to 2³¹−1, by which its message is known again in the history."""
        return int.from_bytes(self._digest(bot, channel)[-4:], "big") % (2**31 - 1) + 1

    def _digest(self, bot: int, channel: int) -> bytes:
        name = f"{bot}:{channel}:{self.serial}:{self.instalment}:{self.part}"
        if self.subscription is not None:
            name += f":{self.subscription}"
        return hashlib.sha256(name.encode("ascii")).digest()
