"""The pages of a proof: what stands on each, without the ways from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.passages import Passage
from bot.language.speech import _
from bot.services.proofs import Proof
from bot.ui import markdown, proofsheet
from bot.ui.layout import (
    TEXT_LIMIT,
    Item,
    Row,
    card,
    chapter_name,
    joined,
    large,
    paged,
    small,
    text,
)
from bot.ui.notes import note_rows
from bot.ui.replacement import changes_text

PAGE_LIMIT = 3400
"""Units of a page of chapters."""
NOTE_ROWS = 5
"""Rows of notes under a passage; a message takes 40 components, and the pages' buttons are some."""


class Tab(StrEnum):
    """The pages of a proof, by what is on them."""

    CHANGES = "changes"
    """Of a new edition alone: what it changes of the story."""
    PROOF = "proof"
    CHAPTERS = "chapters"
    WARNINGS = "warnings"
    PASSAGES = "passages"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page of a proof, and which of its kind it is, from 1."""

    shown: Sequence[Item | None]
    number: int = 1
    last: int = 1
    passage: Passage | None = None
    """The passage that it shows, where it is there for that one."""


def page_of(proof: Proof, tab: Tab, number: int) -> Page:
    """Lay out a page of a kind; before the first stands the first, beyond the last one the last."""
    pages = {
        Tab.CHANGES: _changes_page,
        Tab.PROOF: _first_page,
        Tab.CHAPTERS: _chapters_page,
        Tab.WARNINGS: _warnings_page,
        Tab.PASSAGES: _passage_page,
        Tab.LONGEST: _longest_page,
    }
    return pages[tab](proof, number)


def _changes_page(proof: Proof, _number: int) -> Page:
    if proof.replacement is None:
        return _first_page(proof, 1)
    return Page([card(text(changes_text(proof, proof.replacement)))])


def _first_page(proof: Proof, _number: int) -> Page:
    """Lay out the title, the figures, what was remarked, and the first passage if there is room."""
    head = proofsheet.head(proof)
    if proof.replacement:
        foot = small(_("Nothing is kept before you replace it."))
    else:
        foot = small(_("Nothing is kept before you add it."))
    room = TEXT_LIMIT - markdown.length(head) - markdown.length(foot)
    first = proof.prepared.passages[0]
    above = _("The first message, as it will look:")
    whole = markdown.length(proofsheet.as_posted(proof, first, TEXT_LIMIT, above))
    summary = proofsheet.summary(proof, max(room - whole, proofsheet.REMARKS_LEAST))
    room -= markdown.length(summary)
    return Page(
        [
            card(text(head), text(summary) if summary else None),
            text(proofsheet.as_posted(proof, first, room, above)),
            *_notes(proof, first),
            text(foot),
        ]
    )


def _chapters_page(proof: Proof, number: int) -> Page:
    pages = paged(proofsheet.chapter_lines(proof), PAGE_LIMIT)
    number = _within(number, len(pages))
    return Page([text(large(_("Chapters"))), text(pages[number - 1])], number, len(pages))


def _warnings_page(proof: Proof, number: int) -> Page:
    page, number, last = proofsheet.remark_page(proof, number)
    return Page([text(large(_("What the import remarked"))), text(page)], number, last)


def _passage_page(proof: Proof, number: int) -> Page:
    """Lay out a passage as it will be posted."""
    passages = proof.prepared.passages
    passage = passages[_within(number, len(passages)) - 1]
    shown = [text(proofsheet.as_posted(proof, passage, TEXT_LIMIT)), *_notes(proof, passage)]
    return Page(shown, passage.number, len(passages), passage)


def _longest_page(proof: Proof, _number: int) -> Page:
    passage = proof.prepared.longest
    chapter = chapter_name(proof.prepared.chapters[passage.chapter].heading)
    shown = markdown.length(markdown.render_scenes(passage.scenes))
    where = _(
        "The longest message is passage {number} of {count}, in {chapter}.",
        number=passage.number,
        count=len(proof.prepared.passages),
        chapter=chapter,
    )
    takes = _(
        "It takes {shown} of the {limit} letters that a message has room for.",
        shown=shown,
        limit=TEXT_LIMIT,
    )
    head = joined([where, small(takes)])
    room = TEXT_LIMIT - markdown.length(head)
    as_posted = text(proofsheet.as_posted(proof, passage, room))
    return Page([text(head), as_posted, *_notes(proof, passage)], passage=passage)


def _notes(proof: Proof, passage: Passage) -> list[Row]:
    """Lay out the notes of a passage as they will stand under it, but dead."""
    notes = proof.prepared.notes_in(passage)
    return list(note_rows(0, passage.number, notes, disabled=True))[:NOTE_ROWS]


def _within(number: int, last: int) -> int:
    return max(1, min(number, last))
