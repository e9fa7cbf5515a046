"""Markdown: the head of the file, then the flow of its blocks.

The class of a heading settles what it is where its words don't: `{.front}`, `{.back}`, and
`{.unnumbered}` for a chapter without a number.
"""

from collections.abc import Iterable

from bot.domain.choices import Choices
from bot.domain.story import Imported, Remark
from bot.manuscript import blocks, frontmatter
from bot.manuscript.assembly import TitlePage
from bot.manuscript.structured import import_flow


def load(text: str, remarks: Iterable[Remark], choices: Choices) -> Imported:
    """Import a Markdown text. `remarks` are those that its decoding gave.

    Raises RefusalError where there is nothing to read in it.
    """
    page = TitlePage()
    lines = text.split("\n")
    noted = [*remarks, *frontmatter.parse(lines, page)]
    flow, more = blocks.load("\n".join(lines), blocks.parser())
    return import_flow(flow, page, [*noted, *more], choices)
