"""What is on the title page already: lines and headings that say the title, "by", the author."""

import re

from bot.manuscript.assembly import TitlePage

BY = re.compile(r"(?:written\s+)?by:?\Z", re.IGNORECASE)
BY_SOMEBODY = re.compile(r"(?:written\s+)?by:?\s+(\S.{0,80})\Z", re.IGNORECASE | re.DOTALL)
_LETTERS = re.compile(r"[\W_]+")
_LONG = 8  # letters
_PARTICLE = 3  # letters: of, van, and


def author_in(words: str) -> str | None:
    """The name in `by Ann Harrow`; None in other lines, `By morning it rained` among them."""
    found = BY_SOMEBODY.match(words)
    if found is None or found[1].endswith((".", "!", "?", ",", ";", ":", "…")):
        return None
    said = found[1].split()
    capitals = all(word[0].isupper() for word in said if len(word) > _PARTICLE)
    name = capitals and any(not word[0].islower() for word in said)
    return found[1] if name or len(said) == 1 else None


def repeats(words: str, page: TitlePage) -> bool:
    """Whether a heading says nothing but what is on the title page."""
    by = BY_SOMEBODY.match(words)
    title, author = page.title or "", page.author or ""
    return (
        BY.match(words) is not None
        or any(_is_said_in(words, name) for name in (title, author, f"{title} by {author}"))
        or (by is not None and _is_said_in(by[1], author))
    )


def _is_said_in(words: str, name: str) -> bool:
    """Whether a heading says a name, or what the name begins with."""
    return same(words, name) or (len(words) >= _LONG and begin_alike(words, name, longer=False))


def begin_alike(words: str, name: str, *, longer: bool = True) -> bool:
    """Whether one of two texts begins with the other; unless told so, it may be either."""
    one, other = (_LETTERS.sub("", text).lower() for text in (words, name))
    begun = other.startswith(one) or (longer and one.startswith(other))
    return bool(one and other) and begun


def same(one: str, other: str) -> bool:
    """Whether two texts have the same letters."""
    plain = _LETTERS.sub("", one).lower()
    return bool(plain) and plain == _LETTERS.sub("", other).lower()
