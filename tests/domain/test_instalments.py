"""Instalments: which passages one drop releases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.domain.instalments import parse_size, plan
from bot.domain.passages import Passage
from bot.domain.serial import ChapterEntry, Instalment, Size, SizeKind
from bot.domain.splitting import cut
from bot.domain.story import ChapterKind, Heading, Story
from tests.domain.texts import chapter, para, prose

CHAPTER = Size(SizeKind.CHAPTER)
SCENE = Size(SizeKind.SCENE)


def passages_of(*chapters: list[tuple[int, int, int]]) -> list[Passage]:
    """Passages by chapter; each has a first scene, a last scene and a number of words."""
    found: list[Passage] = []
    for position, shapes in enumerate(chapters):
        for first, last, words in shapes:
            scenes = [(para("word " * words),), *([()] * (last - first))]
            found.append(Passage(len(found) + 1, position, first, tuple(scenes)))
    return found


def entries_of(passages: list[Passage]) -> list[ChapterEntry]:
    entries: list[ChapterEntry] = []
    for position in sorted({passage.chapter for passage in passages}):
        numbers = [passage.number for passage in passages if passage.chapter == position]
        heading = Heading(ChapterKind.CHAPTER, position + 1, None)
        entries.append(ChapterEntry(position, heading, 0, 1, numbers[0], numbers[-1]))
    return entries


def spans(instalments: tuple[Instalment, ...]) -> list[tuple[int, int]]:
    return [(one.first_passage, one.last_passage) for one in instalments]


def planned(passages: list[Passage], size: Size) -> list[tuple[int, int]]:
    return spans(plan(entries_of(passages), passages, size))


def test_by_chapter():
    passages = passages_of([(0, 0, 9)] * 3, [(0, 0, 9)])
    assert plan(entries_of(passages), passages, CHAPTER) == (
        Instalment(1, 0, 1, 3, 1, 1),
        Instalment(2, 1, 4, 4, 1, 1),
    )


class TestByScene:
    def test_passages_of_one_scene_come_together(self):
        passages = passages_of([(0, 0, 9), (0, 0, 9), (1, 1, 9), (2, 2, 9), (2, 2, 9)], [(0, 0, 9)])
        assert planned(passages, SCENE) == [(1, 2), (3, 3), (4, 5), (6, 6)]

    def test_a_passage_of_several_scenes_is_one(self):
        assert planned(passages_of([(0, 0, 9), (1, 3, 9), (4, 4, 9)]), SCENE) == [
            (1, 1),
            (2, 2),
            (3, 3),
        ]

    def test_a_tiny_scene_drops_with_the_one_it_has_joined(self):
        passages = passages_of([(0, 0, 9), (0, 1, 9), (2, 3, 9), (3, 3, 9), (4, 4, 9)])
        assert planned(passages, SCENE) == [(1, 2), (3, 4), (5, 5)]

    def test_from_the_text_on(self):
        scenes = chapter([prose(4_500)], [prose(1_300)], [prose(276)], [prose(253)], [prose(186)])
        tale = Story(None, None, None, (scenes,))
        passages = list(cut(tale, lambda paragraph: len(paragraph.text)))
        assert planned(passages, SCENE) == [(1, 2), (3, 3), (4, 4)]


class TestByPassages:
    def test_so_many_at_a_time_and_the_rest_of_the_chapter(self):
        passages = passages_of([(0, 0, 9)] * 7, [(0, 0, 9)] * 2)
        size = Size(SizeKind.PASSAGES, 3)
        assert planned(passages, size) == [(1, 3), (4, 6), (7, 7), (8, 9)]

    def test_parts_are_counted_in_their_chapter(self):
        passages = passages_of([(0, 0, 9)] * 3, [(0, 0, 9)])
        found = plan(entries_of(passages), passages, Size(SizeKind.PASSAGES, 2))
        assert [(one.number, one.chapter, one.part, one.parts) for one in found] == [
            (1, 0, 1, 2),
            (2, 0, 2, 2),
            (3, 1, 1, 1),
        ]


class TestByMinutes:
    def test_it_is_balanced_rather_than_filled(self):
        passages = passages_of([(0, 0, 520)] * 6)  # two minutes each
        assert planned(passages, Size(SizeKind.MINUTES, 5)) == [(1, 3), (4, 6)]
        assert planned(passages, Size(SizeKind.MINUTES, 8)) == [(1, 3), (4, 6)]

    def test_a_short_rest_goes_with_the_one_before(self):
        passages = passages_of([(0, 0, 520), (0, 0, 520), (0, 0, 520), (0, 0, 520), (0, 0, 60)])
        assert planned(passages, Size(SizeKind.MINUTES, 4)) == [(1, 2), (3, 5)]

    def test_a_passage_longer_than_that_is_one(self):
        passages = passages_of([(0, 0, 5_200), (0, 0, 5_200)])
        assert planned(passages, Size(SizeKind.MINUTES, 5)) == [(1, 1), (2, 2)]

    def test_a_short_chapter_is_one(self):
        passages = passages_of([(0, 0, 260)] * 3, [(0, 0, 5)])
        assert planned(passages, Size(SizeKind.MINUTES, 30)) == [(1, 3), (4, 4)]

    def test_passages_without_words_are_kept(self):
        passages = passages_of([(0, 0, 0)] * 3)
        found = planned(passages, Size(SizeKind.MINUTES, 5))
        assert (found[0][0], found[-1][1]) == (1, 3)


class TestPlanningAnew:
    passages = passages_of([(0, 0, 9)] * 5, [(0, 0, 9)] * 2)

    def test_only_what_follows_is_planned(self):
        found = plan(
            entries_of(self.passages),
            self.passages,
            CHAPTER,
            first_passage=3,
            first_number=2,
            parts_before=1,
        )
        assert found == (Instalment(2, 0, 3, 5, 2, 2), Instalment(3, 1, 6, 7, 1, 1))

    def test_at_the_start_of_a_chapter_its_parts_begin_with_one(self):
        found = plan(
            entries_of(self.passages), self.passages, CHAPTER, first_passage=6, first_number=4
        )
        assert found == (Instalment(4, 1, 6, 7, 1, 1),)

    def test_after_the_end_nothing_is_left(self):
        assert plan(entries_of(self.passages), self.passages, CHAPTER, first_passage=8) == ()


@given(
    st.lists(st.lists(st.integers(0, 900), min_size=1, max_size=12), min_size=1, max_size=4),
    st.sampled_from([CHAPTER, SCENE])
    | st.builds(Size, st.sampled_from([SizeKind.PASSAGES, SizeKind.MINUTES]), st.integers(1, 20)),
)
def test_every_passage_drops_once_in_order_and_in_its_chapter(words: list[list[int]], size: Size):
    passages = passages_of(*[[(n // 2, n // 2, w) for n, w in enumerate(ws)] for ws in words])
    found = plan(entries_of(passages), passages, size)
    dropped = [n for one in found for n in range(one.first_passage, one.last_passage + 1)]
    assert dropped == [passage.number for passage in passages]
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        shown = passages[one.first_passage - 1 : one.last_passage]
        assert {passage.chapter for passage in shown} == {one.chapter}
        parts = [other.part for other in found if other.chapter == one.chapter]
        assert parts == list(range(1, one.parts + 1))


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        (None, CHAPTER),
        ("", CHAPTER),
        (" Chapter ", CHAPTER),
        ("1 chapter", CHAPTER),
        ("scene", SCENE),
        ("3 passages", Size(SizeKind.PASSAGES, 3)),
        ("3passages", Size(SizeKind.PASSAGES, 3)),
        ("passage", Size(SizeKind.PASSAGES, 1)),
        ("5 minutes", Size(SizeKind.MINUTES, 5)),
        ("5 min.", Size(SizeKind.MINUTES, 5)),
        ("5m", Size(SizeKind.MINUTES, 5)),
    ],
)
def test_sizes(typed: str | None, size: Size):
    assert parse_size(typed) == size


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("book", "chapter, scene, 3 passages or 5 minutes"),
        ("3", "chapter, scene, 3 passages or 5 minutes"),
        ("-3 passages", "chapter, scene, 3 passages or 5 minutes"),
        ("2 scenes", "3 passages or 5 minutes"),
        ("0 passages", "from 1 to"),
        ("99999 passages", "from 1 to"),
        ("9" * 5_000 + " passages", "chapter, scene, 3 passages or 5 minutes"),
        ("minutes", "How many minutes"),
        ("١٢ passages of", "chapter, scene, 3 passages or 5 minutes"),
    ],
)
def test_sizes_that_are_none(typed: str, advice: str):
    with pytest.raises(RefusalError, match=advice):
        parse_size(typed)
