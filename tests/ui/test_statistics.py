"""Statistics as moderators see them: the table is safe to open, and says what the words say."""

import csv
from dataclasses import replace

import pytest

from bot.domain.story import ChapterKind, Heading
from bot.services.statistics import ChapterFigures, Statistics
from bot.ui.statistics import files, statistics_view, table, told
from tests.ui import samples
from tests.ui.test_layouts import shown


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(data.decode("utf-8-sig").splitlines()))


def test_the_table_has_a_header_and_a_row_for_each_chapter_and_note():
    written = rows(table(samples.statistics()))
    assert written[0] == [
        *("kind", "number", "name", "reached its end", "stopped"),
        *("minutes after the drop", "times asked for"),
    ]
    assert written[1] == ["chapter", "1", "Ch. 3 · The Lamp", "40", "0", "0", ""]
    assert written[7][3] == "<3"
    assert written[-1] == ["note", "(2)", "Ch. 3 · The Lamp", "", "", "", "7"]


def test_no_cell_of_the_table_is_a_formula():
    for title in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "＝1+1", "＠SUM(A1)"):
        evil = ChapterFigures(Heading(ChapterKind.FRONT, None, title), 5, 0, None)
        found = replace(samples.statistics(), chapters=(evil,))
        for row in rows(table(found)):
            for cell in row:
                assert not cell.strip().startswith(("=", "+", "-", "@", "＝", "＠"))


def test_the_words_name_nobody_and_hide_a_word_ahead():
    text = shown(statistics_view(samples.statistics()))
    assert "<@" not in text
    assert "||Raikiri||" in text
    assert "40 to its end" in text


def test_a_label_that_is_a_word_ahead_stands_behind_bars_and_not_in_the_table():
    [note, *_others] = samples.statistics().notes
    for ahead in (True, False):
        worded = replace(note, label="Excalibur", ahead=ahead, worded=True)
        found = replace(samples.statistics(), notes=(worded,))
        assert ("||(Excalibur)||" in shown(statistics_view(found))) == ahead
        assert ("Excalibur" in table(found).decode("utf-8-sig")) != ahead


async def test_of_one_or_two_readers_there_is_neither_picture_nor_table():
    few = samples.statistics(readers=None)
    assert await files(few) == []
    assert "Fewer than three" in shown(statistics_view(few))
    assert [one.filename for one in await files(samples.statistics())] == [
        "readers.png",
        "readers.csv",
    ]


def figures(*found: tuple[int | None, int | None], readers: int | None = 40) -> Statistics:
    """Statistics of chapters, from how many came to the end of each and how many stopped in it."""
    chapters = tuple(
        ChapterFigures(Heading(ChapterKind.CHAPTER, number, None), reached, stopped, None)
        for number, (reached, stopped) in enumerate(found, start=1)
    )
    return replace(samples.statistics(readers=readers), chapters=chapters, notes=())


@pytest.mark.parametrize(
    ("found", "said", "unsaid"),
    [
        (figures((4, 0)), "4 came to the end of Ch. 1.", "From"),
        (figures((4, 0), (None, 0)), "4 came to the end of Ch. 1.", "From"),
        (figures((9, 0), (4, 3)), "From 9 for Ch. 1 to 4 for Ch. 2. 3 stopped in Ch. 2.", "Most"),
        (figures((9, 3), (4, 5)), "Most stopped in Ch. 2: 5.", "3 stopped"),
        (figures((0, 0), (0, 0)), "Nobody has come to the end of one yet.", " 0"),
        (figures((None, None)), "A column for each chapter", "Nobody"),
    ],
)
def test_one_chapter_and_none_are_said_as_such(found: Statistics, said: str, unsaid: str):
    alt = told(found)
    assert said in alt
    assert unsaid not in alt


def test_no_zero_is_shown_and_few_are_said_in_words():
    text = shown(statistics_view(figures((0, 0), (None, None), (3, 3))))
    assert "**Ch. 1**: nobody to its end yet\n" in text
    assert "**Ch. 2**: one or two to its end · one or two stopped\n" in text
    assert "**Ch. 3**: 3 to its end · 3 stopped" in text
    assert "Nobody has begun it yet." in shown(statistics_view(figures(readers=0)))


def test_the_words_for_the_picture_say_what_it_shows():
    alt = told(samples.statistics())
    assert "From 40 for Ch. 3 · The Lamp to" in alt
    assert "Most stopped in Ch. 3 · The Lamp: 5." in alt
