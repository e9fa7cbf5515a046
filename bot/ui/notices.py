"""What readers are told before a story and before a chapter: its rating, and what it warns of.

It stands under the small line above the first passage, in the same text: that text's component id
alone tells the message again, so a rating that was changed meanwhile lets nothing be posted twice.
"""

from collections.abc import Iterable, Sequence

from bot.domain.story import NO_NOTICES, Notice, Notices, Rating
from bot.language.speech import _
from bot.services.guilds import LONGEST_WARNINGS
from bot.ui import markdown
from bot.ui.layout import capital, joined, small

WARNINGS_LIMIT = LONGEST_WARNINGS
"""Units of the warnings in a line, as the services let moderators write; signs count a little more.

A passage near its limit, a ping and two such lines fit into one message.
"""

_SHORTER = (80, 40, 20)


def rated(rating: Rating) -> str:
    """Say a rating."""
    if rating is Rating.UNRATED:
        return _("no rating")
    return _("rated {rating}", rating=rating_name(rating))


def rating_name(rating: Rating) -> str:
    """Name a rating."""
    match rating:
        case Rating.UNRATED:
            return _("unrated")
        case Rating.GENERAL:
            return _("general")
        case Rating.TEEN:
            return _("teen")
        case Rating.MATURE:
            return _("mature")
        case Rating.EXPLICIT:
            return _("explicit")


def warned(warnings: Iterable[str], limit: int = WARNINGS_LIMIT) -> str:
    """Say what there is a warning of, in about `limit` units; "" where there is nothing."""
    listed = ", ".join(warnings)
    said = markdown.named(listed, limit)
    if markdown.length(said) > limit + limit // 10:  # an escape doubles a letter at most
        said = markdown.named(listed, limit // 2)
    return _("Warnings: {warnings}", warnings=said) if said else ""


def told(notice: Notice, limit: int = WARNINGS_LIMIT) -> str:
    """Say a notice in a line: "Rated mature · Warnings: fog"; "" where there is nothing to tell.

    The warnings take `limit` units or so; what is beyond them ends in `…`.
    """
    if not notice.tells:
        return ""
    shown = notice.rating is not Rating.UNRATED
    parts = [capital(rated(notice.rating)) if shown else "", warned(notice.warnings, limit)]
    return " · ".join(part for part in parts if part)


def above(heads: Sequence[str], notices: Notices, room: int) -> str:
    """Give what stands above a passage in at most `room` units: a small line, then the notices.

    Of `heads`, the longer ones first, that is shown for which there is room beside all that is
    told. If there is room for none the notices stand alone, shortened only where even these don't
    fit; without any the last head stands there whatever its length.
    """
    if notices == NO_NOTICES:
        return next((head for head in heads if markdown.length(head) <= room), heads[-1])
    whole = _lines(notices, WARNINGS_LIMIT)
    ways = [
        *(joined([head, whole]) for head in heads),
        whole,
        *(_lines(notices, limit) for limit in _SHORTER),
    ]
    return next((text for text in ways if markdown.length(text) <= room), ways[-1]) or heads[-1]


def _lines(notices: Notices, limit: int) -> str:
    story, chapter = told(notices.story, limit), told(notices.chapter, limit)
    return joined(
        [
            small(story) if story else None,
            small(_("For this chapter · {notice}", notice=chapter)) if chapter else None,
        ]
    )
