"""The stand-in goes wrong as it is told, and keeps Discord's limits."""

import asyncio

import aiohttp
import pytest

from tests.wire import server
from tests.wire.conftest import Place, identify
from tests.wire.faults import Fault, FaultPlan, Rule
from tests.wire.limits import GLOBAL_A_SECOND, Limits


def order(place: Place, fault: Fault, times: int | None = 1) -> None:
    place.wire.faults.set([Rule(fault, "POST /channels/*/messages", times=times)])


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.ERROR_BEFORE, 500, 0),
        (Fault.FORBIDDEN, 403, 50013),
        (Fault.CHANNEL_GONE, 404, 10003),
        (Fault.MESSAGE_GONE, 404, 10008),
    ],
)
async def test_a_refusal_leaves_nothing_behind(place: Place, fault: Fault, status: int, code: int):
    order(place, fault)
    answered, refused = await place.post()
    assert (answered, refused["code"]) == (status, code)
    assert place.shown() == []
    assert (await place.post())[0] == 200


async def test_an_error_after_the_commit_leaves_the_message(place: Place):
    order(place, Fault.ERROR_AFTER)
    assert (await place.post())[0] == 500
    assert place.shown() == ["hello"]


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (Fault.RESET_BEFORE, []),
        (Fault.RESET_AFTER, ["hello"]),
        (Fault.CLOSE_BEFORE, []),
        (Fault.CLOSE_AFTER, ["hello"]),
    ],
)
async def test_a_connection_can_end_without_an_answer(place: Place, fault: Fault, left: list[str]):
    order(place, fault)
    with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
        await place.post()
    assert place.shown() == left


@pytest.mark.parametrize(("fault", "left"), [(Fault.HANG_BEFORE, 0), (Fault.HANG_AFTER, 1)])
async def test_a_request_can_hang(place: Place, fault: Fault, left: int):
    order(place, fault)
    asked = asyncio.create_task(place.post())
    await place.until(lambda: place.wire.faults.drawn[fault.value])
    for _round in range(20):
        await asyncio.sleep(0)
    assert not asked.done()
    assert len(place.shown()) == left
    asked.cancel()


@pytest.mark.parametrize(
    ("fault", "everywhere", "scope"),
    [
        (Fault.LIMIT_USER, False, "user"),
        (Fault.LIMIT_GLOBAL, True, "global"),
        (Fault.LIMIT_SHARED, False, "shared"),
    ],
)
async def test_a_rate_limit_is_told_as_discord_does(
    place: Place, fault: Fault, everywhere: bool, scope: str
):
    order(place, fault)
    path = place.address + f"/api/v10/channels/{place.channel.channel_id}/messages"
    async with place.session.post(path, json={"content": "hello"}) as answer:
        told = await answer.json()
    assert answer.status == 429
    assert told["global"] is everywhere
    assert answer.headers["X-RateLimit-Scope"] == scope
    assert float(answer.headers["Retry-After"]) == pytest.approx(told["retry_after"])
    assert answer.headers["Via"]
    assert place.shown() == []


async def test_a_channel_takes_five_messages_in_five_seconds(place: Place):
    now = [100.0]
    place.wire.limits.clock = lambda: now[0]
    answers = [await place.post(str(number)) for number in range(6)]
    assert [status for status, _told in answers] == [200] * 5 + [429]
    assert answers[-1][1]["global"] is False
    now[0] += 5
    assert (await place.post("later"))[0] == 200


def test_fifty_requests_pass_in_any_second_and_the_next_waits():
    now = [100.0]
    limits = Limits(lambda: now[0])
    assert all(limits.global_wait("/channels/1") is None for _ in range(GLOBAL_A_SECOND))
    assert limits.global_wait("/channels/1") == 1.0
    assert limits.global_wait("/interactions/1/x/callback") is None, "answers pass"
    now[0] += 1.01
    assert limits.global_wait("/channels/1") is None
    assert limits.most == GLOBAL_A_SECOND


def test_the_same_seed_draws_the_same_faults():
    def drawn(seed: int) -> list[Fault | None]:
        plan = FaultPlan(seed)
        plan.set([Rule(Fault.SLOW, chance=0.5)])
        return [plan.draw("GET /users/@me", None) for _ in range(50)]

    assert drawn(1) == drawn(1) != drawn(2)


async def test_an_overtaken_message_is_told_of_after_the_next_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(server, "OVERTAKEN", 60.0)
    socket, _ready = await identify(place)
    await socket.receive_json()
    order(place, Fault.OUT_OF_ORDER)
    first = asyncio.create_task(place.post("first"))
    await place.until(place.shown)
    await place.post("second")
    assert (await first)[0] == 200
    told = [(await socket.receive_json())["d"]["content"] for _ in range(2)]
    assert told == ["second", "first"]
    assert place.shown() == ["first", "second"]
