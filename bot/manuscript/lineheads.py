"""Headings that no mark-up calls so: `**Chapter 1**`, and numerals or titles in bold.

They count only where no heading is a chapter's; numerals and titles in bold only where there are
no headings at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.story import Block, Text
from bot.manuscript.draft import DraftParagraph, FlowItem, Head
from bot.manuscript.headings import Rank, is_the_end, numeral, recognise
from bot.manuscript.heads import rank_of, texts
from bot.manuscript.plain.breaks import opens_scene
from bot.manuscript.runs import tidy
from bot.manuscript.web.titling import is_bare_number

_LONGEST = 60  # letters
_FEW, _SEVERAL = 2, 3
_LONG = 300  # words
_STOPS = (".", ",", ";", ":", "!", "?", "…", '"', "”", "»", "’")


def with_line_headings(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Where no heading is a chapter's, take lines that are meant as one."""
    heads = [item for item in flow if isinstance(item, Head)]
    if any(head.role or rank_of(head) is Rank.CHAPTER for head in heads):
        return list(flow)
    found = _called(flow, fewest=_FEW if heads else 1)
    if not found and not heads:
        found = _numerals(flow) or _titles(flow)
    level = max((head.level for head in heads), default=1) + 1
    return [
        Head(level, _in_one_line(item), item.line)
        if isinstance(item, DraftParagraph) and at in found
        else item
        for at, item in enumerate(flow)
    ]


def _called(flow: Sequence[FlowItem], *, fewest: int) -> set[int]:
    """The lines that call themselves chapters, with those that are named among them."""
    ranks = {
        at: post.rank
        for at, item in enumerate(flow)
        if isinstance(item, DraftParagraph) and (post := recognise(_line(item))) is not None
    }
    chapters = sum(rank is Rank.CHAPTER for rank in ranks.values())
    named = {at for at, rank in ranks.items() if rank in {Rank.CHAPTER, Rank.NAMED}}
    return named if chapters >= fewest else set()


def _numerals(flow: Sequence[FlowItem]) -> set[int]:
    """The lines in bold that are numerals, if they count from one."""
    found = {
        at: post.number or 0
        for at, item in enumerate(flow)
        if _is_bold(item) and (post := numeral(_line(item))) is not None
    }
    counted = [*found.values()] == [*range(1, len(found) + 1)]
    return set(found) if counted and len(found) >= _FEW else set()


def _titles(flow: Sequence[FlowItem]) -> set[int]:
    """The lines in bold that are short and different, with long texts under all of them."""
    found = [at for at, item in enumerate(flow) if _is_bold(item) and _may_be_title(_line(item))]
    if len(found) < _SEVERAL or len({_line(flow[at]) for at in found}) < len(found):
        return set()
    long = all(_words(flow[at + 1 : behind]) >= _LONG for at, behind in pairwise(found))
    return set(found) if long and found[0] < _SEVERAL else set()


def _line(item: FlowItem) -> str:
    """What a paragraph says, if it is one of running text and but one line; else nothing.

    The number of a chapter with its title in the next line counts as one.
    """
    if not isinstance(item, DraftParagraph) or item.block is not Block.PROSE:
        return ""
    text = tidy(texts(item.runs)).text
    number, line_break, title = text.partition("\n")
    if not line_break:
        return text
    titled = is_bare_number(number) and len(title) <= _LONGEST and not title.endswith(_STOPS)
    return f"{number}: {title}" if titled and "\n" not in title else ""


def _is_bold(item: FlowItem) -> bool:
    """Whether all letters of a paragraph are bold."""
    if not isinstance(item, DraftParagraph) or item.block is not Block.PROSE:
        return False
    said = [run for run in item.runs if not isinstance(run, Text) or run.text.strip()]
    return bool(said) and all(isinstance(run, Text) and run.strong for run in said)


def _may_be_title(line: str) -> bool:
    short = 0 < len(line) <= _LONGEST and not line.endswith(_STOPS)
    return short and line[0].isalnum() and not (opens_scene(line) or is_the_end(line))


def _words(items: Sequence[FlowItem]) -> int:
    paragraphs = (item for item in items if isinstance(item, DraftParagraph))
    return sum(len(run.text.split()) for one in paragraphs for run in texts(one.runs))


def _in_one_line(paragraph: DraftParagraph) -> DraftParagraph:
    runs = [
        replace(run, text=run.text.replace("\n", ": ")) if isinstance(run, Text) else run
        for run in paragraph.runs
    ]
    return replace(paragraph, runs=runs, block=Block.HEADING)
