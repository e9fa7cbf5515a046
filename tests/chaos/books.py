"""How far a bot's own books say it has come: read from its database while it runs."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.storage.moments import from_ticks, to_ticks


class Books:
    """The deliveries and serials of a database in which every serial drops once a day."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def done(self, day: int) -> bool:
        """Whether everything of a day is planned and settled."""
        planned = self.count("part LIKE 'passage:%' AND instalment = ?", day) > 0
        return planned and not self._behind(day) and not self.open(day)

    def open(self, day: int) -> int:
        """Say about how many deliveries a day has left."""
        return self.count("state NOT IN ('sent', 'skipped')") + 3 * self._behind(day)

    def in_motion(self) -> int:
        """How many deliveries of running serials wait for no moderator."""
        return self.count(
            "state NOT IN ('sent', 'skipped', 'failed', 'parked') AND serial_id IN "
            "(SELECT serial_id FROM serial WHERE state = 'running')"
        )

    def count(self, where: str, *given: object) -> int:
        """Count the deliveries of which something holds."""
        return self._ask(f"SELECT count(*) FROM delivery WHERE {where}", *given)

    def letters_left(self, now: datetime) -> int:
        """Say about how many letters are due or on their way and wait for no reader."""
        on_their_way = self.letters(
            "subscription.state = 'active' OR letter.state IN ('attempting', 'unknown')"
        )
        due = "SELECT count(*) FROM subscription WHERE state = 'active' AND next_at <= ?"
        return on_their_way + self._ask(due, to_ticks(now))

    def letters(self, where: str = "true") -> int:
        """Count the letters that are not settled and of which something holds."""
        return self._ask(
            "SELECT count(*) FROM letter JOIN subscription USING (subscription_id) "
            f"WHERE letter.state NOT IN ('sent', 'skipped') AND ({where})"
        )

    def next_letter(self) -> datetime | None:
        """Say when the next letter is due; None where none is."""
        due = "SELECT min(next_at) FROM subscription WHERE state = 'active'"
        return from_ticks(self._ask(due) or None)

    def next_try(self) -> datetime | None:
        """Say when the first of what has to wait is tried again; None where nothing has to."""
        waiting = "SELECT not_before FROM delivery UNION ALL SELECT not_before FROM letter"
        return from_ticks(self._ask(f"SELECT min(not_before) FROM ({waiting})") or None)

    def subscriptions(self, where: str = "true") -> int:
        """Count the subscriptions that have not come to their end, and of which something holds."""
        return self._ask(f"SELECT count(*) FROM subscription WHERE {where}")

    def states(self) -> list[tuple[str, int]]:
        """Count what is not sent, by state and part."""
        with closing(sqlite3.connect(self._database, timeout=10)) as db:
            return db.execute(
                "SELECT state || ' ' || part, count(*) FROM delivery WHERE state <> 'sent' "
                "GROUP BY 1"
            ).fetchall()

    def _behind(self, day: int) -> int:
        """How many serials have not planned a day's instalment."""
        return self._ask(
            "SELECT count(*) FROM serial WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE "
            "delivery.serial_id = serial.serial_id AND instalment = ?)",
            day,
        )

    def _ask(self, query: str, *given: object) -> int:
        with closing(sqlite3.connect(self._database, timeout=10)) as db:
            number: int = db.execute(query, given).fetchone()[0] or 0
        return number
