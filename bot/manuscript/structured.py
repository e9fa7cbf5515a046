"""Formats that tell headings from paragraphs: the story of their flow.

The first heading is the story's title if it is the only one so high and no chapter's. A file whose
headings are none of chapters has them where lines read like one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.choices import Choices
from bot.domain.story import Block, Imported, Remark
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.chosen import Recogniser, as_chosen, names_chapters, recogniser
from bot.manuscript.draft import DraftChapter, DraftParagraph, FlowItem, Head
from bot.manuscript.footnotes.flattened import find_typed
from bot.manuscript.footnotes.notes import left_out
from bot.manuscript.headings import Rank, Signpost, recognise
from bot.manuscript.partition import chapters, plain, rank_of, texts
from bot.manuscript.runs import tidy

_BY = re.compile(r"(?:written\s+)?by:?\s+(\S.{0,80})\Z", re.IGNORECASE)


def import_flow(
    flow: list[FlowItem], page: TitlePage, remarks: Iterable[Remark], choices: Choices
) -> Imported:
    """Make the story of a flow of headings, paragraphs, breaks and notes.

    Raises RefusalError where there is nothing to read in it.
    """
    flow = as_chosen(_without_title(flow, page, recogniser(choices)), choices)
    if not names_chapters(choices):
        flow = _with_plain_headings(flow)
    parted = chapters(flow)
    typed = [] if page.linked else find_typed(parted, choices.notes)
    return assemble(page, parted, [*remarks, *typed, *_without_notes_headings(parted)])


def _without_title(flow: list[FlowItem], page: TitlePage, understand: Recogniser) -> list[FlowItem]:
    """Take the heading that is the story's title off the flow, and the "by" line under it."""
    heads = [item for item in flow if isinstance(item, Head)]
    if not heads or not _is_title(heads, page, understand):
        return flow
    page.title = page.title or plain(heads[0])
    place = flow.index(heads[0])
    rest = flow[:place] + flow[place + 1 :]
    under = rest[place] if place < len(rest) else None
    under = under.paragraph if isinstance(under, Head) else under
    if isinstance(under, DraftParagraph) and page.author is None:
        by = _BY.match(tidy(texts(under.runs)).text)
        if by and not by[1].endswith((".", "!", "?", ",")):
            page.author = by[1]
            del rest[place]
    return rest


def _with_plain_headings(flow: list[FlowItem]) -> list[FlowItem]:
    """Where no heading is a chapter's, take lines that read as one: `**Chapter 1**`."""
    heads = [item for item in flow if isinstance(item, Head)]
    if any(head.role or rank_of(head) is Rank.CHAPTER for head in heads):
        return flow
    lines = [item for item in flow if isinstance(item, DraftParagraph)]
    found = {id(line): post for line in lines if (post := _plain_heading(line)) is not None}
    called = sum(post.rank is Rank.CHAPTER for post in found.values())
    if called < (2 if heads else 1):
        return flow
    level = max((head.level for head in heads), default=1) + 1
    return [
        Head(level, replace(item, block=Block.HEADING), item.line)
        if isinstance(item, DraftParagraph) and id(item) in found
        else item
        for item in flow
    ]


def _plain_heading(line: DraftParagraph) -> Signpost | None:
    text = tidy(texts(line.runs)).text
    post = recognise(text) if line.block is Block.PROSE and "\n" not in text else None
    return post if post is not None and post.rank in {Rank.CHAPTER, Rank.NAMED} else None


def _is_title(heads: Sequence[Head], page: TitlePage, understand: Recogniser) -> bool:
    """Whether the first heading is the title: alone on the first level, and no chapter's."""
    first, *others = heads
    if not plain(first):
        return False
    if first.level != 1 or first.role or any(head.level == 1 for head in others):
        return page.title is not None and first.level == 1 and plain(first) == page.title
    if page.title is not None:
        return plain(first) == page.title
    return recognise(plain(first)) is None and understand(plain(first)) is None


def _without_notes_headings(parted: Sequence[DraftChapter]) -> list[Remark]:
    """Leave out the headings over notes and those among them, and say so."""
    remarks: list[Remark] = []
    for chapter in parted:
        chapter.for_notes = chapter.for_notes and all(
            part.block is Block.HEADING and not any(part.marks()) for part in chapter.paragraphs()
        )
    for chapter in parted[1:]:
        if chapter.for_notes:
            remarks.append(left_out(chapter.line, chapter.heading.title or ""))
            remarks += (
                left_out(part.line, tidy(texts(part.runs)).text) for part in chapter.paragraphs()
            )
            chapter.flow = [*chapter.notes()]
    return remarks
