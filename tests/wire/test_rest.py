"""The stand-in keeps what Discord promises of messages, threads, permissions and forms."""

import pytest

from tests.wire import granted
from tests.wire.conftest import Place

NONCE = {"nonce": "a" * 25, "enforce_nonce": True}


async def test_a_nonce_posts_once_within_its_window_and_again_after_it(place: Place):
    _status, first = await place.post("once", **NONCE)
    _status, again = await place.post("once", **NONCE)
    assert again["id"] == first["id"]
    assert place.shown() == ["once"]
    place.wire.clock.jump(place.wire.world.nonce_window.total_seconds() + 1)
    await place.post("once", **NONCE)
    assert place.shown() == ["once", "once"]


async def test_a_nonce_that_is_not_enforced_posts_again(place: Place):
    await place.post("twice", nonce="a" * 25)
    await place.post("twice", nonce="a" * 25)
    assert place.shown() == ["twice", "twice"]


async def test_a_nonce_is_its_authors_in_whatever_channel(place: Place):
    other = place.wire.world.add_text_channel(place.guild, "other")
    path = f"/channels/{other.channel_id}/messages"
    _status, first = await place.post("once", **NONCE)
    _status, again = await place.call("POST", path, {"content": "here", **NONCE})
    assert again["id"] == first["id"]
    assert not other.messages


async def test_a_message_that_was_deleted_is_not_posted_anew_under_its_nonce(place: Place):
    _status, first = await place.post("once", **NONCE)
    path = f"/channels/{place.channel.channel_id}/messages/{first['id']}"
    await place.call("DELETE", path)
    status, refused = await place.post("once", **NONCE)
    assert (status, refused["code"]) == (404, 10008)
    place.wire.clock.jump(place.wire.world.nonce_window.total_seconds() + 1)
    await place.post("once", **NONCE)
    assert place.shown() == ["once"]


async def test_the_history_does_not_tell_the_nonce_and_comes_newest_first(place: Place):
    for word in ("one", "two", "three"):
        await place.post(word, nonce=word, enforce_nonce=True)
    path = f"/channels/{place.channel.channel_id}/messages"
    _status, newest = await place.call("GET", f"{path}?limit=2")
    assert [one["content"] for one in newest] == ["three", "two"]
    assert "nonce" not in newest[0]
    _status, after = await place.call("GET", f"{path}?after={newest[1]['id']}&limit=1")
    assert [one["content"] for one in after] == ["three"]
    _status, before = await place.call("GET", f"{path}?before={newest[1]['id']}")
    assert [one["content"] for one in before] == ["one"]


async def test_a_message_has_one_thread_which_bears_its_id(place: Place):
    _status, message = await place.post()
    path = f"/channels/{place.channel.channel_id}/messages/{message['id']}/threads"
    status, thread = await place.call("POST", path, {"name": "talk"})
    assert (status, thread["id"]) == (201, message["id"])
    status, refused = await place.call("POST", path, {"name": "talk"})
    assert (status, refused["code"]) == (400, 160004)


async def test_without_read_message_history_the_history_is_empty(place: Place):
    await place.post()
    place.channel.payload["permission_overwrites"] = [
        _deny(place.guild.payload["id"], granted.READ_MESSAGE_HISTORY)
    ]
    path = f"/channels/{place.channel.channel_id}/messages"
    assert await place.call("GET", path) == (200, [])


@pytest.mark.parametrize(
    ("permission", "code"),
    [(granted.SEND_MESSAGES, 50013), (granted.VIEW_CHANNEL, 50001)],
)
async def test_what_the_bot_may_not_do_is_refused(place: Place, permission: int, code: int):
    place.channel.payload["permission_overwrites"] = [_deny(place.guild.payload["id"], permission)]
    status, refused = await place.post()
    assert (status, refused["code"]) == (403, code)
    assert place.shown() == []


async def test_another_token_is_nobody(place: Place):
    place.session.headers["Authorization"] = "Bot somebody.else"
    assert (await place.post())[0] == 401


def button(**more: object) -> dict[str, object]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **more}


def select(*values: str, **more: object) -> dict[str, object]:
    options = [{"label": one, "value": one} for one in values]
    return {"type": 3, "custom_id": "choose", "options": options, **more}


def layout(*components: object) -> dict[str, object]:
    return {"flags": 1 << 15, "components": list(components)}


WRONG = [
    {"content": "x" * 2001},
    {"content": "𝒳" * 1001},
    {"content": ""},
    {"content": "a", "nonce": "n" * 26},
    {"content": "a", "no_such_field": 1},
    layout({"type": 10, "content": "x" * 2001}, {"type": 10, "content": "x" * 2000}),
    layout(*[{"type": 10, "content": "x"}] * 41),
    layout({"type": 1, "components": [button(label="x" * 81)]}),
    layout({"type": 1, "components": [button(custom_id="x" * 101)]}),
    layout({"type": 1, "components": [button(), button()]}),
    layout({"type": 1, "components": [button(colour="red")]}),
    layout({"type": 10, "content": "a", "id": 7}, {"type": 10, "content": "b", "id": 7}),
    {**layout({"type": 10, "content": "a"}), "content": "b"},
    layout({"type": 1, "components": [button(), select("a")]}),
    layout({"type": 1, "components": [select()]}),
    layout({"type": 1, "components": [select("a", "a")]}),
    layout({"type": 1, "components": [select("a", max_values=2)]}),
    {"embeds": [{"title": "x" * 257}]},
    {"embeds": [{"description": "x" * 3001}, {"description": "x" * 3001}]},
    {"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]},
    {"embeds": [{"title": "x"}] * 11},
    {"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    {"content": "a", "allowed_mentions": {"everyone": False}},
    {"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "x" * 56}}]}},
    {"poll": {"question": {"text": "x" * 301}, "answers": [{"poll_media": {"text": "x"}}]}},
]


@pytest.mark.parametrize("body", WRONG, ids=range(len(WRONG)))
async def test_a_form_that_discord_would_refuse_is_refused(place: Place, body: dict[str, object]):
    path = f"/channels/{place.channel.channel_id}/messages"
    status, refused = await place.call("POST", path, body)
    assert (status, refused["code"]) == (400, 50035)
    assert place.wire.complaints
    assert place.shown() == []


async def test_a_form_at_the_limits_is_taken(place: Place):
    path = f"/channels/{place.channel.channel_id}/messages"
    row = {"type": 1, "components": [button(label="x" * 80, custom_id="y" * 100)]}
    body = layout({"type": 10, "content": "x" * 4000}, row)
    assert (await place.call("POST", path, body))[0] == 200
    assert place.wire.complaints == []


async def test_a_thread_with_a_long_name_is_refused(place: Place):
    _status, message = await place.post()
    path = f"/channels/{place.channel.channel_id}/messages/{message['id']}/threads"
    assert (await place.call("POST", path, {"name": "x" * 101}))[0] == 400


def _deny(who: str, permission: int) -> dict[str, object]:
    return {"id": who, "type": 0, "allow": "0", "deny": str(permission)}


def option(name: str = "o", **more: object) -> dict[str, object]:
    return {"type": 3, "name": name, "description": "d", **more}


def command(name: str = "go", **more: object) -> dict[str, object]:
    return {"name": name, "description": "d", **more}


WRONG_COMMANDS = [
    [command("Go")],
    [command("two words")],
    [command(), command()],
    [command(description="")],
    [command(description="x" * 101)],
    [command(options=[option(f"o{n}") for n in range(26)])],
    [command(options=[option(), option()])],
    [command(options=[option("a"), option("b", required=True)])],
    [command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])])],
    [command(options=[option(choices=[{"name": "x", "value": "x"}], autocomplete=True)])],
    [command(options=[option(), {"type": 1, "name": "s", "description": "d"}])],
    [command(name_localizations={"xx": "los"})],
    [command(description_localizations={"de": "x" * 101})],
    [command(f"c{n}") for n in range(101)],
    [command(type=3)],
    [
        command(
            options=[
                option(
                    f"o{n}", choices=[{"name": "x" * 99 + str(m), "value": "y"} for m in range(4)]
                )
                for n in range(20)
            ]
        )
    ],
]


@pytest.mark.parametrize("commands", WRONG_COMMANDS, ids=range(len(WRONG_COMMANDS)))
async def test_commands_that_discord_would_refuse_are_refused(place: Place, commands: list[object]):
    path = f"/applications/{place.wire.world.application_id}/commands"
    status, refused = await place.call("PUT", path, commands)
    assert (status, refused["code"]) == (400, 50035)
    assert place.wire.world.commands == []


async def test_commands_at_the_limits_are_taken(place: Place):
    path = f"/applications/{place.wire.world.application_id}/commands"
    options = [option(f"o{n}", required=n < 2) for n in range(25)]
    localized = {"description_localizations": {"de": "x" * 100}}
    menus = [{"name": f"Quote {n}", "type": 3} for n in range(5)]
    commands = [command("größe-名_1", options=options, **localized), *menus]
    assert (await place.call("PUT", path, commands))[0] == 200
    assert place.wire.complaints == []
    assert [one["type"] for one in place.wire.world.commands] == [1, 3, 3, 3, 3, 3]
