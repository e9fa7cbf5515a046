"""A moderator's own reading of a manuscript: which lines head chapters, and what ends a scene.

A pattern for headings has `#` for a number (in figures, Roman or in words), `*` for any words, and
the rest for itself, case and the width of spaces aside. `-` says that nothing heads a chapter.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.domain.choices import Choices, SceneRule
from bot.domain.errors import RefusalError
from bot.domain.story import Block, Text
from bot.manuscript.draft import Break, DraftParagraph, FlowItem, Head
from bot.manuscript.headings import Rank, Signpost, recognise
from bot.manuscript.numerals import BARE_NUMERAL, CJK_NUMERAL, NUMERAL, NUMERAL_ABROAD, value_of
from bot.manuscript.plain.emphasis import stretches
from bot.manuscript.remarks import excerpt
from bot.manuscript.runs import tidy

Recogniser = Callable[[str], Signpost | None]
"""Understands a line as a heading, or gives None if it is none."""

_NO_CHAPTERS = "-"
_LONGEST = 300
_LEVEL = 2
_SIGN = re.compile(r"#|\*+")
_PIECE = re.compile(r"#|\*+|\s+|[^#*\s]+")
_MOST_SIGNS = 6


def recogniser(choices: Choices) -> Recogniser:
    """Give what understands the headings of a manuscript: the importer's own eye, or a pattern.

    Raises RefusalError where the pattern would take every line for a heading.
    """
    pattern = choices.chapters.strip()
    if not pattern:
        return recognise
    if pattern == _NO_CHAPTERS:
        return _only_notes
    return ChapterPattern(pattern).recognise


def _only_notes(text: str) -> Signpost | None:
    """Understand the headings over notes, which are none of a chapter."""
    post = recognise(text)
    return post if post is not None and post.rank is Rank.NOTES else None


class ChapterPattern:
    """What the lines look like that head chapters."""

    def __init__(self, pattern: str) -> None:
        """Raises RefusalError for a pattern that fits every line, or has too many signs to be met.

        `pattern` is written as in `Choices.chapters`.
        """
        if not pattern.replace("*", "").strip():
            raise RefusalError(
                "That chapter pattern would fit every line: write what the headings have in common "
                "around the *, like “Chapter #: *”, or - if there are no chapters."
            )
        if len(_SIGN.findall(pattern)) > _MOST_SIGNS:
            raise RefusalError(
                "That chapter pattern has more than {most} of the signs # and *: "
                "write what a heading looks like with fewer, like “Chapter #: *”.",
                most=_MOST_SIGNS,
            )
        self._form = re.compile(_expression(pattern), re.IGNORECASE)
        # "Chapter 3" is what a chapter with a number is called in any case.
        plain = re.sub(r"[\W_]+", " ", pattern).split()
        self._calls_it_chapter = all(word.lower() in {"chapter", "chap", "ch"} for word in plain)

    def recognise(self, text: str) -> Signpost | None:
        """Understand a line as the pattern says; headings over notes are understood as ever."""
        return self._match(text) or _only_notes(text)

    def _match(self, text: str) -> Signpost | None:
        flat = " ".join(text.split())
        if len(flat) > _LONGEST:
            return None
        for line in dict.fromkeys((flat, _without_signs(flat))):
            found = self._form.fullmatch(line)
            post = None if found is None else self._signpost(line, found)
            if post is not None:
                return post
        return None

    def _signpost(self, line: str, found: re.Match[str]) -> Signpost | None:
        parts = found.groupdict()
        numerals = [part for name, part in parts.items() if name.startswith("number")]
        values = [value_of(numeral) for numeral in numerals]
        if None in values:
            return None  # "Letter civil" holds no number
        words = [part for name, part in parts.items() if name.startswith("words")]
        title = " ".join(word.strip() for word in words if word.strip(" .:-–—")) or None
        if title is None and not (values and self._calls_it_chapter):
            title = line
        number = values[-1] if values else None
        return Signpost(Rank.CHAPTER, line, number=number, title=title)


def _expression(pattern: str) -> str:
    """The regular expression of a pattern. A full stop or a colon may end the line."""
    parts: list[str] = []
    signs = _PIECE.findall(pattern)
    for place, (sign, following) in enumerate(zip(signs, [*signs[1:], " "], strict=True)):
        if sign == "#":
            open_ended = following[0].isalpha()  # 第#章
            numeral = BARE_NUMERAL if open_ended else rf"{NUMERAL}|{NUMERAL_ABROAD}"
            parts.append(rf"(?P<number{place}>{numeral}|{CJK_NUMERAL})")
        elif sign[0] == "*":
            parts.append(rf"(?P<words{place}>\S(?:.*\S)?)")
        else:
            parts.append(r"\s+" if sign.isspace() else re.escape(sign))
    return "".join(parts) + r"\s*[.:]?"


def _without_signs(text: str) -> str:
    """A line without the signs of emphasis: `**Day 1**`, `_Day 1_`."""
    return "".join(text[part.start : part.end] for part in stretches(text))


def names_chapters(choices: Choices) -> bool:
    """Whether a moderator has settled what heads the chapters, be it nothing."""
    return bool(choices.chapters.strip())


def refuse_if_unmet(choices: Choices, posts: Iterable[Signpost]) -> None:
    """Raise RefusalError if a pattern was given and none of the headings found is a chapter's."""
    pattern = choices.chapters.strip()
    if pattern in {"", _NO_CHAPTERS} or any(post.rank is Rank.CHAPTER for post in posts):
        return
    raise RefusalError(
        "No line in that file fits the chapter pattern “{pattern}”: have a look at how its "
        "headings are written (# is a number, * any words), and try again.",
        pattern=excerpt(pattern),
    )


def as_chosen(flow: Sequence[FlowItem], choices: Choices) -> list[FlowItem]:
    """Give the flow with the headings and the breaks that a moderator's choices leave it.

    Raises RefusalError where the pattern for chapters fits no line.
    """
    kept = [item for item in flow if not (isinstance(item, Break) and _drops(choices.scenes, item))]
    if not names_chapters(choices):
        return kept
    understand = recogniser(choices)
    chosen = [_headed(item, understand) for item in kept]
    posts = (item.post for item in chosen if isinstance(item, Head))
    refuse_if_unmet(choices, (post for post in posts if post is not None))
    return chosen


def _drops(rule: SceneRule, scene_break: Break) -> bool:
    """Whether a break is none by a moderator's rule."""
    return rule is SceneRule.NEVER or (rule is SceneRule.ORNAMENTS and scene_break.by_gap)


def _headed(item: FlowItem, understand: Recogniser) -> FlowItem:
    """Make a heading of what the pattern fits, and a line of the text of what it doesn't."""
    if not isinstance(item, Head | DraftParagraph):
        return item
    paragraph = item.paragraph if isinstance(item, Head) else item
    text = tidy(run for run in paragraph.runs if isinstance(run, Text)).text
    post = understand(text)
    if post is None or (post.rank is Rank.NOTES and not isinstance(item, Head)):
        return paragraph
    return Head(_LEVEL, replace(paragraph, block=Block.HEADING), item.line, post=post)
