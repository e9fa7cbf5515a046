"""Where sentences, clauses and words end, by the punctuation alone.

The rules are those of Western punctuation with the full stops of other scripts: Arabic and Urdu,
the danda of India, Chinese and Japanese, which no space follows. They know no language but for a
handful of abbreviations and the words with which a line of dialogue goes on. In doubt a sentence
goes on: a break that is not taken costs a reader nothing.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.domain.letters import Letters, breakable
from bot.domain.scripts import CHARACTERS, HIRAGANA, IDEOGRAPHS, KATAKANA, THAI, character_breaks
from bot.domain.story import Paragraph

_CLOSERS = "\"'”’“‘»«›‹)\\]}」』）】》〉〕］｝〗〙〟｣"
_UNSPACED_CLOSERS = "\"'”’»›)\\]}」』）】》〉〕］｝〗〙〟｣"
_STOPS = ".!?…‽؟۔\u061d\u061e։።။។।॥"
# Each way begins with a sign, which is found fast; what must not stand before it is looked at then.
_END = re.compile(
    rf"(?P<western>[{_STOPS}](?<![{_STOPS}]{{2}})[{_STOPS}]*)[{_CLOSERS}]*"
    rf"(?:[ \u00a0\u202f][»›](?=[\s,;:]))?(?=\s)"
    rf"|(?P<eastern>[。！？｡।॥](?<![。！？｡।॥]{{2}})[。！？｡।॥]*…*)[{_UNSPACED_CLOSERS}]*+(?!と|って|などと)"
    rf"|(?P<narrow>[!?](?<=[{CHARACTERS}][!?])[!?]*)[{_UNSPACED_CLOSERS}]*+(?=[{CHARACTERS}「『（《〈“])(?!と|って)"
)
_CLAUSE = re.compile(
    rf"(?:[;:,—–―⸺⸻،؛]|--)[{_CLOSERS}]*(?=\s)|[；：，、､](?=\S)"
    rf"|(?:……|——)(?=[{CHARACTERS}])|(?<=\S)(?=\s(?:[—–―⸺⸻]|--))"
    rf"|(?<=[{THAI}])(?=[ ][{THAI}])"
)
_SPACE = re.compile(r"(?<=\S)(?=\s)")
_OPENING = re.compile(r"[\s\"'“”‘’«»‹›„‚(\[{—–―⸺⸻\-¿¡*_]*")
_QUOTES = frozenset("\"'”’“‘»«›‹」』")
_CALLS = frozenset("!?؟")

_NEVER_LAST = re.compile(
    r"mrs?|ms|dr|st|prof|rev|hon|capt|col|gen|lt|sgt|maj|cpl|adm|gov|messrs|mme|mlle|mgr|sra?|fr|hr"
    r"|mt|e\.g|i\.e|viz|cf|vs|ca|approx|z\.b|d\.h|u\.a|bzw"
)
_BEFORE_DIGITS = re.compile(r"nos?|nr|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec")
_BEFORE_NUMERALS = re.compile(r"pp?|vol|chap|ch|fig|art|sec|bk|lib|cap")
_NUMERAL = re.compile(r"\d|[IVXLCDM]+\b|[ivxlcdm]+\b")
_TOKEN = re.compile(r"[\w.&’'-]+\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_NUMBERING = re.compile(r"\W*(?:\d{1,3}|[IVXLCDM]{1,6}|[ivxlcdm]{1,6}|[^\W\d_])")
_TAG = re.compile(
    r"\s+(?:I|(?!(?:He|She|It|We|They|You)\b)[A-Z][\w’'-]*\.?(?:\s[A-Z][\w’'-]*\.?){0,2})\s"
    r"(?:said|says|asked|cried|replied|answered|whispered|shouted|muttered|murmured|exclaimed"
    r"|yelled|called|screamed|sighed|added|returned|growled|snapped|thought)\b"
)
_TAG_UNSPACED = re.compile(r"[^。！？，、；：\s]{0,8}[说說道问問喊叫答嚷笑骂罵叹嘆]")
_LOOK_BACK = 40
_HEAP = 30
_LEADS = frozenset("\N{ZERO WIDTH JOINER}เแโใไ")
"""What the letter behind it belongs to: Thai writes some vowels before their consonant."""
_LONGEST_UNSPACED = 6

_WORD = re.compile(r"(?:[^\s—–―⸺⸻…-]|(?<!-)-(?!-))+")


_UNSPACED_WORD = re.compile(
    rf"(?:[{IDEOGRAPHS}]+|[{HIRAGANA}]+|[{KATAKANA}]+)(?=[。．、，！？」』）”’…]*\Z)"
)
"""In unspaced text: the last characters of one script, as the words of Japanese often are."""


def sentence_ends(text: str) -> Iterator[int]:
    """Yield the offset after each sentence but the last, closing quotes and brackets included."""
    last = len(text.rstrip())
    for match in _END.finditer(text):
        if not match["western"]:
            if match.end() < last and not _goes_on_unspaced(text, match):
                yield match.end()
        elif breakable(text, match.end()) and _ends(text, match):
            yield match.end()


def clause_ends(text: str) -> Iterator[int]:
    """Yield the offset after each comma, colon, semicolon or dash that a clause ends with."""
    for match in _CLAUSE.finditer(text):
        if match.end() > 0 and (breakable(text, match.end()) or not text[match.end()].isspace()):
            yield match.end()


def line_ends(text: str) -> Iterator[int]:
    """Yield the offset after each line that the author ended."""
    for match in re.finditer(r"(?<=\S)(?=[^\S\n]*\n)", text):
        yield match.end()


def word_ends(text: str) -> Iterator[int]:
    """Yield the offset after each word that white space follows which may be broken at.

    In Chinese and Japanese that is between any two characters, but for marks that cling to one.
    """
    spaces = (match.end() for match in _SPACE.finditer(text))
    found = (offset for offset in spaces if breakable(text, offset))
    unspaced = character_breaks(text)
    yield from sorted({*found, *unspaced}) if unspaced else found


def letter_ends(text: str) -> Iterator[int]:
    """Yield the offsets where a word may be cut if it must: between letters as they are seen.

    Combining marks, joined emoji and their variants stay together, up to a heap of 30.
    """
    last = 0
    for offset in range(1, len(text)):
        clings = _clings(text[offset]) or text[offset - 1] in _LEADS
        if not text[offset - 1].isspace() and (not clings or offset - last >= _HEAP):
            yield offset
            last = offset


def sentence_around(paragraph: Paragraph, label: str) -> str:
    """Give the sentence that the marker stands in, in full and without markers.

    Raises `KeyError` if the paragraph has no marker of that label.
    """
    letters = Letters(paragraph)
    anchor = letters.anchor(label)
    start = 0
    for end in sentence_ends(letters.text):
        if end > anchor:
            return letters.text[start:end].strip()
        start = end
    return letters.text[start:].strip()


def word_of(paragraph: Paragraph, label: str) -> str:
    """Give the word that the marker stands on, without the punctuation around it.

    "" where there is no word. Raises `KeyError` if the paragraph has no marker of that label.
    """
    letters = Letters(paragraph)
    anchor = letters.anchor(label)
    if unspaced := _UNSPACED_WORD.search(letters.text, 0, anchor + 1):
        return unspaced[0][-_LONGEST_UNSPACED:]
    word = ""
    for match in _WORD.finditer(letters.text):
        if match.start() > anchor and word:
            break
        word = _bare(match[0]) or word
    return word


def _goes_on_unspaced(text: str, match: re.Match[str]) -> bool:
    """Whether what was just said is followed by who said it: “走吧！”他说。"""
    said = bool(_QUOTES & set(match[0]))
    return said and _TAG_UNSPACED.match(text, match.end()) is not None


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether the stop really ends a sentence, by what stands before and after it."""
    opening = _OPENING.match(text, match.end())
    after = opening.end() if opening else match.end()
    if after == len(text) or text[after].islower() or text[after] in ".!?…":
        return False
    if _QUOTES & set(match[0]):
        # A script without capitals does not show whether a new sentence begins.
        caseless = unicodedata.category(text[after]) == "Lo"
        opened = after > match.end() + 1
        told = caseless and not opened and set(match["western"]) <= _CALLS
        return not told and _TAG.match(text, match.end()) is None
    return match[0] != "." or not _abbreviates(text, match.start(), after)


def _abbreviates(text: str, stop: int, after: int) -> bool:
    """Whether the single full stop at `stop` belongs to the word before it."""
    if stop <= 10 and _NUMBERING.fullmatch(text, 0, stop):
        return True
    token = _TOKEN.search(text[max(0, stop - _LOOK_BACK) : stop])
    if token is None:
        return False
    word = token[0].strip("'’&-")
    folded = word.lower()
    if _NEVER_LAST.fullmatch(folded):
        return True
    if _BEFORE_DIGITS.fullmatch(folded):
        return text[after].isdigit()
    if _BEFORE_NUMERALS.fullmatch(folded):
        return _NUMERAL.match(text, after) is not None
    return _is_initial(word, text[max(0, stop - _LOOK_BACK) : stop - len(token[0])])


def _is_initial(word: str, before: str) -> bool:
    """Whether it is the initial of a name or the letters of one: J., U.S."""
    if _INITIALS.fullmatch(word) is None or not word[0].isupper():
        return False
    if word == "I":
        last = before.split()[-1:]
        return not (last and last[0][:1].islower())
    return True


def _clings(letter: str) -> bool:
    """Whether the code point belongs to the letter before it."""
    return (
        unicodedata.category(letter) in {"Mn", "Mc", "Me", "Cf"}
        or "\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}"
        <= letter
        <= "\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"
    )


def _bare(token: str) -> str:
    """Take the punctuation off both ends of a word."""
    start, end = 0, len(token)
    while start < end and unicodedata.category(token[start])[0] in "PS":
        start += 1
    while start < end and unicodedata.category(token[end - 1])[0] in "PS":
        end -= 1
    return token[start:end]
