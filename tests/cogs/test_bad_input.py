"""Bad input gets one clear private sentence, and nothing is lost."""

import asyncio
import logging
from typing import Any

import discord
import pytest
import simcord

from bot.services.library import MAX_BYTES
from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of
from tests.services.fakes import viewer


async def refused(world: World, command: str, **options: Any) -> str:
    """What a moderator is told, once."""
    return told(await world.moderator.slash(world.talk, command, **options))


def told(result: simcord.InteractionResult) -> str:
    """What an answer says; it must be one private sentence or two, without a fault."""
    said = words_of(answer_of(result))
    assert "Something went wrong" not in said
    return said


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n \t\n", "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Markdown"),
        ("binary.txt", bytes(range(256)) * 40, "Markdown"),
        ("novel.pdf", b"%PDF-1.7 ...", "Markdown"),
        ("novel.docx", b"PK\x03\x04" + b"\0" * 100, "damaged"),
        ("novel.epub", b"PK\x03\x04mimetypeapplication/epub+zip", "damaged"),
    ],
)
async def test_what_is_no_manuscript_is_refused_and_says_what_to_do(
    world: World, name: str, data: bytes, sentence: str
):
    assert sentence in await refused(world, "library add", file=(name, data))
    listed = words_of(answer_of(await world.moderator.slash(world.talk, "library list")))
    assert "empty" in listed


async def test_a_claim_of_200_mb_is_refused_before_it_is_fetched(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    async def read(_attachment: discord.Attachment, **_options: Any) -> bytes:
        raise AssertionError("it was fetched")

    monkeypatch.setattr(discord.Attachment, "read", read)
    monkeypatch.setattr("bot.services.library.MAX_BYTES", 10)
    said = await refused(world, "library add", file=("big.txt", b"x" * 11))
    assert "larger" in said
    assert MAX_BYTES == 25 * 1024 * 1024


async def test_a_manuscript_without_chapters_is_one_chapter(world: World):
    shown = await world.moderator.slash(
        world.talk, "library add", file=("plain.txt", b"It rained.\n\nIt stopped.\n")
    )
    assert "1 chapter, 1 scene" in words_of(answer_of(shown))


@pytest.mark.parametrize("unit", ["word ", "A sentence of its own. ", "x", "ünï ", "x🦊"])
async def test_30000_characters_in_one_paragraph_drop_whole(world: World, unit: str):
    text = (unit * (30_000 // len(unit))).strip()
    await world.add_story(text, "long.txt")
    await world.start_serial()
    await world.next_evening()
    posted = [item for item in world.posted() if words_of(item).startswith("-# ")]
    shown = "".join(words_of(item).split("\n", 1)[1] for item in posted)
    assert sum(shown.count(letter) for letter in set(text) if not letter.isspace()) >= sum(
        not letter.isspace() for letter in text
    )
    for item in posted:
        assert len(words_of(item).encode("utf-16-le")) // 2 <= 4000


async def test_a_wrong_encoding_is_taken_with_a_warning(world: World):
    shown = await world.moderator.slash(
        world.talk, "library add", file=("old.txt", "Café “closed” — naïve.".encode("cp1252"))
    )
    said = words_of(answer_of(shown))
    assert "Café" in said
    assert "1 warning" in said


async def test_a_channel_without_permission_is_refused_then_and_there(world: World):
    await world.add_story()
    me = world.guild.me
    assert me is not None
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    assert "Send Messages" in told(await world.propose_serial(channel=closed))


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("timezone", "Mars/Olympus", "not a time zone I know"),
        ("days", "blursday", "not a day I know"),
        ("time", "half past", "not a time I know"),
        ("time", "20:00 in Berlin", "put 20\\:00 into `time` and Europe/Berlin into `timezone`"),
        ("timezone", "EST", "did you mean America/New\\_York?"),
        ("instalment", "0 passages", "from 1 to"),
        ("start_on", "the day after never", "not a day I know"),
        ("story", "no such story", "no story of that name"),
    ],
)
async def test_a_wrong_option_gets_a_sentence(world: World, option: str, value: str, sentence: str):
    await world.add_story()
    assert sentence in told(await world.propose_serial(**{option: value}))


async def test_everyone_cannot_be_pinged(world: World):
    await world.add_story()
    said = told(await world.propose_serial(ping=world.guild.default_role))
    assert "@everyone" in said


async def test_a_story_removed_under_a_running_command(world: World):
    await world.add_story()
    [choice] = await world.moderator.autocomplete(world.talk, "serial start", "story", "")
    shown = await world.propose_serial(story=choice["value"])
    asked = await world.moderator.slash(world.talk, "library remove", story=choice["value"])
    await world.moderator.click(answer_of(asked), label="Remove it")
    said = words_of(
        answer_of(await world.moderator.click(answer_of(shown), label="Start the serial"))
    )
    assert "no longer in the library" in said


class Relic(discord.ui.View):
    """A message of last year, with buttons that nothing knows any more."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Old", custom_id=custom_id))


@pytest.mark.parametrize(
    "custom_id", ["f:done:99999:1", "f:note:1:2:3", "f:old:7", "read-v0", "f:done:1", "f:start:55"]
)
async def test_a_component_of_last_year_is_answered(world: World, custom_id: str):
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    relic = await channel.send("Once", view=Relic(custom_id))
    await world.restart()
    said = words_of(answer_of(await world.moderator.click(relic, label="Old")))
    assert "Something went wrong" not in said
    assert any(known in said for known in ("older message", "no such serial", "answered already"))


async def test_a_fault_gets_one_sentence_and_an_id_and_the_log_has_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def broken(*_args: object) -> None:
        raise ZeroDivisionError("the whole story")

    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    monkeypatch.setattr(type(world.bot.services.reading), "finish", broken)
    last = [item for item in world.posted() if "I've read this" in labels_of(item)][-1]
    with caplog.at_level(logging.ERROR):
        said = words_of(answer_of(await world.ann.click(last, label="I've read this")))
    assert "Something went wrong" in said
    number = said.rpartition(" ")[2].rstrip(".")
    assert number in caplog.text
    assert "the whole story" in caplog.text
    assert "harbour office" not in caplog.text
    assert world.env.errors == []


async def test_readers_are_told_what_is_for_moderators(world: World):
    await world.add_story()
    shown = await world.moderator.slash(
        world.talk, "library add", file=("harbour.txt", HARBOUR.encode())
    )
    for command, options in (
        ("library list", {}),
        ("library add", {"file": ("a.txt", b"Hello there.")}),
        ("serial list", {}),
        ("settings desk", {"channel": world.talk}),
    ):
        said = words_of(answer_of(await world.ann.slash(world.talk, command, **options)))
        assert "Manage Server" in said, command
    answer_of(shown)


async def test_a_librarian_may_what_a_moderator_may(world: World):
    role = world.guild.create_role("Librarians")
    lena = world.guild.add_member(world.env.create_user("lena"), roles=[role])
    before = words_of(answer_of(await lena.slash(world.talk, "library list")))
    assert "for moderators" in before
    await world.moderator.slash(world.talk, "settings librarian", role=role)
    after = words_of(answer_of(await lena.slash(world.talk, "library list")))
    assert "empty" in after
    denied = words_of(answer_of(await lena.slash(world.talk, "settings librarian")))
    assert "Manage Server" in denied


async def test_a_second_file_is_refused_while_the_first_is_being_fetched(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    library = world.bot.services.library
    member = viewer(world.moderator.id, manages=True)
    refusals: list[object] = []

    async def second() -> None:
        async with library.accepting(member, 1):
            pytest.fail("it was accepted")

    async def slowly(_file: discord.Attachment, _most: int) -> bytes:
        refusals.extend(await asyncio.gather(second(), return_exceptions=True))
        return HARBOUR.encode()

    monkeypatch.setattr("cogs.library.fetch", slowly)
    await world.add_story()
    assert "still at work" in str(refusals)
    assert words_of(answer_of(await world.moderator.slash(world.talk, "library list")))
