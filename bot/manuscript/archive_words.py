"""What Archive of Our Own writes over the parts of a work, on its pages and in a copy of them."""

import re

LABEL = re.compile(
    r"(?:(?:chapter|work)\s+)?(?:(?P<summary>summary)|(?:end\s*)?notes?)\s*:?\Z", re.IGNORECASE
)
"""The words over a summary, or over the author's notes."""

ELSEWHERE = re.compile(
    r"\(?see the end of the (?:chapter|work) for\b.{0,60}\b(?:notes|works)\b.{0,20}\Z",
    re.IGNORECASE,
)
"""The words that point to a part further down."""

LANDMARK = re.compile(r"(?:preface|afterword|(?:chapter|work) text)\s*:?\Z", re.IGNORECASE)
"""The headings that name a part of the page and nothing in the story."""
