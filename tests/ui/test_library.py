"""The library's cards, and what tells stories apart."""

from dataclasses import replace

import pytest

from bot.domain.story import ChapterKind, Heading, Rating
from bot.ui import library, proof
from bot.ui.layout import chapter_name, told_apart
from tests.ui import samples
from tests.ui.test_layouts import shown


def test_no_rating_is_called_so() -> None:
    unrated = samples.story(rating=Rating.UNRATED)
    for view in (proof.proof_view(samples.proof()), library.added_view(unrated)):
        assert "no rating" in shown(view).lower()
        assert "unrated" not in shown(view).lower()
    assert "Rated teen" in shown(library.added_view(samples.story()))


def test_stories_of_one_title_and_author_are_told_apart() -> None:
    text = shown(library.stories_view([samples.story(), samples.story(number=8)]))
    assert "by A. Writer (no. 5) ·" in text
    assert "by A. Writer (no. 8) ·" in text
    assert "no." not in shown(library.stories_view([samples.story()]))
    assert told_apart(["Emma by A", "Emma by B"], [1, 2]) == ["Emma by A", "Emma by B"]


def test_one_is_one() -> None:
    assert "· 1 chapter, " in shown(library.stories_view([samples.story(chapters=1)]))


@pytest.mark.parametrize(
    ("number", "title", "named"),
    [
        (1, "I", "Ch. 1"),
        (4, "iv.", "Ch. 4"),
        (12, "12", "Ch. 12"),
        (1, "I Begin", "Ch. 1 · I Begin"),
        (3, None, "Ch. 3"),
    ],
)
def test_a_chapter_says_its_number_once(number: int, title: str | None, named: str) -> None:
    assert chapter_name(Heading(ChapterKind.CHAPTER, number, title)) == named


def test_what_stands_before_and_after_the_chapters_has_a_name() -> None:
    assert chapter_name(Heading(ChapterKind.FRONT, None, None)) == "Opening"
    assert chapter_name(Heading(ChapterKind.BACK, None, None)) == "Afterword"
    assert chapter_name(Heading(ChapterKind.FRONT, None, "Preface"), 1, 2) == "Preface (1/2)"


def test_a_chinese_story_is_measured_in_characters() -> None:
    chinese = replace(samples.story(), language="zh-Hans", words=2_550)
    said = shown(library.story_view(chinese, samples.chapters(1)))
    assert "2,550 characters (about 10 minutes)" in said
    assert "word" not in said
