"""Chapters and discussions are named in a few words that fit."""

import pytest

from bot.domain.headings import short_name, thread_name
from bot.domain.serial import Instalment
from bot.domain.story import ChapterKind, Heading


@pytest.mark.parametrize(
    ("kind", "number", "title", "name"),
    [
        (ChapterKind.CHAPTER, 3, "The Quay", "Ch. 3 · The Quay"),
        (ChapterKind.CHAPTER, 3, None, "Ch. 3"),
        (ChapterKind.CHAPTER, 4, "IV", "Ch. 4"),
        (ChapterKind.CHAPTER, 49, "XLIX.", "Ch. 49"),
        (ChapterKind.CHAPTER, 14, "II", "Ch. 14 · II"),
        (ChapterKind.CHAPTER, 3, "Mix", "Ch. 3 · Mix"),
        (ChapterKind.CHAPTER, 7, "7", "Ch. 7"),
        (ChapterKind.CHAPTER, None, "Prologue", "Prologue"),
        (ChapterKind.FRONT, None, None, "Opening"),
        (ChapterKind.BACK, None, "Appendix", "Appendix"),
    ],
)
def test_a_chapter_is_named(kind: ChapterKind, number: int | None, title: str | None, name: str):
    assert short_name(Heading(kind, number, title)) == name


def test_a_discussion_says_which_part_and_fits_into_discords_limit():
    heading = Heading(ChapterKind.CHAPTER, 3, "The Quay")
    part = Instalment(5, 2, 4, 6, part=2, parts=3)
    assert thread_name(heading, part, whole_chapter=False) == "Ch. 3 · The Quay (2/3): discussion"
    assert thread_name(heading, part, whole_chapter=True) == "Ch. 3 · The Quay: discussion"
    long = Heading(ChapterKind.CHAPTER, 3, "The Quay " * 40)
    name = thread_name(long, part, whole_chapter=False)
    assert len(name) <= 100
    assert name.endswith("…: discussion")
