"""The canonical written form of a story: Markdown that gives the same tree when it is loaded.

Prose stays prose: every sign that Markdown would take for its own is escaped. Emphasis is written
with asterisks where these are sure to be understood, and with `<em>` and `<strong>` elsewhere.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.domain.story import (
    Block,
    Chapter,
    ChapterKind,
    Footnote,
    Heading,
    Marker,
    Paragraph,
    Run,
    Story,
    Text,
)
from bot.manuscript.headings import Rank, opens_here
from bot.manuscript.marked import frontmatter
from bot.manuscript.marked.blocks import ASIDE_CLOSES, ASIDE_OPENS, parser
from bot.manuscript.marked.inline import InlineLoader
from bot.manuscript.notices import with_notice
from bot.manuscript.plain.breaks import is_ornament
from bot.manuscript.runs import tidy

_SCENE_BREAK = "***"
_SIGNS = re.compile(r"[\\`*\[<]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"(?m)^([-+=#>~]|:(?=::))")
_NUMBER_START = re.compile(r"(?m)^(\d{1,9})([.)])")
_BULLET = re.compile(r"(•|\d{1,9}[.)])(?: |\Z)")
_CLASS = re.compile(r"\{(?=\.(?:front|back|unnumbered)\}\Z)")
_SET_IN = "    "
_HASH = re.compile(r"(?<!\\)#")
_ESCAPED_HASH = r"\\#"
_PARSER = parser()


def write(story: Story) -> str:
    """Write a story as Markdown."""
    parts = [frontmatter.write(story)]
    if story.title is not None:
        parts.append(f"# {_heading_text(story.title)}\n")
    parts += (_chapter(chapter) for chapter in story.chapters)
    return "\n".join(part for part in parts if part)


def write_scenes(scenes: Iterable[Iterable[Paragraph]]) -> str:
    """Write some paragraphs, `***` between scenes. No line feed at the end."""
    written = (_scene(scene) for scene in scenes)
    return f"\n\n{_SCENE_BREAK}\n\n".join(scene for scene in written if scene)


def _scene(paragraphs: Iterable[Paragraph]) -> str:
    """Write a scene, the author's words to the reader fenced off from it."""
    written: list[str] = []
    for aside, group in groupby(paragraphs, key=lambda one: one.block is Block.ASIDE):
        texts = map(write_paragraph, group)
        written += [ASIDE_OPENS, *texts, ASIDE_CLOSES] if aside else texts
    return "\n\n".join(written)


def write_paragraph(paragraph: Paragraph) -> str:
    """Write one paragraph. No line feed at the end."""
    match paragraph.block:
        case Block.QUOTE:
            return "\n".join(f"> {line}" for line in _inline(paragraph).split("\n"))
        case Block.HEADING:
            return f"### {_HASH.sub(_ESCAPED_HASH, _inline(paragraph))}"
        case Block.ITEM:
            return _item(paragraph)
        case _:
            return _prose(paragraph)


def _prose(paragraph: Paragraph) -> str:
    """Write a paragraph; one that looks like a scene break has its first sign in figures."""
    text = paragraph.text
    if is_ornament(text) and paragraph.runs == (Text(text),):
        return f"&#{ord(text[0])};{_escaped(text[1:])}"
    return _inline(paragraph)


def _item(paragraph: Paragraph) -> str:
    first, *rest = paragraph.runs
    found = _BULLET.match(first.text) if isinstance(first, Text) else None
    bare = found is not None and found[0] == found[1]
    if found is None or not isinstance(first, Text) or _has_style(first):
        return _prose(paragraph)
    if bare and rest and not isinstance(rest[0], Marker):
        return _prose(paragraph)
    sign = "-" if found[1] == "•" else found[1]
    remaining = Text(first.text[found.end() :])
    runs = (remaining, *rest) if remaining.text else tuple(rest)
    inside = _inline(Paragraph(runs, Block.ITEM)) if runs else ""
    return f"{sign} {inside}".rstrip(" ").replace("\n", "\n" + " " * (len(sign) + 1))


def _chapter(chapter: Chapter) -> str:
    parts = [_heading(chapter.heading)]
    if chapter.scenes:
        parts.append(write_scenes(with_notice(chapter)))
    parts += map(_footnote, chapter.footnotes)
    return "\n\n".join(parts) + "\n"


def _heading(heading: Heading) -> str:
    """Write a heading so that kind, number and title come back: by its words, else by its class."""
    if heading.number is not None and heading.kind is ChapterKind.CHAPTER:
        title = "" if heading.title is None else f": {heading.title}"
        return f"## {_heading_text(f'Chapter {heading.number}{title}')}"
    title = heading.title or ""
    post = opens_here(title)
    if post.rank is Rank.NAMED and post.kind is heading.kind and post.title == title:
        return f"## {_heading_text(title)}"
    name = "unnumbered" if heading.kind is ChapterKind.CHAPTER else heading.kind.value
    return " ".join(filter(None, ("##", _heading_text(title), f"{{.{name}}}")))


def _heading_text(title: str) -> str:
    return _CLASS.sub(r"\{", _HASH.sub(_ESCAPED_HASH, _escaped(title)))


def _footnote(footnote: Footnote) -> str:
    written = "\n\n".join(map(write_paragraph, footnote.paragraphs))
    lines = "\n".join(f"{_SET_IN}{line}" if line else "" for line in written.split("\n"))
    return f"[^{footnote.label}]: {lines.removeprefix(_SET_IN)}".rstrip(" ")


def _inline(paragraph: Paragraph) -> str:
    """Write the runs of a paragraph, with asterisks if the loader gives the same runs back."""
    runs = paragraph.runs
    if not any(isinstance(run, Text) and _has_style(run) for run in runs):
        return _join(runs, {})
    written = _join(runs, {"emphasis": ("*", "*"), "strong": ("**", "**")})
    if _gives_back(written, paragraph):
        return written
    return _join(runs, {"emphasis": ("<em>", "</em>"), "strong": ("<strong>", "</strong>")})


def _has_style(run: Text) -> bool:
    return run.emphasis or run.strong


def _gives_back(written: str, paragraph: Paragraph) -> bool:
    tokens = _PARSER.parseInline(written)[0].children or []
    pieces = InlineLoader(1, []).load(tokens)
    runs = [run if isinstance(run, Text) else Marker(run.label) for run in pieces]
    return tidy(runs, paragraph.block).runs == paragraph.runs


def _join(runs: Sequence[Run], signs: dict[str, tuple[str, str]]) -> str:
    """Write runs, those of one style inside one pair of signs."""
    escaped = _escaped_runs(runs)
    written: list[str] = []
    for emphasis, outer in groupby(
        zip(styles_of(runs), escaped, strict=True), lambda one: one[0][0]
    ):
        inside: list[str] = []
        for strong, inner in groupby(outer, lambda one: one[0][1]):
            text = "".join(part for _, part in inner)
            inside.append(text.join(signs["strong"]) if strong else text)
        text = "".join(inside)
        written.append(text.join(signs["emphasis"]) if emphasis else text)
    return _at_line_starts("".join(written)).replace("\n", "\\\n")


def styles_of(runs: Sequence[Run]) -> list[tuple[bool, bool]]:
    """Say of every run if it has emphasis and is strong; a marker is what both its sides are."""
    styles: list[tuple[bool, bool]] = []
    for place, run in enumerate(runs):
        if isinstance(run, Text):
            styles.append((run.emphasis, run.strong))
            continue
        before = styles[-1] if styles else (False, False)
        after = next((one for one in runs[place + 1 :] if isinstance(one, Text)), Text(""))
        styles.append((before[0] and after.emphasis, before[1] and after.strong))
    return styles


def _escaped_runs(runs: Sequence[Run]) -> list[str]:
    """Escape every run with an eye on the markers beside it: `![^1]`, `[^1](`, `[^1]:`."""
    written: list[str] = []
    for place, run in enumerate(runs):
        if isinstance(run, Marker):
            written.append(f"[^{run.label}]")
            continue
        text = _escaped(run.text)
        if place and isinstance(runs[place - 1], Marker) and text[0] in "(:":
            text = f"\\{text}"
        if text.endswith("!") and isinstance(next(iter(runs[place + 1 :]), None), Marker):
            text = f"{text[:-1]}\\!"
        written.append(text)
    return written


def _escaped(text: str) -> str:
    """Escape what Markdown would take for a sign of its own inside a line."""
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", text)


def _at_line_starts(text: str) -> str:
    """Escape what would make a line a heading, a quote, a list or a rule."""
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\\\1", text))
