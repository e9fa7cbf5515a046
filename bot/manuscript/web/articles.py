"""Which elements of a site's page hold the story, and the heading that each has beside it.

From the page's body the way goes to where most of the text is. What stands beside the way is kept
if it is prose; a page of several articles (the posts of a thread, say) keeps each, in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from bot.manuscript.headings import Rank, recognise
from bot.manuscript.web.dom import children, leave_out, name_parts, text_of
from bot.manuscript.web.furniture import Weights
from bot.manuscript.web.noteboxes import is_note_box

_CONTAINERS = {
    *("body", "div", "section", "article", "main", "form", "center", "font", "span", "td", "tr"),
    *("tbody", "table", "pre", "details"),
}
_ARTICLES = {"article", "post", "message", "hentry"}
_MARKED = {"threadmark", "threadmarks"}
_MOST = 0.6
_PROSE = 150  # letters of prose beside the story that are worth keeping
_LONGEST_HEAD = 150
_LONGEST_MARKER = 5
_HEADS = ("h1", "h2", "h3", "h4")


@dataclass(eq=False, slots=True)
class Article:
    """An element that holds the story or a part of it, and what may be its heading.

    `opening` is what was kept before it, if anything was: a note of the author, say.
    """

    node: LexborNode
    heads: list[LexborNode] = field(default_factory=list)
    opening: LexborNode | None = None

    @property
    def first(self) -> LexborNode:
        """The element before which its heading belongs."""
        return self.opening or self.node

    def heading(self, page_title: str) -> str:
        """The words beside it that are its heading; none if there is one inside or nowhere."""
        inside = [text_of(head) for head in self.node.css("h1, h2, h3") if not _in_note(head)]
        if any(_is_chapter(words) for words in inside):
            return ""
        chapters = [head for head in self.heads if _is_chapter(_words(head))]
        titles = [head for head in self.heads if head.tag in _HEADS and not inside]
        named = [head for head in titles if _words(head) in page_title]
        chosen = chapters or named or sorted(titles, key=_level, reverse=True)
        return _words(chosen[-1]) if chosen else ""


class Search:
    """Goes from a page's body to its articles, and marks what is no part of the story.

    `left` has the words of what was left out.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._cited: set[str] = set()
        self.left: list[str] = []

    def articles(self, body: LexborNode) -> list[Article]:
        """Give the page's articles in order."""
        links = body.css("a[href^='#']")
        short = [link for link in links if 0 < len(text_of(link)) <= _LONGEST_MARKER]
        self._cited = {(link.attributes["href"] or "")[1:] for link in short} - {""}
        found: list[Article] = []
        ahead = [Article(body)]
        while ahead:
            article = ahead.pop(0)
            ways = self._ways_on(article.node)
            if not ways:
                found.append(article)
                continue
            self._leave_beside(article, ways)
            ahead[:0] = [
                Article(way, article.heads, article.opening) if len(ways) == 1 else Article(way)
                for way in self._of_the_author(ways)
            ]
        return found

    def _ways_on(self, node: LexborNode) -> list[LexborNode]:
        """The elements inside of one that hold what it holds: one, or several articles."""
        inside = [child for child in children(node) if child.tag in _CONTAINERS]
        notes = sum(self._weights.of(child) for child in inside if is_note_box(child))
        whole = self._weights.of(node) - notes
        if not inside or whole <= 0 or self._has_bare_words(node):
            return []
        heaviest = max(inside, key=self._weights.of)
        articles = [child for child in inside if _is_article(child)]
        if len(articles) > 1 and sum(map(self._weights.of, articles)) >= _MOST * whole:
            return articles
        twins = [child for child in inside if _kind(child) == _kind(heaviest)]
        alone = len(twins) == 1 and self._weights.of(heaviest) >= _MOST * whole
        return [heaviest] if alone else []

    def _has_bare_words(self, node: LexborNode) -> bool:
        """Whether much of an element's text stands in itself, with `<br>` for paragraphs."""
        inside = sum(map(self._weights.of, children(node)))
        return self._weights.of(node) - inside > _PROSE

    def _leave_beside(self, article: Article, ways: Sequence[LexborNode]) -> None:
        """Leave out what stands beside the ways on; before them it may hold the heading."""
        ahead = True
        for child in children(article.node):
            if any(child == way for way in ways):
                ahead = False
            elif self._is_kept(child):
                article.opening = article.opening or (child if ahead else None)
            else:
                article.heads += _possible_heads(child) if ahead else []
                self._leave_out(child)

    def _is_kept(self, node: LexborNode) -> bool:
        prose = self._weights.of(node)
        if is_note_box(node) or self._is_pointed_to(node):
            return True
        return prose >= _PROSE and self._weights.links(node) < prose // 4 and node.tag not in _HEADS

    def _is_pointed_to(self, node: LexborNode) -> bool:
        """Whether a note stands in it to which a marker in the story leads."""
        return any(one.id in self._cited for one in (node, *node.css("[id]")))

    def _of_the_author(self, ways: list[LexborNode]) -> list[LexborNode]:
        """Of the posts of a thread those marked as the story's, else those of the one who began."""
        if len(ways) == 1:
            return ways
        marked = [way for way in ways if any(_MARKED & name_parts(one) for one in way.css("*"))]
        author = ways[0].attributes.get("data-author")
        own = [way for way in ways if way.attributes.get("data-author") == author]
        chosen = marked or (own if author else ways)
        for way in ways:
            if not any(way == one for one in chosen):
                self._leave_out(way)
        return chosen

    def _leave_out(self, node: LexborNode) -> None:
        words = text_of(node)
        leave_out(node)
        if words:
            self.left.append(words)


def _kind(node: LexborNode) -> tuple[str | None, str | None]:
    return node.tag, node.attributes.get("class")


def _is_article(node: LexborNode) -> bool:
    classes = (node.attributes.get("class") or "").lower().split()
    return node.tag == "article" or not _ARTICLES.isdisjoint(classes)


def _possible_heads(node: LexborNode) -> list[LexborNode]:
    """Headings in an element, or what is called a title in it."""
    inside = [node, *node.css("*")]
    return [
        one
        for one in inside
        if (one.tag in _HEADS or _is_titled(one)) and 0 < len(text_of(one)) <= _LONGEST_HEAD
    ]


def _words(head: LexborNode) -> str:
    """What a heading says, even if it was left out where it stood."""
    return text_of(head) or " ".join(head.text(separator=" ").split())


def _is_titled(node: LexborNode) -> bool:
    parts = name_parts(node)
    return "title" in parts or {"threadmark", "label"} <= parts


def _is_chapter(text: str) -> bool:
    post = recognise(text)
    return post is not None and post.rank in {Rank.CHAPTER, Rank.NAMED}


def _level(head: LexborNode) -> int:
    return _HEADS.index(head.tag or "")


def _in_note(head: LexborNode) -> bool:
    return is_note_box(head) or (head.parent is not None and is_note_box(head.parent))
