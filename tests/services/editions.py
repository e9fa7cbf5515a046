"""A story of a few chapters, its serial, and the new editions it is given."""

from bot.domain.serial import Discussion
from bot.domain.story import Rating
from bot.services.ports import PassageContent
from bot.services.proofs import EditionRequest, Proof
from bot.storage import deliveries
from tests.domain.test_revision import words
from tests.services.conftest import House
from tests.services.fakes import MODERATOR, viewer

MOD = viewer(MODERATOR)
READER = viewer()


def chapter(title: str, seed: int, paragraphs: int = 12, mark: str = "") -> str:
    texts = [words(60, seed * 100 + at) for at in range(paragraphs)]
    texts[1] += mark
    return f"# {title}\n\n" + "\n\n".join(texts)


def manuscript(*chapters: str, notes: str = "") -> str:
    return "\n\n".join([*chapters, notes]) + "\n"


ONE, TWO, THREE, FOUR = (
    chapter(name, at) for at, name in enumerate(("One", "Two", "Three", "Four"))
)
BOOK = manuscript(ONE, TWO, THREE)


async def start(
    house: House,
    text: str = BOOK,
    *,
    instalment: str = "chapter",
    discussion: Discussion = Discussion.INSTALMENT,
) -> tuple[int, int]:
    """Add a story and start a serial of it; say the ids of both."""
    story_id = await house.add_story(text, "harbour.md")
    return story_id, await house.start(
        story_id=story_id, instalment=instalment, discussion=discussion
    )


async def drops(house: House, number: int) -> None:
    """Let so many dates come."""
    for _ in range(number):
        house.clock.move(hours=(18 - house.clock.now().hour) % 24 or 24)
        await house.settle()


async def propose(
    house: House,
    story_id: int,
    text: str,
    *,
    title: str | None = None,
    rating: Rating | None = None,
) -> Proof:
    return await house.replacing.propose(
        MOD, story_id, text.encode(), "harbour.md", EditionRequest(title=title, rating=rating)
    )


async def replaced(house: House, story_id: int, text: str, *, correct: bool = False) -> None:
    proof = await propose(house, story_id, text)
    await house.replacing.confirm(MOD, proof.draft_id, revision=0, correct=correct)


def shown(house: House) -> list[str]:
    """The text of each passage in the channel, in order."""
    return [
        " ".join(part.text for part in item.posting.content.passage.paragraphs)
        for item in house.discord.messages
        if isinstance(item.posting.content, PassageContent)
    ]


def told(text: str) -> str:
    """The words of a manuscript without its headings."""
    return " ".join(" ".join(line for line in text.split("\n") if not line.startswith("#")).split())


async def text_read(house: House, serial_id: int) -> str:
    """All that a reader can turn the pages of."""
    dropped = await deliveries.dropped_through(house.database.reader, serial_id)
    pages = [await house.reading.open(READER, serial_id, at) for at in range(1, dropped + 1)]
    return " ".join(part.text for page in pages for part in page.passage.paragraphs)


NOTED = manuscript(
    chapter("One", 1, mark=" A lantern[^1] hung there."),
    chapter("Two", 2, mark=" A bell[^2] rang."),
    notes="[^1]: A lamp with manners.\n\n[^2]: It was cast at home.",
)
