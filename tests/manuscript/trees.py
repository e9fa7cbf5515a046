"""Stories made up for the tests: any tree that a loader could give."""

from hypothesis import strategies as st

from bot.domain.story import (
    Block,
    Chapter,
    ChapterKind,
    Footnote,
    Heading,
    Marker,
    Scene,
    Story,
    Text,
)
from bot.manuscript.runs import tidy

PIECES = [
    *("word", "a", "I", "é", "中", "12", "1.", "1)", "•", "-", "--", "—", "…", ".", ",", "!", "?"),
    *("*", "**", "***", "_", "__", "`", "~~~", "```", "#", "##", ">", "+", "=", "===", "---", "|"),
    *(
        "[",
        "]",
        "(",
        ")",
        "[^1]",
        "[^x]:",
        "[a](b)",
        "<em>",
        "</em>",
        "<br>",
        "<",
        "&amp;",
        "&#35;",
    ),
    *("\\", "\\*", "!", ":", ": ", "{.front}", "^", "~", "⁂", "* * *", "oOo", "'", '"', "’"),
    *("Chapter 3", "Prologue", "Notes", "by Me", "title: x", "http://a.b", "[a]: http://b.c"),
]
words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4)
lines = st.builds(
    lambda parts, joints: "".join(a + b for a, b in zip(parts, joints, strict=False)),
    words,
    st.lists(st.sampled_from(["", " ", " ", "\n"]), min_size=4, max_size=4),
)
texts = st.builds(Text, lines, st.booleans(), st.booleans())


IN_NOTES = (Block.PROSE, Block.VERSE, Block.QUOTE, Block.HEADING)


def paragraphs(labels: list[str], blocks=(*IN_NOTES, Block.ASIDE)):
    runs = texts if not labels else texts | st.sampled_from(labels).map(Marker)
    plain = st.builds(tidy, st.lists(runs, min_size=1, max_size=5), st.sampled_from(blocks))
    return (plain | items(runs)).filter(lambda paragraph: bool(paragraph.runs))


def items(runs):
    """List items: what follows the bullet begins on its line."""
    bullets = st.sampled_from(["• ", "1. ", "12) "]).map(Text)
    return st.builds(
        lambda bullet, rest: tidy([bullet, *tidy(rest, Block.QUOTE).runs], Block.ITEM),
        bullets,
        st.lists(runs, max_size=4),
    )


titles = words.map(" ".join).map(lambda title: " ".join(title.split()))
LABELS = ["1", "2", "x", "*", "1-2", "†"]


@st.composite
def chapters(draw, heading: Heading):
    labels = draw(st.lists(st.sampled_from(LABELS), unique=True, max_size=3))
    scenes = st.lists(paragraphs(labels), min_size=1, max_size=3).map(tuple).map(Scene)
    notes = [
        Footnote(label, tuple(draw(st.lists(paragraphs(labels, IN_NOTES), max_size=3))))
        for label in labels
    ]
    notes = [
        Footnote(n.label, tuple(p for p in n.paragraphs if n.label not in p.labels)) for n in notes
    ]
    return Chapter(heading, tuple(draw(st.lists(scenes, max_size=3))), tuple(notes))


@st.composite
def stories(draw):
    numbers = sorted(draw(st.sets(st.integers(0, 99), max_size=3)))
    headings = [
        Heading(ChapterKind.CHAPTER, number, draw(st.none() | titles)) for number in numbers
    ]
    for kind in draw(st.lists(st.sampled_from(ChapterKind), max_size=2)):
        place = draw(st.integers(0, len(headings)))
        headings.insert(place, Heading(kind, None, draw(st.none() | titles)))
    said = st.none() | titles
    return Story(
        title=draw(said),
        author=draw(said),
        language=draw(st.none() | st.just("en-GB")),
        chapters=tuple(draw(chapters(heading)) for heading in headings),
        summary=draw(said),
    )
