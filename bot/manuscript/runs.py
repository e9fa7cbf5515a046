"""The tidy form of a paragraph that every loader gives and the writer counts on.

Runs of one style are one run, white space is one space or a line feed, style on blank space alone
is none, and a marker stands right behind its word. A paragraph of broken lines is verse unless it
is a quote or a list item; a heading is one line.
"""

import re
from collections.abc import Iterable, Sequence
from functools import partial

from bot.domain.letters import joined
from bot.domain.scripts import are_unspaced
from bot.domain.story import Block, Marker, Paragraph, Run, Text

_WRAPPED = "\u2028"  # what a draft has where a line ends in the file and none in the text
_BARE_BULLET = re.compile(r"\A(•|\d{1,9}[.)])\n")
_UNEVEN = re.compile(r"\s{2,}|[^\S ]")
_CLOSING = set(".,;:!?…)]”’")


def tidy(runs: Iterable[Run], block: Block = Block.PROSE) -> Paragraph:
    """Give the tidy paragraph of some runs. One without letters has no runs."""
    given = list(runs)
    if len(given) == 1 and _is_even(given[0]):  # nearly every paragraph is
        return Paragraph(tuple(given), Block.PROSE if block is Block.VERSE else block)
    flat = _merged(_spaced(_merged(given), lines=block is not Block.HEADING))
    flat = _merged(_behind_their_words(flat))
    if block is Block.ITEM and flat and isinstance(flat[0], Text):
        flat[0] = Text(_BARE_BULLET.sub(r"\1 ", flat[0].text), flat[0].emphasis, flat[0].strong)
    broken = any(isinstance(run, Text) and "\n" in run.text for run in flat)
    if block in {Block.PROSE, Block.VERSE}:
        block = Block.VERSE if broken else Block.PROSE
    return Paragraph(tuple(flat), block)


def _is_even(run: Run) -> bool:
    """Whether nothing of a lone run needs to be tidied."""
    return isinstance(run, Text) and run.text != "" and " ".join(run.text.split()) == run.text


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours of one style, and take the style off blank space between others."""
    whole = joined(runs)
    if not any(map(_is_styled_blank, whole)):
        return whole
    return joined(
        Text(run.text) if isinstance(run, Text) and run.text.isspace() else run for run in whole
    )


def _is_styled_blank(run: Run) -> bool:
    return isinstance(run, Text) and (run.emphasis or run.strong) and run.text.isspace()


def _spaced(runs: Sequence[Run], *, lines: bool) -> list[Run]:
    """Make white space single, across the borders of runs too, and trim the ends."""
    spaced: list[Run] = []
    open_space = ""  # the space that the text so far ends in; none is wanted at the start
    started = False
    for run in runs:
        if isinstance(run, Marker):
            spaced.append(run)
            started = True
            open_space = ""
            continue
        text = _UNEVEN.sub(partial(_space, lines=lines), run.text)
        if not started or open_space:
            if text[:1] == "\n" and open_space == " ":
                spaced[-1] = _ending(spaced[-1], "\n")
            text = text.lstrip()
        if text:
            started = True
            open_space = text[-1] if text[-1].isspace() else ""
            spaced.append(_saying(run, text))
    if spaced and isinstance(spaced[-1], Text):
        spaced[-1] = _saying(spaced[-1], spaced[-1].text.rstrip())
    return spaced


def _space(gap: re.Match[str], *, lines: bool) -> str:
    """What a gap in a text is: a line feed, a space, nothing where unspaced text was wrapped."""
    if lines and "\n" in gap[0]:
        return "\n"
    wrapped = _WRAPPED in gap[0]
    before, after = gap.string[max(gap.start() - 1, 0) : gap.start()], gap.string[gap.end() :]
    return "" if wrapped and are_unspaced(before, after[:1]) else " "


def _saying(run: Text, text: str) -> Text:
    """A run with another text; most often it is the same, and then so is the run."""
    return run if text == run.text else Text(text, run.emphasis, run.strong)


def _ending(run: Run, space: str) -> Run:
    """The same run with another white space at its end."""
    if isinstance(run, Marker):
        return run
    return _saying(run, run.text.rstrip() + space)


def _behind_their_words(runs: Sequence[Run]) -> list[Run]:
    """Take the space out from before a marker that has another behind it, a comma or the end."""
    moved: list[Run] = []
    spare = True  # whether white space, a closing sign or the end follows, markers aside
    for place in range(len(runs) - 1, -1, -1):
        run = runs[place]
        if isinstance(run, Text):
            marked = bool(moved) and isinstance(moved[-1], Marker)
            text = run.text.rstrip() if marked and spare else run.text
            moved.append(_saying(run, text))
            spare = run.text[0].isspace() or run.text[0] in _CLOSING
        else:
            moved.append(run)
    return moved[::-1]
