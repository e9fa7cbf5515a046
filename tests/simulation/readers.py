"""Readers: what they open and finish, and whether their place stays with the words they read."""

from dataclasses import dataclass, field

from bot.domain.errors import RefusalError
from tests.simulation.books import names_in
from tests.simulation.judge import Course
from tests.simulation.process import Process
from tests.simulation.world import Server, World

READERS = 3
"""So many members read along in every server."""


@dataclass(slots=True)
class Bookmark:
    """A reader's place as they would tell it: the sentences they have been shown or called read."""

    read: set[int] = field(default_factory=set)


class Readers:
    """The members of all servers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._bookmarks: dict[tuple[int, int], Bookmark] = {}
        self._pages: dict[int, list[list[int]]] = {}

    async def turn(self, process: Process, server: Server, serial_id: int) -> None:
        """Somebody opens the story where they are, goes on a page, or calls an instalment read."""
        course = self._world.judge.courses[serial_id]
        user_id = server.chance.randrange(1, READERS + 1)
        viewer = server.reader(user_id)
        way = server.chance.random()
        if way < 0.4:
            instalment = max(course.begun - server.chance.randrange(2), 1)
            await process.reading.finish(viewer, serial_id, instalment)
            await self._remember(process, server, course, user_id)
            return
        page = await process.reading.open(viewer, serial_id)
        if way < 0.8:
            number = page.passage.number
            try:
                page = await process.reading.open(
                    viewer, serial_id, number + 1, edition_id=page.serial.edition_id
                )
            except RefusalError:
                self._world.counts["readers at the end"] += 1
        await self._remember(process, server, course, user_id)

    async def _remember(
        self, process: Process, server: Server, course: Course, user_id: int
    ) -> None:
        """Hold a reader's place against what it was, and keep what they have read now."""
        progress = await process.progress.of(server.reader(user_id), course.serial_id)
        pages = self._pages_of(progress.serial.edition_id)
        reached = {name for page in pages[: progress.passage] for name in page}
        self._compare(course, user_id, pages, reached)
        self._bookmarks[course.serial_id, user_id] = Bookmark(reached)

    async def look(self, process: Process, server: Server, serial_id: int) -> None:
        """All readers of a serial look where they are, as after a new edition."""
        course = self._world.judge.courses[serial_id]
        for user_id in range(1, READERS + 1):
            if (serial_id, user_id) in self._bookmarks:
                await self._remember(process, server, course, user_id)

    def _compare(
        self, course: Course, user_id: int, pages: list[list[int]], reached: set[int]
    ) -> None:
        before = self._bookmarks.get((course.serial_id, user_id), Bookmark()).read
        there = {name for page in pages for name in page}
        self._world.counts["places compared"] += 1
        if lost := sorted((before & there) - reached):
            self._world.judge.wrong(course, f"reader {user_id} has lost sentences {lost}")

    def _pages_of(self, edition_id: int) -> list[list[int]]:
        """Name the sentences on every page of an edition."""
        if edition_id not in self._pages:
            rows = self._world.raw.execute(
                "SELECT body FROM passage WHERE edition_id = ? ORDER BY number", (edition_id,)
            ).fetchall()
            self._pages[edition_id] = [names_in(row["body"]) for row in rows]
        return self._pages[edition_id]
