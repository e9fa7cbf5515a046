"""What a moderator settles over the importer's head: the lines that head chapters, and scenes."""

import pytest

from bot.domain.choices import Choices, NoteStyle, SceneRule
from bot.domain.errors import RefusalError
from bot.manuscript import load
from tests.manuscript.sketch import headings, notes, prose, scenes

BODY = "It rained.\n\nNobody came.\n\n"


def imported(text: str, name: str = "story.txt", **choices):
    return load(text.encode(), name, Choices(**choices))


def under(*lines: str) -> str:
    return "".join(f"{line}\n\n{BODY}" for line in lines)


@pytest.mark.parametrize(
    ("pattern", "lines", "expected"),
    [
        ("Chapter #", ("Chapter 1", "chapter two."), [(1, None), (2, None)]),
        ("Day #", ("DAY II", "Day three"), [(2, "DAY II"), (3, "Day three")]),
        ("Letter #: *", ("Letter 1: To Ann", "Letter II: To Bob"), [(1, "To Ann"), (2, "To Bob")]),
        ("~ * ~", ("~ Rain ~", "~ The  Sea ~"), [(1, "Rain"), (2, "The Sea")]),
        ("#", ("I", "II", "III"), [(1, None), (2, None), (3, None)]),
        ("# *", ("1 Rain", "2 Sun"), [(1, "Rain"), (2, "Sun")]),
        ("第#章 *", ("第一章 雨", "第十二章 日"), [(1, "雨"), (12, "日")]),
        ("Day #", ("**Day 1**", "_Day 2_"), [(1, "Day 1"), (2, "Day 2")]),
        ("B # D #", ("B 1 D 4", "B 2 D 5"), [(4, "B 1 D 4"), (5, "B 2 D 5")]),
        ("Kapitel #", ("Kapitel eins", "Kapitel zwei"), [(1, "Kapitel eins"), (2, "Kapitel zwei")]),
    ],
)  # fmt: skip
def test_the_lines_that_fit_the_pattern_head_chapters(pattern, lines, expected):
    found = imported(under(*lines), chapters=pattern)
    assert headings(found) == [("chapter", number, title) for number, title in expected]
    assert prose(found) == ["It rained.", "Nobody came."] * len(lines)


def test_nothing_but_the_pattern_heads_a_chapter():
    text = under("Preface", "Chapter 1", "Day 1", "Chapter 2", "Day 2", "Epilogue")
    found = imported(text, chapters="Day #")
    assert [title for _, _, title in headings(found)] == [None, "Day 1", "Day 2"]
    assert "Chapter 2" in prose(found)


def test_a_line_that_fits_heads_a_chapter_without_empty_lines_around_it():
    text = "== One day ==\nIt rained.\nNobody came.\n== Another ==\nIt shone.\nAll came.\n"
    found = imported(text, chapters="== * ==")
    assert [title for _, _, title in headings(found)] == ["One day", "Another"]
    assert prose(found) == ["It rained.", "Nobody came.", "It shone.", "All came."]


def test_a_sentence_that_only_begins_like_the_pattern_is_text():
    found = imported(under("Day 1", "Day 1 was the worst of them all", "Day 2"), chapters="Day #")
    assert [number for _, number, _ in headings(found)] == [1, 2]


def test_a_number_has_to_be_one():
    found = imported(under("Letter I", "Letter civil", "Letter II"), chapters="Letter #")
    assert [number for _, number, _ in headings(found)] == [1, 2]


@pytest.mark.parametrize("name", ["story.txt", "story.md"])
def test_a_story_may_have_no_chapters(name):
    mark = "## " if name.endswith("md") else ""
    found = imported(under(f"{mark}Chapter 1", f"{mark}Chapter 2"), name, chapters="-")
    assert headings(found) == [("chapter", 1, None)]
    assert prose(found).count("Chapter 1") == 1
    assert prose(found).count("Chapter 2") == 1


@pytest.mark.parametrize("name", ["story.txt", "story.md"])
def test_a_pattern_that_fits_no_line_is_refused(name):
    with pytest.raises(RefusalError, match=r"No line in that file fits .*Night #"):
        imported(under("Chapter 1", "Chapter 2"), name, chapters="Night #")


@pytest.mark.parametrize("pattern", ["*", " * ", "**", "# # # # * * *"])
def test_a_pattern_that_says_nothing_is_refused(pattern):
    with pytest.raises(RefusalError, match="pattern"):
        imported(under("Chapter 1"), chapters=pattern)


def test_markdown_headings_and_lines_that_fit_head_chapters_and_others_stay():
    text = under("# The Lamp", "### Day 1", "## Interlude", "**Day 2**", "# Chapter 9")
    found = imported(text, "story.md", chapters="Day #")
    assert headings(found) == [
        ("front", None, None),
        ("chapter", 1, "Day 1"),
        ("chapter", 2, "Day 2"),
    ]
    assert "Interlude" in prose(found)
    assert "Chapter 9" in prose(found)


SEAMS = "One.\n\nTwo.\n\nThree.\n\n\nFour.\n\n* * *\n\nFive.\n"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (SceneRule.AUTOMATIC, [["One.", "Two.", "Three."], ["Four."], ["Five."]]),
        (SceneRule.GAPS, [["One.", "Two.", "Three."], ["Four."], ["Five."]]),
        (SceneRule.ORNAMENTS, [["One.", "Two.", "Three.", "Four."], ["Five."]]),
        (SceneRule.NEVER, [["One.", "Two.", "Three.", "Four.", "* * *", "Five."]]),
    ],
)
def test_what_ends_a_scene_is_the_moderators_to_say(rule, expected):
    [chapter] = imported(SEAMS, scenes=rule).story.chapters
    assert scenes(chapter) == expected


def test_gaps_count_where_the_moderator_says_so_even_once_in_a_wrapped_book():
    line = "The road went down between the hedges to the harbour, and nobody\nwas on it.\n\n"
    book = f"Chapter 1\n\n\n{line * 6}\n{line * 3}\n\nChapter 2\n\n\n{line * 8}"
    assert [part.scene_breaks for part in imported(book).story.chapters] == [0, 0]
    found = imported(book, scenes=SceneRule.GAPS)
    assert [part.scene_breaks for part in found.story.chapters] == [1, 0]


def test_markdown_has_no_scene_breaks_where_a_moderator_wants_none():
    [chapter] = imported("One.\n\n---\n\nTwo.\n", "story.md", scenes=SceneRule.NEVER).story.chapters
    assert scenes(chapter) == [["One.", "Two."]]


@pytest.mark.parametrize(
    ("style", "expected"),
    [(NoteStyle.ROUND, "The other told the tide."), (NoteStyle.SQUARE, "By ten minutes.")],
)
def test_of_two_kinds_of_notes_at_the_end_only_the_chosen_are_notes(style, expected):
    text = (
        "Chapter 1\n\nThe clock had two faces(1) and one of them lied.[1]\n\n"
        "Chapter 2\n\nThen came the winter.\n\n"
        "(1) The other told the tide.\n\n[1] By ten minutes.\n"
    )
    first, second = imported(text, notes=style).story.chapters
    assert (notes(first), notes(second)) == ({"1": [expected]}, {})
