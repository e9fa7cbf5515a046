"""`python -m tests.wire.bot ADDRESS`: the real bot, pointed at a stand-in."""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot import logs
from bot.app import LONGEST_SLEEP, create_bot
from bot.domain.delivery import Missing, Sighting
from bot.services.outbox import USUAL_PACE, Pace
from bot.services.ports import Posting
from bot.settings import Settings, SettingsError
from bot.ui.poster import TIME_LIMIT, DiscordPoster
from tests.wire import census, failpoints
from tests.wire.clock import WireClock
from tests.wire.server import API


class SharedClock:
    """The stand-in's time."""

    def __init__(self, clock: WireClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._clock.now()

    async def sleep_until(self, when: datetime) -> None:
        """Sleep until `when`, or as long as the real clock would at most."""
        left = min(when - self.now(), LONGEST_SLEEP) / self._clock.rate
        await asyncio.sleep(max(left.total_seconds(), 0))


def point_at(address: str) -> None:
    """Have discord.py take a stand-in for Discord."""
    discord.http.Route.BASE = address + API
    socket = yarl.URL(address.replace("http", "ws", 1)) / "gateway"
    DiscordWebSocket.DEFAULT_GATEWAY = socket


class Blind(DiscordPoster):
    """A poster that never finds anything: what the protocol is without read-back."""

    async def find(self, posting: Posting, *, after: int | None) -> Sighting:
        """Find nothing."""
        return Missing()


_NO_MORE_SERVERS = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bot until it is stopped; say its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.bot", description=__doc__)
    parser.add_argument("address")
    parser.add_argument(
        "--loud", action="store_true", help="log all that goes over the wire, as the bot never does"
    )
    parser.add_argument("--origin", type=float, help="when the stand-in began, seconds since 1970")
    parser.add_argument("--rate", type=float, default=1.0, help="how much faster its clock goes")
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds its clock has jumped")
    parser.add_argument("--pace", type=float, help="requests a second that drops may make")
    parser.add_argument("--time-limit", type=float, default=TIME_LIMIT, help="of a post, seconds")
    parser.add_argument("--blind", action="store_true", help="leave reading back out")
    parser.add_argument("--end-at", help="a point of tests.wire.failpoints, and a kind of part")
    parser.add_argument("--census", type=Path, help="where SIGUSR1 has it say what it holds")
    parser.add_argument("--leak", action="store_true", help="keep something of every interaction")
    options = parser.parse_args(arguments)
    if options.end_at:
        failpoints.arm(*options.end_at.split(":"))
    clock = WireClock(options.origin or time.time(), options.rate, options.ahead)
    kind = Blind if options.blind else DiscordPoster
    settings = Settings.from_environment()
    logs.begin(settings.log_level, settings.require_token())
    if options.loud:
        for name in ("", "aiosqlite", "discord.gateway", "discord.http", "discord.webhook"):
            logging.getLogger(name).setLevel(logging.DEBUG)
    point_at(options.address)
    client = create_bot(
        settings,
        clock=SharedClock(clock),
        poster=partial(kind, time_limit=options.time_limit),
        pace=Pace(round(options.pace), options.pace) if options.pace else USUAL_PACE,
    )
    # discord.py waits so many seconds for one more server before it calls itself ready.
    client._connection.guild_ready_timeout = _NO_MORE_SERVERS
    if options.census:
        census.take_on_signal(client, options.census)
    if options.leak:
        census.leak(client)
    try:
        client.serve(settings.require_token())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
