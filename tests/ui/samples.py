"""Stories, serials and postings to lay out; `long` ones are as long as anything may get."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.domain.cadence import Cadence
from bot.domain.catching_up import Pace
from bot.domain.changes import Changes, Tally
from bot.domain.choices import AUTOMATIC, Choices
from bot.domain.company import others_of
from bot.domain.delivery import State
from bot.domain.keys import Key
from bot.domain.pages import END, Page, Preferences, Spot
from bot.domain.passages import Passage
from bot.domain.serial import (
    ChapterEntry,
    Discussion,
    Gate,
    Instalment,
    Note,
    Serial,
    SerialState,
    Size,
    SizeKind,
)
from bot.domain.sought import wanted
from bot.domain.story import (
    NO_NOTICES,
    ChapterKind,
    Footnote,
    Heading,
    Imported,
    Marker,
    Notice,
    Notices,
    Paragraph,
    Rating,
    Remark,
    Story,
    Text,
    Weight,
)
from bot.domain.subscription import (
    EVERY_DAY,
    USUAL,
    Hold,
    Outlook,
    Rhythm,
    Subscription,
    SubscriptionKind,
    SubscriptionState,
)
from bot.services.bookmarks import BookmarkLine, BookmarkList
from bot.services.catching_up import Offer
from bot.services.company import Board, BoardRow
from bot.services.contents import Contents, ContentsLine, Leap, Reached
from bot.services.correspondence import Received
from bot.services.discussions import Step, Way
from bot.services.editions import Prepared
from bot.services.footnotes import FoundNote, NoteAnswer, NotesFound
from bot.services.leafing import ReaderPage
from bot.services.library import StoryEntry
from bot.services.ports import (
    LetterContent,
    LetterEnd,
    LevelContent,
    PassageContent,
    Posting,
    ReminderContent,
)
from bot.services.progress import Overview, Progress
from bot.services.proofs import Figures, Proof, Replacement, SerialChange, draw_up
from bot.services.quoting import Quote, SentenceChoice, Sentences
from bot.services.reading import Finished
from bot.services.replacing import Replaced
from bot.services.searching import Hit, Hits
from bot.services.statistics import AskedNote, ChapterFigures, Statistics
from bot.services.subscriptions import LetterRead, SubscriptionView
from bot.services.views import CalendarEntry, Crowd, Proposal, SerialView, Trouble
from bot.storage.editions import EditionRecord, NoteRecord

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
LONG_NAME = "The *Very* Long_Tale of `Many` Words and [Signs](x) " * 2 + "*" * 300
HEADING = Heading(ChapterKind.CHAPTER, 3, "The Lamp")


def prose(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def heading(*, long: bool = False) -> Heading:
    return Heading(ChapterKind.CHAPTER, 300, LONG_NAME) if long else HEADING


def passage(number: int = 12, *, long: bool = False) -> Passage:
    if not long:
        return Passage(number, 2, 0, ((prose("She lit the lamp."),), (prose("It went out."),)))
    return Passage(number, 2, 0, ((prose("wild*ly " * 400),),))


def note(number: int = 1, *, long: bool = False) -> Note:
    text = "A *sign* of_things. " * 500 if long else "A kind of lamp."
    return Note(
        note_id=100 + number,
        label=str(number),
        word="Raikiri" * (30 if long else 1),
        sentence="He drew Raikiri and waited. " * (60 if long else 1),
        chapter=2,
        passage=12,
        definition=(prose(text), prose("And more.")),
    )


def notices(*, long: bool = False) -> Notices:
    warnings = ("a wreck, a storm, and " * 6,) if long else ("a wreck", "storms")
    return Notices(Notice(Rating.EXPLICIT, warnings), Notice(Rating.MATURE, warnings))


def notes(count: int, *, long: bool = False) -> tuple[Note, ...]:
    return tuple(note(number, long=long) for number in range(1, count + 1))


def serial(*, long: bool = False, state: SerialState = SerialState.RUNNING) -> Serial:
    return Serial(
        serial_id=7,
        guild_id=1,
        channel_id=10,
        story_id=5,
        edition_id=6,
        title=LONG_NAME if long else "The Lamplighter",
        author=LONG_NAME if long else "A. Writer",
        rating=Rating.GENERAL,
        started_by=100,
        state=state,
        pause_reason="In <#10> I lack Send Messages. " * (30 if long else 1)
        if state is SerialState.PAUSED
        else None,
        cadence=Cadence(frozenset({1, 4}), time(18), "America/New_York"),
        size=Size(SizeKind.PASSAGES, 3),
        discussion=Discussion.INSTALMENT,
        gate=Gate.OPEN,
        ping_role_id=55,
        next_at=NOW,
        owed=0,
        missed=3 if long else 0,
    )


def instalment(number: int = 4) -> Instalment:
    return Instalment(number, chapter=2, first_passage=10, last_passage=12, part=1, parts=2)


def content(
    *,
    long: bool = False,
    notes_cited: int = 2,
    part: int = 3,
    parts: int = 3,
    chapter_parts: int = 1,
    title: str | None = None,
    discuss: bool = True,
    ping: int | None = None,
    told: Notices = NO_NOTICES,
) -> PassageContent:
    return PassageContent(
        heading=heading(long=long),
        passage=passage(long=long),
        part=part,
        parts=parts,
        minutes_left=9.2,
        chapter_part=min(2, chapter_parts),
        chapter_parts=chapter_parts,
        title=title,
        notes=notes(notes_cited, long=long),
        discuss=discuss,
        ping_role_id=ping,
        notices=told,
    )


def posting(said: PassageContent | None = None, *, part: str = "passage:12") -> Posting:
    key = Key(7, 4, part)
    return Posting(
        key=key,
        place_id=10,
        nonce=key.nonce(999, 10),
        mark=key.mark(999, 10),
        content=said or content(),
        silent=True,
        adult=False,
    )


def letter(
    *, long: bool = False, last: bool = True, notes_cited: int = 2, told: Notices = NO_NOTICES
) -> LetterContent:
    return LetterContent(
        serial=serial(long=long),
        edition_id=3,
        subscription=5,
        number=4,
        heading=heading(long=long),
        passage=passage(long=long),
        part=2 if last else 1,
        parts=2,
        minutes_left=9.2,
        notes=notes(notes_cited, long=long),
        end=LetterEnd(11, 12, Outlook.MORE, NOW, NOW) if last else None,
        notices=told,
    )


def level(outlook: Outlook = Outlook.LEVEL, *, long: bool = False) -> LevelContent:
    return LevelContent(serial(long=long), 5, 4, outlook, NOW)


def lettered(said: LetterContent | LevelContent | ReminderContent) -> Posting:
    key = Key(7, 3, "passage:12", 5)
    nonce, mark = key.nonce(999, 20), key.mark(999, 20)
    return Posting(key, 20, nonce, mark, said, silent=True, adult=False, private=True)


def subscription(
    state: SubscriptionState = SubscriptionState.ACTIVE,
    *,
    outlook: Outlook = Outlook.MORE,
    number: int = 5,
) -> SubscriptionView:
    held = Hold.CLOSED if state is SubscriptionState.HELD else None
    return SubscriptionView(
        serial=replace(serial(), serial_id=number + 2),
        subscription=Subscription(
            subscription_id=number,
            serial_id=number + 2,
            user_id=101,
            kind=SubscriptionKind.LETTERS,
            state=state,
            held=held,
            restricted=False,
            channel_id=20,
            locale="en-GB",
            rhythm=Rhythm(Cadence(EVERY_DAY, time(7, 30), "Europe/Berlin"), USUAL),
            next_at=NOW,
            reached=12,
            sent=4,
            told=False,
        ),
        outlook=outlook,
        drops_at=NOW,
        sent=True,
    )


def received(letters: int = 1) -> Received:
    told = tuple(subscription(number=number) for number in range(1, letters + 1))
    return Received(told, (8,), (serial(), serial(long=True)), elsewhere=2)


def catching_up() -> Offer:
    return Offer(serial(), (Pace(5, NOW), Pace(10, NOW), Pace(15, NOW)))


def letter_read() -> LetterRead:
    return LetterRead(serial(), (instalment(),), moved=True)


def page(
    *,
    long: bool = False,
    number: int = 12,
    cited: int = 2,
    dropped: int = 20,
    state: SerialState = SerialState.RUNNING,
    told: Notices = NO_NOTICES,
    plain: bool = False,
    bookmarked: bool = False,
    furthest: Spot | None = None,
) -> ReaderPage:
    """A page as long as its passage, of the one chapter that there is."""
    shown = replace(passage(number, long=long), first_scene=1)
    if cited:
        *rest, last = shown.paragraphs
        marked = Paragraph((*last.runs, *(Marker(one.label) for one in notes(min(cited, 30)))))
        shown = replace(shown, scenes=((*rest, marked),))
    return ReaderPage(
        serial=serial(long=long, state=state),
        heading=heading(long=long),
        passage=shown,
        page=Page(shown, 0, 40),
        until=END,
        opens_scene=True,
        number=number,
        pages=dropped,
        chapter_whole=dropped == 40,
        minutes_left=4.2,
        percent=31.4,
        back=Spot(number - 1, END) if number > 1 else None,
        following=Spot(number + 1) if number < dropped else None,
        last_of_story=number == 40,
        furthest=furthest,
        notes=notes(cited, long=long),
        bookmarked=bookmarked,
        ending=instalment() if number == dropped else None,
        finished=False,
        next_at=NOW if state is SerialState.RUNNING else None,
        message_id=777,
        preferences=Preferences(plain=plain),
        behind=2,
        notices=told,
    )


def contents(*, long: bool = False, chapters: int = 4, plain: bool = False) -> Contents:
    """Contents of a reader who is in the second chapter, and has begun the third."""
    reached = (Reached.READ, Reached.HERE, Reached.BEGUN)
    lines = tuple(
        ContentsLine(
            replace(heading(long=long), number=number + 1),
            first_passage=number * 3 + 1,
            minutes=9.0,
            whole=number < chapters - 1,
            reached=reached[number] if number < len(reached) else Reached.AHEAD,
        )
        for number in range(chapters)
    )
    return Contents(serial(long=long), lines, 1, 2, plain)


def leap(*, long: bool = False, begun: bool = True) -> Leap:
    return Leap(serial(long=long), heading(long=long), 30, heading(long=long) if begun else None)


def bookmarks(count: int = 2, *, long: bool = False) -> BookmarkList:
    words = LONG_NAME if long else "She lit the lamp."
    lines = tuple(
        BookmarkLine(number, heading(long=long), Spot(number), words)
        for number in range(1, count + 1)
    )
    return BookmarkList(serial(long=long), lines, plain=False)


def found_note(number: int = 1, *, long: bool = False, ahead: bool = False) -> FoundNote:
    return FoundNote(note(number, long=long), heading(long=long), ahead, worded=number % 4 == 1)


def answer(*, long: bool = False, ahead: bool = False, others: int = 0) -> NoteAnswer:
    rest = tuple(found_note(2 + at, long=long, ahead=bool(at % 2)) for at in range(others))
    return NoteAnswer(serial(long=long), found_note(long=long, ahead=ahead), 777, rest)


def notes_found(count: int, *, long: bool = False) -> NotesFound:
    found = tuple(found_note(at, long=long, ahead=bool(at % 2)) for at in range(count))
    return NotesFound(serial(long=long), found)


def hits(count: int, *, long: bool = False, ahead: int = 3) -> Hits:
    piece = Paragraph((Text("… and "), Text("lamps", strong=True), Text(" went out, one. " * 11)))
    shown = piece if not long else Paragraph((Text("wild*ly " * 22, strong=True), Text("*" * 20)))
    found = tuple(Hit(at + 1, heading(long=long), shown, 700 + at) for at in range(min(count, 5)))
    begun = wanted("lamp", begun=long)
    return Hits(serial(long=long), begun, found, 0, count, ahead)


def sentences(count: int, *, long: bool = False, passages: int = 1) -> Sentences:
    text = "She lit the lamp. " * (20 if long else 1)
    found = tuple(SentenceChoice(12 + at % passages, at, text) for at in range(count))
    return Sentences(serial(long=long), found)


def quote(*, long: bool = False, veiled: bool = True, count: int = 2) -> Quote:
    words = passage(long=long).paragraphs
    return Quote(serial(long=long), heading(long=long), 12, 3, count, count < 4, words, 777, veiled)


def finished(*, readers: int = 3, again: bool = False, moved: bool = True) -> Finished:
    return Finished(serial(), instalment(), readers, again, moved=moved)


def progress(
    *,
    long: bool = False,
    at: int = 12,
    percent: float = 31.4,
    dropped: int = 20,
    state: SerialState = SerialState.RUNNING,
) -> Progress:
    return Progress(
        serial=serial(long=long, state=state),
        heading=heading(long=long) if at else None,
        passage=at,
        dropped=dropped,
        total=40,
        percent=percent,
        passages_left=dropped - at,
        minutes_left=14.0,
        next_at=NOW if state is SerialState.RUNNING else None,
    )


def overview(
    *,
    long: bool = False,
    at: int = 12,
    percent: float = 31.4,
    dropped: int = 20,
    state: SerialState = SerialState.RUNNING,
    chapters: int = 14,
    others: int = 5,
) -> Overview:
    """A place in a book of 40 passages; the others are strewn over all that has dropped."""
    ends = [round(40 * (number + 1) / chapters) for number in range(chapters)]
    places = [number * 7 % (dropped + 1) for number in range(others)]
    return Overview(
        progress=progress(long=long, at=at, percent=percent, dropped=dropped, state=state),
        chapters=tuple(400 + 97 * number % 900 for number in range(chapters)),
        dropped_percent=2.5 * dropped,
        others=others_of(at, places, silent=0, words=(100,) * 40, chapter_ends=ends),
    )


def board(*, long: bool = False, sharing: bool = True) -> Board:
    """A board with all that may stand in one."""
    rows = (
        BoardRow(heading(long=long), (101, 102, 103), 9, own=False, gap=False),
        BoardRow(heading(long=long), (104,), 0, own=False, gap=True),
        BoardRow(heading(long=long), (105, 106, 107), 10, own=True, gap=False),
        BoardRow(heading(long=long), (), 2, own=False, gap=False),
        BoardRow(None, (108,), 0, own=False, gap=True),
    )
    return Board(serial(long=long), rows, sharing=sharing, silent=4)


def statistics(
    *, long: bool = False, chapters: int = 9, readers: int | None = 40, worded: bool = False
) -> Statistics:
    """Figures of all kinds."""
    figures = tuple(
        ChapterFigures(
            heading(long=long),
            None if number % 7 == 6 else 40 - number % 30,
            (0, None, 5)[number % 3],
            None if number % 4 == 3 else 12.0 * number,
        )
        for number in range(chapters)
    )
    asked = tuple(
        AskedNote(one.label, one.word, heading(long=long), 7, ahead=ahead, worded=worded)
        for one, ahead in zip(notes(2, long=long), (False, True), strict=True)
    )
    return Statistics(serial(long=long), readers, figures, asked)


def story(
    *,
    long: bool = False,
    number: int = 5,
    rating: Rating = Rating.TEEN,
    chapters: int = 3,
    on_shelf: bool = True,
) -> StoryEntry:
    return StoryEntry(
        story_id=number,
        title=LONG_NAME if long else "The Lamplighter",
        author=LONG_NAME if long else "A. Writer",
        summary="All_of it. " * 500 if long else "A town, a lamp.",
        language="en",
        rating=rating,
        warnings=("storms_and_lamps",) * (100 if long else 1),
        on_shelf=on_shelf,
        words=1_300,
        chapters=chapters,
        passages=12,
        notes=2,
        running=1,
    )


def chapters(count: int, *, long: bool = False) -> tuple[ChapterEntry, ...]:
    return tuple(
        ChapterEntry(number, heading(long=long), 520, 2, number + 1, number + 1)
        for number in range(count)
    )


def remarks(code: str, number: int, *, weight: Weight = Weight.WARNING) -> list[Remark]:
    return [Remark(code, place, f"{code} at {place}.", weight) for place in range(1, number + 1)]


def proof(
    *,
    long: bool = False,
    chapters: int = 1,
    remarks: tuple[Remark, ...] | None = None,
    twin: bool = False,
    cited: int = 2,
    choices: Choices = AUTOMATIC,
    before: Figures | None = None,
) -> Proof:
    """A proof of `chapters` chapters with a passage each; the notes are cited in the first."""
    made = tuple(
        Remark(
            f"code-{number % 20}", 10 + number, "A *remark* that goes on. " * (20 if long else 1)
        )
        for number in range(60 if long else 1)
    )
    cites = tuple(Marker(str(number)) for number in range(1, cited + 1))
    passages = tuple(
        replace(passage(number + 1, long=long), chapter=number) for number in range(chapters)
    )
    scenes = passages[0].scenes
    cut = (scenes[0][0], *scenes[0][1:])
    first = replace(cut[0], runs=(*cut[0].runs, *cites))
    passages = (replace(passages[0], scenes=((first, *cut[1:]), *scenes[1:])), *passages[1:])
    edition = EditionRecord(
        digest="",
        file_name="lamplighter.txt",
        words=1_300,
        chapters=tuple(
            ChapterEntry(number, heading(long=long), 520, 2, number + 1, number + 1)
            for number in range(chapters)
        ),
        passages=passages,
        notes=tuple(
            NoteRecord(0, Footnote(one.label, one.definition), 1, one.word, one.sentence)
            for one in notes(cited, long=long)
        ),
    )
    tree = Story(LONG_NAME if long else "The Lamplighter", LONG_NAME if long else None, None, ())
    imported = Imported(tree, made if remarks is None else remarks, 2, 1)
    prepared = Prepared(imported, edition)
    sheet = draw_up(prepared, choices, Rating.UNRATED)
    return Proof(9, sheet, prepared, twin, before)


def serial_change(
    state: SerialState = SerialState.RUNNING, *, long: bool = False, following: bool = True
) -> SerialChange:
    return SerialChange(
        serial=serial(long=long, state=state),
        dropped=12,
        readers=3,
        corrections=4,
        lost=1,
        following=instalment(5) if following else None,
        heading=heading(long=long) if following else None,
        had_following=True,
    )


def edition_proof(
    *,
    long: bool = False,
    corrections: int = 4,
    changes: Changes | None = None,
    serials: tuple[SerialChange, ...] | None = None,
) -> Proof:
    """A proof of a new edition that changes all there is to change."""
    many = 3_000 if long else 2
    headings = (heading(long=long),) * many
    told = Changes(headings, headings, headings, Tally(3, 1, 2), Tally(5, 6, 7), Tally(1, 1, 1))
    found = Replacement(
        changes=told if changes is None else changes,
        words_before=1_200,
        serials=(serial_change(long=long),) * (200 if long else 1) if serials is None else serials,
        unseen=2,
        readers=3,
        corrections=corrections,
        lost=2,
    )
    return replace(proof(long=long), replacement=found)


def replaced() -> Replaced:
    return Replaced(story(), 4, 3, (serial(state=SerialState.PAUSED),))


def entries(count: int, *, long: bool = False) -> tuple[CalendarEntry, ...]:
    return tuple(
        CalendarEntry(
            Instalment(number, number, number, number + 2, 2, 3),
            heading(long=long),
            NOW + timedelta(days=number),
            9.0,
        )
        for number in range(1, count + 1)
    )


def proposal(*, long: bool = False, count: int = 25) -> Proposal:
    return Proposal(
        draft_id=9,
        story=story(long=long),
        channel_id=10,
        cadence=serial().cadence,
        size=serial().size,
        discussion=Discussion.CHAPTER,
        gate=Gate.OPEN,
        ping_role_id=55,
        entries=entries(count, long=long),
        crowd=Crowd(1_200, ((Size(SizeKind.MINUTES, 10), 11),) * (16 if long else 1)),
        beside=True,
    )


def trouble(number: int = 1, *, state: State = State.PARKED, long: bool = False) -> Trouble:
    reason = "I can't read the history. " * (40 if long else 1)
    return Trouble(Key(7, number, f"passage:{number}"), state, reason, heading(), number)


def view(
    *,
    long: bool = False,
    count: int = 25,
    state: SerialState = SerialState.RUNNING,
    troubles: tuple[Trouble, ...] = (),
    corrections: int = 0,
) -> SerialView:
    return SerialView(
        serial=serial(long=long, state=state),
        dropped=12,
        passages=40,
        instalments=14,
        next_instalment=instalment(5),
        next_heading=heading(long=long),
        readers=3,
        upcoming=entries(count, long=long),
        troubles=troubles,
        corrections=corrections,
    )


def way(step: Step = Step.THERE, *, gated: bool = False, unread: bool = False) -> Way:
    gate = Gate.AFTER_READING if gated else Gate.OPEN
    thread = 888 if step is Step.THERE else None
    return Way(replace(serial(), gate=gate), step, 4, thread, unread)
