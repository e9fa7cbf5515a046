"""What is said when a story is over: the closing card, and the poll on what to read next."""

from zoneinfo import ZoneInfo

from bot.domain.serial import Discussion, Serial
from bot.services.ports import ClosingContent, MostAsked, PollContent
from bot.services.statistics import most_asked
from bot.storage import editions, instalments, library, places, serials
from bot.storage.database import Connection

FEWEST_CHOICES, MOST_CHOICES = 2, 10
"""How many answers a poll of Discord's takes; one alone is no choice."""


async def closing_of(db: Connection, serial: Serial) -> ClosingContent:
    """Put together what the closing card says."""
    asked = await most_asked(db, serial)
    return ClosingContent(
        title=serial.title,
        author=serial.author,
        words=sum(await editions.word_counts(db, serial.edition_id)),
        instalments=await instalments.count(db, serial.serial_id),
        readers=await places.count_readers(db, serial.serial_id),
        discussions=serial.discussion is not Discussion.OFF,
        language=serial.language,
        days=await _days(db, serial),
        asked=MostAsked(asked.label, asked.word, asked.times) if asked else None,
    )


async def poll_of(db: Connection, serial: Serial) -> PollContent | None:
    """Put together the question what to read next; None where there is no choice."""
    choices = await _to_read_next(db, serial)
    return PollContent(serial.title, choices) if len(choices) >= FEWEST_CHOICES else None


async def _days(db: Connection, serial: Serial) -> int:
    """Count the days from the first drop to the last, as a calendar of the serial's zone does."""
    drops = await serials.drops(db, serial.serial_id)
    if not drops:
        return 1
    zone = ZoneInfo(serial.cadence.zone)
    first, last = (at.astimezone(zone).date() for at in (drops[0], drops[-1]))
    return (last - first).days + 1


async def _to_read_next(db: Connection, serial: Serial) -> tuple[tuple[str, str | None], ...]:
    """List what a server could read next: what never ran in it, its own before the shelf's.

    Adult stories only where this one is: its channel is age-restricted then.
    """
    known = await serials.stories_of(db, serial.guild_id)
    fresh = [
        row.record
        for row in await library.stories(db, serial.guild_id)
        if row.story_id not in known and (serial.rating.adult or not row.record.rating.adult)
    ]
    own_first = sorted(fresh, key=lambda record: record.guild_id is None)
    names = dict.fromkeys((record.title, record.author) for record in own_first)
    return tuple(names)[:MOST_CHOICES]
