"""Markdown: chapters by their headings, scenes, styles, lists, links, notes. Nothing gets lost."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.domain.story import Block
from bot.manuscript import load, write
from tests.manuscript.sketch import (
    codes,
    counts,
    headings,
    markdown,
    notes,
    prose,
    scenes,
)
from tests.manuscript.trees import PIECES

STORY = """\
---
title: "The Lamp: a Tale"
author: Ann Harrow
language: en-GB
summary: >
  A keeper waits
  for a boat.
tags: [sea]
---

# The Lamp: a Tale

## Preface

For those at sea.

## Chapter 1: Rain

It *rained*.[^1] It **poured**,
he ***said***.

***

Later[^2] it stopped.

[^1]: Not for long.

[^2]: The next day.

    A Tuesday.

## Chapter 2

It shone.[^1]

[^1]: On the sea.
"""


def test_a_story_in_full():
    imported = markdown(STORY)
    story = imported.story
    assert (story.title, story.author, story.language, story.summary) == (
        "The Lamp: a Tale",
        "Ann Harrow",
        "en-GB",
        "A keeper waits for a boat.",
    )
    assert headings(imported) == [
        ("front", None, "Preface"),
        ("chapter", 1, "Rain"),
        ("chapter", 2, None),
    ]
    _, first, second = story.chapters
    assert scenes(first) == [
        ["It /rained/.{1} It +poured+, he /+said+/."],
        ["Later{2} it stopped."],
    ]
    assert notes(first) == {"1": ["Not for long."], "2": ["The next day.", "A Tuesday."]}
    assert (scenes(second), notes(second)) == ([["It shone.{1}"]], {"1": ["On the sea."]})
    assert counts(imported) == (3, 3, 0, 0)
    assert codes(imported) == [("front-matter-left-out", 8)]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("# One\n\na\n\n# Two\n\nb", None, [(1, "One"), (2, "Two")]),
        ("# Tale\n\n## One\n\na\n\n## Two\n\nb", "Tale", [(1, "One"), (2, "Two")]),
        ("# Tale\n\na b", "Tale", [(1, None)]),
        ("# Chapter 1\n\na", None, [(1, None)]),
        ("## One\n\na\n\n### Not\n\nb", None, [(1, "One")]),
        (
            "# Tale\n\n## Part 1\n\n### Chapter 1: A\n\na\n\n### Chapter 2\n\nb",
            "Tale",
            [(1, "A"), (2, None)],
        ),
        ("Tale\n====\n\nOne\n---\n\na", "Tale", [(1, "One")]),
        ("a b\n\nc", None, [(1, None)]),
        ("## 1\n\na\n\n## 2. Sun\n\nb\n\n## III\n\nc", None, [(1, None), (2, "Sun"), (3, None)]),
        ("**Chapter 1**\n\na\n\n**Chapter 2: Sun**\n\nb", None, [(1, None), (2, "Sun")]),
        (
            "# Part 1\n\n## Chapter 1\n\na\n\n## Chapter 2\n\nb\n\n# Epilogue\n\nc",
            None,
            [(1, None), (2, None), (None, "Epilogue")],
        ),
        (
            "# Book One\n\n## I. Dawn\n\na\n\n## II\n\nb\n\n# Book Two\n\n## III\n\nc",
            None,
            [(1, "Dawn"), (2, None), (3, None)],
        ),
    ],
)
def test_which_headings_are_chapters(text, title, expected):
    imported = markdown(text)
    assert imported.story.title == title
    assert [(number, name) for _, number, name in headings(imported)] == expected


def test_the_line_under_the_title_names_the_author():
    imported = markdown("# The Lamp\n\n*by Ann Harrow*\n\n## Rain\n\nIt rained.\n")
    assert (imported.story.title, imported.story.author) == ("The Lamp", "Ann Harrow")
    assert prose(imported) == ["It rained."]


def test_classes_say_what_a_heading_is():
    text = (
        "## To Ann {.front}\n\na\n\n## Chapter 1\n\nb\n\n"
        "## Low Tide {.unnumbered}\n\nc\n\n## {.back}\n\nd"
    )
    assert headings(markdown(text)) == [
        ("front", None, "To Ann"),
        ("chapter", 1, None),
        ("chapter", None, "Low Tide"),
        ("back", None, None),
    ]


def test_lower_headings_and_parts_stay_in_the_text():
    text = (
        "# Part 1\n\n## Chapter 1\n\na\n\n### Night\n\nb\n\n# Part 2\n\nWords.\n\n## Chapter 2\n\nc"
    )
    imported = markdown(text)
    first, second = imported.story.chapters
    assert scenes(first) == [["Part 1", "a", "Night", "b"]]
    assert scenes(second) == [["Part 2", "Words.", "c"]]
    assert first.scenes[0].paragraphs[2].block is Block.HEADING


@pytest.mark.parametrize(
    "line", ["***", "---", "* * *", "___", "~~~", "~", "⁂", "#", "oOo", "<hr>", "<hr />"]
)
def test_scene_breaks(line):
    [chapter] = markdown(f"One.\n\n{line}\n\nTwo.\n").story.chapters
    assert scenes(chapter) == [["One."], ["Two."]]


def test_a_scene_break_right_under_prose_makes_no_heading_of_it():
    [chapter] = markdown("It rained all day long.\n---\nThen it stopped.\n").story.chapters
    assert scenes(chapter) == [["It rained all day long."], ["Then it stopped."]]


def test_escaped_ornament_is_text():
    [chapter] = markdown("One.\n\n\\* \\* \\*\n\nTwo.\n").story.chapters
    assert scenes(chapter) == [["One.", "* * *", "Two."]]


@pytest.mark.parametrize(
    ("text", "shown", "block"),
    [
        ("> quoted *well*", "quoted /well/", Block.QUOTE),
        ("- rope", "• rope", Block.ITEM),
        ("7. salt", "7. salt", Block.ITEM),
        ("3) bread", "3) bread", Block.ITEM),
        ("Roses\\\nare  \nred", "Roses\nare\nred", Block.VERSE),
        ("wrapped\nlines", "wrapped lines", Block.PROSE),
        ("    set in *far*", "set in /far/", Block.PROSE),
        ("a `b * c` d", "a b * c d", Block.PROSE),
        ("```\nx = 1\ny = 2\n```", "x = 1\ny = 2", Block.VERSE),
        ("<i>so</i> <u>it</u> <br> goes", "/so/ <u>it</u>\ngoes", Block.VERSE),
        ("<!-- aside --> word", "<!-- aside --> word", Block.PROSE),
        ("&eacute;t&eacute; &amp; &#8212;", "été & —", Block.PROSE),
        ("*He said **never** again*", "/He said //+never+// again/", Block.PROSE),
        ("F*** and snake_case", "F*** and snake_case", Block.PROSE),
        ("[Ann]: hello", "[Ann]: hello", Block.PROSE),
        ("``` he said", "``` he said", Block.PROSE),
        ("| a | b |", "| a | b |", Block.PROSE),
    ],
)
def test_kinds_of_paragraphs_and_styles(text, shown, block):
    imported = markdown(f"Before.\n\n{text}\n\nAfter.\n")
    paragraphs = imported.story.chapters[0].scenes[0].paragraphs
    assert prose(imported)[1] == shown
    assert paragraphs[1].block is block


def test_items_of_several_paragraphs_and_empty_ones():
    text = "1. rope\n\n   of hemp\n\n2. salt\n   - coarse\n3.\n"
    assert prose(markdown(text)) == ["1. rope", "of hemp", "2. salt", "• coarse", "3."]


def test_links_and_pictures_leave_their_words_and_a_remark():
    text = "See [the map](http://a.b/c).\n\n![A boat](boat.png)\n\n<http://a.b>\n\n[it][1]\n\n[1]: http://x.y\n"
    imported = markdown(text)
    assert prose(imported) == [
        "See the map (http://a.b/c).",
        "A boat",
        "http://a.b",
        "it (http://x.y)",
    ]
    assert codes(imported) == [
        ("link-written-out", 1),
        ("image-left-out", 3),
        ("link-written-out", 7),
    ]


def test_the_titles_of_links_are_kept():
    imported = markdown('See [it](http://a.b "the map") now.\n')
    assert prose(imported) == ["See it (http://a.b the map) now."]


def test_an_address_that_nothing_uses_is_told():
    assert codes(markdown("Words.\n\n[1]: http://x.y\n")) == [("link-left-out", 3)]


def test_orphans_of_both_sides_stay_and_are_told_with_their_line():
    imported = markdown(
        "One.[^1] Two.[^2]\nThree.[^x]\n\n[^1]: A note.\n\n[^3]: *Nobody* cites me.\n"
    )
    assert prose(imported) == ["One.{1} Two.[^2] Three.[^x]"]
    assert notes(imported.story.chapters[0]) == {"1": ["A note."], "3": ["/Nobody/ cites me."]}
    assert counts(imported) == (1, 2, 2, 1)
    assert codes(imported) == [
        ("marker-unmatched", 1),
        ("marker-unmatched", 2),
        ("definition-unused", 6),
    ]


def test_notes_under_a_heading_at_the_end_go_to_their_chapters():
    text = (
        "## Chapter 1\n\nA boat.[^1]\n\n## Chapter 2\n\nA dog.[^2]\n\n"
        "## Notes\n\n[^1]: The Ann.\n\n[^2]: A collie.\n"
    )
    imported = markdown(text)
    assert [notes(chapter) for chapter in imported.story.chapters] == [
        {"1": ["The Ann."]},
        {"2": ["A collie."]},
    ]
    assert counts(imported) == (2, 2, 0, 0)
    assert codes(imported) == [("notes-heading-left-out", 9)]


def test_headings_among_the_notes_at_the_end_head_nothing():
    text = (
        "# Tale\n\n## One\n\nA boat.[^1]\n\n## Two\n\nA dog.[^1]\n\n"
        "## Notes\n\n### One\n\n[^1]: The Ann.\n\n### Two\n\n[^1]: A collie.\n"
    )
    imported = markdown(text)
    assert [notes(chapter) for chapter in imported.story.chapters] == [
        {"1": ["The Ann."]},
        {"1": ["A collie."]},
    ]
    assert codes(imported) == [("notes-heading-left-out", line) for line in (11, 13, 17)]


def test_the_authors_note_is_front_or_back_matter():
    imported = markdown("## Author's Note\n\na\n\n## Chapter 1\n\nb\n\n## Author’s Note\n\nc\n")
    assert headings(imported) == [
        ("front", None, "Author's Note"),
        ("chapter", 1, None),
        ("back", None, "Author’s Note"),
    ]


@pytest.mark.parametrize("typed", ["[Ann, 'Bob']", "\n  - Ann\n  - Bob", "Ann, Bob"])
def test_several_authors(typed):
    imported = markdown(f"---\nauthor: {typed}\n---\n\nIt rained.\n")
    assert imported.story.author == "Ann, Bob"


def test_a_marker_on_a_heading_goes_to_the_head_of_the_chapter():
    imported = markdown("## Chapter 1: Rain[^1]\n\nIt rained.\n\n[^1]: A lot.\n")
    assert headings(imported) == [("chapter", 1, "Rain")]
    assert counts(imported) == (1, 1, 0, 0)
    assert list(imported.story.chapters[0].markers()) == ["1"]


def test_notes_with_quotes_and_lists():
    imported = markdown("One.[^1]\n\n[^1]: First.\n\n    > Quoted.\n\n    - rope\n")
    [note] = imported.story.chapters[0].footnotes
    assert [part.block for part in note.paragraphs] == [Block.PROSE, Block.QUOTE, Block.ITEM]


def test_a_ruled_line_over_prose_is_no_front_matter():
    imported = markdown("---\n\nIt rained.\n\n---\n\nIt poured.\n")
    assert scenes(imported.story.chapters[0]) == [["It rained."], ["It poured."]]
    assert imported.story.title is None


def test_what_is_nested_too_deeply_is_refused_not_cut():
    with pytest.raises(RefusalError, match="nested too deeply"):
        markdown(">" * 200 + " word")
    assert prose(markdown("> " * 20 + "word")) == ["word"]


LINES = st.lists(
    st.lists(st.sampled_from([*PIECES, "- ", "> ", "    ", "## ", "[^1]: "]), max_size=4).map(
        "".join
    ),
    max_size=12,
).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_no_word_of_any_markdown_gets_lost(text):
    with suppress(RefusalError):
        shown = " ".join(everything(load(text.encode(), "a.md")))
        assert shown.count("word") == text.count("word")
        assert shown.count("é") == text.count("é")
        assert shown.count("中") == text.count("中")


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_writing_settles_after_once(text):
    with suppress(RefusalError):
        written = write(load(text.encode(), "a.md").story)
        story = load(written.encode(), "a.md").story
        assert load(write(story).encode(), "a.md").story == story


def everything(imported):
    """All that a reader can get to see, and what the remarks quote of the rest."""
    story = imported.story
    yield from (story.title or "", story.author or "", story.summary or "", story.language or "")
    yield from prose(imported)
    for chapter in story.chapters:
        yield chapter.heading.title or ""
        yield from (text for note in notes(chapter).values() for text in note)
    left_out = {"link-left-out", "image-left-out", "front-matter-left-out"}
    yield from (remark.message for remark in imported.remarks if remark.code in left_out)


def test_a_note_inside_the_authors_words_is_a_note_like_any_other():
    imported = markdown("::: aside\n\nSorry![^1]\n\n[^1]: For the wait.\n\n:::\n\nIt rained.\n")
    [chapter] = imported.story.chapters
    assert notes(chapter) == {"1": ["For the wait."]}
    assert chapter.footnotes[0].paragraphs[0].block is Block.PROSE
    assert [part.block for part in chapter.scenes[0].paragraphs] == [Block.ASIDE, Block.PROSE]
