"""What those who put a text on line wrote around it goes, and is named."""

import pytest

from bot.domain.story import Chapter, Paragraph
from tests.manuscript.sketch import headings, page, plain, prose, scenes, warnings

STORY = "It rained all night, and nobody came.\n\nIn the morning the boat was gone.\n"
KEPT = ["It rained all night, and nobody came.", "In the morning the boat was gone."]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (
            (
                "The Project Gutenberg EBook of The Lamp\n\nTitle: The Lamp\n\n"
                "*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***\n"
            ),
            (
                "\nEnd of the Project Gutenberg EBook of The Lamp, by Ann Harrow\n\n"
                "*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***\n\nTerms.\n"
            ),
        ),
        (
            "Title: The Lamp\n\n***START OF THE PROJECT GUTENBERG EBOOK THE\nLAMP***\n",
            "***END OF THE PROJECT GUTENBERG EBOOK THE\nLAMP***\n\nTerms.\n",
        ),
        (
            (
                "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***\n\n"
                "Title: The Lamp\n\n"
                "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n"
            ),
            "\nEnd of Project Gutenberg's Etext of The Lamp\n",
        ),
        (
            (
                "* A Distributed Proofreaders Canada eBook *\n\n_Title:_ The Lamp\n\n"
                "This eBook was produced by: Ann,\nBob and Cid\n"
            ),
            "\n[The end of _The Lamp_ by Ann Harrow]\n",
        ),
        (
            (
                "Project Gutenberg Australia\n\nTitle: The Lamp\n\nIt is free.\n\n"
                "To contact Project Gutenberg of Australia go to http://a.example\n"
            ),
            "",
        ),
    ],
    ids=["2010", "2005", "small print", "canada", "australia"],
)
def test_licences_of_all_decades(head, foot):
    story = "\n".join([STORY] * 6)
    imported = plain(f"{head}\n\n\n{story}\n{foot}")
    assert prose(imported) == KEPT * 6
    assert imported.story.title == "The Lamp"
    assert warnings(imported)[0] == ("licence-left-out", 1)


@pytest.mark.parametrize(
    "credit",
    [
        "Produced by Ann Harrow and the Online\nTeam",
        "E-text prepared by Ann Harrow",
        "Transcribed from the 1893 edition by Ann Harrow",
        "This etext was produced by Ann Harrow.",
        "This eBook was produced by Ann Harrow.",
    ],
)
def test_credits_under_the_licence(credit):
    imported = plain(f"*** START OF THE PROJECT GUTENBERG EBOOK LAMP ***\n\n{credit}\n\n\n{STORY}")
    assert prose(imported) == KEPT
    assert [code for code, _ in warnings(imported)] == ["licence-left-out", "credits-left-out"]


def test_a_story_may_begin_as_credits_do():
    text = "Produced by a wave, the boat came in.\n\nNobody saw.\n"
    assert prose(plain(text)) == ["Produced by a wave, the boat came in.", "Nobody saw."]


def test_a_transcribers_note_in_brackets():
    note = "[Transcriber's Note: the lamp\nwas mended.]"
    imported = plain(f"{KEPT[0]}\n\n{note}\n\n{KEPT[1]}\n")
    assert prose(imported) == KEPT
    assert warnings(imported) == [("transcriber-note-left-out", 3)]


def test_the_place_of_a_picture_is_no_gap_and_its_words_stay():
    text = f"{KEPT[0]}\n\n\n[Illustration]\n\n{KEPT[1]}\n\n[Illustration: A boat]\n\n{KEPT[0]}\n"
    imported = plain(text)
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [[*KEPT, "[Illustration: A boat]", KEPT[0]]]
    assert warnings(imported) == [("pictures-left-out", 4)]


def test_page_numbers_that_count_up():
    pages = "".join(f"It rained [Pg {at}] all night.\n\n[Pg {at + 1}]\n\n" for at in range(1, 9, 2))
    imported = plain(pages)
    assert prose(imported) == ["It rained all night."] * 4
    assert warnings(imported) == [("page-numbers-left-out", 1)]


def test_page_numbers_that_do_not_count_up_are_text():
    text = "See [Pg 12] and [Pg 3].\n\nSee [Pg 40] and [Pg 2].\n"
    assert prose(plain(text)) == ["See [Pg 12] and [Pg 3].", "See [Pg 40] and [Pg 2]."]


def test_several_books_in_one_file_are_all_kept():
    book = (
        "*** START OF THIS PROJECT GUTENBERG EBOOK {name} ***\n\n{text}\n\n"
        "*** END OF THIS PROJECT GUTENBERG EBOOK {name} ***\n\nTerms.\n\n"
    )
    text = "\n\n".join(f"It rained on day {day}, and nobody came." for day in range(1_200))
    names = ("LAMP", "QUAY", "BOAT", "TIDE", "ROPE")
    imported = plain("".join(book.format(name=name, text=f"{name}!\n\n{text}") for name in names))
    chapters = imported.story.chapters
    said = "\n".join(part.text for chapter in chapters for part in paragraphs(chapter))
    assert [said.count(f"{name}!") for name in names] == [1] * 5
    assert said.count("nobody came") == 5 * 1_200
    assert "EBOOK LAMP" not in said.partition("LAMP!")[0]
    assert "EBOOK ROPE" not in said.partition("ROPE!")[2]


def test_several_books_on_one_page_are_all_kept():
    opens, closes = (
        f"<p>*** {word} OF THE PROJECT GUTENBERG EBOOK ***</p>" for word in ("START", "END")
    )
    told = "".join(f"<p>It rained on day {day}.</p>" for day in range(20))
    book = f"<p>Terms.</p>{opens}<h2>{{name}}</h2>{told}{closes}<p>More terms.</p>"
    imported = page("".join(book.format(name=name) for name in ("Lamp", "Quay", "Boat")))
    assert [title for *_, title in headings(imported)] == ["Lamp", "Quay", "Boat"]
    assert prose(imported).count("It rained on day 7.") == 3
    assert (prose(imported)[0], prose(imported)[-1]) == (
        "It rained on day 0.",
        "It rained on day 19.",
    )


def paragraphs(chapter: Chapter) -> list[Paragraph]:
    return [part for scene in chapter.scenes for part in scene.paragraphs]


@pytest.mark.parametrize(
    "head",
    [
        "THE LAMP",
        "THE LAMP\n\nby\n\nMara Stone",
        "THE\n\nLAMP\n\nBY MARA STONE",
        "THE LAMP BY MARA STONE",
    ],
)
def test_what_the_title_page_says_already_is_no_front_matter(head):
    licence = "*** START OF THE PROJECT GUTENBERG EBOOK ***"
    text = f"Title: The Lamp\nAuthor: Mara Stone\n\n{licence}\n\n{head}"
    imported = plain(f"{text}\n\n\nCHAPTER I\n\nIt rained.\n")
    assert headings(imported) == [("chapter", 1, None)]
    assert ("title-left-out", 6) in warnings(imported)


def test_a_title_page_with_more_on_it_stays():
    head = "THE LAMP\n\nA Story of the Sea\n\nTo my aunt"
    text = f"Title: The Lamp\n\n*** START OF THE PROJECT GUTENBERG EBOOK ***\n\n{head}"
    imported = plain(f"{text}\n\n\nCHAPTER I\n\nIt rained.\n")
    assert prose(imported)[:3] == ["THE LAMP", "A Story of the Sea", "To my aunt"]
