"""A new edition: what has dropped keeps its bounds, and every place stays with its words."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.alignment import matches
from bot.domain.passages import Passage
from bot.domain.recutting import letters_in
from bot.domain.revision import Revision, revise
from bot.domain.splitting import LIMIT, cut, shown_length
from bot.domain.story import Chapter, ChapterKind, Heading, Paragraph, Scene, Story
from tests.domain.test_splitting import escaped, paragraphs_of, plain, put_together
from tests.domain.texts import joined, para, paragraphs, stories, tokens

thorough = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

_LEXICON = [f"{first}{last}" for first in "bcdfghklmnprst" for last in ("ale", "oor", "ind", "ump")]


def words(number: int, seed: int = 0) -> str:
    """Sentences of so many words, different for every seed."""
    chance = random.Random(seed)
    found = [f"{chance.choice(_LEXICON)}{chance.randrange(100)}" for _ in range(number)]
    return " ".join(
        word.capitalize() if at % 8 == 0 else word + "." * (at % 8 == 7 or at == number - 1)
        for at, word in enumerate(found)
    )


def titled(title: str, *scenes: Sequence[str]) -> Chapter:
    return Chapter(
        Heading(ChapterKind.CHAPTER, 1, title),
        tuple(Scene(tuple(para(text) for text in scene)) for scene in scenes),
    )


def book(*chapters: Chapter) -> Story:
    numbered = (
        replace(chapter, heading=replace(chapter.heading, number=number))
        for number, chapter in enumerate(chapters, start=1)
    )
    return Story("A Tale", None, None, tuple(numbered))


def long_chapter(title: str, seed: int, paragraphs: int = 12) -> Chapter:
    return titled(title, [words(60, seed * 100 + at) for at in range(paragraphs)])


THREE = book(long_chapter("One", 1), long_chapter("Two", 2), long_chapter("Three", 3))


def revised(
    old: Story, new: Story, dropped: int | None = None
) -> tuple[Revision, Sequence[Passage]]:
    before = cut(old, plain)
    kept = len(before) if dropped is None else min(dropped, len(before))
    return revise(old.chapters, before, new, plain, dropped=kept), before


def text_of(passage: Passage) -> str:
    return " ".join(paragraph.text for paragraph in passage.paragraphs)


def edited(old: Story, position: int, change: Callable[[list[str]], list[str]]) -> Story:
    """The story with the paragraphs of one chapter changed."""
    texts = [paragraph.text for paragraph in paragraphs_of(old, position)]
    chapters = list(old.chapters)
    chapters[position] = replace(
        chapters[position], scenes=(Scene(tuple(para(text) for text in change(texts))),)
    )
    return replace(old, chapters=tuple(chapters))


# ------------------------------------------------------------------- properties


@thorough
@given(stories(), st.data())
def test_the_same_text_again_moves_nothing(tale: Story, data: st.DataObject):
    before = cut(tale, escaped)
    dropped = data.draw(st.integers(0, len(before)))
    revision = revise(tale.chapters, before, tale, escaped, dropped=dropped)
    assert revision.ends == tuple(range(dropped + 1))
    assert revision.holders == tuple(range(1, dropped + 1))
    assert revision.passages[:dropped] == before[:dropped]


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Story, Story]:
    """A story and what was made of it: paragraphs and chapters put in, gone, moved."""
    old = draw(stories())
    chapters = [[list(scene.paragraphs) for scene in chapter.scenes] for chapter in old.chapters]
    for _ in range(draw(st.integers(1, 6))):
        if not chapters:
            break
        at = draw(st.integers(0, len(chapters) - 1))
        match draw(st.sampled_from(["chapter gone", "chapter", "swap", "text", "text", "text"])):
            case "chapter gone":
                del chapters[at]
            case "chapter":
                chapters.insert(at, [draw(st.lists(paragraphs(), min_size=1, max_size=3))])
            case "swap":
                chapters.append(chapters.pop(at))
            case _:
                scenes = chapters[at]
                scene = scenes[draw(st.integers(0, len(scenes) - 1))] if scenes else []
                where = draw(st.integers(0, len(scene)))
                del scene[where : where + draw(st.integers(0, 1))]
                scene[where:where] = draw(st.lists(paragraphs(), max_size=1))
    heading = Heading(ChapterKind.CHAPTER, 1, None)
    kept = [
        Chapter(heading, tuple(Scene(tuple(scene)) for scene in scenes if scene))
        for scenes in chapters
    ]
    return old, replace(old, chapters=tuple(kept))


@thorough
@given(revisions(), st.data())
def test_any_revision_keeps_all_its_own_words_in_passages_that_fit(
    pair: tuple[Story, Story], data: st.DataObject
):
    old, new = pair
    before = cut(old, escaped)
    dropped = data.draw(st.integers(0, len(before)))
    revision = revise(old.chapters, before, new, escaped, dropped=dropped)
    after = put_together(revision.passages)
    for position in range(len(new.chapters)):
        whole = [joined(parts) for parts in after[position]]
        expected = paragraphs_of(new, position)
        assert [tokens(part) for part in whole] == [tokens(part) for part in expected]
    assert [item.number for item in revision.passages] == list(range(1, len(revision.passages) + 1))
    assert all(shown_length(item.scenes, escaped) <= LIMIT for item in revision.passages)


@thorough
@given(revisions())
def test_any_place_stays_on_words_it_had_reached_or_the_nearest_before(pair: tuple[Story, Story]):
    old, new = pair
    before = cut(old, escaped)
    revision = revise(old.chapters, before, new, escaped, dropped=len(before))
    assert revision.ends[0] == 0
    assert all(one <= two for one, two in pairwise(revision.ends))
    old_bounds = bounds_of(before)
    new_bounds = bounds_of(revision.passages)
    for number, holder in enumerate(revision.holders, start=1):
        end = revision.end(number)
        assert holder is None or revision.end(number - 1) < holder <= end
        for stretch in revision.stretches:
            # A kept word that was reached lies before the place, any other behind it.
            reached = min(stretch.length, max(old_bounds[number] - stretch.old, 0))
            slack = LONGEST_WORD
            assert not reached or stretch.new + reached <= new_bounds[end] + slack
            assert reached == stretch.length or stretch.new + reached >= new_bounds[end] - slack


LONGEST_WORD = 170
"""A boundary inside a word that was changed moves to its end."""


def bounds_of(passages: Sequence[Passage]) -> list[int]:
    bounds = [0]
    for item in passages:
        bounds.append(bounds[-1] + letters_in(item.paragraphs))
    return bounds


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)))
def test_matches_rise_on_both_sides_and_pair_equals(left: list[int], right: list[int]):
    pairs = matches(left, right)
    assert all(left[at] == right[there] for at, there in pairs)
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(pairs))
    if left == right:
        assert len(pairs) == len(left)


# --------------------------------------------------------------------- examples


def test_a_corrected_word_stays_in_its_passage_and_changes_no_other():
    new = edited(THREE, 1, lambda texts: [*texts[:2], texts[2].replace(".", "!", 1), *texts[3:]])
    revision, before = revised(THREE, new)
    assert revision.holders == tuple(range(1, len(before) + 1))
    changed = [
        old.number
        for old, now in zip(before, revision.passages, strict=True)
        if old.scenes != now.scenes
    ]
    assert len(changed) == 1


def test_a_chapter_put_in_between_has_passages_of_its_own():
    extra = long_chapter("Between", 9)
    new = book(THREE.chapters[0], extra, *THREE.chapters[1:])
    revision, before = revised(THREE, new)
    own = [item.number for item in revision.passages if item.chapter == 1]
    assert own
    assert not set(own) & set(revision.holders)
    for old, holder in zip(before, revision.holders, strict=True):
        assert holder is not None
        assert text_of(revision.passages[holder - 1]) == text_of(old)
    last_of_one = max(item.number for item in before if item.chapter == 0)
    assert revision.end(last_of_one) == last_of_one
    assert revision.opens(last_of_one + 1, last_of_one) == own[0], "who goes on reads it next"
    assert revision.opens(last_of_one + 1, last_of_one + 1) == own[-1] + 1, "who was past it stays"


def test_a_chapter_that_has_gone_leaves_its_readers_at_the_end_of_the_one_before():
    revision, before = revised(THREE, book(THREE.chapters[0], THREE.chapters[2]))
    gone = [item.number for item in before if item.chapter == 1]
    assert all(revision.holder(number) is None for number in gone)
    assert {revision.end(number) for number in gone} == {gone[0] - 1}
    assert revision.opens(gone[1], gone[1]) == gone[0] - 1
    assert revision.end(len(before)) == len(revision.passages)


def test_a_chapter_for_another_is_one_gone_and_one_new():
    new = book(THREE.chapters[0], long_chapter("Instead", 8), THREE.chapters[2])
    revision, before = revised(THREE, new)
    assert all(revision.holder(item.number) is None for item in before if item.chapter == 1)
    assert not set(revision.holders) & {i.number for i in revision.passages if i.chapter == 1}


def test_a_chapter_written_anew_under_its_title_is_shown_by_its_old_messages():
    new = book(THREE.chapters[0], long_chapter("Two", 8), THREE.chapters[2])
    revision, before = revised(THREE, new)
    mine = [revision.holder(item.number) for item in before if item.chapter == 1]
    assert {revision.passages[number - 1].chapter for number in mine if number} == {1}


def test_what_was_written_anew_is_parted_between_sentences():
    one = THREE.chapters[0]
    old = book(one, titled("Two", [words(400, 5), words(380, 6)]))
    new = book(one, titled("Two", [f"{words(150, 55)} {words(333, 56)}", words(300, 57)]))
    revision, _ = revised(old, new)
    assert {text_of(item)[-1] for item in revision.passages} == {"."}


def test_a_passage_that_no_longer_fits_is_cut_and_the_first_part_keeps_its_message():
    def swell(texts: list[str]) -> list[str]:
        return [texts[0], words(900, 77), *texts[1:]]

    revision, before = revised(THREE, edited(THREE, 0, swell))
    assert revision.holder(1) == 1
    assert revision.end(1) > 1
    assert revision.holder(2) == revision.end(1) + 1
    assert text_of(revision.passages[revision.end(2) - 1]) == text_of(before[1])


def test_a_sentence_at_the_end_stays_with_its_paragraph_and_a_new_chapter_comes_after():
    grown = edited(THREE, 2, lambda texts: [*texts[:-1], texts[-1] + " And so it ended."])
    new = book(*grown.chapters, long_chapter("Four", 4))
    revision, before = revised(THREE, new)
    end = revision.end(len(before))
    assert text_of(revision.passages[end - 1]).endswith("And so it ended.")
    assert {item.chapter for item in revision.passages[end:]} == {3}


def test_much_more_at_the_end_of_what_has_dropped_is_yet_to_drop():
    new = edited(THREE, 2, lambda texts: [*texts, *[words(60, at) for at in range(700, 706)]])
    revision, before = revised(THREE, new)
    assert revision.end(len(before)) == len(before)
    assert len(revision.passages) > len(before)


@pytest.mark.parametrize("opening", ["Bell ", "“Bell ", "The old bell of the "])
def test_what_has_gone_went_in_whole_sentences(opening: str):
    """Chapters begin alike before and after, in the middle of which a passage had ended."""

    def start(texts: list[str]) -> list[str]:
        kept, _, rest = texts[7].partition(". ")
        return [opening + texts[0], *texts[1:7], f"{kept}. {opening}{rest}", *texts[8:]]

    def shorten(texts: list[str]) -> list[str]:
        return [texts[7].partition(". ")[2], *texts[8:]]

    old = edited(THREE, 1, start)
    revision, before = revised(old, edited(old, 1, shorten))
    gone = next(item.number for item in before if item.chapter == 1)
    assert revision.holder(gone) is None
    assert {text_of(item)[-1] for item in revision.passages} == {"."}


def test_a_chapter_parted_in_two_keeps_its_words_and_messages():
    whole = THREE.chapters[1]
    halves = paragraphs_of(THREE, 1)
    one = replace(whole, scenes=(Scene(tuple(halves[:6])),))
    two = Chapter(Heading(ChapterKind.CHAPTER, 3, "Two and a half"), (Scene(tuple(halves[6:])),))
    revision, _ = revised(THREE, book(THREE.chapters[0], one, two, THREE.chapters[2]))
    assert None not in revision.holders


def test_better_quotation_marks_are_no_new_text():
    old = book(titled("One", [f"'{words(40, at)}' she said." for at in range(30)]))
    new = book(titled("One", [f"‘{words(40, at)}’ she said." for at in range(30)]))
    revision, before = revised(old, new)
    assert revision.holders == tuple(range(1, len(before) + 1))


def test_a_text_without_spaces_keeps_its_bounds():
    sentences = [f"{chr(0x4E00 + at)}{chr(0x4F00 + at)}来了他说你好吗。" for at in range(900)]
    old = book(titled("一", ["".join(sentences)]))
    new = book(titled("一", ["".join([*sentences[:300], "新的话。", *sentences[300:]])]))
    revision, before = revised(old, new)
    assert len(before) > 2
    assert revision.holders == tuple(range(1, len(before) + 1))


@pytest.mark.parametrize("dropped", [0, 1, 3])
def test_what_has_not_dropped_is_cut_as_if_it_were_new(dropped: int):
    new = book(*THREE.chapters[:2], long_chapter("Other", 6))
    revision, _ = revised(THREE, new, dropped)
    fresh = cut(new, plain)
    assert [i.scenes for i in revision.passages if i.chapter == 2] == [
        i.scenes for i in fresh if i.chapter == 2
    ]


def test_an_empty_place_stays_empty():
    revision, _ = revised(THREE, THREE)
    assert revision.opens(0, 0) == 0
    assert revision.end(0) == 0


def test_marks_are_letters_too():
    noted = Paragraph((*para("A word with a lantern").runs, *para(1).runs, *para(" in it.").runs))
    old = book(titled("One", ["x"]))
    old = replace(old, chapters=(replace(old.chapters[0], scenes=(Scene((noted,)),)),))
    revision, before = revised(old, old)
    assert revision.passages == before
