"""The routes about channels and threads, and who is in a thread."""

from tests.wire import errors, granted
from tests.wire.asked import CHANNEL, MESSAGE, NO_CONTENT, Answer, Asked, Handler
from tests.wire.payloads import PRIVATE_THREAD, PUBLIC_THREAD, Payload
from tests.wire.world import Channel, World

_IN_THREAD = CHANNEL + "/thread-members"


class Threads:
    """Their part of the API over a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> dict[str, Handler]:
        """Name the routes by method and path. Paths with a fixed word come first."""
        return {
            f"GET {CHANNEL}": self._channel,
            f"PATCH {CHANNEL}": self._change,
            f"DELETE {CHANNEL}": self._remove,
            f"POST {CHANNEL}{MESSAGE}/threads": self._on_message,
            f"POST {CHANNEL}/threads": self._alone,
            "GET /guilds/{guild_id}/threads/active": self._active,
            f"GET {CHANNEL}/threads/archived/public": self._archived_public,
            f"GET {CHANNEL}/threads/archived/private": self._archived_private,
            f"GET {CHANNEL}/users/@me/threads/archived/private": self._archived_mine,
            f"PUT {_IN_THREAD}/@me": self._join,
            f"DELETE {_IN_THREAD}/@me": self._go,
            f"GET {_IN_THREAD}": self._members,
            f"GET {_IN_THREAD}/{{user_id}}": self._member,
            f"PUT {_IN_THREAD}/{{user_id}}": self._let_in,
            f"DELETE {_IN_THREAD}/{{user_id}}": self._put_out,
        }

    # ------------------------------------------------------------------ channels

    async def _channel(self, asked: Asked) -> Answer:
        return 200, self._seen(asked).payload

    async def _change(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        details: Payload = {}
        if channel.is_thread:
            details = channel.payload["thread_metadata"]
            self._require_to_change(channel, asked.body)
        else:
            self._world.require(channel, granted.MANAGE_CHANNELS)
        for name, value in asked.body.items():
            (details if name in details else channel.payload)[name] = value
        if "archived" in asked.body:
            details["archive_timestamp"] = self._world.stamp()
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self._world.publish(event, channel.payload)
        return 200, channel.payload

    def _require_to_change(self, thread: Channel, body: Payload) -> None:
        """A thread's opener may rename and close it; to open it again it must not be locked."""
        details = thread.payload["thread_metadata"]
        mine = thread.payload["owner_id"] == self._world.bot["id"]
        if details["archived"] and body.get("archived") is not False:
            raise errors.thread_archived()
        if not mine or "locked" in body or details["locked"]:
            self._world.require(thread, granted.MANAGE_THREADS)

    async def _remove(self, asked: Asked) -> Answer:
        channel = self._seen(asked)
        may = granted.MANAGE_THREADS if channel.is_thread else granted.MANAGE_CHANNELS
        self._world.require(channel, may)
        self._world.remove_channel(channel)
        return 200, channel.payload

    # ------------------------------------------------------------------ opening and listing

    async def _on_message(self, asked: Asked) -> Answer:
        parent = self._parent(asked)
        self._world.require(parent, granted.CREATE_PUBLIC_THREADS)
        return 201, self._world.open_thread(
            parent, asked.body, under=asked.number("message_id")
        ).payload

    async def _alone(self, asked: Asked) -> Answer:
        """Open one on its own. Without a type it is a private one (Discord, "Start Thread")."""
        parent = self._parent(asked)
        private = asked.body.get("type") in {None, PRIVATE_THREAD}
        needed = granted.CREATE_PRIVATE_THREADS if private else granted.CREATE_PUBLIC_THREADS
        self._world.require(parent, needed)
        return 201, self._world.open_thread(parent, asked.body, private=private).payload

    def _parent(self, asked: Asked) -> Channel:
        parent = self._seen(asked)
        if parent.is_thread or parent.guild_id is None:
            raise errors.wrong_channel()
        return parent

    async def _active(self, asked: Asked) -> Answer:
        world = self._world
        threads = [
            one
            for one in world.channels.values()
            if one.payload.get("guild_id") == asked.path["guild_id"]
            and one.is_thread
            and world.sees(one)
            and not one.payload["thread_metadata"]["archived"]
        ]
        shown = [one.payload for one in threads]
        return 200, {"threads": shown, "members": self._mine(threads), "has_more": False}

    async def _archived_public(self, asked: Asked) -> Answer:
        return 200, self._archived(asked, PUBLIC_THREAD)

    async def _archived_private(self, asked: Asked) -> Answer:
        self._world.require(self._seen(asked), granted.MANAGE_THREADS)
        return 200, self._archived(asked, PRIVATE_THREAD)

    async def _archived_mine(self, asked: Asked) -> Answer:
        return 200, self._archived(asked, PRIVATE_THREAD, inside=True)

    def _archived(self, asked: Asked, kind: int, *, inside: bool = False) -> Payload:
        parent = self._seen(asked)
        self._world.require(parent, granted.READ_MESSAGE_HISTORY)
        me = self._world.application_id
        threads = [
            one
            for one in self._world.channels.values()
            if one.payload.get("parent_id") == parent.payload["id"]
            and one.payload["type"] == kind
            and one.payload["thread_metadata"]["archived"]
            and (me in one.members or not inside)
        ]
        shown = [one.payload for one in reversed(threads)]
        return {"threads": shown, "members": self._mine(threads), "has_more": False}

    def _mine(self, threads: list[Channel]) -> list[Payload]:
        me = self._world.application_id
        return [one.members[me] for one in threads if me in one.members]

    # ------------------------------------------------------------------ who is in it

    async def _members(self, asked: Asked) -> Answer:
        return 200, list(self._thread(asked).members.values())

    async def _member(self, asked: Asked) -> Answer:
        found = self._thread(asked).members.get(asked.number("user_id"))
        if found is None:
            raise errors.unknown_member()
        return 200, found

    async def _join(self, asked: Asked) -> Answer:
        self._world.let_in(self._open(asked), self._world.application_id)
        return NO_CONTENT

    async def _go(self, asked: Asked) -> Answer:
        self._world.put_out(self._open(asked), self._world.application_id)
        return NO_CONTENT

    async def _let_in(self, asked: Asked) -> Answer:
        """Let somebody in who is in the server and can see the channel."""
        thread = self._open(asked)
        self._world.require(thread, granted.SEND_MESSAGES_IN_THREADS)
        details = thread.payload["thread_metadata"]
        mine = thread.payload["owner_id"] == self._world.bot["id"]
        if not details.get("invitable", True) and not mine:
            self._world.require(thread, granted.MANAGE_THREADS)
        if thread.payload["type"] == PRIVATE_THREAD:
            self._world.require_inside(thread)
        who = asked.number("user_id")
        if who not in self._world.users:
            raise errors.unknown_user()
        if not self._world.may(thread, who) & granted.VIEW_CHANNEL:
            raise errors.missing_access()
        self._world.let_in(thread, who)
        return NO_CONTENT

    async def _put_out(self, asked: Asked) -> Answer:
        thread = self._open(asked)
        mine = thread.payload["owner_id"] == self._world.bot["id"]
        if not (mine and thread.payload["type"] == PRIVATE_THREAD):
            self._world.require(thread, granted.MANAGE_THREADS)
        self._world.put_out(thread, asked.number("user_id"))
        return NO_CONTENT

    def _open(self, asked: Asked) -> Channel:
        thread = self._thread(asked)
        if thread.payload["thread_metadata"]["archived"]:
            raise errors.thread_archived()
        return thread

    def _thread(self, asked: Asked) -> Channel:
        thread = self._seen(asked)
        if not thread.is_thread:
            raise errors.wrong_channel()
        return thread

    def _seen(self, asked: Asked) -> Channel:
        return self._world.channel(asked.number("channel_id"))
