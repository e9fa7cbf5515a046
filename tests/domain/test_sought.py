"""Words as they are searched for: what a reader types finds what an author wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sought import EXTRACT, LONGEST, Wanted, extract, hits, keys, wanted
from bot.domain.story import Text


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


SENTENCE = "彼は雷切を抜いて、港の灯りが消えた夜の静かな海をじっと見つめていたのだった。"


@pytest.mark.parametrize("typed", [SENTENCE, SENTENCE * 3, f"“{SENTENCE}”", f"{SENTENCE} 港"])
def test_a_whole_sentence_without_spaces_finds_itself(typed: str):
    sought = wanted(typed)
    [(start, end), *_more] = hits(SENTENCE, sought)
    assert start == 0
    assert end > len(SENTENCE) / 2
    assert wanted(sought.written) == sought


@given(st.text(max_size=200))
def test_nothing_that_is_typed_is_more_than_words(typed: str):
    sought = wanted(typed)
    letters = "".join(key for phrase in sought.phrases for key in phrase)
    assert not set(letters) & set("\"*:^-+(){}[]'\\ \0")
    assert len(letters) <= len(sought.written) <= LONGEST
    assert wanted(sought.written) == sought
    spans = hits(typed, sought)
    assert spans == sorted(spans)


@given(st.text(max_size=60))
def test_a_text_has_the_words_it_is_made_of(text: str):
    sought = wanted(text)
    kept = f" {keys(text)} "
    for phrase in sought.phrases:
        assert f" {' '.join(phrase)} " in kept
    if sought:
        assert hits(text, Wanted(sought.phrases[:1]))


RAIN = "It rained on the quay, and nobody came. " * 20


def shown(text: str, typed: str) -> tuple[str, list[str]]:
    """What is shown of a text, and the hits in it."""
    piece = extract(text, wanted(typed))
    strong = [run.text for run in piece.runs if isinstance(run, Text) and run.strong]
    return piece.text, strong


def test_an_extract_begins_with_the_sentence_of_its_hit():
    text, strong = shown(f"{RAIN}Then the lamps went out. {RAIN}", "lamps")
    assert text.startswith("… Then the lamps went out. It rained")
    assert text.endswith(" …")
    assert strong == ["lamps"]


def test_an_extract_is_where_most_of_it_stands_close():
    text, strong = shown(
        f"A lamp. {RAIN} No kettle. {RAIN} A lamp, a kettle. {RAIN}", "lamp kettle"
    )
    assert strong == ["lamp", "kettle"]
    assert text.startswith("… A lamp, a kettle. ")


def test_a_short_text_is_shown_whole():
    assert shown("The lamp.", "lamp") == ("The lamp.", ["lamp"])


@given(
    st.text(st.sampled_from("ab. é雷\n"), max_size=600),
    st.text(st.sampled_from('ab "é雷'), max_size=8),
)
def test_an_extract_is_a_piece_of_the_text_with_hits_in_it(text: str, typed: str):
    piece, strong = shown(text, typed)
    flat = " ".join(text.split())
    bare = piece.removeprefix("… ").removesuffix(" …")
    assert bare in flat
    assert len(bare) <= EXTRACT
    found = hits(flat, wanted(typed))
    assert not strong or found
    if found and found[0][1] - found[0][0] < EXTRACT // 2:
        assert strong
