"""How long reading takes."""

WORDS_A_MINUTE = 260
"""Adults read English fiction silently at 260 words a minute.

Marc Brysbaert: How many words do we read per minute? A review and meta-analysis of reading rate.
Journal of Memory and Language 109 (2019), 104047.
"""


def minutes(words: int) -> float:
    """Give the minutes that so many words take, at 260 a minute (Brysbaert 2019)."""
    return words / WORDS_A_MINUTE


def in_words(minutes: float) -> str:
    """Say a time as a person would: "under a minute", "about 4 minutes", "about 1 h 20 min".

    From an hour on it is rounded to five minutes, from ten hours on to whole hours.
    """
    if minutes < 1:
        return "under a minute"
    whole = round(minutes)
    if whole < 60:
        return "about 1 minute" if whole == 1 else f"about {whole} minutes"
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    if hours >= 10:
        return f"about {round(minutes / 60)} h"
    return f"about {hours} h {rest} min" if rest else f"about {hours} h"
