"""Moderators: what they ask the bot for, and what the judge is to know of it."""

from datetime import time

from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.serial import Discussion
from bot.services.starting import StartRequest
from bot.storage.moments import from_ticks, to_ticks
from tests.simulation.books import Book, Chapters, manuscript, names_in
from tests.simulation.dates import Rhythm
from tests.simulation.judge import Course, Terms
from tests.simulation.process import Process
from tests.simulation.world import Server, World

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC",
    "America/Santiago", "Pacific/Auckland", "Africa/Casablanca", "Asia/Tokyo", "America/St_Johns",
)  # fmt: skip
DAYS = {
    "daily": 55, "weekdays": 20, "weekends": 8, "tue, fri": 8, "mon, wed, sun": 5, "thu": 4,
}  # fmt: skip
SIZES = {"1 passage": 65, "2 passages": 25, "3 passages": 6, "scene": 2, "chapter": 2}
DISCUSSIONS = {Discussion.OFF: 65, Discussion.CHAPTER: 22, Discussion.INSTALMENT: 13}


class People:
    """The moderators of all servers. What they do may be broken off at any await by a kill."""

    def __init__(self, world: World) -> None:
        self._world = world

    # ---------------------------------------------------------------- starting

    async def start(self, process: Process, server: Server) -> None:
        """Add the server's book to its library, if it is not there, and start it."""
        viewer, chance = server.moderator(), server.chance
        if server.story_id is None:
            server.story_id = self._story(server)
        if server.story_id is None:
            text = manuscript(server.book.chapters)
            proof = await process.library.preview(viewer, text, f"{server.book.title}.md")
            entry = await process.library.confirm(viewer, proof.draft_id)
            server.story_id = entry.story_id
        request = StartRequest(
            story_id=server.story_id,
            channel_id=server.channel_id,
            days=chance.choices(list(DAYS), list(DAYS.values()))[0],
            time=_wall_time(server),
            timezone=chance.choice(ZONES),
            instalment=chance.choices(list(SIZES), list(SIZES.values()))[0],
            discussion=chance.choices(list(DISCUSSIONS), list(DISCUSSIONS.values()))[0],
        )
        proposal = await process.serials.propose(viewer, request)
        try:
            await process.serials.confirm(viewer, proposal.draft_id)
        finally:
            self._adopt(server)

    def _story(self, server: Server) -> int | None:
        """Look whether a book is in the library though nobody heard that it was added."""
        row = self._world.raw.execute(
            "SELECT max(story_id) FROM story WHERE guild_id = ? AND title = ?",
            (server.guild_id, server.book.title),
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def _adopt(self, server: Server) -> None:
        """Let the judge know of a serial that has started, whether or not anybody heard of it."""
        judge = self._world.judge
        for row in self._world.raw.execute(
            "SELECT * FROM serial WHERE guild_id = ?", (server.guild_id,)
        ).fetchall():
            if row["serial_id"] in judge.courses:
                continue
            rhythm = _rhythm(row["days"], row["wall_time"], row["zone"])
            terms = Terms(rhythm, from_ticks(row["started_at"]))
            course = Course(
                row["serial_id"], row["channel_id"], server.guild_id, server.book, [terms]
            )
            judge.begins(course)
            server.serials.append(course.serial_id)

    # ---------------------------------------------------------------- steering

    async def pause(self, process: Process, server: Server, serial_id: int) -> None:
        try:
            await process.serials.pause(server.moderator(), serial_id)
        finally:
            self._look_whether_it_stands(serial_id)

    async def end(self, process: Process, server: Server, serial_id: int) -> None:
        try:
            await process.serials.end(server.moderator(), serial_id)
        finally:
            self._look_whether_it_stands(serial_id)

    def _look_whether_it_stands(self, serial_id: int) -> None:
        course = self._world.judge.courses[serial_id]
        row = self._world.raw.execute(
            "SELECT state, pause_reason FROM serial WHERE serial_id = ?", (serial_id,)
        ).fetchone()
        by_hand = row["state"] == "ended" or row["pause_reason"] == "A moderator paused it."
        course.stopped = self._world.clock.true if by_hand and row["state"] != "running" else None

    async def resume(self, process: Process, server: Server, serial_id: int) -> None:
        """Let a serial go on; what was in its way has been mended."""
        course = self._world.judge.courses[serial_id]
        self._world.discord.places[server.channel_id].forbidden = False
        since, now = course.stopped, self._world.now()
        course.stopped = None
        failed = self._in_state(serial_id, "failed")
        try:
            await process.serials.resume(server.moderator(), serial_id)
        except BaseException:
            course.stopped = since if self._paused(serial_id) else None
            raise
        course.gone_on = self._world.clock.true
        self._world.counts["failed, resumed"] += failed
        course.agree(course.rhythm, max(course.spent, now), now)

    def _paused(self, serial_id: int) -> bool:
        return bool(self._in("serial", serial_id, "paused"))

    def _in_state(self, serial_id: int, state: str) -> int:
        return self._in("delivery", serial_id, state)

    def _in(self, table: str, serial_id: int, state: str) -> int:
        query = f"SELECT count(*) FROM {table} WHERE serial_id = ? AND state = ?"
        return int(self._world.raw.execute(query, (serial_id, state)).fetchone()[0])

    async def skip(self, process: Process, server: Server, serial_id: int) -> None:
        course = self._world.judge.courses[serial_id]
        await process.serials.skip(server.moderator(), serial_id)
        now = self._world.now()
        coming = course.rhythm.first_after(max(course.spent, now))
        course.agree(course.rhythm, coming, now)

    async def drop(self, process: Process, server: Server, serial_id: int) -> None:
        course = self._world.judge.courses[serial_id]
        course.extra += 1
        try:
            await process.serials.drop(server.moderator(), serial_id)
        except RefusalError:
            course.extra -= 1
            raise

    async def make_up(self, process: Process, server: Server, serial_id: int) -> None:
        """Have missed dates made up for."""
        course = self._world.judge.courses[serial_id]
        row = self._world.raw.execute(
            "SELECT missed FROM serial WHERE serial_id = ?", (serial_id,)
        ).fetchone()
        course.extra += row["missed"]
        try:
            await process.serials.post_missed(server.moderator(), serial_id)
        except RefusalError:
            course.extra -= row["missed"]
            raise
        self._world.counts["dates made up for"] += row["missed"]

    async def decide(self, process: Process, server: Server, key: Key) -> None:
        """Look into the channel for what is parked, and say truly whether it is there."""
        course = self._world.judge.courses[key.serial]
        if (key.instalment, key.part) in course.parts:
            await process.serials.parked_is_there(server.moderator(), key)
            self._world.counts["parked, was there"] += 1
        else:
            await process.serials.parked_post_again(server.moderator(), key)
            self._world.counts["parked, posted again"] += 1
        course.gone_on = self._world.clock.true

    async def change_rhythm(self, process: Process, server: Server, serial_id: int) -> None:
        """Give a serial other days, another time or another zone, as an operator does by hand."""
        course, chance = self._world.judge.courses[serial_id], server.chance
        old = course.rhythm
        days = chance.choice([old.days, frozenset(range(7)), frozenset({1, 4}), frozenset({6})])
        at = chance.choice([old.at, time(chance.randrange(24), chance.randrange(60))])
        new = Rhythm(days, at, chance.choice([old.zone, *ZONES]))
        now = self._world.now()
        async with process.database.transaction() as db:
            await db.execute(
                "UPDATE serial SET days = ?, wall_time = ?, zone = ?, next_at = "
                "CASE WHEN next_at IS NULL THEN NULL ELSE ? END WHERE serial_id = ?",
                (
                    ",".join(str(day) for day in sorted(days)),
                    at.isoformat("minutes"),
                    new.zone,
                    to_ticks(new.first_after(now)),
                    serial_id,
                ),
            )
            course.agree(new, now, now)
        process.dispatch.wake()
        self._world.counts["zone edits" if new.zone != old.zone else "cadence edits"] += 1

    # ---------------------------------------------------------------- editions

    async def replace(self, process: Process, server: Server) -> None:
        """Give the server's story a new edition, its posted messages corrected or not."""
        if server.story_id is None:
            return
        viewer, book = server.moderator(), server.book
        ranks = [course.rank for course in self._courses_of(book)]
        chapters, way = book.prepared(max(ranks, default=0.0))
        before = self._editions(server.story_id)
        proof = await process.replacing.propose(
            viewer, server.story_id, manuscript(chapters), f"{book.title}.md"
        )
        correct = server.chance.random() < 0.6
        try:
            await process.replacing.confirm(
                viewer, proof.draft_id, revision=proof.sheet.revision, correct=correct
            )
        finally:
            if self._editions(server.story_id) > before:
                self._took(server.story_id, book, chapters, way)

    def _took(self, story_id: int, book: Book, chapters: Chapters, way: str) -> None:
        self._world.counts[f"edition: {way}"] += 1
        borders = {}
        for course in self._courses_of(book):
            row = self._world.raw.execute(
                "SELECT 1 FROM delivery AS sent "
                "JOIN delivery AS open USING (serial_id, instalment) "
                "WHERE serial_id = ? AND sent.state = 'sent' "
                "AND open.state NOT IN ('sent', 'skipped')",
                (course.serial_id,),
            ).fetchone()
            self._world.counts["edition changed mid-instalment"] += row is not None
            borders[course.serial_id] = self._border(course.serial_id, chapters)
        self._world.judge.new_edition(book, chapters, borders)

    def _border(self, serial_id: int, chapters: Chapters) -> float:
        """Say up to where a serial is planned, in the edition that it has now."""
        bodies = self._world.raw.execute(
            "SELECT body FROM passage JOIN serial USING (edition_id) WHERE serial_id = ? "
            "AND number <= (SELECT max(last_passage) FROM instalment AS done "
            "WHERE done.serial_id = serial.serial_id AND planned_at IS NOT NULL)",
            (serial_id,),
        ).fetchall()
        ranks = {item.name: item.rank for chapter in chapters for item in chapter}
        names = [name for row in bodies for name in names_in(row["body"])]
        return max([ranks[name] for name in names], default=0.0)

    def _courses_of(self, book: Book) -> list[Course]:
        return [item for item in self._world.judge.courses.values() if item.book is book]

    def _editions(self, story_id: int) -> int:
        query = "SELECT count(*) FROM edition WHERE story_id = ?"
        return int(self._world.raw.execute(query, (story_id,)).fetchone()[0])


def _wall_time(server: Server) -> str:
    """Most like full hours, and the evening."""
    chance = server.chance
    if chance.random() < 0.3:
        return f"{chance.choice([8, 12, 18, 18, 20, 21]):02}:00"
    return f"{chance.randrange(24):02}:{chance.randrange(60):02}"


def _rhythm(days: str, wall_time: str, zone: str) -> Rhythm:
    return Rhythm(
        frozenset(int(day) for day in days.split(",")), time.fromisoformat(wall_time), zone
    )
