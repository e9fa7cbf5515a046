"""How tests find their way through a message on the wire."""

from typing import Any

from tests.wire.payloads import Payload, walk


def custom_id(message: Payload, label: str) -> str:
    """Give the custom_id of the button with a label; raises `LookupError` where there is none."""
    for part in walk(message["components"]):
        if part.get("label") == label:
            given: str = part["custom_id"]
            return given
    raise LookupError(f"no button {label!r} in {words(message)!r}")


def words(message: Payload) -> str:
    """Give all that a message says, a line each."""
    texts = [part["content"] for part in walk(message["components"]) if part.get("content")]
    return "\n".join(filter(None, [message["content"], *texts]))


def answer(told: Payload) -> Payload:
    """Give the message that an interaction was answered with."""
    assert told["acknowledged_after"] is not None, "not acknowledged within three seconds"
    message: Any = told["messages"][-1]
    return dict(message)
