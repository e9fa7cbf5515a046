"""Prose in pages: each fits, nothing is lost, and it is parted where a reader would pause."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.story import Paragraph, Text
from bot.ui import markdown, paging
from tests.ui import discordish, samples
from tests.ui.test_markdown import letters, runs, unhurried, visible


@unhurried
@given(st.lists(st.builds(Paragraph, runs), max_size=4), st.integers(40, 300))
def test_pages_fit_and_lose_no_letter(paragraphs: list[Paragraph], limit: int) -> None:
    pages = paging.pages(paragraphs, limit)
    assert all(0 < markdown.length(page) <= limit for page in pages)
    shown = [letter.char for page in pages for letter in visible(discordish.read(page))]
    assert shown == [letter.char for part in paragraphs for letter in letters(part.runs)]


def test_a_long_paragraph_is_parted_after_sentences() -> None:
    sentences = [f"This is number {number} of them." for number in range(60)]
    pages = paging.pages([Paragraph((Text(" ".join(sentences)),))], 300)
    assert len(pages) > 3
    assert all(page.endswith("them.") and page.startswith("This is") for page in pages)
    assert " ".join(pages) == " ".join(sentences)


def test_a_sentence_that_never_ends_is_parted_after_words() -> None:
    pages = paging.pages([Paragraph((Text("Once. " + "and on " * 300),))], 300)
    assert len(pages) > 3
    assert all(150 < len(page) <= 300 for page in pages[:-1])
    assert " ".join(pages).split() == ("Once. " + "and on " * 300).split()


def test_pages_of_unspaced_text_end_after_sentences_and_lose_nothing():
    text = "灯灭了，港务局里没有一个人抬起头来。“谁看见了？”她低声问道。" * 20
    found = paging.pages([Paragraph((Text(text),))], 200)
    assert "".join(found) == text
    assert all(len(page) <= 200 for page in found)
    assert all(page.endswith(("。", "？”")) for page in found)


def test_a_page_of_unspaced_text_without_sentences_begins_with_nothing_that_closes():
    text = "「灯」、（海）" * 80
    found = paging.pages([Paragraph((Text(text),))], 101)
    assert "".join(found) == text
    assert not any(page[0] in "」、）" for page in found)
    assert not any(page[-1] in "「（" for page in found)


def test_an_excerpt_of_a_long_passage_ends_with_an_ellipsis() -> None:
    scenes = ((Paragraph((Text("word " * 500),)),),)
    short = paging.excerpt(scenes, 200)
    assert markdown.length(short) <= 200
    assert re.fullmatch(r"(word )+…", short)
    assert paging.excerpt(((Paragraph((Text("All of it."),)),),), 200) == "All of it."


def test_what_is_cut_to_be_shown_in_brief_says_so_in_its_own_way() -> None:
    scenes = samples.passage(long=True).scenes
    assert paging.excerpt(scenes, 300).endswith(" …")
    assert len(paging.excerpt(scenes, 300, "!")) <= 300
