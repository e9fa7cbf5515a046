"""Letters: what can be drawn looks like itself, and what can't is known beforehand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.pictures import letters

GERMAN = "ÄÖÜäöüßẞ„Größe“ – Käfig"
LATIN = "àáâãåèéêëìíîïñòóôõøùúûüýÿçČčŠšŽžőűŁłđÇŞğæœ—×→…"


@pytest.mark.parametrize("letter", [*GERMAN.replace(" ", ""), *LATIN])
def test_every_letter_of_our_languages_can_be_drawn_and_is_no_other(letter: str):
    assert letters.legible(letter)
    drawn = letters.stencil(letter, 60)
    assert drawn.getbbox() is not None
    for other in "aeioucnOAU6nMx.":
        if other != letter:
            assert drawn.tobytes() != letters.stencil(other, 60).tobytes()


@pytest.mark.parametrize("text", ["Повесть", "物語", "קריאה", "حكاية", "Α", "🙂", "a\u0600"])
def test_what_the_typeface_lacks_is_not_legible(text: str):
    assert not letters.legible(text)


def test_an_accent_stands_over_its_letter_and_changes_nothing_else():
    plain, dotted = letters.stencil("xux", 60), letters.stencil("xüx", 60)
    assert letters.width("xux", 60) == letters.width("xüx", 60)
    body, above = (0, letters.rise(60) - 33, plain.width, plain.height), (0, 0, plain.width, 45)
    assert plain.crop(body).tobytes() == dotted.crop(body).tobytes()
    assert plain.crop(above).getbbox() is None
    assert dotted.crop(above).getbbox() is not None


def test_an_i_gives_its_dot_for_an_accent():
    dotted, accented = letters.stencil("i", 60), letters.stencil("î", 60)
    assert dotted.tobytes() != accented.tobytes()


def test_a_long_text_is_cut_with_an_ellipsis():
    cut = letters.fitted("Die längste Geschichte der Straße", 30, 200)
    assert cut.endswith("…")
    assert letters.width(cut, 30) <= 200
    assert letters.fitted("kurz", 30, 200) == "kurz"


@given(st.text(max_size=40))
def test_any_text_is_either_drawn_or_refused(text: str):
    if letters.legible(text):
        letters.stencil(text, 20)
    else:
        assert letters.width(text, 20) == 0
