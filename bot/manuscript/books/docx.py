"""DOCX: mammoth makes HTML of it, which is then walked like a web page."""

import re
from dataclasses import replace

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.story import Imported, Remark
from bot.manuscript.asides import keep_apart
from bot.manuscript.assembly import TitlePage
from bot.manuscript.books.archive import Archive
from bot.manuscript.books.wordhtml import convert
from bot.manuscript.books.wordml import WordFile
from bot.manuscript.books.xhtml import local, parse_leniently
from bot.manuscript.structured import import_flow
from bot.manuscript.web.hypertext import Document, flow_of

MAIN = "word/document.xml"

_NOTES = re.compile(r'<ol><li id="(?:foot|end)note-')
_BLOCK_ENDS = re.compile(r"(</(?:p|h[1-6]|li|tr)>)")
_NO_TITLE = re.compile(
    r"(?:untitled.*|(?:word )?document\s*\d*|microsoft word\b.*|(?:new )?(?:blank )?page|.{0,1}|"
    r"title|.*\.(?:docx?|odt|rtf|dotx?))\Z",
    re.IGNORECASE,
)
_NOBODY = {
    *("admin", "administrator", "author", "user", "windows user", "unknown", "owner", "default"),
    *("microsoft", "microsoft office user", "home", "pc", "none", "guest", "python-docx"),
    *("apache poi", "un-named", "unnamed", "docx4j", "google docs", "wps office", ""),
}
_IGNORED = re.compile(r"An unrecognised element was ignored: (\S+)")
_DAMAGED = (
    "I couldn't make out that Word file: open it in your word processor, "
    "save it as .docx once more and send me that."
)


def load(archive: Archive, choices: Choices) -> Imported:
    """Import a Word file.

    Raises RefusalError where it is damaged, or has nothing to read in it.
    """
    try:
        word = WordFile(archive)
        html, remarks = _html_of(word)
    except ValueError:  # names that XML itself may not have
        raise RefusalError(_DAMAGED) from None
    page = _title_page(archive)
    page.title = word.title or page.title
    noted = [*archive.remarks, *word.remarks, *remarks]
    flow = keep_apart(flow_of([Document("", html)], noted))
    imported = import_flow(flow, page, noted, choices)
    counted = (_in_paragraphs(remark, html) for remark in imported.remarks)
    return replace(imported, remarks=tuple(counted))


def _in_paragraphs(remark: Remark, html: str) -> Remark:
    """Count a remark's place in paragraphs, each of which has a line of the HTML to itself.

    The notes stand behind the text there, and on some page or other in Word: they have no number.
    """
    notes = _NOTES.search(html)
    text = html.count("\n", 0, notes.start() if notes else len(html)) + 1
    paragraph = remark.line if remark.line and remark.line <= text else None
    return replace(remark, line=None, paragraph=paragraph)


def _html_of(word: WordFile) -> tuple[str, list[Remark]]:
    try:
        made = convert(word.parts)
    except Exception:  # it raises whatever a file that lacks something makes it stumble over
        raise RefusalError(_DAMAGED) from None
    ignored = dict.fromkeys(
        found[1] for message in made.messages if (found := _IGNORED.match(message))
    )
    remarks = [
        Remark("element-left-out", None, f"Left out what I can't show, of the kind {name}")
        for name in ignored
        if name.startswith(("{http://schemas.openxmlformats.org/officeDocument/2006/math}",))
    ]
    return _BLOCK_ENDS.sub(r"\1\n", made.html), remarks


def _title_page(archive: Archive) -> TitlePage:
    """What the file's properties say, if a person said it and no program."""
    name = archive.find("docProps/core.xml")
    root = parse_leniently(archive.unpack(name)) if name else None
    said = (
        {local(one): " ".join((one.text or "").split()) for one in root} if root is not None else {}
    )
    title, author = said.get("title", ""), said.get("creator", "")
    return TitlePage(
        title=title if title and not _NO_TITLE.match(title) else None,
        author=None if author.casefold() in _NOBODY else author,
    )
