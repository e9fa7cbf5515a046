"""Thoughts that may have lost their italics, as in a text that was pasted.

Only the author can know, so they are suggestions and nothing is changed. English alone is looked
at, and only where somebody tells of others in the past, with speech in double quotation marks: what
stands outside them in the first person and the present is what a character thinks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.sentences import sentence_ends
from bot.domain.story import Block, ChapterKind, Remark, Text, Weight
from bot.manuscript.draft import DraftChapter, DraftParagraph
from bot.manuscript.remarks import excerpt

MOST = 20
"""So many are listed; of more, one remark says how many there are."""

_LEAST_THIRD = 10
"""So often the third person has to stand in a text that tells of others."""
_FIRST_IN_STORY = 5
_FIRST_IN_CHAPTER = 3
"""Of so many words in the third person one may be in the first: it is no narrator's "I"."""
_SPOKEN = 10
"""Of so many paragraphs one has speech in it."""
_LONGEST = 5000
"""Letters of a paragraph; what is longer is no paragraph that somebody wrote."""
_NEAR = 160
"""So many letters on, the telling goes on in small letters after a thought."""
_SHORT = 20
"""Words of a sentence that somebody says to themselves."""

_FIRST = (" I ", " I'", " I’", " me ", " my ", " My ")
_THIRD = (" he ", " He ", " his ", " him ", " she ", " She ", " her ", " they ", " They ")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*(?:”|\Z)")
_OPENS_SPEECH = re.compile(r"\s*(?:['‘’«‹„]|[—–―-]\s?\w)")

_MORE = r"(?:\s(?:only|just|really|still|never|always|already|simply|do|so))?"
_NOW = (
    r"(?:am|have|must|need|can|can[’']t|cannot|will|won[’']t|shall|should|shouldn[’']t|want|know"
    r"|think|hope|wish|wonder|do|don[’']t|see|hate|love|feel|guess|promise|understand|believe)"
)
_FIRST_NOW = re.compile(
    rf"I(?<![\w.]I)"
    rf"(?:[’'](?:m|ll|ve)|{_MORE}\s{_NOW}|(?<=[Aa]m I)|(?<=[Dd]o I)|(?<=[Cc]an I))\b"
)
_URGENT = re.compile(
    r"(?<![\w.])I(?:[’'](?:m|ll|ve)|\s(?:have to|need to|must|can[’']t|won[’']t|don[’']t))\b"
)
_GOES_ON = re.compile(r"(?:\.\.+|…|[?!]|--|—)\s*(?:he|she|his|her|they|their)\b")
_SPLICED = re.compile(
    r", (?<=[a-z], )"
    r"(?:(?:It|This|That|There|My|We|You|If|Please|Maybe|No|Not|Is|Are|Am|Do|Don[’']t)\b[^\"“”]*|(?:Wh(?:at|en|ere|y|o)|How)\b[^\"“”;]{0,80}\?)"
)
_TELLS = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]hey)\b.{0,80}?"
    r"\b(?:\w+ed|was|were|had|felt|took|stood|ran|fell|knew|said|saw|went|came|held|could)\b"
)
_TAG = re.compile(r"thought|mused|wondered|himself|herself")
_TAGGED = re.compile(
    r"(?P<words>[A-Z][^.?!…“”\"]{0,200})[,?!…]\s(?:he|she|[A-Z]\w+)\s"
    r"(?:thought|mused|wondered|told (?:him|her)self|reminded (?:him|her)self)(?=[.,;:!?])"
)
_PRESENT = re.compile(
    r"\bI\b|(?i:\b(?:is|isn[’']t|are|aren[’']t|am|must|can|can[’']t|will|won[’']t|do|don[’']t)\b)"
    r"|\w[’'](?:s|re|ll|ve|m)\s"
)
_PAST = re.compile(r"\b(?:was|were|had|did|would|could|might|wasn[’']t|didn[’']t|hadn[’']t)\b")
_CLAUSE_START = re.compile(r"[,;:!?”\"]\s+(?=\S)|(?<!\.)\.\s+(?=\S)|[—–]\s*|--")


@dataclass(frozen=True, slots=True)
class _Telling:
    """A paragraph of a chapter with its speech blanked out."""

    text: str
    line: int


def suggest_italics(chapters: Sequence[DraftChapter]) -> list[Remark]:
    """List what reads as a direct thought, where no word of a story is emphasized."""
    told = [list(_paragraphs(chapter)) for chapter in chapters if _is_story(chapter)]
    everything = [paragraph for chapter in told for paragraph in chapter]
    if any(_is_emphasized(paragraph) for paragraph in everything) or not _has_speech(everything):
        return []
    tellings = [[_telling(one) for one in chapter if _is_telling(one)] for chapter in told]
    if not _tells_of_others([one for chapter in tellings for one in chapter], _FIRST_IN_STORY):
        return []
    found = [
        (one.line, words)
        for chapter in tellings
        if _tells_of_others(chapter, _FIRST_IN_CHAPTER)
        for one in chapter
        for words in _thoughts(one.text)
    ]
    return [_remark(*one) for one in found[:MOST]] + _more(found[MOST:])


def _is_story(chapter: DraftChapter) -> bool:
    return chapter.heading.kind is ChapterKind.CHAPTER or chapter.heading.title is None


def _paragraphs(chapter: DraftChapter) -> Iterator[DraftParagraph]:
    return (one for one in chapter.paragraphs() if one.block is Block.PROSE)


def _is_emphasized(paragraph: DraftParagraph) -> bool:
    return any(isinstance(run, Text) and run.emphasis for run in paragraph.runs)


def _text(paragraph: DraftParagraph) -> str:
    return "".join(run.text if isinstance(run, Text) else "" for run in paragraph.runs)


def _has_speech(paragraphs: Sequence[DraftParagraph]) -> bool:
    """Whether a fair part of the paragraphs has speech in double quotation marks."""
    spoken = sum('"' in text or "“" in text for text in map(_text, paragraphs))
    return spoken * _SPOKEN >= len(paragraphs) > 0


def _is_telling(paragraph: DraftParagraph) -> bool:
    """Whether it is sure what is speech in a paragraph and what isn't."""
    text = _text(paragraph)
    sure = text.count('"') % 2 == 0 and _OPENS_SPEECH.match(text) is None
    return sure and len(text) <= _LONGEST


def _telling(paragraph: DraftParagraph) -> _Telling:
    blanked = _QUOTED.sub(lambda spoken: '"' * len(spoken[0]), _text(paragraph))
    return _Telling(blanked, paragraph.line)


def _tells_of_others(tellings: Iterable[_Telling], share: int) -> bool:
    """Whether the third person is there, and the first at most once in `share` of its places."""
    first = third = 0
    for one in tellings:
        padded = f" {one.text}"
        first += sum(map(padded.count, _FIRST))
        third += sum(map(padded.count, _THIRD))
    return third >= _LEAST_THIRD and first * share <= third


def _thoughts(text: str) -> Iterator[str]:
    """Yield the words of each thought; those of one sentence are one."""
    past = 0
    for place in sorted({*_spliced(text), *_said_to_oneself(text), *_tagged(text)}):
        if place >= past:
            yield excerpt(text[place:].partition('"')[0])
            past = next((end for end in sentence_ends(text) if end > place), len(text))


def _spliced(text: str) -> Iterator[int]:
    """Find what begins or ends in the middle of a sentence: `she smiled, It is over... but`."""
    for hit in _SPLICED.finditer(text):
        asks = hit[0].endswith("?")
        sentence = hit[0][: next(sentence_ends(hit[0]), len(hit[0]))]
        if asks or (_PRESENT.search(sentence) and not _PAST.search(sentence)):
            yield hit.start() + 2
    for hit in _FIRST_NOW.finditer(text):
        if _GOES_ON.search(text, hit.end(), hit.end() + _NEAR):
            yield _clause_of(text, hit.start())


def _said_to_oneself(text: str) -> Iterator[int]:
    """Find short sentences in the first person, between others that tell of somebody."""
    if not _URGENT.search(text):
        return
    start, ends = 0, (*sentence_ends(text), len(text))
    for end in ends:
        sentence = text[start:end]
        said = _URGENT.search(sentence) and len(sentence.split()) <= _SHORT
        if said and '"' not in sentence and _TELLS.search(f"{text[:start]}\n{text[end:]}"):
            yield start + len(sentence) - len(sentence.lstrip())
        start = end


def _tagged(text: str) -> Iterator[int]:
    for hit in _TAGGED.finditer(text) if _TAG.search(text) else ():
        if _PRESENT.search(hit["words"]) and not _PAST.search(hit["words"]):
            yield hit.start()


def _clause_of(text: str, place: int) -> int:
    """Say where the clause begins that a word stands in, what trails off before it included."""
    starts = [one.end() for one in _CLAUSE_START.finditer(text, 0, place + 1)]
    return starts[-1] if starts else 0


def _remark(line: int, words: str) -> Remark:
    said = f"This may be a thought that lost its italics: {words}"
    return Remark("thought", line, said, Weight.SUGGESTION)


def _more(left: Sequence[tuple[int, str]]) -> list[Remark]:
    if not left:
        return []
    said = f"From here on {len(left):,} more may be thoughts that lost their italics."
    return [Remark("thought", left[0][0], said, Weight.SUGGESTION)]
