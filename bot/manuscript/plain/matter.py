"""What stands around a story in a plain text file: licence, contents, title page."""

import re
from collections.abc import Sequence

from bot.domain.story import Rating, Remark, warnings_in
from bot.manuscript.assembly import TitlePage
from bot.manuscript.chosen import Recogniser
from bot.manuscript.headings import numeral, recognise
from bot.manuscript.notices import LONGEST, rating_of
from bot.manuscript.plain.emphasis import stretches
from bot.manuscript.plain.lines import Line
from bot.manuscript.plain.sections import Role, Section
from bot.manuscript.remarks import excerpt
from bot.manuscript.titlewords import begin_alike, repeats

LICENCE_OPENS = re.compile(r"\*{3}\s*START OF (?:THE |THIS )?PROJECT GUTENBERG", re.IGNORECASE)
LICENCE_CLOSES = re.compile(r"\*{3}\s*END OF (?:THE |THIS )?PROJECT GUTENBERG", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents\s*[:.]?\Z", re.IGNORECASE)
_HEADER = re.compile(
    r"(title|author|language|summary|rating|warnings|archive warnings?)\s*:\s*(\S.*)\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[A-Za-z][\w /&-]{0,24}:\s+\S")
_ASIDE = re.compile(
    r"(?:a/n|(?:(?:author|writer|translator)s?['’]?s?\s+)?notes?|disclaimer|warnings?|rating)\s*:",
    re.IGNORECASE,
)
_LONGEST_SUMMARY = 12  # lines
_MOST_REPEATS = 6  # lines
_BY = re.compile(r"(?:written\s+)?by:?\s+(\S.{0,80})\Z", re.IGNORECASE)
_LANGUAGES = {
    "english": "en",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "italian": "it",
    "dutch": "nl",
    "portuguese": "pt",
    "latin": "la",
    "finnish": "fi",
    "swedish": "sv",
    "deutsch": "de",
    "français": "fr",
    "español": "es",
    "polish": "pl",
    "russian": "ru",
}


def take_title_page(
    lines: Sequence[Line], page: TitlePage, understand: Recogniser
) -> Sequence[Line]:
    """Move title and author from the first lines onto the title page; give the lines that remain.

    They are there as `Title:` and `Author:` lines, as a short line followed by one that says "by",
    or as a short line alone over the first chapter's heading.
    """
    rest = _without_header(lines, page)
    if len(rest) > 1 and is_title(rest[0]) and understand(rest[0].text) is None:
        by = _BY.match(rest[1].text)
        if by and not by[1].endswith((".", "!", "?", ",")):
            page.title = page.title or _without_signs(rest[0].text)
            page.author = page.author or _without_signs(by[1])
            return rest[2:]
        if page.title is None and rest[1].gap and _heads_chapter(rest[1:3], understand):
            page.title = _without_signs(rest[0].text)
            return rest[1:]
    return rest


def take_lone_title(sections: Sequence[Section], page: TitlePage) -> Sequence[Section]:
    """Take a title that stands alone over the first heading, whatever that looks like."""
    first, *others = sections
    if page.title is None and others and len(first.entries) == 1 and not first.post.text:
        [entry] = first.entries
        alone = entry.role is Role.PROSE and len(entry.lump.lines) == 1
        if alone and not (entry.aside or entry.candidates) and is_title(entry.lump.lines[0]):
            page.title = _without_signs(entry.lump.text)
            return others
    return sections


def without_repeats(
    lines: Sequence[Line], page: TitlePage, understand: Recogniser
) -> tuple[Sequence[Line], list[Remark]]:
    """Leave out the first lines if they only say the title and the author again, and say so.

    A title may stand on several lines; the first chapter's heading follows.
    """
    end = 0
    while page.title and end < _MOST_REPEATS:
        longest = next((size for size in (4, 3, 2, 1) if _says_again(lines, end, size, page)), 0)
        if not longest:
            break
        end += longest
    said = _without_signs(" ".join(line.text for line in lines[:end]))
    under = lines[end : end + 2]
    again = begin_alike(said, page.title or "")
    if not (again and under and _heads_chapter(under, understand)):
        return lines, []
    message = f"Left out what the title page says already: {excerpt(said)}"
    return lines[end:], [Remark("title-left-out", lines[0].number, message)]


def _says_again(lines: Sequence[Line], first: int, size: int, page: TitlePage) -> bool:
    """Whether some lines, none of them a chapter's heading, say what the title page does."""
    texts = [line.text for line in lines[first : first + size]]
    whole = _without_signs(" ".join(texts))
    return len(texts) == size and repeats(whole, page) and not any(map(recognise, texts))


def _without_header(lines: Sequence[Line], page: TitlePage) -> Sequence[Line]:
    """Take what belongs on the title page out of the block of `Key: value` lines at the head."""
    left: list[Line] = []
    place = 0
    while place < len(lines) and _FIELD.match(lines[place].text):
        if left and lines[place].gap:
            break
        end = _field_end(lines, place)
        if fill(page, " ".join(line.text for line in lines[place:end])):
            place = end
        elif place == 0:
            break
        else:
            left.append(lines[place])
            place += 1
    return [*left, *lines[place:]]


def _field_end(lines: Sequence[Line], place: int) -> int:
    """The place behind a field: a summary may go on for some lines."""
    end = place + 1
    if lines[place].text.lower().startswith("summary"):
        while end < len(lines) and not lines[end].gap and not _FIELD.match(lines[end].text):
            end += 1
    return end if end - place <= _LONGEST_SUMMARY else place + 1


def fill(page: TitlePage, text: str) -> bool:
    """Note a header line on the title page; False if it is none, or a second one of its kind."""
    header = _HEADER.match(text)
    if header is None:
        return False
    name, value = header[1].lower(), _single_spaced(header[2])
    if name == "rating":
        return _rate(page, value)
    if name.endswith(("warning", "warnings")):
        return _warn(page, value)
    if name == "language":
        tag = _LANGUAGES.get(value.lower(), value)
        if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
            return False
        value = tag
    if getattr(page, name) is not None:
        return False
    setattr(page, name, value)
    return True


def _rate(page: TitlePage, value: str) -> bool:
    rating = rating_of(value)
    if rating in {None, Rating.UNRATED} or page.rating is not Rating.UNRATED:
        return False
    page.rating = rating or Rating.UNRATED
    return True


def _warn(page: TitlePage, value: str) -> bool:
    warnings = warnings_in(value)
    if not warnings or page.warnings or len(value) > LONGEST:
        return False
    page.warnings = warnings
    return True


def _without_signs(text: str) -> str:
    """The words of a title, single-spaced and without the signs of emphasis around them."""
    return _single_spaced("".join(text[part.start : part.end] for part in stretches(text)))


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def is_title(line: Line) -> bool:
    """Whether a line may be a title: short, with letters, no sentence and no heading."""
    return (
        len(line.text) <= 80
        and recognise(line.text) is None
        and not _CONTENTS.match(line.text)
        and not _ASIDE.match(line.text)
        and not line.text.endswith((".", ",", ";", ":", '."', ".”"))
        and any(letter.isalpha() for letter in line.text)
    )


def _heads_chapter(lines: Sequence[Line], understand: Recogniser) -> bool:
    """Whether the first of two lines heads a chapter; a number inside a sentence is a page's."""
    if (understand(lines[0].text) or recognise(lines[0].text)) is not None:
        return True
    first = numeral(lines[0].text)
    goes_on = lines[-1].text[0].islower()
    return first is not None and first.number == 1 and not goes_on
