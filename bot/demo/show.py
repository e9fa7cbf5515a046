"""The show: the stage and its page, until Ctrl-C."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import logs
from bot.demo.page import Page
from bot.demo.stage import Stage, settings_for, staged
from bot.domain.errors import RefusalError

SECONDS_A_DROP = 20.0
"""How long the page rests, in real seconds, before the clock moves on to the next drop."""

_TO_TRY: Mapping[str, tuple[str, str, str]] = {
    "channel": (
        "Press a note's button under a passage, then “I've read this”: only you see the answers.",
        "Type /read or /progress and press the arrow: your private reader, and how far you are.",
        "Choose Margit at the top of the page: she may type /serial show, skip, drop or pause.",
    ),
    "thread": (
        "Write into the discussion; choose at the top of the page which reader you are.",
        "Type /footnote, then a 1 in its field: it lists the notes that have dropped so far.",
        "Type /read or /progress and press the arrow: your private reader, and how far you are.",
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

    `story` is a manuscript to run instead of the shelf's; `view` is "channel", or "thread" for a
    page on the first discussion. `interval` is in real seconds; port 0 is any free one.
    Raises `OSError` and `RefusalError` for a story that can't be used, and for another view.
    """
    if view not in _TO_TRY:
        raise RefusalError(f"VIEW is {view!r}; use VIEW=channel or VIEW=thread.")
    logs.begin("WARNING", form=logs.BRIEF)
    with TemporaryDirectory(prefix="feuilleton-demo-") as folder, _ended_by_signals() as stop:
        settings = settings_for(Path(folder), story)
        async with staged(settings) as stage:
            await stage.start_serial()
            await stage.move_on()
            discussion = await stage.talk()
            shown = discussion if view == "thread" and discussion else stage.channel
            async with Page(stage, shown, port) as page:
                tell = say or partial(print, flush=True)
                tell(_invitation(page.url, view, interval))
                await _keep_moving(stage, page, stop, interval, tell)
        tell("The demo has ended; nothing of it is kept.")
    return 0


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
        "\nThe page shows one channel, and its links lead to the real Discord; a discussion opens\n"
        f"with VIEW=thread. A day passes every {interval:g} seconds. Ctrl-C ends it.\n"
    )
