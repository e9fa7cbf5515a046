"""XML from strangers, and the XHTML of e-books as HTML that means the same.

XML is parsed without entities, network or outside declarations. XHTML may close any element at
once (`<title/>`, `<a id="x"/>`), which HTML takes for an opening; so it is written anew as HTML.
What is no well-formed XML is taken for the HTML it resembles.
"""

import re
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

from lxml import etree

from bot.domain.errors import RefusalError
from bot.domain.story import Remark
from bot.manuscript.encoding import decode

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
"""The namespace of `epub:type`."""

_LONGEST_ENTITY = 24
_ENTITY = re.compile(r"&([A-Za-z_][\w.-]*);")
_DOCTYPE = re.compile(r"(?<=<!DOCTYPE)([^\[<>]*+)\[[^\]]*\]", re.IGNORECASE)


def parse(data: bytes, *, recover: bool = False) -> etree._Element:
    """Parse XML; with `recover`, as much of it as can be made out.

    Raises ValueError where there is nothing to be made out, or nothing well-formed without it.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise ValueError(str(error)) from None
    if root is None:
        raise ValueError("There is no element in it.")
    return root


def local(element: etree._Element) -> str:
    """Give the name of an element without its namespace; empty for an entity."""
    return unqualified(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1024)
def unqualified(name: str) -> str:
    """Take the namespace off a name, or a prefix that stands for none: faulty files have those."""
    return name.rpartition("}")[2].rpartition(":")[2]


def parse_leniently(data: bytes) -> etree._Element | None:
    """Parse XML that may have faults; None where it is beyond mending."""
    for recover in (False, True):
        try:
            return parse(data, recover=recover)
        except ValueError:
            continue
    return None


def as_html(root: etree._Element) -> str:
    """Write the tree of an XHTML document as HTML."""
    for element in root.iter(f"{{{XHTML}}}*"):
        if not element.prefix:
            break
        element.tag = local(element)
    html = etree.tostring(root, method="html", encoding="unicode", with_tail=False)
    html = html.replace("</br>", "")
    for prefix, address in root.nsmap.items():
        if address == OPS and prefix and prefix != "epub":
            html = html.replace(f" {prefix}:type=", " epub:type=")
    return _with_own_entities(html, root)


def _with_own_entities(html: str, root: etree._Element) -> str:
    """Fill in what the document itself declares, as long as it is a few letters and no more."""
    # lxml-stubs know neither that there may be none nor what it declares.
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is None:
        return html
    known = {
        entity.name: escape(entity.content)
        for entity in declared.entities()
        if 0 < len(entity.content or "") <= _LONGEST_ENTITY and not set("&<%") & set(entity.content)
    }
    return _ENTITY.sub(lambda found: known.get(found[1], found[0]), html) if known else html


def html_of(data: bytes, part: str) -> tuple[str, list[Remark]]:
    """Give an XHTML document as HTML, whether or not it is well-formed; `part` is its name.

    Raises RefusalError where it is no text at all.
    """
    try:
        return as_html(parse(data)), []
    except ValueError:
        return mended(data, part)


def mended(data: bytes, part: str) -> tuple[str, list[Remark]]:
    """Give the text of a document that is no well-formed XML, as HTML.

    Raises RefusalError where it is no text at all.
    """
    try:
        text, remarks = decode(data)
    except RefusalError:
        text, remarks = decode(data.replace(b"\x00", b""))
    end = text.rfind("]") + 1  # so that no bracket is looked for in vain
    text = _DOCTYPE.sub(r"\1", text[:end], count=1) + text[end:]
    return text, [replace(remark, part=part) for remark in remarks]
