"""The cast: what the members of the demo's server have done before you come."""

from collections.abc import Sequence
from pathlib import Path

import discord
from simcord import ChannelHandle, MemberActor
from simcord.components import walk_components

from bot.demo.stage import ZONE, Stage, press

_REMARKS = {
    "dov": "I missed my stop over this one.",
    "bram": "No spoilers, please, this is as far as I am!",
    "chiara": "Same time tomorrow, everyone?",
}
_LIBRARY = Path(__file__).parent / "library"
"""Stories that the moderator has taken in, beside the shelf's."""

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

_ADULT = "The Winter Surgeon"
_SHORT = "The Lift at Pender House"
_JAPANESE = "忘れ物係"
_ARABIC = "بائع المطر"

_EVERY_MORNING = {"time": "08:00", "timezone": ZONE, "amount": "chapter"}


async def set_up(stage: Stage, home: ChannelHandle, *, drops: int, company: bool = True) -> None:
    """Bring the server to where a visitor comes in: so many drops, and what members did meanwhile.

    `home` is where the first story runs; with `company`, stories of the library run in the other
    channels, and all but the first reader keep up with the short one.
    Raises `RefusalError` where there is no story or the bot refuses.
    """
    await stage.start_serials(home)
    await _stock(stage)
    if company:
        await stage.start(await _named(stage, _ADULT), stage.adult, "thu, sat", "chapter")
        await stage.start(await _named(stage, _SHORT), stage.short, "daily", "chapter")
        await stage.start(await _named(stage, _JAPANESE), stage.japanese, "thu", "chapter")
        await stage.start(await _named(stage, _ARABIC), stage.arabic, "thu", "chapter")
    for drop in range(drops):
        await stage.move_on()
        for reader in (*stage.readers[1:], *stage.others):
            for message, custom_id in buttons_in(stage.short, "f:done:")[drop:]:
                await reader.click(message, custom_id=custom_id)
            if drop == 0:
                await _ask_for_a_note(reader, stage.short)
        if drop == 0:
            await _close(stage, home)
    await _settle_in(stage, home)


async def _stock(stage: Stage) -> None:
    """Let the moderator take stories into the library: to be started, and to be read next."""
    files = [(file.name, file.read_bytes()) for file in sorted(_LIBRARY.glob("*.md"))]
    files += [
        (f"{title}.md", f"# {title}\n\n{text}\n".encode()) for title, text in _NEXT_UP.items()
    ]
    for file in files:
        shown = await stage.moderator.slash(stage.office, "library add", file=file)
        await press(stage.moderator, shown, "f:sadd:")


async def _named(stage: Stage, title: str) -> str:
    return (await stage.choices(title))[0]


async def _close(stage: Stage, home: ChannelHandle) -> None:
    """Let somebody have the first letter of the first serial, and no other: that she takes no
    private messages any more is found out with the second, and told above her next answer.
    """
    await stage.closed.slash(home, "subscribe", **_EVERY_MORNING)
    stage.close_private_messages()


async def _settle_in(stage: Stage, home: ChannelHandle) -> None:
    """Let the second reader have read the first instalment and the third all there are, both where
    discussions are open and behind the gate; the others read as they do. These two and one more
    show where they are on the board; enough do not, so that they may be counted. The first and
    the German have not begun: one of them opens the page. Nobody has written in the second
    discussion, and it is put away.
    """
    _, bram, chiara = stage.readers
    for reader, most in ((bram, 1), (chiara, None)):
        await _read(reader, home, most)
        await _read(reader, stage.gated, most)
    for most, reader in enumerate(stage.others, 1):
        await _read(reader, home, most)
        await _ask_for_a_note(reader, home)
    for reader in (bram, chiara, stage.others[0]):
        await press(reader, await reader.slash(home, "board"), "f:share:")
    await _talk(home.threads[:1], (stage.others[0], bram, chiara))
    for thread in home.threads[1:2]:
        stage.put_away(thread)
    await _talk(stage.gated.threads[:1], (bram, chiara))


async def _read(reader: MemberActor, channel: ChannelHandle, most: int | None = None) -> None:
    """Let somebody say of the first instalments that they have read them; None is all."""
    for message, custom_id in buttons_in(channel, "f:done:")[:most]:
        await reader.click(message, custom_id=custom_id)


async def _ask_for_a_note(reader: MemberActor, channel: ChannelHandle) -> None:
    for message, custom_id in buttons_in(channel, "f:note:")[:1]:
        await reader.click(message, custom_id=custom_id)


async def _talk(threads: Sequence[ChannelHandle], readers: Sequence[MemberActor]) -> None:
    for thread in threads:
        for reader in readers:
            await reader.send(thread, _REMARKS[reader.name])


async def get_letters(stage: Stage, reader: MemberActor) -> None:
    """Let somebody have what comes by private message: the second reader has reminders, and
    has fallen behind; the third the story for adults; whoever else the first serial, at eight
    every morning.
    """
    _, bram, chiara = stage.readers
    if reader is bram:
        await reader.slash(stage.channel, "reminders")
        await stage.move_on()
    else:
        channel = stage.adult if reader is chiara else stage.channel
        await reader.slash(channel, "subscribe", **_EVERY_MORNING)


def buttons_in(channel: ChannelHandle, button: str) -> list[tuple[discord.Message, str]]:
    """List the buttons in a channel whose custom_id begins so, oldest first, with the messages."""
    return [
        (message, custom_id)
        for message in channel.history()
        for component in walk_components([one.to_dict() for one in message.components])
        if (custom_id := str(component.get("custom_id"))).startswith(button)
    ]
