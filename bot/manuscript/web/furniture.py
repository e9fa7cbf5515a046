"""What stands around a story on a site's page: menus, comments, buttons, links to other pages.

It is told by the elements' own names and roles and by links that lead on; the names of sites play
no part. What holds much of the page's text is no furniture, however it is called, but for comments.
"""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.manuscript.web.dom import (
    ancestors,
    is_left_out,
    leave_out,
    name_parts,
    shown_text,
    text_of,
)
from bot.manuscript.web.noteboxes import is_note_box
from bot.manuscript.web.stylesheet import Stylesheet

_SITE = (
    "meta[property^='og:'], link[rel=canonical], script[src], nav, form, main, "
    "[role=navigation], [role=main], [itemprop=articleBody], [id=comments]"
)
_ALWAYS = "script, style, noscript, template, svg, iframe, object, button, input, select, textarea"
_ROLES = {
    *("navigation", "search", "dialog", "alertdialog", "contentinfo", "complementary", "menu"),
    *("menubar", "banner", "toolbar", "tablist"),
}
_TALK = {"comment", "comments", "commentlist", "disqus", "respond", "reviews"}
_NAMES = {
    *("ad", "ads", "advert", "advertisement", "adsbygoogle", "banner", "bio", "breadcrumb"),
    *("breadcrumbs", "consent", "cookie", "cookies", "copyright", "donate", "footer", "gdpr"),
    *("infobar", "likes", "login", "masthead", "menu", "modal", "nav", "navbar", "navigation"),
    *("newsletter", "pager", "pagination", "patreon", "permalink", "popup", "promo", "ratings"),
    *("reactions", "recommendations", "recommended", "related", "relatedposts", "replies"),
    *("search", "share", "sharedaddy", "sharing", "sidebar", "signature", "signin", "social"),
    *("sponsor", "sponsored", "subscribe", "subscription", "tagcloud", "tags", "toolbar"),
    *("tooltip", "votes", "widget", "datetime", "similar", "stats", "timestamp", "userpic"),
}
_META = re.compile(r"(?:entry|post|article)[-_](?:meta|info|date|tags|categories|footer)\b")
_HIDDEN_WORDS = {"screen-reader-text", "sr-only", "visually-hidden"}
_LEADS_ON = re.compile(
    r"[\W_]*(?:(?:the\s+)?(?:previous|prev|next|first|last|latest|back|index|home|contents|toc|"
    r"table of contents|continue reading|skip|jump|return|chapters?\s+(?:list|index)|"
    r"all chapters|older|newer|top|up|subscribe|share|leave a comment)\b|[«»<>←→⇐⇒↑]|$)",
    re.IGNORECASE,
)
_LINES = "p, div, center, li, ul, ol, td, tr, table, h2, h3, h4, h5, h6, section, span"
_LONGEST_LEAD = 200
_LARGE = 0.3


def is_site(tree: LexborHTMLParser) -> bool:
    """Whether a page is one of a site, which has more than a story on it."""
    return tree.css_first(_SITE) is not None


class Weights:
    """How many letters that are no link's each element holds. What is hidden or left out has none.

    It holds for the moment when it was made.
    """

    def __init__(self, root: LexborNode, style: Stylesheet) -> None:
        self._weights: dict[int, int] = {}
        self._links: dict[int, int] = {}
        for node in root.css("*"):
            if style.style_of(node.tag or "", node.attributes).hidden:
                self._weights[node.mem_id] = 0
        hidden = set(self._weights)
        for text in shown_text(root):
            length = len((text.text_content or "").strip()) if text.is_text_node else 0
            if length:
                self._count(text, length, hidden)

    def _count(self, text: LexborNode, length: int, hidden: set[int]) -> None:
        around = list(ancestors(text))
        if any(node.mem_id in hidden for node in around):
            return
        linked = any(node.tag == "a" and node.attributes.get("href") for node in around)
        counts = self._links if linked else self._weights
        for node in around:
            counts[node.mem_id] = counts.get(node.mem_id, 0) + length

    def of(self, node: LexborNode) -> int:
        """The letters outside of links."""
        return self._weights.get(node.mem_id, 0)

    def links(self, node: LexborNode) -> int:
        """The letters inside of links."""
        return self._links.get(node.mem_id, 0)


def clear(body: LexborNode, style: Stylesheet) -> list[str]:
    """Leave a site's furniture out, and give the words of each piece."""
    left: list[str] = []
    for node in body.css(_ALWAYS):
        leave_out(node)
    for node in body.css("*"):
        if _is_talk(node):
            _drop(node, left)
    weights = Weights(body, style)
    for node in body.css("*"):
        if _is_furniture(node) and weights.of(node) < _LARGE * weights.of(body):
            _drop(node, left)
    for node in body.css(_LINES):
        if not is_left_out(node) and _leads_on(node, weights):
            _drop(node, left)
    return left


def _drop(node: LexborNode, left: list[str]) -> None:
    if is_left_out(node) or any(map(is_left_out, ancestors(node))):
        return
    words = text_of(node)
    leave_out(node)
    if words:
        left.append(words)


def _is_talk(node: LexborNode) -> bool:
    """Whether it is where readers talk. The page as a whole and an article never are."""
    if node.tag in {"body", "main", "article", "h1"} or not (_TALK & name_parts(node)):
        return False
    return node.css_first("h1, [itemprop=articleBody]") is None


def _is_furniture(node: LexborNode) -> bool:
    attributes = node.attributes
    if node.tag in {"body", "main", "article", "p", "h1"} or _is_a_note(attributes):
        return False
    role = (attributes.get("role") or "").lower()
    if node.tag in {"nav", "dialog"} or role in _ROLES:
        return True
    if node.tag in {"footer", "header", "aside"} and not is_note_box(node):
        return not any(one.tag in {"article", "blockquote", "main"} for one in ancestors(node))
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower()
    if _META.search(names) or any(word in names.split() for word in _HIDDEN_WORDS):
        return True
    return bool(_NAMES & name_parts(node))


def _is_a_note(attributes: Mapping[str, str | None]) -> bool:
    kinds = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}"
    return "note" in kinds


def _leads_on(node: LexborNode, weights: Weights) -> bool:
    """Whether it is nothing but links to other pages: previous chapter, contents, next chapter."""
    linked = weights.links(node)
    if not linked or weights.of(node) > linked // 4 or linked > _LONGEST_LEAD:
        return False
    links = [link for link in node.css("a") if text_of(link)]
    return all(_LEADS_ON.match(text_of(link)) for link in links) and not any(
        (link.attributes.get("href") or "").startswith("#") for link in links
    )
