"""Hard-wrapped text with chapters, as Project Gutenberg has it: its gaps, headings and notes."""

import pytest

from tests.manuscript.sketch import codes, counts, headings, notes, plain, prose, scenes, warnings

ONE = (
    "The lighthouse keeper had not spoken to a living soul since the first\n"
    "week of the autumn, when the supply boat came about on the last of the\n"
    "good weather.\n"
)
TWO = (
    "He read the letter twice, then folded it along the old creases and put\n"
    "it back under the tin of matches, where it had lain all summer, and he\n"
    "went up.\n"
)
HEAD, HEAD_TWO = "CHAPTER I: THE LAMP\n\n\n", "\n\n\n\nCHAPTER II: THE BOAT\n\n\n"


def breaks_in(text: str) -> int:
    chapters = plain(text).story.chapters
    assert [chapter.heading.number for chapter in chapters if chapter.heading.number] == [1, 2]
    return sum(chapter.scene_breaks for chapter in chapters)


def test_gaps_between_prose_part_scenes_where_they_are_a_habit():
    text = f"{HEAD}{ONE}\n{TWO}\n\n\n{ONE}{HEAD_TWO}{ONE}\n{TWO}\n\n\n{ONE}\n{TWO}"
    assert breaks_in(text) == 2


def test_what_follows_a_colon_begins_no_scene():
    read = ONE.replace("weather.", "weather, and he read:--")
    rest = f"{ONE}\n{TWO}\n\n\n{ONE}\n{TWO}"
    text = f"{HEAD}{ONE}\n{TWO}\n{read}\n\n\n{rest}{HEAD_TWO}{rest}\n{ONE}"
    assert breaks_in(text) == 2


def test_one_gap_alone_is_a_slip():
    assert breaks_in(f"{HEAD}{ONE}\n{TWO}\n\n\n{ONE}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}") == 0


@pytest.mark.parametrize(
    "between",
    [
        "    Come home,\n    The lamp is out,\n    And nobody will wait.\n",
        '    "We regret that the lamp is to be put out by the end of the year."\n',
        "THE SONG OF THE LAMP.\n",
        "MARGARET HARROW.\n",
        "Faithfully,\n",
    ],
    ids=["verse", "quote", "heading", "signature", "letter"],
)
def test_gaps_around_what_is_no_prose_part_nothing(between):
    wide = f"{ONE}\n{TWO}\n\n\n{between}\n\n\n{ONE}\n{TWO}\n"
    assert breaks_in(f"{HEAD}{wide}{HEAD_TWO}{wide}") == 0


def test_gaps_on_a_title_page_part_nothing():
    page = "The Harbour Press of Skane.\n\n\nPrinted in 1909.\n\n\nAll rights reserved."
    assert breaks_in(f"{page}\n\n\n\n{HEAD}{ONE}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}") == 0


def test_ornament_parts_scenes_in_any_place():
    body = f"{ONE}\n       *       *       *\n\n{TWO}"
    [first, second] = plain(f"{HEAD}{body}{HEAD_TWO}{body}").story.chapters
    assert len(scenes(first)) == len(scenes(second)) == 2


def test_rows_between_and_under_headlines_belong_to_them():
    row = "       *       *       *\n"
    headlines = f"    THE LAMP IS OUT\n{row}    No Boat Seen\n{row}    Keeper Silent\n{row}"
    assert breaks_in(f"{HEAD}{ONE}\n{headlines}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}") == 0


def test_titles_that_end_as_sentences_do():
    long = "CHAPTER II. Of the Boat, and of the Sea on which it came in the autumn, and\nof him."
    text = f"CHAPTER I. Of the Lamp.\n\n{ONE}\n{TWO}\n\n\n{long}\n\n{ONE}\n{TWO}"
    assert headings(plain(text)) == [
        ("chapter", 1, "Of the Lamp."),
        ("chapter", 2, " ".join(long.split()[2:])),
    ]


def test_notes_right_under_the_heading_that_announces_them():
    block = "  ENDNOTES:\n  (1)  The Ann.\n  (2)  A collie.\n"
    body = f"It rained (1) all night.  {ONE}\nA dog (2) came.  {TWO}\n\n{block}"
    imported = plain(f"{HEAD}{body}{HEAD_TWO}{body}")
    assert [notes(chapter) for chapter in imported.story.chapters] == [
        {"1": ["The Ann."], "2": ["A collie."]}
    ] * 2
    assert counts(imported) == (4, 4, 0, 0)


def test_books_of_chapters_with_wordy_titles_and_a_list_of_them():
    wordy = "Of the lamp, and of him who kept it alight through the winters and\nsummers."
    titles = [wordy, "Of the boat.", "Of the letter."]
    names = ["Chapter i", "Chapter ii", "Chapter the last"]
    entries = "\n\n".join(f"{name} -- {title}" for name, title in zip(names, titles, strict=True))
    contents = f"CONTENTS\n\nDEDICATION\n\nBOOK I -- CONTAINING A LAMP.\n\n{entries}\n"
    book = "BOOK I.\n\nCONTAINING A LAMP.\n"
    text = f"{contents}\n\n\nTo the Harbour Master.\n\n{ONE}\n\n\n{book}"
    for name, title in zip(names, titles, strict=True):
        text += f"\n\n\n{name}.\n\n{title}\n\n\n{ONE}\n{TWO}"
    imported = plain(text)
    assert headings(imported) == [
        ("front", None, None),
        ("chapter", 1, titles[0].replace("\n", " ")),
        ("chapter", 2, "Of the boat."),
        ("chapter", 3, "Chapter the last: Of the letter."),
    ]
    one, two = (" ".join(body.split()) for body in (ONE, TWO))
    front = ["To the Harbour Master.", one]
    assert prose(imported) == [*front, "BOOK I.", "CONTAINING A LAMP.", *[one, two] * 3]
    assert codes(imported) == [("contents-left-out", 1)]


def test_contents_with_columns_and_pages_in_roman_numerals():
    lines = ["CHAP.            PAGE", "    PREFACE        vii", "  I. THE LAMP        1"]
    first = f"I\n\nTHE LAMP\n\n\n{ONE}\n{TWO}"
    second = f"II\n\nTHE BOAT\n\n\n{TWO}\n{ONE}"
    body = f"PREFACE\n\n\n{ONE}\n\n\n{first}\n\n\n{second}"
    imported = plain("CONTENTS\n\n" + "\n".join(lines) + f"\n\n\n\n{body}")
    assert headings(imported) == [
        ("front", None, "PREFACE"),
        ("chapter", 1, "THE LAMP"),
        ("chapter", 2, "THE BOAT"),
    ]
    assert warnings(imported) == [("contents-left-out", 1)]


def test_a_marker_behind_emphasis_that_ends_a_verse():
    verse = "     _Lucet, lucet,\n     non diu lucebit._[*]\n\n     [*] It shines, not for long.\n"
    imported = plain(f"{HEAD}{ONE}\n{verse}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}")
    assert notes(imported.story.chapters[0]) == {"*": ["It shines, not for long."]}
    assert counts(imported) == (1, 1, 0, 0)


def test_markers_that_stand_like_the_numbers_of_a_list():
    block = "  ENDNOTES:\n  (1)  Norse.\n  (2)  Irish.\n  (3)  Danish.\n"
    body = f"Men came from the isles; (1) others, (2) and more, (3) later.  {ONE}\n{TWO}\n\n{block}"
    imported = plain(f"{HEAD}{body}{HEAD_TWO}{body}")
    assert counts(imported) == (6, 6, 0, 0)


def test_the_numbers_of_a_list_are_no_markers_where_others_cite_the_notes():
    block = "  ENDNOTES:\n  (1)  Norse.\n  (2)  Irish.\n"
    body = f"They had (1) rope, (2) salt.  {ONE}\nA boat(1) and a dog(2) came.\n\n\n{block}"
    imported = plain(f"{HEAD}{body}{HEAD_TWO}{body}")
    assert counts(imported) == (4, 4, 0, 0)
    assert prose(imported)[0].startswith("They had (1) rope, (2) salt.")


def test_a_marker_on_a_heading_opens_the_chapter():
    block = "  ENDNOTES:\n  (1)  After the Norse.\n"
    body = f"{ONE}\n{TWO}\n\n{block}"
    text = f"CHAPTER I. Of the Lamp. (1)\n\n{body}\n\n\nCHAPTER II. Of the Boat.\n\n{ONE}\n{TWO}"
    imported = plain(text)
    assert headings(imported) == [("chapter", 1, "Of the Lamp."), ("chapter", 2, "Of the Boat.")]
    assert prose(imported)[0].startswith("{1}The lighthouse keeper")
    assert notes(imported.story.chapters[0]) == {"1": ["After the Norse."]}
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "line", ["Old Harbour, June 3rd, 1801.", "The Song of the Keepers.", "_To Mr. Reed, London._"]
)
def test_a_date_or_a_title_between_gaps_parts_no_scenes(line):
    text = f"{HEAD}{ONE}\n\n{line}\n\n\n{TWO}\n{ONE}"
    assert breaks_in(f"{text}{HEAD_TWO}{ONE}\n{TWO}\n\n{line}\n\n{ONE}") == 0


def test_a_name_right_under_a_chapter_s_number_is_its_title():
    imported = plain(f"CHAPTER I\n\nTHE LAMP\n\n{ONE}\n\n\nCHAPTER II\n\nFINALE\n\n{TWO}")
    assert headings(imported)[-1] == ("chapter", 2, "FINALE")
    assert len(imported.story.chapters) == 2


def test_notes_to_chapters_behind_the_last_are_back_matter():
    text = f"{HEAD}{ONE}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}\n\n\nNOTE TO CHAPTER I.\n\n{ONE}\n{TWO}"
    assert headings(plain(text))[-1] == ("back", None, "NOTE TO CHAPTER I.")


def test_numbered_headings_of_one_name_stand_inside_what_has_it():
    entries = f"GLOSSARY 1. LAMP\n\n{ONE}\n\n\nGLOSSARY 2. BOAT\n\n{TWO}"
    text = f"{HEAD}{ONE}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}\n\n\nGLOSSARY\n\n{ONE}\n\n\n{entries}"
    assert headings(plain(text))[2:] == [("back", None, "GLOSSARY")]
    assert "GLOSSARY 2. BOAT" in prose(plain(text))


def test_appendices_that_are_numbered_stand_alone():
    behind = "\n\n\n".join(f"APPENDIX {number}\n\n{ONE}" for number in (1, 2))
    text = f"{HEAD}{ONE}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}\n\n\n{behind}"
    assert [title for kind, _, title in headings(plain(text)) if kind == "back"] == [
        "APPENDIX 1",
        "APPENDIX 2",
    ]


def test_a_note_set_in_italics_under_its_paragraph():
    note = "    _*A lamp that burns oil, and that nobody in the harbour had seen for as\n"
    note += "            long as he lived._\n"
    text = f"{HEAD}He lit the pharos* and\nsat down.\n\n{note}\n{ONE}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}"
    imported = plain(text)
    assert counts(imported) == (1, 1, 0, 0)
    [words] = notes(imported.story.chapters[0])["*"]
    assert words.startswith("/A lamp that burns oil")
    assert words.endswith("lived./")


def test_numbers_of_notes_that_have_a_letter():
    block = "FOOTNOTES:\n\n{301a}  Of brass.\n\n{301b}  Of tin.\n"
    body = f"A lamp, {{301a}} and a boat. {{301b}}\n\n{ONE}"
    imported = plain(f"{HEAD}{body}\n{TWO}{HEAD_TWO}{ONE}\n{TWO}\n\n\n{block}")
    assert counts(imported) == (2, 2, 0, 0)


def test_the_gap_that_is_usual_behind_notes_parts_nothing():
    cited = TWO.rstrip(".\n")
    noted = "".join(
        f"{ONE}\n{ONE}\n{cited}[{number}].\n\n  [{number}] Not for long, as it came.\n\n\n"
        for number in range(1, 7)
    )
    assert breaks_in(f"{HEAD}{noted}{ONE}{HEAD_TWO}{ONE}\n{TWO}") == 0
