"""Notes that links lead to, in the ways that editors and people write them."""

import pytest

from bot.manuscript.web.hypertext import Document
from tests.manuscript.sketch import codes, counts, notes, prose
from tests.manuscript.test_hypertext import page

FAMILIES = {
    "epub:type in the text": """
        <p>Rain<a epub:type="noteref" href="#n1">1</a> fell.</p>
        <aside epub:type="footnote" id="n1"><p>Not long.</p></aside><p>Sun.</p>""",
    "roles in a list": """
        <p>Rain<a href="#fn1" id="r1" role="doc-noteref"><sup>1</sup></a> fell.</p><p>Sun.</p>
        <section role="doc-endnotes"><hr><ol><li id="fn1" role="doc-endnote">
        <p>Not long. <a href="#r1" role="doc-backlink">↩</a></p></li></ol></section>""",
    "each leads to the other": """
        <p>Rain<sup id="c1"><a href="#n1">[1]</a></sup> fell.</p><p>Sun.</p>
        <ol><li id="n1"><a href="#c1">^</a> Not long.</li></ol>""",
    "an anchor before the marker": """
        <p>Rain<a name="A_1" id="A_1"></a><a href="#F_1" class="x">[1]</a> fell.</p><p>Sun.</p>
        <div><p><a name="F_1" id="F_1"></a><a href="#A_1"><span>[1]</span></a> Not long.</p></div>
        """,
    "a word processor's": """
        <p>Rain<a href="#_ftn1" name="_ftnref1"><span><sup>[1]</sup></span></a> fell.</p><p>Sun.</p>
        <hr><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a>&nbsp;Not long.</p></div>""",
    "by hand, with a way back": """
        <p>Rain<sup>(<a href="#note1" id="back1">1</a>)</sup> fell.</p><p>Sun.</p>
        <p>Notes:</p><p id="note1">1. Not long. [<a href="#back1">return to text</a>]</p>""",
    "by hand, without": """
        <p>Rain<a href="#x"><sup>1</sup></a> fell.</p><p>Sun.</p>
        <p><a name="x"></a>(1) Not long.</p>""",
    "a list of terms": """
        <p>Rain<a id="c1" href="#n1"><span><span>1</span></span></a> fell.</p><p>Sun.</p>
        <h1>Footnotes</h1><dl><dt><a id="n1" href="#c1">1.</a></dt><dd>Not long.</dd></dl>""",
    "the marker's own name on its paragraph": """
        <p id="p1">Rain[<a href="#x">1</a>] fell.</p><p>Sun.</p>
        <p id="x"><sup>1</sup> Not long. <a href="#p1">Back</a></p>""",
}


@pytest.mark.parametrize("body", FAMILIES.values(), ids=FAMILIES)
def test_families(body):
    imported = page(body)
    assert prose(imported) == ["Rain{1} fell.", "Sun."]
    assert notes(imported.story.chapters[0]) == {"1": ["Not long."]}
    assert counts(imported) == (1, 1, 0, 0)


def test_equal_signs_are_paired_by_where_they_lead():
    imported = page(
        '<p>One<a id=a href="#x">*</a> two<a id=b href="#y">*</a></p>'
        '<p id=y><a href="#b">*</a> Second.</p><p id=x><a href="#a">*</a> First.</p>'
    )
    assert prose(imported) == ["One{*} two{*-2}"]
    assert notes(imported.story.chapters[0]) == {"*": ["First."], "*-2": ["Second."]}


def test_several_markers_of_one_note():
    imported = page(
        '<p>One<sup id=a><a href="#x">[1]</a></sup> two<sup id=b><a href="#x">[1]</a></sup></p>'
        '<ol><li id=x>^ <a href="#a"><sup>a</sup></a> <a href="#b"><sup>b</sup></a> Both.</ol>'
    )
    assert prose(imported) == ["One{1} two{1}"]
    assert notes(imported.story.chapters[0]) == {"1": ["Both."]}
    assert counts(imported) == (2, 1, 0, 0)


def test_notes_of_several_paragraphs_in_another_file_that_cite_each_other():
    text = Document("t/one.xhtml", '<h2>I</h2><p>One<a id="r1" href="../n.xhtml#n1">1</a></p>')
    last = Document(
        "n.xhtml",
        '<h2>Notes</h2><p id="n1"><a href="t/one.xhtml#r1">1</a>. First.</p>'
        '<p>More<a id="r2" href="#n2">2</a>.</p><p id="n2"><a href="#r2">2</a>. Second.</p>'
        "<p>And more.</p>",
    )
    imported = page(text, last)
    [chapter] = imported.story.chapters
    assert notes(chapter) == {"1": ["First.", "More{2}."], "2": ["Second.", "And more."]}
    assert codes(imported) == [("notes-heading-left-out", 1)]
    assert counts(imported) == (2, 2, 0, 0)


def test_a_note_between_paragraphs_takes_none_of_the_story():
    imported = page(
        '<p>One<a id=a href="#x">*</a></p><p id=x><a href="#a">*</a> First.</p><p>Two.</p>'
        '<p>Three<a id=b href="#y">*</a></p><p id=y><a href="#b">*</a> Second.</p><p>Four.</p>'
    )
    assert prose(imported) == ["One{*}", "Two.", "Three{*-2}", "Four."]


def test_orphans_on_both_sides():
    imported = page(
        '<p>One<a epub:type="noteref" href="gone.xhtml#n1">1</a></p>'
        '<aside epub:type="footnote" id="n2"><p>Two.</p></aside>'
    )
    assert prose(imported) == ["One1"]
    assert notes(imported.story.chapters[0]) == {"1": ["Two."]}
    assert counts(imported) == (0, 1, 1, 1)
    assert {code for code, _ in codes(imported)} == {"marker-unmatched", "definition-unused"}


def test_words_that_lead_to_a_note_stay():
    imported = page('<p>The <a id=a href="#x">lamp</a>.</p><p id=x><a href="#a">↩</a> Of oil.</p>')
    assert prose(imported) == ["The lamp{1}."]
    assert notes(imported.story.chapters[0]) == {"1": ["Of oil."]}


@pytest.mark.parametrize(
    "note",
    [
        "<p id='n'>1 (<a href='#r'>return</a>)<br>[ Not [so] long.]</p>",
        "<p id='n'>[Footnote 1: Not [so] long.]</p>",
        "<p id='n'>[<a href='#r'>1</a>] [Not [so] long.]</p>",
        "<div id='n'><p>[<a href='#r'>1</a>] [<i>Not</i></p><p>[so] long.]</p></div>",
    ],
)
def test_brackets_around_a_note_are_no_part_of_it(note):
    imported = page(f"<p>Rain<sup><a id='r' href='#n'>1</a></sup> fell.</p><p>Sun.</p>{note}")
    [words] = notes(imported.story.chapters[0]).values()
    assert " ".join(words).replace("/", "") == "Not [so] long."


def test_a_bracket_in_a_note_stays():
    imported = page(
        "<p>Rain<sup><a id='r' href='#n'>1</a></sup> fell.</p><p id='n'>1. [Long] or [short]</p>"
    )
    assert notes(imported.story.chapters[0]) == {"1": ["[Long] or [short]"]}


def test_a_label_alone_over_its_note():
    imported = page(
        "<p>Rain<a id='r' href='#n'>[1]</a> fell.</p><p>Sun.</p>"
        "<p><a id='n' href='#r'>[1]</a></p><p>Not long.</p><p>The end.</p>"
    )
    assert prose(imported) == ["Rain{1} fell.", "Sun.", "The end."]
    assert notes(imported.story.chapters[0]) == {"1": ["Not long."]}


def test_a_note_that_speaks_of_another_keeps_its_words():
    imported = page(
        '<p>Rain<a epub:type="noteref" href="#n1" id="r1">1</a> fell'
        '<a epub:type="noteref" href="#n2" id="r2">2</a>.</p>'
        '<section epub:type="endnotes"><ol><li epub:type="endnote" id="n1"><p>Not long. '
        '<a epub:type="backlink" href="#r1">↩</a></p></li><li epub:type="endnote" id="n2"><p>Hard; '
        'see <a href="#n1">note 1</a>. <a epub:type="backlink" href="#r2">↩</a></p></li></ol>'
        "</section>"
    )
    assert notes(imported.story.chapters[0]) == {"1": ["Not long."], "2": ["Hard; see note 1."]}
    assert counts(imported) == (2, 2, 0, 0)


def test_signs_in_a_table_are_no_notes_beside_linked_ones():
    imported = page(
        '<p>A cipher<a href="#n1" id="c1">[1]</a>: 8†*.</p><table><tr><td>8</td><td>is e</td></tr>'
        "<tr><td>†</td><td>is d</td></tr><tr><td>*</td><td>is n</td></tr></table>"
        '<p id="n1"><a href="#c1">[1]</a> Of a kind.</p>'
    )
    assert prose(imported) == ["A cipher{1}: 8†*.", "8 | is e\n† | is d\n* | is n"]
    assert counts(imported) == (1, 1, 0, 0)
