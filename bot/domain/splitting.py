"""Cutting a story into passages.

A passage never crosses a chapter. Within one, scenes of ordinary size each begin a passage of
their own, so that a serial by scene means something; a scene under `TINY` joins its smaller
neighbour. What stays together and is too long for one passage is cut where the sum of all
deviations from the aim, squared, and of the breaks' costs is least: that leaves no tiny tail.

So a passage holds whole scenes or lies inside one, and that bends in one place only: where a tiny
scene has joined one that must itself be cut, it goes with the first or last passage of it. Words
are cut only where a single one is longer than a passage can hold.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.domain.atoms import PARAGRAPH_GAP, SCENE_GAP, Atom, atoms
from bot.domain.passages import Measure, Passage
from bot.domain.story import Block, Paragraph, Scene, Story

AIM = 2_400
"""The shown length that a passage should have, in code points."""
LIMIT = 3_600
"""The shown length that no passage exceeds."""
TINY = 400
"""Under this a scene joins its neighbour."""
CRUMB = 20
"""Of pieces under this, not each is tried as an end."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How long pieces should be, as shown, and what none exceeds that could be cut further."""

    aim: int
    limit: int


PASSAGE = Fit(AIM, LIMIT)
"""What passages are cut to."""

Scenes = Sequence[tuple[int, Scene]]
"""Scenes (or parts of them), each with its index in the chapter."""

_Group = list[tuple[int, Scene]]


def cut(story: Story, measure: Measure) -> tuple[Passage, ...]:
    """Cut a story into passages of at most `LIMIT` by `measure`, the same ones every time.

    White space at a cut is dropped and nothing else, and the passage behind it keeps it as its
    joint: `bot.domain.joining` gives the story back. Its paragraphs are tidy, as an import leaves
    them: they neither begin nor end with white space.
    """
    passages: list[Passage] = []
    for position, chapter in enumerate(story.chapters):
        scenes = list(enumerate(chapter.scenes))
        remembered = cache(measure)  # most paragraphs are measured for their scene and again later
        passages += cut_scenes(position, scenes, remembered, first=len(passages) + 1)
    return tuple(passages)


def cut_scenes(
    chapter: int,
    scenes: Scenes,
    measure: Measure,
    *,
    first: int,
    together: bool = False,
    fit: Fit = PASSAGE,
) -> Iterator[Passage]:
    """Cut scenes of one chapter into passages, or other pieces, numbered from `first` on.

    Each begins a passage of its own, unless it is tiny or they are to stay `together`.
    """
    number = first
    for group in [scenes] if together else _groups(scenes, measure):
        end = 0
        for run in _cut_group(group, measure, fit):
            yield _passage(number, chapter, run, end)
            number, end = number + 1, run[-1].end


def shown_length(scenes: Sequence[Sequence[Paragraph]], measure: Measure) -> int:
    """Give the length of scenes shown together, what stands between their paragraphs included."""
    paragraphs = [paragraph for scene in scenes for paragraph in scene]
    breaks = max(sum(1 for scene in scenes if scene) - 1, 0)
    gaps = max(len(paragraphs) - 1 - breaks, 0)
    return sum(map(measure, paragraphs)) + gaps * PARAGRAPH_GAP + breaks * SCENE_GAP


def _groups(scenes: Scenes, measure: Measure) -> list[_Group]:
    """Put scenes that stay together into groups: tiny ones with a neighbour, the others alone."""
    groups: list[_Group] = []
    for index, scene in scenes:
        if not scene.paragraphs:
            continue
        if groups and groups[-1][-1][1].paragraphs[-1].block is Block.HEADING:
            groups[-1].append((index, scene))
        else:
            groups.append([(index, scene)])
    sizes = [shown_length([scene.paragraphs for _, scene in group], measure) for group in groups]
    while len(groups) > 1 and min(sizes) < TINY:
        tiny = sizes.index(min(sizes))
        first = _smaller_side(sizes, tiny)
        groups[first : first + 2] = [groups[first] + groups[first + 1]]
        sizes[first : first + 2] = [sizes[first] + SCENE_GAP + sizes[first + 1]]
    return groups


def _smaller_side(sizes: Sequence[int], tiny: int) -> int:
    """Choose the smaller neighbour, the earlier of equals; give the index of the pair's first."""
    if tiny == 0:
        return 0
    if tiny == len(sizes) - 1 or sizes[tiny - 1] <= sizes[tiny + 1]:
        return tiny - 1
    return tiny


def _cut_group(group: Scenes, measure: Measure, fit: Fit) -> Iterator[Sequence[Atom]]:
    """Cut scenes that stay together into runs of atoms, one for each passage.

    Sizes of atoms add up to a little more than they measure together, as a rule; where a measure
    does otherwise, the cut is made anew to a narrower limit until every passage keeps the real one.
    """
    whole = atoms(group, measure)
    limit = fit.limit
    runs = _best_runs(whole, fit.aim, limit)
    while limit > TINY and any(len(run) > 1 and _length(run, measure) > fit.limit for run in runs):
        limit -= limit // 8
        runs = _best_runs(whole, fit.aim, limit)
    yield from runs


def _best_runs(whole: Sequence[Atom], aim: int, limit: int) -> list[Sequence[Atom]]:
    """Find the cheapest way through the atoms, by dynamic programming over the stops."""
    starts = _offsets(whole)
    stops = _stops(whole)
    begins = [starts[stop] for stop in stops[:-1]]
    costs = [0] * len(stops)
    came_from = [0] * len(stops)
    for here in range(1, len(stops)):
        last = stops[here] - 1
        end = starts[last] + whole[last].size
        price = whole[last].cost if here < len(stops) - 1 else 0
        lowest = min(bisect_left(starts, end - limit), last)
        before = min(bisect_left(stops, lowest), here - 1)
        costs[here], came_from[here] = min(
            (costs[there] + (end - begins[there] - aim) ** 2 + price, there)
            for there in range(before, here)
        )
    path = [len(stops) - 1]
    while path[-1] > 0:
        path.append(came_from[path[-1]])
    return [whole[stops[there] : stops[here]] for there, here in pairwise(reversed(path))]


def _offsets(whole: Sequence[Atom]) -> list[int]:
    """Give the shown offset at which each atom starts."""
    offsets: list[int] = []
    offset = 0
    for atom in whole:
        offsets.append(offset)
        offset += atom.size + atom.gap
    return offsets


def _stops(whole: Sequence[Atom]) -> list[int]:
    """Give the places, as counts of atoms before them, where a passage may start or end."""
    stops = [0]
    since = 0
    for count, (atom, following) in enumerate(pairwise(whole), start=1):
        since += atom.size + atom.gap
        if since < CRUMB and following.size < CRUMB and following.cost <= atom.cost:
            continue
        stops.append(count)
        since = 0
    return [*stops, len(whole)]


def _length(run: Sequence[Atom], measure: Measure) -> int:
    return shown_length(_shown(run), measure)


def _passage(number: int, chapter: int, run: Sequence[Atom], end: int) -> Passage:
    """Make the passage of a run of atoms; `end` is where the passage before left its paragraph."""
    first = run[0]
    joint = first.letters.dropped(end, first.start) if first.start else None
    return Passage(number, chapter, first.scene, _shown(run), joint is not None, joint)


def _shown(run: Sequence[Atom]) -> tuple[tuple[Paragraph, ...], ...]:
    """Put the atoms of a passage together again to paragraphs in scenes."""
    scenes: list[list[Paragraph]] = [[] for _ in range(run[-1].scene - run[0].scene + 1)]
    begin = 0
    for index, atom in enumerate(run):
        if index + 1 == len(run) or run[index + 1].letters is not atom.letters:
            part = atom.letters.part(run[begin].start, atom.end)
            scenes[atom.scene - run[0].scene].append(part)
            begin = index + 1
    return tuple(tuple(scene) for scene in scenes)
