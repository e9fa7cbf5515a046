"""The library's cards: a story, the list, the question before removal."""

from collections.abc import Sequence

import discord

from bot.domain.reading_time import minutes
from bot.domain.scripts import counts_characters
from bot.domain.serial import ChapterEntry
from bot.language.speech import _, several
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
    capital,
    card,
    chapter_name,
    joined,
    large,
    listed,
    moment,
    row,
    text,
    titled,
    told_apart,
)
from bot.ui.notices import rated, rating_name, told, warned
from bot.ui.rating import RateStoryButton

SUMMARY_LIMIT = 1000
"""Units of a story's summary on its card."""
CHAPTERS_LIMIT = 1800
"""Units of its list of chapters."""
EDITIONS_LIMIT = 300
"""Units of its list of editions."""
WARNINGS_LIMIT = 400
"""Units of what it warns of: more than readers are shown, for a manuscript may say more."""


class RemoveButton(Click, template=f"f:srm:{ID}"):
    """Confirms that a story leaves the library."""

    @classmethod
    def make(cls, story: int) -> "RemoveButton":
        """Make the button of a story."""
        style = discord.ButtonStyle.danger
        return cls(button(_("Remove it"), f"f:srm:{story}", style=style))

    async def answer(self, interaction: Interaction) -> None:
        """Remove it and say so in place of the question."""
        (story,) = self.numbers
        gone = await services_of(interaction).library.remove(viewer_of(interaction), story)
        said = _("{story} has left the library.", story=titled(gone.title))
        await turn(interaction, Layout(text(said)))


def chapter_count(number: int) -> str:
    """Say so many chapters."""
    return several("{count} chapter", "{count} chapters", number)


def scene_count(number: int) -> str:
    """Say so many scenes."""
    return several("{count} scene", "{count} scenes", number)


def passage_count(number: int) -> str:
    """Say so many passages."""
    return several("{count} passage", "{count} passages", number)


def word_count(number: int, language: str | None = None) -> str:
    """Say so many words, or characters where the language is counted so."""
    if counts_characters(language):
        return several("{count} character", "{count} characters", number)
    return several("{count} word", "{count} words", number)


def footnote_count(number: int) -> str:
    """Say so many footnotes."""
    return several("{count} footnote", "{count} footnotes", number)


def story_view(
    story: StoryEntry, chapters: Sequence[ChapterEntry], editions: Sequence[EditionEntry] = ()
) -> Layout:
    """Lay out a story's card with its chapters, and its editions if there have been several."""
    lines = [
        " · ".join(
            filter(
                None,
                (
                    f"- {chapter_name(chapter.heading)}",
                    in_words(minutes(chapter.words, story.language)),
                    told(chapter.notice),
                ),
            )
        )
        for chapter in chapters
    ]
    came = [
        _(
            "- edition {number}, {date}: {words}",
            number=str(item.number),
            date=moment(item.imported_at, "d"),
            words=word_count(item.words, story.language),
        )
        for item in editions
    ]
    return Layout(
        _story_card(story),
        text(listed(lines, CHAPTERS_LIMIT)),
        text(listed(came, EDITIONS_LIMIT)) if len(came) > 1 else None,
        None if story.on_shelf else row(RateStoryButton.make(story.story_id)),
    )


def added_view(story: StoryEntry) -> Layout:
    """Lay out the answer to an import that was confirmed."""
    return Layout(
        text(_("It is in the library. `/serial start` sets it running in a channel.")),
        _story_card(story),
    )


def stories_view(stories: Sequence[StoryEntry]) -> Layout:
    """Lay out the library's list."""
    if not stories:
        return Layout(text(_("The library is empty; `/library add` takes a manuscript in.")))
    names = told_apart(
        [titled(story.title, story.author) for story in stories],
        [story.story_id for story in stories],
    )
    lines = [
        f"- {name} · {chapter_count(story.chapters)}, "
        f"{in_words(minutes(story.words, story.language))}{_standing(story)}"
        for name, story in zip(names, stories, strict=True)
    ]
    return Layout(text(large(_("The library"))), text(listed(lines, TEXT_LIMIT - 100)))


def export_sentence(export: Export) -> str:
    """Say what a file holds that a story is given back in."""
    story = export.story
    notes = several("{count} note", "{count} notes", story.notes)
    figures = ", ".join(
        [chapter_count(story.chapters), word_count(story.words, story.language), notes]
    )
    said = f"{titled(story.title, story.author)}: {figures}."
    if export.file_name.endswith(".zip"):
        return f"{said} {_('Unzip it before you add it again.')}"
    return said


def removal_view(removal: Removal) -> Layout:
    """Lay out the question before a story leaves the library."""
    story = removal.story
    if removal.readers:
        lost = several(
            "{count} reader will lose their place in it.",
            "{count} readers will lose their place in it.",
            removal.readers,
        )
    else:
        lost = _("Nobody has a place in it.")
    asked = _("Remove {story} from the library?", story=titled(story.title, story.author))
    return Layout(
        text(f"{asked} {lost}"),
        row(RemoveButton.make(story.story_id), NeverMindButton.make()),
    )


def _story_card(story: StoryEntry) -> discord.ui.Container[discord.ui.LayoutView]:
    summary = markdown.line(story.summary or "", SUMMARY_LIMIT)
    language = markdown.escape(markdown.shorten(story.language or "", 40))
    spoken_in = _("language {language}", language=language)
    time = in_words(minutes(story.words, story.language))
    figures = (
        f"{chapter_count(story.chapters)}, {passage_count(story.passages)}, "
        f"{word_count(story.words, story.language)} ({time}), "
        f"{footnote_count(story.notes)}"
    )
    facts = [
        figures,
        " · ".join([capital(rated(story.rating)), *([spoken_in] if language else [])]),
        warned(story.warnings, WARNINGS_LIMIT),
        _("On the shelf, which all servers share") if story.on_shelf else None,
        several("{count} serial running here", "{count} serials running here", story.running)
        if story.running
        else None,
    ]
    return card(
        text(large(titled(story.title, story.author))),
        text(summary) if summary else None,
        text(joined(facts)),
    )


def _standing(story: StoryEntry) -> str:
    marks = [
        _("on the shelf") if story.on_shelf else "",
        _("running") if story.running else "",
        rating_name(story.rating) if story.rating.adult else "",
    ]
    return "".join(f" · {mark}" for mark in marks if mark)
