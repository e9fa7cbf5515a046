"""Which headings of a flow head its chapters, and the draft of it.

Chapters are the headings of which most read like a chapter (`Chapter 3`) or are called one by the
mark-up, or else the highest. Parts, other higher headings and headings that nothing follows go into
the chapter that comes next, unless a long text stands under them; lower ones stay in the text. The
role of a heading settles what it is where its words don't.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.story import ChapterKind
from bot.manuscript import headings
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
from bot.manuscript.headings import Rank, Signpost, is_the_end, numeral, opens_here, recognise
from bot.manuscript.heads import (
    counted,
    is_chapter,
    is_part,
    is_unknown,
    plain,
    rank_of,
    texts,
    with_long_title,
)
from bot.manuscript.innerheads import FEWEST, counted_letters, inside
from bot.manuscript.numerals import value_of
from bot.manuscript.runs import tidy

_KINDS = {
    HeadRole.FRONT: ChapterKind.FRONT,
    HeadRole.BACK: ChapterKind.BACK,
    HeadRole.UNNUMBERED: ChapterKind.CHAPTER,
}
_LONG = 300  # words
_SHORT = 60
_SHARE = 10


def chapters(flow: Sequence[FlowItem]) -> list[DraftChapter]:
    """Part a flow at the headings of its chapters."""
    flow = _with_numbers(flow)
    plan = _Plan(flow)
    posts: list[Signpost] = [Signpost(Rank.OTHER, "", plan.before())]
    drafts: list[DraftChapter] = [_draft(1)]
    pending: DraftChapter | None = None
    for place, item in enumerate(flow):
        if not isinstance(item, Head) or plan.stays(item):
            into = pending or drafts[-1]
            into.flow.append(item.paragraph if isinstance(item, Head) else item)
        elif plan.opens(place, item):
            posts.append(plan.signpost(place, item))
            drafts.append(pending or _draft(item.line))
            drafts[-1].flow += _marks_alone(item)
            drafts[-1].for_notes = posts[-1].rank is Rank.NOTES
            pending = None
        else:
            pending = pending or _draft(item.line)
            pending.flow.append(item.paragraph)
    if pending is not None:
        drafts[-1].flow += pending.flow
    return _headed(drafts, posts)


def _with_numbers(flow: Sequence[FlowItem]) -> list[FlowItem]:
    """Understand headings that count, `1 The Sea`, `Day 2`, as chapters' if no others are.

    They may count from one again in every part.
    """
    posts: dict[int, Signpost] = {}
    latest, parted = 0, False
    called = any(isinstance(item, Head) and is_chapter(item) for item in flow)
    for place, item in enumerate(flow):
        if isinstance(item, Head) and is_part(item):
            parted = True
        elif isinstance(item, Head) and is_unknown(item):
            found = counted(item)
            number = value_of(found["number"]) if found else None
            if found and (number == latest + 1 or (parted and number == 1)):
                title = found[0] if found["word"] else found["title"]
                posts[place] = Signpost(Rank.CHAPTER, found[0], number=number, title=title)
                latest, parted = number, False
    if called or len(posts) < FEWEST:
        return list(flow)
    return [
        replace(item, post=posts[place]) if isinstance(item, Head) and place in posts else item
        for place, item in enumerate(flow)
    ]


@dataclass(frozen=True, slots=True)
class _Under:
    """What stands under a heading: so many words, then the next that is none inside a chapter."""

    words: int
    following: Head | None


class _Plan:
    """What the headings of a flow are."""

    def __init__(self, flow: Sequence[FlowItem]) -> None:
        self._heads = [item for item in flow if isinstance(item, Head)]
        self._level = _chapter_level(self._heads) or _weighty_level(flow)
        self._inner = inside(self._heads)
        self._under = self._all_under(flow)
        called = [
            place
            for place, item in enumerate(flow)
            if isinstance(item, Head) and is_chapter(item) and item.level <= self._level
        ]
        by_role = any(head.role is HeadRole.CHAPTER for head in self._heads)
        self._letters = counted_letters(self._heads)
        self._told = by_role or len(called) > 1
        self._first = called[0] if called else 0
        self._end = _end(flow, called[-1]) if called else len(flow)
        first = flow[self._first] if called else None
        number = self.signpost(self._first, first).number if isinstance(first, Head) else None
        self._from_one = number in {None, 1}
        self._parted = bool(called) or any(
            numeral(plain(head)) and head.level <= self._level for head in self._heads
        )

    def _all_under(self, flow: Sequence[FlowItem]) -> dict[int, _Under]:
        """What stands under each heading, by its place in the flow."""
        found: dict[int, _Under] = {}
        words = 0
        following: Head | None = None
        for place in range(len(flow) - 1, -1, -1):
            item = flow[place]
            if isinstance(item, Head) and not self.stays(item):
                found[place] = _Under(words, following)
                words, following = 0, item
            elif isinstance(item, Head | DraftParagraph):
                paragraph = item.paragraph if isinstance(item, Head) else item
                words += _words(paragraph)
        return found

    def before(self) -> ChapterKind:
        """What the text before the first chapter's heading is: front matter, if there is one."""
        headed = any(head.role or head.level <= self._level for head in self._heads)
        return ChapterKind.FRONT if headed else ChapterKind.CHAPTER

    def stays(self, head: Head) -> bool:
        """Whether a heading is one inside a chapter."""
        return head.role is None and (head.level > self._level or id(head) in self._inner)

    def opens(self, place: int, head: Head) -> bool:
        """Whether a chapter begins with a heading, that at a place in the flow."""
        under = self._under[place]
        rank = rank_of(head)
        if is_part(head) and (self._parted or head.role is HeadRole.PART):
            return under.words > (_SHORT if is_part(under.following) else _LONG)
        if is_part(head) and self._stands_over_titles(under):
            return False
        if rank is Rank.NAMED and self._heads_a_part(head, under):
            return False
        if head.role is not None or head.post is not None or rank in {Rank.CHAPTER, Rank.NAMED}:
            return True
        if head.level < self._level:
            return under.words > _LONG
        leads_on = under.following is not None and not under.words
        return not (leads_on and self._told and rank is None)

    def _stands_over_titles(self, under: _Under) -> bool:
        """Whether a part has no more than a dedication before a heading that may be a chapter's."""
        following = under.following
        bare = following is not None and not is_part(following) and under.words <= _SHORT
        return bare and following is not None and is_unknown(following)

    def _heads_a_part(self, head: Head, under: _Under) -> bool:
        """Whether a name such as Epilogue stands over the first of its own chapters, not a text."""
        following = under.following
        if head.role is not None or under.words or following is None or following.role is not None:
            return False
        post = recognise(plain(following)) or numeral(plain(following))
        story = recognise(plain(head))
        counted = post is not None and post.rank is Rank.CHAPTER and post.number == 1
        return counted and story is not None and story.kind is ChapterKind.CHAPTER

    def signpost(self, place: int, head: Head) -> Signpost:
        """How a heading that opens a chapter is to be understood."""
        if head.post is not None:
            return head.post
        text = plain(head)
        if head.role in _KINDS:
            return Signpost(Rank.NAMED, text, _KINDS[head.role], title=text or None, counted=False)
        post = with_long_title(text) or opens_here(text)
        if post.rank is Rank.OTHER and self._told and head.role is None:
            front = place < self._first and self._from_one and id(head) not in self._letters
            behind = ChapterKind.BACK if place > self._end else ChapterKind.CHAPTER
            kind = ChapterKind.FRONT if front else behind
            return replace(post, kind=kind, counted=False)
        return post


def _chapter_level(heads: Sequence[Head]) -> int:
    """The level of the headings that are chapters by their words or roles; 0 if none are."""
    called = [head.level for head in heads if is_chapter(head)]
    if called:
        return max(sorted(set(called)), key=called.count)
    numerals = [head for head in heads if head.role is None and numeral(plain(head))]
    if numerals and (_in_parts(heads) or _rise(numerals)):
        return min(head.level for head in numerals)
    roles = [head.level for head in heads if head.role]
    return min(roles, default=0)


def _weighty_level(flow: Sequence[FlowItem]) -> int:
    """The highest level under whose headings a fair share of the text stands; 0 if none is there.

    A title and its like may stand over the headings of chapters, repeated but with little text.
    """
    under: dict[int, int] = {}
    count: dict[int, int] = {}
    named: list[int] = []
    level = 0
    for item in flow:
        if isinstance(item, Head):
            level = item.level
            count[level] = count.get(level, 0) + 1
            named += [level] if rank_of(item) is Rank.NAMED else []
        elif isinstance(item, DraftParagraph) and level:
            under[level] = under.get(level, 0) + _words(item)
    total = sum(under.values())
    several = (one for one in sorted(count) if count[one] > 1)
    fair = (one for one in several if under.get(one, 0) * _SHARE >= total)
    return min([next(fair, min(count, default=0)), *named])


def _end(flow: Sequence[FlowItem], last: int) -> int:
    """The place where a line says that the story ends, behind its last chapter's heading."""
    for at in range(last + 1, len(flow)):
        item = flow[at]
        part = item.paragraph if isinstance(item, Head) else item
        if isinstance(part, DraftParagraph) and is_the_end(tidy(texts(part.runs)).text):
            return at
    return len(flow)


def _words(paragraph: DraftParagraph) -> int:
    return sum(len(run.text.split()) for run in texts(paragraph.runs))


def _in_parts(heads: Sequence[Head]) -> bool:
    """Whether the highest headings are parts, so that numerals under them head the chapters."""
    top = min((head.level for head in heads), default=0)
    return all(rank_of(head) is Rank.PART for head in heads if head.level == top)


def _rise(numerals: Sequence[Head]) -> bool:
    """Whether numerals of one level count from one through the whole story."""
    posts = (numeral(plain(head)) for head in numerals)
    values = [post.number or 0 for post in posts if post is not None]
    one_level = len({head.level for head in numerals}) == 1
    rising = all(before < after for before, after in pairwise(values))
    return one_level and rising and len(values) >= FEWEST and values[0] == 1


def _headed(drafts: list[DraftChapter], posts: list[Signpost]) -> list[DraftChapter]:
    """Give the drafts their headings, and drop what stands before the first one if it is bare."""
    if len(drafts) > 1 and not any(not isinstance(item, Break) for item in drafts[0].flow):
        del drafts[0], posts[0]
    for draft, heading in zip(drafts, headings.number(_placed(posts)), strict=True):
        draft.heading = heading
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


def _marks_alone(head: Head) -> list[DraftParagraph]:
    """The markers of a heading, which can't stand in a title, as a paragraph of their own."""
    marks: list[Piece] = [run for run in head.paragraph.runs if isinstance(run, Mark)]
    return [DraftParagraph(marks, head.line)] if marks else []
