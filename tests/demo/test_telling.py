"""What the demo tells the bot beyond simcord: an age-restricted channel, a German member."""

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, MemberActor

from bot.demo.cast import buttons_in, set_up
from bot.demo.page import Page
from bot.demo.stage import Stage, press, settings_for, staged
from bot.domain.errors import RefusalError
from tests.cogs.conftest import labels_of, words_of

MATURE = "The Winter Surgeon"


@asynccontextmanager
async def opened(folder: Path, drops: int = 1):
    """The demo's server, when so many drops are out."""
    async with staged(settings_for(folder, None)) as stage:
        await set_up(stage, stage.channel, drops=drops)
        yield stage


def said(result: InteractionResult) -> str:
    """What the answer to somebody says, its buttons included."""
    assert result.response is not None
    return words_of(result.response) + " ".join(labels_of(result.response))


async def suggested(member: MemberActor, channel: ChannelHandle, command: str) -> list[str]:
    choices = await member.autocomplete(channel, command, "serial", "")
    return [str(choice["name"]) for choice in choices]


async def catalogue(stage: Stage, viewer: MemberActor) -> dict[str, dict[str, Any]]:
    """What the page lists for somebody who types a slash, by what they would type."""
    async with Page(stage, stage.channel, viewers=(viewer,)) as page:
        (shown,) = page._pages.values()
        return {entry["invocation"]: entry for entry in shown.command_catalog["entries"]}


async def test_the_bot_knows_of_the_age_restriction_of_that_channel_alone(tmp_path):
    async with opened(tmp_path) as stage:
        here = stage.client.get_channel(stage.adult.id)
        there = stage.client.get_channel(stage.channel.id)
        assert isinstance(here, discord.TextChannel)
        assert isinstance(there, discord.TextChannel)
        assert (here.is_nsfw(), there.is_nsfw()) == (True, False)

        stage.env.backend.announce_channel_update(stage.adult.id)

        assert here.is_nsfw()


@pytest.mark.parametrize("command", ["read", "subscribe"])
async def test_a_mature_story_is_for_the_age_restricted_channel(command, tmp_path):
    async with opened(tmp_path) as stage:
        ada = stage.readers[0]
        asked = {"time": "08:00", "timezone": "UTC", "amount": "chapter"}
        options = asked if command == "subscribe" else {}

        assert MATURE in " ".join(await suggested(ada, stage.adult, command))
        assert MATURE not in " ".join(await suggested(ada, stage.channel, command))
        assert MATURE in said(await ada.slash(stage.adult, command, **options))
        refused = await ada.slash(stage.channel, command, serial=MATURE, **options)
        assert "only in age-restricted channels" in said(refused)


@pytest.mark.parametrize(
    ("command", "offers_the_shelf"),
    [("show", True), ("export", True), ("replace", False), ("remove", False)],
)
async def test_a_story_of_the_shelf_is_offered_only_where_it_is_not_refused(
    command, offers_the_shelf, tmp_path
):
    async with opened(tmp_path, drops=0) as stage:
        listed = await stage.moderator.autocomplete(stage.office, f"library {command}", "story", "")
        names = " ".join(str(choice["name"]) for choice in listed)
        assert ("The Long Pound" in names) is offers_the_shelf
        assert MATURE in names


async def test_a_mature_story_is_not_started_in_an_ordinary_channel(tmp_path):
    async with opened(tmp_path) as stage:
        (story,) = await stage.choices(MATURE)
        with pytest.raises(RefusalError, match="age-restricted"):
            await stage.start(story, stage.channel, "daily", "chapter")


async def test_the_bot_knows_of_the_age_restriction_after_a_restart_too(tmp_path):
    async with opened(tmp_path) as stage:
        await stage.restart()
        assert MATURE in said(await stage.readers[0].slash(stage.adult, "read"))


async def test_nele_is_told_how_to_get_private_messages(tmp_path):
    async with opened(tmp_path) as stage:
        asked = {"time": "08:00", "timezone": "UTC", "amount": "chapter"}
        told = await stage.closed.slash(stage.gated, "subscribe", **asked)
        assert "Discord does not let me write to you" in said(told)


async def test_a_letter_that_neles_discord_refused_heads_her_next_private_answer_once(tmp_path):
    async with opened(tmp_path, drops=3) as stage:
        first = said(await stage.closed.slash(stage.gated, "read"))
        assert first.startswith("Discord does not let me write to you")
        again = said(await stage.closed.slash(stage.gated, "read"))
        assert "Discord does not let me write to you" not in again


async def test_who_finds_a_discussion_full_gets_into_the_one_beside_it(tmp_path):
    async with opened(tmp_path) as stage:
        (thread,) = stage.gated.threads
        stage.crowd(thread)
        ((message, custom_id),) = buttons_in(stage.gated, "f:done:")
        ada, german = stage.readers[0], stage.german

        assert "in a moment" in said(await ada.click(message, custom_id=custom_id))
        await stage.env.advance_time(60)
        _, second = stage.gated.threads
        assert second.name.endswith("(2)")
        assert f"<#{second.id}>" in said(await german.click(message, custom_id=custom_id))
        inside = stage.env.backend.channels[second.id].thread_members
        assert {ada.id, german.id} <= inside.keys()


async def test_who_is_in_a_full_discussion_stays_in_it(tmp_path):
    async with opened(tmp_path) as stage:
        (thread,) = stage.gated.threads
        stage.crowd(thread)
        ((message, custom_id),) = buttons_in(stage.gated, "f:talk:")
        told = await stage.readers[2].click(message, custom_id=custom_id)
        assert f"<#{thread.id}>" in said(told)
        assert len(stage.gated.threads) == 1


async def test_a_discussion_that_was_put_away_opens_again_for_who_comes_late(tmp_path):
    async with opened(tmp_path, drops=2) as stage:
        state = stage.env.backend.channels[stage.channel.threads[1].id].thread_metadata
        assert state is not None
        assert state.archived
        message, custom_id = buttons_in(stage.channel, "f:talk:")[-1]
        await stage.readers[0].click(message, custom_id=custom_id)
        assert not state.archived


async def test_klara_is_answered_in_german_and_the_others_are_not(tmp_path):
    async with opened(tmp_path) as stage:
        ada = stage.readers[0]
        assert "Leseseite" in said(await stage.german.slash(stage.channel, "help"))
        assert "Leseseite" not in said(await ada.slash(stage.channel, "help"))

        read = await stage.german.slash(stage.channel, "read")
        assert "Gelesen" in said(read)
        ((message, custom_id),) = buttons_in(stage.channel, "f:done:")
        done = await stage.german.click(message, custom_id=custom_id)
        assert "Lesestelle" in said(done)


async def test_the_page_calls_commands_as_they_are_called_for_whoever_looks(tmp_path):
    async with opened(tmp_path) as stage:
        english = await catalogue(stage, stage.readers[0])
        german = await catalogue(stage, stage.german)

        assert {"read", "serial stats"} <= english.keys()
        assert {"lesen", "serie statistik"} <= german.keys()
        assert not german.keys() & {"read", "serial start"}
        assert [one["path"] for one in german.values()] == [one["path"] for one in english.values()]
        read = german["lesen"]
        assert read["description"] == "Öffnet deine private Leseseite, wo du aufgehört hast."
        assert read["options"][0]["name"] == "serial"
        assert read["options"][0]["description"].startswith("Die Serie")


@pytest.mark.parametrize(("channel", "end"), [("japanese", "。"), ("arabic", ".")])
async def test_short_pages_of_every_script_end_with_a_sentence(channel, end, tmp_path):
    async with opened(tmp_path) as stage:
        where, ada = getattr(stage, channel), stage.readers[0]
        await press(ada, await ada.slash(where, "preferences"), "f:length:short")
        shown = await ada.slash(where, "read")
        assert shown.response is not None
        prose, foot = words_of(shown.response).strip("\u202c").rsplit("\n-# ", 1)
        assert "page 1 of 2" in foot
        assert prose.rstrip("\n\u202c").endswith(end)
