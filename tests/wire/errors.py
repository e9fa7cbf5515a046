"""How Discord refuses (Discord, "Opcodes and Status Codes", JSON error codes)."""

from typing import Any


class ApiError(Exception):
    """An answer that is not 2xx."""

    def __init__(self, status: int, code: int, message: str, errors: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def problems(self) -> list[str]:
        """What is wrong with the request itself, if that is why it was refused."""
        return [one["message"] for one in (self.errors or {}).get("_errors", [])]

    def body(self) -> dict[str, Any]:
        """Give what Discord answers with."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


def unauthorized() -> ApiError:
    """The token is not the bot's."""
    return ApiError(401, 0, "401: Unauthorized")


def unknown_channel() -> ApiError:
    """There is no such channel, or it is gone."""
    return ApiError(404, 10003, "Unknown Channel")


def unknown_guild() -> ApiError:
    """There is no such server, or the bot is not in it."""
    return ApiError(404, 10004, "Unknown Guild")


def unknown_message() -> ApiError:
    """There is no such message, or it was deleted."""
    return ApiError(404, 10008, "Unknown Message")


def unknown_user() -> ApiError:
    """There is no such person."""
    return ApiError(404, 10013, "Unknown User")


def unknown_member() -> ApiError:
    """The person is no member of the server."""
    return ApiError(404, 10007, "Unknown Member")


def unknown_webhook() -> ApiError:
    """The webhook, or the interaction behind it, is not known."""
    return ApiError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> ApiError:
    """The three seconds for an answer are over."""
    return ApiError(404, 10062, "Unknown interaction")


def already_acknowledged() -> ApiError:
    """An interaction is answered once."""
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def token_expired() -> ApiError:
    """The fifteen minutes for follow-ups are over."""
    return ApiError(401, 50027, "Invalid Webhook Token")


def missing_access() -> ApiError:
    """The channel can't be seen."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """The channel is seen, but this may not be done there."""
    return ApiError(403, 50013, "Missing Permissions")


def edit_of_another() -> ApiError:
    """A message is changed by who wrote it."""
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def wrong_channel() -> ApiError:
    """A channel of this kind does not do that."""
    return ApiError(400, 50024, "Cannot execute action on this channel type")


def closed_to_messages() -> ApiError:
    """The person takes no private messages."""
    return ApiError(403, 50007, "Cannot send messages to this user")


def thread_exists() -> ApiError:
    """A message has one thread."""
    return ApiError(400, 160004, "A thread has already been created for this message")


def thread_archived() -> ApiError:
    """A closed thread takes nothing until it is opened again."""
    return ApiError(400, 50083, "Thread is archived")


def thread_full() -> ApiError:
    """A thread has a thousand members at most."""
    return ApiError(400, 30033, "Maximum number of thread participants has been reached (1000)")


def poll_expired() -> ApiError:
    """A poll that is over takes no votes and ends once."""
    return ApiError(400, 520001, "Poll expired")


def invalid_json() -> ApiError:
    """The body is no JSON."""
    return ApiError(400, 50109, "The request body contains invalid JSON.")


def invalid_form(problems: list[str]) -> ApiError:
    """The request is not what Discord's description or its limits allow."""
    told = [{"code": "INVALID", "message": one} for one in problems]
    return ApiError(400, 50035, "Invalid Form Body", {"_errors": told})


def server_error() -> ApiError:
    """Something went wrong on Discord's side."""
    return ApiError(500, 0, "500: Internal Server Error")
