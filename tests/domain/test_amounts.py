"""How much a letter holds, as a reader types it."""

import pytest

from bot.domain.errors import RefusalError
from bot.domain.serial import Size, SizeKind
from bot.domain.subscription import USUAL, parse_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        (None, USUAL),
        (" ", USUAL),
        ("10 minutes", Size(SizeKind.MINUTES, 10)),
        ("a page", Size(SizeKind.PASSAGES, 1)),
        ("3 pages", Size(SizeKind.PASSAGES, 3)),
        ("2 Seiten", Size(SizeKind.PASSAGES, 2)),
        ("One chapter", Size(SizeKind.CHAPTER, 1)),
        ("ein Kapitel", Size(SizeKind.CHAPTER, 1)),
        ("a scene", Size(SizeKind.SCENE, 1)),
        ("eine Szene", Size(SizeKind.SCENE, 1)),
        ("a page a day", Size(SizeKind.PASSAGES, 1)),
        ("ten minutes every day", Size(SizeKind.MINUTES, 10)),
        ("Zehn Minuten am Tag", Size(SizeKind.MINUTES, 10)),
        ("drei Abschnitte", Size(SizeKind.PASSAGES, 3)),
        ("ein Kapitel täglich", Size(SizeKind.CHAPTER, 1)),
    ],
)
def test_an_amount_is_read_as_people_say_it(typed: str | None, amount: Size):
    assert parse_amount(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["0", "10", "0 minutes", "1000000 minutes", "2 chapters", "two chapters", "a day", "all"],
)
def test_what_is_no_amount_is_refused_in_a_readers_words(typed: str):
    with pytest.raises(RefusalError) as refusal:
        parse_amount(typed)
    assert refusal.value.said == {"typed": typed}
    assert "instalment" not in refusal.value.template
    assert "try 10 minutes, 3 passages, a scene or a chapter" in refusal.value.template


@pytest.mark.parametrize("typed", ["121 minutes", "21 passages"])
def test_more_than_anybody_reads_at_once_is_refused_with_the_most(typed: str):
    with pytest.raises(RefusalError, match="A letter has up to"):
        parse_amount(typed)
