"""/progress, as members see it: a picture, and the same in words."""

from io import BytesIO
from typing import Any

import discord
import pytest
from PIL import Image

from tests.cogs.conftest import World, answer_of, labels_of, words_of


@pytest.fixture
async def opened(world: World) -> World:
    """A serial whose first chapter has dropped."""
    await world.add_story(title="The Harbour")
    await world.start_serial()
    await world.next_evening()
    return world


def ending_of(world: World) -> Any:
    """The message that ends the last instalment."""
    return [post for post in world.posted() if "I've read this" in labels_of(post)][-1]


def picture_of(world: World, answer: Any) -> tuple[Image.Image, str]:
    """The picture that an answer shows, and the words that stand for it."""
    [file] = answer.attachments
    data = world.env.backend.cdn.get(file.url) or b""
    assert len(data) < 60_000
    [gallery] = [item for item in _walk(answer.components) if item["type"] == 12]
    [shown] = gallery["items"]
    return Image.open(BytesIO(data)), shown["description"]


def _walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for item in components for found in [item, *_walk(item.get("components", []))]]


async def test_progress_is_a_picture_and_the_same_in_words(opened: World):
    post = ending_of(opened)
    await opened.ann.click(post, label="I've read this")
    answer = answer_of(await opened.ann.slash(opened.channel, "progress"))
    picture, alt = picture_of(opened, answer)
    assert picture.format == "PNG"
    words = words_of(answer)
    share = words.split(" % of the story")[0].split()[-1]
    assert f"You have read {share} %" in alt
    for said in (alt, words):
        assert "The Harbour" in said
        assert "The Quay" in said
        assert "The Office" not in said
        assert "The next instalment drops" in said


@pytest.mark.parametrize(
    ("command", "drawing"),
    [("progress", "bot.ui.overview.draw_book"), ("serial stats", "bot.ui.statistics.draw_readers")],
)
async def test_an_answer_is_on_its_way_before_its_picture_is_drawn(
    opened: World, monkeypatch: pytest.MonkeyPatch, command: str, drawing: str
):
    post, done = ending_of(opened), []
    for number in range(3):
        reader = opened.guild.add_member(opened.env.create_user(f"reader{number}"))
        await reader.click(post, label="I've read this")
    defer = discord.InteractionResponse.defer

    async def deferred(response: Any, **options: Any) -> None:
        await defer(response, **options)
        done.append("acknowledged")

    def drawn(*_words: Any) -> bytes:
        done.append("drawn")
        return b"\x89PNG"

    monkeypatch.setattr(discord.InteractionResponse, "defer", deferred)
    monkeypatch.setattr(drawing, drawn)
    await opened.moderator.slash(opened.channel, command)
    assert done == ["acknowledged", "drawn"]


async def test_the_others_are_told_as_numbers_from_three_on(opened: World):
    post = ending_of(opened)
    others = [opened.guild.add_member(opened.env.create_user(f"reader{n}")) for n in range(3)]
    for number, other in enumerate(others, start=1):
        await other.click(post, label="I've read this")
        answer = answer_of(await opened.ann.slash(opened.channel, "progress"))
        _, alt = picture_of(opened, answer)
        for said in (alt, words_of(answer)):
            assert ("3 others read along, all of them further on." in said) == (number == 3)


async def test_progress_before_anything_dropped_has_a_picture_too(world: World):
    await world.add_story()
    await world.start_serial()
    answer = answer_of(await world.ann.slash(world.channel, "progress"))
    _, alt = picture_of(world, answer)
    assert "The Quay" not in alt + words_of(answer)
    assert "Nothing has dropped yet." in words_of(answer)


async def test_plain_mode_is_words_alone(opened: World):
    await opened.ann.click(ending_of(opened), label="I've read this")
    asked = answer_of(await opened.ann.slash(opened.channel, "preferences"))
    await opened.ann.click(asked, label="Plain mode")
    answer = answer_of(await opened.ann.slash(opened.channel, "progress"))
    assert not answer.attachments
    words = words_of(answer)
    assert "% of the story" in words
    assert not set("▰▱") & set(words)
