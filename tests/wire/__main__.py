"""`python -m tests.wire`: serve the stand-in until Ctrl-C."""

import argparse
import asyncio
import json
import sys
from datetime import timedelta

from aiohttp import web

from tests.wire.control import Control
from tests.wire.interactions import ANSWER_WITHIN
from tests.wire.server import API, TOKEN, Wire
from tests.wire.world import NONCE_WINDOW

_LOOK_EVERY = 0.2  # seconds
_HOW = """A Discord for any bot, on {address}. Ctrl-C ends it.

API      {address}{api}
gateway  {socket}
token    {token}
server   {guild}, with channel {channel} and its owner mia, {owner}
bot      {bot}
checks   {checks}

Point a bot of discord.py at it before it runs:
  discord.http.Route.BASE = "{address}{api}"
  discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("{socket}")

Give a command, type into one, click, fill a form in, look, let something fail, let the bot do more:
  curl -d '{{"name": "ping", "channel": {channel}, "user": {owner}, "options": {{}}}}' \\
       {address}/wire/command
  curl -d '{{"name": "ping", "focused": "what", "channel": {channel}, "user": {owner}}}' \\
       {address}/wire/autocomplete
  curl -d '{{"message": MESSAGE, "custom_id": "go", "channel": {channel}, "user": {owner}}}' \\
       {address}/wire/click
  curl -d '{{"form": INTERACTION, "values": {{"name": "Ann"}}}}' {address}/wire/submit
  curl -d '{{"channel": {channel}}}' {address}/wire/messages
  curl -d '{{"rules": [{{"fault": "500-after", "route": "POST /channels/*", "times": 1}}]}}' \\
       {address}/wire/faults
  curl -d '{{}}' {address}/wire/standing
  curl -d '{{"channel": {channel}, "who": {bot}, "allow": 8192}}' \\
       {address}/wire/overwrite
All that it can be told: curl {address}/wire/help. What it refuses is said here as it happens.

"""
_CHECKED = "every request, against Discord's OpenAPI description and the rules it leaves out"
_UNCHECKED = "by the handwritten rules only; DISCORD_OPENAPI names Discord's OpenAPI description"


def main() -> int:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--token", default=TOKEN, help="what the bot logs in with")
    parser.add_argument("--seed", type=int, default=0, help="of the faults")
    parser.add_argument("--rate", type=_rate, default=1.0, help="how much faster its clock goes")
    parser.add_argument(
        "--nonces",
        type=float,
        default=NONCE_WINDOW.total_seconds(),
        help="seconds that a nonce is remembered",
    )
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument(
        "--patience",
        type=float,
        default=ANSWER_WITHIN,
        help="seconds until an interaction must have been acknowledged",
    )
    parser.add_argument(
        "--child",
        action="store_true",
        help="begin empty, say the port as JSON and end with standard input",
    )
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return 130
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"Port {options.port} can't be had ({error}); name another.\n")
        return 2
    return 0


def _rate(given: str) -> float:
    rate = float(given)
    if not rate > 0:
        raise argparse.ArgumentTypeError("its clock only goes on: a number above 0")
    return rate


async def _serve(options: argparse.Namespace) -> None:
    wire = Wire(
        token=options.token,
        seed=options.seed,
        latency=options.latency,
        rate=options.rate,
        patience=options.patience,
    )
    wire.world.nonce_window = timedelta(seconds=options.nonces)
    app = wire.application()
    Control(wire).add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options.port)
    await site.start()
    port = runner.addresses[0][1]
    address = f"http://127.0.0.1:{port}"
    if options.child:
        sys.stdout.write(json.dumps({"address": address}) + "\n")
    else:
        guild = wire.world.add_guild("Book Club")
        channel = wire.world.add_text_channel(guild, "serial")
        sys.stdout.write(
            _HOW.format(
                address=address,
                socket=address.replace("http", "ws", 1) + "/gateway",
                checks=_UNCHECKED if wire.description is None else _CHECKED,
                api=API,
                token=options.token,
                guild=guild.payload["id"],
                channel=channel.channel_id,
                bot=wire.world.application_id,
                owner=wire.world.owner["id"],
            )
        )
    sys.stdout.flush()
    try:
        if options.child:
            await asyncio.to_thread(sys.stdin.read)
        else:
            await _say_complaints(wire)
    finally:
        await wire.close()
        await runner.cleanup()


async def _say_complaints(wire: Wire) -> None:
    """Write down what was refused, as it happens, and never return."""
    told = 0
    while True:
        for complaint in wire.complaints[told:]:
            sys.stdout.write(f"refused: {complaint}\n")
        told = len(wire.complaints)
        sys.stdout.flush()
        await asyncio.sleep(_LOOK_EVERY)


if __name__ == "__main__":
    sys.exit(main())
