"""What somebody may send by mistake or on purpose: a sentence or a warning, and never more."""

import io
import random
import zipfile
from contextlib import suppress

import pytest

from bot.domain.errors import RefusalError
from bot.manuscript import load
from tests.manuscript.archives import docx, encrypted, epub, footnote, many, p, page, r
from tests.manuscript.books import zipped
from tests.manuscript.sketch import counts, headings, prose

ONE = "<h2>Chapter 1</h2><p>The whistle was tin.</p>"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def refusal(data: bytes, name: str = "book.epub") -> str:
    with pytest.raises(RefusalError) as refused:
        load(data, name)
    return str(refused.value)


def messages(found) -> str:
    return "\n".join(remark.message for remark in found.remarks)


def deflated(name: str, size: int) -> dict[str, str | bytes]:
    return {"mimetype": b"application/epub+zip", name: b"\0" * size}


@pytest.mark.parametrize("name", ["book.epub", "story.docx", "story.zip", "story.txt"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_to_be_downloaded_again(name, part):
    data = epub({"one.xhtml": ONE})
    assert "cut off or damaged" in refusal(data[: int(len(data) * part)], name)


def test_a_file_whose_bytes_were_changed_is_damaged():
    data = bytearray(epub({"one.xhtml": f"<p>{'whistle ' * 400}</p>"}))
    at = data.index(b"OEBPS/one.xhtml") + 40
    data[at] ^= 0xFF
    assert "cut off or damaged" in refusal(bytes(data))


def test_a_bomb_is_not_opened():
    assert "unpacks to far more" in refusal(zipped(deflated("a.xhtml", 60_000_000)))
    assert "unpacks to far more" in refusal(epub({"a.xhtml": b"\0" * 20_000_000}))
    several = {
        f"{number}.xhtml": page(f"<p>{'a ' * 4_000_000}</p>").encode() for number in range(9)
    }
    assert "unpacks to far more" in refusal(epub(several))
    assert "unpacks to far more" in refusal(many(20_000))


def test_a_size_that_is_a_lie_is_damage():
    data = bytearray(epub({"one.xhtml": ONE}))
    at = data.index(b"OEBPS/one.xhtml", data.index(b"PK\x01\x02")) - 46 + 24
    data[at : at + 4] = (5).to_bytes(4, "little")
    assert "cut off or damaged" in refusal(bytes(data))


def test_entities_that_multiply_do_nothing_in_an_e_book():
    laughing = (LAUGHS + "]>" + page("<p>It said &i; and no more.</p>").partition("?>")[2]).encode()
    found = load(epub({"a.xhtml": laughing}), "book.epub")
    assert prose(found) == ["It said &i; and no more."]
    package = LAUGHS + "]><package><metadata>&i;</metadata></package>"
    assert prose(load(epub({"a.xhtml": ONE}, package=package), "book.epub")) == [
        "The whistle was tin."
    ]


@pytest.mark.parametrize("part", ["document", "styles", "footnotes"])
def test_entities_are_refused_in_a_word_file(part):
    bomb = f"{LAUGHS}]><w:{part} xmlns:w='urn:x'>&i;</w:{part}>"
    assert "declarations that no word processor" in refusal(
        docx(p("It rained."), extra={f"word/{part}.xml": bomb}), "a.docx"
    )


def test_an_entity_names_no_file_outside():
    stolen = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = page("<p>Here: &x;.</p>").partition("?>")[2]
    assert prose(load(epub({"a.xhtml": (stolen + body).encode()}), "b.epub")) == ["Here: &x;."]


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../../up.xhtml", "OEBPS/../../up.xhtml", "C:\\up.xhtml", "..\\up.xhtml"],
)
def test_names_that_lead_outside_are_left_out_and_named(name):
    found = load(epub({"one.xhtml": ONE}, extra={name: page("<p>Out.</p>")}), "book.epub")
    assert prose(found) == ["The whistle was tin."]
    assert "outside itself: " + name.replace("\\", "/") in messages(found)


def test_addresses_that_lead_outside_find_nothing():
    hrefs = {"two.xhtml": "../../../etc/passwd"}
    found = load(epub({"one.xhtml": ONE, "two.xhtml": ONE}, hrefs=hrefs), "book.epub")
    assert prose(found) == ["The whistle was tin."]
    assert "etc/passwd" in messages(found)


def test_of_two_files_with_one_name_one_counts():
    out = io.BytesIO(epub({"one.xhtml": ONE}))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(match="Duplicate"):
        archive.writestr("OEBPS/one.xhtml", page("<p>The drum was tin, too.</p>"))
    assert prose(load(out.getvalue(), "book.epub")) == ["The drum was tin, too."]


@pytest.mark.parametrize("data", [epub({"one.xhtml": ONE}), docx(p("It rained."))])
def test_a_locked_file_says_so(data):
    assert "locked with a password" in refusal(encrypted(data))


def test_other_formats_under_the_names_of_these():
    assert "a printed page" in refusal(b"%PDF-1.7 ...")
    assert "has the name of an e-book but isn't one" in refusal(b"It was a dark night.")
    assert "has the name of a Word file" in refusal(b"It was a dark night.", "a.docx")
    assert "word processor" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1", "a.docx")
    odt = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
    assert "save it as .docx" in refusal(odt, "a.odt")
    slides = zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"})
    assert "slide show" in refusal(slides, "a.pptx")


def test_archives_of_one_text_are_opened_and_others_told_apart():
    assert prose(load(zipped({"a/story.txt": "It rained.", "a/x.png": b""}), "a.zip")) == [
        "It rained."
    ]
    assert "2 texts in that archive" in refusal(zipped({"a.txt": "It rained.", "b.md": "No."}))
    assert "unpack it" in refusal(zipped({"book.epub": epub({"one.xhtml": ONE})}), "book.epub.zip")
    assert "only pictures" in refusal(zipped({"1.png": b"x", "2.png": b"y"}), "comic.zip")
    assert "no story in that archive" in refusal(zipped({"x.dat": b"x"}), "a.zip")


def test_null_bytes():
    assert "isn't text" in refusal(b"It rai\x00ned.", "story.txt")
    found = load(epub({"one.xhtml": page("<p>It rai\x00ned.</p>").encode(), "two.xhtml": ONE}), "a")
    assert prose(found) == ["It rained.", "The whistle was tin."]


@pytest.mark.parametrize(
    "data",
    [
        docx(p(r("It \u202erained\u202c."))),
        "It \u202erained\u202c.".encode(),
        b"<!doctype html><p>It &#x202e;rained&#x202c;.",
        epub({"a.xhtml": "<p>It &#x202e;rained&#x202c;.</p>"}),
    ],
)
def test_letters_that_turn_lines_round_are_taken_out(data):
    found = load(data, "story")
    assert prose(found) == ["It rained."]
    assert "turn the direction of writing round: It rained." in messages(found)
    assert "\u202e" not in messages(found)


def test_a_heading_that_was_turned_round_has_no_blank_where_that_began():
    found = load("<h2>Chapter 1: \u202e The Well</h2><p>It rained.</p>".encode(), "page.html")
    [chapter] = found.story.chapters
    assert chapter.heading.title == "The Well"


def test_text_from_the_right_keeps_its_turns_but_no_title_does():
    line = "\u2067שלום\u2069 ירד גשם."
    found = load(f"---\ntitle: \u2067שלום\u2069\n---\n\n{line}\n".encode(), "story.md")
    assert prose(found) == [line]
    assert found.story.title == "שלום"


def test_nothing_but_turning_letters_is_nothing():
    assert refusal("\u202e\u202c\n\n\u202e".encode(), "story.txt")


def test_ten_thousand_notes_are_all_there():
    numbers = range(1, 10_001)
    linked = "".join(
        f'<p>Word<a epub:type="noteref" id="r{n}" href="#n{n}">{n}</a> and more.</p>'
        for n in numbers
    )
    listed = "".join(f'<li id="n{n}" epub:type="endnote"><p>Note {n}.</p></li>' for n in numbers)
    body = f'{linked}<section epub:type="endnotes"><ol>{listed}</ol></section>'
    assert counts(load(epub({"a.xhtml": body}), "a.epub")) == (10_000, 10_000, 0, 0)
    word = docx(
        *(p(r("Word") + footnote(n) + r(" and more.")) for n in numbers),
        footnotes={n: f"Note {n}." for n in numbers},
    )
    assert counts(load(word, "a.docx")) == (10_000, 10_000, 0, 0)


@pytest.mark.parametrize(
    "make", [lambda text: epub({"a.xhtml": f"<p>{text}</p>"}), lambda text: docx(p(text))]
)
def test_a_paragraph_of_a_megabyte_is_one(make):
    text = "It rained and it rained. " * 42_000
    [paragraph] = prose(load(make(text.strip()), "a.epub"))
    assert paragraph == text.strip()


def test_mark_up_nested_beyond_reason_is_refused_or_followed():
    with suppress(RefusalError):
        load(epub({"a.xhtml": "<div>" * 30_000 + "It rained." + "</div>" * 30_000}), "a.epub")
    deep = "<w:ins>" * 5_000 + r("It rained.") + "</w:ins>" * 5_000
    with suppress(RefusalError):
        load(docx(p(deep)), "a.docx")


def mutated(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(broken))
        way = chance.random()
        if way < 0.6:
            broken[at] = chance.randrange(256)
        elif way < 0.8:
            del broken[at : at + chance.randint(1, 30)]
        else:
            broken[at:at] = broken[: chance.randint(1, 60)]
    return bytes(broken)


@pytest.mark.parametrize("seed", range(4))
def test_broken_archives_are_imported_or_refused(seed):
    chance = random.Random(seed)
    sound = [
        epub({"one.xhtml": ONE, "n.xhtml": ONE}, nav='<ol><li><a href="one.xhtml">I</a></li></ol>'),
        docx(p("It rained."), p(r("Tin") + footnote(1)), footnotes={1: "A metal."}),
        zipped({"story.md": "# Chapter 1\n\nIt rained."}),
    ]
    for number in range(150):
        with suppress(RefusalError):
            assert headings(load(mutated(sound[number % 3], chance), "story.epub"))
