"""The numbers of printed pages that the mark-up of a book keeps; a story has none."""

import re
from collections.abc import Collection, Mapping

from selectolax.lexbor import LexborNode

_PAGE_ANCHOR = re.compile(
    r"(?:pa?ge?s?|pg)[._ -]*(?:num|no|break)?[._ -]*[ivxlcdm\d]+\Z", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(
    r"[\[{(]?\s*(?:p(?:g|age)?\.?\s*)?(?:\d+|[ivxlcdm]+)\s*[\]})]?\Z", re.IGNORECASE
)
_PAGE_CLASS = re.compile(r"page?[ _-]?(?:num|no|number)s?\Z|pgnum\Z", re.IGNORECASE)


def is_page_number(
    tag: str, attributes: Mapping[str, str | None], kinds: Collection[str], node: LexborNode
) -> bool:
    """Whether it is nothing but the number of a printed page."""
    if "pagebreak" in kinds:
        return True
    if tag not in {"span", "a", "small"}:
        return False
    name = attributes.get("id") or (attributes.get("name") if tag == "a" else None)
    named = name and _PAGE_ANCHOR.match(name)
    if not named and not (_PAGE_CLASS.match(attributes.get("class") or "") and _is_plain(node)):
        return False
    return _PAGE_NUMBER.match(node.text().strip()) is not None


def _is_plain(node: LexborNode) -> bool:
    """Whether it holds a text and nothing else, so that no link leads into it."""
    inside = node.first_child
    return inside is not None and inside.is_text_node is True and inside.next is None
