"""/stories, where several run: each can be opened from there."""

from typing import Any

import simcord

from tests.cogs.conftest import World, answer_of, labels_of, words_of
from tests.cogs.test_who_may_see import hide

TALE = (
    "# Chapter 1: {name}\n\nThe {name} stood in the rain.\n\n# Chapter 2: On\n\nIt stood there.\n"
)


async def running(world: World, *names: str) -> None:
    """Stories that run by chapter in the channel; the first chapter of each has dropped."""
    for name in names:
        await world.add_story(TALE.format(name=name), f"{name}.md", title=f"The {name}")
        choices = await world.moderator.autocomplete(world.talk, "serial start", "story", name)
        await world.start_serial(story=choices[0]["value"])
    await world.next_evening()


async def shelf(world: World) -> simcord.ResponseMessage:
    return answer_of(await world.ann.slash(world.talk, "stories"))


def menus(message: simcord.ResponseMessage) -> list[dict[str, Any]]:
    return [
        item
        for row in message.components
        for item in row.get("components", [])
        if "options" in item
    ]


async def test_one_of_several_is_chosen_and_opened(world: World):
    await running(world, "Lamp", "Kettle")
    listed = await shelf(world)
    [menu] = menus(listed)
    assert menu["placeholder"] == "Open a story"
    names = {option["label"]: option for option in menu["options"]}
    assert set(names) == {"The Lamp", "The Kettle"}
    assert "1 passage to read so far" in names["The Kettle"]["description"]
    await world.restart()
    chosen = [names["The Kettle"]["value"]]
    card = answer_of(await world.ann.select(listed, custom_id=menu["custom_id"], values=chosen))
    assert "**The Kettle**" in words_of(card)
    assert "Lamp" not in words_of(card)
    assert menus(card) == []
    assert labels_of(card) == ["Open my reader"]
    page = answer_of(await world.ann.click(card, label="Open my reader"))
    assert "The Kettle stood in the rain." in words_of(page)
    assert menus(listed) == [menu], "the list stays"


async def test_one_alone_needs_no_menu(world: World):
    await running(world, "Lamp")
    listed = await shelf(world)
    assert menus(listed) == []
    assert labels_of(listed) == ["Open my reader"]


async def test_a_story_whose_channel_was_hidden_meanwhile_is_not_opened(world: World):
    await running(world, "Lamp", "Kettle")
    listed = await shelf(world)
    [menu] = menus(listed)
    await hide(world)
    chosen = [menu["options"][0]["value"]]
    refused = answer_of(await world.ann.select(listed, custom_id=menu["custom_id"], values=chosen))
    assert "no such serial" in words_of(refused)
    assert menus(await shelf(world)) == []
