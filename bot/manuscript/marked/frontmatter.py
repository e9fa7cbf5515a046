"""The block of `key: value` lines between `---` at the head of a Markdown file."""

import json
import re
from collections.abc import Sequence

from bot.domain.story import Block, Rating, Remark, Story, warnings_in
from bot.manuscript.assembly import TitlePage
from bot.manuscript.footnotes.openings import opening
from bot.manuscript.footnotes.spoken import INLINE
from bot.manuscript.notices import rating_of
from bot.manuscript.plain.breaks import opens_scene
from bot.manuscript.plain.framed import is_framed
from bot.manuscript.remarks import excerpt

_PAIR = re.compile(r"([A-Za-z][\w -]*?)\s*:(?:\s+(.*))?\Z")
_GOES_ON = re.compile(r"\s+\S|\s*-\s|\s*#|\s*\Z")
_ITEM = re.compile(r"\s*-\s+(\S.*)")
_BLOCK = {"|", ">", "|-", ">-", "|+", ">+"}
_LONGEST = 200
_LINKED = "linked"
"""Says that `[^1]` marks every note there is: what looks like another marker is text."""


def parse(lines: list[str], page: TitlePage) -> list[Remark]:
    """Fill the title page from the block, and blank its lines so that the others keep their number.

    A `---` over prose is a scene break and no block: then nothing changes.
    """
    end = _end(lines)
    if end is None:
        return []
    remarks: list[Remark] = []
    for line, key, value in _pairs(lines[1:end]):
        if not value:
            continue
        if not _note(page, key, value):
            message = f"Left out of the head of the file: {key}: {excerpt(value)}"
            remarks.append(Remark("front-matter-left-out", line, message))
    lines[: end + 1] = [""] * (end + 1)
    return remarks


def _end(lines: Sequence[str]) -> int | None:
    if not lines or lines[0].rstrip() != "---":
        return None
    paired = False
    for place, line in enumerate(lines[1:_LONGEST], 1):
        if line.rstrip() in {"---", "..."}:
            return place if paired else None
        if _PAIR.match(line):
            paired = True
        elif not paired or not _GOES_ON.match(line):
            return None
    return None


def _pairs(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    """Give line, key and value of every pair; set-in lines belong to the value above."""
    pairs: list[tuple[int, str, str]] = []
    lists = False  # whether the value at hand may be a list, an item a line
    for number, line in enumerate(lines, 2):
        pair = _PAIR.match(line)
        if pair:
            value = (pair[2] or "").strip()
            lists = not value
            pairs.append((number, pair[1].lower(), "" if value in _BLOCK else _listed(value)))
        elif line.strip() and not line.lstrip().startswith("#"):
            first, key, value = pairs[-1]
            item = _ITEM.match(line) if lists else None
            joint = ", " if item and value else " "
            more = _unquoted(item[1].strip()) if item else line.strip()
            pairs[-1] = (first, key, f"{value}{joint}{more}".strip())
    return pairs


def _listed(value: str) -> str:
    """A value, or the items of a list in brackets: `[Ann, Bob]` is `Ann, Bob`."""
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquoted(item.strip()) for item in value[1:-1].split(","))
    return _unquoted(value)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return " ".join(str(json.loads(value)).split())
        except ValueError:
            return value[1:-1]
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value


def _note(page: TitlePage, key: str, value: str) -> bool:
    match key:
        case "title":
            page.title = value
        case "author":
            page.author = value
        case "language" | "lang":
            page.language = value
        case "summary" | "description":
            page.summary = value
        case "rating" if rating_of(value) is not None:
            page.rating = rating_of(value) or Rating.UNRATED
        case "warnings":
            page.warnings = warnings_in(value)
        case "notes" if value == _LINKED:
            page.linked = True
        case _:
            return False
    return True


def write(story: Story) -> str:
    """Give the block for a story, with a line feed behind it; empty if there is nothing to say."""
    pairs = [
        (key, value)
        for key, value in (
            ("title", story.title),
            ("author", story.author),
            ("language", story.language),
            ("summary", story.summary),
            ("rating", None if story.notice.rating is Rating.UNRATED else story.notice.rating),
            ("warnings", ", ".join(story.notice.warnings) or None),
            ("notes", _LINKED if _looks_noted(story) or _names_scenes(story) else None),
        )
        if value is not None
    ]
    if not pairs:
        return ""
    written = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in pairs)
    return f"---\n{written}---\n"


def _looks_noted(story: Story) -> bool:
    """Whether a line of a story could be taken for a note."""
    return any(
        opening(line) is not None or INLINE.search(line) is not None
        for chapter in story.chapters
        for paragraphs in (
            *(scene.paragraphs for scene in chapter.scenes),
            *(note.paragraphs for note in chapter.footnotes),
        )
        for paragraph in paragraphs
        for line in paragraph.text.split("\n")
    )


def _names_scenes(story: Story) -> bool:
    """Whether a line of a story could be taken for the beginning of a scene, and is none."""
    return any(
        is_framed(paragraph.text) or (place > 0 and opens_scene(paragraph.text))
        for chapter in story.chapters
        for scene in chapter.scenes
        for place, paragraph in enumerate(scene.paragraphs)
        if paragraph.block is Block.PROSE
    )
