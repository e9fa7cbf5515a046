"""Company: numbers that name nobody, and a board without ranks."""

from bot.domain.company import NAMED, chapter_number, groups_of, others_of
from bot.domain.figures import FEWEST

ENDS = [2, 4, 6, 8]
WORDS = (100,) * 8


def test_a_passage_is_in_the_chapter_that_holds_it():
    assert [chapter_number(passage, ENDS) for passage in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_of_too_few_others_nothing_is_said():
    few = [1] * (FEWEST - 1)
    assert others_of(3, few, silent=0, words=WORDS, chapter_ends=ENDS) is None
    assert others_of(3, [*few, 1], silent=0, words=WORDS, chapter_ends=ENDS) is not None


def test_others_are_told_apart_by_chapters():
    others = others_of(3, [0, 2, 3, 4, 8], silent=5, words=WORDS, chapter_ends=ENDS)
    assert others is not None
    assert (others.count, others.behind, others.level, others.ahead) == (5, 2, 2, 1)
    assert others.shares == (0.0, 0.25, 0.375, 0.5, 1.0)


def test_who_is_in_the_same_chapter_stands_together_the_furthest_first():
    groups = groups_of({7: 2, 5: 2, 6: 4}, own=1)
    assert [(one.chapter, one.members, one.own) for one in groups] == [
        (4, (6,), False),
        (2, (5, 7), False),
        (1, (), True),
    ]


def test_of_a_long_board_the_front_is_left_and_what_is_around_who_asks():
    chapters = {number: number for number in range(1, 31)}
    groups = groups_of(chapters, own=12)
    assert [one.chapter for one in groups] == [30, 29, 13, 12, 11]
    assert [one.chapter for one in groups if one.gap] == [13]
    assert [one.chapter for one in groups_of(chapters, own=29)] == [30, 29, 28, 27, 26]
    assert [one.chapter for one in groups_of(chapters, own=None)] == [30, 29, 28, 27, 26]
    assert len(groups[0].members) <= NAMED
