"""The canonical form: what was written and loaded again is the same tree."""

from hypothesis import assume, given, settings

from bot.domain.story import (
    Block,
    Chapter,
    ChapterKind,
    Footnote,
    Heading,
    Marker,
    Paragraph,
    Scene,
    Story,
    Text,
)
from bot.manuscript import load, write, write_paragraph, write_scenes
from bot.manuscript.assembly import TitlePage, assemble
from bot.manuscript.draft import DraftChapter, DraftParagraph, Mark, Note
from bot.manuscript.runs import tidy
from tests.manuscript.trees import paragraphs, stories


def again(story):
    return load(write(story).encode(), "again.md").story


@settings(max_examples=100, deadline=None)
@given(stories())
def test_loading_what_was_written_gives_the_same_story(story):
    assume(story.words)
    assume(any(chapter.scenes for chapter in story.chapters))
    assume(any(chapter.heading.kind is ChapterKind.CHAPTER for chapter in story.chapters))
    assert again(story) == story


@settings(max_examples=200, deadline=None)
@given(paragraphs(["1"]))
def test_a_tidy_paragraph_is_left_as_it_is(paragraph):
    assert tidy(paragraph.runs, paragraph.block) == paragraph


def test_the_form_of_a_story():
    story = Story(
        title="The Lamp",
        author='Ann "A." Harrow',
        language="en",
        chapters=(
            Chapter(
                Heading(ChapterKind.FRONT, None, "Preface"),
                (Scene((Paragraph((Text("For Ann."),)),)),),
            ),
            Chapter(
                Heading(ChapterKind.CHAPTER, 1, "Rain"),
                (
                    Scene(
                        (
                            Paragraph((Text("It "), Text("rained", emphasis=True), Text("."))),
                            Paragraph((Text("lamp lit,\nlamp low"),), Block.VERSE),
                        )
                    ),
                    Scene((Paragraph((Text("It stopped"), Marker("1"), Text("."))),)),
                ),
                (
                    Footnote(
                        "1", (Paragraph((Text("At last."),)), Paragraph((Text("A Tuesday."),)))
                    ),
                ),
            ),
            Chapter(
                Heading(ChapterKind.CHAPTER, None, "Low Tide"),
                (Scene((Paragraph((Text("Ebb."),)),)),),
            ),
        ),
    )
    assert (
        write(story)
        == """\
---
title: "The Lamp"
author: "Ann \\"A.\\" Harrow"
language: "en"
---

# The Lamp

## Preface

For Ann.

## Chapter 1: Rain

It *rained*.

lamp lit,\\
lamp low

***

It stopped[^1].

[^1]: At last.

    A Tuesday.

## Low Tide {.unnumbered}

Ebb.
"""
    )
    assert again(story) == story


def test_labels_and_notes_of_any_format_come_in_a_form_that_comes_back():
    labels = ["note 1", "note\n1", "[1]", "a]b", "x-", "\x07", "1"]
    notes = [
        Note(str(place), label, place, [DraftParagraph([Text("Said.")], place, Block.ASIDE)])
        for place, label in enumerate(labels)
    ]
    marks = [Mark(note.key, note.label, note.key, note.line, note=note) for note in notes]
    heading = Heading(ChapterKind.CHAPTER, 1, None)
    told = DraftParagraph([Text("word"), *marks], 1)
    story = assemble(TitlePage(), [DraftChapter(heading, 1, [told, *notes])], []).story
    footnotes = story.chapters[0].footnotes
    assert [note.label for note in footnotes] == [
        *("note-1", "note-1-2", "[1", "a-b", "x-", "2", "1"),
    ]
    assert {part.block for note in footnotes for part in note.paragraphs} == {Block.PROSE}
    assert again(story) == story


def test_prose_stays_prose():
    hostile = (
        "# no heading",
        "- no item",
        "1. no item",
        "> no quote",
        "*no* _emphasis_ `code`",
        "[no](link) [^1] <b> &amp;",
        "* * *",
        "~~~",
        "---",
        "F*** snake_case",
        "⁂",
        "{.front}",
        "a \\ b",
    )
    scene = tuple(Paragraph((Text(text),)) for text in hostile)
    story = Story(
        None, None, None, (Chapter(Heading(ChapterKind.CHAPTER, 1, None), (Scene(scene),)),)
    )
    assert again(story) == story


def test_a_paragraph_by_itself():
    paragraph = Paragraph((Text("He said "), Text("no", strong=True), Marker("2"), Text("*.")))
    assert write_paragraph(paragraph) == "He said **no**[^2]\\*."
    assert write_paragraph(Paragraph((Text("a\nb"),), Block.QUOTE)) == "> a\\\n> b"
    assert write_paragraph(Paragraph((Text("• rope"),), Block.ITEM)) == "- rope"


def test_scenes_by_themselves():
    one, two = Paragraph((Text("One."),)), Paragraph((Text("Two."),))
    assert write_scenes(((one, two), (one,))) == "One.\n\nTwo.\n\n***\n\nOne."
    assert write_scenes(()) == ""


def test_emphasis_that_asterisks_cannot_say_is_written_in_tags():
    paragraph = Paragraph((Text("a"), Text("“b”", emphasis=True), Text("c")))
    assert write_paragraph(paragraph) == "a<em>“b”</em>c"
