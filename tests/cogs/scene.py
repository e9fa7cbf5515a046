"""A server in the middle of everything: a story that runs, drafts, questions, troubles.

Every word of its stories has the canary in it. What the bot has sent its members is kept, so that
every button, menu and form that it makes can be pressed again by others.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import simcord

from tests.cogs.conftest import World, answer_of
from tests.cogs.surfaces import button_of, sheet_of
from tests.cogs.walking import custom_ids

CANARY = "zyzzyva"
TITLE = f"The {CANARY} of the Harbour"
SPARE = f"A spare {CANARY}"
AUTHOR = f"Ilk {CANARY}"
WORD = f"{CANARY}word"
FILE = f"{CANARY}-file.md"
ZONE = "Atlantic/Reykjavik"
DAILY = {"days": "daily", "time": "18:00"}


def manuscript(chapters: int = 13) -> str:
    """Chapters enough for two pages of dates; notes enough for a menu, one long for a pager."""
    marked = " ".join(f"{WORD}{n}[^{CANARY}{n}]" for n in range(1, 8))
    parts = [f"# Chapter 1: A {CANARY} head\n\n{_prose(1)} {marked}."]
    parts += [f"# Chapter {n}: A {CANARY} head\n\n{_prose(n)}" for n in range(2, chapters + 1)]
    parts[1] += f" The last {WORD}[^{CANARY}8]."
    notes = [f"[^{CANARY}{n}]: A {CANARY} note, number {n}." for n in range(1, 8)]
    notes.append(f"[^{CANARY}8]: " + f"A long {CANARY} note that goes on. " * 120)
    return "\n\n".join([*parts, *notes]) + "\n"


def _prose(number: int) -> str:
    return f"A {CANARY} walked {number} times round the quay and looked at the {CANARY} lamps. " * 8


@dataclass
class Scene:
    """The server's ids, and what its members were shown."""

    world: World
    story: int
    spare: int
    """A story that does not run."""
    serial: int
    notes: list[int]
    drafts: list[int]
    pressed: dict[str, list[str]] = field(default_factory=dict)
    """Every custom_id of a button or menu that was made, with what a menu lets one choose."""
    sheets: list[str] = field(default_factory=list)
    """The custom_ids of the forms that were opened."""

    @property
    def messages(self) -> list[int]:
        """What the bot has posted in the serial's channel."""
        return [message.id for message in self.world.posted()]

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that is stored, but for what other servers have set or left unconfirmed."""
        kept = {}
        with closing(_database(self.world)) as db:
            tables = (
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
            )
            for (table,) in db.execute(tables).fetchall():
                cursor = db.execute(f"SELECT * FROM {table}")
                names = [one[0] for one in cursor.description]
                rows = [dict(zip(names, row, strict=True)) for row in cursor]
                ours = {self.world.guild.id, None}
                kept[table] = sorted(
                    (tuple(row.values()) for row in rows if row.get("guild_id") in ours), key=repr
                )
        return kept


async def build(world: World, asking: simcord.ChannelHandle, **options: Any) -> Scene:
    """Play everything once: moderators ask in `asking`, the serial runs in `world.channel`.

    `options` are those of the stories.
    """
    spare, story = [await _add(world, asking, title=title, **options) for title in (SPARE, TITLE)]
    start = {"story": str(story), "channel": world.channel, "timezone": ZONE, **DAILY}
    calendar = await _give(world, asking, "serial start", **start)
    await world.moderator.click(calendar, label="Start the serial")
    for _ in range(2):
        await world.next_evening()
    [serial] = _ids(world, "SELECT serial_id FROM serial")
    await _read(world, asking)
    _hold_up(world)
    await _give(world, asking, "serial start", **start)
    await _ask(world, asking, story, spare, options)
    notes = _ids(world, "SELECT note_id FROM note ORDER BY 1")
    drafts = _ids(world, "SELECT draft_id FROM draft ORDER BY 1")
    scene = Scene(world, story, spare, serial, notes, drafts)
    _gather(scene)
    # Opens one of several stories, of which there would have to be another.
    scene.pressed["f:story:0"] = [str(serial)]
    # Turns to other chapters, of which there would have to be more.
    scene.pressed[f"f:range:{serial}:0"] = ["1"]
    # Turns a page of what was found, of which there would have to be more.
    scene.pressed[f"f:search:{serial}:1:{CANARY}"] = []
    scene.pressed[f"f:sentences:{serial}:{story}:1:0"] = []
    return scene


async def _give(
    world: World, asking: simcord.ChannelHandle, command: str, /, **options: Any
) -> simcord.ResponseMessage:
    return answer_of(await world.moderator.slash(asking, command, **options))


async def _add(world: World, asking: simcord.ChannelHandle, **options: Any) -> int:
    file = (FILE, manuscript().encode())
    proof = await _give(world, asking, "library add", file=file, author=AUTHOR, **options)
    await world.moderator.click(proof, label="Add to the library")
    return max(_ids(world, "SELECT story_id FROM story"))


async def _read(world: World, asking: simcord.ChannelHandle) -> None:
    """Have a reader press everything there is for readers."""
    ways = {"time": "7:30", "timezone": ZONE, "amount": "1 passage"}
    await world.ann.slash(asking, "subscribe", serial=TITLE, **ways)
    [letter] = world.ann.user.dm_channel.history()
    await world.ann.user.click(letter, label="Pause")
    mine = answer_of(await world.ann.slash(asking, "subscriptions"))
    await world.ann.click(mine, label="Change…")
    await world.ann.slash(asking, "reminders", serial=TITLE)
    opened = answer_of(await world.ann.slash(asking, "read", serial=TITLE))
    await world.ann.click(opened, label="Notes")
    offer = answer_of(await world.ann.click(opened, label="Catch me up"))
    pace = next(item for item, _ in custom_ids(offer.components) if item.startswith("f:pace"))
    await world.ann.click(offer, custom_id=pace)
    await world.ann.click(opened, label="Next")
    await world.ann.click(opened, label="Bookmark")
    await world.ann.click(opened, label="Contents")
    await world.ann.click(opened, label="Preferences")
    await world.ann.click(opened, label="Bookmarks (1)")
    await world.ann.click(world.last_of(1), label="I've read this")
    board = answer_of(await world.ann.slash(asking, "board", serial=TITLE))
    await world.ann.click(board, label="Share my place")
    for marker in (f"{CANARY}8", f"{CANARY} note"):
        await world.ann.slash(asking, "footnote", marker=marker, serial=TITLE)
    await world.ann.slash(asking, "search", words=f"the {CANARY}", serial=TITLE)
    where = world.channel
    quoted = answer_of(await world.ann.slash(where, "quote", words=f"{CANARY} lamps", serial=TITLE))
    menu = next(item for item, _ in custom_ids(quoted.components) if "sentence:" in item)
    [value, *_] = next(values for item, values in custom_ids(quoted.components) if item == menu)
    card = answer_of(await world.ann.select(quoted, custom_id=menu, values=[value]))
    await world.ann.click(card, label="Post here")
    # To who has not begun, all is ahead.
    await world.ben.slash(asking, "footnote", marker=f"{CANARY}8", serial=TITLE)


async def _ask(
    world: World, asking: simcord.ChannelHandle, story: int, spare: int, options: dict[str, Any]
) -> None:
    """Have a moderator open everything that asks before it acts, and leave it unanswered."""
    file = (FILE, manuscript().encode())
    proof = await _give(world, asking, "library add", file=file, **options)
    proof = answer_of(await world.moderator.click(proof, label="Passages"))
    for custom_id, _ in custom_ids(proof.components):
        if custom_id.startswith(("f:goto", "f:change", "f:rate")):
            await world.moderator.click(proof, custom_id=custom_id)
    file = (FILE, manuscript().replace("lamps", f"lanterns of {CANARY}").encode())
    await _give(world, asking, "library replace", story=str(story), file=file)
    entry = await _give(world, asking, "library show", story=str(spare))
    await world.moderator.click(entry, label="Rate…")
    await _give(world, asking, "library remove", story=str(spare))
    await _give(world, asking, "serial end", serial=TITLE)
    await _give(world, asking, "mydata delete")
    await _give(world, asking, "serial show", serial=TITLE)


def _gather(scene: Scene) -> None:
    for item in scene.world.env.http_requests:
        for custom_id, values in custom_ids(item.json):
            if button_of(custom_id):
                scene.pressed.setdefault(custom_id, []).extend(values)
            if sheet_of(custom_id) and isinstance(item.json, dict) and item.json.get("type") == 9:
                scene.sheets.append(custom_id)


def _hold_up(world: World) -> None:
    """Leave a message of the serial parked, and dates missed."""
    with closing(_database(world)) as db:
        db.execute(
            "UPDATE delivery SET state = 'parked', reason = 'the connection gave no answer' "
            "WHERE part LIKE 'greeting%' AND instalment = 2"
        )
        db.execute("UPDATE serial SET missed = 2, missed_at = started_at")
        db.commit()


def _ids(world: World, query: str) -> list[int]:
    with closing(_database(world)) as db:
        return [row[0] for row in db.execute(query)]


def _database(world: World) -> sqlite3.Connection:
    return sqlite3.connect(world.settings.database, timeout=10)
