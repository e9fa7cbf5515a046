"""Figures that were raised once: `lamp.1`, and `1. A note` or `1 (return) [A note]` further on."""

import pytest

from tests.manuscript.sketch import choices, counts, headings, notes, page, plain, prose, warnings

END = "\n\n1 (return) [ A harbour lamp.]\n\n\n2 (return) [\n\nIt is _sung_.\n\nTwice.]\n"


def test_notes_that_lead_back_and_their_figures():
    imported = plain(
        "Mara lit the _lamp!_1 It burned\nall night.\n\n“A song,”2 she said.\n\n\n\nFOOTNOTES:"
        + END
    )
    assert prose(imported) == [
        "Mara lit the /lamp!/{1} It burned\nall night.",
        "“A song,”{2} she said.",
    ]
    assert notes(imported.story.chapters[0]) == {
        "1": ["A harbour lamp."],
        "2": ["It is /sung/.", "Twice."],
    }
    [(line, said), *_] = choices(imported)
    assert line == 1
    assert said.endswith("with these numbers: 2, first “Mara lit the _lamp!_1 I”")


def test_the_words_around_the_labels_are_named():
    imported = plain("A lamp.1\n\nA song.2" + END)
    assert warnings(imported) == [("note-labels-left-out", 5)]


def test_one_figure_in_ten_may_be_missing():
    text = "\n\n".join(f"A lamp{number if number != 4 else ''} burned." for number in range(1, 11))
    end = "\n\n".join(f"{number}. Of brass." for number in range(1, 11))
    assert counts(plain(f"{text}\n\n\nNotes\n\n{end}\n")) == (9, 10, 0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "A lamp.1 It burned.\n\nIt went out.",  # a figure is missing
        "A lamp.2 It burned.\n\nIt went1 out.",  # they are the wrong way round
        "He read p.1 of it.\n\nThen vol.2 was gone.",
        "Room B1 was shut.\n\nSo was C2.",
        "It was 3.1 fathoms.\n\nThen 1,2 and three.",
        "It rose 5%1.5 and fell.\n\nUntil May2024.",
        "The score was even-1.\n\nThen it was -2.",
    ],
)
def test_figures_that_are_no_markers(text):
    steps = ["1. Take the lamp.", "2. Light it."]
    imported = plain("\n\n".join([text, "He had rules:", *steps, "That was all."]) + "\n")
    assert prose(imported) == [*text.split("\n\n"), "He had rules:", *steps, "That was all."]
    assert counts(imported) == (0, 0, 0, 0)


def test_a_page_whose_raising_was_lost():
    imported = page(
        "<p>A lamp.1 It burned.</p><p>A song2 rose.</p><hr><p>1. Of brass.</p><p>2. A ballad.</p>"
    )
    assert prose(imported) == ["A lamp.{1} It burned.", "A song{2} rose."]
    assert counts(imported) == (2, 2, 0, 0)


def test_a_list_in_the_text_takes_no_markers_of_the_notes_behind_it():
    steps = "1. Take the lamp.\n\n2. Light it.\n\n3. Wait."
    end = "\n\n".join(f"{number}. Of brass." for number in range(1, 6))
    imported = plain(
        "A lamp.1 A song,2 a boat.3 And the sea.4\n\nHe had rules:\n\n"
        f"{steps}\n\nThat was all.5\n\n\nNotes\n\n{end}\n"
    )
    assert prose(imported)[2:5] == steps.split("\n\n")
    assert counts(imported) == (5, 5, 0, 0)


@pytest.mark.parametrize(
    "words",
    ["“He said ‘rain.’\u200a”", "a keeper named D\u2060\u2e3a.", "It rained\u2060\xa0…\u200a;"],
)
def test_a_figure_behind_signs_that_thin_spaces_part(words):
    imported = plain(f"{words}1 It went.\n\nA song.2\n\n\nNotes\n\n1. Of brass.\n\n2. A tune.\n")
    assert prose(imported)[0].split() == f"{words}{{1}} It went.".split()
    assert counts(imported) == (2, 2, 0, 0)


def test_a_number_behind_a_space_that_does_not_break_is_no_marker():
    imported = plain("See No.\xa01 here.\n\nA song.2\n\nHe said:\n\n1. Take it.\n\n2. Light it.\n")
    assert counts(imported) == (0, 0, 0, 0)


def test_a_chapter_ends_with_the_figure_of_a_note():
    ends = ["It rained.1", "“He said ‘rain.’\u200a”2", "It was “over”3"]
    text = "\n\n".join(
        f"{number}\n\nThe Keeper's Lamp {number}\n\nNobody came.\n\n{end}"
        for number, end in zip(("I", "II", "III"), ends, strict=True)
    )
    end = "\n\n".join(f"{number}. Of brass." for number in range(1, 4))
    imported = plain(f"{text}\n\n\nNotes\n\n{end}\n")
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3]
    assert counts(imported) == (3, 3, 0, 0)
