"""The shell's way in: one thin function a command."""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from bot import logs
from bot.app import create_bot, only_one
from bot.domain.choices import Choices, NoteStyle, SceneRule
from bot.domain.errors import RefusalError
from bot.domain.story import Weight
from bot.language.speech import several
from bot.services.editions import prepare
from bot.services.exporting import ExportFormat, convert
from bot.services.inspection import as_text, describe
from bot.services.proofs import clean
from bot.services.shelf import put_on_shelf
from bot.settings import Settings, SettingsError
from bot.storage import copies, migrations
from bot.storage.errors import StorageError
from bot.ui.markdown import measure

_log = logging.getLogger(__name__)

_REFUSED = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; say its exit code: 0, or 2 with one line on stderr for a person's mistake.

    1 where the bot was stopped by a fault, which the log has; 130 where Ctrl-C ended it.
    """
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal of few letters shows the others as numbers.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        result: int = options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:
        return _heard_enough()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (RefusalError, SettingsError, StorageError) as error:
        print(error, file=sys.stderr)
        return _REFUSED
    except OSError as error:
        print(f"{error.filename}: {error.strerror}" if error.filename else error, file=sys.stderr)
        return _REFUSED
    return result


def _heard_enough() -> int:
    """End quietly: what comes after the pipe, `head` say, has closed it."""
    # Python writes what is left over once more as it ends, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _run(_options: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    token = settings.require_token()
    logs.begin(settings.log_level, token)
    # So a service manager's stop leaves the database in one file, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        create_bot(settings).serve(token)
    except (SettingsError, StorageError, OSError):
        raise
    except Exception:
        # Python itself would write the traceback past the log, as it is.
        _log.critical("The bot has stopped by a fault", exc_info=True)
        return 1
    return 0


def _demo(options: argparse.Namespace) -> int:
    from bot.demo.show import run  # noqa: PLC0415 - simcord is among the development requirements only

    story = options.story or os.environ.get("STORY") or None
    view = options.view or os.environ.get("VIEW") or "channel"
    who = options.who or os.environ.get("AS") or ""
    return asyncio.run(run(Path(story) if story else None, view, who))


def _inspect(options: argparse.Namespace) -> int:
    choices = Choices(
        chapters=options.chapters,
        scenes=SceneRule(options.scenes),
        notes=NoteStyle(options.notes),
        title=clean(options.title),
        author=clean(options.author),
    )
    prepared = prepare(options.file.read_bytes(), options.file.name, measure, choices)
    if options.json:
        print(json.dumps(describe(prepared), ensure_ascii=False, indent=2))
    else:
        print(as_text(prepared))
    return 0


def _import(options: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    file: Path = options.file
    folder = put_on_shelf(settings.stories, file.read_bytes(), file.name, measure)
    print(f"{folder} is on the shelf; look over its story.toml. A running bot sees it at restart.")
    return 0


def _convert(options: argparse.Namespace) -> int:
    out: Path = options.out
    form = next((one for one in ExportFormat if one.suffix == out.suffix.lower()), None)
    if form is None:
        raise RefusalError(f"{out} has to end in .md or .epub, so that I know what to write.")
    if out.exists():
        raise RefusalError(f"{out} exists already; name a file that doesn't.")
    file: Path = options.file
    data, imported = convert(file.read_bytes(), file.name, form, datetime.now(UTC))
    out.write_bytes(data)
    warnings = sum(remark.weight is Weight.WARNING for remark in imported.remarks)
    lacking = several("{count} warning", "{count} warnings", warnings)
    told = f", {lacking} (inspect {file} shows them)" if warnings else ""
    print(f"{out}: {several('{count} word', '{count} words', imported.story.words)}{told}")
    return 0


def _db_status(_options: argparse.Namespace) -> int:
    path = Settings.from_environment().database
    print(f"{path}: {_schema_of(path)}")
    return 0


def _schema_of(path: Path) -> str:
    found = migrations.status(path)
    if found.version > found.latest:
        state = "written by a newer Feuilleton"
    else:
        state = f"{found.pending} to go" if found.pending else "up to date"
    return f"schema {found.version} of {found.latest}, {state}"


def _db_upgrade(_options: argparse.Namespace) -> int:
    path = Settings.from_environment().database
    path.parent.mkdir(parents=True, exist_ok=True)
    taken = migrations.upgrade(path)
    print("\n".join(f"{path}: took {name}" for name in taken) or f"{path}: up to date")
    return 0


def _db_backup(options: argparse.Namespace) -> int:
    path = Settings.from_environment().database
    named = path.with_name(f"{path.stem}.backup-{datetime.now(UTC):%Y%m%d-%H%M%S}{path.suffix}")
    to = options.file or named
    copies.backup(path, to)
    print(f"{path} is copied to {to}")
    return 0


def _db_restore(options: argparse.Namespace) -> int:
    path = Settings.from_environment().database
    with only_one(path.parent):
        kept = copies.restore(options.file, path, datetime.now(UTC))
    print(
        f"{options.file} is in place of {path}"
        + (f"; what was there is kept as {kept}" if kept else "")
        + ". At its next start the bot first looks into its channels for what it posted since."
    )
    return 0


def _db_check(_options: argparse.Namespace) -> int:
    path = Settings.from_environment().database
    faults = copies.check(path)
    print("\n".join(faults) or f"{path}: sound, {_schema_of(path)}")
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Feuilleton")
    commands = parser.add_subparsers(required=True, metavar="command")
    run = commands.add_parser("run", help="start the bot")
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", help="the real bot in a simulated Discord, in a browser")
    demo.add_argument("--story", help="a manuscript to put on the shelf and run")
    demo.add_argument("--view", help="what the page opens on: channel, thread, gated, …")
    demo.add_argument("--as", dest="who", help="who you are to begin with: ada, bram, chiara, …")
    demo.set_defaults(command=_demo)
    _add_inspect(commands.add_parser("inspect", help="show what an import would give"))
    shelve = commands.add_parser("import", help="put a manuscript on the shelf")
    shelve.add_argument("file", type=Path)
    shelve.set_defaults(command=_import)
    change = commands.add_parser("convert", help="write a manuscript as Markdown or an e-book")
    change.add_argument("file", type=Path)
    change.add_argument("out", type=Path, help="ends in .md or .epub")
    change.set_defaults(command=_convert)
    _add_db(commands.add_parser("db", help="look after the database"))
    return parser


def _add_inspect(proof: argparse.ArgumentParser) -> None:
    proof.add_argument("file", type=Path)
    proof.add_argument("--json", action="store_true", help="for a program")
    proof.add_argument(
        "--chapters",
        default="",
        metavar="PATTERN",
        help="what lines that head chapters look like: # is a number, * any words; - for none",
    )
    rules, styles = [rule.value for rule in SceneRule], [style.value for style in NoteStyle]
    proof.add_argument("--scenes", default=rules[0], choices=rules, help="what ends a scene")
    proof.add_argument(
        "--notes", default=styles[0], choices=styles, help="what markers look like, in quotes"
    )
    proof.add_argument("--title", help="its title, whatever the file says")
    proof.add_argument("--author", help="its author, likewise")
    proof.set_defaults(command=_inspect)


def _add_db(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="command")
    status = commands.add_parser("status", help="say which schema the database has")
    status.set_defaults(command=_db_status)
    upgrade = commands.add_parser("upgrade", help="bring the schema up to date, after a copy")
    upgrade.set_defaults(command=_db_upgrade)
    backup = commands.add_parser("backup", help="copy the database, even while the bot runs")
    backup.add_argument("file", type=Path, nargs="?", help="by default beside it, with the time")
    backup.set_defaults(command=_db_backup)
    restore = commands.add_parser("restore", help="put a copy in the database's place")
    restore.add_argument("file", type=Path)
    restore.set_defaults(command=_db_restore)
    check = commands.add_parser("check", help="look for damage")
    check.set_defaults(command=_db_check)
