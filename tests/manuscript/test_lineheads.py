"""Headings that no mark-up calls so, in pages and Markdown, and the line that names the author."""

import pytest

from tests.manuscript.sketch import headings, markdown, page, prose

RAIN = "<p>The rain came down on the roof of the lamp house.</p>"
LONG = f"<p>{'The rain came down on the roof of the lamp house. ' * 31}</p>"
TITLE = "<title>The Lamp</title>"


@pytest.mark.parametrize("line", ["<b>{}</b>", "<p><b>{}.</b></p>", "<center><b>{}</b></center>"])
def test_numerals_in_bold_head_chapters(line):
    imported = page(TITLE + "".join(line.format(number) + RAIN for number in ("I", "II", "III")))
    assert headings(imported) == [("chapter", number, None) for number in (1, 2, 3)]
    assert len(prose(imported)) == 3


def test_numerals_in_bold_head_chapters_of_markdown():
    imported = markdown("**I**\n\nRain fell.\n\n**II**\n\nIt stopped.\n")
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]


def test_a_numeral_in_bold_that_counts_nothing_is_text():
    assert len(headings(page(f"{RAIN}<p><b>7</b></p>{RAIN}<p><b>3</b></p>{RAIN}"))) == 1
    assert len(headings(page(f"{RAIN}<p>I</p>{RAIN}<p>II</p>{RAIN}"))) == 1


@pytest.mark.parametrize("mark", ['<p align="center"><b>{}</b></p>', '<p class="t">{}</p>'])
def test_short_lines_in_bold_over_long_texts_are_titles(mark):
    titles = ("The Sea", "The Rope", "The Well")
    style = "<style>.t { font-weight: bold }</style>"
    imported = page(TITLE + style + "".join(mark.format(title) + LONG for title in titles))
    assert headings(imported) == [("chapter", at, title) for at, title in enumerate(titles, 1)]


@pytest.mark.parametrize("names", [("Mara", "Tom", "Mara"), ("Stop!", "Go!", "Wait!")])
def test_names_that_come_again_and_cries_in_bold_are_text(names):
    imported = page(TITLE + "".join(f"<p><b>{name}</b></p>{LONG}" for name in names))
    assert headings(imported) == [("chapter", 1, None)]


def test_bold_lines_over_little_text_are_text():
    imported = page("".join(f"<p><b>{name}</b></p>{RAIN}" for name in ("Salt", "Rope", "Tin")))
    assert headings(imported) == [("chapter", 1, None)]
    assert prose(imported)[0] == "+Salt+"


def test_the_title_in_the_next_line_of_a_number_is_the_chapters():
    imported = page(
        f"<p><b>Chapter 1</b><br>The Sea</p>{RAIN}<p><b>Chapter 2<br>The Rope</b></p>{RAIN}"
    )
    assert headings(imported) == [("chapter", 1, "The Sea"), ("chapter", 2, "The Rope")]


@pytest.mark.parametrize(
    "head",
    [
        "<h1>The Lamp</h1><p>by Ann Harrow</p>",
        "<h1>The Lamp</h1><p>By <i>Ann Harrow</i></p><hr>",
        '<p class="title">The Lamp</p><p>written by Ann Harrow</p>',
        '<p align="center"><b>The Lamp</b></p><p align="center">by Ann Harrow</p>',
        '<meta name="author" content="Ann Harrow"><h1>The Lamp</h1><p>by Ann Harrow</p>',
    ],
)
def test_the_line_that_says_by_whom_it_is_names_the_author(head):
    imported = page(f"{TITLE}{head}<h2>Chapter 1</h2>{RAIN}<h2>Chapter 2</h2>{RAIN}")
    assert (imported.story.title, imported.story.author) == ("The Lamp", "Ann Harrow")
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert len(prose(imported)) == 2


@pytest.mark.parametrize("line", ["By morning the boat was gone", "By the Sea.", "by and by"])
def test_a_first_line_that_begins_with_by_is_text(line):
    imported = page(f"{TITLE}<h1>The Lamp</h1><p>{line}</p>{RAIN}")
    assert imported.story.author is None
    assert prose(imported)[0] == line
