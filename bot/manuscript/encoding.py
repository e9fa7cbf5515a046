"""From bytes to text: byte order marks, UTF-8, a declared charset, at last cp1252."""

import codecs
import re
from contextlib import suppress

from bot.domain.errors import RefusalError
from bot.domain.story import Remark

BINARY = (
    "That file isn't text, so there is nothing I could post: "
    "save the story as plain text (.txt), Markdown (.md) or a web page (.html) and send me that."
)
UNCLEAR = (
    "I can't make out how that file is encoded; save it as UTF-8 in your editor and send it again."
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"(?:charset|encoding|coding)\s*[:=]\s*[\"']?"
    rb"((?:iso-?8859-?|windows-?|cp|mac-?|koi8-?|latin-?|big5|gb|euc-?|(?:x-)?s(?:hift[-_]?)?jis|"
    rb"(?:us-)?ascii|tis-?620)[\w.-]{0,12})",
    re.IGNORECASE,
)
_MEANT = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "cp950",
    "tis-620": "cp874",
}
"""What programs mean that declare an encoding: a wider one, with letters that it lacks."""
_HEAD = 4096
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
"""Letters that stand for nothing that could be read."""
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def decode(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    """Give the text of a file with line feeds alone, and what there was to remark on.

    Raises RefusalError for what is no text, and for what is in no encoding it can make out.
    """
    text, remarks = _decode(data)
    text = _without_controls(text)
    return _LINE_ENDS.sub("\n", text), remarks


def _decode(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), ()
    if b"\x00" in data:
        raise RefusalError(BINARY)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _undeclared(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise RefusalError(BINARY) from None


def _undeclared(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    """Decode what is not UTF-8: by its own word, else as cp1252, and say so."""
    declared = _declared(data)
    for encoding in (_MEANT.get(declared or ""), declared):
        if encoding is not None:
            with suppress(UnicodeDecodeError, LookupError):
                return data.decode(encoding), ()
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise RefusalError(UNCLEAR) from None
    line = data[: _first_high(data)].count(b"\n") + 1
    words = " ".join(text.splitlines()[line - 1].split()[:6]) if text.strip() else ""
    message = (
        "The file isn't UTF-8; I took it for Windows-1252. "
        f"Have a look at the accents and quotation marks, first here: {words[:60]}"
    )
    return text, (Remark("encoding-guessed", line, message),)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD])
    if found is None:
        return None
    name = found[1].decode("ascii").lower().removeprefix("x-")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _first_high(data: bytes) -> int:
    return next((place for place, byte in enumerate(data) if byte > 127), 0)


def _without_controls(text: str) -> str:
    """Drop the odd control character; refuse a text that is full of them."""
    if "\x00" in text:
        raise RefusalError(BINARY)
    cleaned, count = CONTROLS.subn("", text)
    if count > 8 and count * 100 > len(text):
        raise RefusalError(BINARY)
    return cleaned.removeprefix("\ufeff")
