"""The title page at the head of a book's text, where headings say the title, "by" and the author.

What they say is on the title page already; they head no chapters.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.story import Block, count_words
from bot.manuscript.asides import words_in
from bot.manuscript.assembly import TitlePage
from bot.manuscript.draft import Break, DraftParagraph, FlowItem, Head
from bot.manuscript.headings import recognise
from bot.manuscript.titlewords import BY, BY_SOMEBODY, author_in, begin_alike, repeats, same

_FEW = 25  # words under a heading, fewer than under a chapter's


def take_title_page(flow: Sequence[FlowItem], page: TitlePage) -> list[FlowItem]:
    """Take the headings that repeat the title page off the flow, and make others there text.

    Nothing changes where the title is not known or not among the first headings.
    """
    flow = _without_by_line(flow, page) if page.title else flow
    heads = _first_heads(flow, page) if page.title else []
    if not any(begin_alike(_words(flow[at]), page.title or "") for at in heads):
        return list(flow)
    _take_author(flow, heads, page)
    kept: list[FlowItem] = []
    for at, item in enumerate(flow):
        if not isinstance(item, Head) or not (at in heads or _is_half_title(flow, at, page)):
            kept.append(item)
        elif not repeats(_words(item), page):
            kept.append(replace(item.paragraph, block=Block.HEADING))
    while kept and isinstance(kept[0], Break):
        del kept[0]
    return kept


def _without_by_line(flow: Sequence[FlowItem], page: TitlePage) -> Sequence[FlowItem]:
    """Take the line under the title that says by whom it is, and note who that is."""
    at = 0
    while at < len(flow) and (
        isinstance(flow[at], Break) or same(_words(flow[at]), page.title or "")
    ):
        at += 1
    line = flow[at] if at < len(flow) else None
    prose = isinstance(line, DraftParagraph) and line.block is Block.PROSE
    name = author_in(_words(flow[at])) if prose else None
    if name is None or (page.author is not None and not same(name, page.author)):
        return flow
    page.author = page.author or name
    head = [item for item in flow[:at] if isinstance(item, Head)]
    return [*head, *flow[at + 1 :]]


def _is_half_title(flow: Sequence[FlowItem], at: int, page: TitlePage) -> bool:
    """Whether a heading is the title again, over the text, with nothing of its own under it."""
    following = flow[at + 1] if at + 1 < len(flow) else None
    return isinstance(following, Head) and same(_words(flow[at]), page.title or "")


def _first_heads(flow: Sequence[FlowItem], page: TitlePage) -> list[int]:
    """The places of the headings at the head of a text that have little or nothing under them."""
    found: list[int] = []
    under = 0
    for at, item in enumerate(flow):
        if isinstance(item, Head):
            if item.role is not None or recognise(_words(item)) is not None:
                return found
            found.append(at)
            under = 0
        elif isinstance(item, DraftParagraph):
            under += count_words(words_in(item))
            if under >= _FEW:
                return found if found and repeats(_words(flow[found[-1]]), page) else found[:-1]
    return []  # a text without chapters


def _take_author(flow: Sequence[FlowItem], heads: Sequence[int], page: TitlePage) -> None:
    """Note the author, who stands under "by", where no one is known."""
    said = [_words(flow[at]) for at in heads]
    for words, following in zip(said, [*said[1:], ""], strict=True):
        found = BY_SOMEBODY.match(words)
        name = found[1] if found else following if BY.match(words) else ""
        page.author = page.author or name or None


def _words(item: FlowItem) -> str:
    paragraph = item.paragraph if isinstance(item, Head) else item
    words = words_in(paragraph) if isinstance(paragraph, DraftParagraph) else ""
    return " ".join(words.split())
