"""Works of Archive of Our Own that were copied off the page and pasted: words alone tell parts."""

import pytest

from bot.domain.story import Block
from tests.manuscript.sketch import counts, headings, notes, plain, prose, scenes, warnings

RAIN = "It rained on the mill, and on the carts before the mill."
KETTLE = "Nobody had looked at the kettle for an hour, and nobody would."
WIND = "The wind came over the hill, and the carts went under it."

HEAD = """\
The Lamp
by Ann Harrow

Summary:

    A keeper.

    A storm.

Notes:

    For the gulls.

    (See the end of the work for more notes.)

"""
CHAPTERS = f"""\
Chapter 1: Rain
Chapter Summary:

    It rains.

Notes:

    Written by night.

    (See the end of the chapter for more notes.)

Chapter Text

{RAIN}

“Notes,” she said, “are dull.”

{KETTLE}

Notes:

    Thank you, gulls.

    Come again.

Chapter 2
Chapter Text
{WIND}

{KETTLE}

Chapter End Notes
I am late.

End Notes
The end, gulls.
"""


def asides(chapter) -> list[str]:
    parts = (part for scene in chapter.scenes for part in scene.paragraphs)
    return [part.text for part in parts if part.block is Block.ASIDE]


def test_a_work_of_several_chapters_comes_out_as_its_download_does():
    imported = plain(HEAD + CHAPTERS)
    story = imported.story
    assert (story.title, story.author) == ("The Lamp", "Ann Harrow")
    assert story.summary == "A keeper. A storm."
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, None)]
    first, second = story.chapters
    assert scenes(first) == [
        [
            "For the gulls.",
            "Summary: It rains.",
            "Written by night.",
            RAIN,
            "“Notes,” she said, “are dull.”",
            KETTLE,
            "Thank you, gulls.",
            "Come again.",
        ]
    ]
    assert asides(first) == [*scenes(first)[0][:3], "Thank you, gulls.", "Come again."]
    assert scenes(second) == [[WIND, KETTLE, "I am late.", "The end, gulls."]]
    assert asides(second) == ["I am late.", "The end, gulls."]
    assert warnings(imported) == [("page-left-out", 4)]


def test_the_site_gives_the_author_no_by_and_the_figures_a_list():
    tags = "Rating:\nGeneral Audiences\nFandom:\nOriginal Work\nLanguage:\nEnglish\nStats:\n"
    tags += "Published:2020-01-01Words:60Chapters:1/1Kudos:4Hits:50\n\n"
    foot = "Actions\n↑ Top\nKudos\n\nbea and 3 guests left kudos on this work!\n\nComments\n"
    imported = plain(
        f"Main Content\n{tags}The Lamp\nannharrow, bea\nNotes:\n\nFor the gulls.\n\n"
        f"Work Text:\n\n{RAIN}\n\n{KETTLE}\n\nNotes:\n\nThank you, gulls.\n\n{foot}"
    )
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", "annharrow, bea", "en")
    [only] = story.chapters
    assert scenes(only) == [["For the gulls.", RAIN, KETTLE, "Thank you, gulls."]]
    assert asides(only) == ["For the gulls.", "Thank you, gulls."]


def test_footnotes_among_the_end_notes_are_footnotes():
    imported = plain(
        f"Chapter 1\nChapter Text\n\nIt rained(1). {RAIN}\n\n{KETTLE}(2)\n\n"
        "Notes:\n\n(1) A lot.\n\n(2) A copper one.\n"
    )
    [only] = imported.story.chapters
    assert notes(only) == {"1": ["A lot."], "2": ["A copper one."]}
    assert prose(imported) == [f"It rained{{1}}. {RAIN}", f"{KETTLE}{{2}}"]
    assert counts(imported) == (2, 2, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        ("Notes:", "Milk, oil, a wick.", RAIN, KETTLE),  # no archive's
        ("Chapter 1", "Notes:", "Milk, oil, a wick.", RAIN, KETTLE),
        ("Chapter 1", "Chapter Text", RAIN, "Notes:", "Milk, oil, a wick.", KETTLE, WIND),
        ("Chapter 1", "Chapter Text", RAIN, "Chapter 2", "Notes:", "Milk.", KETTLE),  # to where?
    ],
)
def test_notes_in_the_story_and_notes_without_an_end_stay_text(text):
    imported = plain("\n\n".join(text) + "\n")
    told = [part for part in text if not part.startswith("Chapter")]
    assert prose(imported) == told
    assert not any(asides(chapter) for chapter in imported.story.chapters)


def test_a_short_note_under_a_bare_number_is_no_title():
    chapter = f"Chapter {{}}\nNotes:\n\nHello again\n\nChapter Text\n\n{RAIN}\n\n{KETTLE}\n\n"
    imported = plain(chapter.format(1) + chapter.format(2))
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert [asides(part) for part in imported.story.chapters] == [["Hello again"]] * 2
