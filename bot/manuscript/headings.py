"""Which lines name a chapter, and how chapters are numbered.

Prefaces, introductions, forewords and dedications are front matter; appendices and afterwords back
matter. A prologue, an epilogue or an interlude is a chapter of the story that carries its name and
no number, so that the author's Chapter 1 stays number 1. The numbers are the author's own where
they rise through the whole story; where they start again (in the books of a long novel, say), the
chapters are counted and keep the author's heading as their title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from bot.domain.story import ChapterKind, Heading
from bot.manuscript.abroad import chapter_abroad, named_abroad, part_abroad
from bot.manuscript.numerals import NUMERAL, NUMERAL_ABROAD, ORDINAL, value_of


class Rank(Enum):
    """What a heading says it heads."""

    PART = auto()
    CHAPTER = auto()
    NAMED = auto()
    NOTES = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Signpost:
    """A heading as it was understood. `text` is all of it; `counted` says that it may be numbered.

    `number` is the author's own numeral where there is one.
    """

    rank: Rank
    text: str
    kind: ChapterKind = ChapterKind.CHAPTER
    number: int | None = None
    title: str | None = None
    counted: bool = True


_CHAPTERS = {
    *("prologue", "epilogue", "interlude", "intermission", "prelude", "coda", "intermezzo"),
    *(
        "bonus chapter",
        "bonus",
        "side story",
        "side chapter",
        "omake",
        "extra",
        "extra chapter",
        "special chapter",
        "finale",
        "proem",
    ),
    *("prolog", "epilog", "prólogo", "epílogo", "épilogue", "zwischenspiel", "overture"),
}
_FRONT = {
    *("preface", "introduction", "foreword", "dedication", "vorwort", "einleitung", "vorrede"),
    *("préface", "avant-propos", "prefacio", "introducción", "to the reader", "epigraph"),
    *("translator's preface", "translator’s preface", "introductory note", "note on the text"),
}
_BACK = {
    "appendix",
    "appendices",
    "afterword",
    "postscript",
    "glossary",
    "acknowledgements",
    "acknowledgments",
    "about the author",
    "nachwort",
    "postface",
    "index",
    "bibliography",
    "advertisements",
    "errata",
    "colophon",
}
_NAMES = "|".join(sorted(_CHAPTERS | _FRONT | _BACK, key=len, reverse=True))
_NOTE_TO_CHAPTER = re.compile(rf"notes? (?:to|on) chapters? {NUMERAL}[.:]?\Z", re.IGNORECASE)
_CANONICAL = re.compile(r"Chapter (\d{1,9})(?:: (.+))?\Z", re.DOTALL)
_CHAPTER = re.compile(rf"(?:chapter|chap\.?)\s+(?:the\s+)?({NUMERAL})(.*)\Z", re.IGNORECASE)
_WORDS_ABROAD = r"kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|kapittel|kapitola|глава|розділ"
_CHAPTER_ABROAD = re.compile(
    rf"(?:(?:{_WORDS_ABROAD})\s+({NUMERAL_ABROAD})|(?:das\s+)?({NUMERAL_ABROAD})\s+"
    rf"(?:{_WORDS_ABROAD}))(.*)\Z",
    re.IGNORECASE,
)
_SHORT_CHAPTER = re.compile(r"ch\.?\s*(\d{1,4})\b(.*)\Z", re.IGNORECASE)
_LAST_CHAPTER = re.compile(r"chapter\s+the\s+last\b(.*)\Z", re.IGNORECASE)
_PART = re.compile(
    rf"(?:(?:part|book|volume|vol\.)\s+(?:the\s+)?({NUMERAL})"
    rf"|(?:teil|partie|parte|band|tome|tomo|libro|livre|buch|deel)\s+({NUMERAL_ABROAD})"
    rf"|({NUMERAL_ABROAD})\s+(?:teil|band|buch|partie|parte|tomo|livre|libro))(.*)\Z",
    re.IGNORECASE,
)
_ORDINAL_PART = re.compile(
    rf"(?:the\s+)?({ORDINAL})\s+(?:part|book|volume)(\s*\Z|\s*[.:]\s*.*|\s+[-–—].*)\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:the\s+)?(?:(?:author|translator|editor|publisher)(?:['’]?s|s['’])\s+)?"
    rf"({_NAMES})(?:\s+(?:{NUMERAL}|[a-z]\b))?(?:\s*[:.—–-]+(?:\s.*)?)?\Z",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"(?:(?:the\s+)?(?:author|writer|translator|editor)s?['’]?s?\s+|translation\s+|chapter\s+|end\s+)?"
    r"(?:foot|end)?notes?(?:\s+and\s+references)?\s*[:.]?\Z|(?:a|t)/n\s*:?\Z"
    r"|[【〔［]?(?:[脚訳译譯原])?[注註](?:释|釋|釈)?[】〕］]?\s*[:：]?\Z",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"\s*(?:[:.)\]|,]|\s[-–—]+|[–—]|--)[\s:.–—-]*(.*)\Z")
_DECORATION = re.compile(r"([*_~=#\-–—•.\s]+)(.*?)([*_~=#\-–—•\s]*)\Z", re.DOTALL)
_NUMERAL = re.compile(
    rf"(?:(?P<figures>\d{{1,3}})|(?P<roman>[IVXL]{{1,7}}\b)|(?P<word>(?i:{NUMERAL})))"
    r"(?:[.:)]?\Z|(?:[.:)]|\s[-–—])\s+(?P<title>\S.*)\Z)"
)
_THE_END = re.compile(
    r"[\W_]*(?:(?:the\s+)?end|finis|fin|ende|fine)(?:\s+of\s+(?:the\s+)?(?:story|book|tale|novel|"
    r"(?:vol(?:ume|\.)?|part|book)\s+[\w-]{1,12}|[\w-]{1,12}\s+(?:volume|part|book)))?[\W_]*\Z",
    re.IGNORECASE,
)
_LONGEST_END = 60
_LISTED = re.compile(
    rf"(?:[^\W\d_]{{3,}}\.?\s+(?:the\s+)?)?({NUMERAL})(?:\s*[.:)\]–—-]+\s*|\s+)(\S.*)\Z",
    re.IGNORECASE,
)
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Letters without a width, which pages and word processors leave at the edges of lines."""
_LONGEST = 120
_LOUDEST = 300
_SENTENCE_END = re.compile(r"[a-z]{2}[.!?,;][\"'”’]?\Z")
_OPENING_SIGNS = "\"'“‘«„¿¡_*("
_SHORT_WORD = 3
_MARKER = re.compile(r"\s*(\[[^\s\[\]]{1,5}\]|\(\d{1,4}\)|\{\d{1,4}\}|[*†‡]{1,3})[.:]?\Z")


def recognise(text: str) -> Signpost | None:
    """Understand a line as a heading, or give None if it doesn't look like one."""
    line = undecorated(text) if len(text) <= _LOUDEST else ""
    if not line or len(line) > (_LOUDEST if line.isupper() else _LONGEST):
        return None
    return _chapter(line) or _chapter_abroad(line) or _named(line) or _part(line) or _notes(line)


def is_the_end(text: str) -> bool:
    """Whether a line says that the story ends: `THE END`, `Finis.`, `End of Volume I`."""
    return len(text) <= _LONGEST_END and _THE_END.match(text) is not None


def opens_here(text: str) -> Signpost:
    """Understand a line that is known to head a chapter; unknown words are its title."""
    canonical = _CANONICAL.match(text)
    if canonical:
        return Signpost(Rank.CHAPTER, text, number=int(canonical[1]), title=canonical[2])
    post = recognise(text)
    if post is None and text[:1] in set("0123456789IVXL"):
        post = numeral(text)
    if post is None or post.rank is Rank.PART:
        return Signpost(Rank.OTHER, text, title=text or None)
    return post


def numeral(text: str) -> Signpost | None:
    """Understand a line that is a numeral, alone or with a title: `1.`, `ONE`, `IV`, `3. The Sea`.

    Only what stands around it can tell whether it heads a chapter.
    """
    line = undecorated(text) if len(text) <= _LONGEST else ""
    found = _NUMERAL.match(line)
    value = value_of(found["figures"] or found["roman"] or found["word"]) if found else None
    if found is None or value is None:
        return None
    title = found["title"]
    if title and (len(title) > 60 or not title[0].isupper() or title[-1] in ".,;:!?"):
        return None
    if found["word"] and not line.isupper() and not _names_chapter(line, title):
        return None
    return Signpost(Rank.CHAPTER, line, number=value, title=title)


def _names_chapter(line: str, title: str | None) -> bool:
    """Whether a numeral in words heads something: `One.` is said, and `One. He left` counted."""
    if title:
        before = line[: -len(title)].strip()
        return before[-1] in ":–—-" and line[0].isupper()
    return (line.istitle() or line.islower()) and line[-1].isalpha()


def listed(text: str) -> Signpost:
    """Understand a line that a list of contents names: `IV. The Sea`, `Adventure I. The Lamp`."""
    found = _LISTED.match(text)
    value = value_of(found[1]) if found else None
    if found is None or value is None:
        return Signpost(Rank.OTHER, text, title=text)
    return Signpost(Rank.OTHER, text, number=value, title=found[2] if found.start(1) == 0 else text)


def undecorated(text: str) -> str:
    """Take matching ornament from around a line: `~ Chapter 1 ~`, `**Chapter 1**`, `## Chapter`."""
    flat = " ".join(text.strip(_UNSEEN).split())
    decorated = _DECORATION.match(flat)
    if decorated is None:
        return flat
    before, line, after = decorated.groups()
    if before.strip("# ") and not after:
        return flat
    return line


def _chapter(line: str) -> Signpost | None:
    last = _LAST_CHAPTER.match(line)
    if last is not None:
        title = _title(last[1], loud=line[:4].isupper())
        return None if title is None else Signpost(Rank.CHAPTER, line, title=title or line)
    found = _CHAPTER.match(line) or _SHORT_CHAPTER.match(line)
    if found is None:
        return None
    title, value = _title(found[2], loud=line[:4].isupper()), value_of(found[1])
    if title is None or value is None:
        return None
    return Signpost(Rank.CHAPTER, line, number=value, title=title or None)


def _chapter_abroad(line: str) -> Signpost | None:
    """Understand `Kapitel 3`, `Erstes Kapitel`, `Chapitre III` and `第三章 雨`."""
    other = chapter_abroad(line)
    if other is not None:
        return Signpost(Rank.CHAPTER, line, number=other[0], title=other[1] or None)
    found = _CHAPTER_ABROAD.match(line) if line[0].isupper() else None
    value = value_of(found[1] or found[2]) if found else None
    rest = _title(found[3], loud=line[:4].isupper()) if found else None
    if value is None or rest is None:
        return None
    return Signpost(Rank.CHAPTER, line, number=value, title=rest or None)


def _title(rest: str, *, loud: bool = False) -> str | None:
    """The title behind a numeral: empty if there is none, None if the line is a sentence.

    Behind a loud `CHAPTER I.` a title may end as sentences do.
    """
    if not rest.strip(" .:"):
        return ""
    marker = _MARKER.match(rest)
    if marker is not None:
        return marker[1]
    separated = _SEPARATED.match(rest)
    title = separated[1].strip() if separated else rest.strip()
    if separated and rest.lstrip()[:1] not in {",", "."}:
        return title
    bracketed = title[:1] == "(" and title[-1:] == ")"
    if separated and loud and title[:1].isupper():
        return title
    capital = title.lstrip(_OPENING_SIGNS)[:1].isupper()
    sentence = not separated and (not (capital or bracketed) or len(title) > 60)
    ended = _SENTENCE_END.search(title) and not (separated and _in_title_case(title))
    return None if sentence or ended else title


def _in_title_case(title: str) -> bool:
    """Whether all words but short ones begin with a capital: `Why Is Such A Man Alive?`"""
    words = [word.strip(_OPENING_SIGNS + ".,;:!?)”’»—-") for word in title.split()]
    long = [word for word in words if len(word) > _SHORT_WORD]
    return len(long) > 1 and all(word[0].isupper() for word in long)


def counted_on(text: str) -> Signpost | None:
    """Understand a line that only its number can tell to be a chapter's heading, or give None.

    Its title may be long and a sentence, if it begins as one does.
    """
    line = undecorated(text) if len(text) <= _LOUDEST else ""
    found = _CHAPTER.match(line)
    number = found[1] if found else None
    if found is None:
        found = _CHAPTER_ABROAD.match(line) if line[:1].isupper() else None
        number = found[1] or found[2] if found else None
    value = value_of(number) if number else None
    if found is None or value is None:
        return None
    rest = found.groups()[-1]
    separated = _SEPARATED.match(rest)
    title = (separated[1] if separated else rest).strip()
    begins = title.lstrip(_OPENING_SIGNS)[:1]
    if title and not (begins.isupper() or begins.isdecimal()):
        return None
    return Signpost(Rank.CHAPTER, line, number=value, title=title or None)


def _named(line: str) -> Signpost | None:
    if line.isupper() and _NOTE_TO_CHAPTER.match(line):
        return Signpost(Rank.NAMED, line, ChapterKind.BACK, title=line, counted=False)
    kind = named_abroad(line)
    if kind is not None:
        return Signpost(Rank.NAMED, line, kind, title=line, counted=False)
    found = _NAMED.match(line)
    if found is None or not (line[0].isupper() or len(line.split()) == 1):
        return None
    name = found[1].lower()
    if name in _CHAPTERS:
        return Signpost(Rank.NAMED, line, title=line, counted=False)
    kind = ChapterKind.FRONT if name in _FRONT else ChapterKind.BACK
    return Signpost(Rank.NAMED, line, kind, title=line, counted=False)


def _part(line: str) -> Signpost | None:
    other = part_abroad(line)
    if other is not None:
        return Signpost(Rank.PART, line, number=other, title=line)
    found = _PART.match(line)
    if found is None and (line.isupper() or line.istitle()):
        found = _ORDINAL_PART.match(line)
    if found is None or _title(found.groups()[-1]) is None:
        return None
    number = next(value_of(one) for one in found.groups() if one)
    return Signpost(Rank.PART, line, number=number, title=line)


def name_in(text: str) -> tuple[str, bool] | None:
    """The name that a heading of front or back matter has, and whether a number follows it."""
    found = _NAMED.match(undecorated(text)) if len(text) <= _LONGEST else None
    if found is None or found[1].lower() in _CHAPTERS:
        return None
    name = found[1].lower()
    rest = text[text.lower().find(name) + len(name) :].lstrip(" .")
    return name, rest[:1].isdecimal()


def _notes(line: str) -> Signpost | None:
    if _NOTES.match(line):
        return Signpost(Rank.NOTES, line, ChapterKind.BACK, title=line, counted=False)
    return None


def number(posts: Sequence[Signpost]) -> list[Heading]:
    """Give the chapters of a story their headings."""
    printed = [
        post.number
        for post in posts
        if post.kind is ChapterKind.CHAPTER and post.number is not None
    ]
    if printed and all(before < after for before, after in pairwise(printed)):
        return _as_printed(posts)
    return _counted(posts)


def _as_printed(posts: Sequence[Signpost]) -> list[Heading]:
    """The numbers as they stand; the last chapter, if it is only called so, has the next."""
    headings: list[Heading] = []
    latest = 0
    for post in posts:
        last = post.rank is Rank.CHAPTER and post.number is None
        number = latest + 1 if last else post.number
        latest = number or latest
        headings.append(Heading(post.kind, number, post.title))
    return headings


def _counted(posts: Sequence[Signpost]) -> list[Heading]:
    headings: list[Heading] = []
    count = 0
    for post in posts:
        numbered = post.counted and post.kind is ChapterKind.CHAPTER
        count += numbered
        title = post.text if post.number not in {None, count} and numbered else post.title
        headings.append(Heading(post.kind, count if numbered else None, title))
    return headings


def as_chapters(posts: Sequence[Signpost]) -> list[Signpost]:
    """Let parts be the chapters of a story that has no others."""
    if any(post.rank in {Rank.CHAPTER, Rank.OTHER} for post in posts):
        return list(posts)
    return [replace(post, rank=Rank.CHAPTER) if post.rank is Rank.PART else post for post in posts]
