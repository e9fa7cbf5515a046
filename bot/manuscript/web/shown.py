"""What a page shows that has no story on it, and the sentence that says so."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from bot.domain.errors import RefusalError
from bot.domain.story import count_words
from bot.manuscript.web.dom import text_of

_FEW = 60  # words, few enough that they may be a site's and not a story's
_ADULTS = re.compile(
    r"\b(?:over|at least|above|under|are you)\s+(?:the age of\s+)?(?:18|eighteen)\b|"
    r"\b18 (?:years|or older|and over)\b|\badult content\b|\bmature (?:content|audiences)\b",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"\b(?:log|sign|logged|signed)[ -]?in\b|\bpassword\b|\b(?:members|subscribers) only\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"\bjavascript\b|\bjust a moment\b|\bchecking your browser\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on a page before anything was taken off it."""

    text: str
    pictures: int
    asks: bool
    asks_password: bool
    is_program: bool

    @classmethod
    def on(cls, tree: LexborHTMLParser) -> "Shown":
        """Look at a page."""
        body = tree.body
        said = [node.text() for node in tree.css("noscript, button, input")]
        return cls(
            text=" ".join([text_of(body) if body is not None else "", *said]),
            pictures=len(tree.css("img, image, canvas")),
            asks=tree.css_first("form, button, a[href]") is not None,
            asks_password=tree.css_first("input[type=password]") is not None,
            is_program=tree.css_first("script") is not None,
        )

    def refuse_without(self, story: str) -> None:
        """Raise RefusalError where what was taken for the story is too little, or is none."""
        refusal = self._what_is_wrong(story) if count_words(story) < _FEW else None
        if refusal is not None:
            raise refusal

    def _what_is_wrong(self, story: str) -> RefusalError | None:
        told = count_words(story) > 0
        asked = story if told else self.text
        if _ADULTS.search(asked) and (self.asks or not told):
            return RefusalError(
                "That page only asks whether you are old enough: "
                "go on to the story in your browser, save that page and send it to me."
            )
        if self.asks_password and (_MEMBERS.search(asked) or not told):
            return RefusalError(
                "That page asks to log in, and the story isn't on it: "
                "log in with your browser, save the story's page and send it to me."
            )
        if told:
            return None
        if self.pictures:
            return RefusalError(
                "There are only pictures on that page, and I can't read words in pictures: "
                "send me the story as text."
            )
        if self.is_program or _PROGRAM.search(self.text):
            return RefusalError(
                "That page is empty until a program in your browser fills it: save it as "
                "“Webpage, complete”, or copy the story into a text file, and send me that."
            )
        return RefusalError(
            "There is nothing to read on that page: send me one with the story on it."
        )
