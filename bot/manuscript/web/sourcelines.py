"""On which line of its source a text of a page stands, as nearly as a search can tell.

The parser keeps no lines. The texts are looked for one after the other from where the last was
found; what is spelt otherwise in the source, with entities say, is taken to stand where the one
before does.
"""

import re

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,;:!?()*]{0,38}[A-Za-z0-9]|[A-Za-z0-9]")
_LOOKED_AT = 240
_FIRST_REACH = 1 << 14
_PATIENCE = 24  # how many times the length of the source may be searched in all


class SourceLines:
    """Finds the lines of a document's texts, which have to come in their order.

    `first` is the number of the document's first line.
    """

    def __init__(self, source: str, first: int) -> None:
        self._source = source
        self._place = 0
        self._line = first
        self._left = _PATIENCE * len(source) + _FIRST_REACH
        self._reach = _FIRST_REACH

    def line_of(self, text: str) -> int:
        """Give the line on which a text begins."""
        known = max(_PLAIN.findall(text[:_LOOKED_AT]), key=len, default="")
        if not known or self._left <= 0:
            return self._line
        end = min(len(self._source), self._place + self._reach)
        found = self._source.find(known, self._place, end)
        self._left -= (end if found < 0 else found) - self._place
        if found < 0:
            self._reach *= 2
            return self._line
        self._reach = _FIRST_REACH
        self._line += self._source.count("\n", self._place, found)
        self._place = found + len(known)
        return self._line
