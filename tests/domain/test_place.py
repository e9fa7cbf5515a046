"""A reader's place: it goes on, never shows what has not dropped, and is counted in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pages import END, Spot
from bot.domain.place import (
    Left,
    Place,
    after_finishing,
    after_viewing,
    has_opened,
    is_ahead,
    left,
    may_see,
    opening,
    percent,
)

places = st.builds(Place, st.integers(0, 50), st.integers(0, 51))


class TestViewing:
    def test_a_new_page_is_the_furthest_and_the_current_one(self):
        assert after_viewing(Place(3, 3), Spot(4, 20)) == Place(4, 4, 20)

    def test_leafing_back_keeps_the_furthest(self):
        assert after_viewing(Place(9, 9, 40), Spot(2)) == Place(9, 2)


class TestFinishing:
    def test_it_goes_on_with_the_passage_after(self):
        assert after_finishing(Place(), 5) == Place(5, 6)

    def test_an_old_instalment_does_not_pull_a_reader_back(self):
        assert after_finishing(Place(20, 18), 5) == Place(20, 18)

    def test_a_reader_who_was_leafing_back_goes_on(self):
        assert after_finishing(Place(20, 3), 5) == Place(20, 6)

    @given(places, st.integers(1, 50))
    def test_twice_is_as_good_as_once(self, place: Place, last: int):
        once = after_finishing(place, last)
        assert after_finishing(once, last) == once


class TestOpening:
    @pytest.mark.parametrize(
        ("place", "dropped", "passage"),
        [
            (Place(), 4, 1),
            (Place(2, 2), 4, 2),
            (Place(4, 5), 4, 4),
            (Place(4, 5), 8, 5),
            (Place(9, 9), 4, 4),
            (Place(), 0, 0),
        ],
    )
    def test_it_opens_where_the_reader_is(self, place: Place, dropped: int, passage: int):
        assert opening(place, dropped).passage == passage

    def test_it_opens_within_the_passage_too(self):
        assert opening(Place(2, 2, 700), 4) == Spot(2, 700)
        assert opening(Place(4, 5), 4) == Spot(4, END)

    @given(places, st.integers(1, 60))
    def test_what_opens_may_be_seen(self, place: Place, dropped: int):
        assert may_see(opening(place, dropped).passage, dropped)


@given(st.integers(-5, 60), st.integers(0, 50))
def test_only_what_has_dropped_may_be_seen(passage: int, dropped: int):
    assert may_see(passage, dropped) == (passage in range(1, dropped + 1))


def test_per_cent_are_of_words():
    assert percent(0, 400) == 0
    assert percent(100, 400) == 25
    assert percent(400, 400) == 100
    assert percent(0, 0) == 0


def test_what_is_left():
    assert left(Place(3, 3), 5, 520) == Left(2, 2.0)
    assert left(Place(5, 2), 5, 0) == Left(0, 0.0)
    assert left(Place(9, 9), 5, 0) == Left(0, 0.0)


def test_what_was_reached_is_not_ahead_and_all_is_for_who_has_not_begun():
    assert not is_ahead(Place(furthest=5, current=2), 5)
    assert is_ahead(Place(furthest=5, current=2), 6)
    assert is_ahead(None, 1)


class TestPages:
    """Of a passage that is shown page by page."""

    def test_a_passage_counts_once_its_end_was_shown(self):
        begun = after_viewing(Place(3, 3), Spot(4), 900)
        assert begun == Place(3, 4, 0, 900)
        assert is_ahead(begun, 4)
        assert (begun.opened, has_opened(begun, Spot(4)), has_opened(begun, Spot(4, 900))) == (
            4,
            True,
            False,
        )
        assert after_viewing(begun, Spot(4, 900), END) == Place(4, 4, 900)

    def test_leafing_back_keeps_the_furthest_page(self):
        assert after_viewing(Place(3, 4, 900, 1_700), Spot(4), 900) == Place(3, 4, 0, 1_700)
        assert after_viewing(Place(3, 4, 900, 1_700), Spot(2), 900) == Place(3, 2, 0, 1_700)

    def test_a_leap_counts_all_before_it(self):
        assert after_viewing(Place(3, 3), Spot(9), 900) == Place(8, 9, 0, 900)

    def test_what_is_marked_as_read_is_read_to_its_end(self):
        assert after_finishing(Place(3, 4, 0, 900), 4) == Place(4, 5)
        assert after_finishing(Place(3, 4, 0, 900), 3) == Place(3, 4, 0, 900)
