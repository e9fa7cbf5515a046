"""How long reading takes."""

from bot.domain.reading_time import minutes


def test_two_hundred_and_sixty_words_are_a_minute():
    assert minutes(0) == 0
    assert minutes(260) == 1
    assert minutes(1_300) == 5


def test_chinese_and_japanese_are_read_by_characters():
    assert minutes(2_550, "zh") == minutes(2_550, "zh-Hant") == 10
    assert minutes(3_570, "ja-JP") == 10
    assert minutes(2_600, "de") == minutes(2_600, "ko") == minutes(2_600) == 10


def test_arabic_and_hebrew_say_more_in_a_word():
    assert minutes(1_810, "ar") == minutes(1_810, "ar-EG") == 10
    assert minutes(2_240, "he") == 10
    assert minutes(2_600, "fa") == 10
