"""Word files: what somebody wrote, by whatever style and with whatever tracks left in it."""

import pytest

from bot.domain.errors import RefusalError
from bot.manuscript import load
from tests.manuscript.archives import W, docx, footnote, p, r, style
from tests.manuscript.sketch import counts, headings, notes, prose, scenes

ITALIC, BOLD = "<w:i/>", "<w:b/>"
HEADING = style("Heading1", "heading 1")


def imported(*paragraphs: str, **parts):
    return load(docx(*paragraphs, **parts), "story.docx")


def messages(found) -> str:
    return "\n".join(remark.message for remark in found.remarks)


@pytest.mark.parametrize("name", ["story.zip", "story.txt", "story.epub", "story"])
def test_a_word_file_is_one_whatever_it_is_called(name):
    assert prose(load(docx(p("It rained.")), name)) == ["It rained."]


@pytest.mark.parametrize(
    ("called", "properties", "inside"),
    [
        ("heading 1", "", ""),
        ("Überschrift 1", "", ""),
        ("Titre 1", "", ""),
        ("My Chapters", "", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("My Chapters", "", '<w:basedOn w:val="Base"/>'),
        ("My Chapters", '<w:outlineLvl w:val="0"/>', ""),
    ],
)
def test_headings_by_style_by_what_it_is_based_on_and_by_outline(called, properties, inside):
    styles = style("X", called, inside) + style("Base", "heading 1")
    found = imported(
        p("The Well", "X", properties),
        p("It was deep."),
        p("The Rope", "X", properties),
        p("It was short."),
        styles=styles,
    )
    assert headings(found) == [("chapter", 1, "The Well"), ("chapter", 2, "The Rope")]
    assert prose(found) == ["It was deep.", "It was short."]


def test_the_title_is_no_chapter():
    found = imported(
        p("Deep Water", "T"),
        p("by Ann Teak"),
        p("Chapter 1", "Heading1"),
        p("It was deep."),
        styles=HEADING + style("T", "Title"),
        core="<dc:title>Document1</dc:title><dc:creator>Administrator</dc:creator>",
    )
    assert (found.story.title, found.story.author) == ("Deep Water", "Ann Teak")
    assert headings(found) == [("chapter", 1, None)]


def test_the_properties_name_title_and_author():
    core = "<dc:title>Deep Water</dc:title><dc:creator>Ann Teak</dc:creator>"
    story = imported(p("It was deep."), core=core).story
    assert (story.title, story.author) == ("Deep Water", "Ann Teak")


def test_letters_slanted_by_hand_by_style_and_as_typescripts_do():
    found = imported(
        p(r("By ") + r("hand", ITALIC) + r(", by ") + r("style", '<w:rStyle w:val="E"/>')),
        p(r("by ") + r("line", '<w:u w:val="single"/>') + r(", and ") + r("bold", BOLD) + r(".")),
        p(r("All but ") + r("this", '<w:i w:val="0"/>') + r("."), "Letter"),
        styles=style("E", "Emphasis", f"<w:rPr>{ITALIC}</w:rPr>", "character")
        + style("Letter", "Letter", f"<w:rPr>{ITALIC}</w:rPr>"),
    )
    assert prose(found) == ["By /hand/, by /style/", "by /line/, and +bold+.", "/All but/ this/./"]


def test_a_word_cut_into_many_runs_is_one():
    found = imported(p("".join(map(r, "Rain"))) + p(r("He") + "<w:proofErr/>" + r("llo")))
    assert prose(found) == ["Rain", "Hello"]


def test_footnotes_and_endnotes():
    found = imported(
        p("Chapter 1", "Heading1"),
        p(r("Rope") + footnote(2) + r(" and well") + footnote(7, "endnote") + r(".")),
        footnotes={2: "Hemp."},
        endnotes={7: "Deep."},
        styles=HEADING,
    )
    assert counts(found) == (2, 2, 0, 0)
    assert prose(found) == ["Rope{1} and well{2}."]
    assert notes(found.story.chapters[0]) == {"1": ["Hemp."], "2": ["Deep."]}


def test_a_note_that_is_missing_is_reported_where_it_was_cited():
    found = imported(p(r("Rope") + footnote(9)), footnotes={2: "Hemp."})
    assert prose(found) == ["Rope"]
    assert "cited here: Rope" in messages(found)


@pytest.mark.parametrize(
    "parting",
    [
        p("* * *"),
        p("", properties='<w:pBdr><w:bottom w:val="single"/></w:pBdr>'),
        '<w:p><w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r></w:p>',
    ],
)
def test_scene_breaks(parting):
    found = imported(p("It rained."), parting, p("It stopped."))
    assert scenes(found.story.chapters[0]) == [["It rained."], ["It stopped."]]


def test_a_line_drawn_under_a_paragraph_parts_it_from_the_next():
    lined = p("It rained.", properties='<w:pBdr><w:bottom w:val="single"/></w:pBdr>')
    found = imported(lined, p("It stopped."))
    assert scenes(found.story.chapters[0]) == [["It rained."], ["It stopped."]]


def test_empty_paragraphs_part_scenes_where_they_are_rare():
    few = [p(f"Line {number}.") for number in range(8)]
    found = imported(*few, p(""), *few)
    assert len(found.story.chapters[0].scenes) == 2
    spaced = [part for paragraph in few for part in (paragraph, p(""))]
    found = imported(*spaced, *spaced)
    assert len(found.story.chapters[0].scenes) == 1


def test_line_breaks_and_tabs():
    broken = "<w:r><w:t>Rain,</w:t><w:br/><w:t>go</w:t><w:tab/><w:t>away</w:t></w:r>"
    assert prose(imported(p(broken))) == ["Rain,\ngo away"]


def test_what_is_inserted_is_shown_and_what_is_deleted_is_named():
    deleted = '<w:del><w:r><w:delText xml:space="preserve">never </w:delText></w:r></w:del>'
    found = imported(p(r("It ") + deleted + f"<w:ins>{r('often ')}</w:ins>" + r("rained.")))
    assert prose(found) == ["It often rained."]
    assert "tracked deletion: never" in messages(found)


def test_comments_and_hidden_text_are_named():
    found = imported(
        p(r("It rained.") + '<w:r><w:commentReference w:id="1"/></w:r>' + r("Shh", "<w:vanish/>")),
        comments=f'<w:comment w:id="1">{p("Did it?")}</w:comment>',
    )
    assert prose(found) == ["It rained."]
    assert "comment: Did it?" in messages(found)
    assert "hidden text: Shh" in messages(found)


def test_a_list_of_contents_is_no_part_of_the_story():
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('Chapter 1 … 3')}</w:sdtContent></w:sdt>"
    )
    found = imported(
        contents,
        p("Chapter 1 … 3", "TOC1"),
        p("Chapter 1", "Heading1"),
        p("It rained."),
        styles=HEADING + style("TOC1", "toc 1"),
    )
    assert headings(found) == [("chapter", 1, None)]
    assert "list of contents: Chapter 1 … 3" in messages(found)


def test_what_a_text_box_says_stands_behind_its_paragraph_once():
    box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice>"
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert prose(imported(p(r("Outside.") + drawn), p("After."))) == [
        "Outside.",
        "In the box.",
        "After.",
    ]


def test_fields_links_and_readings_keep_their_words():
    ruby = (
        f"<w:r><w:ruby><w:rt>{r('ame')}</w:rt><w:rubyBase>{r('rain')}</w:rubyBase></w:ruby></w:r>"
    )
    found = imported(p(f"<w:fldSimple>{r('Page')}</w:fldSimple>" + r(" of ") + ruby))
    assert prose(found) == ["Page of rain(ame)"]


def test_lists_tables_and_quotes():
    levels = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    cells = "".join(f"<w:tc>{p(word)}</w:tc>" for word in ("Salt", "tin"))
    found = imported(
        p("Rope", properties=number),
        p("Well", properties=number),
        f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>",
        p("It said so.", "Q"),
        styles=style("Q", "Quote"),
        numbering=f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>',
    )
    assert prose(found) == ["1. Rope", "2. Well", "Salt | tin", "It said so."]
    blocks = [part.block.value for part in found.story.chapters[0].scenes[0].paragraphs]
    assert blocks == ["item", "item", "prose", "quote"]


def test_a_list_that_a_style_of_lists_numbers():
    levels = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    linked = '<w:numPr><w:numId w:val="6"/></w:numPr>'
    found = imported(
        p("Rope", properties=number),
        p("Well", properties=number),
        styles=style("L", "Outline", f"<w:pPr>{linked}</w:pPr>", "numbering"),
        numbering=f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>',
    )
    assert prose(found) == ["1. Rope", "2. Well"]


def test_a_picture_is_left_out():
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006'
    )
    drawing += '/wordprocessingDrawing"><wp:docPr descr="A well"/></wp:inline></w:drawing></w:r>'
    assert "It rained." in prose(imported(p("It rained."), p(drawing)))


@pytest.mark.parametrize("part", ["document", "styles", "footnotes", "numbering"])
def test_a_damaged_part_is_refused(part):
    with pytest.raises(RefusalError, match=r"save it as \.docx once more"):
        imported(p("It rained."), extra={f"word/{part}.xml": "<w:p><oops"})


@pytest.mark.parametrize("name", ["a.doc", "a.odt", "a.rtf"])
def test_other_word_processors_files_are_told_what_to_be_saved_as(name):
    with pytest.raises(RefusalError, match=r"\.docx"):
        load(b"\xd0\xcf\x11\xe0 old", name)


def test_a_namespace_that_is_no_address_is_refused():
    odd = f'<w:document xmlns:w="[{W}"><w:body>{p("It rained.")}</w:body></w:document>'
    with pytest.raises(RefusalError, match=r"save it as \.docx once more"):
        imported(extra={"word/document.xml": odd})


def numbered(*levels: str, changes: str = "", start: int = 1) -> str:
    """A list whose levels look like that: their form and text; its numbering is 5."""
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="Heading{at + 1}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, _, text) in enumerate(level.partition(" ") for level in levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="1">{inside}</w:abstractNum>'
        f'<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>{changes}'
    )


def in_list(number: int = 5, level: str = "") -> str:
    said = f'<w:ilvl w:val="{level}"/>' if level else ""
    return f'<w:numPr>{said}<w:numId w:val="{number}"/></w:numPr>'


COUNTED = "".join(
    style(f"Heading{level}", f"heading {level}", f"<w:pPr>{in_list()}</w:pPr>") for level in (1, 2)
)


@pytest.mark.parametrize(
    ("level", "number", "title"),
    [
        ("decimal Chapter %1", 5, "The Rope"),
        ("decimal Chapter %1.", 5, "The Rope"),
        ("cardinalText Chapter %1", 5, "The Rope"),
        ("upperRoman %1.", 5, "The Rope"),
        ("decimal %1", 5, "The Rope"),
        ("decimalZero %1 –", 5, "The Rope"),
        ("lowerLetter %1)", 2, "e) The Rope"),
        ("ordinalText The %1 Lamp", 2, "The Fifth Lamp The Rope"),
        ("bullet •", 2, "The Rope"),
        ("none ", 2, "The Rope"),
    ],
)
def test_headings_have_the_numbers_that_the_word_processor_shows(level, number, title):
    found = imported(
        p("The Sea", "Heading1"),
        p("It was deep."),
        p("The Rope", "Heading1"),
        p("It was short."),
        styles=COUNTED,
        numbering=numbered(level, start=4),
    )
    assert headings(found)[1:] == [("chapter", number, title)]


def test_a_heading_counts_on_where_its_own_list_says_so():
    anew = (
        '<w:num w:numId="6"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    found = imported(
        p("", "Heading1"),
        p("It was deep."),
        p("", "Heading1"),
        p("It was wide."),
        p("The Rope", "Heading1", in_list(6, "0")),
        p("It was short."),
        p("Prologue", "Heading1", in_list(0)),
        p("It was over."),
        styles=COUNTED,
        numbering=numbered("decimal Chapter %1", changes=anew),
    )
    assert headings(found) == [
        ("chapter", 1, None),
        ("chapter", 2, None),
        ("chapter", 7, "The Rope"),
        ("chapter", None, "Prologue"),
    ]


def test_lower_headings_count_inside_each_chapter():
    found = imported(
        p("Out", "Heading1"),
        p("Rope", "Heading2"),
        p("It was short."),
        p("Home", "Heading1"),
        p("Sail", "Heading2"),
        p("It was torn."),
        p("Oar", "Heading2"),
        p("It was lost."),
        styles=COUNTED,
        numbering=numbered("upperRoman Chapter %1", "decimal %1.%2"),
    )
    assert headings(found) == [("chapter", 1, "Out"), ("chapter", 2, "Home")]
    assert prose(found) == [
        *("I.1 Rope", "It was short."),
        *("II.1 Sail", "It was torn.", "II.2 Oar", "It was lost."),
    ]


def test_a_number_that_is_typed_as_well_stands_once():
    found = imported(
        p("Chapter 1: The Sea", "Heading1"),
        p("It was deep."),
        styles=COUNTED,
        numbering=numbered("decimal %1."),
    )
    assert headings(found) == [("chapter", 1, "The Sea")]


def test_a_remark_names_the_paragraph_that_a_word_processor_would_count():
    found = imported(
        p(r("Chapter 1")),
        p(""),
        p(r("It rained.(1)")),
        p(r("He said so,(2) and she.")),
        p(r("(1) It did.")),
    )
    (orphan,) = [remark for remark in found.remarks if "(2)" in remark.message]
    assert (orphan.paragraph, orphan.line) == (4, None)
