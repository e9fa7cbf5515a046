"""What is for moderators is refused to members, by the bot itself and whatever a server has set.

The surfaces are those of the command tree and of the registry of buttons and forms; test_strangers
sees to it that none is missing in the tables.
"""

import discord
import pytest
import simcord

from tests.cogs.conftest import World, answer_of, labels_of, words_of
from tests.cogs.forging import base_message, calls, options_of
from tests.cogs.scene import TITLE, Scene, build
from tests.cogs.surfaces import COMMANDS, Whose, leaves, whose_button, whose_sheet
from tests.cogs.walking import Heard, Walker

FOR_MODERATORS = (
    "This is for moderators: it takes the Manage Server permission, or the librarian role set with "
    "/settings librarian."
)
FOR_MANAGERS = "Changing settings takes the Manage Server permission."
REFUSALS = {Whose.MODERATORS: FOR_MODERATORS, Whose.MANAGERS: FOR_MANAGERS}


@pytest.fixture
async def scene(world: World) -> Scene:
    return await build(world, world.talk)


async def everything(scene: Scene, walker: Walker) -> list[tuple[Whose, Heard]]:
    """What comes of all that is not for readers, given, pressed and sent in."""
    base = await base_message(walker)
    heard = []
    for leaf in leaves(scene.world.bot.tree):
        if (whose := COMMANDS[leaf.qualified_name]) in REFUSALS:
            for call in calls(leaf, options_of(scene, walker)):
                heard.append((whose, await walker.give(leaf.qualified_name, call)))
    for custom_id, values in scene.pressed.items():
        if (whose := whose_button(custom_id)) in REFUSALS:
            chosen = values[0] if values else None
            for private in (True, False):
                answer = await walker.click(custom_id, base, chosen=chosen, private=private)
                heard.append((whose, answer))
    for custom_id in scene.sheets:
        if (whose := whose_sheet(custom_id)) in REFUSALS:
            for filled in ({"number": "1"}, {"number": "one"}, {"title": "Own"}):
                heard.append((whose, await walker.send_in(custom_id, filled)))
    return heard


async def all_refused(scene: Scene, member: simcord.MemberActor) -> None:
    before = scene.rows()
    heard = await everything(scene, Walker(scene.world.env, member, scene.world.talk))
    assert len(heard) > 200
    for whose, answer in heard:
        assert not answer.result.modal, answer.asked
        assert answer.words == REFUSALS[whose], answer.asked
    assert scene.rows() == before


async def test_a_member_is_refused_all_that_is_not_for_readers(scene: Scene):
    await all_refused(scene, scene.world.ann)


async def test_also_where_a_server_has_loosened_what_discord_would_hold_back(scene: Scene):
    world = scene.world
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    rights = discord.Permissions.all()
    rights.update(administrator=False, manage_guild=False)
    await guild.default_role.edit(permissions=rights)
    for command in await world.bot.tree.fetch_commands():
        world.guild.set_command_permissions(
            command, {world.guild.default_role: True, world.ann: True}
        )
    await world.env.settle()
    await all_refused(scene, world.ann)


async def test_a_librarian_may_all_but_settings(scene: Scene):
    world = scene.world
    role = world.guild.create_role("Librarians")
    await world.moderator.slash(world.talk, "settings librarian", role=role)
    lena = world.guild.add_member(world.env.create_user("lena"), roles=[role])
    for whose, answer in await everything(scene, Walker(world.env, lena, world.talk)):
        assert (answer.words == FOR_MANAGERS) == (whose is Whose.MANAGERS), answer.asked
        assert FOR_MODERATORS not in answer.words, answer.asked


async def test_who_has_lost_the_role_is_refused_at_the_button_and_at_the_form(scene: Scene):
    world = scene.world
    talk, mia = world.talk, world.moderator
    proof = answer_of(await mia.slash(talk, "library add", file=("own.txt", b"It rained.")))
    sheet = await mia.click(proof, label="Change…")
    question = answer_of(await mia.slash(talk, "serial end", serial=TITLE))
    await demote(world)
    before = scene.rows()
    for late in (
        await mia.click(proof, label="Add to the library"),
        await mia.click(question, label="End it"),
        await mia.submit_modal(sheet, {"scenes": ["never"], "notes": ["none"]}),
    ):
        assert words_of(answer_of(late)) == FOR_MODERATORS
    assert scene.rows() == before


async def demote(world: World) -> None:
    """Take the moderators' rights from their role."""
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    role = next(role for role in guild.roles if role.name == "Mods")
    await role.edit(permissions=discord.Permissions.none())
    await world.env.settle()


async def test_a_button_of_the_desk_is_refused_to_members_who_can_see_it(scene: Scene):
    world = scene.world
    await world.moderator.slash(world.talk, "settings desk", channel=world.talk)
    await world.restart()
    [note] = [item for item in world.posted(world.talk) if "It is there" in labels_of(item)]
    before = scene.rows()
    for label in ("It is there", "Post again"):
        pressed = answer_of(await world.ann.click(note, label=label))
        assert words_of(pressed) == FOR_MODERATORS
    assert scene.rows() == before
    done = answer_of(await world.moderator.click(note, label="It is there"))
    assert "goes on from there" in words_of(done)
