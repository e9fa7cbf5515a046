"""What a new edition changes, as a moderator is told it, and the buttons that bring it in."""

from collections.abc import Sequence

import discord

from bot.domain.changes import Changes, Tally
from bot.domain.serial import SerialState
from bot.domain.story import Heading
from bot.services.proofs import Proof, Replacement, SerialChange
from bot.services.replacing import Replaced
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    TEXT_LIMIT,
    Item,
    Layout,
    button,
    chapter_name,
    count,
    joined,
    listed,
    moment,
    small,
    text,
    titled,
)
from bot.ui.library import rated

CHAPTERS_LIMIT = 500
"""Units of the names of chapters that came, changed or went, each."""
SERIALS_LIMIT = 900


class ReplaceButton(Click, template=f"f:srep:{ID}:{ID}:([01])"):
    """Gives a story its new edition as the proof shows it; 1 corrects what was posted too."""

    @classmethod
    def make(cls, draft: int, revision: int, corrections: int | None) -> "ReplaceButton":
        """Make the button; with `corrections`, the one that edits so many messages as well."""
        style = discord.ButtonStyle.success
        if corrections is None:
            return cls(button("Replace", f"f:srep:{draft}:{revision}:0", style=style))
        label = f"Replace and correct what was posted ({count(corrections, 'message')})"
        return cls(button(label, f"f:srep:{draft}:{revision}:1", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Bring the edition in and say what came of it in place of the proof."""
        draft, revision, correct = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        replacing = services_of(interaction).replacing
        done = await replacing.confirm(viewer, draft, revision=revision, correct=bool(correct))
        await turn(interaction, replaced_view(done))


def replace_buttons(proof: Proof, found: Replacement) -> list[Item]:
    """Lay out the ways to bring a new edition in."""
    revision = proof.sheet.revision
    plain = ReplaceButton.make(proof.draft_id, revision, None)
    if not found.corrections:
        return [plain]
    return [plain, ReplaceButton.make(proof.draft_id, revision, found.corrections)]


def changes_text(proof: Proof, found: Replacement) -> str:
    """Say what a new edition changes: text, notes, readers, serials, messages."""
    before, now = found.words_before, proof.sheet.figures.words
    words = count(now, "word")
    words = f"{words} as before" if before == now else f"{before:,} → {words}"
    head = joined(
        [
            f"### A new edition of {titled(proof.sheet.title, proof.sheet.author)}",
            f"{words}, {rated(proof.sheet.rating)}",
            "⚠️ Hardly anything of the text so far is in this file: is it the right one?"
            if found.changes.another
            else None,
            *_chapters(found.changes),
            _passages("Of what has dropped", found.changes.posted, posted=True),
            _passages("Of what is to come", found.changes.later, posted=False),
            _tally("Footnotes", found.changes.notes),
            "The text is the same." if found.changes.none else None,
            _readers(found),
            *_messages(found),
        ]
    )
    foot = small("Nothing changes before you replace it.")
    room = min(TEXT_LIMIT - markdown.length(head) - markdown.length(foot) - 40, SERIALS_LIMIT)
    lines = [_serial(item) for item in found.serials]
    if found.unseen:
        lines.append(f"- {count(found.unseen, 'serial')} in channels you can't see")
    told = ["**Serials**", listed(lines, room)] if lines else []
    return joined([head, *told, foot])


def replaced_view(done: Replaced) -> Layout:
    """Lay out the answer to a new edition that was brought in."""
    waiting = [
        f"<#{serial.channel_id}> had finished and has more to drop now: `/serial resume` goes on."
        for serial in done.waiting
    ]
    edits = count(done.corrections, "message")
    return Layout(
        text(
            joined(
                [
                    f"{titled(done.story.title)} has its new edition.",
                    f"{_keeping(done.readers)}." if done.readers else None,
                    f"I am correcting {edits} in the channel, after whatever is due."
                    if done.corrections
                    else None,
                    *waiting,
                ]
            )
        )
    )


def _chapters(changes: Changes) -> Sequence[str]:
    return [
        f"**{name}**: {_names(headings)}"
        for name, headings in (
            ("New chapters", changes.added),
            ("Changed chapters", changes.changed),
            ("Chapters gone", changes.gone),
        )
        if headings
    ]


def _names(headings: Sequence[Heading]) -> str:
    """Name chapters in a line, as many as there is room for."""
    shown: list[str] = []
    room = CHAPTERS_LIMIT
    for heading in headings:
        name = chapter_name(heading)
        room -= markdown.length(name) + 2
        if room < 0:
            return "; ".join([*shown, f"and {len(headings) - len(shown):,} more"])
        shown.append(name)
    return "; ".join(shown)


def _passages(where: str, tally: Tally, *, posted: bool) -> str | None:
    line = _tally(where, tally, "passage")
    if line is None or not posted or not tally.new:
        return line
    return f"{line} New ones there are not posted any more; they can be read with `/read`."


def _tally(where: str, tally: Tally, what: str | None = None) -> str | None:
    """Say how many changed, came and went: "Footnotes: 1 changed, 2 new"."""
    if tally.none:
        return None
    found = [(tally.changed, "changed"), (tally.new, "new"), (tally.gone, "gone")]
    told = [
        f"{count(number, what)} {how}" if what and at == 0 else f"{number:,} {how}"
        for at, (number, how) in enumerate(one for one in found if one[0])
    ]
    return f"**{where}**: {', '.join(told)}."


def _readers(found: Replacement) -> str | None:
    where = "with the words they had reached"
    if found.changes.posted.gone:
        where += "; where these have gone, with the last before them"
    return f"{_keeping(found.readers)}: {where}." if found.readers else None


def _keeping(readers: int) -> str:
    return (
        f"{count(readers, 'reader')} {'keeps their place' if readers == 1 else 'keep their places'}"
    )


def _messages(found: Replacement) -> Sequence[str]:
    told = []
    if found.corrections:
        leaves = "leaves it as it is, the other button edits it"
        if found.corrections > 1:
            leaves = "leaves them as they are, the other button edits them"
        told.append(
            f"{count(found.corrections, 'message')} in the channel would read otherwise now: "
            f"*Replace* {leaves}."
        )
    if found.lost:
        shows = "shows text that has gone; I leave it where it is, with its discussion"
        if found.lost > 1:
            shows = "show text that has gone; I leave them where they are, with their discussions"
        told.append(f"{count(found.lost, 'message')} {shows}.")
    return told


def _serial(change: SerialChange) -> str:
    serial = change.serial
    where = f"- <#{serial.channel_id}>"
    if change.following is None:
        over = change.had_following and serial.state.alive
        return f"{where}: nothing is left to drop" + (", so it closes" if over else "")
    part = change.following
    name = chapter_name(change.heading, part.part, part.parts) if change.heading else ""
    match serial.state:
        case SerialState.RUNNING if serial.next_at is not None:
            return f"{where}: next {name}, {moment(serial.next_at)}"
        case SerialState.RUNNING:
            return f"{where}: goes on with {name} on its next date"
        case SerialState.PAUSED | SerialState.AWAY:
            return f"{where}: paused; next {name}"
        case SerialState.FINISHED:
            return f"{where}: has finished; {name} waits until you `/serial resume` it"
        case SerialState.ENDED:
            return f"{where}: has ended and stays so"
