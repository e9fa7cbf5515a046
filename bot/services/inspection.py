"""What an import would give, for a person and for a program."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from bot import manuscript
from bot.domain.headings import short_name
from bot.domain.passages import Passage
from bot.domain.reading_time import minutes
from bot.domain.scripts import counts_characters
from bot.domain.story import Chapter, ChapterKind, Imported, Weight
from bot.language.wording import in_words
from bot.services.editions import Prepared


def describe(prepared: Prepared) -> dict[str, Any]:
    """Describe what was prepared as JSON-able data; `inspect --json` prints it as it is."""
    imported, story = prepared.imported, prepared.imported.story
    passages: dict[int, list[Passage]] = defaultdict(list)
    for passage in prepared.passages:
        passages[passage.chapter].append(passage)
    return {
        "title": story.title,
        "author": story.author,
        "language": story.language,
        "words": story.words,
        "chapters": [
            _chapter(chapter, passages[position]) for position, chapter in enumerate(story.chapters)
        ],
        "totals": _totals(imported, len(prepared.passages)),
        "warnings": _remarks(prepared, Weight.WARNING),
        "choices": _remarks(prepared, Weight.CHOICE),
        "suggestions": _remarks(prepared, Weight.SUGGESTION),
    }


def as_text(prepared: Prepared) -> str:
    """Tell a person what was prepared: a proof, with the first and the longest passage in it."""
    return "\n".join(_lines(prepared, describe(prepared)))


def _remarks(prepared: Prepared, weight: Weight) -> list[dict[str, Any]]:
    return [
        {
            "code": remark.code,
            "line": remark.line,
            "paragraph": remark.paragraph,
            "part": remark.part,
            "message": remark.message,
        }
        for remark in prepared.remarks(weight)
    ]


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


def _lines(prepared: Prepared, found: dict[str, Any]) -> Iterator[str]:
    totals, by = found["totals"], f", by {found['author']}" if found["author"] else ""
    language = prepared.language
    yield f"{found['title'] or prepared.edition.file_name}{by}"
    yield (
        f"{_length(totals['words'], language)}: "
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
        yield from _chapter_lines(chapter, language)
    yield from _remark_lines(found)
    first, longest = prepared.passages[0], prepared.longest
    if first is longest:
        yield from _passage_lines(prepared, "first passage, and the longest", first)
    else:
        yield from _passage_lines(prepared, "first passage", first)
        yield from _passage_lines(prepared, "longest passage", longest)


def _remark_lines(found: dict[str, Any]) -> Iterator[str]:
    """List what the import remarked: what it went by, what the author may settle, what to heed."""
    for name, sign in (("choices", "="), ("suggestions", "?"), ("warnings", "!")):
        if found[name]:
            yield f"\n{_count(len(found[name]), name[:-1])}"
        for remark in found[name]:
            numbers = (f"{kind} {remark[kind]}" for kind in ("line", "paragraph") if remark[kind])
            where = ", ".join(part for part in (remark["part"], *numbers) if part)
            yield f"{sign} {where}{where and ': '}{remark['message']} [{remark['code']}]"
    if not found["warnings"]:
        yield "\nNo warnings."


def _passage_lines(prepared: Prepared, which: str, passage: Passage) -> Iterator[str]:
    """Show a passage as Markdown, between two rules that say where it stands."""
    chapter = short_name(prepared.chapters[passage.chapter].heading)
    number = f"{passage.number:,} of {len(prepared.passages):,}"
    counted = _count(passage.words, _unit(prepared.language))
    yield f"\n--- the {which}: {number}, {chapter}, {counted} ---"
    yield manuscript.write_scenes(passage.scenes)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}" + ("" if number == 1 else "s")


def _unit(language: str | None) -> str:
    return "character" if counts_characters(language) else "word"


def _length(words: int, language: str | None) -> str:
    """Say how long something is, in words or characters and in minutes."""
    return f"{_count(words, _unit(language))}, {in_words(minutes(words, language))}"


def _chapter_lines(chapter: dict[str, Any], language: str | None) -> Iterator[str]:
    number = "" if chapter["number"] is None else str(chapter["number"])
    title = chapter["title"] or f"({chapter['kind']})"
    sizes = ", ".join(str(passage["words"]) for passage in chapter["passages"][:12])
    more = ", …" if len(chapter["passages"]) > 12 else ""
    each = f" ({sizes}{more} {_unit(language)}s)" if len(chapter["passages"]) > 1 else ""
    yield (
        f"{number:>4}  {title}: {_length(chapter['words'], language)}, "
        f"{_count(chapter['scenes'], 'scene')}, "
        f"{_count(len(chapter['passages']), 'passage')}{each}"
    )
    for note in chapter["footnotes"]:
        where = "no marker" if note["passage"] is None else f"passage {note['passage']}"
        text = " ".join(note["definition"].split())
        yield f"        ({note['label']}) {where}: {text if len(text) < 70 else text[:69] + '…'}"
