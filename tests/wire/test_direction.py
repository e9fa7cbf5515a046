"""Who directs the play by hand, or brings a bot of their own, is told what is wrong."""

import subprocess
import sys
import time
from typing import Any

import pytest

from tests.wire import interactions
from tests.wire.conftest import Place, identify
from tests.wire.test_interactions import answer, begin

GO = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]
COMMAND = {"name": "ping", "type": 1, "options": [{"name": "what", "type": 3}]}


async def ask(place: Place, verb: str, **given: Any) -> tuple[int, Any]:
    async with place.session.post(f"{place.address}/wire/{verb}", json=given) as said:
        return said.status, await said.json()


@pytest.mark.parametrize(
    ("verb", "given", "said"),
    [
        ("command", {"name": "ping"}, "'channel' is missing. What it does: Give a slash command"),
        ("messages", {"channel": 1}, "there is no channel 1"),
        ("outage", {"guild": 1}, "there is no server 1"),
        ("command", {"name": "pong"}, "no command pong; there are ping"),
        ("command", {"name": "ping", "options": {"who": 1}}, "no option who in ping; it has what"),
        ("faults", {"rules": [{"fault": "501"}]}, "no fault '501'; there are 500-before"),
        ("faults", {"rules": ["slow"]}, "a rule is an object"),
        ("faults", {"rules": {"fault": "slow"}}, "a rule is an object"),
        ("faults", {"rules": [{"fault": "slow", "rout": "*"}]}, "no 'rout'; it has fault, route"),
        ("faults", {"rules": [{"fault": "slow", "chance": "0.5"}]}, "chance can't be '0.5'"),
        ("gateway", {"do": "dance"}, "nothing called 'dance' happens to a gateway"),
        ("click", {"message": 1, "custom_id": "go"}, "there is no message 1"),
    ],
)
async def test_a_mistake_is_named_with_what_there_is(
    place: Place, verb: str, given: dict[str, Any], said: str
):
    world = place.wire.world
    world.commands = world.registered([COMMAND], [])
    here = {"channel": place.channel.channel_id, "user": int(world.owner["id"])}
    where = {} if "channel" in said else here
    status, told = await ask(place, verb, **{**where, **given})
    assert status == 400
    assert said in told["error"]


async def test_what_is_no_json_object_is_named(place: Place):
    async with place.session.post(f"{place.address}/wire/standing", json=["all"]) as said:
        assert said.status == 400
        assert "a verb takes a JSON object" in (await said.json())["error"]


def test_a_port_that_cannot_be_had_and_a_clock_that_stands_are_named():
    serve = [sys.executable, "-m", "tests.wire"]
    for options, said in (["--port", "99999"], "name another"), (["--rate", "0"], "above 0"):
        ended = subprocess.run([*serve, *options], capture_output=True, text=True, check=False)
        assert ended.returncode == 2
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr


async def test_what_a_message_has_not_is_not_pressed_unless_it_is_forged(place: Place):
    place.wire.interactions.patience = 0.01
    _status, posted = await place.post("before", components=GO)
    here = {"channel": place.channel.channel_id, "user": int(place.wire.world.owner["id"])}
    press = {**here, "message": int(posted["id"]), "custom_id": "went"}
    status, told = await ask(place, "click", **press)
    assert status == 400
    assert "nothing to press is called 'went'; there is go" in told["error"]
    assert (await ask(place, "click", **press, forged=True))[0] == 200
    assert (await ask(place, "click", **{**press, "custom_id": "go"}))[0] == 200
    place.channel.messages[int(posted["id"])]["components"][0]["components"][0]["disabled"] = True
    assert (await ask(place, "click", **{**press, "custom_id": "go"}))[0] == 400


async def test_a_form_without_such_a_field_says_which_it_has(place: Place):
    asked = begin(place, interactions.COMMAND)
    field = {"type": 4, "custom_id": "name", "label": "Name", "style": 1}
    form = {"custom_id": "f", "title": "Who", "components": [{"type": 1, "components": [field]}]}
    await answer(place, asked, interactions.MODAL, form)
    status, told = await ask(place, "submit", form=asked.interaction_id, values={"nam": "Ann"})
    assert status == 400
    assert "no field nam in the form; it has name" in told["error"]


async def test_a_body_that_is_no_object_is_refused_and_not_the_stand_ins_fault(place: Place):
    path = f"/channels/{place.channel.channel_id}/messages"
    status, told = await place.call("POST", path, ["hello"])
    assert (status, told["code"]) == (400, 50035)
    assert told["errors"] == {"_errors": [{"code": "INVALID", "message": "body: no object"}]}
    commands = f"/applications/{place.wire.world.application_id}/commands"
    assert (await place.call("PUT", commands, {"name": "ping"}))[0] == 400


async def test_a_wrong_token_is_refused_and_said(place: Place):
    path = f"{place.address}/api/v10/users/@me"
    async with place.session.get(path, headers={"Authorization": "Bot another"}) as refused:
        assert refused.status == 401
    assert place.wire.complaints == ["GET /users/@me: not with the token that is good here"]


async def test_a_bot_is_told_by_the_calendar_when_a_limit_ends(place: Place):
    async with place.session.get(f"{place.address}/api/v10/users/@me") as told:
        headers = told.headers
    assert float(headers["X-RateLimit-Reset"]) == pytest.approx(
        time.time() + float(headers["X-RateLimit-Reset-After"]), abs=600
    )


async def test_only_what_is_clicked_on_a_message_can_be_answered_by_changing_it(place: Place):
    _status, posted = await place.post("before")
    message = place.channel.messages[int(posted["id"])]
    for kind in (interactions.FORM, interactions.COMMAND):
        change = (interactions.UPDATE, {"content": "after"})
        assert (await answer(place, begin(place, interactions.FORM, message), *change))[0] == 204
        assert (await answer(place, begin(place, kind), *change))[0] == 400


async def test_who_writes_into_a_thread_that_was_put_away_opens_it_again(place: Place):
    socket, _ready = await identify(place)
    await socket.receive_json()
    path = f"/channels/{place.channel.channel_id}/threads"
    _status, thread = await place.call("POST", path, {"name": "talk", "type": 11})
    await ask(place, "archive", channel=int(thread["id"]))
    await place.call("POST", f"/channels/{thread['id']}/messages", {"content": "hello"})
    events = [(await socket.receive_json()) for _ in range(4)]
    assert [one["t"] for one in events] == [
        "THREAD_CREATE",
        "THREAD_UPDATE",
        "THREAD_UPDATE",
        "MESSAGE_CREATE",
    ]
    assert [one["d"]["thread_metadata"]["archived"] for one in events[:3]] == [False, True, False]
    _status, now = await place.call("GET", f"/channels/{thread['id']}")
    assert (now["message_count"], now["total_message_sent"]) == (1, 1)
