"""A new edition: nobody loses their place, drops go on, and what was posted is corrected."""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.choices import Choices
from bot.domain.delivery import Failed, Key, Outcome, Retry, Unknown
from bot.domain.errors import RefusalError
from bot.domain.serial import Discussion, SerialState
from bot.domain.story import Rating
from bot.services.ports import PassageContent, Posting, Viewer
from bot.services.proofs import Proof
from bot.services.starting import StartRequest
from bot.storage import deliveries
from bot.storage.database import every
from tests.domain.test_revision import words
from tests.services.conftest import House, open_house
from tests.services.fakes import CHANNEL, MODERATOR, viewer

MOD = viewer(MODERATOR)
READER = viewer()


def chapter(title: str, seed: int, paragraphs: int = 12, mark: str = "") -> str:
    texts = [words(60, seed * 100 + at) for at in range(paragraphs)]
    texts[1] += mark
    return f"# {title}\n\n" + "\n\n".join(texts)


def manuscript(*chapters: str, notes: str = "") -> str:
    return "\n\n".join([*chapters, notes]) + "\n"


ONE, TWO, THREE, FOUR = (
    chapter(name, at) for at, name in enumerate(("One", "Two", "Three", "Four"))
)
BOOK = manuscript(ONE, TWO, THREE)


async def start(
    house: House,
    text: str = BOOK,
    *,
    instalment: str = "chapter",
    discussion: Discussion = Discussion.INSTALMENT,
) -> tuple[int, int]:
    """Add a story and start a serial of it; say the ids of both."""
    story_id = await house.add_story(text, "harbour.md")
    return story_id, await house.start(
        story_id=story_id, instalment=instalment, discussion=discussion
    )


async def drops(house: House, number: int) -> None:
    """Let so many dates come."""
    for _ in range(number):
        house.clock.move(hours=(18 - house.clock.now().hour) % 24 or 24)
        await house.settle()


async def propose(
    house: House,
    story_id: int,
    text: str,
    *,
    title: str | None = None,
    rating: Rating | None = None,
) -> Proof:
    return await house.replacing.propose(
        MOD, story_id, text.encode(), "harbour.md", title=title, rating=rating
    )


async def replaced(house: House, story_id: int, text: str, *, correct: bool = False) -> None:
    proof = await propose(house, story_id, text)
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=correct)


def shown(house: House) -> list[str]:
    """The text of each passage in the channel, in order."""
    return [
        " ".join(part.text for part in item.posting.content.passage.paragraphs)
        for item in house.discord.messages
        if isinstance(item.posting.content, PassageContent)
    ]


def told(text: str) -> str:
    """The words of a manuscript without its headings."""
    return " ".join(" ".join(line for line in text.split("\n") if not line.startswith("#")).split())


async def text_read(house: House, serial_id: int) -> str:
    """All that a reader can turn the pages of."""
    dropped = await deliveries.dropped_through(house.database.reader, serial_id)
    pages = [await house.reading.open(READER, serial_id, at) for at in range(1, dropped + 1)]
    return " ".join(part.text for page in pages for part in page.passage.paragraphs)


# ----------------------------------------------------------------------- proof


async def test_the_proof_names_what_changed_and_who_it_concerns(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.reading.open(READER, serial_id)
    new = manuscript(ONE.replace(".", "!", 1), chapter("New", 9), THREE, FOUR)
    found = (await propose(house, story_id, new)).replacement
    assert found is not None
    names = [heading.title for heading in found.changes.added]
    assert names == ["New", "Four"]
    assert [heading.title for heading in found.changes.changed] == ["One"]
    assert [heading.title for heading in found.changes.gone] == ["Two"]
    assert found.readers == 1
    [change] = found.serials
    assert change.serial.serial_id == serial_id
    assert change.heading is not None
    # Two had dropped and is gone, New stands where it was: it drops next.
    assert change.heading.title == "New"
    assert found.corrections == 1
    assert found.lost == found.changes.posted.gone
    assert found.changes.posted.gone > 0


async def test_the_same_text_is_refused_kindly_and_leaves_no_draft(house: House):
    story_id, _ = await start(house)
    with pytest.raises(RefusalError, match="nothing would change"):
        await propose(house, story_id, BOOK)
    assert await every(house.database.reader, "SELECT * FROM draft WHERE kind = 'story'") == []
    proof = await propose(house, story_id, BOOK, title="Another name")
    done = await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=False)
    assert done.story.title == "Another name"


async def test_only_moderators_replace_and_never_the_shelf_or_a_foreign_story(house: House):
    story_id, _ = await start(house)
    with pytest.raises(RefusalError, match="moderators"):
        await house.replacing.propose(READER, story_id, BOOK.encode(), "a.md")
    with pytest.raises(RefusalError, match="no longer in the library"):
        await house.replacing.propose(
            viewer(MODERATOR, guild_id=2), story_id, BOOK.encode(), "a.md"
        )
    async with house.database.transaction() as db:
        await db.execute("UPDATE story SET guild_id = NULL, slug = 'harbour'")
    with pytest.raises(RefusalError, match="shelf"):
        await propose(house, story_id, manuscript(ONE))


async def test_an_adult_rating_is_set_in_an_age_restricted_channel_alone(house: House):
    story_id, _ = await start(house)
    with pytest.raises(RefusalError, match="age-restricted"):
        await propose(house, story_id, manuscript(ONE), rating=Rating.EXPLICIT)


async def test_a_rating_for_adults_is_refused_while_a_serial_runs_in_an_open_channel(house: House):
    story_id, serial_id = await start(house)
    here = viewer(MODERATOR, adult_ok=True)

    async def rate(who: Viewer) -> Proof:
        text = BOOK.encode()
        return await house.replacing.propose(
            who, story_id, text, "harbour.md", rating=Rating.EXPLICIT
        )

    with pytest.raises(RefusalError, match=f"runs in <#{CHANNEL}>, which is not age-restricted"):
        await rate(here)
    with pytest.raises(RefusalError, match="in a channel you can't see"):
        await rate(viewer(MODERATOR, adult_ok=True, sees=False))
    closed = viewer(MODERATOR, adult_ok=True, restricted=(CHANNEL,))
    proof = await rate(closed)
    with pytest.raises(RefusalError, match="which is not age-restricted"):
        await house.replacing.confirm(here, proof.draft_id, revision=0, correct=False)
    await house.serials.end(MOD, serial_id)
    done = await house.replacing.confirm(here, proof.draft_id, revision=0, correct=False)
    assert done.story.rating is Rating.EXPLICIT


async def test_another_book_is_asked_about_and_a_new_version_is_not(house: House):
    story_id, _ = await start(house)
    other = manuscript(*(chapter(f"Part {at}", 40 + at) for at in range(3)))
    for text, another in (
        (other, True),
        (manuscript(ONE.replace(".", "!"), TWO, THREE), False),
        (manuscript(TWO), False),
        (manuscript(ONE, TWO, THREE, *(chapter(f"New {at}", 60 + at) for at in range(9))), False),
    ):
        proof = await propose(house, story_id, text)
        assert proof.replacement is not None
        assert proof.replacement.changes.another is another


async def test_a_serial_says_how_many_corrections_wait(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    text = manuscript(ONE.replace(".", "!"), TWO, THREE)
    proof = await propose(house, story_id, text)
    done = await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=True)
    assert done.corrections > 0
    assert (await house.serials.show(MOD, serial_id)).corrections == done.corrections
    await house.settle()
    assert (await house.serials.show(MOD, serial_id)).corrections == 0


async def test_a_draft_is_confirmed_once_and_not_after_another_edition(house: House):
    story_id, _ = await start(house)
    first = await propose(house, story_id, manuscript(ONE, TWO))
    second = await propose(house, story_id, manuscript(ONE, THREE))
    await house.replacing.confirm(MOD, first.draft_id, revision=0, correct=False)
    with pytest.raises(RefusalError, match="answered already"):
        await house.replacing.confirm(MOD, first.draft_id, revision=0, correct=False)
    with pytest.raises(RefusalError, match="another edition meanwhile"):
        await house.replacing.confirm(MOD, second.draft_id, revision=0, correct=False)
    assert [row.number for row in await house.library.editions(MOD, story_id)] == [2, 1]


async def test_a_new_edition_is_read_as_the_last_one_was(house: House):
    text = "Part the first\n\n" + words(80, 1) + "\n\nPart the second\n\n" + words(80, 2)
    proof = await house.library.preview(
        MOD, text.encode(), "a.txt", choices=Choices(chapters="Part the *")
    )
    story_id = (await house.library.confirm(MOD, proof.draft_id)).story_id
    await replaced(house, story_id, text + "\n\nPart the third\n\n" + words(80, 3))
    assert (await house.library.entry(MOD, story_id)).chapters == 3


async def test_a_serial_proposed_by_an_edition_that_was_replaced_is_not_started(house: House):
    story_id = await house.add_story(BOOK, "harbour.md")
    proposal = await house.serials.propose(
        MOD, StartRequest(story_id, CHANNEL, "daily", "18:00", "UTC")
    )
    await replaced(house, story_id, manuscript(ONE, TWO))
    with pytest.raises(RefusalError, match="new edition"):
        await house.serials.confirm(MOD, proposal.draft_id)


# ---------------------------------------------------------------------- drops


async def test_a_running_serial_goes_on_where_its_words_left_off(house: House):
    story_id, serial_id = await start(house, instalment="2 passages")
    await drops(house, 2)
    before = shown(house)
    await replaced(house, story_id, manuscript(ONE, TWO, THREE, FOUR))
    view = await house.serials.show(MOD, serial_id)
    assert view.next_instalment is not None
    assert view.next_instalment.number == 3
    await drops(house, 20)
    assert shown(house)[: len(before)] == before
    assert " ".join(shown(house)) == told(manuscript(ONE, TWO, THREE, FOUR))
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED
    assert house.discord.shown().count("closing") == 1


async def test_a_chapter_put_before_the_place_can_be_read_and_is_not_posted(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    messages = len(house.discord.messages)
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9), TWO, THREE))
    await house.settle()
    assert len(house.discord.messages) == messages
    assert await text_read(house, serial_id) == told(manuscript(ONE, chapter("New", 9), TWO))
    await drops(house, 1)
    assert shown(house)[-1].endswith(told(THREE)[-40:])


async def test_next_date_stays_and_a_serial_without_text_to_come_closes(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    before = (await house.serials.show(MOD, serial_id)).serial.next_at
    await replaced(house, story_id, manuscript(ONE, TWO, FOUR))
    assert (await house.serials.show(MOD, serial_id)).serial.next_at == before
    await replaced(house, story_id, manuscript(ONE, TWO))
    await house.settle()
    assert house.discord.shown()[-1] == "closing"
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.FINISHED
    assert view.upcoming == ()


async def test_a_finished_serial_with_more_text_waits_to_be_resumed(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 4)
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED
    proof = await propose(house, story_id, manuscript(ONE, TWO, THREE, FOUR))
    done = await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=False)
    assert [serial.serial_id for serial in done.waiting] == [serial_id]
    posted = len(house.discord.messages)
    await drops(house, 2)
    assert len(house.discord.messages) == posted
    await house.serials.resume(MOD, serial_id)
    await drops(house, 1)
    assert shown(house)[-1].endswith(told(FOUR)[-40:])
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED
    assert house.discord.shown().count("closing") == 2


async def test_an_ended_serial_stays_ended(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    await house.serials.end(MOD, serial_id)
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9)))
    await drops(house, 2)
    assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.ENDED
    assert " ".join(shown(house)) == told(ONE)


async def test_serials_at_different_places_both_go_on_with_their_own_words(house: House):
    story_id, first = await start(house)
    await drops(house, 2)
    second = await house.start(story_id=story_id, channel_id=20)
    new = manuscript(ONE.replace(".", "!", 3), TWO, chapter("New", 9), FOUR)
    await replaced(house, story_id, new)
    await drops(house, 5)
    by_place: dict[int, list[str]] = {CHANNEL: [], 20: []}
    for item in house.discord.messages:
        if isinstance(item.posting.content, PassageContent):
            texts = [part.text for part in item.posting.content.passage.paragraphs]
            by_place[item.place_id].append(" ".join(texts))
    assert " ".join(by_place[20]) == told(new)
    assert " ".join(by_place[CHANNEL]) == told(manuscript(ONE, TWO, chapter("New", 9), FOUR))
    for serial_id in (first, second):
        assert (await house.serials.show(MOD, serial_id)).serial.state is SerialState.FINISHED


async def test_what_has_dropped_while_the_moderator_thought_keeps_its_bounds(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 1)
    proof = await propose(house, story_id, manuscript(ONE, TWO, FOUR))
    await drops(house, 1)
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=False)
    await drops(house, 3)
    assert " ".join(shown(house)) == told(manuscript(ONE, TWO, FOUR))
    assert await text_read(house, serial_id) == told(manuscript(ONE, TWO, FOUR))


@pytest.mark.parametrize("failed_at", [1, 2])
async def test_a_drop_held_up_half_way_posts_the_rest_in_its_new_words(
    house: House, failed_at: int
):
    story_id, serial_id = await start(house, discussion=Discussion.INSTALMENT)
    house.discord.faults[Key(serial_id, 1, f"passage:{failed_at}")] = [Failed("Give me Send.")]
    await drops(house, 1)
    before = shown(house)
    assert len(before) == failed_at - 1
    grown = ONE.replace("\n\n", f"\n\n{words(900, 77)}\n\n", 1) + "\n\n" + words(500, 78)
    new = manuscript(grown, TWO, THREE)
    await replaced(house, story_id, new)
    await house.serials.resume(MOD, serial_id)
    await drops(house, 5)
    text = " ".join(shown(house))
    if failed_at == 1:
        assert text == told(new)
    assert text.endswith(told(manuscript(TWO, THREE)))
    assert words(500, 78) in text
    tried = house.discord.tries
    assert len(set(tried)) == len(tried) - 1, "only what failed is tried again"
    threads = [item for item in house.discord.messages if item.posting.key.part == "greeting"]
    # What came after the end of the instalment is one of its own.
    assert len(threads) == 4


@pytest.mark.parametrize("posted", [True, False])
async def test_a_message_in_doubt_is_found_by_its_mark_after_a_new_edition(
    house: House, posted: bool
):
    story_id, serial_id = await start(house)
    fault = Unknown("time-out")
    house.discord.faults[Key(serial_id, 1, "passage:2")] = [("after", fault) if posted else fault]
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace(".", "!"), TWO, THREE), correct=True)
    house.discord.forget_nonces()
    await drops(house, 3)
    numbers = [item.posting.key.part for item in house.discord.messages if item.place_id == CHANNEL]
    assert numbers.count("passage:2") == 1
    assert " ".join(shown(house)) == told(manuscript(ONE.replace(".", "!"), TWO, THREE))


async def test_a_new_edition_while_a_post_is_on_its_way_loses_and_doubles_nothing(house: House):
    story_id, _serial_id = await start(house)
    new = manuscript(ONE.replace(".", "!"), TWO, THREE)

    async def meanwhile() -> None:
        await replaced(house, story_id, new, correct=True)

    house.discord.before_answer = meanwhile
    await drops(house, 4)
    assert " ".join(shown(house)) == told(new)
    assert len(shown(house)) == len(set(shown(house)))


# ---------------------------------------------------------------------- places


async def test_a_place_stays_with_its_words(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    page = await house.reading.open(READER, serial_id, 4)
    await replaced(house, story_id, manuscript(ONE, chapter("New", 9), TWO, THREE))
    again = await house.reading.open(READER, serial_id)
    assert again.passage.scenes == page.passage.scenes
    assert again.passage.number > page.passage.number
    assert again.heading.title == "Two"


async def test_a_page_turned_in_an_older_edition_opens_at_the_readers_place(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    page = await house.reading.open(READER, serial_id, 3)
    await replaced(house, story_id, manuscript(chapter("New", 9), ONE, TWO, THREE))
    turned = await house.reading.open(READER, serial_id, 4, edition_id=page.serial.edition_id)
    assert turned.passage.scenes == page.passage.scenes
    again = await house.reading.open(
        READER, serial_id, turned.passage.number + 1, edition_id=turned.serial.edition_id
    )
    assert again.passage.number == turned.passage.number + 1


async def test_who_had_read_all_goes_on_with_what_drops_next(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.reading.finish(READER, serial_id, 1)
    await house.reading.finish(READER, serial_id, 2)
    await replaced(house, story_id, manuscript(chapter("New", 9), ONE, TWO, FOUR))
    progress = await house.progress.of(READER, serial_id)
    assert progress.passages_left == 0
    await drops(house, 1)
    page = await house.reading.open(READER, serial_id)
    assert page.heading.title == "Four"
    undone = await house.reading.unfinish(READER, serial_id, 2)
    assert not undone.again


async def test_old_buttons_under_an_instalment_go_on_working(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await replaced(house, story_id, manuscript(chapter("New", 9), TWO, THREE))
    for instalment in (1, 2):
        done = await house.reading.finish(READER, serial_id, instalment)
        assert not done.again
        link = await house.discussions.way(READER, serial_id, instalment)
        assert link.thread_id is not None


async def test_a_place_in_a_chapter_that_has_gone_is_at_the_nearest_kept_before(house: House):
    story_id, serial_id = await start(house)
    await drops(house, 2)
    await house.reading.open(READER, serial_id, 3)
    await replaced(house, story_id, manuscript(ONE, THREE))
    page = await house.reading.open(READER, serial_id)
    assert page.heading.title == "One"
    assert told(ONE).endswith(" ".join(part.text for part in page.passage.paragraphs))


# ----------------------------------------------------------------------- notes

NOTED = manuscript(
    chapter("One", 1, mark=" A lantern[^1] hung there."),
    chapter("Two", 2, mark=" A bell[^2] rang."),
    notes="[^1]: A lamp with manners.\n\n[^2]: It was cast at home.",
)


async def note_ids(house: House, edition_id: int) -> list[int]:
    rows = await every(
        house.database.reader,
        "SELECT note_id FROM note WHERE edition_id = ? ORDER BY note_id",
        edition_id,
    )
    return [row["note_id"] for row in rows]


async def test_old_note_buttons_answer_with_the_note_that_says_the_same(house: House):
    story_id, serial_id = await start(house, NOTED)
    await drops(house, 1)
    first, second = await note_ids(house, 1)
    new = manuscript(
        chapter("One", 1, mark=" A rope[^1] and a lantern[^2] hung there."),
        chapter("Two", 2, mark=" A bell[^3] rang."),
        notes="[^1]: Of hemp.\n\n[^2]: A lamp with manners.\n\n[^3]: It was cast abroad.",
    )
    await replaced(house, story_id, new)
    answer = await house.footnotes.note(READER, serial_id, first)
    assert answer.note.label == "2"
    assert "manners" in answer.note.definition[0].text
    assert answer.message_id is not None
    with pytest.raises(RefusalError, match="no such footnote"):
        await house.footnotes.note(READER, serial_id, second)


async def test_a_note_that_has_gone_answers_as_it_was_to_who_could_see_it(house: House):
    story_id, serial_id = await start(house, NOTED)
    await drops(house, 1)
    first, second = await note_ids(house, 1)
    await replaced(house, story_id, manuscript(chapter("One", 1), chapter("Two", 2)))
    await replaced(house, story_id, manuscript(chapter("New", 9), chapter("One", 1)))
    answer = await house.footnotes.note(READER, serial_id, first)
    assert "manners" in answer.note.definition[0].text
    with pytest.raises(RefusalError, match="no such footnote"):
        await house.footnotes.note(READER, serial_id, second)
    await drops(house, 5)
    with pytest.raises(RefusalError, match="no such footnote"):
        await house.footnotes.note(READER, serial_id, second)


async def test_a_note_of_another_story_is_none(house: House):
    _story_id, serial_id = await start(house, NOTED)
    other = await house.add_story(NOTED.replace("manners", "secrets"), "other.md")
    await drops(house, 1)
    await replaced(house, other, manuscript(chapter("One", 1)))
    for note_id in await note_ids(house, 2):
        with pytest.raises(RefusalError, match="no such footnote"):
            await house.footnotes.note(READER, serial_id, note_id)


# ----------------------------------------------------------------- corrections


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


async def test_a_story_with_editions_leaves_nothing_behind_when_it_is_removed(house: House):
    story_id, serial_id = await start(house, NOTED)
    await drops(house, 1)
    await replaced(house, story_id, NOTED.replace(".", "!"))
    await house.serials.end(MOD, serial_id)
    await house.library.remove(MOD, story_id)
    for table in ("edition", "passage", "note", "delivery", "correction", "place"):
        assert await every(house.database.reader, f"SELECT * FROM {table}") == [], table


# ---------------------------------------------------------------------- at large


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_is_replaced_whenever_all_of_the_last_edition_can_be_read(
    tmp_path: Path, house: House, seed: int
):
    """With faults of posts and edits, and restarts in between."""
    chance = random.Random(seed)
    pool = [chapter(f"Chapter of {at}", at, chance.randint(2, 10)) for at in range(12)]
    chosen = sorted(chance.sample(range(12), 5))
    size = chance.choice(["chapter", "1 passage", "3 passages", "3 minutes"])
    text = manuscript(*(pool[at] for at in chosen))
    story_id, serial_id = await start(house, text, instalment=size)
    for _ in range(4):
        _break(house, serial_id, chance)
        await drops(house, chance.randint(0, 3))
        if chance.random() < 0.4:
            await house.database.close()
            path = tmp_path / "test.sqlite3"
            house = await open_house(path, house.clock, house.discord, house.desk)
        chosen = sorted({*chance.sample(chosen, len(chosen) - 1), chance.randrange(12)})
        text = manuscript(*(pool[at].replace("ale", chance.choice("xyz"), 2) for at in chosen))
        try:
            await replaced(house, story_id, text, correct=chance.random() < 0.7)
        except RefusalError:
            continue
        if (await house.serials.show(MOD, serial_id)).serial.state is SerialState.PAUSED:
            await house.serials.resume(MOD, serial_id)
    house.discord.faults.clear()
    house.discord.edit_faults.clear()
    for _ in range(60):
        await drops(house, 1)
        house.clock.move(minutes=30)
        await house.settle()
    view = await house.serials.show(MOD, serial_id)
    assert view.serial.state is SerialState.FINISHED
    assert await text_read(house, serial_id) == told(text)
    assert view.dropped == view.passages
    posted = [item.posting.key for item in house.discord.messages]
    assert len(set(posted)) == len(posted)
    await replaced_again_shows_all(house, story_id, text)
    await house.database.close()


async def replaced_again_shows_all(house: House, story_id: int, text: str) -> None:
    """What is left uncorrected is corrected if asked; then every message shows its passage."""
    proof = await propose(house, story_id, text, title="The last")
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=True)
    await house.settle()
    [view] = await house.serials.listing(MOD)
    serial_id = view.serial.serial_id
    for row in await deliveries.posted(house.database.reader, serial_id):
        if row.passage is None:
            continue
        page = await house.reading.open(READER, serial_id, row.passage)
        [item] = [one for one in house.discord.messages if one.message_id == row.message_id]
        assert isinstance(item.posting.content, PassageContent)
        assert item.posting.content.passage.scenes == page.passage.scenes


def _break(house: House, serial_id: int, chance: random.Random) -> None:
    """Order faults for some posts and edits to come."""
    for instalment in range(1, 30):
        for passage in range(1, 30):
            key = Key(serial_id, instalment, f"passage:{passage}")
            unknown = Unknown("time-out")
            faults: list[Outcome | tuple[str, Outcome]]
            faults = [unknown, ("after", unknown), Retry(timedelta(seconds=5))]
            if chance.random() < 0.2:
                house.discord.faults[key] = [chance.choice(faults)]
            if chance.random() < 0.2:
                house.discord.edit_faults[key] = [unknown]
    if chance.random() < 0.5:
        house.discord.forget_nonces()


async def test_a_greeting_that_a_new_edition_changes_is_looked_for_by_its_mark(house: House):
    story_id, serial_id = await start(house)
    greeting = Key(serial_id, 1, "greeting")
    house.discord.faults[greeting] = [Unknown("no answer")]
    await drops(house, 1)
    await replaced(house, story_id, manuscript(ONE.replace("# One", "# Once"), TWO, THREE))
    house.clock.move(minutes=5)
    await house.settle()
    said = next(item.posting for item in house.discord.messages if item.posting.key == greeting)
    assert said.revised
