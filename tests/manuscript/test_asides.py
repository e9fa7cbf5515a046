"""Which paragraphs the author speaks in, and which only look like it."""

import pytest

from bot.domain.story import Block
from bot.manuscript import load
from bot.manuscript.asides import is_aside


@pytest.mark.parametrize(
    "text",
    [
        "[A/N: Sorry for the wait!]",
        "(A/N: Sorry (really) for the wait.)",
        "A/N: Sorry for the wait!",
        "a/n - sorry for the wait",
        "**A/N:** Sorry for the wait!",
        "*[A/N: Sorry for the wait!]*",
        "((A/N: Sorry.))",
        "A/N Thank you all for reading.",
        "AN: Thank you all.",
        "A.N.: Thank you all.",
        "Author's Note: the lamps are real.",
        "Author’s notes — the lamps are real.",
        "Authors Note (chapter 3): the lamps are real.",
        "[Author's Note: the lamps are real.]",
        "Note from the author: thank you.",
        "T/N: a kind of rice cake.",
        "[TL note: a kind of rice cake.]",
        "Translator's Note: a kind of rice cake.",
        "[A/N: a note that goes on in the next paragraph",
        "Disclaimer: I don't own these lamps, their makers do.",
        "Trigger warning: storms.",
        "Note de l’auteur : merci à tous.",
    ],
)
def test_the_author_speaks_to_the_reader(text):
    assert is_aside(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Note: the door sticks.",
        "[Note: the door sticks.]",
        "Notes: milk, oil, a wick.",
        "A note from Ann: the door sticks.",
        "Author's Note",
        "A/N:",
        "[A/N]",
        "Author's notes are dull, she thought.",
        "The author's note: a scrap of paper.",
        "“A/N: sorry,” she typed.",
        "[A/N: Sorry!] And then the lamp went out.",
        "(A/N) and (B/N) are two switches.",
        "An: the first word of the letter.",
        "An - she had forgotten the rest.",
        "Editor's note: here the diary breaks off.",
        "Disclaimer: the stairs are steep.",
        "Warning: the stairs are steep.",
        "A nod.",
    ],
)
def test_what_somebody_in_the_story_wrote_is_text(text):
    assert not is_aside(text)


@pytest.mark.parametrize("name", ["story.txt", "story.md"])
def test_the_authors_words_stand_apart_in_text_and_markdown(name):
    text = (
        "Chapter 1\n\nA/N: Thanks for reading!\n\n***\n\nA boat(1) came.\n\n"
        "He said [A/N: I love this] and left.\n\n[A/N: More soon.]\n\n(1) The Ann.\n"
    ).replace("Chapter 1", "# Chapter 1" if name.endswith(".md") else "Chapter 1")
    imported = load(text.encode(), name)
    [chapter] = imported.story.chapters
    parts = [part for scene in chapter.scenes for part in scene.paragraphs]
    assert [(part.block, part.text) for part in parts] == [
        (Block.ASIDE, "A/N: Thanks for reading!"),
        (Block.PROSE, "A boat came."),
        (Block.PROSE, "He said [A/N: I love this] and left."),
        (Block.ASIDE, "[A/N: More soon.]"),
    ]
    assert [note.text for note in chapter.footnotes] == ["The Ann."]
    assert chapter.scene_breaks == 0


@pytest.mark.parametrize("head", ["", "## "])
def test_an_authors_note_behind_the_chapter_stands_apart(head):
    text = f"{head}Chapter 1\n\nIt rained.\n\nAuthor's Note\n\nThanks for coming.\n"
    imported = load(text.encode(), "story.md" if head else "story.txt")
    [chapter] = imported.story.chapters
    blocks = [part.block for scene in chapter.scenes for part in scene.paragraphs]
    assert blocks == [Block.PROSE, Block.ASIDE, Block.ASIDE]
