"""The little of a page's style that changes what a reader reads: hidden, slanted, bold.

Rules for a class or an id count, at most with the element's name before it; others, and those for
print and the like, don't.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?[.#][\w-]+\Z", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:\A|[;\s{])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SLANT = re.compile(r"(?:\A|[;\s{])font(?:-style)?\s*:[^;]*?\b(italic|oblique)", re.IGNORECASE)
_UPRIGHT = re.compile(r"(?:\A|[;\s{])font-style\s*:\s*normal", re.IGNORECASE)
_BOLD = re.compile(
    r"(?:\A|[;\s{])font(?:-weight)?\s*:[^;]*?\b(bold(?:er)?|[6-9]00)\b", re.IGNORECASE
)
_LIGHT = re.compile(r"(?:\A|[;\s{])font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a rule says; None where it says nothing."""

    hidden: bool = False
    slanted: bool | None = None
    bold: bool | None = None

    def over(self, other: "Style") -> "Style":
        """This style on top of another."""
        return Style(
            self.hidden or other.hidden,
            other.slanted if self.slanted is None else self.slanted,
            other.bold if self.bold is None else self.bold,
        )


PLAIN = Style()


def parse(declarations: str) -> Style:
    """Understand what stands in a style attribute or between the braces of a rule."""
    slanted = True if _SLANT.search(declarations) else None
    bold = True if _BOLD.search(declarations) else None
    return Style(
        _HIDDEN.search(declarations) is not None,
        False if _UPRIGHT.search(declarations) else slanted,
        False if _LIGHT.search(declarations) else bold,
    )


def rules_of(sheet: str) -> Mapping[str, Style]:
    """Give the rules of one style sheet by their selectors."""
    rules: dict[str, Style] = {}
    for selectors, declarations in _rules(_COMMENT.sub(" ", sheet)):
        style = parse(declarations)
        if style == PLAIN:
            continue
        for selector in (part.strip() for part in selectors.split(",")):
            if _SIMPLE.match(selector):
                rules[selector] = style.over(rules.get(selector, PLAIN))
    return rules


class Stylesheet:
    """The rules of a page's style sheets, the later ones on top of the earlier."""

    def __init__(self, sheets: Iterable[Mapping[str, Style]]) -> None:
        self._sheets = [rules for rules in sheets if rules]
        self._known: dict[tuple[str, str, str], Style] = {}

    def style_of(self, tag: str, attributes: Mapping[str, str | None]) -> Style:
        """Give the style of an element."""
        own = attributes.get("style")
        if not self._sheets:
            return parse(own) if own else PLAIN
        key = tag, attributes.get("class") or "", attributes.get("id") or ""
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = self._look_up(*key)
        return parse(own).over(style) if own else style

    def _look_up(self, tag: str, classes: str, name: str) -> Style:
        style = PLAIN
        for one in [*(f".{word}" for word in classes.split()), f"#{name}"]:
            for selector in (one, tag + one):
                for rules in self._sheets:
                    style = rules.get(selector, PLAIN).over(style)
        return style


def _rules(sheet: str) -> Iterable[tuple[str, str]]:
    """Yield the rules that stand for themselves, not those in a block for print."""
    depth, start, selectors = 0, 0, ""
    for brace in re.finditer(r"[{}]", sheet):
        if brace[0] == "{":
            if depth == 0:
                selectors = sheet[start : brace.start()].rpartition(";")[2].strip()
                start = brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                if not selectors.startswith("@"):
                    yield selectors, sheet[start : brace.start()]
                start = brace.end()
