"""What the author wrote is what the reader sees."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.domain.story import Block, Marker, Paragraph, Run, Text
from bot.ui import markdown
from tests.ui import discordish
from tests.ui.discordish import Letter

unhurried = settings(deadline=None)
UNSEEN = "\u200b\u202b\u202c"
"""What keeps styles apart and turns lines round; it is nothing to see."""
PREFIXES = {Block.QUOTE: "> ", Block.ASIDE: "> ", Block.HEADING: "### "}

HOSTILE = [
    "1. rope",
    "12) soap",
    "- Hello",
    "— Hello",
    "* star",
    "+ plus",
    "# heading",
    "## two",
    "-# small",
    "> quote",
    ">>> all",
    "[a](https://b.example)",
    "[a](b) [c](d)",
    "<#123>",
    "<@123>",
    "<@&123>",
    "<@!1>",
    "<t:1700000000:R>",
    "<t:1>",
    "<:emoji:1>",
    "<a:wave:12>",
    "</cmd:12>",
    "<id:customize>",
    "@everyone",
    "@here",
    ":smile:",
    "::a::b::",
    ":+1::skin-tone-2:",
    "https://a.example/x_y_z*w*",
    "http://a.example",
    "https://a.example/x_y_z.",
    "<https://a.example>",
    "(https://a.example/b)",
    "steam://run/1",
    "||spoiler||",
    "~~gone~~",
    "`code`",
    "```fence",
    "~~~",
    "__under__",
    "_em_",
    "*em*",
    "**strong**",
    "***",
    "\\",
    "\\*",
    "\\\\_",
    "¯\\_(ツ)_/¯",
    "snake_case_name",
    "F***",
    "mc²",
    "| a | b |",
    "|---|---|",
    "---",
    "===",
    ":-:",
    "&amp;",
    "&#42;",
    "12:30:45",
    "f(1)",
    "word](x)",
    "“Stop!”",
    "I'm",
    "😀",
    "é",
]

texts = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "    ", ". ", "word", " and "]),
        st.sampled_from(["سلام", "שלום, ", "؟ "]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])),
        st.text("\\*_~|`[]()<>#@:-+=.1 \nab&;/", max_size=12),
    ),
    max_size=8,
).map("".join)

runs = st.lists(
    st.one_of(
        st.builds(Text, texts, st.booleans(), st.booleans()),
        st.builds(Marker, st.sampled_from(["1", "12", "*", "**", "a", "†", "[x]"])),
    ),
    max_size=5,
).map(tuple)


def letters(parts: tuple[Run, ...]) -> list[Letter]:
    """What the author wrote, without blanks: they may be gathered, letters may not."""
    shown = []
    for run in parts:
        if isinstance(run, Marker):
            shown += [Letter(char) for char in f"({run.label})"]
        else:
            shown += [Letter(char, run.emphasis, run.strong) for char in run.text]
    return visible(shown)


def visible(shown: list[Letter]) -> list[Letter]:
    return [one for one in shown if not one.char.isspace() and one.char not in UNSEEN]


def shown_by_preview(source: str) -> str:
    """The letters that simcord's preview shows, which reads CommonMark."""

    def flat(tokens: Any) -> str:
        found = ""
        for token in tokens:
            kind = token["type"]
            assert kind not in {"code", "code_block", "bullet_list", "ordered_list", "table", "hr"}
            assert kind not in {"blockquote", "subtext", "spoiler_open", "s_open", "u_open"}
            assert not (kind == "heading" and token.get("tag") != "h3")
            found += token.get("content", "") + flat(token.get("children", ()))
        return found

    return flat(markdown_tokens(source, "text_display"))


@unhurried
@given(runs, st.sampled_from(list(Block)))
def test_a_reader_sees_every_letter_in_its_style(parts: tuple[Run, ...], block: Block) -> None:
    source = markdown.render(Paragraph(parts, block))
    shown = discordish.read(source, prefix=PREFIXES.get(block, "") if source else "")
    assert visible(shown) == letters(parts)


@unhurried
@given(texts)
def test_plain_letters_survive_the_preview_too(text: str) -> None:
    assume("-#" not in text)  # the preview looks for subtext after it has taken out the escapes
    shown = shown_by_preview(markdown.render(Paragraph((Text(text),))))
    assert "".join(shown.translate(dict.fromkeys(map(ord, UNSEEN))).split()) == "".join(
        text.split()
    )


@pytest.mark.parametrize("text", [text for text in HOSTILE if "-#" not in text])
def test_signs_of_commonmark_stay_letters_in_the_preview(text: str) -> None:
    shown = shown_by_preview(markdown.render(Paragraph((Text(f"Word {text}"),))))
    assert "".join(shown.split()) == "".join(f"Word{text}".split())


@unhurried
@given(texts)
def test_a_title_is_one_line_of_the_same_letters(text: str) -> None:
    source = markdown.escape(text)
    assert "\n" not in source
    assert discordish.text(f"**{source}**" if source else "") == " ".join(text.split())


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_no_name_turns_round_what_stands_after_it(turn: str) -> None:
    assert markdown.escape(f"{turn}The Lamp{turn}") == "The Lamp"
    assert markdown.named(f"a{turn}b", 10) == "ab"
    assert markdown.shorten(f"{turn}lamp", 10) == "lamp"


def test_a_name_from_the_right_stands_apart_from_the_sentence_around_it() -> None:
    assert markdown.named("מנורה", 10) == "\u2068מנורה\u2069"
    assert markdown.named("Lamp", 10) == "Lamp"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("before", ["", "Word ", "Word\n", "One.\n\n", "Word\n  "])
def test_signs_of_discord_stay_letters(before: str, text: str) -> None:
    source = markdown.render(Paragraph((Text(before + text),)))
    assert visible(discordish.read(source)) == letters((Text(before + text),))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((Text("so ", emphasis=True), Text("it goes")), "*so* it goes"),
        ((Text("He"), Text(" so", emphasis=True)), "He *so*"),
        ((Text("un"), Text("believ", emphasis=True), Text("able")), "un*believ*able"),
        ((Text("a", emphasis=True), Text("b", emphasis=True)), "*ab*"),
        ((Text("loud", strong=True),), "**loud**"),
        ((Text("both", emphasis=True, strong=True),), "***both***"),
        ((Text("one\ntwo", emphasis=True),), "*one*\n*two*"),
        ((Text("Raikiri"), Marker("1"), Text(", he said")), "Raikiri(1), he said"),
        ((Text("Jones"), Marker("*")), "Jones(\\*)"),
        ((Text(" ", emphasis=True), Text("x")), "x"),
        ((Text("See https://a.example/x_y."),), "See https://a.example/x_y."),
        ((Text("12 rope"),), "12 rope"),
        ((Text("¯\\_(ツ)_/¯"),), "¯\\\\\\_(ツ)\\_/¯"),
    ],
)
def test_emphasis_markers_and_addresses(parts: tuple[Run, ...], expected: str) -> None:
    assert markdown.render(Paragraph(parts)) == expected


def test_styles_that_touch_keep_apart() -> None:
    parts = (Text("a", emphasis=True), Text("b", strong=True), Text("c", emphasis=True))
    assert visible(discordish.read(markdown.render(Paragraph(parts)))) == letters(parts)


def test_an_address_in_emphasis_or_before_a_marker_keeps_its_letters() -> None:
    for parts in (
        (Text("https://a.example/x_y*z", emphasis=True),),
        (Text("https://a.example/x_y"), Marker("1")),
        (Text("https://a.example/x_y"), Marker("*")),
    ):
        assert visible(discordish.read(markdown.render(Paragraph(parts)))) == letters(parts)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("كان المطر يُباع هنا.", "\u202bكان المطر يُباع هنا.\u202c"),
        ("«שלום» said Ada.", "\u202b«שלום» said Ada.\u202c"),
        ("Ada said «שלום».", "Ada said «שלום»."),
        ("1914 …", "1914 …"),
        ("ראו https://a.example/b", "\u202bראו https://a.example/b"),
    ],
)
def test_a_line_that_begins_from_the_right_runs_from_there_to_its_last_stop(
    said: str, shown: str
) -> None:
    assert markdown.render(Paragraph((Text(said),))) == shown
    assert markdown.seen(shown) == said


def test_each_line_of_a_verse_has_its_own_direction_and_a_quotes_sign_stays_first() -> None:
    verse = Paragraph((Text("سلام!\nPeace!"),), Block.QUOTE)
    assert markdown.render(verse) == "> \u202bسلام!\u202c\n> Peace!"


def test_verse_keeps_its_lines_and_its_indent() -> None:
    verse = Paragraph((Text("Tiger, tiger\n   burning bright\n\n- in the night"),), Block.VERSE)
    assert markdown.render(verse).split("\n") == [
        "Tiger, tiger",
        "\u00a0\u00a0\u00a0burning bright",
        "",
        "\\- in the night",
    ]


def test_a_quote_is_marked_on_every_line() -> None:
    quote = Paragraph((Text("Dear Ann,\n1. come\n> home"),), Block.QUOTE)
    assert markdown.render(quote) == "> Dear Ann,\n> 1\\. come\n> \\> home"


def test_a_heading_is_one_line() -> None:
    heading = Paragraph((Text("The\nend ##"),), Block.HEADING)
    assert markdown.render(heading) == "### The end \\#\\#"


def test_scenes_are_parted_by_an_asterism_and_list_items_stand_close() -> None:
    items = tuple(Paragraph((Text(f"{n}. thing"),), Block.ITEM) for n in (1, 2))
    scenes = ((Paragraph((Text("One."),)), *items), (Paragraph((Text("  "),)), _prose("Two.")))
    assert markdown.render_scenes(scenes) == "One.\n\n1\\. thing\n2\\. thing\n\n⁂\n\nTwo."


def _prose(text: str) -> Paragraph:
    return Paragraph((Text(text),))


@unhurried
@given(runs, st.sampled_from(list(Block)))
def test_the_measure_never_says_less_than_discord_may_count(
    parts: tuple[Run, ...], block: Block
) -> None:
    paragraph = Paragraph(parts, block)
    shown = markdown.render_paragraphs([paragraph])
    units = sum(2 if ord(char) > 0xFFFF else 1 for char in shown)
    assert markdown.measure(paragraph) == units >= len(shown)


@unhurried
@given(texts, st.integers(2, 60))
def test_shortened_text_fits_and_begins_alike(text: str, limit: int) -> None:
    short = markdown.shorten(text, limit)
    assert markdown.length(short) <= limit
    whole = " ".join(text.split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


def test_the_authors_words_to_the_reader_stand_apart_under_a_line_that_says_so():
    shown = markdown.render_paragraphs(
        [
            Paragraph((Text("Sorry it took so long."),), Block.ASIDE),
            Paragraph((Text("Enjoy!"),), Block.ASIDE),
            Paragraph((Text("It rained."),)),
        ]
    )
    assert shown == "-# Author’s note\n> Sorry it took so long.\n> \n> Enjoy!\n\nIt rained."


BLOCK_SIGNS = {
    Block.QUOTE: frozenset({"quote"}),
    Block.ASIDE: frozenset({"quote"}),
    Block.HEADING: frozenset({"heading"}),
}
NOTE_LINE = [Letter(char, taken=frozenset({"subtext"})) for char in "Author’snote"]


@unhurried
@given(st.lists(st.builds(Paragraph, runs, st.sampled_from(list(Block))), max_size=4))
def test_no_paragraph_breaks_out_of_its_block_or_into_the_next(parts: list[Paragraph]) -> None:
    shown = visible(discordish.parse(markdown.render_paragraphs(parts)))
    told = [part for part in parts if letters(part.runs)]
    expected: list[Letter] = []
    before = None
    for part in told:
        if part.block is Block.ASIDE is not before:
            expected += NOTE_LINE
        before = part.block
        signs = BLOCK_SIGNS.get(part.block, frozenset())
        expected += [replace(letter, taken=signs) for letter in letters(part.runs)]
    assert [replace(letter, taken=letter.taken - {"url"}) for letter in shown] == expected
    for letter in shown:
        assert "url" not in letter.taken or not (letter.emphasis or letter.strong)


@pytest.mark.parametrize("sign", "\\*_~|`[<#@")
def test_each_sign_that_is_left_as_it_is_would_be_seen(
    sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    escaped = markdown._SIGN
    spared = re.compile(rf"(?!{re.escape(sign)})(?:{escaped.pattern})")
    monkeypatch.setattr(markdown, "_SIGN", spared)
    assert any(misread(text) for text in HOSTILE)


@pytest.mark.parametrize("beginning", ["> quote", "- Hello", "+ plus", "1. rope", "-# small"])
def test_each_beginning_that_is_left_as_it_is_would_be_seen(
    beginning: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not misread(beginning)
    monkeypatch.setattr(markdown, "_LINE_START", re.compile("(?!)"))
    monkeypatch.setattr(markdown, "_SIGN", re.compile("(?!)"))
    assert misread(beginning)


def misread(text: str) -> bool:
    """Whether a reader would see anything else than what the author wrote."""
    shown = discordish.parse(markdown.render(Paragraph((Text(text),))))
    plain = [replace(letter, taken=letter.taken - {"url"}) for letter in visible(shown)]
    return plain != letters((Text(text),))
