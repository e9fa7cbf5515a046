"""What a serial promises: its rule, and its dates in pages."""

from collections.abc import Sequence

from bot.domain.serial import Discussion, Gate, Serial
from bot.language.speech import _, several
from bot.language.wording import amount_name, days_name, in_words
from bot.services.views import CalendarEntry, Proposal
from bot.ui import markdown
from bot.ui.layout import chapter_name, listed, moment, page_near, page_number, small

PAGE_ROWS = 10
"""So many dates stand on a page."""
DATES_LIMIT = 1700
"""Units of a page's dates together."""


def rule(of: Proposal | Serial) -> str:
    """Say when and how much a serial drops, and where it is discussed."""
    cadence = of.cadence
    return _(
        "{days} at {time} ({zone}), {amount} each, {discussions}",
        days=days_name(cadence.days),
        time=f"{cadence.at:%H:%M}",
        zone=markdown.escape(cadence.zone),
        amount=amount_name(of.size),
        discussions=_discussions(of.discussion, of.gate),
    )


def _discussions(discussion: Discussion, gate: Gate) -> str:
    match discussion, gate:
        case Discussion.OFF, _gate:
            return _("no discussions")
        case Discussion.INSTALMENT, Gate.OPEN:
            return _("a discussion under every instalment")
        case Discussion.INSTALMENT, _gate:
            return _("a private discussion of every instalment for those who have read it")
        case Discussion.CHAPTER, Gate.OPEN:
            return _("a discussion for every chapter")
        case _:
            return _("a private discussion of every chapter for those who have read it")


def dates(entries: Sequence[CalendarEntry], page: int) -> str:
    """List a page of dates with what drops at each."""
    page, pages = page_within(page, entries)
    shown = entries[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    lines = [_date(entry) for entry in shown]
    last = entries[-1] if entries else None
    foot = [
        page_number(page, pages),
        several("{count} instalment", "{count} instalments", len(entries)),
    ]
    if last and len(entries) > 1:
        foot[-1] = _("{figure}, the last {date}", figure=foot[-1], date=moment(last.at, "D"))
    return f"{listed(lines, DATES_LIMIT)}\n{small(' · '.join(foot))}"


def _date(entry: CalendarEntry) -> str:
    part = entry.instalment
    name = chapter_name(entry.heading, part.part, part.parts)
    messages = several("{count} message", "{count} messages", part.passages)
    return (
        f"{moment(entry.at)} ({moment(entry.at, 'R')}): {name} · "
        f"{messages}, {in_words(entry.minutes)}"
    )


def page_within(page: int, entries: Sequence[CalendarEntry]) -> tuple[int, int]:
    """Keep a page within a calendar, which may have become shorter; say how many pages it has."""
    return page_near(page, len(entries), PAGE_ROWS)
