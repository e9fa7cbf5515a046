"""Whatever the bot has ever shown can still be pressed after it was started anew."""

from typing import TYPE_CHECKING

import pytest

from tests.cogs.conftest import World
from tests.cogs.forging import base_message
from tests.cogs.scene import build
from tests.cogs.walking import Walker

if TYPE_CHECKING:
    import simcord

STRANGE = "from an older message"
FAULT = "went wrong"


@pytest.mark.parametrize("who", ["ann", "moderator"])
async def test_every_button_answers_after_a_restart(world: World, who: str):
    scene = await build(world, world.talk)
    await world.restart()
    member: simcord.MemberActor = getattr(world, who)
    walker = Walker(world.env, member, world.talk)
    base = await base_message(walker)
    for custom_id, values in scene.pressed.items():
        answer = await walker.click(custom_id, base, chosen=values[0] if values else None)
        assert answer.result.acknowledged, custom_id
        assert STRANGE not in str(answer.words), custom_id
        assert FAULT not in str(answer.words), custom_id
