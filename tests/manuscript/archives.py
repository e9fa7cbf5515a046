"""E-books and Word files made in memory: a test says what is in them, and the rest is as usual."""

import io
import struct
import zipfile
from collections.abc import Mapping
from html import escape

from tests.manuscript.books import zipped

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
METADATA = "<dc:title>The Tin Whistle</dc:title><dc:creator>Ann Teak</dc:creator>"


def page(body: str) -> str:
    """An XHTML document with a body; in a `<body …>` of its own if it says so."""
    body = body if body.startswith("<body") else f"<body>{body}</body>"
    return f'<?xml version="1.0" encoding="utf-8"?>{XHTML}<head><title/></head>{body}</html>'


def epub(
    documents: Mapping[str, str | bytes],
    *,
    metadata: str = METADATA,
    hrefs: dict[str, str] | None = None,
    order: list[str] | None = None,
    aside: tuple[str, ...] = (),
    extra: Mapping[str, str | bytes] | None = None,
    manifest: str = "",
    guide: str = "",
    package: str | None = None,
    container: str | None = CONTAINER,
    nav: str | None = None,
    ncx: str | None = None,
) -> bytes:
    """An EPUB of some documents, their bodies by their names, in the folder OEBPS.

    What is bytes is taken as it is. `hrefs` are what the package calls documents other than by
    their names, `order` the names in the spine, all of them unless said;
    `aside` those with linear="no"; `manifest` and `guide` are added to the package's own.
    """
    names = list(documents) if order is None else order
    items = "".join(
        f'<item id="d{number}" href="{escape((hrefs or {}).get(name, name))}" '
        'media-type="application/xhtml+xml"/>'
        for number, name in enumerate(documents)
    )
    numbers = {name: number for number, name in enumerate(documents)}
    spine = "".join(
        f'<itemref idref="d{numbers[name]}"' + (' linear="no"/>' if name in aside else "/>")
        for name in names
    )
    if nav is not None:
        items += (
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        )
    if ncx is not None:
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    files: dict[str, str | bytes] = {"mimetype": "application/epub+zip"}
    if container is not None:
        files["META-INF/container.xml"] = container
    files["OEBPS/book.opf"] = package or (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
        'version="3.0" unique-identifier="u">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{items}{manifest}</manifest><spine>{spine}</spine>"
        f"<guide>{guide}</guide></package>"
    )
    for name, body in documents.items():
        files[f"OEBPS/{name}"] = body if isinstance(body, bytes) else page(body)
    if nav is not None:
        files["OEBPS/nav.xhtml"] = page(f'<nav epub:type="toc">{nav}</nav>')
    if ncx is not None:
        files["OEBPS/toc.ncx"] = (
            '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">'
            f"<navMap>{ncx}</navMap></ncx>"
        )
    return zipped({**files, **(extra or {})})


def encrypted(data: bytes) -> bytes:
    """The same archive, each of its files called encrypted."""
    out = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(sign)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", out, at + place)
            struct.pack_into("<H", out, at + place, flags | 1)
            at = out.find(sign, at + 4)
    return bytes(out)


def many(count: int) -> bytes:
    """An archive of that many empty files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(str(number), b"")
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWN = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_KINDS = ("styles", "footnotes", "endnotes", "comments", "numbering")


def docx(
    *paragraphs: str,
    styles: str = "",
    footnotes: dict[int, str] | None = None,
    endnotes: dict[int, str] | None = None,
    comments: str = "",
    numbering: str = "",
    core: str = "",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A Word file of paragraphs that `p` and `r` make; the rest is WordprocessingML."""
    parts = {
        "styles": styles,
        "footnotes": _notes("footnote", footnotes or {}),
        "endnotes": _notes("endnote", endnotes or {}),
        "comments": comments,
        "numbering": numbering,
    }
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main'
        '+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        + "".join(
            f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
            for kind in _KINDS
        )
        + "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{W}" {_DRAWN}><w:body>{"".join(paragraphs)}'
        "</w:body></w:document>",
    }
    for kind, content in parts.items():
        if content:
            files[f"word/{kind}.xml"] = f'<w:{kind} xmlns:w="{W}">{content}</w:{kind}>'
    if core:
        files["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="http://schemas'
            f'.openxmlformats.org/package/2006/metadata/core-properties">{core}</cp:coreProperties>'
        )
    return zipped({**files, **(extra or {})})


def _notes(kind: str, notes: dict[int, str]) -> str:
    return "".join(
        f'<w:{kind} w:id="{number}">{p(text)}</w:{kind}>' for number, text in notes.items()
    )


def p(content: str, style: str = "", properties: str = "") -> str:
    """A paragraph; what is no mark-up is a run of its own."""
    if style:
        properties = f'<w:pStyle w:val="{style}"/>' + properties
    said = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{said}{content if content.startswith('<') or not content else r(content)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def footnote(number: int, kind: str = "footnote") -> str:
    """The place of a note in the text."""
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def style(name: str, called: str, inside: str = "", kind: str = "paragraph") -> str:
    """A style by its id and what it is called."""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{called}"/>{inside}</w:style>'
    )
