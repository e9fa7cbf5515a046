"""Colours: apart enough to be told from each other, on light screens and on dark ones."""

import pytest

from bot.ui.pictures.palette import DROPPED, EDGE, GROUND, INK, OTHERS, QUIET_INK, READ, Colour

TEXTS = (INK, QUIET_INK)
"""What is read."""
SHAPES = (READ, DROPPED, OTHERS, EDGE)
"""What is looked at."""
BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
DISCORD = {
    "light": ("FFFFFF", "FBFBFB", "F2F3F5"),
    "dark": ("393A41", "313338", "2B2D31", "1A1A1E", "070709", "000000"),
}
"""The grounds that Discord puts messages and their cards on, by its themes."""


def contrast(one: Colour, other: Colour) -> float:
    """How far two colours are apart, 1 to 21, by WCAG 2."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """How bright a colour is, 0 to 1, by WCAG 2."""
    red, green, blue = (linear(part / 255) for part in colour.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def test_contrast_is_what_the_guidelines_define():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast(Colour(0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("ink", TEXTS)
def test_what_is_read_is_at_least_four_and_a_half_apart(ink: Colour):
    assert contrast(ink, GROUND) >= 4.5


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_looked_at_is_at_least_three_apart(shape: Colour):
    assert contrast(shape, GROUND) >= 3


@pytest.mark.parametrize("theme", DISCORD)
def test_a_picture_stands_out_from_discord_in_both_themes(theme: str):
    for ground in DISCORD[theme]:
        assert contrast(EDGE, Colour(*bytes.fromhex(ground))) >= 3, ground
