"""Where something was taken out or put in, of the places where it may have been.

Of “He went. He came. He saw.” and “He went. He saw.” either “He came.” has gone or “came. He”: the
letters are the same. A writer takes out and puts in whole sentences, so the first is meant.
"""

from collections.abc import Iterator, Sequence

_Pair = tuple[int, int]

INSIDE, SENTENCE, LINE = range(3)
"""What begins with a token: nothing, a sentence, a line. A gap had better begin with more."""


def slid(
    pairs: Sequence[_Pair],
    old: Sequence[str],
    new: Sequence[str],
    begins: tuple[Sequence[int], Sequence[int]],
) -> list[_Pair]:
    """Move the gaps between pairs of equal tokens to where sentences or lines begin.

    `pairs` rise on both sides; `begins` says of each side's tokens what begins with them.
    Only a gap that one side alone has is moved, and only as far as the tokens beside it are
    equal: what is paired stays as much, and equal.
    """
    found = list(pairs)
    at = 1
    while at < len(found):
        (left, right), (next_left, next_right) = found[at - 1], found[at]
        gone, came = next_left - left - 1, next_right - right - 1
        steps = 0
        if gone and not came:
            steps = _best(found, at, 0, old, begins[0])
        elif came and not gone:
            steps = _best(found, at, 1, new, begins[1])
        for index in range(at, at + steps):
            found[index] = (found[index][0] - gone, found[index][1] - came)
        for index in range(at + steps, at):
            found[index] = (found[index][0] + gone, found[index][1] + came)
        at += max(steps, 0) + 1
    return found


def _best(
    pairs: Sequence[_Pair], at: int, side: int, longer: Sequence[str], begins: Sequence[int]
) -> int:
    """Say how many tokens to move a gap before `pairs[at]`; to the left where it is negative.

    The gap is in the `longer` side, which is the one at 0 or 1 in the pairs.
    """
    start = pairs[at - 1][side] + 1
    places = [0, *_leftwards(pairs, at, side, longer), *_rightwards(pairs, at, side, longer)]
    return max(places, key=lambda steps: (begins[start + steps], -abs(steps)))


def _leftwards(pairs: Sequence[_Pair], at: int, side: int, longer: Sequence[str]) -> Iterator[int]:
    (left, right), after = pairs[at - 1], pairs[at][side]
    for step in range(at):
        if pairs[at - 1 - step] != (left - step, right - step):
            return
        if longer[pairs[at - 1][side] - step] != longer[after - 1 - step]:
            return
        yield -step - 1


def _rightwards(pairs: Sequence[_Pair], at: int, side: int, longer: Sequence[str]) -> Iterator[int]:
    last, (left, right) = pairs[at - 1][side], pairs[at]
    for step in range(len(pairs) - at):
        if pairs[at + step] != (left + step, right + step):
            return
        if longer[pairs[at][side] + step] != longer[last + 1 + step]:
            return
        yield step + 1
