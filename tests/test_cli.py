"""The shell's commands, as whoever runs the bot meets them."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.cli import main
from bot.client import FeuilletonClient

ROOT = Path(__file__).parents[1]
MANUSCRIPTS = ROOT.parent / "shared" / "manuscripts"
SAMPLE = MANUSCRIPTS / "000_86e35906ad5cded5.txt"

STORY = """Chapter 1: One

A word(1) and another.

More of it.

Still more.


Section (2) is text.

Chapter 2: Two

The end.


(1) A note.
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, with nothing of the environment in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "FEUILLETON_DATABASE", "FEUILLETON_STORIES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def inspected(capsys: pytest.CaptureFixture[str], file: Path, *options: str) -> dict[str, Any]:
    assert main(["inspect", "--json", str(file), *options]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_inspect_json_has_exactly_the_promised_shape(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
):
    (elsewhere / "a.txt").write_text(STORY)
    found = inspected(capsys, elsewhere / "a.txt")
    remarks = {"warnings", "choices", "suggestions"}
    assert set(found) == {"title", "author", "language", "words", "chapters", "totals", *remarks}
    chapter = found["chapters"][0]
    assert set(chapter) == {"kind", "number", "title", "words", "scenes", "passages", "footnotes"}
    assert set(chapter["passages"][0]) == {"number", "words", "markdown", "footnotes"}
    assert chapter["footnotes"] == [
        {"label": "1", "definition": "A note.", "markers": 1, "passage": 1}
    ]
    assert found["totals"] == {
        "chapters": 2,
        "scenes": 3,
        "scene_breaks": 1,
        "passages": 2,
        "words": 15,
        "footnote_markers": 1,
        "footnote_definitions": 1,
        "unmatched_markers": 0,
        "unused_definitions": 0,
    }


def test_inspect_tells_a_person(elsewhere: Path, capsys: pytest.CaptureFixture[str]):
    (elsewhere / "a.txt").write_bytes(STORY.replace("One", "Café").encode("cp1252"))
    assert main(["inspect", "a.txt"]) == 0
    said = capsys.readouterr().out
    assert "2 chapters, 3 scenes" in said
    assert "Café" in said
    assert re.search(r"^! .*\[.*\]$", said, re.MULTILINE)


def test_inspect_shows_the_first_and_the_longest_passage_as_markdown(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
):
    long = "The lamp on the quay went out, and nobody looked up. " * 30
    (elsewhere / "a.txt").write_text(STORY.replace("The end.", long))
    assert main(["inspect", "a.txt"]) == 0
    said = capsys.readouterr().out
    first, longest = said.split("\n--- the ")[1:]
    assert first.startswith("first passage: 1 of 2, Ch. 1 · One, 13 words ---\nA word[^1] and")
    assert longest.startswith("longest passage: 2 of 2, Ch. 2 · Two, 330 words ---\nThe lamp")
    (elsewhere / "c.txt").write_text("第一章　傘\n\n" + "雨が降っていた。" * 600, encoding="utf-8")
    assert main(["inspect", "c.txt"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"2 passages \([\d, ]+ characters\)", said)
    assert re.search(r"--- the first passage, and the longest: .*, [\d,]+ characters ---", said)
    assert "word" not in said
    (elsewhere / "b.txt").write_text("It rained.")
    assert main(["inspect", "b.txt"]) == 0
    assert "--- the first passage, and the longest: 1 of 1" in capsys.readouterr().out


def test_inspect_takes_the_choices_of_a_moderator(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
):
    (elsewhere / "a.txt").write_text(STORY)
    names = ("--title", "Lamps", "--author", "A. Keeper")
    found = inspected(capsys, elsewhere / "a.txt", "--chapters", "-", "--scenes", "never", *names)
    assert (found["title"], found["author"]) == ("Lamps", "A. Keeper")
    assert (found["totals"]["chapters"], found["totals"]["scenes"]) == (1, 1)
    assert main(["inspect", "a.txt", "--chapters", "Zzyzx #"]) == 2
    assert "Zzyzx #" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "data"), [("a.epub", b"PK\x03\x04"), ("a.txt", b""), ("a.bin", bytes(range(256)))]
)
def test_what_cannot_be_imported_is_one_line_on_stderr_and_exit_2(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes
):
    (elsewhere / name).write_bytes(data)
    assert main(["inspect", "--json", name]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1


def test_a_missing_file_is_one_line_too(capsys: pytest.CaptureFixture[str]):
    assert main(["inspect", "nowhere.txt"]) == 2
    assert capsys.readouterr().err == "nowhere.txt: No such file or directory\n"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the manuscripts to measure on are not here")
def test_the_sample_loses_no_word_and_no_note(capsys: pytest.CaptureFixture[str]):
    found = inspected(capsys, SAMPLE)
    totals = found["totals"]
    assert (totals["chapters"], totals["scenes"], totals["scene_breaks"]) == (1, 5, 4)
    assert (totals["footnote_markers"], totals["footnote_definitions"]) == (2, 2)
    assert (totals["unmatched_markers"], totals["unused_definitions"]) == (0, 0)
    [chapter] = found["chapters"]
    shown = " ".join(passage["markdown"] for passage in chapter["passages"])
    shown += " ".join(f" ({note['label']}) {note['definition']}" for note in chapter["footnotes"])
    words = re.findall(r"\w+", re.sub(r"\[\^(\d+)\]", r"(\1)", shown))
    assert words == re.findall(r"\w+", SAMPLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["flat-end", "flat-perchapter"])
def test_tristram_shandy_has_the_figures_of_the_design(
    capsys: pytest.CaptureFixture[str], name: str
):
    file = MANUSCRIPTS / f"se-tristram-shandy.{name}.txt"
    if not file.exists():
        pytest.skip("the manuscripts to measure on are not here")
    totals = inspected(capsys, file)["totals"]
    assert totals["chapters"] == 316
    assert (totals["footnote_markers"], totals["footnote_definitions"]) == (35, 35)
    assert (totals["unmatched_markers"], totals["unused_definitions"]) == (0, 0)
    assert totals["scene_breaks"] == 3


def test_a_pipe_that_is_closed_early_ends_inspect_quietly(elsewhere: Path):
    (elsewhere / "a.txt").write_text(STORY.replace("The end.", "The lamp went out. " * 9_000))
    command = [sys.executable, "-m", "bot", "inspect", "--json", str(elsewhere / "a.txt")]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_terminal_of_few_letters_gets_numbers_for_the_others(elsewhere: Path):
    (elsewhere / "a.txt").write_text(STORY.replace("One", "Café"), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "inspect", str(elsewhere / "a.txt")]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"Caf\xe9: 13 words" in done.stdout


def test_inspect_names_no_author_of_spaces_and_no_sizes_where_there_is_one(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
):
    (elsewhere / "a.md").write_text("# One\n\n# Two\n\nHello.\n")
    assert main(["inspect", "a.md", "--author", " ", "--title", "Lamps"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Lamps\n1 word, under a minute: ")
    assert "1 word, under a minute, 1 scene, 1 passage\n" in said
    assert "1 words" not in said


def test_import_puts_a_story_on_the_shelf(elsewhere: Path, capsys: pytest.CaptureFixture[str]):
    (elsewhere / "The Quay.txt").write_text(STORY)
    assert main(["import", "The Quay.txt"]) == 0
    folder = elsewhere / "stories" / "the-quay"
    assert (folder / "manuscript.txt").read_text() == STORY
    assert tomllib.loads((folder / "story.toml").read_text())["title"] == "The Quay"
    assert main(["import", "The Quay.txt"]) == 2
    assert "there already" in capsys.readouterr().err


def test_the_database_is_looked_after_from_the_shell(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["db", "check"]) == 2
    assert main(["db", "status"]) == 0
    assert "to go" in capsys.readouterr().out
    assert main(["db", "upgrade"]) == 0
    assert main(["db", "status"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(["db", "backup", "copy.sqlite3"]) == 0
    with closing(sqlite3.connect("copy.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM serial").fetchone() == (0,)
    capsys.readouterr()
    assert main(["db", "check"]) == 0
    assert re.search(r": sound, schema (\d+) of \1, up to date\n$", capsys.readouterr().out)
    assert main(["db", "backup", "copy.sqlite3"]) == 2
    capsys.readouterr()
    assert main(["db", "backup"]) == 0
    [named] = elsewhere.glob("data/feuilleton.backup-*.sqlite3")
    assert str(named.relative_to(elsewhere)) in capsys.readouterr().out


@pytest.mark.parametrize("asked", ["status", "check"])
def test_a_database_of_a_newer_version_is_named(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], asked: str
):
    main(["db", "upgrade"])
    with closing(sqlite3.connect(elsewhere / "data" / "feuilleton.sqlite3")) as db:
        db.execute("PRAGMA user_version = 999")
    capsys.readouterr()
    assert main(["db", asked]) == 0
    assert "schema 999 of" in (said := capsys.readouterr().out)
    assert "written by a newer Feuilleton" in said


def test_a_copy_is_put_back_from_the_shell(elsewhere: Path, capsys: pytest.CaptureFixture[str]):
    main(["db", "upgrade"])
    main(["db", "backup", "copy.sqlite3"])
    capsys.readouterr()
    assert main(["db", "restore", "copy.sqlite3"]) == 0
    said = capsys.readouterr().out
    [kept] = elsewhere.glob("data/feuilleton.sqlite3.replaced-*")
    assert str(kept.relative_to(elsewhere)) in said
    assert "looks into its channels" in said
    assert main(["db", "check"]) == 0


def test_nothing_is_put_back_while_the_bot_runs(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
):
    main(["db", "upgrade"])
    main(["db", "backup", "copy.sqlite3"])
    hold = "import sys, filelock\nwith filelock.FileLock(sys.argv[1]): print(); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, "data/feuilleton.lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert main(["db", "restore", "copy.sqlite3"]) == 2
        other.communicate(b"")
    assert "Stop it first" in capsys.readouterr().err
    assert not list(elsewhere.glob("data/*.replaced-*"))


def test_run_without_a_token_says_where_to_put_it(capsys: pytest.CaptureFixture[str]):
    assert main(["run"]) == 2
    assert "DISCORD_TOKEN" in capsys.readouterr().err


def test_a_service_managers_stop_closes_the_house(monkeypatch: pytest.MonkeyPatch):
    """SIGTERM ends it as Ctrl-C does, so that no log is left beside the database."""
    closed: list[bool] = []

    async def stopped(client: FeuilletonClient, *_args: object, **_more: object) -> None:
        client._stack.callback(closed.append, True)
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            await asyncio.Event().wait()

    monkeypatch.setenv("DISCORD_TOKEN", "a-token")
    monkeypatch.setattr(logs, "begin", lambda *_: None)
    monkeypatch.setattr(FeuilletonClient, "start", stopped)
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(["run"]) == 0
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    assert closed == [True]


@pytest.mark.parametrize("suffix", [".md", ".epub"])
def test_convert_writes_what_imports_again(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], suffix: str
):
    (elsewhere / "a.txt").write_text(STORY)
    out = elsewhere / f"b{suffix}"
    assert main(["convert", str(elsewhere / "a.txt"), str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 15 words\n"
    if suffix == ".md":
        assert (
            inspected(capsys, out)["chapters"] == inspected(capsys, elsewhere / "a.txt")["chapters"]
        )
    else:
        assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(("name", "said"), [("b.pdf", ".md or .epub"), ("a.md", "exists already")])
def test_convert_says_what_it_can_write_and_overwrites_nothing(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
):
    (elsewhere / "a.md").write_text("Mine.\n")
    assert main(["convert", str(elsewhere / "a.md"), str(elsewhere / name)]) == 2
    assert said in capsys.readouterr().err
    assert (elsewhere / "a.md").read_text() == "Mine.\n"
