"""The log: what it shows, and what never stands in it.

Whoever reads a log must not be able to act as the bot: its token, and the tokens of interactions
and webhooks that are good for minutes, are taken out of every line, tracebacks included. Nor should
it hold stories: the libraries underneath would write all that goes over the wire and into the
database, so they are never let speak as loudly as the bot itself.
"""

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
BRIEF = "%(levelname)s %(name)s: %(message)s"

REDACTED = "[redacted]"

_WIRES = ("aiosqlite", "discord.gateway", "discord.http", "discord.webhook")
"""They log whole messages and rows at DEBUG."""

_NAMED = re.compile(
    r"""(
          /(?:interactions|webhooks)/[0-9]+/                    # where an answer is sent
        | ["']?\btoken["']?\s*[:=]\s*["']                       # in a payload
        | \bAuthorization["']?\s*[:=]\s*["']?(?:Bot|Bearer)\s+  # in a header
    )[^\s"'/?&)\]}]+
    """,
    re.VERBOSE,
)
_SHAPED = re.compile(r"(?<![\w.-])[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
"""What looks like a bot's token."""


class DiscreetFormatter(logging.Formatter):
    """Formats a record with everything that belongs to it, then takes the secrets out.

    `tokens` are those known by name; what looks like one is taken out as well.
    """

    def __init__(self, form: str, *tokens: str) -> None:
        super().__init__(form)
        self._tokens = [token for token in tokens if token]

    def format(self, record: logging.LogRecord) -> str:
        """Give the lines of a record, traceback and all."""
        said = super().format(record)
        for token in self._tokens:
            said = said.replace(token, REDACTED)
        return _SHAPED.sub(REDACTED, _NAMED.sub(rf"\1{REDACTED}", said))


def begin(level: str, *tokens: str, form: str = FORMAT) -> None:
    """Write the log to stderr from `level` on, without these tokens and without what is stored."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter(form, *tokens))
    logging.basicConfig(level=level, handlers=[handler])
    for name in _WIRES:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
