"""E-books as they come: in order, whole, and without what stands around the story."""

import pytest

from bot.domain.errors import RefusalError
from bot.manuscript import load
from tests.manuscript.archives import CONTAINER, METADATA, epub, page
from tests.manuscript.books import zipped
from tests.manuscript.sketch import codes, counts, headings, notes, prose, scenes

ONE = "<h2>Chapter 1</h2><p>The whistle was tin.</p>"
TWO = "<h2>Chapter 2</h2><p>Nobody blew it.</p>"
BOTH = {"one.xhtml": ONE, "two.xhtml": TWO}
CHAPTERS = [("chapter", 1, None), ("chapter", 2, None)]


def imported(data: bytes, name: str = "book.epub"):
    return load(data, name)


def refusal(data: bytes, name: str = "book.epub") -> str:
    with pytest.raises(RefusalError) as refused:
        load(data, name)
    return str(refused.value)


def messages(found) -> str:
    return "\n".join(f"{remark.part}: {remark.message}" for remark in found.remarks)


def test_a_small_book():
    found = imported(epub(BOTH))
    assert headings(found) == CHAPTERS
    assert prose(found) == ["The whistle was tin.", "Nobody blew it."]
    assert (found.story.title, found.story.author) == ("The Tin Whistle", "Ann Teak")
    assert codes(found) == []


@pytest.mark.parametrize("name", ["book.zip", "story.txt", "story", "a.docx", "book.pdf"])
def test_an_e_book_is_one_whatever_it_is_called(name):
    assert headings(imported(epub(BOTH), name)) == CHAPTERS


def test_a_prefix_that_was_never_declared_is_passed_over():
    archive = epub(BOTH, metadata=METADATA.replace("<dc:title>", "<zz:what/><dc:title>"))
    assert headings(imported(archive)) == CHAPTERS


def test_the_order_is_the_spine_s():
    found = imported(epub({"z.xhtml": ONE, "a.xhtml": TWO}, order=["z.xhtml", "a.xhtml"]))
    assert headings(found) == CHAPTERS


def test_without_a_container_the_package_is_looked_for():
    assert headings(imported(epub(BOTH, container=None))) == CHAPTERS


def test_without_a_package_files_go_by_their_numbers_and_that_is_said():
    files = {
        f"c{number}.xhtml": page(f"<h2>Chapter {number}</h2><p>Word.</p>") for number in (10, 9)
    }
    found = imported(zipped({"mimetype": "application/epub+zip", **files}))
    assert [number for _, number, _ in headings(found)] == [9, 10]
    assert "order of the chapters" in messages(found)


def test_hrefs_with_percent_signs_and_other_capitals_are_found():
    hrefs = {"part one.xhtml": "Part%20One.xhtml", "två.xhtml": "tv%C3%A5.xhtml"}
    found = imported(epub({"part one.xhtml": ONE, "två.xhtml": TWO}, hrefs=hrefs))
    assert headings(found) == CHAPTERS
    assert codes(found) == []


def test_a_file_that_is_missing_is_named():
    found = imported(epub(BOTH, hrefs={"two.xhtml": "gone.xhtml"}))
    assert prose(found) == ["The whistle was tin."]
    assert "gone.xhtml" in messages(found)


def test_without_any_of_its_files_it_is_refused():
    hrefs = {"one.xhtml": "x.xhtml", "two.xhtml": "y.xhtml"}
    data = zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<package/>"})
    assert "export it once more" in refusal(data)
    assert "Chapter 1" not in refusal(epub({"one.xhtml": ""}, hrefs=hrefs))


def test_the_title_page_is_the_package_s():
    metadata = (
        '<dc:title id="s">A Tale in Two Puffs</dc:title><dc:title id="t">Whistle</dc:title>'
        '<meta refines="#s" property="title-type">subtitle</meta>'
        '<meta refines="#t" property="title-type">main</meta>'
        '<dc:creator id="a">Teak, Ann</dc:creator>'
        '<meta refines="#a" property="file-as">Teak, Ann</meta>'
        '<meta refines="#a" property="role">aut</meta>'
        '<dc:creator id="i">Ivo Inker</dc:creator><meta refines="#i" property="role">ill</meta>'
        "<dc:language>en_GB</dc:language>"
        "<dc:description>&lt;p&gt;A &lt;i&gt;tin&lt;/i&gt; tale.&lt;/p&gt;</dc:description>"
    )
    story = imported(epub(BOTH, metadata=metadata)).story
    assert (story.title, story.author) == ("Whistle", "Ann Teak")
    assert (story.language, story.summary) == ("en-GB", "A tin tale.")


def test_epub_2_names_roles_at_the_creator():
    metadata = (
        '<dc:creator opf:role="trl">Tran S. Lator</dc:creator>'
        '<dc:creator opf:role="aut" opf:file-as="Teak, Ann">Ann Teak</dc:creator>'
        "<dc:creator opf:role='aut'>Bo Box</dc:creator><dc:language>und</dc:language>"
    )
    story = imported(epub(BOTH, metadata=metadata)).story
    assert (story.title, story.author, story.language) == (None, "Ann Teak, Bo Box", None)


def test_what_stands_around_the_story_is_left_out_and_named():
    found = imported(
        epub(
            {
                "cover.xhtml": '<section epub:type="cover"><p>Front, in colours.</p></section>',
                "t.xhtml": '<section epub:type="titlepage"><h1>The Tin Whistle</h1></section>',
                "i.xhtml": '<body epub:type="imprint"><p>Printed by nobody.</p></body>',
                "one.xhtml": ONE,
                "two.xhtml": '<section epub:type="colophon"><p>Set in lead.</p></section>' + TWO,
                "r.xhtml": "<p>Rights</p><p>© 1901 Ann Teak. All rights reserved. ISBN 1.</p>",
            },
            guide='<reference type="cover" href="cover.xhtml"/>',
        )
    )
    assert headings(found) == CHAPTERS
    assert prose(found) == ["The whistle was tin.", "Nobody blew it."]
    for words in ("Front, in colours.", "Printed by nobody.", "Set in lead.", "Rights © 1901"):
        assert words in messages(found)


def test_an_older_book_s_contents_and_title_page_are_known_by_what_they_are():
    found = imported(
        epub(
            {
                "a.xhtml": "<h1>The Tin Whistle</h1><p>by Ann Teak</p>",
                "b.xhtml": '<h2>Contents</h2><p><a href="one.xhtml">Chapter 1</a></p>'
                '<p><a href="two.xhtml#x">Chapter 2</a></p>',
                **BOTH,
            }
        )
    )
    assert headings(found) == CHAPTERS
    assert prose(found) == ["The whistle was tin.", "Nobody blew it."]
    assert {code for code, _ in codes(found)} == {"matter-left-out"}


def test_the_guide_of_an_older_book_names_its_parts():
    found = imported(
        epub(
            {"a.xhtml": "<p>Some Press, with thanks to the tinsmiths.</p>", **BOTH},
            guide='<reference type="copyright-page" href="a.xhtml"/>'
            '<reference type="text" href="one.xhtml"/>',
        )
    )
    assert headings(found) == CHAPTERS
    assert "thanks to the tinsmiths" in messages(found)


def test_the_book_s_own_list_of_contents_is_no_chapter():
    nav = '<ol><li><a href="one.xhtml">Chapter 1</a></li><li><a href="two.xhtml">Two</a></li></ol>'
    found = imported(epub(BOTH, nav=nav))
    assert headings(found) == CHAPTERS
    assert codes(found) == []


def test_a_chapter_split_over_files_is_one():
    found = imported(
        epub(
            {
                "index_split_000.html": ONE,
                "index_split_001.html": "<p>It rusted.</p>",
                "index_split_002.html": TWO,
            }
        )
    )
    assert headings(found) == CHAPTERS
    assert scenes(found.story.chapters[0]) == [["The whistle was tin.", "It rusted."]]


def test_chapters_in_one_file_are_several():
    found = imported(epub({"all.xhtml": ONE + TWO}))
    assert headings(found) == CHAPTERS


NOTED = '<p>Tin<a epub:type="noteref" id="r1" href="n.xhtml#n1">*</a> rusts<a epub:type="noteref" '
NOTED += 'id="r2" href="n.xhtml#n2">*</a>.</p>'
ENDNOTES = (
    '<section epub:type="endnotes"><h2>Notes</h2><ol>'
    '<li id="n1" epub:type="endnote"><p>A metal. <a href="one.xhtml#r1">↩</a></p></li>'
    '<li id="n2" epub:type="endnote"><p>As iron does. <a href="one.xhtml#r2">↩</a></p></li>'
    "</ol></section>"
)


def test_notes_in_a_file_at_the_end_are_found_by_their_links_alone():
    found = imported(epub({"one.xhtml": f"<h2>Chapter 1</h2>{NOTED}", "n.xhtml": ENDNOTES}))
    assert counts(found) == (2, 2, 0, 0)
    [chapter] = found.story.chapters
    assert [*notes(chapter).values()] == [["A metal."], ["As iron does."]]


@pytest.mark.parametrize("order", [["one.xhtml", "n.xhtml"], ["n.xhtml", "one.xhtml"]])
def test_notes_outside_of_the_order_are_taken_if_they_are_linked(order):
    documents = {"one.xhtml": f"<h2>Chapter 1</h2>{NOTED}", "n.xhtml": ENDNOTES}
    found = imported(epub(documents, order=order, aside=("n.xhtml",)))
    assert counts(found) == (2, 2, 0, 0)
    assert counts(imported(epub(documents, order=["one.xhtml"]))) == (2, 2, 0, 0)


def test_a_file_outside_of_the_order_is_left_out_and_named():
    found = imported(epub({**BOTH, "ad.xhtml": "<p>Buy my drum.</p>"}, aside=("ad.xhtml",)))
    assert headings(found) == CHAPTERS
    assert "ad.xhtml: Left out a file" in messages(found)
    assert "Buy my drum." in messages(found)


def test_markers_whose_notes_are_missing_stay_text_and_are_reported():
    found = imported(
        epub(
            {"one.xhtml": f"<h2>Chapter 1</h2>{NOTED}", "n.xhtml": ENDNOTES},
            hrefs={"n.xhtml": "lost.xhtml"},
            order=["one.xhtml"],
        ).replace(b"n.xhtml#", b"m.xhtml#")
    )
    assert prose(found) == ["Tin* rusts*."]
    assert counts(found)[2] == 2


def test_notes_at_each_chapter_s_end_and_one_note_cited_twice():
    chapter = (
        '<h2>Chapter {0}</h2><p>Tin<a epub:type="noteref" href="#f1">1</a> and '
        'tin<a epub:type="noteref" href="#f1">1</a>.</p>'
        '<aside epub:type="footnote" id="f1"><p>Metal {0}.</p></aside>'
    )
    found = imported(epub({"a.xhtml": chapter.format(1), "b.xhtml": chapter.format(2)}))
    assert counts(found) == (4, 2, 0, 0)
    assert [notes(one) for one in found.story.chapters] == [
        {"1": ["Metal 1."]},
        {"1": ["Metal 2."]},
    ]


def test_elements_closed_at_once_hold_nothing():
    body = (
        '<h2>Chapter 1</h2><p><a id="x"/>The <i/>whistle<br/>was<br></br>tin.</p><div/><p/>'
        "<p>A &lt;b&gt; &amp; <![CDATA[<i>c</i>]]>.</p>"
    )
    found = imported(epub({"one.xhtml": body}))
    assert prose(found) == ["The whistle\nwas\ntin.", "A <b> & <i>c</i>."]


def test_named_letters_need_no_declarations():
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://127.0.0.1:9/x.dtd">'
    body = "<p>Caf&eacute;&nbsp;&mdash; &rsquo;tis.</p>"
    declared = (doctype + page(body).partition("?>")[2]).encode()
    found = imported(epub({"a.xhtml": declared, "b.xhtml": page(body).encode()}))
    assert prose(found) == ["Café — ’tis."] * 2


def test_a_letter_that_a_document_declares_itself_is_filled_in():
    own = (
        '<!DOCTYPE html [<!ENTITY dash "&#8212;">]>' + page("<p>So&dash;no.</p>").partition("?>")[2]
    )
    assert prose(imported(epub({"a.xhtml": own.encode()}))) == ["So—no."]


def test_prefixes_mean_what_they_are_declared_to_mean():
    odd = (
        '<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ops="http://www.idpf.org/2007/ops">'
        '<h:body><h:p>Tin<h:a ops:type="noteref" href="#f">*</h:a>.<h:br/>Rust.</h:p>'
        '<h:aside ops:type="footnote" id="f"><h:p>A metal.</h:p></h:aside></h:body></h:html>'
    )
    found = imported(epub({"a.xhtml": odd.encode()}))
    assert counts(found) == (1, 1, 0, 0)
    assert prose(found) == ["Tin{1}.\nRust."] or prose(found) == ["Tin{*}.\nRust."]


def test_broken_mark_up_is_taken_for_what_it_resembles():
    broken = page("<p>Salt & tin<p>Rust <b>never</p><a id='x'/><p>sleeps.").encode()
    found = imported(epub({"a.xhtml": broken}))
    assert [text.replace("+", "") for text in prose(found)] == [
        "Salt & tin",
        "Rust never",
        "sleeps.",
    ]


def test_every_file_may_have_an_encoding_of_its_own():
    latin = page("<p>Café one.</p>").replace("utf-8", "iso-8859-1").encode("iso-8859-1")
    wide = page("<p>Café two.</p>").replace("utf-8", "utf-16").encode("utf-16")
    lied = page("<p>Café three.</p>").encode("cp1252")
    found = imported(epub({"a.xhtml": latin, "b.xhtml": wide, "c.xhtml": lied}))
    assert prose(found) == ["Café one.", "Café two.", "Café three."]
    assert [(one.code, one.part) for one in found.remarks] == [
        ("encoding-guessed", "OEBPS/c.xhtml")
    ]


LOCK = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/><CipherData>'
LOCK += '<CipherReference URI="OEBPS/{}"/></CipherData></EncryptedData></encryption>'


@pytest.mark.parametrize(
    "extra",
    [
        {
            "META-INF/encryption.xml": LOCK.format(
                "http://www.w3.org/2001/04/xmlenc#aes128-cbc", "one.xhtml"
            )
        },
        {"META-INF/rights.xml": "<rights/>"},
        {"META-INF/sinf.xml": "<sinf/>"},
    ],
)
def test_a_protected_book_is_refused(extra: dict[str, str | bytes]):
    assert "copy protection (DRM)" in refusal(epub(BOTH, extra=extra))


def test_scrambled_fonts_are_no_protection():
    lock = LOCK.format("http://www.idpf.org/2008/embedding", "font.otf")
    extra: dict[str, str | bytes] = {"META-INF/encryption.xml": lock, "OEBPS/font.otf": b"x"}
    assert headings(imported(epub(BOTH, extra=extra))) == CHAPTERS


def test_pages_that_are_pictures_are_refused():
    drawn = '<img src="1.png" alt=""/>'
    assert "pictures" in refusal(epub({"a.xhtml": drawn, "b.xhtml": drawn}))
    fixed = METADATA + '<meta property="rendition:layout">pre-paginated</meta>'
    assert "whose text flows" in refusal(epub(BOTH, metadata=fixed))


def test_a_page_that_is_a_picture_is_left_out_and_named():
    found = imported(epub({"map.xhtml": '<img src="m.png" alt="A map of the tin mine"/>', **BOTH}))
    assert headings(found) == CHAPTERS
    assert "a page that is a picture: A map of the tin mine" in messages(found)


def test_a_work_of_the_archive_loses_its_frame_and_keeps_its_notes():
    found = imported(
        epub(
            {
                "s_0.xhtml": '<div id="preface"><p>Posted originally on the Archive.</p><dl>'
                "<dt>Rating:</dt><dd>General</dd><dt>Language:</dt><dd>English</dd></dl>"
                '<h1>The Tin Whistle</h1><div>by <a rel="author" href="x">AnnTeak</a></div>'
                "<p>Summary</p><blockquote><p>A tale.</p></blockquote></div>",
                "s_1.xhtml": '<div id="chapters"><h2>Chapter 1: Tin</h2><p>Chapter Notes</p>'
                '<blockquote><p>See the end of the chapter for <a href="s_1.xhtml#endnotes1">notes'
                "</a></p></blockquote><div><p>It was tin.</p></div></div>",
                "s_2.xhtml": '<div id="endnotes1"><p>Chapter End Notes</p><blockquote><p>Bye.</p>'
                "</blockquote></div><div><h2>Chapter 2: Rust</h2><p>It rusted.</p></div>",
                "s_3.xhtml": '<div id="afterword"><p>End Notes</p><blockquote><p>Thanks!</p>'
                "</blockquote><p>Please drop by the archive and comment.</p></div>",
            }
        )
    )
    assert headings(found) == [("chapter", 1, "Tin"), ("chapter", 2, "Rust")]
    blocks = [
        (part.block.value, part.text)
        for chapter in found.story.chapters
        for scene in chapter.scenes
        for part in scene.paragraphs
    ]
    assert blocks == [
        ("prose", "It was tin."),
        ("aside", "Bye."),
        ("prose", "It rusted."),
        ("aside", "Thanks!"),
    ]
    assert (found.story.author, found.story.summary) == ("AnnTeak", "A tale.")
    assert "Posted originally" in messages(found)
    assert "Please drop by" in messages(found)


def test_the_licence_of_project_gutenberg_is_left_out_of_all_files():
    found = imported(
        epub(
            {
                "h_0.xhtml": '<section id="pg-header"><h2>The Project Gutenberg eBook of Tin</h2>'
                "<p>*** START OF THE PROJECT GUTENBERG EBOOK TIN ***</p></section>",
                **BOTH,
                "h_1.xhtml": "<p>*** END OF THE PROJECT GUTENBERG EBOOK TIN ***</p>"
                f"<p>{'Terms and terms. ' * 9}</p>",
                "h_2.xhtml": "<h2>The Full License</h2><p>More terms.</p>",
            },
            ncx="<navPoint><navLabel><text>The Full License</text></navLabel>"
            '<content src="h_2.xhtml"/></navPoint>',
        )
    )
    assert headings(found) == CHAPTERS
    assert prose(found) == ["The whistle was tin.", "Nobody blew it."]
    assert "More terms." in messages(found)


def test_the_author_s_words_to_the_reader_are_kept_apart():
    found = imported(epub({"a.xhtml": f"{ONE}<p>A/N: Sorry for the wait!</p>"}))
    [scene] = found.story.chapters[0].scenes
    assert [part.block.value for part in scene.paragraphs] == ["prose", "aside"]
