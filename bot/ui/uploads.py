"""Fetching what members upload, and never more of it than is wanted."""

import asyncio
from typing import Any

import aiohttp
import discord

from bot.domain.errors import RefusalError

TIME_LIMIT = 60.0
"""Seconds that fetching a file may take."""
CHUNK = 2**16
"""Bytes that are taken at once."""


async def fetch(file: discord.Attachment, most: int) -> bytes:
    """Fetch a file: all of it, or `most` bytes and one more, whatever size it was said to have.

    Raises `RefusalError` where Discord does not give it out, or not in time.
    """
    try:
        async with asyncio.timeout(TIME_LIMIT):
            return await _bounded(file, most)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise RefusalError(
            "I couldn't fetch that file from Discord; please send it again."
        ) from error


async def _bounded(file: discord.Attachment, most: int) -> bytes:
    # discord.py gives a file whole or not at all; its session can be asked piece by piece.
    http: Any = file._http  # noqa: SLF001 - there is no public way to it
    session = getattr(http, "_HTTPClient__session", None)
    if not isinstance(session, aiohttp.ClientSession):
        return (await file.read())[: most + 1]
    proxied = {"proxy": http.proxy, "proxy_auth": http.proxy_auth} if http.proxy else {}
    async with session.get(file.url, raise_for_status=True, **proxied) as answer:
        data = bytearray()
        async for piece in answer.content.iter_chunked(CHUNK):
            data += piece
            if len(data) > most:
                break
        return bytes(data[: most + 1])
