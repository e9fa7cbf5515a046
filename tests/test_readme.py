"""The README is true: every command is in its table, every permission has its reason."""

import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import discord
from discord import app_commands

from bot.app import create_bot
from bot.services.departures import KEPT_FOR
from bot.settings import Settings
from bot.storage import migrations
from bot.ui.permissions import FOR_GREETINGS, FOR_MESSAGES, FOR_POLLS, FOR_THREADS, NAMES
from tests.cogs.conftest import World
from tests.pictures import SHOTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands_of(tree: app_commands.CommandTree[discord.Client]) -> set[str]:
    """Every command as a member types it, and every message menu by its name."""
    slash = {
        f"/{command.qualified_name}"
        for command in tree.walk_commands()
        if isinstance(command, app_commands.Command)
    }
    menus = tree.get_commands(type=discord.AppCommandType.message)
    return slash | {menu.name for menu in menus}


async def test_the_table_has_every_command_and_no_other(world: World):
    listed = set(
        re.findall(r"^\| [`*]([^`*]+)[`*] \| (?:moderators|everyone|Manage)", README, re.MULTILINE)
    )
    assert listed == commands_of(world.bot.tree)


def test_the_invite_asks_for_exactly_what_the_bot_needs_and_what_is_explained():
    link = re.search(r"permissions=(\d+)", README)
    assert link is not None
    needed = {*FOR_MESSAGES, *FOR_POLLS, *FOR_THREADS, *FOR_GREETINGS}
    asked = discord.Permissions(int(link[1]))
    assert asked == discord.Permissions(**dict.fromkeys(needed, True))
    table = README.partition("| permission | why |")[2].partition("\n\n")[0]
    explained = re.findall(r"^ *\| ([A-Z][\w ]+) \|", table, re.MULTILINE)
    # An invitation speaks of View Channels, a channel of View Channel.
    named = {name.replace("Channels", "Channel") for name in explained}
    assert named == {NAMES[flag] for flag in needed}


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE))
    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_table_of_the_database_is_accounted_for(tmp_path: Path):
    path = tmp_path / "test.sqlite3"
    migrations.upgrade(path)
    with closing(sqlite3.connect(path)) as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    kept = {name for (name,) in names if not name.startswith("sqlite_")}
    section = README.partition("## What is kept, and for how long")[2].partition("\n## ")[0]
    named = [row.split("|")[2] for row in section.splitlines() if row.startswith("| ")]
    assert {name for cell in named for name in re.findall(r"`(\w+)`", cell)} == kept


def test_the_time_a_server_is_kept_is_the_one_that_is_told():
    assert f"after {KEPT_FOR.days} days all of it is deleted" in " ".join(README.split())


def test_the_picture_is_there_and_small():
    [picture] = re.findall(r"\]\((docs/[^)]+\.png)\)", README)
    assert (ROOT / picture).stat().st_size < 300_000


def test_the_environment_example_sets_what_the_settings_take(tmp_path: Path):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE):
        assert name in (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    assert create_bot(Settings(database=tmp_path / "a", stories=tmp_path)).user is None


def test_make_demo_asks_for_nothing_that_was_not_said():
    """make has variables of its own; AS is one."""
    path = {"PATH": os.environ["PATH"]}
    plain, told = (
        subprocess.run(
            ["make", "--dry-run", "demo", *said],
            cwd=ROOT,
            env=path,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for said in ([], ["VIEW=dm", "AS=klara"])
    )
    assert 'STORY="" VIEW="channel" AS="" ' in plain
    assert 'STORY="" VIEW="dm" AS="klara" ' in told


def test_the_pictures_are_those_that_make_pictures_takes():
    docs = ROOT / "docs"
    shown = set(re.findall(r"\]\((\w+\.png)\)", (docs / "pictures.md").read_text(encoding="utf-8")))
    assert (
        shown == {f"{shot.name}.png" for shot in SHOTS} == {one.name for one in docs.glob("*.png")}
    )
