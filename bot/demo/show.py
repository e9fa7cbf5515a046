"""The show: the stage and its page, until Ctrl-C."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from simcord import ChannelHandle

from bot import logs
from bot.demo.cast import settle_in, stock, subscribe
from bot.demo.page import Page, Viewer
from bot.demo.stage import Stage, settings_for, staged
from bot.domain.errors import RefusalError

SECONDS_A_DROP = 20.0
"""How long the page rests, in real seconds, before the clock moves on to the next drop."""

_OPENING_DROPS = 3
"""How many drops of the shelf's stories there are when the page opens; of a named one, one."""

_TO_TRY: Mapping[str, tuple[str, str, str]] = {
    "channel": (
        "Press a note's button under a passage, then “I've read this”: only you see the answers.",
        "Type /read, /progress, /board, /search or /quote and press the arrow.",
        "Choose Margit at the top of the page: she may type /serial show, stats, skip or pause.",
    ),
    "thread": (
        "Write into the discussion; choose at the top of the page which reader you are.",
        "Type /footnote, then a 1 in its field: it lists the notes that have dropped so far.",
        "Type /read or /progress and press the arrow: your private reader, and how far you are.",
    ),
    "gated": (
        "Press “Discuss” under a passage: its discussion opens to those who have read it.",
        "Press “I've read this” there: you are let in.",
        "Choose Margit at the top of the page: as a moderator she gets in with “Discuss”.",
    ),
    "dm": (
        "Press “Send the next one now” under the letter, or a note's button.",
        "Wait for eight in the morning: the next letter comes by itself.",
        "Press “Pause”, and “Go on”.",
    ),
}
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Say = Callable[[str], None]


async def run(
    story: Path | None,
    view: str,
    *,
    interval: float = SECONDS_A_DROP,
    port: int = 0,
    say: Say | None = None,
) -> int:
    """Run the demo until Ctrl-C, SIGTERM or the page ends it; say the exit code.

    `story` is a manuscript to run instead of the shelf's; `view` is what the page opens on:
    "channel", "thread" for the first discussion, "gated" for the second story's channel, "dm" for
    a reader's private channel. `interval` is in real seconds; port 0 is any free one.
    Raises `OSError` and `RefusalError` for a story that can't be used, and for another view.
    """
    if view not in _TO_TRY:
        views = ", ".join(f"VIEW={one}" for one in _TO_TRY)
        raise RefusalError(f"VIEW is {view!r}; use one of {views}.")
    logs.begin("WARNING", form=logs.BRIEF)
    with TemporaryDirectory(prefix="feuilleton-demo-") as folder, _ended_by_signals() as stop:
        settings = settings_for(Path(folder), story)
        async with staged(settings) as stage:
            await stage.start_serials()
            for _ in range(_OPENING_DROPS if story is None else 1):
                await stage.move_on()
            await stock(stage)
            await settle_in(stage)
            shown, viewers = await _seen(stage, view)
            async with Page(stage, shown, port, viewers) as page:
                tell = say or partial(print, flush=True)
                tell(_invitation(page.url, view, interval))
                await _keep_moving(stage, page, stop, interval, tell)
        tell("The demo has ended; nothing of it is kept.")
    return 0


async def _seen(stage: Stage, view: str) -> tuple[ChannelHandle, Sequence[Viewer]]:
    """Say which channel the page opens on and who looks at it; of the others' nobody but they."""
    ada = stage.readers[0]
    everyone = (*stage.readers, stage.moderator)
    match view:
        case "dm":
            await subscribe(stage, ada)
            return ada.user.dm_channel, (ada.user,)
        case "thread" if stage.channel.threads:
            return stage.channel.threads[0], everyone
        case "gated":
            return stage.gated, everyone
        case _:
            return stage.channel, everyone


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


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _invitation(url: str, view: str, interval: float) -> str:
    tries = "\n".join(f"  {number}. {item}" for number, item in enumerate(_TO_TRY[view], 1))
    return (
        f"\nFeuilleton runs in a simulated Discord. Open this address in your browser:\n\n  {url}\n"
        f"\nThree things to try:\n{tries}\n"
        "\nThe page shows one channel, and its links lead to the real Discord. VIEW=thread opens\n"
        "a discussion, VIEW=gated a story whose discussions open to those who have read, VIEW=dm\n"
        f"a reader's private messages. A day passes every {interval:g} seconds. Ctrl-C ends it.\n"
    )
