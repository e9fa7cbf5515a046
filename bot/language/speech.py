"""Saying a sentence in the language of whoever will see it.

Sentences stand in the code in English and are looked up in a catalogue as they stand (gettext's
way), with what they name in braces: `_("It drops {when}.", when=…)`. Which language is spoken is
context, as it is for a web server's request: the edge says it once, `with speaking("de")`, and
nothing below has to hand it on. Tasks that run side by side each have their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from babel.numbers import format_decimal

from bot.language.catalogue import ENGLISH, Catalogue, catalogue_of

_spoken: ContextVar[Catalogue] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(locale: str | None) -> Iterator[None]:
    """Speak a language within the block: Discord's name for it ("de", "en-GB"), English for any
    that has no catalogue and for None.
    """
    before = _spoken.set(catalogue_of(locale))
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(locale: str | None) -> None:
    """Speak a language from here on, to the end of the task that is under way."""
    _spoken.set(catalogue_of(locale))


def spoken() -> str:
    """The language being spoken, as its two letters."""
    return _spoken.get().language


def _(sentence: str, /, **named: object) -> str:
    """Say a sentence. What it names in braces is filled in; numbers are written the local way."""
    return _filled(_spoken.get().one(sentence), named)


def several(one: str, many: str, count: int, /, **named: object) -> str:
    """Say a sentence about a number of things, which stands in it as {count}."""
    return _filled(_spoken.get().several(one, many, count), {"count": count, **named})


def number(value: float, *, places: int = 0) -> str:
    """Write a number the local way, with so many decimal places at most."""
    pattern = "#,##0." + "#" * places if places else "#,##0"
    return format_decimal(value, format=pattern, locale=spoken())


def _filled(sentence: str, named: dict[str, object]) -> str:
    if not named:
        return sentence
    return sentence.format_map({name: _written(value) for name, value in named.items()})


def _written(value: object) -> object:
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else value
