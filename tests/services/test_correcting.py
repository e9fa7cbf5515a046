"""Messages that a new edition has changed: they are edited if a moderator says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from discord import ui

from bot.domain.delivery import Failed, Outcome, Retry, Unknown, Unreadable
from bot.domain.keys import Key
from bot.domain.serial import SerialState
from bot.services.ports import Posting
from bot.ui.desk import desk_view
from bot.ui.passage import texts_of
from tests.domain.test_revision import words
from tests.services.conftest import House, open_house
from tests.services.editions import (
    MOD,
    ONE,
    THREE,
    TWO,
    drops,
    manuscript,
    propose,
    replaced,
    shown,
    start,
    told,
)
from tests.services.fakes import CHANNEL


async def test_without_being_asked_nothing_posted_is_touched(house: House):
    story_id, _ = await start(house)
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE))
    await house.settle()
    assert house.discord.edits == []


async def test_only_messages_that_read_otherwise_are_edited_in_place(house: House):
    story_id, _serial_id = await start(house)
    await drops(house, 2)
    marks = [item.posting.mark for item in house.discord.messages]
    typo = words(60, 100)
    new = manuscript(ONE, TWO.replace(typo, typo.replace(".", "!", 1)), THREE)
    await replaced(house, story_id, new, correct=True)
    await house.settle()
    assert len(house.discord.edits) == 1
    assert [item.posting.mark for item in house.discord.messages] == marks
    assert " ".join(shown(house)) == told(manuscript(*new.split("\n\n# Three")[:1]))
    await house.settle()
    assert len(house.discord.edits) == 1


async def test_messages_left_as_they_were_can_be_corrected_with_a_later_edition(house: House):
    story_id, _ = await start(house)
    await drops(house, 2)
    new = manuscript(ONE.replace(".", "!"), TWO, THREE)
    await replaced(house, story_id, new)
    proof = await propose(house, story_id, new)
    assert proof.replacement is not None
    assert proof.replacement.changes.none
    assert proof.replacement.corrections > 0
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=True)
    await house.settle()
    assert " ".join(shown(house)).startswith(told(ONE.replace(".", "!")))


@pytest.mark.parametrize(
    ("fault", "wait"),
    [(Retry(timedelta(seconds=30)), 31), (Unknown("Discord answered 502"), 10)],
)
async def test_a_fault_of_an_edit_is_waited_out_also_over_a_restart(
    tmp_path: Path, house: House, fault: Retry | Unknown, wait: int
):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    new = manuscript(ONE.replace(".", "!"), TWO, THREE)
    await replaced(house, story_id, new, correct=True)
    house.discord.edit_faults[Key(serial_id, 1, "passage:2")] = [fault]
    await house.settle()
    assert not " ".join(shown(house)).startswith(told(ONE.replace(".", "!")))
    await house.database.close()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    house.clock.move(seconds=wait)
    await again.settle()
    assert " ".join(shown(house)) == told(ONE.replace(".", "!"))
    assert house.desk.notes == []
    await again.database.close()
    # The fixture closes the first one again, which is harmless.


async def test_a_refused_edit_is_told_once_and_tried_every_hour(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    refusals = [Failed("I lack View Channel; give me that.")]
    for number in range(1, 4):
        house.discord.edit_faults[Key(serial_id, 1, f"passage:{number}")] = [*refusals]
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    for _ in range(4):
        await house.settle()
        house.clock.move(hours=1)
    [note] = house.desk.notes
    assert "View Channel" in note.text
    assert "can't correct" in note.text
    await house.settle()
    assert " ".join(shown(house)).startswith(told(ONE.replace(".", "!")))
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.RUNNING


@pytest.mark.parametrize(
    "fault",
    [Failed("I lack View Channel; give me that."), Unknown("Discord answered 502")],
)
async def test_a_correction_is_not_given_up_however_long_it_is_in_vain(
    house: House, fault: Failed | Unknown
):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    faults = house.discord.edit_faults[Key(serial_id, 1, "passage:1")] = [fault] * 1_000
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    for _ in range(250):
        await house.settle()
        house.clock.move(hours=1)
    assert len(house.desk.notes) <= 1
    faults.clear()
    await house.settle()
    assert " ".join(shown(house)).startswith(told(ONE.replace(".", "!")))


async def vouched_for(house: House, instalment: int = 1) -> tuple[int, int]:
    """A story and its serial; the first message of an instalment nobody saw but a moderator."""
    story_id, serial_id = await start(house)
    await drops(house, instalment - 1)
    key = Key(serial_id, instalment, f"passage:{len(house.discord.passages()) + 1}")
    house.discord.faults[key] = [("after", Unknown("time-out"))]
    house.discord.sightings = [Unreadable(passing=False)]
    await drops(house, 1)
    house.clock.move(minutes=5)
    await house.settle()
    await house.serials.parked_is_there(MOD, key)
    await house.settle()
    house.desk.notes.clear()
    return story_id, serial_id


async def test_a_message_that_a_moderator_found_is_corrected_too(house: House):
    story_id, serial_id = await vouched_for(house)
    new = manuscript(ONE.replace(".", "!"), TWO, THREE)
    proof = await propose(house, story_id, new)
    assert proof.replacement is not None
    assert proof.replacement.corrections == len(house.discord.passages())
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=True)
    await house.settle()
    assert " ".join(shown(house)) == told(ONE.replace(".", "!"))
    assert (await house.serials.show(MOD, serial_id)).corrections == 0


async def test_who_has_it_corrected_hears_what_the_bot_needs_to_find_it(house: House):
    story_id, _ = await vouched_for(house)
    house.discord.sightings = [Unreadable(passing=False)] * 3
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    for _ in range(4):
        await house.settle()
        house.clock.move(hours=1)
    [note] = house.desk.notes
    said = " ".join(texts_of(desk_view(note)))
    assert "I can't correct a message of “harbour”: somebody said that it is there" in said
    assert "That takes View Channel and Read Message History" in said
    assert "The other messages are corrected all the same" in said
    assert " ".join(shown(house)) == told(ONE.replace(".", "!"))


async def test_the_note_leads_to_where_the_message_must_be(house: House):
    story_id, _ = await vouched_for(house, instalment=2)
    last = [
        item
        for item in house.discord.messages
        if item.posting.key.instalment == 1 and item.place_id == CHANNEL
    ][-1]
    house.discord.sightings = [Unreadable(passing=False)] * 3
    await replaced(house, story_id, manuscript(ONE, TWO.replace(".", "!"), THREE), correct=True)
    await house.settle()
    [note] = house.desk.notes
    [way] = [item.url for item in desk_view(note).walk_children() if isinstance(item, ui.Button)]
    assert way is not None
    assert way.endswith(f"/{last.place_id}/{last.message_id}")


async def test_a_refusal_is_told_though_one_message_could_not_be_found_before(house: House):
    story_id, serial_id = await vouched_for(house)
    await drops(house, 1)
    house.discord.sightings = [Unreadable(passing=False)] * 100
    for number in range(1, 4):
        refused = [Failed("I lack View Channel; give me that.")] * 100
        house.discord.edit_faults[Key(serial_id, 2, f"passage:{number}")] = [*refused]
    new = manuscript(ONE.replace(".", "!"), TWO.replace(".", "!"), THREE)
    await replaced(house, story_id, new, correct=True)
    for _ in range(4):
        await house.settle()
        house.clock.move(hours=1)
    unfound, refusal = house.desk.notes
    assert "can't look which" in unfound.text
    assert "View Channel; give me that" in refusal.text


async def test_a_message_that_can_not_be_found_holds_up_no_other(house: House):
    story_id, serial_id = await vouched_for(house)
    await drops(house, 1)
    house.discord.sightings = [Unreadable(passing=False)] * 100
    new = manuscript(ONE.replace(".", "!"), TWO.replace(".", "!"), THREE)
    await replaced(house, story_id, new, correct=True)
    for _ in range(4):
        await house.settle()
        house.clock.move(hours=1)
    assert shown(house)[-1].endswith("!")
    assert (await house.serials.show(MOD, serial_id)).corrections == 1
    assert len(house.desk.notes) == 1


async def test_a_message_that_is_not_there_any_more_needs_no_correction(house: House):
    story_id, serial_id = await vouched_for(house)
    del house.discord.messages[0]
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).corrections == 0
    assert house.desk.notes == []


async def test_drops_that_are_due_go_before_corrections(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    story_id, _ = await start(house)
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    order: list[str] = []
    post, edit = house.discord.post, house.discord.edit

    async def posting(item: Posting) -> Outcome:
        order.append("post")
        return await post(item)

    async def editing(item: Posting, message_id: int) -> Outcome:
        order.append("edit")
        return await edit(item, message_id)

    monkeypatch.setattr(house.discord, "post", posting)
    monkeypatch.setattr(house.discord, "edit", editing)
    house.clock.move(days=1)
    await house.settle()
    assert order == sorted(order, reverse=True)
    assert {"post", "edit"} == set(order)


async def test_an_edition_that_comes_during_an_edit_is_shown_in_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    story_id, _serial_id = await start(house)
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    last = manuscript(ONE.replace(".", "?"), TWO, THREE)
    edit = house.discord.edit
    done: list[int] = []

    async def editing(item: Posting, message_id: int) -> Outcome:
        if not done:
            done.append(message_id)
            await replaced(house, story_id, last, correct=True)
        return await edit(item, message_id)

    monkeypatch.setattr(house.discord, "edit", editing)
    await house.settle()
    await house.settle()
    assert " ".join(shown(house)) == told(ONE.replace(".", "?"))
