"""What must never be found in the database while all is calm: something due and not done."""

from datetime import datetime, timedelta
from math import inf

from bot.storage.moments import to_ticks
from tests.simulation.judge import Course
from tests.simulation.stand_in import Message
from tests.simulation.world import World

PATIENCE = timedelta(minutes=30)
"""After so much calm no date may have come for nothing."""
LONG_PATIENCE = timedelta(hours=4)
"""After so much calm no delivery may still be waiting; Discord may say to wait for an hour."""
BEARABLE = 0.05
"""The part of the attempts that may go wrong in what is called calm."""


class Audit:
    """Looks every hour, but only after the machine and Discord have been well for a while."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._since: datetime = world.clock.true
        self._process: object = None
        self.looks = 0

    def unsettled(self) -> None:
        """Something has changed; what waits because of it has time again."""
        self._since = self._world.clock.true

    def look(self) -> None:
        """Name all that should have been done by now."""
        world = self._world
        if world.process is not self._process:
            self._process = world.process
            self.unsettled()
        ill = world.process is None or world.weather.outage or world.weather.bad > BEARABLE
        if ill:
            self.unsettled()
        calm = world.clock.true - self._since
        if calm >= PATIENCE:
            self.looks += 1
            self._overdue(world.now())
        if calm >= LONG_PATIENCE:
            self._stuck(world.now())

    def _has_just_gone_on(self, course: Course | None) -> bool:
        """Whether what had waited long may be on its way now."""
        gone_on = course.gone_on if course is not None else None
        return gone_on is not None and self._world.clock.true - gone_on < PATIENCE

    def last_look(self) -> None:
        """Name all that was promised and is not there, when everything has had its time."""
        self._overdue(self._world.now())
        self._stuck(self._world.now())
        states = {
            row["serial_id"]: row["state"]
            for row in self._world.raw.execute("SELECT serial_id, state FROM serial")
        }
        noted = {
            (row["serial_id"], row["instalment"], row["part"])
            for row in self._world.raw.execute("SELECT * FROM correction WHERE NOT asked")
        }
        for course in self._world.judge.courses.values():
            state = states[course.serial_id]
            self._complete(course, state)
            if state == "running":
                self._up_to_date(course)
        for message in self._world.discord.by_id.values():
            key = message.key
            if self._world.discord.places[message.place_id].gone:
                continue  # Nobody sees it any more, and nobody can edit it.
            if (key.serial, key.instalment, key.part) not in noted:
                self._worded(message, states[key.serial])

    def _complete(self, course: Course, state: str) -> None:
        """What stands in the channel is the book from its beginning, with nothing left out."""
        end = inf if state == "finished" else course.rank
        told = course.posted | course.unposted
        if missing := [name for name in course.book.between(0.0, end) if name not in told]:
            self._world.judge.wrong(course, f"is {state} without sentences {missing[:20]}")

    def _up_to_date(self, course: Course) -> None:
        """The last date brought its instalment."""
        last = course.rhythm.last_until(self._world.now() - PATIENCE)
        if last > course.spent:
            self._world.judge.wrong(course, f"nothing dropped at {last}")

    def _worded(self, message: Message, state: str) -> None:
        """A message shows its sentences as the book has them now, if moderators wanted that."""
        course = self._world.judge.courses[message.key.serial]
        now = {item.name: item.wording for chapter in course.book.chapters for item in chapter}
        for name, wording in message.shown:
            if now.get(name, wording) != wording:
                self._world.judge.wrong(
                    course, f"{message.key} of a serial {state} shows the old words of {name}"
                )

    def _overdue(self, now: datetime) -> None:
        """A date has come, nothing is in its way, and nothing has dropped."""
        rows = self._world.raw.execute(
            "SELECT serial_id FROM serial WHERE state = 'running' AND next_at < ? AND NOT EXISTS "
            "(SELECT 1 FROM delivery WHERE delivery.serial_id = serial.serial_id "
            "AND state NOT IN ('sent', 'skipped'))",
            (to_ticks(now - PATIENCE),),
        ).fetchall()
        for row in rows:
            course = self._world.judge.courses.get(row["serial_id"])
            self._world.judge.wrong(course, "its date has come and nothing drops")

    def _stuck(self, now: datetime) -> None:
        """A delivery waits that could go."""
        rows = self._world.raw.execute(
            "SELECT delivery.*, min(instalment * 1000 + position) FROM delivery "
            "JOIN serial USING (serial_id) JOIN instalment AS own "
            "ON own.serial_id = delivery.serial_id AND own.number = delivery.instalment "
            "WHERE serial.state = 'running' AND delivery.state NOT IN ('sent', 'skipped') "
            "AND own.planned_at < ? GROUP BY delivery.serial_id",
            (to_ticks(now - LONG_PATIENCE),),
        ).fetchall()
        for row in rows:
            course = self._world.judge.courses.get(row["serial_id"])
            if row["state"] != "parked" and not self._has_just_gone_on(course):
                self._world.judge.wrong(
                    course, f"{row['instalment']}/{row['part']} is still {row['state']}"
                )
