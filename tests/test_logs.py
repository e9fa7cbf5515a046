"""No line of the log lets its reader act as the bot."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.logs import FORMAT, REDACTED, DiscreetFormatter

ROOT = Path(__file__).parents[1]
TOKEN = "canary.of.a.token"
LOOKS_LIKE_ONE = "MTAxMjM0NTY3ODkwMTIzNDU2Nw.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789-_"
ANSWER = "aW50ZXJhY3Rpb246MTIz"


def line(message: str, *args: object, **more: Any) -> str:
    record = logging.LogRecord("a", logging.DEBUG, __file__, 1, message, args, None)
    for name, value in more.items():
        setattr(record, name, value)
    return DiscreetFormatter(FORMAT, TOKEN).format(record)


def fault(text: str) -> Any:
    error = ValueError(text)
    return type(error), error, None


SECRETS = [
    f"logging in with {TOKEN}",
    f"Authorization: Bot {TOKEN}",
    f"{{'Authorization': 'Bot {LOOKS_LIKE_ONE}'}}",
    f"{{'Authorization': 'Bot {ANSWER}'}}",
    f"Authorization: Bot {ANSWER}",
    f"somebody pasted {LOOKS_LIKE_ONE}.",
    f"{{'op': 2, 'd': {{'token': '{TOKEN}', 'intents': 513}}}}",
    f'{{"op":2,"d":{{"token":"{TOKEN}"}}}}',
    f"{{'t': 'INTERACTION_CREATE', 'd': {{'token': '{ANSWER}', 'id': '7'}}}}",
    f"POST https://discord.com/api/v10/interactions/7/{ANSWER}/callback has returned 404",
    f"url='https://discord.com/api/v10/webhooks/7/{ANSWER}?wait=true'",
    f"PATCH /webhooks/7/{ANSWER}/messages/@original",
    f"<ClientResponse(https://discord.com/api/webhooks/7/{ANSWER}) [500 None]>",
    f"token={ANSWER!r}",
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_in_no_part_of_a_line(text: str):
    for shown in (
        line(text),
        line("%s", text),
        line("it broke", exc_info=fault(text)),
        line("it broke", stack_info=text),
        line("it broke", exc_text=text),
    ):
        assert REDACTED in shown
        for secret in (TOKEN, LOOKS_LIKE_ONE, ANSWER):
            assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        "Posting Key(serial=1, instalment=2, part='passage:1') ended with TimeoutError",
        "GET https://discord.com/api/v10/channels/1/messages/2 with None has returned 200",
        "the token is missing",
        "a1b2c3.d4e5f6.a7b8c9",
        "1 token: 3 words",
    ],
)
def test_all_else_stays_as_it_is(text: str):
    assert line(text).endswith(f"DEBUG a: {text}")


def test_a_bot_that_is_stopped_by_a_fault_logs_it_without_its_token(tmp_path: Path):
    broken = (
        "import sys, bot.cli\n"
        "def create_bot(settings):\n"
        "    raise RuntimeError(f'with {settings.token}')\n"
        "bot.cli.create_bot = create_bot\n"
        "sys.exit(bot.cli.main(['run']))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", broken],
        cwd=tmp_path,
        env={**os.environ, "DISCORD_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "RuntimeError: with [redacted]" in ended.stderr
    assert TOKEN not in ended.stderr + ended.stdout
