"""The pieces that all messages are laid out with, and Discord's limits for them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.domain.serial import Serial
from bot.domain.story import Heading
from bot.language.speech import _
from bot.language.wording import short_name
from bot.ui import markdown

TEXT_LIMIT = 4000
"""Units of text in a message, all its displays together."""
LABEL_LIMIT = 80
"""Units of a button's label."""
OPTION_LIMIT = 100
"""Units of an option's label and of its description, and of what stands in a menu before that."""
ROW_LIMIT = 5
"""So many buttons stand in a row."""
SELECT_LIMIT = 25
"""So many options a menu has."""
ALT_LIMIT = 1024
"""Units of the words that stand for a picture."""

Item = ui.Item[Any]
Button = ui.Button[ui.LayoutView]
Row = ui.ActionRow[ui.LayoutView]
Display = ui.TextDisplay[ui.LayoutView]


class Layout(ui.LayoutView):
    """A message laid out of items, the empty ones left out.

    It is stopped from the start: clicks are answered by DynamicItems, which discord.py builds from
    their class alone, so that no message has to be remembered and none grows old.
    """

    def __init__(self, *items: Item | None) -> None:
        super().__init__(timeout=None)
        for item in items:
            if item is not None:
                self.add_item(item)
        self.stop()


def text(content: str, *, mark: int | None = None) -> Display:
    """Lay out Markdown. `mark` is the component's id, by which a message is known again."""
    return ui.TextDisplay(content, id=mark)


def picture(name: str, alt: str) -> ui.MediaGallery[ui.LayoutView]:
    """Lay out a picture that is sent along, by its file's name, with the words that stand for it.

    `alt` is read out to who can't see it, as it stands: no Markdown.
    """
    shown = discord.MediaGalleryItem(f"attachment://{name}", description=plain(alt, ALT_LIMIT))
    return ui.MediaGallery(shown)


def small(content: str) -> str:
    """Return a line in Discord's small grey letters."""
    return f"-# {content}"


def large(content: str) -> str:
    """Return a line in large letters, such as a card begins with."""
    return f"### {content}"


def card(*items: Item | None) -> ui.Container[ui.LayoutView]:
    """Lay items out in a box, the empty ones left out."""
    return ui.Container(*[item for item in items if item is not None])


def rows(items: Sequence[Item]) -> Iterator[Row]:
    """Lay buttons out in rows of five."""
    for at in range(0, len(items), ROW_LIMIT):
        yield ui.ActionRow(*items[at : at + ROW_LIMIT])


def row(*items: Item | None) -> Row | None:
    """Lay up to five buttons out in a row; None without any."""
    present = [item for item in items if item is not None]
    return ui.ActionRow(*present) if present else None


def button(
    label: str,
    custom_id: str,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> Button:
    """Make a button; an over-long label is shortened."""
    return ui.Button(
        label=plain(label, LABEL_LIMIT), custom_id=custom_id, style=style, disabled=disabled
    )


def link(label: str, url: str) -> Button:
    """Make a button that leads somewhere."""
    return ui.Button(label=plain(label, LABEL_LIMIT), url=url)


def jump(guild_id: int, channel_id: int, message_id: int | None = None) -> str:
    """Return the address of a channel, a thread or a message."""
    end = "" if message_id is None else f"/{message_id}"
    return f"https://discord.com/channels/{guild_id}/{channel_id}{end}"


def plain(content: str, limit: int) -> str:
    """Return text for a label or an option, where Discord reads no Markdown; never empty."""
    return markdown.shorten(content, limit) or "…"


def titled(title: str, author: str | None = None) -> str:
    """Return a story's name in bold letters, with its author if it has one."""
    bold = f"**{markdown.escape(markdown.shorten(title, 150)) or _('Untitled')}**"
    name = markdown.isolated(bold)
    if not author:
        return name
    writer = markdown.named(author, 100)
    return _("{title} by {author}", title=name, author=writer)


def chapter_name(heading: Heading, part: int = 1, parts: int = 1) -> str:
    """Name a chapter, or an instalment of it, in Markdown: "Ch. 3 · Title (1/2)"."""
    name = markdown.named(short_name(heading), 100)
    return f"{name} ({part}/{parts})" if parts > 1 else name


def told_apart(names: Sequence[str], ids: Sequence[int]) -> list[str]:
    """Return names with a number behind those that stand there twice: "**Emma** (no. 5)"."""
    seen = Counter(name.casefold() for name in names)
    return [
        _("{name} (no. {number})", name=name, number=str(number))
        if seen[name.casefold()] > 1
        else name
        for name, number in zip(names, ids, strict=True)
    ]


def serials_told_apart(serials: Sequence[Serial]) -> list[str]:
    """Return what serials are called in a list: their story, its author and their channel."""
    names = [
        _(
            "{story} in {channel}",
            story=titled(serial.title, serial.author),
            channel=f"<#{serial.channel_id}>",
        )
        for serial in serials
    ]
    return told_apart(names, [serial.serial_id for serial in serials])


def moment(when: datetime, style: discord.utils.TimestampStyle = "F") -> str:
    """Return a moment that every reader sees in their own time zone."""
    return discord.utils.format_dt(when, style)


def capital(words: str) -> str:
    """Return words with a capital letter at their head; the others stay as they are."""
    return words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """Return words that end as a sentence does; a full stop is added where there is none."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def joined(lines: Iterable[str | None]) -> str:
    """Return lines as one text, the empty ones left out."""
    return "\n".join(line for line in lines if line)


def in_a_line(sentences: Iterable[str | None]) -> str:
    """Return sentences one behind the other, the empty ones left out."""
    return " ".join(sentence for sentence in sentences if sentence)


def page_near(page: int, count: int, size: int) -> tuple[int, int]:
    """Say which page there is that is nearest to the wanted one, from 0, and how many there are.

    A page holds `size` of the `count` things; there is always one page, if an empty one.
    """
    pages = max(-(-count // size), 1)
    return min(page, pages - 1), pages


def earlier_and_later(
    make: Callable[[str, int], Item], page: int, pages: int
) -> tuple[Item | None, Item | None]:
    """Make the buttons to the pages before and behind this one, from 0; None where there is none.

    `make` is given a label and the page that it leads to.
    """
    return (
        make(_("Earlier"), page - 1) if page else None,
        make(_("Later"), page + 1) if page + 1 < pages else None,
    )


def back_and_more(make: Callable[[str, int, bool], Item], page: int, pages: int) -> Row | None:
    """Lay out the buttons to the pages before and behind this one, from 0; None for one page.

    `make` is given a label, the page that it leads to, and whether it is greyed out. The ends keep
    both, and their greyed one leads past the last page, so that no id comes twice in a message.
    """
    if pages < 2:
        return None
    return row(
        make(_("Back"), page - 1 if page else pages, not page),
        make(_("More"), page + 1, page + 1 >= pages),
    )


def page_number(page: int, pages: int) -> str:
    """Say which page it is that is shown, from 0."""
    return _("Page {page} of {pages}", page=page + 1, pages=pages)


def listed(lines: Sequence[str], limit: int) -> str:
    """Return as many lines as fit into `limit` units, and how many were left out."""
    shown: list[str] = []
    room = limit - 24
    for line in lines:
        room -= markdown.length(line) + 1
        if room < 0:
            return "\n".join(
                [*shown, small(_("… and {count} more", count=len(lines) - len(shown)))]
            )
        shown.append(line)
    return "\n".join(shown)


def paged(lines: Iterable[str], limit: int) -> list[str]:
    """Return lines as pages of at most `limit` units; there is always one, if an empty one."""
    pages: list[list[str]] = [[]]
    room = limit
    for line in lines:
        needed = markdown.length(line) + 1
        if needed > room and pages[-1]:
            pages.append([])
            room = limit
        pages[-1].append(line)
        room -= needed
    return ["\n".join(page) for page in pages]
