"""The gateway as Discord's: READY and servers, heartbeats, what a RESUME replays, and what not."""

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
