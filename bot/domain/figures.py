"""Figures about readers that single nobody out."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

FEWEST = 3
"""Of fewer readers than this no figure is given: it would be about somebody."""

STILL_FOR = timedelta(days=14)
"""Who has not moved for so long, and has more to read, has stopped."""


def told(count: int) -> int | None:
    """Give a count of readers as it may be told: None for one or two of them."""
    return count if count == 0 or count >= FEWEST else None


def typical(delays: Sequence[tuple[int, timedelta]]) -> float | None:
    """Give the minutes in the middle of these; None of so few readers that they would be
    somebody's. Each stands with its reader's id: one may have several.
    """
    if len({reader for reader, _ in delays}) < FEWEST:
        return None
    return median(delay / timedelta(minutes=1) for _, delay in delays)
