"""Nothing of a server's stories is ever visible to a stranger, whatever they press, type or forge.

Strangers are: a moderator of another server; a member who can't view the serial's channel; and, for
a story rated for adults, a member who asks in a channel that is open to all.
"""

import logging
import re
from dataclasses import dataclass

import discord
import pytest
import simcord
from discord import app_commands

from bot.ui import library, mydata, notes, proof, proposals, reader, serials
from bot.ui.buttons import CLICKS, FORMS
from tests.cogs.conftest import World
from tests.cogs.forging import GARBAGE, HUGE, base_message, calls, forged, options_of
from tests.cogs.scene import AUTHOR, CANARY, SPARE, TITLE, Scene, build
from tests.cogs.surfaces import BUTTONS, COMMANDS, MENUS, SHEETS, button_of, leaves, menus
from tests.cogs.walking import Heard, Walker, texts_in


@dataclass
class Stranger:
    """Somebody who may see nothing of the scene, and a message of the bot's where they are."""

    scene: Scene
    walker: Walker
    base: int
    knows: tuple[str, ...] = ()
    """What they may be told all the same."""

    def unheard(self, heard: Heard) -> None:
        """Check that an answer came, that it is no fault, and that it tells nothing."""
        told = heard.all
        for known in self.knows:
            told = told.replace(known, "")
        assert heard.result.acknowledged, heard.asked
        assert "went wrong" not in told, heard.asked
        assert CANARY not in told.casefold(), (heard.asked, told)


async def outsider(world: World) -> tuple[Scene, Walker]:
    """Who has every right in another server, which has no story."""
    scene = await build(world, world.talk)
    guild = world.env.create_guild("Elsewhere")
    rights = discord.Permissions(administrator=True)
    role = guild.create_role("Owners", permissions=rights)
    eve = guild.add_member(world.env.create_user("eve"), roles=[role])
    return scene, Walker(world.env, eve, guild.create_text_channel("red"))


async def kept_out(world: World) -> tuple[Scene, Walker]:
    """A member who can't view the serial's channel."""
    scene = await build(world, world.talk)
    await hide(world)
    return scene, Walker(world.env, world.ben, world.talk)


async def in_the_open(world: World) -> tuple[Scene, Walker]:
    """A member in a channel that is open to all, where the story is for adults."""
    red = world.guild.create_text_channel("red")
    scene = await build(world, red, rating="explicit")
    return scene, Walker(world.env, world.ben, world.talk)


async def in_private(world: World) -> tuple[Scene, Walker]:
    """Who is no member, in a private message, which belongs to no server."""
    scene = await build(world, world.talk)
    user = world.env.create_user("eve")
    await (await world.bot.fetch_user(user.id)).create_dm()
    return scene, Walker(world.env, user, user.dm_channel)


async def in_private_for_adults(world: World) -> tuple[Scene, Walker]:
    """A member in a private message, where an adult story is shown only to who asked for it."""
    red = world.guild.create_text_channel("red")
    scene = await build(world, red, rating="explicit")
    user = world.ben.user
    await (await world.bot.fetch_user(user.id)).create_dm()
    return scene, Walker(world.env, user, user.dm_channel)


async def hide(world: World) -> None:
    """Take the serial's channel from everyone but administrators and the bot."""
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(channel.guild.me, view_channel=True)
    await channel.set_permissions(channel.guild.default_role, view_channel=False)
    await world.env.settle()


@pytest.fixture
def restricted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated Discord knows no age restriction: here a channel's name decides."""
    names = {"red", "serial"}
    monkeypatch.setattr(discord.TextChannel, "is_nsfw", lambda channel: channel.name in names)


@pytest.fixture(params=[outsider, kept_out, in_the_open, in_private, in_private_for_adults])
async def stranger(request: pytest.FixtureRequest, world: World, restricted: None) -> Stranger:
    scene, walker = await request.param(world)
    return Stranger(scene, walker, await base_message(walker))


@pytest.fixture
async def stranger_moderator(world: World, restricted: None) -> Stranger:
    """A moderator in a channel that is open to all, where the story is for adults."""
    scene, _ = await in_the_open(world)
    walker = Walker(world.env, world.moderator, world.talk)
    return Stranger(scene, walker, await base_message(walker), knows=(TITLE, SPARE, AUTHOR))


async def test_nothing_is_left_out_of_the_walk(world: World):
    scene = await build(world, world.talk)
    assert {leaf.qualified_name for leaf in leaves(world.bot.tree)} == set(COMMANDS)
    assert {menu.name for menu in menus(world.bot.tree)} == set(MENUS)
    assert set(CLICKS) == set(BUTTONS) == {button_of(custom_id) for custom_id in scene.pressed}
    assert set(FORMS) == set(SHEETS)
    for form in FORMS:
        assert any(re.fullmatch(form.template, custom_id) for custom_id in scene.sheets), form


async def test_a_stranger_presses_everything(stranger: Stranger, loud: pytest.LogCaptureFixture):
    before = stranger.scene.rows()
    for custom_id, chosen in forged(stranger.scene):
        # What was made of numbers that nobody has is answered alike wherever it is pressed.
        for private in (True, False) if custom_id in stranger.scene.pressed else (True,):
            heard = await stranger.walker.click(
                custom_id, stranger.base, chosen=chosen, private=private
            )
            stranger.unheard(heard)
    assert stranger.scene.rows() == before
    assert CANARY not in loud.text.casefold()


def forgive(env: simcord.Env) -> None:
    """Forget that channels of elsewhere were refused: the simulation notes each as an error."""
    assert all(isinstance(error, app_commands.TransformerError) for error in env.errors)
    env._errors.clear()


async def test_a_stranger_gives_every_command(stranger: Stranger, loud: pytest.LogCaptureFixture):
    scene, walker = stranger.scene, stranger.walker
    before = scene.rows()
    options = options_of(scene, walker)
    for leaf in leaves(scene.world.bot.tree):
        for call in calls(leaf, options):
            stranger.unheard(await walker.give(leaf.qualified_name, call))
    forgive(scene.world.env)
    assert scene.rows() == before
    assert CANARY not in loud.text.casefold()


async def test_a_stranger_types_into_every_option(
    stranger: Stranger, loud: pytest.LogCaptureFixture
):
    scene, walker = stranger.scene, stranger.walker
    options = options_of(scene, walker)
    completed = 0
    for leaf in leaves(scene.world.bot.tree):
        for option in (one.display_name for one in leaf.parameters if one.autocomplete):
            completed += 1
            others = [""] if option != "marker" else ["", str(scene.serial), TITLE, *HUGE]
            for filled in others:
                before = {"serial": filled} if filled else {}
                for typed in ("", CANARY, *map(str, options[option])):
                    heard = await walker.type(leaf.qualified_name, option, typed, before)
                    stranger.unheard(heard)
                    if option != "timezone":
                        assert heard.result.autocomplete_choices == [], heard.asked
    assert completed
    assert CANARY not in loud.text.casefold()


async def test_a_stranger_sends_every_form_in(stranger: Stranger, loud: pytest.LogCaptureFixture):
    scene = stranger.scene
    before = scene.rows()
    made = {*scene.sheets, *(f"f:{name}" for name in ("goto:1:proof", "goto", "change:0"))}
    for draft in (*scene.drafts, *HUGE[:2]):
        made |= {f"f:goto:{draft}:passages", f"f:change:{draft}"}
    for custom_id in made:
        for number in ("1", *GARBAGE, *HUGE):
            stranger.unheard(await stranger.walker.send_in(custom_id, {"number": number}))
        stranger.unheard(await stranger.walker.send_in(custom_id, {"scenes": "?", "notes": "?"}))
        stranger.unheard(await stranger.walker.send_in(custom_id, {}))
    assert scene.rows() == before
    assert CANARY not in loud.text.casefold()


async def test_a_stranger_opens_the_menu_of_every_message(
    stranger: Stranger, loud: pytest.LogCaptureFixture
):
    scene, walker = stranger.scene, stranger.walker
    for menu in menus(scene.world.bot.tree):
        for message in scene.messages:
            stranger.unheard(await walker.choose(menu.name, scene.world.channel.id, message))
    assert CANARY not in loud.text.casefold()


@pytest.mark.parametrize("stranger", [outsider, kept_out], indirect=True)
async def test_what_is_hidden_is_told_from_what_is_not_there_by_nothing(stranger: Stranger):
    walker, scene = stranger.walker, stranger.scene
    for custom_id, values in scene.pressed.items():
        nobodys = re.sub("(?<=:)[0-9]+(?=:|$)", str(10**18 - 1), custom_id)
        if nobodys == custom_id:
            continue  # it names nothing: what it does is one's own alone
        chosen = values[0] if values else None
        heard = await walker.click(custom_id, stranger.base, chosen=chosen)
        if button_of(nobodys) is button_of(custom_id):
            unknown = await walker.click(nobodys, stranger.base, chosen=chosen)
            assert heard.words == unknown.words, custom_id
    for menu in menus(scene.world.bot.tree):
        unknown = await walker.choose(menu.name, walker.channel.id, stranger.base)
        for message in scene.messages:
            heard = await walker.choose(menu.name, scene.world.channel.id, message)
            assert heard.words == unknown.words


@pytest.mark.parametrize("who", ["moderator", "ann"])
async def test_no_forgery_of_a_members_is_a_fault(world: World, who: str):
    scene = await build(world, world.talk)
    walker = Walker(world.env, getattr(world, who), world.talk)
    member = Stranger(scene, walker, await base_message(walker), knows=(CANARY,))
    for leaf in leaves(world.bot.tree):
        for call in calls(leaf, options_of(scene, walker)):
            member.unheard(await walker.give(leaf.qualified_name, call))
    for custom_id, chosen in forged(scene):
        member.unheard(await walker.click(custom_id, member.base, chosen=chosen))
    for custom_id in scene.sheets:
        for number in ("1", *GARBAGE, *HUGE):
            member.unheard(await walker.send_in(custom_id, {"number": number}))
        member.unheard(await walker.send_in(custom_id, {"scenes": "?", "notes": "?"}))
    messages = list(texts_in(world.env.http_requests))
    assert len(messages) > 500
    for message in messages:
        assert "allowed_mentions" in message, message
        allowed = message["allowed_mentions"]
        assert not any(allowed.get(kind) for kind in ("parse", "roles", "users")), message


async def test_a_serial_is_hidden_from_moderators_who_cannot_view_its_channel(world: World):
    scene = await build(world, world.talk)
    await hide(world)
    walker = Walker(world.env, world.moderator, world.talk)
    hidden = Stranger(scene, walker, await base_message(walker))
    before = scene.rows()
    for leaf in leaves(world.bot.tree):
        if any(option.display_name == "serial" for option in leaf.parameters):
            for call in calls(leaf, options_of(scene, walker)):
                hidden.unheard(await walker.give(leaf.qualified_name, call))
            heard = await walker.type(leaf.qualified_name, "serial", "", {})
            assert heard.result.autocomplete_choices == []
    for name in ("serial list", "stories"):
        hidden.unheard(await walker.give(name, {}))
    for custom_id, values in scene.pressed.items():
        if button_of(custom_id).__module__ in {
            module.__name__ for module in (notes, reader, serials)
        }:
            chosen = values[0] if values else None
            hidden.unheard(await walker.click(custom_id, hidden.base, chosen=chosen))
    assert scene.rows() == before


async def test_a_moderator_in_the_open_is_told_the_names_of_adult_stories_alone(
    stranger_moderator: Stranger,
):
    mia = stranger_moderator
    scene, walker = mia.scene, mia.walker
    for leaf in sorted(leaves(scene.world.bot.tree), key=lambda leaf: leaf.name == "end"):
        options = options_of(scene, walker)
        for call in calls(leaf, options):
            mia.unheard(await walker.give(leaf.qualified_name, call))
        for option in (one.display_name for one in leaf.parameters if one.autocomplete):
            for filled in ({}, {"serial": str(scene.serial)}):
                before = {} if option == "serial" else filled
                mia.unheard(await walker.type(leaf.qualified_name, option, "", before))
    settling = (
        serials.EndButton,
        proof.DiscardButton,
        proposals.ForgetButton,
        library.RemoveButton,
        mydata.DeleteButton,
    )
    for custom_id, chosen in sorted(forged(scene), key=lambda made: button_of(made[0]) in settling):
        mia.unheard(await walker.click(custom_id, mia.base, chosen=chosen))
    for custom_id in scene.sheets:
        mia.unheard(await walker.send_in(custom_id, {"number": "1"}))
    for menu in menus(scene.world.bot.tree):
        for message in scene.messages:
            mia.unheard(await walker.choose(menu.name, scene.world.channel.id, message))


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What our own loggers say in the walk, at their loudest."""
    for name in ("bot", "cogs"):
        caplog.set_level(logging.DEBUG, name)
    return caplog
