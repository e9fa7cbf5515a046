"""Pages of sites on which serials run, as they are saved: newsletters, blogs, journals, readers."""

from bot.domain.story import Block
from tests.manuscript.sketch import counts, headings, notes, page, scenes

TEXT = (
    "The keeper counted the steps again, a hundred and nine, and the lamp hummed over her head.",
    "Nobody had lit it, and yet it burned, as it did each year in the first night of the storm.",
    "“Go down,” it said, and she went down, slower than she had come, with her hand on the wall.",
)
DARK = "It was dark."
PROSE = "".join(f"<p>{text}</p>" for text in TEXT)
LINES = "<br><br>".join(TEXT)


def frame(imported):
    [message] = [one.message for one in imported.remarks if one.code == "page-frame-left-out"]
    return message


def told(imported, *left: str) -> list[list[str]]:
    """The scenes of the only chapter, once it is sure that this is named as left out."""
    assert [words for words in left if words not in frame(imported)] == []
    [chapter] = imported.story.chapters
    return scenes(chapter)


NEWSLETTER = f"""<!DOCTYPE html><html lang="en"><head>
<title>Chapter 2: Wind - by Ann Harrow - The Lamp</title>
<meta property="og:title" content="Chapter 2: Wind"><meta name="author" content="Ann Harrow">
<meta property="og:site_name" content="The Lamp"></head><body><div id="entry">
<div class="main-menu"><div class="topbar"><a href="/">The Lamp</a><button>Sign in</button></div>
</div><div aria-label="Post" role="main" class="single-post-container"><div class="single-post">
<article class="newsletter-post post"><div class="post-header" role="region">
<h1 class="post-title published">Chapter 2: Wind</h1><h3 class="subtitle">She goes down</h3>
<div class="byline-wrapper"><a href="/@ann">Ann Harrow</a><div class="meta-date">Mar 03</div></div>
<div class="post-ufi"><a class="post-ufi-button"><div class="label">12</div></a></div></div>
<div class="available-content"><div class="body markup">{PROSE}
<p class="button-wrapper"><a class="button primary" href="/subscribe">Subscribe now</a></p>
<div><hr></div><p>{DARK}<a id="footnote-anchor-1" class="footnote-anchor"
href="https://ann.example/p/2#footnote-1">1</a></p>
<div class="subscription-widget-wrap"><div class="subscription-widget"><p class="cta-caption">
Thanks for reading! Subscribe for free.</p><form><input type="email"></form></div></div>
<div class="footnote"><a id="footnote-1" class="footnote-number"
href="https://ann.example/p/2#footnote-anchor-1">1</a><div class="footnote-content"><p>As lamps
are.</p></div></div></div></div></article></div></div>
<div class="comments-section"><h4>Discussion about this post</h4><p>So good!</p></div>
<div class="publication-footer"><div class="footer"><p>© 2023 Ann Harrow</p></div></div>
</div></body></html>"""


def test_a_post_of_a_newsletter_with_its_notes():
    imported = page(NEWSLETTER)
    assert imported.story.author == "Ann Harrow"
    assert headings(imported) == [("chapter", 2, "Wind")]
    left = ("Subscribe now", "Thanks for reading", "So good!", "© 2023")
    assert told(imported, *left) == [[*TEXT], [DARK.removesuffix(".") + ".{1}"]]
    assert notes(imported.story.chapters[0]) == {"1": ["As lamps are."]}
    assert counts(imported) == (1, 1, 0, 0)


_MARKED = "".join(
    f'<p data-p-id="{at}">{text}<button><span class="num-comment">3</span></button></p>'
    for at, text in enumerate(TEXT)
)
READER = f"""<!DOCTYPE html><html lang="en"><head><title>The Lamp - 2. Wind - Pages</title>
<meta property="og:site_name" content="Pages">
<meta property="og:title" content="The Lamp - 2. Wind">
</head><body><header id="header"><nav><a href="/">Browse</a></nav></header>
<div id="story-reading"><div class="dropdown-menu"><h2>The Lamp</h2><ul><li><a href="/1">1. Rain</a>
</li><li><a href="/2">2. Wind</a></li></ul></div><main><article class="story-part">
<header class="panel"><h1 class="h2">Chapter 2: Wind</h1><div class="story-stats"><span>1.2K</span>
<span class="votes">88</span></div></header><div class="panel"><pre>{_MARKED}<p>***</p><p>{DARK}</p>
<p>A/N: Vote, please!</p></pre></div><div class="part-footer"><a href="/3">Continue reading next
part</a></div></article></main><div id="comments-container"><pre>OMG</pre></div>
<div class="similar-stories"><h3>You'll Also Like</h3><p>A girl and a boat.</p></div></div>
</body></html>"""


def test_a_part_in_a_reader_with_comments_at_each_paragraph():
    imported = page(READER)
    assert headings(imported) == [("chapter", 2, "Wind")]
    left = ("1.2K", "OMG", "You'll Also Like", "1. Rain")
    assert told(imported, *left) == [[*TEXT], [DARK, "A/N: Vote, please!"]]
    assert imported.story.chapters[0].scenes[1].paragraphs[1].block is Block.ASIDE


BLOG = f"""<!DOCTYPE html><html dir="ltr"><head><title>Ann's Tales: Chapter 2</title>
<meta property="og:title" content="Chapter 2"></head><body class="item-view"><header>
<div class="header section"><h1 class="title"><a href="/">Ann's Tales</a></h1></div></header>
<div class="main section" id="main"><div class="widget Blog"><div class="blog-posts hfeed">
<h2 class="date-header"><span>Sunday, March 3, 2019</span></h2><div class="post hentry">
<h3 class="post-title entry-title">Chapter 2</h3><div class="post-body entry-content"
itemprop="articleBody"><div dir="ltr">{LINES}<br><br><div align="center">* * *</div><br>
{DARK}</div></div><div class="post-footer"><span class="post-author">Posted by Ann</span>
<span class="post-labels">Labels: <a href="/l">lamps</a></span></div></div>
<div class="comments" id="comments"><p>Lovely as ever.</p></div></div></div>
<div class="blog-pager"><a href="/3">Newer Post</a> <a href="/1">Older Post</a></div></div>
<aside><div class="widget"><h2>About Me</h2><p>I write by the sea.</p></div></aside></body>
</html>"""


def test_a_post_of_a_blog_whose_paragraphs_are_lines():
    imported = page(BLOG)
    assert headings(imported) == [("chapter", 2, None)]
    left = ("Posted by Ann", "Lovely as ever.", "Newer Post", "I write by the sea.", "Sunday")
    assert told(imported, *left) == [[*TEXT], [DARK]]


REBLOGS = f"""<!DOCTYPE html><html><head><title>Gulls — The Lamp, part 2</title>
<meta property="og:title" content="The Lamp, part 2"></head><body><header class="header">
<h1 class="blog-title"><a href="/">Gulls</a></h1><nav><a href="/ask">Ask</a></nav></header>
<section id="posts"><article class="text post"><h2 class="title">The Lamp, part 2</h2>
<div class="body-text">{PROSE}<p style="text-align:center">~</p><p>{DARK}</p></div>
<div class="tags"><a href="/t">#lamps</a></div><footer class="post-meta"><a href="/2">231 notes</a>
</footer></article><section class="notes-wrapper"><ol class="notes"><li><a href="/b">bob</a> liked
this</li></ol></section></section></body></html>"""


def test_a_post_with_tags_and_those_who_liked_it():
    left = ("#lamps", "231 notes", "liked this", "Ask")
    assert told(page(REBLOGS), *left) == [[*TEXT], [DARK]]


JOURNAL = f"""<!DOCTYPE html><html lang="en"><head><title>annharrow: The Lamp (2/3)</title>
<meta property="og:title" content="annharrow: The Lamp (2/3)"></head><body class="page-entry">
<div id="content"><div class="entry-wrapper"><div class="entry"><div class="header">
<h3 class="entry-title"><a href="/2.html">The Lamp (2/3)</a></h3><span class="datetime">Mar. 3rd,
2019 10:01 pm</span></div><div class="contents"><div class="userpic"><img alt="a gull"></div>
<div class="entry-content">{LINES}<br><br>***<br><br>{DARK}</div></div><div class="footer">
<ul><li>Mood: tired</li></ul></div></div></div><div id="comments"><p>I loved the wall.</p></div>
</div><div id="footer"><p>Powered by a journal</p></div></body></html>"""


def test_an_entry_of_a_journal():
    left = ("Mar. 3rd", "Mood: tired", "I loved the wall.", "Powered by")
    assert told(page(JOURNAL), *left) == [[*TEXT], [DARK]]
