"""What an import would give, for a person and for a program."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot import manuscript
from bot.domain.passages import Measure, Passage
from bot.domain.reading_time import in_words, minutes
from bot.domain.story import Chapter, ChapterKind, Imported
from bot.services.editions import prepare


def inspect(data: bytes, file_name: str, measure: Measure) -> dict[str, Any]:
    """Describe an import as JSON-able data; `python -m bot inspect --json` prints it as it is.

    Raises `RefusalError` for what can't be imported.
    """
    prepared = prepare(data, file_name, measure)
    imported, passages = prepared.imported, prepared.edition.passages
    story = imported.story
    return {
        "title": story.title,
        "author": story.author,
        "language": story.language,
        "words": story.words,
        "chapters": [
            _chapter(chapter, [item for item in passages if item.chapter == position])
            for position, chapter in enumerate(story.chapters)
        ],
        "totals": _totals(imported, len(passages)),
        "warnings": [
            {"code": remark.code, "line": remark.line, "message": remark.message}
            for remark in imported.remarks
        ],
    }


def as_text(found: dict[str, Any], file_name: str) -> str:
    """Tell a person what `inspect` found: a proof, a line a chapter, then the warnings."""
    return "\n".join(_lines(found, file_name))


def _chapter(chapter: Chapter, passages: list[Passage]) -> dict[str, Any]:
    markers = Counter(chapter.markers())
    return {
        "kind": chapter.heading.kind.value,
        "number": chapter.heading.number,
        "title": chapter.heading.title,
        "words": chapter.words,
        "scenes": len(chapter.scenes),
        "passages": [
            {
                "number": passage.number,
                "words": passage.words,
                "markdown": manuscript.write_scenes(passage.scenes),
                "footnotes": list(passage.labels),
            }
            for passage in passages
        ],
        "footnotes": [
            {
                "label": note.label,
                "definition": note.text,
                "markers": markers[note.label],
                "passage": _first_with(note.label, passages),
            }
            for note in chapter.footnotes
        ],
    }


def _first_with(label: str, passages: list[Passage]) -> int | None:
    return next((item.number for item in passages if label in item.labels), None)


def _totals(imported: Imported, passages: int) -> dict[str, int]:
    chapters = imported.story.chapters
    scenes = sum(len(chapter.scenes) for chapter in chapters)
    return {
        "chapters": sum(chapter.heading.kind is ChapterKind.CHAPTER for chapter in chapters),
        "scenes": scenes,
        "scene_breaks": sum(chapter.scene_breaks for chapter in chapters),
        "passages": passages,
        "words": imported.story.words,
        "footnote_markers": imported.footnote_markers,
        "footnote_definitions": imported.footnote_definitions,
        "unmatched_markers": imported.unmatched_markers,
        "unused_definitions": imported.unused_definitions,
    }


def _lines(found: dict[str, Any], file_name: str) -> Iterator[str]:
    totals = found["totals"]
    yield f"{found['title'] or file_name}" + (f", by {found['author']}" if found["author"] else "")
    yield (
        f"{_count(totals['words'], 'word')}, {in_words(minutes(totals['words']))}: "
        f"{_count(totals['chapters'], 'chapter')}, {_count(totals['scenes'], 'scene')}, "
        f"{_count(totals['passages'], 'passage')}"
    )
    yield (
        f"{_count(totals['footnote_markers'], 'footnote marker')} with "
        f"{_count(totals['footnote_definitions'], 'definition')}; "
        f"{_count(totals['unmatched_markers'], 'marker')} without a note, "
        f"{_count(totals['unused_definitions'], 'note')} without a marker"
    )
    yield ""
    for chapter in found["chapters"]:
        yield from _chapter_lines(chapter)
    yield ""
    if not found["warnings"]:
        yield "No warnings."
    for warning in found["warnings"]:
        where = "" if warning["line"] is None else f"line {warning['line']}: "
        yield f"! {where}{warning['message']} [{warning['code']}]"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}" + ("" if number == 1 else "s")


def _chapter_lines(chapter: dict[str, Any]) -> Iterator[str]:
    number = "" if chapter["number"] is None else str(chapter["number"])
    title = chapter["title"] or f"({chapter['kind']})"
    sizes = ", ".join(str(passage["words"]) for passage in chapter["passages"][:12])
    more = ", …" if len(chapter["passages"]) > 12 else ""
    yield (
        f"{number:>4}  {title}: {_count(chapter['words'], 'word')}, "
        f"{in_words(minutes(chapter['words']))}, {_count(chapter['scenes'], 'scene')}, "
        f"{_count(len(chapter['passages']), 'passage')} ({sizes}{more} words)"
    )
    for note in chapter["footnotes"]:
        where = "no marker" if note["passage"] is None else f"passage {note['passage']}"
        text = " ".join(note["definition"].split())
        yield f"        ({note['label']}) {where}: {text if len(text) < 70 else text[:69] + '…'}"
