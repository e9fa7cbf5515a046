"""Whole made-up books as trees, and the same books as files of every format.

The writers know nothing of the importer: what they write is what people's tools write.
"""

import io
import random
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape

from bot.domain.story import (
    Chapter,
    ChapterKind,
    Footnote,
    Heading,
    Marker,
    Paragraph,
    Run,
    Scene,
    Story,
    Text,
)

_SYLLABLES = ["ba", "cor", "del", "en", "fi", "gal", "hu", "ir", "lo", "mar", "ne", "os", "pri"]
_COMMON = ["the", "a", "of", "and", "to", "in", "was", "had", "with", "that", "she", "he", "it"]


class _Author:
    """Writes prose that means nothing, the same for one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._label = 0

    def chapter(self, number: int, scenes: int, paragraphs: int) -> Chapter:
        self._label = 0
        notes: list[Footnote] = []
        made = tuple(
            Scene(tuple(self._paragraph(notes) for _ in range(paragraphs))) for _ in range(scenes)
        )
        title = " ".join(self._word().capitalize() for _ in range(2))
        return Chapter(Heading(ChapterKind.CHAPTER, number, title), made, tuple(notes))

    def _paragraph(self, notes: list[Footnote]) -> Paragraph:
        runs: list[Run] = [Text(self._sentences())]
        chance = self._random.random()
        if chance < 0.15:
            runs += [Text(f" {self._word()}", emphasis=False), Text(" "), self._emphasis()]
            runs.append(Text(f" {self._sentence()}"))
        elif chance < 0.25:
            self._label += 1
            notes.append(Footnote(str(self._label), (Paragraph((Text(self._sentence()),)),)))
            runs += [Marker(str(self._label)), Text(f" {self._sentence()}")]
        return Paragraph(tuple(_merged(runs)))

    def _emphasis(self) -> Text:
        return Text(f"{self._word()} {self._word()}", emphasis=True)

    def _sentences(self) -> str:
        return " ".join(self._sentence() for _ in range(self._random.randint(1, 6)))

    def _sentence(self) -> str:
        words = [self._word() for _ in range(self._random.randint(4, 18))]
        if self._random.random() < 0.3:
            words[len(words) // 2] += ","
        said = " ".join(words).capitalize()
        return f"“{said}!”" if self._random.random() < 0.2 else f"{said}."

    def _word(self) -> str:
        if self._random.random() < 0.4:
            return self._random.choice(_COMMON)
        return "".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 3)))


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if isinstance(run, Text) and isinstance(last, Text) and run.emphasis == last.emphasis:
            merged[-1] = Text(last.text + run.text, run.emphasis)
        else:
            merged.append(run)
    return merged


def make(chapters: int, *, scenes: int = 3, paragraphs: int = 8, seed: int = 1) -> Story:
    """Make up a book; a chapter of 3 scenes of 8 paragraphs has about 5,500 letters."""
    author = _Author(seed)
    made = tuple(author.chapter(number, scenes, paragraphs) for number in range(1, chapters + 1))
    return Story("The Made-up Book", "Nobody Real", "en", made)


def numbered_through(story: Story) -> Story:
    """The same book with its notes numbered through all chapters, as word processors do it."""
    count = 0
    chapters: list[Chapter] = []
    for chapter in story.chapters:
        labels = {note.label: str(count + n) for n, note in enumerate(chapter.footnotes, 1)}
        count += len(labels)
        scenes = tuple(
            Scene(tuple(_relabelled(part, labels) for part in scene.paragraphs))
            for scene in chapter.scenes
        )
        notes = tuple(replace(note, label=labels[note.label]) for note in chapter.footnotes)
        chapters.append(replace(chapter, scenes=scenes, footnotes=notes))
    return replace(story, chapters=tuple(chapters))


def _relabelled(paragraph: Paragraph, labels: dict[str, str]) -> Paragraph:
    return replace(
        paragraph,
        runs=tuple(
            Marker(labels[run.label]) if isinstance(run, Marker) else run for run in paragraph.runs
        ),
    )


def plain(story: Story) -> bytes:
    """Long lines, two empty lines at a scene break, `(1)` with the notes under each chapter."""
    return "\n\n\n\n".join(_plain_chapters(story, "\n\n\n", lambda text: text)).encode()


def wrapped(story: Story) -> bytes:
    """Lines of 72 letters, rows of asterisks at scene breaks."""
    rows = "\n\n* * * * *\n\n"
    return "\n\n\n\n".join(_plain_chapters(story, rows, textwrap.fill)).encode()


def _plain_chapters(story: Story, parting: str, fill: Callable[[str], str]) -> Iterator[str]:
    for chapter in story.chapters:
        scenes = parting.join(
            "\n\n".join(fill(_typed(paragraph)) for paragraph in scene.paragraphs)
            for scene in chapter.scenes
        )
        notes = [fill(f"({note.label}) {note.text}") for note in chapter.footnotes]
        head = f"Chapter {chapter.heading.number}: {chapter.heading.title}"
        yield "\n\n".join([head, scenes, *notes])


def _typed(paragraph: Paragraph) -> str:
    return "".join(
        f"({run.label})"
        if isinstance(run, Marker)
        else f"_{run.text}_"
        if run.emphasis
        else run.text
        for run in paragraph.runs
    )


def markdown(story: Story) -> bytes:
    """One file as authors write it, labels that start again in each chapter."""
    parts = [f"# {story.title}", f"by {story.author}"]
    for chapter in story.chapters:
        parts.append(f"## Chapter {chapter.heading.number}: {chapter.heading.title}")
        parts.append(
            "\n\n* * *\n\n".join(
                "\n\n".join(_marked(paragraph) for paragraph in scene.paragraphs)
                for scene in chapter.scenes
            )
        )
        parts += [f"[^{note.label}]: {note.text}" for note in chapter.footnotes]
    return "\n\n".join(parts).encode()


def _marked(paragraph: Paragraph) -> str:
    return "".join(
        f"[^{run.label}]"
        if isinstance(run, Marker)
        else f"*{run.text}*"
        if run.emphasis
        else run.text
        for run in paragraph.runs
    )


def html(story: Story) -> bytes:
    """A page with all chapters, notes linked both ways under each."""
    body = "".join(_sections(story))
    author = f'<meta name="author" content="{story.author}">'
    head = f'<meta charset="utf-8"><title>{story.title}</title>{author}'
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


def _sections(story: Story) -> Iterator[str]:
    for chapter in story.chapters:
        number = chapter.heading.number
        yield f"<h2>Chapter {number}: {chapter.heading.title}</h2>\n"
        yield "<hr/>\n".join(
            "".join(f"<p>{_inline(part, number or 0)}</p>\n" for part in scene.paragraphs)
            for scene in chapter.scenes
        )
        for note in chapter.footnotes:
            back = f'<a href="#r{number}-{note.label}">{note.label}</a>'
            yield f'<p id="n{number}-{note.label}">{back} {escape(note.text)}</p>\n'


def _inline(paragraph: Paragraph, chapter: int) -> str:
    return "".join(
        f'<a id="r{chapter}-{run.label}" href="#n{chapter}-{run.label}"><sup>{run.label}</sup></a>'
        if isinstance(run, Marker)
        else f"<i>{escape(run.text)}</i>"
        if run.emphasis
        else escape(run.text)
        for run in paragraph.runs
    )


def zipped(files: dict[str, str | bytes]) -> bytes:
    """An archive of some files, the first one stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            kind = zipfile.ZIP_STORED if number == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    return out.getvalue()


_XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'


def epub(story: Story) -> bytes:
    """An EPUB 3: a file for each chapter, all notes in one at the end."""
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container version="1.0" '
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="o/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
        "</container>",
    }
    notes: list[str] = []
    names: list[str] = []
    for chapter in story.chapters:
        number = chapter.heading.number or 0
        names.append(f"c{number}.xhtml")
        scenes = "<hr/>".join(
            "".join(f"<p>{_noteref(part, number)}</p>" for part in scene.paragraphs)
            for scene in chapter.scenes
        )
        title = f"<h2>Chapter {number}: {chapter.heading.title}</h2>"
        section = f'<section epub:type="chapter">{title}{scenes}</section>'
        files[f"o/{names[-1]}"] = f"{_XHTML}<head><title/></head><body>{section}</body></html>"
        notes += [
            f'<li id="n{number}-{note.label}" epub:type="endnote"><p>{escape(note.text)} '
            f'<a href="c{number}.xhtml#r{number}-{note.label}" epub:type="backlink">↩</a></p></li>'
            for note in chapter.footnotes
        ]
    listed = f'<section epub:type="endnotes"><h2>Endnotes</h2><ol>{"".join(notes)}</ol></section>'
    files["o/notes.xhtml"] = f"{_XHTML}<head><title/></head><body>{listed}</body></html>"
    files["o/book.opf"] = _package(story, [*names, "notes.xhtml"])
    return zipped(files)


def _package(story: Story, names: list[str]) -> str:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">x'
        f"</dc:identifier><dc:title>{story.title}</dc:title><dc:creator>{story.author}"
        "</dc:creator><dc:language>en</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )


def _noteref(paragraph: Paragraph, chapter: int) -> str:
    return "".join(
        f'<a href="notes.xhtml#n{chapter}-{run.label}" id="r{chapter}-{run.label}" '
        f'epub:type="noteref">{run.label}</a>'
        if isinstance(run, Marker)
        else f"<em>{escape(run.text)}</em>"
        if run.emphasis
        else escape(run.text)
        for run in paragraph.runs
    )


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx(story: Story) -> bytes:
    """A Word file with headings, rows of asterisks and real footnotes."""
    body: list[str] = []
    notes: list[str] = []
    for chapter in story.chapters:
        first = len(notes)
        notes += [
            f'<w:footnote w:id="{first + n}">{_w_paragraph(_w_run(note.text))}</w:footnote>'
            for n, note in enumerate(chapter.footnotes, 1)
        ]
        head = _w_run(f"Chapter {chapter.heading.number}: {chapter.heading.title}")
        body.append(_w_paragraph(head, style="Heading1"))
        scenes = [
            "".join(_w_paragraph(_w_runs(part, first)) for part in scene.paragraphs)
            for scene in chapter.scenes
        ]
        body.append(_w_paragraph(_w_run("* * *")).join(scenes))
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
            f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/>'
            "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="r2" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>'
            "</Relationships>",
            "word/styles.xml": f'<w:styles {_W}><w:style w:type="paragraph" w:styleId="Heading1">'
            '<w:name w:val="heading 1"/></w:style></w:styles>',
            "word/footnotes.xml": f"<w:footnotes {_W}>{''.join(notes)}</w:footnotes>",
            "word/document.xml": f"<w:document {_W}><w:body>{''.join(body)}</w:body></w:document>",
            "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/'
            'package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{story.title}</dc:title><dc:creator>{story.author}</dc:creator>"
            "</cp:coreProperties>",
        }
    )


def _w_paragraph(runs: str, style: str | None = None) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs}</w:p>"


def _w_runs(paragraph: Paragraph, first: int) -> str:
    return "".join(
        f'<w:r><w:footnoteReference w:id="{first + int(run.label)}"/></w:r>'
        if isinstance(run, Marker)
        else _w_run(run.text, italic=run.emphasis)
        for run in paragraph.runs
    )


def _w_run(text: str, *, italic: bool = False) -> str:
    style = "<w:rPr><w:i/></w:rPr>" if italic else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


FORMATS: dict[str, Callable[[Story], bytes]] = {
    "long.txt": plain,
    "wrapped.txt": wrapped,
    "book.md": markdown,
    "book.html": html,
    "book.epub": epub,
    "book.docx": docx,
}
"""Writers by the name of the file they give."""
