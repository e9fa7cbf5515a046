"""The gateway: HELLO, IDENTIFY, READY, GUILD_CREATE, heartbeats, RESUME, Invalid Session.

(Discord, "Gateway".) Sessions outlive their sockets, so that what a bot misses can be replayed.
"""

import asyncio
import json
import struct
import zlib
from collections import deque
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire.payloads import THREADS, Payload, me
from tests.wire.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
INVALID_SESSION, HELLO, ACK = 9, 10, 11
REQUEST_MEMBERS = 8
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, INVALID_SEQUENCE, SESSION_TIMED_OUT, INVALID_INTENTS = 4005, 4007, 4009, 4013
HEARTBEAT_MILLISECONDS = 41_250
_BEATS = 1.5
"""After so many intervals without a word a connection is closed."""
_WAY_BACK = 0.005
"""Seconds that the answer to a heartbeat takes, as it does on any real way."""
MOST_BYTES = 4_096
"""Of a frame that a bot sends."""
_KEPT_WITHOUT_SOCKET = 8
"""How many sessions wait for a RESUME; the oldest are forgotten."""
_PASSED_OVER = frozenset({3, 4, 31, 43})
"""Presence, voice, soundboard sounds, channel details: taken and without consequence here."""
REMEMBERED = 5_000
"""How many events a session keeps for a RESUME."""
_GUILDS, _GUILD_MESSAGES, _DIRECT_MESSAGES, _CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
_GUILD_POLLS, _DIRECT_POLLS = 1 << 24, 1 << 25
_MOST_INTENTS = 1 << 26


@dataclass
class Session:
    """What a bot that identified itself has been told."""

    session_id: str
    intents: int
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    socket: "Socket | None" = None

    def note(self, event: str, data: Payload) -> str:
        """Give the frame of an event and keep it for a RESUME."""
        self.sequence += 1
        frame = json.dumps({"op": DISPATCH, "t": event, "s": self.sequence, "d": data})
        self.sent.append((self.sequence, frame))
        return frame

    def missed(self, since: int) -> list[str] | None:
        """List the frames after a sequence number; None where they are not all kept."""
        if self.sent and since < self.sent[0][0] - 1:
            return None
        return [frame for number, frame in self.sent if number > since]


class Socket:
    """One connection, compressed as a whole or not at all. Frames leave in order."""

    def __init__(self, request: web.Request, wire: web.WebSocketResponse) -> None:
        self._request = request
        self._wire = wire
        packed = request.query.get("compress") == "zlib-stream"  # other ways are sent as text
        self._deflate = zlib.compressobj() if packed else None
        self._frames: asyncio.Queue[str] = asyncio.Queue()

    def send(self, frame: str) -> None:
        """Put a frame into the queue."""
        self._frames.put_nowait(frame)

    def send_op(self, code: int, data: Any) -> None:
        """Put a frame that is no event into the queue."""
        self.send(json.dumps({"op": code, "d": data, "s": None, "t": None}))

    async def pump(self) -> None:
        """Write what is in the queue until the connection ends."""
        while True:
            frame = await self._frames.get()
            try:
                if self._deflate is None:
                    await self._wire.send_str(frame)
                else:
                    packed = self._deflate.compress(frame.encode())
                    await self._wire.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return

    def drop(self) -> None:
        """Break the connection off without a word."""
        transport = self._request.transport
        if transport is not None:
            reset(transport)

    async def close(self, code: int) -> None:
        """Close it in good order."""
        await self._wire.close(code=code)


def reset(transport: asyncio.BaseTransport) -> None:
    """Reset a connection: the other side sees ECONNRESET."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


class Gateway:
    """All sessions, and the one door to them."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._sessions: dict[str, Session] = {}
        self._open: set[Socket] = set()
        self.identified = 0
        self.resumed = 0
        self.late: set[str] = set()
        """Ids of messages whose MESSAGE_CREATE is held back until another has passed."""
        self._held: list[tuple[str, Payload]] = []
        self._closing = False
        self.deaf = False
        """Whether heartbeats stay unanswered, as from a connection that is dead and not closed."""
        self.heartbeat = HEARTBEAT_MILLISECONDS

    @property
    def connected(self) -> int:
        """How many bots are connected and have said who they are."""
        return sum(one.socket is not None for one in self._sessions.values())

    def publish(self, event: str, data: Payload) -> None:
        """Tell every session of an event, if its intents ask for it."""
        if event == "MESSAGE_CREATE" and data["id"] in self.late:
            self.late.discard(data["id"])
            self._held.append((event, data))
            return
        self._publish(event, data)
        self.release()

    def release(self) -> None:
        """Tell of what was held back."""
        held, self._held = self._held, []
        for one in held:
            self._publish(*one)

    def drop_all(self) -> int:
        """Break all connections off; the sessions can be resumed."""
        dropped = len(self._open)
        for socket in self._open:
            socket.drop()
        return dropped

    def ask_to_reconnect(self) -> None:
        """Ask every bot to come back, as before a restart of Discord's."""
        for socket in self._open:
            socket.send_op(RECONNECT, None)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell every bot that its session is invalid."""
        for socket in self._open:
            socket.send_op(INVALID_SESSION, resumable)
        if not resumable:
            for session in list(self._sessions.values()):
                session.socket = None
            self._sessions.clear()

    def forget_sessions(self) -> None:
        """Let no session be resumed any more, nor one whose connection has just ended."""
        self._sessions.clear()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to one connection until it ends."""
        wire = web.WebSocketResponse(autoping=True, max_msg_size=MOST_BYTES)
        await wire.prepare(request)
        socket = Socket(request, wire)
        self._open.add(socket)
        pump = asyncio.create_task(socket.pump())
        try:
            socket.send_op(HELLO, {"heartbeat_interval": self.heartbeat, "_trace": []})
            await self._listen(request, socket, wire)
        finally:
            pump.cancel()
            self._open.discard(socket)
            self._part(socket, wire.close_code)
        return wire

    async def _listen(
        self, request: web.Request, socket: Socket, wire: web.WebSocketResponse
    ) -> None:
        """Hear frames until the connection ends, or until no heartbeat came for too long."""
        patience = self.heartbeat / 1000 * _BEATS
        while True:
            try:
                frame = await wire.receive(timeout=patience)
            except TimeoutError:
                await socket.close(SESSION_TIMED_OUT)
                return
            if frame.type is not WSMsgType.TEXT:
                return
            code = await self._heard(request, socket, frame.data)
            if code is not None:
                await socket.close(code)
                return

    def _part(self, socket: Socket, code: int | None) -> None:
        """Let go of a socket. A bot that says goodbye (1000, 1001) can't come back to it."""
        for session in list(self._sessions.values()):
            if session.socket is not socket:
                continue
            session.socket = None
            if code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY} and not self._closing:
                del self._sessions[session.session_id]

    async def close(self) -> None:
        """Close all connections because Discord goes away."""
        self._closing = True
        for socket in list(self._open):
            await socket.close(WSCloseCode.GOING_AWAY)

    async def _heard(self, request: web.Request, socket: Socket, text: str) -> int | None:
        """Do what a frame asks; give the code to close with where it is wrong."""
        try:
            frame = json.loads(text)
            code, data = frame["op"], frame.get("d")
            if code == HEARTBEAT:
                if not self.deaf:
                    # discord.py notes that it has sent the beat only after that, and takes an
                    # answer that was there before for one to the beat before.
                    asyncio.get_running_loop().call_later(_WAY_BACK, socket.send_op, ACK, None)
                return None
            session = self._session_of(socket)
            if code in {IDENTIFY, RESUME}:
                if session is not None:
                    return ALREADY_AUTHENTICATED
                if data["token"].removeprefix("Bot ") != self._token:
                    return AUTHENTICATION_FAILED
                if code == IDENTIFY:
                    return self._identify(request, socket, data)
                return self._resume(socket, data)
            return self._asked_for(session, code, data)
        except (AttributeError, KeyError, TypeError, ValueError):
            return DECODE_ERROR

    def _asked_for(self, session: Session | None, code: int, data: Any) -> int | None:
        if code not in {REQUEST_MEMBERS, *_PASSED_OVER}:
            return UNKNOWN_OPCODE
        if session is None:
            return NOT_AUTHENTICATED
        if code == REQUEST_MEMBERS:
            self._tell_members(session, data)
        return None

    def _session_of(self, socket: Socket) -> Session | None:
        return next((one for one in self._sessions.values() if one.socket is socket), None)

    def _tell_members(self, session: Session, data: Payload) -> None:
        """Answer with the members asked for, by id or by how their name begins."""
        guild = self._world.guilds[int(data["guild_id"])]
        wanted = data.get("user_ids") or []
        wanted = [str(one) for one in (wanted if isinstance(wanted, list) else [wanted])]
        begins = str(data.get("query") or "").lower()
        found = [
            one
            for one in guild.members.values()
            if (
                one["user"]["id"] in wanted
                if wanted
                else one["user"]["username"].startswith(begins)
            )
        ]
        chunk = {"members": found[: data.get("limit") or None], "chunk_index": 0, "chunk_count": 1}
        where = {"guild_id": guild.payload["id"], "nonce": data.get("nonce"), "not_found": []}
        frame = session.note("GUILD_MEMBERS_CHUNK", where | chunk)
        if session.socket is not None:
            session.socket.send(frame)

    def _identify(self, request: web.Request, socket: Socket, data: Payload) -> int | None:
        if not 0 <= int(data["intents"]) < _MOST_INTENTS:
            return INVALID_INTENTS
        self._forget_oldest()
        session = Session(f"{self._world.ids.new():x}", int(data["intents"]), socket=socket)
        self._sessions[session.session_id] = session
        self.identified += 1
        joined = [guild for guild in self._world.guilds.values() if guild.joined]
        ready = {
            "v": 10,
            "user": me(self._world.bot),
            "guilds": [{"id": guild.payload["id"], "unavailable": True} for guild in joined],
            "session_id": session.session_id,
            "resume_gateway_url": f"ws://{request.host}/gateway",
            "session_type": "normal",
            "application": {"id": str(self._world.application_id), "flags": 0},
            "shard": data.get("shard", [0, 1]),
        }
        socket.send(session.note("READY", ready))
        for guild in joined:
            if guild.available:
                socket.send(session.note("GUILD_CREATE", self._world.guild_create(guild)))

        return None

    def _forget_oldest(self) -> None:
        waiting = [one for one in self._sessions.values() if one.socket is None]
        for session in waiting[: max(len(waiting) - _KEPT_WITHOUT_SOCKET, 0)]:
            del self._sessions[session.session_id]

    def _resume(self, socket: Socket, data: Payload) -> int | None:
        session = self._sessions.get(data["session_id"])
        if session is not None and data["seq"] > session.sequence:
            return INVALID_SEQUENCE
        missed = session.missed(data["seq"]) if session is not None else None
        if session is None or missed is None:
            socket.send_op(INVALID_SESSION, False)
            return None
        self.resumed += 1
        session.socket = socket
        for frame in missed:
            socket.send(frame)
        socket.send(session.note("RESUMED", {"_trace": []}))
        return None

    def _publish(self, event: str, data: Payload) -> None:
        for session in self._sessions.values():
            if not _wanted(session.intents, event, data):
                continue
            told = data
            if event.startswith("MESSAGE_") and not session.intents & _CONTENT:
                told = self._without_content(data)
            frame = session.note(event, told)
            if session.socket is not None:
                session.socket.send(frame)

    def _without_content(self, data: Payload) -> Payload:
        """Leave out what only the privileged intent shows; one's own messages stay whole."""
        own = data.get("author", {}).get("id") == self._world.bot["id"]
        if own or "author" not in data or data.get("guild_id") is None:
            return data
        return {**data, "content": "", "embeds": [], "attachments": [], "components": []}


def _wanted(intents: int, event: str, data: Payload) -> bool:
    if event == "INTERACTION_CREATE":
        return True
    if event.startswith("MESSAGE_POLL"):
        return bool(intents & (_GUILD_POLLS if data.get("guild_id") else _DIRECT_POLLS))
    if event.startswith("MESSAGE_"):
        wanted = _GUILD_MESSAGES if data.get("guild_id") else _DIRECT_MESSAGES
        return bool(intents & wanted)
    if event == "CHANNEL_CREATE" and data.get("type") in (1, *THREADS):
        return False
    return bool(intents & _GUILDS)
