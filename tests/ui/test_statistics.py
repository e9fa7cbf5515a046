"""Statistics as moderators see them: the table is safe to open, and says what the words say."""

import csv
from dataclasses import replace

from bot.domain.story import ChapterKind, Heading
from bot.services.statistics import ChapterFigures
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
    for title in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        evil = ChapterFigures(Heading(ChapterKind.FRONT, None, title), 5, 0, None)
        found = replace(samples.statistics(), chapters=(evil,))
        for row in rows(table(found)):
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_the_words_name_nobody_and_hide_a_word_ahead():
    text = shown(statistics_view(samples.statistics()))
    assert "<@" not in text
    assert "||Raikiri||" in text
    assert "40 to its end" in text


async def test_of_one_or_two_readers_there_is_neither_picture_nor_table():
    few = samples.statistics(readers=None)
    assert await files(few) == []
    assert "Fewer than three" in shown(statistics_view(few))
    assert [one.filename for one in await files(samples.statistics())] == [
        "readers.png",
        "readers.csv",
    ]


def test_the_words_for_the_picture_say_what_it_shows():
    alt = told(samples.statistics())
    assert "From 40 for Ch. 3 · The Lamp to" in alt
    assert "Most stopped in Ch. 3 · The Lamp: 5." in alt
