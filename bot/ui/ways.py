"""The way to a discussion, in words and as a button."""

from bot.domain.serial import Discussion, Gate
from bot.language.speech import _
from bot.services.discussions import Step, Way
from bot.ui.layout import Button, jump, link


def on_the_way(way: Way) -> str:
    """Say where somebody stands who asked for a discussion."""
    match way.step:
        case Step.NEVER:
            return _("No discussion was opened for this instalment.")
        case Step.GONE:
            return _("There was a discussion, but somebody has deleted it.")
        case Step.COMING | Step.UNREAD:
            return _before(way)
        case _:
            return _at_the_door(way)


def entrance(way: Way) -> Button | None:
    """Make the button that leads into a discussion, for whom it is open."""
    if way.thread_id is None:
        return None
    return link(_("Open the discussion"), jump(way.serial.guild_id, way.thread_id))


def barred() -> str:
    """Say that moderators have to do something before anyone is let in."""
    return _(
        "I can't let you into the discussion just now. The moderators have been told why, and you "
        "are let in as soon as I can."
    )


def _before(way: Way) -> str:
    whole = way.serial.discussion is Discussion.CHAPTER
    if way.step is Step.COMING:
        if whole and way.serial.gate is Gate.AFTER_READING:
            return _("It opens after the chapter's last part.")
        return _("It opens after the instalment's last passage.")
    if whole:
        return _(
            "This discussion is for those who have read the chapter to its end, so that it spoils "
            "nothing. Press the button once you have, and you are let in."
        )
    return _(
        "This discussion is for those who have read this far, so that it spoils nothing. Press "
        "the button once you have, and you are let in."
    )


def _at_the_door(way: Way) -> str:
    thread = f"<#{way.thread_id}>"
    if way.step is Step.BARRED:
        return barred()
    if way.step is not Step.THERE:
        return _("You are let into the discussion in a moment.")
    if way.unread:
        return _(
            "You are let in as a moderator: {thread}. You have not read this far, so it may spoil "
            "the story for you.",
            thread=thread,
        )
    return _("The discussion is in {thread}.", thread=thread)
