"""A reader's place in the whole book as a picture, and the words that stand for it."""

import asyncio
from io import BytesIO

import discord

from bot.domain.company import Others
from bot.language.moments import day_and_time
from bot.language.speech import _, several
from bot.language.wording import short_name
from bot.services.progress import Overview, Progress
from bot.ui import markdown
from bot.ui.layout import (
    Layout,
    card,
    in_a_line,
    joined,
    large,
    picture,
    small,
    text,
    titled,
)
from bot.ui.pictures.book import Book, BookWords, draw_book
from bot.ui.progress import company_line, outlook, progress_view
from bot.ui.reader import percent

FILE = "progress.png"


def overview_view(overview: Overview, *, plain: bool = False) -> Layout:
    """Lay out where somebody is, with room for the picture that goes along; none of it if plain."""
    shown = None if plain else picture(FILE, told(overview))
    return progress_view(overview.progress, overview.others, shown)


def member_view(overview: Overview, user_id: int, *, plain: bool = False) -> Layout:
    """Lay out where another member is, who shares it."""
    progress = overview.progress
    share = (
        _("{percent} of the story", percent=percent(progress.percent)) if progress.passage else None
    )
    return Layout(
        card(
            text(large(titled(progress.serial.title, progress.serial.author))),
            None if plain else picture(FILE, told_of_member(overview)),
            text(
                joined(
                    [
                        f"<@{user_id}>: {markdown.escape(_where(progress))}",
                        share,
                        small(_("They share their place with the members of this server.")),
                    ]
                )
            ),
        )
    )


async def drawn(overview: Overview, *, mine: bool = True) -> discord.File:
    """Draw the picture, in a thread: others are answered meanwhile."""
    book = book_of(overview, mine=mine)
    return discord.File(BytesIO(await asyncio.to_thread(draw_book, book)), FILE)


def book_of(overview: Overview, *, mine: bool = True) -> Book:
    """Say what is drawn, of one's own place or of another member's, who shares it."""
    progress = overview.progress
    others = overview.others
    return Book(
        chapters=overview.chapters,
        read=progress.percent / 100,
        dropped=overview.dropped_percent / 100,
        others=others.shares if others and mine else (),
        words=BookWords(
            title=progress.serial.title,
            place=_standing(progress) if mine else _where(progress),
            here=_here(progress, mine=mine),
            read=_("read"),
            dropped=_("dropped"),
            to_come=_("to come"),
            others=_others(others) if others else "",
            outlook=outlook(progress, _date(progress)) or "",
        ),
    )


def told(overview: Overview) -> str:
    """Say all that the picture shows, for who can't see it."""
    progress = overview.progress
    said = [
        _chapters(overview),
        _dropped(overview)
        or _(
            "You have read {read} of it, {dropped} has dropped.",
            read=percent(progress.percent),
            dropped=percent(overview.dropped_percent),
        ),
        _("You have not begun.") if progress.dropped and not progress.passage else None,
        _("You are here: {place}.", place=_standing(progress)) if progress.passage else None,
        company_line(overview.others, begun=progress.passage > 0),
        outlook(progress, _date(progress)),
    ]
    return in_a_line(said)


def told_of_member(overview: Overview) -> str:
    """Say all that the picture of another member's place shows, for who can't see it."""
    progress = overview.progress
    said = [
        _chapters(overview),
        _dropped(overview)
        or _(
            "They have read {read} of it, {dropped} has dropped.",
            read=percent(progress.percent),
            dropped=percent(overview.dropped_percent),
        ),
        _("They have not begun.") if progress.dropped and not progress.passage else None,
        _("They are here: {place}.", place=_where(progress)) if progress.passage else None,
        outlook(progress, _date(progress)),
    ]
    return in_a_line(said)


def _dropped(overview: Overview) -> str | None:
    """Say how much has dropped where nothing is read of it; None where something is."""
    if overview.progress.passage:
        return None
    if not overview.progress.dropped:
        return _("Nothing has dropped yet.")
    return _("{dropped} of it has dropped.", dropped=percent(overview.dropped_percent))


def _here(progress: Progress, *, mine: bool) -> str:
    """Say in a word or two whose place it is that the picture points at."""
    share = percent(progress.percent) if progress.passage else ""
    if not mine:
        return share
    return _("You: {percent}", percent=share) if share else _("You")


def _others(others: Others) -> str:
    return several("{count} other reader", "{count} other readers", others.count)


def _chapters(overview: Overview) -> str:
    return several(
        "{title}, drawn as a bar of {count} chapter.",
        "{title}, drawn as a bar of {count} chapters.",
        len(overview.chapters),
        title=overview.progress.serial.title,
    )


def _where(progress: Progress) -> str:
    """Name the chapter that another member is in."""
    if not progress.passage or progress.heading is None:
        return _("not begun")
    return short_name(progress.heading)


def _standing(progress: Progress) -> str:
    """Name the chapter somebody is in, as it may be told them."""
    if not progress.dropped:
        return _("Nothing has dropped yet.")
    if not progress.passage or progress.heading is None:
        return _("You have not begun.")
    return short_name(progress.heading)


def _date(progress: Progress) -> str | None:
    """Write the next date out, in the zone that the serial keeps: no clock can be put in here."""
    if progress.next_at is None:
        return None
    zone = progress.serial.cadence.zone
    return _("on {day} ({zone})", day=day_and_time(progress.next_at, zone), zone=zone)
