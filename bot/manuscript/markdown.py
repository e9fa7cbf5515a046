"""Markdown: which headings are chapters, and the draft of the story.

Chapters are the highest headings of which one reads like a chapter (`Chapter 3`, `Prologue`), or
else the highest below a lone title. Higher headings, such as parts, go into the chapter that
follows; lower ones stay in the text. The class of a heading settles what it is where its words
don't: `{.front}`, `{.back}`, and `{.unnumbered}` for a chapter without a number.
"""

import re
from collections.abc import Iterable, Sequence

from bot.domain.story import ChapterKind, Imported, Remark, Text
from bot.manuscript import blocks, frontmatter, headings
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.blocks import BlockItem, Head
from bot.manuscript.draft import Break, DraftChapter, DraftParagraph, Mark, Piece
from bot.manuscript.headings import Rank, Signpost, opens_here, recognise
from bot.manuscript.notes import left_out
from bot.manuscript.runs import tidy

_CLASS = re.compile(r"(?:^|\s)\{\.(front|back|unnumbered)\}\Z")
_BY = re.compile(r"(?:written\s+)?by:?\s+(\S.{0,80})\Z", re.IGNORECASE)
_KINDS = {
    "front": ChapterKind.FRONT,
    "back": ChapterKind.BACK,
    "unnumbered": ChapterKind.CHAPTER,
}


def load(text: str, remarks: Iterable[Remark]) -> Imported:
    """Import a Markdown text. `remarks` are those that its decoding gave.

    Raises RefusalError where there is nothing to read in it.
    """
    page = TitlePage()
    lines = text.split("\n")
    noted = [*remarks, *frontmatter.parse(lines, page)]
    flow, more = blocks.load("\n".join(lines), blocks.parser())
    flow = _without_title(flow, page)
    chapters = _chapters(flow)
    noted += [*more, *_notes_headings(chapters)]
    return assemble(page, chapters, noted)


def _without_title(flow: list[BlockItem], page: TitlePage) -> list[BlockItem]:
    """Take the heading that is the story's title off the flow, and the "by" line under it."""
    heads = [item for item in flow if isinstance(item, Head)]
    if not heads or not _is_title(heads, page):
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


def _is_title(heads: Sequence[Head], page: TitlePage) -> bool:
    """Whether the first heading is the title: alone on the first level, and no chapter's."""
    first, *others = heads
    if not _plain(first):
        return False
    if first.level != 1 or _class(first) or any(head.level == 1 for head in others):
        return page.title is not None and first.level == 1 and _plain(first) == page.title
    if page.title is not None:
        return _plain(first) == page.title
    return recognise(_plain(first)) is None


def _chapters(flow: Sequence[BlockItem]) -> list[DraftChapter]:
    level = _chapter_level([item for item in flow if isinstance(item, Head)])
    posts: list[Signpost] = [Signpost(Rank.OTHER, "", _before(flow, level))]
    drafts: list[DraftChapter] = [_draft(1)]
    pending: DraftChapter | None = None
    for item in flow:
        if isinstance(item, Head) and item.level < level:
            pending = pending or _draft(item.line)
            pending.flow.append(item.paragraph)
        elif isinstance(item, Head) and item.level == level:
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
    for draft, heading in zip(drafts, headings.number(posts), strict=True):
        draft.heading = heading
        draft.for_notes = draft.for_notes and not any(draft.paragraphs())
    return drafts


def _draft(line: int) -> DraftChapter:
    return DraftChapter(headings.number([Signpost(Rank.OTHER, "")])[0], line)


def _before(flow: Sequence[BlockItem], level: int) -> ChapterKind:
    """What the text before the first chapter's heading is: front matter, if there is one."""
    headed = any(isinstance(item, Head) and item.level == level for item in flow)
    return ChapterKind.FRONT if headed else ChapterKind.CHAPTER


def _chapter_level(heads: Sequence[Head]) -> int:
    """The level of the headings that are chapters; 0 if there are none."""
    reading = [head.level for head in heads if _reads_as_chapter(head)]
    return min(reading or (head.level for head in heads), default=0)


def _reads_as_chapter(head: Head) -> bool:
    if _class(head):
        return True
    post = recognise(_plain(head))
    return post is not None and post.rank in {Rank.CHAPTER, Rank.NAMED}


def _signpost(head: Head) -> Signpost:
    name = _class(head)
    text = _plain(head)
    if name is None:
        return opens_here(text)
    title = _CLASS.sub("", text) or None
    return Signpost(Rank.NAMED, text, _KINDS[name], title=title, counted=False)


def _class(head: Head) -> str | None:
    found = _CLASS.search(head.raw)
    return found[1] if found else None


def _plain(head: Head) -> str:
    return tidy(_texts(head.paragraph.runs), head.paragraph.block).text


def _texts(runs: Iterable[Piece]) -> list[Text]:
    return [run for run in runs if isinstance(run, Text)]


def _marks_alone(head: Head) -> list[DraftParagraph]:
    """The markers of a heading, which can't stand in a title, as a paragraph of their own."""
    marks: list[Piece] = [run for run in head.paragraph.runs if isinstance(run, Mark)]
    return [DraftParagraph(marks, head.line)] if marks else []


def _notes_headings(chapters: Sequence[DraftChapter]) -> list[Remark]:
    return [
        left_out(chapter.line, chapter.heading.title or "")
        for place, chapter in enumerate(chapters)
        if chapter.for_notes and place
    ]
