"""The client: what whoever runs the bot is told when Discord says no."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import discord.http
import pytest
from discord.ext import commands

from bot.app import create_bot
from bot.client import FeuilletonClient
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
        (discord.HTTPException(answer(429), "x"), "429.* again in a few minutes"),
        (discord.ConnectionClosed(answer(0), shard_id=None, code=4004), "copy it anew"),
        (discord.ConnectionClosed(answer(0), shard_id=None, code=4011), "2,500"),
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


class Starts:
    """How many sessions Discord lets begin, each time it is asked; and what the bot does then."""

    def __init__(self, bot: FeuilletonClient, patch: pytest.MonkeyPatch, *left: int) -> None:
        self.done: list[object] = []
        self._left = list(left)
        patch.setattr(bot.http, "get_bot_gateway", self._asked)
        patch.setattr(commands.Bot, "connect", self._connected)
        patch.setattr("bot.client.asyncio.sleep", self._slept)

    async def _asked(self) -> tuple[int, str, dict[str, int]]:
        return 1, "", {"remaining": self._left.pop(0), "reset_after": 7_200_000}

    async def _connected(self, *, reconnect: bool) -> None:
        self.done.append("connected" if reconnect else "connected once")

    async def _slept(self, seconds: float) -> None:
        self.done.append(seconds)


async def test_a_bot_that_has_begun_nearly_all_sessions_of_the_day_waits_for_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Discord takes the token away from one that begins a thousand."""
    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    starts = Starts(bot, monkeypatch, 12, 1_000)
    await bot.connect()
    assert starts.done == [7_200.0, "connected"]
    again = Starts(bot, monkeypatch, 900)
    await bot.connect()
    assert again.done == ["connected"]
    await bot.close()


async def test_a_session_that_begins_anew_waits_like_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    starts = Starts(bot, monkeypatch, 50, 1_000)
    await bot.before_identify_hook(None, initial=False)
    assert starts.done == [5.0, 7_200.0]
    await bot.before_identify_hook(None, initial=True)
    await bot.close()


async def test_a_first_connection_that_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """discord.py ends with an `AttributeError` there: the network came up a moment too late."""
    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    trouble = [
        ConnectionRefusedError(111, "refused"),
        discord.ConnectionClosed(answer(0), shard_id=None, code=4004),
    ]

    async def fail(*_args: object, **_options: object) -> None:
        raise trouble.pop(0)

    async def left() -> tuple[int, str, dict[str, int]]:
        return 1, "", {"remaining": 900, "reset_after": 7_200_000}

    async def at_once(_seconds: float) -> None:
        pass

    monkeypatch.setattr(bot.http, "get_bot_gateway", left)
    monkeypatch.setattr("discord.client.DiscordWebSocket.from_client", fail)
    monkeypatch.setattr("asyncio.sleep", at_once)
    with pytest.raises(discord.ConnectionClosed, match="4004"):
        await bot.connect()
    assert not trouble


async def test_a_bot_that_is_not_told_how_many_sessions_are_left_connects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async def unsaid() -> None:
        raise discord.GatewayNotFound

    bot = create_bot(Settings(database=tmp_path / "a", stories=tmp_path))
    starts = Starts(bot, monkeypatch)
    monkeypatch.setattr(bot.http, "get_bot_gateway", unsaid)
    await bot.connect()
    assert starts.done == ["connected"]
    await bot.close()


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
