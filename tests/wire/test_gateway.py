"""The gateway as Discord's: READY and servers, heartbeats, what a RESUME replays, and what not."""

import json
import zlib

import aiohttp
import pytest

from tests.wire.conftest import Place, connect, identify, say
from tests.wire.server import TOKEN


async def test_a_bot_is_greeted_with_its_servers_which_then_become_available(place: Place):
    socket, ready = await identify(place)
    assert ready["guilds"] == [{"id": place.guild.payload["id"], "unavailable": True}]
    created = await socket.receive_json()
    assert created["t"] == "GUILD_CREATE"
    assert [one["name"] for one in created["d"]["channels"]] == ["serial"]


async def test_a_heartbeat_is_acknowledged(place: Place):
    socket = await connect(place)
    await say(socket, 1, None)
    assert (await socket.receive_json())["op"] == 11


async def test_a_wrong_token_is_shut_out(place: Place):
    socket = await connect(place)
    await say(socket, 2, {"token": "somebody.else", "intents": 1})
    await socket.receive()
    assert socket.close_code == 4004


async def test_a_resume_replays_what_was_missed_and_nothing_twice(place: Place):
    socket, ready = await identify(place)
    seen = (await socket.receive_json())["s"]
    place.wire.gateway.drop_all()
    await place.post("missed")
    again = await connect(place)
    resume = {"token": TOKEN, "session_id": ready["session_id"], "seq": seen}
    await say(again, 6, resume)
    missed = await again.receive_json()
    assert (missed["t"], missed["d"]["author"]["username"]) == ("MESSAGE_CREATE", "feuilleton")
    assert (await again.receive_json())["t"] == "RESUMED"
    await place.post("after")
    assert (await again.receive_json())["t"] == "MESSAGE_CREATE"


async def test_a_session_that_was_forgotten_is_invalid(place: Place):
    socket, ready = await identify(place)
    await socket.close()
    while place.wire.gateway.connected:
        await place.call("GET", "/users/@me")
    place.wire.gateway.forget_sessions()
    again = await connect(place)
    await say(again, 6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 2})
    assert await again.receive_json() == {"op": 9, "d": False, "s": None, "t": None}


async def test_what_others_write_comes_without_its_content(place: Place):
    socket, _ready = await identify(place)
    await socket.receive_json()
    world = place.wire.world
    ann = world.add_user("ann")
    world.add_member(place.guild, ann)
    world.post(place.channel, {"content": "a secret"}, ann)
    told = await socket.receive_json()
    assert told["t"] == "MESSAGE_CREATE"
    assert told["d"]["content"] == ""


async def told_to_leave(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
        pass
    return socket.close_code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", 4002),
        ("[]", 4002),
        ('{"op": 99}', 4001),
        ('{"op": 3, "d": {}}', 4003),
        (f'{{"op": 2, "d": {{"token": "{TOKEN}", "intents": -1}}}}', 4013),
        (f'{{"op": 6, "d": {{"token": "no{TOKEN}", "session_id": "a", "seq": 1}}}}', 4004),
    ],
)
async def test_a_frame_that_is_wrong_ends_the_connection(place: Place, frame: str, code: int):
    socket = await connect(place)
    await socket.send_str(frame)
    assert await told_to_leave(socket) == code


async def test_nobody_identifies_twice(place: Place):
    socket, _ready = await identify(place)
    await say(socket, 2, {"token": TOKEN, "intents": 1})
    assert await told_to_leave(socket) == 4005


async def test_a_resume_from_the_future_is_refused(place: Place):
    _socket, ready = await identify(place)
    place.wire.gateway.drop_all()
    again = await connect(place)
    await say(again, 6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 99})
    assert await told_to_leave(again) == 4007


async def test_a_bot_that_said_goodbye_begins_anew(place: Place):
    socket, ready = await identify(place)
    await socket.close(code=1000)
    await place.until(lambda: not place.wire.gateway.connected)
    again = await connect(place)
    await say(again, 6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 1})
    assert (await again.receive_json())["op"] == 9


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_session_can_be_called_invalid(place: Place, resumable: bool):
    socket, ready = await identify(place)
    await socket.receive_json()
    place.wire.gateway.invalidate(resumable=resumable)
    assert await socket.receive_json() == {"op": 9, "d": resumable, "s": None, "t": None}
    place.wire.gateway.drop_all()
    again = await connect(place)
    await say(again, 6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 2})
    told = await again.receive_json()
    assert (told["t"] == "RESUMED") == resumable


async def test_a_connection_without_a_heartbeat_is_closed(place: Place):
    place.wire.gateway.heartbeat = 10
    assert await told_to_leave(await connect(place)) == 4009


async def test_a_deaf_gateway_leaves_heartbeats_unanswered_and_is_asked_to_hear_again(place: Place):
    socket = await connect(place)
    place.wire.gateway.deaf = True
    await say(socket, 1, None)
    await say(socket, 2, {"token": TOKEN, "intents": 1})
    assert (await socket.receive_json())["t"] == "READY"
    place.wire.gateway.deaf = False
    await socket.receive_json()
    await say(socket, 1, None)
    assert (await socket.receive_json())["op"] == 11


async def test_members_are_told_of_when_asked_for(place: Place):
    socket, _ready = await identify(place)
    await socket.receive_json()
    asked = {"guild_id": place.guild.payload["id"], "query": "mi", "limit": 5, "nonce": "n"}
    await say(socket, 8, asked)
    told = await socket.receive_json()
    assert told["t"] == "GUILD_MEMBERS_CHUNK"
    assert [one["user"]["username"] for one in told["d"]["members"]] == ["mia"]
    assert told["d"]["nonce"] == "n"


async def test_a_compressed_connection_is_one_stream(place: Place):
    address = f"{place.address}/gateway?v=10&encoding=json&compress=zlib-stream"
    socket = await place.session.ws_connect(address)
    stream = zlib.decompressobj()
    hello = json.loads(stream.decompress(await socket.receive_bytes()))
    await say(socket, 1, None)
    acknowledged = json.loads(stream.decompress(await socket.receive_bytes()))
    assert (hello["op"], acknowledged["op"]) == (10, 11)


async def test_sessions_that_nobody_comes_back_to_are_forgotten(place: Place):
    for _time in range(12):
        await identify(place)
        place.wire.gateway.drop_all()
        await place.until(lambda: not place.wire.gateway.connected)
    assert len(place.wire.gateway._sessions) <= 9
