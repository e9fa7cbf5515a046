"""A server that is left: nothing more goes there, it finds all again, and is purged at last."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

from bot.domain.delivery import Failed, State, Unknown
from bot.domain.keys import Key
from bot.domain.pages import Spot
from bot.domain.serial import Gate, SerialState
from bot.services.bookmarks import Bookmarks
from bot.services.departures import Departures
from bot.services.shelf import Shelf
from bot.services.subscriptions import Wish
from bot.storage import copies, deliveries, guilds, serials
from bot.storage.database import every, number, one
from tests.services.conftest import STORY, House, open_house
from tests.services.fakes import CHANNEL, GUILD, MODERATOR, READER, measure, viewer

OTHER, THERE = 2, 20


async def evening(house: House) -> None:
    """Let the next 18:00 come, and all that is due then go out."""
    house.clock.move(hours=(18 - house.clock.now().hour) % 24 or 24)
    await house.settle()


async def state_of(house: House, serial_id: int) -> SerialState:
    found = await serials.load(house.database.reader, serial_id)
    assert found is not None
    return found.state


async def stir(house: House, guild_id: int, channel_id: int) -> int:
    """Leave something of a server in every table, and say its serial."""
    moderator = viewer(MODERATOR, guild_id=guild_id, channel_id=channel_id)
    reader = viewer(READER, guild_id=guild_id, channel_id=channel_id)
    await house.guilds.set_desk(moderator, channel_id)
    story_id = await house.add_story(guild_id=guild_id)
    serial_id = await house.start(
        story_id=story_id, guild_id=guild_id, channel_id=channel_id, gate=Gate.AFTER_READING
    )
    await evening(house)
    page = await house.reading.open(reader, serial_id)
    await Bookmarks(house.database, house.clock).set(
        reader, serial_id, Spot(1), until=100, edition_id=page.serial.edition_id
    )
    await house.reading.finish(reader, serial_id, 1)
    await house.company.share(reader, serial_id)
    [note, *_] = await house.footnotes.suggest(reader, serial_id, "")
    await house.counting.note_shown(serial_id, note.note.note_id)
    changed = STORY.replace("lantern", "torch").encode()
    proof = await house.replacing.propose(moderator, story_id, changed, "harbour.txt")
    revision = proof.sheet.revision
    await house.replacing.confirm(moderator, proof.draft_id, revision=revision, correct=False)
    await house.library.preview(moderator, STORY.encode(), "another.txt")
    house.sight.members.add((READER, guild_id))
    wish = Wish("7:00", "UTC", "1 passage")
    for asking in (replace(reader, adult_ok=True), reader):
        begun = await house.subscriptions.subscribe(
            asking, serial_id, wish, channel_id=7000 + guild_id, locale="de"
        )
        if asking.adult_ok:
            await house.subscriptions.stop(READER, begun.subscription.subscription_id)
    return serial_id


OF_NO_SERVER = {"lease", "preference", "reminded"}
"""What is about nobody, and what somebody likes in all servers."""


async def census(house: House, guild_id: int) -> dict[str, int]:
    """Count, for every table there is, the rows that belong to a server by any road."""
    db = house.database.reader
    names = [
        row["name"]
        for row in await every(
            db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    counts = {"words": 0}
    for table in names:
        if index := re.fullmatch(r"words_([0-9]+)(_[a-z]+)?", table):
            # An index of an edition, and what SQLite keeps it in.
            owner = await one(db, OWNER, int(index[1]))
            assert owner is not None, f"{table} belongs to nobody"
            counts["words"] += owner["guild_id"] == guild_id
            continue
        columns = {row["name"] for row in await every(db, f"PRAGMA table_info({table})")}
        road = next((sql for key, sql in ROADS.items() if key in columns), None)
        assert road is not None or table in OF_NO_SERVER, f"{table} belongs to nobody"
        if road is not None:
            counts[table] = await number(
                db,
                f"SELECT count(*) FROM {table} WHERE {road}",
                guild_id,
            )
    return counts


ROADS = {
    "subscription_id": "subscription_id IN (SELECT subscription_id FROM subscription "
    "JOIN serial USING (serial_id) WHERE guild_id = ?)",
    "guild_id": "guild_id = ?",
    "story_id": "story_id IN (SELECT story_id FROM story WHERE guild_id = ?)",
    "serial_id": "serial_id IN (SELECT serial_id FROM serial WHERE guild_id = ?)",
    "edition_id": "edition_id IN (SELECT edition_id FROM edition JOIN story USING (story_id) "
    "WHERE guild_id = ?)",
}
"""How a row of a table with such a column is found to belong to a server, the shortest first."""
OWNER = "SELECT guild_id FROM edition JOIN story USING (story_id) WHERE edition_id = ?"


async def total(house: House) -> dict[str, int]:
    """Count all rows of every table, and the tables that are indexes."""
    indexes = (
        "(SELECT 1 FROM sqlite_master WHERE type = 'table' AND name LIKE 'words!_%' ESCAPE '!')"
    )
    return {
        table: await number(
            house.database.reader,
            f"SELECT count(*) FROM {indexes if table == 'words' else table}",
        )
        for table in await census(house, GUILD)
    }


# ----------------------------------------------------------------------- leaving


async def test_nothing_goes_to_a_server_that_was_left(house: House):
    serial_id = await house.start()
    await evening(house)
    shown = list(house.discord.messages)
    await house.departures.left(GUILD)
    tries = len(house.discord.tries)
    for _ in range(3):
        await evening(house)
    assert house.discord.messages == shown
    assert len(house.discord.tries) == tries
    assert house.desk.notes == []
    assert await state_of(house, serial_id) is SerialState.AWAY


async def test_what_was_on_its_way_when_it_was_left_waits(house: House):
    serial_id = await house.start()
    house.discord.before_answer = lambda: house.departures.left(GUILD)
    await evening(house)
    assert house.discord.shown() == ["passage:1"]
    await house.departures.reconcile(lambda: {GUILD})
    await house.settle()
    assert house.discord.shown() == ["passage:1", "passage:2"]
    assert await state_of(house, serial_id) is SerialState.RUNNING


async def test_a_refusal_on_the_way_out_is_no_failure_to_tell(house: House):
    """Discord may say no before it says that the server was left, or after."""
    serial_id = await house.start()
    first = Key(serial_id, 1, "passage:1")
    house.discord.faults[first] = [Failed("I can't see the channel any more.")]
    house.discord.before_answer = lambda: house.departures.left(GUILD)
    await evening(house)
    assert house.desk.notes == []
    house.clock.move(days=1)
    await house.departures.reconcile(lambda: {GUILD})
    await house.settle()
    assert house.discord.shown()[:2] == ["passage:1", "passage:2"]


async def test_an_attempt_that_nobody_saw_end_is_looked_for_once_it_is_back(house: House):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [("after", Unknown("no answer"))]
    house.discord.before_answer = lambda: house.departures.left(GUILD)
    await evening(house)
    house.discord.forget_nonces()
    house.clock.move(days=20)
    await house.departures.reconcile(lambda: {GUILD})
    await house.settle()
    assert house.discord.shown() == ["passage:1", "passage:2"]


async def test_an_ended_serial_is_left_in_peace_too(house: House):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [Unknown("no answer")]
    await evening(house)
    await house.serials.end(viewer(MODERATOR), serial_id)
    await house.departures.left(GUILD)
    house.clock.move(days=1)
    await house.settle()
    found = await deliveries.load(house.database.reader, Key(serial_id, 1, "passage:1"))
    assert found is not None
    assert found.state is State.UNKNOWN
    assert house.desk.notes == []


async def test_no_message_is_corrected_in_a_server_that_was_left(house: House):
    story_id = await house.add_story()
    await house.start(story_id=story_id)
    await evening(house)
    await house.departures.left(GUILD)
    await house.replace(story_id, STORY.replace("lantern", "torch"))
    await house.settle()
    assert house.discord.edits == []
    await house.departures.reconcile(lambda: {GUILD})
    await house.settle()
    assert house.discord.edits != []


async def test_nobody_is_reminded_of_what_waits_in_a_server_that_was_left(house: House):
    serial_id = await house.start()
    house.discord.faults[Key(serial_id, 1, "passage:1")] = [Failed("No.")]
    await evening(house)
    assert len(house.desk.notes) == 1
    await house.departures.left(GUILD)
    await house.outbox.remind()
    assert len(house.desk.notes) == 1
    await house.departures.reconcile(lambda: {GUILD})
    await house.outbox.remind()
    assert len(house.desk.notes) == 2


# ------------------------------------------------------------------- coming back


async def test_back_within_thirty_days_all_of_it_is_there_and_goes_on(house: House):
    serial_id = await house.start()
    await evening(house)
    await house.reading.open(viewer(), serial_id, 2)
    await house.departures.left(GUILD)
    house.clock.move(days=29)
    await house.departures.purge()
    assert await house.departures.returned(GUILD)
    [note] = house.desk.notes
    assert "goes on" in note.text
    assert note.said["title"] == "harbour"
    await evening(house)
    assert "passage:3" in house.discord.shown()
    page = await house.reading.open(viewer(), serial_id)
    assert page.passage.number == 2


async def test_what_a_moderator_had_paused_stays_so(house: House):
    serial_id = await house.start()
    await house.serials.pause(viewer(MODERATOR), serial_id)
    await house.departures.left(GUILD)
    await house.departures.returned(GUILD)
    assert await state_of(house, serial_id) is SerialState.PAUSED
    assert house.desk.notes == []


async def test_moderators_are_told_once_for_all_that_goes_on(house: House):
    story_id = await house.add_story()
    for channel_id in (10, 11, 12):
        await house.start(story_id=story_id, channel_id=channel_id)
    await house.departures.left(GUILD)
    await house.departures.returned(GUILD)
    [note] = house.desk.notes
    assert note.said["more"] == 2


async def test_a_server_that_was_never_left_comes_back_to_nothing(house: House):
    await house.start()
    assert not await house.departures.returned(GUILD)
    assert not await house.departures.returned(OTHER)
    assert house.desk.notes == []


async def test_the_dispatch_looks_at_once_when_something_goes_on(house: House):
    looks: list[int] = []
    departures = Departures(house.database, house.clock, house.outbox, lambda: looks.append(1))
    await house.start()
    await departures.left(GUILD)
    await departures.reconcile(lambda: {GUILD})
    assert len(looks) == 1
    await departures.left(GUILD)
    await departures.returned(GUILD)
    assert len(looks) == 2
    await departures.reconcile(lambda: {GUILD})
    assert len(looks) == 2


# -------------------------------------------------------------------- unseen moves


async def test_a_server_left_while_the_bot_was_away_gets_nothing_when_it_starts(
    house: House, tmp_path: Path
):
    left = await house.start()
    stays = await house.start(guild_id=OTHER, channel_id=THERE)
    await house.database.close()
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    assert await again.departures.reconcile(lambda: {OTHER}) == []
    await evening(again)
    assert again.discord.shown(CHANNEL) == []
    assert again.discord.shown(THERE) == ["passage:1", "passage:2"]
    assert await state_of(again, left) is SerialState.AWAY
    assert await state_of(again, stays) is SerialState.RUNNING
    await again.database.close()


async def test_the_thirty_days_begin_when_it_is_found_out_and_once(house: House):
    await house.start()
    await house.departures.reconcile(set)
    for _ in range(29):
        house.clock.move(days=1)
        await house.departures.reconcile(set)
        await house.departures.purge()
    assert sum((await census(house, GUILD)).values())
    house.clock.move(days=1)
    await house.departures.reconcile(set)
    await house.departures.purge()
    assert not sum((await census(house, GUILD)).values())


async def test_a_server_named_missing_by_mistake_goes_on_when_it_appears(house: House):
    serial_id = await house.start()
    await house.departures.reconcile(set)
    assert await house.departures.returned(GUILD)
    await evening(house)
    assert house.discord.shown() == ["passage:1", "passage:2"]
    assert await state_of(house, serial_id) is SerialState.RUNNING


async def test_a_server_joined_again_while_the_bot_was_away_is_not_purged(
    house: House, tmp_path: Path
):
    serial_id = await house.start()
    await house.departures.left(GUILD)
    await house.database.close()
    house.clock.move(days=31)
    again = await open_house(tmp_path / "test.sqlite3", house.clock, house.discord, house.desk)
    [back] = await again.departures.reconcile(lambda: {GUILD})
    await again.departures.purge()
    assert back.serial_id == serial_id
    assert await state_of(again, serial_id) is SerialState.RUNNING
    await again.database.close()


# -------------------------------------------------------------------------- purge


async def test_after_thirty_days_no_row_of_it_is_left_anywhere(house: House, tmp_path: Path):
    shelf = tmp_path / "stories" / "quay"
    shelf.mkdir(parents=True)
    (shelf / "story.toml").write_text('title = "Quay"\n')
    (shelf / "manuscript.md").write_text("# The Quay\n\nThe lamp went out.\n")
    await Shelf(house.database, house.clock, tmp_path / "stories", measure).sync()
    on_shelf = await total(house)
    assert on_shelf["passage"]
    await stir(house, OTHER, THERE)
    await stir(house, GUILD, CHANNEL)
    gone, others = await census(house, GUILD), await census(house, OTHER)
    assert all(gone.values()), gone
    await house.departures.left(GUILD)
    house.clock.move(days=30)
    await house.departures.purge()
    # The other server's draft has gone too, but for its age.
    others["draft"] = 0
    assert await census(house, OTHER) == others
    assert await total(house) == {table: on_shelf[table] + others[table] for table in others}
    assert await every(house.database.reader, "PRAGMA foreign_key_check") == []


async def test_a_draft_that_is_still_good_is_purged_with_its_server(house: House):
    await stir(house, GUILD, CHANNEL)
    assert (await census(house, GUILD))["draft"] == 1
    async with house.database.transaction() as db:
        await guilds.purge(db, GUILD)
    assert set((await census(house, GUILD)).values()) == {0}


async def test_of_what_is_purged_no_word_is_left_in_the_file(house: House, tmp_path: Path):
    await stir(house, GUILD, CHANNEL)
    await house.departures.left(GUILD)
    house.clock.move(days=30)
    path = tmp_path / "test.sqlite3"
    copies.backup(path, tmp_path / "before.sqlite3")
    assert b"harbour office" in (tmp_path / "before.sqlite3").read_bytes()
    await house.departures.purge()
    await house.database.close()
    assert b"harbour" not in path.read_bytes()


async def test_a_purged_server_begins_anew(house: House):
    await stir(house, GUILD, CHANNEL)
    await house.departures.left(GUILD)
    house.clock.move(days=30)
    await house.departures.purge()
    assert not await house.departures.returned(GUILD)
    assert await house.library.stories(viewer(MODERATOR)) == []
    shown = len(house.discord.messages)
    await house.start()
    await evening(house)
    assert len(house.discord.messages) > shown


async def test_one_server_that_cannot_be_purged_stays_whole_and_stops_no_other(house: House):
    await stir(house, GUILD, CHANNEL)
    await stir(house, OTHER, THERE)
    async with house.database.transaction() as db:
        await db.execute(
            "CREATE TRIGGER stubborn BEFORE DELETE ON story WHEN old.guild_id = 1 "
            "BEGIN SELECT raise(ABORT, 'no'); END"
        )
    before = await census(house, GUILD)
    await house.departures.left(GUILD)
    await house.departures.left(OTHER)
    house.clock.move(days=30)
    await house.departures.purge()
    assert await census(house, GUILD) == {**before, "draft": 0}
    assert set((await census(house, OTHER)).values()) == {0}


async def test_old_drafts_are_thrown_away_without_a_new_one(house: House):
    await house.library.preview(viewer(MODERATOR), STORY.encode(), "harbour.txt")
    house.clock.move(hours=23)
    await house.departures.purge()
    assert (await census(house, GUILD))["draft"] == 1
    house.clock.move(hours=2)
    await house.departures.purge()
    assert (await census(house, GUILD))["draft"] == 0


async def test_tending_purges_in_time_and_never_a_server_that_the_bot_is_in(house: House):
    await house.start()
    await house.start(guild_id=OTHER, channel_id=THERE)
    await house.departures.left(GUILD)
    await house.departures.left(OTHER)
    house.clock.move(days=31)
    tending = asyncio.create_task(house.departures.tend(lambda: {GUILD}))
    await house.clock.asleep()
    tending.cancel()
    await asyncio.gather(tending, return_exceptions=True)
    assert sum((await census(house, GUILD)).values())
    assert not sum((await census(house, OTHER)).values())
