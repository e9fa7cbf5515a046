"""How long reading takes."""

WORDS_A_MINUTE = 260
"""Adults read English fiction silently at 260 words a minute.

Marc Brysbaert: How many words do we read per minute? A review and meta-analysis of reading rate.
Journal of Memory and Language 109 (2019), 104047.
"""


def minutes(words: int) -> float:
    """Give the minutes that so many words take, at 260 a minute (Brysbaert 2019)."""
    return words / WORDS_A_MINUTE
