"""Numbers as chapters carry them: 12, XII, twelve, the twelfth, twenty-second, zwölf, 十二."""

import re

_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_ORDINALS_OF_TENS = ["thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth"]
_WORDS = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{word: number for number, word in enumerate(_ORDINALS, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{
        f"{ten}{joint}{one}": 10 * number + unit
        for number, ten in enumerate(_TENS, 2)
        for units in (_ONES[:9], _ORDINALS[:9])
        for unit, one in enumerate(units, 1)
        for joint in ("-", " ")
    },
    **{word: 10 * number for number, word in enumerate(_ORDINALS_OF_TENS, 3)},
    **dict.fromkeys(("one hundred", "a hundred", "hundred", "hundredth"), 100),
}
_ABROAD = {
    # German, French and Spanish: cardinals, and the ordinals that stand before the word
    **dict.fromkeys(("eins", "erste", "erster", "erstes", "premier", "première", "uno"), 1),
    **dict.fromkeys(("primero", "primera"), 1),
    **dict.fromkeys(("zwei", "zweite", "zweiter", "zweites", "deux", "deuxième", "dos"), 2),
    **dict.fromkeys(("second", "seconde", "segundo", "segunda"), 2),
    **dict.fromkeys(("drei", "dritte", "dritter", "drittes", "trois", "troisième", "tres"), 3),
    **dict.fromkeys(("tercero", "tercera"), 3),
    **dict.fromkeys(("vier", "vierte", "vierter", "viertes", "quatre", "quatrième", "cuatro"), 4),
    **dict.fromkeys(("cuarto", "cuarta"), 4),
    **dict.fromkeys(("fünf", "fünfte", "fünfter", "fünftes", "cinq", "cinquième", "cinco"), 5),
    **dict.fromkeys(("quinto", "quinta"), 5),
    **dict.fromkeys(("sechs", "sechste", "sechster", "sechstes", "sixième", "seis", "sexto"), 6),
    **dict.fromkeys(("sieben", "siebte", "siebter", "siebtes", "siebentes", "septième"), 7),
    **dict.fromkeys(("sept", "siete", "séptimo"), 7),
    **dict.fromkeys(("acht", "achte", "achter", "achtes", "huit", "huitième", "ocho"), 8),
    "octavo": 8,
    **dict.fromkeys(("neun", "neunte", "neunter", "neuntes", "neuf", "neuvième", "nueve"), 9),
    "noveno": 9,
    **dict.fromkeys(("zehn", "zehnte", "zehnter", "zehntes", "dix", "dixième", "diez"), 10),
    "décimo": 10,
    **dict.fromkeys(("elf", "elfte", "elfter", "elftes", "onze", "onzième", "once"), 11),
    **dict.fromkeys(("zwölf", "zwölfte", "zwölfter", "zwölftes", "douze", "douzième", "doce"), 12),
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(r"m{0,3}(?:c[md]|d?c{0,4})(?:x[cl]|l?x{0,4})(?:i[xv]|v?i{0,4})\Z")

_ROMAN_SIGNS = (
    *(("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50)),
    *(("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)),
)
_CJK_DIGITS = {
    sign: value
    for signs in ("〇一二三四五六七八九", "０１２３４５６７８９")
    for value, sign in enumerate(signs)
} | {"零": 0, "两": 2, "兩": 2}
_CJK_UNITS = {"十": 10, "百": 100, "千": 1000}

# The longer words first, so that "six" does not take half of "sixteen".
BARE_NUMERAL = r"(?:\d{{1,4}}|{words}|[ivxlcdm]{{1,9}})".format(
    words="|".join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True))
)
"""A pattern (for re.IGNORECASE) that finds a numeral, or the beginning of a word like one."""
ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
NUMERAL = rf"{BARE_NUMERAL}(?![\w'’])"
"""A pattern (for re.IGNORECASE) that finds a numeral that ends there."""
NUMERAL_ABROAD = r"(?:\d{{1,4}}|{words}|[ivxlcdm]{{1,9}})(?![\w'’])".format(
    words="|".join(sorted(_ABROAD, key=len, reverse=True))
)
"""The same with the numerals of German, French and Spanish."""
CJK_NUMERAL = r"[0-9０-９〇零一二三四五六七八九十百千两兩]{1,8}"
"""A pattern that finds a numeral as Chinese and Japanese set it."""


def value_of(numeral: str) -> int | None:
    """Give the number a numeral stands for, or None if it is none after all."""
    word = " ".join(numeral.lower().split())
    if word.isdecimal():
        return int(word)
    if word in _WORDS:
        return _WORDS[word]
    if word in _ABROAD:
        return _ABROAD[word]
    if word[:1] in _CJK_DIGITS or word[:1] in _CJK_UNITS:
        return _cjk(word)
    return _roman(word)


def _cjk(word: str) -> int | None:
    """三十二 is 32, and so is 三二."""
    total = digits = 0
    for sign in word:
        if sign in _CJK_UNITS:
            total += max(digits, 1) * _CJK_UNITS[sign]
            digits = 0
        elif sign in _CJK_DIGITS:
            digits = 10 * digits + _CJK_DIGITS[sign]
        else:
            return None
    return total + digits


def _roman(word: str) -> int | None:
    if not word or not _ROMAN_FORM.match(word):
        return None
    digits = [_ROMAN[letter] for letter in word]
    following = [*digits[1:], 0]
    return sum(
        -digit if digit < after else digit for digit, after in zip(digits, following, strict=True)
    )


def roman(number: int) -> str:
    """Write a number as a Roman numeral in capitals: XIV."""
    written = ""
    for sign, value in _ROMAN_SIGNS:
        written += sign * (number // value)
        number %= value
    return written


def in_words(number: int, *, ordinal: bool = False) -> str:
    """Write a number below a hundred in words, `twenty-two` or `twenty-second`; else in digits."""
    if not 0 < number < 100:
        return str(number)
    row = _ORDINALS if ordinal else _ONES
    if number <= len(row):
        return row[number - 1]
    tens, ones = divmod(number, 10)
    if not ones:
        return (
            [*_ORDINALS_OF_TENS, "eightieth", "ninetieth"][tens - 3] if ordinal else _TENS[tens - 2]
        )
    return f"{_TENS[tens - 2]}-{row[ones - 1]}"
