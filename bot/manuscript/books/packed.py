"""Which manuscript a ZIP is: an e-book, a Word file, or one that was only packed to be sent."""

from collections.abc import Callable

from bot.domain.choices import Choices
from bot.domain.errors import RefusalError
from bot.domain.story import Imported
from bot.manuscript.books import docx, epub
from bot.manuscript.books.archive import Archive

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TEXTS = (".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".htm", ".html", ".xhtml")
_PACKED = (".epub", ".docx", ".zip")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"

Load = Callable[[bytes, str, Choices], Imported]
"""How a manuscript that is no archive is imported: its bytes, its name, a moderator's choices."""


def is_packed(data: bytes) -> bool:
    """Whether some bytes are a ZIP by their first letters, whatever they are called."""
    return data.startswith(_MAGIC)


def load(data: bytes, choices: Choices, load_alone: Load) -> Imported:
    """Import the manuscript that a ZIP is or holds.

    Raises RefusalError where it is damaged, or holds none or several.
    """
    archive = Archive(data)
    if archive.find(docx.MAIN) is not None or _is_word(archive):
        return docx.load(archive, choices)
    if epub.is_epub(archive):
        return epub.load(archive, choices)
    _refuse_other_kinds(archive)
    texts = [name for name in archive if name.lower().endswith(_TEXTS) and not _is_hidden(name)]
    if len(texts) != 1:
        raise _which(archive, len(texts))
    return load_alone(archive.unpack(texts[0]), texts[0], choices)


def _is_word(archive: Archive) -> bool:
    kinds = archive.find("[Content_Types].xml")
    return kinds is not None and b"wordprocessingml.document" in archive.unpack(kinds)


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _refuse_other_kinds(archive: Archive) -> None:
    kind = archive.unpack("mimetype") if "mimetype" in archive else b""
    if kind.startswith(_OPEN_DOCUMENT):
        raise RefusalError(
            "That looks like an OpenDocument file (.odt), which I can't import: "
            "save it as .docx in your word processor and send me that."
        )
    if archive.find("[Content_Types].xml") is not None:
        raise RefusalError(
            "That looks like a table or a slide show, which I can't import: "
            "send me the story as a text, say as .docx or .txt."
        )
    if archive.find("Index/Document.iwa") or archive.find("index.xml"):
        raise RefusalError(
            "That looks like a Pages document, which I can't import: "
            "export it as Word (.docx) or EPUB and send me that."
        )


def _which(archive: Archive, texts: int) -> RefusalError:
    if texts:
        return RefusalError(
            "There are {count} texts in that archive and I can't tell which is the story: "
            "unpack it and send me the one that is.",
            count=texts,
        )
    if any(name.lower().endswith(_PACKED) for name in archive):
        return RefusalError(
            "That is an archive with the story packed in it: unpack it and send me what is inside."
        )
    if any(name.lower().endswith(_PICTURES) for name in archive):
        return RefusalError(
            "There are only pictures in that archive and no text that I could post: "
            "send me the story as a text."
        )
    return RefusalError(
        "There is no story in that archive that I could import: unpack it and send me the text."
    )
