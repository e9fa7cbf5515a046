"""How long reading takes."""

from bot.domain.scripts import counts_characters

WORDS_A_MINUTE = 260
"""Adults read English fiction silently at 260 words a minute; most other languages are taken alike.

Marc Brysbaert: How many words do we read per minute? A review and meta-analysis of reading rate.
Journal of Memory and Language 109 (2019), 104047 (from its abstract).
"""
RIGHT_TO_LEFT = {"ar": 181, "he": 224, "iw": 224}
"""Words a minute of languages that put into one word what others say in two, read silently.

Brysbaert 2019 by the npm package read-per-minute, which names it as its source; not verified in the
paper. Aloud it is 138 and 187 (IReST, by the same way as below).
"""
CHINESE_A_MINUTE, JAPANESE_A_MINUTE = 255, 357
"""Characters a minute, as adults read them aloud: silent readers are no slower.

Susanne Trauzettel-Klosinski, Klaus Dietz, the IReST Study Group: Standardized Assessment of Reading
Performance: The New International Reading Speed Texts IReST. Investigative Ophthalmology & Visual
Science 53 (2012), 5452-5461, https://doi.org/10.1167/iovs.11-8284. The abstract, which has means of
all 17 languages alone, was read; these figures were compared with those that others give from its
table (both with a list by irisreading.com, the Japanese one with Yoast's reading time as well), not
with the table.
"""


def minutes(words: int, language: str | None = None) -> float:
    """Give the minutes that so many words take, or characters where the language has no words."""
    tongue = (language or "").lower().partition("-")[0]
    if not counts_characters(language):
        return words / RIGHT_TO_LEFT.get(tongue, WORDS_A_MINUTE)
    japanese = tongue == "ja"
    return words / (JAPANESE_A_MINUTE if japanese else CHINESE_A_MINUTE)
