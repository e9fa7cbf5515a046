"""What could be endless and comes to an end."""

import pytest

from bot.domain.errors import RefusalError
from bot.manuscript import load
from tests.manuscript.archives import epub
from tests.manuscript.sketch import prose


def test_comments_before_a_text_come_to_an_end():
    text = "<!-- a -->\n" * 2_000 + "It rained."
    assert load(text.encode(), "story.txt").story.words  # it took forever, as 2 ** 2,000 is long


def test_an_element_of_countless_attributes_is_refused():
    attributes = " ".join(f"a{number}='b'" for number in range(200_000))
    with pytest.raises(RefusalError, match="thousands of attributes"):
        load(f"<html><p {attributes}>It rained.".encode(), "page.html")


@pytest.mark.parametrize("number", ["9" * 5_000, "123456789abc", "²"])
def test_a_list_that_starts_at_no_number_starts_at_one(number):
    page = f"<html><ol start='{number}'><li value='{number}'>Rope.<li>Salt.</ol>"
    assert prose(load(page.encode(), "page.html")) == ["1. Rope.", "2. Salt."]


def test_styles_that_are_opened_in_each_paragraph_and_never_closed_are_refused():
    opened = "".join(f"<p><font color='#{number}'>It rained." for number in range(5_000))
    with pytest.raises(RefusalError, match="closes none of them"):
        load(f"<html>{opened}".encode(), "page.html")
    closed = opened.replace("rained.", "rained.</font>")
    assert prose(load(f"<html>{closed}".encode(), "page.html")) == ["It rained."] * 5_000
    alike = "<p><font color=red>It rained.<p><a name=x>It rained." * 500
    assert prose(load(f"<html>{alike}".encode(), "page.html")) == ["It rained."] * 1_000


def test_a_package_that_lists_fifty_thousand_files_it_lacks():
    lacking = "".join(
        f'<item id="x{number}" href="x{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in range(50_000)
    )
    book = load(epub({"one.xhtml": "<p>It rained.</p>"}, manifest=lacking), "book.epub")
    assert prose(book) == ["It rained."]
    assert len(book.remarks) == 50_000


def test_a_style_sheet_that_many_documents_share_counts_in_each_with_its_own_styles():
    link = '<link rel="stylesheet" href="a.css"/>'
    sheet = "".join(f".c{number}{{font-style:italic}}" for number in range(20_000))
    documents = {
        f"{name}.xhtml": f"{link * 50}<style>.{name}{{font-style:normal}}</style>"
        f'<p>It <b class="c{place}">rained</b> <b class="c7 {name}">tin</b>.</p>'
        for place, name in enumerate(["one", "two", "three"])
    }
    book = load(epub(documents, extra={"OEBPS/a.css": sheet}), "book.epub")
    assert prose(book) == ["It /+rained+/ +tin+."] * 3


def test_a_letter_that_stands_for_nothing_is_in_no_format():
    assert prose(load(epub({"a.xhtml": "<p>It rai\x7fned.</p>"}), "a.epub")) == ["It rained."]
    assert prose(load(b"<html><p>It rai&#127;n&#1;ed.", "a.html")) == ["It rained."]


def test_tables_in_tables_keep_their_words_and_come_to_an_end():
    opened = "<table><tr><td>It rained." * 2_000 + "</table>" * 2_000
    assert prose(load(f"<html>{opened}".encode(), "page.html")).count("It rained.") == 2_000


def test_headings_of_contents_that_alternate_with_entries_come_to_an_end():
    pairs = "".join(f"CONTENTS\n\nRain  {page}\n\n" for page in range(3, 9_000))
    imported = load(f"{pairs}\n\nIt rained.".encode(), "story.txt")
    assert prose(imported) == ["It rained."]
