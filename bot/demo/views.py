"""The views: which channels of the demo's server the page can open on, and what to try there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simcord import ChannelHandle

from bot.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class View:
    """Where the page opens, as whom unless one says who one is, and three things to try."""

    opens: Callable[[Stage], ChannelHandle]
    tries: tuple[str, str, str]
    you: str = "ada"
    before: Callable[[Stage], None] | None = None
    """What is done before it opens."""


def _first_discussion(channel: ChannelHandle) -> ChannelHandle:
    """The first discussion of a channel; where there is none, the channel."""
    return next(iter(channel.threads), channel)


def _crowd_newest(stage: Stage) -> None:
    """Fill the newest discussion behind the gate, where there is one."""
    for thread in stage.gated.threads[-1:]:
        stage.crowd(thread)


PRIVATE = "dm"
"""The view of a private channel: of whoever one is, and of nobody else."""

VIEWS: Mapping[str, View] = {
    "channel": View(
        lambda stage: stage.channel,
        (
            "Press a note's button under a passage, then “I've read this”: only you see answers.",
            "Type /read, /progress, /board, /search or /stories and press the arrow.",
            "Choose who you are above: Margit may type /serial stats, and Klara /lesen.",
        ),
    ),
    "thread": View(
        lambda stage: _first_discussion(stage.channel),
        (
            "Write into the discussion; choose above which reader you are.",
            "Type /footnote, then a 1 in its field: it lists the notes that have dropped so far.",
            "Choose Chiara and type /quote with a few words that she has read: “Inspector 446”.",
        ),
    ),
    "gated": View(
        lambda stage: stage.gated,
        (
            "Press “Discuss” under a passage: its discussion opens to those who have read it.",
            "Press “I've read this” there: you are let in.",
            "Choose Margit above: as a moderator she gets in with “Discuss”.",
        ),
    ),
    "inside": View(
        lambda stage: _first_discussion(stage.gated),
        (
            "As Chiara, who has read this far, write into the discussion behind its gate.",
            "Choose Ada above: she has not, and sees nothing of it.",
            "Come back with VIEW=gated, and read there as Ada: “I've read this” lets her in.",
        ),
        you="chiara",
    ),
    "full": View(
        lambda stage: stage.gated,
        (
            "Press the newest “I've read this”: its discussion has Discord's 1,000 members.",
            "A day later press “Discuss” there: you are in a second discussion beside it.",
            "Choose Klara above and do the same: she comes into the second one at once.",
        ),
        before=_crowd_newest,
    ),
    "adult": View(
        lambda stage: stage.adult,
        (
            "Look at the warnings above the first chapter, and at the second chapter's own.",
            "Type /read, then /subscribe: here they know “The Winter Surgeon”.",
            "Come back with VIEW=channel: both refuse it there, and so does /serial start.",
        ),
    ),
    "finished": View(
        lambda stage: stage.short,
        (
            "Look at the closing card, and vote on what to read next.",
            "Type /read: a story that is over can be read from its beginning.",
            "Choose Margit above and type /serial stats.",
        ),
    ),
    "japanese": View(
        lambda stage: stage.japanese,
        (
            "Type /preferences, choose short pages, then /read: a page ends with a sentence.",
            "Type /search with 青い傘, or /footnote with 規則: neither needs spaces.",
            "Choose Klara above and type /lesen: her buttons are German, the story is not.",
        ),
    ),
    "arabic": View(
        lambda stage: stage.arabic,
        (
            "Look at the first chapter: it runs from right to left, and its note's button too.",
            "Type /preferences, choose short pages, then /read, and press Next.",
            "Type /search with الدلو, or /footnote with تثمر: a note by the word it hangs on.",
        ),
    ),
    PRIVATE: View(
        lambda stage: stage.channel,
        (
            "Press “Send the next one now” under the letter, or a note's button.",
            "Wait for eight in the morning: the next letter comes by itself. Press “Pause”.",
            "Come back with AS=klara (in German), chiara (for adults) or bram (a reminder).",
        ),
    ),
}
