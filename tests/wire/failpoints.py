"""Where a bot can be made to end, as if by kill -9: around each step of the delivery protocol.

The steps are wrapped from outside; the bot itself knows nothing of it.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.keys import Key
from bot.services import dispatch, mail
from bot.services.dispatch import Dispatcher
from bot.services.letterbox import Letterbox
from bot.services.mail import Mail
from bot.services.outbox import Outbox
from bot.storage import deliveries, letters
from bot.ui.poster import DiscordPoster

POINTS = (
    "plan-before",
    "plan-within",
    "plan-after",
    "claim-before",
    "claim-within",
    "claim-after",
    "post-before",
    "post-after",
    "record-before",
    "record-within",
    "record-after",
)
"""Before a step begins, within its transaction, and after it was committed (or answered)."""

LETTER = "letter"
"""The part that a message to one reader is, whatever it holds."""

Step = Callable[..., Awaitable[Any]]

_DROPS: dict[str, tuple[Any, str]] = {
    "plan": (Dispatcher, "_drop_or_slip"),
    "plan-within": (dispatch, "plan_next"),
    "claim": (Outbox, "_attempt"),
    "claim-within": (deliveries, "claim"),
    "post": (DiscordPoster, "post"),
    "record": (Outbox, "_settle"),
    "record-within": (deliveries, "record"),
}
_LETTERS: dict[str, tuple[Any, str]] = {
    "plan": (Mail, "_plan"),
    "plan-within": (mail, "plan_letter"),
    "claim": (Letterbox, "_attempt"),
    "claim-within": (letters, "claim"),
    "post": (DiscordPoster, "post"),
    "record": (Letterbox, "_settle"),
    "record-within": (letters, "record"),
}


def arm(point: str, part: str) -> None:
    """Have this process end at a point; at the steps of one delivery only at a kind of part."""
    step, moment = point.split("-")
    places = _LETTERS if part == LETTER else _DROPS
    if point == "claim-after":
        # The claim is committed and nothing has left yet.
        place, name, moment = DiscordPoster, "post", "before"
    else:
        place, name = places[point if moment == "within" else step]
    wrapped = _ending(
        getattr(place, name), part if step != "plan" else "", before=moment == "before"
    )
    setattr(place, name, wrapped)


def _ending(step: Step, part: str, *, before: bool) -> Step:
    async def wrapped(*given: Any, **named: Any) -> Any:
        mine = not part or any(_part_of(one) == part for one in given)
        if mine and before:
            _end()
        result = await step(*given, **named)
        if mine:
            _end()
        return result

    return wrapped


def _part_of(thing: Any) -> str | None:
    """Say which kind of part a delivery, a posting or a key is about."""
    key = thing if isinstance(thing, Key) else getattr(thing, "key", None)
    if not isinstance(key, Key):
        return None
    return LETTER if key.subscription is not None else key.kind.value


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
