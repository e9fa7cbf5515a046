"""Figure 7b: kill -9 inside every migration, and inside the copy that is made before it.

A child takes the steps from every schema there was, on a database with something in it, and kills
itself at a chosen point: each file it opens, renames or removes is one, and so is every hundredth
instruction of SQLite's. Others are killed from outside at a random moment, which falls into the
copying too. What is left has to be whole, of the old schema or of a new one, and has to take the
rest of the steps as if nothing had been.
"""

import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.storage import files, migrations
from bot.storage.errors import StorageError

_INSTRUCTIONS = 100
_EVENTS = {"open", "os.rename", "os.remove", "os.link", "sqlite3.connect", "sqlite3.connect/handle"}
_CONTENT = """
INSERT INTO story (story_id, guild_id, title, rating, warnings, added_at)
    VALUES (1, 1, 'The Quay', 'general', '[]', 1);
INSERT INTO edition VALUES (1, 1, 1, 'd', 'a.txt', 1, 500);
INSERT INTO chapter VALUES (1, 1, 'chapter', 1, 'One', 500, 1, 1, 300);
INSERT INTO serial (serial_id, guild_id, channel_id, edition_id, started_by, started_at, state,
    days, wall_time, zone, size_kind, size_count, discussion)
    VALUES (1, 1, 10, 1, 100, 1, 'running', '0', '18:00', 'UTC', 'passages', 1, 'off');
WITH RECURSIVE n (at) AS (VALUES (1) UNION ALL SELECT at + 1 FROM n WHERE at < 300)
    INSERT INTO passage (edition_id, number, chapter, first_scene, last_scene, continued, words,
        body) SELECT 1, at, 1, 1, 1, 0, 10, hex(randomblob(1000)) FROM n;
INSERT INTO instalment SELECT 1, number, 1, number, number, number, 300, 1 FROM passage;
INSERT INTO delivery (serial_id, instalment, part, position, channel_id, passage, state, message_id)
    SELECT 1, number, 'passage:' || number, 1, 10, number, 'sent', number FROM passage;
"""
_KEPT = "SELECT (SELECT count(*) FROM passage), (SELECT sum(message_id) FROM delivery)"


@dataclass
class Broken:
    """What the kills left. `between` counts those that left a schema amid several steps."""

    kills: int = 0
    starts: int = 0
    old: int = 0
    between: int = 0
    new: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        bound = f", under {300 / max(self.kills, 1):.1f} % a kill at 95 %"
        return (
            f"Migrations: {self.kills:,} kills from {self.starts} schemas: {self.old:,} left the "
            f"old schema, {self.between:,} one between, {self.new:,} the newest, "
            f"{len(self.violations)} anything else" + ("" if self.violations else bound)
        )


Take = Callable[[Path], object]
"""Takes the steps that are missing."""


def sweep(points: int | None, at_random: int, take: Take = migrations.upgrade) -> Broken:
    """Kill at so many points of each upgrade (at all for None), and so often at random."""
    broken = Broken()
    for version in (0, *(step.number for step in migrations.steps()[:-1])):
        broken.starts += 1
        with tempfile.TemporaryDirectory() as folder:
            _Start(version, Path(folder), broken, take).sweep(points, at_random)
    return broken


class _Start:
    """One schema to start from, and what the kills of its upgrade leave."""

    def __init__(self, version: int, folder: Path, broken: Broken, take: Take) -> None:
        self._version = version
        self._template, self._path = folder / "template.sqlite3", folder / "work" / "test.sqlite3"
        self._path.parent.mkdir()
        self._broken = broken
        self._take = take
        self._schemas = _schemas()
        _make(self._template, version)

    def sweep(self, points: int | None, at_random: int) -> None:
        """Count the points, then be killed at each, or at some; then at any moment."""
        total, seconds = self._whole()
        chance = random.Random(self._version)
        every = range(1, total + 1)
        for point in sorted(chance.sample(every, min(total, points or total))):
            self._fresh()
            pid = _forked(partial(self._upgrade, point))
            _, status = os.waitpid(pid, 0)
            self._judge(f"from {self._version}, point {point}", status)
        for _ in range(at_random):
            self._fresh()
            pid = _forked(partial(self._upgrade, None))
            time.sleep(chance.uniform(0, seconds * 1.2))
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            self._judge(f"from {self._version}, at random", status)

    def _whole(self) -> tuple[int, float]:
        """Let an upgrade through; say how many points it has and how long it takes."""
        self._fresh()
        receive, send = os.pipe()
        began = time.monotonic()
        pid = _forked(lambda: os.write(send, str(self._upgrade(sys.maxsize)).encode()))
        os.close(send)
        with os.fdopen(receive) as counted:
            total = int(counted.read())
        os.waitpid(pid, 0)
        return total, time.monotonic() - began

    def _upgrade(self, point: int | None) -> int:
        """Upgrade within a child that kills itself at a point; say how many it went by."""
        passed = 0

        def step(*_ignored: Any) -> int:
            nonlocal passed
            passed += 1
            if passed == point:
                os.kill(os.getpid(), signal.SIGKILL)
            return 0

        if point is not None:
            sys.addaudithook(lambda event, _: step() and None if event in _EVENTS else None)
            _watch_instructions(step)
        self._take(self._path)
        return passed

    def _fresh(self) -> None:
        for item in self._path.parent.iterdir():
            item.unlink()
        for item in self._template.parent.glob("template.sqlite3*"):
            copied = self._path.with_name(item.name.replace("template", "test"))
            copied.write_bytes(item.read_bytes())

    def _judge(self, name: str, status: int) -> None:
        if os.WIFSIGNALED(status):
            self._broken.kills += 1
        elif os.WEXITSTATUS(status):
            self._broken.violations.append(f"{name}: the upgrade failed by itself")
        try:
            version = self._looked_at(name)
            if os.WIFSIGNALED(status):
                self._count(version)
            migrations.upgrade(self._path)
            if self._looked_at(name) != migrations.steps()[-1].number:
                self._broken.violations.append(f"{name}: the next start did not take the rest")
            for copy in self._path.parent.glob("*.before-*[0-9]"):
                if files.damage(copy, thorough=True):
                    self._broken.violations.append(f"{name}: {copy.name} is damaged")
        except (sqlite3.Error, StorageError) as error:
            self._broken.violations.append(f"{name}: {error}")

    def _looked_at(self, name: str) -> int:
        """Look over what there is and say its schema; 0 for nothing yet."""
        version = migrations.status(self._path).version
        if not version:
            return 0
        with closing(sqlite3.connect(self._path)) as db:
            damage = [row[0] for row in db.execute("PRAGMA integrity_check")]
            schema = _schema(db)
            kept = db.execute(_KEPT).fetchone()
        if damage != ["ok"]:
            self._broken.violations.append(f"{name}: {damage[0]}")
        if schema != self._schemas[version]:
            self._broken.violations.append(f"{name}: schema {version} is not whole")
        if self._version and kept != (300, sum(range(301))):
            self._broken.violations.append(f"{name}: content is lost, {kept}")
        return version

    def _count(self, version: int) -> None:
        if version == self._version:
            self._broken.old += 1
        elif version == migrations.steps()[-1].number:
            self._broken.new += 1
        else:
            self._broken.between += 1


def _make(path: Path, version: int) -> None:
    """Make a database of an older schema with a story that runs; nothing for version 0."""
    if not version:
        return
    making = path.with_name("making")
    with closing(sqlite3.connect(making, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        for step in migrations.steps():
            if step.number <= version:
                migrations.run(db, step)
            if step.number == 1:
                db.executescript(f"BEGIN;{_CONTENT}COMMIT;")
        # As a kill leaves a database in use: what was committed is in the log beside it.
        for ending in ("", "-wal"):
            copied = path.with_name(f"{path.name}{ending}")
            copied.write_bytes(making.with_name(f"making{ending}").read_bytes())


def _schemas() -> dict[int, list[str]]:
    """Say what each schema looks like."""
    found = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for step in migrations.steps():
            migrations.run(db, step)
            found[step.number] = _schema(db)
    return found


def _schema(db: sqlite3.Connection) -> list[str]:
    return [
        row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql <> '' ORDER BY 1")
    ]


def _watch_instructions(step: Callable[[], int]) -> None:
    """Have every connection of this process call `step` now and then while SQLite works."""
    connect = sqlite3.connect

    def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*arguments, **options)
        db.set_progress_handler(step, _INSTRUCTIONS)
        return db

    sqlite3.connect = watched  # type: ignore[assignment]  # the child's own, gone with it


def _forked(work: Callable[[], object]) -> int:
    """Do something in a child process; say its id."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def in_pieces(path: Path) -> None:
    """Take the steps without their transactions: what the run has to find."""
    at = migrations.status(path)
    with files.opened(path) as db:
        for step in migrations.steps():
            if step.number > at.version:
                db.executescript(f"{step.script}\nPRAGMA user_version = {step.number};")
