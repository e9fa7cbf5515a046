"""Scene breaks in plain text: lines of ornament, and gaps wider than the file's usual one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.story import Remark
from bot.manuscript.plain import grounds
from bot.manuscript.plain.lines import Line
from bot.manuscript.remarks import excerpt

_ALONE = set("*#~⁂❦❧☙✦✧★☆♥♡●•◆◇■□§†✽✿❀")
_IN_ROWS = _ALONE | set("-–—_=+<>^:/\\|.·°¤×─━═%")
_PROSE = re.compile(r"\W{0,4}[^\W0xXoO_]")  # most lines, told at a glance
_LETTERS = re.compile(r"[^\W_]")
_BETWEEN_DASHES = re.compile(r"([-–—~]{1,8})[ox]\1", re.IGNORECASE)
_THIRTY = re.compile(r"XXX\.?\Z")
_BESIDE_THIRTY = frozenset({"XXIX", "XXXI"})
_LONG_ROW = 8
_LONGEST = 120
_LONGEST_WORDS = 40
_SHORT_RULES = {"--", "––", "——", "~~", "=="}
_PICTURE = re.compile("[\u2600-\u27bf\u2b50-\u2b55\U0001f300-\U0001f5ff\U0001f680-\U0001faff]")
_JOINTS = "\ufe0e\ufe0f\u200d"  # of pictures
_FEWEST_PICTURES = 3
_THREE = 3
_WHOSE_EYES = re.compile(
    r"[\W_]*(?:(?:[^\W_][\w.'’-]*\s+){1,3}(?:p\.?o\.?v\.?|point of view)"
    r"|p\.?o\.?v\.?(?:\s*[:–—-]+\s*|\s+)(?:[^\W_][\w.'’-]*\s*){1,3})[\W_]*\Z",
    re.IGNORECASE,
)
_GAPS = re.compile(r" +")
_DOTS = re.compile(r"(?:[.•·]\s+){2,11}[.•·]\Z")
_WORDED = re.compile(
    r"(?=.*[^\w\s]|[ox]{2})[\[({<*~=_\-–—+|/\\\soOxX]*"
    r"(?:(?:scene|line|section|page|text|pov)[\s_-]?(?:break|divider|change|separator|switch|shift)"
    r"|(?<=[\[<(-])\s*(?:break|hr))[\s/]*[\])}>*~=_\-–—+|/\\\soOxX]*\Z",
    re.IGNORECASE,
)


def is_ornament(text: str) -> bool:
    """Whether a line is nothing but the ornament that parts scenes: `* * *`, `---`, `~`, `oOo`."""
    marks = "" if len(text) > _LONGEST or _PROSE.match(text) else "".join(text.split())
    if not marks or "\n" in text:
        return False
    if _LETTERS.search(marks):
        return _is_lettered(marks, text)
    if not set(marks) <= _IN_ROWS:
        return False
    if set(marks) & _ALONE:
        return True
    if set(marks) <= set(".:/\\|^°"):
        return False
    return len(marks) >= (3 if len(set(marks)) == 1 else 4)  # ^_^ is a face


def _is_lettered(marks: str, text: str) -> bool:
    """Whether it is a row of o and x as fans type it: oOo, o0o0o, xXx, -x-x-x-, ~o~."""
    letters = "".join(_LETTERS.findall(marks))
    if not set(letters) <= set("oO0xX") or not set(marks) - set(letters) <= _IN_ROWS:
        return False
    if len(letters) == 1:
        return _BETWEEN_DASHES.fullmatch(marks) is not None
    if len(letters) < 3 or letters != letters[::-1]:
        return False
    return len(set(letters)) > 1 or set(letters) <= set("xX") or letters != text.strip()


def _is_row_of_pictures(text: str) -> bool:
    """Whether a line is nothing but emoji, and no faces, which somebody would send: 🌙 🌙 🌙."""
    marks = [sign for sign in text if sign not in _JOINTS and not sign.isspace()]
    return len(marks) >= _FEWEST_PICTURES and all(map(_PICTURE.match, marks))


def opens_scene(text: str) -> bool:
    """Whether a line says through whose eyes the following is seen: `Mara's POV`, `POV: Mara`."""
    return len(text) < _LONGEST_WORDS and _WHOSE_EYES.match(text) is not None


def is_rule(text: str) -> bool:
    """Whether a line is a ruled one, as under a heading: `=====`, `-----`."""
    return len(text) >= 3 and set(text) <= set("-=~_—–")


@dataclass(slots=True)
class Ornaments:
    """The lines that part scenes in a file, and what there is to remark on them."""

    parting: frozenset[str] = frozenset()
    remarks: list[Remark] = field(default_factory=list)


def _rows(lines: Sequence[Line], *, wrapped: bool) -> frozenset[str]:
    """Collect the rows of signs that part scenes.

    A long row of spaced asterisks that stands only once is no ornament: it stands for words left
    out. `XXX` between `XXIX` and `XXXI` is a number. Rows of dots or of pictures, and two dashes,
    are some where they stand more than once. So are three spaced dots alone, where no lines are
    wrapped: printed books leave words out so.
    """
    lone = [line.text for line in lines if len(line.text) <= _LONGEST]
    numbered = not _BESIDE_THIRTY.isdisjoint(text.rstrip(".") for text in lone)
    rows = Counter(
        text for text in lone if is_ornament(text) and not (numbered and _THIRTY.match(text))
    )
    dots = Counter(text for text in lone if text[0] in ".•·" and _DOTS.match(text))
    pictures = Counter(text for text in lone if _is_row_of_pictures(text))
    dashes = Counter(text for text in lone if text in _SHORT_RULES)
    three = {row for row in dots if not wrapped and len(row.split()) == _THREE}
    return frozenset(
        {row for row, count in rows.items() if count > 1 or not _is_long_row(row)}
        | three
        | {row for doubtful in (dots, pictures, dashes) for row, n in doubtful.items() if n > 1}
    )


def ornaments(lines: Sequence[Line], *, wrapped: bool) -> Ornaments:
    """Collect what parts scenes in a file; words may say as much: `[scene break]`.

    These are named in a remark, for they are left out. In a wrapped file, an uneven row of
    asterisks that is the only ornament is none.
    """
    found = Ornaments(_rows(lines, wrapped=wrapped))
    rows = [line for line in lines if line.text in found.parting]
    if wrapped and len(rows) == 1 and _is_uneven(rows[0].text):
        return Ornaments(remarks=[grounds.row_left(rows[0].number, rows[0].text)])
    worded = [
        line for line in lines if len(line.text) < _LONGEST_WORDS and _WORDED.match(line.text)
    ]
    found.parting |= {line.text for line in worded}
    if worded:
        message = f"Left out lines that only say that a scene ends: {len(worded)}, first "
        message += f"“{excerpt(worded[0].text)}”"
        found.remarks.append(Remark("break-words-left-out", worded[0].number, message))
    return found


def _is_uneven(row: str) -> bool:
    """Whether the spaces in a row of asterisks differ: `*  * *`."""
    return set(row) == {"*", " "} and len({len(gap) for gap in _GAPS.findall(row)}) > 1


def _is_long_row(row: str) -> bool:
    return set(row.split()) == {"*"} and len(row.split()) >= _LONG_ROW


def stacked(texts: Sequence[str], parting: frozenset[str]) -> set[int]:
    """The places of rows that stand one right under another: dropped text, no scene break."""
    rows = [text in parting for text in texts]
    return {
        place
        for place, is_row in enumerate(rows)
        if is_row
        and (any(rows[place - 1 : place]) or any(rows[place + 1 : place + 2]))
        and texts[place].count("*") > 1
    }


def cut_at_ornaments(
    block: Sequence[Line], parting: frozenset[str], *, one_a_line: bool
) -> list[list[Line]]:
    """Cut a stretch of lines at its ornament, each ornament a piece of its own.

    Several rows among the lines of one block belong to it (headlines, a playbill) and are left,
    one at its edge with them, unless the file's lines are paragraphs.
    """
    inner = [line.text in parting for line in block[1:-1]]
    if sum(inner) > 1 and not one_a_line:
        return [list(block)]
    pieces: list[list[Line]] = [[]]
    for place, line in enumerate(block):
        edge = place in {0, len(block) - 1}
        if line.text in parting and (edge or one_a_line or sum(inner) == 1):
            pieces.extend(([line], []))
        else:
            pieces[-1].append(line)
    return [piece for piece in pieces if piece]
