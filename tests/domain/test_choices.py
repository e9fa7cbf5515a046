"""A moderator's choices are the same after they were kept."""

import json

import pytest

from bot.domain.choices import (
    AUTOMATIC,
    Choices,
    NoteStyle,
    SceneRule,
    choices_from_json,
    choices_to_json,
)

CHOSEN = Choices("Day #", SceneRule.ORNAMENTS, NoteStyle.CURLY, 'A "title"', "Änne 🦊")


@pytest.mark.parametrize("choices", [AUTOMATIC, CHOSEN, Choices(chapters="-")])
def test_choices_are_the_same_after_writing_and_parsing(choices: Choices) -> None:
    kept = json.loads(json.dumps(choices_to_json(choices)))
    assert choices_from_json(kept) == choices


def test_what_is_left_to_the_importer_is_not_kept() -> None:
    assert choices_to_json(AUTOMATIC) == {}
