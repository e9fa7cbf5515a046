"""Thoughts that may have lost their italics are listed with their words, and left as they are."""

import pytest

from bot import manuscript
from bot.domain.story import Remark, Weight

SPEECH = '"Leave it," said the clerk, and he shut the window.'
TELLING = "She walked along the quay. He followed her. They knew that she had lost her way."
AROUND = f"{TELLING}\n\n{SPEECH}\n\n{TELLING}\n\n{SPEECH}\n\n{TELLING}"


def suggested(text: str, name: str = "a.txt") -> list[Remark]:
    imported = manuscript.load(text.encode(), name)
    return [one for one in imported.remarks if one.weight is Weight.SUGGESTION]


def thoughts(paragraph: str, around: str = AROUND) -> list[str]:
    """The words of what is suggested in a paragraph of a story in the third person."""
    return [one.message.partition(": ")[2] for one in suggested(f"{around}\n\n{paragraph}\n")]


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("She looked at the lamp, I have to go back... no matter what... she shut the door.", "I"),
        ("I only have one match.. if it fails... he opened his eyes.", "I only have one match.."),
        ("He smiled sadly, My time is over... but not hers.", "My time is over... but not hers."),
        ("She held the rope, When..?", "When..?"),
        ("He ran to the stairs. I can't leave her here. The door was shut.", "I can't leave her"),
        ("He ran to the stairs. I’m too late. The door was shut.", "I’m too late."),
        ("This is the wrong ship, she thought.", "This is the wrong ship"),
        ("The tide turned. Is anyone there? she wondered, and waited.", "Is anyone there?"),
    ],
)
def test_a_direct_thought_is_listed_with_its_words(paragraph: str, words: str) -> None:
    [found] = thoughts(paragraph)
    assert found.startswith(words)


@pytest.mark.parametrize(
    "paragraph",
    [
        '"I have to go back," she said. "I can\'t leave her here."',
        "“I have to go back,” she said, “I can’t leave her here. I must...” he shut the door.",
        "\"I can't leave her here, and I must tell you why.",  # goes on in the next paragraph
        "'I can't leave her here,' he said, and he shut the door.",
        "— I can't leave her here, he said, and shut the door.",
        "He would not lose her! It was too important. Was it over?",
        "It was over, he thought. At last, she thought, it was done.",
        "He was, I believe, the last of them, and I know not what became of her.",
        "King Charles I had a lamp. He lit it, and Book I told of it.",
        "She thought that this is how it ends.",
    ],
)
def test_speech_narrators_and_what_is_told_in_the_past_are_none(paragraph: str) -> None:
    assert thoughts(paragraph) == []


@pytest.mark.parametrize(
    ("around", "why"),
    [
        (f"{AROUND}\n\nIt was _hers_.", "a word is emphasized, so the italics are there"),
        ("I walked home. I saw my lamp.\n\n" * 9 + AROUND, "somebody tells of themselves"),
        ("\n\n".join([TELLING] * 12), "nobody speaks, so that speech may have no marks"),
        ("Der Wind kam.\n\n" + SPEECH, "it is not in English, or too short to say"),
    ],
)
def test_only_stories_of_others_without_any_italics_are_looked_at(around: str, why: str) -> None:
    paragraph = "He ran to the stairs. I can't leave her here. The door was shut."
    assert thoughts(paragraph, around) == [], why
    assert thoughts(paragraph) != []


def test_a_suggestion_has_its_line_and_changes_nothing() -> None:
    text = f"{AROUND}\n\nHe ran. I must hurry. The door was shut.\n"
    imported = manuscript.load(text.encode(), "a.txt")
    [remark] = imported.remarks
    assert (remark.code, remark.line, remark.weight) == ("thought", 11, Weight.SUGGESTION)
    last = imported.story.chapters[0].scenes[-1].paragraphs[-1]
    assert last.text == "He ran. I must hurry. The door was shut."


def test_markdown_has_them_too() -> None:
    [remark] = suggested(f"# One\n\n{AROUND}\n\nHe ran. I must hurry.\n", "a.md")
    assert remark.message.endswith(": I must hurry.")


def test_twenty_are_listed_and_the_others_counted() -> None:
    thought = f"{TELLING} I must hurry. {TELLING}"
    found = suggested("\n\n".join([AROUND, *[thought, SPEECH] * 33]))
    assert len(found) == 21
    assert "From here on 13 more" in found[-1].message
    assert found[-1].line == 11 + 4 * 20


def test_a_paragraph_of_a_megabyte_takes_no_time() -> None:
    for unit in ("he ", "A, A ", "I must ", "x, It is ", "I must. He "):
        assert suggested(f"{AROUND}\n\n{unit * (300_000 // len(unit))}\n") == []
