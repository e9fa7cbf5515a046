"""What those who put a text on line wrote around it: licence, credits, their notes, page numbers.

Everything that goes is named in a remark. Heads and licences of Project Gutenberg changed much over
the decades, and its sisters in Australia and Canada have their own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.story import Remark
from bot.manuscript.assembly import TitlePage
from bot.manuscript.plain.lines import Line, blocks
from bot.manuscript.plain.matter import LICENCE_CLOSES, LICENCE_OPENS, fill
from bot.manuscript.remarks import excerpt

_SMALL_PRINT_ENDS = re.compile(r"\*END\W*THE SMALL PRINT", re.IGNORECASE)
_SMALL_PRINT = re.compile(
    r"\*{3}\s*START\W*THE SMALL PRINT|\*{3} START: FULL LICENSE", re.IGNORECASE
)
_SISTERS = re.compile(
    r"to contact project gutenberg (?:of )?australia|.{0,30}produced by:?\s.*", re.IGNORECASE
)
_SISTER = re.compile(
    r"\W*(?:a )?(?:project gutenberg (?:of )?(?:australia|canada)"
    r"|distributed proofreaders canada)\b",
    re.IGNORECASE,
)
_END_OF = re.compile(
    r"\W*(?:this is the )?end of (?:the |this )?project gutenberg|\[?the end of _.*\bby\b.*\]\Z",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"(?:this |the )?(?:e-?(?:text|book)|file|html|text)?[\w ,]{0,20}?\b(?:was |were )?"
    r"(?:produced|transcribed|prepared|scanned|digiti[sz]ed|proofread|proofed|typed|created|done)"
    r"(?: and [\w ]{3,30}?)? (?:by|from)\b|note: project gutenberg also has",
    re.IGNORECASE,
)
_TRANSCRIBER = re.compile(
    r"\[?(?:transcriber|preparer|proofreader)(?:['’]?s|s['’])?\s+(?:foot)?notes?\s*[:.\]]",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\[illustration\.?\]\Z", re.IGNORECASE)
_CAPTION = re.compile(r"\[illustration:", re.IGNORECASE)
_PAGE = re.compile(r"\s*\[(?:pg|p|page)\.? ?(\d{1,4})\]", re.IGNORECASE)
_FEWEST_PAGES = 4
_HEAD = 40  # lines in which credits may stand
_MOST = 1_000  # lines between an end of the file and where its licence stops
_TAIL = 450  # lines of the longest licence
_LONGEST_NOTE = 60  # lines


def without_licence(lines: Sequence[Line], page: TitlePage) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out the licence before and behind the text.

    What its head says of title, author and language goes on the title page.
    """
    start = _start(lines)
    end = _end(lines, start)
    remarks: list[Remark] = []
    if start:
        for line in lines[:start]:
            fill(page, line.text.replace("_", "") if line.text.startswith("_") else line.text)
        remarks.append(_licence(lines[0], "before"))
    if end < len(lines):
        remarks.append(_licence(lines[end], "after"))
    rest = lines[start:end]
    if start or end < len(lines):
        rest, noted = _without_blocks(rest, _is_credit, "credits-left-out", "the credits")
        remarks += noted
    return rest, remarks


def without_additions(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out transcribers' notes in brackets, the places of pictures, and page numbers."""
    rest, remarks = _without_blocks(
        lines, _is_transcriber, "transcriber-note-left-out", "a note of the transcriber"
    )
    rest, of_pages = _without_pages(rest)
    rest, of_pictures = _without_pictures(rest)
    return rest, [*remarks, *of_pages, *of_pictures]


def _licence(line: Line, where: str) -> Remark:
    words = excerpt(line.text)
    return Remark(
        "licence-left-out", line.number, f"Left out the licence {where} the text: {words}"
    )


def _start(lines: Sequence[Line]) -> int:
    """The place behind the head of a licence; 0 if there is none."""
    start = 0
    for place in range(min(_MOST, len(lines) // 2 + 1, len(lines))):
        text = lines[place].text
        if text[0] == "*" and (LICENCE_OPENS.match(text) or _SMALL_PRINT_ENDS.match(text)):
            start = place + 1
            while not text.endswith("*") and start < len(lines) and not lines[start].gap:
                text = lines[start].text
                start += 1
    if start == 0 and any(_SISTER.match(line.text) for line in lines[:10]):
        heads = [at for at, line in enumerate(lines[:80]) if _SISTERS.match(line.text)]
        start = heads[-1] + 1 if heads else 0
        while heads and start < len(lines) and not lines[start].gap:
            start += 1
    return start


def _end(lines: Sequence[Line], start: int) -> int:
    """The place where the licence behind a text begins."""
    starred = (at for at in range(start, len(lines)) if lines[at].text[0] == "*")
    found = (at for at in starred if LICENCE_CLOSES.match(lines[at].text))
    # Of several books in one file the others come after a line that closes one.
    closes = next((at for at in found if len(lines) - at <= _MOST), len(lines))
    half = start + (len(lines) - start) // 2
    for at in range(max(half, closes - _TAIL), closes):
        text = lines[at].text
        if _END_OF.match(text) or _SMALL_PRINT.match(text):
            return at
    return closes


def _is_credit(block: Sequence[Line], before: int) -> bool:
    return before < _HEAD and _CREDITS.match(block[0].text) is not None


def _is_transcriber(block: Sequence[Line], _before: int) -> bool:
    whole = block[0].text[0] != "[" or any(line.text.endswith("]") for line in block)
    return whole and len(block) < _LONGEST_NOTE and _TRANSCRIBER.match(block[0].text) is not None


def _without_blocks(
    lines: Sequence[Line], is_one: Callable[[Sequence[Line], int], bool], code: str, what: str
) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out the stretches of lines that are of a kind; a bracket goes on to where it closes."""
    kept: list[Line] = []
    remarks: list[Remark] = []
    before = 0
    for block in blocks(lines):
        if is_one(block, before):
            words = excerpt(" ".join(line.text for line in block))
            remarks.append(Remark(code, block[0].number, f"Left out {what}: {words}"))
        else:
            kept += block
        before += len(block)
    return (kept, remarks) if remarks else (lines, [])


def _without_pictures(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out where a picture without words stood; captions stay as they are."""
    bracketed = [line for line in lines if line.text[0] == "["]
    bare = [line for line in bracketed if _PICTURE.match(line.text)]
    with_words = [line for line in bracketed if _CAPTION.match(line.text)]
    if not bare and not with_words:
        return lines, []
    first = min((*bare, *with_words), key=lambda line: line.number)
    message = (
        f"The pictures are not in the file: {len(bare)} without words left out, "
        f"{len(with_words)} captions kept, first {excerpt(first.text)}"
    )
    rest = _without(lines, {line.number for line in bare})
    return rest, [Remark("pictures-left-out", first.number, message)]


def _without(lines: Sequence[Line], numbers: set[int]) -> list[Line]:
    """Leave some lines out; of the gaps around one the smaller stays, so that none grows wide."""
    kept: list[Line] = []
    gap: int | None = None
    for line in lines:
        if line.number in numbers:
            gap = line.gap if gap is None else min(gap, line.gap)
        else:
            kept.append(line if gap is None else replace(line, gap=min(gap, line.gap)))
            gap = None
    return kept


def _without_pages(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out `[Pg 12]` where such numbers count up through the file."""
    found = [line for line in lines if "[" in line.text and _PAGE.search(line.text)]
    numbers = [int(number) for line in found for number in _PAGE.findall(line.text)]
    rising = sum(after > before for before, after in pairwise(numbers))
    if len(numbers) < _FEWEST_PAGES or rising * 10 < (len(numbers) - 1) * 9:
        return lines, []
    touched = {line.number: _PAGE.sub("", line.text).strip() for line in found}
    empty = {number for number, text in touched.items() if not text}
    rest = [
        replace(line, text=touched[line.number]) if touched.get(line.number) else line
        for line in lines
    ]
    message = f"Left out the numbers of {len(numbers)} pages, first {excerpt(found[0].text)}"
    return _without(rest, empty), [Remark("page-numbers-left-out", found[0].number, message)]
