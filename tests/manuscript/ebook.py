"""How the tests open an e-book: strictly, as readers and checkers do."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from bot.domain.letters import joined
from bot.domain.story import Marker, Paragraph, Run, Story, Text
from tests.manuscript.sketch import show

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


class Book:
    """An e-book's files; the pages of its chapters in the order of the spine."""

    def __init__(self, data: bytes) -> None:
        self.archive = ZipFile(BytesIO(data))
        self.files = {info.filename: self.archive.read(info) for info in self.archive.infolist()}
        self.package = ET.fromstring(self.files["EPUB/package.opf"])
        opf = "{http://www.idpf.org/2007/opf}"
        hrefs = {item.get("id"): item.get("href") for item in self.package.iter(f"{opf}item")}
        names = [hrefs[item.get("idref")] for item in self.package.iter(f"{opf}itemref")]
        self.names = [str(name) for name in names]
        self.pages = [ET.fromstring(self.files[f"EPUB/{name}"]) for name in self.names]

    def said(self, name: str) -> str | None:
        """What the package says of the book under a name of Dublin Core."""
        return self.package.findtext(f".//{{http://purl.org/dc/elements/1.1/}}{name}")


def named(page: ET.Element, kind: str) -> list[ET.Element]:
    """The elements of a page with an epub:type."""
    return [element for element in page.iter() if element.get(TYPE) == kind]


def shown(element: ET.Element) -> str:
    """The text of an element, markers and style written as `sketch.show` writes them."""
    return show(Paragraph(tuple(joined(_runs(element, set())))))


def _runs(element: ET.Element, style: set[str]) -> Iterator[Run]:
    tag = element.tag.removeprefix(XHTML)
    if element.get(TYPE) == "noteref":
        yield Marker("".join(element.itertext()))
        return
    inside = style | ({tag} & {"em", "strong"})
    yield Text("\n" if tag == "br" else element.text or "", "em" in inside, "strong" in inside)
    for child in element:
        yield from _runs(child, inside)
        yield Text(child.tail or "", "em" in inside, "strong" in inside)


def paragraphs(page: ET.Element) -> Iterator[str]:
    """What the paragraphs of a page show, its notes aside; items with their sign glued on."""
    for element in _without_notes(page):
        tag = element.tag.removeprefix(XHTML)
        if tag == "li":
            sign = f"{element.get('value')}." if element.get("value") else "•"
            yield f"{sign}{shown(element)}"
        elif tag in {"p", "h2"}:
            yield _glued(shown(element))


def _without_notes(element: ET.Element) -> Iterator[ET.Element]:
    yield element
    for child in element:
        if child.get(TYPE) != "footnotes":
            yield from _without_notes(child)


def _glued(text: str) -> str:
    """The same text, no space behind a sign that a list might begin with."""
    return re.sub(r"\A(•|\d+\.) ", r"\1", text)


def expected(story: Story) -> list[list[str]]:
    """What the pages of a story show."""
    return [
        [_glued(show(part)) for scene in chapter.scenes for part in scene.paragraphs]
        for chapter in story.chapters
    ]
