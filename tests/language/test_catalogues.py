"""The catalogues have everything that is said, and say it with the same names in it."""

import asyncio
import re
from typing import Any

import discord
import pytest
from babel.messages.catalog import Catalog, Message
from discord import app_commands

from bot.language.catalogue import FOLDER, catalogue_of, languages
from bot.language.speech import speaking
from bot.ui.commands import CommandWords
from bot.ui.retelling import retold
from tests import words

OTHERS = [language for language in languages() if language != "en"]
COMMANDS = asyncio.run(words.tree())
NAME = re.compile(r"[-_'\w]{1,32}")
"""What Discord takes for the name of a command or an option, in small letters."""
FIELD = re.compile(r"\{(\w+)\}")


def texts(message: Message) -> list[str]:
    found = message.string
    return [found] if isinstance(found, str) else list(found or ())


def said(language: str) -> list[Message]:
    return [message for message in words.load(language) if message.id]


def english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_german_is_spoken():
    assert "de" in OTHERS


def test_every_sentence_can_be_traced_to_where_it_stands():
    assert words.said()[1] == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_there_in_every_language_and_no_other(language: str):
    """`make words` brings in what is new; the translations are a person's to write."""
    catalogue = words.load(language)
    wanted = words.keys()
    there = {(message.context or "", *[*english(message), ""][:2]) for message in said(language)}
    assert there == wanted
    assert words.missing(catalogue) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_named_in_a_sentence_is_named_in_its_translation(language: str):
    for message in said(language):
        named = {name for one in english(message) for name in FIELD.findall(one)}
        for text in filter(None, texts(message)):
            assert set(FIELD.findall(text)) - {"count"} == named - {"count"}, text
            assert text.count("{") == text.count("}") == len(FIELD.findall(text)), text
            assert text.count("`") == english(message)[-1].count("`"), text


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_all_its_plural_forms(language: str):
    catalogue = words.load(language)
    for message in said(language):
        if message.pluralizable:
            assert len(texts(message)) == catalogue.num_plurals
            assert len({bool(text) for text in texts(message)}) == 1


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_stands_as_it_is_written(language: str):
    file = FOLDER / f"{language}.po"
    assert file.read_text("utf-8") == words.written(words.load(language))


@pytest.mark.parametrize("language", OTHERS)
def test_commands_can_be_called_so(language: str):
    """Names are what Discord takes, and no two beside each other are the same."""
    for siblings in _siblings(COMMANDS):
        called = [_called(language, name) for name in siblings]
        assert len(set(called)) == len(called), called
        for name in called:
            assert NAME.fullmatch(name), name
            assert name == name.lower()


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_said_of_commands_fits(language: str):
    for message in said(language):
        if message.context in {"description", "choice"}:
            assert all(len(text) <= 100 for text in texts(message)), texts(message)
        if message.context == "menu":
            assert all(len(text) <= 32 for text in texts(message)), texts(message)


@pytest.mark.parametrize("language", OTHERS)
def test_commands_are_named_in_a_sentence_as_they_are_called(language: str):
    ways = {
        command.qualified_name: " ".join(
            _called(language, part) for part in command.qualified_name.split()
        )
        for command in COMMANDS.walk_commands()
    }
    for message in said(language):
        wanted = _commands(" ".join(english(message)), set(ways))
        there = _commands(" ".join(texts(message)), set(ways.values()))
        if message.context is None and any(texts(message)):
            assert {ways[one] for one in wanted} == there, message.id


async def test_discord_is_told_what_commands_are_called():
    translator = CommandWords()
    await COMMANDS.set_translator(translator)
    payload = {
        command.name: await command.get_translated_payload(COMMANDS, translator)
        for command in COMMANDS.get_commands(type=discord.AppCommandType.chat_input)
    }
    library = payload["library"]
    assert library["name_localizations"] == {"de": "bibliothek"}
    add = next(one for one in library["options"] if one["name"] == "add")
    assert add["name_localizations"] == {"de": "hinzufügen"}
    assert "de" in add["description_localizations"]
    rating = next(one for one in add["options"] if one["name"] == "rating")
    assert rating["name_localizations"] == {"de": "einstufung"}
    assert {"de": "Erwachsene"} in [one["name_localizations"] for one in rating["choices"]]
    menus = COMMANDS.get_commands(type=discord.AppCommandType.message)
    [menu] = [menu for menu in menus if menu.name == "Footnotes in this passage"]
    told = await menu.get_translated_payload(COMMANDS, translator)
    assert told["name_localizations"] == {"de": "Fußnoten in diesem Abschnitt"}


def test_a_new_language_is_begun_with_nothing_and_loses_nothing():
    made = words.updated(Catalog(locale="pl"), {("", "a", ""), ("", "{count} b", "{count} bs")})
    assert words.missing(made) == ["a", "{count} b"]
    entry = made.get("a")
    assert entry is not None
    entry.string = "ą"
    again = words.updated(made, {("", "a", ""), ("", "c", "")})
    assert words.missing(again) == ["c"]
    assert 'msgid "a"\nmsgstr "ą"' in words.written(again)


def test_what_is_kept_in_english_is_said_again():
    kept = (
        "My database was put back from an older copy, and I have to see what I posted in <#5> "
        "since then: give me View Channel and Read Message History there. Then `/serial resume`, "
        "and nothing is lost or comes twice."
    )
    assert retold(kept) == kept
    with speaking("de"):
        assert retold(kept).startswith("Meine Datenbank wurde")
        assert "<#5>" in retold(kept)
        assert retold("Something else.\nA moderator paused it.") == (
            "Something else. Jemand aus der Moderation hat sie pausiert."
        )


def _siblings(tree: app_commands.CommandTree[Any]) -> list[list[str]]:
    beside = [[one.name for one in tree.get_commands(type=discord.AppCommandType.chat_input)]]
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Group):
            beside.append([one.name for one in command.commands])
        elif isinstance(command, app_commands.Command):
            beside.append([one.display_name for one in command.parameters])
    return beside


def _called(language: str, name: str) -> str:
    return catalogue_of(language).called(name, "name") or name


def _commands(text: str, known: set[str]) -> set[str]:
    """Find the commands that a text names, the longest way of each."""
    found = set()
    for match in re.finditer(r"(?<![\w/<])/([\wäöüß]+)(?: ([\wäöüß]+))?", text):
        group, sub = match.groups()
        if sub and f"{group} {sub}" in known:
            found.add(f"{group} {sub}")
        elif group in known or any(one.startswith(f"{group} ") for one in known):
            found.add(group)
    return found & known
