"""The sentences of a passage, and those that are quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.passages import Passage
from bot.domain.quoting import MOST, is_common, quoted, sentences
from bot.domain.story import Block, Marker, Paragraph, Text

SPOKEN = Paragraph(
    (Text("He drew "), Text("Raikiri", emphasis=True), Marker("1"), Text(". “Halt!” It rained. ")),
)
VERSE = Paragraph((Text("The lamp\nwent out.\nThe quay. "),), Block.VERSE)
HEADING = Paragraph((Text("In which it rains."),), Block.HEADING)
ASIDE = Paragraph((Text("Thank you all."),), Block.ASIDE)
PASSAGE = Passage(1, 0, 0, ((HEADING, SPOKEN), (ASIDE, VERSE)))


def test_the_story_has_sentences_and_what_stands_around_it_has_none():
    assert [one.text for one in sentences(PASSAGE)] == [
        "He drew Raikiri.",
        "“Halt!”",
        "It rained.",
        "The lamp went out.",
        "The quay.",
    ]


def test_a_quote_keeps_the_style_and_leaves_the_markers_out():
    [paragraph] = quoted(PASSAGE, 0, 1)
    assert paragraph.runs == (Text("He drew "), Text("Raikiri", emphasis=True), Text("."))


def test_a_quote_may_go_over_paragraphs():
    first, second = quoted(PASSAGE, 2, 2)
    assert (first.text, second.text) == ("It rained.", "The lamp\nwent out.")
    assert second.block is Block.VERSE


def test_a_quote_has_four_sentences_at_most_and_ends_with_its_passage():
    assert "The quay" not in "".join(part.text for part in quoted(PASSAGE, 0, 99))
    assert [part.text for part in quoted(PASSAGE, 4, 4)] == ["The quay."]
    assert quoted(PASSAGE, 5, 1) == ()


@given(st.text(max_size=200), st.integers(0, 8), st.integers(1, 6))
def test_a_quote_is_made_of_its_sentences(text: str, first: int, count: int):
    passage = Passage(1, 0, 0, ((Paragraph((Text(text),)),),))
    some = sentences(passage)[first : first + min(count, MOST)]
    words = " ".join(part.text for part in quoted(passage, first, count))
    assert words.split() == [word for one in some for word in one.text.split()]


@pytest.mark.parametrize(
    ("passage", "others", "common"),
    [
        (3, (3, 5, 9), True),
        (3, (2, 5, 9), False),
        (3, (0, 5, 9, 9), False),
        (3, (9, 9), False),
        (3, (), False),
        (7, (9, 9, 9), False),
        (8, (9, 9, 9), False),
    ],
)
def test_in_the_channel_what_all_have_read_is_open_but_for_what_dropped_last(
    passage: int, others: tuple[int, ...], common: bool
):
    assert is_common(passage, newest=7, others=others) is common
