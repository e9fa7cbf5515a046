"""Headings in several elements: `Chapter 1` in one, `The Sea` in the next."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.story import Text
from bot.manuscript.draft import Break, FlowItem, Head
from bot.manuscript.headings import Rank, numeral, recognise
from bot.manuscript.heads import plain, rank_of


def is_bare_number(text: str) -> bool:
    """Whether a line is the number of a chapter and nothing else: `Chapter 1`, `IV`."""
    flat = " ".join(text.split())
    post = recognise(flat) or numeral(flat)
    return post is not None and post.rank is Rank.CHAPTER and post.title is None


def with_titles(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Join the number of a chapter with the title right under it, where half of them have one."""
    bare = [
        place
        for place, item in enumerate(flow)
        if isinstance(item, Head) and is_bare_number(plain(item))
    ]
    titled = {place: below for place in bare if (below := _title(flow, place)) is not None}
    if len(titled) * 2 < len(bare):
        return list(flow)
    taken = set(titled.values())
    joined: list[FlowItem] = []
    for place, item in enumerate(flow):
        title = flow[titled[place]] if place in titled else None
        if isinstance(item, Head) and isinstance(title, Head):
            runs = [*item.paragraph.runs, Text(": "), *title.paragraph.runs]
            joined.append(replace(item, paragraph=replace(item.paragraph, runs=runs)))
        elif place not in taken:
            joined.append(item)
    return joined


def _title(flow: Sequence[FlowItem], place: int) -> int | None:
    """The place of the title under a number, nothing but a ruled line between."""
    number = flow[place]
    below = place + 1
    while below < len(flow) and isinstance(flow[below], Break):
        below += 1
    title = flow[below] if below < len(flow) else None
    if not isinstance(title, Head) or not isinstance(number, Head) or title.role is not None:
        return None
    fits = title.level >= number.level and rank_of(title) is None and not numeral(plain(title))
    return below if fits and plain(title) else None
