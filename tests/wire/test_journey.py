"""The real bot in a process of its own, over real sockets: a story comes in, drops, and goes on
after a kill.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.wire.clock import moment_of
from tests.wire.driver import PATIENT, BotProcess, Wire, stand_in, start_bot
from tests.wire.shown import answer, custom_id, words

SENTENCE = "The lamp on the quay went out, and nobody in the office looked up from the cards. "
STORY = "".join(f"Chapter {n}: Night {n}\n\n{SENTENCE * 8}\n\n" for n in range(1, 4)).encode()
Start = Callable[..., Awaitable[BotProcess]]


class Club:
    """A server on the stand-in, with a channel for the serial and one to talk in."""

    def __init__(self, wire: Wire, guild: int, owner: int, serial: int, talk: int) -> None:
        self.wire = wire
        self.guild = guild
        self.owner = owner
        self.serial = serial
        self.talk = talk

    async def do(self, command: str, **options: Any) -> Any:
        given = {key: value for key, value in options.items() if key != "files"}
        files = options.get("files")
        return answer(
            await self.wire.command(
                command,
                channel=self.talk,
                user=self.owner,
                options=given,
                files=files,
            )
        )

    async def click(self, message: Any, label: str) -> Any:
        return await self.wire.ask(
            "click",
            channel=self.talk,
            user=self.owner,
            message=int(message["id"]),
            custom_id=custom_id(message, label),
        )

    async def start_serial(self) -> None:
        """Bring a story in and start it, daily at the minute that comes next but one."""
        await self.click(
            await self.do("library add", files={"file": ("harbour.txt", STORY)}),
            "Add to the library",
        )
        choices = await self.wire.ask(
            "autocomplete",
            name="serial start",
            focused="story",
            channel=self.talk,
            user=self.owner,
        )
        now = moment_of((await self.wire.ask("standing"))["newest"])
        at = (now + timedelta(minutes=2)).strftime("%H:%M")
        shown = await self.do(
            "serial start",
            story=choices["data"]["choices"][0]["value"],
            channel=str(self.serial),
            days="daily",
            time=at,
            timezone="UTC",
        )
        await self.click(shown, "Start the serial")

    async def shown(self) -> list[str]:
        return [words(one) for one in await self.wire.ask("messages", channel=self.serial)]


async def found(wire: Wire) -> Club:
    """Make a server with a channel for the serial and one to talk in."""
    guild = await wire.ask("server")
    serial, talk = await wire.ask("channels", guild=guild["guild"], names=["serial", "talk"])
    return Club(wire, guild["guild"], guild["owner"], serial, talk)


@pytest.fixture
async def club() -> AsyncIterator[Club]:
    async with stand_in(PATIENT) as wire:
        yield await found(wire)


@pytest.fixture
async def start(club: Club, tmp_path: Path) -> AsyncIterator[Start]:
    (tmp_path / "stories").mkdir()
    running: list[BotProcess] = []

    async def begin(*options: str) -> BotProcess:
        bot = await start_bot(
            club.wire, tmp_path / "feuilleton.sqlite3", tmp_path / "log", *options
        )
        running.append(bot)
        return bot

    yield begin
    for bot in running:
        await bot.kill()


async def test_a_serial_drops_and_goes_on_after_a_kill(club: Club, start: Start, tmp_path: Path):
    bot = await start()
    await club.wire.until(connected=1, commands=1)
    await club.start_serial()
    await club.wire.ask("jump", seconds=3600)
    await bot.kill()
    bot = await start()
    await club.wire.until(posted=2)
    await bot.kill()
    await club.wire.ask("jump", seconds=24 * 3600)
    bot = await start()
    await club.wire.until(posted=4)
    assert await bot.stop() in {0, 130}
    shown = await club.shown()
    assert ["Night 1" in shown[0], "Night 2" in shown[1], len(shown)] == [True, True, 2]
    threads = await club.wire.ask("threads", channel=club.serial)
    assert [len(one["messages"]) for one in threads] == [1, 1]
    standing = await club.wire.ask("standing")
    assert standing["complaints"] == []


async def test_a_refusal_after_a_lost_answer_does_not_hide_what_was_posted(
    club: Club, start: Start
):
    bot = await start()
    await club.wire.until(connected=1, commands=1)
    await club.start_serial()
    await bot.kill()
    # discord.py repeats the request after a 5xx by itself, and hears the refusal alone.
    route = "POST /channels/*/messages"
    await club.wire.faults(
        {"fault": "500-after", "route": route, "times": 1},
        {"fault": "403", "route": route, "times": 1},
    )
    await club.wire.ask("jump", seconds=3600)
    bot = await start()
    await club.wire.until(posted=2)
    assert await bot.stop() in {0, 130}
    assert len(await club.shown()) == 1


async def test_a_dropped_gateway_is_resumed_and_commands_go_on(club: Club, start: Start):
    await start()
    await club.wire.until(connected=1, commands=1)
    await club.wire.ask("gateway", do="drop")
    await club.wire.until(resumed=1)
    assert "library" in words(await club.do("library list")).lower()


async def test_a_forgotten_session_is_begun_anew(club: Club, start: Start):
    await start()
    await club.wire.until(connected=1, commands=1)
    await club.wire.ask("gateway", do="forget")
    await club.wire.until(identified=2)
    assert "library" in words(await club.do("library list")).lower()


def states(tmp_path: Path) -> list[str]:
    """How the serials stand, in the order they were started."""
    with closing(sqlite3.connect(tmp_path / "feuilleton.sqlite3")) as db:
        return [row[0] for row in db.execute("SELECT state FROM serial ORDER BY serial_id")]


@pytest.mark.parametrize(("verb", "state"), [("leave", "away"), ("outage", "running")])
async def test_a_server_left_while_the_bot_was_off_is_told_from_one_in_an_outage(
    club: Club, start: Start, tmp_path: Path, verb: str, state: str
):
    other = await found(club.wire)
    bot = await start()
    await club.wire.until(connected=1, commands=1)
    for one in (club, other):
        await one.start_serial()
    await bot.kill()
    await club.wire.ask(verb, guild=club.guild)
    await club.wire.ask("jump", seconds=3600)
    await start()
    await club.wire.until(posted=2)
    assert states(tmp_path) == [state, "running"]
    if verb == "leave":
        assert await club.shown() == []
        assert "403" not in (await club.wire.ask("standing"))["answers"]
    await club.wire.ask("come-back", guild=club.guild)
    await club.wire.until(posted=4)
    for one in (club, other):
        shown = await one.shown()
        assert ["Night 1" in shown[0], len(shown)] == [True, 1]


async def test_a_token_that_discord_does_not_take_is_said_in_one_sentence(
    club: Club, tmp_path: Path
):
    log = tmp_path / "log"
    (tmp_path / "stories").mkdir()
    bot = await start_bot(club.wire, tmp_path / "f.sqlite3", log, token="not.the.token")
    assert await bot.ended() == 2
    assert "copy it anew from the developer portal" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert "not.the.token" not in log.read_text()
