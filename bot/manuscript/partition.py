"""Which headings of a flow head its chapters, and the draft of it.

Chapters are the headings of which most read like a chapter (`Chapter 3`) or are called one by the
mark-up, or else the highest. Parts, other higher headings and headings that nothing follows go into
the chapter that comes next, unless a long text stands under them; lower ones stay in the text. The
role of a heading settles what it is where its words don't.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.story import ChapterKind, Text
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
from bot.manuscript.numerals import value_of
from bot.manuscript.runs import tidy
from bot.manuscript.units import COUNTED_WORDS

_KINDS = {
    HeadRole.FRONT: ChapterKind.FRONT,
    HeadRole.BACK: ChapterKind.BACK,
    HeadRole.UNNUMBERED: ChapterKind.CHAPTER,
}
_NUMBERED = re.compile(
    r"(?P<word>[A-Za-z]{2,20}\s+)?(?P<number>\d{1,3}|[IVXL]{1,7})(?![\w'’])[.:)]?"
    r"(?:\s[-–—]+)?\s*(?P<title>[^a-z\s].*)?\Z",
    re.DOTALL,
)
_FEWEST = 3
_LONG = 300  # words
_SHORT = 60
_LONGEST = 110  # letters
_SHARE = 10


def plain(head: Head) -> str:
    """Give the words of a heading, its markers left out."""
    return tidy(texts(head.paragraph.runs), head.paragraph.block).text


def texts(runs: Iterable[Piece]) -> list[Text]:
    """Give the runs that are text."""
    return [run for run in runs if isinstance(run, Text)]


def rank_of(head: Head) -> Rank | None:
    """What a heading's words say that it heads."""
    if head.post is not None:
        return head.post.rank
    text = plain(head)
    post = recognise(text) or _with_long_title(text)
    return None if post is None else post.rank


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
    counted: dict[int, Signpost] = {}
    latest, parted = 0, False
    called = any(isinstance(item, Head) and _is_chapter(item) for item in flow)
    for place, item in enumerate(flow):
        if isinstance(item, Head) and _is_part(item):
            parted = True
        elif isinstance(item, Head) and _is_unknown(item):
            found = _NUMBERED.match(plain(item))
            number = value_of(found["number"]) if found else None
            if found and (number == latest + 1 or (parted and number == 1)):
                title = found[0] if found["word"] else found["title"]
                counted[place] = Signpost(Rank.CHAPTER, found[0], number=number, title=title)
                latest, parted = number, False
    if called or len(counted) < _FEWEST:
        return list(flow)
    return [
        replace(item, post=counted[place]) if isinstance(item, Head) and place in counted else item
        for place, item in enumerate(flow)
    ]


def _is_unknown(head: Head) -> bool:
    return head.role is None and head.post is None and rank_of(head) is None


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
        self._inner = _numerals_inside(self._heads) | _numbered_names(self._heads)
        self._inner |= _pieces_inside(self._heads)
        self._under = self._all_under(flow)
        called = [
            place
            for place, item in enumerate(flow)
            if isinstance(item, Head) and _is_chapter(item) and item.level <= self._level
        ]
        by_role = any(head.role is HeadRole.CHAPTER for head in self._heads)
        self._letters = _counted_letters(self._heads)
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
        if _is_part(head) and (self._parted or head.role is HeadRole.PART):
            return under.words > (_SHORT if _is_part(under.following) else _LONG)
        if _is_part(head) and self._stands_over_titles(under):
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
        bare = following is not None and not _is_part(following) and under.words <= _SHORT
        return bare and following is not None and _is_unknown(following)

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
        post = _with_long_title(text) or opens_here(text)
        if post.rank is Rank.OTHER and self._told and head.role is None:
            front = place < self._first and self._from_one and id(head) not in self._letters
            behind = ChapterKind.BACK if place > self._end else ChapterKind.CHAPTER
            kind = ChapterKind.FRONT if front else behind
            return replace(post, kind=kind, counted=False)
        return post


def _with_long_title(text: str) -> Signpost | None:
    """Understand `Chapter IV: ` or `IV: ` with a title that is longer than most."""
    number, colon, title = text.partition(": ")
    post = numeral(number) if colon and title.strip() else None
    if post is not None and not post.title:
        return replace(post, text=text, title=title.strip())
    start = text[:_LONGEST].rpartition(" ")[0] if _LONGEST < len(text) <= 5 * _LONGEST else ""
    post = recognise(start) if start else None
    if post is None or post.rank is not Rank.CHAPTER or not post.title:
        return None
    return replace(post, text=text, title=post.title + text[len(start) :])


def _is_part(head: Head | None) -> bool:
    """Whether a heading is a part's; the end of the text counts as one."""
    if head is None or head.role is not None:
        return head is None or head.role is HeadRole.PART
    return rank_of(head) is Rank.PART


def _chapter_level(heads: Sequence[Head]) -> int:
    """The level of the headings that are chapters by their words or roles; 0 if none are."""
    called = [head.level for head in heads if _is_chapter(head)]
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


def _numerals_inside(heads: Sequence[Head]) -> set[int]:
    """The numerals that part a chapter where chapters call themselves so: Chapter 9 and then I.

    One without a title that stands for the number between two chapters is no such numeral.
    """
    called: list[int] = []  # the numbers of the chapters, and of what counts as one
    bare: list[tuple[Head, int, int]] = []
    for head in heads:
        post = _chapter_post(head)
        number = numeral(plain(head)) if head.role is None and rank_of(head) is None else None
        if post is not None:
            called.append(post.number or 0)
        elif number is not None:
            bare.append((head, number.number or 0, len(called)))
    if len(called) < _FEWEST or len(called) <= len(bare):
        return set()
    between = (
        (head, 0 < place < len(called) and called[place - 1] + 1 == number == called[place] - 1)
        for head, number, place in bare
    )
    return {id(head) for head, counts in between if not counts}


def _chapter_post(head: Head) -> Signpost | None:
    """A heading that calls itself a chapter, understood."""
    if head.role is not None or rank_of(head) is not Rank.CHAPTER:
        return None
    text = plain(head)
    return head.post or recognise(text) or _with_long_title(text)


def _numbered_names(heads: Sequence[Head]) -> set[int]:
    """The headings inside what is named by the same word without a number: Glossary 1."""
    inner: set[int] = set()
    name = None
    for head in heads:
        own = headings.name_in(plain(head))
        if name is not None and own == (name[0], True) and head.role is None:
            inner.add(id(head))
        elif own is not None or rank_of(head) is Rank.CHAPTER:
            name = own if own is not None and not own[1] else None
    return inner


def _pieces_inside(heads: Sequence[Head]) -> set[int]:
    """The acts, scenes and the like between chapters that call themselves so, and `The End`."""
    called = [at for at, head in enumerate(heads) if _is_chapter(head)]
    between = heads[called[0] : called[-1]] if called else []
    inner = {id(head) for head in between if _is_unknown(head) and _counted_word(head)}
    ends = {id(head) for head in heads if head.role is None and is_the_end(plain(head))}
    return inner | ends


def _counted_word(head: Head) -> str:
    """The word that a heading counts by, if it is one that tells of the story: `Act II`."""
    counted = _NUMBERED.match(plain(head))
    word = (counted["word"] or "").strip().lower() if counted else ""
    return word if word in COUNTED_WORDS else ""


def _end(flow: Sequence[FlowItem], last: int) -> int:
    """The place where a line says that the story ends, behind its last chapter's heading."""
    for at in range(last + 1, len(flow)):
        item = flow[at]
        part = item.paragraph if isinstance(item, Head) else item
        if isinstance(part, DraftParagraph) and is_the_end(tidy(texts(part.runs)).text):
            return at
    return len(flow)


def _counted_letters(heads: Sequence[Head]) -> set[int]:
    """The letters, days and the like that are counted, at least two: they tell of the story."""
    found: dict[str, list[int]] = {}
    for head in heads:
        counted = _NUMBERED.match(plain(head)) if _is_unknown(head) else None
        word = _counted_word(head) if counted else ""
        if counted and word:
            row = found.setdefault(word, [])
            if value_of(counted["number"]) == len(row) + 1:
                row.append(id(head))
    return {one for row in found.values() if len(row) > 1 for one in row}


def _words(paragraph: DraftParagraph) -> int:
    return sum(len(run.text.split()) for run in texts(paragraph.runs))


def _is_chapter(head: Head) -> bool:
    if head.role is not None:
        return head.role in {HeadRole.CHAPTER, HeadRole.UNNUMBERED}
    return rank_of(head) is Rank.CHAPTER


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
    return one_level and rising and len(values) >= _FEWEST and values[0] == 1


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
