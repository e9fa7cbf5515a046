"""A request as the handlers see it, and what they answer with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `files` are names and contents by the part's name."""

    path: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[str, tuple[str, bytes]]
    host: str

    def number(self, name: str) -> int:
        """An id in the path; one that is no number is found nowhere."""
        return int(self.path[name]) if self.path[name].isdigit() else 0


Answer = tuple[int, Any]
"""The status and the body; None for none."""
Handler = Callable[[Asked], Awaitable[Answer]]
NO_CONTENT: Answer = (204, None)
CHANNEL, MESSAGE = "/channels/{channel_id}", "/messages/{message_id}"
