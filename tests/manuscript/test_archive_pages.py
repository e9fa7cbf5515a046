"""Works of Archive of Our Own: the download, one rewritten by a converter, the site's own page."""

import re

import pytest

from bot.domain.story import Block
from tests.manuscript.sketch import codes, headings, notes, page, scenes, words, words_of

PREFACE = """\
<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>The Lamp - Ann Harrow - Lighthouses</title></head><body>
<div id="preface">
<h2 class="toc-heading">Preface</h2>
<p class="message"><b>The Lamp</b><br>Posted originally on the
<a href="http://archive.example/">Archive of Our Own</a> at
<a href="http://archive.example/works/1">http://archive.example/works/1</a>.</p>
<div class="meta">
<dl class="tags"><dt>Rating:</dt><dd><a href="/t">Teen And Up Audiences</a></dd>
<dt>Fandom:</dt><dd><a href="/f">Lighthouses</a></dd>
<dt>Language:</dt><dd>English</dd>
<dt>Stats:</dt><dd>Published: 2020-01-01 Words: 60 Chapters: 2/2</dd></dl>
<h1>The Lamp</h1>
<div class="byline">by <a rel="author" href="/a">Ann Harrow</a>,
<a rel="author" href="/b">B</a></div>
<p>Summary</p><blockquote class="userstuff"><p>A keeper.</p><p>A storm.</p></blockquote>
<p>Notes</p><blockquote class="userstuff"><p>For the gulls.</p></blockquote>
<div class="endnote-link">See the end of the work for <a href="#endnotes">more notes</a>.</div>
</div>
</div>
"""
CHAPTERS = """\
<div id="chapters" class="userstuff">
<div class="meta group">
<h2 class="heading">Chapter 1: Rain</h2>
<p>Chapter Summary</p><blockquote class="userstuff"><p>It rains.</p></blockquote>
<p>Chapter Notes</p><blockquote class="userstuff"><p>Written by <i>night</i>.</p></blockquote>
<div class="endnote-link">See the end of the chapter for <a href="#endnotes1">notes</a>.</div>
</div>
<!--chapter content-->
<div class="userstuff"><p>It rained on the <em>lamp</em>.</p><hr>
<p>“Notes,” she said, “are dull.”</p></div>
<!--/chapter content-->
<div class="meta" id="endnotes1"><p>Chapter End Notes</p>
<blockquote class="userstuff"><p>Thank you, gulls.</p></blockquote></div>
<div class="meta group"><h2 class="heading">Chapter 2</h2></div>
<div class="userstuff"><p>It stopped.</p></div>
</div>
"""
AFTERWORD = """\
<div id="afterword"><h2 class="toc-heading">Afterword</h2><div class="meta">
<div id="endnotes"><p>End Notes</p><blockquote class="userstuff"><p>The end, gulls.</p></blockquote>
</div>
<p class="message">Please <a href="/c">drop by the Archive and comment</a> to let the creators know
if you enjoyed their work!</p></div></div>
</body></html>
"""
WORK = PREFACE + CHAPTERS + AFTERWORD


def asides(chapter) -> list[str]:
    parts = (part for scene in chapter.scenes for part in scene.paragraphs)
    return [part.text for part in parts if part.block is Block.ASIDE]


def renamed(work: str) -> str:
    """The work as a converter leaves it, with classes of its own."""
    count = iter(range(1000))
    return re.sub(r'class="[^"]*"', lambda _: f'class="calibre{next(count)}"', work)


@pytest.mark.parametrize("work", [WORK, renamed(WORK)])
def test_a_work_of_several_chapters(work):
    imported = page(work)
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", "Ann Harrow, B", "en")
    assert story.summary == "A keeper. A storm."
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, None)]
    first, second = story.chapters
    assert scenes(first) == [
        ["For the gulls.", "Summary: It rains.", "Written by /night/.", "It rained on the /lamp/."],
        ["“Notes,” she said, “are dull.”", "Thank you, gulls."],
    ]
    assert asides(first) == [
        "For the gulls.", "Summary: It rains.", "Written by night.", "Thank you, gulls.",
    ]  # fmt: skip
    assert scenes(second) == [["It stopped.", "The end, gulls."]]
    assert asides(second) == ["The end, gulls."]


def test_what_was_left_out_of_a_work_is_named():
    remarks = {remark.code: remark.message for remark in page(WORK).remarks}
    assert set(remarks) == {"tags-left-out", "page-frame-left-out"}
    assert "Rating, Fandom, Language, Stats" in remarks["tags-left-out"]
    frame = remarks["page-frame-left-out"]
    for words_left in ("Posted originally", "Please drop by", "See the end of the chapter"):
        assert words_left in frame


def test_a_work_of_one_chapter_has_no_heading():
    chapter = '<div id="chapters" class="userstuff"><h2 class="toc-heading">The Lamp</h2>\n'
    chapter += "<p>It rained.</p><p>It stopped.</p></div>\n"
    imported = page(PREFACE + chapter + AFTERWORD)
    [only] = imported.story.chapters
    assert headings(imported) == [("chapter", 1, None)]
    assert scenes(only) == [["For the gulls.", "It rained.", "It stopped.", "The end, gulls."]]
    assert asides(only) == ["For the gulls.", "The end, gulls."]


def test_end_notes_that_are_linked_are_footnotes():
    chapters = CHAPTERS.replace(
        "on the <em>lamp</em>.", 'on the lamp<a id="r1" href="#n1"><sup>1</sup></a>.'
    ).replace(
        "gulls.</p></blockquote></div>",
        'gulls.</p><p id="n1">1. A lamp of brass. <a href="#r1">↩</a></p></blockquote></div>',
        1,
    )
    first = page(PREFACE + chapters + AFTERWORD).story.chapters[0]
    assert scenes(first)[0][-1] == "It rained on the lamp{1}."
    assert notes(first) == {"1": ["A lamp of brass."]}
    assert asides(first)[-1] == "Thank you, gulls."


def test_no_word_of_the_chapters_is_lost():
    shown = re.sub(r"<[^>]+>", " ", CHAPTERS)
    shown = re.sub(
        r"Chapter [12](: Rain)?|Chapter (End )?Notes|See the end.*|Chapter (?=Summ)", "", shown
    )
    shown = shown.replace("Summary", "Summary:")
    imported = page(CHAPTERS)
    assert sorted(words(imported).elements()) == sorted(words_of(shown.replace(" .", ".")))


SITE = """\
<!DOCTYPE html><html lang="en"><head><title>The Lamp - Chapter 2 - Ann - Gulls [Archive]</title>
</head><body><div id="header"><nav><a href="/">Archive</a></nav>
<form><input type="password"> Log In</form></div><div id="main">
<dl class="work meta group"><dt>Rating:</dt><dd>General Audiences</dd><dt>Stats:</dt>
<dd>Words: 9</dd></dl>
<div id="workskin"><div class="preface group"><h2 class="title heading">The Lamp</h2>
<h3 class="byline heading"><a rel="author" href="/a">Ann</a></h3>
<div class="summary module"><h3 class="heading">Summary:</h3>
<blockquote class="userstuff"><p>A storm.</p></blockquote></div></div>
<div id="chapters"><div class="chapter" id="chapter-2"><div class="chapter preface group">
<h3 class="title"><a href="/2">Chapter 2</a>: Wind</h3>
<div class="notes module"><h3 class="heading">Notes:</h3>
<blockquote class="userstuff"><p>Hold tight.</p></blockquote></div></div>
<div class="userstuff module" role="article">
<h3 class="landmark heading" id="work">Chapter Text</h3>
<p>The wind came.</p><p>It stayed.</p></div></div></div></div>
<div id="feedback"><h3>Comments</h3><p>Lovely wind!</p></div></div></body></html>
"""


def test_the_page_of_the_site_as_the_browser_saves_it():
    imported = page(SITE)
    story = imported.story
    assert (story.title, story.author, story.summary) == ("The Lamp", "Ann", "A storm.")
    assert headings(imported) == [("chapter", 2, "Wind")]
    assert scenes(story.chapters[0]) == [["Hold tight.", "The wind came.", "It stayed."]]
    assert asides(story.chapters[0]) == ["Hold tight."]
    assert "Lovely wind!" in " ".join(remark.message for remark in imported.remarks)
    assert ("tags-left-out", None) in codes(imported)


@pytest.mark.parametrize(
    "html",
    [
        f'<div id="preface">{CHAPTERS}</div>',
        CHAPTERS.replace("<hr>", '<div id="afterword"><p>Notes</p></div>'),
        f"<dl><dt>Rating:</dt><dd>{CHAPTERS}</dd></dl>",
    ],
)
def test_parts_inside_one_another_lose_no_chapter(html):
    imported = page(html)
    assert [number for _, number, _ in headings(imported)] == [1, 2]
    assert scenes(imported.story.chapters[1]) == [["It stopped."]]
