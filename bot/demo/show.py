"""The show: the stage and its page, until Ctrl-C."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from simcord import ChannelHandle, MemberActor

from bot import logs
from bot.demo.cast import get_letters, set_up
from bot.demo.page import Page, Viewer
from bot.demo.stage import Stage, settings_for, staged
from bot.demo.views import PRIVATE, VIEWS
from bot.domain.errors import RefusalError

SECONDS_A_DROP = 20.0
"""How long the page rests, in real seconds, before the clock moves on to the next drop."""

_OPENING_DROPS = 4
"""How many drops of the shelf's stories there are when the page opens; of a named one, one."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Say = Callable[[str], None]


async def run(
    story: Path | None,
    view: str,
    who: str = "",
    *,
    interval: float = SECONDS_A_DROP,
    port: int = 0,
    say: Say | None = None,
    keys: TextIO | None = sys.stdin,
) -> int:
    """Run the demo until Ctrl-C, SIGTERM or the page ends it; say the exit code.

    `story` is a manuscript to run instead of the shelf's. `view` is what the page opens on, see
    `bot.demo.views`. `who` is the name of the member that one is to begin with; empty is whoever
    fits the view. `interval` is in real seconds; port 0 is any free one. Each line that comes from
    `keys`, where that is a terminal, starts the bot anew.
    Raises `OSError` and `RefusalError` for a story that can't be used, an unknown view or name.
    """
    if view not in VIEWS:
        views = ", ".join(f"VIEW={one}" for one in VIEWS)
        raise RefusalError(f"VIEW is {view!r}; use one of {views}.")
    logs.begin("WARNING", form=logs.BRIEF)
    with TemporaryDirectory(prefix="feuilleton-demo-") as folder, _ended_by_signals() as stop:
        settings = settings_for(Path(folder), story)
        async with staged(settings) as stage:
            you = stage.member(who or VIEWS[view].you)
            home = stage.adult if story is not None and view == "adult" else stage.channel
            drops = _OPENING_DROPS if story is None else 1
            with unheard():
                await set_up(stage, home, drops=drops, company=story is None)
                shown, viewers = await _seen(stage, view, you)
            tell = say or partial(print, flush=True)
            async with (
                Page(stage, shown, port, viewers) as page,
                _restarted_by(keys, page, tell),
            ):
                tell(_invitation(page.url, view, interval))
                await _keep_moving(stage, page, stop, interval, tell)
        tell("The demo has ended; nothing of it is kept.")
    return 0


async def _seen(
    stage: Stage, view: str, you: MemberActor
) -> tuple[ChannelHandle, Sequence[Viewer]]:
    """Say which channel the page opens on and who looks at it, you first."""
    if view == PRIVATE:
        await get_letters(stage, you)
        return you.user.dm_channel, (you.user,)
    if before := VIEWS[view].before:
        before(stage)
    return VIEWS[view].opens(stage), (you, *(one for one in stage.visitors if one is not you))


async def _keep_moving(
    stage: Stage, page: Page, stop: asyncio.Event, interval: float, say: Say
) -> None:
    """Move the clock on, time and again, until `stop` is set or the page is ended."""
    ended = asyncio.create_task(page.wait_closed())
    ended.add_done_callback(lambda _: stop.set())
    say(said := await stage.news())
    rest = interval
    while not await _set_within(stop, rest):
        if rest := min(page.unquiet(), interval):
            continue
        await page.turn(stage.move_on)
        if (news := await stage.news()) != said:
            say(news)
        said, rest = news, interval
    ended.cancel()


@contextmanager
def unheard() -> Iterator[None]:
    """Keep the log from telling of what is meant to go wrong on the stage."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _ended_by_signals() -> Iterator[asyncio.Event]:
    """Give an event that Ctrl-C, SIGTERM or a closed terminal sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _ENDING:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in _ENDING:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def _restarted_by(keys: TextIO | None, page: Page, say: Say) -> AsyncIterator[None]:
    """Start the bot anew for every line that is typed, one after the other."""
    if keys is None or not keys.isatty() or _in_background(keys):
        yield
        return
    loop = asyncio.get_running_loop()
    restarts: set[asyncio.Task[None]] = set()

    async def restart() -> None:
        await page.restart()
        say("The bot was ended and has started anew: try a button that was there before.")

    def typed() -> None:
        if not keys.readline():
            loop.remove_reader(keys)
            return
        restarts.add(task := asyncio.create_task(restart()))
        task.add_done_callback(restarts.discard)

    loop.add_reader(keys, typed)
    try:
        yield
    finally:
        loop.remove_reader(keys)
        # The stage can't be struck while the bot is being made on it.
        await asyncio.gather(*restarts)


def _in_background(keys: TextIO) -> bool:
    """Whether a terminal is somebody else's to read from: who does so all the same is stopped."""
    try:
        return os.tcgetpgrp(keys.fileno()) != os.getpgrp()
    except OSError:  # not the terminal that this process was started from
        return False


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _invitation(url: str, view: str, interval: float) -> str:
    tries = "\n".join(f"  {number}. {item}" for number, item in enumerate(VIEWS[view].tries, 1))
    views = ", ".join(f"VIEW={one}" for one in VIEWS)
    return (
        f"\nFeuilleton runs in a simulated Discord. Open this address in your browser:\n\n  {url}\n"
        f"\nThree things to try:\n{tries}\n"
        "\nThe page shows one channel, and its links lead to the real Discord; other channels are\n"
        f"{views}.\n"
        f"A day passes every {interval:g} seconds. Enter starts the bot anew, Ctrl-C ends it.\n"
    )
