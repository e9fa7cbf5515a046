"""What is uploaded is fetched up to a bound, whatever its size was said to be."""

from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.errors import RefusalError
from bot.ui import uploads
from bot.ui.uploads import fetch

MOST = 3 * uploads.CHUNK
Offer = Callable[[str], Awaitable[discord.Attachment]]


class Store:
    """A server with a file of ten bytes and one without an end."""

    async def small(self, _request: web.Request) -> web.Response:
        return web.Response(body=b"It rained.")

    async def endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * uploads.CHUNK)


@pytest.fixture
async def offer() -> AsyncIterator[Offer]:
    store = Store()
    app = web.Application()
    app.add_routes([web.get("/small", store.small), web.get("/endless", store.endless)])
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        http = SimpleNamespace(_HTTPClient__session=session, proxy=None)

        async def attached(name: str) -> discord.Attachment:
            url = str(server.make_url(f"/{name}"))
            data: Any = {"id": 1, "size": 10, "filename": name, "proxy_url": url, "url": url}
            state: Any = SimpleNamespace(http=http)
            return discord.Attachment(data=data, state=state)

        yield attached


async def test_a_file_comes_whole(offer: Offer):
    assert await fetch(await offer("small"), MOST) == b"It rained."
    assert await fetch(await offer("small"), 10) == b"It rained."


async def test_of_a_file_that_is_larger_than_it_said_no_more_is_read_than_shows_it(offer: Offer):
    assert len(await fetch(await offer("endless"), MOST)) == MOST + 1


async def test_a_file_that_is_gone_is_refused(offer: Offer):
    with pytest.raises(RefusalError, match="send it again"):
        await fetch(await offer("gone"), MOST)


async def test_a_file_that_does_not_come_in_time_is_refused(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "TIME_LIMIT", 0.05)
    with pytest.raises(RefusalError, match="send it again"):
        await fetch(await offer("endless"), 10**12)
