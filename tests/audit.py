"""`python -m tests.audit`: ask pip-audit's database about all requirements, at most once a day.

pip-audit also finds nothing where it reached no database, behind a mirror of the packages alone for
one. So a release that is known to be vulnerable is asked about first: where nothing is known of it,
there is nobody to ask, and the audit is skipped with a word.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements-dev.txt"
"""It holds all of requirements.txt too."""
STAMP = Path(sys.prefix) / ".audited"
"""What the last audit found, so that a second `make check` is quick."""

GOOD_FOR = 24 * 3600.0
"""Seconds after which a clean audit is made again."""
SKIPPED_FOR = 3600.0
"""Seconds after which a database that was out of reach is looked for again."""
TIME_LIMIT = 30.0
"""Seconds that an audit may take."""

CANARY = "flask"
"""Flask 0.5 has been known to be vulnerable since 2018."""
_OPTIONS = (
    *("--disable-pip", "--require-hashes", "--progress-spinner=off"),
    *("--timeout=5", "--desc=off", "--format=json"),
)
_CANARY_LINE = f"{CANARY}==0.5 --hash=sha256:{'0' * 64}\n"
_UNREACHED = "skipped, its database is out of reach"

Ask = Callable[[Path], str]
"""Gives pip-audit's report on a file of requirements as JSON; nothing where there is none."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an audit."""

    reached: bool
    """Whether the database was asked at all."""
    found: tuple[str, ...] = ()
    """The vulnerable requirements, a line each."""
    unknown: tuple[str, ...] = ()
    """The requirements that the database knows nothing of."""

    def __str__(self) -> str:
        if not self.reached:
            return f"pip-audit: {_UNREACHED}"
        if self.found:
            return "\n".join(["pip-audit:", *self.found])
        left = f" (not known there: {', '.join(self.unknown)})" if self.unknown else ""
        return f"pip-audit: no known vulnerabilities{left}"


def reached(canary: str) -> bool:
    """Whether a database was asked: it knows what is wrong with the canary."""
    return any(item.get("vulns") for item in _dependencies(canary))


def judge(canary: str, report: str) -> Verdict:
    """Tell "no database" from "clean" and from "vulnerable" by pip-audit's reports."""
    dependencies = _dependencies(report)
    if not (dependencies and reached(canary)):
        return Verdict(reached=False)
    found = {
        f"  {item['name']} {item['version']}: {one['id']}{_mended(one)}"
        for item in dependencies
        for one in item.get("vulns", ())
    }
    unknown = {item["name"] for item in dependencies if "skip_reason" in item}
    return Verdict(reached=True, found=tuple(sorted(found)), unknown=tuple(sorted(unknown)))


def audit(ask: Ask, stamp: Path, now: float, requirements: Path = REQUIREMENTS) -> int:
    """Audit unless it was done lately; say what was found, and 1 where that is a vulnerability."""
    digest = sha256(requirements.read_bytes()).hexdigest()
    lately = _lately(stamp, digest, now)
    if lately is not None:
        sys.stdout.write(f"{lately}\n")
        return 0
    with TemporaryDirectory() as folder:
        canary = Path(folder) / "canary.txt"
        canary.write_text(_CANARY_LINE)
        known = ask(canary)
        verdict = judge(known, ask(requirements) if reached(known) else "")
    if not verdict.found:
        kept = {"digest": digest, "at": now, "reached": verdict.reached, "said": str(verdict)}
        stamp.write_text(json.dumps(kept))
    sys.stdout.write(f"{verdict}\n")
    return 1 if verdict.found else 0


def ask_database(requirements: Path) -> str:
    """Have pip-audit look requirements up, without resolving or installing anything."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pip_audit", *_OPTIONS, "-r", str(requirements)],
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return ended.stdout


def _dependencies(report: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(report)["dependencies"])
    except (ValueError, KeyError, TypeError):
        return []


def _lately(stamp: Path, digest: str, now: float) -> str | None:
    """Say again what the last audit of these very requirements said, if it is still good."""
    try:
        kept = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return None
    age = now - kept["at"]
    good = kept["digest"] == digest and 0 <= age < (GOOD_FOR if kept["reached"] else SKIPPED_FOR)
    return str(kept["said"]) if good else None


def _mended(vulnerability: dict[str, Any]) -> str:
    versions = vulnerability.get("fix_versions") or []
    return f", mended in {', '.join(versions)}" if versions else ", not mended yet"


if __name__ == "__main__":
    sys.exit(audit(ask_database, STAMP, time.time()))
