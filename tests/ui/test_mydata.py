"""The file of /mydata export: its words are the same for all, and are explained to its reader."""

import json
from enum import StrEnum

import pytest

from bot.domain.pages import PageLength
from bot.domain.serial import SerialState, SizeKind
from bot.domain.subscription import SubscriptionKind, SubscriptionState
from bot.language.speech import speaking
from bot.ui.mydata import export_file

WORDS: dict[str, tuple[type[StrEnum], ...]] = {
    "state": (SerialState, SubscriptionState),
    "kind": (SubscriptionKind,),
    "pages": (PageLength,),
    "unit": (SizeKind,),
}


@pytest.mark.parametrize("language", ["en-US", "de"])
@pytest.mark.parametrize("field", WORDS)
def test_each_word_that_a_field_may_hold_is_explained_with_it(field: str, language: str) -> None:
    with speaking(language):
        about = json.loads(export_file({}))["fields"][field]
    for words in WORDS[field]:
        for word in words:
            assert word.value in about
