"""A story bound as an e-book: EPUB 3, with a table for old readers too.

The same story at the same moment gives the same bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bot.domain.story import Rating, Story
from bot.manuscript.books.folios import STYLE, chapter_page, heading_text, page, quoted
from bot.manuscript.books.package import RATING, WARNINGS

_MIMETYPE = "application/epub+zip"
_UNKNOWN_LANGUAGE = "und"
_UNTITLED = "Untitled"
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))?(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)
"""A language tag as BCP 47 spells it, extensions and second variants aside."""
_DATE = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP can name: it says nothing, the package has the date."""
_CONTAINER = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def bind(story: Story, modified: datetime) -> bytes:
    """Write a story, of one chapter at least, as an EPUB that was changed last at a moment."""
    language = story.language if _LANGUAGE.fullmatch(story.language or "") else None
    chapters = {
        f"chapter-{place:04}.xhtml": chapter_page(chapter, language)
        for place, chapter in enumerate(story.chapters, 1)
    }
    contents = _contents(story, list(chapters))
    identifier = _identifier(story, chapters)
    package = _package(story, language, list(chapters), identifier, modified)
    files = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": package,
        "EPUB/nav.xhtml": _navigation(contents, language),
        "EPUB/toc.ncx": _old_navigation(story, contents, identifier),
        "EPUB/style.css": STYLE,
    }
    return _zipped(files | {f"EPUB/{name}": text for name, text in chapters.items()})


def _contents(story: Story, files: Sequence[str]) -> list[tuple[str, str]]:
    """List the files with a heading and their names; where none has one, the story's title.

    A page without a heading has no name of its own that an import could take from here.
    """
    names = [quoted(heading_text(chapter.heading)) for chapter in story.chapters]
    named = [(file, name) for file, name in zip(files, names, strict=True) if name.strip()]
    return named or [(files[0], _title(story))]


def _identifier(story: Story, chapters: Mapping[str, str]) -> str:
    """Name this very text: another edition is another book to a reader's shelf."""
    named = "\n".join([story.title or "", story.author or "", *chapters.values()])
    return uuid5(NAMESPACE_URL, named.encode("utf-8", "replace").decode()).urn


def _package(
    story: Story,
    language: str | None,
    chapters: Sequence[str],
    identifier: str,
    modified: datetime,
) -> str:
    said = {"dc:creator": story.author, "dc:description": story.summary}
    more = [f"<{tag}>{quoted(text)}</{tag}>\n" for tag, text in said.items() if text]
    more += [f'<meta name="{name}" content="{quoted(text)}"/>\n' for name, text in _told(story)]
    moment = f"{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    pages = "".join(
        f'<item id="chapter-{place}" href="{name}" media-type="application/xhtml+xml"/>\n'
        for place, name in enumerate(chapters, 1)
    )
    spine = "".join(
        f'<itemref idref="chapter-{place}"/>\n' for place in range(1, len(chapters) + 1)
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="book">{identifier}</dc:identifier>
<dc:title>{_title(story)}</dc:title>
<dc:language>{language or _UNKNOWN_LANGUAGE}</dc:language>
{"".join(more)}<meta property="dcterms:modified">{moment}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
{pages}</manifest>
<spine toc="ncx">
{spine}</spine>
</package>
"""


def _told(story: Story) -> Iterator[tuple[str, str]]:
    """Say how the story is rated and what it warns of, for which e-books have no element."""
    if story.notice.rating is not Rating.UNRATED:
        yield RATING, story.notice.rating
    if story.notice.warnings:
        yield WARNINGS, ", ".join(story.notice.warnings)


def _title(story: Story) -> str:
    return quoted(story.title or "").strip() or _UNTITLED


def _navigation(contents: Sequence[tuple[str, str]], language: str | None) -> str:
    items = "\n".join(f'<li><a href="{file}">{name}</a></li>' for file, name in contents)
    body = f'<nav epub:type="toc" role="doc-toc">\n<h1>Contents</h1>\n<ol>\n{items}\n</ol>\n</nav>'
    return page("Contents", body, language)


def _old_navigation(story: Story, contents: Sequence[tuple[str, str]], identifier: str) -> str:
    points = "\n".join(
        f'<navPoint id="point-{place}" playOrder="{place}"><navLabel><text>{name}</text></navLabel>'
        f'<content src="{file}"/></navPoint>'
        for place, (file, name) in enumerate(contents, 1)
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head><meta name="dtb:uid" content="{identifier}"/></head>
<docTitle><text>{_title(story)}</text></docTitle>
<navMap>
{points}
</navMap>
</ncx>
"""


def _zipped(files: Mapping[str, str]) -> bytes:
    """Pack texts; the media type comes first and is not compressed, so that it can be sniffed."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(_entry("mimetype"), _MIMETYPE, ZIP_STORED)
        for name, text in files.items():
            archive.writestr(_entry(name), text.encode(), ZIP_DEFLATED)
    return buffer.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _DATE)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry
