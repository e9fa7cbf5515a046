"""Footnotes: answered where the reader is; an undropped one gives nothing away."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.domain.serial import Discussion
from bot.services.footnotes import NoteAnswer, NotesFound
from tests.services.conftest import House
from tests.services.fakes import viewer


@pytest.fixture
async def serial_id(house: House) -> int:
    """A serial by chapter whose first chapter (with note 1) has dropped, not the second."""
    serial = await house.start()
    house.clock.move(hours=6)
    await house.settle()
    return serial


@pytest.mark.parametrize("typed", ["（１）", "١", "1", "(1)", "[1]", " 1 "])
async def test_a_note_is_answered_with_its_sentence_and_its_message(
    house: House, serial_id: int, typed: str
):
    answer = await asked(house, serial_id, typed)
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
        await house.footnotes.look_up(viewer(), serial_id, "2")
    with pytest.raises(RefusalError) as missing:
        await house.footnotes.look_up(viewer(), serial_id, "77")
    assert str(undropped.value) == str(missing.value)


async def test_autocomplete_and_ids_give_no_undropped_note_away(house: House, serial_id: int):
    offered = await house.footnotes.suggest(viewer(), serial_id, "")
    assert [found.note.label for found in offered] == ["1"]
    for note_id in range(1, 10):
        if note_id != offered[0].note.note_id:
            with pytest.raises(RefusalError):
                await house.footnotes.note(viewer(), serial_id, note_id)


async def test_autocomplete_finds_a_note_by_its_word(house: House, serial_id: int):
    await house.reading.open(viewer(), serial_id)
    for typed in ("lant", "1", "mann", "lamp with ma"):
        found = await house.footnotes.suggest(viewer(), serial_id, typed)
        assert [one.note.label for one in found] == ["1"], typed
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


# ------------------------------------------------------------- across chapters

BOOK = "\n\n".join(
    f"""# Chapter {number}: {title}

{"It rained, and the lamp in the harbour office stood as it had stood. " * 12}

He drew {word}[^1] and set down the {thing}[^{last}].

[^1]: {note}

[^{last}]: Made of {metal} in the harbour of Narva.
"""
    for number, title, word, note, thing, metal, last in (
        (1, "The Quay", "Raikiri", "A blade that cut the lightning.", "kettle", "copper", 2),
        (2, "The Office", "Musashi", "A man of two swords.", "lantern", "tin", 2),
        (3, "The Sea", "Raikiri", "Broken by now, alas.", "anchor", "iron", 3),
        (4, "The Shore", "Kusanagi", "Cuts grass.", "oar", "ash", 2),
    )
)


@pytest.fixture
async def book(house: House) -> int:
    """A serial by chapter with notes counted anew in each; three of its four have dropped."""
    serial = await house.start(
        story_id=await house.add_story(BOOK, "book.md"), discussion=Discussion.INSTALMENT
    )
    for hours in (6, 24, 24):
        house.clock.move(hours=hours)
        await house.settle()
    return serial


async def asked(house: House, serial: int, typed: str, thread: int | None = None) -> NoteAnswer:
    answer = await house.footnotes.look_up(viewer(thread_id=thread), serial, typed)
    assert isinstance(answer, NoteAnswer)
    return answer


def heard(answer: NoteAnswer) -> tuple[str, bool]:
    return answer.note.word, answer.found.ahead


async def thread_of(house: House, serial: int, chapter: int) -> int:
    """The discussion of a chapter: the chapters are the instalments."""
    found = await house.discussions.way(viewer(), serial, chapter)
    assert found.thread_id is not None
    return found.thread_id


async def test_a_number_is_answered_by_the_nearest_one_read_and_names_the_others(
    house: House, book: int
):
    await house.reading.finish(viewer(), book, 2)
    answer = await asked(house, book, "1")
    assert heard(answer) == ("Musashi", False)
    assert [(one.note.word, one.ahead) for one in answer.others] == [
        ("Raikiri", False),
        ("Raikiri", True),
    ]
    # Of a chapter that is ahead not even the title is told.
    assert [one.heading.title for one in answer.others] == ["The Quay", None]


async def test_in_a_discussion_its_own_chapter_answers_first(house: House, book: int):
    await house.reading.finish(viewer(), book, 3)
    for chapter, word in ((1, "Raikiri"), (2, "Musashi"), (3, "Raikiri")):
        thread = await thread_of(house, book, chapter)
        answer = await asked(house, book, "(1)", thread)
        assert heard(answer) == (word, False)
        assert answer.note.chapter == chapter - 1
        [first, *_] = await house.footnotes.suggest(viewer(thread_id=thread), book, "1")
        assert first.note.chapter == chapter - 1
    assert (await asked(house, book, "1", 4711)).note.chapter == 2


async def test_in_a_discussion_that_is_ahead_the_answer_is_hidden(house: House, book: int):
    await house.reading.finish(viewer(), book, 1)
    answer = await asked(house, book, "1", await thread_of(house, book, 3))
    assert (answer.note.chapter, answer.found.ahead) == (2, True)


async def test_a_word_finds_its_note_in_any_chapter(house: House, book: int):
    await house.reading.finish(viewer(), book, 3)
    assert (await asked(house, book, "musashi")).note.chapter == 1
    answer = await asked(house, book, "RAIKIRI")
    assert (answer.note.chapter, [one.note.chapter for one in answer.others]) == (2, [0])


async def test_words_of_a_note_find_it(house: House, book: int):
    await house.reading.finish(viewer(), book, 3)
    assert heard(await asked(house, book, "lightning")) == ("Raikiri", False)
    assert heard(await asked(house, book, "of copper")) == ("kettle", False)
    # What was begun is found where nothing is as it was typed.
    assert heard(await asked(house, book, "lightn")) == ("Raikiri", False)
    found = await house.footnotes.look_up(viewer(), book, "made harbour")
    assert isinstance(found, NotesFound)
    assert {one.note.word for one in found.notes} == {"kettle", "lantern", "anchor"}


async def test_of_several_what_was_read_comes_first(house: House, book: int):
    await house.reading.finish(viewer(), book, 1)
    found = await house.footnotes.look_up(viewer(), book, "narva")
    assert isinstance(found, NotesFound)
    assert found.notes[0].note.word == "kettle"
    assert [one.ahead for one in found.notes] == [False, True, True]


async def test_to_who_has_not_begun_all_is_ahead(house: House, book: int):
    for typed in ("1", "raikiri", "lightning"):
        assert (await asked(house, book, typed)).found.ahead, typed
    assert all(one.ahead for one in await house.footnotes.suggest(viewer(), book, ""))


async def test_a_list_that_hides_nothing_finds_what_is_ahead_by_number_alone(
    house: House, book: int
):
    await house.reading.finish(viewer(), book, 1)
    for typed in ("musa", "two swords", "anchor", "iron"):
        assert await house.footnotes.suggest(viewer(), book, typed) == [], typed
    offered = await house.footnotes.suggest(viewer(), book, "1")
    assert [(one.note.chapter, one.ahead) for one in offered] == [(0, False), (1, True), (2, True)]


async def test_the_button_under_a_passage_hides_nothing(house: House, book: int):
    offered = await house.footnotes.suggest(viewer(), book, "")
    for one in offered:
        button = await house.footnotes.note(viewer(), book, one.note.note_id)
        assert not button.found.ahead
        assert button.found.heading.title
        lookup = await asked(house, book, f"#{one.note.note_id}")
        assert lookup.found.ahead


@pytest.mark.parametrize("typed", ["kusanagi", "grass", "oar", "ash", "cuts gr", '"cuts grass"'])
async def test_what_has_not_dropped_is_found_by_nothing(house: House, book: int, typed: str):
    with pytest.raises(RefusalError) as refused:
        await house.footnotes.look_up(viewer(), book, typed)
    with pytest.raises(RefusalError) as missing:
        await house.footnotes.look_up(viewer(), book, "zebra")
    assert str(refused.value) == str(missing.value)
    assert await house.footnotes.suggest(viewer(), book, typed) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=st.one_of(st.text(max_size=80), st.sampled_from(BOOK.split())))
async def test_whatever_is_typed_only_what_has_dropped_is_found(
    house: House, book: int, typed: str
):
    offered = await house.footnotes.suggest(viewer(), book, typed)
    assert all(one.note.chapter < 3 for one in offered)
    try:
        answer = await house.footnotes.look_up(viewer(), book, typed)
    except RefusalError:
        return
    found = answer.notes if isinstance(answer, NotesFound) else (answer.found, *answer.others)
    assert all(one.note.chapter < 3 for one in found)


async def test_a_new_edition_is_looked_up_in_its_own_words(house: House, book: int):
    [story] = await house.library.stories(viewer(100))
    await house.reading.finish(viewer(), book, 1)
    await house.replace(story.story_id, BOOK.replace("lightning", "thunder"), name="book.md")
    assert heard(await asked(house, book, "thunder")) == ("Raikiri", False)
    with pytest.raises(RefusalError):
        await house.footnotes.look_up(viewer(), book, "lightning")
