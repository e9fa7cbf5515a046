"""Saying in the log what goes wrong, without saying the same for every serial every half minute."""

import logging
from datetime import datetime, timedelta

from bot.services.ports import Clock
from bot.storage.errors import UnusableError

AGAIN = timedelta(minutes=10)
"""After this long a trouble that lasts is named again."""

_log = logging.getLogger(__name__)


class Complaints:
    """Logs what broke: trouble with the database as one sentence, anything else with its trace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said: dict[str, datetime] = {}

    def log(self, what: str, error: BaseException) -> None:
        """Log that `what` broke because of an error."""
        if not isinstance(error, UnusableError):
            _log.error(what, exc_info=error)
        elif self._is_news(str(error)):
            _log.error("%s: %s", what, error)

    def _is_news(self, sentence: str) -> bool:
        now = self._clock.now()
        self._said = {said: at for said, at in self._said.items() if at <= now < at + AGAIN}
        return self._said.setdefault(sentence, now) == now
