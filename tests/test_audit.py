"""pip-audit's findings fail the check; a database that is out of reach does not, and is named."""

import json
from pathlib import Path

import pytest

from tests.audit import CANARY, GOOD_FOR, REQUIREMENTS, ROOT, SKIPPED_FOR, audit

SICK = [{"id": "PYSEC-2018-66", "fix_versions": ["0.12.3"]}]
KNOWN = {"name": CANARY, "version": "0.5", "vulns": SICK}
CLEAN = {"name": "lxml", "version": "6.0", "vulns": []}
VULNERABLE = {
    "name": "aiohttp",
    "version": "3.1",
    "vulns": [{"id": "CVE-1", "fix_versions": ["3.2"]}, {"id": "CVE-2", "fix_versions": []}],
}


def skipped(name: str) -> dict[str, str]:
    return {"name": name, "skip_reason": "Dependency not found on PyPI and could not be audited"}


class Database:
    """Answers as pip-audit would, of the canary and of the rest, and remembers what it is asked."""

    def __init__(self, canary: object, *others: object) -> None:
        self._canary, self._others = canary, others
        self.asked: list[str] = []

    def __call__(self, requirements: Path) -> str:
        self.asked.append(requirements.read_text())
        found = [self._canary] if CANARY in self.asked[-1] else list(self._others)
        return "" if None in found else json.dumps({"dependencies": found, "fixes": []})


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text("aiohttp==3.1\nlxml==6.0\n")
    return file


def audited(database: Database, requirements: Path, now: float = 0.0) -> int:
    return audit(database, requirements.parent / "stamp", now, requirements)


@pytest.mark.parametrize(
    ("database", "code", "said"),
    [
        (Database(KNOWN, CLEAN), 0, "no known vulnerabilities\n"),
        (Database(KNOWN, CLEAN, skipped("ours")), 0, "(not known there: ours)"),
        (Database(KNOWN, CLEAN, VULNERABLE), 1, "aiohttp 3.1: CVE-1, mended in 3.2"),
        (Database(KNOWN, CLEAN, VULNERABLE), 1, "aiohttp 3.1: CVE-2, not mended yet"),
        (Database(skipped(CANARY), skipped("lxml"), skipped("aiohttp")), 0, "out of reach"),
        (Database({**KNOWN, "vulns": []}, CLEAN), 0, "out of reach"),
        (Database(None), 0, "out of reach"),
        (Database(KNOWN, None), 0, "out of reach"),
    ],
)
def test_no_database_is_told_from_a_clean_and_from_a_vulnerable_one(
    requirements: Path,
    capsys: pytest.CaptureFixture[str],
    database: Database,
    code: int,
    said: str,
):
    assert audited(database, requirements) == code
    assert said in capsys.readouterr().out
    assert f"{CANARY}==0.5" in database.asked[0]
    assert ("aiohttp==3.1" in database.asked[-1]) == (len(database.asked) == 2)


@pytest.mark.parametrize(
    ("database", "lasts"),
    [(Database(KNOWN, CLEAN), GOOD_FOR), (Database(None), SKIPPED_FOR)],
)
def test_it_is_asked_again_only_after_a_while_or_for_other_requirements(
    requirements: Path, capsys: pytest.CaptureFixture[str], database: Database, lasts: float
):
    audited(database, requirements, 0.0)
    once = len(database.asked)
    for now in (1.0, lasts - 1):
        assert audited(database, requirements, now) == 0
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == second == third
    assert len(database.asked) == once
    audited(database, requirements, lasts)
    assert len(database.asked) == 2 * once
    requirements.write_text("aiohttp==3.2\n")
    audited(database, requirements, lasts)
    assert len(database.asked) == 3 * once


def test_a_vulnerability_is_said_until_it_is_gone(requirements: Path):
    for now in (0.0, 1.0):
        assert audited(Database(KNOWN, VULNERABLE), requirements, now) == 1
    assert audited(Database(KNOWN, CLEAN), requirements, 2.0) == 0


def test_all_that_runs_the_bot_is_audited():
    pins = [
        {line.split()[0] for line in file.read_text().splitlines() if "==" in line}
        for file in (ROOT / "requirements.txt", REQUIREMENTS)
    ]
    assert pins[0]
    assert pins[0] <= pins[1]
