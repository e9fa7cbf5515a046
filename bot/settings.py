"""Settings: what whoever runs the bot decides. Nothing is taken at import."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `database` is the SQLite file, `stories` the shelf's folder."""

    database: Path = Path("data/feuilleton.sqlite3")
    stories: Path = Path("stories")
    token: str | None = field(default=None, repr=False)
    log_level: str = "INFO"

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")
    ) -> "Settings":
        """Take the settings from `.env` and the environment, which wins.

        Raises `SettingsError` for a value that can't be used.
        """
        given = {**_written(env_file), **(os.environ if environment is None else environment)}
        named = {name: value.strip() for name, value in given.items() if value and value.strip()}
        level = named.get("FEUILLETON_LOG_LEVEL", "INFO").upper()
        if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise SettingsError(
                f"FEUILLETON_LOG_LEVEL is {level!r}; use DEBUG, INFO, WARNING or ERROR."
            )
        return cls(
            database=Path(named.get("FEUILLETON_DATABASE", "data/feuilleton.sqlite3")),
            stories=Path(named.get("FEUILLETON_STORIES", "stories")),
            token=named.get("DISCORD_TOKEN"),
            log_level=level,
        )

    def require_token(self) -> str:
        """Give the token, or say how to set it."""
        if self.token is None:
            raise SettingsError(
                "There is no DISCORD_TOKEN. Put it into .env (see .env.example) or into the "
                "environment; the README says where Discord shows it."
            )
        if not self.token.isascii() or not self.token.isprintable() or " " in self.token:
            raise SettingsError(
                "The DISCORD_TOKEN is none of Discord's, which have neither spaces nor line breaks "
                "nor accents; copy it anew from the developer portal (Bot, Reset Token)."
            )
        return self.token


def _written(env_file: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(env_file)
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{env_file} is not written in UTF-8; save it anew as UTF-8, or begin again with "
            ".env.example."
        ) from error
