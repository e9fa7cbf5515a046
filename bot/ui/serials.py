"""Serials as moderators see them: how one stands, the list, the end, and their troubles."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.domain.delivery import State
from bot.domain.keys import Key, PartKind
from bot.domain.serial import Serial, SerialState
from bot.language.speech import _, several
from bot.services.views import SerialView, Trouble
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.calendar import dates, page_within, rule
from bot.ui.clicks import ID, Click
from bot.ui.dialogs import NeverMindButton
from bot.ui.layout import (
    TEXT_LIMIT,
    Item,
    Layout,
    button,
    capital,
    card,
    chapter_name,
    earlier_and_later,
    joined,
    large,
    listed,
    moment,
    row,
    rows,
    sentence,
    serials_told_apart,
    text,
    titled,
)
from bot.ui.retelling import retold

TROUBLES_LIMIT = 4
"""So many troubles get buttons; the others follow once these are settled."""

_KEY = f"{ID}:{ID}:([a-z]+(?:\\.[0-9]{{1,9}})?)"


class EndButton(Click, template=f"f:end:{ID}"):
    """Confirms that a serial ends."""

    @classmethod
    def make(cls, serial: int) -> "EndButton":
        """Make the button of a serial."""
        style = discord.ButtonStyle.danger
        return cls(button(_("End it"), f"f:end:{serial}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """End it and show its card in place of the question."""
        (serial,) = self.numbers
        ended = await services_of(interaction).serials.end(viewer_of(interaction), serial)
        said = _("Ended; what has dropped stays readable.")
        await turn(interaction, serial_view(ended, said=said))


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
        return cls(button(_("It is there"), f"f:there:{_name(key)}"))

    async def answer(self, interaction: Interaction) -> None:
        """Record it and show how the serial stands now."""
        viewer, key = viewer_of(interaction), _key(self.words)
        view = await services_of(interaction).serials.parked_is_there(viewer, key)
        await turn(interaction, serial_view(view, said=_("Noted; the serial goes on from there.")))


class AgainButton(Click, template=f"f:again:{_KEY}"):
    """*Post again*: a parked message is not in the channel."""

    @classmethod
    def make(cls, key: Key) -> "AgainButton":
        """Make the button of a delivery."""
        return cls(button(_("Post again"), f"f:again:{_name(key)}"))

    async def answer(self, interaction: Interaction) -> None:
        """Have it posted and show how the serial stands now."""
        viewer, key = viewer_of(interaction), _key(self.words)
        view = await services_of(interaction).serials.parked_post_again(viewer, key)
        await turn(interaction, serial_view(view, said=_("I post it again.")))


class MissedButton(Click, template=f"f:missed:{ID}"):
    """*Post all, paced*: catches up on the dates that an outage took."""

    @classmethod
    def make(cls, serial: int) -> "MissedButton":
        """Make the button of a serial."""
        return cls(button(_("Post all, paced"), f"f:missed:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Owe them and show how the serial stands now."""
        (serial,) = self.numbers
        view = await services_of(interaction).serials.post_missed(viewer_of(interaction), serial)
        await turn(interaction, serial_view(view, said=_("I post them one after the other.")))


def serial_view(view: SerialView, *, page: int = 0, said: str | None = None) -> Layout:
    """Lay out how a serial stands, with its troubles and a page of its dates."""
    page, pages = page_within(page, view.upcoming)
    serial = view.serial
    troubles = view.troubles[:TROUBLES_LIMIT]
    return Layout(
        text(said) if said else None,
        card(
            text(large(titled(serial.title, serial.author))),
            text(joined(_facts(view))),
            text(listed([_trouble(one) for one in troubles], 900)) if troubles else None,
            *_trouble_rows(troubles),
            row(MissedButton.make(serial.serial_id)) if _may_catch_up(serial) else None,
        ),
        text(dates(view.upcoming, page)) if view.upcoming else None,
        row(
            *earlier_and_later(
                lambda label, to: DatesButton.make(serial.serial_id, to, label), page, pages
            )
        ),
    )


def serials_view(views: Sequence[SerialView]) -> Layout:
    """Lay out the list of serials."""
    if not views:
        return Layout(text(_("No serial here yet; `/serial start` sets a story running.")))
    names = serials_told_apart([view.serial for view in views])
    lines = [_line(name, view) for name, view in zip(names, views, strict=True)]
    return Layout(text(large(_("Serials"))), text(listed(lines, TEXT_LIMIT - 100)))


def _line(name: str, view: SerialView) -> str:
    figures = several(
        "{dropped} of {count} passage",
        "{dropped} of {count} passages",
        view.passages,
        dropped=view.dropped,
    )
    parts = [name, _state(view.serial.state), figures]
    if (date := _next_date(view.serial)) is not None:
        parts.append(_("next {when}", when=moment(date, "R")))
    held = several(
        "{count} message held up; `/serial show` says why",
        "{count} messages held up; `/serial show` says why",
        len(view.troubles),
    )
    return joined([f"- {' · '.join(parts)}", f"  ⚠️ {held}" if view.troubles else None])


def end_view(view: SerialView) -> Layout:
    """Lay out the question before a serial ends."""
    ending = _(
        "End {story} in {channel}?",
        story=titled(view.serial.title),
        channel=f"<#{view.serial.channel_id}>",
    )
    left = several(
        "{count} passage will not drop. What has dropped stays readable, with its notes and "
        "discussions; an ended serial can't be resumed.",
        "{count} passages will not drop. What has dropped stays readable, with its notes and "
        "discussions; an ended serial can't be resumed.",
        view.passages - view.dropped,
    )
    return Layout(
        text(f"{ending} {left}"),
        row(EndButton.make(view.serial.serial_id), NeverMindButton.make()),
    )


def _facts(view: SerialView) -> list[str | None]:
    serial = view.serial
    ping = serial.ping_role_id
    corrections = several(
        "{count} message still to be corrected in the channel.",
        "{count} messages still to be corrected in the channel.",
        view.corrections,
    )
    return [
        _standing(serial),
        _figures(view),
        _following(view),
        _("Pings {role}", role=f"<@&{ping}>") if ping is not None else None,
        _late(serial),
        corrections if view.corrections else None,
    ]


def _standing(serial: Serial) -> str:
    state = f"**{capital(_state(serial.state))}**"
    where = _("in {channel}, {rule}", channel=f"<#{serial.channel_id}>", rule=rule(serial))
    if serial.state is SerialState.PAUSED and serial.pause_reason:
        reason = sentence(markdown.shorten(retold(serial.pause_reason), 500))
        return f"{state} · {reason}\n{capital(where)}"
    return f"{state} · {where}"


def _figures(view: SerialView) -> str:
    dropped = several(
        "{dropped} of {count} passage dropped",
        "{dropped} of {count} passages dropped",
        view.passages,
        dropped=view.dropped,
    )
    instalments = several(
        "{count} instalment in all", "{count} instalments in all", view.instalments
    )
    readers = several("{count} reader", "{count} readers", view.readers)
    return f"{dropped}, {instalments} · {readers}"


def _following(view: SerialView) -> str | None:
    part = view.next_instalment
    if part is None or view.next_heading is None or not view.serial.state.alive:
        return None
    name = chapter_name(view.next_heading, part.part, part.parts)
    if (date := _next_date(view.serial)) is None:
        return _("Next: {chapter}", chapter=name)
    return _("Next: {chapter}, {when}", chapter=name, when=moment(date))


def _state(state: SerialState) -> str:
    match state:
        case SerialState.RUNNING:
            return _("running")
        case SerialState.PAUSED:
            return _("paused")
        case SerialState.AWAY:
            return _("waiting for me to be back")
        case SerialState.FINISHED:
            return _("finished")
        case SerialState.ENDED:
            return _("ended")


def _next_date(serial: Serial) -> datetime | None:
    """Return the next date; a serial that does not run promises none."""
    return serial.next_at if serial.state is SerialState.RUNNING else None


def _late(serial: Serial) -> str | None:
    """Say what an outage left behind."""
    if serial.owed:
        return several(
            "{count} instalment still to catch up, one after the other.",
            "{count} instalments still to catch up, one after the other.",
            serial.owed,
        )
    if serial.missed:
        return several(
            "{count} date passed while I was away; the text waits for the next one.",
            "{count} dates passed while I was away; the text waits for the next one.",
            serial.missed,
        )
    return None


def _may_catch_up(serial: Serial) -> bool:
    return bool(serial.missed) and not serial.owed and serial.state is SerialState.RUNNING


def _trouble(trouble: Trouble) -> str:
    why = retold(trouble.reason) if trouble.reason else _("Discord did not say why")
    reason = sentence(markdown.shorten(why, 300))
    parked = trouble.state is State.PARKED
    asked = " " + _("Is it in the channel?") if parked else ""
    return f"⚠️ {_what(trouble)}: {reason}{asked}"


def _what(trouble: Trouble) -> str:
    instalment = str(trouble.key.instalment)
    if trouble.passage is not None:
        passage = _(
            "passage {number} (instalment {instalment})",
            number=trouble.passage,
            instalment=instalment,
        )
        name = trouble.heading and chapter_name(trouble.heading)
        return f"{name}, {passage}" if name else capital(passage)
    match trouble.key.kind:
        case PartKind.PASSAGE:
            return _("A passage of instalment {instalment}", instalment=instalment)
        case PartKind.THREAD:
            return _("The discussion of instalment {instalment}", instalment=instalment)
        case PartKind.GREETING:
            return _(
                "The greeting in the discussion of instalment {instalment}", instalment=instalment
            )
        case PartKind.CLOSING:
            return _("The closing card of instalment {instalment}", instalment=instalment)
        case PartKind.POLL:
            return _("The poll after instalment {instalment}", instalment=instalment)
        case PartKind.WORD:
            raise ValueError("a word to one reader troubles no moderator")


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
