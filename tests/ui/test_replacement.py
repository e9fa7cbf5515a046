"""What a moderator is told of a new edition before it is brought in."""

from dataclasses import replace

import pytest

from bot.domain.changes import Changes, Tally
from bot.domain.serial import SerialState
from bot.ui.proof import proof_view
from tests.ui import samples
from tests.ui.conftest import Stage
from tests.ui.test_layouts import labels, shown

NOTHING = Changes((), (), (), Tally(), Tally(), Tally())


def test_it_names_chapters_counts_passages_and_says_what_becomes_of_messages() -> None:
    text = shown(proof_view(samples.edition_proof()))
    assert "### A new edition of **The Lamplighter**" in text
    assert "1,200 → 1,300 words" in text
    assert "**New chapters**: Ch. 3 · The Lamp; Ch. 3 · The Lamp" in text
    assert "**Of what has dropped**: 3 passages changed, 1 new, 2 gone." in text
    assert "New ones there are not posted any more" in text
    assert "**Of what is to come**: 5 passages changed, 6 new, 7 gone." in text
    assert "**Footnotes**: 1 changed, 1 new, 1 gone." in text
    assert "3 readers keep their places: with the words they had reached; where these" in text
    assert "4 messages in the channel would read otherwise now" in text
    assert "2 messages show text that has gone" in text
    assert "2 serials in channels you can't see" in text


def test_a_new_edition_has_its_own_first_page_and_buttons() -> None:
    view = proof_view(samples.edition_proof())
    assert labels(view) == [
        *["What changes", "Proof", "Chapters", "Warnings (1)", "Passages"],
        "Replace",
        "Replace and correct what was posted (4 messages)",
        "Discard",
        "Change…",
        "Rate…",
    ]
    quiet = proof_view(samples.edition_proof(corrections=0, changes=NOTHING))
    assert "Replace" in labels(quiet)
    assert not any("correct" in label for label in labels(quiet))
    assert "The text is the same." in shown(quiet)
    assert "3 readers keep their places: with the words they had reached." in shown(quiet)
    assert "is it the right one?" not in shown(quiet)


def test_another_book_and_as_many_words_and_single_messages_are_said_so() -> None:
    proof = samples.edition_proof(corrections=1, changes=replace(NOTHING, another=True))
    assert proof.replacement is not None
    words = proof.sheet.figures.words
    found = replace(proof.replacement, lost=1, words_before=words, readers=1)
    text = shown(proof_view(replace(proof, replacement=found)))
    assert "Hardly anything of the text so far is in this file: is it the right one?" in text
    assert f"{words:,} words as before" in text
    assert "*Replace* leaves it as it is, the other button edits it." in text
    assert "1 message shows text that has gone; I leave it where it is" in text
    assert "1 reader keeps their place: with" in text


@pytest.mark.parametrize(
    ("state", "following", "said"),
    [
        (SerialState.RUNNING, True, "next Ch. 3 · The Lamp"),
        (SerialState.RUNNING, False, "nothing is left to drop, so it closes"),
        (SerialState.PAUSED, True, "paused; next Ch. 3 · The Lamp"),
        (SerialState.FINISHED, True, "waits until you `/serial resume` it"),
        (SerialState.FINISHED, False, "nothing is left to drop\n"),
        (SerialState.ENDED, True, "has ended and stays so"),
    ],
)
def test_each_serial_says_how_it_goes_on(state: SerialState, following: bool, said: str) -> None:
    change = samples.serial_change(state, following=following)
    text = shown(proof_view(samples.edition_proof(serials=(change,))))
    assert said in text


async def test_a_click_replaces_as_the_proof_shows_it_and_corrects_if_asked(stage: Stage) -> None:
    proof = samples.edition_proof()
    for label, correct in (("Replace", False), (labels(proof_view(proof))[6], True)):
        message = await stage.show(proof_view(proof))
        stage.services.replacing.confirm.return_value = samples.replaced()
        result = await stage.moderator.click(message, label=label)
        assert result.acknowledged
        call = stage.services.replacing.confirm.await_args
        assert call is not None
        assert call.args[1] == proof.draft_id
        assert call.kwargs == {"revision": 0, "correct": correct}
