"""Books of letters and later volumes: headings whose numbers do not begin with one."""

from tests.manuscript.sketch import choices, counts, headings, notes, page, plain, prose, warnings

LETTERS = [
    ("216.", "TO THE KEEPER.", "The lamp went out again."),
    ("217.", "TO THE SAME.", "The boat is late."),
    ("218.[1]", "TO MARA.", "Nobody came."),
    ("219.", "TO THE KEEPER.", "Send oil."),
]
TITLES = ["TO THE KEEPER.", "TO THE SAME.", "TO MARA.", "TO THE KEEPER."]


def letters(joint: str = "\n\n") -> str:
    return "".join(
        f"\n\n\n{head}{joint}{to}\n\nDear friend,\n\n{words}\n\nYour\n\nANN\n"
        + ("\n[Footnote 1: On her birthday.]\n" if "[1]" in head else "")
        for head, to, words in LETTERS
    )


def test_letters_go_on_counting_from_those_of_another_volume():
    imported = plain(f"THE LETTERS OF ANN\n\nVOL. II\n{letters()}")
    chapters = [one for one in headings(imported) if one[0] == "chapter"]
    assert chapters == [("chapter", 216 + at, title) for at, title in enumerate(TITLES)]
    assert choices(imported)[0][1].endswith("chapter's heading: 4 times, first “216.”")


def test_a_marker_behind_a_number_stands_in_its_letter():
    imported = plain(f"THE LETTERS OF ANN\n\nVOL. II\n{letters()}")
    assert notes(imported.story.chapters[-2]) == {"1": ["On her birthday."]}
    assert "{1}Dear friend," in prose(imported)
    assert counts(imported) == (1, 1, 0, 0)


def test_a_list_whose_numbers_alone_stand_over_the_letters():
    listed = "216. To the Keeper\n217. To the Same\n218. To Mara\n219. To the Same\n"
    imported = plain(f"THE LETTERS OF ANN\n\nCONTENTS\n\n{listed}{letters()}")
    assert "216. To the Keeper" not in " ".join(prose(imported))
    assert ("contents-left-out", 3) in warnings(imported)


def test_numbers_of_pages_head_nothing():
    pages = "".join(f"It rained on and\n\n{at}\n\non. Nobody came.\n\n" for at in range(12, 24))
    imported = plain(f"{pages}It rained.\n")
    assert headings(imported) == [("chapter", 1, None)]


def test_a_marker_behind_the_number_of_a_heading_on_a_page():
    imported = page(
        "<h3>1.<sup><a href='#n1'>[1]</a></sup><br>TO MARA.</h3><p>Nobody came.</p>"
        "<div id='n1'><p>[Footnote 1: On her birthday.]</p></div>"
        "<h3>2.<br>TO ANN.</h3><p>Send oil.</p><h3>3.</h3><p>No oil.</p>"
        "<h3>4.<br>TO MARA.</h3><p>It burns.</p>"
    )
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3, 4]
    assert notes(imported.story.chapters[0]) == {"1": ["On her birthday."]}
    assert counts(imported) == (1, 1, 0, 0)
