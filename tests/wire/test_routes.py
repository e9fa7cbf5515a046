"""Threads, members, polls, pins, pages of the history and files, as Discord keeps them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.wire import granted
from tests.wire.conftest import Place
from tests.wire.described import Description
from tests.wire.server import Wire


@pytest.fixture(autouse=True)
async def as_described(place: Place) -> AsyncIterator[None]:
    """Hold each answer against Discord's description, where that is at hand."""
    description = place.wire.description
    asked: list[tuple[str, int, Any]] = []
    place.wire.heard = lambda route, status, body: asked.append((route, status, body))
    yield
    if description is not None:
        wrong = {found for one in asked for found in description.answer_complaints(*one)}
        assert wrong == set()


def here(place: Place, rest: str = "") -> str:
    return f"/channels/{place.channel.channel_id}{rest}"


def permit(place: Place, permission: int) -> None:
    role = place.guild.payload["roles"][0]
    role["permissions"] = str(int(role["permissions"]) | permission)


async def thread(place: Place, **more: Any) -> dict[str, Any]:
    status, told = await place.call("POST", here(place, "/threads"), {"name": "talk", **more})
    assert status == 201
    made: dict[str, Any] = told
    return made


async def test_a_page_of_history_lies_around_an_id_and_has_a_hundred_at_most(place: Place):
    place.wire.limits.strict = False
    posted = [(await place.post(str(number)))[1]["id"] for number in range(9)]
    path = here(place, "/messages")
    _status, around = await place.call("GET", f"{path}?around={posted[4]}&limit=3")
    assert [one["content"] for one in around] == ["5", "4", "3"]
    assert (await place.call("GET", f"{path}?limit=101"))[0] == 400
    assert (await place.call("GET", f"{path}?limit=0"))[0] == 400


async def test_a_thread_is_private_unless_its_type_says_otherwise(place: Place):
    private = await thread(place, invitable=False, auto_archive_duration=60)
    details = private["thread_metadata"]
    assert (private["type"], details["invitable"]) == (12, False)
    assert details["auto_archive_duration"] == 60
    assert (await thread(place, type=11))["type"] == 11


async def test_somebody_is_let_into_a_thread_once_and_put_out(place: Place):
    talk = await thread(place)
    owner = place.wire.world.owner["id"]
    members = f"/channels/{talk['id']}/thread-members"
    for _time in range(2):
        assert (await place.call("PUT", f"{members}/{owner}"))[0] == 204
    _status, inside = await place.call("GET", members)
    assert [one["user_id"] for one in inside] == [str(place.wire.world.application_id), owner]
    _status, shown = await place.call("GET", f"/channels/{talk['id']}")
    assert shown["member_count"] == 2
    assert (await place.call("DELETE", f"{members}/{owner}"))[0] == 204
    assert (await place.call("GET", f"{members}/{owner}"))[0] == 404


async def test_a_thread_has_a_thousand_members_at_most(place: Place):
    talk = await thread(place)
    crowd = place.wire.world.channels[int(talk["id"])].members
    crowd |= {number: {} for number in range(1, 1_000)}
    owner = place.wire.world.owner["id"]
    path = f"/channels/{talk['id']}/thread-members/{owner}"
    status, refused = await place.call("PUT", path)
    assert (status, refused["code"]) == (400, 30033)


async def test_nobody_is_let_into_a_thread_whose_channel_they_do_not_see(place: Place):
    talk = await thread(place)
    stranger = place.wire.world.add_user("stranger")
    path = f"/channels/{talk['id']}/thread-members/{stranger['id']}"
    status, refused = await place.call("PUT", path)
    assert (status, refused["code"]) == (403, 50001)


async def test_a_private_thread_that_the_bot_has_left_is_closed_to_it(place: Place):
    talk = await thread(place)
    path = f"/channels/{talk['id']}"
    assert (await place.call("DELETE", f"{path}/thread-members/@me"))[0] == 204
    status, refused = await place.call("POST", f"{path}/messages", {"content": "hello?"})
    assert (status, refused["code"]) == (403, 50001)


async def test_an_archived_thread_opens_for_a_message_and_for_nothing_else(place: Place):
    talk = await thread(place, type=11)
    path = f"/channels/{talk['id']}"
    _status, message = await place.call("POST", f"{path}/messages", {"content": "first"})
    await place.call("PATCH", path, {"archived": True})
    edited = f"{path}/messages/{message['id']}"
    status, refused = await place.call("PATCH", edited, {"content": "second"})
    assert (status, refused["code"]) == (400, 50083)
    _status, closed = await place.call("GET", here(place, "/threads/archived/public"))
    assert [one["id"] for one in closed["threads"]] == [talk["id"]]
    assert (await place.call("POST", f"{path}/messages", {"content": "third"}))[0] == 200
    _status, opened = await place.call("GET", path)
    assert opened["thread_metadata"]["archived"] is False


async def test_a_refused_message_leaves_an_archived_thread_closed(place: Place):
    talk = await thread(place, type=11)
    path = f"/channels/{talk['id']}"
    await place.call("PATCH", path, {"archived": True})
    role = place.guild.payload["roles"][0]
    may = int(role["permissions"]) & ~granted.SEND_MESSAGES_IN_THREADS
    role["permissions"] = str(may)
    assert (await place.call("POST", f"{path}/messages", {"content": "no"}))[0] == 403
    _status, still = await place.call("GET", path)
    assert still["thread_metadata"]["archived"] is True


async def test_a_thread_that_is_not_the_bots_is_deleted_by_moderators_only(place: Place):
    talk = await thread(place, type=11)
    assert (await place.call("DELETE", f"/channels/{talk['id']}"))[0] == 403
    permit(place, granted.MANAGE_THREADS)
    assert (await place.call("DELETE", f"/channels/{talk['id']}"))[0] == 200


POLL = {
    "question": {"text": "Who did it?"},
    "answers": [{"poll_media": {"text": "Ann"}}, {"poll_media": {"text": "Bob"}}],
    "duration": 1,
}


async def test_a_poll_takes_votes_until_it_is_ended(place: Place):
    status, asked = await place.call("POST", here(place, "/messages"), {"poll": POLL})
    assert status == 200
    assert [one["answer_id"] for one in asked["poll"]["answers"]] == [1, 2]
    world = place.wire.world
    message = place.channel.messages[int(asked["id"])]
    world.vote(place.channel, message, int(world.owner["id"]), [2])
    path = here(place, f"/polls/{asked['id']}")
    _status, voters = await place.call("GET", f"{path}/answers/2")
    assert [one["id"] for one in voters["users"]] == [world.owner["id"]]
    _status, ended = await place.call("POST", f"{path}/expire")
    assert ended["poll"]["results"]["is_finalized"] is True
    assert ended["poll"]["results"]["answer_counts"] == [{"id": 2, "count": 1, "me_voted": False}]
    assert (await place.call("POST", f"{path}/expire"))[0] == 400


async def test_an_edit_is_judged_by_what_it_leaves(place: Place):
    text = {"type": 10, "content": "a"}
    body = {"flags": 1 << 15, "components": [text]}
    _status, made = await place.call("POST", here(place, "/messages"), body)
    path = here(place, f"/messages/{made['id']}")
    changed = {"components": [{**text, "content": "b"}]}
    assert (await place.call("PATCH", path, changed))[0] == 200
    assert (await place.call("PATCH", path, {"content": "words"}))[0] == 400
    _status, plain = await place.post("words")
    emptied = {"content": "", "embeds": [], "components": []}
    assert (await place.call("PATCH", here(place, f"/messages/{plain['id']}"), emptied))[0] == 400


async def test_a_message_of_somebody_else_is_not_edited(place: Place):
    world = place.wire.world
    written = world.post(place.channel, {"content": "mine"}, world.owner)
    path = here(place, f"/messages/{written['id']}")
    status, refused = await place.call("PATCH", path, {"content": "yours"})
    assert (status, refused["code"]) == (403, 50005)


async def test_pins_and_reactions_stay_with_their_message(place: Place):
    permit(place, granted.PIN_MESSAGES)
    _status, message = await place.post()
    assert (await place.call("PUT", here(place, f"/messages/pins/{message['id']}")))[0] == 204
    _status, pinned = await place.call("GET", here(place, "/messages/pins"))
    assert [one["message"]["id"] for one in pinned["items"]] == [message["id"]]
    thumb = here(place, f"/messages/{message['id']}/reactions/👍")
    assert (await place.call("PUT", f"{thumb}/@me"))[0] == 204
    _status, who = await place.call("GET", thumb)
    assert [one["id"] for one in who] == [str(place.wire.world.application_id)]


async def test_what_a_bot_asks_at_its_start_is_answered(place: Place):
    guild = f"/guilds/{place.guild.payload['id']}"
    for path in ("/users/@me", "/users/@me/guilds", "/gateway", "/gateway/bot", guild):
        assert (await place.call("GET", path))[0] == 200, path
    for path in ("/channels", "/roles", "/members?limit=5", "/emojis", "/threads/active"):
        assert (await place.call("GET", guild + path))[0] == 200, path


async def test_a_route_that_is_not_there_says_so(place: Place):
    status, told = await place.call("GET", "/no/such/thing")
    assert status == 404
    assert "stand-in has no GET /no/such/thing" in told["message"]


async def test_a_body_of_the_wrong_shape_is_answered_also_without_the_description(place: Place):
    place.wire.description = None
    status, _told = await place.call("POST", here(place, "/threads"), {"name": 7})
    assert status in {400, 500}
    assert place.wire.complaints
    assert (await place.post())[0] == 200


async def test_a_body_that_is_no_json_is_refused(place: Place):
    url = place.address + "/api/v10" + here(place, "/messages")
    sent = {"Content-Type": "application/json"}
    async with place.session.post(url, data=b"{", headers=sent) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


def test_an_answer_that_is_not_as_described_is_noticed():
    description = Description.find()
    if description is None:
        pytest.skip("Discord's OpenAPI description is not at hand (DISCORD_OPENAPI names it)")
    assert description.answer_complaints("GET /users/@me", 200, {"id": "1"})
    assert Wire().description is not None
