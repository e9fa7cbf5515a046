"""Mark-up to flow: paragraphs, headings, breaks, styles and lines, as a reader of the page sees."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.choices import AUTOMATIC
from bot.domain.errors import RefusalError
from bot.domain.story import Block, Remark, Text
from bot.manuscript.assembly import TitlePage
from bot.manuscript.draft import DraftParagraph, Head, Note
from bot.manuscript.structured import import_flow
from bot.manuscript.web.hypertext import Document, flow_of, in_parts
from tests.manuscript.sketch import codes, headings, prose, scenes, words_of


def page(*documents: Document | str):
    """The import of some documents; of a lone page, if it is only text."""
    given = [one if isinstance(one, Document) else Document("", one) for one in documents]
    remarks: list[Remark] = []
    flow = flow_of(given, remarks)
    return in_parts(import_flow(flow, TitlePage(), remarks, AUTOMATIC), given)


def blocks(imported) -> list[Block]:
    return [
        paragraph.block
        for chapter in imported.story.chapters
        for scene in chapter.scenes
        for paragraph in scene.paragraphs
    ]


STORY = """\
<!doctype html>
<html><head><title>x</title><style>p { color: red }</style></head><body>
<h1>The Lamp</h1>
<h2>Chapter 1<br>Rain</h2>
<p>It <em>rained</em>. It <b>poured</b>,
he <strong><i>said</i></strong>.</p>
<hr>
<p>Later it stopped.</p>
<h2>Chapter 2</h2>
<p>It shone.</p>
</body></html>
"""


def test_a_page_in_full():
    imported = page(STORY)
    assert imported.story.title == "The Lamp"
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, None)]
    first, second = imported.story.chapters
    assert scenes(first) == [
        ["It /rained/. It +poured+, he /+said+/."],
        ["Later it stopped."],
    ]
    assert scenes(second) == [["It shone."]]
    assert imported.remarks == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<p>One.<p>Two.", ["One.", "Two."]),
        ("<div>One.</div><div>Two.</div>", ["One.", "Two."]),
        ("<div>One.<p>Two.</p>Three.</div>", ["One.", "Two.", "Three."]),
        ("One.<br><br>Two.<br>\n<br/>Three.", ["One.", "Two.", "Three."]),
        ("<p>The sea,<br>the sea,</p>", ["The sea,\nthe sea,"]),
        ("<p><span>The sea,</span><br/>\n<span>the sea,</span></p>", ["The sea,\nthe sea,"]),
        ("<p>The sea,<br>the sea.<br><br>The land.</p>", ["The sea,\nthe sea.", "The land."]),
        ("<pre>The sea,\n  the sea.\n\nThe land.</pre>", ["The sea,\nthe sea.", "The land."]),
        ("<p>" + "Long. " * 30 + "<br>“Short.”</p>", [("Long. " * 30).strip(), "“Short.”"]),
        ("<ul><li>Salt<li>Rope</ul>", ["• Salt", "• Rope"]),
        ("<ol start=3><li>Salt<li value=7>Rope<li>Tar</ol>", ["3. Salt", "7. Rope", "8. Tar"]),
        ("<ul><li><p>Salt</p><p>white</p></li></ul>", ["• Salt", "white"]),
        ("<dl><dt>Tar<dd>It is black.</dl>", ["Tar", "It is black."]),
        ("<p>A &amp; B&nbsp;&mdash; caf&eacute;</p>", ["A & B — café"]),
        ("<p>\n  A\n  <i> b </i>\n  c</p>", ["A /b/ c"]),
        ("<p>un<b>believ</b>able</p>", ["un+believ+able"]),
        ("<p>He said: <q>No, <q>no</q></q>.</p>", ["He said: “No, ‘no’”."]),
        ("<p>mc<sup>2</sup>, the 1<sup>st</sup>, H<sub>2</sub>O</p>", ["mc², the 1st, H2O"]),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>", ["漢(kan)字"]),
        ("<p>a<!-- not this -->b<script>no()</script></p>", ["ab"]),
        ('<p>See <a href="#x">there</a>.</p><p id="x">Here.</p>', ["See there.", "Here."]),
        ("<figure><img src=a.png alt='A boat.'><figcaption>At sea</figcaption></figure>",
         ["A boat.", "At sea"]),
    ],
)  # fmt: skip
def test_blocks_and_lines(body, expected):
    assert prose(page(body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p><span style="font-style: italic">a</span> b</p>', ["/a/ b"]),
        ('<p><span style="font-weight:700">a</span> b</p>', ["+a+ b"]),
        ('<p><i>a <span style="font-style:normal">b</span></i></p>', ["/a/ b"]),
        ("<style>.it, .x {font-style:italic}</style><p><span class='it'>a</span> b</p>", ["/a/ b"]),
        ("<style>.it {color:red}</style><p><span class='it'>a</span> b</p>", ["a b"]),
        ('<p><span class="italic">a</span> b</p>', ["a b"]),
        ("<p><cite>a</cite> <var>b</var></p>", ["/a/ /b/"]),
    ],
)
def test_styles(body, expected):
    assert prose(page(body)) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Stolen!</p>",
        '<p style="display:none">Stolen!</p>',
        '<p style="color:red; visibility: hidden">Stolen!</p>',
        "<style>.q7x { display: none; }</style><p class='q7x'>Stolen!</p>",
        "<style>p#z9 {display:none!important}</style><p id=z9>Stolen!</p>",
    ],
)
def test_what_is_hidden_is_left_out_and_named(hidden):
    imported = page(f"<p>One.</p>{hidden}<p>Two.</p>")
    assert prose(imported) == ["One.", "Two."]
    [remark] = imported.remarks
    assert remark.code == "element-left-out"
    assert "Stolen!" in remark.message


def test_rules_for_print_hide_nothing():
    assert prose(page("<style>@media print {.a {display:none}}</style><p class=a>One.</p>"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>a</p><hr><p>b</p>", [["a"], ["b"]]),
        ("<p>a</p><p>* * *</p><p>b</p>", [["a"], ["b"]]),
        ("<p>a</p><p align=center><b>***</b></p><p>b</p>", [["a"], ["b"]]),
        ("<div>a<br><br>~~~<br><br>b</div>", [["a"], ["b"]]),
        ("<p>a</p><hr><hr><p>b</p><hr>", [["a"], ["b"]]),
    ],
)
def test_breaks(body, expected):
    assert scenes(page(body).story.chapters[0]) == expected


def test_quotes_verse_and_items_are_told_apart():
    body = "<p>a</p><blockquote><p>b</p></blockquote><p>c<br>d</p><ul><li>e</ul><div data-aside>f"
    assert blocks(page(body)) == [Block.PROSE, Block.QUOTE, Block.VERSE, Block.ITEM, Block.ASIDE]


def test_outward_links_are_written_out_with_their_line():
    imported = page('<p>a\n<p>see <a href="http://a.example/b">there</a>.\n<p>c')
    assert prose(imported)[1] == "see there (http://a.example/b)."
    assert codes(imported) == [("link-written-out", 2)]


def test_pictures_keep_their_words():
    imported = page('<p>a <img src="x.png" alt="A boat."> b</p>')
    assert prose(imported) == ["a A boat. b"]
    assert codes(imported) == [("image-left-out", 1)]


def test_empty_elements_of_xhtml_hold_nothing():
    body = '<?xml version="1.0"?><html xmlns="x"><body><p><i/>a<a id="x"/> b</p><script/><p>c</p>'
    assert prose(page(body)) == ["a b", "c"]


def test_remarks_name_the_part_of_an_archive_and_its_line():
    one = Document("text/one.xhtml", "<h2>Chapter 1</h2>\n<p>Rain.</p>\n")
    two = Document("text/two.xhtml", '<h2>Chapter 2</h2>\n\n<p>Sun. <a href="http://b.c">d</a></p>')
    imported = page(one, two)
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    [remark] = imported.remarks
    assert (remark.part, remark.line) == ("text/two.xhtml", 3)


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul><li", "span", "table><tr><td"])
def test_deep_nesting_is_followed(tag):
    assert prose(page(f"<{tag}>" * 2500 + "a"))[0].endswith("a")


@pytest.mark.parametrize("tag", ["div", "blockquote", "i"])
def test_nesting_that_would_take_too_long_is_refused_with_a_sentence(tag):
    with pytest.raises(RefusalError, match="nested too deeply"):
        page(f"<{tag}>" * 200_000 + "a")


def test_a_table_becomes_lines_and_says_so():
    rows = "<tr><th>Ship<th>Year</tr><tr><td>Gull<td><i>1790</i></tr><tr><td><td>1791</tr>"
    imported = page(f"<p>a</p><table>{rows}</table><p>b</p>")
    assert prose(imported) == ["a", "Ship | Year\nGull | /1790/\n1791", "b"]
    [remark] = imported.remarks
    assert remark.code == "table-flattened"
    assert "Ship | Year" in remark.message


def test_a_table_that_only_holds_the_page_is_none():
    body = "<table><tr><td><h2>Chapter 1</h2><p>a</p><p>b</p></td><td><p>c</p></td></tr></table>"
    imported = page(body)
    assert (prose(imported), imported.remarks) == (["a", "b", "c"], ())
    assert headings(imported) == [("chapter", 1, None)]


def test_a_quote_around_the_whole_page_is_a_margin():
    imported = page("<blockquote><h2>Chapter 1</h2><p>a</p><p>b</p></blockquote>")
    assert headings(imported) == [("chapter", 1, None)]
    assert blocks(imported) == [Block.PROSE, Block.PROSE]


def test_a_quote_that_fills_a_file_of_a_book_is_one():
    letter = Document("a.xhtml", "<h2>Chapter 1</h2><blockquote><p>Dear sir, it rains.</p>")
    assert blocks(page(letter)) == [Block.QUOTE]


OPENING = ["p", "div", "h2", "h3", "blockquote", "ul", "li", "i", "b", "sup", "td", "tr", "table"]
TAGS = st.sampled_from(
    [f"<{tag}>" for tag in OPENING]
    + [f"</{tag}>" for tag in OPENING]
    + [
        "<br>",
        "<br><br>",
        "<hr>",
        "&nbsp;",
        " ",
        "\n",
        "* * *",
        "1",
        "[1]",
        "</a>",
        "<pre>",
        "</pre>",
    ]
    + [f'<{tag} id="x{number}">' for tag in ("p", "li", "a", "div") for number in (1, 2)]
    + [f'<a href="#x{number}" id="y{number}">' for number in (1, 2, 3)]
    + [f'<a href="#y{number}">↩</a>' for number in (1, 2)]
    + ['<section epub:type="chapter">', '<aside epub:type="footnote">', "<q>", "</q>"]
)
WORDS = st.sampled_from(["Rain", "salt", "lamp.", "“Tar,”", "keeper", "Chapter 3", "Notes"])


@given(st.lists(TAGS | WORDS, max_size=40))
def test_no_word_is_lost_whatever_the_mark_up(pieces):
    source = "".join(piece if piece[0] in "<&" else f" {piece} " for piece in pieces)
    remarks: list[Remark] = []
    flow = flow_of([Document("", source)], remarks)
    assume(not any(remark.code.endswith("left-out") for remark in remarks))
    found = Counter(words_of(" ".join(_texts(flow))))
    wanted = Counter(word for piece in pieces if piece[0].isalpha() for word in words_of(piece))
    assert {word: found[word] for word in wanted if word.isalpha()} == {
        word: count for word, count in wanted.items() if word.isalpha()
    }


def _texts(flow) -> Iterator[str]:
    for item in flow:
        match item:
            case Head():
                yield from _texts([item.paragraph])
            case Note():
                yield from _texts(item.paragraphs)
            case DraftParagraph():
                yield "".join(run.text if isinstance(run, Text) else " " for run in item.runs)


@pytest.mark.parametrize("alt", ["boat.jpg", "c03-boat.jpg (46K)", "boat", "images/boat.png"])
def test_the_name_of_a_picture_s_file_is_no_word_of_the_story(alt):
    imported = page(f'<p>a</p><p><img src="images/boat.jpg" alt="{alt}"></p><p>b</p>')
    assert prose(imported) == ["a", "b"]
    assert codes(imported) == [("image-left-out", 1)]


def test_many_pictures_are_one_remark():
    drawn = '\n<p><img src="a.png" alt="A boat."></p>\n<p><img src="b.png" alt="A pier."></p>'
    imported = page(f"<p>a</p>{drawn}")
    assert prose(imported) == ["a", "A boat.", "A pier."]
    [remark] = imported.remarks
    assert "2 pictures" in remark.message
    assert "A boat." in remark.message


def test_a_link_to_a_picture_at_full_size_goes_with_it():
    imported = page(
        '<p>a</p><p><img src="s.jpg" alt="A boat."></p><p><a href="l.jpg">Full Size</a></p><p>b</p>'
    )
    assert prose(imported) == ["a", "A boat.", "b"]
    assert any("Full Size" in remark.message for remark in imported.remarks)


def test_a_caption_that_says_what_the_picture_says_is_no_heading_and_stands_once():
    chapter = "<h3>Chapter {0}</h3><p>Rain.</p>"
    drawn = (
        '<center><img src="a.jpg" alt="He sat by the lamp."><h3>He sat by the lamp.</h3></center>'
    )
    imported = page(chapter.format(1) + drawn + "<p>Sun.</p>" + chapter.format(2))
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert scenes(imported.story.chapters[0]) == [["Rain.", "He sat by the lamp.", "Sun."]]


def test_a_rule_over_a_headpiece_ends_no_scene():
    drawn = '<hr><p><img src="{0}.jpg" alt="A lamp."></p>'
    imported = page(f"<h2>Chapter 1</h2><p>Rain.</p>{drawn.format(1)}<h2>Chapter 2</h2><p>Sun.</p>")
    assert scenes(imported.story.chapters[0]) == [["Rain.", "A lamp."]]


def test_a_picture_right_under_a_heading_ends_no_scene():
    drawn = '<h4>Sub</h4><p><img src="a.jpg" alt=""></p><p>Rain fell.</p>'
    imported = page(f"<h2>Chapter 1</h2><p>Sun.</p>{drawn}{drawn}")
    assert [chapter.scene_breaks for chapter in imported.story.chapters] == [0]


def test_the_picture_of_an_initial_ends_no_scene():
    drawn = '<blockquote>He sang.</blockquote><div><img src="dropcap-i.jpg" alt=""></div>'
    imported = page(f"<h2>Chapter 1</h2>{drawn}<p>t rained.</p>{drawn}<p>t shone.</p>")
    assert [chapter.scene_breaks for chapter in imported.story.chapters] == [0]


def test_the_number_of_a_printed_page_is_known_by_its_class():
    imported = page('<p>It rained. <span class="pagenum">Page 12</span>It shone.</p>')
    assert prose(imported) == ["It rained. It shone."]
    assert any("12" in remark.message for remark in imported.remarks)


def test_letters_before_the_first_chapter_are_chapters():
    heads = ("Preface", "Letter 1", "Letter 2", "Chapter 1", "Chapter 2")
    imported = page("<h1>The Lamp</h1>" + "".join(f"<h3>{head}</h3><p>Rain.</p>" for head in heads))
    assert headings(imported) == [
        ("front", None, "Preface"),
        ("chapter", None, "Letter 1"),
        ("chapter", None, "Letter 2"),
        ("chapter", 1, None),
        ("chapter", 2, None),
    ]


def test_numerals_behind_the_last_chapter_part_what_stands_there():
    told = "".join(f"<h2>Chapter {number}</h2><p>Rain.</p>" for number in (1, 2, 3))
    imported = page(
        f"{told}<h2>Remarks</h2><p>So.</p><h2>I.</h2><p>One.</p><h2>II.</h2><p>Two.</p>"
    )
    assert [chapter.heading.title for chapter in imported.story.chapters] == [
        *(None, None, None),
        "Remarks",
    ]
    assert prose(imported)[3:] == ["So.", "I.", "One.", "II.", "Two."]


_COUNTED = ("I. A Lamp", "II. A Boat", "III. A Dog")


def test_numbers_with_titles_count_again_in_every_part():
    lamp, boat, dog = (f"<h2>{name}</h2><p>Rain.</p>" for name in _COUNTED)
    imported = page(f"<h2>Book the First: Out</h2>{lamp}{boat}{dog}<h2>Book 2</h2>{lamp}{boat}")
    assert [title for _, _, title in headings(imported)] == [
        *("A Lamp", "A Boat", "A Dog"),
        *_COUNTED[:2],
    ]


def test_an_epilogue_over_chapters_of_its_own_is_a_part():
    rain = "<p>Rain.</p>"
    imported = page(
        f"<h2>Chapter 1</h2>{rain}<h2>Chapter 2</h2>{rain}<h1>Epilogue</h1><h2>Chapter 1</h2>{rain}"
    )
    assert len(imported.story.chapters) == 3
    assert scenes(imported.story.chapters[2]) == [["Epilogue", "Rain."]]


def test_a_part_with_a_dedication_over_titles_is_no_chapter():
    imported = page(
        "<h2>FIRST PART</h2><p>To Ada, who rowed.</p><h2>The Lamp</h2><p>Rain.</p>"
        "<h2>The Boat</h2><p>Wind.</p><h2>SECOND PART</h2><h2>The Dog</h2><p>Fog.</p>"
    )
    assert headings(imported) == [
        ("chapter", 1, "The Lamp"),
        ("chapter", 2, "The Boat"),
        ("chapter", 3, "The Dog"),
    ]
    assert prose(imported) == [
        *("FIRST PART", "To Ada, who rowed.", "Rain.", "Wind."),
        *("SECOND PART", "Fog."),
    ]
