"""How far somebody is: in one story, and in all that run here."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.domain.company import Others
from bot.domain.serial import SerialState
from bot.language.speech import _, several
from bot.language.wording import all_of, in_words
from bot.services.progress import Progress
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, say, services_of
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    OPTION_LIMIT,
    SELECT_LIMIT,
    TEXT_LIMIT,
    Item,
    Layout,
    capital,
    card,
    chapter_name,
    joined,
    large,
    listed,
    moment,
    plain,
    row,
    serials_told_apart,
    small,
    text,
    titled,
    told_apart,
)
from bot.ui.reader import OpenButton, percent

BAR_LENGTH = 20
"""So many signs a bar of a story has."""
MENUS_LIMIT = 5
"""At most so many menus under the stories, 25 of them each."""
NAME_LIMIT = 80
"""Units of a story's name in a menu; the number behind it takes the rest."""


class StoryMenu(Click, template=f"f:story:{ID}"):
    """A menu of the stories that can be opened. The number tells several menus apart."""

    @classmethod
    def make(cls, shelf: Sequence[Progress], names: Sequence[str], part: int) -> "StoryMenu":
        """Make the menu number `part` (from 0) for up to 25 stories, by their names."""
        prompt = _("Open a story") if not part else _("Open another one")
        return cls(
            ui.Select(
                custom_id=f"f:story:{part}",
                placeholder=plain(prompt, OPTION_LIMIT),
                options=[_story_option(one, name) for one, name in zip(shelf, names, strict=True)],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Show the story by itself, with the way into it; the list stays."""
        viewer = await viewer_for(interaction, self.chosen)
        found = await services_of(interaction).progress.of(viewer, self.chosen)
        await say(interaction, shelf_view([found]))


def progress_view(
    progress: Progress, others: Others | None = None, picture: Item | None = None
) -> Layout:
    """Lay out how far somebody is: in words, and with a picture of it, if there is one."""
    return Layout(
        card(
            text(large(titled(progress.serial.title, progress.serial.author))),
            picture,
            text(_share(progress)) if progress.passage else None,
            text(
                joined(
                    [
                        *_progress_lines(progress),
                        company_line(others, begun=progress.passage > 0),
                    ]
                )
            ),
            row(OpenButton.make(progress.serial.serial_id)) if progress.dropped else None,
        )
    )


def company_line(others: Others | None, *, begun: bool = True) -> str | None:
    """Say where the others are, by chapters and without naming anybody; `begun` says of who asks
    that they have. Of none there is nothing said.
    """
    if others is None:
        return None
    along = several("{count} other reads along", "{count} others read along", others.count)
    alike = [
        (others.ahead, _("all of them further on")),
        (others.level, _("all in the same chapter as you") if begun else _("none has begun yet")),
        (others.behind, _("all of them on the way to where you are")),
    ]
    for count, said in alike:
        if count == others.count:
            return _("{others}, {where}.", others=along, where=said)
    parts = [
        (others.ahead, _("{count} further on", count=others.ahead)),
        (
            others.level,
            _("{count} in the same chapter", count=others.level)
            if begun
            else _("{count} not begun", count=others.level),
        ),
        (others.behind, _("{count} not as far", count=others.behind)),
    ]
    where = all_of([said for count, said in parts if count])
    return _("{others}: {where}.", others=along, where=where)


def shelf_view(shelf: list[Progress]) -> Layout:
    """Lay out the stories that somebody can read here, with how far they are in each."""
    if not shelf:
        return Layout(
            text(_("No story runs here yet. Moderators start one with `/serial start`.")),
        )
    names = serials_told_apart([one.serial for one in shelf])
    entries = [
        joined([name, f"{_drawn(one)}{percent(one.percent)} · {_left(one)}", _outlook(one)])
        for name, one in zip(names, shelf, strict=True)
    ]
    opened = [one for one in shelf if one.dropped]
    alone = len(shelf) == 1 and bool(opened)
    return Layout(
        text(large(_("Stories"))),
        text(listed(entries, TEXT_LIMIT - 200)),
        row(OpenButton.make(opened[0].serial.serial_id)) if alone else None,
        text(small(_("`/read` opens any of them where you are.")))
        if opened and not alone
        else None,
        *([] if alone else _menus(opened)),
    )


def _menus(opened: Sequence[Progress]) -> list[Item | None]:
    """Lay out the menus of the stories that can be opened."""
    serials = [one.serial for one in opened]
    names = told_apart(
        [plain(" · ".join(filter(None, (one.title, one.author))), NAME_LIMIT) for one in serials],
        [one.serial_id for one in serials],
    )
    starts = range(0, min(len(opened), MENUS_LIMIT * SELECT_LIMIT), SELECT_LIMIT)
    return [
        row(
            StoryMenu.make(
                opened[start : start + SELECT_LIMIT], names[start : start + SELECT_LIMIT], part
            )
        )
        for part, start in enumerate(starts)
    ]


def _story_option(progress: Progress, name: str) -> discord.SelectOption:
    return discord.SelectOption(
        label=plain(name, OPTION_LIMIT),
        value=str(progress.serial.serial_id),
        description=plain(capital(_left(progress)), OPTION_LIMIT),
    )


def _drawn(progress: Progress) -> str:
    """Draw how far somebody is, but for who has it read aloud."""
    return "" if progress.plain else f"{bar(progress.percent)} "


def bar(share: float) -> str:
    """Draw a share of 100 as a bar; it is full only at the very end, and empty at the start."""
    full = int(share / 100 * BAR_LENGTH)
    if share > 0 and not full:
        full = 1
    return "▰" * full + "▱" * (BAR_LENGTH - full)


def _progress_lines(progress: Progress) -> list[str | None]:
    if not progress.dropped:
        return [_("Nothing has dropped yet."), _outlook(progress)]
    return [_place(progress), f"{capital(_left(progress))}.", _outlook(progress)]


def _place(progress: Progress) -> str:
    number, total = progress.passage, progress.total
    if not number:
        return _("You have not begun.")
    if progress.heading is None:
        return _("You are at passage {number} of {total}.", number=number, total=total)
    return _(
        "You are at passage {number} of {total}, {chapter}.",
        number=number,
        total=total,
        chapter=chapter_name(progress.heading),
    )


def _share(progress: Progress) -> str:
    return _("{percent} of the story", percent=percent(progress.percent))


def _left(progress: Progress) -> str:
    if not progress.dropped:
        return _("nothing has dropped yet")
    if progress.passage >= progress.total:
        return _("you have read it all")
    if not progress.passages_left:
        return _("you have read all that has dropped")
    return several(
        "{count} passage to read so far, {time}",
        "{count} passages to read so far, {time}",
        progress.passages_left,
        time=in_words(progress.minutes_left),
    )


def _outlook(progress: Progress) -> str | None:
    when = moment(progress.next_at, "R") if progress.next_at is not None else None
    said = outlook(progress, when)
    return small(said) if said else None


def outlook(progress: Progress, when: str | None) -> str | None:
    """Say what is still to come; `when` names the next date, where one is sure."""
    match progress.serial.state:
        case SerialState.RUNNING if when is not None:
            return _("The next instalment drops {when}.", when=when)
        case SerialState.PAUSED:
            return _("It is paused: nothing drops until a moderator resumes it.")
        case SerialState.ENDED if progress.dropped < progress.total:
            return _("This serial has ended: nothing more drops.")
        case SerialState.FINISHED if progress.passage < progress.total:
            return _("The story is complete: all of it has dropped.")
        case _:
            return None
