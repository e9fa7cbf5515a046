"""Chapters' headings in scripts without capitals: 第三章, 第3話, 제3장, الفصل الثالث, פרק ג, บทที่ 3.

Nothing but words and the length of a line tells them, so a line that goes on as a sentence, or ends
as one, is none.
"""

import re

from bot.domain.story import ChapterKind
from bot.manuscript.numerals import CJK_NUMERAL, value_of

_LONGEST = 40  # letters of a title
_ENDS = ("。", "，", "、", ".", "،", "۔", "؛", "।", ",", ";")
_APART = " 　:：.-–—·・|،"

_ARABIC = (
    "الأول|الاول|الأولى|أول", "الثاني|الثانية|دوم", "الثالث|الثالثة|سوم", "الرابع|الرابعة|چهارم",
    "الخامس|الخامسة|پنجم", "السادس|السادسة|ششم", "السابع|السابعة|هفتم", "الثامن|الثامنة|هشتم",
    "التاسع|التاسعة|نهم", "العاشر|العاشرة|دهم", "الحادي عشر|الحادية عشرة|یازدهم",
    "الثاني عشر|الثانية عشرة|دوازدهم", "الثالث عشر|سیزدهم", "الرابع عشر|چهاردهم",
    "الخامس عشر|پانزدهم", "السادس عشر|شانزدهم", "السابع عشر|هفدهم", "الثامن عشر|هجدهم",
    "التاسع عشر|نوزدهم", "العشرون|بیستم",
)  # fmt: skip
_HEBREW = (
    "ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שביעי", "שמיני", "תשיעי", "עשירי",
)  # fmt: skip
_HINDI = ("एक|पहला", "दो|दूसरा", "तीन|तीसरा", "चार|चौथा", "पाँच|पांच|पाँचवाँ", "छह|छठा", "सात|सातवाँ",
          "आठ|आठवाँ", "नौ|नौवाँ", "दस|दसवाँ")  # fmt: skip
_RUSSIAN = (
    "первая", "вторая", "третья", "четвёртая|четвертая", "пятая", "шестая", "седьмая", "восьмая",
    "девятая", "десятая", "одиннадцатая", "двенадцатая", "тринадцатая", "четырнадцатая",
    "пятнадцатая", "шестнадцатая", "семнадцатая", "восемнадцатая", "девятнадцатая", "двадцатая",
)  # fmt: skip
_NAMES: dict[str, int] = {
    name: number
    for row in (_ARABIC, _HEBREW, _HINDI, _RUSSIAN)
    for number, names in enumerate(row, 1)
    for name in names.split("|")
}
_LETTER_VALUES = (*range(1, 10), *range(10, 100, 10), 100, 200, 300, 400)
_LETTERS: dict[str, int] = dict(zip("אבגדהוזחטיכלמנסעפצקרשת", _LETTER_VALUES, strict=True))
_NAMED = "|".join(sorted(_NAMES, key=len, reverse=True))
_HEBREW_NUMERAL = r"[א-ת]{1,2}[\"״][א-ת]|[א-ת]['׳]?"
_AFTER = rf"(?P<number>\d{{1,4}}|{_NAMED}|{_HEBREW_NUMERAL})(?!\w)(?P<rest>.*)\Z"
_CJK = re.compile(rf"第\s*(?P<number>{CJK_NUMERAL})\s*[章話话回節节幕集折囘場场篇](?P<rest>.*)\Z")
_KOREAN = re.compile(r"(?:제\s*)?(?P<number>\d{1,4})\s*(?:장|화|회|막|편)(?!\w)(?P<rest>.*)\Z")
_WORDED = re.compile(
    rf"(?:الفصل|الباب|الحلقة|فصل|باب|باب نمبر|פרק|अध्याय|प्रकरण|บทที่|ตอนที่|บท|глава)\s*{_AFTER}",
    re.IGNORECASE,
)
_PART_CJK = re.compile(rf"第\s*(?P<number>{CJK_NUMERAL})\s*[部卷巻編编](?P<rest>.*)\Z")
_PART_KOREAN = re.compile(r"제?\s*(?P<number>\d{1,3})\s*(?:부|권)(?!\w)(?P<rest>.*)\Z")
_PART_WORDED = re.compile(
    rf"(?:الجزء|الكتاب|القسم|חלק|ספר|खंड|भाग|ภาคที่|ภาค|часть|книга|том)\s*{_AFTER}", re.IGNORECASE
)

_CHAPTERS = {
    *(
        "序章",
        "終章",
        "终章",
        "幕間",
        "幕间",
        "番外編",
        "番外篇",
        "番外",
        "楔子",
        "引子",
        "尾声",
        "尾聲",
    ),
    *("プロローグ", "エピローグ", "インターリュード", "프롤로그", "에필로그", "외전", "막간"),
    *("пролог", "эпилог", "интерлюдия", "פרולוג", "אפילוג", "บทนำ", "บทส่งท้าย", "उपसंहार"),
}
_FRONT = {
    *(
        "まえがき",
        "前書き",
        "はじめに",
        "序文",
        "前言",
        "自序",
        "머리말",
        "предисловие",
        "введение",
    ),
    *("مقدمة", "المقدمة", "تمهيد", "הקדמה", "מבוא", "प्रस्तावना", "भूमिका", "คำนำ"),
}
_BACK = {
    *("あとがき", "後書き", "後記", "后记", "跋", "作者的话", "작가의 말", "후기", "послесловие"),
    *("خاتمة", "الخاتمة", "אחרית דבר", "ภาคผนวก", "परिशिष्ट"),
}


def chapter_abroad(line: str) -> tuple[int, str] | None:
    """Give the number and the title ("" for none) of a line that heads a chapter, else None."""
    return _numbered(line, (_CJK, _KOREAN, _WORDED))


def part_abroad(line: str) -> int | None:
    """Give the number of a line that heads a part or a volume, else None."""
    found = _numbered(line, (_PART_CJK, _PART_KOREAN, _PART_WORDED))
    return None if found is None else found[0]


def named_abroad(line: str) -> ChapterKind | None:
    """Say what a line heads that is a name, with or without a title behind it; None for others."""
    if _is_western(line):
        return None
    name = next((name for name in _ALL_NAMES if line.lower().startswith(name)), None)
    if name is None or len(line) > _LONGEST or line.endswith(_ENDS):
        return None
    rest = line[len(name) :]
    if rest and rest[0] not in _APART:
        return None
    if name in _CHAPTERS:
        return ChapterKind.CHAPTER
    return ChapterKind.FRONT if name in _FRONT else ChapterKind.BACK


_ALL_NAMES = sorted(_CHAPTERS | _FRONT | _BACK, key=len, reverse=True)


def _is_western(line: str) -> bool:
    """Whether a line begins with a sign or a letter of Western Europe, as nearly all do."""
    return line[:1] < "\u0370" and not line[:1].isdecimal()


def _numbered(line: str, forms: tuple[re.Pattern[str], ...]) -> tuple[int, str] | None:
    if _is_western(line) or line[0].islower():
        return None
    for form in forms:
        found = form.match(line)
        value = _value(found["number"]) if found else None
        if found is None or value is None:
            continue
        rest = found["rest"]
        title = rest.strip(_APART)
        goes_on = bool(rest) and form not in _UNSPACED and rest[0] not in _APART
        if len(title) <= _LONGEST and not title.endswith(_ENDS) and not goes_on:
            return value, title
    return None


_UNSPACED = frozenset({_CJK, _PART_CJK})


def _value(numeral: str) -> int | None:
    named = _NAMES.get(numeral.lower())
    if named is not None:
        return named
    letters = [letter for letter in numeral if letter in _LETTERS]
    if letters:
        return sum(_LETTERS[letter] for letter in letters)
    return value_of(numeral)
