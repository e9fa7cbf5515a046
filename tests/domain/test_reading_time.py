"""How long reading takes, and how that is said."""

import pytest

from bot.domain.reading_time import in_words, minutes


def test_two_hundred_and_sixty_words_are_a_minute():
    assert minutes(0) == 0
    assert minutes(260) == 1
    assert minutes(1_300) == 5


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
