"""What drops put into a channel: passages, the greeting of a discussion, the closing card."""

from collections import Counter

import discord
from discord import ui

from bot.language.speech import _, several
from bot.services.ports import (
    ClosingContent,
    GreetingContent,
    LetterContent,
    LevelContent,
    MostAsked,
    PassageContent,
    PollContent,
    Posting,
    ReminderContent,
    ThreadContent,
)
from bot.ui import markdown
from bot.ui.finishing import DoneButton, TalkButton
from bot.ui.layout import (
    TEXT_LIMIT,
    Layout,
    Row,
    card,
    chapter_name,
    joined,
    large,
    plain,
    row,
    small,
    text,
    titled,
)
from bot.ui.letters import letter_view, level_view, placed
from bot.ui.library import word_count
from bot.ui.notes import note_rows
from bot.ui.notices import above
from bot.ui.reader import OpenButton
from bot.ui.reminders import reminder_view

PROMPTS = (
    "Which sentence stayed with you, and why that one?",
    "Whom did you trust at the end, and whom no longer?",
    "What do you think happens next? Guess before it drops.",
    "What did somebody leave unsaid here?",
    "Where did you stop and read a line twice?",
    "If you could ask one of them a single question now, what would it be?",
    "What has changed since the last instalment, and who has noticed?",
    "Which picture do you still see? Describe it without looking.",
    "What would you have done in their place?",
    "Did anything here change your mind about something earlier?",
)
"""Openings of a discussion; an instalment always has the same one."""

LAST_PROMPTS = (
    "Which moment of the whole story will you still know in a year?",
    "Did it end as it had to? What would have been a lie?",
    "Where did it turn, and did you notice it then?",
    "Whom do you miss already?",
    "What does the first page mean to you, now that you know the last?",
)
"""Openings of the last discussion, when the whole story has been read."""

POLL_TITLE_LIMIT = 150
"""Units of the title in a poll's question, which has 300."""
POLL_ANSWER_LIMIT = 55
"""Units of an answer in a poll."""


def posting_view(posting: Posting) -> Layout:
    """Lay out a posting. Threads and polls are none and raise `ValueError`."""
    match posting.content:
        case PassageContent():
            return passage_view(posting, posting.content)
        case GreetingContent():
            return greeting_view(posting, posting.content)
        case ClosingContent():
            return closing_view(posting, posting.content)
        case LetterContent():
            return letter_view(posting, posting.content)
        case LevelContent():
            return level_view(posting, posting.content)
        case ReminderContent():
            return reminder_view(posting, posting.content)
        case ThreadContent() | PollContent():
            raise ValueError("a thread is opened and a poll is asked, not written")


def texts_of(view: ui.LayoutView) -> list[str]:
    """List the texts that a layout displays, see `markdown.seen`."""
    return [
        markdown.seen(item.content)
        for item in view.walk_children()
        if isinstance(item, ui.TextDisplay)
    ]


def passage_view(posting: Posting, content: PassageContent) -> Layout:
    """Lay out a passage: a small line, the prose, its notes; at the end the reader's buttons."""
    ping = f"<@&{content.ping_role_id}>\n" if content.ping_role_id is not None else ""
    prose = markdown.render_scenes(content.passage.scenes)
    room = TEXT_LIMIT - markdown.length(ping) - markdown.length(prose)
    heads = [small(headline(content)), small(chapter_name(content.heading))]
    serial, instalment = posting.key.serial, posting.key.instalment
    return Layout(
        text(ping + above(heads, content.notices, room), mark=posting.mark),
        text(prose) if prose else None,
        *note_rows(serial, content.passage.number, content.notes),
        _last_row(serial, instalment, discuss=content.discuss) if content.last else None,
    )


def headline(content: PassageContent) -> str:
    """Say where a passage stands: "Ch. 3 · Title (2/3) · message 1 of 2 · about 9 minutes left".

    The story's title stands before it where several serials live in the channel.
    """
    chapter = chapter_name(content.heading, content.chapter_part, content.chapter_parts)
    return placed(content, content.title, chapter)


def greeting_view(posting: Posting, content: GreetingContent) -> Layout:
    """Lay out the first words in a discussion."""
    # The thread for a whole chapter opens with its first part, when the others are still to come.
    over = content.last and not (content.whole_chapter and content.part < content.parts)
    prompts = LAST_PROMPTS if over else PROMPTS
    prompt = prompts[(posting.key.instalment - 1) % len(prompts)]
    bounds = _the_end(content) if over else _bounds(content)
    return Layout(text(bounds, mark=posting.mark), text(f"> {_(prompt)}"))


def _the_end(content: GreetingContent) -> str:
    end = _("This was the end: everything may be said here.")
    return f"{titled(content.title)} · {chapter_of(content)}\n{end}"


def _bounds(content: GreetingContent) -> str:
    """Say what may be talked about, and show the bars of a spoiler as they are typed."""
    if content.whole_chapter:
        bounds = _(
            "talk about all of {chapter}, as far as it has dropped.",
            chapter=chapter_name(content.heading),
        )
    else:
        bounds = _("talk about everything up to the end of {chapter}.", chapter=chapter_of(content))
    spoiler = _(
        "What comes later is a spoiler: type it between bars, {bars}, and it stays hidden until "
        "somebody clicks on it.",
        bars=markdown.escape(_("||like this||")),
    )
    return f"{titled(content.title)} · {bounds}\n{spoiler}"


def chapter_of(content: GreetingContent) -> str:
    """Name what a discussion is about: the chapter, or the part of it that just dropped."""
    name = chapter_name(content.heading)
    if content.parts in {1, content.part}:
        return name
    return _(
        "{chapter}, part {part} of {parts}", chapter=name, part=content.part, parts=content.parts
    )


def closing_view(posting: Posting, content: ClosingContent) -> Layout:
    """Lay out the card after the last instalment."""
    readers = several("{count} member read along.", "{count} members read along.", content.readers)
    complete = _(
        "{story} is complete: {instalments}, {words}.",
        story=titled(content.title, content.author),
        instalments=several("{count} instalment", "{count} instalments", content.instalments),
        words=word_count(content.words, content.language),
    )
    if content.discussions:
        stays = _("Reading, notes and discussions stay open.")
    else:
        stays = _("Reading and notes stay open.")
    days = several("It ran for {count} day.", "It ran for {count} days.", content.days)
    thanks = readers if content.readers else _("Thank you.")
    lines = [f"{complete} {days} {thanks}", _asked(content.asked), stays]
    return Layout(
        card(
            text(large(_("The end")), mark=posting.mark),
            text(joined(lines)),
            row(OpenButton.make(posting.key.serial)),
        )
    )


def _asked(asked: MostAsked | None) -> str | None:
    if asked is None:
        return None
    name = f"{markdown.marker(asked.label)} {markdown.named(asked.word, 60)}"
    return several(
        "Its most asked footnote: {note}, {count} time.",
        "Its most asked footnote: {note}, {count} times.",
        asked.times,
        note=name.rstrip(),
    )


def poll_question(content: PollContent) -> str:
    """Ask what to read next; the story that is over tells one poll from another."""
    title = markdown.shorten(content.title, POLL_TITLE_LIMIT) or _("Untitled")
    return _("“{title}” is over. What shall we read next?", title=title)


def poll_answers(content: PollContent) -> list[str]:
    """Name the stories to choose from, each as Discord's polls have room for it.

    Those that begin alike, as volumes do, are cut in the middle.
    """
    answers = [_answer(title, author) for title, author in content.choices]
    seen = Counter(answers)
    return [
        _ends_of(_named(title, author)) if seen[answer] > 1 else answer
        for answer, (title, author) in zip(answers, content.choices, strict=True)
    ]


def _answer(title: str, author: str | None) -> str:
    named = _named(title, author)
    return plain(named if len(named) <= POLL_ANSWER_LIMIT else title, POLL_ANSWER_LIMIT)


def _named(title: str, author: str | None) -> str:
    return f"{title} · {author}" if author else title


def _ends_of(named: str) -> str:
    if len(named) <= POLL_ANSWER_LIMIT:
        return plain(named, POLL_ANSWER_LIMIT)
    half = POLL_ANSWER_LIMIT // 2
    return plain(f"{named[:half].rstrip()}…{named[-half:].lstrip()}", POLL_ANSWER_LIMIT)


def _last_row(serial: int, instalment: int, *, discuss: bool) -> Row | None:
    return row(
        DoneButton.make(serial, instalment, style=discord.ButtonStyle.success),
        TalkButton.make(serial, instalment) if discuss else None,
        OpenButton.make(serial),
    )
