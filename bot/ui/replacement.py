"""What a new edition changes, as a moderator is told it, and the buttons that bring it in."""

from collections.abc import Sequence

import discord

from bot.domain.changes import Changes, Tally
from bot.domain.serial import Serial, SerialState
from bot.domain.story import Heading
from bot.language.speech import _, number, several
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
    joined,
    large,
    listed,
    moment,
    small,
    text,
    titled,
)
from bot.ui.library import word_count
from bot.ui.notices import rated, warned

CHAPTERS_LIMIT = 500
"""Units of the names of chapters that came, changed or went, each."""
SERIALS_LIMIT = 900
"""Units of the list of serials."""


class ReplaceButton(Click, template=f"f:srep:{ID}:{ID}:([01])"):
    """Gives a story its new edition as the proof shows it; 1 corrects what was posted too."""

    @classmethod
    def make(cls, draft: int, revision: int, corrections: int | None) -> "ReplaceButton":
        """Make the button; with `corrections`, the one that edits so many messages as well."""
        style = discord.ButtonStyle.success
        if corrections is None:
            return cls(button(_("Replace"), f"f:srep:{draft}:{revision}:0", style=style))
        label = several(
            "Replace and correct what was posted ({count} message)",
            "Replace and correct what was posted ({count} messages)",
            corrections,
        )
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
    words = word_count(now, proof.prepared.language)
    same = _("{words} as before", words=words)
    changed = same if before == now else f"{number(before)} → {words}"
    story = titled(proof.sheet.title, proof.sheet.author)
    head = joined(
        [
            large(_("A new edition of {story}", story=story)),
            f"{changed}, {rated(proof.sheet.rating)}",
            warned(proof.sheet.warnings),
            "⚠️ " + _("Hardly anything of the text so far is in this file: is it the right one?")
            if found.changes.another
            else None,
            *_chapters(found.changes),
            _passages(_("Of what has dropped"), found.changes.posted, posted=True),
            _passages(_("Of what is to come"), found.changes.later, posted=False),
            _tally(_("Footnotes"), found.changes.notes),
            _("The text is the same.") if found.changes.none else None,
            _readers(found),
            *_messages(found),
        ]
    )
    foot = small(_("Nothing changes before you replace it."))
    room = min(TEXT_LIMIT - markdown.length(head) - markdown.length(foot) - 40, SERIALS_LIMIT)
    lines = [_serial(item) for item in found.serials]
    if found.unseen:
        lines.append(
            several(
                "- {count} serial in channels you can't see",
                "- {count} serials in channels you can't see",
                found.unseen,
            )
        )
    told = [f"**{_('Serials')}**", listed(lines, room)] if lines else []
    return joined([head, *told, foot])


def replaced_view(done: Replaced) -> Layout:
    """Lay out the answer to a new edition that was brought in."""
    waiting = [
        _(
            "{channel} had finished and has more to drop now: `/serial resume` goes on.",
            channel=f"<#{serial.channel_id}>",
        )
        for serial in done.waiting
    ]
    edits = several(
        "I am correcting {count} message in the channel, after whatever is due.",
        "I am correcting {count} messages in the channel, after whatever is due.",
        done.corrections,
    )
    return Layout(
        text(
            joined(
                [
                    _("{story} has its new edition.", story=titled(done.story.title)),
                    f"{_keeping(done.readers)}." if done.readers else None,
                    edits if done.corrections else None,
                    *waiting,
                ]
            )
        )
    )


def _chapters(changes: Changes) -> Sequence[str]:
    return [
        f"**{name}**: {_names(headings)}"
        for name, headings in (
            (_("New chapters"), changes.added),
            (_("Changed chapters"), changes.changed),
            (_("Chapters gone"), changes.gone),
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
            more = _("and {count} more", count=len(headings) - len(shown))
            return "; ".join([*shown, more])
        shown.append(name)
    return "; ".join(shown)


def _passages(where: str, tally: Tally, *, posted: bool) -> str | None:
    line = _tally(where, tally, of_passages=True)
    if line is None or not posted or not tally.new:
        return line
    unposted = _("New ones there are not posted any more; they can be read with `/read`.")
    return f"{line} {unposted}"


def _tally(where: str, tally: Tally, *, of_passages: bool = False) -> str | None:
    """Say how many changed, came and went: "Footnotes: 1 changed, 2 new"."""
    if tally.none:
        return None
    told = []
    if tally.changed:
        told.append(
            several("{count} passage changed", "{count} passages changed", tally.changed)
            if of_passages
            else several("{count} changed", "{count} changed", tally.changed)
        )
    if tally.new:
        told.append(
            several("{count} passage new", "{count} passages new", tally.new)
            if of_passages and not told
            else several("{count} new", "{count} new", tally.new)
        )
    if tally.gone:
        told.append(
            several("{count} passage gone", "{count} passages gone", tally.gone)
            if of_passages and not told
            else several("{count} gone", "{count} gone", tally.gone)
        )
    return f"**{where}**: {', '.join(told)}."


def _readers(found: Replacement) -> str | None:
    if not found.readers:
        return None
    if found.changes.posted.gone:
        where = _(
            "with the words they had reached; where these have gone, with the last before them"
        )
    else:
        where = _("with the words they had reached")
    return f"{_keeping(found.readers)}: {where}."


def _keeping(readers: int) -> str:
    return several("{count} reader keeps their place", "{count} readers keep their places", readers)


def _messages(found: Replacement) -> Sequence[str]:
    told = []
    if found.corrections:
        told.append(
            several(
                "{count} message in the channel would read otherwise now: *Replace* leaves it as "
                "it is, the other button edits it.",
                "{count} messages in the channel would read otherwise now: *Replace* leaves them "
                "as they are, the other button edits them.",
                found.corrections,
            )
        )
    if found.lost:
        told.append(
            several(
                "{count} message shows text that has gone; I leave it where it is, with its "
                "discussion.",
                "{count} messages show text that has gone; I leave them where they are, with their "
                "discussions.",
                found.lost,
            )
        )
    return told


def _serial(change: SerialChange) -> str:
    serial = change.serial
    return f"- <#{serial.channel_id}>: {_becomes(change, serial)}"


def _becomes(change: SerialChange, serial: Serial) -> str:
    part = change.following
    if part is None:
        closes = change.had_following and serial.state.alive
        closing = _("nothing is left to drop, so it closes")
        return closing if closes else _("nothing is left to drop")
    name = chapter_name(change.heading, part.part, part.parts) if change.heading else ""
    match serial.state:
        case SerialState.RUNNING if serial.next_at is not None:
            return _("next {chapter}, {when}", chapter=name, when=moment(serial.next_at))
        case SerialState.RUNNING:
            return _("goes on with {chapter} on its next date", chapter=name)
        case SerialState.PAUSED | SerialState.AWAY:
            return _("paused; next {chapter}", chapter=name)
        case SerialState.FINISHED:
            return _("has finished; {chapter} waits until you `/serial resume` it", chapter=name)
        case SerialState.ENDED:
            return _("has ended and stays so")
