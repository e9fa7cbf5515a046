"""Sentences and words, as a reader would find them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.sentences import (
    clause_ends,
    letter_ends,
    sentence_around,
    sentence_ends,
    word_ends,
    word_of,
)
from bot.domain.story import Marker, Paragraph, Text
from tests.domain.texts import para


def sentences(text: str) -> list[str]:
    edges = [0, *sentence_ends(text), len(text)]
    return [text[start:end].strip() for start, end in pairwise(edges)]


# A stroke marks where one sentence ends and the next begins.
@pytest.mark.parametrize(
    "marked",
    [
        "It rained.| Nobody came.",
        "Who?| Me?",
        "What?!| No way!!",
        "She left.| “Where to?”| Nobody knew.",
        "(He never came.)| The rest did.",
        "‘Go!’| The door fell shut.",
        "„Halt!“| Er blieb stehen.",
        "« Non ! »| Elle partit.",
        "Es regnete.| »Weiter!«| Keiner ging.",
        "¿Vienes?| ¡Sí!",
        "Wait...| Then it came.",
        "Wait…| Then it came.",
        "He waited. . . .| Then it came.",
        "One.| 2 came next.",
        "She was 12.| Then she was 13.",
        "I-I will not lose!.!| It was too important!",
        "今日は雨だ。|明日は？|晴れるだろう。",
        "「もう遅い。」|雨が降っていた。",
        "灯灭了。|没有人抬头！|谁看见了？|风停了……",
        "“走吧。”|他关上了门。",
        "他喊：“走！”|风停了。",
        "他停了。|“走吧。”|风停了。",
        "「行こう！」|灯りが消えた。",
        "走吧!|他说了两次。",
        "Что?!| Она молчала…",
        "انطفأ المصباح.| من رآه؟| سكنت الريح.",
        "چراغ خاموش شد.| چه کسی دید؟",
        "بتی بجھ گئی۔| کس نے دیکھا؟| ہوا رک گئی۔",
        "האור כבה.| מי ראה?| הרוח נחה.",
        "दीया बुझ गया।| किसने देखा?| हवा थम गई।",
        "दीया बुझ गया।|हवा थम गई।",
        "불이 꺼졌다.| 누가 보았나?| 바람이 멎었다.",
        "Он ушёл.| Она осталась.",
        "It was I.| He knew.",
        "She came at 5 p.m.| He had gone.",
        "They sold rope, salt, etc.| Nobody bought.",
        "“No.”| The door fell shut.",
        "No.| He would not.",
        "“Stop!”| She said nothing more.",
    ],
)
def test_sentences_end_here(marked: str):
    assert sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Shandy met Mrs. Wadman and Dr. Slop at St. John's.",
        "J. R. R. Tolkien wrote to C. S. Lewis.",
        "He paid 3.14 for it.",
        "Bring rope, e.g. Manila, i.e. Hemp.",
        "He was... not there.",
        "I only have enough chakra for this plan.. if it works",
        "He was… not there.",
        '"Stop!" he said.',
        "“Stop!” he said.",
        "“Stop!” I said.",
        "“Stop!” Uncle Toby cried.",
        "— Стой! — сказал он.",
        "« Non ! » dit-il.",
        "„Halt!“ rief er.",
        "See No. 5 and vol. II, p. 7, fig. 3.",
        "It was Jan. 5 in the U.S. Army.",
        "1. Take the rope.",
        "IV. The Return",
        "He (who? nobody knew) was there.",
        "a.b.c is no sentence",
        "Das ist z.B. Hanf, d.h. Seil.",
        "Yahoo! is it",
        "",
        "...",
        "He fell...",
        "「行こう！」と彼は言った。",
        "「行こう！」って言った。",
        "“走吧！”他说。",
        "“谁？”她低声问道。",
        "他走了……没有人看见。",
        "«!اذهب» قال الرجل",
        "«اذهب!» قال الرجل.",
        "”לך!“ אמר האיש.",
        "ไฟดับลง ไม่มีใครเงยหน้า",
    ],
)
def test_no_sentence_ends_inside(sentence: str):
    assert sentences(sentence) == [sentence]


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="aB .!?…\"'”)」。—5\n", max_size=80))
def test_sentences_are_the_text(text: str):
    found = sentences(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert len(found) == 1 or all(found)


class TestWords:
    @pytest.mark.parametrize(
        ("paragraph", "word"),
        [
            (para('"Rasengan Raikiri!', 1, '"'), "Raikiri"),
            (para("the rope", 1, " was long"), "rope"),
            (para("the rope ", 1, " was long"), "rope"),
            (para("the rope, ", 1), "rope"),
            (para("the ", 1, "rope was long"), "rope"),
            (para(1, "Rope was long"), "Rope"),
            (para(1, " Rope was long"), "Rope"),
            (para("don’t", 1, " go"), "don’t"),
            (para("the mother-in-law.", 1), "mother-in-law"),
            (para("the clock?⸻Good", 1, " God"), "Good"),
            (para("the clock--", 1, "Good God"), "clock"),
            (para("an ame\u0301", 1, "!"), "ame\u0301"),
            (para("in (brackets)", 1), "brackets"),
            (para("He left. “", 1, "Good"), "Good"),
            (para("...", 1), ""),
            (para(1), ""),
        ],
    )
    def test_the_word_a_marker_stands_on(self, paragraph: Paragraph, word: str):
        assert word_of(paragraph, "1") == word

    def test_the_first_of_two_markers_counts(self):
        assert word_of(para("rope", 1, " and salt", 1), "1") == "rope"

    def test_a_word_in_two_styles_is_one(self):
        paragraph = Paragraph((Text("Rai"), Text("kiri", emphasis=True), Marker("x")))
        assert word_of(paragraph, "x") == "Raikiri"

    def test_a_label_that_is_not_there(self):
        with pytest.raises(KeyError):
            word_of(para("rope"), "1")


class TestSentenceAround:
    @pytest.mark.parametrize(
        ("paragraph", "sentence"),
        [
            (para("It rained. The rope", 1, " broke. He fell."), "The rope broke."),
            (para("It rained. The rope broke.", 1, " He fell."), "The rope broke."),
            (para("It rained. The rope broke. ", 1, " He fell."), "The rope broke."),
            (para("It rained. ", 1, "He fell."), "He fell."),
            (para("It rained. “The rope broke!", 1, "” He fell."), "“The rope broke!”"),
            (para(1, "It rained. He fell."), "It rained."),
            (para("It rained. He fell", 1), "He fell"),
            (para("“Rope!", 1, "” he said. He fell."), "“Rope!” he said."),
            (para(1), ""),
        ],
    )
    def test_it_is_the_one_the_marker_belongs_to(self, paragraph: Paragraph, sentence: str):
        assert sentence_around(paragraph, "1") == sentence

    def test_other_markers_are_left_out(self):
        assert sentence_around(para("Rope", 1, " and salt", 2, "."), "2") == "Rope and salt."

    def test_a_label_that_is_not_there(self):
        with pytest.raises(KeyError):
            sentence_around(para("rope", 2), "1")


class TestUnspacedText:
    def test_a_line_may_break_between_characters_but_not_before_what_clings(self):
        text = "「行こう！」と、彼は（小さく）言った。ラーメン"
        breaks = {*word_ends(text)}
        for at in range(1, len(text)):
            clings = text[at] in "！」、）。ーっゃ" or text[at - 1] in "「（"
            assert not (clings and at in breaks), text[:at]
        assert text.index("彼") + 1 in breaks
        assert text.index("と") in breaks

    def test_the_word_of_a_marker_is_no_whole_sentence(self):
        assert word_of(para("彼は古い灯台", 1, "を見た。"), "1") == "灯台"
        assert word_of(para("我走进了老旧的灯塔。", 1, "风停了。"), "1")[-2:] == "灯塔"
        assert len(word_of(para("我走进了老旧的灯塔", 1, "。"), "1")) <= 6
        assert word_of(para("彼はラーメン", 1, "を見た。"), "1") == "ラーメン"

    def test_the_sentence_of_a_marker_is_its_own(self):
        paragraph = para("灯灭了。他看见灯塔", 1, "。风停了。")
        assert sentence_around(paragraph, "1") == "他看见灯塔。"

    @given(st.text(alphabet="灯塔あっーン「」。！？、aB .\u0e40\u0e01\u0e34", max_size=60))
    def test_no_end_is_inside_a_letter_and_none_comes_twice(self, text: str):
        for ends in (word_ends, sentence_ends, letter_ends, clause_ends):
            found = [*ends(text)]
            assert found == sorted(set(found))
            assert all(0 < at <= len(text) for at in found)


def test_thai_parts_its_sentences_by_spaces():
    text = "ไฟดับลง ไม่มีใครเงยหน้า ลมสงบ"
    assert [text[at:].strip().split(" ")[0] for at in clause_ends(text)] == [
        "ไม่มีใครเงยหน้า",
        "ลมสงบ",
    ]


def test_a_thai_vowel_stays_before_its_consonant():
    assert [*letter_ends("เก่า")] == [3]
