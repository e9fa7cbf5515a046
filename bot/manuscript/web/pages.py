"""Web pages: which part of a page is the story, and what the page says about it.

An archive's download has its parts by name, a book has all of the page, a site's page has a story
somewhere in its middle. What is left out is named, and no word of the story is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.domain.choices import Choices
from bot.domain.story import Imported, Remark
from bot.manuscript.asides import keep_apart, words_in
from bot.manuscript.assembly import TitlePage
from bot.manuscript.draft import DraftParagraph, FlowItem, Note
from bot.manuscript.headings import recognise
from bot.manuscript.remarks import excerpt
from bot.manuscript.structured import import_flow
from bot.manuscript.web.archive_page import ArchivePage, is_archive_page
from bot.manuscript.web.articles import Search
from bot.manuscript.web.dom import name_parts, sweep
from bot.manuscript.web.furniture import Weights, clear, is_site
from bot.manuscript.web.gutenberg_page import leave_licence
from bot.manuscript.web.hypertext import Document, flow_of, parse
from bot.manuscript.web.noteboxes import set_boxes_apart
from bot.manuscript.web.page_titles import PageTitles
from bot.manuscript.web.shown import Shown
from bot.manuscript.web.stylesheet import Stylesheet, rules_of
from bot.manuscript.web.titleheads import take_title_page

_MOST_EXCERPTS = 12
_OPTION = re.compile(r"(\d+)\s*[.:-]\s*(\S.*)\Z")


def load(text: str, remarks: Iterable[Remark], choices: Choices) -> Imported:
    """Import a web page. `remarks` are those that its decoding gave.

    Raises RefusalError where there is no story in it, with what there is instead.
    """
    tree, page, noted = parse(text).parser, TitlePage(), [*remarks]
    shown = Shown.on(tree)
    story = _story(tree, page, noted)
    flow = keep_apart(flow_of([Document("", text, root=story)], noted))
    shown.refuse_without(" ".join(_texts(flow)))
    return import_flow(take_title_page(flow, page), page, noted, choices)


def _texts(flow: Iterable[FlowItem]) -> Iterator[str]:
    for item in flow:
        if isinstance(item, DraftParagraph):
            yield words_in(item)
        elif isinstance(item, Note):
            yield from map(words_in, item.paragraphs)


def _story(tree: LexborHTMLParser, page: TitlePage, remarks: list[Remark]) -> LexborNode:
    """Give the element with the story, and nothing else in it; fill the title page."""
    body = tree.body
    assert body is not None  # an HTML parser always makes one
    titles = PageTitles(tree)
    story = body
    if is_archive_page(tree):
        archive = ArchivePage(tree, page)
        story = archive.story()
        remarks += archive.remarks
    else:
        licence = leave_licence(body, page)
        remarks += licence
        if is_site(tree) and not licence:
            remarks += _leave_site(tree, body, titles.shown)
        set_boxes_apart(body)
    titles.fill(page)
    sweep(body, story)
    return story


def _leave_site(tree: LexborHTMLParser, body: LexborNode, shown: str) -> list[Remark]:
    """Leave out what a site has around a story, and set the headings over its parts."""
    chosen = _chosen_chapter(tree)
    style = Stylesheet(rules_of(sheet.text()) for sheet in tree.css("style"))
    left = clear(body, style)
    search = Search(Weights(body, style))
    articles = search.articles(body)
    left += search.left
    for article in articles:
        words = article.heading(shown)
        if not words and len(articles) == 1 and article.node.css_first("h1, h2, h3") is None:
            words = chosen
        if words:
            heading = tree.create_node("h1")
            heading.insert_child(words)
            article.first.insert_before(heading, move=True)
            left = [one for one in left if one != words]
    return [_left_out(left)] if left else []


def _chosen_chapter(tree: LexborHTMLParser) -> str:
    """The chapter that is chosen in a list of them, as its heading."""
    for option in tree.css("select option[selected]"):
        around = option.parent
        if around is None or not {"chap", "chapter", "chapters"} & name_parts(around):
            continue
        words = " ".join(option.text().split())
        found = _OPTION.match(words)
        if found is None or recognise(found[2]) is not None:
            return words if found is None else found[2]
        return f"Chapter {found[1]}: {found[2]}"
    return ""


def _left_out(left: Sequence[str]) -> Remark:
    different = list(dict.fromkeys(left))
    words = "; ".join(excerpt(one) for one in different[:_MOST_EXCERPTS])
    more = len(different) - _MOST_EXCERPTS
    if more > 0:
        words += f"; and {more} more"
    message = f"Left out what stands around the story on the page: {words}"
    return Remark("page-frame-left-out", None, message)
