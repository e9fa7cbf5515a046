"""The cast: what the readers of the demo have done before you come."""

import discord
from simcord import ChannelHandle, MemberActor
from simcord.components import walk_components

from bot.demo.stage import ZONE, Stage, press

_REMARKS = (
    "I missed my stop over this one.",
    "No spoilers, please, I am only halfway!",
    "Same time tomorrow, everyone?",
)
_NEXT_UP = {
    "The Ferry at Low Water": (
        "The ferryman kept two ledgers, one for those who crossed and one for those who had meant "
        "to. The second was the longer. On quiet days he read it aloud to the river, a name at a "
        "time, and waited after each for as long as somebody would need to come down the steps."
    ),
    "Nine Lamps for Mrs. Okoro": (
        "She had ordered nine and counted eight, and the boy swore on his bicycle that he had "
        "counted nine as well. So one of them had been lit somewhere between the shop and the "
        "door, and one of the houses in between was keeping very quiet about it."
    ),
}
"""What the moderator has put into the library for the poll at the end: titles and beginnings."""

_MORNING = "08:00"
_A_LETTER = "5 minutes"


async def settle_in(stage: Stage) -> None:
    """Let the second reader have read the first instalment and the third all there are, and show
    where they are on the board; the others read as they do, and the three talk in the first
    discussion. The first has not begun: she is whoever opens the page.
    """
    _, bram, chiara = stage.readers
    for reader, most in ((bram, 1), (chiara, None)):
        await _read(stage, reader, most)
        await press(reader, await reader.slash(stage.channel, "board"), "f:share:")
    for most, reader in enumerate(stage.others, 1):
        await _read(stage, reader, most)
        for message, custom_id in buttons_in(stage.channel, "f:note:")[:1]:
            await reader.click(message, custom_id=custom_id)
    for thread in stage.channel.threads[:1]:
        for reader, remark in zip(stage.readers, _REMARKS, strict=True):
            await reader.send(thread, remark)


async def _read(stage: Stage, reader: MemberActor, most: int | None) -> None:
    """Let somebody say of the first instalments that they have read them; None is all."""
    for message, custom_id in buttons_in(stage.channel, "f:done:")[:most]:
        await reader.click(message, custom_id=custom_id)


async def stock(stage: Stage) -> None:
    """Let the moderator add stories to the library that members may want to read next."""
    for title, text in _NEXT_UP.items():
        file = (f"{title}.md", f"# {title}\n\n{text}\n".encode())
        shown = await stage.moderator.slash(stage.office, "library add", file=file)
        await press(stage.moderator, shown, "f:sadd:")


async def subscribe(stage: Stage, reader: MemberActor) -> None:
    """Let a reader have the first serial in private messages, at eight every morning."""
    await reader.slash(stage.channel, "subscribe", time=_MORNING, timezone=ZONE, amount=_A_LETTER)


def buttons_in(channel: ChannelHandle, button: str) -> list[tuple[discord.Message, str]]:
    """List the buttons in a channel whose custom_id begins so, oldest first, with the messages."""
    return [
        (message, custom_id)
        for message in channel.history()
        for component in walk_components([one.to_dict() for one in message.components])
        if (custom_id := str(component.get("custom_id"))).startswith(button)
    ]
