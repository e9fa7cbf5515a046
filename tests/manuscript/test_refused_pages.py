"""Pages without a story on them: a sentence says what is there instead."""

import pytest

from bot.domain.errors import RefusalError
from tests.manuscript.sketch import page, prose


def refusal(html: str) -> str:
    with pytest.raises(RefusalError) as refused:
        page(html)
    return str(refused.value)


def test_a_page_of_pictures_only():
    assert "only pictures" in refusal("<h1>The Lamp</h1><img src=a.png><img src=b.png>")


def test_a_page_that_a_program_fills():
    body = '<div id="root"></div><noscript>You need to enable JavaScript.</noscript>'
    assert "empty until a program" in refusal(f"{body}<script src='app.js'></script>")


def test_a_page_that_asks_to_log_in():
    form = '<form><p>Please log in to read on.</p><input name="u"><input type="password"></form>'
    sentence = refusal(f"<title>The Lamp</title><h1>Tales</h1>{form}")
    assert "log in with your browser" in sentence


def test_a_page_that_asks_for_the_readers_age():
    gate = "<p>This story has adult content.</p><p>Are you over 18?</p><a href='/yes'>Proceed</a>"
    assert "old enough" in refusal(f"<h1>Tales</h1><div>{gate}</div>")


def test_a_page_without_a_word():
    assert "nothing to read" in refusal("<html><body><hr></body></html>")


@pytest.mark.parametrize(
    "story", ["“Your password?” asked the lamp.", "“Are you over 18?” asked the lamp."]
)
def test_a_very_short_story_may_speak_of_such_things(story):
    assert prose(page(f"<p>{story}</p>")) == [story]
