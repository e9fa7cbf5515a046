"""What keeps letters from a reader: said above their next private answer."""

from collections.abc import Iterable

from discord import ui

from bot.domain.subscription import Hold, SubscriptionKind
from bot.language.speech import _
from bot.ui import markdown
from bot.ui.layout import TEXT_LIMIT, Layout, text

_ITEMS_LIMIT = 40
"""So many components a message has, all in all."""


def headed(news: str, view: ui.LayoutView) -> Layout | None:
    """Put sentences above a layout, a line each, those aside that it says itself; None where it
    has no room for them.
    """
    texts = [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]
    untold = [line for line in news.split("\n") if not any(line in said for said in texts)]
    if not untold:
        return Layout(*view.children)
    head = "\n".join(untold)
    shown = sum(map(markdown.length, (head, *texts)))
    if shown > TEXT_LIMIT or view.total_children_count >= _ITEMS_LIMIT:
        return None
    return Layout(text(head), *view.children)


def news_of(held: Iterable[tuple[SubscriptionKind, Hold]]) -> str:
    """Say all that is held, a sentence that holds for several once."""
    return "\n".join(dict.fromkeys(news_sentence(kind, reason) for kind, reason in held))


def news_sentence(kind: SubscriptionKind, reason: Hold) -> str:
    """Say what is held, and what its reader can do about it."""
    if kind is SubscriptionKind.LETTERS:
        return held_sentence(reason)
    if reason is Hold.CLOSED:
        return _(
            "Discord did not let me remind you. Allow private messages in this server's privacy "
            "settings (and unblock me, if you have blocked me), then give `/reminders` again."
        )
    return _("I could not remind you, so I stopped. `/reminders` begins again.")


def held_sentence(reason: Hold) -> str:
    """Say why letters wait, and what their reader can do about it."""
    match reason:
        case Hold.CLOSED:
            return _(
                "Discord does not let me write to you, so your letters wait. Allow private "
                "messages in this server's privacy settings (and unblock me, if you have blocked "
                "me), then press *Go on* under `/subscribe`."
            )
        case Hold.REFUSED:
            return _(
                "Discord did not take the last letter, so the others wait. Press *Go on* under "
                "`/subscribe` to try again."
            )
        case Hold.UNSURE:
            return _(
                "I can't see whether the last letter reached you, so the others wait. Press "
                "*Go on* under `/subscribe`, and I look again."
            )
        case Hold.LEFT:
            return _(
                "You had left the server, so your letters wait. Press *Go on* under `/subscribe` "
                "if you like to have them again."
            )
        case Hold.RATING:
            return _(
                "The story is rated for adults, so your letters wait. Give `/subscribe` in an "
                "age-restricted channel if you like to have them."
            )
