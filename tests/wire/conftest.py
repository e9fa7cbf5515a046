"""A stand-in within the test's own loop, and a plain client that talks to it as a bot would."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from tests.wire.control import Control
from tests.wire.server import API, TOKEN, Wire
from tests.wire.world import Channel, Guild


@dataclass
class Place:
    """A stand-in with one server and one channel, and a session that holds the bot's token."""

    wire: Wire
    session: aiohttp.ClientSession
    address: str
    guild: Guild
    channel: Channel

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the API; give the status and what it says."""
        async with self.session.request(method, self.address + API + path, json=body) as answer:
            text = await answer.text()
            return answer.status, await answer.json() if text else None

    async def post(self, content: str = "hello", **more: Any) -> tuple[int, Any]:
        """Post a message into the channel."""
        path = f"/channels/{self.channel.channel_id}/messages"
        return await self.call("POST", path, {"content": content, **more})

    async def until(self, reached: Callable[[], object]) -> None:
        """Let the stand-in work until something is so."""
        while not reached():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0)

    def shown(self) -> list[str]:
        """What the channel shows."""
        return [one["content"] for one in self.channel.messages.values()]


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    wire = Wire(patience=60)
    app = wire.application()
    Control(wire).add_to(app)
    async with TestServer(app, host="127.0.0.1") as server:
        headers = {"Authorization": f"Bot {TOKEN}"}
        # As discord.py writes it, and no `charset` behind it.
        async with aiohttp.ClientSession(headers=headers) as session:
            guild = wire.world.add_guild("Book Club")
            channel = wire.world.add_text_channel(guild, "serial")
            address = str(server.make_url("")).rstrip("/")
            yield Place(wire, session, address, guild, channel)
            await wire.close()


GUILDS_AND_MESSAGES = 1 | 1 << 9


async def connect(place: Place) -> aiohttp.ClientWebSocketResponse:
    socket = await place.session.ws_connect(f"{place.address}/gateway?v=10&encoding=json")
    hello = await socket.receive_json()
    assert hello["op"] == 10
    assert hello["d"]["heartbeat_interval"] > 0
    return socket


async def say(socket: aiohttp.ClientWebSocketResponse, code: int, data: Any) -> None:
    await socket.send_str(json.dumps({"op": code, "d": data}))


async def identify(place: Place) -> tuple[aiohttp.ClientWebSocketResponse, dict[str, Any]]:
    socket = await connect(place)
    await say(socket, 2, {"token": TOKEN, "intents": GUILDS_AND_MESSAGES, "properties": {}})
    ready = await socket.receive_json()
    assert ready["t"] == "READY"
    return socket, ready["d"]
