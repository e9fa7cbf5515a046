"""Quoting: the sentences of a passage, and one to four of them that stand together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bot.domain.figures import FEWEST
from bot.domain.passages import Passage
from bot.domain.sentences import sentence_ends
from bot.domain.story import Block, Paragraph, Run, Text

MOST = 4
"""Sentences that a quote may have."""

_NO_STORY = {Block.ASIDE, Block.HEADING}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage: which paragraph it stands in, and from which letter to which."""

    paragraph: int
    start: int
    end: int
    text: str


def sentences(passage: Passage) -> tuple[Sentence, ...]:
    """List the sentences of a passage in order. Headings and the author's asides have none."""
    return tuple(_sentences(passage))


def quoted(passage: Passage, first: int, count: int) -> tuple[Paragraph, ...]:
    """Take so many sentences of a passage, as their author styled them, without note markers.

    There are fewer where the passage ends; none where `first`, from 0, is past its end.
    """
    some = sentences(passage)[first : first + min(count, MOST)]
    return tuple(
        _cut(passage.paragraphs[number], together[0].start, together[-1].end)
        for number, group in groupby(some, key=lambda sentence: sentence.paragraph)
        if (together := list(group))
    )


def is_common(passage: int, *, newest: int, others: Sequence[int]) -> bool:
    """Whether a passage may be quoted openly in the channel where the story runs.

    A card stands there below what it quotes, so that who reads the channel downwards has read it.
    Spoiled would be whoever looks in at its end: those who are not so far, in their reader or by
    private message, and those who have yet to read what dropped last, `newest` being the first
    passage of that. So it is common once all `others` have come to it, by their furthest passages,
    however long ago they last read; and there have to be three of them, or to see a quote without
    bars would say where somebody is.
    """
    return passage < newest and len(others) >= FEWEST and min(others) >= passage


def _sentences(passage: Passage) -> Iterator[Sentence]:
    for number, paragraph in enumerate(passage.paragraphs):
        text = paragraph.text
        if paragraph.block in _NO_STORY:
            continue
        for start, end in pairwise((0, *sentence_ends(text), len(text))):
            if words := text[start:end].strip():
                begin = start + len(text[start:end]) - len(text[start:end].lstrip())
                yield Sentence(number, begin, begin + len(words), " ".join(words.split()))


def _cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    runs: list[Run] = []
    at = 0
    for run in paragraph.runs:
        if isinstance(run, Text):
            piece = run.text[max(start - at, 0) : max(end - at, 0)]
            at += len(run.text)
            if piece:
                runs.append(Text(piece, run.emphasis, run.strong))
    return Paragraph(tuple(runs), paragraph.block)
