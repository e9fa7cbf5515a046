"""The picture of how many came to the end of each chapter."""

from io import BytesIO

import pytest
from PIL import Image

from bot.ui.pictures.palette import OTHERS, READ
from bot.ui.pictures.readers import Column, ReadersWords, draw_readers

WORDS = ReadersWords("Die Größe", "bis zum Ende", "darin aufgehört", "40 Lesende")


def column(png: bytes, x: int, colour: tuple[int, int, int]) -> int:
    """How many pixels of a colour stand in a column of a picture, above the legend."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    return sum(picture.getpixel((x, y)) == colour for y in range(480))


def test_a_column_is_as_high_as_its_readers_are_many():
    columns = [Column(40, 0), Column(20, 8), Column(10, 4), Column(None, None)]
    png = draw_readers(columns, WORDS)
    middles = [2 * (56 + 60 * number + 30) for number in range(4)]
    high = [column(png, x + 30, OTHERS.rgb) for x in middles]
    assert high[0] == pytest.approx(2 * high[1], abs=3) == pytest.approx(4 * high[2], abs=6)
    assert 0 < high[3] < high[2] / 4
    deep = [column(png, x + 30, READ.rgb) for x in middles]
    assert deep[0] == 0
    assert deep[1] == pytest.approx(2 * deep[2], abs=3)


@pytest.mark.parametrize("chapters", [0, 1, 14, 316])
def test_any_number_of_chapters_is_a_small_picture(chapters: int):
    columns = [Column(500 - number, number % 5) for number in range(chapters)]
    assert len(draw_readers(columns, WORDS)) < 60_000
