"""Which paragraphs the author speaks in, and which only look like it."""

import pytest

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
