"""What a run leaves in its log: never a token, and no story unless one asks loudly."""

import re
from pathlib import Path

import pytest

from bot.logs import REDACTED
from tests.wire.driver import stand_in, start_bot
from tests.wire.shown import answer, custom_id

TOKEN = "a-canary.of-a.token"
PATIENT = "--patience=8"
"""For a machine that has more to do; one click is never answered."""
STORY = b"Chapter 1: One\n\nThe zyzzyva of the harbour went round the quay.\n"


@pytest.mark.parametrize("loud", [False, True])
async def test_a_run_with_faults_logs_no_token_and_no_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, loud: bool
):
    monkeypatch.setenv("FEUILLETON_LOG_LEVEL", "DEBUG")
    (tmp_path / "stories").mkdir()
    log = tmp_path / "log"
    options = ["--loud"] if loud else []
    async with stand_in("--token", TOKEN, PATIENT) as wire:
        guild = await wire.ask("server")
        [talk] = await wire.ask("channels", guild=guild["guild"], names=["talk"])
        here = {"channel": talk, "user": guild["owner"]}
        bot = await start_bot(wire, tmp_path / "f.sqlite3", log, *options, token=TOKEN)
        await wire.until(connected=1, commands=1)
        file = {"file": ("zyzzyva.txt", STORY)}
        proof = answer(await wire.command("library add", files=file, **here))
        await wire.faults({"fault": "404-message", "route": "POST /interactions/*"})
        await wire.ask(
            "click",
            message=int(proof["id"]),
            custom_id=custom_id(proof, "Add to the library"),
            **here,
        )
        await wire.faults({"fault": "500-before", "route": "* /webhooks/*"})
        await wire.command("library export", story="1", **here)
        await bot.stop()
    said = log.read_text()
    assert "could not be answered" in said
    assert (REDACTED in said) == loud
    assert TOKEN not in said
    assert not re.search(r"\bwire-[0-9a-f]{6,}", said)
    assert ("zyzzyva" in said) == loud  # loudly, the wire itself is shown
