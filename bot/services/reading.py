"""Reading: the private reader, and the place that it moves."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.admission import MOST_EARLIER
from bot.domain.errors import Ours, RefusalError
from bot.domain.pages import Spot
from bot.domain.passages import Measure
from bot.domain.place import (
    Place,
    after_finishing,
    after_opening,
    after_viewing,
    current_after_taking_back,
    has_opened,
    may_see,
    opening,
)
from bot.domain.serial import Instalment, Serial, date_to_come
from bot.services.guilds import require_shown
from bot.services.leafing import Leafing, ReaderPage
from bot.services.ports import Clock, Viewer
from bot.storage import admissions, deliveries, instalments, places, serials
from bot.storage.database import Connection, Database

_NOTHING = Place()
_TURNED = "There is a new edition, or your place has moved; /read opens where you are now."


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer to *I've read this* and to *Not yet*.

    `readers` have read it to the end. `again` says that pressing changed nothing; `moved`, that
    their place changed with it.

    Behind a gate, `admitted` are the instalments into whose discussions they are let now, but were
    not before; `inside` says that they are in that of this one.
    """

    serial: Serial
    instalment: Instalment
    readers: int
    again: bool
    moved: bool
    admitted: tuple[int, ...] = ()
    inside: bool = False


class Reading:
    """The use cases of a reader. Nothing past what has dropped is ever shown."""

    def __init__(self, database: Database, clock: Clock, measure: Measure) -> None:
        self._database = database
        self._clock = clock
        self._leafing = Leafing(database, clock, measure)

    async def open(
        self,
        viewer: Viewer,
        serial_id: int,
        passage: int | None = None,
        *,
        within: int = 0,
        edition_id: int | None = None,
    ) -> ReaderPage:
        """Open the page that has the letter after `within` others of a passage, and move the place
        there; without a number, the page where they are.

        A number counts in an edition: where the serial has been given another since, it says
        nothing any more, and the reader's place is opened, which has kept its words.
        """
        # All in one: no new edition comes between what is looked up and what is kept.
        async with self._database.transaction() as db:
            serial = require_shown(viewer, await serials.load(db, serial_id))
            if edition_id not in {None, serial.edition_id}:
                passage = None
            dropped = await deliveries.dropped_through(db, serial_id)
            self._require_dropped(serial, passage, dropped)
            place = await places.load(db, serial_id, viewer.user_id) or Place()
            spot = opening(place, dropped) if passage is None else Spot(passage, within)
            opened = await self._leafing.cut(db, viewer, serial, spot)
            if passage is None:
                moved = after_opening(place, dropped, opened.until)
            else:
                moved = after_viewing(place, opened.page.spot, opened.until)
            # As it was shown: what is only marked as read may be taken back.
            shown = after_viewing(_NOTHING, spot, opened.until)
            await self._move(db, viewer, serial_id, moved, shown=shown)
        return await self._leafing.page(viewer, serial, opened, dropped)

    async def show(
        self, viewer: Viewer, serial_id: int, spot: Spot, *, edition_id: int
    ) -> ReaderPage:
        """Show a page again that they have opened, and leave their place as it is."""
        db = self._database.reader
        serial = await self._shown(viewer, serial_id)
        place = await places.load(db, serial_id, viewer.user_id)
        if serial.edition_id != edition_id or not has_opened(place, spot):
            raise RefusalError(_TURNED)
        dropped = await deliveries.dropped_through(db, serial_id)
        self._require_dropped(serial, spot.passage, dropped)
        opened = await self._leafing.cut(db, viewer, serial, spot)
        return await self._leafing.page(viewer, serial, opened, dropped)

    def _require_dropped(self, serial: Serial, passage: int | None, dropped: int) -> None:
        if not dropped:
            date = date_to_come(serial, self._clock.now())
            raise RefusalError(
                "Nothing of “{title}” has dropped yet; it begins {when}.",
                title=serial.title,
                when=_when(date),
            )
        if passage is not None and not may_see(passage, dropped):
            raise RefusalError("You are at the end of what has dropped; more is on its way.")

    async def finish(self, viewer: Viewer, serial_id: int, instalment: int) -> Finished:
        """Record that they have read an instalment; pressing it twice is harmless."""
        serial = await self._shown(viewer, serial_id)
        async with self._database.transaction() as db:
            part = await _dropped_instalment(db, serial_id, instalment)
            before = await places.load(db, serial_id, viewer.user_id) or Place()
            after = after_finishing(before, part.last_passage)
            await self._move(db, viewer, serial_id, after)
            now = self._clock.now()
            new = await places.mark(db, serial_id, viewer.user_id, part, before.current, now)
            readers = await places.count_finished(db, serial_id, part)
            admitted = await admissions.ask_up_to(
                db,
                serial_id,
                instalment,
                viewer.user_id,
                most=MOST_EARLIER,
                now=self._clock.now(),
            )
        moved = after != before
        return Finished(serial, part, readers, again=not new, moved=moved, admitted=admitted)

    async def unfinish(self, viewer: Viewer, serial_id: int, instalment: int) -> Finished:
        """Take *I've read this* back. What opens next is as before that press, unless they have
        moved on since: then it stays.
        """
        serial = await self._shown(viewer, serial_id)
        async with self._database.transaction() as db:
            part = await _dropped_instalment(db, serial_id, instalment)
            before = await places.load(db, serial_id, viewer.user_id)
            mark = await places.unmark(db, serial_id, viewer.user_id, instalment)
            place = await places.load(db, serial_id, viewer.user_id)
            if mark is not None and place is not None:
                current = current_after_taking_back(place, mark.last_passage, mark.current_before)
                within = place.within if current == place.current else 0
                back = Place(place.furthest, current, within)
                await self._move(db, viewer, serial_id, back)
                await places.forget_empty(db, serial_id, viewer.user_id)
            after = await places.load(db, serial_id, viewer.user_id)
            readers = await places.count_finished(db, serial_id, part)
            admission = await admissions.load(db, serial_id, instalment, viewer.user_id)
            inside = admission is not None and admission.thread_id is not None
            if not inside:
                await admissions.forget(db, serial_id, instalment, viewer.user_id)
        again, moved = mark is None, after != before
        return Finished(serial, part, readers, again=again, moved=moved, inside=inside)

    async def _move(
        self,
        db: Connection,
        viewer: Viewer,
        serial_id: int,
        place: Place,
        *,
        shown: Place = _NOTHING,
    ) -> None:
        await places.move(
            db,
            serial_id,
            viewer.user_id,
            viewed=shown.furthest,
            glimpsed=shown.glimpsed,
            current=place.current,
            within=place.within,
            now=self._clock.now(),
        )

    async def _shown(self, viewer: Viewer, serial_id: int) -> Serial:
        return require_shown(viewer, await serials.load(self._database.reader, serial_id))


async def _dropped_instalment(db: Connection, serial_id: int, number: int) -> Instalment:
    instalment = await instalments.load(db, serial_id, number)
    dropped = await deliveries.dropped_through(db, serial_id)
    if instalment is None or instalment.last_passage > dropped:
        raise RefusalError("This instalment has not dropped in full yet; try again then.")
    return instalment


def _when(date: datetime | None) -> Ours:
    if date is None:
        return Ours("once a moderator lets it go on")
    return Ours(f"<t:{int(date.timestamp())}:R>")
