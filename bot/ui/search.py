"""What /search found: passages with the words looked for, and the ways to them."""

from bot.domain.serial import Serial
from bot.domain.sought import LONGEST
from bot.language.speech import _, number, several
from bot.services.searching import Hit, Hits
from bot.ui import markdown
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, say, services_of, turn
from bot.ui.clicks import ID, Click
from bot.ui.layout import (
    Item,
    Layout,
    back_and_more,
    button,
    chapter_name,
    joined,
    jump,
    link,
    row,
    small,
    text,
    titled,
)
from bot.ui.reader import reader_view


class SearchButton(Click, template=rf"f:search:{ID}:([0-9]{{1,6}}):(.{{1,{LONGEST}}})"):
    """Turns the pages of what was found."""

    @classmethod
    def make(cls, hits: Hits, page: int, label: str, *, disabled: bool) -> "SearchButton":
        """Make the button for a page, page 0 first."""
        state = f"{hits.serial.serial_id}:{page}:{hits.sought.written}"
        return cls(button(label, f"f:search:{state}", disabled=disabled))

    async def answer(self, interaction: Interaction) -> None:
        """Look again and show the page in the same private message."""
        serial, page, typed = self.words
        hits = await services_of(interaction).searching.search(
            viewer_of(interaction), int(serial), typed, int(page)
        )
        await turn(interaction, hits_view(hits))


class OpenAtButton(Click, template=f"f:at:{ID}:{ID}:{ID}"):
    """Opens the private reader at a passage. The numbers are the serial, its edition, the passage;
    after a new edition it opens the reader's place.
    """

    @classmethod
    def make(cls, serial: Serial, passage: int) -> "OpenAtButton":
        """Make the button of a passage."""
        state = f"{serial.serial_id}:{serial.edition_id}:{passage}"
        return cls(button(_("In my reader"), f"f:at:{state}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open it in a private message of its own: what was found stays."""
        serial, edition, passage = self.numbers
        page = await services_of(interaction).reading.open(
            viewer_of(interaction), serial, passage, edition_id=edition
        )
        await say(interaction, reader_view(page))


def hits_view(hits: Hits) -> Layout:
    """Lay out a page of what was found, and how much more there is further on."""
    items: list[Item | None] = []
    for hit in hits.hits:
        items += [text(_found(hit)), _ways(hits.serial, hit)]
    return Layout(
        text(joined([titled(hits.serial.title), _summary(hits)])),
        *items,
        text(small(more)) if (more := _more(hits)) else None,
        back_and_more(
            lambda label, page, ended: SearchButton.make(hits, page, label, disabled=ended),
            hits.page,
            hits.pages,
        ),
    )


def _summary(hits: Hits) -> str:
    if not hits.reads:
        return _(
            "You have not begun this story yet: `/read` opens it for you, and what you have read "
            "can be searched."
        )
    if not hits.found:
        return _("Up to your place no passage has that.")
    said = several(
        "{count} passage up to your place has it.",
        "{count} passages up to your place have it.",
        hits.found,
    )
    if hits.sought.begun:
        return f"{said} {_('None has the words as you typed them, so those that begin so count.')}"
    return said


def _found(hit: Hit) -> str:
    place = _("passage {number}", number=hit.passage)
    return f"**{chapter_name(hit.heading)}** · {place}\n> {markdown.render(hit.extract)}"


def _ways(serial: Serial, hit: Hit) -> Item | None:
    address = jump(serial.guild_id, serial.channel_id, hit.message_id)
    return row(
        link(_("In the channel"), address) if hit.message_id is not None else None,
        OpenAtButton.make(serial, hit.passage),
    )


def _more(hits: Hits) -> str:
    """Say how much is further on, behind bars: that a name comes again may be news, too."""
    if hits.ahead is None:
        return ""
    return _(
        "How many passages further on than you are have it: {count}",
        count=markdown.barred(number(hits.ahead)),
    )
