"""`make pictures`: take the README's picture of the demo's page, and those of docs/pictures.md.

The demo's server is brought to a point and its page photographed there, in a real browser.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simcord import ChannelHandle, MemberActor

from bot.demo.cast import buttons_in, get_letters, set_up
from bot.demo.page import Page, Viewer
from bot.demo.show import unheard
from bot.demo.stage import Stage, press, settings_for, staged
from tests.browser import browser

DOCS = Path(__file__).parents[1] / "docs"
WIDTH = 1000
SETTLED = """
document.body.innerText.includes("Viewport updated")
&& [...document.images].every((image) => image.complete && image.naturalWidth)
&& document.fonts.status === "loaded"
&& document.getAnimations().length === 0
"""
"""simcord's page says so once it shows what it was to bring into view; letters and pictures come
after that, and fade in. A picture without a width is a broken one, which the page may replace yet.
"""

Act = Callable[[Stage], Awaitable[tuple[ChannelHandle, Viewer]]]
"""Brings the server to a point; says which channel is photographed, and as whom."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name in docs/, its height in pixels, and what is in it."""

    name: str
    height: int
    act: Act


async def _passage(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    await _press_newest(stage.channel, stage.readers[0], "f:done:")
    return stage.channel, stage.readers[0]


def _asking(number: int, command: str, **options: str) -> Act:
    """A reader, by number, gives a command in the first story's channel."""

    async def act(stage: Stage) -> tuple[ChannelHandle, Viewer]:
        reader = stage.readers[number]
        await reader.slash(stage.channel, command, **options)
        return stage.channel, reader

    return act


async def _short_page(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    bram = stage.readers[1]
    await press(bram, await bram.slash(stage.channel, "preferences"), "f:length:short")
    await bram.slash(stage.channel, "read")
    return stage.channel, bram


async def _stats(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    await stage.moderator.slash(stage.channel, "serial stats")
    return stage.channel, stage.moderator


async def _letter(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    dov = stage.others[0]
    await get_letters(stage, dov)
    return dov.user.dm_channel, dov.user


async def _gate(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    await _press_newest(stage.gated, stage.readers[1], "f:talk:")
    return stage.gated, stage.readers[1]


async def _german(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    shown = await stage.german.slash(stage.channel, "preferences")
    await press(stage.german, shown, "f:length:short")
    await stage.german.slash(stage.channel, "read")
    return stage.channel, stage.german


async def _adult(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    ada = stage.readers[0]
    await ada.slash(stage.adult, "read")
    return stage.adult, ada


async def _finished(stage: Stage) -> tuple[ChannelHandle, Viewer]:
    return stage.short, stage.readers[0]


SHOTS: Sequence[Shot] = (
    Shot("progress", 760, _asking(1, "progress")),
    Shot("letter", 1120, _letter),
    Shot("demo", 760, _passage),
    Shot("reader", 800, _short_page),
    Shot("footnote", 620, _asking(1, "footnote", marker="1")),
    Shot("board", 560, _asking(1, "board")),
    Shot("gate", 560, _gate),
    Shot("german", 800, _german),
    Shot("adult", 700, _adult),
    Shot("stats", 960, _stats),
    Shot("finished", 900, _finished),
)


async def _press_newest(channel: ChannelHandle, reader: MemberActor, button: str) -> None:
    message, custom_id = buttons_in(channel, button)[-1]
    await reader.click(message, custom_id=custom_id)


async def main() -> None:
    """Take all pictures, one after the other."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, unheard():
        async with staged(settings_for(Path(folder), None)) as stage, browser() as tab:
            await set_up(stage, stage.channel, drops=4)
            for shot in SHOTS:
                channel, viewer = await shot.act(stage)
                async with Page(stage, channel, viewers=(viewer,)) as page:
                    await tab.open(page.url, width=WIDTH, height=shot.height)
                    await tab.until(SETTLED)
                    await tab.photograph(DOCS / f"{shot.name}.png")
                    await tab.open("about:blank", width=WIDTH, height=shot.height)


if __name__ == "__main__":
    asyncio.run(main())
