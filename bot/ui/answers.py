"""Answering interactions: privately, by editing what was clicked, and when something went wrong."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import discord
from discord import app_commands, ui

from bot.domain.errors import Ours, RefusalError
from bot.domain.story import Heading
from bot.language.speech import _
from bot.language.wording import short_name
from bot.ui import markdown
from bot.ui.news import headed, news_of

if TYPE_CHECKING:
    from bot.services.container import Services

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]

C = TypeVar("C")
P = ParamSpec("P")

NOBODY = discord.AllowedMentions.none()

ELSEWHERE = "Use me in a server, in the channel where the story runs."

_CHANGED = "This command has changed since your Discord loaded it; reload Discord and try again."
_SENTENCES: dict[type[Exception], str] = {
    app_commands.NoPrivateMessage: ELSEWHERE,
    app_commands.CheckFailure: "You can't use this here; /help lists what you can do.",
    app_commands.CommandNotFound: _CHANGED,
    app_commands.CommandSignatureMismatch: _CHANGED,
    app_commands.TransformerError: (
        "I can't make sense of one of the options; choose from the list that opens as you type."
    ),
}
"""What to say of discord.py's errors; of several kinds that fit, the first."""


class HasServices(Protocol):
    """What a click needs of the client."""

    services: "Services"


def services_of(interaction: Interaction) -> "Services":
    """Return the services of the client that received the interaction."""
    return cast("HasServices", interaction.client).services


async def say(interaction: Interaction, view: ui.LayoutView, *files: discord.File) -> None:
    """Answer so that only who asked can see it, with the files that the layout shows.

    What keeps letters from them stands above it, once; below it where it has no room.
    """
    news = await _news(interaction)
    topped = headed(news, view) if news is not None else None
    shown = topped or view
    if interaction.response.is_done():
        await interaction.followup.send(
            view=shown, files=files, ephemeral=True, allowed_mentions=NOBODY
        )
    else:
        await interaction.response.send_message(
            view=shown, files=files, ephemeral=True, allowed_mentions=NOBODY
        )
    if news is not None and topped is None:
        await say_sentence(interaction, news)


async def _news(interaction: Interaction) -> str | None:
    """Say what keeps letters from somebody, if they have not been told."""
    try:
        held = await services_of(interaction).subscriptions.news(interaction.user.id)
    except Exception as error:
        # Whatever is the matter: it is the answer that they wait for.
        log.warning("Whether letters are held is not known: %s", type(error).__name__)
        return None
    return news_of(held) if held else None


async def say_sentence(interaction: Interaction, sentence: str) -> None:
    """Answer with a plain sentence that only who asked can see."""
    if interaction.response.is_done():
        await interaction.followup.send(
            sentence, ephemeral=True, suppress_embeds=True, allowed_mentions=NOBODY
        )
    else:
        await interaction.response.send_message(
            sentence, ephemeral=True, suppress_embeds=True, allowed_mentions=NOBODY
        )


async def say_file(interaction: Interaction, sentence: str, data: bytes, name: str) -> None:
    """Answer what was deferred privately with a sentence and a file."""
    await interaction.followup.send(
        sentence,
        file=discord.File(BytesIO(data), name),
        ephemeral=True,
        suppress_embeds=True,
        allowed_mentions=NOBODY,
    )


async def turn(interaction: Interaction, view: ui.LayoutView) -> None:
    """Put something else in place of a private message that was clicked; else answer privately."""
    message = interaction.message
    if message is None or not message.flags.ephemeral:
        await say(interaction, view)
    elif interaction.response.is_done():
        await interaction.edit_original_response(view=view, allowed_mentions=NOBODY)
    else:
        await interaction.response.edit_message(view=view, allowed_mentions=NOBODY)


async def take_time(interaction: Interaction) -> None:
    """Tell Discord that a click will be answered with `turn`, for what may take over 3 seconds."""
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


def answered(
    command: Callable[Concatenate[C, Interaction, P], Awaitable[None]],
) -> Callable[Concatenate[C, Interaction, P], Coroutine[Any, Any, None]]:
    """Have a command's refusals answered as the sentences they are.

    Stands next to the command's own code, under discord.py's decorators. A refusal is an answer
    and no error, so it never comes as far as the error handler.
    """

    @wraps(command)
    async def answering(
        cog: C, interaction: Interaction, /, *args: P.args, **options: P.kwargs
    ) -> None:
        try:
            await command(cog, interaction, *args, **options)
        except RefusalError as refusal:
            await say_sentence(interaction, sentence_of(refusal))

    return answering


def completed(
    choices: Callable[[Interaction, str], Awaitable[Choices]],
) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    """Have an option that can't be completed offer nothing, instead of an error nobody sees."""

    @wraps(choices)
    async def completing(interaction: Interaction, current: str) -> Choices:
        try:
            return await choices(interaction, current)
        except RefusalError:
            return []

    return completing


def sentence_of(refusal: RefusalError) -> str:
    """Return the sentence of a refusal, with what somebody typed or named escaped in it."""
    ours = {name: value for name, value in refusal.said.items() if isinstance(value, Ours)}
    named = {
        name: short_name(value) if isinstance(value, Heading) else value
        for name, value in refusal.said.items()
    }
    said = markdown.quotable(named) | {name: _(value) for name, value in ours.items()}
    return _(refusal.template, **said)


async def answer_error(interaction: Interaction, error: BaseException) -> None:
    """Answer with one sentence and leave the rest in the log. Never raises.

    A refusal is shown as the sentence it is. Anything else gets a short number, under which the
    log has it.
    """
    cause = _cause(error)
    sentence = _sentence(cause)
    if sentence is None:
        number = secrets.token_hex(3)
        log.error("%s failed [%s]", _asked(interaction), number, exc_info=cause)
        sentence = _(
            "Something went wrong on my side, and nothing was lost. Try again in a minute; if it "
            "stays, tell whoever runs me this number: {number}.",
            number=number,
        )
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            if not interaction.response.is_done():
                await interaction.response.autocomplete([])
        else:
            await say_sentence(interaction, sentence)
    except Exception as failure:
        log.warning("%s could not be answered: %s", _asked(interaction), type(failure).__name__)


def _cause(error: BaseException) -> BaseException:
    """Take off what discord.py wraps around an error."""
    if isinstance(error, app_commands.CommandInvokeError):
        return _cause(error.original)
    if isinstance(error, app_commands.TransformerError) and error.__cause__ is not None:
        return _cause(error.__cause__)
    return error


def _sentence(error: BaseException) -> str | None:
    """Say what a member should read of an error; None if they can do nothing about it."""
    if isinstance(error, RefusalError):
        return sentence_of(error)
    kinds = (kind for kind in _SENTENCES if isinstance(error, kind))
    return next((_(_SENTENCES[kind]) for kind in kinds), None)


def _asked(interaction: Interaction) -> str:
    """Name what was asked, for the log: ids and names of ours, nothing that a member typed."""
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    data = cast("dict[str, Any]", interaction.data or {})
    return f"component {without_words(str(data.get('custom_id')))!r}"


def without_words(custom_id: str) -> str:
    """Return a custom_id as the log may have it: of a search only its numbers."""
    return re.sub(r"^(f:search:[0-9]*:[0-9]*).*", r"\1", custom_id, flags=re.DOTALL)
