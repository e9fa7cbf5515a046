"""Knowing our own messages again in a channel's history, which keeps no nonce."""

import unicodedata
from collections.abc import Callable

import discord

from bot.language.catalogue import languages
from bot.language.speech import speaking
from bot.services.ports import PollContent, Posting
from bot.ui.clicks import marks_and_texts
from bot.ui.passage import poll_question, posting_view, texts_of


def recognition(posting: Posting) -> Callable[[discord.Message], bool]:
    """Say how a message of ours is known again: a poll by its question, all else by its mark.

    What may be read next can have changed since a poll was posted, so its answers say nothing.
    """
    content = posting.content
    if isinstance(content, PollContent):
        questions = set()
        for language in languages():
            with speaking(language):
                questions.add(words(poll_question(content)))
        return lambda message: (
            message.poll is not None and words(message.poll.question) in questions
        )
    wanted = None if posting.revised else _in_all_languages(posting)
    return lambda message: _is(message, posting.mark, wanted)


def words(text: str) -> str:
    """Return what of a text is sure to come back as it was sent: its letters and digits, a blank
    between words.

    Discord "may strip certain characters", and doesn't say which (Discord, "Create Message"): among
    them is what turns lines round, what shows nothing, and accents where they are many.
    """
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(map(_lasting, plain)).split())


def _lasting(letter: str) -> str:
    if letter.isalnum():
        return letter
    # Marks and what shows nothing stand within words.
    return "" if unicodedata.category(letter)[0] in "MC" and not letter.isspace() else " "


def mark_of(message: discord.Message) -> int | None:
    """Return the component id of a message's first text."""
    shown = marks_and_texts(message)
    return shown[0][0] if shown else None


def _in_all_languages(posting: Posting) -> list[list[str]]:
    """List the texts it may show: its server may have changed its language since it was sent."""
    found = []
    for language in languages():
        with speaking(language):
            found.append([words(text) for text in texts_of(posting_view(posting))])
    return found


def _is(message: discord.Message, mark: int, wanted: list[list[str]] | None) -> bool:
    """Whether a message has the mark and shows one of the texts, if these are known for sure.

    Its first line bears the mark and may have changed since: the story stands in it only while
    another runs in the channel, and a role to ping that may be gone.
    """
    if mark_of(message) != mark:
        return False
    shown = [words(content) for _, content in marks_and_texts(message)]
    return wanted is None or any(shown[1:] == texts[1:] for texts in wanted)
