"""Markdown inside a paragraph: tokens of markdown-it to runs and marks. No letter goes."""

from collections.abc import Sequence

from markdown_it.token import Token

from bot.domain.story import Remark, Text
from bot.manuscript.draft import SOFT, Mark, Piece

_TAGS = {"em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class InlineLoader:
    """Turns the inline tokens of one paragraph into runs. `line` is that of the paragraph."""

    def __init__(self, line: int, remarks: list[Remark]) -> None:
        self._line = line
        self._remarks = remarks
        self._depth = {"emphasis": 0, "strong": 0}
        self._links: list[tuple[str, int]] = []
        self.runs: list[Piece] = []

    def load(self, tokens: Sequence[Token]) -> list[Piece]:
        """Give the runs of some tokens, in order."""
        for token in tokens:
            self._load_one(token)
        return self.runs

    def _load_one(self, token: Token) -> None:
        match token.type:
            case "softbreak":
                self._line += 1
                self._say(SOFT)
            case "hardbreak":
                self._line += 1
                self._say("\n")
            case "em_open" | "strong_open" | "em_close" | "strong_close":
                self._depth[_TAGS[token.tag]] += token.nesting
            case "html_inline":
                self._load_tag(token.content)
            case "footnote_ref":
                self._mark(str(token.meta["label"]))
            case "link_open":
                self._links.append((_address(token, "href"), len(self.runs)))
            case "link_close":
                self._close_link()
            case "image":
                self._load_image(token)
            case _:
                self._say(token.content)

    def _say(self, text: str) -> None:
        self.runs.append(Text(text, self._depth["emphasis"] > 0, self._depth["strong"] > 0))

    def _mark(self, label: str) -> None:
        raw = f"[^{label}]"
        emphasis, strong = self._depth["emphasis"] > 0, self._depth["strong"] > 0
        self.runs.append(Mark(raw, label, raw, self._line, emphasis=emphasis, strong=strong))

    def _load_tag(self, tag: str) -> None:
        """Take `<em>`, `<strong>`, `<i>`, `<b>` and `<br>` for what they mean, others as text."""
        self._line += tag.count("\n")
        name = tag.strip("</> ").lower()
        style = _TAGS.get(name)
        if name == "br":
            self._say("\n")
        elif style is None:
            if tag != "</sup>" or not self._raise_figure():
                self._say(tag)
        elif not tag.startswith("</"):
            self._depth[style] += 1
        elif self._depth[style] > 0:
            self._depth[style] -= 1
        else:
            self._say(tag)

    def _raise_figure(self) -> bool:
        """Raise the figure between `<sup>` and here, a marker as a rule; False if it is none."""
        match self.runs:
            case [*before, Text("<sup>"), Text(figure)] if figure.isdecimal():
                self.runs = before
                self._say(figure.translate(_RAISED))
                return True
        return False

    def _close_link(self) -> None:
        address, start = self._links.pop()
        shown = "".join(run.text for run in self.runs[start:] if isinstance(run, Text))
        if not address or address.removeprefix("mailto:") == shown:
            return
        self._say(f" ({address})")
        self._remark("link-written-out", f"Wrote the address of a link behind its words: {address}")

    def _load_image(self, token: Token) -> None:
        alternative = InlineLoader(self._line, self._remarks).load(token.children or [])
        self.runs += alternative
        source = _address(token, "src")
        self._remark("image-left-out", f"Left a picture out and kept its description: {source}")

    def _remark(self, code: str, message: str) -> None:
        self._remarks.append(Remark(code, self._line, message[:200]))


def _address(token: Token, name: str) -> str:
    """What a link or a picture points to, with the title that is shown when one hovers over it."""
    title = token.attrGet("title")
    address = str(token.attrGet(name) or "")
    return f"{address} {title}" if title else address
