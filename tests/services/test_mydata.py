"""Readers' data: all of it in one file, all of it gone on a word, and no drop notices."""

import asyncio
import json
import re
from typing import Any

import pytest

from bot.domain.delivery import State, Unknown
from bot.domain.keys import Key
from bot.domain.story import Rating
from bot.services.subscriptions import Wish
from bot.storage import deliveries, library, serials
from bot.storage.database import every, number
from bot.ui.mydata import export_file
from tests.services import conftest, fakes
from tests.services.conftest import STORY, House
from tests.services.fakes import CHANNEL, GUILD, MODERATOR, READER, viewer
from tests.services.test_departures import OTHER, THERE, evening

STRANGER = 102


async def lived_in(house: House) -> tuple[int, int]:
    """Two servers with a serial each that the reader and the moderator have a place in."""
    here = await house.start()
    there = await house.start(guild_id=OTHER, channel_id=THERE)
    await evening(house)
    for user_id in (READER, MODERATOR, STRANGER):
        await house.reading.open(viewer(user_id), here, 2)
        await house.reading.finish(viewer(user_id), here, 1)
    await house.reading.open(viewer(READER, guild_id=OTHER, channel_id=THERE), there)
    await house.library.preview(viewer(MODERATOR), STORY.encode(), "again.txt")
    house.sight.members.add((READER, GUILD))
    await house.subscriptions.subscribe(
        viewer(READER), here, Wish("7:00", "UTC"), channel_id=7001, locale="de"
    )
    house.sight.members.clear()
    return here, there


async def exported(house: House, user_id: int) -> dict[str, Any]:
    """The file, as it is read again."""
    written = json.loads(export_file(await house.mydata.export(user_id)))
    assert isinstance(written, dict)
    return written


async def mentions(house: House, user_id: int) -> dict[str, int]:
    """Count, in every column of every table, the cells that hold somebody's id."""
    db = house.database.reader
    found = {}
    tables = await every(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
    for table in [row["name"] for row in tables]:
        for column in await every(db, f"PRAGMA table_info({table})"):
            cells = await number(
                db,
                f"SELECT count(*) FROM {table} WHERE CAST({column['name']} AS TEXT) LIKE ?",
                f"%{user_id}%",
            )
            if cells:
                found[f"{table}.{column['name']}"] = cells
    return found


async def columns_of_people(house: House) -> set[str]:
    """Name the columns that say who somebody is."""
    db = house.database.reader
    tables = await every(db, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        f"{table['name']}.{column['name']}"
        for table in tables
        for column in await every(db, f"PRAGMA table_info({table['name']})")
        if column["name"] in {"user_id", "started_by"}
    }


# ------------------------------------------------------------------------- export


async def test_the_file_has_the_places_of_all_servers(house: House):
    here, there = await lived_in(house)
    written = await exported(house, READER)
    assert written["user"] == str(READER)
    first, second = written["places"]
    assert (first["serial"], first["server"], first["channel"]) == (here, "1", "10")
    assert (first["furthest_passage"], first["next_passage"]) == (2, 3)
    assert first["moved"] == "2026-03-02T18:00:00+00:00"
    assert [mark["instalment"] for mark in first["read"]] == [1]
    assert (second["serial"], second["server"], second["read"]) == (there, "2", [])
    assert written["serials_started"] == written["drafts"] == []
    [letters] = written["subscriptions"]
    assert (letters["kind"], letters["state"], letters["time"]) == ("letters", "active", "07:00")
    assert letters["amount"] == {"count": 10, "unit": "minutes"}


async def test_a_moderators_file_has_what_they_started_and_did_not_confirm(house: House):
    here, there = await lived_in(house)
    written = await exported(house, MODERATOR)
    assert [item["serial"] for item in written["serials_started"]] == [here, there]
    assert {item["state"] for item in written["serials_started"]} == {"running"}
    [draft] = written["drafts"]
    assert draft["file_bytes"] == len(STORY.encode())
    assert (draft["server"], draft["kind"]) == ("1", "story")


async def test_a_title_stands_only_where_its_channel_can_be_seen_now(house: House):
    await lived_in(house)
    assert [item["title"] for item in (await exported(house, READER))["places"]] == [None, None]
    house.sight.members.add((READER, OTHER))
    titles = [item["title"] for item in (await exported(house, READER))["places"]]
    assert titles == [None, "harbour"]
    other = await exported(house, MODERATOR)
    assert "harbour" not in json.dumps(other)


async def test_an_adult_title_is_in_no_file(house: House):
    await lived_in(house)
    house.sight.members |= {(READER, GUILD), (READER, OTHER)}
    [story, *_] = await library.stories(house.database.reader, GUILD)
    async with house.database.transaction() as db:
        await db.execute(
            "UPDATE story SET rating = ? WHERE story_id = ?",
            (Rating.EXPLICIT.value, story.story_id),
        )
    assert [item["title"] for item in (await exported(house, READER))["places"]] == [
        None,
        "harbour",
    ]


async def test_every_field_has_a_word_about_it(house: House):
    await lived_in(house)

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return {*value, *(name for item in value.values() for name in names(item))}
        if isinstance(value, list):
            return {name for item in value for name in names(item)}
        return set()

    for user_id in (READER, MODERATOR):
        written = await exported(house, user_id)
        words = written.pop("fields")
        assert names(written) - {"about"} <= words.keys()
        assert all(words.values())


async def test_nobody_elses_data_is_in_the_file(house: House):
    await lived_in(house)
    text = json.dumps(await house.mydata.export(READER))
    assert str(MODERATOR) not in re.findall(r'"(\d+)"', text)
    assert str(STRANGER) not in re.findall(r'"(\d+)"', text)
    empty = await exported(house, 555)
    assert empty["places"] == empty["serials_started"] == empty["drafts"] == []


# ------------------------------------------------------------------------- delete


async def test_nothing_about_them_is_left_in_any_table(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    """A number is found wherever it stands, in columns and tables still to come too."""
    number_of_theirs = 420042004200
    for module in (conftest, fakes):
        monkeypatch.setattr(module, "MODERATOR", number_of_theirs)
    here = await house.start()
    await evening(house)
    await house.reading.finish(viewer(number_of_theirs), here, 1)
    await house.library.preview(viewer(number_of_theirs), STORY.encode(), "again.txt")
    await house.serials.pause(viewer(number_of_theirs), here)
    house.sight.members.add((number_of_theirs, fakes.GUILD))
    await house.subscriptions.subscribe(
        viewer(number_of_theirs), here, Wish("7:00", "UTC"), channel_id=7001, locale="de"
    )
    async with house.database.transaction() as db:
        # As letters leave it that were asked for in an age-restricted channel and have ended.
        await db.execute("INSERT INTO asked_restricted VALUES (?, ?)", (here, number_of_theirs))
        await db.execute("INSERT INTO reminded VALUES (?, 1)", (number_of_theirs,))
        await db.execute("INSERT INTO preference VALUES (?, 'short', 0)", (number_of_theirs,))
        await db.execute("INSERT INTO sharing VALUES (?, ?, 1)", (fakes.GUILD, number_of_theirs))
        await db.execute(
            "INSERT INTO admission (serial_id, instalment, user_id, not_before) "
            "VALUES (?, 1, ?, 1)",
            (here, number_of_theirs),
        )
        await db.execute(
            "INSERT INTO bookmark (serial_id, user_id, passage, within, made_at) "
            "VALUES (?, ?, 1, 0, 1)",
            (here, number_of_theirs),
        )
    kept = await mentions(house, number_of_theirs)
    told = await exported(house, number_of_theirs)
    assert kept == {
        "place.user_id": len(told["places"]),
        "finished_mark.user_id": len(told["places"][0]["read"]),
        "draft.user_id": len(told["drafts"]),
        "asked_restricted.user_id": len(told["letters_ended"]),
        "subscription.user_id": len(told["subscriptions"]),
        "serial.started_by": len(told["serials_started"]),
        "reminded.user_id": told["reminded"] is not None,
        "preference.user_id": told["preferences"] is not None,
        "sharing.user_id": len(told["sharing"]),
        "admission.user_id": len(told["discussions"]),
        "bookmark.user_id": len(told["places"][0]["bookmarks"]),
    }
    assert kept.keys() == await columns_of_people(house), "try what is kept in the others, too"
    await house.mydata.delete(number_of_theirs)
    assert await mentions(house, number_of_theirs) == {}


async def test_only_their_own_is_deleted(house: House):
    await lived_in(house)
    gone = await house.mydata.delete(READER)
    assert (gone.places, gone.marks) == (2, 1)
    assert (await house.mydata.holdings(READER)).nothing
    assert (await house.mydata.holdings(STRANGER)).places == 1
    assert (await house.mydata.holdings(MODERATOR)).started == 2


async def test_a_serial_goes_on_without_whoever_started_it(house: House):
    here, _there = await lived_in(house)
    gone = await house.mydata.delete(MODERATOR)
    assert (gone.started, gone.alive, gone.drafts) == (2, 2, 1)
    serial = await serials.load(house.database.reader, here)
    assert serial is not None
    assert serial.started_by is None
    await evening(house)
    assert "passage:3" in house.discord.shown()
    await house.outbox.tell(serial, "“{title}” waits.", {"title": serial.title})
    assert house.desk.notes[-1].started_by is None


async def test_deleting_twice_finds_nothing_and_hurts_nothing(house: House):
    await lived_in(house)
    assert not (await house.mydata.delete(READER)).nothing
    assert (await house.mydata.delete(READER)).nothing
    assert (await house.mydata.delete(555)).nothing


async def test_who_deleted_their_data_begins_anew(house: House):
    here, _there = await lived_in(house)
    await house.mydata.delete(READER)
    page = await house.reading.open(viewer(), here)
    assert page.passage.number == 1
    done = await house.reading.finish(viewer(), here, 1)
    assert not done.again
    assert (await house.mydata.holdings(READER)).places == 1


async def test_a_button_of_before_finds_no_mark_to_take_back(house: House):
    here, _there = await lived_in(house)
    await house.mydata.delete(READER)
    assert (await house.reading.unfinish(viewer(), here, 1)).again
    assert (await house.mydata.holdings(READER)).nothing


async def test_a_deletion_in_the_middle_of_a_drop_does_it_no_harm(house: House):
    here = await house.start()
    house.discord.before_answer = lambda: house.mydata.delete(MODERATOR)
    await evening(house)
    assert house.discord.shown() == ["passage:1", "passage:2"]
    serial = await serials.load(house.database.reader, here)
    assert serial is not None
    assert serial.started_by is None


async def test_deletions_all_through_a_serial_lose_and_double_nothing(house: House):
    here = await house.start()
    stop = asyncio.Event()

    async def come_and_go() -> None:
        while not stop.is_set():
            await house.mydata.delete(MODERATOR)
            await house.mydata.delete(READER)
            await asyncio.sleep(0)

    churn = asyncio.create_task(come_and_go())
    for _ in range(4):
        await evening(house)
        await house.reading.open(viewer(), here)
    stop.set()
    await churn
    shown = house.discord.shown()
    assert shown == ["passage:1", "passage:2", "passage:3", "passage:4", "closing"]


async def test_the_closing_card_is_found_though_its_count_of_readers_has_changed(house: House):
    """It says how many have read along; that must not make it a stranger."""
    here = await house.start()
    for _ in range(2):
        await evening(house)
    await house.reading.open(viewer(), here)
    closing = Key(here, 3, "closing")
    house.discord.faults[closing] = [("after", Unknown("no answer"))]
    await evening(house)
    found = await deliveries.load(house.database.reader, closing)
    assert found is not None
    assert found.state is State.UNKNOWN
    await house.mydata.delete(READER)
    house.discord.forget_nonces()
    house.clock.move(minutes=5)
    await house.settle()
    assert house.discord.shown(CHANNEL).count("closing") == 1
    assert house.discord.messages[-1].posting.revised
