"""How far a reader is and how a serial stands, in each state it can be in."""

from dataclasses import replace

import discord
import pytest
from discord import ui

from bot.domain.company import Others
from bot.domain.delivery import State
from bot.domain.keys import Key
from bot.domain.serial import SerialState
from bot.domain.story import ChapterKind, Heading
from bot.services.contents import Contents, Reached
from bot.services.views import Trouble
from bot.ui import reader, serials
from bot.ui.contents import RangeMenu, contents_view
from bot.ui.overview import book_of, overview_view, told, told_of_member
from bot.ui.progress import StoryMenu, company_line, progress_view, shelf_view
from tests.ui import samples
from tests.ui.test_layouts import labels, shown

ALL = 40
"""So many passages the sample has in all."""


def progress(state: SerialState, *, at: int = 12, dropped: int = 20) -> str:
    return shown(progress_view(samples.progress(at=at, dropped=dropped, state=state)))


def test_whoever_has_read_it_all_is_told_so() -> None:
    text = progress(SerialState.FINISHED, at=ALL, dropped=ALL)
    assert "You have read it all." in text
    assert "has dropped" not in text
    shelf = shown(shelf_view([samples.progress(at=ALL, dropped=ALL)]))
    assert "you have read it all" in shelf


def test_having_read_what_has_dropped_is_not_having_read_it_all() -> None:
    text = progress(SerialState.RUNNING, at=20)
    assert "You have read all that has dropped." in text
    assert "<t:1772474400:R>" in text


@pytest.mark.parametrize(
    ("state", "dropped", "said"),
    [
        (SerialState.PAUSED, 20, "It is paused"),
        (SerialState.ENDED, 20, "This serial has ended"),
        (SerialState.FINISHED, ALL, "The story is complete"),
    ],
)
def test_what_does_not_run_promises_no_date(state: SerialState, dropped: int, said: str) -> None:
    alone = samples.progress(state=state, dropped=dropped)
    for text in (progress(state, dropped=dropped), shown(shelf_view([alone]))):
        assert said in text
        assert "<t:" not in text


def test_the_reader_says_at_the_end_what_is_still_to_come() -> None:
    def foot(number: int, dropped: int, state: SerialState = SerialState.RUNNING) -> str:
        page = samples.page(number=number, dropped=dropped, state=state)
        return shown(reader.reader_view(page)).partition("-# 4 min")[2]

    assert "That is all so far" not in foot(19, 20)
    assert "That is all so far; the next instalment drops <t:1772474400:R>." in foot(20, 20)
    assert foot(20, 20, SerialState.PAUSED).endswith("That is all so far; the serial is paused.")
    assert foot(20, 20, SerialState.ENDED).endswith("That is all: this serial has ended.")
    assert foot(ALL, ALL).startswith(" left in this chapter · page 40 of 40 · ")
    assert foot(ALL, ALL).endswith("This is the last page: the story is complete.")


def test_an_empty_shelf_says_who_fills_it() -> None:
    said = "No story runs here yet. Moderators start one with `/serial start`."
    assert shown(shelf_view([])) == said


def test_the_shelf_offers_to_open_only_what_has_dropped() -> None:
    fresh = samples.progress(at=0, percent=0, dropped=0)
    assert "/read" not in shown(shelf_view([fresh, fresh]))
    assert labels(shelf_view([fresh])) == []
    assert "`/read` opens any" in shown(shelf_view([fresh, samples.progress()]))
    assert labels(shelf_view([samples.progress()])) == ["Open my reader"]


def ranges_of(found: Contents, page: int | None = None) -> list[discord.SelectOption]:
    """The ranges that a page of the contents leads to."""
    rows = [row for row in contents_view(found, page).children if isinstance(row, ui.ActionRow)]
    menus = [row.children[0] for row in rows]
    selects = [menu.item for menu in menus if isinstance(menu, RangeMenu)]
    return [option for item in selects if isinstance(item, ui.Select) for option in item.options]


@pytest.mark.parametrize(("chapters", "pages"), [(51, 3), (200, 8), (316, 13), (2_500, 100)])
def test_every_page_of_the_contents_is_one_choice_away(chapters: int, pages: int) -> None:
    offered = ranges_of(samples.contents(chapters=chapters), 2)
    assert [option.value for option in offered] == [str(page) for page in range(pages)]
    assert [option.value for option in offered if option.default] == ["2"]
    assert offered[1].label == "Ch. 26 to Ch. 50"
    assert offered[1].description == f"Page 2 of {pages}"


def test_two_pages_of_contents_need_no_ranges() -> None:
    assert ranges_of(samples.contents(chapters=50)) == []


def test_a_range_tells_no_title_that_is_ahead() -> None:
    found = samples.contents(chapters=60)
    heading = Heading(ChapterKind.CHAPTER, None, "The Drowning")
    ahead = replace(found.lines[-1], heading=heading)
    read = replace(ahead, reached=Reached.READ)
    [*_, last] = ranges_of(replace(found, lines=(*found.lines[:-1], ahead)))
    assert "Drowning" not in last.label
    [*_, last] = ranges_of(replace(found, lines=(*found.lines[:-1], read)))
    assert last.label == "Ch. 51 to The Drowning"


def test_many_stories_are_offered_in_menus_each_by_its_own_name() -> None:
    one = samples.progress()
    shelf = [replace(one, serial=replace(one.serial, serial_id=number)) for number in range(1, 200)]
    menus = [row.children[0] for row in shelf_view(shelf).children if isinstance(row, ui.ActionRow)]
    made = [menu.item for menu in menus if isinstance(menu, StoryMenu)]
    selects = [menu for menu in made if isinstance(menu, ui.Select)]
    assert [menu.custom_id for menu in selects] == [f"f:story:{part}" for part in range(5)]
    options = [option for menu in selects for option in menu.options]
    assert [option.value for option in options] == [str(number) for number in range(1, 126)]
    assert len({option.label for option in options}) == 125


def test_two_of_one_name_in_one_channel_are_told_apart_by_their_numbers() -> None:
    both = shown(shelf_view([samples.progress(), samples.progress()]))
    assert both.count("in <#10> (no. 7)") == 2
    assert "(no. 7)" not in shown(shelf_view([samples.progress()]))
    assert shown(serials.serials_view([samples.view(), samples.view()])).count("(no. 7)") == 2


def test_a_pause_gives_its_reason_as_a_sentence_and_no_date() -> None:
    text = shown(serials.serial_view(samples.view(state=SerialState.PAUSED, count=0)))
    assert "**Paused** · In <#10> I lack Send Messages.\nIn <#10>, Tuesday and Friday" in text
    assert "<t:" not in text
    running = shown(serials.serial_view(samples.view(count=0)))
    assert "**Running** · in <#10>, Tuesday and Friday" in running
    assert "Next: Ch. 3 · The Lamp (1/2), <t:1772474400:F>" in running


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("closing", "The closing card of instalment 1"),
        ("thread", "The discussion of instalment 1"),
        ("greeting", "The greeting in the discussion of instalment 1"),
        ("passage:5", "Ch. 3 · The Quay, passage 5 (instalment 1)"),
    ],
)
def test_what_is_held_up_is_named_and_the_reason_ends_before_the_question(
    part: str, named: str
) -> None:
    key = Key(7, 1, part)
    heading = Heading(ChapterKind.CHAPTER, 3, "The Quay") if key.passage else None
    held = Trouble(key, State.PARKED, "I can't read the channel's history", heading, key.passage)
    text = shown(serials.serial_view(samples.view(troubles=(held,))))
    assert f"{named}: I can't read the channel's history. Is it in the channel?" in text


def test_messages_that_are_still_to_be_corrected_are_counted() -> None:
    text = shown(serials.serial_view(samples.view(corrections=2)))
    assert "2 messages still to be corrected in the channel." in text
    assert "corrected" not in shown(serials.serial_view(samples.view()))


@pytest.mark.parametrize(
    ("others", "begun", "said"),
    [
        ((3, 0, 0), True, "3 others read along, all of them further on."),
        ((0, 3, 0), True, "3 others read along, all in the same chapter as you."),
        ((0, 3, 0), False, "3 others read along, none has begun yet."),
        ((0, 0, 7), True, "7 others read along, all of them on the way to where you are."),
        ((2, 0, 1), True, "3 others read along: 2 further on and 1 not as far."),
        ((1, 2, 0), False, "3 others read along: 1 further on and 2 not begun."),
        (
            (40, 12, 1),
            True,
            "53 others read along: 40 further on, 12 in the same chapter and 1 not as far.",
        ),
    ],
)
def test_of_the_others_only_those_there_are_are_spoken_of(
    others: tuple[int, int, int], begun: bool, said: str
):
    ahead, level, behind = others
    found = Others((0.5,) * sum(others), ahead, level, behind)
    assert company_line(found, begun=begun) == said


def test_who_has_not_begun_is_told_so_in_words_and_not_as_zero():
    fresh = samples.overview(at=0, percent=0, dropped=20)
    for said in (shown(overview_view(fresh)), told(fresh), told_of_member(fresh)):
        assert "not begun" in said
        assert " 0" not in said
    assert "You have not begun" not in told_of_member(fresh)
    assert book_of(fresh).words.here == "You"
    early = samples.overview(at=0, percent=0, dropped=0, others=0)
    assert "Nothing has dropped yet." in told(early)
    assert " 0" not in told(early)
