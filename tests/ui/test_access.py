"""Who asks, what they see, and what the bot needs of a channel."""

from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.domain.errors import RefusalError
from bot.services.ports import Absent, DeskNote, Viewer
from bot.ui import permissions
from bot.ui.access import DiscordSight, viewer_of
from bot.ui.desk import DiscordDesk
from bot.ui.layout import Layout, button, row
from tests.ui import samples
from tests.ui.conftest import Stage

MUTE = discord.PermissionOverwrite(send_messages=False)
TALK = discord.PermissionOverwrite(send_messages=True)
HIDDEN = discord.PermissionOverwrite(view_channel=False)


async def asking(stage: Stage, member: Any, channel: Any) -> Viewer:
    """Have somebody click in a channel, and say how the services come to see them."""
    stage.services.reading.open.return_value = samples.page()
    place = stage.client.get_channel(channel.id)
    assert isinstance(place, discord.abc.Messageable)
    message = await place.send(view=Layout(row(button("Open", "f:open:7"))))
    await member.click(message, label="Open")
    asked = stage.services.reading.open.await_args.args[0]
    assert isinstance(asked, Viewer)
    return asked


async def test_a_member_sees_the_channels_they_may_view(stage: Stage) -> None:
    closed = stage.guild.create_text_channel(
        "closed", overwrites={stage.guild.default_role: HIDDEN}
    )
    viewer = await asking(stage, stage.reader, stage.channel)
    assert viewer.can_view(stage.channel.id)
    assert not viewer.can_view(closed.id)
    assert not viewer.can_view(123456789)
    assert not viewer.manages
    assert (viewer.guild_id, viewer.user_id) == (stage.guild.id, stage.reader.id)


async def test_manage_server_and_roles_are_known(stage: Stage) -> None:
    viewer = await asking(stage, stage.moderator, stage.channel)
    assert viewer.manages
    assert stage.guild.roles["Keepers"].id in viewer.role_ids


async def test_a_thread_counts_as_its_parent(stage: Stage) -> None:
    message = await stage.place.send("Under this")
    opened = await message.create_thread(name="Talk")
    await stage.env.settle()
    thread = next(one for one in stage.channel.threads if one.id == opened.id)
    viewer = await asking(stage, stage.reader, thread)
    assert viewer.channel_id == stage.channel.id
    assert viewer.can_view(thread.id)
    assert not viewer.adult_ok


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        (10007, Absent.LEFT),
        (10013, Absent.LEFT),
        # The bot was taken out a moment ago, and its readers have gone nowhere.
        (10004, Absent.UNSAID),
    ],
)
async def test_who_is_no_member_has_left_unless_it_is_the_bot_that_has(
    stage: Stage, code: int, absent: Absent
) -> None:
    stage.env.inject_error("GET", "/guilds/*/members/*", status=404, code=code)
    sight = DiscordSight(stage.client)
    assert await sight.look(stage.reader.id, stage.guild.id) is absent


def outside() -> Any:
    return type("Outside", (), {"guild": None, "user": None, "channel_id": 5, "channel": None})


def test_outside_a_server_it_is_refused() -> None:
    with pytest.raises(RefusalError, match="in a server"):
        viewer_of(outside())


def text_channel(stage: Stage, overwrites: dict[Any, Any]) -> discord.TextChannel:
    made = stage.guild.create_text_channel("other", overwrites=overwrites)
    channel = stage.client.get_channel(made.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


def me(stage: Stage) -> discord.Member:
    return stage.place.guild.me


async def test_what_a_serial_lacks_is_named_by_discords_names(stage: Stage) -> None:
    assert permissions.missing_permissions(stage.place, me(stage), discussion=True) == []
    overwrite = discord.PermissionOverwrite(create_public_threads=False, send_messages=False)
    shut = stage.guild.create_text_channel("shut", overwrites={stage.guild.default_role: overwrite})
    place = stage.client.get_channel(shut.id)
    assert isinstance(place, discord.TextChannel)
    missing = permissions.missing_permissions(place, me(stage), discussion=True)
    assert missing[0] == "Send Messages"
    assert "Create Public Threads" in missing
    assert permissions.missing_permissions(place, me(stage), discussion=False) == ["Send Messages"]
    with pytest.raises(RefusalError, match="I lack Send Messages"):
        permissions.require_permissions(place, me(stage), discussion=False)


async def test_a_role_to_ping_must_be_one_that_can_be_mentioned(stage: Stage) -> None:
    guild = stage.place.guild
    with pytest.raises(RefusalError, match="@everyone"):
        permissions.require_ping(guild.default_role)
    shut = stage.guild.create_role("Readers")
    everyone = discord.PermissionOverwrite(mention_everyone=False)
    quiet = stage.guild.create_text_channel(
        "quiet", overwrites={stage.guild.default_role: everyone}
    )
    role, place = guild.get_role(shut.id), stage.client.get_channel(quiet.id)
    assert isinstance(place, discord.TextChannel)
    assert role is not None
    permissions.require_ping(role)
    missing = permissions.missing_permissions(place, me(stage), discussion=False, ping_role=role)
    assert missing == ["Mention @everyone, @here, and All Roles"]


async def test_members_who_can_write_between_the_passages_are_worth_a_word(stage: Stage) -> None:
    (sentence,) = permissions.advice(stage.place)
    assert sentence == (
        f"Members can write in <#{stage.channel.id}>, so talk may land between the passages. In "
        "the channel's permissions take Send Messages from @everyone and allow it for my role, "
        "and the text stays together."
    )
    still = text_channel(stage, {stage.guild.default_role: MUTE})
    assert permissions.advice(still) == []


async def test_a_role_that_may_write_nevertheless_is_named(stage: Stage) -> None:
    readers = stage.guild.create_role("Readers")
    loud = {stage.guild.default_role: MUTE, readers: TALK, stage.guild.roles["Keepers"]: TALK}
    (sentence,) = permissions.advice(text_channel(stage, loud))
    assert f"take Send Messages from <@&{readers.id}> and allow it for my role" in sentence
    (both,) = permissions.advice(text_channel(stage, {readers: TALK}))
    assert f"from @everyone and <@&{readers.id}> and" in both


async def test_following_the_advice_leaves_the_bot_able_to_post(stage: Stage) -> None:
    (mine,) = (role for role in me(stage).roles if role.managed)
    own = next(role for role in stage.guild.roles.values() if role.id == mine.id)
    place = text_channel(stage, {stage.guild.default_role: MUTE, own: TALK})
    assert permissions.advice(place) == []
    assert permissions.missing_permissions(place, me(stage), discussion=True) == []


async def test_a_voice_channel_is_no_place_for_a_serial(stage: Stage) -> None:
    voice = stage.guild.create_voice_channel("Voice")
    with pytest.raises(RefusalError, match="text or announcement"):
        permissions.require_channel(stage.client.get_channel(voice.id))
    news = stage.guild.create_news_channel("news")
    assert permissions.require_channel(stage.client.get_channel(news.id)).id == news.id


def desk_note(stage: Stage, desk: int | None = None) -> DeskNote:
    return DeskNote(
        guild_id=stage.guild.id,
        serial_id=7,
        channel_id=stage.channel.id,
        started_by=stage.moderator.id,
        text="A message of “{title}” is held up.",
        said={"title": "_Lamp_"},
        kind="parked",
        key=samples.trouble().key,
        desk_channel_id=desk,
    )


def shown(message: discord.Message) -> str:
    return str([component.to_dict() for component in message.components])


async def test_the_desk_is_told_in_its_channel(stage: Stage) -> None:
    desk = stage.guild.create_text_channel("desk")
    await DiscordDesk(stage.client).tell(desk_note(stage, desk.id))
    assert r"A message of “\\_Lamp\\_” is held up." in shown(desk.last_message)
    assert "It is there" in shown(desk.last_message)


async def test_no_desk_in_another_server_is_told_anything(stage: Stage) -> None:
    elsewhere = stage.env.create_guild().create_text_channel("desk")
    await DiscordDesk(stage.client).tell(desk_note(stage, elsewhere.id))
    assert elsewhere.last_message is None
    assert "is held up." in shown(stage.moderator.user.dm_channel.last_message)


@pytest.mark.parametrize("desk", ["none", "gone", "shut"])
async def test_without_a_desk_whoever_started_it_is_told_privately(stage: Stage, desk: str) -> None:
    overwrite = discord.PermissionOverwrite(send_messages=False)
    shut = stage.guild.create_text_channel("shut", overwrites={stage.guild.default_role: overwrite})
    number = {"none": None, "gone": 123456789, "shut": shut.id}[desk]
    await DiscordDesk(stage.client).tell(desk_note(stage, number))
    private = stage.moderator.user.dm_channel.last_message
    assert "is held up." in shown(private)
    assert stage.guild.name in shown(private)
    assert "It is there" not in shown(private)
    assert "/serial show" in shown(private)


async def test_with_nobody_to_tell_it_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await DiscordDesk(stage.client).tell(replace(desk_note(stage), started_by=None))
    assert "is held up." in caplog.text
    assert not [asked for asked in stage.env.http_requests if "/users" in asked.path]


async def test_what_a_member_sees_from_elsewhere_is_asked_of_discord(stage: Stage) -> None:
    closed = stage.guild.create_text_channel(
        "closed", overwrites={stage.guild.default_role: HIDDEN}
    )
    sees = await DiscordSight(stage.client).of(stage.reader.id, stage.guild.id)
    assert sees is not None
    assert sees(stage.channel.id)
    assert not sees(closed.id)
    assert not sees(123456789)


async def test_who_is_no_member_sees_nothing_and_so_does_anyone_in_an_outage(stage: Stage) -> None:
    sight = DiscordSight(stage.client)
    stranger = stage.env.create_user("eve")
    assert await sight.of(stranger.id, stage.guild.id) is None
    assert await sight.of(stage.reader.id, 123456789) is None
    stage.place.guild.unavailable = True
    assert await sight.of(stage.reader.id, stage.guild.id) is None


async def test_what_cannot_be_told_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    await DiscordDesk(stage.client).tell(desk_note(stage))
    assert "is held up." in caplog.text
