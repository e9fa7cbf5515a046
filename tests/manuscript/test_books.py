"""No word lost: a whole book comes out of every format as the tree it was written from."""

import pytest

from bot.manuscript import load
from tests.manuscript.books import FORMATS, make, numbered_through

BOOK = make(6)


@pytest.mark.parametrize("name", ["long.txt", "wrapped.txt", "book.md", "book.epub", "book.docx"])
def test_a_book_is_the_same_tree_in_every_format(name):
    imported = load(FORMATS[name](BOOK), name)
    expected = numbered_through(BOOK) if name == "book.docx" else BOOK
    assert imported.story.chapters == expected.chapters
    assert (imported.unmatched_markers, imported.unused_definitions) == (0, 0)


@pytest.mark.parametrize("name", ["book.md", "book.epub", "book.docx"])
def test_a_format_that_names_title_and_author_gives_them(name):
    story = load(FORMATS[name](BOOK), name).story
    assert (story.title, story.author) == (BOOK.title, BOOK.author)
