"""What a web page says of its story's title, author, language: only what is sure is taken."""

import re
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.manuscript.assembly import TitlePage
from bot.manuscript.headings import recognise
from bot.manuscript.web.dom import ancestors, leave_out, name_parts, text_of

_SEPARATORS = re.compile(r"\s+[-–—|·•»:/]+\s+|\s*[|»]\s*|,\s+(?=an? .{1,60} fanfic\b)")
_CHAPTER = re.compile(r"(?P<title>\S.*?)[\s,:–—-]+(?:chapter|ch\.?)\s+\d+\b.*\Z", re.IGNORECASE)
_JUNK = re.compile(
    r"untitled.*|(?:new )?(?:page|document)\s*\d*|microsoft word\b.*|.{0,2}|"
    r".*\.(?:docx?|odt|rtf|html?|txt|md)|(?:https?:|www\.).*",
    re.IGNORECASE,
)
_NOBODY = {
    *("admin", "administrator", "author", "user", "windows user", "unknown", "owner", "default"),
    *("microsoft", "microsoft office user", "home", "pc", "none", "guest"),
}
_BY_SOMEBODY = re.compile(r"(\S.*?),?\s+by\s+\S.*\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_TITLES = (
    "meta[name='dc.title' i]",
    "meta[name='dcterms.title' i]",
    "meta[property='og:title']",
    "meta[name='twitter:title']",
)
_AUTHORS = (
    "meta[property='books:author']",
    "meta[name='author' i]",
    "meta[name='dc.creator' i]",
    "meta[name='dcterms.creator' i]",
    "meta[property='article:author']",
)
_STYLED = "p.MsoTitle, p.title, h1.title"
_LONGEST = 160


class PageTitles:
    """The title page that a page's head gives. `headings` are those on the page, in order."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        shown = tree.css_first("head title")
        self.shown = " ".join(shown.text().split()) if shown is not None else ""
        heads = [head for head in tree.css("h1, h2, h3") if not _is_a_sites(head)]
        self._headings = [text_of(head) for head in heads]

    def fill(self, page: TitlePage) -> None:
        """Note on the title page what is not known yet."""
        page.language = page.language or self._language()
        page.author = page.author or self._author()
        page.title = page.title or self._title(page.author)

    def _language(self) -> str | None:
        for node in (self._tree.root, self._tree.body):
            named = node.attributes if node is not None else {}
            tag = (named.get("lang") or named.get("xml:lang") or "").strip()
            if _LANGUAGE.match(tag):
                return tag
        return None

    def _author(self) -> str | None:
        for name in self._contents(_AUTHORS):
            known = name.lower() not in _NOBODY and "://" not in name and len(name) <= _LONGEST
            if known:
                return name
        names = {text_of(link) for link in self._tree.css("a[rel=author]")} - {""}
        return names.pop() if len(names) == 1 else None

    def _title(self, author: str | None) -> str | None:
        styled = self._tree.css_first(_STYLED)
        if styled is not None and 0 < len(text_of(styled)) <= _LONGEST:
            words = text_of(styled)
            if recognise(words) is not None:
                return None
            leave_out(styled)
            return words
        for said in [*self._contents(_TITLES), self.shown]:
            title = self._sure(said, author)
            if title is not None:
                return title
        return None

    def _sure(self, said: str, author: str | None) -> str | None:
        """The title in what a page is called, site, author and chapter aside; None if unclear."""
        site = {name.lower() for name in self._contents(("meta[property='og:site_name']",))}
        if said in self._headings and recognise(said) is None and said.lower() not in site:
            return said
        by = _BY_SOMEBODY.match(said)
        if by and by[1] in self._headings:
            return by[1]
        parts = [part.strip() for part in _SEPARATORS.split(said) if part.strip()]
        left = [
            part
            for part in parts
            if part.lower() not in site
            and part.removeprefix("by ") != author
            and recognise(part) is None
        ]
        behind = _once(found["title"] for part in left if (found := _CHAPTER.match(part)))
        named = _once(part for part in left if part in self._headings)
        if behind or named:
            return behind or named
        alone = left[0] if len(left) == 1 and (len(parts) == 1 or site or author) else None
        return alone if alone and len(alone) <= _LONGEST and not _JUNK.fullmatch(alone) else None

    def _contents(self, selectors: Sequence[str]) -> list[str]:
        found = (meta for one in selectors for meta in self._tree.css(one))
        said = (" ".join((meta.attributes.get("content") or "").split()) for meta in found)
        return [words for words in said if words]


def _is_a_sites(head: LexborNode) -> bool:
    """Whether a heading stands in the head of a site, over all of its pages."""
    around = [head, *ancestors(head)]
    inside = any(one.tag in {"main", "article"} for one in around)
    named = any({"site", "logo", "masthead"} & name_parts(one) for one in around[:-2])
    return not inside and (named or any(one.tag in {"header", "nav"} for one in around))


def _once(parts: Iterable[str]) -> str | None:
    """The one of some parts, if there is just one."""
    different = list(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else None
