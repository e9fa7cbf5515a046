"""Stories as people paste them: out of chats, notes apps, archives and word processors."""

import pytest

from tests.manuscript.sketch import (
    counts,
    headings,
    notes,
    plain,
    prose,
    scenes,
    warnings,
)

_TEXT = "The kettle was on, and nobody had looked at it for an hour."
_MORE = "Outside it rained on the mill, and on the carts before the mill."


def paste(*paragraphs: str):
    return plain("\n\n".join(paragraphs) + "\n")


def test_a_label_right_over_bracketed_notes_is_no_part_of_them():
    imported = paste(
        "Chapter 1",
        f"{_TEXT}[1]",
        f"{_MORE}[2]",
        "Translations:\n[1] A pot\n[2] A house",
        "Chapter 2",
        f"{_TEXT}[1]",
        "Translations:\n[1] A can",
    )
    first, second = imported.story.chapters
    assert notes(first) == {"1": ["A pot"], "2": ["A house"]}
    assert notes(second) == {"1": ["A can"]}
    assert scenes(first)[0][-1] == "Translations:"
    assert counts(imported) == (3, 3, 0, 0)


def test_one_numbered_note_right_under_its_heading_is_a_note():
    imported = paste("Chapter 1", f"{_TEXT}[1]", _MORE, "Footnotes:\n1. A copper one.")
    assert notes(imported.story.chapters[0]) == {"1": ["A copper one."]}
    assert prose(imported) == [f"{_TEXT}{{1}}", _MORE]


def test_a_translators_note_on_the_line_that_announces_it_belongs_to_its_own_chapter():
    imported = paste(
        "Chapter 1", f"{_TEXT}[1]", "T/N: [1] A pot.", "Chapter 2", f"{_MORE}[1]", "T/N:\n[1] Mud."
    )
    assert [notes(part) for part in imported.story.chapters] == [{"1": ["A pot."]}, {"1": ["Mud."]}]
    assert counts(imported) == (2, 2, 0, 0)


def test_the_notes_that_a_list_of_contents_names_are_no_chapter():
    imported = paste(
        "The Mill",
        "Contents",
        "I. The Kettle ..... 1\nII. The Cart ..... 9\nNotes ..... 20",
        "I. The Kettle",
        f"{_TEXT}[1]",
        _MORE,
        "II. The Cart",
        _TEXT,
        _MORE,
        "Notes",
        "[1] A copper one.",
    )
    assert headings(imported) == [("chapter", 1, "The Kettle"), ("chapter", 2, "The Cart")]
    assert ("notes-heading-left-out", 21) in warnings(imported)


@pytest.mark.parametrize("row", ["🌊🌊🌊", "🌙 🌙 🌙", "--", "%%%"])
def test_a_row_of_pictures_or_two_dashes_parts_scenes_where_it_stands_more_than_once(row):
    imported = paste(_TEXT, row, _MORE, row, _TEXT)
    assert scenes(imported.story.chapters[0]) == [[_TEXT], [_MORE], [_TEXT]]


@pytest.mark.parametrize("row", ["😂😂😂", "🌊🌊", "🌊"])
def test_faces_and_lone_pictures_are_what_somebody_sent(row):
    imported = paste(_TEXT, row, _MORE, row, _TEXT)
    assert prose(imported) == [_TEXT, row, _MORE, row, _TEXT]
    assert imported.story.chapters[0].scene_breaks == 0


def test_words_that_only_say_that_the_eyes_change_part_scenes():
    imported = paste(_TEXT, "---POV change---", _MORE)
    assert scenes(imported.story.chapters[0]) == [[_TEXT], [_MORE]]
    assert warnings(imported) == [("break-words-left-out", 3)]


def test_the_end_behind_a_wide_gap_is_no_scene():
    imported = plain(f"{_TEXT}\n\n{_MORE}\n\n\n\n{_TEXT}\n\n{_MORE}\n\n\n\nTHE END\n")
    assert scenes(imported.story.chapters[0]) == [[_TEXT, _MORE], [_TEXT, _MORE, "THE END"]]


def test_small_words_count_chapters_and_an_extra_is_one_of_its_own():
    imported = paste("one", _TEXT, "two", _MORE, "three", _TEXT, "Extra: The Cat", _MORE)
    assert headings(imported) == [
        ("chapter", 1, None),
        ("chapter", 2, None),
        ("chapter", 3, None),
        ("chapter", None, "Extra: The Cat"),
    ]
