"""Telling moderators: in the channel they set, else privately, else in the log."""

import asyncio
import logging

import discord

from bot.domain.keys import PartKind
from bot.language.speech import _, several, speaking
from bot.services.ports import DeskNote
from bot.ui import markdown
from bot.ui.answers import NOBODY
from bot.ui.layout import Item, Layout, jump, link, row, sentence, small, text, titled
from bot.ui.retelling import retold
from bot.ui.serials import AgainButton, MissedButton, ThereButton

log = logging.getLogger(__name__)

TIME_LIMIT = 10.0
"""Seconds that telling somebody may take."""


class DiscordDesk:
    """Tells moderators things; `bot.services.ports.Desk`."""

    def __init__(self, client: discord.Client, *, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._time_limit = time_limit

    async def tell(self, note: DeskNote) -> None:
        """Say it in the desk channel, else to whoever started the serial, else in the log."""
        for way in (self._in_channel, self._privately):
            try:
                async with asyncio.timeout(self._time_limit):
                    if await way(note):
                        return
            except Exception as error:
                log.info("Serial %s: telling %s: %s", note.serial_id, way.__name__, error)
        log.warning("Serial %s, nobody could be told: %s", note.serial_id, note.text)

    async def _in_channel(self, note: DeskNote) -> bool:
        if note.desk_channel_id is None:
            return False
        channel = self._client.get_channel(note.desk_channel_id)
        if not isinstance(channel, discord.TextChannel) or channel.guild.id != note.guild_id:
            return False
        granted = channel.permissions_for(channel.guild.me)
        if not (granted.view_channel and granted.send_messages):
            return False
        with speaking(note.language or str(channel.guild.preferred_locale)):
            view = desk_view(note)
        await channel.send(view=view, allowed_mentions=NOBODY)
        return True

    async def _privately(self, note: DeskNote) -> bool:
        if note.started_by is None:
            return False
        person = self._client.get_user(note.started_by)
        if person is None:
            person = await self._client.fetch_user(note.started_by)
        server = self._client.get_guild(note.guild_id)
        with speaking(note.language or (str(server.preferred_locale) if server else None)):
            view = private_view(note, server.name if server else None)
        await person.send(view=view, allowed_mentions=NOBODY)
        return True


def desk_view(note: DeskNote) -> Layout:
    """Lay out a note for the desk channel, with what moderators can do about it."""
    return Layout(text(f"📌 {_said(note)}"), row(*_buttons(note), _way(note)))


def private_view(note: DeskNote, server: str | None) -> Layout:
    """Lay out a note for a private message, which names the server it comes from.

    What is clicked there comes from no server, so the buttons that move a serial are left out and
    the way to them is told.
    """
    origin = f"{titled(server)} · " if server else ""
    return Layout(
        text(f"📌 {origin}{_said(note)}"),
        text(small(_("Use `/serial show` in the server: the buttons for this are there.")))
        if _buttons(note)
        else None,
        row(_way(note)),
    )


def _said(note: DeskNote) -> str:
    """Say a note, sentence by sentence, in the language spoken."""
    said = {
        name: _part(value) if isinstance(value, PartKind) else value
        for name, value in note.said.items()
    }
    first, *others = note.text.split("\n")
    many = said.get("count")
    if note.one is not None and isinstance(many, int):
        told = [several(note.one, first, many, **markdown.quotable(said))]
    else:
        told = [markdown.fill(retold(first), said)]
    told += [markdown.fill(retold(line), said) for line in others]
    return " ".join(line if line.endswith(":") else sentence(line) for line in told)


def _part(kind: PartKind) -> str:
    match kind:
        case PartKind.PASSAGE:
            return _("a passage")
        case PartKind.THREAD:
            return _("the discussion thread")
        case PartKind.GREETING:
            return _("the greeting in the discussion")
        case PartKind.CLOSING:
            return _("the closing card")
        case PartKind.POLL:
            return _("the poll on what to read next")
        case PartKind.WORD:
            raise ValueError("a word to one reader troubles no moderator")


def _buttons(note: DeskNote) -> list[Item]:
    if note.kind == "parked" and note.key is not None:
        return [ThereButton.make(note.key), AgainButton.make(note.key)]
    if note.kind == "missed":
        return [MissedButton.make(note.serial_id)]
    return []


def _way(note: DeskNote) -> Item:
    return link(_("Go to the channel"), jump(note.guild_id, note.channel_id, note.near))
