"""The one error that is meant for a person."""

from bot.domain.headings import short_name
from bot.domain.story import Heading


class Ours(str):
    """Words or a sign of ours among what a refusal names: translated where it is shown, and shown
    as it is.
    """

    __slots__ = ()


class RefusalError(Exception):
    """Something a member asked for can't be done.

    Its text is one kind sentence that says what to do instead. What somebody typed or named stands
    apart from it, in `said`, at most 100 code points each, for the ui to escape:
    `RefusalError("“{title}” is over.", title=…)`; what is `Ours` it translates, and a chapter's
    heading it calls as it does everywhere. As a string it is the sentence with all of it filled in,
    raw and in English.
    """

    def __init__(self, sentence: str, **said: object) -> None:
        named = {
            name: value if isinstance(value, Ours | Heading) else _short(str(value))
            for name, value in said.items()
        }
        raw = {
            name: _short(short_name(value)) if isinstance(value, Heading) else value
            for name, value in named.items()
        }
        super().__init__(sentence.format(**raw) if raw else sentence)
        self.template = sentence
        self.said = named


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 100 else f"{line[:99].rstrip()}…"
