"""The options that complete themselves, for every command that has them."""

from collections.abc import Iterable
from itertools import islice

from discord import app_commands

from bot.domain.serial import Serial
from bot.domain.zones import suggest_zones
from bot.services.library import StoryEntry
from bot.ui.access import viewer_of
from bot.ui.answers import Choices, Interaction, completed, services_of
from bot.ui.layout import plain
from bot.ui.notes import bare_name

_MOST = 25
"""So many choices Discord shows for an option."""
_LONGEST = 100
"""Units of a choice's name."""


@completed
async def serial_choices(interaction: Interaction, current: str) -> Choices:
    """Offer the serials that can be read here, those of this channel first."""
    found = await services_of(interaction).serials.suggest(viewer_of(interaction), current)
    return _serials(found)


@completed
async def steered_choices(interaction: Interaction, current: str) -> Choices:
    """Offer moderators the serials they can steer."""
    serials = services_of(interaction).serials
    return _serials(await serials.suggest_to_steer(viewer_of(interaction), current))


@completed
async def story_choices(interaction: Interaction, current: str) -> Choices:
    """Offer the stories of the library to moderators."""
    found = await services_of(interaction).library.suggest(viewer_of(interaction), current)
    return _named(found)


@completed
async def own_story_choices(interaction: Interaction, current: str) -> Choices:
    """Offer moderators the stories of their server: the shelf's can be neither replaced nor taken
    out there.
    """
    found = await services_of(interaction).library.suggest(viewer_of(interaction), current)
    return _named(story for story in found if not story.on_shelf)


def _named(stories: Iterable[StoryEntry]) -> Choices:
    return [
        app_commands.Choice(
            name=plain(
                f"{story.title} · {story.author}" if story.author else story.title, _LONGEST
            ),
            value=str(story.story_id),
        )
        for story in islice(stories, _MOST)
    ]


@completed
async def note_choices(interaction: Interaction, current: str) -> Choices:
    """Offer the notes of what has dropped; those ahead of a reader by number and chapter alone."""
    viewer, services = viewer_of(interaction), services_of(interaction)
    serial = await services.serials.find(viewer, getattr(interaction.namespace, "serial", None))
    found = await services.footnotes.suggest(viewer, serial.serial_id, current)
    return [
        app_commands.Choice(name=plain(bare_name(one), _LONGEST), value=f"#{one.note.note_id}")
        for one in found[:_MOST]
    ]


@completed
async def sentence_choices(interaction: Interaction, current: str) -> Choices:
    """Offer the sentences up to a reader's place that have the words typed."""
    viewer, services = viewer_of(interaction), services_of(interaction)
    serial = await services.serials.find(viewer, getattr(interaction.namespace, "serial", None))
    found = await services.quoting.suggest(viewer, serial.serial_id, current)
    if found is None:
        return []
    return [
        app_commands.Choice(
            name=plain(one.text, _LONGEST), value=f"#{serial.edition_id}.{one.passage}.{one.number}"
        )
        for one in found.choices[:_MOST]
    ]


@completed
async def zone_choices(interaction: Interaction, current: str) -> Choices:
    """Offer IANA time zones; before anything is typed, the server's last one."""
    last = await services_of(interaction).guilds.zone(viewer_of(interaction).guild_id)
    found = suggest_zones(current, _MOST)
    if last is not None and not current:
        found = [last, *(zone for zone in found if zone != last)][:_MOST]
    return [app_commands.Choice(name=zone, value=zone) for zone in found]


def _serials(found: list[Serial]) -> Choices:
    return [
        app_commands.Choice(name=_serial_name(serial, found), value=str(serial.serial_id))
        for serial in found[:_MOST]
    ]


def _serial_name(serial: Serial, among: list[Serial]) -> str:
    twins = sum(other.title == serial.title for other in among)
    state = "" if serial.state.alive else f" ({serial.state})"
    number = f" · no. {serial.serial_id}" if twins > 1 else ""
    return plain(serial.title, _LONGEST - 30) + number + state
