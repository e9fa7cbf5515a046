"""Footnotes in plain text: what is a marker, what a definition, and which go together."""

import pytest

from bot.domain.story import ChapterKind
from bot.manuscript import load
from tests.manuscript.sketch import codes, counts, notes, plain, prose, scenes, warnings


def test_the_shape_of_the_sample():
    text = (
        "“Light the Lantern!(1)” she said.\n\nHe did, and took the Key(2)... then ran.\n\n\n"
        "Later it rained.\n\n\n(1) Their boat.\n\n(2) Of the tower.\n"
    )
    imported = plain(text)
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [
        ["“Light the Lantern!{1}” she said.", "He did, and took the Key{2}... then ran."],
        ["Later it rained."],
    ]
    assert notes(chapter) == {"1": ["Their boat."], "2": ["Of the tower."]}
    assert counts(imported) == (2, 2, 0, 0)
    assert warnings(imported) == []


@pytest.mark.parametrize(
    ("marker", "definition", "label"),
    [
        ("(1)", "(1)", "1"),
        ("[1]", "[1]", "1"),
        ("[1]", "[1]:", "1"),
        ("[^1]", "[^1]:", "1"),
        ("[^1]", "[^1]", "1"),
        ("[^why]", "[^why]:", "why"),
        ("{1}", "{1}", "1"),
        ("¹", "¹", "1"),
        ("*", "*", "*"),
        ("**", "**", "**"),
        ("†", "†", "†"),
        ("[*]", "[*]", "*"),
        ("(*)", "(*)", "*"),
    ],
)
def test_every_style(marker, definition, label):
    imported = plain(f"She saw the lantern{marker} and ran.\n\nIt fell.\n\n{definition} A boat.\n")
    [chapter] = imported.story.chapters
    assert prose(imported) == [f"She saw the lantern{{{label}}} and ran.", "It fell."]
    assert notes(chapter) == {label: ["A boat."]}
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "It was built (1914) by his father.",
        "See section (1) of the law.",
        "Let f(1) be the first value and x[1] the next.",
        "That was fun (8) she wrote, and haha(8) again.",
        "They brought (1) rope, (2) salt and (3) bread.",
        "Bring: (1) rope; (2) salt.",
        "F*** this, s*** happens, and K* * * knew it.",
        "E is mc² and the field has 9 km².",
        "He wrote 2^(1) on the board.",
    ],
)
def test_what_is_text_stays_text_and_is_no_orphan(text):
    end = "The boat(1) sank(2)and(3) so on.\n\n(1) Rope.\n\n(2) Salt.\n\n(3) Bread.\n"
    imported = plain(f"{text}\n\nIt rained.\n\n{end}")
    assert prose(imported)[0] == text
    assert imported.unmatched_markers == 0
    alone = plain(f"{text}\n\nIt rained.\n")
    assert prose(alone)[0] == text
    assert counts(alone) == (0, 0, 0, 0)


def test_a_spaced_marker_is_one_where_no_other_has_its_note():
    imported = plain("The Viking (1) kings came.\n\nThey left.\n\n(1) Men of the creeks.\n")
    assert prose(imported) == ["The Viking{1} kings came.", "They left."]
    assert counts(imported) == (1, 1, 0, 0)


def test_a_numbered_list_in_the_text_is_no_note():
    text = "He had rules.\n\n(1) No boats.\n\n(2) No dogs.\n\nThat was all.\n"
    imported = plain(text)
    assert prose(imported) == ["He had rules.", "(1) No boats.", "(2) No dogs.", "That was all."]
    assert counts(imported) == (0, 0, 0, 0)


def test_orphans_of_both_sides_stay_and_are_told_with_their_line():
    text = (
        "One boat(1) came.\n\nTwo boats(2) came.\n\nThree(3) came.\n\n\n"
        "(1) A boat.\n\n(3) A boat, too.\n\n(4) Never came.\n"
    )
    imported = plain(text)
    assert prose(imported)[1] == "Two boats(2) came."
    assert notes(imported.story.chapters[0])["4"] == ["Never came."]
    assert counts(imported) == (2, 3, 1, 1)
    assert codes(imported) == [("marker-unmatched", 3), ("definition-unused", 12)]
    assert "(2)" in imported.remarks[0].message
    assert "Never came." in imported.remarks[1].message


def test_a_marker_in_a_text_without_notes_is_an_orphan():
    imported = plain("The lantern(1) fell.\n\nIt rained.\n")
    assert prose(imported)[0] == "The lantern(1) fell."
    assert counts(imported) == (0, 0, 1, 0)


TWO_CHAPTERS = "Chapter 1\n\nA boat(1) came.\n\n{one}Chapter 2\n\nA dog{mark} came.\n\n{two}"


def test_numbering_that_restarts_in_every_chapter():
    text = TWO_CHAPTERS.format(one="\n(1) The Ann.\n\n\n", mark="(1)", two="\n(1) A collie.\n")
    imported = plain(text)
    first, second = imported.story.chapters
    assert (notes(first), notes(second)) == ({"1": ["The Ann."]}, {"1": ["A collie."]})
    assert counts(imported) == (2, 2, 0, 0)


def test_a_missing_note_is_not_taken_from_another_chapter():
    text = TWO_CHAPTERS.format(one="", mark="(1)", two="\n(1) A collie.\n")
    text += "\n\nChapter 3\n\nA cat(1) came.\n\n(1) Tabby.\n"
    imported = plain(text)
    assert [notes(chapter) for chapter in imported.story.chapters] == [
        {},
        {"1": ["A collie."]},
        {"1": ["Tabby."]},
    ]
    assert codes(imported) == [("marker-unmatched", 3), ("note-numbers-restart", 17)]


def test_notes_at_the_end_go_to_the_chapters_that_cite_them():
    text = TWO_CHAPTERS.format(one="", mark="(2)", two="\n(1) The Ann.\n\n(2) A collie.\n")
    imported = plain(text)
    first, second = imported.story.chapters
    assert (notes(first), notes(second)) == ({"1": ["The Ann."]}, {"2": ["A collie."]})
    assert counts(imported) == (2, 2, 0, 0)


def test_a_note_of_another_kind_in_a_chapter_leaves_the_notes_at_the_end_to_all():
    text = (
        "Chapter 1\n\nA boat(1) came.\n\nEGGS* 1.80\n\n*subject to hens\n\nIt left.\n\n"
        "Chapter 2\n\nA dog(2) came.\n\n\n(1) The Ann.\n\n(2) A collie.\n"
    )
    imported = plain(text)
    first, second = imported.story.chapters
    assert notes(first) == {"*": ["subject to hens"], "1": ["The Ann."]}
    assert notes(second) == {"2": ["A collie."]}
    assert counts(imported) == (3, 3, 0, 0)


def test_notes_at_the_end_with_restarting_numbers_are_paired_in_order():
    text = TWO_CHAPTERS.format(one="", mark="(1) and cat(2)", two="\n(1) The Ann.\n\n")
    text += "(1) A collie.\n\n(2) Tabby.\n"
    imported = plain(text)
    first, second = imported.story.chapters
    assert notes(first) == {"1": ["The Ann."]}
    assert notes(second) == {"1": ["A collie."], "2": ["Tabby."]}
    assert counts(imported) == (3, 3, 0, 0)


def test_a_note_cited_in_two_chapters_is_in_both_and_counts_once():
    text = TWO_CHAPTERS.format(one="", mark="(1)", two="\n(1) The Ann.\n")
    imported = plain(text)
    assert [notes(chapter) for chapter in imported.story.chapters] == [{"1": ["The Ann."]}] * 2
    assert counts(imported) == (2, 1, 0, 0)


def test_numbering_that_restarts_within_a_chapter_gets_labels_of_its_own():
    text = (
        "A boat(1) came.\n\n(1) The Ann.\n\nA dog(1) came, with a cat(2).\n\n"
        "(1) A collie.\n\n(2) Tabby.\n"
    )
    imported = plain(text)
    assert prose(imported) == ["A boat{1} came.", "A dog{1-2} came, with a cat{2}."]
    assert notes(imported.story.chapters[0]) == {
        "1": ["The Ann."],
        "1-2": ["A collie."],
        "2": ["Tabby."],
    }
    assert counts(imported) == (3, 3, 0, 0)


def test_a_note_may_be_cited_twice():
    imported = plain("A boat(1) came.\n\nThe boat(1) left.\n\n\n(1) The Ann.\n")
    assert prose(imported) == ["A boat{1} came.", "The boat{1} left."]
    assert counts(imported) == (2, 1, 0, 0)


def test_a_note_may_cite_a_note():
    imported = plain("A boat(1) came.\n\nIt left.\n\n\n(1) The Ann.(2)\n\n(2) After his aunt.\n")
    assert notes(imported.story.chapters[0]) == {"1": ["The Ann.{2}"], "2": ["After his aunt."]}
    assert counts(imported) == (2, 2, 0, 0)


def test_notes_of_several_paragraphs():
    text = (
        "A boat(1) came.\n\nA dog(2) barked.\n\n\n(1) The Ann.\n\n    She leaked.\n\n"
        "(2) A collie.\n\n    It was old.\n"
    )
    imported = plain(text)
    assert notes(imported.story.chapters[0]) == {
        "1": ["The Ann.", "She leaked."],
        "2": ["A collie.", "It was old."],
    }


def test_a_paragraph_between_notes_is_the_notes_own():
    text = "A boat(1) came.\n\nA dog(2) barked.\n\n(1) The Ann.\n\nShe leaked.\n\n(2) A collie.\n"
    imported = plain(text)
    assert prose(imported) == ["A boat{1} came.", "A dog{2} barked."]
    assert notes(imported.story.chapters[0])["1"] == ["The Ann.", "She leaked."]


def test_notes_right_under_their_paragraphs():
    text = "A boat(1) came.\n\n(1) The Ann.\n\nA dog(2) barked.\n\n(2) A collie.\n\nIt rained.\n"
    imported = plain(text)
    assert prose(imported) == ["A boat{1} came.", "A dog{2} barked.", "It rained."]
    assert counts(imported) == (2, 2, 0, 0)


def test_notes_line_under_line():
    text = "A boat(1) came.\n\nA dog(2) barked.\n\n(1) The Ann.\n(2) A collie.\n"
    assert notes(plain(text).story.chapters[0]) == {"1": ["The Ann."], "2": ["A collie."]}


def test_wrapped_notes_and_a_wrapped_line_that_begins_with_a_marker():
    text = (
        "The sea had been full of them in those days, and the Viking ships\n"
        "(1) were in every creek from the north of the land to the south, so\n"
        "that nobody slept.\n\nThen they were gone.\n\n\n"
        "  (1) From vik, a creek, and the word has nothing to do with kings,\n"
        "      whatever they told you at school when you were little.\n"
    )
    imported = plain(text)
    assert prose(imported)[0].startswith(
        "The sea had been full of them in those days, and the Viking ships{1} were in every creek"
    )
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize("head", ["------\n\n", "\n", "Notes:\n\n", "***\n\nFootnotes\n\n"])
def test_what_stands_over_the_notes_is_no_scene_break(head):
    text = f"A boat(1) came.\n\nIt left.\n\n{head}(1) The Ann.\n\n(2) Nobody cites me.\n"
    imported = plain(text)
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [["A boat{1} came.", "It left."]]
    assert counts(imported) == (1, 2, 0, 1)


def test_a_heading_over_notes_is_left_out_with_a_warning():
    imported = plain("A boat(1) came.\n\nIt left.\n\nNotes:\n\n(1) The Ann.\n")
    assert codes(imported) == [("notes-heading-left-out", 5)]


def test_a_scene_break_behind_notes_is_one():
    text = "A boat(1) came.\n\nIt left.\n\n(1) The Ann.\n\n* * *\n\nIt rained.\n"
    assert scenes(plain(text).story.chapters[0]) == [
        ["A boat{1} came.", "It left."],
        ["It rained."],
    ]


def test_emphasis_around_a_marker():
    imported = plain("_The lantern(1) fell._\n\nIt rained.\n\n\n(1) Of _brass_.\n")
    assert prose(imported)[0] == "/The lantern/{1}/ fell./"
    assert notes(imported.story.chapters[0]) == {"1": ["Of /brass/."]}


def test_an_afterword_may_hold_the_notes_of_the_story():
    text = "Chapter 1\n\nA boat(1) came.\n\nAfterword\n\nThanks.\n\n\n(1) The Ann.\n"
    imported = plain(text)
    chapter, afterword = imported.story.chapters
    assert afterword.heading.kind is ChapterKind.BACK
    assert (notes(chapter), notes(afterword)) == ({"1": ["The Ann."]}, {})


@pytest.mark.parametrize(
    ("marker", "definition"),
    [("[{}]", "{}."), ("({})", "{})"), ("({})", "[{}]"), ("[{}]", "({})"), ("[{}]", "{}:")],
)
@pytest.mark.parametrize("head", ["Notes\n\n", "-----\n\n", "\n"])
def test_definitions_numbered_in_another_style_than_their_markers(marker, definition, head):
    text = (
        f"A boat{marker.format(1)} came.\n\nA dog{marker.format(2)} barked.\n\nIt left.\n\n"
        f"{head}{definition.format(1)} The Ann.\n{definition.format(2)} A collie.\n"
    )
    imported = plain(text)
    assert prose(imported) == ["A boat{1} came.", "A dog{2} barked.", "It left."]
    assert notes(imported.story.chapters[0]) == {"1": ["The Ann."], "2": ["A collie."]}
    assert counts(imported) == (2, 2, 0, 0)


def test_raised_markers_with_a_numbered_list_of_notes():
    text = "A boat¹ came.\n\nA dog² barked.\n\nIt left.\n\n\n1. The Ann.\n2. A collie.\n"
    assert counts(plain(text)) == (2, 2, 0, 0)


@pytest.mark.parametrize(
    "end",
    [
        "1. Rope.\n\n2. Salt.\n\nThat was all.\n",
        "1. Rope.\n\n2. Salt.\n",
        "\n2. Rope.\n\n3. Salt.\n",
    ],
    ids=["in the text", "not set apart", "not from one"],
)
def test_a_numbered_list_is_no_row_of_notes(end):
    imported = plain(f"A boat(1) came.\n\nIt left.\n\n{end}")
    assert counts(imported) == (0, 0, 1, 0)
    assert len(prose(imported)) == len(end.split("\n\n")) + 2


@pytest.mark.parametrize("head", ["Author's Notes:", "Translator’s Note", "A/N:", "Endnotes"])
def test_headings_that_announce_notes(head):
    text = f"A boat(1) came.\n\nIt left.\n\n\n{head}\n\n(1) The Ann.\n"
    imported = plain(text)
    assert scenes(imported.story.chapters[0]) == [["A boat{1} came.", "It left."]]
    assert codes(imported) == [("notes-heading-left-out", 6)]


def test_an_authors_note_without_definitions_is_text():
    text = "It rained.\n\nIt poured.\n\nAuthor's Note\n\nThanks for coming.\n"
    assert prose(plain(text))[2:] == ["Author's Note", "Thanks for coming."]


def test_notes_line_under_line_do_not_make_every_gap_a_scene_break():
    text = "A boat(1) came.\n\nA dog(2) barked.\n\n---\n(1) The Ann.\n(2) A collie.\n(3) No.\n"
    imported = plain(text)
    assert scenes(imported.story.chapters[0]) == [["A boat{1} came.", "A dog{2} barked."]]


@pytest.mark.parametrize("dash", ["- ", "– ", "= "])
def test_a_dash_behind_the_label_of_a_note_goes(dash):
    text = f"A boat(1) came.\n\nIt left.\n\n\n(1) {dash}The Ann.\n"
    assert notes(plain(text).story.chapters[0]) == {"1": ["The Ann."]}


def test_a_spaced_marker_stands_right_behind_its_word_before_a_comma_too():
    imported = plain("A boat (1), a dog (2).\n\nThey left.\n\n\n(1) The Ann.\n\n(2) A collie.\n")
    assert prose(imported)[0] == "A boat{1}, a dog{2}."


def test_the_signs_of_emphasis_around_a_whole_paragraph_are_no_marker():
    text = "*It rained.*\n\nIt poured.\n\n*sighs again\n"
    assert counts(plain(text)) == (0, 0, 0, 0)


def test_a_number_missing_among_notes_on_lines_costs_no_other_note():
    text = (
        "A cat(1) and a dog(2) met.\n\nThey saw a bird(4).\n\nIt flew off.\n\n\n"
        "(1) It said meow in\n(1914) or later.\n(2) It barked.\n(4) A wren.\n(9) Nobody's.\n"
    )
    imported = load(text.encode(), "a.txt")
    [chapter] = imported.story.chapters
    assert {note.label: " ".join(note.text.split()) for note in chapter.footnotes} == {
        "1": "It said meow in (1914) or later.",
        "2": "It barked.",
        "4": "A wren.",
        "9": "Nobody's.",
    }
    assert (imported.footnote_markers, imported.unused_definitions) == (3, 1)


def test_notes_with_verse_and_rows_of_stars_under_a_heading():
    song = '        "The lamp is out,\n        * * * *\n        The boat is in."'
    imported = plain(
        "Chapter 1\n\nThe lamp(1) burned.\n\nA song(2) rose.\n\n"
        "Chapter 2\n\nThe sea(3) was still.\n\n\n\nFOOTNOTES\n\n"
        f"    1 —_The lamp: i.e._ of brass.\n\n    2 It goes:\n\n{song}\n\n"
        '        * * * *\n\n        "And so on."\n\n    3 Or the lake.\n'
    )
    assert counts(imported) == (3, 3, 0, 0)
    first, second = imported.story.chapters
    assert notes(first)["1"] == ["—/The lamp: i.e./ of brass."]
    assert notes(first)["2"][-1] == '"And so on."'
    assert notes(second) == {"3": ["Or the lake."]}
    assert not first.scene_breaks
