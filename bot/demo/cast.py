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
    for thread in stage.channel.threads[:1]:
        for reader, remark in zip(stage.readers, _REMARKS, strict=True):
            await reader.send(thread, remark)


async def _read(stage: Stage, reader: MemberActor, most: int | None) -> None:
    """Let somebody say of the first instalments that they have read them; None is all."""
    for message, custom_id in buttons_in(stage.channel, "f:done:")[:most]:
        await reader.click(message, custom_id=custom_id)


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
