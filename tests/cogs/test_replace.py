"""/library replace, as the people in a server meet it: a serial half dropped gets a new edition."""

from typing import Any

import discord

from tests.cogs.conftest import SENTENCE, World, answer_of, labels_of, words_of
from tests.cogs.test_journey import passages

OLD = f"""Chapter 1: The Quay

The first lampe went out(1) before the others. {SENTENCE * 9}

Chapter 2: The Office

The clerk counted the days. {SENTENCE * 9}

Chapter 3: The Cellar

Down there it was wet. {SENTENCE * 9}

Chapter 4: The Sea

The sea had gone(2) that year. {SENTENCE * 9}


(1) A lamp with manners.

(2) It came back in spring.
"""
NEW = f"""Chapter 1: The Quay

The first lamp went out(1) before the others. {SENTENCE * 9}

Chapter 2: The Market

They sold ropes(2) there. {SENTENCE * 9}

Chapter 3: The Office

The clerk counted the days. {SENTENCE * 9}

Chapter 4: The Sea

The sea had gone(3) that year. {SENTENCE * 9}


(1) A lamp with manners.

(2) Of hemp.

(3) It came back in spring.
"""


async def begin(world: World, evenings: int = 2) -> None:
    await world.add_story(OLD)
    await world.start_serial()
    for _ in range(evenings):
        await world.next_evening()


async def replace(world: World, text: str = NEW, **options: Any) -> Any:
    """What a moderator is shown of a new edition."""
    choices = await world.moderator.autocomplete(world.talk, "library replace", "story", "harb")
    shown = await world.moderator.slash(
        world.talk,
        "library replace",
        story=choices[0]["value"],
        file=("harbour.txt", text.encode()),
        **options,
    )
    return answer_of(shown)


def heads(world: World) -> list[str]:
    """The small lines above the passages in the channel."""
    return [words_of(message).split("\n")[0] for message in passages(world)]


def correcting(proof: Any) -> str:
    """The label of the button that corrects what was posted."""
    (label,) = (one for one in labels_of(proof) if one.startswith("Replace and correct"))
    return label


async def test_a_serial_half_dropped_gets_a_new_edition_and_nobody_loses_their_place(
    world: World,
):
    await begin(world)
    first, second = passages(world)
    page = answer_of(await world.ann.slash(world.channel, "read"))
    await world.ann.click(page, label="Next")
    await world.ben.click(second, label="I've read this")

    proof = await replace(world)
    said = words_of(proof)
    assert "A new edition of **harbour**" in said
    assert "**New chapters**: Ch. 2 · The Market" in said
    assert "**Changed chapters**: Ch. 1 · The Quay" in said
    assert "**Chapters gone**: Ch. 3 · The Cellar" in said
    assert "2 readers keep their places: with the words they had reached." in said
    assert "Ch. 4 · The Sea" in said, "what drops next"
    assert "2 messages in the channel would read otherwise now" in said
    assert "gave it" not in said
    pressed = await world.moderator.click(proof, label="Passages")
    assert pressed.acknowledged
    assert "The first lamp went out(1)" in words_of(proof)

    await world.restart()
    before = [(message.id, labels_of(message)) for message in passages(world)]
    await world.moderator.click(proof, label=correcting(proof))
    assert "has its new edition" in words_of(proof)
    await world.env.advance_time(60)
    corrected = passages(world)
    assert [(message.id, labels_of(message)) for message in corrected] == [
        (before[0][0], ["(1) out", *before[0][1][1:]]),
        before[1],
    ]
    assert "The first lamp went out(1)" in words_of(corrected[0])
    assert "Ch. 3 · The Office" in words_of(corrected[1])
    assert not any(message.mentions or message.role_mentions for message in corrected)

    note = answer_of(await world.ann.click(first, label="(1) out"))
    assert "A lamp with manners." in words_of(note)
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "The clerk counted the days." in words_of(page)
    assert "page 1 of 1" in words_of(page)
    await world.ann.click(page, label="Back")
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "They sold ropes" in words_of(page)
    again = answer_of(await world.ben.click(corrected[1], label="I've read this"))
    assert "noted this already" in words_of(again)

    await world.next_evening()
    assert "Ch. 4 · The Sea" in heads(world)[-1]
    assert "The sea had gone(3)" in words_of(passages(world)[-1])
    assert "### The end" in words_of(world.posted()[-1])
    page = answer_of(await world.ben.slash(world.channel, "read"))
    assert "The sea had gone(3)" in words_of(page)


async def test_old_note_buttons_answer_where_nothing_was_corrected(world: World):
    await begin(world)
    await world.moderator.click(proof := await replace(world), label="Replace")
    assert "correcting" not in words_of(proof)
    await world.env.advance_time(60)
    first = passages(world)[0]
    assert "The first lampe went out(1)" in words_of(first)
    await world.restart()
    note = answer_of(await world.ann.click(first, label=labels_of(first)[0]))
    assert "A lamp with manners." in words_of(note)
    menu = await world.ann.context_menu(world.channel, "Footnotes in this passage", first)
    assert "A lamp with manners." in words_of(answer_of(menu))


async def test_a_message_that_was_deleted_is_left_in_peace(world: World):
    await begin(world)
    await passages(world)[0].delete()
    proof = await replace(world)
    await world.moderator.click(proof, label=correcting(proof))
    await world.env.advance_time(600)
    assert "Ch. 3 · The Office" in heads(world)[0]


async def test_the_same_file_says_so_and_another_title_is_taken(world: World):
    await begin(world, 1)
    assert "nothing would change" in words_of(await replace(world, OLD))
    proof = await replace(world, OLD, title="The Harbour")
    assert "The text is the same." in words_of(proof)
    await world.moderator.click(proof, label="Replace")
    listed = answer_of(await world.moderator.slash(world.talk, "library list"))
    assert "The Harbour" in words_of(listed)


async def test_a_new_edition_can_be_changed_and_discarded(world: World):
    await begin(world, 1)
    proof = await replace(world)
    opened = await world.moderator.click(proof, label="Change…")
    assert opened.modal is not None
    fields = {"title": "Elsewhere", "author": "", "chapters": "-", "scenes": ["automatic"]}
    fields["notes"] = ["automatic"]
    await world.moderator.submit_modal(opened, fields)
    assert "A new edition of **Elsewhere**" in words_of(proof)
    assert "**Chapters gone**" in words_of(proof)
    await world.moderator.click(proof, label="Discard")
    shown = answer_of(await world.moderator.slash(world.talk, "library show", story="harbour"))
    assert "4 chapters" in words_of(shown)
    assert "edition 2" not in words_of(shown)


async def test_the_library_shows_the_editions_of_a_story(world: World):
    await begin(world, 1)
    await world.moderator.click(await replace(world), label="Replace")
    shown = answer_of(await world.moderator.slash(world.talk, "library show", story="harbour"))
    assert "edition 2" in words_of(shown)
    assert "edition 1" in words_of(shown)


async def test_only_moderators_replace(world: World):
    await begin(world, 1)
    refused = await world.ann.slash(
        world.talk, "library replace", story="harbour", file=("harbour.txt", NEW.encode())
    )
    assert "This is for moderators" in words_of(answer_of(refused))


async def test_a_file_without_text_changes_nothing(world: World):
    await begin(world, 1)
    assert "is empty" in words_of(await replace(world, "   \n"))
    shown = answer_of(await world.moderator.slash(world.talk, "library show", story="harbour"))
    assert "4 chapters" in words_of(shown)


async def test_a_bot_that_lost_the_channel_tells_moderators_once(world: World):
    desk = world.guild.create_text_channel("desk")
    await world.moderator.slash(world.talk, "settings desk", channel=desk)
    await begin(world)
    proof = await replace(world)
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(channel.guild.me, view_channel=False)
    await world.moderator.click(proof, label=correcting(proof))
    await world.env.advance_time(3 * 3600)
    [told] = [words_of(message) for message in world.posted(desk)]
    assert "I can't correct what was posted of “harbour”" in told
    assert "View Channel" in told
