"""The colours of all pictures: what is read stands 4.5 apart from its ground, shapes 3 (WCAG 2).

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


GROUND = Colour(0x23, 0x24, 0x2B)
INK = Colour(0xF4, 0xF1, 0xE8)
QUIET_INK = Colour(0xB9, 0xB6, 0xAD)
EDGE = Colour(0x8A, 0x88, 0x82)
READ = Colour(0xF2, 0xB6, 0x4B)
DROPPED = Colour(0x8E, 0x8F, 0x9A)
OTHERS = Colour(0x6C, 0xA3, 0xD8)
