"""Letters: Pillow's own typeface, with what it lacks of the Latin alphabet put together.

That typeface has little more than ASCII. Accents are set onto its letters here, and some signs are
drawn; a text with anything else in it is not legible and has to be left out of a picture.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

_OWN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("©«°±·»‘’“”…‹›™")
"""What the typeface has."""
_SAME = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f", " "),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufe0f", ""),
    "‐": "-",
    "‑": "-",
    "‚": ",",
    "„": ",,",
    "•": "·",
    "′": "'",
    "″": '"',
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "−": "–",
    "ø": "o\u0338",
    "Ø": "O\u0338",
    "ł": "l\u0338",
    "Ł": "L\u0338",
    "đ": "d\u0335",
    "Đ": "D\u0335",
}
"""Signs that others can stand for."""
_DRAWN = {"–": "n", "—": "M", "ß": "6", "ẞ": "6", "×": "x", "→": "M"}
"""Signs that are drawn by hand, each in the width of a letter."""
_MARKS = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0302": "circumflex",
    "\u0303": "tilde",
    "\u0304": "macron",
    "\u0306": "breve",
    "\u0307": "dot",
    "\u0308": "diaeresis",
    "\u030a": "ring",
    "\u030b": "double acute",
    "\u030c": "caron",
    "\u0327": "cedilla",
    "\u0335": "bar",
    "\u0338": "slash",
}
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "grave": (((-0.10, 0.13), (0.06, 0.02)),),
    "acute": (((0.10, 0.13), (-0.06, 0.02)),),
    "double acute": (((-0.02, 0.13), (-0.13, 0.02)), ((0.16, 0.13), (0.05, 0.02))),
    "circumflex": (((-0.13, 0.02), (0.0, 0.13), (0.13, 0.02)),),
    "caron": (((-0.13, 0.13), (0.0, 0.02), (0.13, 0.13)),),
    "breve": (((-0.12, 0.13), (-0.07, 0.04), (0.07, 0.04), (0.12, 0.13)),),
    "tilde": (((-0.14, 0.03), (-0.07, 0.10), (0.07, 0.04), (0.14, 0.11)),),
    "macron": (((-0.12, 0.07), (0.12, 0.07)),),
    "ring": (((-0.07, 0.09), (0.0, 0.16), (0.07, 0.09), (0.0, 0.02), (-0.07, 0.09)),),
}
"""The accents of lines: x from the middle of their letter, y above its top, in ems."""
_SIGNS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "–": (((0.03, 0.26), (0.97, 0.26)),),
    "—": (((0.03, 0.26), (0.97, 0.26)),),
    "×": (((0.12, 0.10), (0.88, 0.46)), ((0.12, 0.46), (0.88, 0.10))),
    "→": (((0.06, 0.26), (0.92, 0.26)), ((0.66, 0.42), (0.92, 0.26), (0.66, 0.10))),
    "ß": (
        (
            (0.16, 0.0), (0.16, 0.50), (0.19, 0.60), (0.28, 0.67), (0.45, 0.70), (0.62, 0.67),
            (0.71, 0.59), (0.71, 0.51), (0.64, 0.44), (0.56, 0.40), (0.55, 0.36), (0.60, 0.31),
            (0.74, 0.24), (0.83, 0.16), (0.80, 0.07), (0.69, 0.01), (0.54, 0.0), (0.42, 0.03),
        ),
    ),
}  # fmt: skip
_SIGNS["ẞ"] = _SIGNS["ß"]
"""The signs of lines: x in widths of the letter they stand for, y above the line, in ems."""
_ACROSS = {"bar": ((-0.12, 0.50), (0.26, 0.50)), "slash": ((-0.24, -0.02), (0.24, 0.54))}
"""The strokes through letters: x from their middle, y above the line, in ems."""
_STEM = 0.075
"""How thick the letters are, in ems."""


@dataclass(frozen=True, slots=True)
class _Set:
    """A line as it is set: letters of the typeface, and what is put onto or in place of some."""

    letters: str
    marks: tuple[tuple[int, str], ...]
    signs: tuple[tuple[int, str], ...]


def legible(text: str) -> bool:
    """Whether all of a text can be drawn."""
    return _set(text) is not None


def width(text: str, size: int) -> float:
    """Say how wide a legible text is at a size, in pixels."""
    found = _set(text)
    return _font(size).getlength(found.letters) if found else 0.0


def fitted(text: str, size: int, room: float) -> str:
    """Return as much of a text as fits into so many pixels, with an ellipsis where it is cut."""
    if width(text, size) <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        cut = text[:end].rstrip() + "…"
        if width(cut, size) <= room:
            return cut
    return ""


def stencil(text: str, size: int) -> Image.Image:
    """Return a legible text as a stencil: its letters white on black, the line at `rise(size)`."""
    found = _set(text) or _Set("", (), ())
    font = _font(size)
    box = Image.new("L", (int(font.getlength(found.letters)) + size, 2 * size))
    pen = ImageDraw.Draw(box)
    pen.text((0, rise(size)), found.letters, font=font, fill=255, anchor="ls")
    for at, mark in found.marks:
        _put_mark(pen, found.letters, at, mark, size)
    for at, sign in found.signs:
        _put_sign(pen, found.letters, at, sign, size)
    return box


def rise(size: int) -> int:
    """Say how far below its top the line of a stencil is on which letters stand."""
    return round(1.3 * size)


def _put_mark(pen: ImageDraw.ImageDraw, letters: str, at: int, mark: str, size: int) -> None:
    font = _font(size)
    left, top, right, _ = font.getbbox(letters[at], anchor="ls")
    middle = font.getlength(letters[:at]) + (left + right) / 2
    if letters[at] in "ij":
        # The dot makes way for the accent.
        floor = font.getbbox("x", anchor="ls")[1]
        reach = font.getlength(letters[at]) / 2
        above = (middle - reach, 0, middle + reach, rise(size) + floor - 0.02 * size)
        pen.rectangle(above, fill=0)
        top = floor
    base = rise(size) + top - 0.05 * size
    if mark in {"dot", "diaeresis"}:
        for aside in (0.0,) if mark == "dot" else (-0.11, 0.11):
            _dot(pen, middle + aside * size, base - 0.06 * size, 0.052 * size)
    elif mark in _ACROSS:
        ends = [(middle + x * size, rise(size) - y * size) for x, y in _ACROSS[mark]]
        _line(pen, ends, 0.05 * size)
    elif mark == "cedilla":
        foot = rise(size)
        hook = ((0.0, 0.02), (0.0, 0.07), (0.05, 0.10), (0.04, 0.16), (-0.07, 0.17))
        _line(pen, [(middle + x * size, foot + y * size) for x, y in hook], 0.05 * size)
    else:
        for stroke in _STROKES[mark]:
            _line(pen, [(middle + x * size, base - y * size) for x, y in stroke], 0.06 * size)


def _put_sign(pen: ImageDraw.ImageDraw, letters: str, at: int, sign: str, size: int) -> None:
    font = _font(size)
    left, wide = font.getlength(letters[:at]), font.getlength(letters[at])
    pen.rectangle((left, 0, left + wide, 2 * size), fill=0)
    for stroke in _SIGNS[sign]:
        points = [(left + x * wide, rise(size) - y * size) for x, y in stroke]
        _line(pen, points, _STEM * size)


def _line(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], thickness: float) -> None:
    pen.line(points, fill=255, width=max(round(thickness), 1), joint="curve")
    for x, y in (points[0], points[-1]):
        _dot(pen, x, y, thickness / 2)


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    # Without FreeType Pillow has bitmaps alone; every wheel of it has FreeType.
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _set(text: str) -> _Set | None:
    """Set a text; None where a letter of it can't be drawn."""
    letters, marks, signs = "", [], []
    for sign in _signs(text):
        if sign in _OWN:
            letters += sign
        elif sign in _DRAWN:
            signs.append((len(letters), sign))
            letters += _DRAWN[sign]
        elif sign in _MARKS and letters and letters[-1].isalpha():
            marks.append((len(letters) - 1, _MARKS[sign]))
        else:
            return None
    return _Set(letters, tuple(marks), tuple(signs))


def _signs(text: str) -> Iterator[str]:
    """Take a text apart into letters and accents."""
    for sign in unicodedata.normalize("NFD", text):
        yield from _SAME.get(sign, sign)
