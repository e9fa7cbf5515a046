"""How far somebody is: in one story, and in all that run here."""

from bot.domain.reading_time import in_words
from bot.domain.serial import SerialState
from bot.services.progress import Progress
from bot.ui.layout import (
    TEXT_LIMIT,
    Layout,
    card,
    chapter_name,
    count,
    joined,
    listed,
    moment,
    row,
    small,
    text,
    titled,
    told_apart,
)
from bot.ui.reader import OpenButton, percent

BAR_LENGTH = 20


def progress_view(progress: Progress) -> Layout:
    """Lay out how far somebody is, with a bar."""
    return Layout(
        card(
            text(f"### {titled(progress.serial.title, progress.serial.author)}"),
            text(f"{bar(progress.percent)} {percent(progress.percent)} of the story"),
            text(joined(_progress_lines(progress))),
            row(OpenButton.make(progress.serial.serial_id)) if progress.dropped else None,
        )
    )


def shelf_view(shelf: list[Progress]) -> Layout:
    """Lay out the stories that somebody can read here, with how far they are in each."""
    if not shelf:
        return Layout(
            text("No story runs here yet. Moderators start one with `/serial start`."),
        )
    names = told_apart(
        [
            f"{titled(one.serial.title, one.serial.author)} in <#{one.serial.channel_id}>"
            for one in shelf
        ],
        [one.serial.serial_id for one in shelf],
    )
    entries = [
        joined([name, f"{bar(one.percent)} {percent(one.percent)} · {_left(one)}", _outlook(one)])
        for name, one in zip(names, shelf, strict=True)
    ]
    opened = [one for one in shelf if one.dropped]
    alone = len(shelf) == 1 and bool(opened)
    return Layout(
        text("### Stories"),
        text(listed(entries, TEXT_LIMIT - 200)),
        row(OpenButton.make(opened[0].serial.serial_id)) if alone else None,
        text(small("`/read` opens any of them where you are.")) if opened and not alone else None,
    )


def bar(share: float) -> str:
    """Draw a share of 100 as a bar; it is full only at the very end, and empty at the start."""
    full = int(share / 100 * BAR_LENGTH)
    if share > 0 and not full:
        full = 1
    return "▰" * full + "▱" * (BAR_LENGTH - full)


def _progress_lines(progress: Progress) -> list[str | None]:
    if not progress.dropped:
        return ["Nothing has dropped yet.", _outlook(progress)]
    if not progress.passage:
        place = "You have not begun."
    else:
        name = chapter_name(progress.heading) if progress.heading else ""
        place = f"You are at passage {progress.passage:,} of {progress.total:,}"
        place += f", {name}." if name else "."
    return [place, f"{_left(progress).capitalize()}.", _outlook(progress)]


def _left(progress: Progress) -> str:
    if not progress.dropped:
        return "nothing has dropped yet"
    if progress.passage >= progress.total:
        return "you have read it all"
    if not progress.passages_left:
        return "you have read all that has dropped"
    left = count(progress.passages_left, "passage")
    return f"{left} to read so far, {in_words(progress.minutes_left)}"


def _outlook(progress: Progress) -> str | None:
    """Say what is still to come, with a date only where one is sure."""
    match progress.serial.state:
        case SerialState.RUNNING if progress.next_at is not None:
            return small(f"The next instalment drops {moment(progress.next_at, 'R')}.")
        case SerialState.PAUSED:
            return small("It is paused: nothing drops until a moderator resumes it.")
        case SerialState.ENDED if progress.dropped < progress.total:
            return small("This serial has ended: nothing more drops.")
        case SerialState.FINISHED if progress.passage < progress.total:
            return small("The story is complete: all of it has dropped.")
        case _:
            return None
