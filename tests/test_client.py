"""The client: what whoever runs the bot is told when Discord says no."""

from pathlib import Path

import discord
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
