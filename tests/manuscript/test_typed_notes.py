"""Typed notes in formats with mark-up, and the styles that a moderator may choose."""

import pytest

from bot.domain.choices import Choices, NoteStyle
from bot.domain.story import Block, Story, Weight
from bot.manuscript import load, write
from tests.manuscript.sketch import codes, counts, markdown, notes, plain, prose, scenes


def page(body: str):
    text = f"<!DOCTYPE html><html><head><title>A</title></head><body>{body}</body></html>"
    return load(text.encode(), "story.html")


@pytest.mark.parametrize(
    ("text", "notes_at_end"),
    [
        ("(1)|(2)", "(1) The *Ann*.\n\n(2) A collie."),
        ("[1]|[2]", "[1] The *Ann*.\n\n[2] A collie."),
        ("[1]|[2]", "[1]: The *Ann*.\n[2]: A collie."),
        (r"\[1\]|\[2\]", r"\[1\] The *Ann*." + "\n\n" + r"\[2\] A collie."),
        ("¹|²", "¹ The *Ann*.\n² A collie."),
        ("[1]|[2]", "1. The *Ann*.\n2. A collie."),
        ("(1)|(2)", "- (1) The *Ann*.\n- (2) A collie."),
        ("(1)|(2)", "---\n\n(1) The *Ann*.\\\n(2) A collie."),
        ("(1)|(2)", "### Notes\n\n(1) The *Ann*.\n\n(2) A collie."),
        ("(1)|(2)", "**Notes:**\n\n(1) The *Ann*.\n\n(2) A collie."),
        ("[1]|[2]", "[Footnote 1: The *Ann*.]\n\n[Footnote 2: A collie.]"),
        ("^[The *Ann*.]|^[A collie.]", ""),
    ],
)
def test_typed_notes_in_markdown(text, notes_at_end):
    one, two = text.split("|")
    imported = markdown(f"A *boat*{one} came.\n\nA dog{two} barked.\n\n{notes_at_end}\n")
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [["A /boat/{1} came.", "A dog{2} barked."]]
    assert notes(chapter) == {"1": ["The /Ann/."], "2": ["A collie."]}
    assert counts(imported) == (2, 2, 0, 0)


def test_a_chapter_of_notes_in_markdown_serves_the_chapters():
    imported = markdown(
        "# Chapter 1\n\nA boat(1) came.\n\n# Chapter 2\n\nA dog(2) barked.\n\n"
        "# Notes\n\n(1) The Ann.\n\nShe leaked.\n\n(2) A collie.\n"
    )
    first, second = imported.story.chapters
    assert notes(first) == {"1": ["The Ann.", "She leaked."]}
    assert notes(second) == {"2": ["A collie."]}


def test_typed_notes_stand_beside_those_of_markdown():
    imported = markdown("A boat[^1] came.\n\nA dog(1) barked.\n\n[^1]: The Ann.\n\n(1) A collie.\n")
    assert counts(imported) == (2, 2, 0, 0)
    assert sorted(notes(imported.story.chapters[0]).values()) == [["A collie."], ["The Ann."]]


def test_what_is_none_stays_in_markdown_as_it_is():
    text = (
        "They had (1) rope,\n(2) salt.\n\n1. Rope.\n2. Salt.\n\n(1) Be kind.\n\n[^9] is no note.\n"
    )
    imported = markdown(text)
    shown = ["They had (1) rope, (2) salt.", "1. Rope.", "2. Salt.", "(1) Be kind."]
    assert prose(imported)[:4] == shown
    assert imported.footnote_definitions == 0


@pytest.mark.parametrize(
    "end",
    [
        "<p>(1) The <em>Ann</em>.</p><p>(2) A collie.</p>",
        "<p>(1) The <em>Ann</em>.<br>(2) A collie.</p>",
        "<hr><p>Notes:</p><p>(1) The <em>Ann</em>.</p><p>(2) A collie.</p>",
        "<ol><li>The <em>Ann</em>.</li><li>A collie.</li></ol>",
    ],
)
def test_typed_notes_in_a_web_page(end):
    imported = page(f"<p>A <em>boat</em>(1) came.</p><p>A dog(2) barked.</p>{end}")
    [chapter] = imported.story.chapters
    assert scenes(chapter) == [["A /boat/{1} came.", "A dog{2} barked."]]
    assert notes(chapter) == {"1": ["The /Ann/."], "2": ["A collie."]}


def test_raised_figures_without_links_in_a_web_page():
    imported = page(
        "<p>A boat<sup>1</sup> came, 3 m<sup>2</sup> large.</p><p>A dog.<sup>2</sup></p>"
        "<p><sup>1</sup> The Ann.</p><p><sup>2</sup> A collie.</p>"
    )
    assert prose(imported) == ["A boat{1} came, 3 m² large.", "A dog.{2}"]
    assert counts(imported) == (2, 2, 0, 0)


def test_a_written_story_keeps_as_text_what_was_text():
    text = "A boat(1) came.\n\nIt left.\n\n(1) The Ann.\n\nA dog^[a collie] barked.\n"
    story = load(text.encode(), "a.txt", Choices(notes=NoteStyle.NONE)).story
    assert prose(load(text.encode(), "a.txt", Choices(notes=NoteStyle.NONE)))[0].count("(1)") == 1
    written = write(story)
    assert 'notes: "linked"' in written
    assert _text(load(written.encode(), "again.md").story) == _text(story)


def _text(story: Story) -> list[tuple[Block, str]]:
    return [
        (part.block, part.text)
        for chapter in story.chapters
        for scene in chapter.scenes
        for part in scene.paragraphs
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_moderator_may_say_that_nothing_is_a_marker(name):
    text = "<p>A boat(1) came.</p>\n\n<p>It left.</p>\n\n<p>(1) The Ann.</p>\n"
    if name != "a.html":
        text = text.replace("<p>", "").replace("</p>", "")
    imported = load(text.encode(), name, Choices(notes=NoteStyle.NONE))
    assert prose(imported) == ["A boat(1) came.", "It left.", "(1) The Ann."]
    assert counts(imported) == (0, 0, 0, 0)


def test_links_are_markers_whatever_a_moderator_says():
    text = "A boat[^1] came.\n\n[^1]: The Ann.\n"
    imported = load(text.encode(), "a.md", Choices(notes=NoteStyle.NONE))
    assert counts(imported) == (1, 1, 0, 0)


def test_only_the_style_that_a_moderator_chose_is_looked_for():
    text = "A boat(1) came.\n\nA dog[1] barked.\n\nEnd.\n\n\n(1) The Ann.\n\n[1] A collie.\n"
    imported = load(text.encode(), "a.txt", Choices(notes=NoteStyle.SQUARE))
    assert prose(imported)[:3] == ["A boat(1) came.", "A dog{1} barked.", "End."]
    assert counts(imported) == (1, 1, 0, 0)


def test_what_is_doubtful_is_sure_in_the_style_that_was_chosen():
    text = "They had (1) rope, (2) salt.\n\nA boat (1) came.\n\n(1) Of hemp.\n\n(2) Of the sea.\n"
    chosen = load(text.encode(), "a.txt", Choices(notes=NoteStyle.ROUND))
    assert prose(chosen) == ["They had{1} rope,{2} salt.", "A boat{1} came."]


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        (
            "A boat[1] came.\n\nA dog[2] barked.\n\n1. The Ann.\n\n2. A collie.\n",
            "notes-restyled",
            5,
            "[1], their notes begin otherwise (2 of them): 1. The Ann.",
        ),
        (
            "A boat(1) came.\n\n(1) The Ann.\n\nA dog(1) barked.\n\n(1) A collie.\n",
            "note-numbers-restart",
            7,
            "start again once; they were paired in order. The first such note: A collie.",
        ),
        (
            "Chapter 1\n\nA boat(1) came.\n\nChapter 2\n\nIt left.\n\nNotes\n\n(1) The Ann.\n",
            "notes-at-the-end",
            11,
            "One note stands in another chapter than what cites them. The first: The Ann.",
        ),
    ],
)
def test_an_unusual_reading_is_told(text, code, line, said):
    [remark] = [one for one in plain(text).remarks if one.weight is Weight.CHOICE]
    assert (remark.code, remark.line) == (code, line)
    assert said in remark.message


@pytest.mark.parametrize("spoilt", ["(l)", "(I)", "(i)", "1)", "(1"])
def test_a_misread_marker_is_proposed_and_never_applied(spoilt):
    text = f"A boat{spoilt} came.\n\nA dog(2) barked.\n\n\n(1) The Ann.\n\n(2) A collie.\n"
    imported = plain(text)
    assert prose(imported)[0] == f"A boat{spoilt} came."
    [remark] = [one for one in imported.remarks if one.code == "marker-misread"]
    assert remark.line == 1
    assert f"The “{spoilt}” here may be a misread (1)" in remark.message
    assert "A boat" in remark.message


def test_a_misread_note_is_proposed_where_its_marker_has_none():
    text = "A boat(1) came.\n\nA dog(2) barked.\n\n(1) The Ann.\n\n(Z) A collie.\n"
    imported = plain(text)
    assert ("marker-misread", 7) in codes(imported)
    assert prose(imported)[-1] == "(Z) A collie."


def test_nothing_is_proposed_where_no_number_is_missing():
    text = "A boat(1) came (l) or (I).\n\nA dog 3) barked.\n\n\n(1) The Ann.\n"
    assert codes(plain(text)) == []


@pytest.mark.parametrize(("marker", "opens"), [("[*]", "*"), (" [*]", "*"), ("*", "[*] ")])
def test_a_sign_with_brackets_on_one_side_only(marker, opens):
    imported = plain(f"A boat came.{marker}\n\n    {opens}The Ann.\n\nIt left.\n")
    assert prose(imported) == ["A boat came.{*}", "It left."]
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize("song", ["    Lamp lit,\n    lamp low.", "Lamp lit."])
def test_a_label_alone_over_its_note(song):
    imported = plain(f"A song[1] rose.\n\nA dog[2] slept.\n\n[1]\n\n{song}\n\n[2] A collie.\n")
    assert prose(imported) == ["A song{1} rose.", "A dog{2} slept."]
    words = [" ".join(line.split()) for line in song.split("\n")]
    assert notes(imported.story.chapters[0]) == {"1": ["\n".join(words)], "2": ["A collie."]}


def test_a_label_alone_that_nothing_cites_is_text():
    imported = plain("Chapter 1\n\nA song rose.\n\n[12]\n\nA dog slept.\n\n\n[13]\n")
    assert prose(imported) == ["A song rose.", "[12]", "A dog slept.", "[13]"]


def test_a_note_that_calls_itself_one_over_its_words():
    imported = plain(
        "A song[1] rose.\n\n[Footnote 1:\n\n    Lamp lit,\n    lamp low.]\n\nIt left.\n"
    )
    assert prose(imported) == ["A song{1} rose.", "It left."]
    assert notes(imported.story.chapters[0]) == {"1": ["Lamp lit,\nlamp low."]}
