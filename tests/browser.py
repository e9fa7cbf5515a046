"""A real browser for pictures: Debian's chromium (or CHROMIUM=/path/to/one), led by its protocol.

Nothing leaves this machine: the browser is told to fetch nothing of its own.
"""

import asyncio
import base64
import json
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
PATIENCE = 60.0
"""Seconds that the browser has to start, and a page to become what is waited for."""
_LOOKS = 0.1


class Tab:
    """One tab of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def do(self, method: str, **options: Any) -> dict[str, Any]:
        """Give an order of Chrome's DevTools protocol and return what came of it."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": options})
        while True:
            answer = await self._socket.receive_json()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    async def open(self, url: str, *, width: int, height: int) -> None:
        """Show an address in a window of so many pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.do("Emulation.setDeviceMetricsOverride", **size)
        await self.do("Page.navigate", url=url)

    async def until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true. Raises `TimeoutError` after a minute."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.do("Runtime.evaluate", expression=condition)
                if found["result"].get("value") is True:
                    return
                await asyncio.sleep(_LOOKS)

    async def photograph(self, picture: Path) -> None:
        """Take a picture of what the window shows, as PNG."""
        taken = await self.do("Page.captureScreenshot", format="png")
        picture.write_bytes(base64.b64decode(taken["data"]))


@asynccontextmanager
async def browser() -> AsyncIterator[Tab]:
    """Start a browser with one tab, and end it again."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            os.environ.get("CHROMIUM", "chromium"),
            *FLAGS,
            f"--user-data-dir={profile}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with aiohttp.ClientSession() as session:
                address = await _address(session, Path(profile) / "DevToolsActivePort")
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    yield Tab(socket)
        finally:
            process.terminate()
            await process.wait()


async def _address(session: aiohttp.ClientSession, told: Path) -> str:
    said = ""
    async with asyncio.timeout(PATIENCE):
        while "\n" not in said:
            await asyncio.sleep(_LOOKS)
            said = told.read_text() if told.exists() else ""
    port = said.split("\n", 1)[0]
    async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
        tabs = json.loads(await answer.text())
    return next(str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page")
