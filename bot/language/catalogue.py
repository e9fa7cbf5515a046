"""The catalogues: every sentence that people see, in the languages other than English.

Each is a gettext file beside this module, `de.po` for German, read once when it is first spoken.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language, by its two letters. What it lacks is said in English."""

    language: str
    _messages: Catalog = field(default_factory=Catalog, repr=False)

    def one(self, sentence: str) -> str:
        """Look a sentence up."""
        message = self._messages.get(sentence)
        found = message.string if message is not None else ""
        return found if isinstance(found, str) and found else sentence

    def called(self, english: str, context: str) -> str | None:
        """Look up what something is called, by the kind of thing it is; None if it stays."""
        message = self._messages.get(english, context)
        found = message.string if message is not None else ""
        return found if isinstance(found, str) and found else None

    def several(self, one: str, many: str, count: int) -> str:
        """Look up what is said of a number of things, by the language's plural rules."""
        message = self._messages.get((one, many))
        forms = message.string if message is not None else ()
        if not isinstance(forms, tuple | list) or not forms or not all(forms):
            return one if count == 1 else many
        # The file's own rule, such as "(n != 1)" in German.
        return forms[_rule(self._messages.plural_expr)(count)]


ENGLISH = Catalogue("en")


def catalogue_of(locale: str | None) -> Catalogue:
    """Return the catalogue for Discord's name of a language; English where there is none."""
    return _load((locale or "en").split("-")[0])


def languages() -> tuple[str, ...]:
    """List the languages there are, by their two letters, English first."""
    return ("en", *sorted(file.stem for file in FOLDER.glob("*.po")))


@cache
def _rule(expression: str) -> Callable[[int], int]:
    return c2py(expression)


@cache
def _load(language: str) -> Catalogue:
    file = FOLDER / f"{language}.po"
    if language not in languages() or not file.is_file():
        return ENGLISH
    with file.open("rb") as po:
        return Catalogue(language, read_po(po, locale=language))
