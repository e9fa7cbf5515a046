"""A sheet to draw on, in units of a small screen; it comes out at twice its size, for phones."""

from io import BytesIO

from PIL import Image, ImageDraw

from bot.ui.pictures import letters
from bot.ui.pictures.palette import EDGE, GROUND, Colour

SHARP = 2
"""Pixels of the finished picture for a unit."""
_FINE = 2
"""How much finer than that is drawn, so that slopes and round corners come out smooth."""
_UNIT = SHARP * _FINE
_COLOURS = 64

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Canvas:
    """A card with an edge. Everything is measured in units; y goes down."""

    def __init__(self, wide: int, high: int) -> None:
        self.wide = wide
        self.high = high
        self._sheet = Image.new("RGB", (wide * _UNIT, high * _UNIT), EDGE.rgb)
        self._pen = ImageDraw.Draw(self._sheet)
        self.box((2, 2, wide - 2, high - 2), fill=GROUND)

    def write(self, at: Point, text: str, size: int, colour: Colour, *, align: float = 0.0) -> None:
        """Write a line that stands on a point: it begins there, or ends there with `align` 1, or
        has it in its middle with 0.5. What is not legible is left out.
        """
        if not text or not letters.legible(text):
            return
        fine = size * _UNIT
        stencil = letters.stencil(text, fine)
        left = at[0] * _UNIT - align * letters.width(text, fine)
        place = (round(left), round(at[1] * _UNIT) - letters.rise(fine))
        self._sheet.paste(colour.rgb, place, stencil)

    def box(
        self,
        box: Box,
        *,
        fill: Colour | None = None,
        edge: Colour | None = None,
        thick: float = 1,
        corner: float = 0,
    ) -> None:
        """Draw a box: left, top, right, bottom."""
        left, top, right, bottom = (part * _UNIT for part in box)
        if right - left < 1 or bottom - top < 1:
            return
        self._pen.rounded_rectangle(
            (left, top, right - 1, bottom - 1),
            corner * _UNIT,
            fill=fill.rgb if fill else None,
            outline=edge.rgb if edge else None,
            width=round(thick * _UNIT),
        )

    def shape(self, points: list[Point], fill: Colour) -> None:
        """Fill a shape by its corners."""
        self._pen.polygon([(x * _UNIT, y * _UNIT) for x, y in points], fill=fill.rgb)

    def line(self, points: list[Point], colour: Colour, thick: float) -> None:
        """Draw a line through points."""
        fine = [(x * _UNIT, y * _UNIT) for x, y in points]
        self._pen.line(fine, fill=colour.rgb, width=max(round(thick * _UNIT), 1), joint="curve")

    def png(self) -> bytes:
        """Return the finished picture as a PNG, small: it has few colours."""
        small = self._sheet.reduce(_FINE).quantize(_COLOURS, dither=Image.Dither.NONE)
        written = BytesIO()
        small.save(written, "PNG", optimize=True)
        return written.getvalue()


def room(text: str, size: int) -> float:
    """Say how wide a text is, in units; 0 for one that is not legible."""
    return letters.width(text, size * _UNIT) / _UNIT


def fitted(text: str, size: int, wide: float) -> str:
    """Return as much of a text as fits into a width; nothing of one that is not legible."""
    return letters.fitted(text, size * _UNIT, wide * _UNIT) if letters.legible(text) else ""
