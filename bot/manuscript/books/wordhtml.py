"""The HTML that mammoth makes of a Word file whose parts are parsed already, and plain.

Given an archive, mammoth would parse all of it once more, and slowly. So its own readers are called
here one after the other, on elements of its own kind that are made of those at hand.
"""

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree
from mammoth import conversion, images, options
from mammoth.docx import body_xml, document_xml, notes_xml, numbering_xml, relationships_xml
from mammoth.docx.content_types_xml import empty_content_types
from mammoth.docx.styles_xml import NumberingStyle, Styles
from mammoth.docx.xmlparser import XmlElement, XmlText

from bot.manuscript.books.wordstyles import QUOTE, child, value
from bot.manuscript.books.xhtml import local

_OFFICE = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_PREFIXES = {
    f"{_OFFICE}/wordprocessingml/2006/main": "w",
    f"{_OFFICE}/officeDocument/2006/relationships": "r",
    f"{_OFFICE}/drawingml/2006/wordprocessingDrawing": "wp",
    f"{_OFFICE}/drawingml/2006/main": "a",
    f"{_OFFICE}/drawingml/2006/picture": "pic",
    f"{_OFFICE}/package/2006/relationships": "relationships",
    f"{_OFFICE}/markup-compatibility/2006": "mc",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_STRICT}/drawingml/wordprocessingDrawing": "wp",
    f"{_STRICT}/drawingml/main": "a",
    f"{_STRICT}/drawingml/picture": "pic",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:word": "office-word",
    "http://schemas.microsoft.com/office/word/2010/wordml": "wordml",
}
"""What mammoth calls the namespaces that it knows."""
_ALTERNATIVES, _FALLBACK = "mc:AlternateContent", "mc:Fallback"
_RUN, _TEXT = "w:r", "w:t"
_NOTES = {
    "footnotes": notes_xml.read_footnotes_xml_element,
    "endnotes": notes_xml.read_endnotes_xml_element,
}
_HEADINGS = {f"Heading{level}": f"h{level}:fresh" for level in range(1, 7)}
_STYLES = _HEADINGS | {QUOTE: "blockquote > p:fresh"}
_LEVELS = range(1, 6)
_WITHIN = "ul|ol > li > "
_LISTS = [
    f"p:{kind}-list({level}) => {_WITHIN * (level - 1)}{tag} > li:fresh"
    for kind, tag in (("unordered", "ul"), ("ordered", "ol"))
    for level in _LEVELS
]


@dataclass(frozen=True, slots=True)
class Converted:
    """The HTML of a document with its notes behind it, and what mammoth has to say about it."""

    html: str
    messages: Sequence[str]


def convert(parts: Mapping[str, etree._Element]) -> Converted:
    """Make HTML of the parts of a Word file, by their names in its archive.

    Raises whatever a part that lacks something makes mammoth stumble over.
    """
    by_kind: dict[str, str] = {}
    for name, root in parts.items():
        by_kind.setdefault(local(root), name)
    numbering = _numbering(parts, by_kind)

    def read(kind: str, reader: Callable[..., Any], **beside: Any) -> Any:
        name = by_kind[kind]
        body_reader = body_xml.reader(
            numbering=numbering,
            content_types=empty_content_types,
            relationships=_relationships(parts, name),
        )
        return reader(_element(parts[name]), body_reader=body_reader, **beside)

    notes = [
        note
        for kind, reader in _NOTES.items()
        if kind in by_kind
        for note in read(kind, reader).value
    ]
    document = read("document", document_xml.read_document_xml_element, notes=notes)
    made = conversion.convert_document_element_to_html(
        document.value,
        style_map=_style_map(parts),
        convert_image=images.img_element(lambda _image: {"src": "image"}),
        ignore_empty_paragraphs=False,
    )
    return Converted(made.value, [one.message for one in (*document.messages, *made.messages)])


def _style_map(parts: Mapping[str, etree._Element]) -> Any:
    """What mammoth is to make of the styles there are: for each paragraph it tries them all."""
    styles = {value(one) for root in parts.values() for one in root.iter("{*}pStyle")}
    lists = any(local(root) == "numbering" for root in parts.values())
    lines = [f"p.{name} => {path}" for name, path in _STYLES.items() if name in styles]
    text = "\n".join([*lines, *(_LISTS if lists else ())])
    made = options.read_options({"style_map": text, "include_default_style_map": False})
    return made.value["style_map"]


def _numbering(parts: Mapping[str, etree._Element], by_kind: Mapping[str, str]) -> Any:
    if "numbering" not in by_kind:
        return numbering_xml.Numbering.EMPTY
    styles = parts[by_kind["styles"]] if "styles" in by_kind else ()
    numbers = {
        value(one, "styleId"): NumberingStyle(
            value(one, "styleId"), value(child(child(child(one, "pPr"), "numPr"), "numId"))
        )
        for one in styles
        if value(one, "type") == "numbering"
    }
    return numbering_xml.read_numbering_xml_element(
        _element(parts[by_kind["numbering"]]), Styles.create(numbering_styles=numbers)
    )


def _relationships(parts: Mapping[str, etree._Element], name: str) -> Any:
    """What the links and pictures of a part lead to."""
    folder, file = posixpath.split(name)
    root = parts.get(posixpath.join(folder, "_rels", f"{file}.rels"))
    if root is None:
        return relationships_xml.Relationships.EMPTY
    return relationships_xml.read_relationships_xml_element(_element(root))


def _element(root: etree._Element) -> Any:
    """Make an element of mammoth's kind, with all that is in it."""
    return _Elements(fields=next(root.iter("{*}fldChar"), None) is not None).of(root)


class _Elements:
    """Makes elements of mammoth's kind; of alternatives it takes what every program can show.

    A run of nothing but text is taken for its text alone, which is less to do for mammoth, unless
    there are `fields`: these may make links of the runs in them.
    """

    def __init__(self, *, fields: bool) -> None:
        self._fields = fields

    def of(self, root: etree._Element) -> Any:
        """Make an element with all that is in it."""
        children = [XmlText(root.text)] if root.text else []
        for one in root:
            name = _name(one.tag)
            if name == _ALTERNATIVES:
                plain = next((other for other in one if _name(other.tag) == _FALLBACK), ())
                children += map(self.of, plain)
            elif name == _RUN and not self._fields and len(one) == 1 and _name(one[0].tag) == _TEXT:
                children.append(self.of(one[0]))
            else:
                children.append(self.of(one))
        attributes = {_name(name): said for name, said in root.items()}
        return XmlElement(_name(root.tag), attributes, children)


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    """What mammoth calls an element or an attribute."""
    space, _, name = tag[1:].rpartition("}") if tag[:1] == "{" else ("", "", tag)
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{name}" if prefix else tag
