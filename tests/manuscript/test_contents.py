"""Lists of contents in plain text: known by what they name, announced or not."""

import pytest

from tests.manuscript.sketch import headings, plain, prose, warnings

STORY = (
    "It rained all night, and the keeper sat up with the lamp until the\n"
    "boat was in.\n\nNobody came ashore.\n\n\n"
)


def book(*heads: str) -> str:
    return "".join(f"{head}\n\n{STORY}" for head in heads)


def titles(imported) -> list[str | None]:
    return [title for _, _, title in headings(imported)]


def test_a_list_names_the_stories_of_a_collection():
    names = ["THE LAMP", "THE KEEPER'S DOG", "A BOAT", "WHAT THE SEA SAID"]
    imported = plain(f"CONTENTS\n\n{chr(10).join(names)}\n\n\n\n{book(*names)}")
    assert headings(imported) == [("chapter", at, name) for at, name in enumerate(names, 1)]
    assert prose(imported).count("Nobody came ashore.") == 4
    assert warnings(imported) == [("contents-left-out", 1)]


def test_a_list_without_a_heading_is_known_by_what_it_names():
    listed = "   I. The Lamp\n  II. The Dog\n III. The Boat\n  IV. The Sea\n"
    heads = ["STORY I. THE LAMP", "STORY II. THE DOG", "III. THE BOAT", "IV. THE SEA"]
    imported = plain(f"THE BOOK OF THE LAMP\n\n\n{listed}\n\n\n{book(*heads)}")
    assert [number for kind, number, _ in headings(imported) if kind == "chapter"] == [1, 2, 3, 4]
    assert warnings(imported) == [("contents-left-out", 4)]


def test_a_list_of_parts_whose_chapters_begin_again():
    listed = "PART ONE\n  CHAPTER I. Rain  3\n  CHAPTER II. Sun  9\n\n" * 2
    listed = listed.replace("ONE", "TWO").replace("TWO", "ONE", 1)
    text = "PART ONE\n\n" + book("CHAPTER I.\n\nRAIN", "CHAPTER II.\n\nSUN")
    text += "PART TWO\n\n" + book("CHAPTER I.\n\nRAIN", "CHAPTER II.\n\nSUN")
    imported = plain(f"CONTENTS\n\n{listed}\n\n\n{text}")
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3, 4]
    assert warnings(imported) == [("contents-left-out", 1)]


def test_the_title_under_a_numeral_is_known_by_the_list():
    listed = "1. THE OLD LAMP . . . . 3\n2. A NEW DOG . . . . 9\n3. The Boat . . . 12\n"
    text = book("1\n\nThe Old Lamp", "2\n\nA New Dog", "3\n\nThe Boat")
    imported = plain(f"CONTENTS\n\n{listed}\n\n\n{text}")
    assert headings(imported) == [
        ("chapter", 1, "The Old Lamp"),
        ("chapter", 2, "A New Dog"),
        ("chapter", 3, "The Boat"),
    ]


def test_what_stands_between_the_list_and_the_first_chapter_stays():
    dedication = "To the harbour master, who kept the books while the author kept the\nlamp.\n"
    listed = "CHAPTER I. The Lamp\nCHAPTER II. The Dog\n"
    text = book("CHAPTER I. The Lamp", "CHAPTER II. The Dog")
    imported = plain(f"CONTENTS\n\n{listed}\n\n\n{dedication}\n\n\n{text}")
    assert prose(imported)[0].startswith("To the harbour master")
    assert titles(imported) == [None, "The Lamp", "The Dog"]


def test_a_list_of_illustrations_with_pages_goes_too():
    text = "ILLUSTRATIONS\n\nThe lamp .... 3\nThe dog .... 12\n\n\n" + book(
        "CHAPTER I", "CHAPTER II"
    )
    imported = plain(text)
    assert "The lamp" not in " ".join(prose(imported))
    assert warnings(imported) == [("contents-left-out", 1)]


@pytest.mark.parametrize(
    "refrain",
    [
        "Round about, round about,\n  Lo and behold!\nReel away, reel away,\n  Straw into gold!\n",
        "ROUND ABOUT\n\nLO AND BEHOLD\n\nREEL AWAY\n\nSTRAW INTO GOLD\n",
    ],
)
def test_a_refrain_is_no_list(refrain):
    imported = plain(f"Chapter 1\n\n{STORY}{refrain}\n{STORY}{refrain}\n{STORY}")
    assert warnings(imported) == []
    assert headings(imported) == [("chapter", 1, None)]


def test_chapters_whose_numbers_begin_again_are_no_list_of_each_other():
    text = "".join(
        f"Book {at}\n\nChapter 1\n\nIt rained.\n\nChapter 2\n\nIt shone.\n\n" for at in (1, 2, 3)
    )
    imported = plain(text)
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3, 4, 5, 6]
    assert warnings(imported) == []


def test_a_list_of_pictures_names_no_chapters():
    pictures = ["THE LAMP.", "A DOG IN THE RAIN.", "THE BOAT."]
    listed = "CONTENTS\n\nPREFACE.\nBOOK I.\nBOOK II.\nBOOK III.\nTHE LAST WORD.\n\n\n\n"
    listed += "ILLUSTRATIONS\n\n" + "\n".join(pictures) + "\n\n\n\n"
    heads = (
        f"{head}\n\n{STORY}                  [Illustration]\n\n{picture}\n\n{STORY}"
        for head, picture in zip(("BOOK I.", "BOOK II.", "BOOK III."), pictures, strict=True)
    )
    imported = plain(listed + book("PREFACE.") + "".join(heads) + book("THE LAST WORD."))
    assert titles(imported) == [
        *("PREFACE.", "BOOK I.", "BOOK II.", "BOOK III."),
        "THE LAST WORD.",
    ]
