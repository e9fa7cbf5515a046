"""Formats that tell headings from paragraphs: the story of their flow.

The first heading is the story's title if it is the only one so high and no chapter's. A file whose
headings are none of chapters has them where lines read like one.
"""

from collections.abc import Iterable, Sequence

from bot.domain.choices import Choices
from bot.domain.story import Block, Imported, Remark
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.chosen import Recogniser, as_chosen, names_chapters, recogniser
from bot.manuscript.draft import DraftChapter, DraftParagraph, FlowItem, Head
from bot.manuscript.footnotes.flattened import find_typed
from bot.manuscript.footnotes.notes import left_out
from bot.manuscript.headings import recognise
from bot.manuscript.heads import plain, texts
from bot.manuscript.lineheads import with_line_headings
from bot.manuscript.partition import chapters
from bot.manuscript.runs import tidy
from bot.manuscript.scenenames import with_named_scenes
from bot.manuscript.titlewords import author_in


def import_flow(
    flow: list[FlowItem], page: TitlePage, remarks: Iterable[Remark], choices: Choices
) -> Imported:
    """Make the story of a flow of headings, paragraphs, breaks and notes.

    Raises RefusalError where there is nothing to read in it.
    """
    flow = as_chosen(_without_title(flow, page, recogniser(choices)), choices)
    if not names_chapters(choices):
        flow = with_line_headings(flow)
    noted = [*remarks]
    if not page.linked:
        flow = with_named_scenes(flow, choices, noted)
    parted = chapters(flow)
    typed = [] if page.linked else find_typed(parted, choices.notes)
    return assemble(page, parted, [*noted, *typed, *_without_notes_headings(parted)])


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
        page.author = author_in(tidy(texts(under.runs)).text)
        if page.author is not None:
            del rest[place]
    return rest


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
