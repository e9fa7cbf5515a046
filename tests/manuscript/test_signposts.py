"""Chapters of plain text that no `Chapter 3` heads, their titles, and the headings among notes."""

import pytest

from bot.domain.story import Rating
from tests.manuscript.sketch import codes, counts, headings, notes, plain, prose

BODY = "It rained all night.\n\nNobody came.\n\n"


def numbered(*heads: str) -> str:
    return "".join(f"{head}\n\n{BODY}" for head in heads)


@pytest.mark.parametrize(
    "heads",
    [
        *(("1.", "2.", "3."), ("1", "2", "3"), ("I", "II", "III"), ("ONE", "TWO", "THREE")),
        *(("One", "Two", "Three"), ("- 1 -", "- 2 -", "- 3 -"), ("**1**", "**2**", "**3**")),
    ],
)
def test_numerals_that_count_from_one_head_chapters(heads):
    imported = plain(numbered(*heads))
    assert headings(imported) == [("chapter", number, None) for number in (1, 2, 3)]
    assert prose(imported) == ["It rained all night.", "Nobody came."] * 3


@pytest.mark.parametrize("joint", [". ", " - ", ": ", ") "])
def test_numerals_with_titles_head_chapters(joint):
    imported = plain("The Lamp\n\n" + numbered(f"1{joint}The Boat", f"2{joint}The Sea"))
    assert headings(imported) == [("chapter", 1, "The Boat"), ("chapter", 2, "The Sea")]
    assert imported.story.title == "The Lamp"


def test_numerals_start_again_in_every_part():
    text = "Part One\n\n" + numbered("1", "2") + "Part Two\n\n" + numbered("1", "2")
    assert [number for _, number, _ in headings(plain(text))] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}1. Rope\n\n2. Salt\n\n3. Bread\n\n{BODY}",
        "He counted.\n\nOne.\n\nThe bell rang.\n\nTwo.\n\nIt rang again.\n\nThree.\n\nHe went.\n",
        "The keeper saw a\n\n1\n\nboat on the sea and\n\n2\n\nwent down. He slept.\n",
        numbered("1"),
        f"{BODY * 4}1.\n\n{BODY}2.\n\n{BODY}",
        f"Chapter 1\n\n1.\n\n{BODY}2.\n\n{BODY}",
    ],
    ids=["a list", "counting", "pages", "one alone", "late", "inside a chapter"],
)
def test_numerals_that_head_nothing_stay_in_the_text(text):
    imported = plain(text)
    assert len(headings(imported)) == 1
    lines = [line for line in text.split("\n\n") if line.strip() and line != "Chapter 1"]
    assert prose(imported) == [line.strip() for line in lines]


def test_a_line_right_under_a_heading_is_its_title():
    text = f"CHAPTER ONE\nTHE BOAT\n\n{BODY}CHAPTER TWO\n\n{BODY}"
    imported = plain(text)
    assert headings(imported) == [("chapter", 1, "THE BOAT"), ("chapter", 2, None)]
    assert prose(imported) == ["It rained all night.", "Nobody came."] * 2


def test_titles_parted_from_their_headings_where_every_chapter_has_one():
    text = f"Chapter 1\n\nThe Boat\n\n{BODY}Chapter 2\n\n*The Sea*\n\n{BODY}"
    assert headings(plain(text)) == [("chapter", 1, "The Boat"), ("chapter", 2, "The Sea")]


def test_a_short_first_line_is_no_title_where_other_chapters_have_none():
    text = f"Chapter 1\n\nOn the Sea\n\n{BODY}Chapter 2\n\n{BODY}"
    imported = plain(text)
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert prose(imported)[0] == "On the Sea"


def test_a_chapter_in_two_parts():
    imported = plain(f"Chapter 3 (Part 1)\n\n{BODY}")
    assert headings(imported) == [("chapter", 3, "(Part 1)")]


@pytest.mark.parametrize(("first", "second"), [("1", "1"), ("1", "2")])
def test_headings_among_the_notes_at_the_end_head_nothing(first, second):
    text = (
        f"Chapter 1\n\nA boat[{first}] came.\n\nIt left.\n\n"
        f"Chapter 2\n\nA dog[{second}] came.\n\nIt barked.\n\n\n"
        f"Notes\n\nChapter 1\n\n[{first}] The Ann.\n\nChapter 2\n\n[{second}] A collie.\n"
    )
    imported = plain(text)
    assert [notes(chapter) for chapter in imported.story.chapters] == [
        {first: ["The Ann."]},
        {second: ["A collie."]},
    ]
    assert counts(imported) == (2, 2, 0, 0)
    left_out = [line for code, line in codes(imported) if code == "notes-heading-left-out"]
    assert left_out == [14, 16, 20]


def test_contents_that_number_their_entries_in_another_way_are_left_out():
    text = f"Contents\n\n1. Rain\n2. Sun\n\nChapter 1: Rain\n\n{BODY}Chapter 2: Sun\n\n{BODY}"
    imported = plain(text)
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, "Sun")]
    assert codes(imported) == [("contents-left-out", 1)]


def test_a_summary_among_other_lines_at_the_head():
    text = (
        f"Title: The Lamp\nRating: T\nSummary: A keeper waits\nfor a boat.\nPairing: none\n\n{BODY}"
    )
    imported = plain(text)
    assert (imported.story.title, imported.story.summary) == (
        "The Lamp",
        "A keeper waits for a boat.",
    )
    assert imported.story.rating is Rating.TEEN
    assert prose(imported)[0] == "Pairing: none"


@pytest.mark.parametrize("aside", ["A/N: hi", "Author's note: hi", "Disclaimer: not mine"])
def test_what_an_author_says_over_the_first_chapter_is_no_title(aside):
    imported = plain(f"{aside}\n\nChapter 1\n\n{BODY}")
    assert imported.story.title is None
    assert prose(imported)[0] == aside


@pytest.mark.parametrize("name", ["Translators' Preface.", "THE AUTHOR'S PREFACE", "Editor’s Note"])
def test_whose_preface_it_is(name):
    imported = plain(f"{name}\n\n{BODY}Chapter 1\n\n{BODY}")
    whose = name if "PREFACE" in name.upper() else None
    assert headings(imported) == [("front", None, whose), ("chapter", 1, None)]


@pytest.mark.parametrize(
    "heads",
    [
        ("LETTER I.", "LETTER II.", "LETTER III."),
        ("Stave One", "Stave Two", "Stave Three"),
        ("CANTO I", "CANTO II", "CANTO III"),
        ("Day One", "Day Two", "Day Three"),
        ("The First Night", "The Second Night", "The Third Night"),
        ("FYTTE I: Rain", "FYTTE II: Sun", "FYTTE III: Snow"),
    ],
)
def test_other_words_with_numerals_that_count_from_one_head_chapters(heads):
    imported = plain(numbered(*heads))
    assert headings(imported) == [("chapter", at, head) for at, head in enumerate(heads, 1)]
    assert prose(imported) == ["It rained all night.", "Nobody came."] * 3


def test_acts_are_parts_where_they_stand_over_scenes():
    text = (
        f"ACT I\n\nSCENE I\n\n{BODY}SCENE II\n\n{BODY}ACT II\n\nSCENE I\n\n{BODY}SCENE II\n\n{BODY}"
    )
    imported = plain(text)
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3, 4]
    assert prose(imported)[0] == "ACT I"


def test_letters_before_the_first_chapter_are_chapters_without_a_number():
    text = numbered("Letter 1", "Letter 2", "Chapter 1", "Chapter 2")
    assert headings(plain(text)) == [
        ("chapter", None, "Letter 1"),
        ("chapter", None, "Letter 2"),
        ("chapter", 1, None),
        ("chapter", 2, None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Chapter 1\n\n{BODY}Letter 1\n\n{BODY}Letter 2\n\n{BODY}Chapter 2\n\n{BODY}",
        f"Chapter 1\n\n{BODY}Figure 1\n\n{BODY}Figure 2\n\n{BODY}Figure 3\n\n{BODY}",
    ],
    ids=["letters in a chapter", "figures"],
)
def test_other_words_with_numerals_stay_in_the_text_of_chapters(text):
    assert all(title is None for _, _, title in headings(plain(text)))


def test_numerals_may_go_on_through_the_parts():
    text = "Part One\n\n" + numbered("1", "2") + "Part Two\n\n" + numbered("3", "4")
    assert [number for _, number, _ in headings(plain(text))] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("Kapitel 3", 3, None),
        ("Erstes Kapitel", 1, None),
        ("Das zwölfte Kapitel", 12, None),
        ("Chapitre III", 3, None),
        ("CHAPITRE PREMIER", 1, None),
        ("Capítulo 5: La lluvia", 5, "La lluvia"),
        ("第三章", 3, None),
        ("第十二話 雨", 12, "雨"),
    ],
)
def test_chapters_in_other_languages(line, number, title):
    imported = plain(f"{line}\n\nIt rained.\n")
    assert headings(imported) == [("chapter", number, title)]


@pytest.mark.parametrize("line", ["Bonus Chapter", "Side Story 3", "Omake", "Interlude: Rain"])
def test_what_stands_beside_the_chapters_is_a_chapter_without_a_number(line):
    imported = plain(numbered("Chapter 1", line, "Chapter 2"))
    assert headings(imported) == [
        ("chapter", 1, None),
        ("chapter", None, line),
        ("chapter", 2, None),
    ]


def test_titles_in_capitals_over_several_lines():
    first = "CHAPTER I.\n\nWHICH TREATS OF THE KEEPER OF THE LAMP, HIS DOG, AND\nTHEIR HABITS"
    text = numbered(first, "CHAPTER II.\n\nOF A BOAT")
    assert headings(plain(text)) == [
        ("chapter", 1, "WHICH TREATS OF THE KEEPER OF THE LAMP, HIS DOG, AND THEIR HABITS"),
        ("chapter", 2, "OF A BOAT"),
    ]


def test_an_epilogue_over_chapters_of_its_own_is_a_part():
    imported = plain(f"Chapter 1\n\n{BODY}Chapter 2\n\n{BODY}EPILOGUE\n\nChapter 1\n\n{BODY}")
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3]


@pytest.mark.parametrize(
    "title",
    [
        "“Who goes there?”",
        "Why Should A Lamp Be Lit?",
        "Who was it that lit the lamp?",
        (
            "Of the keeper who had not spoken to a soul since the first week of\nautumn, and "
            "of the boat that came for him on the last day of it, and of\nthe dog."
        ),
    ],
    ids=["said", "in capitals", "a sentence", "three lines"],
)
def test_a_title_may_read_like_a_sentence_where_its_number_is_the_next(title):
    lines = ["Chapter I. The Lamp", "Chapter II. The Boat", f"Chapter III. {title}"]
    text = numbered(*lines, "Chapter IV. The Dog")
    assert [number for _, number, _ in headings(plain(text))] == [1, 2, 3, 4]
    assert headings(plain(text))[2][2] == " ".join(title.split())


def test_a_sentence_about_a_chapter_that_has_a_heading_heads_nothing():
    text = numbered("Chapter 1", "Chapter 2", "Chapter 3")
    said = text.replace("Chapter 3", "Chapter 3. I never read it.\n\nChapter 3")
    assert [number for _, number, _ in headings(plain(said))] == [1, 2, 3]
    assert prose(plain(said)).count("Chapter 3. I never read it.") == 1


@pytest.mark.parametrize("mark", ["[1]", "(1)", "*"])
def test_a_marker_right_behind_a_chapters_number(mark):
    text = f"CHAPTER I{mark}.\n\n{BODY}{mark} Written later.\n\nCHAPTER II.\n\n{BODY}"
    imported = plain(text)
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert counts(imported) == (1, 1, 0, 0)


def test_titles_in_capitals_behind_a_title_page_and_over_parts():
    titles = numbered("THE LAMP AND THE RAIN", "THE BOAT", "OM")
    page = "THE KEEPER\n\nA Tale of the Shore\n\nby Ann Harrow\n\nFIRST PART\n\nTo my friend\n\n"
    imported = plain(f"{page}{titles}SECOND PART\n\n" + numbered("THE DOG"))
    assert [title for kind, _, title in headings(imported) if kind == "chapter"] == [
        *("THE LAMP AND THE RAIN", "THE BOAT", "OM"),
        "THE DOG",
    ]


@pytest.mark.parametrize("line", ["FIRST PART", "The Second Book", "THE THIRD VOLUME: RAIN"])
def test_parts_by_their_order(line):
    imported = plain(f"{line}\n\n" + numbered("Chapter 1", "Chapter 2"))
    assert [number for _, number, _ in headings(imported)] == [1, 2]
    assert prose(imported)[0] == line


def test_thirty_in_roman_figures_is_no_ornament():
    tens = ("", "X", "XX", "XXX")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    romans = [f"{ten}{one}" for ten in tens for one in ones][1:33]
    imported = plain(numbered(*romans))
    assert [number for _, number, _ in headings(imported)] == [*range(1, 33)]
    assert not any(chapter.scene_breaks for chapter in imported.story.chapters)
