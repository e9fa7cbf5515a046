"""The picture of a place in a book."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.ui.pictures.book import Book, BookWords, draw_book
from bot.ui.pictures.palette import DROPPED, GROUND, OTHERS, READ, Colour

WORDS = BookWords(
    title="Die Größe der Straße",
    place="Ch. 3 · The Lamp",
    here="You: 31 %",
    read="read",
    dropped="dropped",
    to_come="to come",
    others="5 others",
    outlook="The next instalment drops on Tue, Nov 24, 6:00 PM (Europe/Berlin).",
)
BOOK = Book((1000,) * 20, 0.31, 0.52, (0.1, 0.2, 0.3, 0.4, 0.5), WORDS)
SCALE = 2
LEFT, LENGTH = 24 * SCALE, 512 * SCALE


def drawn(book: Book) -> Image.Image:
    return Image.open(BytesIO(draw_book(book))).convert("RGB")


def columns(picture: Image.Image, colour: Colour) -> set[int]:
    """The columns of a picture in which a colour stands, or one that is nearly it."""
    found = set()
    pixels = picture.load()
    assert pixels is not None
    for x in range(picture.width):
        for y in range(picture.height):
            pixel = pixels[x, y]
            assert isinstance(pixel, tuple)
            if all(abs(one - other) < 6 for one, other in zip(pixel, colour.rgb, strict=True)):
                found.add(x)
                break
    return found


def bar(book: Book) -> Image.Image:
    """The bar alone, without the legend and what is written."""
    picture = drawn(book)
    return picture.crop((0, 95 * SCALE, picture.width, 138 * SCALE))


@pytest.mark.parametrize("read", [0.0, 0.31, 0.5])
def test_what_is_read_reaches_as_far_as_was_read(read: float):
    reach = columns(bar(replace(BOOK, read=read)), READ)
    # Of the pointer half is left and right of the place.
    assert max(reach) == pytest.approx(LEFT + LENGTH * read + 6 * SCALE, abs=4)
    assert max(columns(bar(replace(BOOK, read=read)), DROPPED)) == pytest.approx(
        LEFT + LENGTH * 0.52, abs=4
    )


def test_the_end_of_a_book_is_full():
    whole = columns(bar(replace(BOOK, read=1.0, dropped=1.0)), READ)
    assert len(whole) > 0.9 * LENGTH
    assert not columns(bar(replace(BOOK, read=1.0, dropped=1.0)), DROPPED)


def test_the_others_are_a_band_of_their_own_and_none_without_them():
    assert columns(drawn(BOOK), OTHERS)
    alone = drawn(replace(BOOK, others=()))
    assert not columns(alone, OTHERS)
    assert alone.height < drawn(BOOK).height


@pytest.mark.parametrize("chapters", [(), (0, 0), (5,), (900, 1200, 700), tuple(range(1, 317))])
@pytest.mark.parametrize("others", [0, 5, 500])
def test_any_book_is_a_small_picture_for_sharp_screens(chapters: tuple[int, ...], others: int):
    shares = tuple(number / 500 for number in range(others))
    png = draw_book(replace(BOOK, chapters=chapters, others=shares))
    assert len(png) < 60_000
    assert Image.open(BytesIO(png)).width == 1120


def test_what_is_not_legible_is_left_out_and_leaves_no_hole():
    nothing = replace(WORDS, title="", place="", outlook="")
    strange = replace(WORDS, title="Повесть", place="物語", outlook="🙂")
    assert draw_book(replace(BOOK, words=strange)) == draw_book(replace(BOOK, words=nothing))


def test_the_ground_is_its_own():
    corner = drawn(BOOK).getpixel((20, 20))
    assert corner == GROUND.rgb
