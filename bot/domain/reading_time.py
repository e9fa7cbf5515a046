"""How long reading takes."""

from bot.domain.scripts import counts_characters

WORDS_A_MINUTE = 260
"""Adults read English fiction silently at 260 words a minute; other languages are taken alike.

Marc Brysbaert: How many words do we read per minute? A review and meta-analysis of reading rate.
Journal of Memory and Language 109 (2019), 104047.
"""
CHINESE_A_MINUTE, JAPANESE_A_MINUTE = 255, 357
"""Characters a minute, as adults read them aloud: silent readers are no slower.

Susanne Trauzettel-Klosinski, Klaus Dietz, the IReST Study Group: Standardized Assessment of Reading
Performance: The New International Reading Speed Texts IReST. Investigative Ophthalmology & Visual
Science 53 (2012), 5452-5461.
"""


def minutes(words: int, language: str | None = None) -> float:
    """Give the minutes that so many words take, or characters where the language has no words."""
    if not counts_characters(language):
        return words / WORDS_A_MINUTE
    japanese = language is not None and language.lower().startswith("ja")
    return words / (JAPANESE_A_MINUTE if japanese else CHINESE_A_MINUTE)
