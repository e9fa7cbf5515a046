"""Numbers as chapters carry them: 12, XII, twelve, the twelfth."""

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
_WORDS = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{word: number for number, word in enumerate(_ORDINALS, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{
        f"{ten}{joint}{one}": 10 * number + unit
        for number, ten in enumerate(_TENS, 2)
        for unit, one in enumerate(_ONES[:9], 1)
        for joint in ("-", " ")
    },
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(r"m{0,3}(?:c[md]|d?c{0,4})(?:x[cl]|l?x{0,4})(?:i[xv]|v?i{0,4})\Z")

# The longer words first, so that "six" does not take half of "sixteen".
NUMERAL = r"(?:\d{{1,4}}|{words}|[ivxlcdm]{{1,9}})(?![\w'’])".format(
    words="|".join(sorted((re.escape(word) for word in _WORDS), key=len, reverse=True))
)
"""A pattern (for re.IGNORECASE) that finds a numeral that ends there."""


def value_of(numeral: str) -> int | None:
    """Give the number a numeral stands for, or None if it is none after all."""
    word = numeral.lower()
    if word.isdecimal():
        return int(word)
    if word in _WORDS:
        return _WORDS[word]
    return _roman(word)


def _roman(word: str) -> int | None:
    if not word or not _ROMAN_FORM.match(word):
        return None
    digits = [_ROMAN[letter] for letter in word]
    following = [*digits[1:], 0]
    return sum(
        -digit if digit < after else digit for digit, after in zip(digits, following, strict=True)
    )
