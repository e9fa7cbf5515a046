"""The tree: what counts as a word, and what its parts say of themselves."""

import pytest

from bot.domain.passages import Passage
from bot.domain.story import Footnote, Paragraph, Rating, Story, Text, count_words
from tests.domain.texts import chapter, para


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), (" \n ", 0), ("one", 1), ("It's 5 o'clock.", 3), ("— no —", 1), ("* * *", 0)],
)
def test_words_hold_a_letter_or_a_digit(text: str, words: int):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("灯灭了。", 3),
        ("灯りが消えた。", 6),
        ("他有 3 盏 lamps。", 5),
        ("ラーメン、々", 5),
        ("불이 꺼졌다.", 2),
        ("انطفأ المصباح.", 2),
        ("「……」", 0),
    ],
)
def test_chinese_and_japanese_are_counted_by_characters(text: str, words: int):
    assert count_words(text) == words


def test_markers_are_neither_letters_nor_words():
    paragraph = para("The rope", 1, " broke.", 2)
    assert paragraph.text == "The rope broke."
    assert paragraph.words == 3
    assert paragraph.labels == ("1", "2")


def test_a_word_in_two_styles_is_one_word():
    assert Paragraph((Text("Rai"), Text("kiri", strong=True))).words == 1


def test_a_story_counts_all_its_chapters_but_no_notes():
    tale = Story(None, None, None, (chapter(["One two."], ["Three."]), chapter(["Four."])))
    assert tale.words == 4
    assert [part.words for part in tale.chapters] == [3, 1]


def test_markers_of_a_chapter_come_in_order_with_repeats():
    tale = chapter([para("a", 2)], [para("b", 1, "c", 2)])
    assert list(tale.markers()) == ["2", "1", "2"]


def test_a_note_keeps_its_paragraphs_apart():
    assert Footnote("1", (para("One."), para("Two."))).text == "One.\n\nTwo."


def test_only_two_ratings_need_an_age_restriction():
    assert [rating for rating in Rating if rating.adult] == [Rating.MATURE, Rating.EXPLICIT]


def test_a_passage_names_each_note_once_in_the_order_of_the_markers():
    passage = Passage(1, 0, 2, ((para("a", 2, "b", 1),), (para("c", 2),)))
    assert passage.labels == ("2", "1")
    assert (passage.first_scene, passage.last_scene) == (2, 3)
    assert passage.words == 2
