"""The library's cards: the preview of an import, a story, the list, the question before removal."""

from collections.abc import Sequence

import discord

from bot.domain.reading_time import in_words, minutes
from bot.domain.serial import ChapterEntry
from bot.domain.story import Remark
from bot.services.library import Preview, Removal, StoryEntry
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
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
    row,
    small,
    text,
    titled,
)

REMARKS_LIMIT = 1200
SUMMARY_LIMIT = 1000
CHAPTERS_LIMIT = 1800


class AddButton(Click, template=f"f:sadd:{ID}"):
    """Confirms an import."""

    @classmethod
    def make(cls, draft: int) -> "AddButton":
        """Make the button of a draft."""
        style = discord.ButtonStyle.success
        return cls(button("Add to the library", f"f:sadd:{draft}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Put the story into the library and show its card in place of the preview."""
        (draft,) = self.numbers
        viewer = viewer_of(interaction)
        await take_time(interaction)
        story = await services_of(interaction).library.confirm(viewer, draft)
        await turn(interaction, added_view(story))


class DiscardButton(Click, template=f"f:sdrop:{ID}"):
    """Discards an import."""

    @classmethod
    def make(cls, draft: int) -> "DiscardButton":
        """Make the button of a draft."""
        return cls(button("Discard", f"f:sdrop:{draft}"))

    async def answer(self, interaction: Interaction) -> None:
        """Throw the draft away and say so in place of the preview."""
        (draft,) = self.numbers
        await services_of(interaction).library.discard(viewer_of(interaction), draft)
        await turn(interaction, Layout(text("Discarded; the library is as it was.")))


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


def preview_view(preview: Preview) -> Layout:
    """Lay out what an import would give, with its first passage as it will look."""
    head = joined(
        [
            f"### {titled(preview.title, preview.author)}",
            f"{_figures(preview)}, rated {preview.rating.value}",
            _orphans(preview),
        ]
    )
    remarks = _remarks(preview.imported.remarks)
    foot = small("Nothing is kept before you add it.")
    room = TEXT_LIMIT - sum(map(markdown.length, (head, remarks, foot))) - 200
    return Layout(
        card(text(head), text(remarks) if remarks else None),
        text(_first(preview, room)),
        text(foot),
        row(AddButton.make(preview.draft_id), DiscardButton.make(preview.draft_id)),
    )


def story_view(story: StoryEntry, chapters: Sequence[ChapterEntry]) -> Layout:
    """Lay out a story's card with its chapters."""
    lines = [
        f"- {chapter_name(chapter.heading)} · {in_words(minutes(chapter.words))}"
        for chapter in chapters
    ]
    return Layout(_story_card(story), text(listed(lines, CHAPTERS_LIMIT)))


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
    lines = [
        f"- {titled(story.title, story.author)} · {count(story.chapters, 'chapter')}, "
        f"{in_words(minutes(story.words))}{_standing(story)}"
        for story in stories
    ]
    return Layout(text("### The library"), text(listed(lines, TEXT_LIMIT - 100)))


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
    figures = (
        f"{count(story.chapters, 'chapter')}, {count(story.passages, 'passage')}, "
        f"{count(story.words, 'word')} ({in_words(minutes(story.words))}), "
        f"{count(story.notes, 'footnote')}"
    )
    facts = [
        figures,
        f"Rated {story.rating.value}" + (f" · language {story.language}" if story.language else ""),
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


def _figures(preview: Preview) -> str:
    return (
        f"{count(preview.chapters, 'chapter')}, {count(preview.scenes, 'scene')}, "
        f"{count(preview.passages, 'passage')}, {count(preview.words, 'word')}, "
        f"{count(preview.notes, 'footnote')}"
    )


def _orphans(preview: Preview) -> str | None:
    orphans = [
        count(preview.imported.unmatched_markers, "marker") + " without a note"
        if preview.imported.unmatched_markers
        else "",
        count(preview.imported.unused_definitions, "note") + " without a marker"
        if preview.imported.unused_definitions
        else "",
    ]
    return ", ".join(orphan for orphan in orphans if orphan) or None


def _remarks(remarks: Sequence[Remark]) -> str:
    if not remarks:
        return ""
    lines = [
        f"- {f'Line {remark.line:,}: ' if remark.line else ''}"
        f"{markdown.escape(markdown.shorten(remark.message, 200))}"
        for remark in remarks
    ]
    return f"**{count(len(remarks), 'warning')}**\n{listed(lines, REMARKS_LIMIT)}"


def _first(preview: Preview, room: int) -> str:
    prose = markdown.excerpt(preview.first.scenes, room)
    return joined([small(f"How it begins · {chapter_name(preview.first_heading)}"), prose])
