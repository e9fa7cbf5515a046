"""What this Discord holds: servers, channels, threads, messages, people; and what changes it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.wire import errors, granted, payloads
from tests.wire.clock import Snowflakes, WireClock
from tests.wire.payloads import DIRECT, THREADS, Payload

NONCE_WINDOW = timedelta(minutes=3)
"""How long a nonce is remembered. Discord says "the past few minutes"."""

MOST_IN_A_THREAD = 1_000

Publish = Callable[[str, Payload], None]


@dataclass(frozen=True, slots=True)
class Nonce:
    """When a message was posted under a nonce, and which one it is."""

    posted_at: datetime
    channel_id: int
    message_id: int


@dataclass
class Channel:
    """A channel or thread with its messages, oldest first."""

    payload: Payload
    messages: dict[int, Payload] = field(default_factory=dict)
    members: dict[int, Payload] = field(default_factory=dict)
    """Of a thread: who is in it, by user id."""
    posted: int = 0
    """How many messages were ever posted, also such as were forgotten."""

    @property
    def channel_id(self) -> int:
        return int(self.payload["id"])

    @property
    def guild_id(self) -> int | None:
        return int(self.payload["guild_id"]) if "guild_id" in self.payload else None

    @property
    def is_thread(self) -> bool:
        return self.payload["type"] in THREADS


@dataclass
class Guild:
    """A server with its members by user id."""

    payload: Payload
    members: dict[int, Payload] = field(default_factory=dict)
    joined: bool = True
    available: bool = True
    commands: list[Payload] = field(default_factory=list)


class World:
    """All of it. Every change is published as the gateway's event for it."""

    def __init__(self, clock: WireClock, *, nonce_window: timedelta = NONCE_WINDOW) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.nonce_window = nonce_window
        self.application_id = self.ids.new()
        self.bot = payloads.user(self.application_id, "feuilleton", bot=True)
        self.owner = payloads.user(self.ids.new(), "mia")
        self.users = {int(one["id"]): one for one in (self.bot, self.owner)}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: list[Payload] = []
        self.votes: dict[int, dict[int, list[int]]] = {}
        """Who chose which answers, by message id."""
        self.reactions: dict[int, dict[str, list[Payload]]] = {}
        """Who reacted, by message id and emoji."""
        self.closed: set[int] = set()
        """Whose private messages are closed."""
        self.nonces: dict[tuple[str, str], Nonce] = {}
        """What was posted under a nonce, by author and nonce."""
        self.publish: Publish = lambda _event, _data: None
        self.deduplicated = 0

    def stamp(self) -> str:
        """Write the moment as Discord does."""
        return self.clock.now().isoformat()

    # ------------------------------------------------------------------ servers and people

    def add_guild(self, name: str) -> Guild:
        """Make a server that the bot is in, owned by mia."""
        payload = payloads.guild(self.ids.new(), name, int(self.owner["id"]))
        may = (
            granted.VIEW_CHANNEL
            | granted.SEND_MESSAGES
            | granted.READ_MESSAGE_HISTORY
            | granted.CREATE_PUBLIC_THREADS
            | granted.CREATE_PRIVATE_THREADS
            | granted.ADD_REACTIONS
            | granted.EMBED_LINKS
            | granted.ATTACH_FILES
            | granted.SEND_POLLS
            | granted.SEND_MESSAGES_IN_THREADS
        )
        payload["roles"][0]["permissions"] = str(may)
        guild = self.guilds[int(payload["id"])] = Guild(payload)
        for person in (self.bot, self.owner):
            guild.members[int(person["id"])] = payloads.member(person, [], self.stamp())
        self.publish("GUILD_CREATE", self.guild_create(guild))
        return guild

    def add_user(self, name: str) -> Payload:
        """Make a person."""
        person = payloads.user(self.ids.new(), name)
        self.users[int(person["id"])] = person
        return person

    def add_member(self, guild: Guild, person: Payload) -> None:
        """Let a person into a server."""
        guild.members[int(person["id"])] = payloads.member(person, [], self.stamp())

    def add_text_channel(self, guild: Guild, name: str) -> Channel:
        """Make a text channel in a server."""
        payload = payloads.text_channel(
            self.ids.new(), int(guild.payload["id"]), name, len(self.channels)
        )
        channel = self.channels[int(payload["id"])] = Channel(payload)
        self.publish("CHANNEL_CREATE", payload)
        return channel

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel with the threads under it, or a thread."""
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        for thread in list(self.channels.values()):
            if thread.payload.get("parent_id") == channel.payload["id"] and thread.is_thread:
                del self.channels[thread.channel_id]
        del self.channels[channel.channel_id]
        self.publish(event, channel.payload)

    def guild_create(self, guild: Guild) -> Payload:
        """Give a server as GUILD_CREATE shows it, with channels, open threads and the bot."""
        mine = [
            one
            for one in self.channels.values()
            if one.payload.get("guild_id") == guild.payload["id"]
        ]
        return {
            **guild.payload,
            "joined_at": guild.members[self.application_id]["joined_at"],
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [guild.members[self.application_id]],
            "channels": [one.payload for one in mine if not one.is_thread],
            "threads": [
                one.payload
                for one in mine
                if one.is_thread and not one.payload["thread_metadata"]["archived"]
            ],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    # ------------------------------------------------------------------ channels

    def channel(self, channel_id: int) -> Channel:
        """Find a channel that the bot can see, or refuse as Discord does."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise errors.unknown_channel()
        if channel.guild_id is not None:
            guild = self.guilds[channel.guild_id]
            if not guild.joined or not self.sees(channel):
                raise errors.missing_access()
        return channel

    def sees(self, channel: Channel) -> bool:
        """Whether the bot sees a channel; a private thread shows itself to those in it."""
        may = self.may(channel)
        private = channel.payload["type"] == payloads.PRIVATE_THREAD
        inside = self.application_id in channel.members or bool(may & granted.MANAGE_THREADS)
        return bool(may & granted.VIEW_CHANNEL) and (inside or not private)

    def may(self, channel: Channel, user_id: int | None = None) -> int:
        """Say what the bot, or a member, may do in a channel; a thread counts as its parent."""
        if channel.guild_id is None:
            return granted.ALL
        guild = self.guilds[channel.guild_id]
        person = self.application_id if user_id is None else user_id
        if person not in guild.members:
            return 0
        over = channel
        if channel.is_thread:
            over = self.channels[int(channel.payload["parent_id"])]
        roles = guild.members[person]["roles"]
        return granted.granted(guild.payload, over.payload, str(person), roles)

    def require(self, channel: Channel, permission: int) -> None:
        """Refuse where the bot may not do something in a channel."""
        if not self.may(channel) & permission:
            raise errors.missing_permissions()

    def require_inside(self, thread: Channel) -> None:
        """Refuse where the bot may look into a private thread without being in it."""
        if self.application_id not in thread.members:
            raise errors.missing_access()

    def direct_channel(self, user_id: int) -> Channel:
        """Open the private channel with a person, or find it."""
        if user_id not in self.users:
            raise errors.unknown_user()
        for channel in self.channels.values():
            payload = channel.payload
            if payload["type"] == DIRECT and payload["recipients"][0]["id"] == str(user_id):
                return channel
        payload = payloads.direct_channel(self.ids.new(), self.users[user_id])
        channel = self.channels[int(payload["id"])] = Channel(payload)
        return channel

    # ------------------------------------------------------------------ messages

    def post(self, channel: Channel, body: Payload, author: Payload | None = None) -> Payload:
        """Post a message, or give the one that the same nonce has posted a moment ago.

        Discord looks for one "by the same author", of whatever channel (Discord, "Create Message").
        One that was deleted since is not posted anew: it is unknown then, and that is meant so
        (discord-api-docs, #6647).
        """
        nonce, writer = body.get("nonce"), author or self.bot
        known = self.nonces.get((writer["id"], str(nonce))) if body.get("enforce_nonce") else None
        if known is not None and self.clock.now() - known.posted_at < self.nonce_window:
            where = self.channels.get(known.channel_id)
            if where is None:
                raise errors.unknown_message()
            posted = self.message(where, known.message_id)
            self.deduplicated += 1
            return {**posted, "nonce": nonce}
        made = payloads.message(self.ids.new(), channel.payload, writer, self.stamp(), body)
        if body.get("poll"):
            made["poll"] = payloads.poll(body["poll"], self.clock.now())
        if (answered := (body.get("message_reference") or {}).get("message_id")) is not None:
            made["referenced_message"] = channel.messages.get(int(answered))
        message_id = int(made["id"])
        channel.messages[message_id] = made
        channel.posted += 1
        channel.payload["last_message_id"] = made["id"]
        for count in ("message_count", "total_message_sent") if channel.is_thread else ():
            channel.payload[count] += 1
        if nonce is not None:
            made_now = Nonce(self.clock.now(), channel.channel_id, message_id)
            self.nonces[writer["id"], str(nonce)] = made_now
            made = {**made, "nonce": nonce}
        self.tell("MESSAGE_CREATE", channel, made)
        return made

    def message(self, channel: Channel, message_id: int) -> Payload:
        """Find a message, or refuse."""
        try:
            return channel.messages[message_id]
        except KeyError:
            raise errors.unknown_message() from None

    def edit(self, channel: Channel, message_id: int, body: Payload) -> Payload:
        """Change what a message shows."""
        message = self.message(channel, message_id)
        payloads.change(message, body)
        message["edited_timestamp"] = self.stamp()
        self.tell("MESSAGE_UPDATE", channel, message)
        return message

    def delete(self, channel: Channel, message_id: int) -> None:
        """Delete a message. The thread under it stays."""
        self.message(channel, message_id)
        del channel.messages[message_id]
        gone = {"id": str(message_id), "channel_id": channel.payload["id"]}
        self.publish("MESSAGE_DELETE", {**gone, "guild_id": channel.payload.get("guild_id")})

    def react(self, message: Payload, emoji: str, person: Payload) -> None:
        """Let somebody react to a message."""
        who = self.reactions.setdefault(int(message["id"]), {}).setdefault(emoji, [])
        if person not in who:
            who.append(person)

    def take_back(self, message: Payload, emoji: str, person: Payload) -> None:
        """Let somebody take a reaction back."""
        who = self.reactions.get(int(message["id"]), {}).get(emoji, [])
        if person in who:
            who.remove(person)

    # ------------------------------------------------------------------ threads

    def open_thread(
        self, parent: Channel, asked: Payload, *, under: int | None = None, private: bool = False
    ) -> Channel:
        """Open a thread, on the message `under` (whose id it then has) or on its own."""
        if under is not None:
            self.message(parent, under)
            if under in self.channels:
                raise errors.thread_exists()
        kind = payloads.PRIVATE_THREAD if private else payloads.PUBLIC_THREAD
        thread_id = self.ids.new() if under is None else under
        payload = payloads.thread(
            thread_id, parent.payload, asked, self.application_id, self.stamp(), kind
        )
        thread = self.channels[thread_id] = Channel(payload)
        thread.members[self.application_id] = payload["member"]
        if under is not None:
            parent.messages[under]["thread"] = payload
            parent.messages[under]["flags"] |= payloads.HAS_THREAD
        self.publish("THREAD_CREATE", {**payload, "newly_created": True})
        return thread

    def let_in(self, thread: Channel, user_id: int) -> None:
        """Let somebody into a thread."""
        if user_id in thread.members:
            return
        if len(thread.members) >= MOST_IN_A_THREAD:
            raise errors.thread_full()
        made = payloads.thread_member(thread.channel_id, user_id, self.stamp())
        thread.members[user_id] = made
        self._members_changed(thread, {"added_members": [made]})

    def put_out(self, thread: Channel, user_id: int) -> None:
        """Take somebody out of a thread."""
        if thread.members.pop(user_id, None) is not None:
            self._members_changed(thread, {"removed_member_ids": [str(user_id)]})

    def _members_changed(self, thread: Channel, how: Payload) -> None:
        thread.payload["member_count"] = len(thread.members)
        where = {name: thread.payload[name] for name in ("id", "guild_id", "member_count")}
        self.publish("THREAD_MEMBERS_UPDATE", where | how)

    # ------------------------------------------------------------------ polls and commands

    def vote(self, channel: Channel, message: Payload, user_id: int, answers: list[int]) -> None:
        """Let somebody choose answers of a poll, in place of what they chose before."""
        poll = message["poll"]
        if poll["results"]["is_finalized"]:
            raise errors.poll_expired()
        voted = self.votes.setdefault(int(message["id"]), {})
        before, voted[user_id] = voted.get(user_id, []), answers
        for name, chosen in (("REMOVE", before), ("ADD", answers)):
            for answer in chosen:
                where = {"channel_id": channel.payload["id"], "message_id": message["id"]}
                if channel.guild_id is not None:
                    where["guild_id"] = str(channel.guild_id)
                self.publish(
                    f"MESSAGE_POLL_VOTE_{name}",
                    {**where, "user_id": str(user_id), "answer_id": answer},
                )
        poll["results"]["answer_counts"] = self._counted(message)

    def end_poll(self, channel: Channel, message: Payload) -> Payload:
        """End a poll before its time."""
        if "poll" not in message:
            raise errors.unknown_message()
        poll = message["poll"]
        if poll["results"]["is_finalized"]:
            raise errors.poll_expired()
        poll["expiry"] = self.stamp()
        poll["results"] = {"is_finalized": True, "answer_counts": self._counted(message)}
        self.tell("MESSAGE_UPDATE", channel, message)
        return message

    def _counted(self, message: Payload) -> list[Payload]:
        chosen = Counter(
            one for answers in self.votes.get(int(message["id"]), {}).values() for one in answers
        )
        return [
            {"id": answer, "count": count, "me_voted": False}
            for answer, count in sorted(chosen.items())
        ]

    def registered(self, commands: list[Payload], known: list[Payload]) -> list[Payload]:
        """Give commands as Discord keeps them; one that was known keeps its id."""
        ids = {(one["name"], one["type"]): one["id"] for one in known}
        return [
            {
                "description": "",
                **one,
                "type": one.get("type") or 1,
                "id": ids.get((one["name"], one.get("type") or 1)) or str(self.ids.new()),
                "application_id": str(self.application_id),
                "version": "1",
                "default_member_permissions": _written(one.get("default_member_permissions")),
            }
            for one in commands
        ]

    def tell(self, event: str, channel: Channel, message: Payload) -> None:
        """Tell the gateway of a message as its events show it."""
        self.publish(event, self._event_of(channel, message))

    def _event_of(self, channel: Channel, message: Payload) -> Payload:
        if channel.guild_id is None:
            return message
        guild = self.guilds[channel.guild_id]
        author = guild.members.get(int(message["author"]["id"]))
        event = {**message, "guild_id": channel.payload["guild_id"]}
        if author is not None:
            event["member"] = {key: value for key, value in author.items() if key != "user"}
        return event


def _written(permissions: int | str | None) -> str | None:
    return None if permissions is None else str(permissions)
