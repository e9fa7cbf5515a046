"""How long imports take: every format, small to large, beside pandoc where it is at hand.

`make bench`. Each figure is taken in a process of its own on a made-up book; the last columns are
ratios within this one run: what a byte costs beside a byte of the smallest book of the format (1.0
is linear), and how long pandoc takes for the same file beside the import. Below stands how much
longer single paragraphs take that are sixteen times as long: about 16 is linear, 256 is not.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from bot.domain.splitting import cut
from bot.manuscript import load
from bot.ui.markdown import measure
from tests.manuscript.books import FORMATS, make

_CHAPTERS = {"0.1 MB": 10, "1 MB": 100, "1.3 MB": 135, "10 MB": 1000}
"""Sizes of the plain text, and how many chapters of a made-up book have them."""
_PARAGRAPHS = 14  # a scene: three of them make about 10 kB
_PANDOC = {".txt": "markdown", ".md": "markdown", ".html": "html", ".epub": "epub", ".docx": "docx"}
_PANDOC_UP_TO = 200  # chapters
_TIMES = 16
_ENDLESS = [
    ("lines", "It rained.<br/>", 5_000),
    ("styles", "It <i>rained</i>. ", 3_000),
    ("notes", "[1] <i>It</i> rained.<br/>", 500),
    ("orphans", "It rained.(1) ", 1_500),
]
"""Paragraphs by what they are full of, and how often the smaller one has it."""


class Figures(NamedTuple):
    """Seconds of the import and of the cutting; megabytes of memory that both took at most."""

    imported: float
    cut: float
    memory: float


def main() -> None:
    """Print a row for every format and size."""
    print(f"{'format':<12}{'size':>8}{'file':>9}{'import':>9}{'cut':>8}{'memory':>9}"
          f"{'per byte':>10}{'pandoc':>9}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            _print_format(Path(folder), name)
    for kind, text, count in _ENDLESS:
        short, long = (_paragraph_seconds(text, n) for n in (count, count * _TIMES))
        print(f"one paragraph of {kind:<10} {long / short:>6.1f} x for {_TIMES} x the text")


def _paragraph_seconds(text: str, count: int) -> float:
    data = f"<html><p>{text * count}</p></html>".encode()
    load(data, "page.html")
    start = time.process_time()
    load(data, "page.html")
    return time.process_time() - start


def _print_format(folder: Path, name: str) -> None:
    smallest: float | None = None
    for size, chapters in _CHAPTERS.items():
        file = folder / name
        file.write_bytes(FORMATS[name](make(chapters, paragraphs=_PARAGRAPHS)))
        figures = _child(file)
        per_chapter = figures.imported / chapters
        smallest = smallest or per_chapter
        pandoc = _pandoc(file) if chapters <= _PANDOC_UP_TO else None
        beside = "" if pandoc is None else f"{pandoc / figures.imported:.1f} x"
        print(
            f"{name:<12}{size:>8}{file.stat().st_size / 1e6:>6.2f} MB{figures.imported:>7.2f} s"
            f"{figures.cut:>6.2f} s{figures.memory:>6.0f} MB{per_chapter / smallest:>10.2f}"
            f"{beside:>9}",
            flush=True,
        )


def _child(file: Path) -> Figures:
    command = [sys.executable, "-m", "tests.bench", str(file)]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)
    return Figures(*json.loads(ran.stdout))


def measured(file: Path) -> Figures:
    """Import one file in this process and say what it took."""
    data = file.read_bytes()
    before = _peak()
    start = time.perf_counter()
    imported = load(data, file.name)
    between = time.perf_counter()
    cut(imported.story, measure)
    end = time.perf_counter()
    return Figures(between - start, end - between, _peak() - before)


def _peak() -> float:
    """The most memory this process has held, in megabytes.

    Linux tells it of the process alone; elsewhere it may be that of the one that started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _pandoc(file: Path) -> float | None:
    pandoc = shutil.which("pandoc")
    if pandoc is None:
        return None
    start = time.perf_counter()
    command = [pandoc, "-f", _PANDOC[file.suffix], "-t", "native", "-o", "/dev/null", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(Path(sys.argv[1]))))
    else:
        main()
