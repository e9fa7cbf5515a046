"""The client: what whoever runs the bot is told when Discord says no."""

import logging
from pathlib import Path

import discord
import discord.http
import pytest

from bot.app import create_bot
from bot.settings import Settings, SettingsError


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
