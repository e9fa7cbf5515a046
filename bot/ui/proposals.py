"""A serial before it starts: its calendar, and the button that starts it."""

from collections.abc import Iterator

import discord

from bot.domain.errors import RefusalError
from bot.domain.serial import Discussion
from bot.language.speech import _, several
from bot.language.wording import size_name
from bot.services.views import Crowd, Proposal
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.calendar import dates, page_within, rule
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    Layout,
    button,
    earlier_and_later,
    joined,
    large,
    listed,
    row,
    text,
    titled,
)
from bot.ui.permissions import SerialChannel, advice, require_ready
from bot.ui.serials import serial_view


class CalendarButton(Click, template=f"f:cal:{ID}:{ID}"):
    """Turns the calendar of a proposal."""

    @classmethod
    def make(cls, draft: int, page: int, label: str) -> "CalendarButton":
        """Make the button that leads to a page, 0 first."""
        return cls(button(label, f"f:cal:{draft}:{page}"))

    async def answer(self, interaction: Interaction) -> None:
        """Show the page in the same message."""
        draft, page = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        proposal = await services_of(interaction).serials.proposal(viewer, draft)
        await turn(interaction, proposal_view(proposal, page, _channel(interaction, proposal)))


class StartButton(Click, template=f"f:start:{ID}"):
    """Starts a serial as proposed."""

    @classmethod
    def make(cls, draft: int) -> "StartButton":
        """Make the button of a proposal."""
        style = discord.ButtonStyle.success
        return cls(button(_("Start the serial"), f"f:start:{draft}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Start it and show its card in place of the calendar.

        What the bot may do is looked at again: the calendar may have stood there for hours.
        """
        (draft,) = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        serials = services_of(interaction).serials
        _require_ready(interaction, await serials.proposal(viewer, draft))
        started = await serials.confirm(viewer, draft)
        await turn(interaction, serial_view(started, said=_("It runs.")))


class ForgetButton(Click, template=f"f:nostart:{ID}"):
    """*Never mind* under a calendar."""

    @classmethod
    def make(cls, draft: int) -> "ForgetButton":
        """Make the button of a proposal."""
        return cls(button(_("Never mind"), f"f:nostart:{draft}"))

    async def answer(self, interaction: Interaction) -> None:
        """Throw the proposal away."""
        (draft,) = self.numbers
        await services_of(interaction).serials.discard(viewer_of(interaction), draft)
        await turn(interaction, Layout(text(_("All right; nothing was started."))))


def proposal_view(proposal: Proposal, page: int = 0, channel: object = None) -> Layout:
    """Lay out a serial before it starts: its rule, advice, a page of its calendar.

    `channel` is the one where it would run, as far as it is known.
    """
    page, pages = page_within(page, proposal.entries)
    head = joined(
        [
            large(titled(proposal.story.title, proposal.story.author)),
            _("in {channel}, {rule}", channel=f"<#{proposal.channel_id}>", rule=rule(proposal)),
            _("Pings {role}", role=f"<@&{proposal.ping_role_id}>")
            if proposal.ping_role_id is not None
            else None,
        ]
    )
    advised = listed([f"⚠️ {sentence}" for sentence in _advice(proposal, channel)], 900)
    draft = proposal.draft_id
    return Layout(
        text(head),
        text(advised) if advised else None,
        text(dates(proposal.entries, page)),
        row(
            *earlier_and_later(
                lambda label, to: CalendarButton.make(draft, to, label), page, pages
            ),
            StartButton.make(draft),
            ForgetButton.make(draft),
        ),
    )


def _advice(proposal: Proposal, channel: object) -> Iterator[str]:
    """Say what moderators may want to know before it starts."""
    if isinstance(channel, SerialChannel):
        yield from advice(channel)
    if proposal.crowd is not None:
        yield _crowded(proposal.crowd)
    if proposal.beside:
        yield _(
            "A serial runs in this channel already; the line above each passage will name its "
            "story, but a channel for each is easier to read."
        )


def _crowded(crowd: Crowd) -> str:
    said = several(
        "The longest drop has {count} message.",
        "The longest drop has {count} messages.",
        crowd.longest,
    )
    offers = [
        _(
            "`instalment: {size}` makes it {longest} at most",
            size=size_name(size),
            longest=longest,
        )
        for size, longest in crowd.smaller
    ]
    return " ".join([said, "; ".join(offers) + "."] if offers else [said])


def _channel(interaction: Interaction, proposal: Proposal) -> object:
    return interaction.guild.get_channel(proposal.channel_id) if interaction.guild else None


def _require_ready(interaction: Interaction, proposal: Proposal) -> None:
    guild = interaction.guild
    role_id = proposal.ping_role_id
    role = guild.get_role(role_id) if guild and role_id else None
    if role_id is not None and role is None:
        raise RefusalError("The role to ping is gone; give the command again with another one.")
    require_ready(
        _channel(interaction, proposal),
        role,
        discussion=proposal.discussion is not Discussion.OFF,
        gate=proposal.gate,
        adult=proposal.story.rating.adult,
    )
