"""Lists of contents in plain text: which lines are one, and which lines of the text they name.

A list is known by what it is for: its entries, one under another without prose between them, come
again in the same order further down, each over its own text. So no heading has to announce it, and
a list that names nothing is a list of something else. Entries that only page numbers tell of count
under a heading such as CONTENTS.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from bot.domain.story import Remark
from bot.manuscript.numerals import NUMERAL, value_of
from bot.manuscript.plain.lines import Line, ends_sentence
from bot.manuscript.remarks import excerpt

_ANNOUNCED = re.compile(
    r"(?:the\s+)?(?:(?:table\s+of\s+)?contents|(?:list\s+of\s+)?illustrations|list\s+of\s+plates"
    r"|table\s+of\s+chapters|inhalt(?:sverzeichnis)?|table\s+des\s+mati[eè]res|[ií]ndice"
    r"|inhoud)(?:\s+(?:of|to)\s+.{1,40}|\s+[ivx\d]{1,4})?\s*[:.]?\Z",
    re.IGNORECASE,
)
_PICTURES = re.compile(r"(?:list\s+of\s+)?(?:illustrations|plates)\b", re.IGNORECASE)
_COLUMNS = re.compile(r"(?:chap(?:ter)?s?\.?)?\s*page\.?\Z", re.IGNORECASE)
_PAGE = re.compile(r"(?:\s*(?:\.\s*){2,}|\s{2,}|\t\s*)(?:\d{1,4}|[ivxl]{1,7})\Z")
_BARE_PAGE = re.compile(r"\D\s\d{1,4}\Z")
_NUMBERED = re.compile(
    rf"(?:{NUMERAL}|[a-z]+\.?\s+(?:the\s+)?{NUMERAL})(?:\s*[.:)\]–—-]+\s*|\s+)(?=\S)", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"([^\W\d_]{{2,}})\.?\s+(?:the\s+)?({NUMERAL}|last)(?=\s*(?:[.:,–—-]|\Z))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[a-z][.!?,;][\"'”’]*\Z")
_NOT_LETTERS = re.compile(r"[\W_]+")
_BARE_NUMBER = re.compile(r"(\d{1,3}|[IVXL]{1,7})[.:]?(?:\[\w{1,3}\])?\Z")
_ENTRY_NUMBER = re.compile(r"(\d{1,3}|[IVXL]{1,7})(?:[.:)]|\s[–—-]+)\s+\S")
_LONGEST_ENTRY = 160
_FULL = 60
_TELLING = 30  # letters of a title: a long one may be broken elsewhere in the text
_LONGEST_STEP = 12  # lines from one entry to the next, under a heading that announces a list
_NEAR = 4  # lines from what announces a list to its first entry
_FEWEST = 2
_FEWEST_UNANNOUNCED = 4
_MOST_TRIES = 60
_MOST_STEPS = 120_000  # in all tries together: a list has hundreds of entries, not thousands


@dataclass(slots=True)
class Listed:
    """What the lists of a file tell: the lines that stay, and the lines of the text they name.

    `named` has the number of each line that an entry names.
    """

    lines: Sequence[Line]
    named: set[int] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line that may be an entry of a list or what an entry names: its place, and its names."""

    place: int
    names: tuple[str, ...]


def without_contents(lines: Sequence[Line]) -> Listed:
    """Leave out the lists of contents, and say so."""
    entries = _entries(lines)
    where = _places(entries)
    found = Listed(lines)
    cut: list[tuple[int, int]] = []
    for run in _runs(entries, lines):
        announced = _announcement(lines, run[0].place)
        places = _named(run, where, announced is not None)
        early = run[0].place * 3 <= len(lines)
        close = announced is not None or (early and _is_close(run[: len(places)]))
        if places and close and _head_texts(lines, places):
            first = run[0].place if announced is None else announced
            end = _end(lines, run[len(places) - 1].place, places[0])
            cut.append((first, end))
            pictures = announced is not None and _PICTURES.match(lines[announced].text)
            if run[0].place * 2 < len(lines) and not pictures:
                found.named.update(lines[place].number for place in places if place >= 0)
    cut += _paged(lines, cut)
    cut += _numbered(lines, cut)
    cut.sort()
    for first, end in cut:
        found.remarks.append(_left_out(lines, first, end))
    found.lines = [line for place, line in enumerate(lines) if not _inside(place, cut)]
    return found


def _inside(place: int, cut: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(cut, place, key=itemgetter(0)) - 1
    return at >= 0 and cut[at][0] <= place < cut[at][1]


def _left_out(lines: Sequence[Line], first: int, end: int) -> Remark:
    head = first + 1 if _ANNOUNCED.match(lines[first].text) and end > first + 1 else first
    message = (
        f"Left out the list of contents, lines {lines[first].number} to {lines[end - 1].number}"
        f": {excerpt(lines[head].text)}"
    )
    return Remark("contents-left-out", lines[first].number, message)


def announces_list(text: str) -> bool:
    """Whether a line is the heading of a list of contents or the like."""
    return _ANNOUNCED.match(text) is not None


def _entries(lines: Sequence[Line]) -> list[_Entry]:
    """The lines that share a name with another one: all that can be entries or be named by one."""
    candidates: list[_Entry] = []
    times: dict[str, int] = {}
    for place, line in enumerate(lines):
        if len(line.text) > _LONGEST_ENTRY or not _may_be_named(lines, place):
            continue
        if _ANNOUNCED.match(line.text):
            continue
        names = names_of(line.text)
        candidates.append(_Entry(place, names))
        for name in names:
            times[name] = times.get(name, 0) + 1
    return [one for one in candidates if any(times[name] > 1 for name in one.names)]


def _may_be_named(lines: Sequence[Line], place: int) -> bool:
    """Whether a line is no sentence, and no line in the midst of wrapped prose."""
    line, before = lines[place], lines[place - 1]
    if _is_sentence(line.text) or _goes_on(lines, place):
        return False
    if line.gap or place == 0 or line.indent > before.indent:
        return True
    if not (line.text[0].isdigit() or line.text[0].isupper()):
        return False
    return len(before.text) < _FULL or line.text.isupper() or _NUMBERED.match(line.text) is not None


def _goes_on(lines: Sequence[Line], place: int) -> bool:
    """Whether a line is the first of a wrapped paragraph."""
    following = lines[place + 1] if place + 1 < len(lines) else None
    if following is None or following.gap or not following.text[0].islower():
        return False
    text = lines[place].text
    return not (_NUMBERED.match(text) or _COUNTED.match(text))


def _is_sentence(text: str) -> bool:
    """Whether a line ends as sentences do and has no capitals as titles have."""
    if not _SENTENCE_END.search(text) or _NUMBERED.match(text) or _COUNTED.match(text):
        return False
    return any(len(word) > 3 and word[0].islower() for word in text.split()[1:])


def names_of(text: str) -> tuple[str, ...]:
    """Give what an entry shares with what it names: its letters, and these without word and number.

    A chapter's number is a name of it; a bare number is none.
    """
    bare = _PAGE.sub("", text)
    whole = _letters(bare)
    names = {whole} if any(letter.isalpha() for letter in whole) else set()
    numbered = _NUMBERED.match(bare)
    if numbered is not None:
        rest = _letters(bare[numbered.end() :])
        if len(rest) > 2:
            names.add(rest)
    counted = _COUNTED.match(bare)
    if counted is not None:
        number = value_of(counted[2]) or counted[2].lower()
        names = {f"{counted[1][:4].lower()} {number}", *(name for name in names if name != whole)}
    return tuple({name[:_TELLING] for name in names})


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub(" ", text).strip().lower()


def _runs(entries: Sequence[_Entry], lines: Sequence[Line]) -> Iterator[list[_Entry]]:
    """Yield the stretches of entries that no prose parts; what announces one begins it."""
    run: list[_Entry] = []
    announced = False
    for entry in entries:
        first = run[-1].place + 1 if run else max(entry.place - _NEAR, 0)
        between = lines[first : entry.place] if entry.place - first <= _LONGEST_STEP else None
        begins = between is not None and any(_ANNOUNCED.match(line.text) for line in between)
        if begins or between is None or _is_prose(between, announced=announced):
            if len(run) >= _FEWEST:
                yield run
            run, announced = [], begins
        run.append(entry)
    if len(run) >= _FEWEST:
        yield run


def _is_prose(between: Sequence[Line], *, announced: bool) -> bool:
    """Whether prose stands between two entries: a sentence in a block of its own.

    In a list that is announced it takes a long one: titles may be sentences, too.
    """
    size = sum(len(line.text) for line in between)
    if size > 6 * _LONGEST_ENTRY:
        return True
    apart = next((at for at, line in enumerate(between) if line.gap), len(between))
    rest = between[apart:]  # what goes on from the entry belongs to it
    if announced:
        return sum(len(line.text) for line in rest) > 3 * _LONGEST_ENTRY
    return any(
        ends_sentence(line.text) and not line.text.isupper() and not _PAGE.search(line.text)
        for line in rest
    )


def _announcement(lines: Sequence[Line], place: int) -> int | None:
    """The place of the heading that announces the list that begins at a place, if there is one."""
    for at in range(place, max(place - _NEAR - 1, -1), -1):
        if _ANNOUNCED.match(lines[at].text):
            return at
        if at < place and ends_sentence(lines[at].text):
            return None
    return None


def _places(entries: Sequence[_Entry]) -> dict[str, list[int]]:
    """Where each name stands, from the first place to the last."""
    where: dict[str, list[int]] = {}
    for entry in entries:
        for name in entry.names:
            where.setdefault(name, []).append(entry.place)
    return where


def _named(run: Sequence[_Entry], where: dict[str, list[int]], announced: bool) -> list[int]:  # noqa: FBT001
    """What the entries at the head of a run name: a place for each, -1 for one that names nothing.

    As many of them are taken as come again in order behind the last of them; the others already
    stand over the text. Empty if they are no list.
    """
    fewest = _FEWEST if announced else _FEWEST_UNANNOUNCED
    tries = max(min(_MOST_TRIES, _MOST_STEPS // len(run)), 4)
    for count in range(len(run), max(fewest - 1, len(run) - tries), -1):
        last = run[count - 1]
        if any(where[name][0] < run[0].place for name in last.names):
            continue  # it stands on the title page, too
        if -1 in {_next(one, where, last.place + 1) for one in (run[0], last)}:
            continue  # which is told sooner than the order of all
        places = _in_order(run[:count], where)
        met = sum(place >= 0 for place in places)
        if places[0] >= 0 and places[-1] >= 0 and met * 5 >= count * 4:
            return places
    return []


def _is_close(run: Sequence[_Entry]) -> bool:
    """Whether little but entries stands in a list; of lines that only recur, few do in prose."""
    return len(run) * 2 > run[-1].place - run[0].place if run else False


def _head_texts(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether most of what a list names stands over prose: a refrain that comes again does not."""
    named = [place for place in places if place >= 0]
    over = sum(
        lines[place].gap > 0
        and (
            following - place > _LONGEST_STEP
            or _is_prose(lines[place + 1 : following], announced=False)
        )
        for place, following in pairwise([*named, len(lines)])
    )
    return over * 3 >= len(named)


def _in_order(run: Sequence[_Entry], where: dict[str, list[int]]) -> list[int]:
    """Where each entry comes again behind the last one, and behind what the one before names."""
    places: list[int] = []
    behind = run[-1].place + 1
    for number, entry in enumerate(run):
        place = _next(entry, where, behind)
        ahead = (_next(one, where, behind) for one in run[number + 1 : number + 2])
        strays = any(0 <= one < place for one in ahead)  # the next one would come before it
        places.append(-1 if strays else place)
        behind = max(behind, places[-1])
    return places


def _next(entry: _Entry, where: dict[str, list[int]], first: int) -> int:
    """The first place from one on that shares a name with an entry; -1 if there is none."""
    found: list[int] = []
    for name in entry.names:
        places = where.get(name, [])
        at = bisect_left(places, first)
        found += places[at : at + 1]
    return min(found, default=-1)


def _end(lines: Sequence[Line], last: int, first_named: int) -> int:
    """The place behind a list: what goes on from its last entry, or to where its first recurs."""
    end = last + 1
    while end < first_named and not lines[end].gap:
        end += 1
    return end


def _paged(lines: Sequence[Line], cut: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lists under a heading that only their page numbers tell of."""
    found: list[tuple[int, int]] = []
    taken = sorted(cut)
    ends: dict[int, int] | None = None
    for place, line in enumerate(lines):
        if len(line.text) > _FULL or not _ANNOUNCED.match(line.text) or _inside(place, taken):
            continue
        at = place + 1
        if at < len(lines) and _COLUMNS.match(lines[at].text):
            at += 1
        ends = _ends_of_paged(lines, taken) if ends is None else ends
        end = _near_end(at, ends, taken)
        if end > at + 1:
            found.append((place, end))
    return found


def _ends_of_paged(lines: Sequence[Line], taken: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Where the list ends that each line with a page number is in, from the last to the first."""
    ends: dict[int, int] = {}
    for place in range(len(lines) - 1, -1, -1):
        if _is_paged(lines[place].text) and not _inside(place, taken):
            ends[place] = _near_end(place + 1, ends, taken)
    return ends


def _near_end(first: int, ends: dict[int, int], taken: Sequence[tuple[int, int]]) -> int:
    """The end of the list that goes on near a place; the place itself if none does."""
    for place in range(first, first + _NEAR):
        if _inside(place, taken):
            break
        if place in ends:
            return ends[place]
    return first


def _numbered(lines: Sequence[Line], cut: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lists under a heading of which no more than the numbers stand over the text."""
    bare: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        number = value_of(found[1]) if (found := _BARE_NUMBER.match(line.text)) else None
        if number is not None and line.gap:
            bare.setdefault(number, []).append(place)
    taken = sorted(cut)
    return [
        (place, end)
        for place, line in enumerate(lines)
        if bare and _ANNOUNCED.match(line.text) and not _inside(place, taken)
        if (end := _end_of_numbers(lines, place, bare)) > place
    ]


def _end_of_numbers(lines: Sequence[Line], first: int, bare: dict[int, list[int]]) -> int:
    """The place behind the entries of a list if most numbers come again alone; else its own."""
    numbers: list[int] = []
    last = first
    for place in range(first + 1, len(lines)):
        text = lines[place].text
        found = _ENTRY_NUMBER.match(text)
        if place - last > _LONGEST_STEP or len(text) > _LONGEST_ENTRY:
            break
        if _BARE_NUMBER.match(text) or _ANNOUNCED.match(text):
            break
        if found is not None and (number := value_of(found[1])) is not None:
            numbers.append(number)
            last = place
    behind = last
    met = 0
    for number in numbers:
        places = bare.get(number, [])
        at = bisect_right(places, behind)
        if at < len(places):
            behind, met = places[at], met + 1
    return last + 1 if met >= _FEWEST_UNANNOUNCED and met * 5 >= len(numbers) * 4 else first


def _is_paged(text: str) -> bool:
    return _PAGE.search(text) is not None or _BARE_PAGE.search(text) is not None
