"""How long reading takes."""

from bot.domain.reading_time import minutes


def test_two_hundred_and_sixty_words_are_a_minute():
    assert minutes(0) == 0
    assert minutes(260) == 1
    assert minutes(1_300) == 5
