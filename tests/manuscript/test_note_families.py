"""Every way of writing footnotes, in every place they are put: input beside expected tree."""

import pytest

from tests.manuscript.sketch import codes, counts, notes, plain, prose, scenes

FAMILIES = {
    "round": ("({})", "({}) "),
    "round, spaced": (" ({})", "({}) "),
    "square": ("[{}]", "[{}] "),
    "square, spaced": (" [{}]", "[{}] "),
    "square, colon": ("[{}]", "[{}]: "),
    "caret": ("[^{}]", "[^{}]: "),
    "curly": ("{{{}}}", "{{{}}} "),
    "named with a sharp": ("[FN#{}]", "[FN#{}] "),
    "named in brackets": (" [note {}]", "[note {}] "),
    "named in round brackets": (" (note {})", "(note {}) "),
    "named by a letter": ("[n{}]", "[n{}] "),
    "superscript, typed": ("^{}", "^{} "),
    "superscript in braces": ("^{{{}}}", "^{{{}}} "),
    "proofread": ("[{}]", "[Footnote {}: "),
    "spoken": ("[{}]", "Footnote {}: "),
    "spoken shortly": ("({})", "Note {}. "),
    "listed": ("[{}]", "{}. "),
    "listed with a bracket": ("({})", "{}) "),
    "superscript, listed": ("^{}", "{}. "),
    "other brackets": ("[{}]", "({}) "),
    "no longer raised": ("{}", "{} "),
    "no longer raised, listed": ("{}", "{}. "),
    "no longer raised, square": ("{}", "[{}] "),
    "no longer raised, proofread": ("{}", "[Footnote {}: "),
    "leading back": ("{}", "{} (return) "),
    "leading back, square": ("[{}]", "{} (return) "),
}
LABELS = {
    "raised": ("¹²", "{}", "{} ", ("1", "2")),
    "raised, listed": ("¹²", "{}", None, ("1", "2")),
    "raised brackets": (("⁽¹⁾", "⁽²⁾"), "{}", "{} ", ("1", "2")),
    "signs": ("*†", "{}", "{} ", ("*", "†")),
    "stars": (("*", "**"), "{}", "{}", ("*", "**")),
    "daggers": (("†", "‡"), "{}", "{} ", ("†", "‡")),
    "section sign": (("§", "§§"), "{}", "{} ", ("§", "§§")),
    "signs in brackets": (("*", "**"), "[{}]", "[{}] ", ("*", "**")),
    "signs, proofread": (("*", "†"), "[{}]", "[Footnote {}: ", ("*", "†")),
    "letters": ("ab", "({})", "({}) ", ("a", "b")),
    "square letters": ("ab", "[{}]", "[{}] ", ("a", "b")),
    "letters, proofread": ("AB", "[{}]", "[Footnote {}: ", ("A", "B")),
}


def families():
    """Markers and definitions of two notes in every family, and the labels a reader sees."""
    for name, (marker, opens) in FAMILIES.items():
        yield pytest.param(
            [marker.format(number) for number in (1, 2)],
            [opens.format(number) for number in (1, 2)],
            ("1", "2"),
            id=name,
        )
    for name, (signs, marker, definition, labels) in LABELS.items():
        yield pytest.param(
            [marker.format(sign) for sign in signs],
            [
                f"{number}. " if definition is None else definition.format(sign)
                for number, sign in enumerate(signs, 1)
            ],
            labels,
            id=name,
        )


def note(opens: str, words: str) -> str:
    return f"{opens}{words}]" if opens.startswith("[Footnote") else f"{opens}{words}"


@pytest.mark.parametrize(("marks", "opens", "labels"), [*families()])
class TestEveryFamily:
    def test_after_the_paragraph(self, marks, opens, labels):
        imported = plain(
            f"A boat{marks[0]} came.\n\n{note(opens[0], 'The Ann.')}\n\n"
            f"A dog barked.{marks[1]}\n\n{note(opens[1], 'A collie.')}\n\nIt rained.\n"
        )
        one, two = labels
        assert prose(imported) == [
            f"A boat{{{one}}} came.",
            f"A dog barked.{{{two}}}",
            "It rained.",
        ]
        assert notes(imported.story.chapters[0]) == {one: ["The Ann."], two: ["A collie."]}
        assert counts(imported) == (2, 2, 0, 0)

    @pytest.mark.parametrize("head", ["", "NOTES\n\n", "FOOTNOTES:\n\n", "-----\n\n"])
    @pytest.mark.parametrize("between", ["\n\n", "\n"])
    def test_at_the_end_of_each_chapter_starting_again(self, marks, opens, labels, head, between):
        imported = plain(
            f"Chapter 1\n\nA boat{marks[0]} came,\n\nwith a dog.{marks[1]}\n\n\n"
            f"{head}{note(opens[0], 'The Ann.')}{between}{note(opens[1], 'A collie.')}\n\n\n"
            f"Chapter 2\n\nA cat{marks[0]} came,\n\nwith a rat.{marks[1]}\n\n\n"
            f"{head}{note(opens[0], 'Tabby.')}{between}{note(opens[1], 'Grey.')}\n"
        )
        one, two = labels
        first, second = imported.story.chapters
        assert scenes(first) == [[f"A boat{{{one}}} came,", f"with a dog.{{{two}}}"]]
        assert notes(first) == {one: ["The Ann."], two: ["A collie."]}
        assert notes(second) == {one: ["Tabby."], two: ["Grey."]}
        assert counts(imported) == (4, 4, 0, 0)

    @pytest.mark.parametrize("between", ["\n\n", "\n"])
    def test_at_the_end_of_the_file_numbered_through(self, marks, opens, labels, between):
        imported = plain(
            f"Chapter 1\n\nA boat{marks[0]} came.\n\nIt left.\n\n\n"
            f"Chapter 2\n\nA dog barked.{marks[1]}\n\nIt slept.\n\n\n"
            f"NOTES\n\n{note(opens[0], 'The Ann.')}{between}{note(opens[1], 'A collie.')}\n"
        )
        one, two = labels
        first, second = imported.story.chapters
        assert prose(imported)[0] == f"A boat{{{one}}} came."
        assert (notes(first), notes(second)) == ({one: ["The Ann."]}, {two: ["A collie."]})
        assert counts(imported) == (2, 2, 0, 0)

    @pytest.mark.parametrize("between", ["\n\n", "\n"])
    def test_at_the_end_of_the_file_starting_again(self, marks, opens, labels, between):
        imported = plain(
            f"Chapter 1\n\nA boat{marks[0]} came,\n\nwith a dog.{marks[1]}\n\n\n"
            f"Chapter 2\n\nA cat{marks[0]} came,\n\nwith a rat.{marks[1]}\n\n\nNotes\n\n"
            + between.join(
                (
                    note(opens[0], "The Ann."),
                    note(opens[1], "A collie."),
                    note(opens[0], "Tabby."),
                    note(opens[1], "Grey."),
                )
            )
        )
        one, two = labels
        first, second = imported.story.chapters
        assert notes(first) == {one: ["The Ann."], two: ["A collie."]}
        assert notes(second) == {one: ["Tabby."], two: ["Grey."]}
        assert counts(imported) == (4, 4, 0, 0)


def test_a_note_in_brackets_runs_on_until_they_close():
    imported = plain(
        "A boat[3] came.\n\n[Footnote 3: The Ann [of Hull].\n\nShe was sung of:\n\n"
        "    Lamp lit,\n    lamp low.\n\nAnd so on.]\n\nIt left.\n"
    )
    assert prose(imported) == ["A boat{3} came.", "It left."]
    assert notes(imported.story.chapters[0]) == {
        "3": ["The Ann [of Hull].", "She was sung of:", "Lamp lit,\nlamp low.", "And so on."]
    }


def test_a_bracket_that_never_closes_takes_its_own_paragraph():
    imported = plain("A boat[1] came.\n\n[Footnote 1: The Ann.\n\nIt left.\n\nIt rained.\n")
    assert prose(imported) == ["A boat{1} came.", "It left.", "It rained."]
    assert notes(imported.story.chapters[0]) == {"1": ["The Ann."]}


def test_a_note_without_number_is_the_asterisks_or_hangs_where_it_stands():
    imported = plain(
        "A boat* came.\n\n[Footnote: The Ann.]\n\nA dog barked.\n\n[Footnote: A collie.]\n\nEnd.\n"
    )
    assert prose(imported) == ["A boat{*} came.", "A dog barked.{1}", "End."]
    assert notes(imported.story.chapters[0]) == {"*": ["The Ann."], "1": ["A collie."]}
    assert counts(imported) == (2, 2, 0, 0)


def test_numbered_notes_that_nothing_cites_hang_where_they_stand():
    imported = plain("A boat came.\n\n[Footnote 1: The Ann.]\n\nIt left.\n")
    assert prose(imported) == ["A boat came.{1}", "It left."]
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "A boat^[The _Ann_.] came.",
        "A boat [Footnote: The _Ann_.] came.",
        "A boat[Footnote 1: The _Ann_.] came.",
    ],
)
def test_a_note_inside_the_sentence(text):
    imported = plain(f"{text}\n\nIt left.\n")
    assert "".join(prose(imported)[0].split()) == "Aboat{1}came."
    assert notes(imported.story.chapters[0]) == {"1": ["The /Ann/."]}
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A boat(1)(2) came.", "A boat{1}{2} came."),
        ("A boat[1][2] came.", "A boat{1}{2} came."),
        ("A boat(1, 2) came.", "A boat{1}{2} came."),
        ("A boat[1,2] came.", "A boat{1}{2} came."),
        ("A boat (1; 2), so.", "A boat{1}{2}, so."),
        ("“Ahoy!(1)” the dog(2) said.", "“Ahoy!{1}” the dog{2} said."),
        ("A boat(1)... and a dog(2)…", "A boat{1}... and a dog{2}…"),
        ("It was 1815.[1] On May 7.(2) it left.", "It was 1815.{1} On May 7.{2} it left."),
        ("Over 1,000[1] men in 1815[2] came.", "Over 1,000{1} men in 1815{2} came."),
        ("Mr.[1] Harrow and Dr.(2) Ann", "Mr.{1} Harrow and Dr.{2} Ann"),
        ("_A boat_[1] and _a dog[2]_ came.", "/A boat/{1} and /a dog/{2} came."),
        ("A boat--[1] and a dog—(2) came.", "A boat--{1} and a dog—{2} came."),
        ("A boat(1), a dog(2); so.", "A boat{1}, a dog{2}; so."),
        ("lamp lit,[1]\nlamp low[2]\nlamp", "lamp lit,{1}\nlamp low{2}\nlamp"),
    ],
)
def test_where_markers_may_stand(text, shown):
    brackets = "[]" if "[1" in text else "()"
    other = "[]" if "2]" in text else "()"
    end = "\n\n{}1{} The Ann.\n\n{}2{} A collie.\n".format(*brackets, *other)
    imported = plain(f"{text}\n\nIt rained.\n{end}")
    assert prose(imported)[0] == shown
    assert counts(imported) == (2, 2, 0, 0)


def test_markers_that_share_their_brackets_are_all_markers_or_none():
    imported = plain("A boat(1, 9) came.\n\nA dog(1) barked.\n\n\n(1) The Ann.\n")
    assert prose(imported)[0] == "A boat(1, 9) came."
    assert counts(imported) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "“(1)” was all the note said.",
        "He wrote [sic] in 1914 [1914], did he?",
        "She wept. [Exit] (aside) [*] (*)",
        "It had *** three stars and 10*2 = 20.",
        "Call (555) 123-4567 or (020) 79460000.",
        "See Genesis 1(2) and section 12(a).",
        "Two boat(s) with H₂O and x^2 + 2^10.",
        "He rolled 2d6 (3) and 1d20 (4).",
        "She had (a) rope, (b) salt.",
    ],
)
def test_what_looks_like_a_marker_and_is_none(text):
    imported = plain(f"{text}\n\nIt rained.\n\nIt poured.\n")
    assert prose(imported)[0] == text
    assert counts(imported) == (0, 0, 0, 0)


@pytest.mark.parametrize("opens", ["({})", "{}.", "{})", "[{}]"])
def test_a_numbered_list_behind_the_notes_is_text(opens):
    rules = [f"{opens.format(1)} No boats.", f"{opens.format(2)} No dogs."]
    text = "A boat[1] came.\n\n[1] The Ann.\n\nHe had rules.\n\n{}\n\n{}\n\nThat was all.\n"
    imported = plain(text.format(*rules))
    assert prose(imported) == ["A boat{1} came.", "He had rules.", *rules, "That was all."]
    assert codes(imported) == []


@pytest.mark.parametrize(
    ("marker", "opens"), [("({})", "({}) "), ("[{}]", "[Footnote {}: "), ("[{}]", "{}. ")]
)
def test_more_than_a_thousand_notes(marker, opens):
    numbers = range(1, 1203)
    text = "\n\n".join(f"A boat{marker.format(number)} came." for number in numbers)
    end = "\n\n".join(note(opens.format(number), "The Ann.") for number in numbers)
    assert counts(plain(f"{text}\n\nNotes\n\n{end}\n")) == (1202, 1202, 0, 0)


def test_a_bracketed_note_may_have_any_number():
    imported = plain("A boat[1914] came.\n\n[Footnote 1914: The Ann.]\n\nIt left.\n")
    assert len(prose(imported)) == 2
    assert imported.footnote_definitions == 1
