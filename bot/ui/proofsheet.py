"""What a proof says: its head, its chapters, what was remarked, a passage as it will look."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from bot.domain.passages import Passage
from bot.domain.reading_time import minutes
from bot.domain.serial import notices_before
from bot.domain.story import Notice, Rating, Remark, Weight
from bot.language.speech import _, number, several
from bot.language.wording import in_words
from bot.services.proofs import Figures, Proof
from bot.ui import markdown, paging
from bot.ui.layout import (
    chapter_name,
    joined,
    large,
    listed,
    small,
    titled,
)
from bot.ui.library import (
    chapter_count,
    footnote_count,
    passage_count,
    scene_count,
    word_count,
)
from bot.ui.notices import above as above_passage
from bot.ui.notices import rated, told, warned
from bot.ui.remarks import again, kind

REMARKS_LIMIT = 1300
"""Units of the warnings on the first page, where there is room; the others have their own page."""
REMARKS_LEAST = 300
"""Units that they have in any case, though the first passage is cut for it."""
REMARKS_APART = 8
"""Up to so many warnings are listed one by one there; more are gathered by their kind."""
GROUPED_FROM = 100
"""From so many warnings on, all those of one kind stand together on their pages."""
REMARKS_A_PAGE = 20
"""So many remarks stand on a page of theirs."""
REMARKS_ROOM = 3400
"""Units of all remarks of a page together."""
BRIEF_LIMIT = 160
"""Units of a remark on the first page."""

_ORPHANS = ("marker-unmatched", "definition-unused")
"""The kinds of warnings that come first: a note that somebody will miss."""
_MEANINGS = {
    Weight.WARNING: "Something is missing, left out or guessed",
    Weight.CHOICE: "What I went by; *Change…* settles it otherwise",
    Weight.SUGGESTION: "For the author to say; I change nothing of it myself",
}
"""In the order in which they are told."""


def head(proof: Proof) -> str:
    """Say what a manuscript will be called, its figures, and what has just changed in them."""
    return joined(
        [
            large(titled(proof.sheet.title, proof.sheet.author)),
            f"{figures(proof.sheet.figures, proof.prepared.language)}, {_rated(proof)}",
            warned(proof.sheet.warnings),
            _changes(proof.before, proof.sheet.figures) if proof.before else None,
            _orphans(proof),
            _("The library has a story of this title already; this would be a second one.")
            if proof.twin
            else None,
        ]
    )


def figures(found: Figures, language: str | None = None) -> str:
    """Say the figures of a manuscript in a line."""
    matter = several(
        "(and {count} part before or after)", "(and {count} parts before or after)", found.matter
    )
    chapters = chapter_count(found.chapters)
    return ", ".join(
        [
            f"{chapters} {matter}" if found.matter else chapters,
            scene_count(found.scenes),
            passage_count(found.passages),
            f"{word_count(found.words, language)} ({in_words(minutes(found.words, language))})",
            footnote_count(found.notes),
        ]
    )


def summary(proof: Proof, room: int) -> str:
    """Say in at most `room` units what was remarked, warnings first; nothing where nothing was."""
    warnings = proof.prepared.remarks(Weight.WARNING)
    chosen = proof.prepared.remarks(Weight.CHOICE)
    counted = [
        f"**{_counted(weight, len(found))}**"
        for weight in _MEANINGS
        if (found := proof.prepared.remarks(weight))
    ]
    if not counted:
        return ""
    lines = _each(warnings) if len(warnings) <= REMARKS_APART else _by_kind(warnings)
    lines += _each(chosen) if len(chosen) <= REMARKS_APART else _by_kind(chosen)
    shown = listed(lines, min(room, REMARKS_LIMIT) - 80)
    return joined([", ".join(counted), shown])


def remarks_name(proof: Proof) -> str:
    """Name the pages of what was remarked by what is most urgent there."""
    warnings = len(proof.prepared.remarks(Weight.WARNING))
    others = len(proof.prepared.imported.remarks) - warnings
    if others and not warnings:
        return _("Remarks ({count})", count=others)
    return _("Warnings ({count})", count=warnings)


def remark_page(proof: Proof, page: int) -> tuple[str, int, int]:
    """Say all that the import remarked, page by page: warnings, then choices, then suggestions.

    Gives the page, its number (the last one's beyond that) and how many there are.
    """
    entries = [entry for weight in _MEANINGS for entry in _entries(proof, weight)]
    last = max(1, -(-len(entries) // REMARKS_A_PAGE))
    page = max(1, min(page, last))
    shown = entries[(page - 1) * REMARKS_A_PAGE : page * REMARKS_A_PAGE]
    lines = [
        entry if isinstance(entry, str) else f"- {_remark(entry, REMARKS_ROOM // len(shown))}"
        for entry in shown
    ]
    return joined(lines) or _("There is nothing to warn of."), page, last


def chapter_lines(proof: Proof) -> list[str]:
    """List the chapters, a line each, with their lengths and reading minutes."""
    language = proof.prepared.language
    return [
        f"- {chapter_name(chapter.heading)} · {word_count(chapter.words, language)}, "
        f"{in_words(minutes(chapter.words, language))} · {scene_count(chapter.scenes)}, "
        f"{passage_count(chapter.last_passage - chapter.first_passage + 1)}"
        f"{_told(chapter.notice)}"
        for chapter in proof.prepared.chapters
    ]


def _told(notice: Notice) -> str:
    said = told(notice)
    return f" · {said}" if said else ""


def _rated(proof: Proof) -> str:
    """Say how a manuscript is rated, and which chapter binds the whole story to it."""
    rating = proof.sheet.rating
    own = proof.prepared.imported.story.notice.rating
    chapters = proof.prepared.chapters
    binding = next((one for one in chapters if one.notice.rating is rating), None)
    if binding is None or rating is own or rating is Rating.UNRATED:
        return rated(rating)
    return _("{rated}, as {chapter} is", rated=rated(rating), chapter=chapter_name(binding.heading))


def as_posted(proof: Proof, passage: Passage, room: int, above: str | None = None) -> str:
    """Lay out a passage as it will look, the small line above it included; cut where it must."""
    chapter = proof.prepared.chapters[passage.chapter]
    time = in_words(minutes(passage.words, proof.prepared.language))
    line = small(f"{chapter_name(chapter.heading)} · {time}")
    notices = notices_before(passage.number, proof.sheet.notice, chapter)
    top = joined([above, above_passage([line], notices, room)])
    room -= markdown.length(top) + 1
    return joined([top, paging.excerpt(passage.scenes, room, "\n" + small(_("(cut here)")))])


def _changes(before: Figures, after: Figures) -> str:
    told = [
        f"{number(was)} → {said(now)}"
        for was, now, said in (
            (before.chapters, after.chapters, chapter_count),
            (before.matter, after.matter, _matter),
            (before.scenes, after.scenes, scene_count),
            (before.passages, after.passages, passage_count),
            (before.words, after.words, word_count),
            (before.notes, after.notes, footnote_count),
            (before.warnings, after.warnings, partial(_counted, Weight.WARNING)),
        )
        if was != now
    ]
    if not told:
        return _("Changed; the figures are the same.")
    return _("Changed: {figures}", figures=", ".join(told))


def _matter(count: int) -> str:
    return several("{count} part before or after", "{count} parts before or after", count)


def _counted(weight: Weight, count: int) -> str:
    match weight:
        case Weight.WARNING:
            return several("{count} warning", "{count} warnings", count)
        case Weight.CHOICE:
            return several("{count} choice", "{count} choices", count)
        case Weight.SUGGESTION:
            return several("{count} suggestion", "{count} suggestions", count)


def _orphans(proof: Proof) -> str | None:
    imported = proof.prepared.imported
    markers, notes = imported.unmatched_markers, imported.unused_definitions
    orphans = [
        markers
        and several("{count} marker without a note", "{count} markers without a note", markers),
        notes and several("{count} note without a marker", "{count} notes without a marker", notes),
    ]
    return ", ".join(orphan for orphan in orphans if orphan) or None


def _entries(proof: Proof, weight: Weight) -> Iterator[Remark | str]:
    """List the remarks of a weight under their heading, in the file's order.

    Where they are very many, those of one kind stand together.
    """
    remarks = proof.prepared.remarks(weight)
    if remarks:
        yield f"**{_counted(weight, len(remarks))}**\n{small(_(_MEANINGS[weight]))}"
    if len(remarks) < GROUPED_FROM:
        yield from remarks
        return
    for code, many in _kinds(remarks).items():
        yield f"**{markdown.escape(kind(code))}** · {number(many)}"
        yield from (remark for remark in remarks if remark.code == code)


def _each(remarks: Sequence[Remark]) -> list[str]:
    return [f"- {_remark(remark, BRIEF_LIMIT)}" for remark in remarks]


def _by_kind(remarks: Sequence[Remark]) -> list[str]:
    """Give the first of each kind and how many more there are, the orphans' kinds first."""
    counted = _kinds(remarks)
    firsts = {code: next(one for one in remarks if one.code == code) for code in counted}
    lines = []
    for code, many in counted.items():
        more = several("(and {count} more like it)", "(and {count} more like it)", many - 1)
        line = f"- {_remark(firsts[code], BRIEF_LIMIT)}"
        lines.append(f"{line} {more}" if many > 1 else line)
    return lines


def _kinds(remarks: Sequence[Remark]) -> dict[str, int]:
    """Count the remarks of each kind, the orphans' kinds first."""
    counted = Counter(remark.code for remark in remarks)
    return {code: counted[code] for code in sorted(counted, key=lambda one: one not in _ORPHANS)}


def _remark(remark: Remark, room: int) -> str:
    """Say a remark with its place in at most `room` units, or a few more."""
    where = _where(remark)
    room -= markdown.length(where)
    message = again(remark.message)
    said = markdown.escape(markdown.shorten(message, room))
    if markdown.length(said) > room:  # an escape doubles a letter at most
        said = markdown.escape(markdown.shorten(message, room // 2))
    return f"{where}: {said}" if where else said


def _where(remark: Remark) -> str:
    part = markdown.escape(markdown.shorten(remark.part or "", 40))
    if remark.paragraph:
        return _("Paragraph {number}", number=remark.paragraph)
    if not remark.line:
        return part
    if part:
        return _("{part}, line {number}", part=part, number=remark.line)
    return _("Line {number}", number=remark.line)
