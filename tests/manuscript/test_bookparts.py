"""What a book's mark-up says of its parts, and headings in several pieces."""

import pytest

from bot.manuscript.web.hypertext import Document
from bot.manuscript.web.leaves import NavEntry
from tests.manuscript.sketch import codes, headings, prose, scenes
from tests.manuscript.test_hypertext import page


def section(kind: str, body: str, tag: str = "section") -> str:
    return f'<{tag} epub:type="{kind}">{body}</{tag}>'


def test_a_book_whose_parts_are_called_what_they_are():
    imported = page(
        section("titlepage", "<h1>The Lamp</h1><p>By Ann Harrow</p>"),
        section("imprint", "<h2>Imprint</h2><p>Made by hand.</p>"),
        section("dedication", "<p>For those at sea.</p>"),
        section("introduction", "<h2>On lamps</h2><p>They shine.</p>"),
        section("part", "<h2>Book I</h2><blockquote><p>Light!</p></blockquote>"),
        section("chapter", "<h3>The Rain</h3><p>Rain.</p><h4>Later</h4><p>Sun.</p>"),
        section("chapter", "<p>No heading.</p>"),
        section("part", "<h2>Book II</h2>"),
        section("chapter", "<h3>The Storm</h3><p>Wind.</p>"),
        section("epilogue", "<h2>After</h2><p>Calm.</p>"),
        section("afterword", "<h2>Thanks</h2><p>To all.</p>"),
        section("colophon", "<p>Set in lead.</p>"),
    )
    assert headings(imported) == [
        ("front", None, "Dedication"),
        ("front", None, "On lamps"),
        ("chapter", 1, "The Rain"),
        ("chapter", 2, None),
        ("chapter", 3, "The Storm"),
        ("chapter", None, "After"),
        ("back", None, "Thanks"),
    ]
    first, third = imported.story.chapters[2], imported.story.chapters[4]
    assert scenes(first) == [["Book I", "Light!", "Rain.", "Later", "Sun."]]
    assert scenes(third) == [["Book II", "Wind."]]
    left = [remark.message for remark in imported.remarks]
    assert [code for code, _ in codes(imported)] == ["book-part-left-out"] * 3
    assert "title page: The Lamp" in left[0]
    assert "imprint: Imprint Made by hand." in left[1]
    assert "colophon: Set in lead." in left[2]


def test_lower_headings_in_front_and_back_matter_stay_in_its_text():
    body = "<h1>Words</h1><h2>Of ships</h2><p>A hull.</p><h2>Of lamps</h2>"
    imported = page(
        section("frontmatter", section("preface", "<h1>Before</h1><h2>To Ann</h2><p>Dear.</p>")),
        section("bodymatter", section("chapter", "<h1>One</h1><p>Rain.</p>")),
        section("backmatter", f"<section>{body}</section><section><h1>More</h1></section>"),
    )
    assert [name for *_, name in headings(imported)] == ["Before", "One", "Words", "More"]
    assert scenes(imported.story.chapters[0]) == [["To Ann", "Dear."]]
    assert scenes(imported.story.chapters[2]) == [["Of ships", "A hull.", "Of lamps"]]


def test_a_part_without_chapters_is_one_itself():
    long = "Word after word. " * 30
    imported = page(
        section("part", f"<h2>Dawn</h2><p>{long}</p>"),
        section("part", f"<h2>Dusk</h2><p>{long}</p>"),
    )
    assert headings(imported) == [("chapter", 1, "Dawn"), ("chapter", 2, "Dusk")]


def test_a_letter_or_a_poem_at_the_head_of_a_chapter_is_no_part_of_the_book():
    body = section("epigraph", "<p>Light!</p>", "blockquote") + "<p>Rain.</p>"
    imported = page(section("chapter", f"<h2>I</h2>{body}"))
    assert headings(imported) == [("chapter", 1, None)]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Rain.</p>",
        "<p><b>The Storm</b></p><p>Rain.</p>",
        "<h1>The Storm</h1><p>Rain.</p>",
    ],
)
def test_a_table_of_contents_names_what_has_no_heading(body):
    calm = Document("b.xhtml", "<p>Sun.</p>", titles={"": NavEntry("The Calm")})
    imported = page(Document("a.xhtml", body, titles={"": NavEntry("The Storm")}), calm)
    assert headings(imported) == [("chapter", 1, "The Storm"), ("chapter", 2, "The Calm")]
    assert prose(imported) == ["Rain.", "Sun."]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<h2>Chapter 4</h2><h3>The Sea</h3>", (4, "The Sea")),
        ("<h2>Chapter 4</h2><h2>The Sea</h2>", (4, "The Sea")),
        ("<h2>IV<br>The Sea</h2>", (4, "The Sea")),
        ("<hgroup><h2>IV</h2><p>The Sea</p></hgroup>", (4, "The Sea")),
        ("<hgroup><p>Chapter 4</p><h2>The Sea</h2></hgroup>", (4, "The Sea")),
        ("<h2><span>Chapter</span> <span>IV</span></h2>", (4, None)),
        ('<h2>IV <span epub:type="subtitle">The Sea</span></h2>', (4, "The Sea")),
        (f"<h2>Chapter IV: {'The Sea and ' * 15}Land</h2>", (4, f"{'The Sea and ' * 15}Land")),
    ],
)
def test_a_number_and_its_title(head, expected):
    imported = page(f"{head}<p>Rain.</p>")
    assert headings(imported) == [("chapter", *expected)]
    assert prose(imported) == ["Rain."]


STORY = "".join(
    f'<h2 id="c{number}">Chapter {number}</h2><p>Rain, {number} days of it.</p>'
    for number in range(1, 5)
)


@pytest.mark.parametrize(
    "contents",
    [
        '<ol><li><a href="#c1">Rain</a><li><a href="#c2">Rain</a><li><a href="#c3">Rain</a></ol>',
        "<h2>Contents</h2>" + "".join(f'<p><a href="#c{n}">Chapter {n}</a></p>' for n in (1, 2, 3)),
        "<p>Contents</p><p>" + "<br>".join(f'<a href="#c{n}">{n}</a>' for n in (1, 2, 3)) + "</p>",
        "<table>"
        + "".join(f'<tr><td>{n}.<td><a href="#c{n}">Rain {n}</a><td>9</tr>' for n in (1, 2, 3))
        + "</table>",
        "<h2>CONTENTS</h2><p>Chapter 1<br>Chapter 2<br>Chapter 3<br>Chapter 4</p>",
    ],
)
def test_a_list_of_contents_is_left_out_and_named(contents):
    imported = page(contents + STORY)
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3, 4]
    assert prose(imported) == [f"Rain, {number} days of it." for number in range(1, 5)]
    assert codes(imported) == [("contents-left-out", 1)]


def test_navigation_is_left_out_and_named():
    imported = page('<nav><p><a href="#c2">Chapter 2</a></p></nav>' + STORY)
    assert [number for _, number, _ in headings(imported)] == [1, 2, 3, 4]
    assert [remark.message for remark in imported.remarks] == ["Left out navigation: Chapter 2"]


def test_links_in_the_story_to_its_chapters_stay():
    imported = page(STORY + '<p>As I said <a href="#c1">before</a>, it rained.</p>')
    assert prose(imported)[-1] == "As I said before, it rained."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Chapter 1</h1><p>a</p><h1>Chapter 2</h1><p>b</p>", [1, 2]),
        ("<h1>Tale</h1><h2>By Me</h2><h2>Chapter 1</h2><p>a</p><h2>Chapter 2</h2><p>b</p>", [1, 2]),
        ("<h1>Day 1</h1><p>a</p><h1>Day 2</h1><p>b</p><h1>Day 3</h1><p>c</p>", [1, 2, 3]),
        ("<h2>1 SEA</h2><p>a</p><h2>2 LAND</h2><p>b</p><h2>3 AIR</h2><p>c</p>", [1, 2, 3]),
        ("<h2>PART I</h2><h3>I</h3><p>a</p><h3>II</h3><p>b</p>", [1, 2]),
        ("<h2>BOOK I</h2><h2>CHAPTER I</h2><p>a</p><h2>CHAPTER II</h2><p>b</p>", [1, 2]),
        ("<h1>T</h1><h1>T</h1><h2>Sea</h2><p>a</p><h2>Land</h2><p>b</p>", [1, 2]),
        ("<h1>Site</h1><p><b>Chapter 1</b></p><p>a</p><p><b>Chapter 2</b></p><p>b</p>", [1, 2]),
        ("<h2>XXIX</h2><p>a</p><h2>XXX</h2><p>b</p><h2>XXXI</h2><p>c</p>", [29, 30, 31]),
    ],
)
def test_levels(body, expected):
    numbers = [number for kind, number, _ in headings(page(body)) if kind == "chapter"]
    assert numbers == expected


SUN = "<p>The sun shone on the sea.</p>"
EMPTY = "<p>&nbsp;</p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (SUN * 3 + EMPTY + SUN, [3, 1]),
        ((SUN + EMPTY) * 3 + SUN, [4]),
        ((SUN + EMPTY) * 3 + EMPTY + SUN, [3, 1]),
        ((SUN + "<p><br></p>") * 3 + "<p><br></p>" + SUN, [3, 1]),
        ("One.<br><br>Two.<br><br>Three.<br><br><br>Four.", [3, 1]),
        ("<p>One.<br><br>Two.</p><p>Three.</p>", [3]),
        (SUN + '<p><img src="d.png" alt=""></p>' + SUN + '<p><img src="d.png"></p>' + SUN, [1] * 3),
        (SUN + '<p><img src="x1.png" alt="* * *"></p>' + SUN, [1, 1]),
        (SUN + '<p><img src="scene-break.png" alt=""></p>' + SUN, [1, 1]),
        (SUN + '<p><img src="boat.png" alt=""></p>' + SUN, [2]),
        (SUN + '<p><img src="boat.png" alt="A boat."></p>' + SUN, [3]),
        (SUN + "<h3>* * *</h3>" + SUN, [1, 1]),
    ],
)
def test_gaps_and_pictures_between_scenes(body, expected):
    [chapter] = page(body).story.chapters
    assert [len(scene.paragraphs) for scene in chapter.scenes] == expected


def test_a_break_that_only_a_gap_tells_of_is_remarked_on():
    imported = page(f"{SUN}\n{SUN}\n{EMPTY}\n<p>Night fell.</p>")
    [remark] = imported.remarks
    assert (remark.code, remark.line, remark.weight.value) == ("gaps-part-scenes", 4, "choice")
    assert "once" in remark.message
    assert "Night fell." in remark.message


def test_numerals_inside_a_prologue_part_it_where_chapters_are_as_low():
    imported = page(
        section("prologue", "<h2>Prologue</h2><h3>I</h3><p>Rain.</p><h3>II</h3><p>Sun.</p>"),
        section("part", "<h2>Book I</h2>"),
        section("chapter", "<h3>I</h3><p>Wind.</p>"),
        section("chapter", "<h3>II</h3><p>Calm.</p>"),
    )
    assert [title for _, _, title in headings(imported)] == ["Prologue", None, None]
    assert scenes(imported.story.chapters[0]) == [["I", "Rain.", "II", "Sun."]]
