"""The routes a bot uses. Each handler does what Discord would and gives what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.wire import errors, granted, rules
from tests.wire.gateway import Gateway
from tests.wire.interactions import CHOICES, EPHEMERAL, MODAL, Interactions
from tests.wire.payloads import PRIVATE_THREAD, Payload
from tests.wire.world import Channel, World


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a handler sees it. `files` are names and contents by the part's name."""

    path: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[str, tuple[str, bytes]]
    host: str

    def number(self, name: str) -> int:
        """An id in the path; one that is no number is found nowhere."""
        return int(self.path[name]) if self.path[name].isdigit() else 0


Answer = tuple[int, Any]
Handler = Callable[[Asked], Awaitable[Answer]]
NO_CONTENT: Answer = (204, None)


class Rest:
    """The API over a world."""

    def __init__(self, world: World, gateway: Gateway, interactions: Interactions) -> None:
        self._world = world
        self._gateway = gateway
        self._interactions = interactions

    def routes(self) -> dict[str, Handler]:
        """Name every route by method and path, the path as in Discord's description."""
        channel, message = "/channels/{channel_id}", "/messages/{message_id}"
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        return {
            "GET /users/@me": self._me,
            "GET /users/{user_id}": self._user,
            "POST /users/@me/channels": self._open_direct,
            "GET /oauth2/applications/@me": self._application,
            "GET /applications/@me": self._application,
            "GET /gateway/bot": self._gateway_bot,
            "PUT /applications/{application_id}/commands": self._commands,
            "GET /applications/{application_id}/commands": self._commands,
            "GET /guilds/{guild_id}": self._guild,
            "GET /guilds/{guild_id}/members/{user_id}": self._member,
            "GET /guilds/{guild_id}/threads/active": self._active_threads,
            f"GET {channel}": self._channel,
            f"PATCH {channel}": self._change_channel,
            f"DELETE {channel}": self._delete_channel,
            f"GET {channel}/messages": self._history,
            f"POST {channel}/messages": self._post,
            f"GET {channel}{message}": self._message,
            f"PATCH {channel}{message}": self._edit,
            f"DELETE {channel}{message}": self._delete,
            f"POST {channel}{message}/threads": self._thread_on,
            f"POST {channel}/threads": self._thread,
            f"GET {channel}/threads/archived/public": self._archived_public,
            f"GET {channel}/threads/archived/private": self._archived_private,
            f"GET {channel}/users/@me/threads/archived/private": self._archived_private,
            f"PUT {channel}/thread-members/{{user_id}}": self._let_in,
            f"DELETE {channel}/thread-members/{{user_id}}": self._put_out,
            "POST /interactions/{interaction_id}/{interaction_token}/callback": self._callback,
            f"POST {hook}": self._follow_up,
            f"GET {hook}/messages/@original": self._answer,
            f"PATCH {hook}/messages/@original": self._edit_answer,
            f"DELETE {hook}/messages/@original": self._delete_answer,
            f"GET {hook}{message}": self._answer,
            f"PATCH {hook}{message}": self._edit_answer,
            f"DELETE {hook}{message}": self._delete_answer,
        }

    # ------------------------------------------------------------------ who and where

    async def _me(self, asked: Asked) -> Answer:
        return 200, {**self._world.bot, "verified": True, "mfa_enabled": True, "flags": 0}

    async def _user(self, asked: Asked) -> Answer:
        person = self._world.users.get(asked.number("user_id"))
        if person is None:
            raise errors.unknown_user()
        return 200, person

    async def _application(self, asked: Asked) -> Answer:
        return 200, {
            "id": str(self._world.application_id),
            "name": "Feuilleton",
            "description": "",
            "icon": None,
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": self._world.owner,
            "team": None,
        }

    async def _gateway_bot(self, asked: Asked) -> Answer:
        starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        url = f"ws://{asked.host}/gateway"
        return 200, {"url": url, "shards": 1, "session_start_limit": starts}

    async def _commands(self, asked: Asked) -> Answer:
        if asked.body is not None:
            known = {one["name"]: one["id"] for one in self._world.commands}
            self._world.commands = [
                {
                    "type": 1,
                    "description": "",
                    **one,
                    "id": known.get(one["name"]) or str(self._world.ids.new()),
                    "application_id": str(self._world.application_id),
                    "version": "1",
                    "default_member_permissions": one.get("default_member_permissions"),
                }
                for one in asked.body
            ]
        return 200, self._world.commands

    async def _guild(self, asked: Asked) -> Answer:
        guild = self._world.guilds.get(asked.number("guild_id"))
        if guild is None or not guild.joined:
            raise errors.unknown_guild()
        return 200, guild.payload

    async def _member(self, asked: Asked) -> Answer:
        guild = self._world.guilds.get(asked.number("guild_id"))
        if guild is None or not guild.joined:
            raise errors.unknown_guild()
        member = guild.members.get(asked.number("user_id"))
        if member is None:
            raise errors.unknown_member()
        return 200, member

    async def _open_direct(self, asked: Asked) -> Answer:
        return 200, self._world.direct_channel(int(asked.body["recipient_id"])).payload

    # ------------------------------------------------------------------ channels

    def _seen(self, asked: Asked) -> Channel:
        return self._world.channel(asked.number("channel_id"))

    async def _channel(self, asked: Asked) -> Answer:
        return 200, self._seen(asked).payload

    async def _change_channel(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        if not channel.is_thread:
            raise errors.missing_permissions()
        details = channel.payload["thread_metadata"]
        for name, value in asked.body.items():
            place = details if name in details else channel.payload
            place[name] = value
        self._world.publish("THREAD_UPDATE", channel.payload)
        return 200, channel.payload

    async def _delete_channel(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        if not channel.is_thread:
            raise errors.missing_permissions()
        self._world.remove_channel(channel)
        return 200, channel.payload

    async def _active_threads(self, asked: Asked) -> Answer:
        threads = [
            one.payload
            for one in self._world.channels.values()
            if one.payload.get("guild_id") == asked.path["guild_id"]
            and one.is_thread
            and not one.payload["thread_metadata"]["archived"]
        ]
        return 200, {"threads": threads, "members": []}

    async def _archived_public(self, asked: Asked) -> Answer:
        return 200, self._archived(self._seen(asked), private=False)

    async def _archived_private(self, asked: Asked) -> Answer:
        return 200, self._archived(self._seen(asked), private=True)

    def _archived(self, parent: Channel, *, private: bool) -> Payload:
        threads = [
            one.payload
            for one in self._world.channels.values()
            if one.payload.get("parent_id") == parent.payload["id"]
            and one.is_thread
            and one.payload["thread_metadata"]["archived"]
            and (one.payload["type"] == PRIVATE_THREAD) == private
        ]
        return {"threads": threads, "members": [], "has_more": False}

    async def _thread_on(self, asked: Asked) -> Answer:
        parent = self._seen(asked)
        self._world.require(parent, granted.CREATE_PUBLIC_THREADS)
        thread = self._world.open_thread(
            parent, asked.body["name"], under=asked.number("message_id")
        )
        return 201, thread.payload

    async def _thread(self, asked: Asked) -> Answer:
        parent = self._seen(asked)
        private = asked.body.get("type") == PRIVATE_THREAD
        needed = granted.CREATE_PRIVATE_THREADS if private else granted.CREATE_PUBLIC_THREADS
        self._world.require(parent, needed)
        return 201, self._world.open_thread(parent, asked.body["name"], private=private).payload

    async def _let_in(self, asked: Asked) -> Answer:
        return self._members_changed(asked, came=True)

    async def _put_out(self, asked: Asked) -> Answer:
        return self._members_changed(asked, came=False)

    def _members_changed(self, asked: Asked, *, came: bool) -> Answer:
        thread = self._seen(asked)
        if not thread.is_thread:
            raise errors.unknown_channel()
        if thread.payload["thread_metadata"]["archived"]:
            raise errors.thread_archived()
        thread.payload["member_count"] += 1 if came else -1
        return NO_CONTENT

    # ------------------------------------------------------------------ messages

    async def _history(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        if not self._world.may(channel) & granted.READ_MESSAGE_HISTORY:
            return 200, []
        most = int(asked.query.get("limit", 50))
        newest_first = list(reversed(channel.messages.items()))
        if "after" in asked.query:
            after = int(asked.query["after"])
            later = [one for key, one in channel.messages.items() if key > after]
            return 200, list(reversed(later[:most]))
        if "before" in asked.query:
            before = int(asked.query["before"])
            newest_first = [(key, one) for key, one in newest_first if key < before]
        return 200, [one for _key, one in newest_first[:most]]

    async def _post(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        if channel.guild_id is None:
            if int(channel.payload["recipients"][0]["id"]) in self._world.closed:
                raise errors.closed_to_messages()
        elif channel.is_thread:
            if channel.payload["thread_metadata"]["archived"]:
                channel.payload["thread_metadata"]["archived"] = False
            self._world.require(channel, granted.SEND_MESSAGES_IN_THREADS)
        else:
            self._world.require(channel, granted.SEND_MESSAGES)
        return 200, self._world.post(channel, asked.body)

    async def _message(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        self._world.require(channel, granted.READ_MESSAGE_HISTORY)
        return 200, self._world.message(channel, asked.number("message_id"))

    async def _edit(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        message = self._world.message(channel, asked.number("message_id"))
        if message["author"]["id"] != self._world.bot["id"]:
            raise errors.missing_permissions()
        return 200, self._world.edit(channel, int(message["id"]), asked.body)

    async def _delete(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        message = self._world.message(channel, asked.number("message_id"))
        if message["author"]["id"] != self._world.bot["id"]:
            self._world.require(channel, granted.MANAGE_MESSAGES)
        self._world.delete(channel, int(message["id"]))
        return NO_CONTENT

    # ------------------------------------------------------------------ answers

    async def _callback(self, asked: Asked) -> Answer:
        interaction = self._interactions.acknowledge(
            asked.number("interaction_id"), asked.path["interaction_token"], asked.body
        )
        if asked.query.get("with_response") not in {"true", "1"}:
            return NO_CONTENT
        told: Payload = {"id": str(interaction.interaction_id), "type": interaction.kind}
        resource: Payload = {"type": interaction.answer}
        if interaction.original is not None:
            told["response_message_id"] = interaction.original["id"]
            told["response_message_ephemeral"] = bool(interaction.original["flags"] & EPHEMERAL)
            resource["message"] = interaction.original
        return 200, {"interaction": told, "resource": resource}

    async def _follow_up(self, asked: Asked) -> Answer:
        return 200, self._interactions.follow_up(asked.path["webhook_token"], asked.body)

    async def _answer(self, asked: Asked) -> Answer:
        return 200, self._interactions.find(asked.path["webhook_token"], _which(asked))

    async def _edit_answer(self, asked: Asked) -> Answer:
        token = asked.path["webhook_token"]
        return 200, self._interactions.edit(token, _which(asked), asked.body)

    async def _delete_answer(self, asked: Asked) -> Answer:
        self._interactions.delete(asked.path["webhook_token"], _which(asked))
        return NO_CONTENT


def _which(asked: Asked) -> str:
    return asked.path.get("message_id", "@original")


def complaints(route: str, asked: Asked) -> list[str]:
    """Say what the handwritten rules have against a request."""
    body = asked.body
    if body is None:
        return []
    sizes = {name: len(content) for name, (_file, content) in asked.files.items()}
    if route.endswith("/callback"):
        data = body.get("data") or {}
        if body["type"] == CHOICES:
            return rules.choice_complaints(data.get("choices") or [])
        if body["type"] == MODAL:
            return rules.modal_complaints(data)
        return rules.message_complaints(data, sizes) if _has_message(data) else []
    if route.endswith("/threads"):
        return rules.thread_complaints(body)
    method, path = route.split(" ")
    if method in {"POST", "PATCH"} and ("/messages" in path or path.startswith("/webhooks")):
        partial = method == "PATCH" and not _has_message(body)
        return [] if partial else rules.message_complaints(body, sizes)
    return []


def _has_message(data: Payload) -> bool:
    return any(data.get(name) for name in ("content", "components", "embeds", "attachments"))


def channel_of(world: World, path: dict[str, str]) -> tuple[int | None, bool]:
    """Say which channel a request is about, the parent for a thread; and whether it is a thread."""
    given = path.get("channel_id", "")
    channel = world.channels.get(int(given)) if given.isdigit() else None
    if channel is not None and channel.is_thread:
        return int(channel.payload["parent_id"]), True
    return (None if channel is None else channel.channel_id), False
