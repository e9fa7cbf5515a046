"""How far a bot's own books say it has come: read from its database while it runs."""

import sqlite3
from contextlib import closing
from pathlib import Path


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
            number: int = db.execute(query, given).fetchone()[0]
        return number
