"""Settings come from .env and the environment, and never show the token."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError


def test_the_environment_wins_over_the_file(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("DISCORD_TOKEN=of-the-file\nFEUILLETON_STORIES=shelf\n")
    settings = Settings.from_environment({"DISCORD_TOKEN": "of-the-shell"}, file)
    assert settings.require_token() == "of-the-shell"
    assert settings.stories == Path("shelf")


def test_an_empty_token_is_none(tmp_path: Path):
    settings = Settings.from_environment({"DISCORD_TOKEN": "  "}, tmp_path / ".env")
    with pytest.raises(SettingsError, match="DISCORD_TOKEN"):
        settings.require_token()


def test_the_token_is_never_shown():
    assert "secret" not in repr(Settings(token="secret"))


def test_a_wrong_level_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match="LOUD"):
        Settings.from_environment({"FEUILLETON_LOG_LEVEL": "loud"}, tmp_path / ".env")
