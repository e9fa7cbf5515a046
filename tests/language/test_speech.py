"""Sentences are said in the language of whoever will see them."""

import asyncio

from bot.language.speech import _, number, several, speaking, spoken


def test_english_is_spoken_where_nothing_else_was_said():
    assert spoken() == "en"
    assert _("Nothing of {title} has dropped yet.", title="Emma") == (
        "Nothing of Emma has dropped yet."
    )


def test_braces_stay_where_nothing_is_named():
    assert _("Write {like this}.") == "Write {like this}."


def test_one_and_many():
    assert several("{count} reader", "{count} readers", 1) == "1 reader"
    assert several("{count} reader", "{count} readers", 1200) == "1,200 readers"


def test_an_unknown_language_is_answered_in_english():
    with speaking("tlh"):
        assert spoken() == "en"
    with speaking(None):
        assert spoken() == "en"


def test_numbers():
    assert number(1234.56, places=1) == "1,234.6"
    assert number(1234) == "1,234"


async def test_two_conversations_at_once_do_not_mix():
    heard: list[str] = []

    async def one(locale: str) -> None:
        with speaking(locale):
            await asyncio.sleep(0)
            heard.append(spoken())

    await asyncio.gather(one("en-GB"), one("xx"))
    assert heard == ["en", "en"]
    assert spoken() == "en"
