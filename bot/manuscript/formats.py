"""Which format a file is in, and what to say to the ones that can't be imported."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import NoReturn

from bot.domain.choices import AUTOMATIC, Choices
from bot.domain.errors import Ours, RefusalError
from bot.domain.scripts import unspaced_language
from bot.domain.story import Imported, Remark, Story, count_words
from bot.manuscript.books import packed
from bot.manuscript.direction import without_turns
from bot.manuscript.encoding import decode
from bot.manuscript.marked import markdown
from bot.manuscript.notices import with_notices
from bot.manuscript.plain import plaintext
from bot.manuscript.web import pages

_Loader = Callable[[str, Iterable[Remark], Choices], Imported]

_BEGINNING = 100
"""So many paragraphs are looked at to tell the language by its script."""

MAX_BYTES = 25 * 1024 * 1024

_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd", ".mkdn"}
_FOREIGN = {
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".kfx", ".fb2", ".lit"), Ours("an e-book")),
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".wps"), Ours("a word processor's file")),
    **dict.fromkeys((".mht", ".mhtml"), Ours("a web page with its pictures packed into one file")),
    **dict.fromkeys((".pdf", ".ps", ".djvu", ".xps"), Ours("a printed page")),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"), Ours("an archive")),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg"), Ours("a picture")),
    **dict.fromkeys((".mp3", ".ogg", ".wav", ".mp4", ".webm", ".mov"), Ours("a recording")),
    **dict.fromkeys(
        (".json", ".csv", ".xml", ".tex", ".exe", ".xlsx", ".pptx"), Ours("another format")
    ),
}
_MAGIC = (
    (b"%PDF-", Ours("a printed page")),
    (b"{\\rtf", Ours("a word processor's file")),
    (b"\xd0\xcf\x11\xe0", Ours("a word processor's file")),
    (b"\x1f\x8b", Ours("an archive")),
    (b"\x89PNG", Ours("a picture")),
    (b"\xff\xd8\xff", Ours("a picture")),
    (b"GIF8", Ours("a picture")),
)
_PAGES = {".htm", ".html", ".xhtml", ".xht"}
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.{0,2000}?-->)\s*+)*+(?:<!doctype\s+html|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_PACKED_PAGE = re.compile(rb"(?:From: <Saved by|MIME-Version: 1\.0\r?\nContent-Type: multipart/)")
_XML = re.compile(r"\s*<\?xml\s")
_WORKING = (
    "plain text (.txt), Markdown (.md), web pages (.html), EPUB (.epub) and Word files (.docx)"
)
_NAMED_WRONG = {
    ".epub": Ours("an e-book"),
    ".docx": Ours("a Word file"),
    ".zip": Ours("an archive"),
}


def load(data: bytes, file_name: str, choices: Choices = AUTOMATIC) -> Imported:
    """Import a manuscript.

    `file_name` chooses between the formats that work; nothing else is taken from it. `choices` are
    a moderator's, over what the importer would find. Raises RefusalError with a sentence for a
    person for everything that can't be imported.
    """
    _refuse_by_size(data)
    with _no_search_for_cycles():
        if packed.is_packed(data):
            imported = packed.load(data, choices, _load_alone)
        else:
            imported = _load_alone(data, file_name, choices)
        imported = _readable(with_notices(without_turns(imported)))
    return replace(imported, story=_named(imported.story, choices))


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Let Python not look for objects that only hold each other, of which an import leaves few.

    It would look at all there are over and over as they grow in number: at those of a large book so
    often that each of its bytes took half as long again as one of a small book.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


def _load_alone(data: bytes, file_name: str, choices: Choices) -> Imported:
    _refuse_by_format(data, file_name)
    text, remarks = decode(data)
    if not text.strip():
        raise RefusalError("That file is empty: send me one with the story in it.")
    return _loader(text, _suffix(file_name))(text, remarks, choices)


def _loader(text: str, suffix: str) -> _Loader:
    if suffix in _PAGES or _WEB_PAGE.match(text):
        return pages.load
    if _XML.match(text):
        _refuse(Ours("another format"))
    return markdown.load if suffix in _MARKDOWN else plaintext.load


def _named(story: Story, choices: Choices) -> Story:
    """Give a story the names that a moderator chose, and a language that its script alone tells."""
    return replace(
        story,
        title=choices.title or story.title,
        author=choices.author or story.author,
        language=story.language or unspaced_language(_beginning(story)),
    )


def _beginning(story: Story) -> str:
    texts = (
        paragraph.text
        for chapter in story.chapters
        for scene in chapter.scenes
        for paragraph in scene.paragraphs
    )
    return " ".join(islice(texts, _BEGINNING))


def _refuse_by_size(data: bytes) -> None:
    if not data:
        raise RefusalError("That file is empty: send me one with the story in it.")
    if len(data) > MAX_BYTES:
        size = len(data) // (1024 * 1024)
        limit = MAX_BYTES // (1024 * 1024)
        raise RefusalError(
            "That file is too large ({size} MiB; I take up to {limit}): "
            "split the story into parts and add them one by one.",
            size=size,
            limit=limit,
        )


def _refuse_by_format(data: bytes, file_name: str) -> None:
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    kind = kind or _FOREIGN.get(_suffix(file_name))
    if kind is None and _PACKED_PAGE.match(data):
        kind = _FOREIGN[".mht"]
    if kind is None and _suffix(file_name) in _NAMED_WRONG:
        raise RefusalError(
            "That file has the name of {kind} but isn't one: "
            f"export it once more, or call it what it is; the formats that work are {_WORKING}.",
            kind=_NAMED_WRONG[_suffix(file_name)],
        )
    if kind is not None:
        _refuse(kind)


def _refuse(kind: Ours) -> NoReturn:
    raise RefusalError(
        "That looks like {kind}, which I can't import: the formats that work are "
        f"{_WORKING}, so save the story as one of these and send it again.",
        kind=kind,
    )


def _suffix(file_name: str) -> str:
    """The end of the name in small letters, full stop included; empty where there is none."""
    stem, dot, suffix = file_name.strip().rpartition(".")
    return f".{suffix.lower()}" if stem or dot else ""


def _readable(imported: Imported) -> Imported:
    if any(chapter.words for chapter in imported.story.chapters):
        return imported
    if any(count_words(note.text) for part in imported.story.chapters for note in part.footnotes):
        raise RefusalError(
            "There is nothing but notes in that file: send me one with the story's text in it too."
        )
    raise RefusalError(
        "There is nothing to read in that file, not one word: send me one with the story in it."
    )
