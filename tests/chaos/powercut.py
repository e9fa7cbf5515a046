"""Figure 7d: power cuts. What was written and not synced is lost, torn or out of order.

What the bot's writer executes while drops run is recorded and replayed through apsw, with the same
settings, on a file system that notes every write and every sync. From the notes any cut can be
played: what had been synced is on the disk, and of the rest nothing, all, or some of it in another
order, sectors torn off. What is left is opened again: it has to be whole, and exactly what had been
committed, or that and the transaction that was being committed.

apsw's files know no shared memory, so the replay keeps the file for itself (`locking_mode`); the
log, its frames and its syncs are the same.
"""

import asyncio
import hashlib
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from bot.storage.database import WRITER_PRAGMAS
from bot.storage.files import copy
from tests.services.conftest import House, open_house
from tests.services.fakes import FakeClock, FakeDesk, FakeDiscord

_SECTOR = 512
_TABLES = ("lease", "serial", "instalment", "delivery")
_LOG = "-wal"


@dataclass
class Cuts:
    """What the cuts left. `torn` counts those that lost, tore or shuffled something unsynced."""

    cuts: int = 0
    commits: int = 0
    torn: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.cuts:,} power cuts amid {self.commits:,} claims, records and plans, "
            f"{self.torn:,} with unsynced writes lost, torn or out of order: {len(self.lost)} lost "
            f"what was committed, {len(self.damaged)} left a damaged file"
        )


@dataclass(frozen=True, slots=True)
class _Write:
    """Bytes written to a file, or its length set where there are none."""

    name: str
    offset: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class _Sync:
    name: str


@dataclass(frozen=True, slots=True)
class _Commit:
    """COMMIT came back: from here on it has to last. `digest` is what the tables hold."""

    digest: str


_Note = _Write | _Sync | _Commit


def record(folder: Path) -> tuple[Path, list[str]]:
    """Let a serial run; give the database as it began, and what the writer executed since."""
    statements: list[str] = []
    base = folder / "base.sqlite3"

    async def live() -> None:
        clock = FakeClock()
        discord = FakeDiscord(now=clock.now)
        house = await open_house(folder / "live.sqlite3", clock, discord, FakeDesk())
        await house.start(instalment="1 passage")
        await house.start(instalment="scene", channel_id=11)
        await asyncio.to_thread(copy, folder / "live.sqlite3", base)
        await house.database._writer.set_trace_callback(statements.append)
        await _run(house, clock)
        await house.database.close()

    asyncio.run(live())
    return base, statements


async def _run(house: House, clock: FakeClock) -> None:
    clock.move(hours=6)
    for _ in range(8):
        await house.settle()
        clock.move(days=1)
        await house.outbox.take_over()


def replay(
    folder: Path, base: Path, statements: list[str], settings: dict[str, str]
) -> list[_Note]:
    """Execute the statements on a copy of the base; note every write, sync and commit."""
    notes: list[_Note] = []
    path = folder / "test.sqlite3"
    path.write_bytes(base.read_bytes())
    files = _Files(notes)
    db = apsw.Connection(str(path), vfs=files.name)
    pragmas = dict(pragma.split(" = ") for pragma in WRITER_PRAGMAS) | settings
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    for name, value in pragmas.items():
        db.execute(f"PRAGMA {name} = {value}").fetchall()
    notes.append(_Commit(_digest(db)))
    for statement in statements:
        db.execute(statement).fetchall()
        if statement == "COMMIT":
            notes.append(_Commit(_digest(db)))
    taken = list(notes)
    db.close()
    files.unregister()
    return taken


def cut(notes: list[_Note], base: Path, folder: Path, times: int, seed: int = 1) -> Cuts:
    """Cut the power at so many moments, and look at what is left."""
    cuts = Cuts(commits=sum(isinstance(note, _Commit) for note in notes) - 1)
    chance = random.Random(seed)
    start = next(at for at, note in enumerate(notes) if isinstance(note, _Commit)) + 1
    for number in range(times):
        at = chance.randrange(start, len(notes) + 1)
        done = [note.digest for note in notes[:at] if isinstance(note, _Commit)]
        coming = next((note.digest for note in notes[at:] if isinstance(note, _Commit)), None)
        images, torn = _left(notes[:at], base.read_bytes(), chance)
        path = folder / f"cut{number}.sqlite3"
        for name, data in images.items():
            path.with_name(f"{path.name}{name}").write_bytes(data)
        cuts.cuts += 1
        cuts.torn += torn
        _judge(path, done[-1], coming, f"cut {number} at {at} of {len(notes)}", cuts)
        for name in ("", _LOG, "-shm"):
            path.with_name(f"{path.name}{name}").unlink(missing_ok=True)
    return cuts


def _judge(path: Path, done: str, coming: str | None, name: str, cuts: Cuts) -> None:
    try:
        with closing(sqlite3.connect(path)) as db:
            found = _digest(db)
            sound = [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
    except sqlite3.DatabaseError as error:
        cuts.damaged.append(f"{name}: {error}")
        return
    if not sound:
        cuts.damaged.append(f"{name}: it fails its integrity check")
    elif found not in (done, coming):
        cuts.lost.append(f"{name}: what was committed is not there")


def _left(notes: list[_Note], base: bytes, chance: random.Random) -> tuple[dict[str, bytes], bool]:
    """Say what each file holds after a cut, and whether anything that was written is not there."""
    durable: dict[str, bytearray] = {"": bytearray(base)}
    pending: dict[str, list[_Write]] = {}
    for note in notes:
        match note:
            case _Write(name):
                pending.setdefault(name, []).append(note)
            case _Sync(name):
                for write in pending.pop(name, []):
                    _apply(durable.setdefault(name, bytearray()), write)
    way = chance.choice(["none", "all", "some"])
    torn = False
    for name, writes in pending.items():
        image = durable.setdefault(name, bytearray())
        for write in _surviving(writes, way, chance):
            torn |= way == "some"
            _apply(image, write)
        torn |= way == "none"
    return {name: bytes(image) for name, image in durable.items()}, torn


def _surviving(writes: list[_Write], way: str, chance: random.Random) -> Iterator[_Write]:
    """Give the writes that reached the disk, in the order in which they did."""
    if way == "all":
        yield from writes
    if way != "some":
        return
    for write in chance.sample(writes, chance.randint(0, len(writes))):
        if write.data is not None and len(write.data) > _SECTOR and chance.random() < 0.3:
            length = _SECTOR * chance.randrange(len(write.data) // _SECTOR)
            yield _Write(write.name, write.offset, write.data[:length])
        else:
            yield write


def _apply(image: bytearray, write: _Write) -> None:
    if write.data is None:
        del image[write.offset :]
        return
    image.extend(bytes(max(write.offset - len(image), 0)))
    image[write.offset : write.offset + len(write.data)] = write.data


def _digest(db: sqlite3.Connection | apsw.Connection) -> str:
    """Sum up what the tables hold."""
    found = hashlib.sha256()
    for table in _TABLES:
        for row in db.execute(f"SELECT * FROM {table}"):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


class _Files(apsw.VFS):
    """A file system that notes what is written and synced, and does it."""

    name = "noting"

    def __init__(self, notes: list[_Note]) -> None:
        self._notes = notes
        super().__init__(self.name, "")

    def xOpen(  # noqa: N802 - SQLite's name
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        return _File(name, flags, self._notes)


class _File(apsw.VFSFile):
    """One file of it: the database is "", its log "-wal"."""

    def __init__(
        self, name: str | apsw.URIFilename | None, flags: list[int], notes: list[_Note]
    ) -> None:
        super().__init__("", name, flags)
        given = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        self._name = given.rpartition(".sqlite3")[2]
        self._notes = notes

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._notes.append(_Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._notes.append(_Write(self._name, newsize, None))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._notes.append(_Sync(self._name))
        super().xSync(flags)


def power_cuts(times: int, **settings: str) -> Cuts:
    """Record, replay and cut the power so often; `settings` are pragmas other than the bot's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base, statements = record(folder)
        # Small logs too, so that cuts fall into the writing back of a log.
        cuts = Cuts()
        for log in ("1000", "8"):
            notes = replay(folder, base, statements, {**settings, "wal_autocheckpoint": log})
            one = cut(notes, base, folder, times // 2, seed=len(log))
            cuts.cuts, cuts.commits = cuts.cuts + one.cuts, cuts.commits + one.commits
            cuts.torn += one.torn
            cuts.lost += one.lost
            cuts.damaged += one.damaged
        return cuts
