"""What is imported at all, what is refused, and in which words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import RefusalError
from bot.manuscript import MAX_BYTES, load
from tests.manuscript.sketch import codes, prose

WORKING = (
    "plain text (.txt), Markdown (.md), web pages (.html), EPUB (.epub) and Word files (.docx)"
)


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(RefusalError) as refused:
        load(data, name)
    return str(refused.value)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u00a0\n".encode()])
def test_an_empty_file_is_refused(data):
    assert "empty" in refusal(data, "story.txt")


@pytest.mark.parametrize(
    "name", ["a.epub", "a.docx", "A.PDF", "a.mhtml", "a.odt", "a.rtf", "a.mobi", "a.zip", "a.png"]
)
def test_another_format_by_its_name_is_told_which_work(name):
    sentence = refusal(b"It was a dark night.", name)
    assert WORKING in sentence


@pytest.mark.parametrize(
    "data",
    [
        *(b"%PDF-1.7", b"{\\rtf1 x", b"<?xml version='1.0'?><FictionBook>"),
        b"From: <Saved by Blink>\nSnapshot-Content-Location: http://a.example/",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x",
    ],
)
def test_another_format_in_disguise_is_told_which_work(data):
    assert WORKING in refusal(data, "story.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><title>A</title><p>It <i>rained</i>.",
        b"\n<html lang='en'><p>It <i>rained</i>.",
        b"<?xml version='1.0'?>\n<!-- made by hand -->\n<html><p>It <i>rained</i>.</p></html>",
        b"\xef\xbb\xbf<!doctype html>\n<p>It <em>rained</em>.",
        "<!doctype html>\n<p>It <em>rained</em>.".encode("utf-16"),
    ],
)
@pytest.mark.parametrize("name", ["story.txt", "story", "story.HTM", "story.xhtml"])
def test_a_web_page_is_told_by_what_is_in_it(data, name):
    assert prose(load(data, name)) == ["It /rained/."]


def test_a_web_page_is_told_by_its_name():
    assert prose(load(b"<p>It <i>rained</i>.", "story.html")) == ["It /rained/."]


@pytest.mark.parametrize(
    "data", [b"MZ\x00\x01\x02", b"word \x00 word", bytes(range(1, 32)) * 9, b"\xff\xfe\x00\xd8"]
)
@pytest.mark.parametrize("name", ["story.txt", "story.md", "story"])
def test_what_is_no_text_is_refused(data, name):
    assert "text" in refusal(data, name)


def test_a_file_over_the_limit_is_refused_with_the_limit():
    assert MAX_BYTES == 25 * 1024 * 1024
    assert "up to 25" in refusal(b"a" * (MAX_BYTES + 1), "story.txt")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"[^1]: A note.\n\n[^2]: Another.", "notes.md"),
        (b"[^1]: A note.\n\n[^2]: Another.", "notes.txt"),
        (b"Footnotes\n\n(1) A note.\n\n(2) Another.", "notes.txt"),
    ],
)
def test_nothing_but_notes_is_refused(data, name):
    assert "nothing but" in refusal(data, name)


@pytest.mark.parametrize("data", [b"# Title\n\n## Chapter 1\n", b"* * *\n\n...\n"])
def test_nothing_to_read_is_refused(data):
    assert "story" in refusal(data, "story.md")


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a", "a.b c", ""]))
def test_any_bytes_are_imported_or_refused(data, name):
    with suppress(RefusalError):
        assert load(data, name).story.words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_told_by_its_marks(encoding):
    imported = load("“Naïve,” she said.".encode(encoding), "story.txt")
    assert prose(imported) == ["“Naïve,” she said."]
    assert imported.remarks == ()


def test_a_declared_charset_is_believed():
    text = "Character set encoding: ISO-8859-2\n\nŁódź is far.\n"
    imported = load(text.encode("iso-8859-2"), "story.txt")
    assert "Łódź is far." in prose(imported)
    assert imported.remarks == ()


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=us-ascii">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', "utf-8"),
        ('<meta charset="shift_jis">', "utf-8"),
        ("<?xml version='1.0' encoding='windows-1252'?><html>", "cp1252"),
    ],
)
def test_a_page_says_its_charset(head, encoding):
    text = "“Naïve”, she said – twice."
    imported = load(f"{head}<p>{text}</p>".encode(encoding), "story.html")
    assert prose(imported) == [text]
    assert imported.remarks == ()


@pytest.mark.parametrize(
    "charset", ["shift_jis", "Shift-JIS", "x-sjis", "gb2312", "euc-kr", "big5"]
)
def test_a_page_of_the_east_says_its_charset(charset):
    text = "一二三四五"
    encoding = "shift_jis" if "jis" in charset.lower() else charset
    data = f"<meta charset={charset}><p>{text}</p>".encode(encoding)
    assert prose(load(data, "story.html")) == [text]


def test_other_bytes_are_taken_for_windows_with_a_warning():
    imported = load("One line.\n\nThe café’s “door”.\n".encode("cp1252"), "story.txt")
    assert prose(imported)[1] == "The café’s “door”."
    [remark] = imported.remarks
    assert (remark.code, remark.line) == ("encoding-guessed", 3)
    assert "The café’s" in remark.message


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end(end):
    imported = load(f"One.{end}{end}Two\u00a0words.{end}".encode(), "story.txt")
    assert prose(imported) == ["One.", "Two words."]
    assert codes(imported) == []
