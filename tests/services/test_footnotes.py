"""Footnotes: answered where the reader is; an undropped one gives nothing away."""

import pytest

from bot.domain.errors import RefusalError
from tests.services.conftest import House
from tests.services.fakes import viewer


@pytest.fixture
async def serial_id(house: House) -> int:
    """A serial by chapter whose first chapter (with note 1) has dropped, not the second."""
    serial = await house.start()
    house.clock.move(hours=6)
    await house.settle()
    return serial


@pytest.mark.parametrize("typed", ["1", "(1)", "[1]", " 1 "])
async def test_a_note_is_answered_with_its_sentence_and_its_message(
    house: House, serial_id: int, typed: str
):
    answer = await house.footnotes.marked(viewer(), serial_id, typed)
    assert answer.note.word == "lantern"
    assert answer.note.sentence == "A word with a lantern in it."
    assert (
        "".join(part.text for part in answer.note.definition) == "A lantern is a lamp with manners."
    )
    shown = {item.message_id for item in house.discord.messages}
    assert answer.message_id in shown


async def test_an_undropped_note_is_refused_in_the_words_for_one_that_is_not_there(
    house: House, serial_id: int
):
    with pytest.raises(RefusalError) as undropped:
        await house.footnotes.marked(viewer(), serial_id, "2")
    with pytest.raises(RefusalError) as missing:
        await house.footnotes.marked(viewer(), serial_id, "77")
    assert str(undropped.value) == str(missing.value)


async def test_autocomplete_and_ids_give_no_undropped_note_away(house: House, serial_id: int):
    offered = await house.footnotes.suggest(viewer(), serial_id, "")
    assert [note.label for note in offered] == ["1"]
    for note_id in range(1, 10):
        if note_id != offered[0].note_id:
            with pytest.raises(RefusalError):
                await house.footnotes.note(viewer(), serial_id, note_id)


async def test_autocomplete_finds_a_note_by_its_word(house: House, serial_id: int):
    assert [n.label for n in await house.footnotes.suggest(viewer(), serial_id, "lant")] == ["1"]
    assert await house.footnotes.suggest(viewer(), serial_id, "zebra") == []
    assert await house.footnotes.suggest(viewer(sees=False), serial_id, "") == []


async def test_the_notes_of_a_passage_are_found_by_its_message(house: House, serial_id: int):
    labels = {}
    for item in house.discord.messages:
        if item.posting.key.part.startswith("passage"):
            _, _, notes = await house.footnotes.in_passage(viewer(), item.message_id)
            labels[item.posting.key.part] = [note.label for note in notes]
    assert labels["passage:1"] == ["1"]
    with pytest.raises(RefusalError, match="no passage"):
        await house.footnotes.in_passage(viewer(), 4711)
    with pytest.raises(RefusalError, match="no passage"):
        await house.footnotes.in_passage(viewer(sees=False), house.discord.messages[0].message_id)
