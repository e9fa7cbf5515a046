"""The pages of an e-book: each chapter as XHTML, its notes at the end as footnotes that pop up.

What XML can't hold is left out: control characters and the like, which nobody sees. What HTML has
no element for is said in attributes of data, for an import that gives the same story.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from bot.domain.headings import short_name
from bot.domain.story import (
    Block,
    Chapter,
    ChapterKind,
    Footnote,
    Heading,
    Marker,
    Paragraph,
    Run,
    Text,
)
from bot.manuscript.marked.written import styles_of
from bot.manuscript.notices import with_notice

STYLE = """\
body { margin: 5%; line-height: 1.5; }
h1 { margin: 3em 0 2em; font-size: 1.4em; font-weight: normal; text-align: center; }
h2, h3 { margin: 2em 0 1em; font-size: 1.1em; font-weight: normal; text-align: center; }
p { margin: 0; text-indent: 1.5em; }
h1 + p, h2 + p, h3 + p, hr + p, aside p:first-child, blockquote p:first-child { text-indent: 0; }
hr { width: 20%; margin: 1.5em auto; border: 0; border-top: 1px solid; opacity: 0.5; }
p.verse { margin: 1em 0 1em 1.5em; text-indent: 0; }
p.item { margin-left: 1.5em; text-indent: -1.5em; }
blockquote { margin: 1em 1.5em; }
ul, ol { margin: 1em 0; }
aside.author { margin: 1.5em 0; padding: 0.5em 1em; border: 1px solid; font-size: 0.9em; }
section.notes { margin-top: 3em; font-size: 0.9em; }
section.notes aside { margin: 0.5em 0; }
a { color: inherit; text-decoration: none; }
sup { font-size: 0.75em; line-height: 0; }
"""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BULLET = re.compile(r"(?:•|([1-9]\d{0,8})\.) (?=.)", re.DOTALL)
_PARTS = {
    ChapterKind.CHAPTER: "bodymatter",
    ChapterKind.FRONT: "frontmatter",
    ChapterKind.BACK: "backmatter",
}


def heading_text(heading: Heading) -> str:
    """Say a heading in full, "Chapter 3: Title", so that an import knows the number again."""
    if heading.kind is not ChapterKind.CHAPTER or heading.number is None:
        return heading.title or ""
    return f"Chapter {heading.number}" + (f": {heading.title}" if heading.title else "")


def chapter_page(chapter: Chapter, language: str | None) -> str:
    """Write a chapter as an XHTML document."""
    heading = heading_text(chapter.heading)
    name = quoted(heading or short_name(chapter.heading))
    writer = _Writer(chapter)
    proper = chapter.heading.kind is ChapterKind.CHAPTER
    role = ' epub:type="chapter" role="doc-chapter"' if proper else ""
    unnumbered = proper and chapter.heading.number is None
    sort = "unnumbered" if unnumbered else chapter.heading.kind.value
    label = 'aria-labelledby="heading"' if heading else f'aria-label="{name}"'
    scenes = ("\n".join(writer.blocks(scene, "h2")) for scene in with_notice(chapter))
    lines = [
        f'<section{role} {label} data-chapter="{sort}">',
        f'<h1 id="heading">{name}</h1>' if heading else "",
        "\n<hr/>\n".join(scenes),
        *writer.notes(),
        "</section>",
    ]
    body = "\n".join(filter(None, lines))
    part = _PARTS[chapter.heading.kind]
    return page(name, body, language, f' epub:type="{part}" data-exact=""')


def page(name: str, body: str, language: str | None, attributes: str = "") -> str:
    """Write an XHTML document around a body; name, body and its attributes are XML already."""
    tag = f' lang="{language}" xml:lang="{language}"' if language else ""
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{tag}>
<head>
<title>{name}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body{attributes}>
{body}
</body>
</html>
"""


def quoted(text: str) -> str:
    """Write a text for XML, as content or between double quotes."""
    return escape(_FORBIDDEN.sub("", text))


class _Writer:
    """Writes the blocks of one chapter. Ids count notes, since labels may hold any sign."""

    def __init__(self, chapter: Chapter) -> None:
        self._footnotes = chapter.footnotes
        self._places = {note.label: place for place, note in enumerate(chapter.footnotes, 1)}
        self._cited = set(chapter.markers())
        for note in chapter.footnotes:
            self._cited.update(label for part in note.paragraphs for label in part.labels)
        self._written: Counter[str] = Counter()

    def blocks(self, paragraphs: Iterable[Paragraph], heading: str) -> Iterator[str]:
        """Write paragraphs; those of one quote, list or aside inside one element."""
        for (opening, closing), group in groupby(paragraphs, _around):
            if opening:
                yield opening
            for paragraph in group:
                yield self._block(paragraph, heading)
            if closing:
                yield closing

    def notes(self) -> Iterator[str]:
        """Write the chapter's notes in a section of their own."""
        if not self._footnotes:
            return
        yield '<section class="notes" epub:type="footnotes">'
        for place, note in enumerate(self._footnotes, 1):
            yield f'<aside epub:type="footnote" role="doc-footnote" id="note-{place}">'
            yield from self._note(note)
            yield "</aside>"
        yield "</section>"

    def _note(self, note: Footnote) -> Iterator[str]:
        """Write a definition behind its label; before a quote or the like that stands alone."""
        first, rest = note.paragraphs[:1], note.paragraphs[1:]
        if first and first[0].block in {Block.PROSE, Block.VERSE}:
            sort = ' class="verse"' if first[0].block is Block.VERSE else ""
            yield f"<p{sort}>{self._label(note)} {self._inline(first[0].runs)}</p>"
        else:
            yield f"<p>{self._label(note)}</p>"
            rest = note.paragraphs
        yield from self.blocks(rest, "h3")

    def _label(self, note: Footnote) -> str:
        """Write a note's label: a link back to its first marker, if there is one."""
        if note.label not in self._cited:
            return quoted(note.label)
        target = f"#mark-{self._places[note.label]}-1"
        return (
            f'<a epub:type="backlink" role="doc-backlink" href="{target}">{quoted(note.label)}</a>'
        )

    def _block(self, paragraph: Paragraph, heading: str) -> str:
        runs = paragraph.runs
        match paragraph.block:
            case Block.HEADING:
                return f"<{heading}>{self._inline(runs)}</{heading}>"
            case Block.VERSE:
                return f'<p class="verse">{self._inline(runs)}</p>'
            case Block.ITEM:
                return self._item(paragraph)
            case _:
                return f"<p>{self._inline(runs)}</p>"

    def _item(self, paragraph: Paragraph) -> str:
        """Write a list item; a number that no list would count like that stays in the text."""
        bullet = _bullet(paragraph)
        if bullet is None:
            return f'<p class="item" data-item="">{self._inline(paragraph.runs)}</p>'
        first, *rest = paragraph.runs
        text = first.text[bullet.end() :] if isinstance(first, Text) else ""
        value = f' value="{bullet[1]}"' if bullet[1] else ""
        return f"<li{value}>{self._inline([Text(text), *rest])}</li>"

    def _inline(self, runs: Sequence[Run]) -> str:
        """Write runs, those of one style inside one element, a marker between them as well."""
        written: list[str] = []
        for emphasis, outer in groupby(
            zip(styles_of(runs), runs, strict=True), lambda one: one[0][0]
        ):
            inside: list[str] = []
            for strong, inner in groupby(outer, lambda one: one[0][1]):
                text = "".join(self._run(run) for _, run in inner)
                inside.append(f"<strong>{text}</strong>" if strong else text)
            text = "".join(inside)
            written.append(f"<em>{text}</em>" if emphasis else text)
        return "".join(written)

    def _run(self, run: Run) -> str:
        if isinstance(run, Marker):
            return self._marker(run.label)
        return quoted(run.text).replace("\n", "<br/>")

    def _marker(self, label: str) -> str:
        self._written[label] += 1
        place = self._places[label]
        return (
            f'<a epub:type="noteref" role="doc-noteref" id="mark-{place}-{self._written[label]}" '
            f'href="#note-{place}"><sup>{quoted(label)}</sup></a>'
        )


def _around(paragraph: Paragraph) -> tuple[str, str]:
    """Say what stands around paragraphs of this kind."""
    match paragraph.block:
        case Block.QUOTE:
            return "<blockquote>", "</blockquote>"
        case Block.ASIDE:
            return '<aside class="author" data-aside="">', "</aside>"
        case Block.ITEM:
            bullet = _bullet(paragraph)
            if bullet is None:
                return "", ""
            return ("<ol>", "</ol>") if bullet[1] else ("<ul>", "</ul>")
        case _:
            return "", ""


def _bullet(paragraph: Paragraph) -> re.Match[str] | None:
    """Find the bullet or number that a list of e-books shows by itself."""
    first = paragraph.runs[0]
    if not isinstance(first, Text) or first.emphasis or first.strong:
        return None
    return _BULLET.match(first.text)
