"""What to forge: every custom_id and option with values from elsewhere, out of range, garbage."""

import re
from collections.abc import Iterator, Mapping

import discord

from bot.ui.layout import Layout, text
from tests.cogs.scene import CANARY, TITLE, WORD, Scene
from tests.cogs.surfaces import Leaf
from tests.cogs.walking import Walker

HUGE = ("9" * 18, "9" * 19, "9" * 5000)
GARBAGE = ("", "0", "-1", "1.5", "#", "#1", "' OR 1=1 --", "\u0663", "²", "\0", "%", "*", "null")

NOTHING = ("f:", "f:open:", "f:read:1", "F:OPEN:1", "f:open:1\n", "f:end:1:1", "x" * 100)


async def base_message(walker: Walker) -> int:
    """Some message of the bot's where the walker is."""
    assert isinstance(walker.env.bot, discord.Client)
    channel = walker.env.bot.get_partial_messageable(walker.channel.id)
    return (await channel.send(view=Layout(text("Once")))).id


def forged(scene: Scene) -> Iterator[tuple[str, str | None]]:
    """Every custom_id that was made, as it is and with each number changed, and what to choose."""
    seen = set()
    for custom_id, values in {**scene.pressed, **{name: [] for name in NOTHING}}.items():
        numbers = [found.span() for found in re.finditer("[0-9]+", custom_id)]
        changed = [
            f"{custom_id[:start]}{number}{custom_id[end:]}"
            for start, end in numbers
            for number in (0, 2, 10**18 - 1, 10**18)
        ]
        for one in (custom_id, *changed):
            if one not in seen and len(one) <= 100:
                seen.add(one)
                for chosen in {*values[:2], *(HUGE[:2] if values else ())} or {None}:
                    yield one, chosen


def options_of(scene: Scene, walker: Walker) -> dict[str, list[object]]:
    """What can be put into each option: first what is right there, then what points elsewhere."""
    typed = [*GARBAGE, *HUGE]
    guild = walker.guild or scene.world.guild
    silent = discord.PermissionOverwrite(send_messages=False)
    closed = guild.create_text_channel("closed", overwrites={guild.default_role: silent})
    return {
        "story": [str(scene.story), str(scene.spare), TITLE, *typed],
        "serial": [str(scene.serial), TITLE, *typed],
        "marker": [
            *(f"#{number}" for number in (*scene.notes, *HUGE)),
            f"{CANARY}1",
            WORD + "8",
            *typed,
        ],
        "words": [CANARY, f'"{CANARY} lamps" quay', *typed],
        "channel": [
            walker.channel if walker.guild else scene.world.talk,
            closed,
            scene.world.channel,
        ],
        "role": [guild.create_role("Own"), scene.world.guild.default_role],
        "ping": [guild.create_role("Own"), scene.world.guild.default_role],
        "file": [("own.txt", b"It rained.\n\nIt stopped.\n")],
        "title": ["Own"],
        "author": ["Own"],
        "rating": ["explicit", "unrated"],
        "warnings": ["storms", *typed],
        "format": ["markdown", "epub"],
        "days": ["daily", *typed[1:]],
        "time": ["18:00", *typed[1:]],
        "timezone": ["UTC", *typed[1:]],
        "amount": ["3 passages", *typed[1:]],
        "instalment": ["chapter", *typed[1:]],
        "start_on": ["tomorrow", *typed[1:]],
        "discussion": ["off"],
        "gate": ["after-reading", "open"],
        "clear": [True],
        "change": ["stop", "begin"],
        "language": ["de"],
        "member": [scene.world.ann, scene.world.ben],
    }


def calls(leaf: Leaf, options: Mapping[str, list[object]]) -> Iterator[dict[str, object]]:
    """Ways to give a command: with all that it needs, each option in turn with each value."""
    names = [option.display_name for option in leaf.parameters]
    needed = {
        one.display_name: options[one.display_name][0] for one in leaf.parameters if one.required
    }
    yield needed
    yield {name: options[name][-1] for name in names}
    for name in names:
        for value in options[name]:
            yield {**needed, name: value}
