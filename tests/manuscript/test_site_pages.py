"""Pages of sites as people save them: the story is kept, and what is around it is named."""

import pytest

from bot.domain.story import Block
from tests.manuscript.sketch import headings, page, prose, scenes

TEXT = (
    "The keeper counted the steps again, a hundred and nine, and the lamp hummed over her head.",
    "Nobody had lit it, and yet it burned, as it did each year in the first night of the storm.",
    "“Go down,” it said, and she went down, slower than she had come, with her hand on the wall.",
)


def paragraphs(texts=TEXT) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def site(main: str, head: str = "<title>The Lamp</title>", after: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head>{head}<link rel="canonical" href="http://site.example/1"></head><body>
<header class="site-header"><h1 class="site-name">Tales</h1>
<nav><a href="/">Home</a> <a href="/browse">Browse</a></nav></header>
{main}
{after}
<footer><p>All rights reserved, and so on, by the people who run this site.</p></footer>
<div class="cookie-consent">We use cookies to give you the best experience here, always.</div>
</body></html>"""


def frame(imported):
    [message] = [one.message for one in imported.remarks if one.code == "page-frame-left-out"]
    return message


def asides(imported) -> list[str]:
    return [
        part.text
        for chapter in imported.story.chapters
        for scene in chapter.scenes
        for part in scene.paragraphs
        if part.block is Block.ASIDE
    ]


CHAPTER_SITE = site(
    f"""<div class="page-container"><div class="fic-header"><h1>Chapter 3: Rain</h1>
<h2>The Lamp</h2><h3>by <a href="/ann">Ann Harrow</a></h3></div>
<div class="nav-buttons"><a href="/2">Previous Chapter</a> <a href="/4">Next Chapter</a></div>
<div class="portlet author-note-portlet"><div class="portlet-title">A note from Ann Harrow</div>
<div class="portlet-body"><p>Sorry for the wait!</p></div></div>
<div class="chapter-inner chapter-content">{paragraphs()}
<p class="cnx9">This tale was stolen; report it to its author.</p>
<hr><p>Short.</p></div>
<div class="portlet author-note-portlet"><div class="portlet-title">A note from Ann Harrow</div>
<div class="portlet-body"><p>See you on Friday.</p></div></div>
</div>""",
    "<title>Chapter 3: Rain - The Lamp | Tales</title>"
    '<meta property="og:site_name" content="Tales">'
    '<meta property="books:author" content="Ann Harrow"><style>.cnx9{display:none;}</style>',
    '<div class="comments-container"><h2>Comments</h2>'
    + 30 * "<p>So good, I cried!</p>"
    + "</div>",
)


def test_a_chapter_with_the_authors_notes_around_it():
    imported = page(CHAPTER_SITE)
    story = imported.story
    assert (story.title, story.author, story.language) == ("The Lamp", "Ann Harrow", "en")
    assert headings(imported) == [("chapter", 3, "Rain")]
    assert scenes(story.chapters[0]) == [
        ["A note from Ann Harrow", "Sorry for the wait!", *TEXT],
        ["Short.", "A note from Ann Harrow", "See you on Friday."],
    ]
    assert len(asides(imported)) == 4
    for left in ("So good, I cried!", "We use cookies", "Previous Chapter"):
        assert left in frame(imported)
    assert any("stolen" in remark.message for remark in imported.remarks)


BLOG = site(
    f"""<div id="content"><main><article class="post-7 hentry category-lamp">
<header class="entry-header"><h1 class="entry-title">Chapter 4</h1>
<div class="entry-meta">Posted on March 3 by Ann</div></header>
<div class="entry-content">
<p><a href="/3">Previous Chapter</a> | <a href="/5">Next Chapter</a></p>
{paragraphs()}
<p style="text-align:center">* * *</p>
<p>[A/N: Two chapters next week!]</p>
<p><a href="/3">« Previous</a></p>
<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="/tw">Twitter</a></li></ul></div>
</div>
<footer class="entry-footer">Filed under <a href="/lamps">Lamps</a></footer></article></main></div>
<aside id="secondary"><h2>Archives</h2><ul><li><a href="/m">March</a></li></ul></aside>""",
    "<title>Chapter 4 – Tales</title>",
    '<div id="comments" class="comments-area"><ol><li>First comment!</li></ol></div>',
)


def test_a_post_of_a_blog():
    imported = page(BLOG)
    assert headings(imported) == [("chapter", 4, None)]
    assert prose(imported) == [*TEXT, "[A/N: Two chapters next week!]"]
    assert asides(imported) == ["[A/N: Two chapters next week!]"]
    assert imported.story.chapters[0].scene_breaks == 0
    for left in ("Share this", "Filed under", "First comment!", "Posted on March 3"):
        assert left in frame(imported)


def post(author: str, text: str, mark: str = "") -> str:
    label = f'<header><span class="threadmarkLabel">{mark}</span></header>' if mark else ""
    return f"""<article class="message message--post" data-author="{author}">
<div class="message-inner">
<div class="message-cell message-cell--user"><h4 class="message-name">{author}</h4>Member</div>
<div class="message-cell message-cell--main">{label}
<div class="message-attribution"><a href="/p">March 3</a></div>
<div class="message-body"><div class="bbWrapper">{text}</div></div>
<div class="message-signature">I like gulls.</div></div></div></article>"""


def test_the_posts_of_a_thread_that_are_marked_as_the_story():
    lines = "<br>\n<br>\n".join(TEXT)
    posts = post("Ann", lines, "Chapter 1: Rain") + post("Bob", "Great! " * 60)
    posts += post("Ann", "Thank you, Bob, " * 20) + post("Ann", lines, "Chapter 2: Wind")
    imported = page(
        site(f'<div class="block-body">{posts}</div>', "<title>The Lamp | Tales</title>")
    )
    assert headings(imported) == [("chapter", 1, "Rain"), ("chapter", 2, "Wind")]
    assert prose(imported) == [*TEXT, *TEXT]
    assert "Great! Great!" in frame(imported)
    assert "Thank you, Bob" in frame(imported)


def test_without_marks_the_posts_of_the_one_who_began_are_the_story():
    posts = post("Ann", paragraphs()) + post("Bob", "Great! " * 60) + post("Ann", paragraphs())
    imported = page(site(f'<div class="block-body">{posts}</div>'))
    assert prose(imported) == [*TEXT, *TEXT]
    assert "Great! Great!" in frame(imported)


def test_the_chapter_that_is_chosen_in_a_list_is_its_heading():
    imported = page(
        site(
            '<div id="profile_top"><b>The Lamp</b> By: <a href="/u/1">Ann</a></div>'
            '<select id="chap_select"><option>1. Rain</option><option selected>2. Wind</option>'
            f'</select><div class="storytext" id="storytext">{paragraphs()}</div>',
            "<title>The Lamp Chapter 2: Wind, a lighthouses fanfic | Tales</title>",
        )
    )
    assert imported.story.title == "The Lamp"
    assert headings(imported) == [("chapter", 2, "Wind")]
    assert prose(imported) == list(TEXT)


def test_what_is_called_a_title_and_reads_like_a_chapters_is_the_heading():
    imported = page(
        site(
            f'<div class="chp_head"><div class="chapter-title">Chapter 1 – Rain</div></div>'
            f'<div id="chp_raw"><div class="wi_authornotes"><span>A note from Ann</span>'
            f"<div><p>Hello!</p></div></div>{paragraphs()}</div>"
        )
    )
    assert headings(imported) == [("chapter", 1, "Rain")]
    assert asides(imported) == ["A note from Ann", "Hello!"]
    assert prose(imported)[2:] == list(TEXT)


def test_a_story_of_one_post_has_its_title():
    imported = page(
        site(
            f'<main><article><h2 class="post-title">The Lamp</h2><div class="body">{paragraphs()}'
            "</div></article></main>",
            '<meta property="og:title" content="The Lamp"><title>The Lamp - by Ann</title>'
            '<meta name="author" content="Ann">',
        )
    )
    assert (imported.story.title, imported.story.author) == ("The Lamp", "Ann")
    assert headings(imported) == [("chapter", 1, None)]
    assert prose(imported) == list(TEXT)


def test_many_comments_are_no_story():
    talk = "".join(f"<p>{text} What a chapter, dear Ann!</p>" for text in TEXT * 20)
    imported = page(site(f'<div class="text">{paragraphs()}</div><div id="comments">{talk}</div>'))
    assert prose(imported) == list(TEXT)


def test_prose_beside_the_story_is_kept():
    imported = page(
        site(
            f'<div class="a"><p>{TEXT[0]} {TEXT[1]}</p></div>'
            f'<div class="b">{paragraphs(TEXT * 9)}</div>'
        )
    )
    assert len(prose(imported)) == 28


def test_notes_that_a_link_of_the_story_leads_to_are_kept():
    text = TEXT[0].replace("lamp", 'lamp<sup><a href="#fn1" id="r1">1</a></sup>')
    imported = page(
        site(
            f'<article><div class="text">{paragraphs([text, *TEXT[1:]])}</div>'
            '<div class="below"><p id="fn1"><a href="#r1">1</a> Brass.</p></div></article>'
        )
    )
    [chapter] = imported.story.chapters
    assert [note.text for note in chapter.footnotes] == ["Brass."]
    assert list(chapter.markers()) == ["1"]


@pytest.mark.parametrize(
    ("note", "count"),
    [
        ("<p><b>Author's Note:</b></p><p>Hello!</p><p>It is late.</p><hr>", 3),
        ("<p><b>Note:</b></p><p>The door sticks.</p><hr>", 0),
        ("<p>Author's Note</p><p>Hello!</p>", 0),
    ],
)
def test_a_note_announced_on_its_own_line_ends_at_the_break(note, count):
    imported = page(f"<body>{note}{paragraphs()}</body>")
    assert len(asides(imported)) == count
    assert imported.story.chapters[0].scene_breaks == (1 if "<b>Note" in note else 0)


def test_a_page_nested_without_end_is_imported():
    deep = 300
    inside = f"<p>A note from Ann</p>{paragraphs(TEXT * 9)}"
    imported = page(site(f"<main>{'<div>' * deep}{inside}{'</div>' * deep}</main>"))
    assert prose(imported)[1:] == [*TEXT * 9]
