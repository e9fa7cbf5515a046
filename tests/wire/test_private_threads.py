"""Private threads over real sockets: discord.py itself repeats what fails, and none opens twice."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from bot.domain.delivery import Found, Missing
from bot.services.ports import ThreadContent
from bot.ui.threads import TriedTwiceError, find_private, open_thread
from tests.ui import samples
from tests.wire.conftest import Place
from tests.wire.faults import Fault, Rule
from tests.wire.server import API, TOKEN

PRIVATE = ThreadContent(
    samples.HEADING, samples.instalment(), whole_chapter=True, under=1, private=True
)


@pytest.fixture
async def client(place: Place, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[discord.Client]:
    """A client that has logged in and knows the server, without a gateway."""
    monkeypatch.setattr(discord.http.Route, "BASE", place.address + API)
    client = discord.Client(intents=discord.Intents.none())
    await client.login(TOKEN)
    data: Any = place.wire.world.guild_create(place.guild)
    client._connection._add_guild_from_data(data)
    client._connection.user = client.user
    yield client
    await client.close()


def channel_of(client: discord.Client, place: Place) -> discord.TextChannel:
    channel = client.get_channel(place.channel.channel_id)
    assert isinstance(channel, discord.TextChannel)
    return channel


def threads(place: Place) -> list[int]:
    return [key for key, one in place.wire.world.channels.items() if one.is_thread]


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.LIMIT_USER])
async def test_one_that_may_have_opened_is_not_asked_for_again(
    place: Place, client: discord.Client, fault: Fault
):
    place.wire.faults.set([Rule(fault, "POST /channels/*/threads", times=1)])
    with pytest.raises(TriedTwiceError):
        await open_thread(client, channel_of(client, place), PRIVATE)
    assert len(threads(place)) == (fault is Fault.ERROR_AFTER)
    assert place.wire.requests["POST /channels/{channel_id}/threads"] == 1


@pytest.mark.parametrize("away", [False, True])
async def test_it_is_found_without_the_right_to_manage_threads(
    place: Place, client: discord.Client, away: bool
):
    channel = channel_of(client, place)
    thread_id = await open_thread(client, channel, PRIVATE)
    thread = place.wire.world.channels[thread_id]
    assert not thread.payload["thread_metadata"]["invitable"]
    thread.payload["thread_metadata"]["archived"] = away
    me = place.wire.world.application_id
    assert await find_private(channel, PRIVATE, me) == Found(thread_id)


@pytest.mark.parametrize("away", [False, True])
async def test_a_members_own_of_the_same_name_is_not_taken_for_it(
    place: Place, client: discord.Client, away: bool
):
    channel = channel_of(client, place)
    thread = place.wire.world.channels[await open_thread(client, channel, PRIVATE)]
    thread.payload["owner_id"] = place.wire.world.owner["id"]
    thread.payload["thread_metadata"]["archived"] = away
    found = await find_private(channel, PRIVATE, place.wire.world.application_id)
    assert found == Missing()
