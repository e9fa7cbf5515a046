"""What a text brings along that was copied off a site's page: buttons, and labels of its parts.

Only lines are left out that say nothing but that. A word that may stand in a story, too, such as
`Comments`, goes where it stands right beside such a line.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.domain.story import Remark
from bot.manuscript.archive_words import ELSEWHERE
from bot.manuscript.plain.lines import Line, blocks
from bot.manuscript.remarks import excerpt

_OF_PAGE = re.compile(
    r"(?:[\W_]*?)(?:"
    r"skip to (?:the )?(?:main )?content|main content|(?:main|site) navigation"
    r"|work header|(?:chapter|work) text"
    r"|archive of our own(?: beta)?"
    r"|(?:next|prev(?:ious)?)\s+(?:chapter|part|page)(?:\W+(?:next|prev(?:ious)?)\s+(?:chapter|part|page))?"
    r"|(?:prev(?:ious)?\W+)?chapter\s+\d+\s+of\s+\d+\W+next|prev(?:ious)?\W+chapter\s+\d+\s+of\s+\d+"
    r"|(?:post|leave|write)\s+(?:a\s+)?(?:comment|review)|(?:go )?back to top|(?<=↑ )top"
    r"|add to (?:library|favou?rites|bookmarks|reading list)|continue reading next part"
    r"|[\d.,]+[km]?\s+(?:reads|views|hits)\b[^a-z]{0,30}"
    r")[\W_]*\Z",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"[\W_]*(?:actions|kudos|comments|bookmarks?|share|report|follow|vote|next|previous|prev|home"
    r"|log ?in|sign up|search|menu|download|subscribe|entire work|chapter index)[\W_]*\Z",
    re.IGNORECASE,
)
_TALK = re.compile(r"[\W_]*(?:kudos|comments|bookmarks)[\W_]*\Z", re.IGNORECASE)
_KUDOS = "left kudos on this work"
_SCRIPTS = "core functionality of this site accessible without javascript"
_LONGEST = 90


def without_page(
    lines: Sequence[Line], labels: Collection[int] = ()
) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out the lines that belong to a page and to no story, and say so.

    `labels` are the numbers of lines that are known to.
    """
    numbers = {*of_page(lines), *labels}
    found = [line for line in lines if line.number in numbers]
    if not found:
        return lines, []
    message = f"Left out lines of the page that the text was copied from: {len(found)}, first "
    remark = Remark("page-left-out", found[0].number, f"{message}“{excerpt(found[0].text)}”")
    return _without(lines, numbers), [remark]


def of_page(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that belong to a page and to no story."""
    found: set[int] = set()
    below = False  # whether all of the block above belongs to the page
    for block in blocks(lines):
        ours = {line.number for line in block if _is_of_page(line.text)}
        if ours:
            ours |= {line.number for line in block if _BESIDE.match(line.text)}
        elif below and all(_TALK.match(line.text) for line in block):
            ours = {line.number for line in block}
        found |= ours
        below = len(ours) == len(block)
    return found


def _is_of_page(text: str) -> bool:
    """Whether a line is a button or a label; `next chapter.` may end a wrapped sentence."""
    if _KUDOS in text[-30:] or _SCRIPTS in text[:140]:
        return True
    if text[0] in "(Ss" and len(text) <= _LONGEST and ELSEWHERE.match(text):
        return True
    wrapped = text[0].islower() or text[-1] in ".,;:?\"'”’"
    return len(text) <= _LONGEST and not wrapped and _OF_PAGE.match(text) is not None


def _without(lines: Sequence[Line], numbers: set[int]) -> list[Line]:
    """Leave some lines out; what follows has the gap of the first of them."""
    kept: list[Line] = []
    gap: int | None = None
    for line in lines:
        if line.number in numbers:
            gap = line.gap if gap is None else gap
        else:
            kept.append(line if gap is None else replace(line, gap=gap))
            gap = None
    return kept
