"""Contents and bookmarks: the ways from the private reader's page to another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import discord
from discord import ui

from bot.domain.pages import Spot
from bot.domain.serial import Serial
from bot.language.speech import _, several
from bot.language.wording import short_name
from bot.services.bookmarks import BookmarkLine, BookmarkList
from bot.services.contents import Contents, ContentsLine, Leap, Reached
from bot.ui import markdown
from bot.ui.access import viewer_for
from bot.ui.answers import Interaction, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    OPTION_LIMIT,
    SELECT_LIMIT,
    TEXT_LIMIT,
    Item,
    Layout,
    button,
    chapter_name,
    earlier_and_later,
    joined,
    large,
    page_near,
    page_number,
    plain,
    row,
    small,
    text,
    titled,
)
from bot.ui.preferences import PreferencesButton
from bot.ui.reader import PageButton, ReturnButton, reader_view

LIST_LIMIT = TEXT_LIMIT - 600
"""Units of a page's list; the lines around it take the rest."""
TITLE_LIMITS = (80, 40, 20)
"""Units of a title in the list; the first of them is taken with which a page fits."""
RANGES_LIMIT = 4
"""At most so many menus of ranges above a page of the contents, 25 pages each."""
RANGE_LIMIT = 45
"""Units of the name of a chapter that a range begins or ends with."""
WORDS_LIMIT = 60
"""Units of the words that a bookmark is known by."""


class ContentsButton(Click, template=f"f:contents:{ID}(?::{ID})?"):
    """*Contents*, and what turns its pages. Without a page it opens where the reader is."""

    @classmethod
    def make(cls, label: str, serial: int, page: int) -> "ContentsButton":
        """Make the button to a page, from 0."""
        return cls(button(label, f"f:contents:{serial}:{page}"))

    async def answer(self, interaction: Interaction) -> None:
        """Put the contents in place of the page."""
        serial, *page = self.numbers
        viewer = await viewer_for(interaction, serial)
        found = await services_of(interaction).browsing.contents(viewer, serial)
        await turn(interaction, contents_view(found, page[0] if page else None))


class RangeMenu(Click, template=f"f:range:{ID}:{ID}"):
    """A menu of the contents' pages, by their first and last chapters. The numbers are the serial
    and, from 0, which of several such menus it is.
    """

    @classmethod
    def make(
        cls, serial: int, pages: Sequence[Sequence[ContentsLine]], part: int, at: int
    ) -> "RangeMenu":
        """Make the menu number `part` for 25 of all pages; the one `at` which they are is chosen
        in it.
        """
        first = part * SELECT_LIMIT
        return cls(
            ui.Select(
                custom_id=f"f:range:{serial}:{part}",
                placeholder=_("To other chapters"),
                options=[
                    discord.SelectOption(
                        label=plain(_range(lines), OPTION_LIMIT),
                        value=str(page),
                        description=page_number(page, len(pages)),
                        default=page == at,
                    )
                    for page, lines in enumerate(pages[first : first + SELECT_LIMIT], start=first)
                ],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Turn to the page."""
        serial, _part = self.numbers
        viewer = await viewer_for(interaction, serial)
        found = await services_of(interaction).browsing.contents(viewer, serial)
        await turn(interaction, contents_view(found, self.chosen))


class ChapterMenu(Click, template=f"f:chapter:{ID}:{ID}:{ID}"):
    """A menu of chapters. The numbers are the serial, its edition and the page of the contents."""

    @classmethod
    def make(cls, serial: Serial, lines: Sequence[ContentsLine], page: int) -> "ChapterMenu":
        """Make the menu for up to 25 chapters."""
        return cls(
            ui.Select(
                custom_id=f"f:chapter:{serial.serial_id}:{serial.edition_id}:{page}",
                placeholder=_("Go to a chapter"),
                options=[_chapter_option(line) for line in lines],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Open the chapter; ask first where it leaps over others."""
        serial, edition, _page = self.numbers
        services, viewer = services_of(interaction), await viewer_for(interaction, serial)
        leap = await services.browsing.leap(viewer, serial, self.chosen, edition_id=edition)
        if leap is not None:
            await turn(interaction, leap_view(leap))
            return
        page = await services.reading.open(viewer, serial, self.chosen or None, edition_id=edition)
        await turn(interaction, reader_view(page))


class BookmarksButton(Click, template=f"f:marks:{ID}:{ID}"):
    """*Bookmarks*, and what turns their pages, which count from 0."""

    @classmethod
    def make(cls, label: str, serial: int, page: int = 0) -> "BookmarksButton":
        """Make the button to a page."""
        return cls(button(label, f"f:marks:{serial}:{page}"))

    async def answer(self, interaction: Interaction) -> None:
        """Put the bookmarks in place of the contents."""
        serial, page = self.numbers
        viewer = await viewer_for(interaction, serial)
        found = await services_of(interaction).bookmarks.listing(viewer, serial)
        await turn(interaction, bookmarks_view(found, page))


class BookmarkMenu(Click, template=f"f:marked:{ID}:{ID}"):
    """A menu of bookmarks. The numbers are the serial and the page of the list."""

    @classmethod
    def make(cls, serial: int, lines: Sequence[BookmarkLine], page: int) -> "BookmarkMenu":
        """Make the menu for up to 25 bookmarks."""
        return cls(
            ui.Select(
                custom_id=f"f:marked:{serial}:{page}",
                placeholder=_("Go to a bookmark"),
                options=[_bookmark_option(line) for line in lines],
            )
        )

    async def answer(self, interaction: Interaction) -> None:
        """Open the page that was marked."""
        serial, _page = self.numbers
        services, viewer = services_of(interaction), await viewer_for(interaction, serial)
        spot = await services.bookmarks.spot(viewer, serial, self.chosen)
        page = await services.reading.open(viewer, serial, spot.passage, within=spot.within)
        await turn(interaction, reader_view(page))


def contents_view(contents: Contents, page: int | None = None) -> Layout:
    """Lay out a page of the contents, from 0; without a number, the one with the reader's place."""
    serial = contents.serial.serial_id
    wanted = contents.here // SELECT_LIMIT if page is None else page
    at, pages = page_near(wanted, len(contents.lines), SELECT_LIMIT)
    lines = contents.lines[at * SELECT_LIMIT : (at + 1) * SELECT_LIMIT]
    ahead = any(line.reached is Reached.AHEAD and line.heading.title for line in lines)
    return Layout(
        text(joined([large(_("Contents")), small(titled(contents.serial.title))])),
        text(small(_warning(plain_list=contents.plain))) if ahead else None,
        text(_chapters(lines, plain_list=contents.plain)),
        text(small(page_number(at, pages))) if pages > 1 else None,
        *(_ranges(contents, at) if pages > 2 else ()),
        row(ChapterMenu.make(contents.serial, lines, at)),
        row(
            ReturnButton.make(serial),
            *earlier_and_later(lambda label, to: ContentsButton.make(label, serial, to), at, pages),
            BookmarksButton.make(_bookmarks(contents.bookmarks), serial),
            PreferencesButton.make(),
        ),
    )


def _ranges(contents: Contents, at: int) -> Iterator[Item | None]:
    """Lay out the menus that lead to any page at once."""
    starts = range(0, len(contents.lines), SELECT_LIMIT)
    pages = [contents.lines[start : start + SELECT_LIMIT] for start in starts]
    for part in range(min(RANGES_LIMIT, -(-len(pages) // SELECT_LIMIT))):
        yield row(RangeMenu.make(contents.serial.serial_id, pages, part, at))


def leap_view(leap: Leap) -> Layout:
    """Lay out the question before a reader leaps over chapters."""
    there = markdown.escape(short_name(replace(leap.heading, title=None)))
    if leap.last is None:
        said = _("{chapter} is ahead of you: you have not begun.", chapter=there)
    else:
        here = chapter_name(leap.last)
        said = _("{chapter} is ahead of you: you have come to {here}.", chapter=there, here=here)
    counts = _("If you go there, all before it counts as opened, notes and titles too.")
    return Layout(
        text(f"{said} {counts}"),
        row(
            PageButton.make(leap.serial, Spot(leap.passage), "g"),
            ReturnButton.make(leap.serial.serial_id),
        ),
    )


def bookmarks_view(found: BookmarkList, page: int = 0) -> Layout:
    """Lay out a page of somebody's bookmarks, from 0."""
    serial = found.serial.serial_id
    head = text(joined([large(_("Bookmarks")), small(titled(found.serial.title))]))
    if not found.lines:
        none = _("You have no bookmarks here. *Bookmark*, under a page, sets one.")
        return Layout(head, text(none), row(ReturnButton.make(serial)))
    at, pages = page_near(page, len(found.lines), SELECT_LIMIT)
    lines = found.lines[at * SELECT_LIMIT : (at + 1) * SELECT_LIMIT]
    return Layout(
        head,
        text(_fitting(lambda limit: [_bookmark(line, limit) for line in lines])),
        text(small(page_number(at, pages))) if pages > 1 else None,
        row(BookmarkMenu.make(serial, lines, at)),
        row(
            ReturnButton.make(serial),
            *earlier_and_later(
                lambda label, to: BookmarksButton.make(label, serial, to), at, pages
            ),
        ),
    )


def _bookmarks(count: int) -> str:
    return several("Bookmarks ({count})", "Bookmarks ({count})", count) if count else _("Bookmarks")


def _warning(*, plain_list: bool) -> str:
    if plain_list:
        return _("Titles of chapters ahead of you are left out.")
    return _("Titles of chapters ahead of you stand behind bars: a tap shows them.")


def _chapters(lines: Sequence[ContentsLine], *, plain_list: bool) -> str:
    return _fitting(lambda limit: [_chapter(line, limit, plain_list=plain_list) for line in lines])


def _fitting(listing: Callable[[int], list[str]]) -> str:
    """List lines, with the titles in them as long as there is room for."""
    listed = ""
    for limit in TITLE_LIMITS:
        listed = "\n".join(listing(limit))
        if markdown.length(listed) <= LIST_LIMIT:
            break
    return listed


def _chapter(line: ContentsLine, limit: int, *, plain_list: bool) -> str:
    name, time = _named(line, limit, plain_list=plain_list), _minutes(line)
    match line.reached:
        case Reached.READ if plain_list:
            return _("{chapter} · {minutes} · read", chapter=name, minutes=time)
        case Reached.READ:
            return f"✓ {name} · {time}"
        case Reached.HERE:
            return _("**{chapter}** · {minutes} · you are here", chapter=name, minutes=time)
        case _other:
            return f"{name} · {time}"


def _named(line: ContentsLine, limit: int, *, plain_list: bool) -> str:
    """Name a chapter; where it lies ahead, its title behind bars, or left out in a plain list."""
    if line.reached is not Reached.AHEAD or not line.heading.title:
        return markdown.named(short_name(line.heading), limit)
    bare = markdown.escape(short_name(replace(line.heading, title=None)))
    if plain_list or short_name(line.heading) == short_name(replace(line.heading, title=None)):
        return bare
    title = markdown.named(line.heading.title, limit)
    return f"{bare} · {markdown.barred(title)}"


def _minutes(line: ContentsLine) -> str:
    count = max(round(line.minutes), 1)
    if line.whole:
        return several("{count} min", "{count} min", count)
    return several("{count} min so far", "{count} min so far", count)


def _chapter_option(line: ContentsLine) -> discord.SelectOption:
    """Make the choice of a chapter. A menu has no spoiler bars: what lies ahead has no title."""
    ahead = line.reached is Reached.AHEAD
    heading = replace(line.heading, title=None) if ahead else line.heading
    return discord.SelectOption(
        label=plain(short_name(heading), OPTION_LIMIT),
        value=str(line.first_passage),
        description=plain(_minutes(line), OPTION_LIMIT),
    )


def _range(lines: Sequence[ContentsLine]) -> str:
    first, last = _range_end(lines[0]), _range_end(lines[-1])
    return first if len(lines) == 1 else _("{first} to {last}", first=first, last=last)


def _range_end(line: ContentsLine) -> str:
    """Name a chapter by its number; one without by its title, unless that lies ahead."""
    bare = line.reached is Reached.AHEAD or line.heading.number is not None
    heading = replace(line.heading, title=None) if bare else line.heading
    return plain(short_name(heading), RANGE_LIMIT)


def _bookmark(line: BookmarkLine, limit: int) -> str:
    words = markdown.named(line.words, WORDS_LIMIT) or "…"
    return f"{markdown.named(short_name(line.heading), limit)} · {words}"


def _bookmark_option(line: BookmarkLine) -> discord.SelectOption:
    return discord.SelectOption(
        label=plain(line.words, OPTION_LIMIT),
        value=str(line.bookmark_id),
        description=plain(short_name(line.heading), OPTION_LIMIT),
    )
