"""Words as they are searched for: what a reader types finds what an author wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sought import LONGEST, Wanted, hits, keys, wanted


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("The café closed.", "cafe"),
        ("The cafe closed.", "CAFÉ"),
        ("Die Straße", "strasse"),
        ("An Ördög stood", "ordog"),
        ("cafe\u0301 open", "café"),
        ("Ｒａｉｋｉｒｉ", "raikiri"),
        ("İstanbul", "istanbul"),
        ("שָׁלוֹם", "שלום"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("don’t go", "don't"),
        ("a well-known lamp", "well-known"),
        ("a well-known lamp", "well known"),
        ("彼は雷切を抜いた。", "雷切"),
        ("彼は雷切を抜いた。", "雷"),
        ("在那里，我喜欢灯。", "喜欢"),
        ("ภาษาไทย", "ไทย"),
        ("नमस्ते दुनिया", "दुनिया"),
        ("in 1914 it rained", "1914"),
    ],
)
def test_what_is_typed_is_found_as_it_is_written(written: str, typed: str):
    assert hits(written, wanted(typed))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("The lantern", "lant"),
        ("He walked", "walk"),
        ("雷が切れた", "雷切"),
        ("a lamp, a quay", '"lamp quay"'),
    ],
)
def test_a_word_is_found_whole_and_a_phrase_together(written: str, typed: str):
    assert not hits(written, wanted(typed))


def test_what_is_begun_finds_what_goes_on():
    [(start, end)] = hits("The lanterns, lit", wanted("lantern", begun=True))
    assert "The lanterns, lit"[start:end] == "lanterns"


def test_words_between_quotation_marks_stand_side_by_side():
    assert wanted("the “lamp went” out").phrases == (("lamp", "went"), ("the",), ("out",))
    assert wanted('the "lamp').phrases == (("the",), ("lamp",))


def test_a_hit_is_where_it_stands():
    text = "Lamp by lamp, the old LAMP-post: “the lamp post”."
    found = [text[start:end] for start, end in hits(text, wanted('"lamp post"'))]
    assert found == ["LAMP-post", "lamp post"]


@given(st.text(max_size=200))
def test_nothing_that_is_typed_is_more_than_words(typed: str):
    sought = wanted(typed)
    letters = "".join(key for phrase in sought.phrases for key in phrase)
    assert not set(letters) & set("\"*:^-+(){}[]'\\ \0")
    assert len(letters) <= 4 * LONGEST
    spans = hits(typed, sought)
    assert spans == sorted(spans)
    assert bool(spans) == bool(sought) or len(typed) > LONGEST


@given(st.text(max_size=60))
def test_a_text_has_the_words_it_is_made_of(text: str):
    sought = wanted(text)
    kept = f" {keys(text)} "
    for phrase in sought.phrases:
        assert f" {' '.join(phrase)} " in kept
    if sought:
        assert hits(text, Wanted(sought.phrases[:1]))
