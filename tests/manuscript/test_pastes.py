"""Stories as people paste them: out of chats, notes apps, archives and word processors."""

import pytest

from bot.domain.choices import Choices
from bot.domain.story import Block
from bot.manuscript import load
from tests.manuscript.sketch import (
    codes,
    counts,
    headings,
    markdown,
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


def test_chapters_may_be_numbered_within_their_book():
    imported = paste("1.01", _TEXT, "1.02", _MORE, "2.01 The Mill", _TEXT)
    assert headings(imported) == [
        ("chapter", 1, "1.01"),
        ("chapter", 2, "1.02"),
        ("chapter", 3, "2.01 The Mill"),
    ]
    assert codes(imported) == [("counters-as-headings", 1)]


@pytest.mark.parametrize("form", ["{}/2", "[{}/2]", "({} of 2)"])
def test_chapters_may_be_counted_among_all(form):
    imported = paste(form.format(1), _TEXT, form.format(2), _MORE)
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]


@pytest.mark.parametrize("lines", [("1/2", "3/4"), ("1.5", "2.5", "3.5"), ("1.01", "1.02")])
def test_fractions_and_prices_are_no_chapters(lines):
    text = [part for line in lines for part in (line, _TEXT)]
    assert prose(paste(*text)) == text


def test_titles_in_capitals_head_the_chapters_where_nothing_else_does():
    imported = paste("KETTLE", _TEXT, _MORE, "THE CART", _MORE, _TEXT, "THE MILL", _TEXT, _MORE)
    assert headings(imported) == [
        ("chapter", 1, "KETTLE"),
        ("chapter", 2, "THE CART"),
        ("chapter", 3, "THE MILL"),
    ]
    assert codes(imported) == [("capitals-as-headings", 1)]


@pytest.mark.parametrize(
    "text",
    [
        (_TEXT, "NO ENTRY", _MORE, _TEXT, "NO EXIT", _MORE, _TEXT, "NO WAY", _MORE, _TEXT),
        ("OUT", _TEXT, _MORE, "OUT", _TEXT, _MORE, "OUT", _TEXT, _MORE),
        ("STOP!", _TEXT, _MORE, "HELP!", _TEXT, _MORE, "FIRE!", _TEXT, _MORE),
    ],
)
def test_signs_and_shouts_in_capitals_are_text(text):
    assert prose(paste(*text)) == list(text)


def test_a_line_that_says_whose_eyes_see_begins_a_scene():
    imported = paste("Mara's POV", _TEXT, "Tobin's POV", _MORE)
    assert scenes(imported.story.chapters[0]) == [["Mara's POV", _TEXT], ["Tobin's POV", _MORE]]
    assert codes(imported) == [("scenes-by-caption", 5)]


def test_a_header_line_under_line_does_not_tell_how_the_text_is_laid_out():
    fields = "Rating: General\nCategory: Gen\nFandom: None\nTags: Rain\nWords: 400\nKudos: 3"
    long = f"{_TEXT} {_MORE} {_TEXT}"
    imported = paste(fields, "Chapter 1", *[long] * 5, "* * *", *[long] * 5)
    assert scenes(imported.story.chapters[1]) == [[long] * 5, [long] * 5]


def test_numbers_that_share_their_brackets_may_be_cited_elsewhere_too():
    imported = paste(f"A cart(1, 2) came.{_TEXT}", f"{_MORE}(1)", "(1) A can.\n(2) A cup.")
    assert prose(imported) == [f"A cart{{1}}{{2}} came.{_TEXT}", f"{_MORE}{{1}}"]
    assert counts(imported) == (3, 2, 0, 0)


def test_numbers_that_share_their_brackets_are_text_where_there_are_no_such_notes():
    imported = paste(f"The point(1, 2) lies left. {_TEXT}")
    assert counts(imported) == (0, 0, 0, 0)


def test_figures_that_html_raises_in_markdown_are_markers():
    imported = markdown(
        f"# One\n\n{_TEXT}<sup>1</sup>\n\n# Two\n\n{_MORE}<sup>2</sup> The 4<sup>th</sup>.\n\n"
        "---\n\n1. A can.\n2. A cup.\n"
    )
    assert prose(imported) == [f"{_TEXT}{{1}}", f"{_MORE}{{2}} The 4<sup>th</sup>."]
    assert counts(imported) == (2, 2, 0, 0)


def test_what_a_page_says_of_itself_is_left_out_and_named():
    imported = paste(
        "Skip to main content",
        "1.2K reads ★ 88",
        "Chapter 1: The Kettle",
        f"Chapter Text\n{_TEXT}",
        _MORE,
        "← Previous Chapter | Next Chapter →",
        "Chapter 2: The Mill",
        f"Chapter Text\n{_MORE}",
        "Actions\n↑ Top\nKudos\nanna and 3 guests left kudos on this work!\nComments\nPost Comment",
    )
    assert prose(imported) == [_TEXT, _MORE, _MORE]
    assert headings(imported) == [("chapter", 1, "The Kettle"), ("chapter", 2, "The Mill")]
    assert warnings(imported) == [("page-left-out", 1)]


@pytest.mark.parametrize(
    "line",
    ["Comments", "Next", "“Next chapter,” she said.", "Top", "Home", "Next page, he thought"],
)
def test_words_that_a_story_may_say_stay(line):
    imported = paste(_TEXT, line, _MORE)
    assert prose(imported) == [_TEXT, line, _MORE]


@pytest.mark.parametrize("row", [". . .", "· · ·"])
def test_three_spaced_dots_alone_part_scenes(row):
    imported = paste(_TEXT, row, _MORE)
    assert scenes(imported.story.chapters[0]) == [[_TEXT], [_MORE]]
    assert codes(imported) == [("scenes-by-ornament", 3)]


@pytest.mark.parametrize("row", ["...", ". . . . . . .", "…"])
def test_silence_and_words_left_out_are_text(row):
    assert prose(paste(_TEXT, row, _MORE)) == [_TEXT, row, _MORE]


@pytest.mark.parametrize(
    "frame", ["----- {} -----", "~*~ {} ~*~", "*** {} ***", "~{}~", ">>> {} <<<", "-=- {} -=-"]
)
def test_names_between_ornament_begin_scenes(frame):
    lines = [frame.format(name) for name in ("Mara", "Two days later")]
    imported = paste(_TEXT, lines[0], _MORE, lines[1], _TEXT)
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [[_TEXT], ["Mara", _MORE], ["Two days later", _TEXT]]
    assert [scene.paragraphs[0].block for scene in chapter.scenes[1:]] == [Block.HEADING] * 2
    assert codes(imported) == [("scenes-by-caption", 3)]


@pytest.mark.parametrize(
    "text",
    [
        (_TEXT, "--- NO ENTRY ---", _MORE),  # a sign on a wall
        (_TEXT, "- Hello -", _MORE, "- Goodbye -", _TEXT),
        (_TEXT, "~ soup ~", _MORE, "~ bread ~", _TEXT),
        (_TEXT, "--- Mara", _MORE, "--- Tobin", _TEXT),
        (_TEXT, "~ Soup ~", "~ Bread ~", _MORE),  # a list
    ],
)
def test_signs_speech_and_lists_begin_no_scene(text):
    assert prose(paste(*text)) == list(text)


def test_a_moderators_pattern_makes_chapters_of_names_between_ornament():
    text = f"{_TEXT}\n\n~ The Kettle ~\n\n{_MORE}\n\n~ The Mill ~\n\n{_TEXT}\n"
    imported = load(text.encode(), "story.txt", Choices(chapters="~ * ~"))
    assert headings(imported)[1:] == [("chapter", 1, "The Kettle"), ("chapter", 2, "The Mill")]


def test_markers_side_by_side_behind_a_space_are_markers_both():
    imported = paste(f"The brothers (1)(2) came. {_TEXT}", "She(1) too.", "(1) A.\n(2) B.")
    assert prose(imported) == [f"The brothers{{1}}{{2}} came. {_TEXT}", "She{1} too."]
    assert counts(imported) == (3, 2, 0, 0)


@pytest.mark.parametrize("text", ["section (1)(2) says", "f(1)(2) is even", "“(1)(2)” was all"])
def test_places_and_formulas_side_by_side_are_text(text):
    assert counts(paste(f"{text}. {_TEXT}")) == (0, 0, 0, 0)


def test_of_markers_that_share_their_brackets_and_lack_notes_it_is_said_once():
    imported = paste(f"A cart[1,2,3] came. {_TEXT}")
    [remark] = imported.remarks
    assert "The markers [1,2,3] have no notes of their own" in remark.message
    assert imported.unmatched_markers == 3
    [remark, _] = paste(f"A cart[1, 2] came. {_TEXT}", "[1] A can.").remarks
    assert "The markers [1, 2] don't all have a note" in remark.message


def test_what_closes_a_chapter_behind_its_only_announced_note_belongs_to_it():
    imported = paste(f"{_TEXT}[1]", _MORE, "Footnotes:", "[1] A copper one.", "It was her aunt's.")
    assert notes(imported.story.chapters[0]) == {"1": ["A copper one.", "It was her aunt's."]}
    told = paste(f"{_TEXT}[1]", _MORE, "Footnotes:", "[1] A copper one.", _MORE, _TEXT)
    assert notes(told.story.chapters[0]) == {"1": ["A copper one."]}
    assert prose(told)[2:] == [_MORE, _TEXT]


@pytest.mark.parametrize(
    ("first", "second"),
    [("One", "Two"), ("One: The Kettle", "Two: The Mill"), ("Letter One", "Letter Two")],
)
def test_a_title_alone_over_chapters_by_other_words_is_the_title(first, second):
    imported = paste("The Lamp", first, _TEXT, _MORE, second, _MORE, _TEXT)
    assert imported.story.title == "The Lamp"
    assert [number for _, number, _ in headings(imported)] == [1, 2]


def test_what_is_counted_in_speech_heads_nothing():
    text = ("One. He left.", _TEXT, "Two: he came", _MORE)
    assert prose(paste(*text)) == list(text)


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\ufeff", "\u202a", "\u2066"])
def test_letters_that_nobody_sees_hide_no_heading(sign):
    imported = paste(f"{sign}Chapter 1: Rain", _TEXT, f"{sign}Chapter 2", _MORE)
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, None)]
