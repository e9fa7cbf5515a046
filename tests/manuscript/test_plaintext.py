"""Plain text: paragraphs, chapters, scenes, emphasis, title pages."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.domain.story import Block
from tests.manuscript.sketch import codes, headings, notes, plain, prose, scenes, words, words_of

WRAPPED = """\
The lighthouse keeper had not spoken to a living soul since the first
week of the autumn, when the supply boat came about on the last of the
good weather.

    Dear Mr. Harrow, the letter said, we regret that the lamp is to be
    put out by the end of the year, and your service with it, for there
    is no money left.

He read it twice, then folded it along the old creases and put it back
under the tin of matches.

The lamp is lit,
the lamp is low,
and who will tell the ships to go?

He slept.
"""


def blocks(imported):
    return [
        (paragraph.block, paragraph.text)
        for chapter in imported.story.chapters
        for scene in chapter.scenes
        for paragraph in scene.paragraphs
    ]


def test_wrapped_lines_are_joined_and_verse_keeps_its_lines():
    kinds = blocks(plain(WRAPPED))
    assert [kind for kind, _ in kinds] == [
        Block.PROSE,
        Block.QUOTE,
        Block.PROSE,
        Block.VERSE,
        Block.PROSE,
    ]
    assert kinds[0][1].endswith(
        "since the first week of the autumn, when the supply boat came "
        "about on the last of the good weather."
    )
    assert kinds[3][1] == "The lamp is lit,\nthe lamp is low,\nand who will tell the ships to go?"


def test_wrapped_paragraphs_told_by_their_first_line_alone():
    text = (
        "   The road went down between the hedges to the harbour, and there\n"
        "was nobody on it but the two of them and the dog, who was bored.\n"
        "   At the bottom they turned round to look at the house, as they\n"
        "had always done, and saw that somebody had lit the lamp upstairs.\n"
    )
    assert [text.split()[0] for text in prose(plain(text))] == ["The", "At"]


def test_a_file_without_empty_lines_has_a_paragraph_a_line():
    text = '"Is it you?" she asked.\nIt was.\n"Then come in."\nHe came in and sat down.\n'
    assert prose(plain(text)) == text.splitlines()


def test_lines_as_paragraphs_with_empty_lines_between_scenes():
    text = "One.\nTwo.\nThree.\nFour.\n\nFive.\nSix.\nSeven.\n"
    [chapter] = plain(text).story.chapters
    assert scenes(chapter) == [["One.", "Two.", "Three.", "Four."], ["Five.", "Six.", "Seven."]]


def test_a_gap_wider_than_the_usual_one_is_a_scene_break():
    [chapter] = plain("One.\n\nTwo.\n\nThree.\n\n\nFour.\n\nFive.\n").story.chapters
    assert scenes(chapter) == [["One.", "Two.", "Three."], ["Four.", "Five."]]


def test_what_is_a_wide_gap_is_for_the_file_to_say():
    [chapter] = plain("One.\n\n\nTwo.\n\n\nThree.\n\n\n\nFour.\n\n\nFive.\n").story.chapters
    assert scenes(chapter) == [["One.", "Two.", "Three."], ["Four.", "Five."]]


@pytest.mark.parametrize(
    "ornament",
    [
        *("* * *", "***", "*", "---", "-----", "#", "~", "~~~", "⁂", "⁂ ⁂", "o0o", "oOo", "-oOo-"),
        *("xXx", "x x x", "=====", "~*~*~", "<><><>", "❦", "* * * * *", "************", "- - -"),
        *("-x-", "~o~", "--x--", "· · ·", "─────", "═══"),
    ],
)
def test_a_line_of_ornament_is_a_scene_break(ornament):
    [chapter] = plain(f"One.\n\nTwo.\n\n  {ornament}\n\nThree.\n").story.chapters
    assert scenes(chapter) == [["One.", "Two."], ["Three."]]


@pytest.mark.parametrize(
    "line",
    [
        *("...", "—", "--", "!!!", "Oh", "XO", "^_^", "No.", "Ooo", "?", "F***", "O", "“—”", "(8)"),
        *("x", "=o=", "-_-", "^o^"),
        "* * * * * * * said my father",
        "⸻* * * * * * * *",
        "* * * * * * * * * * * *",
    ],
)
def test_other_short_lines_are_text(line):
    [chapter] = plain(f"One.\n\n{line}\n\nThree.\n").story.chapters
    assert scenes(chapter) == [["One.", line, "Three."]]


def test_rows_of_asterisks_under_one_another_are_words_left_out():
    [chapter] = plain("One.\n\n* * * *\n\n* * * *\n\nTwo.\n").story.chapters
    assert scenes(chapter) == [["One.", "* * * *", "* * * *", "Two."]]


def test_ornament_at_a_chapters_edge_parts_nothing():
    text = "Chapter 1\n\n* * *\n\nOne.\n\n* * *\n\nTwo.\n\n* * *\n\n\nChapter 2\n\nThree.\n\n***\n"
    first, second = plain(text).story.chapters
    assert scenes(first) == [["One."], ["Two."]]
    assert scenes(second) == [["Three."]]


def test_ornament_without_empty_lines_around_it():
    [chapter] = plain("One.\n\nTwo.\n***\nThree.\n\nFour.\n").story.chapters
    assert scenes(chapter) == [["One.", "Two."], ["Three.", "Four."]]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("Chapter 1: I", 1, "I"),
        ("Chapter 4", 4, None),
        ("CHAPTER IV.", 4, None),
        ("Chapter Twelve — The Bell", 12, "The Bell"),
        ("CHAPTER THE FIRST", 1, None),
        ("Chapter 3. The Wolf", 3, "The Wolf"),
        ("chapter twenty-one", 21, None),
        ("Chapter 7 - What Was Left?", 7, "What Was Left?"),
        ("Chapter 2 The Wolf", 2, "The Wolf"),
        ("Ch. 5: Home", 5, "Home"),
        ("~ Chapter 9 ~", 9, None),
        ("**Chapter 9: Nine**", 9, "Nine"),
        ("## Chapter 6", 6, None),
    ],
)
def test_a_line_that_heads_a_chapter(line, number, title):
    imported = plain(f"{line}\n\nIt rained.\n")
    assert headings(imported) == [("chapter", number, title)]
    assert prose(imported) == ["It rained."]


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 4 was the worst of them all.",
        "Chapter and verse.",
        "Chapters 1 to 4 are lost.",
        "Chapter civil",
        "Introductions were made.",
        "Prologue to nothing, that was how he felt about it, and he said so.",
        "Notes were taken.",
        "Part of me wants to go.",
        "Book 2 was on the table.",
    ],
)
def test_a_line_that_only_begins_like_a_heading(line):
    imported = plain(f"It rained.\n\n{line}\n\nIt poured.\n")
    assert headings(imported) == [("chapter", 1, None)]
    assert prose(imported) == ["It rained.", line, "It poured."]


def test_front_and_back_matter_and_a_prologue():
    text = (
        "For Ann.\n\nPreface\n\nA word before.\n\nPrologue\n\nLong ago.\n\nChapter 1\n\nNow.\n\n"
        "Chapter 2: Later\n\nThen.\n\nEpilogue: Ash\n\nGone.\n\nAppendix A\n\nA list.\n"
    )
    assert headings(plain(text)) == [
        ("front", None, None),
        ("front", None, "Preface"),
        ("chapter", None, "Prologue"),
        ("chapter", 1, None),
        ("chapter", 2, "Later"),
        ("chapter", None, "Epilogue: Ash"),
        ("back", None, "Appendix A"),
    ]


def test_text_before_an_afterword_is_a_chapter():
    assert headings(plain("It rained.\n\nAfterword\n\nThanks.\n")) == [
        ("chapter", 1, None),
        ("back", None, "Afterword"),
    ]


def test_numbers_are_the_authors_where_they_rise():
    text = "Chapter 12\n\nOne.\n\nChapter 13\n\nTwo.\n\nChapter 15\n\nThree.\n"
    assert [number for _, number, _ in headings(plain(text))] == [12, 13, 15]


def test_numbers_that_start_again_are_counted_on_and_parts_stay_in_the_text():
    text = (
        "Book I\n\nChapter 1: Dawn\n\nOne.\n\nChapter 2\n\nTwo.\n\n"
        "Book II\n\nChapter 1: Dusk\n\nThree.\n"
    )
    imported = plain(text)
    assert headings(imported) == [
        ("chapter", 1, "Dawn"),
        ("chapter", 2, None),
        ("chapter", 3, "Chapter 1: Dusk"),
    ]
    assert prose(imported) == ["Book I", "One.", "Two.", "Book II", "Three."]
    assert blocks(imported)[0][0] is Block.HEADING


def test_parts_are_chapters_where_there_are_no_others():
    assert headings(plain("Part 1\n\nOne.\n\nPart 2\n\nTwo.\n")) == [
        ("chapter", 1, "Part 1"),
        ("chapter", 2, "Part 2"),
    ]


def test_empty_chapters_are_chapters():
    imported = plain("Chapter 1\n\nOne.\n\n\n\nChapter 2\n\n\n\nChapter 3\n\nThree.\n")
    assert [len(chapter.scenes) for chapter in imported.story.chapters] == [1, 0, 1]
    assert [chapter.scene_breaks for chapter in imported.story.chapters] == [0, 0, 0]


def test_a_ruled_line_under_a_heading_goes_with_it():
    imported = plain("Chapter 1\n=========\n\nOne.\n\nTwo.\n")
    assert prose(imported) == ["One.", "Two."]


@pytest.mark.parametrize(
    "head",
    [
        "The Lamp\nby Ann Harrow\n\n",
        "*The Lamp*\n\nBy Ann Harrow\n\n\n",
        "Title: The Lamp\nAuthor: Ann Harrow\n\n",
    ],
)
def test_title_and_author_at_the_head(head):
    imported = plain(f"{head}It rained.\n\nIt poured.\n")
    assert (imported.story.title, imported.story.author) == ("The Lamp", "Ann Harrow")
    assert prose(imported) == ["It rained.", "It poured."]


def test_a_short_line_over_the_first_heading_is_the_title():
    imported = plain("The Lamp\n\nChapter 1\n\nIt rained.\n")
    assert imported.story.title == "The Lamp"
    assert headings(imported) == [("chapter", 1, None)]


@pytest.mark.parametrize(
    "text",
    ["It rained.\n\nBy noon it poured.\n", "Rain\n\nIt rained.\n", "Run\nby me!\n\nHe ran.\n"],
)
def test_first_lines_that_are_no_title(text):
    imported = plain(text)
    assert (imported.story.title, imported.story.author) == (None, None)
    assert words(imported).total() == len(words_of(text))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("He was _very_ tired.", "He was /very/ tired."),
        ("*snorts* “Really?”", "/snorts/ “Really?”"),
        ("It was **not** so.", "It was +not+ so."),
        ("***Never***, she said.", "/+Never+/, she said."),
        ("_“Go,” he said._", "/“Go,” he said./"),
        ("_It rained all\nnight._", "/It rained all\nnight./"),
        ("the =lamp= was", "the +lamp+ was"),
        ("a = b = c, x=y=z and =o=", "a = b = c, x=y=z and =o="),
        ("F*** that, and F***ing this.", "F*** that, and F***ing this."),
        ("**** you and *** ** ****", "**** you and *** ** ****"),
        ("a snake_case_name and __init__.py", "a snake_case_name and __init__.py"),
        ("5 * 3 * 2 and 5*3*2", "5 * 3 * 2 and 5*3*2"),
        ("as ***⸺*****, was a", "as ***⸺*****, was a"),
        ("one * alone and _one", "one * alone and _one"),
        ("2*x and y*2", "2*x and y*2"),
    ],
)
def test_emphasis_only_where_it_is_unmistakable(typed, shown):
    assert prose(plain(f"{typed}\n\nAnd so on.\n"))[0] == shown


def test_a_licence_is_left_out_with_a_warning():
    text = (
        "A Licence.\nTitle: The Lamp\nAuthor: Ann Harrow\nLanguage: English\n\n"
        "*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***\n\n"
        "It rained.\n\nIt poured.\n\n"
        "*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***\n\nMore licence.\n"
    )
    imported = plain(text)
    assert prose(imported) == ["It rained.", "It poured."]
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", "Ann Harrow", "en")
    assert codes(imported) == [("licence-left-out", 1), ("licence-left-out", 12)]


def test_a_list_of_contents_is_left_out_with_a_warning():
    text = (
        "The Lamp\nby Ann Harrow\n\nContents\n\nChapter 1: Rain ..... 3\nChapter 2: Sun ..... 9\n\n"
        "Chapter 1: Rain\n\nIt rained.\n\nChapter 2: Sun\n\nIt shone.\n"
    )
    imported = plain(text)
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, "Sun")]
    assert prose(imported) == ["It rained.", "It shone."]
    assert codes(imported) == [("contents-left-out", 4)]


def test_contents_in_a_sentence_are_none():
    text = "Contents\n\nThe box held a key.\n\nIt was not his.\n"
    assert words(plain(text)).total() == len(words_of(text))


TRICKY = [
    *("word", "Word.", "“Yes,”", "(1)", "[1]", "[^1]", "{1}", "word(1)", "word,(2)", "word[2]"),
    *("(1914)", "f(1)", "mc²", "word²", "*", "**", "word*", "*word*", "_word_", "F***", "(8)", "†"),
    *("* * *", "---", "~", "#", "(1) note", "(2) note", "[^1]: note", "* note", "¹ note", "> word"),
    *("Chapter one was", "Part of", "\u00a0", "\t", "    word", "- word", "1. word", "by word"),
]
JOINTS = [" ", " ", "", "\n", "\n\n", "\n\n", "\n\n\n", "\r\n", "\n    "]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TRICKY), st.sampled_from(JOINTS)), max_size=25))
def test_no_word_gets_lost_and_none_is_made_up(pieces):
    text = "".join(piece + joint for piece, joint in pieces)
    try:
        imported = plain(text)
    except RefusalError:
        return
    kept = Counter(WORD.findall(" ".join(everything(imported))))
    typed = Counter(WORD.findall(text))
    if imported.story.author is not None:
        kept["by"] += 1
    assert kept == typed


WORD = re.compile("[A-Za-z]+|[a-z]+²")


def everything(imported):
    """All that a reader can get to see, and the headings over notes that were left out."""
    yield from (imported.story.title or "", imported.story.author or "")
    yield from prose(imported)
    for chapter in imported.story.chapters:
        yield chapter.heading.title or ""
        yield from (text for note in notes(chapter).values() for text in note)
    for remark in imported.remarks:
        if remark.code == "notes-heading-left-out":
            yield remark.message.partition(": ")[2]
