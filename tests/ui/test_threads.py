"""Private threads: opened once, found again by their name, and their doors."""

from dataclasses import replace

import discord
import pytest

from bot.domain.admission import Barred, Full, Gone, Inside, Later
from bot.domain.delivery import Failed, Found, Missing, Sent, Unreadable
from bot.language.speech import speaking
from bot.services.ports import Posting, ThreadContent
from bot.ui.access import DiscordSight
from bot.ui.door import DiscordDoor
from bot.ui.retelling import retold
from tests.ui import samples
from tests.ui.conftest import Stage
from tests.ui.test_poster import poster, posting

MEMBERS = "/channels/*/thread-members/*"
THREADS = "/channels/*/threads"


def private(stage: Stage, under: int = 1, **changed: object) -> Posting:
    """A private discussion that is to open after a message."""
    said = ThreadContent(
        samples.HEADING, samples.instalment(), whole_chapter=True, under=under, private=True
    )
    return posting(stage, replace(said, **changed), part="thread")  # type: ignore[arg-type]  # by name


async def opened(stage: Stage) -> int:
    sent = await poster(stage).post(private(stage))
    assert isinstance(sent, Sent)
    return sent.message_id


def put_away(stage: Stage, thread_id: int, *, locked: bool = False) -> None:
    """Have Discord archive a thread."""
    state = {"archived": True, "locked": locked}
    stage.env.backend.edit_channel(thread_id, {}, thread_metadata=state)


def is_put_away(stage: Stage, thread_id: int) -> bool:
    state = stage.env.backend.channels[thread_id].thread_metadata
    assert state is not None
    return state.archived


async def test_a_private_thread_is_found_by_its_name_open_or_put_away(stage: Stage) -> None:
    thread_id = await opened(stage)
    assert await poster(stage).find(private(stage), after=None) == Found(thread_id)
    put_away(stage, thread_id)
    assert await poster(stage).find(private(stage), after=None) == Found(thread_id)


async def test_a_private_thread_is_found_whose_name_has_lost_what_shows_nothing(
    stage: Stage,
) -> None:
    sent = await poster(stage).post(private(stage, name="Ch. 3 · The Lamp: discussion (1/12)"))
    assert isinstance(sent, Sent)
    hidden = "Ch. 3 \N{LEFT-TO-RIGHT MARK}· The La\N{SOFT HYPHEN}mp:  discussion (1/12) "
    found = await poster(stage).find(private(stage, name=hidden), after=None)
    assert found == Found(sent.message_id)
    other = private(stage, name="Ch. 3 · The Lamp: discussion (11/2)")
    assert await poster(stage).find(other, after=None) == Missing()


@pytest.mark.parametrize("away", [False, True])
async def test_no_other_thread_of_the_same_name_is_taken_for_it(stage: Stage, away: bool) -> None:
    thread_id = await opened(stage)
    if away:
        put_away(stage, thread_id)
    for another in (
        private(stage, under=thread_id),
        private(stage, taken=frozenset({thread_id})),
        private(stage, circle=2),
        private(stage, name="As it was called before"),
    ):
        assert await poster(stage).find(another, after=None) == Missing()


async def test_a_public_thread_of_that_name_is_none(stage: Stage) -> None:
    carrier = await stage.place.send("A message.")
    await carrier.create_thread(name="Ch. 3 · The Lamp: discussion")
    assert await poster(stage).find(private(stage), after=None) == Missing()


async def test_what_cant_be_looked_for_is_not_called_missing(stage: Stage) -> None:
    blind = discord.PermissionOverwrite(read_message_history=False)
    veiled = stage.guild.create_text_channel("veiled", overwrites={stage.guild.default_role: blind})
    there = replace(private(stage), place_id=veiled.id)
    assert await poster(stage).find(there, after=None) == Unreadable(passing=False)


async def test_the_permission_for_private_threads_is_named(stage: Stage) -> None:
    deny = discord.PermissionOverwrite(create_private_threads=False)
    closed = stage.guild.create_text_channel("closed", overwrites={stage.guild.default_role: deny})
    outcome = await poster(stage).post(replace(private(stage), place_id=closed.id))
    assert outcome == Failed(
        f"I lack Create Private Threads in <#{closed.id}>; give me that, and the next discussion "
        "opens."
    )


async def test_an_announcement_channel_has_no_private_threads(stage: Stage) -> None:
    news = stage.guild.create_news_channel("news")
    outcome = await poster(stage).post(replace(private(stage), place_id=news.id))
    assert isinstance(outcome, Failed)
    assert "is an announcement channel now" in outcome.reason


async def test_a_door_opens_a_thread_that_was_put_away_before_it_lets_in(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    put_away(stage, thread_id)
    assert not door.is_open(thread_id)
    assert await door.let_in(thread_id, stage.reader.id, language=None) == Inside(thread_id)
    assert not is_put_away(stage, thread_id)
    assert stage.reader.id in stage.env.backend.channels[thread_id].thread_members
    assert await door.let_in(thread_id, stage.reader.id, language=None) == Inside(thread_id)


async def test_a_thread_put_away_a_moment_ago_is_opened_at_the_second_try(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    stage.env.inject_error("PUT", MEMBERS, status=400, code=50083)
    assert await door.let_in(thread_id, stage.reader.id, language=None) == Inside(thread_id)


async def test_a_locked_thread_stays_as_it_is_for_who_may_read_it_anyway(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    put_away(stage, thread_id, locked=True)
    assert await door.open(thread_id) == Inside(thread_id)
    assert is_put_away(stage, thread_id)


async def test_a_locked_door_tells_moderators_what_to_do(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    put_away(stage, thread_id, locked=True)
    stage.env.inject_error("PATCH", "/channels/*", status=403, code=50013)
    assert await door.let_in(thread_id, stage.reader.id, language=None) == Barred(
        "The discussion is locked; unlock it, or give me Manage Threads."
    )


async def test_a_door_that_cant_be_seen_is_told_of_in_german_too(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    put_away(stage, thread_id)
    stage.env.inject_error("GET", "/channels/*", status=403, code=50001)
    shut = await door.let_in(thread_id, stage.reader.id, language=None)
    assert isinstance(shut, Barred)
    with speaking("de"):
        assert retold(shut.reason) == "Ich sehe die Diskussion nicht mehr; lass mich wieder hinein."


@pytest.mark.parametrize(
    ("status", "code", "entry"),
    [
        (400, 30033, Full()),
        (404, 10003, Gone()),
        (404, 10007, Gone()),
        (404, 10013, Gone()),
        (403, 40333, Later()),
        (500, 0, Later()),
        (503, 0, Later()),
    ],
)
async def test_what_discord_answers_at_a_door(
    stage: Stage, status: int, code: int, entry: object
) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    stage.env.inject_error("PUT", MEMBERS, status=status, code=code)
    assert await door.let_in(thread_id, stage.reader.id, language=None) == entry


async def test_a_thread_that_cant_be_opened_for_all_the_others_says_so(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    put_away(stage, thread_id)
    stage.env.inject_error("PATCH", "/channels/*", status=400, code=160006)
    entry = await door.let_in(thread_id, stage.reader.id, language=None)
    assert entry == Barred(
        "The server has as many open threads as Discord allows; close some of them."
    )


async def test_a_thread_that_was_deleted_is_gone(stage: Stage) -> None:
    door, thread_id = DiscordDoor(stage.client), await opened(stage)
    stage.env.backend.delete_channel(thread_id)
    assert await door.let_in(thread_id, stage.reader.id, language=None) == Gone()
    assert await door.open(thread_id) == Gone()


async def test_a_private_thread_is_seen_by_who_is_inside_and_by_who_manages_threads(
    stage: Stage,
) -> None:
    thread_id = await opened(stage)
    sight, here = DiscordSight(stage.client), stage.guild.id
    outside = await sight.of(stage.reader.id, here)
    assert outside is not None
    assert not outside(thread_id)
    assert outside(stage.channel.id)
    warden = stage.guild.create_role(
        "Wardens", permissions=discord.Permissions(manage_threads=True)
    )
    keeper = stage.guild.add_member(stage.env.create_user("kim"), roles=[warden])
    manages = await sight.of(keeper.id, here)
    assert manages is not None
    assert manages(thread_id)
