"""Names between ornament that begin a scene: `----- Mara -----`, `~*~ Two days later ~*~`.

One such line may be a sign on a wall. Two or more of the same ornament, each alone over prose, say
who or where the following is about.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.manuscript.chosen import Recogniser
from bot.manuscript.headings import is_the_end, numeral
from bot.manuscript.plain.breaks import opens_scene
from bot.manuscript.plain.lines import Lump, ends_sentence

_SIGNS = r"[-–—~*=+#|•·<>°×]"
_FRAMED = re.compile(
    rf"({_SIGNS}+(?:\s+{_SIGNS}+){{0,6}})(\s*)([^\W_](?:[^\n]*\w)?\)?)\s*({_SIGNS}+(?:\s+{_SIGNS}+){{0,6}})\Z"
)
_TURNED = str.maketrans("<>", "><")
_LONGEST = 60
_MOST_WORDS = 6
_FEWEST = 2


def framed(lumps: Sequence[Lump], understand: Recogniser) -> dict[int, Lump]:
    """Find the lumps that name a scene, by their places, and give them without the ornament."""
    texts = ["\n".join(line.text for line in lump.lines) for lump in lumps]
    return {
        place: Lump([replace(lumps[place].lines[0], text=name)], " ")
        for place, name in names_of_scenes(texts, understand).items()
    }


def names_of_scenes(texts: Sequence[str], understand: Recogniser) -> dict[int, str]:
    """Find the paragraphs that name a scene between ornament, by their places, and the names.

    A paragraph of several lines has line feeds in it.
    """
    found: dict[int, tuple[str, str]] = {}
    for place, (text, following) in enumerate(pairwise(texts)):
        over = ends_sentence(following) and _frame(following) is None
        frame = _frame(text) if over else None
        if frame is not None and not _is_known(text, understand):
            found[place] = frame
    counts = Counter(signs for signs, _ in found.values())
    return {
        place: name
        for place, (signs, name) in found.items()
        if counts[signs] >= _FEWEST and not _are_titles(signs, [*found.values()])
    }


def is_framed(text: str) -> bool:
    """Whether a paragraph is a name between ornament."""
    return _frame(text) is not None


def _frame(text: str) -> tuple[str, str] | None:
    """The signs before a name, and the name, if the same signs stand behind it."""
    if not text or len(text) > _LONGEST or text[0].isalnum() or text[-1].isalnum():
        return None
    found = _FRAMED.match(text)
    if found is None:
        return None
    before, after = ("".join(found[group].split()) for group in (1, 4))
    name = found[3]
    capital = name[0].isupper() or name[0].isdecimal()
    emphasis = set(before) == {"*"} and not found[2]
    short = len(before) < 2 and before != "~"
    if before != after[::-1].translate(_TURNED) or emphasis or short or not capital:
        return None
    return (before, name) if len(name.split()) <= _MOST_WORDS and not opens_scene(text) else None


def _is_known(text: str, understand: Recogniser) -> bool:
    """Whether a line heads a chapter, or ends the story."""
    return bool(understand(text) or numeral(text)) or is_the_end(text)


def _are_titles(signs: str, found: Sequence[tuple[str, str]]) -> bool:
    """Whether names are loud and each stands once, as titles of chapters do."""
    names = [name for own, name in found if own == signs]
    return len(names) > _FEWEST and len(set(names)) == len(names) and all(map(str.isupper, names))
