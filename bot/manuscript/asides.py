"""Which paragraphs are the author speaking to the reader, told by their own words.

An aside says itself that the author is speaking: `[A/N: …]`, `Author's Note: …`. A bare `Note:` may
be a note on a door, and an editor's or a diarist's may be part of the story: these are text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.story import Block
from bot.manuscript.draft import Break, DraftChapter, DraftParagraph, FlowItem, Head, Mark, Note
from bot.manuscript.headings import Rank, recognise

_WHO = r"(?:author|writer|translator|beta(?:[ -]?reader)?)['’]?s?['’]?|tl"
_ABROAD = (
    r"note de l['’]aut(?:eur|eure|rice)|nota (?:del autor|de la autora|do autor|da autora)|"
    r"anmerkung (?:des autors|der autorin)"
)
_ORDINAL = r"(?:\s*\([^()\n]{1,40}\))?"  # (chapter 3), (updated)
_COLON = r"[\s*_~]*(?::|\s[-–—]+\s|—)"
_LABELS = (
    rf"(?:(?:end|quick|short|final|important)\s+)?(?:{_WHO})\s+notes?{_ORDINAL}{_COLON}",
    rf"(?:a\s+)?(?:quick\s+)?notes?\s+from\s+(?:(?:your|the)\s+)?(?:author|translator){_COLON}",
    rf"(?:{_ABROAD}|n/a|(?-i:AN)|a\. ?n\.?){_COLON}",
    rf"(?:a|t|tl)[/\\]n\b{_ORDINAL}[\s*_~]*(?:[:;.,–—-]|(?=\s))",
    r"(?:trigger|content)\s+warnings?\s*:",
    r"disclaimers?\s*[:.–—-](?=.*\b(?:own|owns|owned|belongs?|property|rights|profit)\b)",
)
_LABEL = re.compile(rf"[\s*_~]*(?:{'|'.join(_LABELS)})(?=.*\w)", re.IGNORECASE | re.DOTALL)
_ALONE = re.compile(rf"[\W_]*(?:(?:{_WHO})\s+notes?|a/n|t/n|(?-i:AN))[\W_]*\Z", re.IGNORECASE)
_LONGEST_NOTE = 12  # paragraphs under a line that announces a note
_DECORATION = "*_~ \t\n"
_PAIRS = {"[": "]", "(": ")", "{": "}"}


def is_aside(text: str) -> bool:
    """Whether a whole paragraph says that it is the author's, or the translator's, to the reader.

    A paragraph that goes on with the story behind the bracket is none, nor is a label alone.
    """
    bare = text.strip(_DECORATION)
    if _LABEL.match(bare):
        return True
    return bare[:1] in _PAIRS and bool(_LABEL.match(bare.lstrip(bare[0]))) and _is_closed_late(bare)


def _is_closed_late(text: str) -> bool:
    """Whether the bracket that a text opens with is closed at its end, or not inside it at all."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == text[0]) - (sign == _PAIRS[text[0]])
        if depth == 0:
            return not re.search(r"\w", text[place:])
    return True


def keep_apart(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Make the author's words to the reader asides, and take the breaks away that part them off.

    An aside at a chapter's beginning or end is no scene of its own.
    """
    marked = _with_announced(_with_marked(flow))
    kept: list[FlowItem] = []
    for part in _chapters(marked):
        kept += _without_edges(part)
    return kept


def keep_apart_in(chapters: Sequence[DraftChapter]) -> None:
    """Do the same in chapters whose headings are known."""
    flow: list[FlowItem] = []
    for chapter in chapters:
        flow += [Head(1, DraftParagraph([], chapter.line), chapter.line), *chapter.flow]
    number = -1
    for item in keep_apart(flow):
        if isinstance(item, Head):
            number += 1
            chapters[number].flow = []
        else:
            chapters[number].flow.append(item)


def words_in(paragraph: DraftParagraph) -> str:
    """The words of a paragraph as they stand, marks among them."""
    return "".join(run.raw if isinstance(run, Mark) else run.text for run in paragraph.runs)


def _with_marked(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Mark the paragraphs that say so themselves, up to the bracket that closes them."""
    marked: list[FlowItem] = list(flow)
    for place, item in enumerate(flow):
        if not isinstance(item, DraftParagraph) or not _may_be_aside(item):
            continue
        text = words_in(item).strip(_DECORATION)
        if is_aside(text):
            for at in range(place, _closed_at(flow, place, text) + 1):
                part = flow[at]
                if isinstance(part, DraftParagraph):
                    marked[at] = replace(part, block=Block.ASIDE)
    return marked


def _may_be_aside(paragraph: DraftParagraph) -> bool:
    return paragraph.block in {Block.PROSE, Block.VERSE, Block.QUOTE}


def _closed_at(flow: Sequence[FlowItem], place: int, text: str) -> int:
    """Where the bracket is closed that a paragraph leaves open; its own place if nowhere near."""
    closing = _PAIRS.get(text[:1])
    if closing is None or closing in text:
        return place
    for at, item in enumerate(flow[place + 1 : place + _LONGEST_NOTE], place + 1):
        if not isinstance(item, DraftParagraph):
            break
        said = words_in(item).strip(_DECORATION)
        if closing in said:
            return at if said.endswith(closing) else place
    return place


def _with_announced(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Mark what stands under a line such as "Author's Note", as far as a break or the end."""
    marked: list[FlowItem] = list(flow)
    top = min((item.level for item in flow if isinstance(item, Head)), default=0)
    for place, item in enumerate(flow):
        line = item.paragraph if isinstance(item, Head) and item.level > top else item
        if not isinstance(line, DraftParagraph) or not _ALONE.match(words_in(line)):
            continue
        end = _end_of_note(flow, place)
        if end is not None:
            marked[place] = replace(line, block=Block.ASIDE)
            for at in range(place + 1, end):
                part = flow[at]
                if isinstance(part, DraftParagraph):
                    marked[at] = replace(part, block=Block.ASIDE)
    return marked


def _end_of_note(flow: Sequence[FlowItem], place: int) -> int | None:
    """The place behind an announced note; None if nothing shows where it ends.

    One that opens a chapter ends at a break, one that closes it with the chapter.
    """
    before = flow[place - 1] if place else None
    opens = before is None or isinstance(before, Head) or _opens_chapter(before)
    for at in range(place + 1, place + 2 + _LONGEST_NOTE):
        following = flow[at] if at < len(flow) else None
        if isinstance(following, Break):
            return at if at > place + 1 and (opens or isinstance(before, Break)) else None
        if following is None or isinstance(following, Head) or _opens_chapter(following):
            return at if at > place + 1 and not opens else None
    return None


def _chapters(flow: Sequence[FlowItem]) -> list[list[FlowItem]]:
    """Part a flow before each of its headings, and before lines that read as a chapter's."""
    parts: list[list[FlowItem]] = [[]]
    for item in flow:
        if isinstance(item, Head) or _opens_chapter(item):
            parts.append([])
        parts[-1].append(item)
    return parts


def _opens_chapter(item: FlowItem) -> bool:
    if not isinstance(item, DraftParagraph) or item.block is Block.ASIDE:
        return False
    post = recognise(words_in(item))
    return post is not None and post.rank is Rank.CHAPTER


def _without_edges(part: list[FlowItem]) -> list[FlowItem]:
    """Take the breaks off between the text of a chapter and the asides before and behind it."""
    head, rest = (part[:1], part[1:]) if part and not _is_quiet(part[0]) else ([], part)
    opening = next((at for at, item in enumerate(rest) if not _is_quiet(item)), len(rest))
    closing = len(rest)
    while closing > opening and _is_quiet(rest[closing - 1]):
        closing -= 1
    return [*head, *_unbroken(rest[:opening]), *rest[opening:closing], *_unbroken(rest[closing:])]


def _is_quiet(item: FlowItem) -> bool:
    """Whether it is an aside, a break or a note: nothing of the story."""
    return isinstance(item, Break | Note) or (
        isinstance(item, DraftParagraph) and item.block is Block.ASIDE
    )


def _unbroken(items: Sequence[FlowItem]) -> list[FlowItem]:
    """Without breaks, if there are asides."""
    if not any(isinstance(item, DraftParagraph) for item in items):
        return list(items)
    return [item for item in items if not isinstance(item, Break)]
