"""The client: what whoever runs the bot is told when Discord says no."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import discord.http
import pytest

from bot.app import create_bot
from bot.settings import Settings, SettingsError


def answer(status: int) -> Any:
    """What Discord answered with, as far as discord.py's errors look at it."""
    return SimpleNamespace(status=status, reason="for some reason")


def test_a_token_that_discord_refuses_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_args: object, **_options: object) -> None:
        raise discord.LoginFailure("Improper token has been passed.")

    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    monkeypatch.setattr(bot, "run", refuse)
    with pytest.raises(SettingsError, match="DISCORD_TOKEN") as told:
        bot.serve("very-secret")
    assert "very-secret" not in str(told.value)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (discord.DiscordServerError(answer(503), "x"), "503.* again in a few minutes"),
        (discord.ConnectionClosed(answer(0), shard_id=None, code=4004), "copy it anew"),
        (ConnectionRefusedError(111, "refused"), "network"),
    ],
)
def test_what_keeps_it_from_discord_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
):
    def fail(*_args: object, **_options: object) -> None:
        raise error

    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    monkeypatch.setattr(bot, "run", fail)
    with pytest.raises(SettingsError, match=said):
        bot.serve("very-secret")


def test_a_file_that_cannot_be_opened_is_not_put_down_to_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", "stories")

    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    monkeypatch.setattr(bot, "run", fail)
    with pytest.raises(PermissionError):
        bot.serve("very-secret")


async def test_nobody_is_pinged_by_what_does_not_say_whom_it_may_ping(tmp_path: Path):
    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()
    await bot.close()


async def test_the_token_is_in_no_log_at_any_level(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    # Nobody listens there: the login fails at the first connection.
    monkeypatch.setattr(discord.http.Route, "BASE", "http://127.0.0.1:9/api")
    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    with caplog.at_level(logging.DEBUG), pytest.raises(OSError, match="127"):
        await bot.login("very-secret-token")
    await bot.close()
    assert "very-secret-token" not in caplog.text
