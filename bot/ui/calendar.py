"""What a serial promises: its rule, and its dates in pages."""

from collections.abc import Sequence

from bot.domain.dates import days_name
from bot.domain.instalments import size_name
from bot.domain.reading_time import in_words
from bot.domain.serial import Discussion, Serial
from bot.services.views import CalendarEntry, Proposal
from bot.ui import markdown
from bot.ui.layout import (
    chapter_name,
    count,
    listed,
    moment,
    small,
)

PAGE_ROWS = 10
DATES_LIMIT = 1700

_DISCUSSIONS = {
    Discussion.INSTALMENT: "a discussion under every instalment",
    Discussion.CHAPTER: "a discussion for every chapter",
    Discussion.OFF: "no discussions",
}


def rule(of: Proposal | Serial) -> str:
    """Say when and how much a serial drops, and where it is discussed."""
    cadence = of.cadence
    return (
        f"{days_name(cadence.days)} at {cadence.at:%H:%M} ({markdown.escape(cadence.zone)}), "
        f"{_amount(size_name(of.size))} each, {_DISCUSSIONS[of.discussion]}"
    )


def _amount(size: str) -> str:
    return f"a {size}" if size[0].isalpha() else size


def dates(entries: Sequence[CalendarEntry], page: int) -> str:
    """List a page of dates with what drops at each."""
    shown = entries[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    lines = [_date(entry) for entry in shown]
    last = entries[-1] if entries else None
    end = f", the last {moment(last.at, 'D')}" if last and len(entries) > 1 else ""
    foot = small(
        f"Page {page + 1} of {page_count(entries)} · {count(len(entries), 'instalment')}{end}"
    )
    return f"{listed(lines, DATES_LIMIT)}\n{foot}"


def _date(entry: CalendarEntry) -> str:
    part = entry.instalment
    name = chapter_name(entry.heading, part.part, part.parts)
    return (
        f"{moment(entry.at)} ({moment(entry.at, 'R')}): {name} · "
        f"{count(part.passages, 'message')}, {in_words(entry.minutes)}"
    )


def page_count(entries: Sequence[CalendarEntry]) -> int:
    """Say how many pages a calendar has, at least one."""
    return max(-(-len(entries) // PAGE_ROWS), 1)


def page_within(page: int, entries: Sequence[CalendarEntry]) -> int:
    """Keep a page within a calendar, which may have become shorter."""
    return min(page, page_count(entries) - 1)
