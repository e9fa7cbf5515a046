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


@pytest.mark.parametrize("token", ["two words", "two\nlines", "a\tb", "tökén"])
def test_what_can_be_no_token_is_said_before_it_is_sent(tmp_path: Path, token: str):
    settings = Settings.from_environment({"DISCORD_TOKEN": token}, tmp_path / ".env")
    with pytest.raises(SettingsError, match="DISCORD_TOKEN") as told:
        settings.require_token()
    assert token not in str(told.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_bytes("DISCORD_TOKEN=of-the-file\n".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env is not written in UTF-8"):
        Settings.from_environment({}, file)
