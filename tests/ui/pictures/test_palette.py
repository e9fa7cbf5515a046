"""Colours: apart enough to be told from each other, on light screens and on dark ones."""

import pytest

from bot.ui.pictures.palette import EDGE, SHAPES, TEXTS, Colour, contrast

BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
DISCORD = {
    "light": ("FFFFFF", "FBFBFB", "F2F3F5"),
    "dark": ("393A41", "313338", "2B2D31", "1A1A1E", "070709", "000000"),
}
"""The grounds that Discord puts messages and their cards on, by its themes."""


def test_contrast_is_what_the_guidelines_define():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast(Colour(0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_what_is_read_is_at_least_four_and_a_half_apart(ink: Colour, ground: Colour):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_what_is_looked_at_is_at_least_three_apart(shape: Colour, ground: Colour):
    assert contrast(shape, ground) >= 3


@pytest.mark.parametrize("theme", DISCORD)
def test_a_picture_stands_out_from_discord_in_both_themes(theme: str):
    for ground in DISCORD[theme]:
        assert contrast(EDGE, Colour(*bytes.fromhex(ground))) >= 3, ground
