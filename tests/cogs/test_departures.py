"""The bot is taken out of a server, comes back, or finds at its start that it was."""

import asyncio
import copy
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from unittest.mock import AsyncMock

import discord
import pytest
from simcord.backend import serializers

from bot.domain.serial import Serial
from bot.services.departures import KEPT_FOR
from cogs.drops import DropsCog
from tests.cogs.conftest import World, answer_of, words_of


def take_out(world: World) -> Callable[[], None]:
    """Take the bot out of the server as a moderator does. Returns what invites it again."""
    backend, guild = world.env.backend, world.env.backend.guilds[world.guild.id]
    places = {*guild.channel_ids, *guild.thread_ids}
    channels = {place: backend.channels[place] for place in places}
    messages = {place: copy.copy(backend.messages.get(place)) for place in places}
    backend.remove_guild(guild.id)

    def invite() -> None:
        backend.guilds[guild.id] = guild
        backend.channels.update(channels)
        for place, said in messages.items():
            if said is not None:
                backend.messages[place] = said
        joined = {**serializers.guild_create_payload(backend, guild)}
        del joined["unavailable"]
        backend.emit("GUILD_CREATE", joined)

    return invite


async def running(world: World) -> None:
    await world.add_story()
    await world.start_serial(instalment="1 passage")
    await world.next_evening()
    await world.ann.slash(world.channel, "read")


async def state_of(world: World) -> str:
    """How the one serial there is stands, as moderators see it."""
    return words_of(answer_of(await world.moderator.slash(world.channel, "serial show")))


async def rows_of(world: World) -> dict[str, int]:
    """How many rows the database has of the server, as far as they name it."""
    with closing(sqlite3.connect(world.settings.database)) as db:
        return {
            table: db.execute(
                f"SELECT count(*) FROM {table} WHERE guild_id = ?", (world.guild.id,)
            ).fetchone()[0]
            for table in ("guild", "story", "serial")
        }


async def test_a_server_that_took_the_bot_out_finds_all_as_it_was(world: World):
    await running(world)
    desk = world.guild.create_text_channel("desk")
    await world.moderator.slash(world.talk, "settings desk", channel=desk)
    invite = take_out(world)
    await world.env.settle()
    tries = len(world.env.http_requests)
    for _ in range(3):
        await world.next_evening()
    assert len(world.env.http_requests) == tries
    invite()
    await world.env.settle()
    assert "goes on where it stopped" in "\n".join(words_of(item) for item in world.posted(desk))
    assert "passage 1" in words_of(answer_of(await world.ann.slash(world.channel, "progress")))
    shown = len(world.posted())
    await world.next_evening()
    assert len(world.posted()) > shown
    assert "3 of 3 passages dropped" in await state_of(world)


async def test_a_server_left_while_the_bot_was_off_gets_nothing_when_it_starts(world: World):
    await running(world)
    await world.bot.close()
    take_out(world)
    await world.restart()
    tries = len(world.env.http_requests)
    for _ in range(2):
        await world.next_evening()
    assert len(world.env.http_requests) == tries
    assert await rows_of(world) == {"guild": 1, "story": 1, "serial": 1}


async def test_a_server_is_purged_thirty_days_after_the_bot_was_taken_out(world: World):
    await running(world)
    take_out(world)
    await world.env.settle()
    for left, rows in ((KEPT_FOR - timedelta(hours=1), 1), (timedelta(hours=1), 0)):
        await world.bot.close()
        await world.env.advance_time(left.total_seconds())
        await world.restart()
        assert set((await rows_of(world)).values()) == {rows}


async def test_a_server_joined_again_while_the_bot_was_off_keeps_all(world: World):
    await running(world)
    invite = take_out(world)
    await world.env.settle()
    await world.bot.close()
    await world.env.advance_time((2 * KEPT_FOR).total_seconds())
    invite()
    await world.restart()
    assert "Running" in await state_of(world)
    assert "passage 1" in words_of(answer_of(await world.ann.slash(world.channel, "progress")))


async def say_ready(world: World) -> None:
    """Have the bot hear "ready" once more, as after a connection that was begun anew."""
    cog = world.bot.get_cog("DropsCog")
    assert isinstance(cog, DropsCog)
    await cog.on_ready()


async def test_a_server_in_an_outage_of_discords_has_not_left(world: World):
    await running(world)
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    await world.env.settle()
    await say_ready(world)
    assert "Running" in await state_of(world)


async def test_a_server_that_discord_names_as_unavailable_at_the_start_has_not_left(world: World):
    """READY lists all servers as unavailable first; in an outage some stay so."""
    await running(world)
    await world.restart()
    guild = world.bot.get_guild(world.guild.id)
    assert isinstance(guild, discord.Guild)
    guild.unavailable = True
    await say_ready(world)
    assert "Running" in await state_of(world)


async def started(reconcile: AsyncMock) -> tuple[DropsCog, asyncio.Task[None], AsyncMock]:
    """A cog that has heard "ready", with a dispatch and a reconciliation of cardboard."""
    dispatch, departures = AsyncMock(), AsyncMock(reconcile=reconcile)
    cog = DropsCog(
        discord.Client(intents=discord.Intents.none()), dispatch, AsyncMock(), departures
    )
    hearing = asyncio.create_task(cog.on_ready())
    for _ in range(5):
        await asyncio.sleep(0)
    return cog, hearing, dispatch.run


async def test_nothing_is_dispatched_before_it_is_known_which_servers_were_left():
    known = asyncio.Event()

    async def find_out(_present: object) -> list[Serial]:
        await known.wait()
        return []

    cog, hearing, run = await started(AsyncMock(side_effect=find_out))
    run.assert_not_called()
    known.set()
    await hearing
    run.assert_called_once()
    await cog.cog_unload()


async def test_drops_go_on_though_it_cannot_be_found_out_which_servers_were_left(
    caplog: pytest.LogCaptureFixture,
):
    cog, hearing, run = await started(AsyncMock(side_effect=sqlite3.OperationalError("full")))
    await hearing
    run.assert_called_once()
    assert "could not be found out" in caplog.text
    await cog.cog_unload()
