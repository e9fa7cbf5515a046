"""Pictures, which a story goes without: what they say in words, and what is said of them.

A description that is only the name of a file says nothing. A link to a picture at full size goes
with it, and a caption stands in place of a description of the same words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.domain.story import Block, Remark
from bot.manuscript.plain.lines import ends_sentence
from bot.manuscript.remarks import excerpt
from bot.manuscript.web.leaves import Content, Leaf, Picture

_FILE = r"\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?)"
_FILE_NAME = re.compile(rf"\S+{_FILE}\s*(?:\([\d.,]+\s*[KMGkmg]?[Bb]?\))?\Z", re.IGNORECASE)
_LEADS_TO_FILE = re.compile(rf"[^?#]+{_FILE}\Z", re.IGNORECASE)
_SIGNS = re.compile(r"\W+")
_FEW_WORDS = 3
_FEWEST_OF_CAPTION = 4


def description(alt: str, source: str) -> str:
    """The words of a picture; none if they are only the name of its file."""
    words = " ".join(alt.split())
    stem = source.rpartition("/")[2].rpartition(".")[0]
    return "" if _FILE_NAME.match(words) or (words and words == stem) else words


def is_only_pictures(leaf: Leaf) -> bool:
    """Whether a leaf holds pictures, and words that are theirs alone."""
    pictures = [piece for piece in leaf.pieces if isinstance(piece, Picture)]
    words = "".join(piece.words for piece in pictures)
    return bool(pictures) and leaf.text.strip() == words.strip()


def leads_to_picture(leaf: Leaf) -> bool:
    """Whether a leaf is nothing but a link of a few words to a picture: `Full Size`."""
    links = [*leaf.links()]
    if len(links) != 1 or not _LEADS_TO_FILE.match(links[0].href):
        return False
    return (
        leaf.text.strip() == links[0].text.strip()
        and 0 < len(links[0].text.split()) <= _FEW_WORDS
        and not any(isinstance(piece, Picture) for piece in links[0].pieces)
    )


def settle_captions(leaves: Sequence[Leaf]) -> None:
    """Let a caption stand for a description of the same words; it is no heading."""
    for leaf, below in pairwise(leaves):
        if not is_only_pictures(leaf) or _bare(leaf.text) != _bare(below.text):
            continue
        said = below.text.strip()
        if len(said.split()) < _FEWEST_OF_CAPTION or not ends_sentence(said):
            continue
        leaf.change([_without_words(piece) for piece in leaf.pieces])
        if below.level:
            below.level, below.block = 0, Block.PROSE


def _without_words(piece: Content) -> Content:
    return replace(piece, words="") if isinstance(piece, Picture) else piece


def _bare(text: str) -> str:
    return _SIGNS.sub("", text).casefold()


@dataclass(slots=True)
class PicturesLeftOut:
    """The pictures that were left out, with the lines they stand on."""

    described: list[tuple[int, str]] = field(default_factory=list)
    bare: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, picture: Picture) -> None:
        """Take note of a picture."""
        name = picture.source.rpartition("/")[2]
        (self.described if picture.words else self.bare).append((line, picture.words or name))

    def add_link(self, leaf: Leaf) -> None:
        """Take note of a link to one, whose words are left out, too."""
        self.links.append((leaf.line, leaf.text.strip()))

    def remarks(self) -> list[Remark]:
        """What there is to say of them: one remark a kind."""
        return [
            *_remark(
                self.described,
                "Left a picture out and kept its description: ",
                "Left {} pictures out and kept their descriptions, first: ",
            ),
            *_remark(
                self.bare,
                "Left a picture out that is not described: ",
                "Left {} pictures out that are not described, first: ",
            ),
            *_remark(
                self.links,
                "Left out a link to a picture: ",
                "Left out {} links to pictures, first: ",
            ),
        ]


def _remark(found: Sequence[tuple[int, str]], one: str, several: str) -> list[Remark]:
    if not found:
        return []
    line, words = found[0]
    message = one if len(found) == 1 else several.format(len(found))
    return [Remark("image-left-out", line, message + excerpt(words))]
