"""`python -m tests.wire.bot ADDRESS`: the real bot, pointed at a stand-in."""

import argparse
import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot import logs
from bot.app import LONGEST_SLEEP, create_bot
from bot.settings import Settings, SettingsError
from tests.wire.server import API


class ShiftedClock:
    """The machine's time, so many seconds on: the stand-in's, when its clock has jumped."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """The moment, UTC."""
        return datetime.now(UTC) + self._ahead

    async def sleep_until(self, when: datetime) -> None:
        """Sleep until `when`, or as long as the real clock would at most."""
        left = min(when - self.now(), LONGEST_SLEEP)
        await asyncio.sleep(max(left.total_seconds(), 0))


def point_at(address: str) -> None:
    """Have discord.py take a stand-in for Discord."""
    discord.http.Route.BASE = address + API
    socket = yarl.URL(address.replace("http", "ws", 1)) / "gateway"
    DiscordWebSocket.DEFAULT_GATEWAY = socket


def main() -> int:
    """Run the bot until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.bot", description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds its clock is ahead")
    parser.add_argument(
        "--loud", action="store_true", help="log all that goes over the wire, as the bot never does"
    )
    options = parser.parse_args()
    settings = Settings.from_environment()
    logs.begin(settings.log_level, settings.require_token())
    if options.loud:
        for name in ("", "aiosqlite", "discord.gateway", "discord.http", "discord.webhook"):
            logging.getLogger(name).setLevel(logging.DEBUG)
    point_at(options.address)
    try:
        create_bot(settings, clock=ShiftedClock(options.ahead)).serve(settings.require_token())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
