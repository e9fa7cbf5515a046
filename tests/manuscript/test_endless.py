"""What could be endless and comes to an end."""

import pytest

from bot.domain.errors import RefusalError
from bot.manuscript import load
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
