"""A folder or a file that may not be written: what whoever runs the bot is told at its start.

`python -m tests.chaos.unwritable FOLDER` opens the database in a folder as a user for whom modes
count, for the one who owns the machine may write everywhere.
"""

import asyncio
import ctypes
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.app import only_one
from bot.settings import SettingsError
from bot.storage.database import Database
from bot.storage.errors import StorageError

NAME = "test.sqlite3"
_THIS_THREAD = (0x2008_0522, 0)
"""The header of capset(2), in its third version."""
_MAY_READ = 1 << 2
"""CAP_DAC_READ_SEARCH in capabilities(7): the bit of the first word of each set."""

CASES = {
    "read-only folder": (0o555, 0o644, False),
    "read-only folder with a database in it": (0o555, 0o666, True),
    "read-only file": (0o777, 0o444, True),
}
"""The modes of the folder and of the database, and whether there is one."""


def told(case: str) -> str:
    """Try a case in a process of its own, and say what is told."""
    folder_mode, file_mode, there = CASES[case]
    with tempfile.TemporaryDirectory() as name:
        parent, folder = Path(name), Path(name) / "data"
        parent.chmod(0o755)
        folder.mkdir()
        if there:
            asyncio.run(_open(folder))
            (folder / NAME).chmod(file_mode)
            (folder / "feuilleton.lock").chmod(0o666)
        folder.chmod(folder_mode)
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.unwritable", str(folder)],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        folder.chmod(0o755)
    return (done.stdout + done.stderr).strip()


def missed() -> list[str]:
    """List the cases that are not named in one sentence which says what to do."""
    found = []
    for case in CASES:
        said = told(case)
        if "the right to" not in said or "\n" in said or not said.endswith("."):
            found.append(f"{case}: {said}")
    return found


async def _open(folder: Path) -> None:
    """Begin as the bot does: the lock, the database, something written."""
    with only_one(folder):
        database = await Database.open(folder / NAME)
        try:
            async with database.transaction() as db:
                await db.execute("UPDATE lease SET epoch = epoch + 1")
        finally:
            await database.close()


def _give_up_privileges() -> None:
    """Have modes count for root where it writes: as of any other owner. It may still read all, if
    it could. Threads that are begun later inherit it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(*_THIS_THREAD)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    sets[:] = [sets[0] & _MAY_READ, sets[1] & _MAY_READ, 0, 0, 0, 0]
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def main(folder: str) -> None:
    """Open the database without any privilege and print what comes of it."""
    if os.getuid() == 0:
        _give_up_privileges()
    try:
        asyncio.run(_open(Path(folder)))
        print("It was opened")
    except (SettingsError, StorageError) as error:
        print(error)


if __name__ == "__main__":
    main(sys.argv[1])
