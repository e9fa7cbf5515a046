"""The routes about messages: the history, what hangs on a message, polls."""

from typing import Any

from tests.wire import errors, granted, rules
from tests.wire.asked import CHANNEL, MESSAGE, NO_CONTENT, Answer, Asked, Handler
from tests.wire.payloads import PRIVATE_THREAD, Payload
from tests.wire.world import Channel, World

_PAGE, _MOST_OF_A_PAGE = 50, 100
_REACTIONS = CHANNEL + MESSAGE + "/reactions/{emoji_name}"
_POLL = CHANNEL + "/polls/{message_id}"


class Messages:
    """Their part of the API over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Handler]:
        """Name the routes by method and path. Paths with a fixed word come first."""
        return {
            f"GET {CHANNEL}/messages/pins": self._pins,
            f"PUT {CHANNEL}/messages/pins/{{message_id}}": self._pin,
            f"DELETE {CHANNEL}/messages/pins/{{message_id}}": self._unpin,
            f"POST {CHANNEL}/messages/bulk-delete": self._delete_many,
            f"GET {CHANNEL}/messages": self._history,
            f"POST {CHANNEL}/messages": self._post,
            f"GET {CHANNEL}{MESSAGE}": self._message,
            f"PATCH {CHANNEL}{MESSAGE}": self._edit,
            f"DELETE {CHANNEL}{MESSAGE}": self._delete,
            f"PUT {_REACTIONS}/@me": self._react,
            f"DELETE {_REACTIONS}/@me": self._take_back,
            f"GET {_REACTIONS}": self._who_reacted,
            f"POST {CHANNEL}/typing": self._typing,
            f"POST {_POLL}/expire": self._end_poll,
            f"GET {_POLL}/answers/{{answer_id}}": self._voters,
        }

    # ------------------------------------------------------------------ the history

    async def _history(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        most = _page(asked)
        if not self._world.may(channel) & granted.READ_MESSAGE_HISTORY:
            return 200, []
        oldest_first = list(channel.messages.items())
        if "around" in asked.query:
            return 200, _around(oldest_first, int(asked.query["around"]), most)
        if "after" in asked.query:
            after = int(asked.query["after"])
            later = [one for key, one in oldest_first if key > after]
            return 200, later[:most][::-1]
        if "before" in asked.query:
            before = int(asked.query["before"])
            oldest_first = [(key, one) for key, one in oldest_first if key < before]
        return 200, [one for _key, one in oldest_first[-most:][::-1]]

    async def _message(self, asked: Asked) -> Answer:
        return 200, self._found(asked)[1]

    async def _pins(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        items = [
            {"pinned_at": one["timestamp"], "message": one}
            for one in reversed(channel.messages.values())
            if one["pinned"]
        ]
        return 200, {"items": items, "has_more": False}

    # ------------------------------------------------------------------ posting and changing

    async def _post(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        if channel.guild_id is None:
            if int(channel.payload["recipients"][0]["id"]) in self._world.closed:
                raise errors.closed_to_messages()
        else:
            self._require_to_post(channel, asked)
        if channel.is_thread and channel.payload["thread_metadata"]["archived"]:
            opened = {"archived": False, "archive_timestamp": self._world.stamp()}
            channel.payload["thread_metadata"] |= opened
            self._world.publish("THREAD_UPDATE", channel.payload)
        return 200, self._world.post(channel, asked.body)

    def _require_to_post(self, channel: Channel, asked: Asked) -> None:
        needed = granted.SEND_MESSAGES
        if channel.is_thread:
            needed = granted.SEND_MESSAGES_IN_THREADS
            if channel.payload["type"] == PRIVATE_THREAD:
                self._world.require_inside(channel)
            if channel.payload["thread_metadata"]["locked"]:
                self._world.require(channel, granted.MANAGE_THREADS)
        self._world.require(channel, needed)
        if asked.files:
            self._world.require(channel, granted.ATTACH_FILES)
        if asked.body.get("embeds"):
            self._world.require(channel, granted.EMBED_LINKS)
        if asked.body.get("poll"):
            self._world.require(channel, granted.SEND_POLLS)
        answered = (asked.body.get("message_reference") or {}).get("message_id")
        if answered is not None and int(answered) not in channel.messages:
            raise errors.invalid_form(["message_reference: Unknown message"])

    async def _edit(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        message = self._world.message(channel, asked.number("message_id"))
        if message["author"]["id"] != self._world.bot["id"]:
            raise errors.edit_of_another()
        _require_open(channel)
        if found := rules.edit_complaints(message, asked.body):
            raise errors.invalid_form(found)
        return 200, self._world.edit(channel, int(message["id"]), asked.body)

    async def _delete(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        message = self._world.message(channel, asked.number("message_id"))
        if message["author"]["id"] != self._world.bot["id"]:
            self._world.require(channel, granted.MANAGE_MESSAGES)
        self._world.delete(channel, int(message["id"]))
        return NO_CONTENT

    async def _delete_many(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        self._world.require(channel, granted.MANAGE_MESSAGES)
        for message_id in {int(one) for one in asked.body["messages"]} & channel.messages.keys():
            self._world.delete(channel, message_id)
        return NO_CONTENT

    # ------------------------------------------------------------------ what hangs on a message

    async def _pin(self, asked: Asked) -> Answer:
        return self._pinned(asked, pinned=True)

    async def _unpin(self, asked: Asked) -> Answer:
        return self._pinned(asked, pinned=False)

    def _pinned(self, asked: Asked, *, pinned: bool) -> Answer:
        channel, message = self._found(asked)
        self._world.require(channel, granted.PIN_MESSAGES)
        message["pinned"] = pinned
        return NO_CONTENT

    async def _react(self, asked: Asked) -> Answer:
        channel, message = self._found(asked)
        _require_open(channel)
        self._world.require(channel, granted.ADD_REACTIONS)
        self._world.react(message, asked.path["emoji_name"], self._world.bot)
        return NO_CONTENT

    async def _take_back(self, asked: Asked) -> Answer:
        _channel, message = self._found(asked)
        self._world.take_back(message, asked.path["emoji_name"], self._world.bot)
        return NO_CONTENT

    async def _who_reacted(self, asked: Asked) -> Answer:
        _channel, message = self._found(asked)
        reacted = self._world.reactions.get(int(message["id"]), {})
        return 200, reacted.get(asked.path["emoji_name"], [])

    async def _typing(self, asked: Asked) -> Answer:
        self._world.require(self._seen(asked), granted.SEND_MESSAGES)
        return NO_CONTENT

    # ------------------------------------------------------------------ polls

    async def _end_poll(self, asked: Asked) -> Answer:
        channel, message = self._found(asked)
        if message["author"]["id"] != self._world.bot["id"]:
            raise errors.edit_of_another()
        return 200, self._world.end_poll(channel, message)

    async def _voters(self, asked: Asked) -> Answer:
        _channel, message = self._found(asked)
        voted = self._world.votes.get(int(message["id"]), {})
        answer = asked.number("answer_id")
        users = [self._world.users[who] for who, chosen in voted.items() if answer in chosen]
        return 200, {"users": users}

    # ------------------------------------------------------------------ finding

    def _seen(self, asked: Asked) -> Channel:
        return self._world.channel(asked.number("channel_id"))

    def _found(self, asked: Asked) -> tuple[Channel, Payload]:
        channel = self._seen(asked)
        self._world.require(channel, granted.READ_MESSAGE_HISTORY)
        return channel, self._world.message(channel, asked.number("message_id"))


def _page(asked: Asked) -> int:
    most = asked.query.get("limit", str(_PAGE))
    if not (most.isdigit() and 1 <= int(most) <= _MOST_OF_A_PAGE):
        raise errors.invalid_form([f"limit={most} is not from 1 to {_MOST_OF_A_PAGE}"])
    return int(most)


def _around(oldest_first: list[tuple[int, Payload]], middle: int, most: int) -> list[Any]:
    """Take as many before an id as from it on, newest first."""
    older = [one for key, one in oldest_first if key < middle]
    newer = [one for key, one in oldest_first if key >= middle]
    first = older[max(len(older) - most // 2, 0) :]
    return (first + newer[: most - len(first)])[::-1]


def _require_open(channel: Channel) -> None:
    """Refuse what an archived thread does not take."""
    if channel.is_thread and channel.payload["thread_metadata"]["archived"]:
        raise errors.thread_archived()
