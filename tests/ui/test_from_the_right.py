"""What is written from the right stands where its readers look for it, and turns nothing round."""

from dataclasses import replace

from discord import ui

from bot.domain.story import ChapterKind, Heading
from bot.ui import contents, layout, markdown, notes, quote
from tests.ui import samples


def texts(view: ui.LayoutView) -> list[str]:
    return [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def shown(view: ui.LayoutView) -> str:
    return "\n".join(texts(view))


def test_a_title_written_from_the_right_turns_nothing_around_it() -> None:
    assert layout.titled("المنارة", "كاتبة") == ("\u2068**المنارة**\u2069 by \u2068كاتبة\u2069")
    assert layout.titled("The Lamp", "A. B.") == "**The Lamp** by A. B."
    arabic = Heading(ChapterKind.CHAPTER, 3, "البحر")
    assert layout.chapter_name(arabic, 1, 2) == "\u2068Ch. 3 · البحر\u2069 (1/2)"
    assert markdown.fill("“{title}” is over.", {"title": "מגדלור"}) == (
        "“\u2068מגדלור\u2069” is over."
    )


def test_a_quote_from_the_right_that_is_cut_goes_on_at_its_left() -> None:
    words = (samples.prose("كان المطر يُباع هنا. " * 100),)
    for veiled in (False, True):
        card = quote.quoted_view(replace(samples.quote(veiled=veiled), words=words), 100)
        said = texts(card)[0].strip("|")
        assert said.startswith("\u202bكان")
        assert said.endswith(" …\u202c")


def test_a_footnotes_sentence_stands_where_the_prose_does() -> None:
    answer = samples.answer()
    found = replace(answer.found.note, word="المطر", sentence="كان المطر يُباع هنا.")
    said = shown(notes.note_view(replace(answer, found=replace(answer.found, note=found))))
    assert "> \u202bكان المطر يُباع هنا.\u202c" in said
    assert "(1) \u2068المطر\u2069" in said


def test_minutes_and_bookmarked_words_keep_their_side_of_a_title_from_the_right() -> None:
    [line] = samples.contents(chapters=1).lines
    named = replace(line.heading, title="البحر")
    listed = replace(samples.contents(chapters=1), lines=(replace(line, heading=named),))
    assert "· البحر\u2069 · " in shown(contents.contents_view(listed)).replace("**", "")
    [marked] = samples.bookmarks(1).lines
    kept = replace(samples.bookmarks(1), lines=(replace(marked, words="كان المطر"),))
    assert "· \u2068كان المطر\u2069" in shown(contents.bookmarks_view(kept))
