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

from tests.wire.payloads import THREADS, Payload
from tests.wire.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 0, 1, 2, 6, 7
INVALID_SESSION, HELLO, ACK = 9, 10, 11
HEARTBEAT_MILLISECONDS = 41_250
REMEMBERED = 5_000
"""How many events a session keeps for a RESUME."""
_GUILDS, _GUILD_MESSAGES, _DIRECT_MESSAGES, _CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15


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
        if since > self.sequence or (self.sent and since < self.sent[0][0] - 1):
            return None
        return [frame for number, frame in self.sent if number > since]


class Socket:
    """One connection, compressed as a whole or not at all. Frames leave in order."""

    def __init__(self, request: web.Request, wire: web.WebSocketResponse) -> None:
        self._request = request
        self._wire = wire
        self._deflate = zlib.compressobj() if request.query.get("compress") else None
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

    def forget_sessions(self) -> None:
        """Let no session be resumed any more."""
        for session in list(self._sessions.values()):
            if session.socket is None:
                del self._sessions[session.session_id]

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to one connection until it ends."""
        wire = web.WebSocketResponse(autoping=True, max_msg_size=4096 * 4)
        await wire.prepare(request)
        socket = Socket(request, wire)
        self._open.add(socket)
        pump = asyncio.create_task(socket.pump())
        try:
            socket.send_op(HELLO, {"heartbeat_interval": HEARTBEAT_MILLISECONDS, "_trace": []})
            async for frame in wire:
                if frame.type is WSMsgType.TEXT:
                    await self._heard(request, socket, json.loads(frame.data))
        finally:
            pump.cancel()
            self._open.discard(socket)
            for session in self._sessions.values():
                if session.socket is socket:
                    session.socket = None
        return wire

    async def close(self) -> None:
        """Close all connections because Discord goes away."""
        for socket in list(self._open):
            await socket.close(WSCloseCode.GOING_AWAY)

    async def _heard(self, request: web.Request, socket: Socket, frame: Payload) -> None:
        match frame.get("op"):
            case 1:
                socket.send_op(ACK, None)
            case 2:
                await self._identify(request, socket, frame["d"])
            case 6:
                await self._resume(socket, frame["d"])

    async def _identify(self, request: web.Request, socket: Socket, data: Payload) -> None:
        if data.get("token", "").removeprefix("Bot ") != self._token:
            await socket.close(4004)
            return
        session = Session(f"{self._world.ids.new():x}", int(data["intents"]), socket=socket)
        self._sessions[session.session_id] = session
        self.identified += 1
        joined = [guild for guild in self._world.guilds.values() if guild.joined]
        ready = {
            "v": 10,
            "user": {**self._world.bot, "verified": True, "mfa_enabled": True, "flags": 0},
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

    async def _resume(self, socket: Socket, data: Payload) -> None:
        session = self._sessions.get(data["session_id"])
        right = data.get("token", "").removeprefix("Bot ") == self._token
        missed = session.missed(data["seq"]) if session is not None and right else None
        if session is None or missed is None:
            socket.send_op(INVALID_SESSION, False)
            return
        self.resumed += 1
        session.socket = socket
        for frame in missed:
            socket.send(frame)
        socket.send(session.note("RESUMED", {"_trace": []}))

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
    if event.startswith("MESSAGE_"):
        wanted = _GUILD_MESSAGES if data.get("guild_id") else _DIRECT_MESSAGES
        return bool(intents & wanted)
    if event == "CHANNEL_CREATE" and data.get("type") in (1, *THREADS):
        return False
    return bool(intents & _GUILDS)
