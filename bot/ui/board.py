"""The board: who is where, of those who share it, and the buttons that share one's own place."""

from collections.abc import Iterator

from bot.language.speech import _, several
from bot.language.wording import all_of
from bot.services.company import Board, BoardRow
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    Layout,
    button,
    card,
    chapter_name,
    joined,
    large,
    row,
    small,
    text,
    titled,
)
from bot.ui.reader import OpenButton


class ShareButton(Click, template=f"f:share:{ID}"):
    """*Share my place*, with the other members of the server."""

    @classmethod
    def make(cls, serial: int) -> "ShareButton":
        """Make the button under a serial's board."""
        return cls(button(_("Share my place"), f"f:share:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Keep it, and show the board anew."""
        (serial,) = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        board = await services_of(interaction).company.share(viewer, serial)
        await turn(interaction, board_view(board))


class StopButton(Click, template=f"f:unshare:{ID}"):
    """*Stop sharing*."""

    @classmethod
    def make(cls, serial: int) -> "StopButton":
        """Make the button under a serial's board."""
        return cls(button(_("Stop sharing"), f"f:unshare:{serial}"))

    async def answer(self, interaction: Interaction) -> None:
        """Keep it no more, and show the board anew."""
        (serial,) = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        board = await services_of(interaction).company.stop(viewer, serial)
        await turn(interaction, board_view(board))


def board_view(board: Board) -> Layout:
    """Lay out who is where, chapter by chapter and without ranks."""
    serial = board.serial
    silent = (
        several(
            "{count} more reads along and keeps their place to themselves.",
            "{count} more read along and keep their place to themselves.",
            board.silent,
        )
        if board.silent
        else None
    )
    nobody = (
        _("Nobody else shares their place in this story yet.")
        if board.sharing
        else _("Nobody shares their place in this story yet.")
    )
    alone = not any(one.count for one in board.rows)
    return Layout(
        card(
            text(large(titled(serial.title, serial.author))),
            text(joined([*_lines(board.rows), nobody if alone else None])),
            text(small(silent)) if silent else None,
            text(small(_shared(board))),
            row(
                (StopButton if board.sharing else ShareButton).make(serial.serial_id),
                OpenButton.make(serial.serial_id),
            ),
        )
    )


def _lines(rows: tuple[BoardRow, ...]) -> Iterator[str]:
    for one in rows:
        if one.gap:
            yield "…"
        where = chapter_name(one.heading) if one.heading else _("Not begun")
        who = _own(one) if one.own else _members(one)
        yield _("**{chapter}**: {members}", chapter=where, members=who)


def _own(mine: BoardRow) -> str:
    """Say who is level with who asks: by name, or where that would be a list, by their number."""
    if not mine.count:
        return _("you")
    if mine.more:
        return several(
            "you, level with {count} other", "you, level with {count} others", mine.count
        )
    return _("you, level with {members}", members=_members(mine))


def _members(one: BoardRow) -> str:
    who = [f"<@{user_id}>" for user_id in one.named]
    if one.more and who:
        who.append(several("{count} other", "{count} others", one.more))
    elif one.more:
        who.append(several("{count} member", "{count} members", one.more))
    return all_of(who)


def _shared(board: Board) -> str:
    if board.sharing:
        return _("Members who can see a story here see how far you are in it.")
    return _("Nobody else sees where you are. Sharing holds for all stories of this server.")
