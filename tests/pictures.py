"""`make pictures`: take the README's picture of the demo's page in a real browser.

Needs Debian's chromium (or CHROMIUM=/path/to/one); nothing leaves this machine.
"""

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

from bot.demo import show

PICTURE = Path(__file__).parents[1] / "docs" / "demo.png"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1000,760",
    "--virtual-time-budget=4000",
)


async def main() -> int:
    """Run the demo, photograph it once, and end it as Ctrl-C does."""
    shots: list[asyncio.Task[int]] = []

    def say(told: str) -> None:
        for line in told.splitlines():
            if line.strip().startswith("http://127.0.0.1") and not shots:
                shots.append(asyncio.create_task(photograph(line.strip())))

    ended = await show.run(None, "channel", interval=3600, say=say)
    return ended or await shots[0]


async def photograph(url: str) -> int:
    """Take the picture, then end the demo whatever became of it."""
    try:
        with tempfile.TemporaryDirectory() as profile:
            browser = await asyncio.create_subprocess_exec(
                os.environ.get("CHROMIUM", "chromium"),
                *FLAGS,
                f"--user-data-dir={profile}",
                f"--screenshot={PICTURE}",
                url,
                stderr=asyncio.subprocess.DEVNULL,
            )
            return await browser.wait()
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    sys.exit(asyncio.run(main()))
