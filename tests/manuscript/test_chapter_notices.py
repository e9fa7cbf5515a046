"""What authors say before a story or a chapter about its rating and what it warns of."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import manuscript
from bot.domain.story import SILENT, Imported, Notice, Rating, Story, warnings_in
from bot.manuscript.notices import LONGEST, rating_of
from tests.manuscript.sketch import page, plain, prose

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TWO = "Chapter 1: The Bar\n\n{first}\n\nThe tide was out.\n\nChapter 2: The Light\n\nIt turned.\n"


def told(imported: Imported) -> list[Notice]:
    return [chapter.notice for chapter in imported.story.chapters]


@pytest.mark.parametrize(
    ("line", "warnings"),
    [
        ("CW: drowning", ("drowning",)),
        ("TW: drowning, a dead dog.", ("drowning", "a dead dog")),
        ("TW/CW: drowning; cold", ("drowning", "cold")),
        ("**Content warnings:** drowning", ("drowning",)),
        ("Content Warning: drowning", ("drowning",)),
        ("[Trigger warning: drowning]", ("drowning",)),
        ("Warnings: drowning", ("drowning",)),
        ("Triggerwarnung: Ertrinken", ("Ertrinken",)),
        ("CW: drowning, Drowning, drowning", ("drowning", "Drowning")),
    ],
)
@pytest.mark.parametrize("fence", ["{}", "*{}*"])
def test_a_line_of_warnings_before_a_chapter_is_told_above_it(
    line: str, warnings: tuple[str, ...], fence: str
):
    imported = plain(TWO.format(first=fence.format(line)))
    assert told(imported) == [Notice(warnings=warnings), SILENT]
    assert prose(imported) == ["The tide was out.", "It turned."]


def test_a_chapter_may_be_rated_higher_than_its_story():
    imported = plain("Title: Tides\nRating: T\n\n" + TWO.format(first="Rating: NC-17"))
    assert imported.story.notice.rating is Rating.TEEN
    assert told(imported)[0] == Notice(Rating.EXPLICIT)
    assert imported.story.rating is Rating.EXPLICIT


def test_rating_and_warnings_may_stand_together():
    imported = plain(TWO.format(first="Rating: Mature\nWarnings: drowning"))
    assert told(imported)[0] == Notice(Rating.MATURE, ("drowning",))


def test_what_stands_in_an_authors_note_is_told_and_the_note_stays():
    note = "A/N: Back at last! TW: drowning, cold. Thank you all."
    imported = plain(TWO.format(first=note))
    assert told(imported)[0] == Notice(warnings=("drowning", "cold"))
    assert note in prose(imported)


@pytest.mark.parametrize(
    "line",
    [
        "CW: " + "a very long warning " * 12,
        "Warnings: none",
        "Rating: the best inn on the coast, they said.",
        "Warning: the ladder is wet, said the sign.",
        "He gave warnings: three of them.",
        "TW",
    ],
)
def test_what_is_no_notice_stays_in_the_text(line: str):
    imported = plain(TWO.format(first=line))
    assert told(imported) == [SILENT, SILENT]
    assert " ".join(line.split()) in " ".join(prose(imported))


def test_a_warning_inside_a_chapter_is_text():
    imported = plain("Chapter 1\n\nThe tide was out.\n\nCW: drowning\n\nIt turned.\n")
    assert told(imported) == [SILENT]
    assert "CW: drowning" in prose(imported)


def test_a_chapter_of_nothing_but_a_warning_keeps_it():
    imported = plain("Chapter 1\n\nIt turned.\n\nChapter 2\n\nCW: drowning\n")
    assert told(imported)[-1] == SILENT
    assert "CW: drowning" in prose(imported)


def test_a_work_of_the_archive_brings_its_rating_and_warnings():
    tags = (
        "<dl class='tags'><dt>Rating:</dt><dd><a>Mature</a></dd><dt>Archive Warnings:</dt>"
        "<dd><a>Major Character Death</a>, <a>Underage</a></dd><dt>Language:</dt><dd>English</dd>"
        "<dt>Stats:</dt><dd>Words: 9</dd></dl>"
    )
    imported = page(
        f"<div id='preface'>{tags}<h1>Tides</h1></div><div id='chapters'>"
        "<h2>Chapter 1: The Bar</h2><p>Chapter Notes</p><blockquote><p>TW: drowning</p>"
        "</blockquote><p>The tide was out.</p><h2>Chapter 2: The Light</h2><p>It turned.</p></div>"
        "<div id='afterword'></div>"
    )
    assert imported.story.notice == Notice(Rating.MATURE, ("Major Character Death", "Underage"))
    assert told(imported) == [Notice(warnings=("drowning",)), SILENT]


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("General Audiences", Rating.GENERAL),
        ("Teen And Up Audiences", Rating.TEEN),
        ("M", Rating.MATURE),
        ("18+", Rating.EXPLICIT),
        ("Not Rated", Rating.UNRATED),
        ("delicious", None),
    ],
)
def test_ratings_by_their_usual_names(said: str, rating: Rating | None):
    assert rating_of(said) is rating


def test_no_archive_warnings_are_none():
    text = "Title: Tides\nRating: General\nArchive Warning: No Archive Warnings Apply\n\n"
    imported = plain(text + TWO.format(first="The sand was wet."))
    assert imported.story.notice == Notice(Rating.GENERAL)


words = st.text("abcdé 、·!*_[]#", min_size=1, max_size=30)
listed = st.lists(words, max_size=3).map(lambda some: warnings_in(", ".join(some)))
short = listed.filter(lambda some: len(", ".join(some)) <= LONGEST)
notices = st.builds(Notice, st.sampled_from(Rating), short)


def same(story: Story) -> None:
    written = manuscript.write(story)
    assert manuscript.load(written.encode(), "story.md").story == story, written
    bound = manuscript.bind(story, NOW)
    assert manuscript.load(bound, "story.epub").story == story


@pytest.mark.parametrize(
    "first",
    [
        "CW: drowning\n\nRating: E",
        "A/N: Back at last! TW: drowning.",
        "CW: blood\n\nAuthor's note: hello. TW: drowning.",
        "CW: cold\n\n* * *",
        "CW: " + "a very long warning " * 12,
    ],
)
def test_an_export_gives_the_same_notices_again(first: str):
    same(plain("Title: Tides\nRating: M\nWarnings: fog, rope\n\n" + TWO.format(first=first)).story)


@given(story=notices, first=notices, second=notices)
def test_whatever_is_told_survives_an_export(story: Notice, first: Notice, second: Notice):
    made = plain(TWO.format(first="The sand was wet.")).story
    chapters = zip(made.chapters, (first, second), strict=True)
    told_too = tuple(replace(chapter, notice=notice) for chapter, notice in chapters)
    same(replace(made, notice=story, chapters=told_too))
