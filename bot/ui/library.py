"""The library's cards: a story, the list, the question before removal."""

from collections.abc import Sequence

import discord

from bot.domain.reading_time import minutes
from bot.domain.serial import ChapterEntry
from bot.domain.story import Rating
from bot.language.wording import in_words
from bot.services.exporting import Export
from bot.services.library import EditionEntry, Removal, StoryEntry
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.dialogs import NeverMindButton
from bot.ui.layout import (
    TEXT_LIMIT,
    Layout,
    button,
    card,
    chapter_name,
    count,
    joined,
    listed,
    moment,
    row,
    text,
    titled,
    told_apart,
)

SUMMARY_LIMIT = 1000
CHAPTERS_LIMIT = 1800
EDITIONS_LIMIT = 300


class RemoveButton(Click, template=f"f:srm:{ID}"):
    """Confirms that a story leaves the library."""

    @classmethod
    def make(cls, story: int) -> "RemoveButton":
        """Make the button of a story."""
        style = discord.ButtonStyle.danger
        return cls(button("Remove it", f"f:srm:{story}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Remove it and say so in place of the question."""
        (story,) = self.numbers
        gone = await services_of(interaction).library.remove(viewer_of(interaction), story)
        await turn(interaction, Layout(text(f"{titled(gone.title)} has left the library.")))


def rated(rating: Rating) -> str:
    """Say a rating."""
    return "no rating" if rating is Rating.UNRATED else f"rated {rating.value}"


def story_view(
    story: StoryEntry, chapters: Sequence[ChapterEntry], editions: Sequence[EditionEntry] = ()
) -> Layout:
    """Lay out a story's card with its chapters, and its editions if there have been several."""
    lines = [
        f"- {chapter_name(chapter.heading)} · {in_words(minutes(chapter.words))}"
        for chapter in chapters
    ]
    told = [
        f"- edition {item.number}, {moment(item.imported_at, 'd')}: {count(item.words, 'word')}"
        for item in editions
    ]
    return Layout(
        _story_card(story),
        text(listed(lines, CHAPTERS_LIMIT)),
        text(listed(told, EDITIONS_LIMIT)) if len(told) > 1 else None,
    )


def added_view(story: StoryEntry) -> Layout:
    """Lay out the answer to an import that was confirmed."""
    return Layout(
        text("It is in the library. `/serial start` sets it running in a channel."),
        _story_card(story),
    )


def stories_view(stories: Sequence[StoryEntry]) -> Layout:
    """Lay out the library's list."""
    if not stories:
        return Layout(text("The library is empty; `/library add` takes a manuscript in."))
    names = told_apart(
        [titled(story.title, story.author) for story in stories],
        [story.story_id for story in stories],
    )
    lines = [
        f"- {name} · {count(story.chapters, 'chapter')}, "
        f"{in_words(minutes(story.words))}{_standing(story)}"
        for name, story in zip(names, stories, strict=True)
    ]
    return Layout(text("### The library"), text(listed(lines, TEXT_LIMIT - 100)))


def export_sentence(export: Export) -> str:
    """Say what a file holds that a story is given back in."""
    story = export.story
    figures = ", ".join(
        (count(story.chapters, "chapter"), count(story.words, "word"), count(story.notes, "note"))
    )
    zipped = " Unzip it before you add it again." if export.file_name.endswith(".zip") else ""
    return f"{titled(story.title, story.author)}: {figures}.{zipped}"


def removal_view(removal: Removal) -> Layout:
    """Lay out the question before a story leaves the library."""
    story = removal.story
    if removal.readers:
        lost = f"{count(removal.readers, 'reader')} will lose their place in it."
    else:
        lost = "Nobody has a place in it."
    return Layout(
        text(f"Remove {titled(story.title, story.author)} from the library? {lost}"),
        row(RemoveButton.make(story.story_id), NeverMindButton.make()),
    )


def _story_card(story: StoryEntry) -> discord.ui.Container[discord.ui.LayoutView]:
    summary = markdown.escape(markdown.shorten(story.summary or "", SUMMARY_LIMIT))
    warnings = markdown.escape(markdown.shorten(", ".join(story.warnings), 400))
    language = markdown.escape(markdown.shorten(story.language or "", 40))
    figures = (
        f"{count(story.chapters, 'chapter')}, {count(story.passages, 'passage')}, "
        f"{count(story.words, 'word')} ({in_words(minutes(story.words))}), "
        f"{count(story.notes, 'footnote')}"
    )
    facts = [
        figures,
        rated(story.rating).capitalize() + (f" · language {language}" if language else ""),
        f"Warnings: {warnings}" if warnings else None,
        "On the shelf, which all servers share" if story.on_shelf else None,
        f"{count(story.running, 'serial')} running here" if story.running else None,
    ]
    return card(
        text(f"### {titled(story.title, story.author)}"),
        text(summary) if summary else None,
        text(joined(facts)),
    )


def _standing(story: StoryEntry) -> str:
    marks = [
        "on the shelf" if story.on_shelf else "",
        "running" if story.running else "",
        story.rating.value if story.rating.adult else "",
    ]
    return "".join(f" · {mark}" for mark in marks if mark)
