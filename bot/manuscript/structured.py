"""Formats that tell headings from paragraphs: which headings are chapters, and the draft of it.

Chapters are the highest headings of which one reads like a chapter (`Chapter 3`, `Prologue`), or
else the highest below a lone title. Higher headings, such as parts, go into the chapter that
follows; lower ones stay in the text. A file without headings has its chapters where lines read like
one. The role of a heading settles what it is where its words don't.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.choices import Choices
from bot.domain.story import Block, ChapterKind, Imported, Remark, Text
from bot.manuscript import headings
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.chosen import Recogniser, as_chosen, names_chapters, recogniser
from bot.manuscript.draft import (
    Break,
    DraftChapter,
    DraftParagraph,
    FlowItem,
    Head,
    HeadRole,
    Mark,
    Piece,
)
from bot.manuscript.headings import Rank, Signpost, numeral, opens_here, recognise
from bot.manuscript.notes import left_out
from bot.manuscript.runs import tidy

_BY = re.compile(r"(?:written\s+)?by:?\s+(\S.{0,80})\Z", re.IGNORECASE)
_KINDS = {
    HeadRole.FRONT: ChapterKind.FRONT,
    HeadRole.BACK: ChapterKind.BACK,
    HeadRole.UNNUMBERED: ChapterKind.CHAPTER,
}


def import_flow(
    flow: list[FlowItem], page: TitlePage, remarks: Iterable[Remark], choices: Choices
) -> Imported:
    """Make the story of a flow of headings, paragraphs, breaks and notes.

    Raises RefusalError where there is nothing to read in it.
    """
    flow = as_chosen(_without_title(flow, page, recogniser(choices)), choices)
    if not names_chapters(choices):
        flow = _with_plain_headings(flow)
    chapters = _chapters(flow)
    return assemble(page, chapters, [*remarks, *_without_notes_headings(chapters)])


def _without_title(flow: list[FlowItem], page: TitlePage, understand: Recogniser) -> list[FlowItem]:
    """Take the heading that is the story's title off the flow, and the "by" line under it."""
    heads = [item for item in flow if isinstance(item, Head)]
    if not heads or not _is_title(heads, page, understand):
        return flow
    page.title = page.title or _plain(heads[0])
    place = flow.index(heads[0])
    rest = flow[:place] + flow[place + 1 :]
    under = rest[place] if place < len(rest) else None
    if isinstance(under, DraftParagraph) and page.author is None:
        by = _BY.match(tidy(_texts(under.runs)).text)
        if by and not by[1].endswith((".", "!", "?", ",")):
            page.author = by[1]
            del rest[place]
    return rest


def _with_plain_headings(flow: list[FlowItem]) -> list[FlowItem]:
    """Where no heading is there, take lines that read as a chapter's: `**Chapter 1**`."""
    lines = [item for item in flow if isinstance(item, DraftParagraph)]
    found = {id(line): post for line in lines if (post := _plain_heading(line)) is not None}
    bare = not any(isinstance(item, Head) for item in flow)
    if not bare or not any(post.rank is Rank.CHAPTER for post in found.values()):
        return flow
    return [
        Head(2, replace(item, block=Block.HEADING), item.line)
        if isinstance(item, DraftParagraph) and id(item) in found
        else item
        for item in flow
    ]


def _plain_heading(line: DraftParagraph) -> Signpost | None:
    text = tidy(_texts(line.runs)).text
    post = recognise(text) if line.block is Block.PROSE and "\n" not in text else None
    return post if post is not None and post.rank in {Rank.CHAPTER, Rank.NAMED} else None


def _is_title(heads: Sequence[Head], page: TitlePage, understand: Recogniser) -> bool:
    """Whether the first heading is the title: alone on the first level, and no chapter's."""
    first, *others = heads
    if not _plain(first):
        return False
    if first.level != 1 or first.role or any(head.level == 1 for head in others):
        return page.title is not None and first.level == 1 and _plain(first) == page.title
    if page.title is not None:
        return _plain(first) == page.title
    return recognise(_plain(first)) is None and understand(_plain(first)) is None


def _chapters(flow: Sequence[FlowItem]) -> list[DraftChapter]:
    level = _chapter_level([item for item in flow if isinstance(item, Head)])
    posts: list[Signpost] = [Signpost(Rank.OTHER, "", _before(flow, level))]
    drafts: list[DraftChapter] = [_draft(1)]
    pending: DraftChapter | None = None
    for item in flow:
        if isinstance(item, Head) and item.level < level and not _is_named(item):
            pending = pending or _draft(item.line)
            pending.flow.append(item.paragraph)
        elif isinstance(item, Head) and item.level <= level:
            posts.append(_signpost(item))
            drafts.append(pending or _draft(item.line))
            drafts[-1].flow += _marks_alone(item)
            drafts[-1].for_notes = posts[-1].rank is Rank.NOTES
            pending = None
        else:
            into = pending or drafts[-1]
            into.flow.append(item.paragraph if isinstance(item, Head) else item)
    if pending is not None:
        drafts[-1].flow += pending.flow
    return _headed(drafts, posts)


def _headed(drafts: list[DraftChapter], posts: list[Signpost]) -> list[DraftChapter]:
    """Give the drafts their headings, and drop what stands before the first one if it is bare."""
    if len(drafts) > 1 and not any(not isinstance(item, Break) for item in drafts[0].flow):
        del drafts[0], posts[0]
    for draft, heading in zip(drafts, headings.number(_placed(posts)), strict=True):
        draft.heading = heading
        draft.for_notes = draft.for_notes and all(
            part.block is Block.HEADING and not any(part.marks()) for part in draft.paragraphs()
        )
    return drafts


def _placed(posts: Sequence[Signpost]) -> list[Signpost]:
    """Call the author's notes front matter where they stand before the chapters."""
    counted = [at for at, post in enumerate(posts) if post.kind is ChapterKind.CHAPTER]
    first = min(counted, default=0)
    return [
        replace(post, kind=ChapterKind.FRONT) if post.rank is Rank.NOTES and at < first else post
        for at, post in enumerate(posts)
    ]


def _draft(line: int) -> DraftChapter:
    return DraftChapter(headings.number([Signpost(Rank.OTHER, "")])[0], line)


def _before(flow: Sequence[FlowItem], level: int) -> ChapterKind:
    """What the text before the first chapter's heading is: front matter, if there is one."""
    headed = any(isinstance(item, Head) and item.level == level for item in flow)
    return ChapterKind.FRONT if headed else ChapterKind.CHAPTER


def _chapter_level(heads: Sequence[Head]) -> int:
    """The level of the headings that are chapters; 0 if there are none."""
    chapters = [head.level for head in heads if head.role or _rank(head) is Rank.CHAPTER]
    if not chapters and _in_parts(heads):
        chapters = [head.level for head in heads if numeral(_plain(head))]
    named = [head.level for head in heads if _is_named(head)]
    return min(chapters or named or (head.level for head in heads), default=0)


def _in_parts(heads: Sequence[Head]) -> bool:
    """Whether the highest headings are parts, so that numerals under them head the chapters."""
    top = min((head.level for head in heads), default=0)
    return all(_rank(head) is Rank.PART for head in heads if head.level == top)


def _is_named(head: Head) -> bool:
    """Whether it is a prologue or the like, which may stand on a level with the parts."""
    return head.role is None and _rank(head) is Rank.NAMED


def _rank(head: Head) -> Rank | None:
    post = recognise(_plain(head))
    return None if post is None else post.rank


def _signpost(head: Head) -> Signpost:
    text = _plain(head)
    if head.post is not None:
        return head.post
    if head.role is None or head.role is HeadRole.CHAPTER:
        return opens_here(text)
    return Signpost(Rank.NAMED, text, _KINDS[head.role], title=text or None, counted=False)


def _plain(head: Head) -> str:
    return tidy(_texts(head.paragraph.runs), head.paragraph.block).text


def _texts(runs: Iterable[Piece]) -> list[Text]:
    return [run for run in runs if isinstance(run, Text)]


def _marks_alone(head: Head) -> list[DraftParagraph]:
    """The markers of a heading, which can't stand in a title, as a paragraph of their own."""
    marks: list[Piece] = [run for run in head.paragraph.runs if isinstance(run, Mark)]
    return [DraftParagraph(marks, head.line)] if marks else []


def _without_notes_headings(chapters: Sequence[DraftChapter]) -> list[Remark]:
    """Leave out the headings over notes and those among them, and say so."""
    remarks: list[Remark] = []
    for chapter in chapters[1:]:
        if chapter.for_notes:
            remarks.append(left_out(chapter.line, chapter.heading.title or ""))
            remarks += (
                left_out(part.line, tidy(_texts(part.runs)).text) for part in chapter.paragraphs()
            )
            chapter.flow = [*chapter.notes()]
    return remarks
