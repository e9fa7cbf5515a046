"""Pages that programs make of a manuscript: word processors, converters, Project Gutenberg."""

import pytest

from tests.manuscript.sketch import codes, counts, headings, notes, page, scenes

WORD = """\
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"><meta name=Generator
content="Microsoft Word 15">
<title>Document1</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Ann
Harrow</o:Author><o:Words>12</o:Words></o:DocumentProperties></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri";} span.MsoFootnoteReference
{vertical-align:super;} --></style>
</head>
<body lang=EN-GB style='tab-interval:36.0pt'>
<div class=WordSection1>
<p class=MsoTitle>The Lamp</p>
<h1>Chapter 1<o:p></o:p></h1>
<p class=MsoNormal>It <i style='mso-bidi-font-style:normal'>rained</i> on the
lamp<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span
class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if
!supportFootnotes]><span class=MsoFootnoteReference>[1]</span><![endif]></span></span></a>.</p>
<p class=MsoNormal align=center style='text-align:center'>* * *</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>It stopped.</p>
<h1>Chapter 2</h1>
<p class=MsoNormal>Wind.</p>
</div>
<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left
size=1 width="33%"><![endif]>
<div style='mso-element:footnote' id=ftn1>
<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1"
title=""><span class=MsoFootnoteReference>[1]</span></a> A lamp of brass.</p>
</div></div>
</body></html>
"""
LIBRE_OFFICE = """\
<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html;
charset=utf-8"/><title>The Lamp</title><meta name="generator" content="LibreOffice 7.3
(Linux)"/><meta name="author" content="Ann Harrow"/><style type="text/css">p { line-height: 115% }
a.sdfootnoteanc { font-size: 57% }</style></head>
<body lang="en-GB" dir="ltr"><h1 class="western">Chapter 1</h1><p>It rained on the lamp<sup><a
class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></sup>.</p>
<p align="center">***</p><p>It stopped.</p>
<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym"
href="#sdfootnote1anc">1</a>A lamp of brass.</p></div></body></html>
"""
GOOGLE_DOCS = """\
<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style
type="text/css">.c0{font-style:italic}.c1{font-weight:400}.c3{font-weight:700}ol{margin:0}</style></head><body
class="c5 doc-content"><p class="c2 title" id="h.x"><span class="c1">The Lamp</span></p><p
class="c2 subtitle"><span>A tale</span></p><h1 class="c6" id="h.1"><span class="c1">Chapter
1</span></h1><p class="c2"><span class="c1">It </span><span class="c0">rained</span><span
class="c1"> on the lamp</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span
class="c1">.</span></p><p class="c2"><span class="c1"></span></p><hr><p class="c2"><span
class="c1">It stopped.</span></p><hr class="c9"><div><p class="c7"><a href="#ftnt_ref1"
id="ftnt1">[1]</a><span class="c8">&nbsp;A lamp of brass.</span></p></div></body></html>
"""
PANDOC = """\
<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="en-GB"
xml:lang="en-GB"><head><meta charset="utf-8" /><meta name="generator" content="pandoc" /><meta
name="author" content="Ann Harrow" /><title>The Lamp</title><style>code{white-space: pre-wrap;}
div.column{display: inline-block;}</style></head>
<body><header id="title-block-header"><h1 class="title">The Lamp</h1><p class="author">Ann
Harrow</p></header>
<nav id="TOC" role="doc-toc"><ul><li><a href="#chapter-1">Chapter 1</a></li><li><a
href="#chapter-2">Chapter 2</a></li></ul></nav>
<h1 id="chapter-1">Chapter 1</h1><p>It rained on the lamp<a href="#fn1" class="footnote-ref"
id="fnref1" role="doc-noteref"><sup>1</sup></a>.</p><hr /><p>It stopped.</p><h1
id="chapter-2">Chapter 2</h1><p>Wind.</p>
<section class="footnotes footnotes-end-of-document" role="doc-endnotes"><hr /><ol><li id="fn1"
role="doc-endnote"><p>A lamp of brass.<a href="#fnref1" class="footnote-back"
role="doc-backlink">↩︎</a></p></li></ol></section></body></html>
"""
GUTENBERG = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The Lamp | Project
Gutenberg</title><meta property="og:title" content="The Lamp"><link rel="canonical"
href="x"></head><body>
<section class="pg-boilerplate pgheader" id="pg-header" lang="en"><h2 id="pg-header-heading">The
Project Gutenberg eBook of The Lamp</h2><div>This ebook is for the use of anyone
anywhere.</div><div class="container" id="pg-machine-header"><p><strong>Title</strong>: The
Lamp</p><div id="pg-header-authlist"><p><strong>Author</strong>: Ann
Harrow</p></div><p><strong>Language</strong>: English</p></div><div
id="pg-start-separator"><span>*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP
***</span></div></section>
<h1>THE LAMP</h1><h3>BY</h3><h2>ANN HARROW</h2>
<h2>CONTENTS</h2><table><tr><td><a href="#chap01">CHAPTER I.</a></td><td>Rain</td></tr><tr><td><a
href="#chap02">CHAPTER II.</a></td><td>Wind</td></tr><tr><td><a href="#chap03">CHAPTER
III.</a></td><td>Sea</td></tr></table>
<div class="chapter"><h2><a id="chap01"></a>CHAPTER I.<br>Rain</h2><p>It rained on the lamp.<a
id="FNanchor_1"></a><a href="#Footnote_1" class="fnanchor">[1]</a></p><hr class="tb"><p>It
stopped.</p></div>
<div class="chapter"><h2><a id="chap02"></a>CHAPTER II.<br>Wind</h2><p>Wind<span
class="pagenum"><a id="Page_2">[Pg 2]</a></span> came.</p></div><div class="chapter"><h2><a
id="chap03"></a>CHAPTER III.<br>Sea</h2><p>Sea.</p></div>
<div class="footnotes"><h3>FOOTNOTES:</h3><div class="footnote"><p><a id="Footnote_1"></a><a
href="#FNanchor_1"><span class="label">[1]</span></a> Of brass.</p></div></div>
<section class="pg-boilerplate pgheader" id="pg-footer"><div id="pg-end-separator"><span>*** END
OF THE PROJECT GUTENBERG EBOOK THE LAMP ***</span></div><div>Updated editions will replace the
previous one.</div></section></body></html>
"""
OLD_GUTENBERG = """\
<html><head><title>The Project Gutenberg eBook of The Lamp, by Ann Harrow</title></head><body>
<pre>

The Project Gutenberg EBook of The Lamp, by Ann Harrow

This eBook is for the use of anyone anywhere.

Title: The Lamp

Author: Ann Harrow

Language: English

*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***

Produced by nobody

</pre>
<h1>THE LAMP</h1><h2>by Ann Harrow</h2>
<h2>CHAPTER I.</h2><p>It <i>rained</i> on the lamp.</p><hr style="width: 45%"><p>It stopped.</p>
<h2>CHAPTER II.</h2><p>Wind.</p>
<hr>
<pre>
*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***

***** This file should be named lamp.htm *****
</pre></body></html>
"""


@pytest.mark.parametrize(
    ("html", "raining", "language", "author"),
    [
        (WORD, "It /rained/ on the lamp{1}.", "EN-GB", None),
        (LIBRE_OFFICE, "It rained on the lamp{1}.", "en-GB", "Ann Harrow"),
        (GOOGLE_DOCS, "It /rained/ on the lamp{1}.", None, None),
        (PANDOC, "It rained on the lamp{1}.", "en-GB", "Ann Harrow"),
    ],
    ids=["word", "libreoffice", "docs", "pandoc"],
)
def test_a_page_made_of_a_document(html, raining, language, author):
    imported = page(html)
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", author, language)
    chapter = next(part for part in story.chapters if part.heading.number == 1)
    assert scenes(chapter) == [[raining], ["It stopped."]]
    assert notes(chapter) == {"1": ["A lamp of brass."]}
    assert counts(imported) == (1, 1, 0, 0)


def test_the_chapters_of_a_word_document():
    assert headings(page(WORD)) == [("chapter", 1, None), ("chapter", 2, None)]


def test_the_chapters_of_a_converters_page_without_its_contents():
    imported = page(PANDOC)
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert "Chapter 1 Chapter 2" in " ".join(one.message for one in imported.remarks)


def test_a_book_of_project_gutenberg():
    imported = page(GUTENBERG)
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", "Ann Harrow", "en")
    chapters = [part for part in story.chapters if part.heading.number]
    assert [part.heading.title for part in chapters] == ["Rain", "Wind", "Sea"]
    assert scenes(chapters[0]) == [["It rained on the lamp.{1}"], ["It stopped."]]
    assert notes(chapters[0]) == {"1": ["Of brass."]}
    assert scenes(chapters[1]) == [["Wind came."]]
    assert ("licence-left-out", None) in codes(imported)


def test_an_old_book_of_project_gutenberg():
    imported = page(OLD_GUTENBERG)
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", "Ann Harrow", "en")
    assert headings(imported) == [("chapter", 1, None), ("chapter", 2, None)]
    assert [scenes(part) for part in story.chapters] == [
        [["It /rained/ on the lamp."], ["It stopped."]],
        [["Wind."]],
    ]
    [remark] = imported.remarks
    assert "The Project Gutenberg EBook" in remark.message
    assert "END OF THIS PROJECT" in remark.message


TITLES = [
    ("<title>The Lamp</title><p>It rained.", "The Lamp"),
    ("<title>Microsoft Word - lamp.doc</title><p>It rained.", None),
    ("<title>lamp.html</title><p>It rained.", None),
    ("<title>Chapter 3</title><h1>Chapter 3</h1><p>It rained.", None),
    (
        "<title>The Lamp - Chapter 3 - Tales</title><h1>Chapter 3</h1><h2>The Lamp</h2><p>x",
        "The Lamp",
    ),
    ("<title>Rain - Wind</title><p>It rained.", None),
    ("<title>The Lamp by Ann</title><h1>The Lamp</h1><h2>Chapter 1</h2><p>It rained.", "The Lamp"),
]


@pytest.mark.parametrize(("html", "title"), TITLES)
def test_a_title_is_taken_where_it_is_sure(html, title):
    assert page(html).story.title == title


@pytest.mark.parametrize("name", ["Admin", "http://a.example/ann", "user"])
def test_nobodys_name_is_no_author(name):
    assert page(f'<meta name="author" content="{name}"><p>It rained.').story.author is None
