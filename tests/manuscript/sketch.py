"""How the tests write down what an import gave, short enough to be seen at a glance."""

from collections import Counter

from bot.domain.story import Imported, Marker, Paragraph, Text, Weight
from bot.manuscript import load, write


def kept(imported: Imported) -> Imported:
    """The same import, once it is sure that its Markdown gives its tree again.

    So every fixture of every format tests the canonical form as well.
    """
    assert load(write(imported.story).encode(), "again.md").story == imported.story
    return imported


def plain(text: str, name: str = "story.txt"):
    return kept(load(text.encode(), name))


def markdown(text: str):
    return kept(load(text.encode(), "story.md"))


def page(html: str):
    return kept(load(html.encode(), "story.html"))


def show(paragraph: Paragraph) -> str:
    """A paragraph with `{label}` for its markers, `/…/` for emphasis and `+…+` for strong."""
    return "".join(_show(run) for run in paragraph.runs)


def _show(run: Text | Marker) -> str:
    if isinstance(run, Marker):
        return f"{{{run.label}}}"
    sign = ("/" if run.emphasis else "") + ("+" if run.strong else "")
    return f"{sign}{run.text}{sign[::-1]}"


def scenes(chapter) -> list[list[str]]:
    return [[show(paragraph) for paragraph in scene.paragraphs] for scene in chapter.scenes]


def prose(imported) -> list[str]:
    """All paragraphs of all chapters."""
    return [text for part in imported.story.chapters for scene in scenes(part) for text in scene]


def notes(chapter) -> dict[str, list[str]]:
    return {note.label: [show(part) for part in note.paragraphs] for note in chapter.footnotes}


def headings(imported) -> list[tuple[str, int | None, str | None]]:
    headings = (chapter.heading for chapter in imported.story.chapters)
    return [(heading.kind.value, heading.number, heading.title) for heading in headings]


def counts(imported) -> tuple[int, int, int, int]:
    """Paired markers, definitions, unmatched markers, unused definitions."""
    return (
        imported.footnote_markers,
        imported.footnote_definitions,
        imported.unmatched_markers,
        imported.unused_definitions,
    )


def codes(imported) -> list[tuple[str, int | None]]:
    return [(remark.code, remark.line) for remark in imported.remarks]


def warnings(imported) -> list[tuple[str, int | None]]:
    """What something is missing from, left out or guessed; choices and suggestions aside."""
    found = (remark for remark in imported.remarks if remark.weight is Weight.WARNING)
    return [(remark.code, remark.line) for remark in found]


def choices(imported) -> list[tuple[int | None, str]]:
    """What an unusual reading was based on, with the line of the first case."""
    found = (remark for remark in imported.remarks if remark.weight is Weight.CHOICE)
    return [(remark.line, remark.message) for remark in found]


def words(imported) -> Counter[str]:
    """The words of all paragraphs and definitions together."""
    found: Counter[str] = Counter()
    for chapter in imported.story.chapters:
        for scene in chapter.scenes:
            for paragraph in scene.paragraphs:
                found.update(words_of(paragraph.text))
        for note in chapter.footnotes:
            found.update(words_of(note.text))
    return found


def words_of(text: str) -> list[str]:
    return [word for word in text.split() if any(letter.isalnum() for letter in word)]
