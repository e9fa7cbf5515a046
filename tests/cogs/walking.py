"""Asking the bot anything as anyone: also what no client of Discord's would send."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import simcord
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15
_BUTTON, _MENU, _FIELD, _LABEL = 2, 3, 4, 18
_COMMAND, _CLICK, _TYPING, _FORM = 2, 3, 4, 5
_STRING, _SUBCOMMAND, _USER, _CHANNEL, _ROLE, _FILE = 3, 1, 6, 7, 8, 11


@dataclass(frozen=True)
class Heard:
    """What came of asking: whether it was answered, and all that the bot sent to Discord."""

    asked: str
    result: simcord.InteractionResult
    sent: tuple[simcord.HttpLogEntry, ...]
    files: tuple[bytes, ...]

    @property
    def all(self) -> str:
        """Every word that was sent, wherever to, files included."""
        bodies = [json.dumps(item.json, ensure_ascii=False) for item in self.sent]
        return "\n".join([*bodies, *(file.decode(errors="replace") for file in self.files)])

    @property
    def words(self) -> str:
        """The texts of all messages that were sent."""
        return "\n".join(word for item in self.sent for word in _texts(item.json))

    @property
    def form(self) -> bool:
        """Whether a form was opened."""
        return self.result.modal is not None


class Walker:
    """Who asks, a member or somebody in a private message, and where; anything may be forged."""

    def __init__(
        self,
        env: simcord.Env,
        member: simcord.MemberActor | simcord.UserHandle,
        channel: simcord.ChannelHandle,
    ) -> None:
        self.env = env
        self.member = member
        self.channel = channel
        self.guild = member.guild if isinstance(member, simcord.MemberActor) else None

    async def click(
        self, custom_id: str, base: int, *, chosen: str | None = None, private: bool = True
    ) -> Heard:
        """Press a button, or choose in a menu, that a message of the bot's is said to have.

        `base` is some message of the bot's in the channel; a `private` one only they would see.
        """
        backend = self.env.backend
        stored = backend.get_message(self.channel.id, base)
        message = dict(serializers.message_payload(backend, stored))
        kind = _BUTTON if chosen is None else _MENU
        item: dict[str, Any] = {"type": kind, "custom_id": custom_id, "id": 2}
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind, "id": 2}
        if chosen is None:
            item |= {"style": 2, "label": "Press"}
        else:
            item |= {"options": [{"label": "Choose", "value": chosen}]}
            data["values"] = [chosen]
        message["components"] = [{"type": 1, "id": 1, "components": [item]}]
        message["flags"] = COMPONENTS_V2 | (EPHEMERAL if private else 0)
        return await self._ask(custom_id, _CLICK, data, message=message, source=base)

    async def send_in(self, custom_id: str, filled: Mapping[str, str]) -> Heard:
        """Send a form in, whether it was opened or not."""
        fields = [
            {"type": _LABEL, "component": {"type": _FIELD, "custom_id": name, "value": value}}
            for name, value in filled.items()
        ]
        data = {"custom_id": custom_id, "components": fields}
        return await self._ask(custom_id, _FORM, data)

    async def give(self, name: str, options: Mapping[str, object]) -> Heard:
        """Give a command. A channel or role of elsewhere goes through, as Discord would not let it.

        A file is a pair of its name and its bytes.
        """
        data = self._command(name)
        resolved: dict[str, Any] = {}
        leaf = self._leaf(data)
        leaf["options"] = [
            self._option(option, value, resolved) for option, value in options.items()
        ]
        data["resolved"] = resolved
        return await self._ask(f"/{name} {dict(options)}", _COMMAND, data)

    async def type(self, name: str, option: str, typed: str, filled: Mapping[str, str]) -> Heard:
        """Type into an option that completes itself, with others filled in before."""
        data = self._command(name)
        options = [self._option(other, value, {}) for other, value in filled.items()]
        options.append({**self._option(option, typed, {}), "focused": True})
        self._leaf(data)["options"] = options
        return await self._ask(f"/{name} {option}:{typed}", _TYPING, data)

    async def choose(self, menu: str, channel_id: int, message_id: int) -> Heard:
        """Choose an entry of a message's Apps menu, for a message of anywhere."""
        backend = self.env.backend
        root = backend.find_command(menu, self._guild_id, type=3)
        assert root is not None
        stored = backend.get_message(channel_id, message_id)
        message = dict(serializers.message_payload(backend, stored))
        data = {
            "id": root["id"],
            "name": menu,
            "type": 3,
            "target_id": str(message_id),
            "resolved": {"messages": {str(message_id): message}},
        }
        return await self._ask(f"{menu} {message_id}", _COMMAND, data)

    @property
    def _guild_id(self) -> int | None:
        return self.guild.id if self.guild else None

    def _command(self, name: str) -> dict[str, Any]:
        root_name, *path = name.split()
        root = self.env.backend.find_command(root_name, self._guild_id, type=1)
        assert root is not None, name
        data: dict[str, Any] = {"id": root["id"], "name": root_name, "type": 1}
        if path:
            data["options"] = [{"name": path[0], "type": _SUBCOMMAND, "options": []}]
        return data

    def _leaf(self, data: dict[str, Any]) -> dict[str, Any]:
        options = data.get("options")
        leaf: dict[str, Any] = options[0] if options else data
        return leaf

    def _option(self, name: str, value: object, resolved: dict[str, Any]) -> dict[str, Any]:
        backend = self.env.backend
        match value:
            case simcord.ChannelHandle():
                channel = dict(serializers.channel_payload(backend, backend.get_channel(value.id)))
                channel["permissions"] = "0"
                resolved.setdefault("channels", {})[str(value.id)] = channel
                return {"name": name, "type": _CHANNEL, "value": str(value.id)}
            case simcord.MemberActor():
                user = dict(serializers.user_payload(backend.get_user(value.id)))
                resolved.setdefault("users", {})[str(value.id)] = user
                return {"name": name, "type": _USER, "value": str(value.id)}
            case simcord.RoleHandle():
                role = dict(serializers.role_payload(value._role))
                resolved.setdefault("roles", {})[str(value.id)] = role
                return {"name": name, "type": _ROLE, "value": str(value.id)}
            case (str() as file, bytes() as content):
                number = backend.snowflake()
                stored = backend.cdn.store_attachment(number, self.channel.id, file, content, None)
                resolved.setdefault("attachments", {})[str(number)] = stored
                return {"name": name, "type": _FILE, "value": str(number)}
            case bool():
                return {"name": name, "type": 5, "value": value}
        return {"name": name, "type": _STRING, "value": value}

    async def _ask(
        self,
        asked: str,
        kind: int,
        data: dict[str, Any],
        *,
        message: dict[str, Any] | None = None,
        source: int | None = None,
    ) -> Heard:
        before = len(self.env.http_requests)
        result = await _dispatch_actor_interaction(
            self.member,
            kind,
            self.channel,
            data,
            extra={"message": message} if message else None,
            source_message_id=source,
        )
        answers = [*([result.response] if result.response else []), *result.followups]
        files = [
            self.env.backend.cdn.get(file.url) or b""
            for answer in answers
            for file in answer.attachments
        ]
        return Heard(asked, result, tuple(self.env.http_requests[before:]), tuple(files))


def texts_in(sent: Sequence[simcord.HttpLogEntry]) -> Iterator[dict[str, Any]]:
    """The messages among what was sent: what is posted, edited, answered."""
    for item in sent:
        body = item.json
        if not isinstance(body, dict):
            continue
        if item.path.endswith("/callback"):
            if body["type"] in {4, 7}:
                yield body["data"]
        elif not item.path.endswith("/threads") and re.search(
            "/(messages|webhooks)(/|$)", item.path
        ):
            yield body


def custom_ids(payload: Any) -> Iterator[tuple[str, list[str]]]:
    """The custom_ids in anything that was sent, with what a menu lets one choose."""
    if isinstance(payload, dict):
        if isinstance(payload.get("custom_id"), str):
            values = [str(option["value"]) for option in payload.get("options", ())]
            yield payload["custom_id"], values
        payload = list(payload.values())
    if isinstance(payload, list):
        for item in payload:
            yield from custom_ids(item)


def _texts(payload: Any) -> Iterator[str]:
    if isinstance(payload, dict):
        for name, value in payload.items():
            if name == "content" and isinstance(value, str):
                yield value
            yield from _texts(value)
    elif isinstance(payload, list):
        for item in payload:
            yield from _texts(item)
