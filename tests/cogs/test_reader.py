"""The private reader, as a member sits down with it: one page after the other, on any device."""

import json
import re

import pytest
import simcord

from bot.ui.markdown import SCENE_BREAK
from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of
from tests.cogs.test_who_may_see import hide
from tests.cogs.walking import Walker, custom_ids

OPTIONS = re.compile(r"'label': '([^']*)'")
LINE = "The ferry was late again, and nobody on the pier had brought a book to read. "
NOTED = f"""Chapter 1: The Pier

{LINE * 3}

A bollard(1) stood there, and a hawser(2) lay round it. {LINE * 3}


(1) A post for ropes.

(2) A rope for posts.
"""


def book(chapters: int, paragraphs: int = 1) -> str:
    """Chapters by the title "Tale N", each with its number in its first words."""
    return "\n\n".join(
        f"Chapter {n}: Tale {n}\n\nThis is tale {n}. " + "\n\n".join([LINE * 6] * paragraphs)
        for n in range(1, chapters + 1)
    )


async def read(world: World, member: simcord.MemberActor | None = None) -> simcord.ResponseMessage:
    return answer_of(await (member or world.ann).slash(world.channel, "read"))


async def turn(world: World, page: simcord.ResponseMessage, label: str) -> str:
    """Press a button that turns the same message, and say what stands in it then."""
    pressed = await world.ann.click(page, label=label)
    assert pressed.acknowledged
    assert pressed.response is None or pressed.response.id == page.id
    return words_of(page)


async def prefer(world: World, *labels: str) -> None:
    shown = answer_of(await world.ann.slash(world.channel, "preferences"))
    for label in labels:
        await world.ann.click(shown, label=label)


BELOW = ["In the channel", "Catch me up"]
"""What stands under a page of somebody who is more than a chapter behind."""


async def dropped(world: World, text: str = HARBOUR, days: int = 1, **options: str) -> None:
    await world.add_story(text)
    await world.start_serial(**options)
    for _ in range(days):
        await world.next_evening()


def custom_id(page: simcord.ResponseMessage, beginning: str) -> str:
    [found] = [one for one, _ in custom_ids(page.components) if one.startswith(beginning)]
    return found


async def test_a_page_has_its_title_its_prose_and_five_buttons(world: World):
    await dropped(world, days=2)
    page = await read(world)
    assert words_of(page).startswith("-# **harbour**\n### Ch. 1 · The Quay\nThe lamp on the quay")
    assert "min left in this chapter · page 1 of 2 · " in words_of(page)
    assert labels_of(page) == ["Next", "Note", "Contents", "Bookmark", *BELOW]
    second = await turn(world, page, "Next")
    assert second.startswith(f"-# **harbour** · Ch. 1 · The Quay\n{SCENE_BREAK}\n\nThe lamp")
    assert "page 2 of 2" in second
    third = await turn(world, page, "Next")
    assert "### Ch. 2 · The Office" in third
    assert SCENE_BREAK not in third
    assert "page 1 of 1 · 100 %" in third
    assert "the story is complete" in third


async def test_it_opens_where_you_stopped_on_another_device_and_after_a_restart(world: World):
    await dropped(world, days=2)
    page = await read(world)
    await turn(world, page, "Next")
    await world.restart()
    elsewhere = answer_of(await world.ann.click(world.posted()[1], label="Open my reader"))
    assert "page 2 of 2" in words_of(elsewhere)
    assert "page 1 of 1" in await turn(world, page, "Next")
    assert "page 1 of 1" in words_of(await read(world))
    assert "page 1 of 2" in words_of(await read(world, world.ben))


async def test_going_back_to_reread_keeps_the_furthest_point_and_the_way_to_it(world: World):
    await dropped(world, days=2)
    page = await read(world)
    for label in ("Next", "Next", "Back", "Back"):
        await turn(world, page, label)
    far = words_of(answer_of(await world.ann.slash(world.channel, "progress")))
    assert "passage 3 of 3" in far
    assert "page 1 of 2" in words_of(await read(world))
    assert "page 1 of 1" in await turn(world, page, "To my furthest page")
    assert "To my furthest page" not in labels_of(page)


async def test_what_is_marked_in_the_channel_is_where_the_reader_opens(world: World):
    await dropped(world, days=2)
    end = next(one for one in world.posted() if "I've read this" in labels_of(one))
    await world.ann.click(end, label="I've read this")
    assert "### Ch. 2" in words_of(await read(world))


async def test_the_last_page_has_i_have_read_this_in_the_place_of_next(world: World):
    await dropped(world, days=1)
    page = await read(world)
    await turn(world, page, "Next")
    assert "That is all so far; the next instalment drops <t:" in words_of(page)
    assert labels_of(page)[:2] == ["Back", "I've read this"]
    said = answer_of(await world.ann.click(page, label="I've read this"))
    assert said.id != page.id
    assert "first to have read it" in words_of(said)
    assert "page 2 of 2" in words_of(page)
    waiting = await read(world)
    assert "page 2 of 2" in words_of(waiting)
    assert labels_of(waiting)[:2] == ["Back", "Contents"]
    await world.next_evening()
    assert "### Ch. 2" in words_of(await read(world))


async def test_turning_past_an_instalment_counts_as_having_read_it(world: World):
    await dropped(world, days=2)
    page = await read(world)
    await turn(world, page, "Next")
    await turn(world, page, "Next")
    end = next(one for one in world.posted() if "I've read this" in labels_of(one))
    said = answer_of(await world.ben.click(end, label="I've read this"))
    assert "2 readers have read it" in words_of(said)


async def test_short_pages_part_a_passage_and_keep_the_place_within_it(world: World):
    await dropped(world, book(1, 4))
    long = words_of(await read(world))
    assert "page 1 of 1" in long
    await prefer(world, "Short pages")
    page = await read(world)
    pages = int(re.search(r"page 1 of (\d+)", words_of(page))[1])  # type: ignore[index]
    assert pages > 1
    shown = [words_of(page)]
    for number in range(2, pages + 1):
        shown.append(await turn(world, page, "Next"))
        assert f"page {number} of {pages}" in shown[-1]
    assert all(len(one) < 1_600 for one in shown)
    assert sum(one.count("The ferry was late") for one in shown) == long.count("The ferry was late")
    assert f"page {pages} of {pages}" in words_of(await read(world))
    assert f"page {pages - 1} of {pages}" in await turn(world, page, "Back")
    await prefer(world, "Long pages")
    assert "page 1 of 1" in words_of(await read(world))
    await prefer(world, "Short pages")
    assert f"page {pages - 1} of {pages}" in words_of(await read(world))


async def test_back_over_a_passage_opens_its_last_short_page(world: World):
    await dropped(world, book(2, 4), days=2)
    await prefer(world, "Short pages")
    page = await read(world)
    while "Tale 2" not in words_of(page):
        await turn(world, page, "Next")
    before = await turn(world, page, "Back")
    assert (found := re.search(r"page (\d+) of (\d+)", before))
    assert found[1] == found[2] != "1"


async def test_plain_mode_has_no_ornaments_and_the_notes_in_the_text(world: World):
    await dropped(world, days=2)
    await prefer(world, "Plain mode")
    page = await read(world)
    assert "\\[Note 1, lantern: A lantern is a lamp with manners.]" in words_of(page)
    assert labels_of(page) == ["Next", "Contents", "Bookmark", *BELOW]
    second = await turn(world, page, "Next")
    assert "Scene break.\n\nThe lamp" in second
    shelf = words_of(answer_of(await world.ann.slash(world.talk, "stories")))
    assert not set("⁂▰▱") & set(second + shelf)
    await prefer(world, "With ornaments")
    assert SCENE_BREAK in words_of(await read(world))


async def test_a_note_too_long_for_the_text_is_behind_its_button_in_plain_mode(world: World):
    await dropped(world, NOTED.replace("A post for ropes.", "A post for ropes. " * 60))
    await prefer(world, "Plain mode")
    page = await read(world)
    assert "\\[Note 1, bollard: A post for ropes." in words_of(page)
    assert "\\[Note 2, hawser: A rope for posts.]" in words_of(page)
    listed = answer_of(await world.ann.click(page, label="Notes"))
    assert "(1) bollard" in words_of(listed)


async def test_several_notes_are_a_list_to_choose_from_beside_the_page(world: World):
    await dropped(world, NOTED)
    page = await read(world)
    listed = answer_of(await world.ann.click(page, label="Notes"))
    assert "A post for ropes." in words_of(listed)
    assert labels_of(listed) == ["(1) bollard", "(2) hawser"]
    note = answer_of(await world.ann.click(listed, label="(2) hawser"))
    assert "A rope for posts." in words_of(note)
    assert "page 1 of 1" in words_of(page)


async def test_contents_list_what_has_dropped_and_hide_what_is_ahead(world: World):
    await dropped(world, book(4), days=3)
    page = await read(world)
    shown = await turn(world, page, "Next")
    assert "Tale 2" in shown
    shown = await turn(world, page, "Contents")
    assert "✓ Ch. 1 · Tale 1 · 1 min" in shown
    assert "**Ch. 2 · Tale 2** · 1 min · you are here" in shown
    assert "Ch. 3 · ||Tale 3|| · 1 min" in shown
    assert "Tale 4" not in str(page.components)
    assert shown.count("behind bars") == 1
    menu = next(one for one in page.components if "Go to a chapter" in str(one))
    assert OPTIONS.findall(str(menu)) == ["Ch. 1 · Tale 1", "Ch. 2 · Tale 2", "Ch. 3"]
    assert "Tale 2" in await turn(world, page, "Back to the page")


async def test_a_chapter_of_the_contents_opens_and_a_leap_asks_first(world: World):
    await dropped(world, book(4), days=4)
    page = await read(world)
    await turn(world, page, "Contents")
    menu = custom_id(page, "f:chapter")
    await world.ann.select(page, custom_id=menu, values=["2"])
    assert "This is tale 2." in words_of(page)
    await turn(world, page, "Contents")
    await world.ann.select(page, custom_id=menu, values=["4"])
    assert "Ch. 4 is ahead of you: you have come to Ch. 2 · Tale 2." in words_of(page)
    assert "Tale 4" not in words_of(page)
    assert "passage 2 of 4" in words_of(answer_of(await world.ann.slash(world.channel, "progress")))
    assert "This is tale 4." in await turn(world, page, "Go there")


async def test_many_chapters_come_in_pages_that_open_where_the_reader_is(world: World):
    await dropped(world, book(28), days=28)
    page = await read(world)
    shown = await turn(world, page, "Contents")
    assert "Page 1 of 2" in shown
    assert "Earlier" not in labels_of(page)
    shown = await turn(world, page, "Later")
    assert "Page 2 of 2" in shown
    assert "Ch. 28 · ||Tale 28||" in shown
    await world.restart()
    await world.ann.select(page, custom_id=custom_id(page, "f:chapter"), values=["28"])
    assert "This is tale 28." in await turn(world, page, "Go there")
    assert "Page 2 of 2" in await turn(world, page, "Contents")


async def test_any_of_many_chapters_is_three_taps_away(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    # As with 25 to a page, of which three would take many evenings.
    monkeypatch.setattr("bot.ui.contents.SELECT_LIMIT", 4)
    await dropped(world, book(11), days=11)
    page = await read(world)
    await turn(world, page, "Contents")
    [ranges] = [one for one in page.components if "f:range" in str(one)]
    assert OPTIONS.findall(str(ranges)) == ["Ch. 1 to Ch. 4", "Ch. 5 to Ch. 8", "Ch. 9 to Ch. 11"]
    await world.restart()
    await world.ann.select(page, custom_id=custom_id(page, "f:range"), values=["2"])
    assert "Page 3 of 3" in words_of(page)
    assert "Ch. 11 · ||Tale 11||" in words_of(page)
    await world.ann.select(page, custom_id=custom_id(page, "f:chapter"), values=["11"])
    assert "This is tale 11." in await turn(world, page, "Go there")
    # Who has come so far is asked nothing.
    await turn(world, page, "Contents")
    await world.ann.select(page, custom_id=custom_id(page, "f:range"), values=["0"])
    await world.ann.select(page, custom_id=custom_id(page, "f:chapter"), values=["1"])
    assert "This is tale 1." in words_of(page)


async def test_contents_in_plain_mode_say_in_words_what_signs_said(world: World):
    await dropped(world, book(3), days=3)
    await prefer(world, "Plain mode")
    page = await read(world)
    await turn(world, page, "Next")
    shown = await turn(world, page, "Contents")
    assert "Ch. 1 · Tale 1 · 1 min · read" in shown
    assert "Ch. 3 · 1 min" in shown
    assert "Tale 3" not in shown
    assert not set("✓|") & set(shown)


async def test_a_bookmark_is_set_found_opened_and_taken_away(world: World):
    await dropped(world, book(3), days=3)
    page = await read(world)
    await turn(world, page, "Next")
    await turn(world, page, "Bookmark")
    assert "Bookmarked" in labels_of(page)
    assert "This is tale 2." in words_of(page)
    await turn(world, page, "Next")
    assert "Bookmark" in labels_of(page)
    await world.restart()
    await turn(world, page, "Contents")
    shown = await turn(world, page, "Bookmarks (1)")
    assert "Ch. 2 · Tale 2 · This is tale 2. The ferry was late" in shown
    menu = custom_id(page, "f:marked")
    await world.ann.select(page, custom_id=menu, values=["1"])
    assert "This is tale 2." in words_of(page)
    await turn(world, page, "Bookmarked")
    assert "Bookmark" in labels_of(page)
    await turn(world, page, "Contents")
    assert "You have no bookmarks here." in await turn(world, page, "Bookmarks")


async def test_a_bookmark_and_the_place_stay_with_their_words_in_a_new_edition(world: World):
    text = book(1, 4)
    await dropped(world, text)
    await prefer(world, "Short pages")
    page = await read(world)
    await turn(world, page, "Next")
    marked = text.replace("This is tale 1.", "This is tale 1. " + "Much was put in here. " * 80)
    opening = words_of(page).splitlines()[1][:200]
    await turn(world, page, "Bookmark")
    choices = await world.moderator.autocomplete(world.talk, "library replace", "story", "")
    proof = await world.moderator.slash(
        world.talk, "library replace", story=choices[0]["value"], file=("h.txt", marked.encode())
    )
    replaced = [one for one in labels_of(answer_of(proof)) if one.startswith("Replace")]
    await world.moderator.click(answer_of(proof), label=replaced[0])
    assert opening in words_of(await read(world))
    await turn(world, page, "Contents")
    shown = await turn(world, page, "Bookmarks (1)")
    assert "Much was put in" not in shown
    stale = answer_of(await world.ann.slash(world.channel, "read"))
    assert "Bookmarked" in labels_of(stale)


async def test_the_buttons_of_older_pages_still_turn_them(world: World):
    await dropped(world, days=2)
    page = await read(world)
    serial, edition = custom_id(page, "f:mark").split(":")[2:4]
    walker = Walker(world.env, world.ann, world.channel)
    turned = await walker.click(f"f:page:{serial}:{edition}:2:n", world.posted()[0].id)
    assert "page 2 of 2" in turned.words
    assert "page 2 of 2" in words_of(await read(world))


async def test_with_short_pages_a_passage_is_reached_with_its_last_page(world: World):
    text = (
        f"Chapter 1: One\n\n{LINE * 6}\n\n{LINE * 6}\n\n{LINE * 6}\n\nThe zeppelin fell. {LINE * 6}"
    )
    await dropped(world, f"{text}\n\nChapter 2: Two\n\n{LINE * 6}")
    await prefer(world, "Short pages")
    page = await read(world)
    assert "zeppelin" not in words_of(page)
    progress = words_of(answer_of(await world.ann.slash(world.channel, "progress")))
    assert "You are at passage 1 of 2, Ch. 1" in progress
    assert "1 passage to read so far" in progress
    found = words_of(answer_of(await world.ann.slash(world.channel, "search", words="zeppelin")))
    assert "fell" not in found
    assert "Bookmarked" in labels_of(page) or await turn(world, page, "Bookmark")
    assert "zeppelin" in await turn(world, page, "Next")
    assert "I've read this" in labels_of(page)
    progress = words_of(answer_of(await world.ann.slash(world.channel, "progress")))
    assert "You have read all that has dropped." in progress
    found = words_of(answer_of(await world.ann.slash(world.channel, "search", words="zeppelin")))
    assert "fell" in found


async def test_with_short_pages_there_is_a_way_back_to_the_furthest_page(world: World):
    await dropped(world, book(2, 6), days=2)
    await prefer(world, "Short pages")
    page = await read(world)
    assert "page 2 of 3" in await turn(world, page, "Next")
    assert "To my furthest page" not in labels_of(page)
    await turn(world, page, "Back")
    assert "page 2 of 3" in await turn(world, page, "To my furthest page")


async def test_preferences_are_ones_own_and_can_be_set_in_a_private_message(world: World):
    await dropped(world, book(1, 4))
    shown = answer_of(await world.ann.user.slash("preferences"))
    await world.ann.user.click(shown, label="Short pages")
    await world.restart()
    await world.ann.user.click(shown, label="Plain mode")
    assert "Pages: **short**" in words_of(shown)
    assert "Plain mode: **on**" in words_of(shown)
    assert "page 1 of 1" not in words_of(await read(world))
    assert "page 1 of 1" in words_of(await read(world, world.ben))


async def test_a_page_whose_channel_was_hidden_meanwhile_shows_nothing_more(world: World):
    await dropped(world, days=2)
    page = answer_of(await world.ann.slash(world.talk, "read", serial="harbour"))
    await hide(world)
    for label in ("Next", "Contents", "Bookmark"):
        refused = answer_of(await world.ann.click(page, label=label))
        assert "no such serial" in words_of(refused)


async def test_before_the_first_drop_after_a_pause_and_at_the_end_it_says_so(world: World):
    await world.add_story()
    await world.start_serial()
    early = words_of(await read(world))
    assert "Nothing of “harbour” has dropped yet" in early
    await world.next_evening()
    await world.moderator.slash(world.channel, "serial pause")
    page = await read(world)
    assert "the serial is paused" in await turn(world, page, "Next")
    await world.moderator.slash(world.channel, "serial resume")
    await world.next_evening()
    assert "### Ch. 2" in await turn(world, await read(world), "Next")
    assert "the story is complete" in words_of(await read(world))


async def test_fifty_bookmarks_are_all_that_are_kept(world: World):
    await dropped(world, book(2), days=2)
    page = await read(world)
    serial, edition = custom_id(page, "f:mark").split(":")[2:4]
    walker = Walker(world.env, world.ann, world.channel)
    for letter in range(50):
        state = f"f:mark:{serial}:{edition}:1:{letter}:{letter + 1}:s"
        assert "page 1 of 1" in (await walker.click(state, world.posted()[0].id)).words
    await turn(world, page, "Next")
    refused = answer_of(await world.ann.click(page, label="Bookmark"))
    assert "You have 50 bookmarks in this story" in words_of(refused)
    await turn(world, page, "Contents")
    assert "Page 1 of 2" in await turn(world, page, "Bookmarks (50)")
    assert "Page 2 of 2" in await turn(world, page, "Later")


async def test_bookmarks_and_preferences_are_in_ones_data_and_go_with_it(world: World):
    await dropped(world)
    page = await read(world)
    await turn(world, page, "Bookmark")
    await prefer(world, "Short pages")
    exported = answer_of(await world.ann.slash(world.talk, "mydata export"))
    written = json.loads(await exported.attachments[0].read())
    assert written["preferences"] == {"pages": "short", "plain": False}
    assert [mark["passage"] for mark in written["places"][0]["bookmarks"]] == [1]
    asked = answer_of(await world.ann.slash(world.talk, "mydata delete"))
    assert "1 bookmark\n- how you like to read" in words_of(asked)
    await world.ann.click(asked, label="Delete it all")
    assert "Bookmark" in labels_of(await read(world))
    assert "**long**" in words_of(answer_of(await world.ann.slash(world.talk, "preferences")))
