"""What publishers put behind the last chapter, and a play inside a novel: neither has chapters."""

from tests.manuscript.sketch import headings, page, plain, prose

CHAPTERS = "".join(f"Chapter {at}\n\nIt rained.\n\nNobody came.\n\n\n" for at in (1, 2, 3))
SOLD = (
    "The Dog. Cloth, illustrated, $1.50\n\nThe Cat. 12mo, $1.25\n\nThe Rat. Cloth, gilt, 3s. 6d.\n"
)


def test_series_of_a_publisher_are_no_chapters():
    series = "\n\n".join(f"{word} Series.\n\nSix books." for word in ("First", "Second", "Third"))
    imported = plain(f"{CHAPTERS}{series}\n")
    assert headings(imported) == [("chapter", number, None) for number in (1, 2, 3)]
    assert prose(imported)[6:8] == ["First Series.", "Six books."]


def test_letters_behind_the_last_chapter_are_chapters():
    imported = plain(f"{CHAPTERS}Letter 1\n\nDear Ann.\n\nLetter 2\n\nDear Mara.\n")
    assert [title for *_, title in headings(imported)[3:]] == ["Letter 1", "Letter 2"]


def test_a_listed_title_under_which_books_are_sold_is_back_matter():
    listed = "CONTENTS\n\nThe Lamp\nThe Sea\nBy the Same Hand\n\n\n"
    text = "Chapter 1\n\nThe Lamp\n\nIt rained.\n\n\nChapter 2\n\nThe Sea\n\nNobody came.\n\n\n"
    imported = plain(f"{listed}{text}By the Same Hand\n\n{SOLD}")
    assert headings(imported) == [
        ("chapter", 1, "The Lamp"),
        ("chapter", 2, "The Sea"),
        ("back", None, "By the Same Hand"),
    ]


def test_headings_of_a_page_behind_the_end_are_back_matter():
    told = "".join(f"<h2>Chapter {at}</h2><p>It rained.</p>" for at in (1, 2, 3))
    imported = page(f"{told}<h2>The End.</h2><h2>Books for Boys</h2><p>The Dog, a story.</p>")
    assert headings(imported)[2:] == [("chapter", 3, None), ("back", None, "Books for Boys")]
    assert prose(imported)[-2:] == ["The End.", "The Dog, a story."]


def test_acts_between_the_chapters_of_a_page_are_pieces_of_one():
    imported = page(
        "<h2>Chapter 1</h2><p>It rained.</p><h2>Chapter 2</h2><p>They gave a play.</p>"
        "<h2>ACT I.</h2><p>A king.</p><h2>ACT II.</h2><p>A queen.</p>"
        "<h2>Chapter 3</h2><p>It shone.</p>"
    )
    assert headings(imported) == [("chapter", number, None) for number in (1, 2, 3)]
    assert prose(imported)[2:6] == ["ACT I.", "A king.", "ACT II.", "A queen."]
