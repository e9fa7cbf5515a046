"""What the scripts of the world need: which are written without spaces, and where a line may break.

Chinese and Japanese part no words; between two of their characters a line may break, but nothing
that closes stands first in one, and nothing that opens last (the rules that Japanese printers call
kinsoku). Thai parts sentences by spaces, and no words.
"""

import re

IDEOGRAPHS = (
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U0003347f"
)
_SMALL_KANA = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶー\u31f0-\u31ffｧ-ｰﾞﾟゝゞヽヾ゛゜々〻"
HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
CHARACTERS = IDEOGRAPHS + HIRAGANA + KATAKANA
"""Those of Chinese and Japanese, for a set in a pattern."""
_CLOSE = "。．｡、，､：；！？」』）］｝〕〉》】〙〗〟｠｣〜％"
_OPEN = "（［｛〔〈《「『【〘〖〝｟｢"
_CLOSE_TOO = "!?’”…‥—―"
_OPEN_TOO = "‘“"
"""Marks that other scripts have too: they say nothing unless a character is beside them."""
THAI = "\u0e01-\u0e5b"
"""The letters of Thai, for a set in a pattern."""

_CHARACTER = re.compile(f"[{CHARACTERS}]")
_KANA_LETTER = re.compile(f"[{HIRAGANA}{KATAKANA}]")
_BREAK = re.compile(
    rf"(?<=[{CHARACTERS}])(?=[{CHARACTERS}{_OPEN}{_OPEN_TOO}])(?![{_SMALL_KANA}])"
    rf"|(?<=[{_CLOSE}{_CLOSE_TOO}])(?=[{CHARACTERS}])(?![{_SMALL_KANA}])"
    rf"|(?<=[{_CLOSE}])(?=[{_OPEN}{_OPEN_TOO}])"
)
_UNSPACED = re.compile(r"(?:zh|ja|yue|wuu|nan|hak|lzh|cmn)(?:-|\Z)", re.IGNORECASE)
_MOST_LOOKED_AT = 20_000
_FEWEST = 20
_FEW_KANA = 20  # one in so many characters makes it Japanese


_JOINED = re.compile(
    rf"[{CHARACTERS}{_CLOSE}][{CHARACTERS}{_CLOSE}{_OPEN}{_OPEN_TOO}]"
    rf"|[{_OPEN}{_CLOSE_TOO}{_OPEN_TOO}][{CHARACTERS}]"
)
_WIDE = re.compile(f"[{CHARACTERS}{_OPEN}{_CLOSE}\uac00-\ud7a3]")
_FIRST = 12  # letters, more than marks that cling to one


def characters_in(text: str) -> int:
    """Count the characters of Chinese and Japanese in a text; marks are none."""
    return 0 if text.isascii() else len(_CHARACTER.findall(text))


def without_characters(text: str) -> str:
    """Give a text with a space in place of each of them."""
    return _CHARACTER.sub(" ", text)


def character_breaks(text: str) -> list[int]:
    """List the offsets inside unspaced text where a line may break."""
    return [] if text.isascii() else [found.end() for found in _BREAK.finditer(text)]


def are_unspaced(before: str, after: str) -> bool:
    """Whether two lines of one paragraph go on into each other without a space."""
    return _JOINED.search(before[-1:] + after[:1]) is not None


def counts_characters(language: str | None) -> bool:
    """Whether texts of a language (a BCP 47 tag) are counted in characters and not in words."""
    return language is not None and _UNSPACED.match(language) is not None


def unspaced_language(text: str) -> str | None:
    """Say "zh" or "ja" where most of the letters of a text are their characters; else None."""
    sample = text[:_MOST_LOOKED_AT]
    found = characters_in(sample)
    letters = sum(letter.isalpha() for letter in sample)
    if found < _FEWEST or 2 * found < letters:
        return None
    kana = len(_KANA_LETTER.findall(sample))
    return "ja" if kana * _FEW_KANA > found else "zh"


def columns_of(text: str) -> int:
    """Say how many columns a line takes where each character of Chinese or Japanese takes two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def first_word(text: str) -> str:
    """Give what a line begins with that would have had to fit into the line before it."""
    word = text.split(maxsplit=1)[0]
    breaks = character_breaks(word[:_FIRST])
    return word[: breaks[0]] if breaks else word
