"""Sentences of ours that name what somebody typed: it is shown letter by letter, and short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.domain.story import ChapterKind, Heading, Rating
from bot.language.speech import speaking
from bot.ui import markdown, passage
from bot.ui.answers import sentence_of
from tests.ui import discordish, samples
from tests.ui.conftest import Stage
from tests.ui.test_buttons import texts


@given(st.text(alphabet="ab*_~|`<>#@[](){}:/.-1 \\", max_size=60))
def test_what_is_filled_in_is_shown_letter_by_letter(said: str) -> None:
    filled = markdown.fill("“{title}” is over.", {"title": said})
    assert discordish.text(filled) == f"“{' '.join(said.split())}” is over."


def test_what_is_filled_in_is_shortened() -> None:
    filled = markdown.fill("{title} is over.", {"title": "a word " * 100})
    assert filled.endswith("… is over.")
    assert len(filled) <= 110


def test_a_sentence_without_anything_said_keeps_its_braces() -> None:
    assert markdown.fill("Use {this}.", {}) == "Use {this}."


def test_numbers_and_kinds_can_be_said_too() -> None:
    assert markdown.fill("{n:,} times {kind}", {"n": 1200, "kind": Rating.TEEN}) == (
        "1,200 times teen"
    )


@pytest.mark.parametrize("sign", ["<@&5>", "<@5>", "<#5>", "<t:5:R>", "<:a:5>"])
def test_no_sign_of_discords_gets_through(sign: str) -> None:
    assert sign not in markdown.fill("It is {what}.", {"what": sign})


def test_a_refusal_is_a_sentence_with_all_of_it_escaped() -> None:
    refusal = RefusalError("“{title}” is over.", title="*Lamp* _one_")
    assert sentence_of(refusal) == r"“\*Lamp\* \_one\_” is over."
    assert sentence_of(RefusalError("Use {braces} as you like.")) == "Use {braces} as you like."


def test_a_refusal_calls_a_chapter_as_it_is_called_in_the_language_spoken() -> None:
    refusal = RefusalError(
        "“{chapter}” is over.", chapter=Heading(ChapterKind.CHAPTER, 3, "*Tides*")
    )
    assert str(refusal) == "“Ch. 3 · *Tides*” is over."
    with speaking("de"):
        assert sentence_of(refusal) == r"“Kap. 3 · \*Tides\*” is over."


async def test_a_refused_click_shows_the_title_as_it_is_and_no_preview(stage: Stage) -> None:
    error = RefusalError("“{title}” is over.", title="**A** https://example.org")
    stage.services.reading.finish.side_effect = error
    message = await stage.show(passage.posting_view(samples.posting()))
    result = await stage.reader.click(message, label="I've read this")
    assert texts(result.response) == r"“\*\*A\*\* https\://example.org” is over."
    assert result.response.message.flags.suppress_embeds
