"""The real texts at hand, where they are at hand: the figures of the design's table."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest

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
    assert imported.remarks == ()


@pytest.mark.parametrize("name", [AT_THE_END, PER_CHAPTER])
def test_a_long_novel(name):
    imported = load(manuscript(name), name)
    chapters = imported.story.chapters
    assert [chapter.heading.number for chapter in chapters] == list(range(1, 317))
    assert sum(chapter.scene_breaks for chapter in chapters) == 3
    assert counts(imported) == (35, 35, 0, 0)
    assert sum(len(list(chapter.markers())) for chapter in chapters) == 35
    assert imported.remarks == ()


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


@pytest.mark.parametrize("name", [SAMPLE, AT_THE_END, PER_CHAPTER])
def test_what_was_written_gives_the_same_tree(name):
    story = load(manuscript(name), name).story
    assert load(write(story).encode(), "again.md").story == story


def test_a_long_novel_is_there_at_once():
    data = manuscript(AT_THE_END)
    best = min(_seconds(data) for _ in range(3))
    assert best < 2


def _seconds(data: bytes) -> float:
    begun = time.perf_counter()
    load(data, AT_THE_END)
    return time.perf_counter() - begun
