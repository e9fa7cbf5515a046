"""Figure 7c: disks that are full or read-only, and files that are damaged.

While serials drop, the disk is full at random moments, in the middle of a post say, and has room
again later: the kernel refuses every byte, or, where one may be mounted, a small disk of its own is
filled to the brim. Looked at is that nothing is posted without a claim on the disk, that nothing is
called sent that was not, and that all goes on by itself. Damaged files are opened one by one:
each is named in one sentence, or is opened as it last was.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.services.ports import Posting
from bot.storage.database import Database
from bot.storage.errors import StorageError
from tests.disk import full_disk
from tests.services.conftest import House, open_house
from tests.services.fakes import CHANNEL, MODERATOR, FakeClock, FakeDesk, FakeDiscord, viewer

MOD = viewer(MODERATOR)


@dataclass
class Fills:
    """What the full disks showed. `attempting` counts messages that were out as it filled."""

    trials: int = 0
    fills: int = 0
    posted: int = 0
    attempting: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.fills:,} times a full disk in {self.trials} runs, {self.posted:,} messages, "
            f"{self.attempting:,} posted just as it filled: {len(self.violations)} doubled, lost, "
            "posted without a claim or called sent without being"
        )


@dataclass
class _Watched(FakeDiscord):
    """A Discord that looks, whenever it takes a message, whether its claim is on the disk."""

    path: Path = Path()
    ever: list[Key] = field(default_factory=list)
    unclaimed: list[Key] = field(default_factory=list)

    def _accept(self, posting: Posting) -> int:
        known = len(self.messages)
        message_id = super()._accept(posting)
        if len(self.messages) > known:
            self.ever.append(posting.key)
            if _state(self.path, posting.key) != "attempting":
                self.unclaimed.append(posting.key)
        return message_id


class _Full:
    """A disk that is filled and freed."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"
        self._kernel: ExitStack | None = None
        self._own = os.path.ismount(folder)

    def fill(self) -> None:
        """Leave no room."""
        if self._own:
            with self._filler.open("ab", buffering=0) as filler:
                try:
                    while filler.write(bytes(4_096)):
                        pass
                except OSError:
                    return
        elif self._kernel is None:
            self._kernel = ExitStack()
            self._kernel.enter_context(full_disk())

    def free(self) -> None:
        """Have room again."""
        if self._own:
            self._filler.unlink(missing_ok=True)
        elif self._kernel is not None:
            self._kernel.close()
            self._kernel = None


async def fill_often(seeds: range, *, mounted: bool) -> Fills:
    """Run serials on a disk that is full now and then; a disk of their own where `mounted`."""
    fills = Fills()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as name, _disk(Path(name), mounted=mounted) as folder:
            await _run(random.Random(seed), folder, fills, f"seed {seed}")
    return fills


def may_mount() -> bool:
    """Whether a small disk may be mounted here."""
    with tempfile.TemporaryDirectory() as name, _disk(Path(name), mounted=True) as folder:
        return os.path.ismount(folder)


@contextmanager
def _disk(folder: Path, *, mounted: bool) -> Iterator[Path]:
    mount = shutil.which("mount") if mounted else None
    command = [mount or "", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    done = mount is not None and (
        subprocess.run(command, check=False, capture_output=True).returncode == 0
    )
    try:
        yield folder
    finally:
        if done:
            subprocess.run(["umount", str(folder)], check=True)


async def _run(chance: random.Random, folder: Path, fills: Fills, name: str) -> None:
    clock, path, disk = FakeClock(), folder / "test.sqlite3", _Full(folder)
    discord = _Watched(now=clock.now, path=path)
    house = await open_house(path, clock, discord, FakeDesk())
    story_id = await house.add_story()
    wanted = {}
    for channel in (CHANNEL, CHANNEL + 1):
        size = chance.choice(["scene", "1 passage", "chapter"])
        serial_id = await house.start(story_id=story_id, instalment=size, channel_id=channel)
        wanted[serial_id] = (await house.serials.show(MOD, serial_id)).passages
    try:
        while any([await _alive(house, serial_id) for serial_id in wanted]):
            clock.move(hours=chance.choice([1, 3, 6]))
            await _meet_a_full_disk(chance, house, disk, discord, fills)
            discord.forget_nonces()
            for _ in range(4):
                clock.move(minutes=1)
                await house.settle()
            fills.violations += [f"{name}: {key} is sent and not there" for key in _unsent(discord)]
    finally:
        disk.free()
        await house.database.close()
    fills.trials += 1
    fills.posted += len(discord.ever)
    fills.violations += [f"{name}: {key} had no claim" for key in discord.unclaimed]
    fills.violations += _misplaced(discord.ever, wanted, name)


async def _meet_a_full_disk(
    chance: random.Random, house: House, disk: _Full, discord: _Watched, fills: Fills
) -> None:
    """Fill the disk before the drop, or while a message of it is on its way; then make room."""
    known = len(discord.ever)
    amid = chance.random() < 0.6

    async def fill() -> None:
        disk.fill()

    if amid:
        discord.before_answer = fill
    elif chance.random() < 0.5:
        disk.fill()
    for _ in range(chance.randint(1, 3)):
        await house.settle()
        house.clock.move(seconds=chance.choice([10, 31, 600]))
    met = not amid or discord.before_answer is None
    discord.before_answer = None
    fills.fills += met
    fills.attempting += met and amid and len(discord.ever) > known
    disk.free()


async def _alive(house: House, serial_id: int) -> bool:
    try:
        return (await house.serials.show(MOD, serial_id)).serial.state.alive
    except RefusalError:
        return False


def _state(path: Path, key: Key) -> str:
    with closing(sqlite3.connect(path)) as db:
        row = db.execute(
            "SELECT state FROM delivery WHERE serial_id = ? AND instalment = ? AND part = ?",
            (key.serial, key.instalment, key.part),
        ).fetchone()
    return str(row[0]) if row else "missing"


def _unsent(discord: _Watched) -> list[Key]:
    """List what the database calls sent and Discord has not."""
    with closing(sqlite3.connect(discord.path)) as db:
        rows = db.execute(
            "SELECT serial_id, instalment, part FROM delivery "
            "WHERE state = 'sent' AND part <> 'thread'"
        ).fetchall()
    return [key for row in rows if (key := Key(*row)) not in discord.ever]


def _misplaced(ever: list[Key], wanted: dict[int, int], name: str) -> list[str]:
    """Say where a serial's passages are not each there once and in order."""
    found = []
    for serial_id, passages in wanted.items():
        mine = [key.passage for key in ever if key.serial == serial_id and key.passage]
        if mine != list(range(1, passages + 1)):
            found.append(f"{name}: {mine} of {passages}")
    greetings = [key for key in ever if key.part in ("greeting", "closing")]
    if len(greetings) != len(set(greetings)):
        found.append(f"{name}: a greeting or a card twice")
    return found


# --------------------------------------------------------------------- files


@dataclass
class Damages:
    """What became of damaged files: named at the start, or opened as they last were."""

    named: int = 0
    opened: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.named + self.opened:,} damaged files: {self.named:,} named in one sentence, "
            f"{self.opened:,} opened with all they had, {len(self.violations)} anything else"
        )


def _header(data: bytearray, chance: random.Random) -> None:
    data[: chance.choice([1, 16, 100])] = b"\xee" * 100


def _page(data: bytearray, chance: random.Random) -> None:
    page = chance.randrange(1, len(data) // 4_096) * 4_096
    data[page : page + 4_096] = chance.randbytes(4_096)


def _emptied(data: bytearray, chance: random.Random) -> None:
    page = chance.randrange(1, len(data) // 4_096) * 4_096
    data[page : page + 4_096] = bytes(4_096)


def _truncated(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(1, len(data)) :]


def _text(data: bytearray, _chance: random.Random) -> None:
    data[:] = b"This is a letter and no database.\n" * 300


def _newer(data: bytearray, _chance: random.Random) -> None:
    data[60:64] = (999).to_bytes(4, "big")


HARM = {
    "header": _header,
    "page": _page,
    "emptied page": _emptied,
    "truncated": _truncated,
    "text": _text,
    "newer": _newer,
}
"""What is done to a file. Only the log's rubbish and a bit nobody looks at may be survived."""


async def open_damaged(times: int) -> Damages:
    """Open each kind of damaged file so often, and files with rubbish in their log."""
    damages = Damages()
    with tempfile.TemporaryDirectory() as name:
        sound = await _sound(Path(name))
        for kind in [*HARM, "log"]:
            for seed in range(times):
                path = Path(name) / "test.sqlite3"
                await _open(path, sound, kind, random.Random(seed), damages)
    return damages


async def _sound(folder: Path) -> bytes:
    path = folder / "sound.sqlite3"
    house = await open_house(path, FakeClock(), FakeDiscord(), FakeDesk())
    await house.start()
    await house.database.close()
    return path.read_bytes()


async def _open(
    path: Path, sound: bytes, kind: str, chance: random.Random, damages: Damages
) -> None:
    for item in path.parent.glob("test.sqlite3*"):
        item.unlink()
    data = bytearray(sound)
    if kind == "log":
        path.with_name(f"{path.name}-wal").write_bytes(chance.randbytes(chance.randint(1, 50_000)))
    else:
        HARM[kind](data, chance)
    path.write_bytes(data)
    try:
        database = await Database.open(path)
    except StorageError as error:
        damages.named += 1
        sentence = str(error)
        if str(path) not in sentence or "\n" in sentence or not sentence.endswith("."):
            damages.violations.append(f"{kind}: {sentence}")
    except Exception as error:  # anything that is not our sentence
        damages.violations.append(f"{kind}: {error!r}")
    else:
        damages.opened += 1
        kept = await database.reader.execute_fetchall("SELECT count(*) FROM passage")
        await database.close()
        if kind != "log" or next(iter(kept))[0] == 0:
            damages.violations.append(f"{kind}: it was opened as if nothing were wrong")
