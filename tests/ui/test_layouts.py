"""What members see, and Discord's limits: 4,000 units of text and 40 components a message."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from discord import ui

from bot.domain.delivery import State
from bot.domain.pages import PageLength, Preferences
from bot.domain.passages import Passage
from bot.domain.serial import SerialState
from bot.domain.story import Notice, Notices, Rating, Remark
from bot.domain.subscription import Outlook, SubscriptionState
from bot.services.discussions import Step
from bot.services.guilds import LONGEST_WARNINGS
from bot.services.library import EditionEntry, Removal
from bot.services.mydata import Holdings
from bot.services.ports import (
    ClosingContent,
    DeskNote,
    GreetingContent,
    MostAsked,
    Posting,
    ReminderContent,
)
from bot.services.replacing import Replaced
from bot.ui import (
    board,
    catching_up,
    contents,
    correspondence,
    desk,
    dialogs,
    finishing,
    library,
    markdown,
    mydata,
    notes,
    overview,
    passage,
    preferences,
    progress,
    proof,
    proposals,
    quote,
    rating,
    reader,
    replacement,
    search,
    serials,
    statistics,
    subscriptions,
)
from bot.ui.proofpages import Tab
from tests.ui import samples


def components(view: ui.LayoutView) -> Iterator[dict[str, Any]]:
    def walk(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for item in items:
            yield item
            yield from walk(item.get("components", []))

    return walk(view.to_components())


def shown(view: ui.LayoutView) -> str:
    return "\n".join(item["content"] for item in components(view) if item["type"] == 10)


def labels(view: ui.LayoutView) -> list[str]:
    return [item["label"] for item in components(view) if item["type"] == 2]


def custom_ids(view: ui.LayoutView) -> list[str]:
    return [item["custom_id"] for item in components(view) if item.get("custom_id")]


def greeting(
    *, long: bool = False, instalment: int = 4, whole: bool = False, last: bool = False
) -> Posting:
    said = GreetingContent(
        samples.serial(long=long).title,
        samples.heading(long=long),
        1,
        2,
        whole_chapter=whole,
        last=last,
    )
    base = samples.posting(part="greeting")
    key = type(base.key)(7, instalment, "greeting")
    return Posting(key, 888, base.nonce, base.mark, said, silent=True, adult=False)


def closing(*, long: bool = False, discussions: bool = True) -> Posting:
    serial = samples.serial(long=long)
    asked = MostAsked("1", "Raikiri", 12)
    said = ClosingContent(
        serial.title, serial.author, 1_300, 14, 3, discussions=discussions, days=14, asked=asked
    )
    base = samples.posting(part="closing")
    return Posting(base.key, 10, base.nonce, base.mark, said, silent=True, adult=False)


def desk_note(kind: str) -> DeskNote:
    key = samples.trouble().key
    return DeskNote(1, 7, 10, 100, "Part of “{title}” is held up.", {"title": "*A*"}, kind, key)


FLOOD = tuple(
    Remark(f"code-{number % 20}", number, "A *remark* that goes on. " * 20, part="a_b/" * 40)
    for number in range(1, 900)
)
FLOODED = samples.proof(long=True, chapters=3_000, remarks=FLOOD)
MANY = tuple(samples.trouble(number, long=True) for number in range(1, 12))
M = 10**6
MUCH = Holdings(M, M, M, M, M, sharing=M, discussions=M, bookmarks=M, preferences=True)
VIEWS = [
    passage.posting_view(samples.posting(samples.content(long=True, notes_cited=count, ping=5)))
    for count in (0, 1, 5, 6, 25, 26, 60, 400)
]
VIEWS += [
    reader.reader_view(samples.page(long=True, cited=count, dropped=dropped, plain=plain))
    for count in (0, 1, 6, 400)
    for dropped in (12, 40)
    for plain in (False, True)
]
VIEWS += [
    contents.contents_view(samples.contents(long=True, chapters=count, plain=plain), page)
    for count in (1, 25, 60, 700, 2_600)
    for page in (None, 0, 1, 99)
    for plain in (False, True)
]
VIEWS += [contents.bookmarks_view(samples.bookmarks(count, long=True)) for count in (0, 25, 50)]
VIEWS += [contents.leap_view(samples.leap(long=True, begun=begun)) for begun in (False, True)]
VIEWS += [
    preferences.preferences_view(Preferences(length, plain=plain))
    for length in PageLength
    for plain in (False, True)
]
VIEWS += [
    passage.posting_view(samples.lettered(samples.letter(long=True, notes_cited=count)))
    for count in (0, 1, 5, 6, 60, 400)
]
VIEWS += [
    passage.posting_view(samples.lettered(samples.level(outlook, long=True)))
    for outlook in Outlook
    if outlook is not Outlook.MORE
]
VIEWS += [catching_up.catching_up_view(samples.catching_up())]
VIEWS += [passage.posting_view(samples.lettered(ReminderContent(samples.serial(long=True), 99)))]
VIEWS += [
    subscriptions.subscription_view(samples.subscription(state)) for state in SubscriptionState
]
VIEWS += [
    correspondence.correspondence_view(samples.received(count), page)
    for count in (0, 1, 5, 40)
    for page in (0, 1, 99)
]
VIEWS += [
    passage.posting_view(
        samples.posting(
            samples.content(
                long=True, chapter_parts=3, title=samples.LONG_NAME, ping=5, notes_cited=60
            )
        )
    )
]
TOLD = samples.notices(long=True)
VIEWS += [
    passage.posting_view(samples.posting(samples.content(long=True, ping=5, told=TOLD))),
    reader.reader_view(samples.page(long=True, dropped=12, told=TOLD)),
    library.story_view(samples.story(long=True, on_shelf=False), samples.chapters(316, long=True)),
    rating.rated_view(samples.story(long=True)),
    passage.posting_view(greeting(long=True)),
    passage.posting_view(greeting(long=True, last=True)),
    passage.posting_view(closing(long=True)),
    *[notes.note_view(samples.answer(long=True), number) for number in range(5)],
    *[
        notes.note_view(samples.answer(long=True, ahead=True, others=40), number)
        for number in range(5)
    ],
    notes.note_view(samples.answer(ahead=True, others=2)),
    notes.notes_found_view(samples.notes_found(2)),
    search.hits_view(samples.hits(0)),
    quote.quote_view(samples.quote(long=True), 2**63, 10**18 - 1),
    quote.quote_view(samples.quote(count=4), 100, 7),
    quote.quote_view(samples.quote(long=True), 2**63, 10**18 - 1, may_post=False),
    quote.quoted_view(samples.quote(long=True), 2**63),
    quote.quoted_view(samples.quote(veiled=False), 100),
    quote.posted_view(),
    quote.sentences_view(samples.sentences(0)),
    quote.sentences_view(samples.sentences(60, long=True), 1),
    quote.sentences_view(samples.sentences(60, long=True, passages=9)),
    search.hits_view(samples.hits(40, long=True)),
    notes.notes_found_view(samples.notes_found(40, long=True)),
    notes.in_passage_view(samples.serial(long=True), samples.heading(long=True), []),
    *[
        notes.in_passage_view(
            samples.serial(long=True),
            samples.heading(long=True),
            list(samples.notes(count, long=True)),
        )
        for count in (1, 5, 6, 60, 400)
    ],
    progress.progress_view(samples.progress(long=True)),
    overview.overview_view(samples.overview(long=True)),
    overview.member_view(samples.overview(long=True), 101),
    board.board_view(samples.board(long=True)),
    statistics.statistics_view(samples.statistics(long=True, chapters=316)),
    statistics.statistics_view(samples.statistics(readers=None)),
    board.board_view(samples.board(long=True, sharing=False)),
    progress.shelf_view([samples.progress(long=True)] * 60),
    progress.shelf_view([]),
    *[
        proof.proof_view(samples.proof(long=True, twin=True, cited=count), tab)
        for count in (0, 5, 6, 400)
        for tab in (Tab.PROOF, Tab.PASSAGES, Tab.LONGEST)
    ],
    *[proof.proof_view(FLOODED, tab, number) for tab in Tab for number in (1, 2, 1_500, 99_999)],
    *[proof.proof_view(samples.edition_proof(long=long)) for long in (True, False)],
    *[proof.proof_view(samples.edition_proof(long=True), tab) for tab in Tab],
    replacement.replaced_view(
        Replaced(samples.story(long=True), 1_000_000, 99, (samples.serial(long=True),) * 3)
    ),
    library.story_view(samples.story(long=True), samples.chapters(316, long=True)),
    library.story_view(
        samples.story(long=True),
        samples.chapters(316, long=True),
        [EditionEntry(number, samples.NOW, 100_000) for number in range(99, 0, -1)],
    ),
    library.added_view(samples.story(long=True)),
    library.stories_view([samples.story(long=True)] * 60),
    library.removal_view(Removal(samples.story(long=True), 3)),
    *[proposals.proposal_view(samples.proposal(long=True), number) for number in (0, 1, 2, 99)],
    proposals.proposal_view(samples.proposal(long=True, count=0)),
    *[
        serials.serial_view(samples.view(long=True, state=state, troubles=MANY), said="So.")
        for state in SerialState
    ],
    serials.serials_view([samples.view(long=True, troubles=MANY)] * 60),
    serials.end_view(samples.view(long=True)),
    dialogs.help_view(moderator=True, manager=True),
    dialogs.help_view(moderator=False, manager=False),
    dialogs.welcome_view(),
    dialogs.welcome_view(back=True),
    *[
        view(holdings)
        for view in (mydata.deletion_view, mydata.deleted_view)
        for holdings in (
            Holdings(0, 0, 0, 0, 0),
            Holdings(1, 0, 1, 1, 0),
            MUCH,
        )
    ],
    *[desk.desk_view(desk_note(kind)) for kind in ("plain", "parked", "missed")],
    *[
        desk.private_view(desk_note(kind), samples.LONG_NAME)
        for kind in ("plain", "parked", "missed")
    ],
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: markdown.shorten(shown(view), 40))
def test_no_message_goes_over_a_limit(view: ui.LayoutView) -> None:
    parts = list(components(view))
    assert len(parts) <= 40
    assert markdown.length("".join(item.get("content", "") for item in parts)) <= 4000
    assert all(item["content"].strip() for item in parts if item["type"] == 10)
    assert all(0 < len(label) <= 80 for label in labels(view))
    ids = custom_ids(view)
    assert len(set(ids)) == len(ids)
    assert all(len(custom_id) <= 100 for custom_id in ids)
    for menu in (item for item in parts if item["type"] == 3):
        assert 0 < len(menu["options"]) <= 25
        assert len(menu["placeholder"]) <= 150
        for option in menu["options"]:
            assert 0 < len(option["label"]) <= 100
            assert len(option.get("description") or "") <= 100
    assert all(len(item["components"]) <= 5 for item in parts if item["type"] == 1)


def test_a_passage_says_where_it_stands_and_carries_its_mark_first() -> None:
    posting = samples.posting(samples.content(part=2, ping=55))
    first, second, *_ = components(passage.posting_view(posting))
    assert first["id"] == posting.mark
    assert first["content"] == (
        "<@&55>\n-# Ch. 3 · The Lamp · message 2 of 3 · about 9 minutes left"
    )
    assert second["content"] == "She lit the lamp.\n\n⁂\n\nIt went out."


def test_the_small_line_says_only_what_tells_something() -> None:
    def line(**changed: Any) -> str:
        return passage.headline(samples.content(**changed))

    assert line(part=1, parts=1) == "Ch. 3 · The Lamp · about 9 minutes left"
    assert line(part=1, parts=2, chapter_parts=3, title="A *Lamp*") == (
        "A \\*Lamp\\* · Ch. 3 · The Lamp (2/3) · message 1 of 2 · about 9 minutes left"
    )


def test_only_the_last_passage_of_an_instalment_has_the_readers_buttons() -> None:
    middle = passage.posting_view(samples.posting(samples.content(part=2)))
    assert labels(middle) == ["(1) Raikiri", "(2) Raikiri"]
    last = passage.posting_view(samples.posting(samples.content(part=3)))
    assert labels(last)[2:] == ["I've read this", "Discuss", "Open my reader"]
    quiet = passage.posting_view(samples.posting(samples.content(part=3, discuss=False)))
    assert labels(quiet)[2:] == ["I've read this", "Open my reader"]


def test_from_six_notes_on_there_are_menus_that_hold_them_all() -> None:
    view = passage.posting_view(samples.posting(samples.content(notes_cited=60)))
    menus = [item for item in components(view) if item["type"] == 3]
    assert [len(menu["options"]) for menu in menus] == [25, 25, 10]
    assert menus[0]["options"][0]["label"] == "(1) Raikiri"


def test_a_greeting_warns_of_spoilers_and_asks_the_same_question_every_time() -> None:
    text = shown(passage.posting_view(greeting()))
    assert "everything up to the end of Ch. 3 · The Lamp, part 1 of 2" in text
    assert "spoiler" in text
    assert text == shown(passage.posting_view(greeting()))
    prompts = {shown(passage.posting_view(greeting(instalment=n))) for n in range(1, 11)}
    assert len(prompts) == len(passage.PROMPTS)


def test_a_greeting_shows_how_to_hide_a_spoiler_and_hides_nothing_itself() -> None:
    text = shown(passage.posting_view(greeting()))
    assert "\\|\\|like this\\|\\|" in text
    assert "||" not in text


def test_the_last_greeting_lets_everything_be_said_and_guesses_nothing() -> None:
    texts = [shown(passage.posting_view(greeting(instalment=n, last=True))) for n in range(1, 11)]
    assert len(set(texts)) > 2
    for text in texts:
        assert "This was the end: everything may be said here." in text
        assert "spoiler" not in text
        assert "next" not in text


def test_the_last_chapters_thread_keeps_its_spoilers_while_parts_are_still_to_come() -> None:
    text = shown(passage.posting_view(greeting(whole=True, last=True)))
    assert "spoiler" in text
    assert "This was the end" not in text


def test_the_closing_card_names_discussions_only_where_there_are_some() -> None:
    assert "Reading, notes and discussions stay open." in shown(passage.posting_view(closing()))
    quiet = shown(passage.posting_view(closing(discussions=False)))
    assert "Reading and notes stay open." in quiet
    assert "discussion" not in quiet


def test_the_closing_card_counts_what_there_was() -> None:
    text = shown(passage.posting_view(closing()))
    assert "The Lamplighter" in text
    assert "14 instalments, 1,300 words" in text
    assert "3 members read along" in text


def test_the_reader_ends_where_the_drops_end() -> None:
    def turns(number: int) -> list[bool]:
        row = [
            item
            for item in components(reader.reader_view(samples.page(number=number)))
            if item.get("label") in {"Back", "Next"}
        ]
        return [bool(item.get("disabled")) for item in row]

    assert turns(1) == [True, False]
    assert turns(12) == [False, False]
    assert turns(20) == [False]  # *I've read this* stands in the place of Next
    text = shown(reader.reader_view(samples.page()))
    assert "4 min left in this chapter · page 12 of 20 so far · 31 %" in text


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0.4, "under a minute left"), (1.0, "1 min left"), (75, "1 h 15 min left")],
)
def test_the_reader_says_how_much_of_a_chapter_is_left(minutes: float, said: str) -> None:
    page = replace(samples.page(), minutes_left=minutes)
    assert f"-# {said} in this chapter · " in shown(reader.reader_view(page))


def test_a_note_shows_its_definition_and_the_sentence_it_belongs_to() -> None:
    view = notes.note_view(samples.answer())
    assert "### (1) Raikiri" in shown(view)
    assert "A kind of lamp.\n\nAnd more." in shown(view)
    assert "> He drew Raikiri and waited." in shown(view)
    links = [item["url"] for item in components(view) if item.get("url")]
    assert links == ["https://discord.com/channels/1/10/777"]


def test_a_long_note_is_paged_and_no_page_is_lost() -> None:
    whole = markdown.render_paragraphs(samples.note(long=True).definition)
    pages, number = "", 0
    while True:
        view = notes.note_view(samples.answer(long=True), number)
        texts = [item["content"] for item in components(view) if item["type"] == 10]
        pages += texts[1]
        more = next(item for item in components(view) if item.get("label") == "More")
        if more.get("disabled"):
            break
        number += 1
    assert number > 1
    assert "".join(pages.split()) == "".join(whole.split())


def test_a_page_of_a_note_says_which_it_is_and_ends_with_a_sentence() -> None:
    first = notes.note_view(samples.answer(long=True))
    texts = [item["content"] for item in components(first) if item["type"] == 10]
    assert texts[1].endswith("things.")
    assert texts[2].endswith("\n-# Page 1 of 5")
    second = notes.note_view(samples.answer(long=True), 1)
    assert "-# Page 2 of 5" in shown(second)
    assert "Page" not in shown(notes.note_view(samples.answer()))


def test_the_answer_to_having_read_counts_and_can_be_undone() -> None:
    first = finishing.finished_view(samples.finished(readers=1))
    assert "You are the first to have read it." in shown(first)
    assert labels(first) == ["Not yet"]
    many = finishing.finished_view(samples.finished(readers=4, again=True))
    assert shown(many) == "You had noted this already. 4 readers have read it, you among them."
    alone = finishing.finished_view(samples.finished(readers=1, again=True))
    assert shown(alone) == "You had noted this already. Nobody else has yet."
    assert labels(finishing.undone_view(samples.finished())) == ["I've read this"]


def test_taking_it_back_says_where_the_place_is_now() -> None:
    def said(**changed: bool) -> str:
        return shown(finishing.undone_view(samples.finished(**changed)))

    assert said() == "Taken back; your place is where it was before."
    assert said(moved=False) == "Taken back; your place stays where you are now."
    assert said(again=True, moved=False).startswith("There was nothing to take back")


def test_discuss_leads_to_the_thread_or_says_when_it_opens() -> None:
    view = finishing.way_view(samples.way())
    assert "<#888>" in shown(view)
    coming = finishing.way_view(samples.way(Step.COMING))
    assert shown(coming) == "It opens after the instalment's last passage."
    never = finishing.way_view(samples.way(Step.NEVER))
    assert shown(never) == "No discussion was opened for this instalment."


@pytest.mark.parametrize(
    ("share", "full", "said"),
    [(0, 0, "0 %"), (0.4, 1, "0 %"), (50, 10, "50 %"), (99.9, 19, "99 %"), (100, 20, "100 %")],
)
def test_the_bar_is_full_only_at_the_end(share: float, full: int, said: str) -> None:
    assert progress.bar(share) == "▰" * full + "▱" * (20 - full)
    assert reader.percent(share) == said


def test_progress_says_the_place_and_what_is_left() -> None:
    text = shown(progress.progress_view(samples.progress()))
    assert "You are at passage 12 of 40, Ch. 3 · The Lamp." in text
    assert "8 passages to read so far, about 14 minutes." in text
    assert "<t:1772474400:R>" in text
    assert "You have not begun." in shown(progress.progress_view(samples.progress(at=0, percent=0)))


def test_a_storys_card_lists_its_chapters() -> None:
    text = shown(library.story_view(samples.story(), samples.chapters(2)))
    assert "3 chapters, 12 passages, 1,300 words" in text
    assert text.count("- Ch. 3 · The Lamp · about 2 minutes") == 2


def test_the_calendar_has_a_date_a_line_and_turns() -> None:
    first = proposals.proposal_view(samples.proposal())
    assert shown(first).count(":F>") == 10
    assert "Ch. 3 · The Lamp (2/3) · 3 messages, about 9 minutes" in shown(first)
    assert "Tuesday and Friday at 18:00 (America/New\\_York), 3 passages each" in shown(first)
    assert labels(first) == ["Later", "Start the serial", "Never mind"]
    last = proposals.proposal_view(samples.proposal(), 2)
    assert shown(last).count(":F>") == 5
    assert labels(last) == ["Earlier", "Start the serial", "Never mind"]


def test_a_parked_message_offers_both_ways_and_a_failed_one_says_its_reason() -> None:
    parked = serials.serial_view(samples.view(troubles=(samples.trouble(),)))
    assert labels(parked)[:2] == ["It is there", "Post again"]
    assert custom_ids(parked)[:2] == ["f:there:7:1:passage.1", "f:again:7:1:passage.1"]
    failed = samples.view(troubles=(samples.trouble(state=State.FAILED),))
    assert "I can't read the history." in shown(serials.serial_view(failed))
    assert "⚠️" not in shown(serials.serial_view(samples.view()))
    assert "It is there" not in labels(serials.serial_view(failed))


def test_a_private_note_has_no_buttons_that_only_work_in_the_server() -> None:
    assert labels(desk.desk_view(desk_note("parked")))[:2] == ["It is there", "Post again"]
    private = desk.private_view(desk_note("parked"), "The *Reading* Room")
    assert labels(private) == ["Go to the channel"]
    assert "/serial show" in shown(private)
    assert shown(private).startswith("📌 **The \\*Reading\\* Room** · Part of “\\*A\\*” is held")
    assert "Post all, paced" in labels(desk.desk_view(desk_note("missed")))


def test_help_differs_for_moderators_and_readers() -> None:
    assert "/serial start" not in shown(dialogs.help_view(moderator=False, manager=False))
    assert "/serial start" in shown(dialogs.help_view(moderator=True, manager=True))
    assert "/read" in shown(dialogs.help_view(moderator=True, manager=True))
    assert "/settings" in shown(dialogs.help_view(moderator=True, manager=True))
    librarian = shown(dialogs.help_view(moderator=True, manager=False))
    assert "/serial start" in librarian
    assert "/settings" not in librarian


@pytest.mark.parametrize("ping", [None, 10**19])
def test_ratings_and_warnings_stand_in_full_above_the_longest_passage(ping: int | None) -> None:
    warnings = ("a wreck on the bar, and who was on it, " * 4)[: LONGEST_WARNINGS - 1] + "."
    told = Notices(Notice(Rating.MATURE, (warnings,)), Notice(Rating.EXPLICIT, (warnings,)))
    prose = Passage(1, 0, 0, ((samples.prose("word " * 720),),))
    long = replace(
        samples.content(long=True, title=samples.LONG_NAME, ping=ping, told=told), passage=prose
    )
    view = passage.posting_view(samples.posting(long))
    said = shown(view)
    assert sum(markdown.length(item.get("content", "")) for item in components(view)) <= 4000
    assert f"Rated mature · Warnings: {warnings}" in said
    assert f"For this chapter · Rated explicit · Warnings: {warnings}" in said
    [first, *_] = [item["content"] for item in components(view) if item["type"] == 10]
    assert "Rated mature" in first, "the text that bears the mark, and alone may change"


def test_a_story_for_all_without_warnings_tells_nothing() -> None:
    plain = Notices(Notice(Rating.GENERAL), Notice(Rating.UNRATED))
    for view in (
        passage.posting_view(samples.posting(samples.content(told=plain))),
        reader.reader_view(samples.page(told=plain)),
    ):
        assert "ated" not in shown(view)
        assert "Warnings" not in shown(view)


def test_the_reader_tells_what_the_channel_tells() -> None:
    said = shown(reader.reader_view(samples.page(told=samples.notices())))
    assert "Rated explicit · Warnings: a wreck, storms" in said
    assert "For this chapter · Rated mature · Warnings: a wreck, storms" in said
    assert said.index("Rated explicit") < said.index("She lit the lamp.")
