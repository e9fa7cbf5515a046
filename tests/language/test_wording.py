"""What every surface names is named in a few words that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import parse_days
from bot.domain.headings import short_name as plain_name
from bot.domain.instalments import parse_size
from bot.domain.serial import Instalment
from bot.domain.story import ChapterKind, Heading
from bot.language.speech import several, speaking
from bot.language.wording import (
    all_of,
    days_name,
    half_within,
    in_words,
    short_name,
    size_name,
    thread_name,
)


@pytest.mark.parametrize(
    ("kind", "number", "title", "name"),
    [
        (ChapterKind.CHAPTER, 3, "The Quay", "Ch. 3 · The Quay"),
        (ChapterKind.CHAPTER, 3, None, "Ch. 3"),
        (ChapterKind.CHAPTER, 4, "IV", "Ch. 4"),
        (ChapterKind.CHAPTER, 49, "XLIX.", "Ch. 49"),
        (ChapterKind.CHAPTER, 14, "II", "Ch. 14 · II"),
        (ChapterKind.CHAPTER, 3, "Mix", "Ch. 3 · Mix"),
        (ChapterKind.CHAPTER, 7, "7", "Ch. 7"),
        (ChapterKind.CHAPTER, None, "Prologue", "Prologue"),
        (ChapterKind.FRONT, None, None, "Opening"),
        (ChapterKind.BACK, None, "Appendix", "Appendix"),
    ],
)
def test_a_chapter_is_named(kind: ChapterKind, number: int | None, title: str | None, name: str):
    assert short_name(Heading(kind, number, title)) == name
    assert plain_name(Heading(kind, number, title)) == name


def test_a_discussion_says_which_part_and_fits_into_discords_limit():
    heading = Heading(ChapterKind.CHAPTER, 3, "The Quay")
    part = Instalment(5, 2, 4, 6, part=2, parts=3)
    assert thread_name(heading, part, whole_chapter=False) == "Ch. 3 · The Quay (2/3): discussion"
    assert thread_name(heading, part, whole_chapter=True) == "Ch. 3 · The Quay: discussion"
    long = Heading(ChapterKind.CHAPTER, 3, "The Quay " * 40)
    name = thread_name(long, part, whole_chapter=False)
    assert len(name) <= 100
    assert name.endswith("…: discussion")


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (0, "under a minute"),
        (0.9, "under a minute"),
        (1, "about 1 minute"),
        (1.4, "about 1 minute"),
        (3.6, "about 4 minutes"),
        (59.4, "about 59 minutes"),
        (59.6, "about 1 h"),
        (62, "about 1 h"),
        (63, "about 1 h 5 min"),
        (80, "about 1 h 20 min"),
        (118, "about 2 h"),
        (599, "about 10 h"),
        (659, "about 11 h"),
        (3_000, "about 50 h"),
    ],
)
def test_it_is_said_roughly(time: float, said: str):
    assert in_words(time) == said


@pytest.mark.parametrize(
    ("time", "said", "german"),
    [
        (0, "half within 1 minute", "die Hälfte innerhalb von 1 Minute"),
        (12.4, "half within 12 minutes", "die Hälfte innerhalb von 12 Minuten"),
        (89, "half within 89 minutes", "die Hälfte innerhalb von 89 Minuten"),
        (91, "half within about 2 hours", "die Hälfte innerhalb von etwa 2 Stunden"),
        (26 * 60, "half within about 26 hours", "die Hälfte innerhalb von etwa 26 Stunden"),
        (36 * 60, "half within about 2 days", "die Hälfte innerhalb von etwa 2 Tagen"),
        (72 * 60, "half within about 3 days", "die Hälfte innerhalb von etwa 3 Tagen"),
    ],
)
def test_what_comes_after_a_drop_is_said_in_minutes_hours_and_days(
    time: float, said: str, german: str
):
    assert half_within(time) == said
    with speaking("de"):
        assert half_within(time) == german


@pytest.mark.parametrize(
    ("days", "name"),
    [
        ({0, 1, 2, 3, 4, 5, 6}, "daily"),
        ({0, 1, 2, 3, 4}, "weekdays"),
        ({5, 6}, "weekends"),
        ({4, 1}, "Tuesday and Friday"),
        ({6}, "Sunday"),
        ({4, 0, 2}, "Monday, Wednesday and Friday"),
    ],
)
def test_days_are_said(days: set[int], name: str):
    assert days_name(frozenset(days)) == name


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_said_are_days_parsed(days: frozenset[int]):
    assert parse_days(days_name(days)) == days


@pytest.mark.parametrize(
    "name", ["chapter", "scene", "1 passage", "3 passages", "1 minute", "5 minutes"]
)
def test_sizes_are_said_as_they_are_typed(name: str):
    assert size_name(parse_size(name)) == name


def test_names_are_joined():
    assert [all_of(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_said_in_german_are_days_parsed(days: frozenset[int]):
    with speaking("de"):
        assert parse_days(days_name(days)) == days


@pytest.mark.parametrize("typed", ["chapter", "scene", "1 passage", "3 passages", "5 minutes"])
def test_sizes_said_in_german_are_sizes_parsed(typed: str):
    size = parse_size(typed)
    with speaking("de"):
        assert parse_size(size_name(size)) == size


def test_german_has_its_own_words_numbers_and_plurals():
    heading = Heading(ChapterKind.CHAPTER, 3, "Der Kai")
    with speaking("de"):
        assert short_name(heading) == "Kap. 3 · Der Kai"
        assert short_name(Heading(ChapterKind.BACK, None, None)) == "Nachwort"
        assert thread_name(heading, Instalment(5, 2, 4, 6, 2, 3), whole_chapter=True) == (
            "Kap. 3 · Der Kai: Diskussion"
        )
        assert days_name(frozenset({0, 2, 4})) == "Montag, Mittwoch und Freitag"
        assert [in_words(minutes) for minutes in (0, 1, 4, 80)] == [
            "weniger als eine Minute",
            "etwa 1 Minute",
            "etwa 4 Minuten",
            "etwa 1 Std. 20 Min.",
        ]
        assert several("{count} word", "{count} words", 1234) == "1.234 Wörter"
