"""Passages: what a reader gets in one message, and that nothing is lost between two."""

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain.passages import Passage
from bot.domain.splitting import LIMIT, TINY, cut, shown_length
from bot.domain.story import Block, Marker, Paragraph, Story, Text
from tests.domain.texts import (
    chapter,
    heading,
    joined,
    para,
    prose,
    stories,
    story,
    styles,
    tokens,
)

thorough = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def plain(paragraph: Paragraph) -> int:
    return len(paragraph.text)


def escaped(paragraph: Paragraph) -> int:
    """A measure as the real one is: escapes, marks of style, something for markers."""
    runs = paragraph.runs
    style = sum(2 * run.emphasis + 4 * run.strong for run in runs if isinstance(run, Text))
    return plain(paragraph) + paragraph.text.count("*") + style + 3 * len(paragraph.labels)


def lengths(passages: tuple[Passage, ...]) -> list[int]:
    return [shown_length(passage.scenes, plain) for passage in passages]


def put_together(passages: tuple[Passage, ...]) -> dict[int, list[list[Paragraph]]]:
    """The parts of every paragraph, by chapter."""
    chapters: dict[int, list[list[Paragraph]]] = defaultdict(list)
    for passage in passages:
        found = [[paragraph] for paragraph in passage.paragraphs]
        if passage.continued:
            chapters[passage.chapter][-1] += found.pop(0)
        chapters[passage.chapter] += found
    return chapters


def paragraphs_of(tale: Story, position: int) -> list[Paragraph]:
    return [part for scene in tale.chapters[position].scenes for part in scene.paragraphs]


@thorough
@given(stories())
def test_no_word_marker_or_style_is_lost_or_moved(tale: Story):
    chapters = put_together(cut(tale, escaped))
    for position in range(len(tale.chapters)):
        before = paragraphs_of(tale, position)
        after = [joined(parts) for parts in chapters[position]]
        assert [tokens(part) for part in after] == [tokens(part) for part in before]
        assert [styles(part) for part in after] == [styles(part) for part in before]
        assert [part.block for part in after] == [part.block for part in before]


@thorough
@given(stories())
def test_every_passage_fits_and_lies_in_one_chapter_in_order(tale: Story):
    passages = cut(tale, escaped)
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
    assert [passage.chapter for passage in passages] == sorted(p.chapter for p in passages)
    assert all(shown_length(passage.scenes, escaped) <= LIMIT for passage in passages)
    assert all(passage.paragraphs for passage in passages)
    assert passages == cut(tale, escaped)


@thorough
@given(stories())
def test_a_passage_holds_whole_scenes_or_lies_inside_one(tale: Story):
    for passage in cut(tale, escaped):
        scenes = tale.chapters[passage.chapter].scenes
        shown = range(passage.first_scene, passage.last_scene + 1)
        cut_ones = [
            index
            for index, parts in zip(shown, passage.scenes, strict=True)
            if parts != scenes[index].paragraphs
        ]
        tiny = [
            index
            for index in shown
            if shown_length([scenes[index].paragraphs], escaped) < TINY
            or scenes[index].paragraphs[-1].block is Block.HEADING
            or (index and scenes[index - 1].paragraphs[-1].block is Block.HEADING)
        ]
        assert len(passage.scenes) == 1 or not cut_ones or set(shown) - set(tiny) <= set(cut_ones)


def test_nothing_is_cut_from_a_short_chapter():
    tale = story(["One."], ["Two.", "Three."])
    (passage,) = cut(tale, plain)
    assert passage.scenes == tuple(scene.paragraphs for scene in tale.chapters[0].scenes)
    assert not passage.continued


def test_a_story_without_text_has_no_passages():
    assert cut(Story(None, None, None, ()), plain) == ()
    assert cut(Story(None, None, None, (chapter(),)), plain) == ()


def test_chapters_are_never_joined():
    tale = Story(None, None, None, (chapter(["One."]), chapter(["Two."])))
    assert [passage.chapter for passage in cut(tale, plain)] == [0, 1]


class TestScenes:
    def test_ordinary_scenes_get_passages_of_their_own(self):
        passages = cut(story([prose(500)], [prose(400)], [prose(900)]), plain)
        assert [(p.first_scene, p.last_scene) for p in passages] == [(0, 0), (1, 1), (2, 2)]

    def test_tiny_scenes_at_the_end_come_together(self):
        passages = cut(story([prose(1_300)], [prose(276)], [prose(253)], [prose(186)]), plain)
        assert [(p.first_scene, p.last_scene) for p in passages] == [(0, 0), (1, 3)]

    def test_a_tiny_scene_joins_its_smaller_neighbour(self):
        passages = cut(story([prose(2_000)], [prose(399)], [prose(1_000)]), plain)
        assert [(p.first_scene, p.last_scene) for p in passages] == [(0, 0), (1, 2)]

    def test_of_equal_neighbours_a_tiny_scene_joins_the_one_before(self):
        passages = cut(story([prose(1_000)], [prose(399)], [prose(1_000)]), plain)
        assert [(p.first_scene, p.last_scene) for p in passages] == [(0, 1), (2, 2)]

    def test_a_tiny_scene_stays_with_the_end_of_a_scene_that_is_cut(self):
        passages = cut(story([prose(9_000)], [prose(100)]), plain)
        assert len(passages) == 4
        assert [(p.first_scene, p.last_scene) for p in passages] == [(0, 0)] * 3 + [(0, 1)]

    def test_a_tiny_scene_stays_with_the_beginning_of_a_scene_that_is_cut(self):
        passages = cut(story([prose(100)], [prose(9_000)]), plain)
        assert [(p.first_scene, p.last_scene) for p in passages] == [(0, 1)] + [(1, 1)] * 3

    def test_a_scene_that_ends_in_a_heading_is_shown_with_the_next(self):
        tale = story([prose(500), heading("Part Two")], [prose(500)])
        (passage,) = cut(tale, plain)
        assert [len(scene) for scene in passage.scenes] == [2, 1]


class TestBalance:
    @pytest.mark.parametrize("length", range(3_601, 12_000, 487))
    def test_passages_come_out_about_equal_and_near_the_aim(self, length: int):
        found = lengths(cut(story([prose(length)]), plain))
        assert max(found) - min(found) < 200
        assert min(found) > 1_700
        assert max(found) < 3_000

    def test_a_break_between_paragraphs_is_better_than_one_inside(self):
        passages = cut(story([prose(900) for _ in range(12)]), plain)
        assert not any(passage.continued for passage in passages)

    def test_a_break_after_a_sentence_is_better_than_one_after_a_clause(self):
        long = "Word, " * 350 + "word. "
        passages = cut(story([(long * 2).strip()]), plain)
        assert [passage.paragraphs[-1].text[-5:] for passage in passages] == ["word.", "word."]

    def test_no_tail_is_tiny(self):
        found = lengths(cut(story([prose(3_550), "The end."]), plain))
        assert min(found) >= TINY

    def test_a_heading_goes_with_what_it_heads(self):
        second, third = heading("II. " + "x" * 96), heading("III. " + "x" * 95)
        passages = cut(story([prose(2_300), second, prose(2_300), third, prose(2_300)]), plain)
        assert [passage.paragraphs[0].text[:3] for passage in passages] == ["The", "II.", "III"]

    @thorough
    @given(stories())
    def test_no_passage_ends_in_a_heading_while_its_scenes_go_on(self, tale: Story):
        passages = cut(tale, plain)
        for passage, following in pairwise(passages):
            last = passage.paragraphs[-1]
            # A "heading" of a page or more is no heading any more, and may be parted like prose.
            if last.block is Block.HEADING and len(last.text) < 300 and not following.continued:
                assert following.chapter != passage.chapter or all(
                    part.block is Block.HEADING for part in passage.paragraphs
                )


class TestLongThings:
    def test_thirty_thousand_letters_in_one_paragraph(self):
        text = prose(30_000)
        passages = cut(story([text]), plain)
        assert " ".join(part.text for p in passages for part in p.paragraphs) == text
        assert [passage.continued for passage in passages] == [False] + [True] * 11
        assert all(passage.paragraphs[-1].text.endswith(".") for passage in passages)

    def test_a_sentence_over_the_limit_is_cut_after_a_clause(self):
        text = "He went on and on, " * 300 + "and stopped."
        passages = cut(story([text]), plain)
        assert max(lengths(passages)) <= LIMIT
        assert all(passage.paragraphs[0].text[-1] in ",." for passage in passages)

    def test_a_clause_over_the_limit_is_cut_between_words(self):
        text = "on and off and " * 600 + "out"
        passages = cut(story([text]), plain)
        assert " ".join(passage.paragraphs[0].text for passage in passages) == text

    def test_a_word_over_the_limit_is_cut_between_letters_as_they_are_seen(self):
        family, accented = "👨\u200d👩\u200d👧", "e\u0301"
        text = (family + accented) * 1_000
        passages = cut(story([text]), plain)
        parts = [passage.paragraphs[0].text for passage in passages]
        assert "".join(parts) == text
        assert max(map(len, parts)) <= LIMIT
        assert all(part[0] in "👨e" for part in parts)
        assert all(part.endswith((family, accented)) for part in parts)

    def test_a_heap_of_combining_marks_still_fits(self):
        passages = cut(story(["a" + "\u0301" * 10_000]), plain)
        assert max(lengths(passages)) <= LIMIT

    def test_a_word_that_fits_is_not_cut(self):
        word = "x" * 3_500
        parts = [p.paragraphs[0].text for p in cut(story([f"{word} {word}"]), plain)]
        assert parts == [word, word]

    def test_a_word_that_fits_is_not_cut_to_keep_a_heading_with_it(self):
        word = "x" * 3_590
        passages = cut(story([heading("The Word Itself"), word]), plain)
        assert passages[-1].paragraphs[-1].text == word

    def test_long_gaps_inside_a_paragraph_count(self):
        passages = cut(story([("word," + " " * 50) * 400 + "end."]), plain)
        assert max(lengths(passages)) <= LIMIT

    def test_one_long_gap_between_short_words_is_dropped(self):
        passages = cut(story(["a" + " " * 30_000 + "b"]), plain)
        assert [passage.paragraphs[0].text for passage in passages] == ["a", "b"]

    def test_text_without_spaces_is_cut_after_its_full_stops(self):
        passages = cut(story(["「もう遅い。」と彼は言った。雨が降っていた。" * 300]), plain)
        assert max(lengths(passages)) <= LIMIT
        assert all(passage.paragraphs[0].text.endswith("。") for passage in passages)

    def test_verse_is_cut_between_lines(self):
        line = "Down by the water. And then the rain"
        poem = para("\n".join([line] * 200), block=Block.VERSE)
        passages = cut(story([poem]), plain)
        assert len(passages) > 1
        for passage in passages:
            assert set(passage.paragraphs[0].text.split("\n")) == {line}

    @pytest.mark.parametrize(
        "texts",
        [
            [f"“Yes,” said number {n}." for n in range(10_000)],
            ["“Yes,” said the next. " * 10_000],
            ["word " * 50_000],
        ],
    )
    def test_a_long_chapter_is_measured_in_few_pieces(self, texts: list[str]):
        calls = 0

        def counting(paragraph: Paragraph) -> int:
            nonlocal calls
            calls += 1
            return len(paragraph.text)

        passages = cut(story([text.strip() for text in texts]), counting)
        assert calls <= 40_000
        letters = sum(len(part.text) for passage in passages for part in passage.paragraphs)
        assert letters + len(passages) > sum(len(text.strip()) for text in texts)

    def test_a_measure_that_grows_faster_than_its_parts_is_still_kept(self):
        def greedy(paragraph: Paragraph) -> int:
            return len(paragraph.text) + len(paragraph.text) ** 2 // 4_000

        passages = cut(story([prose(30_000)]), greedy)
        assert all(shown_length(passage.scenes, greedy) <= LIMIT for passage in passages)


class TestMarkers:
    def test_a_marker_stays_at_the_end_of_the_passage_with_its_word(self):
        first, second = prose(2_400), prose(2_400)
        passages = cut(story([para(first, 1, " " + second)]), plain)
        assert [passage.labels for passage in passages] == [("1",), ()]
        assert passages[0].paragraphs[0].runs[-1] == Marker("1")

    def test_a_marker_between_spaces_stays_with_the_word_before(self):
        passages = cut(story([para(prose(2_400) + " ", 1, " " + prose(2_400))]), plain)
        assert [passage.labels for passage in passages] == [("1",), ()]

    def test_a_marker_before_a_word_goes_with_that_word(self):
        passages = cut(story([para(prose(2_400) + " ", 1, prose(2_400))]), plain)
        assert [passage.labels for passage in passages] == [(), ("1",)]

    def test_a_marker_after_a_full_stop_without_a_space_is_there_once(self):
        sentence: tuple[str | int, ...] = ("雨が降っていた" * 20 + "。", 1)
        passages = cut(story([para(*sentence * 40)]), plain)
        assert len(passages) > 1
        for passage in passages:
            text = passage.paragraphs[0].text
            assert len(passage.paragraphs[0].labels) == text.count("。")
            assert text.endswith("。")

    def test_a_marker_at_either_end_of_a_paragraph_is_kept(self):
        tale = story([para(1, prose(2_400)), para(prose(2_400), 2)])
        assert [passage.labels for passage in cut(tale, plain)] == [("1",), ("2",)]

    def test_a_marker_does_not_hide_the_end_of_a_sentence(self):
        sentence: tuple[str | int, ...] = ('"' + "No " * 100 + "never!", 1, '" ')
        passages = cut(story([para(*sentence * 12, "Enough.")]), plain)
        assert all(p.paragraphs[0].text.endswith(('!"', "Enough.")) for p in passages)


def test_the_length_of_scenes_counts_what_stands_between():
    assert shown_length([[para("abc")]], plain) == 3
    assert shown_length([[para("abc"), para("de")]], plain) == 7
    assert shown_length([[para("abc")], [para("de")]], plain) == 15


SENTENCES = {
    "zh": ("灯灭了，港务局里没有一个人抬起头来。", "“谁看见了？”她低声问道。", "风停了！"),
    "ja": ("灯りが消えても、誰も顔を上げなかった。", "「行こう！」と彼は言った。", "風がやんだ。"),
    "ko": ("불이 꺼졌지만 아무도 고개를 들지 않았다. ", "누가 보았나? ", "바람이 멎었다. "),
    "ar": ("انطفأ المصباح ولم يرفع أحد رأسه. ", "من رآه؟ ", "«اذهب!» قال الرجل. "),
    "he": ("האור כבה ואיש לא הרים את ראשו. ", "מי ראה? ", "הרוח נחה. "),
    "ru": ("Огонь погас, и никто не поднял головы. ", "Кто видел? ", "— Стой! — сказал он. "),
    "hi": ("दीया बुझ गया और किसी ने सिर नहीं उठाया। ", "किसने देखा? ", "हवा थम गई। "),
    "th": ("ไฟดับลงแต่ไม่มีใครเงยหน้า ", "ใครเห็นบ้าง ", "ลมสงบลงแล้ว "),
}
"""Small stories of our own; all of a paragraph's sentences end where the next one begins."""


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("times", [3, 90, 400])
def test_prose_of_every_script_is_cut_after_its_sentences(language: str, times: int):
    paragraph = "".join(SENTENCES[language] * times).strip()
    tale = story([paragraph, paragraph])
    passages = cut(tale, plain)
    joined = "".join(part.text for passage in passages for part in passage.paragraphs)
    assert "".join(joined.split()) == "".join((paragraph * 2).split())
    ends = tuple(sentence.strip() for sentence in SENTENCES[language])
    for passage in passages:
        assert shown_length(passage.scenes, plain) <= LIMIT
        assert passage.paragraphs[-1].text.endswith(ends)
        assert times < 90 or len(passages) > 1


@pytest.mark.parametrize("letter", ["灯", "あ", "ก", "ل"])
def test_text_without_any_end_is_cut_all_the_same(letter: str):
    passages = cut(story([letter * 9_000]), plain)
    assert sum(len(part.text) for one in passages for part in one.paragraphs) == 9_000
    assert all(shown_length(one.scenes, plain) <= LIMIT for one in passages)


def test_characters_are_cut_apart_as_cheaply_as_words():
    passages = cut(story(["（" + "灯" * 5_000 + "）。" + "海" * 3_000]), plain)
    assert [one.paragraphs[0].text[0] for one in passages][-1] in "灯海"
    assert not any(one.paragraphs[0].text[0] in "）。" for one in passages)
    assert max(one.paragraphs[0].text.count("灯") for one in passages) < LIMIT
