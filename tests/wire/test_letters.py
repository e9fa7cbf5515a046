"""Letters over real sockets: a kill -9 while one is under way loses none and doubles none."""

from datetime import timedelta

import pytest

from tests.wire.clock import moment_of
from tests.wire.driver import BotProcess
from tests.wire.shown import words
from tests.wire.test_journey import Club, Start, club, start

__all__ = ["club", "start"]

POSTS = "POST /channels/{channel_id}/messages"
PAST_THE_NONCES = 600


async def later(club: Club, start: Start, bot: BotProcess, seconds: float) -> BotProcess:
    """Let time pass while the bot is dead: it would notice only when it looks at its clock."""
    await bot.kill()
    await club.wire.ask("jump", seconds=seconds)
    return await start()


async def dropped(club: Club, start: Start) -> BotProcess:
    """Let two chapters drop, a message with its greeting each."""
    bot = await start()
    await club.wire.until(connected=1, commands=1)
    await club.start_serial()
    bot = await later(club, start, bot, 3600)
    await club.wire.until(posted=2)
    bot = await later(club, start, bot, 24 * 3600)
    await club.wire.until(posted=4, connected=1)
    return bot


async def soon(club: Club, minutes: int = 2) -> str:
    """Name a wall time, UTC, that comes in some minutes."""
    now = moment_of((await club.wire.ask("standing"))["newest"])
    return (now + timedelta(minutes=minutes)).strftime("%H:%M")


async def subscribe(club: Club) -> tuple[str, list[str]]:
    said = await club.do(
        "subscribe", serial="harbour", time=await soon(club), timezone="UTC", amount="1 passage"
    )
    return words(said), await letters(club)


async def letters(club: Club) -> list[str]:
    """What stands in the owner's private messages."""
    channel = await club.wire.ask("direct", user=club.owner)
    return [words(one) for one in await club.wire.ask("messages", channel=channel)]


@pytest.mark.parametrize("fault", ["hang-after", "hang-before"])
async def test_a_kill_while_a_letter_is_under_way_loses_and_doubles_nothing(
    club: Club, start: Start, fault: str
):
    bot = await dropped(club, start)
    said, first = await subscribe(club)
    assert "in our private messages now" in said
    assert ["Night 1" in letter for letter in first] == [True]
    asked = (await club.wire.ask("standing"))["requests"][POSTS]
    await club.wire.faults({"fault": fault, "route": "POST /channels/*/messages", "times": 1})
    bot = await later(club, start, bot, 180)
    await club.wire.until(requests={POSTS: asked + 1})
    await club.wire.faults()
    await later(club, start, bot, PAST_THE_NONCES)
    await club.wire.until(posted=6)
    shown = await letters(club)
    assert ["Night 1" in shown[0], "Night 2" in shown[1], len(shown)] == [True, True, 2]
    assert (await club.wire.ask("standing"))["complaints"] == []


async def test_private_messages_that_are_closed_are_told_and_opened_later(club: Club, start: Start):
    await dropped(club, start)
    await club.wire.faults({"fault": "403", "route": "POST /channels/*/messages", "times": 1})
    said, none = await subscribe(club)
    assert "Discord does not let me write to you" in said
    assert none == []
