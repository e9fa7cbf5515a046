"""Interactions as Discord takes their answers: once, in time, of the right kind, seen by whom."""

import asyncio
from typing import Any

import pytest

from tests.wire import interactions
from tests.wire.conftest import Place, identify
from tests.wire.interactions import ANSWER_WITHIN, FOLLOW_UP_WITHIN, Interaction

EPHEMERAL = {"content": "only you", "flags": 64}


def begin(place: Place, kind: int, message: dict[str, Any] | None = None) -> Interaction:
    world = place.wire.world
    owner = int(world.owner["id"])
    return place.wire.interactions.begin(kind, place.channel, owner, {}, message)


async def answer(place: Place, asked: Interaction, kind: int, data: Any = None) -> tuple[int, Any]:
    path = f"/interactions/{asked.interaction_id}/{asked.token}/callback"
    body = {"type": kind} if data is None else {"type": kind, "data": data}
    return await place.call("POST", path, body)


def hook(place: Place, asked: Interaction, rest: str = "") -> str:
    return f"/webhooks/{place.wire.world.application_id}/{asked.token}{rest}"


async def test_an_interaction_is_answered_once(place: Place):
    asked = begin(place, interactions.COMMAND)
    assert (await answer(place, asked, 4, {"content": "once"}))[0] == 204
    status, refused = await answer(place, asked, 4, {"content": "twice"})
    assert (status, refused["code"]) == (400, 40060)
    assert place.shown() == ["once"]


async def test_after_three_seconds_nobody_waits_for_an_answer(place: Place):
    place.wire.interactions.patience = ANSWER_WITHIN
    asked = begin(place, interactions.COMMAND)
    asked.began -= ANSWER_WITHIN + 0.1
    status, refused = await answer(place, asked, 4, {"content": "late"})
    assert (status, refused["code"]) == (404, 10062)


async def test_after_fifteen_minutes_its_token_is_worth_nothing(place: Place):
    asked = begin(place, interactions.COMMAND)
    await answer(place, asked, 5)
    asked.began -= FOLLOW_UP_WITHIN + 1
    status, refused = await place.call("POST", hook(place, asked), {"content": "late"})
    assert (status, refused["code"]) == (401, 50027)


async def test_nothing_follows_before_the_first_answer(place: Place):
    asked = begin(place, interactions.COMMAND)
    status, refused = await place.call("POST", hook(place, asked), {"content": "early"})
    assert (status, refused["code"]) == (404, 10015)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (interactions.COMMAND, interactions.CHOICES),
        (interactions.COMMAND, interactions.UPDATE),
        (interactions.AUTOCOMPLETE, interactions.MESSAGE),
        (interactions.FORM, interactions.MODAL),
        (interactions.FORM, interactions.DEFER_UPDATE),
    ],
)
async def test_an_answer_of_the_wrong_kind_is_refused(place: Place, kind: int, wrong: int):
    asked = begin(place, kind)
    assert (await answer(place, asked, wrong, ANSWERS.get(wrong)))[0] == 400
    assert asked.answer is None


ANSWERS: dict[int, Any] = {
    interactions.CHOICES: {"choices": []},
    interactions.MESSAGE: {"content": "hello"},
    interactions.UPDATE: {"content": "hello"},
    interactions.MODAL: {
        "title": "Form",
        "custom_id": "form",
        "components": [
            {
                "type": 1,
                "components": [{"type": 4, "custom_id": "a", "style": 1, "label": "Name"}],
            }
        ],
    },
}


async def test_what_only_one_person_sees_stands_in_no_channel(place: Place):
    asked = begin(place, interactions.COMMAND)
    await answer(place, asked, 5, {"flags": 64})
    _status, first = await place.call("POST", hook(place, asked), {"content": "to you"})
    _status, second = await place.call("POST", hook(place, asked), {"content": "to all"})
    assert [first["flags"] & 64, second["flags"] & 64] == [64, 0]
    assert place.shown() == ["to all"]


async def test_an_answer_that_is_taken_back_is_gone_for_everybody(place: Place):
    socket, _ready = await identify(place)
    await socket.receive_json()
    asked = begin(place, interactions.COMMAND)
    await answer(place, asked, 4, {"content": "oh"})
    assert (await place.call("DELETE", hook(place, asked, "/messages/@original")))[0] == 204
    assert place.shown() == []
    told = [(await socket.receive_json())["t"] for _ in range(3)]
    assert told == ["INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_DELETE"]


async def test_a_promise_can_be_taken_back(place: Place):
    asked = begin(place, interactions.COMMAND)
    await answer(place, asked, 5)
    assert (await place.call("DELETE", hook(place, asked, "/messages/@original")))[0] == 204


async def test_a_click_changes_its_message(place: Place):
    _status, posted = await place.post("before")
    message = place.channel.messages[int(posted["id"])]
    asked = begin(place, interactions.COMPONENT, message)
    assert (await answer(place, asked, 7, {"content": "after"}))[0] == 204
    assert place.shown() == ["after"]
    asked = begin(place, interactions.COMPONENT, message)
    await answer(place, asked, 6)
    path = hook(place, asked, "/messages/@original")
    assert (await place.call("PATCH", path, {"content": "later"}))[0] == 200
    assert place.shown() == ["later"]


async def test_a_form_is_filled_in_as_it_was_shown(place: Place):
    asked = begin(place, interactions.COMMAND)
    await answer(place, asked, 9, ANSWERS[interactions.MODAL])
    filled = place.session.post(
        f"{place.address}/wire/submit",
        json={"form": str(asked.interaction_id), "values": {"a": "Ann"}},
    )
    socket, _ready = await identify(place)
    await socket.receive_json()
    sending = asyncio.create_task(_sent(filled))
    told = (await socket.receive_json())["d"]
    assert told["type"] == interactions.FORM
    [row] = told["data"]["components"]
    assert row["components"][0] == {"type": 4, "custom_id": "a", "value": "Ann"}
    path = f"/interactions/{told['id']}/{told['token']}/callback"
    await place.call("POST", path, {"type": 4, "data": {"content": "Hello Ann"}})
    assert (await sending)["messages"][0]["content"] == "Hello Ann"


async def _sent(request: Any) -> Any:
    async with request as answered:
        return await answered.json()
