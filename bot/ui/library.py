"""The library's cards: the preview of an import, a story, the list, the question before removal."""

from collections import Counter
from collections.abc import Sequence

import discord

from bot.domain.reading_time import in_words, minutes
from bot.domain.serial import ChapterEntry
from bot.domain.story import Rating, Remark
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
    told_apart,
)
from bot.ui.notes import note_rows

REMARKS_LIMIT = 1300
REMARKS_APART = 8
"""Up to so many warnings are listed one by one; more are gathered by their kind."""

_ORPHANS = ("marker-unmatched", "definition-unused")
"""The kinds of warnings that come first: a note that somebody will miss."""
_CUT = "\n-# (cut here)"

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
            f"{_figures(preview)}, {_rated(preview.rating)}",
            _orphans(preview),
            "The library has a story of this title already; this would be a second one."
            if preview.twin
            else None,
        ]
    )
    remarks = _remarks(preview.imported.remarks)
    foot = small("Nothing is kept before you add it.")
    room = TEXT_LIMIT - sum(map(markdown.length, (head, remarks, foot)))
    return Layout(
        card(text(head), text(remarks) if remarks else None),
        text(_first(preview, room)),
        *note_rows(0, preview.first.number, preview.first_notes, disabled=True),
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
        _rated(story.rating).capitalize() + (f" · language {language}" if language else ""),
        f"Warnings: {warnings}" if warnings else None,
        "On the shelf, which all servers share" if story.on_shelf else None,
        f"{count(story.running, 'serial')} running here" if story.running else None,
    ]
    return card(
        text(f"### {titled(story.title, story.author)}"),
        text(summary) if summary else None,
        text(joined(facts)),
    )


def _rated(rating: Rating) -> str:
    return "no rating" if rating is Rating.UNRATED else f"rated {rating.value}"


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
    lines = _each(remarks) if len(remarks) <= REMARKS_APART else _by_kind(remarks)
    return f"**{count(len(remarks), 'warning')}**\n{listed(lines, REMARKS_LIMIT)}"


def _each(remarks: Sequence[Remark]) -> list[str]:
    return [f"- {_remark(remark, 140)}" for remark in remarks]


def _by_kind(remarks: Sequence[Remark]) -> list[str]:
    """Give the first of each kind and how many more there are, the orphans' kinds first."""
    counted = Counter(remark.code for remark in remarks)
    kinds = sorted(counted, key=lambda code: code not in _ORPHANS)
    firsts = {code: next(one for one in remarks if one.code == code) for code in kinds}
    more = {code: f" (and {counted[code] - 1:,} more like it)" for code in kinds}
    return [
        f"- {_remark(firsts[code], 120)}{more[code] if counted[code] > 1 else ''}" for code in kinds
    ]


def _remark(remark: Remark, limit: int) -> str:
    line = f"Line {remark.line:,}: " if remark.line else ""
    return line + markdown.escape(markdown.shorten(remark.message, limit))


def _first(preview: Preview, room: int) -> str:
    """Lay out the first message as it will look, the small line above it included."""
    time = in_words(minutes(preview.first.words))
    above = f"{chapter_name(preview.first_heading)} · {time}"
    head = joined(["The first message, as it will look:", small(above)])
    room -= markdown.length(head) + 1
    return joined([head, markdown.excerpt(preview.first.scenes, room, _CUT)])
