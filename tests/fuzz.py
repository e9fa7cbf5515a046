"""A hunt through the importers with broken files: `make fuzz`, SECONDS=60 for longer.

Small books of every format are mutated at random: bytes changed, cut, doubled, put in from another
file, zipped parts broken one by one. Whatever comes, an import gives a story or a refusal in one
sentence; a story that was written as Markdown and imported again is the same. What it finds is
printed with its seed and becomes a test.
"""

import io
import os
import random
import sys
import time
import traceback
import zipfile
from collections.abc import Iterator

from bot.domain.errors import RefusalError
from bot.domain.splitting import cut
from bot.domain.story import Story
from bot.manuscript import load, write
from bot.ui.markdown import measure
from tests.manuscript.books import FORMATS, make

_SPICE = [
    b"(1)", b"[1]", b"[^1]", b"[^1]: ", b"{1}", "¹".encode(), b"*", b"**", b"\n\n\n", b"\n***\n",
    b"\n\n", b"\n", b" ", b"\t", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(),
    b"Chapter 2\n\n", b"CONTENTS\n\n", b"Notes\n\n", b"_", b"`", b"<", b">", b"&", b"&#0;",
    b"&lt", b"<p>", b"</p>", b"<br>", b"<hr>", b"<sup>", b"<a href='#x'>", b"<a id=x>", b"<li>",
    b"<table>", b"<!--", b"-->", b"<![CDATA[", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;",
    b"<style>p{display:none}", b"../", b"%2e%2e/", b"http://", b"xmlns:epub",
    b"epub:type='noteref'", b"---\ntitle: x\n---\n", b"[A/N: ", b"]", b"::: aside\n", b":::\n",
    b"# ", b"## ", b"> ", b"- ", b"1. ", b"    ",
]  # fmt: skip


def main() -> int:
    """Hunt for SECONDS (60) from SEED on; the exit code is 1 if something was found."""
    seconds = float(os.environ.get("SECONDS") or 60)
    seed = int(os.environ.get("SEED") or time.time_ns() % 1_000_000)
    seeds = {name: writer(make(2, scenes=2, paragraphs=3)) for name, writer in FORMATS.items()}
    end = time.monotonic() + seconds
    tries = 0
    found: set[str] = set()
    while time.monotonic() < end:
        name, data = _broken(seeds, random.Random(seed + tries))
        fault = fault_of(data, name)
        if fault is not None and fault not in found:
            found.add(fault)
            print(f"SEED={seed + tries} {name}: {fault}", flush=True)
        tries += 1
    print(f"{tries:,} broken files from SEED={seed}, {len(found)} faults")
    return 1 if found else 0


def fault_of(data: bytes, name: str) -> str | None:
    """Import a file; say what went wrong, or None where a story or a refusal came of it."""
    try:
        story = load(data, name).story
        cut(story, measure)
        again = load(write(story).encode(), "again.md").story
    except RefusalError:
        return None
    except Exception as error:  # the very thing that is hunted for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {last.name} ({last.filename}:{last.lineno})"
    return (
        None
        if again == story
        else f"another story comes of what was written: {_unlike(story, again)}"
    )


def _unlike(story: Story, again: Story) -> str:
    """Name the first thing that two stories differ in."""
    for old, new in zip(story.chapters, again.chapters, strict=False):
        for part in ("heading", "footnotes", "scenes"):
            if getattr(old, part) != getattr(new, part):
                return part
    return "chapters" if story.chapters != again.chapters else "the title page"


def _broken(seeds: dict[str, bytes], chance: random.Random) -> tuple[str, bytes]:
    name = chance.choice(list(seeds))
    data = seeds[name]
    if data.startswith(b"PK") and chance.random() < 0.8:
        return name, _with_broken_part(data, chance)
    return name, _mutated(data, chance, seeds)


def _with_broken_part(data: bytes, chance: random.Random) -> bytes:
    """An archive that is sound, one of its parts mutated, renamed or gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        victim = chance.choice(old.namelist())
        way = chance.random()
        for part in old.namelist():
            content, name = old.read(part), part
            if part == victim and way < 0.1:
                continue
            if part == victim and way < 0.2:
                name = chance.choice(["../", "/", "", "C:\\"]) + part.upper()
            elif part == victim:
                content = _mutated(content, chance, {})
            new.writestr(name, content)
    return out.getvalue()


def _mutated(data: bytes, chance: random.Random, others: dict[str, bytes]) -> bytes:
    for _ in range(chance.randint(1, 6)):
        data = next(_mutations(data, chance, others))
    return data


def _mutations(data: bytes, chance: random.Random, others: dict[str, bytes]) -> Iterator[bytes]:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + int(chance.expovariate(1 / 40)))
    way = chance.random()
    if way < 0.55:
        yield data[:at] + chance.choice(_SPICE) * chance.choice([1, 1, 1, 2, 30]) + data[at:]
    elif way < 0.7:
        yield data[:at] + data[to:]
    elif way < 0.8:
        yield data[:at] + data[at:to] * 2 + data[to:]
    elif way < 0.9:
        yield data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    elif way < 0.95 and others:
        yield data[:at] + chance.choice(list(others.values()))[at:to] + data[at:]
    else:
        yield data[:at]


if __name__ == "__main__":
    sys.exit(main())
