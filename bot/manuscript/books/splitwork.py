"""A work of Archive of Our Own as an e-book: its page, which a converter cut, made one again.

It is told by the ids and the list of tags that the archive's pages have.
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from bot.domain.story import Remark
from bot.manuscript.assembly import TitlePage
from bot.manuscript.web.archive_page import ArchivePage, is_archive_page
from bot.manuscript.web.dom import sweep, text_of
from bot.manuscript.web.hypertext import Document, parse

_ADDRESS = re.compile(r"(\shref=\")([^\"#]*)#")
_CHAPTERS = re.compile(r"\sid=\"chapters\"")


def joined(documents: Sequence[Document], page: TitlePage) -> tuple[Document, list[Remark]] | None:
    """Join the files of a work, without its frame, and fill the title page; None if it is none."""
    if not any(_is_preface(document) for document in documents):
        return None
    html = _one_page(documents)
    tree = parse(html).parser
    if not is_archive_page(tree) or tree.body is None:
        return None
    known = TitlePage()
    work = ArchivePage(tree, known)
    story = work.story()
    sweep(tree.body, story)
    page.title, page.author = known.title or page.title, known.author or page.author
    page.language = page.language or known.language
    page.summary = known.summary or page.summary
    page.rating, page.warnings = known.rating, known.warnings
    return Document("", html, root=story), work.remarks


def _is_preface(document: Document) -> bool:
    if "preface" not in document.html:
        return False
    preface = parse(document.html).css_first("#preface")
    return preface is not None and any(text_of(term) == "Rating:" for term in preface.css("dt"))


def _one_page(documents: Sequence[Document]) -> str:
    """The page that the archive made: preface, chapters, afterword."""
    names = {document.name.rpartition("/")[2] for document in documents}
    before: list[str] = []
    chapters: list[str] = []
    after: list[str] = []
    for document in documents:
        root = parse(document.html)
        into = after if root.css_first("#afterword") is not None else chapters
        into = before if root.css_first("#preface") is not None else into
        into.append(_inside(root.css_first("body") or root))
    if not chapters:  # it was not cut
        return f"<html><body>{''.join([*before, *after])}</body></html>"
    inner = _CHAPTERS.sub("", "".join(chapters))
    html = f'{"".join(before)}<div id="chapters">{inner}</div>{"".join(after)}'
    html = _ADDRESS.sub(
        lambda found: f"{found[1]}#" if found[2].rpartition("/")[2] in names else found[0], html
    )
    return f"<html><body>{html}</body></html>"


def _inside(body: LexborNode) -> str:
    return "".join(child.html or "" for child in body.iter(include_text=True))
