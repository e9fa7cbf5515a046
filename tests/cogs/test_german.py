"""A German member and a German server: what each of them sees, and in which language."""

import json
from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord

from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of

GermanFor = Callable[[simcord.MemberActor], None]


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> GermanFor:
    """Have a member's Discord be in German; the simulated one is in English for everybody."""
    theirs: set[str] = set()
    load = discord.Interaction._from_data

    def loaded(interaction: Any, data: Any) -> None:
        user = data["member"]["user"] if "member" in data else data["user"]
        load(interaction, data | {"locale": "de" if str(user["id"]) in theirs else "en-US"})

    monkeypatch.setattr(discord.Interaction, "_from_data", loaded)
    return lambda member: theirs.add(str(member.id))


async def test_a_server_is_read_to_in_german_and_each_member_answered_in_their_own(
    world: World, german: GermanFor
):
    german(world.moderator)
    german(world.ann)
    set_up = await world.moderator.slash(world.talk, "settings language", language="de")
    assert "spreche ich Deutsch" in words_of(answer_of(set_up))

    shown = await world.moderator.slash(
        world.talk, "library add", file=("hafen.txt", HARBOUR.encode()), author="A. Keeper"
    )
    proof = answer_of(shown)
    assert "2 Kapitel, 3 Szenen" in words_of(proof)
    assert "von A. Keeper" in words_of(proof)
    assert {"Fahne", "Abschnitte", "Verwerfen", "Ändern…"} & set(labels_of(proof))
    added = answer_of(await world.moderator.click(proof, label="In die Bibliothek aufnehmen"))
    assert "Sie ist in der Bibliothek. Mit `/serie starten` läuft" in words_of(added)

    choices = await world.moderator.autocomplete(world.talk, "serial start", "story", "haf")
    proposed = await world.moderator.slash(
        world.talk,
        "serial start",
        story=choices[0]["value"],
        channel=world.channel,
        days="Mo bis So",
        time="18 Uhr",
        timezone="UTC",
        instalment="Kapitel",
    )
    calendar = answer_of(proposed)
    assert "täglich um 18:00 Uhr (UTC), je ein Kapitel" in words_of(calendar)
    assert "eine Diskussion unter jeder Folge" in words_of(calendar)
    await world.moderator.click(calendar, label="Serie starten")
    await world.next_evening()

    passage, last = [item for item in world.posted() if "-# Kap. 1" in words_of(item)]
    assert "noch etwa 2 Minuten" in words_of(passage)
    assert labels_of(last) == ["Gelesen", "Diskutieren", "Meine Leseseite"]
    [thread] = world.channel.threads
    assert thread.name == "Kap. 1 · The Quay: Diskussion"
    [greeting] = [item for item in world.posted(thread) if words_of(item)]
    assert "redet über alles bis zum Ende von Kap. 1" in words_of(greeting)

    done = answer_of(await world.ann.click(last, label="Gelesen"))
    assert "Du hast es als Erste oder Erster gelesen." in words_of(done)
    assert labels_of(done)[0] == "Noch nicht"
    done = answer_of(await world.ben.click(last, label="Gelesen"))
    assert "2 readers have read it, you among them." in words_of(done)
    again = answer_of(await world.ann.click(last, label="Gelesen"))
    assert "2 Personen haben es gelesen, du auch." in words_of(again)

    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "noch unter einer Minute in diesem Kapitel · Seite 2 von 2" in words_of(page)
    assert "die nächste Folge erscheint <t:" in words_of(page)
    page = answer_of(await world.ben.slash(world.channel, "read"))
    assert "page 2 of 2" in words_of(page)
    refused = answer_of(await world.ann.slash(world.channel, "serial pause"))
    assert refused.content.startswith("Das ist der Moderation vorbehalten")
    refused = answer_of(await world.ann.slash(world.channel, "footnote", marker="99"))
    assert refused.content.startswith("Eine solche Fußnote gibt es")
    status = answer_of(await world.moderator.slash(world.channel, "serial show"))
    assert "**Läuft** · in" in words_of(status)

    await world.next_evening()
    closing = words_of(world.posted()[-1])
    assert "### Ende" in closing
    assert "ist vollständig: 2 Folgen" in closing
    assert "2 Mitglieder haben mitgelesen." in closing


async def test_a_server_is_spoken_to_as_its_own_settings_say(world: World):
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    guild.preferred_locale = discord.Locale.german
    said = await world.moderator.slash(world.talk, "settings language")
    assert "I speak German, as the server's own settings say" in words_of(answer_of(said))
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    assert "noch etwa 2 Minuten" in words_of(world.posted()[0])
    await world.moderator.slash(world.talk, "settings language", language="en")
    await world.next_evening()
    assert "### The end" in words_of(world.posted()[-1])
    cleared = await world.moderator.slash(world.talk, "settings language", clear=True)
    assert "as the server's own settings say" in words_of(answer_of(cleared))


async def test_moderators_are_told_at_their_desk_in_the_servers_language(world: World):
    desk = world.guild.create_text_channel("desk")
    await world.moderator.slash(world.talk, "settings desk", channel=desk)
    await world.moderator.slash(world.talk, "settings language", language="de")
    await world.add_story()
    await world.start_serial()
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50001)
    await world.next_evening()
    told = words_of(world.posted(desk)[-1])
    assert "„harbour“ ist pausiert, in Folge 1 bei: ein Abschnitt." in told
    assert "Discord lässt mich in" in told
    assert "Dann `/serie fortsetzen`" in told
    status = words_of(answer_of(await world.moderator.slash(world.channel, "serial show")))
    assert "**Paused**" in status
    assert "Then `/serial resume`" in status


async def test_the_file_with_all_that_is_kept_explains_itself_in_german(
    world: World, german: GermanFor
):
    german(world.ann)
    for member, about, title in (
        (world.ann, "Alles, was Feuilleton über dich aufbewahrt", "der Titel der Geschichte"),
        (world.ben, "All that Feuilleton keeps about you", "the story's title"),
    ):
        answer = answer_of(await member.slash(world.talk, "mydata export"))
        written = json.loads(await answer.attachments[0].read())
        assert written["about"].startswith(about)
        assert written["fields"]["title"].startswith(title)
        assert written["user"] == str(member.id)


async def test_a_moderator_is_advised_in_their_own_language(world: World, german: GermanFor):
    await world.add_story()
    await world.start_serial()
    german(world.moderator)
    shown = words_of(answer_of(await world.propose_serial()))
    assert "In diesem Kanal läuft schon eine Serie" in shown
    assert "A serial runs in this channel already" not in shown


async def test_a_calendar_that_is_turned_advises_whoever_looks_in_their_own_language(
    world: World, german: GermanFor
):
    chapter = "A sentence that goes on for a while. " * 60 + "\n\n"
    story = "".join(f"Chapter {number}\n\n{chapter * 14}" for number in range(1, 13))
    await world.add_story(story, "long.txt")
    await world.start_serial()
    calendar = answer_of(await world.propose_serial())
    english = words_of(calendar)
    assert "The longest drop has" in english
    assert "`instalment: 10 minutes` makes it" in english
    assert "so talk may land between the passages" in english
    assert "A serial runs in this channel already" in english
    german(world.moderator)
    turned = words_of(answer_of(await world.moderator.click(calendar, label="Later")))
    assert "In diesem Kanal läuft schon eine Serie" in turned
    assert "Mitglieder können in" in turned
    for said in ("The longest drop", "10 minutes", "talk may land", "A serial runs"):
        assert said not in turned


async def test_a_moderator_who_steers_a_serial_is_answered_in_their_own_language(
    world: World, german: GermanFor
):
    await world.add_story()
    await world.start_serial()
    german(world.moderator)
    for command, said in (
        ("pause", "Pausiert. Mit `/serie fortsetzen` geht es weiter."),
        ("resume", "Es geht weiter."),
        ("skip", "Der nächste Termin fällt aus; der Text wartet auf den danach."),
        ("drop", "Die nächste Folge ist unterwegs; die Termine danach bleiben."),
    ):
        shown = await world.moderator.slash(world.channel, f"serial {command}")
        assert said in words_of(answer_of(shown))
