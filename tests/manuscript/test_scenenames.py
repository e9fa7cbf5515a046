"""Lines that name a scene begin it in pages and Markdown, as they do in plain text."""

import pytest

from bot.domain.choices import Choices, SceneRule
from bot.domain.story import Block
from bot.manuscript import load, write
from tests.manuscript.sketch import codes, markdown, page, prose, scenes

RAIN, WIND, FOG = "The rain came down.", "The wind turned.", "The fog stayed."


def told(*texts: str):
    """The same paragraphs as a page, and as Markdown."""
    as_page = page("".join(f"<p>{text}</p>" for text in texts).replace(">>>", "&gt;&gt;&gt;"))
    escaped = (text.replace("*", "\\*").replace("~", "\\~").replace("-", "\\-") for text in texts)
    return as_page, markdown("\n\n".join(escaped) + "\n")


@pytest.mark.parametrize("frame", ["----- {} -----", "~*~ {} ~*~", "*** {} ***", "-=- {} -=-"])
def test_names_between_ornament_begin_scenes(frame):
    first, second = frame.format("Mara"), frame.format("Two days later")
    for imported in told(RAIN, first, WIND, second, FOG):
        [chapter] = imported.story.chapters
        assert scenes(chapter) == [[RAIN], ["Mara", WIND], ["Two days later", FOG]]
        assert [scene.paragraphs[0].block for scene in chapter.scenes[1:]] == [Block.HEADING] * 2
        assert "scenes-by-caption" in [code for code, _ in codes(imported)]


def test_lines_that_say_whose_eyes_we_see_with_begin_scenes():
    for imported in told("Mara's POV", RAIN, "Tobin's POV", WIND):
        assert scenes(imported.story.chapters[0]) == [["Mara's POV", RAIN], ["Tobin's POV", WIND]]


def test_what_parts_a_name_from_its_scene_is_no_break():
    imported = page(
        f"<p>{RAIN}</p><hr><p>Mara's POV</p><hr><p>{WIND}</p><hr><p>Tobin's POV</p><p>{FOG}</p>"
    )
    assert scenes(imported.story.chapters[0]) == [
        [RAIN],
        ["Mara's POV", WIND],
        ["Tobin's POV", FOG],
    ]


@pytest.mark.parametrize(
    "texts",
    [
        (RAIN, "--- NO ENTRY ---", WIND),
        (RAIN, "- Hello -", WIND, "- Goodbye -", FOG),
        (RAIN, "--- Mara", WIND, "--- Tobin", FOG),
    ],
)
def test_signs_and_speech_begin_no_scene(texts):
    for imported in told(*texts):
        assert prose(imported) == list(texts)
        assert imported.story.chapters[0].scene_breaks == 0


def test_where_a_moderator_wants_no_scenes_the_lines_stay_and_come_back_as_they_are():
    html = f"<p>{RAIN}</p><p>--- Mara ---</p><p>{WIND}</p><p>--- Tom ---</p><p>{FOG}</p>"
    story = load(html.encode(), "story.html", Choices(scenes=SceneRule.NEVER)).story
    assert len(story.chapters[0].scenes) == 1
    assert load(write(story).encode(), "again.md").story == story
