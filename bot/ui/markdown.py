"""Prose as Discord shows it: what the author wrote is what the reader sees.

Knows no discord, so that passages can be measured as they will look without it.

Discord reads a message as Markdown of its own kind. Everything in a text that it would take for a
sign (emphasis, a list, a heading, a mention, an emoji, a link with another face) is escaped; only
the emphasis of the manuscript becomes signs. A backslash before anything but letters, digits and
white space is an escape to Discord, so the author's own backslashes are doubled.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.domain.story import Block, Marker, Paragraph, Run
from bot.language.speech import _, speaking

SCENE_BREAK = "⁂"

_ALWAYS = r"(?<![:&])"
_SHORTCODE = r"(?<=:)(?=[^\s:]*(?::|\Z))"  # what comes after the text may bring the second colon
_SCHEME = r"(?<=[A-Za-z]:)(?=//)"
_ENTITY = r"(?<=&)(?=\#?\w+;)"
_SIGN = re.compile(rf"[\\*_~|`\[<\#@:&](?:{_ALWAYS}|{_SHORTCODE}|{_SCHEME}|{_ENTITY})")
"""One letter of a set, which is found fast, and then what makes a sign of it."""
_LINE_START = re.compile(r"(\s*)(?:([>+=-]|:(?=[-:|]))|([0-9]{1,10})([.)])(?=\s|$))")
_LINK = re.compile(
    r"(?<!\w)https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?"
    r"(?:[/?#](?:[A-Za-z0-9\-._~/?#@!$&'*+,;=%:]*[A-Za-z0-9/=])?)?"
    r"(?=[.,:;!?\"'”’)…]*(?:\s|$))",
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Letters that show nothing, or turn round what stands after them, sentences of ours included."""
_BLANKS = " \t"
_DEEPEST_INDENT = 16
SAID_LIMIT = 100
"""Units of what somebody typed or named, where a sentence of ours quotes it."""

_BLOCK_SIGN = re.compile("> |### |-# ")
"""What a line of ours begins with; the author's own signs are escaped."""

_FROM_THE_RIGHT, _AS_BEFORE = "\N{RIGHT-TO-LEFT EMBEDDING}", "\N{POP DIRECTIONAL FORMATTING}"
_TURNS = re.compile(f"[{_FROM_THE_RIGHT}{_AS_BEFORE}]")

_APART = "\u200b"
"""Stands between two pieces of different style that touch: `*a*` and `**b**` would run together."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Letters of one line in one style. A marker's are ready; the others are still the author's."""

    text: str
    stars: int = 0
    """0 plain, 1 emphasis, 2 strong, 3 both: just so many stars stand on each side."""
    marker: bool = False


def escape(text: str) -> str:
    """Return a title, a name or the like as one line that Discord shows letter by letter."""
    return _escaped(_one_line(text), links=False)


def isolated(shown: str) -> str:
    """Return a name for a sentence of ours; one written from the right turns nothing around it."""
    if shown.isascii() or not any(map(_is_from_the_right, shown)):
        return shown
    return f"\N{FIRST STRONG ISOLATE}{shown}\N{POP DIRECTIONAL ISOLATE}"


def named(written: str, limit: int) -> str:
    """Return what somebody wrote as a name of at most `limit` units for a sentence of ours; what is
    escaped in it takes a little more.
    """
    return isolated(escape(shorten(written, limit)))


def line(written: str, limit: int) -> str:
    """Return what somebody wrote as a line of its own, of at most `limit` units before escaping, in
    the direction that it is written in.
    """
    return _turned(escape(shorten(written, limit)))


def broken_off(rendered: str) -> str:
    """Return prose that was rendered here with the sign behind it that it goes on."""
    if rendered.endswith(_AS_BEFORE):
        return f"{rendered[: -len(_AS_BEFORE)]} …{_AS_BEFORE}"
    return f"{rendered} …"


def seen(shown: str) -> str:
    """Return Markdown with blanks gathered as Discord may do it, without what turns lines round."""
    return " ".join(_TURNS.sub("", shown).split())


def fill(template: str, said: Mapping[str, object]) -> str:
    """Return a sentence of ours with what it names filled in, like {title}: shortened and escaped.

    Numbers stay numbers, so that a template may say how to write them. Without anything said the
    template is the sentence, braces and all. Raises `KeyError` if the template names what `said`
    lacks.
    """
    if not said:
        return template
    return template.format_map(quotable(said))


def quotable(said: Mapping[str, object]) -> dict[str, object]:
    """Shorten and escape what a sentence of ours names; numbers stay numbers."""
    return {name: _quotable(value) for name, value in said.items()}


def marker(label: str) -> str:
    """Return how a footnote marker looks in the text. It forms no link: every `[` is escaped."""
    return f"({escape(label)})"


def render(paragraph: Paragraph) -> str:
    """Return a paragraph as Discord's Markdown, without an empty line around it."""
    lines = [_line(line) for line in _lines(paragraph.runs)]
    if paragraph.block is Block.HEADING:
        title = _turned(" ".join(line.strip() for line in lines if line.strip()))
        return f"### {title}" if title else ""
    indented = paragraph.block in {Block.VERSE, Block.QUOTE}
    lines = [_turned(_indented(line) if indented else line.strip(_BLANKS)) for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if paragraph.block in {Block.QUOTE, Block.ASIDE}:
        lines = [f"> {line}" for line in lines]
    return "\n".join(lines)


def render_paragraphs(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs with an empty line between them.

    The items of a list stand close, and so do the author's words to the reader, under a small line
    that says whose they are.
    """
    rendered = [(part, text) for part in paragraphs if (text := render(part))]
    groups: list[str] = []
    for block, group in groupby(rendered, key=lambda pair: pair[0].block):
        texts = [text for _, text in group]
        if block is Block.ASIDE:
            head = _("Author’s note")
            texts = [f"-# {head}\n" + "\n> \n".join(texts)]
        groups.append(("\n" if block is Block.ITEM else "\n\n").join(texts))
    return "\n\n".join(groups)


def render_scenes(scenes: Iterable[tuple[Paragraph, ...]], between: str = SCENE_BREAK) -> str:
    """Return the scenes of a passage with a scene break between them."""
    rendered = [text for scene in scenes if (text := render_paragraphs(scene))]
    return f"\n\n{between}\n\n".join(rendered)


def veil(rendered: str) -> str:
    """Return Markdown that was made here behind spoiler bars, a pair for each paragraph.

    A sign that a line begins with stands before its bars: within them it would be none.
    """
    return "\n\n".join(_veiled(paragraph) for paragraph in rendered.split("\n\n"))


def length(text: str) -> int:
    """Return how long Discord may count a text: in UTF-16 units, which are never fewer."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def measure(paragraph: Paragraph) -> int:
    """Return how long a paragraph is as it is shown; the domain's `Measure`."""
    if paragraph.block is Block.ASIDE:  # with what stands over it
        with speaking(None):  # a story is cut alike whoever brings it
            return length(render_paragraphs([paragraph]))
    return length(render(paragraph))


def shorten(text: str, limit: int) -> str:
    """Return plain text of at most `limit` units, cut after a word and closed with `…`."""
    text = _one_line(text)
    if length(text) <= limit:
        return text
    cut = text[: limit - 1]
    while length(cut) > limit - 1:
        cut = cut[:-1]
    at = cut.rfind(" ")
    if at > limit // 2:
        cut = cut[:at]
    return cut.rstrip(" ,;:.…—–-") + "…"


def _veiled(paragraph: str) -> str:
    lines = paragraph.split("\n")
    signs = [_BLOCK_SIGN.match(line) for line in lines]
    if not any(signs):
        return barred(paragraph)
    return "\n".join(
        f"{sign[0]}{barred(line[sign.end() :])}" if sign else barred(line)
        for line, sign in zip(lines, signs, strict=True)
    )


def barred(text: str) -> str:
    """Put spoiler bars around Markdown. Its own are escaped; one at its end must not touch ours."""
    if not text.strip():
        return text
    return f"||{text}{_APART if text.endswith('|') else ''}||"


def _one_line(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())


def _quotable(value: object) -> object:
    if isinstance(value, int | float):
        return value
    return named(str(value), SAID_LIMIT)


def _turned(line: str) -> str:
    """Return a line of prose in the direction of its first letter.

    Discord lays lines out from the left: the full stop of one from the right would stand before
    it, and a foreign word in it would part it in two. An embedding, unlike an isolate, does not
    hide the letters from a program that goes by the first one of them.
    """
    if line.isascii() or not _starts_from_the_right(line):
        return line
    # Discord takes all that is no blank for a part of an address; the line's end closes it too.
    closed = "" if "://" in line.rsplit(maxsplit=1)[-1] else _AS_BEFORE
    return f"{_FROM_THE_RIGHT}{line}{closed}"


def _starts_from_the_right(line: str) -> bool:
    return next((_is_from_the_right(one) for one in line if _has_direction(one)), False)


def _has_direction(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"L", "R", "AL"}


def _is_from_the_right(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"R", "AL"}


def _lines(runs: Iterable[Run]) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = [[]]
    for run in runs:
        if isinstance(run, Marker):
            lines[-1].append(_Piece(marker(run.label), marker=True))
            continue
        stars = run.emphasis + 2 * run.strong
        text = run.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        for number, line in enumerate(text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append(_Piece(line, stars))
    return lines


def _line(pieces: Sequence[_Piece]) -> str:
    if len(pieces) == 1 and not pieces[0].stars and not pieces[0].marker:  # as most are
        return _escaped(pieces[0].text, links=True)
    tidy = _joined(part for piece in _joined(pieces) for part in _bared(piece))
    written: list[str] = []
    for number, piece in enumerate(tidy):
        after = tidy[number + 1] if number + 1 < len(tidy) else None
        if piece.marker:
            written.append(piece.text)
            continue
        stars = "*" * piece.stars
        links = not stars and (after is None or after.text[0].isspace())
        written.append(f"{stars}{_escaped(piece.text, links=links)}{stars}")
        if stars and after is not None and after.stars:
            written.append(_APART)
    return "".join(written)


def _bared(piece: _Piece) -> Iterator[_Piece]:
    """Move blanks out of a style: Discord does not take `* so*` for emphasis."""
    core = piece.text.strip()
    if not piece.stars or core == piece.text:
        yield piece
        return
    if not core:
        yield replace(piece, stars=0)
        return
    start = piece.text.index(core)
    yield _Piece(piece.text[:start])
    yield replace(piece, text=core)
    yield _Piece(piece.text[start + len(core) :])


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Join neighbours of one style and leave out empty ones."""
    found: list[_Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        last = found[-1] if found else None
        if last and not (last.marker or piece.marker) and last.stars == piece.stars:
            found[-1] = replace(last, text=last.text + piece.text)
        else:
            found.append(piece)
    return found


def _escaped(text: str, *, links: bool) -> str:
    """Escape a piece of a line; with `links`, a plain web address stays whole and can be followed.

    Where an address can't stay whole for sure, its colon is escaped too, so that Discord does not
    take the backslashes after it for a part of the address.
    """
    start = _LINE_START.match(text)
    head, rest = "", text
    if start:
        blanks, sign, digits, dot = start.groups()
        head = f"{blanks}\\{sign}" if sign else f"{blanks}{digits}\\{dot}"
        rest = text[start.end() :]
    written, at = [head], 0
    for link in _LINK.finditer(rest) if links and "://" in rest else ():
        written += [_SIGN.sub(r"\\\g<0>", rest[at : link.start()]), link.group()]
        at = link.end()
    written.append(_SIGN.sub(r"\\\g<0>", rest[at:]))
    return "".join(written)


def _indented(line: str) -> str:
    """Keep the indent of a verse: Discord and its readers swallow plain blanks at the left."""
    bare = line.lstrip(_BLANKS)
    depth = len(line[: len(line) - len(bare)].expandtabs(4)) if bare else 0
    return "\u00a0" * min(depth, _DEEPEST_INDENT) + bare.rstrip(_BLANKS)
