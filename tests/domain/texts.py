"""Stories for the tests: made by hand in one line, or by hypothesis."""

from hypothesis import strategies as st

from bot.domain.story import (
    Block,
    Chapter,
    ChapterKind,
    Heading,
    Marker,
    Paragraph,
    Run,
    Scene,
    Story,
    Text,
)


def para(*parts: str | int, block: Block = Block.PROSE) -> Paragraph:
    """A paragraph of plain letters and, as numbers, markers."""
    runs = tuple(Marker(str(part)) if isinstance(part, int) else Text(part) for part in parts)
    return Paragraph(runs, block)


def heading(text: str) -> Paragraph:
    return para(text, block=Block.HEADING)


def chapter(*scenes: list[Paragraph | str]) -> Chapter:
    return Chapter(
        Heading(ChapterKind.CHAPTER, 1, None),
        tuple(
            Scene(tuple(para(part) if isinstance(part, str) else part for part in scene))
            for scene in scenes
        ),
    )


def story(*scenes: list[Paragraph | str]) -> Story:
    """A story of one chapter."""
    return Story("A Tale", None, None, (chapter(*scenes),))


def prose(length: int) -> str:
    """Ordinary sentences that come to so many letters."""
    sentence = "The lamp went out, and nobody on the landing said a word about it. "
    text = (sentence * (length // len(sentence))).rstrip(" .")
    return text + "o" * (length - 1 - len(text)) + "."


def joined(parts: list[Paragraph]) -> Paragraph:
    """Parts of one paragraph put together again, with a space where white space was dropped."""
    runs: list[Run] = []
    for index, part in enumerate(parts):
        runs += [Text(" ")] * (index > 0) + list(part.runs)
    return Paragraph(tuple(runs), parts[0].block)


def tokens(paragraph: Paragraph) -> list[str]:
    """Its words, each with the markers that are glued to it."""
    shown = (run.text if isinstance(run, Text) else f"⟦{run.label}⟧" for run in paragraph.runs)
    return "".join(shown).split()


def styles(paragraph: Paragraph) -> list[tuple[str, bool, bool]]:
    """Its letters, each with its style."""
    return [
        (letter, run.emphasis, run.strong)
        for run in paragraph.runs
        if isinstance(run, Text)
        for letter in run.text
        if not letter.isspace()
    ]


_WORDS = st.sampled_from(
    ["a", "I", "Mr.", "lamp", "stairs", "3.14", "don’t", "“Stop!”", "e.g.", "wait...", "said,",
     "— and", "dark;", "end.", "What?!", "word" * 40, "*", "\n", "ﬁn.", "e\u0301t\u0301e."]
)  # fmt: skip
_LENGTHS = st.one_of(st.integers(1, 12), st.integers(1, 60), st.integers(300, 1_500))


@st.composite
def _letters(draw: st.DrawFn) -> str:
    some = draw(st.lists(_WORDS, min_size=1, max_size=12))
    return " ".join((some * 200)[: draw(_LENGTHS)]).strip() or "word"


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    """Paragraphs from one word to several passages, with style and glued markers."""
    text = draw(_letters())
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    runs: list[Run] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if start < end:
            runs.append(Text(text[start:end], draw(st.booleans()), draw(st.booleans())))
        touches = (end > 0 and not text[end - 1].isspace()) or not text[end : end + 1].isspace()
        if touches and draw(st.booleans()):
            runs.append(Marker(str(len(runs))))
    block = draw(st.sampled_from([Block.PROSE] * 5 + [Block.VERSE, Block.HEADING]))
    return Paragraph(tuple(runs), block)


_SCENES = st.lists(paragraphs(), min_size=1, max_size=5).map(lambda found: Scene(tuple(found)))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Stories of a few chapters."""
    scenes = draw(st.lists(st.lists(_SCENES, max_size=5), min_size=1, max_size=2))
    named = Heading(ChapterKind.CHAPTER, 1, None)
    return Story(None, None, None, tuple(Chapter(named, tuple(found)) for found in scenes))
