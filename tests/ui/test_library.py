"""The library's cards: the preview of an import, and what tells stories apart."""

import pytest

from bot.domain.story import ChapterKind, Heading, Rating, Remark
from bot.ui import library, markdown
from bot.ui.layout import chapter_name, count, told_apart
from tests.ui import samples
from tests.ui.test_layouts import components, shown


def many(code: str, number: int) -> list[Remark]:
    return [Remark(code, line, f"{code} at {line}.") for line in range(1, number + 1)]


def test_the_first_message_is_shown_as_it_will_look() -> None:
    view = library.preview_view(samples.preview())
    text = shown(view)
    assert "-# Ch. 3 · The Lamp · under a minute\nShe lit the lamp.\n\n⁂\n\nIt went out." in text
    assert "(cut here)" not in text
    buttons = [item for item in components(view) if item.get("label", "").startswith("(")]
    assert [button["label"] for button in buttons] == ["(1) Raikiri", "(2) Raikiri"]
    assert all(button["disabled"] for button in buttons)


def test_a_menu_in_the_preview_is_as_dead_as_its_buttons() -> None:
    view = library.preview_view(samples.preview(cited=6))
    (menu,) = (item for item in components(view) if item["type"] == 3)
    assert menu["disabled"]


def test_a_first_message_without_room_says_where_it_is_cut() -> None:
    text = shown(library.preview_view(samples.preview(long=True)))
    assert "\n-# (cut here)" in text


def test_few_warnings_are_listed_one_by_one() -> None:
    text = shown(library.preview_view(samples.preview(remarks=tuple(many("marker", 8)))))
    assert all(f"- Line {line}: marker at {line}." in text for line in range(1, 9))
    assert "more" not in text


def test_many_warnings_are_gathered_and_orphans_are_always_among_them() -> None:
    others = [remark for kind in range(15) for remark in many(f"kind-{kind} " + "long " * 60, 30)]
    orphans = [*many("marker-unmatched", 3), *many("definition-unused", 1)]
    text = shown(library.preview_view(samples.preview(remarks=(*others, *orphans))))
    assert "**454 warnings**" in text
    assert "- Line 1: marker-unmatched at 1. (and 2 more like it)" in text
    assert "- Line 1: definition-unused at 1.\n" in text
    assert "marker-unmatched at 2" not in text


def test_a_second_story_of_the_same_title_is_mentioned() -> None:
    said = "The library has a story of this title already; this would be a second one."
    assert said in shown(library.preview_view(samples.preview(twin=True)))
    assert said not in shown(library.preview_view(samples.preview()))


def test_no_rating_is_called_so() -> None:
    unrated = samples.story(rating=Rating.UNRATED)
    for view in (library.preview_view(samples.preview()), library.added_view(unrated)):
        assert "no rating" in shown(view).lower()
        assert "unrated" not in shown(view).lower()
    assert "Rated teen" in shown(library.added_view(samples.story()))


def test_stories_of_one_title_and_author_are_told_apart() -> None:
    text = shown(library.stories_view([samples.story(), samples.story(number=8)]))
    assert "by A. Writer (no. 5) ·" in text
    assert "by A. Writer (no. 8) ·" in text
    assert "no." not in shown(library.stories_view([samples.story()]))
    assert told_apart(["Emma by A", "Emma by B"], [1, 2]) == ["Emma by A", "Emma by B"]


def test_one_is_one() -> None:
    assert "· 1 chapter, " in shown(library.stories_view([samples.story(chapters=1)]))
    assert [count(number, "reader") for number in (0, 1, 2)] == [
        "0 readers",
        "1 reader",
        "2 readers",
    ]


@pytest.mark.parametrize(
    ("number", "title", "named"),
    [
        (1, "I", "Ch. 1"),
        (4, "iv.", "Ch. 4"),
        (12, "12", "Ch. 12"),
        (1, "I Begin", "Ch. 1 · I Begin"),
        (3, None, "Ch. 3"),
    ],
)
def test_a_chapter_says_its_number_once(number: int, title: str | None, named: str) -> None:
    assert chapter_name(Heading(ChapterKind.CHAPTER, number, title)) == named


def test_what_stands_before_and_after_the_chapters_has_a_name() -> None:
    assert chapter_name(Heading(ChapterKind.FRONT, None, None)) == "Opening"
    assert chapter_name(Heading(ChapterKind.BACK, None, None)) == "Afterword"
    assert chapter_name(Heading(ChapterKind.FRONT, None, "Preface"), 1, 2) == "Preface (1/2)"


def test_what_is_cut_to_be_shown_in_brief_says_so_in_its_own_way() -> None:
    scenes = samples.passage(long=True).scenes
    assert markdown.excerpt(scenes, 300).endswith(" …")
    assert len(markdown.excerpt(scenes, 300, "!")) <= 300
