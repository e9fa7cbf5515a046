"""The licence around a text of Project Gutenberg on a web page, of today's form and of older ones.

What its head says of title, author and language goes on the title page.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from bot.domain.story import Remark
from bot.manuscript.assembly import TitlePage
from bot.manuscript.plain.matter import LICENCE_CLOSES, LICENCE_OPENS, fill
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.dom import ancestors, is_block, leave_out, lines_of, shown_text, text_of

_PARTS = "#pg-header, #pg-footer, #pg-start-separator, #pg-end-separator, .pg-boilerplate"


def leave_licence(body: LexborNode, page: TitlePage) -> list[Remark]:
    """Leave the licence out, and say so."""
    named = [part for part in body.css(_PARTS) if text_of(part)]
    opening = next(_lines_that(body, LICENCE_OPENS), None)
    # Of several books on one page the others come after a line that closes one.
    closing = next(iter([*_lines_that(body, LICENCE_CLOSES)][-1:]), None)
    parts = [*named]
    if not named:
        parts += _all(opening, body, after=False) if opening is not None else []
        parts += _all(closing, body, after=True) if closing is not None else []
    for part in parts:
        for line in lines_of(part):
            if LICENCE_OPENS.match(line):
                break
            fill(page, line)
    said = [words for part in parts if (words := text_of(part))]
    for part in parts:
        leave_out(part)
    if not said:
        return []
    words = "; ".join(excerpt(one) for one in dict.fromkeys((said[0], said[-1])))
    return [Remark("licence-left-out", None, f"Left out the licence around the text: {words}")]


def _lines_that(body: LexborNode, pattern: re.Pattern[str]) -> Iterator[LexborNode]:
    """Yield the elements on a line of which a sign of the licence stands."""
    for one in shown_text(body):
        said = (one.text_content or "") if one.is_text_node else ""
        if "***" in said and pattern.search(said):
            block = next((node for node in ancestors(one) if is_block(node)), None)
            if block is not None:
                yield block


def _all(node: LexborNode, body: LexborNode, *, after: bool) -> list[LexborNode]:
    """An element and everything that stands before it on the page, or after it, in order."""
    if node.tag != "pre" and 2 * len(text_of(node)) > len(text_of(body)):
        return []  # the book itself stands in it, too
    found = [node]
    for level in [node, *ancestors(node)]:
        if level == body:
            break
        side = level.next if after else level.prev
        while side is not None:
            if side.is_element_node:
                found.append(side)
            side = side.next if after else side.prev
    return found if after else found[::-1]
