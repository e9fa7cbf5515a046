"""The package of an e-book: what it says of itself, and in which order its files are the book."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from bot.domain.story import Rating, Remark, warnings_in
from bot.manuscript.assembly import TitlePage
from bot.manuscript.books.archive import Archive
from bot.manuscript.books.xhtml import local, parse_leniently, unqualified
from bot.manuscript.notices import rating_of
from bot.manuscript.remarks import excerpt

CONTAINER = "META-INF/container.xml"
RATING = "feuilleton:rating"
WARNINGS = "feuilleton:warnings"
"""The names under which an e-book of ours says how it is rated and what it warns of."""

_DOCUMENTS = {"application/xhtml+xml", "text/html", "application/xml", "text/xml"}
_SUFFIXES = (".xhtml", ".html", ".htm", ".xht")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_UNSAID = {"und", "zxx", "mul", "unknown", "untitled", "[unknown]", "unbekannt", ""}
_DIGITS = re.compile(r"(\d+)")
_LATER = re.compile(r"(?i)\b(?:jr|sr|ph|m|esq|inc|ltd|i{2,3}|iv)\b")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the book by its name in the archive. One aside has no place in the order."""

    name: str
    aside: bool = False


@dataclass(slots=True)
class Package:
    """What the package says. `kinds` is what its guide calls a document: `cover`, `toc`.

    `navigation` names the files that list the contents, the better ones first; `fixed` says that
    its pages are laid out once and for all.
    """

    page: TitlePage = field(default_factory=TitlePage)
    order: list[Listed] = field(default_factory=list)
    kinds: dict[str, set[str]] = field(default_factory=dict)
    navigation: list[str] = field(default_factory=list)
    fixed: bool = False
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the manifest; `name` is None if the archive lacks the file."""

    name: str | None
    href: str
    media: str
    properties: frozenset[str]

    @property
    def is_document(self) -> bool:
        return self.media in _DOCUMENTS or self.href.lower().endswith(_SUFFIXES)


def load(archive: Archive) -> Package:
    """Find and understand the package of an e-book; without one, take its documents by name."""
    name = _package_name(archive)
    root = parse_leniently(archive.unpack(name)) if name is not None else None
    if name is None or root is None:
        return _without_package(archive)
    package = Package()
    _load_order(root, name, archive, package)
    if not package.order:
        return _without_package(archive)
    metadata = next(_named(root, "metadata"), None)
    if metadata is not None:
        _load_metadata(metadata, package)
    return package


def target(base: str, href: str) -> tuple[str, str]:
    """Give the name that an address in a file means, and its fragment."""
    try:
        address = urlsplit(href.strip())
    except ValueError:
        return "", ""
    path = unquote(address.path)
    joined = posixpath.join(posixpath.dirname(base), path) if path else base
    return posixpath.normpath(joined).lstrip("/"), unquote(address.fragment)


def _package_name(archive: Archive) -> str | None:
    container = archive.find(CONTAINER)
    root = parse_leniently(archive.unpack(container)) if container else None
    for element in _named(root, "rootfile") if root is not None else ():
        name = archive.find(target("", element.get("full-path", ""))[0])
        if name is not None and name.lower().endswith(".opf"):
            return name
    packages = (name for name in archive if name.lower().endswith(".opf"))
    return min(packages, key=lambda name: (name.count("/"), name), default=None)


def _without_package(archive: Archive) -> Package:
    names = [name for name in archive if name.lower().endswith(_SUFFIXES)]
    names = [name for name in names if not name.startswith(("META-INF/", "__MACOSX/"))]
    message = (
        "The e-book doesn't say in which order its files go, so I took them by their names: "
        "look over the order of the chapters."
    )
    return Package(
        order=[Listed(name) for name in sorted(names, key=_natural)],
        remarks=[Remark("order-guessed", None, message)],
    )


def _natural(name: str) -> list[tuple[int, str]]:
    parts = _DIGITS.split(name.casefold())
    return [(int(part[:18]) if part.isdecimal() else -1, part) for part in parts]


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if local(element) == name)


def _load_order(root: etree._Element, base: str, archive: Archive, package: Package) -> None:
    manifest = _manifest(root, base, archive)
    spine = next(_named(root, "spine"), None)
    references = [*_named(spine, "itemref")] if spine is not None else []
    missing: dict[str, None] = {}
    for reference in references:
        entry = manifest.get(reference.get("idref", ""))
        if entry is None:
            missing[reference.get("idref", "")] = None
        elif entry.name is None:
            missing[entry.href] = None
        elif entry.is_document and entry.name not in {one.name for one in package.order[-1:]}:
            package.order.append(Listed(entry.name, reference.get("linear") == "no"))
    placed = {one.name for one in package.order}
    for entry in manifest.values():
        if not entry.is_document:
            continue
        if entry.name is None:
            missing[entry.href] = None
        elif entry.name not in placed and "nav" not in entry.properties:
            package.order.append(Listed(entry.name, aside=True))
    package.remarks += [_missing(name) for name in missing]
    _load_navigation(root, base, archive, package, manifest)


def _missing(name: str) -> Remark:
    message = f"A file of the e-book isn't in it, so its text is missing: {excerpt(name)}"
    return Remark("file-missing", None, message, part=name or None)


def _manifest(root: etree._Element, base: str, archive: Archive) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for item in _named(root, "item"):
        href = item.get("href", "")
        if href and not urlsplit(href).scheme:
            entries[item.get("id", href)] = _Entry(
                name=archive.find(target(base, href)[0]),
                href=unquote(href),
                media=item.get("media-type", "").lower(),
                properties=frozenset(item.get("properties", "").split()),
            )
    return entries


def _load_navigation(
    root: etree._Element,
    base: str,
    archive: Archive,
    package: Package,
    manifest: dict[str, _Entry],
) -> None:
    listed = manifest.values()
    names = [entry.name for entry in listed if "nav" in entry.properties]
    names += [
        entry.name
        for entry in listed
        if entry.media == "application/x-dtbncx+xml" or entry.href.lower().endswith(".ncx")
    ]
    package.navigation = [name for name in names if name is not None]
    for entry in listed:
        if entry.name is not None and "nav" in entry.properties:
            package.kinds.setdefault(entry.name, set()).add("toc")
    for reference in _named(root, "reference"):
        name = archive.find(target(base, reference.get("href", ""))[0])
        if name is not None:
            package.kinds.setdefault(name, set()).add(reference.get("type", "").lower())


def _load_metadata(metadata: etree._Element, package: Package) -> None:
    refined = _refined(metadata)
    page = package.page
    page.title = _title(metadata, refined)
    page.author = _author(metadata, refined)
    languages = (_text(element).replace("_", "-") for element in _named(metadata, "language"))
    page.language = next((tag for tag in languages if _is_language(tag)), None)
    summaries = (_plain(_text(element)) for element in _named(metadata, "description"))
    page.summary = next((text for text in summaries if text), None)
    said = {element.get("name"): element.get("content", "") for element in _named(metadata, "meta")}
    page.rating = rating_of(said.get(RATING, "")) or Rating.UNRATED
    page.warnings = warnings_in(said.get(WARNINGS, ""))
    package.fixed = any(
        element.get("property") == "rendition:layout" and _text(element) == "pre-paginated"
        for element in _named(metadata, "meta")
    )


def _refined(metadata: etree._Element) -> dict[tuple[str, str], list[str]]:
    """What EPUB 3 says of other elements: by their id and the property."""
    refined: dict[tuple[str, str], list[str]] = {}
    for element in _named(metadata, "meta"):
        key = element.get("refines", "").lstrip("#"), element.get("property", "")
        if all(key):
            refined.setdefault(key, []).append(_text(element))
    return refined


def _title(metadata: etree._Element, refined: dict[tuple[str, str], list[str]]) -> str | None:
    titles = [element for element in _named(metadata, "title") if _is_said(_text(element))]
    for element in titles:
        if "main" in refined.get((element.get("id", ""), "title-type"), ()):
            return _text(element)
    return _text(titles[0]) if titles else None


def _author(metadata: etree._Element, refined: dict[tuple[str, str], list[str]]) -> str | None:
    authors: list[str] = []
    others: list[str] = []
    for element in _named(metadata, "creator"):
        identifier = element.get("id", "")
        roles = [*refined.get((identifier, "role"), ()), _attribute(element, "role")]
        sorted_as = [*refined.get((identifier, "file-as"), ()), _attribute(element, "file-as")]
        name = _spoken(_text(element), sorted_as)
        if _is_said(name):
            into = authors if "aut" in roles or not any(roles) else others
            into.append(name)
    return ", ".join(dict.fromkeys(authors or others)) or None


def _spoken(name: str, sorted_as: list[str]) -> str:
    """A name as it is said, where only its form for catalogues is given: `Doe, Jane`."""
    last, comma, first = name.partition(", ")
    turned = comma and "," not in first and not _LATER.search(first)
    return f"{first} {last}" if turned and name in sorted_as else name


def _attribute(element: etree._Element, name: str) -> str:
    found = (value for key, value in element.attrib.items() if unqualified(str(key)) == name)
    return str(next(found, ""))


def _is_language(tag: str) -> bool:
    return _LANGUAGE.fullmatch(tag) is not None and _is_said(tag)


def _is_said(text: str) -> bool:
    return text.casefold() not in _UNSAID


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _plain(text: str) -> str:
    """A description without the mark-up that it may be written in."""
    if not set("<&") & set(text):
        return text
    body = LexborHTMLParser(text).body
    return " ".join(body.text(separator=" ").split()) if body is not None else ""
