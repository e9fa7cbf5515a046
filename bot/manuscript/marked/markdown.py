"""Markdown: the head of the file, then the flow of its blocks.

The class of a heading settles what it is where its words don't: `{.front}`, `{.back}`, and
`{.unnumbered}` for a chapter without a number.
"""

from collections.abc import Iterable

from bot.domain.choices import Choices
from bot.domain.story import Block, Imported, Remark
from bot.manuscript.asides import keep_apart
from bot.manuscript.assembly import TitlePage
from bot.manuscript.draft import DraftParagraph, FlowItem
from bot.manuscript.marked import blocks, frontmatter
from bot.manuscript.structured import import_flow


def load(text: str, remarks: Iterable[Remark], choices: Choices) -> Imported:
    """Import a Markdown text. `remarks` are those that its decoding gave.

    Raises RefusalError where there is nothing to read in it.
    """
    page = TitlePage()
    lines = text.split("\n")
    noted = [*remarks, *frontmatter.parse(lines, page)]
    flow, more = blocks.load("\n".join(lines), blocks.parser())
    if not page.linked and not any(map(_is_aside, flow)):
        flow = keep_apart(flow)
    return import_flow(flow, page, [*noted, *more], choices)


def _is_aside(item: FlowItem) -> bool:
    """Whether the file itself fences off the author's words to the reader."""
    return isinstance(item, DraftParagraph) and item.block is Block.ASIDE
