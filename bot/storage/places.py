"""Where each reader is in each serial, and which instalments they say they have read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.pages import Spot
from bot.domain.place import Place
from bot.domain.serial import Instalment
from bot.storage.database import Connection, Row, every, number, one
from bot.storage.moments import from_ticks, to_ticks


@dataclass(frozen=True, slots=True)
class Mark:
    """A press of *I've read this*: the last passage it covers, and what opened before it."""

    last_passage: int
    current_before: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a reader has got, see `Place`, and when they moved last."""

    furthest: int
    opened: int
    moved_at: datetime


_PLACES = """
    SELECT user_id, current, within, viewed, glimpsed, moved_at, max(viewed, coalesce((
        SELECT max(last_passage) FROM finished_mark AS mark
        WHERE mark.serial_id = place.serial_id AND mark.user_id = place.user_id), 0)) AS furthest
    FROM place
"""


async def load(db: Connection, serial_id: int, user_id: int) -> Place | None:
    """Load a reader's place, or None for who has none yet.

    The furthest passage is the furthest they saw the end of, or that of what they say they have
    read.
    """
    row = await one(
        db,
        _PLACES + " WHERE serial_id = ? AND user_id = ?",
        serial_id,
        user_id,
    )
    return None if row is None else _place(row)


async def reaches(db: Connection, serial_id: int) -> dict[int, Reach]:
    """Say how far everyone has got who has a place in a serial."""
    rows = await every(db, _PLACES + " WHERE serial_id = ?", serial_id)
    return {
        row["user_id"]: Reach(row["furthest"], _place(row).opened, from_ticks(int(row["moved_at"])))
        for row in rows
    }


async def move(
    db: Connection,
    serial_id: int,
    user_id: int,
    *,
    viewed: int,
    current: int,
    within: int = 0,
    glimpsed: int = 0,
    now: datetime,
) -> None:
    """Keep which passage opens next, how many letters into it, and that they were shown passages up
    to the end of `viewed`, and so many letters of the next.
    """
    await db.execute(
        "INSERT INTO place (serial_id, user_id, viewed, glimpsed, current, within, moved_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (serial_id, user_id) DO UPDATE SET "
        "glimpsed = CASE WHEN excluded.viewed > viewed THEN excluded.glimpsed "
        "WHEN excluded.viewed = viewed THEN max(glimpsed, excluded.glimpsed) ELSE glimpsed END, "
        "viewed = max(viewed, excluded.viewed), current = excluded.current, "
        "within = excluded.within, moved_at = excluded.moved_at",
        (serial_id, user_id, viewed, glimpsed, current, within, to_ticks(now)),
    )


async def mark(
    db: Connection,
    serial_id: int,
    user_id: int,
    instalment: Instalment,
    current_before: int,
    now: datetime,
) -> bool:
    """Mark an instalment as read; False where it was already. The reader has to have a place."""
    row = await one(
        db,
        "INSERT INTO finished_mark VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
        serial_id,
        user_id,
        instalment.number,
        instalment.last_passage,
        current_before,
        to_ticks(now),
    )
    return row is not None


async def unmark(db: Connection, serial_id: int, user_id: int, instalment: int) -> Mark | None:
    """Take a mark back and say what it was; None where there is none."""
    row = await one(
        db,
        "DELETE FROM finished_mark WHERE serial_id = ? AND user_id = ? AND instalment = ? "
        "RETURNING last_passage, current_before",
        serial_id,
        user_id,
        instalment,
    )
    return None if row is None else Mark(row["last_passage"], row["current_before"])


async def renumber(
    db: Connection,
    serial_id: int,
    end: Callable[[int], int],
    opens: Callable[[int, int], int],
    spot: Callable[[Spot], Spot],
) -> None:
    """Move all places of a serial to another edition's passages.

    `end` says which passage ends with the words of an old one, `opens` what opens next for who
    had a passage before them and had opened passages up to another, `spot` where the letters are
    that somebody had come to within one.
    """
    places = await every(db, "SELECT * FROM place WHERE serial_id = ?", serial_id)
    marks = await every(db, "SELECT * FROM finished_mark WHERE serial_id = ?", serial_id)
    opened = {row["user_id"]: row["viewed"] + bool(row["glimpsed"]) for row in places}
    read = dict(opened)
    for row in marks:
        read[row["user_id"]] = max(read[row["user_id"]], row["last_passage"])
    await db.executemany(
        "UPDATE place SET viewed = ?, glimpsed = ?, current = ?, within = ? "
        "WHERE serial_id = ? AND user_id = ?",
        [
            (*_shown(row, end, spot), moved.passage, moved.within, serial_id, row["user_id"])
            for row in places
            for moved in [_opens(row, read[row["user_id"]], opens, spot)]
        ],
    )
    await db.executemany(
        "UPDATE finished_mark SET last_passage = ?, current_before = ? "
        "WHERE serial_id = ? AND user_id = ? AND instalment = ?",
        [
            (
                end(row["last_passage"]),
                opens(row["current_before"], opened[row["user_id"]]),
                serial_id,
                row["user_id"],
                row["instalment"],
            )
            for row in marks
        ],
    )


def _opens(
    row: Row, reached: int, opens: Callable[[int, int], int], spot: Callable[[Spot], Spot]
) -> Spot:
    if row["within"] and row["current"] <= reached:
        return spot(Spot(row["current"], row["within"]))
    return Spot(opens(row["current"], reached))


def _shown(row: Row, end: Callable[[int], int], spot: Callable[[Spot], Spot]) -> tuple[int, int]:
    """Say up to which passage's end somebody was shown the text, and how much of the next."""
    whole = (int(end(row["viewed"])), 0)
    if not row["glimpsed"]:
        return whole
    moved = spot(Spot(row["viewed"] + 1, row["glimpsed"]))
    return max(whole, (moved.passage - 1, moved.within))


def _place(row: Row) -> Place:
    # What is marked as read may go further than what was shown.
    glimpsed = row["glimpsed"] if row["viewed"] == row["furthest"] else 0
    return Place(row["furthest"], row["current"], row["within"], glimpsed)


async def forget_empty(db: Connection, serial_id: int, user_id: int) -> None:
    """Take a place away in which nothing was opened and nothing is marked."""
    await db.execute(
        "DELETE FROM place WHERE serial_id = ? AND user_id = ? AND viewed = 0 AND glimpsed = 0 "
        "AND NOT EXISTS "
        "(SELECT 1 FROM finished_mark AS mark "
        "WHERE mark.serial_id = place.serial_id AND mark.user_id = place.user_id)",
        (serial_id, user_id),
    )


async def count_readers(db: Connection, serial_id: int) -> int:
    """Count the members who have a place in the serial."""
    return await number(db, "SELECT count(*) FROM place WHERE serial_id = ?", serial_id)


async def count_finished(db: Connection, serial_id: int, instalment: Instalment) -> int:
    """Count the members who say they have read an instalment or a later one, or opened one."""
    return await number(
        db,
        "SELECT count(*) FROM place WHERE serial_id = ? "
        "AND (viewed + min(glimpsed, 1) > ? OR EXISTS "
        "(SELECT 1 FROM finished_mark AS mark WHERE mark.serial_id = place.serial_id "
        "AND mark.user_id = place.user_id AND last_passage >= ?))",
        serial_id,
        instalment.last_passage,
        instalment.last_passage,
    )


async def count_of_story(db: Connection, story_id: int) -> int:
    """Count the members who have a place in any serial of the story."""
    return await number(
        db,
        "SELECT count(DISTINCT user_id) FROM place JOIN serial USING (serial_id) "
        "JOIN edition USING (edition_id) WHERE story_id = ?",
        story_id,
    )
