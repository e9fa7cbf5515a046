"""Reminders: the word to who has fallen behind, and how to have or to stop them."""

from bot.domain.serial import Serial
from bot.language.speech import _, several
from bot.language.wording import all_of
from bot.services.ports import Posting, ReminderContent
from bot.ui.answers import Interaction, services_of, turn
from bot.ui.clicks import Click
from bot.ui.layout import Layout, button, joined, jump, link, row, small, text, titled
from bot.ui.reader import OpenButton


class NoRemindersButton(Click, template=r"f:noreminders"):
    """*Stop reminders*. It says nothing of whom: it is always who presses it."""

    @classmethod
    def make(cls) -> "NoRemindersButton":
        """Make the button."""
        return cls(button(_("Stop reminders"), "f:noreminders"))

    async def answer(self, interaction: Interaction) -> None:
        """Stop them and say so."""
        await services_of(interaction).reminders.stop(interaction.user.id)
        await turn(interaction, no_reminders_view())


def reminder_view(posting: Posting, content: ReminderContent) -> Layout:
    """Lay out a reminder."""
    serial = content.serial
    behind = several(
        "You are {count} chapter behind.", "You are {count} chapters behind.", content.chapters
    )
    return Layout(
        text(titled(serial.title), mark=posting.mark),
        text(joined([behind, _("There is no hurry: it opens where you stopped.")])),
        row(
            OpenButton.make(serial.serial_id),
            link(_("Go to the channel"), jump(serial.guild_id, serial.channel_id)),
            NoRemindersButton.make(),
        ),
    )


def reminders_view(of: list[Serial]) -> Layout:
    """Lay out what somebody is reminded of from now on."""
    names = all_of([titled(serial.title) for serial in of])
    return Layout(
        text(
            _(
                "When a drop leaves you two chapters behind, I remind you by private message, "
                "never more than once a day: {titles}.",
                titles=names,
            )
        ),
        text(small(_("Nobody else hears of it."))),
        row(NoRemindersButton.make()),
    )


def no_reminders_view() -> Layout:
    """Lay out the word after reminders were stopped."""
    return Layout(text(_("I remind you of nothing any more.")))
