"""Serials as moderators see them: how one stands, the list, the end, and their troubles."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.domain.delivery import Key, PartKind, State
from bot.domain.serial import Serial, SerialState
from bot.services.views import SerialView, Trouble
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.calendar import dates, page_count, page_within, rule
from bot.ui.clicks import ID, Click
from bot.ui.dialogs import NeverMindButton
from bot.ui.layout import (
    TEXT_LIMIT,
    Item,
    Layout,
    button,
    card,
    chapter_name,
    count,
    joined,
    listed,
    moment,
    row,
    rows,
    sentence,
    text,
    titled,
    told_apart,
)

TROUBLES_LIMIT = 4
"""So many troubles get buttons; the others follow once these are settled."""

_KEY = f"{ID}:{ID}:([a-z]+(?:\\.[0-9]{{1,9}})?)"
_STATES = {
    SerialState.RUNNING: "running",
    SerialState.PAUSED: "paused",
    SerialState.AWAY: "waiting for me to be back",
    SerialState.FINISHED: "finished",
    SerialState.ENDED: "ended",
}
_PARTS = {
    PartKind.PASSAGE: "A passage",
    PartKind.THREAD: "The discussion",
    PartKind.GREETING: "The greeting in the discussion",
    PartKind.CLOSING: "The closing card",
}


class EndButton(Click, template=f"f:end:{ID}"):
    """Confirms that a serial ends."""

    @classmethod
    def make(cls, serial: int) -> "EndButton":
        """Make the button of a serial."""
        style = discord.ButtonStyle.danger
        return cls(button("End it", f"f:end:{serial}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """End it and show its card in place of the question."""
        (serial,) = self.numbers
        ended = await services_of(interaction).serials.end(viewer_of(interaction), serial)
        await turn(interaction, serial_view(ended, said="Ended; what has dropped stays readable."))


class DatesButton(Click, template=f"f:dates:{ID}:{ID}"):
    """Turns the dates of a serial that runs."""

    @classmethod
    def make(cls, serial: int, page: int, label: str) -> "DatesButton":
        """Make the button that leads to a page, 0 first."""
        return cls(button(label, f"f:dates:{serial}:{page}"))

    async def answer(self, interaction: Interaction) -> None:
        """Show the page in the same message."""
        serial, page = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        view = await services_of(interaction).serials.show(viewer, serial)
        await turn(interaction, serial_view(view, page=page))


class ThereButton(Click, template=f"f:there:{_KEY}"):
    """*It is there*: a moderator has seen a parked message in the channel."""

    @classmethod
    def make(cls, key: Key) -> "ThereButton":
        """Make the button of a delivery."""
        return cls(button("It is there", f"f:there:{_name(key)}"))

    async def answer(self, interaction: Interaction) -> None:
        """Record it and show how the serial stands now."""
        viewer, key = viewer_of(interaction), _key(self.words)
        view = await services_of(interaction).serials.parked_is_there(viewer, key)
        await turn(interaction, serial_view(view, said="Noted; the serial goes on from there."))


class AgainButton(Click, template=f"f:again:{_KEY}"):
    """*Post again*: a parked message is not in the channel."""

    @classmethod
    def make(cls, key: Key) -> "AgainButton":
        """Make the button of a delivery."""
        return cls(button("Post again", f"f:again:{_name(key)}"))

    async def answer(self, interaction: Interaction) -> None:
        """Have it posted and show how the serial stands now."""
        viewer, key = viewer_of(interaction), _key(self.words)
        view = await services_of(interaction).serials.parked_post_again(viewer, key)
        await turn(interaction, serial_view(view, said="I post it again."))


class MissedButton(Click, template=f"f:missed:{ID}"):
    """*Post all, paced*: catches up on the dates that an outage took."""

    @classmethod
    def make(cls, serial: int) -> "MissedButton":
        """Make the button of a serial."""
        return cls(button("Post all, paced", f"f:missed:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Owe them and show how the serial stands now."""
        (serial,) = self.numbers
        view = await services_of(interaction).serials.post_missed(viewer_of(interaction), serial)
        await turn(interaction, serial_view(view, said="I post them one after the other."))


def serial_view(view: SerialView, *, page: int = 0, said: str | None = None) -> Layout:
    """Lay out how a serial stands, with its troubles and a page of its dates."""
    page = page_within(page, view.upcoming)
    serial = view.serial
    last = page + 1 == page_count(view.upcoming)
    troubles = view.troubles[:TROUBLES_LIMIT]
    return Layout(
        text(said) if said else None,
        card(
            text(f"### {titled(serial.title, serial.author)}"),
            text(joined(_facts(view))),
            text(listed([_trouble(one) for one in troubles], 900)) if troubles else None,
            *_trouble_rows(troubles),
            row(MissedButton.make(serial.serial_id)) if _may_catch_up(serial) else None,
        ),
        text(dates(view.upcoming, page)) if view.upcoming else None,
        row(
            DatesButton.make(serial.serial_id, page - 1, "Earlier") if page else None,
            None if last else DatesButton.make(serial.serial_id, page + 1, "Later"),
        ),
    )


def serials_view(views: Sequence[SerialView]) -> Layout:
    """Lay out the list of serials."""
    if not views:
        return Layout(text("No serial here yet; `/serial start` sets a story running."))
    names = told_apart(
        [
            f"{titled(view.serial.title, view.serial.author)} in <#{view.serial.channel_id}>"
            for view in views
        ],
        [view.serial.serial_id for view in views],
    )
    lines = [
        joined(
            [
                f"- {name} · {_STATES[view.serial.state]} · "
                f"{view.dropped:,} of {count(view.passages, 'passage')}"
                + (f" · next {moment(date, 'R')}" if (date := _next_date(view.serial)) else ""),
                f"  ⚠️ {count(len(view.troubles), 'message')} held up; `/serial show` says why"
                if view.troubles
                else None,
            ]
        )
        for name, view in zip(names, views, strict=True)
    ]
    return Layout(text("### Serials"), text(listed(lines, TEXT_LIMIT - 100)))


def end_view(view: SerialView) -> Layout:
    """Lay out the question before a serial ends."""
    left = view.passages - view.dropped
    return Layout(
        text(
            f"End {titled(view.serial.title)} in <#{view.serial.channel_id}>? "
            f"{count(left, 'passage')} will not drop. What has dropped stays readable, with its "
            "notes and discussions; an ended serial can't be resumed."
        ),
        row(EndButton.make(view.serial.serial_id), NeverMindButton.make()),
    )


def _facts(view: SerialView) -> list[str | None]:
    serial = view.serial
    state = f"**{_STATES[serial.state].capitalize()}**"
    where = f"<#{serial.channel_id}>, {rule(serial)}"
    if serial.state is SerialState.PAUSED and serial.pause_reason:
        reason = sentence(markdown.shorten(serial.pause_reason, 500))
        standing = f"{state} · {reason}\nIn {where}"
    else:
        standing = f"{state} · in {where}"
    following = None
    if view.next_instalment and view.next_heading and serial.state.alive:
        part = view.next_instalment
        name = chapter_name(view.next_heading, part.part, part.parts)
        when = f", {moment(date)}" if (date := _next_date(serial)) else ""
        following = f"Next: {name}{when}"
    figures = (
        f"{view.dropped:,} of {count(view.passages, 'passage')} dropped, "
        f"{count(view.instalments, 'instalment')} in all · {count(view.readers, 'reader')}"
    )
    return [
        standing,
        figures,
        following,
        f"Pings <@&{serial.ping_role_id}>" if serial.ping_role_id is not None else None,
        _late(serial),
        f"{count(view.corrections, 'message')} still to be corrected in the channel."
        if view.corrections
        else None,
    ]


def _next_date(serial: Serial) -> datetime | None:
    """Return the next date; a serial that does not run promises none."""
    return serial.next_at if serial.state is SerialState.RUNNING else None


def _late(serial: Serial) -> str | None:
    """Say what an outage left behind."""
    if serial.owed:
        return f"{count(serial.owed, 'instalment')} still to catch up, one after the other."
    if serial.missed:
        dates = count(serial.missed, "date")
        return f"{dates} passed while I was away; the text waits for the next one."
    return None


def _may_catch_up(serial: Serial) -> bool:
    return bool(serial.missed) and not serial.owed and serial.state is SerialState.RUNNING


def _trouble(trouble: Trouble) -> str:
    key = trouble.key
    if trouble.passage is None:
        part = f"{_PARTS[key.kind]} of instalment {key.instalment}"
    else:
        where = f"{chapter_name(trouble.heading)}, passage" if trouble.heading else "Passage"
        part = f"{where} {trouble.passage:,} (instalment {key.instalment})"
    reason = sentence(markdown.shorten(trouble.reason or "Discord did not say why", 300))
    parked = trouble.state is State.PARKED
    return f"⚠️ {part}: {reason}" + (" Is it in the channel?" if parked else "")


def _trouble_rows(troubles: Sequence[Trouble]) -> list[Item]:
    found: list[Item] = []
    for trouble in troubles:
        if trouble.state is State.PARKED:
            found += rows([ThereButton.make(trouble.key), AgainButton.make(trouble.key)])
    return found


def _name(key: Key) -> str:
    return f"{key.serial}:{key.instalment}:{key.part.replace(':', '.')}"


def _key(words: Sequence[str]) -> Key:
    serial, instalment, part = words
    return Key(int(serial), int(instalment), part.replace(".", ":"))
