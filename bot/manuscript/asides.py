"""Which paragraphs are the author speaking to the reader, told by their own words.

An aside says itself that the author is speaking: `[A/N: …]`, `Author's Note: …`. A bare `Note:` may
be a note on a door, and an editor's or a diarist's may be part of the story: these are text.
"""

import re

_WHO = r"(?:author|writer|translator|beta(?:[ -]?reader)?)['’]?s?['’]?|tl"
_ABROAD = (
    r"note de l['’]aut(?:eur|eure|rice)|nota (?:del autor|de la autora|do autor|da autora)|"
    r"anmerkung (?:des autors|der autorin)"
)
_ORDINAL = r"(?:\s*\([^()\n]{1,40}\))?"  # (chapter 3), (updated)
_COLON = r"[\s*_~]*(?::|\s[-–—]+\s|—)"
_LABELS = (
    rf"(?:(?:end|quick|short|final|important)\s+)?(?:{_WHO})\s+notes?{_ORDINAL}{_COLON}",
    rf"(?:a\s+)?(?:quick\s+)?notes?\s+from\s+(?:(?:your|the)\s+)?(?:author|translator){_COLON}",
    rf"(?:{_ABROAD}|n/a|(?-i:AN)|a\. ?n\.?){_COLON}",
    rf"(?:a|t|tl)[/\\]n\b{_ORDINAL}[\s*_~]*(?:[:;.,–—-]|(?=\s))",
    r"(?:trigger|content)\s+warnings?\s*:",
    r"disclaimers?\s*[:.–—-](?=.*\b(?:own|owns|owned|belongs?|property|rights|profit)\b)",
)
_LABEL = re.compile(rf"[\s*_~]*(?:{'|'.join(_LABELS)})(?=.*\w)", re.IGNORECASE | re.DOTALL)
_DECORATION = "*_~ \t\n"
_PAIRS = {"[": "]", "(": ")", "{": "}"}


def is_aside(text: str) -> bool:
    """Whether a whole paragraph says that it is the author's, or the translator's, to the reader.

    A paragraph that goes on with the story behind the bracket is none, nor is a label alone.
    """
    bare = text.strip(_DECORATION)
    if _LABEL.match(bare):
        return True
    return bare[:1] in _PAIRS and bool(_LABEL.match(bare.lstrip(bare[0]))) and _is_closed_late(bare)


def _is_closed_late(text: str) -> bool:
    """Whether the bracket that a text opens with is closed at its end, or not inside it at all."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == text[0]) - (sign == _PAIRS[text[0]])
        if depth == 0:
            return not re.search(r"\w", text[place:])
    return True
