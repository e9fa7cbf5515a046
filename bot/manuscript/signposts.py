"""Which entries of a plain text head its chapters, and what the chapters are called.

A file without `Chapter 3` may have its chapters headed by a numeral, alone or with a title, that
counts from one and is followed by prose: else it is a list, a page or somebody counting. A short
line right under a heading without a title is the title. Headings in the notes at the end of a file
head nothing: they say whose notes follow.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.choices import Choices
from bot.domain.story import ChapterKind, Remark
from bot.manuscript import headings
from bot.manuscript.chosen import Recogniser, names_chapters, refuse_if_unmet
from bot.manuscript.headings import Rank, Signpost
from bot.manuscript.lines import ends_sentence
from bot.manuscript.notes import left_out
from bot.manuscript.sections import Entry, Role, Section

_LONGEST_TITLE = 80
_LONGEST_SUBTITLE = 300
_LATEST = 4  # the first numeral stands in the first quarter of a file


def heading_of(entry: Entry, understand: Recogniser) -> Signpost | None:
    """The signpost of an entry that may head a chapter: one line, or two where it was wrapped."""
    if not _is_short(entry):
        return None
    post = understand(entry.lump.text)
    return None if post is None or post.rank is Rank.NOTES else post


def sections(entries: Sequence[Entry], remarks: list[Remark], choices: Choices) -> list[Section]:
    """Part a text at its headings. Parts head what follows, unless they are all there is.

    Raises RefusalError where a moderator's pattern fits no line.
    """
    heads = _heads(entries, remarks, choices)
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
            parted.append(Section(post, entry.lump.line, pending, len(pending)))
            pending = []
    parted[-1].entries += pending
    parted = parted if parted[0].entries or len(parted) == 1 else parted[1:]
    _take_titles(parted)
    return parted


def _is_short(entry: Entry) -> bool:
    lump = entry.lump
    return entry.role is Role.PROSE and len(lump.lines) <= 2 and lump.joint != "\n"


def _untitled(has_headings: bool) -> Signpost:  # noqa: FBT001 - the one question it answers
    """The signpost of text that stands under no heading: all of it, or what comes before."""
    kind = ChapterKind.FRONT if has_headings else ChapterKind.CHAPTER
    return Signpost(Rank.OTHER, "", kind)


def _heads(
    entries: Sequence[Entry], remarks: list[Remark], choices: Choices
) -> dict[int, Signpost]:
    """The signposts of the entries that head something, by the entry's id."""
    posts = {place: entry.post for place, entry in enumerate(entries) if entry.post is not None}
    for place in _among_notes(entries, posts):
        entries[place].role = Role.NOTES_HEADING
        remarks.append(left_out(entries[place].lump.line, entries[place].lump.text))
        del posts[place]
    refuse_if_unmet(choices, posts.values())
    if not names_chapters(choices) and all(
        post.rank is not Rank.CHAPTER for post in posts.values()
    ):
        posts |= _numerals(entries, posts)
    places = sorted(posts)
    ranked = headings.as_chapters([posts[place] for place in places])
    return {id(entries[place]): post for place, post in zip(places, ranked, strict=True)}


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


def _numerals(entries: Sequence[Entry], posts: dict[int, Signpost]) -> dict[int, Signpost]:
    """The numerals that head chapters: they count from one, again in every part."""
    found = dict[int, Signpost]()
    count = 0
    for place, entry in enumerate(entries):
        if place in posts and posts[place].rank is Rank.PART:
            count = 0
        post = _numeral(entry)
        if post is None or post.number != count + 1 or place in posts:
            continue
        if _stands_over_prose(entries, place) and (count == 0 or _follows_prose(entries, place)):
            found[place] = post
            count += 1
    late = min(found, default=0) * _LATEST > len(entries)
    return {} if len(found) < 2 or late else found


def _numeral(entry: Entry) -> Signpost | None:
    alone = _is_short(entry) and len(entry.lump.lines) == 1 and not entry.candidates
    return headings.numeral(entry.lump.text) if alone else None


def _stands_over_prose(entries: Sequence[Entry], place: int) -> bool:
    following = next(iter(entries[place + 1 : place + 2]), None)
    return following is not None and following.role is Role.PROSE and _numeral(following) is None


def _follows_prose(entries: Sequence[Entry], place: int) -> bool:
    """Whether a sentence ends before a place: a page ends anywhere."""
    before = entries[place - 1]
    return before.role is not Role.PROSE or ends_sentence(before.lump.text)


def _take_titles(parted: Sequence[Section]) -> None:
    """Give chapters the titles that stand on a line of their own under their headings.

    A line that is parted from its heading is a title only where all of them have one, or where a
    wide gap parts it from the text in nearly all of them: then it may be several lines long.
    """
    bare = [part for part in parted if _is_bare(part.post)]
    alike = len(bare) > 1 and all(_begins_with_title(part, close=False) for part in bare)
    apart = [part for part in bare if _begins_apart(part)]
    usual = len(apart) > 2 and len(apart) * 10 >= len(bare) * 9
    for part in bare:
        if _begins_with_title(part, close=True) or alike or (usual and part in apart):
            entry = part.entries.pop(part.over)
            text = entry.lump.text
            title = "".join(text[piece.start : piece.end] for piece in entry.stretches)
            whole = f"{part.post.text.rstrip(' .:')}: {title}"
            title = whole if part.post.number is None else title
            part.post = replace(part.post, text=whole, title=title)


def _is_bare(post: Signpost) -> bool:
    """Whether a chapter has a number, or is the last, and no title."""
    last = post.rank is Rank.CHAPTER and post.number is None
    return last or (post.number is not None and post.title is None)


def _begins_apart(part: Section) -> bool:
    """Whether a few words between two gaps, the wider one behind them, stand over a chapter."""
    if len(part.entries) < part.over + 2:
        return False
    entry, following = part.entries[part.over : part.over + 2]
    short = len(entry.lump.text) <= _LONGEST_SUBTITLE and entry.lump.joint == " "
    alone = entry.role is Role.PROSE and not entry.candidates
    return short and alone and following.lump.gap > entry.lump.gap > 0


def _begins_with_title(part: Section, *, close: bool) -> bool:
    if len(part.entries) < part.over + 2:
        return False
    entry, following = part.entries[part.over : part.over + 2]
    text = entry.lump.text
    if close and (entry.lump.gap or not following.lump.gap):
        return False
    if entry.role is not Role.PROSE or following.role is not Role.PROSE or entry.candidates:
        return False
    short = len(entry.lump.lines) == 1 and len(text) <= _LONGEST_TITLE
    capital = text.lstrip("*_")[:1].isupper()
    return (
        short
        and capital
        and (text[-1].isalnum() or text[-1] in "*_)" or (close and text[-1] in "!?"))
    )
