"""The house as a whole: one bot a data folder, and the intents and commands it declares."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import create_bot
from bot.settings import Settings, SettingsError

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


async def test_a_second_process_on_the_same_data_is_refused(tmp_path: Path):
    settings = Settings(database=tmp_path / "test.sqlite3", stories=tmp_path)
    with subprocess.Popen(  # noqa: ASYNC220 - it only holds a lock
        [sys.executable, "-c", HOLD, str(tmp_path / "feuilleton.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        bot = create_bot(settings)
        with pytest.raises(SettingsError, match="Another Feuilleton"):
            await bot.setup_hook()
        await bot.close()
        other.communicate(b"")


def test_no_privileged_intent_is_asked_for(tmp_path: Path):
    intents = create_bot(Settings(database=tmp_path / "x.sqlite3", stories=tmp_path)).intents
    assert not intents.members
    assert not intents.presences
    assert not intents.message_content


def test_nothing_is_opened_before_the_bot_starts(tmp_path: Path):
    create_bot(Settings(database=tmp_path / "data" / "x.sqlite3", stories=tmp_path))
    assert list(tmp_path.iterdir()) == []
