"""What a test asks of the stand-in from outside: servers, people's deeds, faults, time, and a look.

Every verb is `POST /wire/VERB` with a JSON object, and is answered with JSON.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.wire import interactions
from tests.wire.deeds import (
    command_data,
    component_data,
    form_data,
    menu_data,
    require_pressable,
    resolve,
)
from tests.wire.errors import ApiError
from tests.wire.faults import parse_rule
from tests.wire.payloads import Payload
from tests.wire.server import Wire
from tests.wire.world import Channel, Guild

_LOOK_EVERY = 0.01  # seconds
_ROUNDS = 5
"""How often the loop goes round until what has arrived is read and begun."""
_WORK = 60.0  # seconds that a promised answer may take
Verb = Callable[[Payload, str], Awaitable[Any]]


class Given(dict[str, Any]):
    """What a verb was given; it says which field it lacks."""

    @classmethod
    def of(cls, asked: object) -> "Given":
        """Take what came as JSON; raises `TypeError` where that is no object."""
        if not isinstance(asked, dict):
            raise TypeError("a verb takes a JSON object")
        return cls(asked)

    def __missing__(self, name: str) -> Any:
        raise KeyError(f"{name!r} is missing")


class Control:
    """The other door, for who directs the play."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._world = wire.world
        self._verbs: dict[str, Verb] = {}

    def add_to(self, app: web.Application) -> None:
        """Add the door to the stand-in's routes."""
        self._verbs = {
            "server": self._server,
            "channels": self._channels,
            "person": self._person,
            "overwrite": self._overwrite,
            "leave": self._leave,
            "come-back": self._come_back,
            "outage": self._outage,
            "remove": self._remove,
            "archive": self._archive,
            "say": self._say,
            "delete": self._delete,
            "faults": self._faults,
            "limits": self._limits,
            "hold": self._hold,
            "jump": self._jump,
            "gateway": self._gateway,
            "command": self._command,
            "autocomplete": self._autocomplete,
            "click": self._click,
            "submit": self._submit,
            "messages": self._messages,
            "threads": self._threads,
            "forget": self._forget,
            "standing": self._standing,
            "until": self._until,
        }
        self._verbs["vote"] = self._vote
        self._verbs["direct"] = self._direct
        app.router.add_post("/wire/{verb}", self._serve)
        app.router.add_get("/wire/{verb}", self._help)
        app.router.add_get("/", self._help)

    async def _help(self, _request: web.Request) -> web.Response:
        """List the verbs with what they say of themselves."""
        told = [f"POST /wire/{name}\n    {verb.__doc__}\n" for name, verb in self._verbs.items()]
        return web.Response(text=f"{__doc__}\n" + "\n".join(told))

    async def _serve(self, request: web.Request) -> web.Response:
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            known = ", ".join(self._verbs)
            return web.json_response({"error": f"no such verb; there are {known}"}, status=404)
        try:
            asked = await request.json() if request.can_read_body else {}
            told = await verb(Given.of(asked), request.host)
        except (KeyError, ValueError, TypeError, StopIteration, ApiError) as error:
            said = error.args[0] if isinstance(error, KeyError) else error
            help_ = " ".join((verb.__doc__ or "").split())
            return web.json_response({"error": f"{said}. What it does: {help_}"}, status=400)
        return web.json_response(told)

    # ------------------------------------------------------------------ the place

    async def _server(self, given: Payload, _host: str) -> Payload:
        """Make a server that the bot is in; `name`."""
        guild = self._world.add_guild(given.get("name", "Book Club"))
        return {"guild": int(guild.payload["id"]), "owner": int(self._world.owner["id"])}

    async def _channels(self, given: Payload, _host: str) -> list[int]:
        """Make text channels in a `guild`: `names`, or a `count`."""
        guild = self._guild(given)
        names = given.get("names") or [f"serial-{one}" for one in range(given["count"])]
        return [self._world.add_text_channel(guild, name).channel_id for name in names]

    async def _person(self, given: Payload, _host: str) -> int:
        """Make a person by `name` and let them into `guilds`; `closed` to private messages."""
        person = self._world.add_user(given["name"])
        for guild_id in given.get("guilds", []):
            self._world.add_member(self._world.guilds[int(guild_id)], person)
        if given.get("closed"):
            self._world.closed.add(int(person["id"]))
        return int(person["id"])

    async def _overwrite(self, given: Payload, _host: str) -> None:
        """Allow and deny somebody (a role or a person; @everyone without `who`) in a channel."""
        channel = self._channel(given)
        who = str(given.get("who") or channel.payload["guild_id"])
        kept = [one for one in channel.payload["permission_overwrites"] if one["id"] != who]
        kind = 0 if who == channel.payload["guild_id"] else 1
        new = {
            "id": who,
            "type": given.get("kind", kind),
            "allow": str(given.get("allow", 0)),
            "deny": str(given.get("deny", 0)),
        }
        channel.payload["permission_overwrites"] = [*kept, new]
        if "nsfw" in given:
            channel.payload["nsfw"] = given["nsfw"]
        self._world.publish("CHANNEL_UPDATE", channel.payload)

    async def _leave(self, given: Payload, _host: str) -> None:
        """Take the bot out of a `guild`."""
        guild = self._guild(given)
        guild.joined = False
        self._world.publish("GUILD_DELETE", {"id": guild.payload["id"]})

    async def _come_back(self, given: Payload, _host: str) -> None:
        """Let the bot into a `guild` again, or end its outage."""
        guild = self._guild(given)
        guild.joined = guild.available = True
        self._world.publish("GUILD_CREATE", self._world.guild_create(guild))

    async def _outage(self, given: Payload, _host: str) -> None:
        """Make a `guild` unavailable."""
        guild = self._guild(given)
        guild.available = False
        self._world.publish("GUILD_DELETE", {"id": guild.payload["id"], "unavailable": True})

    async def _remove(self, given: Payload, _host: str) -> None:
        """Delete a `channel` or thread."""
        self._world.remove_channel(self._channel(given))

    async def _archive(self, given: Payload, _host: str) -> None:
        """Archive a thread, named by `channel`."""
        thread = self._channel(given)
        thread.payload["thread_metadata"]["archived"] = True
        self._world.publish("THREAD_UPDATE", thread.payload)

    async def _say(self, given: Payload, _host: str) -> int:
        """Let a person (`user`) write `content` into a `channel`."""
        author = self._world.users[int(given["user"])]
        body = {"content": given["content"]}
        return int(self._world.post(self._channel(given), body, author)["id"])

    async def _vote(self, given: Payload, _host: str) -> None:
        """Let a person (`user`) choose `answers`, by number, of the poll in a `message`."""
        channel = self._channel(given)
        message = self._world.message(channel, int(given["message"]))
        self._world.vote(channel, message, int(given["user"]), given["answers"])

    async def _direct(self, given: Payload, _host: str) -> int:
        """Give the channel of private messages with a person (`user`)."""
        return self._world.direct_channel(int(given["user"])).channel_id

    async def _delete(self, given: Payload, _host: str) -> None:
        """Delete a `message` in a `channel`, as a moderator would."""
        self._world.delete(self._channel(given), int(given["message"]))

    # ------------------------------------------------------------------ mishaps and time

    async def _faults(self, given: Payload, _host: str) -> dict[str, int]:
        """Order faults in place of those before: `rules`.

        Each has a `fault`, and if need be `route` ("POST /channels/*"), `chance` (0 to 1), `times`
        (at most), `skip` (so many first), `channel`, `thread` (true or false).
        """
        self._wire.faults.set([parse_rule(one) for one in given["rules"]])
        return dict(self._wire.faults.drawn)

    async def _limits(self, given: Payload, _host: str) -> None:
        """Keep rate limits, or with `strict` false only count."""
        self._wire.limits.strict = given["strict"]

    async def _hold(self, given: Payload, _host: str) -> None:
        """Let all requests after the next `more` wait; without it, do them."""
        if "more" in given:
            self._wire.most = self._wire.requests.total() + int(given["more"])
        else:
            self._wire.let_on()

    async def _jump(self, given: Payload, _host: str) -> float:
        """Set the clock on by so many `seconds`; say how far it is ahead."""
        # No request takes longer than Discord remembers nonces: what was sent is done first, also
        # where it has not been read yet.
        await asyncio.sleep(_LOOK_EVERY)
        for _round in range(_ROUNDS):
            await asyncio.sleep(0)
        before = set(self._wire.under_way)
        await _come_about(lambda: not before & self._wire.under_way, _WORK)
        self._wire.clock.jump(given["seconds"])
        return self._wire.clock.ahead

    async def _gateway(self, given: Payload, _host: str) -> None:
        """`do` one of: drop, reconnect, invalid, invalid-resumable, forget, deaf, hearing."""
        match given["do"]:
            case "drop":
                self._wire.gateway.drop_all()
            case "reconnect":
                self._wire.gateway.ask_to_reconnect()
            case "forget":
                self._wire.gateway.drop_all()
                self._wire.gateway.forget_sessions()
            case "invalid" | "invalid-resumable":
                self._wire.gateway.invalidate(resumable=given["do"] == "invalid-resumable")
            case "deaf" | "hearing":
                self._wire.gateway.deaf = given["do"] == "deaf"
            case other:
                raise ValueError(f"nothing called {other!r} happens to a gateway")

    # ------------------------------------------------------------------ people's deeds

    async def _command(self, given: Payload, host: str) -> Payload:
        """Give a slash command, or (with `target`) one of a message's or a person's menu.

        `name` may be of several words, `options` are by name, a channel or a person by id;
        `files` are {option: {"name": ..., "base64": ...}}.
        """
        channel, commands = self._channel(given), self._commands(given)
        if "target" in given:
            target = int(given["target"])
            data = menu_data(self._world, commands, given["name"], channel, target)
            return await self._act(interactions.COMMAND, given, data)
        options = dict(given.get("options", {}))
        attached: dict[str, Payload] = {}
        for name, file in given.get("files", {}).items():
            content = base64.b64decode(file["base64"])
            attachment = self._wire.keep_file(file["name"], content, host)
            attachment["size"] = file.get("said_size", attachment["size"])
            attached[attachment["id"]] = attachment
            options[name] = attachment["id"]
        data = command_data(commands, given["name"], options)
        if attached:
            data["resolved"] = {"attachments": attached}
        resolve(self._world, channel, int(given["user"]), data)
        return await self._act(interactions.COMMAND, given, data)

    def _commands(self, given: Payload) -> list[Payload]:
        """List the commands of the channel's server, then those of all servers."""
        guild_id = self._channel(given).guild_id
        own = [] if guild_id is None else self._world.guilds[guild_id].commands
        return [*own, *self._world.commands]

    async def _autocomplete(self, given: Payload, _host: str) -> Payload:
        """Type into the option `focused` of a command; what is in it is `typed`."""
        options = {**given.get("options", {}), given["focused"]: given.get("typed", "")}
        data = command_data(self._commands(given), given["name"], options, given["focused"])
        return await self._act(interactions.AUTOCOMPLETE, given, data)

    async def _click(self, given: Payload, _host: str) -> Payload:
        """Press the button or choose `values` in the select with a `custom_id` of a message.

        One that it has not, or not any more, is pressed with `forged` alone.
        """
        message = self._channel(given).messages.get(int(given["message"]))
        if message is None:
            found = self._wire.interactions.private_message(int(given["message"]))
            if found is None:
                raise KeyError(f"there is no message {given['message']} in that channel")
            message = found[1]
        if not given.get("forged"):
            require_pressable(message, given["custom_id"])
        data = component_data(message, given["custom_id"], given.get("values"))
        return await self._act(interactions.COMPONENT, given, data, message)

    async def _submit(self, given: Payload, _host: str) -> Payload:
        """Fill a form in: `values` by custom_id, and `form`, the interaction it answered.

        With `data` in their place that is sent as it is, also where nobody was shown a form.
        """
        if "data" in given:
            return await self._act(interactions.FORM, given, given["data"])
        shown = self._wire.interactions.form(int(given["form"]))
        where = {"channel": shown.channel.channel_id, "user": shown.user_id}
        data = form_data(shown.data, given.get("values", {}))
        return await self._act(interactions.FORM, where, data, shown.message)

    async def _act(
        self, kind: int, given: Payload, data: Payload, message: Payload | None = None
    ) -> Payload:
        begun = self._wire.interactions.begin(
            kind, self._channel(given), int(given["user"]), data, message
        )
        await self._wire.interactions.wait(begun)
        if begun.answer is not None:
            await _come_about(lambda: begun.said, _WORK)
        return begun.told()

    # ------------------------------------------------------------------ a look

    async def _messages(self, given: Payload, _host: str) -> list[Payload]:
        """List the messages of a `channel`, oldest first."""
        return list(self._channel(given).messages.values())

    async def _threads(self, given: Payload, _host: str) -> list[Payload]:
        """List the threads of a channel with their messages."""
        parent = self._channel(given)
        return [
            {"thread": one.payload, "messages": list(one.messages.values())}
            for one in self._world.channels.values()
            if one.is_thread and one.payload["parent_id"] == parent.payload["id"]
        ]

    async def _forget(self, given: Payload, _host: str) -> None:
        """Forget all messages and threads that came before an id, to save memory in long runs."""
        before = given["before"]
        for channel in list(self._world.channels.values()):
            if channel.is_thread and channel.channel_id < before:
                del self._world.channels[channel.channel_id]
                continue
            channel.messages = {key: one for key, one in channel.messages.items() if key >= before}
        nonces = self._world.nonces
        self._world.nonces = {key: one for key, one in nonces.items() if one.message_id >= before}

    async def _standing(self, _given: Payload, _host: str) -> Payload:
        """Say how everything stands: counts, complaints, limits, faults, time."""
        wire = self._wire
        return {
            "posted": self._posted(),
            "requests": dict(wire.requests),
            "answers": {str(key): count for key, count in wire.answers.items()},
            "complaints": wire.complaints,
            "described": wire.description is not None,
            "most_in_a_second": wire.limits.most,
            "refused_by_limits": wire.limits.refused,
            "deduplicated": self._world.deduplicated,
            "faults": dict(wire.faults.drawn),
            "connected": wire.gateway.connected,
            "identified": wire.gateway.identified,
            "resumed": wire.gateway.resumed,
            "commands": len(self._world.commands),
            "clock": asdict(wire.clock),
            "now": wire.clock.now().isoformat(),
            "newest": self._world.ids.new(),
        }

    async def _until(self, given: Payload, _host: str) -> bool:
        """Wait until enough was posted, or enough bots are connected; False where it took longer.

        `asked` counts all requests, `requests` those of a route such as
        "POST /channels/{channel_id}/messages"; `identified` how often a bot has said who it is.
        """

        def reached() -> bool:
            routes = given.get("requests", {})
            return (
                self._posted() >= given.get("posted", 0)
                and self._wire.gateway.connected >= given.get("connected", 0)
                and self._wire.gateway.identified >= given.get("identified", 0)
                and self._wire.gateway.resumed >= given.get("resumed", 0)
                and self._wire.requests.total() >= given.get("asked", 0)
                and len(self._world.commands) >= given.get("commands", 0)
                and all(self._wire.requests[name] >= count for name, count in routes.items())
            )

        return await _come_about(reached, given["seconds"])

    def _posted(self) -> int:
        return sum(one.posted for one in self._world.channels.values())

    def _guild(self, given: Payload) -> Guild:
        if (guild := self._world.guilds.get(int(given["guild"]))) is None:
            raise KeyError(f"there is no server {given['guild']}")
        return guild

    def _channel(self, given: Payload) -> Channel:
        if (channel := self._world.channels.get(int(given["channel"]))) is None:
            raise KeyError(f"there is no channel {given['channel']}")
        return channel


async def _come_about(reached: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, if it comes about in time."""
    end = asyncio.get_running_loop().time() + seconds
    while not reached():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(_LOOK_EVERY)
    return True
