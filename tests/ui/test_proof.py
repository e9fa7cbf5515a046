"""The proof of an import: what a moderator sees on each of its pages."""

from typing import Any

import pytest
from discord import ui

from bot.domain.choices import Choices, NoteStyle, SceneRule
from bot.domain.story import Rating, Remark, Weight
from bot.services.proofs import Figures
from bot.ui import markdown
from bot.ui.choices import chosen, fields
from bot.ui.forms import modal
from bot.ui.proof import proof_view
from bot.ui.proofpages import Tab
from tests.ui import samples
from tests.ui.test_layouts import components, custom_ids, labels, shown

SETTLING = ["Add to the library", "Discard", "Change…", "Rate…"]
BEFORE = Figures(chapters=32, matter=0, scenes=2, passages=1, words=1_300, notes=2, warnings=1)


def buttons(view: ui.LayoutView) -> list[dict[str, Any]]:
    return [item for item in components(view) if item["type"] == 2]


def pressable(view: ui.LayoutView) -> list[str]:
    return [item["label"] for item in buttons(view) if not item.get("disabled")]


TABS = [tab for tab in Tab if tab is not Tab.CHANGES]


@pytest.mark.parametrize("tab", TABS)
def test_every_page_leads_to_the_others_and_is_settled_where_it_stands(tab: Tab) -> None:
    view = proof_view(samples.proof(chapters=3), tab)
    others = [
        label
        for label, other in zip(
            ["Proof", "Chapters", "Warnings (1)", "Passages", "Longest"], TABS, strict=True
        )
        if other is not tab
    ]
    assert pressable(view)[-8:] == [*others, *SETTLING]


def test_the_first_page_has_figures_warnings_with_lines_and_the_first_message() -> None:
    view = proof_view(samples.proof())
    text = shown(view)
    assert "1 chapter, 2 scenes, 1 passage, 1,300 words (about 5 minutes), 2 footnotes" in text
    assert "2 markers without a note, 1 note without a marker" in text
    assert "Line 10: A \\*remark\\* that goes on." in text
    assert (
        "-# Ch. 3 · The Lamp · under a minute\nShe lit the lamp.(1)(2)\n\n⁂\n\nIt went out." in text
    )
    assert "(cut here)" not in text
    notes = [item for item in buttons(view) if item["label"].startswith("(")]
    assert [note["label"] for note in notes] == ["(1) Raikiri", "(2) Raikiri"]
    assert all(note["disabled"] for note in notes)


def test_a_menu_of_notes_is_as_dead_as_their_buttons() -> None:
    (menu,) = (item for item in components(proof_view(samples.proof(cited=6))) if item["type"] == 3)
    assert menu["disabled"]


def test_a_first_message_without_room_says_where_it_is_cut() -> None:
    assert "\n-# (cut here)" in shown(proof_view(samples.proof(long=True)))


def test_few_warnings_are_listed_one_by_one_on_the_first_page() -> None:
    text = shown(proof_view(samples.proof(remarks=tuple(samples.remarks("marker", 8)))))
    assert all(f"- Line {line}: marker at {line}." in text for line in range(1, 9))
    assert "more" not in text


def test_many_warnings_are_gathered_there_and_orphans_are_always_among_them() -> None:
    others = [
        one for kind in range(15) for one in samples.remarks(f"kind-{kind} " + "long " * 60, 30)
    ]
    orphans = [*samples.remarks("marker-unmatched", 3), *samples.remarks("definition-unused", 1)]
    text = shown(proof_view(samples.proof(remarks=(*others, *orphans))))
    assert "**454 warnings**" in text
    assert "- Line 1: marker-unmatched at 1. (and 2 more like it)" in text
    assert "- Line 1: definition-unused at 1.\n" in text
    assert "marker-unmatched at 2" not in text


def test_choices_and_suggestions_stand_apart_from_the_warnings() -> None:
    remarks = (
        Remark("gap", 7, "Two empty lines end a scene: 14 times.", Weight.CHOICE),
        Remark("marker-unmatched", 8, "The marker (1) has no note.", part="text/one.xhtml"),
        Remark("thought", None, "Is this a thought: I must go.", Weight.SUGGESTION, paragraph=1900),
    )
    text = shown(proof_view(samples.proof(remarks=remarks), Tab.WARNINGS))
    order = [
        "**1 warning**",
        "- text/one.xhtml, line 8: The marker (1) has no note.",
        "**1 choice**",
        "- Line 7: Two empty lines end a scene: 14 times.",
        "**1 suggestion**",
        "- Paragraph 1,900: Is this a thought: I must go.",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    first = shown(proof_view(samples.proof(remarks=remarks)))
    assert "**1 warning**, **1 choice**, **1 suggestion**" in first
    assert "- Line 7: Two empty lines end a scene: 14 times." in first
    assert "I must go" not in first


@pytest.mark.parametrize(
    ("remarks", "name"),
    [
        ((), "Warnings (0)"),
        ((Remark("thought", 9, "A thought.", Weight.SUGGESTION),), "Remarks (1)"),
        (tuple(samples.remarks("licence", 1_200)), "Warnings (1,200)"),
    ],
)
def test_the_button_says_how_much_was_remarked(remarks: tuple[Remark, ...], name: str) -> None:
    assert name in pressable(proof_view(samples.proof(remarks=remarks)))


def all_pages(proof: Any, tab: Tab) -> str:
    """Turn the pages of a kind from the first to the last."""
    text, number = "", 1
    while True:
        view = proof_view(proof, tab, number)
        text += shown(view) + "\n"
        if "▶" not in pressable(view):
            return text
        number += 1


def test_all_warnings_are_there_those_of_a_kind_together_where_they_are_hundreds() -> None:
    mixed = [
        one
        for pair in zip(
            samples.remarks("marker-unmatched", 300), samples.remarks("licence", 300), strict=True
        )
        for one in pair
    ]
    text = all_pages(samples.proof(remarks=tuple(mixed)), Tab.WARNINGS)
    assert all(f"- Line {line}: licence at {line}.\n" in text for line in range(1, 301))
    assert text.index("**Marker unmatched** · 300") < text.index("**Licence** · 300")
    assert text.rindex("marker-unmatched at") < text.index("licence at")


def test_all_chapters_are_there_with_their_lengths_and_minutes() -> None:
    text = all_pages(samples.proof(chapters=3_000), Tab.CHAPTERS)
    line = "- Ch. 3 · The Lamp · 520 words, about 2 minutes · 2 scenes, 1 passage"
    assert text.count(line) == 3_000


def test_passages_turn_one_by_one_and_jump_by_chapter() -> None:
    proof = samples.proof(chapters=40)
    first = proof_view(proof, Tab.PASSAGES, 1)
    assert "◀" not in pressable(first)
    middle = proof_view(proof, Tab.PASSAGES, 20)
    assert {"◀", "20 of 40", "▶"} <= set(pressable(middle))
    assert "f:turn:9:passages:21" in custom_ids(middle)
    (menu,) = (item for item in components(middle) if item["type"] == 3)
    assert len(menu["options"]) == 25
    assert [one["value"] for one in menu["options"] if one.get("default")] == ["20"]
    last = proof_view(proof, Tab.PASSAGES, 40)
    assert "▶" not in pressable(last)
    assert shown(proof_view(proof, Tab.PASSAGES, 9_999)) == shown(last)


def test_the_longest_says_where_it_stands_and_how_much_room_it_takes() -> None:
    text = shown(proof_view(samples.proof(chapters=3, cited=400), Tab.LONGEST))
    assert "The longest message is passage 1 of 3, in Ch. 3 · The Lamp." in text
    assert "of the 4,000 letters that a message has room for." in text
    assert "Turn pages from here" in labels(proof_view(samples.proof(chapters=3), Tab.LONGEST))


def test_a_change_says_what_became_of_the_figures() -> None:
    text = shown(proof_view(samples.proof(before=BEFORE)))
    assert "Changed: 32 → 1 chapter\n" in text
    same = Figures(chapters=1, matter=0, scenes=2, passages=1, words=1_300, notes=2, warnings=1)
    assert "Changed; the figures are the same." in shown(proof_view(samples.proof(before=same)))
    assert "Changed" not in shown(proof_view(samples.proof()))


def test_a_second_story_of_the_same_title_is_mentioned() -> None:
    said = "The library has a story of this title already; this would be a second one."
    assert said in shown(proof_view(samples.proof(twin=True)))
    assert said not in shown(proof_view(samples.proof()))


@pytest.mark.parametrize("long", [False, True])
def test_the_form_keeps_to_its_limits_and_gives_back_what_stands_in_it(long: bool) -> None:
    choices = Choices(chapters="Day #", scenes=SceneRule.GAPS, notes=NoteStyle.CURLY)
    sheet = samples.proof(long=long, choices=choices).sheet
    form = modal("Change the proof", "f:change:9", *fields(sheet)).to_dict()
    assert len(form["title"]) <= 45
    filled = {}
    for label in form["components"]:
        assert len(label["label"]) <= 45
        assert markdown.length(label.get("description") or "") <= 100
        field = label["component"]
        assert len(field.get("value", "")) <= field.get("max_length", 100)
        chosen_one = [one["value"] for one in field.get("options", []) if one.get("default")]
        filled[field["custom_id"]] = field.get("value") or (chosen_one or [""])[0]
        for option in field.get("options", []):
            assert len(option.get("description") or "") <= 100
    assert len(form["components"]) <= 5
    given = chosen(filled)
    assert (given.chapters, given.scenes, given.notes) == ("Day #", SceneRule.GAPS, NoteStyle.CURLY)
    assert given.title == sheet.title
    assert chosen({}) == Choices(title=None)
    assert sheet.rating is Rating.UNRATED
