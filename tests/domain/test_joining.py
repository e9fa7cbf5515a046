"""What was cut is the same story when it is joined again."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.joining import ChapterNote, join
from bot.domain.serial import ChapterEntry
from bot.domain.splitting import cut
from bot.domain.story import Block, Footnote, Paragraph, Story, Text
from bot.manuscript.runs import tidy
from tests.domain import texts
from tests.domain.texts import chapter, para, prose, story
from tests.manuscript import trees

thorough = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def large(paragraph: Paragraph) -> int:
    """A measure by which a few words fill a passage, so that short stories are cut often."""
    return 150 * len(paragraph.text) + 20


def plain(paragraph: Paragraph) -> int:
    return len(paragraph.text)


def again(tale: Story, measure=plain, *, kept: bool = True):
    entries = [
        ChapterEntry(position, part.heading, part.words, len(part.scenes), 1, 1)
        for position, part in enumerate(tale.chapters)
    ]
    passages = cut(tale, measure)
    if not kept:
        passages = tuple(replace(passage, joint=None) for passage in passages)
    notes = [
        ChapterNote(position, note)
        for position, part in enumerate(tale.chapters)
        for note in part.footnotes
    ]
    return join(entries, passages, notes)


@st.composite
def long_stories(draw: st.DrawFn) -> Story:
    """Stories whose paragraphs fill several passages, as tidy as an import leaves them."""
    tale = draw(texts.stories())
    return replace(
        tale,
        chapters=tuple(
            replace(
                part,
                scenes=tuple(
                    replace(
                        scene,
                        paragraphs=tuple(tidy(p.runs, p.block) for p in scene.paragraphs),
                    )
                    for scene in part.scenes
                ),
            )
            for part in tale.chapters
        ),
    )


@thorough
@given(trees.stories())
def test_a_story_of_every_kind_of_paragraph_comes_back(tale: Story):
    assert again(tale) == tale.chapters
    assert again(tale, large) == tale.chapters


@thorough
@given(long_stories())
def test_a_story_of_long_paragraphs_comes_back(tale: Story):
    assert again(tale) == tale.chapters


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize(
    "paragraph",
    [
        para(prose(9_000)),
        para("the lamp is lit,\n" * 400 + "the lamp is low", block=Block.VERSE),
        para("雨が降っていた。" * 900),
        Paragraph((Text(prose(9_000), emphasis=True),)),
        para(prose(4_000), 1, " " + prose(4_000), 2),
    ],
    ids=["prose", "verse", "Japanese", "emphasis", "markers"],
)
def test_a_cut_paragraph_is_one_again_even_where_joints_were_not_kept(paragraph, kept: bool):
    tale = story([paragraph], ["The end."])
    assert len(cut(tale, plain)) > 2
    assert again(tale, kept=kept) == tale.chapters


def test_a_space_keeps_its_style_where_styles_change_at_a_cut():
    runs = [Text(prose(600), emphasis=at % 2 == 0) for at in range(12)]
    spaced = [Text(run.text + " " * (at < 11), run.emphasis) for at, run in enumerate(runs)]
    tale = story([Paragraph(tuple(spaced))])
    assert len(cut(tale, plain)) > 2
    assert again(tale) == tale.chapters


def test_a_scene_over_several_passages_is_one_scene_and_an_empty_chapter_stays():
    tale = Story(None, None, None, (chapter(), chapter([prose(2_000)] * 5, ["Two."]), chapter()))
    assert again(tale) == tale.chapters


def test_notes_go_to_their_chapters_in_order_whether_cited_or_not():
    notes = tuple(Footnote(label, (para(f"Note {label}."),)) for label in ("b", "a", "b-2"))
    parts = (replace(chapter(["One."]), footnotes=notes), chapter(["Two."]))
    tale = Story(None, None, None, parts)
    assert again(tale) == tale.chapters
