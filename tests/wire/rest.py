"""The routes a bot uses. Each handler does what Discord would and gives what it answers."""

from tests.wire import errors, granted, interactions, payloads, registration, rules
from tests.wire.asked import MESSAGE, NO_CONTENT, Answer, Asked, Handler
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interactions
from tests.wire.messages import Messages
from tests.wire.payloads import EPHEMERAL, Payload
from tests.wire.threads import Threads
from tests.wire.world import Guild, World


class Rest:
    """The API over a world."""

    def __init__(self, world: World, gateway: Gateway, interactions: Interactions) -> None:
        self._world = world
        self._gateway = gateway
        self._interactions = interactions

    def routes(self) -> dict[str, Handler]:
        """Name every route by method and path, the path as in Discord's description."""
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        commands = "/applications/{application_id}/commands"
        in_guild = "/applications/{application_id}/guilds/{guild_id}/commands"
        return {
            "GET /users/@me": self._me,
            "GET /users/@me/guilds": self._my_guilds,
            "GET /users/{user_id}": self._user,
            "POST /users/@me/channels": self._open_direct,
            "GET /oauth2/applications/@me": self._application,
            "GET /applications/@me": self._application,
            "GET /gateway": self._gateway_url,
            "GET /gateway/bot": self._gateway_bot,
            f"PUT {commands}": self._commands,
            f"GET {commands}": self._commands,
            f"PUT {in_guild}": self._guild_commands,
            f"GET {in_guild}": self._guild_commands,
            "GET /guilds/{guild_id}": self._guild,
            "GET /guilds/{guild_id}/channels": self._guild_channels,
            "GET /guilds/{guild_id}/emojis": self._nothing,
            "GET /guilds/{guild_id}/stickers": self._nothing,
            "GET /guilds/{guild_id}/roles": self._guild_roles,
            "GET /guilds/{guild_id}/members": self._guild_members,
            "GET /guilds/{guild_id}/members/{user_id}": self._member,
            **Threads(self._world).routes(),
            **Messages(self._world).routes(),
            "POST /interactions/{interaction_id}/{interaction_token}/callback": self._callback,
            f"POST {hook}": self._follow_up,
            f"GET {hook}/messages/@original": self._answer,
            f"PATCH {hook}/messages/@original": self._edit_answer,
            f"DELETE {hook}/messages/@original": self._delete_answer,
            f"GET {hook}{MESSAGE}": self._answer,
            f"PATCH {hook}{MESSAGE}": self._edit_answer,
            f"DELETE {hook}{MESSAGE}": self._delete_answer,
        }

    # ------------------------------------------------------------------ who and where

    async def _me(self, asked: Asked) -> Answer:
        return 200, payloads.me(self._world.bot)

    async def _user(self, asked: Asked) -> Answer:
        person = self._world.users.get(asked.number("user_id"))
        if person is None:
            raise errors.unknown_user()
        return 200, person

    async def _application(self, asked: Asked) -> Answer:
        return 200, {
            "id": str(self._world.application_id),
            "name": self._world.bot["username"],
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

    async def _gateway_url(self, asked: Asked) -> Answer:
        return 200, {"url": f"ws://{asked.host}/gateway"}

    async def _gateway_bot(self, asked: Asked) -> Answer:
        starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        url = f"ws://{asked.host}/gateway"
        return 200, {"url": url, "shards": 1, "session_start_limit": starts}

    async def _commands(self, asked: Asked) -> Answer:
        world = self._world
        if asked.body is not None:
            world.commands = world.registered(asked.body, world.commands)
        return 200, world.commands

    async def _guild_commands(self, asked: Asked) -> Answer:
        guild = self._joined(asked)
        if asked.body is not None:
            made = self._world.registered(asked.body, guild.commands)
            guild.commands = [{**one, "guild_id": guild.payload["id"]} for one in made]
        return 200, guild.commands

    async def _my_guilds(self, asked: Asked) -> Answer:
        names = ("id", "name", "icon", "banner", "features")
        permissions = {"owner": False, "permissions": str(granted.ALL)}
        return 200, [
            {name: one.payload[name] for name in names} | permissions
            for one in self._world.guilds.values()
            if one.joined
        ]

    async def _guild(self, asked: Asked) -> Answer:
        return 200, self._joined(asked).payload

    async def _guild_channels(self, asked: Asked) -> Answer:
        guild_id = self._joined(asked).payload["id"]
        return 200, [
            one.payload
            for one in self._world.channels.values()
            if one.payload.get("guild_id") == guild_id and not one.is_thread
        ]

    async def _nothing(self, asked: Asked) -> Answer:
        self._joined(asked)
        return 200, []

    async def _guild_roles(self, asked: Asked) -> Answer:
        return 200, self._joined(asked).payload["roles"]

    async def _guild_members(self, asked: Asked) -> Answer:
        members = sorted(self._joined(asked).members.items())
        after, most = int(asked.query.get("after", 0)), int(asked.query.get("limit", 1))
        return 200, [one for key, one in members if key > after][:most]

    async def _member(self, asked: Asked) -> Answer:
        member = self._joined(asked).members.get(asked.number("user_id"))
        if member is None:
            raise errors.unknown_member()
        return 200, member

    def _joined(self, asked: Asked) -> Guild:
        guild = self._world.guilds.get(asked.number("guild_id"))
        if guild is None or not guild.joined:
            raise errors.unknown_guild()
        return guild

    async def _open_direct(self, asked: Asked) -> Answer:
        return 200, self._world.direct_channel(int(asked.body["recipient_id"])).payload

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
    """Say what the handwritten rules have against a request.

    What an edit leaves behind is judged where the message is known.
    """
    body, sizes = asked.body, {name: len(one) for name, (_file, one) in asked.files.items()}
    found = rules.file_complaints(sizes)
    if body is None:
        return found
    if route.endswith("/callback"):
        return found + _callback_complaints(body, sizes)
    if route.endswith("/threads"):
        return found + rules.thread_complaints(body)
    if route.startswith("PUT ") and route.endswith("/commands"):
        return found + registration.complaints(body)
    method, path = route.split(" ")
    if method == "POST" and (path.endswith("/messages") or path.startswith("/webhooks")):
        return found + rules.message_complaints(body, sizes)
    return found


def _callback_complaints(body: Payload, sizes: dict[str, int]) -> list[str]:
    data = body.get("data") or {}
    match body["type"]:
        case interactions.CHOICES:
            return rules.choice_complaints(data.get("choices") or [])
        case interactions.MODAL:
            return rules.modal_complaints(data)
        case interactions.MESSAGE:
            return rules.message_complaints(data, sizes)
    return []


def channel_of(world: World, path: dict[str, str]) -> tuple[int | None, bool]:
    """Say which channel a request is about, the parent for a thread; and whether it is a thread."""
    given = path.get("channel_id", "")
    channel = world.channels.get(int(given)) if given.isdigit() else None
    if channel is not None and channel.is_thread:
        return int(channel.payload["parent_id"]), True
    return (None if channel is None else channel.channel_id), False
