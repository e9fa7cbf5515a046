"""What takes no longer than it is long: sixteen times the text may take sixteen times as long."""

import time

import pytest

from bot.domain.errors import RefusalError
from bot.manuscript import load
from tests.manuscript.archives import epub
from tests.manuscript.sketch import prose

_TIMES = 16
_SLACK = 3
"""Processor times differ from run to run; what grows with the square takes 16 times too long."""


def seconds(make, size) -> float:
    data = epub({"one.xhtml": make(size)})
    started = time.process_time()
    load(data, "book.epub")
    return time.process_time() - started


@pytest.mark.parametrize(
    ("make", "size"),
    [
        pytest.param(lambda n: "<p>" + "It rained.<br/>" * n + "</p>", 5_000, id="lines"),
        pytest.param(lambda n: "<p>" + "It <i>rained</i>. " * n + "</p>", 3_000, id="styles"),
        pytest.param(lambda n: "<p>" + "[1] <i>It</i> rained.<br/>" * n + "</p>", 500, id="notes"),
        pytest.param(lambda n: "<p>" + "It rained.(1) " * n + "</p>", 1_500, id="orphans"),
    ],
)
def test_a_paragraph_is_no_slower_for_being_one(make, size):
    seconds(make, size)
    small = min(seconds(make, size) for _ in range(3))
    assert seconds(make, size * _TIMES) < small * _TIMES * _SLACK


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
