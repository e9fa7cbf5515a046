"""Serials: how each stands, when it drops next, and what an outage took."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from bot.domain.cadence import Cadence
from bot.domain.serial import (
    Discussion,
    Gate,
    Instalment,
    Serial,
    SerialState,
    Size,
    SizeKind,
)
from bot.domain.story import Rating
from bot.storage import instalments
from bot.storage.database import Connection, Row, changed, every, inserted, number, one
from bot.storage.moments import from_ticks, to_ticks


@dataclass(frozen=True, slots=True)
class NewSerial:
    """A serial that is about to start."""

    guild_id: int
    channel_id: int
    edition_id: int
    started_by: int
    cadence: Cadence
    size: Size
    discussion: Discussion
    gate: Gate
    ping_role_id: int | None
    next_at: datetime


_SERIALS = """
    SELECT serial.*, story.story_id, story.title, story.author, story.rating,
        story.warnings, story.language
    FROM serial JOIN edition USING (edition_id) JOIN story USING (story_id)
"""


async def add(db: Connection, new: NewSerial, plan: Iterable[Instalment], now: datetime) -> int:
    """Start a serial with its plan and say its id."""
    serial_id = await inserted(
        db,
        "INSERT INTO serial (guild_id, channel_id, edition_id, started_by, started_at, state, "
        "days, wall_time, zone, size_kind, size_count, discussion, gate, ping_role_id, "
        "next_at) VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new.guild_id,
        new.channel_id,
        new.edition_id,
        new.started_by,
        to_ticks(now),
        ",".join(str(day) for day in sorted(new.cadence.days)),
        new.cadence.at.isoformat("minutes"),
        new.cadence.zone,
        new.size.kind.value,
        new.size.count,
        new.discussion.value,
        new.gate.value,
        new.ping_role_id,
        to_ticks(new.next_at),
    )
    await instalments.add(db, serial_id, plan)
    return serial_id


async def of_edition(db: Connection, edition_id: int) -> list[Serial]:
    """List the serials that run an edition or did, of all servers."""
    rows = await every(db, _SERIALS + " WHERE edition_id = ? ORDER BY serial_id", edition_id)
    return [_serial(row) for row in rows]


async def load(db: Connection, serial_id: int) -> Serial | None:
    """Load a serial."""
    row = await one(db, _SERIALS + " WHERE serial_id = ?", serial_id)
    return None if row is None else _serial(row)


async def of_guild(db: Connection, guild_id: int) -> list[Serial]:
    """List a server's serials, those alive first, then by title."""
    rows = await every(
        db,
        _SERIALS + " WHERE serial.guild_id = ? "
        "ORDER BY state IN ('finished', 'ended'), title COLLATE NOCASE, serial_id",
        guild_id,
    )
    return [_serial(row) for row in rows]


async def to_drop(
    db: Connection, now: datetime, limit: int, *, after: Serial | None = None
) -> list[Serial]:
    """List the running serials whose date has come, so many at most, on from one of them.

    Those that wait for a survey are left out.
    """
    latest = (to_ticks(after.next_at), after.serial_id) if after is not None else (None, 0)
    rows = await every(
        db,
        _SERIALS + " WHERE state = 'running' AND survey_after IS NULL AND next_at <= ? "
        "AND (next_at, serial_id) > (coalesce(?, 0), ?) ORDER BY next_at, serial_id LIMIT ?",
        to_ticks(now),
        *latest,
        limit,
    )
    return [_serial(row) for row in rows]


async def is_waiting(db: Connection, serial_id: int, now: datetime) -> bool:
    """Whether a running serial has a date that has come, or one to make up for."""
    return bool(
        await number(
            db,
            "SELECT count(*) FROM serial WHERE serial_id = ? AND state = 'running' "
            "AND survey_after IS NULL AND (next_at <= ? OR owed > 0)",
            serial_id,
            to_ticks(now),
        )
    )


async def owing(db: Connection) -> list[Serial]:
    """List the running serials with missed dates to make up for, but for those to survey."""
    rows = await every(
        db,
        _SERIALS + " WHERE state = 'running' AND survey_after IS NULL AND owed > 0 "
        "ORDER BY serial_id",
    )
    return [_serial(row) for row in rows]


async def last_planned(db: Connection, serial_id: int) -> datetime | None:
    """Say when the last instalment was planned."""
    row = await one(db, "SELECT max(planned_at) FROM instalment WHERE serial_id = ?", serial_id)
    return None if row is None else from_ticks(row[0])


async def drops(db: Connection, serial_id: int) -> list[datetime]:
    """List when a serial's instalments were planned, which is when they dropped, in order."""
    rows = await every(
        db,
        "SELECT planned_at FROM instalment WHERE serial_id = ? AND planned_at IS NOT NULL "
        "ORDER BY number",
        serial_id,
    )
    return [from_ticks(int(row["planned_at"])) for row in rows]


async def stories_of(db: Connection, guild_id: int) -> set[int]:
    """Name the stories that run in a server or did."""
    rows = await every(
        db,
        "SELECT DISTINCT story_id FROM serial JOIN edition USING (edition_id) WHERE guild_id = ?",
        guild_id,
    )
    return {row["story_id"] for row in rows}


async def next_date(db: Connection) -> datetime | None:
    """Say when the next date of any running serial is."""
    row = await one(db, "SELECT min(next_at) FROM serial WHERE state = 'running'")
    return None if row is None else from_ticks(row[0])


async def set_state(
    db: Connection, serial_id: int, state: SerialState, reason: str | None = None
) -> None:
    """Change a serial's state."""
    await db.execute(
        "UPDATE serial SET state = ?, pause_reason = ? WHERE serial_id = ?",
        (state.value, reason, serial_id),
    )


async def set_next(db: Connection, serial_id: int, next_at: datetime | None) -> None:
    """Change a serial's next date."""
    await db.execute(
        "UPDATE serial SET next_at = ? WHERE serial_id = ?", (to_ticks(next_at), serial_id)
    )


async def set_missed(db: Connection, serial_id: int, missed: int, now: datetime) -> None:
    """Keep how many dates a serial has missed, and when that was found."""
    await db.execute(
        "UPDATE serial SET missed = ?, missed_at = ? WHERE serial_id = ?",
        (missed, to_ticks(now), serial_id),
    )


async def forget_missed(db: Connection, serial_id: int, before: datetime) -> None:
    """Forget the dates a serial has missed, if that was found before a moment."""
    await db.execute(
        "UPDATE serial SET missed = 0 WHERE serial_id = ? AND missed_at < ?",
        (serial_id, to_ticks(before)),
    )


async def owe_missed(db: Connection, serial_id: int) -> None:
    """Turn the dates a serial has missed into instalments it owes."""
    await db.execute(
        "UPDATE serial SET owed = owed + missed, missed = 0 WHERE serial_id = ?", (serial_id,)
    )


async def pay_one(db: Connection, serial_id: int) -> None:
    """Count one instalment less that is owed."""
    await db.execute("UPDATE serial SET owed = max(owed - 1, 0) WHERE serial_id = ?", (serial_id,))


async def pause_running(db: Connection, serial_id: int, reason: str | None) -> bool:
    """Pause a serial if it runs; False where it does not (any more)."""
    return bool(
        await changed(
            db,
            "UPDATE serial SET state = 'paused', pause_reason = ? "
            "WHERE serial_id = ? AND state = 'running'",
            reason,
            serial_id,
        )
    )


async def hold(db: Connection, guild_id: int) -> None:
    """Have a server's running serials wait until the bot is back in it."""
    await db.execute(
        "UPDATE serial SET state = 'away' WHERE guild_id = ? AND state = 'running'", (guild_id,)
    )


async def count_alive(db: Connection, channel_id: int) -> int:
    """Count the living serials of a channel."""
    return await number(
        db,
        "SELECT count(*) FROM serial WHERE channel_id = ? AND state NOT IN ('finished', 'ended')",
        channel_id,
    )


def _serial(row: Row) -> Serial:
    return Serial(
        serial_id=row["serial_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        story_id=row["story_id"],
        edition_id=row["edition_id"],
        title=row["title"],
        author=row["author"],
        rating=Rating(row["rating"]),
        warnings=tuple(json.loads(row["warnings"])),
        language=row["language"],
        started_by=row["started_by"],
        state=SerialState(row["state"]),
        pause_reason=row["pause_reason"],
        cadence=Cadence(
            frozenset(int(day) for day in row["days"].split(",")),
            time.fromisoformat(row["wall_time"]),
            row["zone"],
        ),
        size=Size(SizeKind(row["size_kind"]), row["size_count"]),
        discussion=Discussion(row["discussion"]),
        gate=Gate(row["gate"]),
        ping_role_id=row["ping_role_id"],
        next_at=from_ticks(row["next_at"]),
        owed=row["owed"],
        missed=row["missed"],
    )
