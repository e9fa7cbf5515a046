"""The real texts at hand, where they are at hand: the figures of the design's table."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from bot.domain.story import ChapterKind, Weight
from bot.manuscript import load, write
from tests.manuscript.sketch import counts, words, words_of

SHELF = Path(__file__).parents[2].parent / "shared" / "manuscripts"
SAMPLE = "000_86e35906ad5cded5.txt"
AT_THE_END = "se-tristram-shandy.flat-end.txt"
PER_CHAPTER = "se-tristram-shandy.flat-perchapter.txt"

pytestmark = pytest.mark.skipif(not SHELF.is_dir(), reason="the manuscripts are not at hand")


def manuscript(name: str) -> bytes:
    return (SHELF / name).read_bytes()


def words_of_file(name: str) -> Counter[str]:
    """The words of a file, its labels and chapter headings aside."""
    text = manuscript(name).decode()
    return Counter(words_of(re.sub(r"\(\d+\)|^Chapter \d+:.*$", "", text, flags=re.MULTILINE)))


def warnings(imported) -> list[str]:
    return [one.message for one in imported.remarks if one.weight is Weight.WARNING]


TABLE = {
    "pg1152-volsunga.txt": (43, (66, 66), 0),
    "pg3261-news-from-nowhere.txt": (32, (3, 3), 0),
    "pg14263-katrine.txt": (28, (0, 0), 14),
    "pg6593-tom-jones.txt": (208, (25, 25), 0),
    "se-tristram-shandy.epub": (316, (39, 39), 5),
    "se-tristram-shandy.ao3html.html": (316, (35, 35), 3),
    AT_THE_END: (316, (35, 35), 3),
    PER_CHAPTER: (316, (35, 35), 3),
}
"""Chapters, markers and definitions, scene breaks."""


@pytest.mark.parametrize("name", TABLE)
def test_the_figures_of_the_table(name):
    imported = load(manuscript(name), name)
    chapters = imported.story.chapters
    numbered, (markers, definitions), scene_breaks = TABLE[name]
    assert sum(part.heading.kind is ChapterKind.CHAPTER for part in chapters) == numbered
    assert counts(imported) == (markers, definitions, 0, 0)
    assert sum(part.scene_breaks for part in chapters) == scene_breaks


def test_the_sample():
    imported = load(manuscript(SAMPLE), SAMPLE)
    [chapter] = imported.story.chapters
    assert len(chapter.scenes) == 5
    assert chapter.scene_breaks == 4
    paragraphs = sum(len(scene.paragraphs) for scene in chapter.scenes)
    assert paragraphs + sum(len(note.paragraphs) for note in chapter.footnotes) == 32
    assert counts(imported) == (2, 2, 0, 0)
    assert list(chapter.markers()) == ["1", "2"]
    assert (imported.story.title, imported.story.author) == (None, None)
    assert warnings(imported) == []


@pytest.mark.parametrize("name", [AT_THE_END, PER_CHAPTER])
def test_a_long_novel(name):
    imported = load(manuscript(name), name)
    chapters = imported.story.chapters
    assert [chapter.heading.number for chapter in chapters] == list(range(1, 317))
    assert sum(chapter.scene_breaks for chapter in chapters) == 3
    assert counts(imported) == (35, 35, 0, 0)
    assert sum(len(list(chapter.markers())) for chapter in chapters) == 35
    assert warnings(imported) == []


def test_both_layouts_of_the_notes_give_the_same_chapters():
    end, each = (load(manuscript(name), name).story for name in (AT_THE_END, PER_CHAPTER))
    for one, other in zip(end.chapters, each.chapters, strict=True):
        assert [scene.words for scene in one.scenes] == [scene.words for scene in other.scenes]
        assert [note.text for note in one.footnotes] == [note.text for note in other.footnotes]


@pytest.mark.parametrize("name", [SAMPLE, AT_THE_END, PER_CHAPTER])
def test_no_word_is_lost(name):
    assert words(load(manuscript(name), name)) == words_of_file(name)


@pytest.mark.parametrize("name", [SAMPLE, AT_THE_END])
def test_neither_name_nor_title_steers_it(name):
    data = manuscript(name)
    assert load(data, "something else") == load(data, name)


def test_no_word_of_a_page_is_lost():
    """The words of the page without its tags, headings and the numbers of its notes."""
    page = manuscript("se-tristram-shandy.ao3html.html").decode()
    page = re.sub(r"(?s)<head>.*?</head>|<h\d.*?</h\d>|<sup>\d+</sup>|Chapter End Notes", "", page)
    page = re.sub(r"(<blockquote[^>]*>\s*<p>|</p>\s*<p>)\d+\. ", r"\1", page)
    text = unescape(re.sub(r"<(?:p|div|hr|br|/p|/div|blockquote)[^>]*>", " ", page))
    text = re.sub(r"<[^>]*>", "", text)
    found = words(load(manuscript("se-tristram-shandy.ao3html.html"), "page.html"))
    assert found == Counter(words_of(text))


@pytest.mark.parametrize("name", [*TABLE, SAMPLE])
def test_what_was_written_gives_the_same_tree(name):
    story = load(manuscript(name), name).story
    assert load(write(story).encode(), "again.md").story == story
