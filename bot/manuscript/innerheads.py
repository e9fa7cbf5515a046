"""Headings that stand inside a chapter, judged by those around them, and those that are counted."""

from collections.abc import Sequence

from bot.manuscript import headings
from bot.manuscript.draft import Head
from bot.manuscript.headings import Rank, is_the_end, numeral
from bot.manuscript.heads import (
    chapter_post,
    counted,
    counted_word,
    is_chapter,
    is_unknown,
    plain,
    rank_of,
)
from bot.manuscript.numerals import value_of

FEWEST = 3
"""So many chapters, or numbers in a row, that they mean something."""


def inside(heads: Sequence[Head]) -> set[int]:
    """Find the headings that stand inside a chapter, by their ids."""
    return _numerals_inside(heads) | _numbered_names(heads) | _pieces_inside(heads)


def counted_letters(heads: Sequence[Head]) -> set[int]:
    """The letters, days and the like that are counted, at least two: they tell of the story.

    They are given by their ids.
    """
    rows: dict[str, list[int]] = {}
    for head in heads:
        found = counted(head) if is_unknown(head) else None
        word = counted_word(head) if found else ""
        if found and word:
            row = rows.setdefault(word, [])
            if value_of(found["number"]) == len(row) + 1:
                row.append(id(head))
    return {one for row in rows.values() if len(row) > 1 for one in row}


def _numerals_inside(heads: Sequence[Head]) -> set[int]:
    """The numerals that part a chapter where chapters call themselves so: Chapter 9 and then I.

    One without a title that stands for the number between two chapters is no such numeral.
    """
    called: list[int] = []  # the numbers of the chapters, and of what counts as one
    bare: list[tuple[Head, int, int]] = []
    for head in heads:
        post = chapter_post(head)
        number = numeral(plain(head)) if head.role is None and rank_of(head) is None else None
        if post is not None:
            called.append(post.number or 0)
        elif number is not None:
            bare.append((head, number.number or 0, len(called)))
    if len(called) < FEWEST or len(called) <= len(bare):
        return set()
    between = (
        (head, 0 < place < len(called) and called[place - 1] + 1 == number == called[place] - 1)
        for head, number, place in bare
    )
    return {id(head) for head, counts in between if not counts}


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
    called = [at for at, head in enumerate(heads) if is_chapter(head)]
    between = heads[called[0] : called[-1]] if called else []
    inner = {id(head) for head in between if is_unknown(head) and counted_word(head)}
    ends = {id(head) for head in heads if head.role is None and is_the_end(plain(head))}
    return inner | ends
