"""The colours of all pictures, and how far apart they are to the eye.

Discord does not say which theme a member has, so a picture brings its own ground, and its edge
stands out from Discord's in both. Nothing is told by a colour alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by its red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The three as Pillow takes them."""
        return self.red, self.green, self.blue

    @property
    def luminance(self) -> float:
        """How bright it is, 0 to 1, by WCAG 2."""
        red, green, blue = (_linear(part / 255) for part in self.rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


GROUND = Colour(0x23, 0x24, 0x2B)
INK = Colour(0xF4, 0xF1, 0xE8)
QUIET_INK = Colour(0xB9, 0xB6, 0xAD)
EDGE = Colour(0x8A, 0x88, 0x82)
READ = Colour(0xF2, 0xB6, 0x4B)
DROPPED = Colour(0x8E, 0x8F, 0x9A)
OTHERS = Colour(0x6C, 0xA3, 0xD8)

TEXTS = ((INK, GROUND), (QUIET_INK, GROUND))
"""What is read, on what: at least 4.5 apart."""
SHAPES = ((READ, GROUND), (DROPPED, GROUND), (OTHERS, GROUND), (EDGE, GROUND))
"""What is looked at, on what: at least 3 apart."""


def contrast(one: Colour, other: Colour) -> float:
    """Say how far two colours are apart, 1 to 21, by WCAG 2."""
    brighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
