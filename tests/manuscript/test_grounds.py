"""What a moderator is told about an unusual reading of plain text, and rows that part nothing."""

import pytest

from tests.manuscript.sketch import choices, plain, prose, scenes, warnings

LINE = (
    "The road went down between the hedges to the harbour, and nobody was on\n"
    "it but the two of them and the dog, who was bored with the whole of it.\n\n"
)
BOOK = f"Chapter 1\n\n\n{LINE * 4}%s{LINE * 4}\n\nChapter 2\n\n\n{LINE * 6}"


def test_gaps_taken_for_breaks_are_counted():
    text = "One.\n\nTwo.\n\nThree.\n\n\nFour it was.\n\nFive.\n\n\nSix.\n"
    assert choices(plain(text)) == [
        (8, "Two empty lines taken for a scene break: twice, first before “Four it was.”")
    ]


def test_the_only_wide_gap_of_a_book_is_a_slip():
    imported = plain(BOOK % "\n")
    assert [part.scene_breaks for part in imported.story.chapters] == [0, 0]
    [(line, message)] = choices(imported)
    assert line == 17
    assert message.startswith("The only wide gap in the book was taken for a slip")


def test_an_uneven_row_that_is_the_only_one_of_a_book_stays_text():
    imported = plain(BOOK % "*  * *\n\n")
    assert imported.story.chapters[0].scene_breaks == 0
    assert prose(imported)[4] == "* * *"
    assert choices(imported) == [
        (16, "A row of asterisks left in the text, as the only one: “*  * *”")
    ]


@pytest.mark.parametrize("rows", ["* * *\n\n", "*  * *\n\n" + LINE + "*  * *\n\n"])
def test_other_rows_of_a_book_part_scenes(rows):
    imported = plain(BOOK % rows)
    assert imported.story.chapters[0].scene_breaks == rows.count("* *")


def test_unusual_ornament_is_named():
    imported = plain("One.\n\noOo\n\nTwo.\n\n* * *\n\nThree.\n\noOo\n\nFour.\n")
    assert choices(imported) == [(3, "A line “oOo” taken for a scene break: twice")]


@pytest.mark.parametrize(
    "words",
    [
        *("[scene break]", "(Scene Break)", "-line break-", "--- scene change ---", "<hr>"),
        *("<hr />", "[break]", "~LINEBREAK~", "xXx Scene Break xXx", "* page break *"),
    ],
)
def test_words_that_only_say_that_a_scene_ends_are_left_out_and_named(words):
    imported = plain(f"One.\n\n{words}\n\nTwo.\n")
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [["One."], ["Two."]]
    assert warnings(imported) == [("break-words-left-out", 3)]
    assert f"“{words}”" in imported.remarks[0].message


@pytest.mark.parametrize("words", ["Scene break", "Break", "break!", "[breakfast]", "- a break -"])
def test_words_that_say_more_are_text(words):
    [chapter] = plain(f"One.\n\n{words}\n\nTwo.\n").story.chapters
    assert scenes(chapter) == [["One.", words, "Two."]]


def test_rows_of_dots_part_scenes_where_there_are_several():
    text = "One.\n\n. . .\n\nTwo.\n\n. . .\n\nThree.\n"
    [chapter] = plain(text).story.chapters
    assert scenes(chapter) == [["One."], ["Two."], ["Three."]]


def test_numerals_and_verse_are_named():
    verse = "The lamp is lit,\nthe lamp is low,\nand who will tell\n\n"
    text = f"I\n\n{LINE}{verse}{LINE}II\n\n{LINE}"
    numerals, kept = choices(plain(text))
    assert numerals == (1, "A numeral taken for a chapter's heading: twice, first “I”")
    assert kept[0] == 6
    assert kept[1].endswith("once, first “The lamp is lit, the lamp is low, and who will tell”")


def test_lines_as_paragraphs_are_named():
    text = "It rained.\nNobody came.\nIt was late.\n"
    assert choices(plain(text)) == [
        (1, "Lines taken for paragraphs, since no empty lines part them: 3 times")
    ]


def test_a_long_text_without_headings_is_named():
    assert choices(plain(LINE * 200)) == [(1, "No headings found: the whole text is one chapter")]


def test_what_stands_behind_the_end_is_a_catalogue_whose_rows_part_nothing():
    adverts = "\n\n* * *\n\n".join(f"THE LAMP, VOL. {at}. Cloth, 2s." for at in range(1, 5))
    text = f"Chapter 1\n\n{LINE}Chapter 2\n\n{LINE}\n\nTHE END\n\n\n\n{adverts}\n"
    first, second, behind = plain(text).story.chapters
    assert (first.scene_breaks, second.scene_breaks, behind.scene_breaks) == (0, 0, 0)
    assert [paragraph[:7] for paragraph in scenes(second)[0]] == ["The roa", "THE END"]
    assert (behind.heading.kind, len(scenes(behind)[0])) == ("back", 4)


def test_the_end_stays_with_the_last_scene():
    [chapter] = plain("One.\n\nTwo.\n\n\nThree.\n\n* * *\n\nTHE END\n").story.chapters
    assert scenes(chapter) == [["One.", "Two."], ["Three.", "THE END"]]
