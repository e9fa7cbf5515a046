"""The instalments of serials: what each drop releases, as planned."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.serial import Instalment
from bot.storage.database import Connection, Row, changed, every, number, one
from bot.storage.moments import to_ticks


async def of_serial(db: Connection, serial_id: int, first: int = 1) -> tuple[Instalment, ...]:
    """List a serial's instalments from `first` on."""
    rows = await every(
        db,
        "SELECT * FROM instalment WHERE serial_id = ? AND number >= ? ORDER BY number",
        serial_id,
        first,
    )
    return tuple(_instalment(row) for row in rows)


async def load(db: Connection, serial_id: int, wanted: int) -> Instalment | None:
    """Load one instalment by its number."""
    row = await one(
        db, "SELECT * FROM instalment WHERE serial_id = ? AND number = ?", serial_id, wanted
    )
    return None if row is None else _instalment(row)


async def next_to_drop(db: Connection, serial_id: int) -> Instalment | None:
    """Load the first instalment that is not planned yet."""
    row = await one(
        db,
        "SELECT * FROM instalment WHERE serial_id = ? AND planned_at IS NULL "
        "ORDER BY number LIMIT 1",
        serial_id,
    )
    return None if row is None else _instalment(row)


async def planned(db: Connection, serial_id: int) -> tuple[Instalment, ...]:
    """List the instalments of a serial that are planned, and so frozen."""
    rows = await every(
        db,
        "SELECT * FROM instalment WHERE serial_id = ? AND planned_at IS NOT NULL ORDER BY number",
        serial_id,
    )
    return tuple(_instalment(row) for row in rows)


async def furthest_planned(db: Connection, edition_id: int) -> int:
    """Say the last passage of an edition that any serial has planned to drop; 0 for none."""
    return await number(
        db,
        "SELECT max(last_passage) FROM instalment JOIN serial USING (serial_id) "
        "WHERE edition_id = ? AND planned_at IS NOT NULL",
        edition_id,
    )


async def count(db: Connection, serial_id: int) -> int:
    """Count a serial's instalments."""
    return await number(db, "SELECT count(*) FROM instalment WHERE serial_id = ?", serial_id)


async def add(db: Connection, serial_id: int, instalments: Iterable[Instalment]) -> None:
    """Plan more instalments of a serial."""
    await db.executemany(
        "INSERT INTO instalment VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        [
            (
                serial_id,
                item.number,
                item.chapter,
                item.first_passage,
                item.last_passage,
                item.part,
                item.parts,
            )
            for item in instalments
        ],
    )


async def replan(
    db: Connection,
    serial_id: int,
    edition_id: int,
    frozen: Iterable[Instalment],
    coming: Iterable[Instalment],
) -> None:
    """Give a serial another edition: its frozen instalments by their new bounds, and a new plan."""
    await db.execute(
        "UPDATE serial SET edition_id = ? WHERE serial_id = ?", (edition_id, serial_id)
    )
    await db.executemany(
        "UPDATE instalment SET chapter = ?, first_passage = ?, last_passage = ? "
        "WHERE serial_id = ? AND number = ?",
        [
            (item.chapter, item.first_passage, item.last_passage, serial_id, item.number)
            for item in frozen
        ],
    )
    await db.execute(
        "DELETE FROM instalment WHERE serial_id = ? AND planned_at IS NULL", (serial_id,)
    )
    await add(db, serial_id, coming)


async def freeze(db: Connection, serial_id: int, wanted: int, now: datetime) -> bool:
    """Mark an instalment as planned; False where it was already."""
    return bool(
        await changed(
            db,
            "UPDATE instalment SET planned_at = ? "
            "WHERE serial_id = ? AND number = ? AND planned_at IS NULL",
            to_ticks(now),
            serial_id,
            wanted,
        )
    )


def _instalment(row: Row) -> Instalment:
    return Instalment(
        row["number"],
        row["chapter"],
        row["first_passage"],
        row["last_passage"],
        row["part"],
        row["parts"],
    )
