"""Which entries of a plain text head its chapters, and what the chapters are called.

A file without `Chapter 3` may have its chapters headed by a numeral, alone or with a title, that
counts from one and is followed by prose: else it is a list, a page or somebody counting. A short
line right under a heading without a title is the title. Headings in the notes at the end of a file
head nothing: they say whose notes follow.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from bot.domain.choices import Choices
from bot.domain.story import ChapterKind, Remark
from bot.manuscript import headings
from bot.manuscript.chosen import Recogniser, names_chapters, refuse_if_unmet
from bot.manuscript.footnotes.notes import left_out
from bot.manuscript.footnotes.styles import MARK
from bot.manuscript.headings import Rank, Signpost, is_the_end
from bot.manuscript.plain import grounds
from bot.manuscript.plain.captions import with_capitals, with_counters
from bot.manuscript.plain.counted import with_counted
from bot.manuscript.plain.numeralheads import LONGEST_SUBTITLE, is_short, numeral, numerals
from bot.manuscript.plain.sections import Entry, Role, Section
from bot.manuscript.units import stands_over_heading, with_units

_LONGEST_TITLE = 80
_LONGEST_ONE = 20_000  # letters: beyond that, a story of one chapter is unusual
_FEWEST_BEHIND = 3
_SOLD = re.compile(
    r"(?:\$|£)\s?\d|\b\d{1,2}s\. ?\d{1,2}d\.|\b(?:8vo|12mo|16mo)\b"
    r"|\bcloth\b.{0,40}\b(?:boards|gilt|decorative|illustrated|net)\b",
    re.IGNORECASE,
)
_FEWEST_SOLD = 3


def heading_of(entry: Entry, understand: Recogniser) -> Signpost | None:
    """The signpost of an entry that may head a chapter: one line, or two where it was wrapped."""
    if entry.aside or not is_short(entry):
        return None
    post = understand(entry.lump.text)
    return None if post is None or post.rank is Rank.NOTES else post


def sections(
    entries: Sequence[Entry], remarks: list[Remark], choices: Choices, named: Collection[int]
) -> list[Section]:
    """Part a text at its headings. Parts head what follows, unless they are all there is.

    `named` has the numbers of the lines that a list of contents names.

    Raises RefusalError where a moderator's pattern fits no line.
    """
    heads = _heads(entries, remarks, choices, named)
    parted = [Section(_untitled(bool(heads)), entries[0].lump.line)]
    pending: list[Entry] = []
    for entry in entries:
        post = heads.get(id(entry))
        if post is None:
            (pending or parted[-1].entries).append(entry)
        elif post.rank is Rank.PART:
            entry.role = Role.PART
            pending.append(entry)
        else:
            parted.append(_section(post, entry, pending))
            pending = []
    parted[-1].entries += pending
    parted = parted if parted[0].entries or len(parted) == 1 else parted[1:]
    parted = _with_named_titles(parted)
    _take_titles(parted, named)
    if not heads:
        long = sum(len(entry.lump.text) for entry in entries) > _LONGEST_ONE
        remarks += [grounds.no_heads()] if long and not names_chapters(choices) else []
    elif not names_chapters(choices):
        _part_behind_the_end(parted)
        _know_catalogues(parted)
    return parted


def _section(post: Signpost, entry: Entry, over: list[Entry]) -> Section:
    """The chapter that an entry heads; a marker that is all of its title is none."""
    title = post.title or ""
    if MARK.fullmatch(title) is None:
        return Section(post, entry.lump.line, over, len(over))
    text = post.text.rstrip(" .:").removesuffix(title).rstrip()
    bare = replace(post, text=text, title=None)
    return Section(bare, entry.lump.line, over, len(over), marked=title)


def _with_named_titles(parted: Sequence[Section]) -> list[Section]:
    """Take a name right under a chapter's number for its title: `CHAPTER LX` over `FINALE`."""
    kept: list[Section] = []
    for part in parted:
        above = kept[-1] if kept else None
        bare = above is not None and len(above.entries) == above.over and _is_bare(above.post)
        if above is not None and bare and part.post.rank is Rank.NAMED and not part.over:
            whole = f"{above.post.text.rstrip(' .:')}: {part.post.text}"
            above.post = replace(above.post, text=whole, title=part.post.text)
            above.entries += part.entries
        else:
            kept.append(part)
    return kept


def _part_behind_the_end(parted: list[Section]) -> None:
    """Part what stands behind `THE END` of the last chapter: a publisher's catalogue, as a rule.

    It stays where notes may stand in it.
    """
    last = parted[-1]
    ends = (at for at, entry in enumerate(last.entries) if is_the_end(entry.lump.text))
    end = next(ends, len(last.entries)) + 1
    rest = last.entries[end:]
    if last.post.kind is ChapterKind.CHAPTER and len(rest) >= _FEWEST_BEHIND:
        prose = [entry for entry in rest if entry.role is Role.PROSE]
        if any(entry.opening or headings.recognise(entry.lump.text) for entry in prose):
            return
        del last.entries[end:]
        post = Signpost(Rank.OTHER, "", ChapterKind.BACK, counted=False)
        parted.append(Section(post, rest[0].lump.line, rest, catalogue=True))


def _know_catalogues(parted: Sequence[Section]) -> None:
    """Call what stands behind the last numbered chapter back matter if books are sold there."""
    for part in reversed(parted):
        if part.post.kind is ChapterKind.CHAPTER and (part.post.counted or part.post.number):
            return
        prices = sum(_SOLD.search(entry.lump.text) is not None for entry in part.entries)
        if part.post.kind is ChapterKind.CHAPTER and prices >= _FEWEST_SOLD:
            part.post = replace(part.post, kind=ChapterKind.BACK)
            part.catalogue = True


def _untitled(has_headings: bool) -> Signpost:  # noqa: FBT001 - the one question it answers
    """The signpost of text that stands under no heading: all of it, or what comes before."""
    kind = ChapterKind.FRONT if has_headings else ChapterKind.CHAPTER
    return Signpost(Rank.OTHER, "", kind)


def _heads(
    entries: Sequence[Entry], remarks: list[Remark], choices: Choices, named: Collection[int]
) -> dict[int, Signpost]:
    """The signposts of the entries that head something, by the entry's id."""
    posts = {place: entry.post for place, entry in enumerate(entries) if entry.post is not None}
    for place in _among_notes(entries, posts):
        entries[place].role = Role.NOTES_HEADING
        remarks.append(left_out(entries[place].lump.line, entries[place].lump.text))
        del posts[place]
    refuse_if_unmet(choices, posts.values())
    if not names_chapters(choices):
        posts = _with_parts(_with_others(entries, posts, named, remarks))
    for place in _numbered_names(posts):
        del posts[place]
    places = sorted(posts)
    ranked = headings.as_chapters([posts[place] for place in places])
    return {id(entries[place]): post for place, post in zip(places, ranked, strict=True)}


def _with_parts(posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """Let a name right over the first of its own chapters head a part: Epilogue, Chapter 1."""
    found = dict(posts)
    for place, post in posts.items():
        under = posts.get(place + 1)
        story = post.rank is Rank.NAMED and post.kind is ChapterKind.CHAPTER
        if story and under is not None and under.rank is Rank.CHAPTER and under.number == 1:
            found[place] = replace(post, rank=Rank.PART)
    return found


def _numbered_names(posts: dict[int, Signpost]) -> list[int]:
    """The lines inside what is headed by the same name without a number: `GLOSSARY 1.`"""
    inner: list[int] = []
    name = ""
    for place in sorted(posts):
        own = headings.name_in(posts[place].text)
        if own == (name, True):
            inner.append(place)
        else:
            name = own[0] if own is not None and not own[1] else ""
    return inner


def _with_others(
    entries: Sequence[Entry],
    posts: dict[int, Signpost],
    named: Collection[int],
    remarks: list[Remark],
) -> dict[int, Signpost]:
    """Add the headings that only their company tells of: other words, numerals, listed titles.

    Where no line calls itself a chapter, those head the chapters that most lines speak for.
    """
    if not _chapters_in(posts):
        by_list = posts | _listed(entries, posts, named)
        by_word = with_units(entries, posts)
        by_numeral = posts | numerals(entries, posts)
        readings = {
            "titles-as-headings": ("A title that the list of contents names", by_list),
            "words-as-headings": ("A word with a number", by_word),
            "numerals-as-headings": ("A numeral", by_numeral),
            "counters-as-headings": ("A line that counts on", with_counters(entries, posts)),
        }
        if not any(_chapters_in(reading) for _, reading in readings.values()):
            by_capitals = with_capitals(entries, posts)
            readings["capitals-as-headings"] = ("A line in capitals", by_capitals)
        code = max(readings, key=lambda code: len(_chapters_in(readings[code][1])))
        kind, posts = readings[code]
        found = [entries[place].lump for place in sorted(_chapters_in(posts))]
        remarks += grounds.heads(code, kind, found)
        if posts is by_list:
            return posts
    else:
        posts = with_units(entries, with_counted(entries, posts))
    return posts | _listed(entries, posts, named)


def _chapters_in(posts: dict[int, Signpost]) -> list[int]:
    return [place for place, post in posts.items() if post.rank in {Rank.CHAPTER, Rank.OTHER}]


def _listed(
    entries: Sequence[Entry], posts: dict[int, Signpost], named: Collection[int]
) -> dict[int, Signpost]:
    """The lines that a list of contents names and that are no chapter's title.

    One that stands right over another heading is a part's. Where other lines head the chapters,
    what stands before the first of them is front matter.
    """
    places = [
        place
        for place, entry in enumerate(entries)
        if entry.lump.line in named
        and place not in posts
        and _may_be_title(entry)
        and not _announces_notes(entry)
        and not (place and _is_numbered(entries[place - 1], posts.get(place - 1)))
    ]
    chapters = _chapters_in(posts) or _parts_named(entries, posts, named, len(places))
    heads = posts.keys() | set(places)
    found: dict[int, Signpost] = {}
    for place in places:
        text = " ".join(entries[place].lump.text.split())
        if stands_over_heading(entries, place, heads):
            found[place] = Signpost(Rank.PART, text, title=text)
        elif chapters and not min(chapters) < place < max(chapters):
            front = ChapterKind.FRONT if place < min(chapters) else ChapterKind.CHAPTER
            found[place] = Signpost(Rank.NAMED, text, front, title=text, counted=False)
        elif not chapters:
            found[place] = headings.listed(text)
    alone = [post for post in found.values() if post.rank is Rank.OTHER]
    if sum(post.number is None for post in alone) * 5 > len(alone):
        return {
            place: replace(post, number=None, title=post.text) if post.rank is Rank.OTHER else post
            for place, post in found.items()
        }
    return found


def _parts_named(
    entries: Sequence[Entry], posts: dict[int, Signpost], named: Collection[int], others: int
) -> list[int]:
    """The parts that a list of contents names if they are most of it: they are the chapters."""
    parts = [
        place
        for place, post in posts.items()
        if post.rank is Rank.PART and entries[place].lump.line in named
    ]
    return parts if len(parts) > max(others, 1) else []


def _announces_notes(entry: Entry) -> bool:
    post = headings.recognise(entry.lump.text)
    return post is not None and post.rank is Rank.NOTES


def _may_be_title(entry: Entry) -> bool:
    lump = entry.lump
    return entry.role is Role.PROSE and len(lump.lines) <= 3 and len(lump.text) <= LONGEST_SUBTITLE


def _is_numbered(entry: Entry, post: Signpost | None) -> bool:
    """Whether a heading without a title stands there, be it a numeral alone."""
    if post is not None:
        return post.rank is Rank.PART or _is_bare(post)
    number = numeral(entry)
    return number is not None and number.title is None


def _among_notes(entries: Sequence[Entry], posts: dict[int, Signpost]) -> list[int]:
    """The headings in the notes at a file's end: said before, with definitions only from there."""
    texts = Counter(post.text.lower() for post in posts.values())
    found: list[int] = []
    noted = False  # whether a definition follows
    for place in range(len(entries) - 1, -1, -1):
        post = posts.get(place)
        if post is None and entries[place].opening is not None:
            noted = True
        elif post is None or not noted or texts[post.text.lower()] < 2:
            break
        else:
            found.append(place)
            noted = False
    return found[::-1]


def _take_titles(parted: Sequence[Section], named: Collection[int]) -> None:
    """Give chapters the titles that stand on a line of their own under their headings.

    A line that is parted from its heading is a title where a list of contents names it, where it
    is in capitals as in most of them, where nearly all of them have one, or where a wide gap parts
    it from the text in nearly all of them: then it may be several lines long.
    """
    bare = [part for part in parted if _is_bare(part.post)]
    rules: list[Callable[[Section], bool]] = [
        partial(_begins_with_title, close=True),
        partial(_begins_as_listed, named=named),
    ]
    for rule, share in (
        (partial(_begins_with_title, close=False), 0.8),
        (_begins_loudly, 0.5),
        (_begins_apart, 0.75),
    ):
        count = sum(map(rule, bare))
        if count > 1 and count >= share * len(bare):
            rules.append(rule)
    for part in bare:
        if any(rule(part) for rule in rules):
            entry = part.entries.pop(part.over)
            text = entry.lump.text
            title = "".join(text[piece.start : piece.end] for piece in entry.stretches)
            title = " ".join(title.split())
            whole = f"{part.post.text.rstrip(' .:')}: {title}"
            title = whole if part.post.number is None else title
            part.post = replace(part.post, text=whole, title=title)


def _first_two(part: Section) -> tuple[Entry, Entry] | None:
    """The first two entries under a heading, if they are text and the first cites no note."""
    if len(part.entries) < part.over + 2:
        return None
    entry, following = part.entries[part.over : part.over + 2]
    alone = entry.role is following.role is Role.PROSE and not (entry.candidates or entry.aside)
    return (entry, following) if alone else None


def _begins_as_listed(part: Section, *, named: Collection[int]) -> bool:
    pair = _first_two(part)
    return pair is not None and pair[0].lump.line in named and _may_be_title(pair[0])


def _begins_loudly(part: Section) -> bool:
    """Whether words in capitals stand over a chapter."""
    pair = _first_two(part)
    return pair is not None and pair[0].lump.text.isupper() and _may_be_title(pair[0])


def _is_bare(post: Signpost) -> bool:
    """Whether a chapter has a number, or is the last, and no title."""
    last = post.rank is Rank.CHAPTER and post.number is None
    return last or (post.number is not None and post.title is None)


def _begins_apart(part: Section) -> bool:
    """Whether a few words between two gaps, the wider one behind them, stand over a chapter."""
    pair = _first_two(part)
    if pair is None:
        return False
    entry, following = pair
    short = len(entry.lump.text) <= LONGEST_SUBTITLE and entry.lump.joint == " "
    return short and following.lump.gap > entry.lump.gap > 0


def _begins_with_title(part: Section, *, close: bool) -> bool:
    pair = _first_two(part)
    if pair is None:
        return False
    entry, following = pair
    text = entry.lump.text
    if close and (entry.lump.gap or not following.lump.gap):
        return False
    short = len(entry.lump.lines) == 1 and len(text) <= _LONGEST_TITLE
    capital = text.lstrip("*_")[:1].isupper()
    return (
        short
        and capital
        and (text[-1].isalnum() or text[-1] in "*_)" or (close and text[-1] in "!?"))
    )
