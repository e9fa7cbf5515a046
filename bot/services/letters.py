"""Letters to one reader: planning the next one, and what its messages say."""

from datetime import datetime

from bot.domain.keys import Key, PartKind
from bot.domain.reading_time import minutes
from bot.domain.serial import Serial, SerialState, date_to_come, notices_before
from bot.domain.subscription import (
    FAR_BEHIND,
    Outlook,
    Portion,
    Subscription,
    SubscriptionKind,
    beginning,
    chapters_behind,
    outlook,
    portion,
)
from bot.services.ports import (
    Content,
    LetterContent,
    LetterEnd,
    LevelContent,
    Posting,
    ReminderContent,
)
from bot.services.postings import Unpostable
from bot.storage import deliveries, editions, letters, places, serials, subscriptions
from bot.storage.database import Connection
from bot.storage.letters import Letter


async def plan_letter(db: Connection, subscription: Subscription) -> bool:
    """Put the next letter into the outbox, within a transaction; False where there is none.

    With nothing to send, the reader is told so: once, until there has been something again.
    """
    serial = await serials.load(db, subscription.serial_id)
    if serial is None or subscription.rhythm is None:
        return False
    dropped = await deliveries.dropped_through(db, serial.serial_id)
    following = await _following(db, subscription, serial, dropped)
    if following is None:
        ahead = await outlook_of(db, serial, dropped)
        if subscription.told and not ahead.final:
            return False
        names = [f"{PartKind.WORD}:{subscription.sent + 1}"]
        reached, told = subscription.reached, True
    else:
        numbers = range(following.first, following.last + 1)
        names = [f"{PartKind.PASSAGE}:{number}" for number in numbers]
        reached = following.last
        told = await outlook_of(db, serial, reached) is not Outlook.MORE
    keys = [
        Key(serial.serial_id, serial.edition_id, name, subscription.subscription_id)
        for name in names
    ]
    await letters.plan(db, subscription.channel_id, keys, subscription.sent + 1)
    await subscriptions.count_letter(db, subscription.subscription_id, reached=reached, told=told)
    return True


async def withdraw(db: Connection, subscription: Subscription) -> int:
    """Take back what can't have been sent, within a transaction, and say up to which passage the
    rest goes; it is planned again later.
    """
    first = await letters.withdraw(db, subscription.subscription_id)
    if first is None:
        return subscription.reached
    reached = first - 1 if first else subscription.reached
    await subscriptions.set_reached(db, subscription.subscription_id, reached, told=False)
    return reached


async def behind_with(db: Connection, serial: Serial, user_id: int) -> int:
    """Count the chapters that have dropped to their end and that a reader has yet to finish."""
    place = await places.load(db, serial.serial_id, user_id)
    dropped = await deliveries.dropped_through(db, serial.serial_id)
    return chapters_behind(place, dropped, await editions.chapters(db, serial.edition_id))


async def is_over(db: Connection, subscription: Subscription, serial: Serial) -> bool:
    """Whether all has been sent and nothing will drop any more."""
    dropped = await deliveries.dropped_through(db, serial.serial_id)
    if await _following(db, subscription, serial, dropped) is not None:
        return False
    return (await outlook_of(db, serial, dropped)).final


async def is_dropping(db: Connection, serial_id: int, now: datetime) -> bool:
    """Whether an instalment of a serial is due or on its way."""
    serial = await serials.load(db, serial_id)
    if serial is None or serial.state is not SerialState.RUNNING:
        return False
    due = serial.next_at is not None and serial.next_at <= now
    return due or bool(await deliveries.open_count(db, serial_id))


async def outlook_of(db: Connection, serial: Serial, through: int) -> Outlook:
    """Say what comes after a passage of a serial."""
    dropped = await deliveries.dropped_through(db, serial.serial_id)
    total = len(await editions.word_counts(db, serial.edition_id))
    return outlook(serial.state, through, dropped, total)


async def posting_for_letter(
    db: Connection, letter: Letter, bot_id: int, now: datetime
) -> Posting | Unpostable:
    """Put together what the poster needs for a message of a letter."""
    subscription = await subscriptions.load(db, letter.subscription)
    serial = await serials.load(db, letter.key.serial)
    if subscription is None or serial is None:
        return Unpostable(None)
    content: Content | None
    if subscription.kind is SubscriptionKind.REMINDERS:
        content = await _reminder(db, subscription, serial)
    elif letter.key.kind is PartKind.PASSAGE:
        content = await _passage(db, letter, subscription, serial, now)
    else:
        content = await _level(db, letter, serial, now)
    if content is None:
        return Unpostable(None)
    return Posting(
        key=letter.key,
        place_id=letter.channel_id,
        nonce=letter.key.nonce(bot_id, letter.channel_id),
        mark=letter.key.mark(bot_id, letter.channel_id),
        content=content,
        silent=letter.position > 1,
        adult=serial.rating.adult,
        # It says how things stand, and that may have changed since the first attempt.
        revised=True,
        private=True,
        language=subscription.locale,
    )


async def _following(
    db: Connection, subscription: Subscription, serial: Serial, dropped: int
) -> Portion | None:
    assert subscription.rhythm is not None
    place = await places.load(db, serial.serial_id, subscription.user_id)
    return portion(
        beginning(place, subscription.reached),
        dropped,
        await editions.passage_entries(db, serial.edition_id),
        await editions.chapters(db, serial.edition_id),
        subscription.rhythm.size,
        language=serial.language,
    )


async def _passage(
    db: Connection, letter: Letter, subscription: Subscription, serial: Serial, now: datetime
) -> Content | None:
    edition_id, number = letter.key.instalment, letter.passage or 0
    found = await editions.passages(db, edition_id, number, number)
    chapter = await editions.chapter_of(db, edition_id, number)
    if not found or chapter is None:
        return None
    passage = found[0]
    messages = await letters.of_number(db, letter.subscription, letter.number)
    first, last = messages[0].passage or number, messages[-1].passage or number
    words = await editions.words_of(db, edition_id, number, last)
    end = LetterEnd(
        first,
        last,
        await outlook_of(db, serial, last),
        subscription.next_at,
        date_to_come(serial, now),
    )
    return LetterContent(
        serial=serial,
        edition_id=edition_id,
        subscription=letter.subscription,
        number=letter.number,
        heading=chapter.heading,
        passage=passage,
        part=letter.position,
        parts=len(messages),
        minutes_left=minutes(words, serial.language),
        notes=await editions.notes_of(db, edition_id, passage.chapter, passage.labels),
        end=end if letter.position == len(messages) else None,
        notices=notices_before(number, serial.notice, chapter),
    )


async def _reminder(db: Connection, subscription: Subscription, serial: Serial) -> Content | None:
    """Say how far behind they are; nothing, where they have caught up meanwhile."""
    behind = await behind_with(db, serial, subscription.user_id)
    return ReminderContent(serial, behind) if behind >= FAR_BEHIND else None


async def _level(db: Connection, letter: Letter, serial: Serial, now: datetime) -> Content:
    dropped = await deliveries.dropped_through(db, serial.serial_id)
    return LevelContent(
        serial=serial,
        subscription=letter.subscription,
        number=letter.number,
        outlook=await outlook_of(db, serial, dropped),
        drops_at=date_to_come(serial, now),
    )
