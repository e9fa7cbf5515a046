"""Every click is answered: by its button, with a refusal, or with a word about old messages."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from discord import app_commands, ui

from bot.domain.choices import Choices, NoteStyle, SceneRule
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.services.library import Removal
from bot.ui import (
    buttons,
    desk,
    dialogs,
    finishing,
    library,
    notes,
    passage,
    proof,
    proposals,
    serials,
)
from bot.ui.clicks import Click
from bot.ui.layout import Layout, button, row
from tests.ui import samples
from tests.ui.conftest import Stage
from tests.ui.test_layouts import VIEWS, custom_ids, desk_note

MADE = {
    *(custom_id for view in VIEWS for custom_id in custom_ids(view)),
    *custom_ids(passage.posting_view(samples.posting())),
    *custom_ids(finishing.undone_view(samples.finished())),
    *custom_ids(finishing.finished_view(samples.finished())),
}
STRANGE = [
    "f:done:1",
    "f:done:1:2:3",
    "f:note:1:2",
    "f:there:1:2:../x",
    "x",
    "f:gone:1",
    "a\nb",
    "f:search:7:2:",
    "f:search:7:2:a\nb",
]


def texts(message: Any) -> str:
    """All a message shows, whether laid out or plain."""
    found = [message.content]

    def walk(items: list[dict[str, Any]]) -> None:
        for item in items:
            found.append(item.get("content", ""))
            walk(item.get("components", []))

    walk(message.components)
    return "\n".join(part for part in found if part)


@pytest.mark.parametrize("custom_id", sorted(MADE) + STRANGE + ["f:open:" + "9" * 40, "f:open:١"])
def test_each_custom_id_has_exactly_one_answer(custom_id: str) -> None:
    def takers(*clicks: type[Click]) -> int:
        patterns = (click.__discord_ui_compiled_template__ for click in clicks)
        return sum(1 for pattern in patterns if pattern.fullmatch(custom_id))

    assert takers(*buttons.CLICKS) == (custom_id in MADE)
    assert takers(*buttons.CLICKS, buttons.StrangeClick) == 1


def test_every_button_is_made_somewhere() -> None:
    patterns = {click: click.__discord_ui_compiled_template__ for click in buttons.CLICKS}
    unused = [click for click, pattern in patterns.items() if not any(map(pattern.match, MADE))]
    assert unused == []


async def test_having_read_is_noted_and_undone_in_the_same_private_message(stage: Stage) -> None:
    stage.services.reading.finish.return_value = samples.finished(readers=2)
    stage.services.reading.unfinish.return_value = samples.finished(readers=1)
    message = await stage.show(passage.posting_view(samples.posting()))
    result = await stage.reader.click(message, label="I've read this")
    assert result.acknowledged
    assert result.ephemeral
    assert "2 readers have read it" in texts(result.response)
    viewer, serial, instalment = stage.services.reading.finish.await_args.args
    assert (viewer.user_id, serial, instalment) == (stage.reader.id, 7, 4)
    undone = await stage.reader.click(result.response.message, label="Not yet")
    assert undone.acknowledged
    assert "Taken back;" in texts(result.response)
    again = await stage.reader.click(result.response.message, label="I've read this")
    assert again.acknowledged
    assert "2 readers" in texts(result.response)


async def test_the_reader_turns_its_pages_in_place(stage: Stage) -> None:
    stage.services.reading.open.side_effect = lambda _viewer, _serial, number=12, **_: samples.page(
        number=number
    )
    message = await stage.show(passage.posting_view(samples.posting()))
    opened = await stage.reader.click(message, label="Open my reader")
    assert opened.ephemeral
    assert "page 12 of 20" in texts(opened.response)
    turned = await stage.reader.click(opened.response.message, label="Next")
    assert turned.acknowledged
    assert "page 13 of 20" in texts(opened.response)
    turned = await stage.reader.click(opened.response.message, label="Back")
    assert "page 12 of 20" in texts(opened.response)


async def test_buttons_on_private_messages_answer_after_a_quarter_of_an_hour(stage: Stage) -> None:
    stage.services.reading.open.side_effect = lambda _viewer, _serial, number=12, **_: samples.page(
        number=number
    )
    message = await stage.show(passage.posting_view(samples.posting()))
    opened = await stage.reader.click(message, label="Open my reader")
    await stage.env.advance_time(14 * 60)
    turned = await stage.reader.click(opened.response.message, label="Next")
    assert turned.acknowledged
    await stage.env.advance_time(3600)
    later = await stage.reader.click(message, label="Open my reader")
    assert "page 12 of 20" in texts(later.response)


async def test_a_note_is_answered_privately_and_its_pages_turn_in_place(stage: Stage) -> None:
    stage.services.footnotes.note.return_value = samples.answer(long=True)
    message = await stage.show(passage.posting_view(samples.posting()))
    result = await stage.reader.click(message, label="(1) Raikiri")
    assert result.ephemeral
    first = texts(result.response)
    assert "### (1) Raikiri" in first
    await stage.reader.click(result.response.message, label="More")
    assert texts(result.response) != first
    await stage.reader.click(result.response.message, label="Back")
    assert texts(result.response) == first


async def test_a_note_from_the_private_reader_leaves_the_reader_open(stage: Stage) -> None:
    stage.services.reading.open.return_value = samples.page(cited=1)
    stage.services.footnotes.note.return_value = samples.answer()
    message = await stage.show(passage.posting_view(samples.posting()))
    opened = await stage.reader.click(message, label="Open my reader")
    result = await stage.reader.click(opened.response.message, label="Note")
    assert "A kind of lamp." in texts(result.response)
    assert "page 12 of 20" in texts(opened.response)


async def test_several_notes_of_a_page_are_listed_beside_it(stage: Stage) -> None:
    stage.services.reading.open.return_value = samples.page(cited=2)
    stage.services.reading.show.return_value = samples.page(cited=2)
    message = await stage.show(passage.posting_view(samples.posting()))
    opened = await stage.reader.click(message, label="Open my reader")
    result = await stage.reader.click(opened.response.message, label="Notes")
    assert result.ephemeral
    assert texts(result.response).count("A kind of lamp.") == 2
    assert "page 12 of 20" in texts(opened.response)


async def test_a_note_is_chosen_from_a_menu(stage: Stage) -> None:
    stage.services.footnotes.note.return_value = samples.answer()
    cited = samples.content(notes_cited=30)
    message = await stage.show(passage.posting_view(samples.posting(cited)))
    result = await stage.reader.select(message, ["127"], custom_id="f:notes:7:12:1")
    assert result.ephemeral
    assert "A kind of lamp." in texts(result.response)
    assert stage.services.footnotes.note.await_args.args[1:] == (7, 127)


async def test_discuss_answers_with_the_thread(stage: Stage) -> None:
    stage.services.discussions.way.return_value = samples.way()
    message = await stage.show(passage.posting_view(samples.posting()))
    result = await stage.reader.click(message, label="Discuss")
    assert result.ephemeral
    assert "<#888>" in texts(result.response)


async def test_an_import_is_confirmed_or_discarded(stage: Stage) -> None:
    stage.services.library.confirm.return_value = samples.story()
    message = await stage.show(proof.proof_view(samples.proof()))
    result = await stage.moderator.click(message, label="Add to the library")
    assert result.acknowledged
    assert "It is in the library" in texts(result.response or result.followups[0])
    result = await stage.moderator.click(message, label="Discard")
    assert "Discarded" in texts(result.response)
    assert stage.services.library.discard.await_args.args[1] == 9


async def test_a_calendar_turns_and_starts(stage: Stage) -> None:
    proposal = replace(samples.proposal(), channel_id=stage.channel.id, ping_role_id=None)
    stage.services.serials.proposal.return_value = proposal
    stage.services.serials.confirm.return_value = samples.view()
    message = await stage.show(proposals.proposal_view(samples.proposal()))
    turned = await stage.moderator.click(message, label="Later")
    shown = turned.response or turned.followups[0]
    assert "Page 2 of 3" in texts(shown)
    await stage.moderator.click(shown.message, label="Later")
    assert "Page 3 of 3" in texts(shown)
    await stage.moderator.click(shown.message, label="Start the serial")
    assert "It runs." in texts(shown)
    forgotten = await stage.moderator.click(message, label="Never mind")
    assert "nothing was started" in texts(forgotten.response)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ping_role_id": 55}, "role to ping is gone"),
        ({"channel_id": 10}, "text or announcement channel"),
    ],
)
async def test_a_start_looks_again_at_what_it_needs(
    stage: Stage, change: dict[str, Any], said: str
) -> None:
    proposal = replace(samples.proposal(), channel_id=stage.channel.id, ping_role_id=None)
    stage.services.serials.proposal.return_value = replace(proposal, **change)
    message = await stage.show(proposals.proposal_view(samples.proposal()))
    pressed = await stage.moderator.click(message, label="Start the serial")
    assert said in texts((pressed.followups or [pressed.response])[-1])
    stage.services.serials.confirm.assert_not_awaited()


async def test_the_desks_buttons_move_a_parked_message(stage: Stage) -> None:
    stage.services.serials.parked_is_there.return_value = samples.view()
    stage.services.serials.parked_post_again.return_value = samples.view()
    stage.services.serials.post_missed.return_value = samples.view()
    message = await stage.show(desk.desk_view(desk_note("parked")))
    there = await stage.moderator.click(message, label="It is there")
    assert there.acknowledged
    key = stage.services.serials.parked_is_there.await_args.args[1]
    assert key == Key(7, 1, "passage:1")
    again = await stage.moderator.click(message, label="Post again")
    assert "I post it again." in texts(again.response)
    missed = await stage.show(desk.desk_view(desk_note("missed")))
    result = await stage.moderator.click(missed, label="Post all, paced")
    assert "one after the other" in texts(result.response)


async def test_ending_removing_dates_and_never_mind(stage: Stage) -> None:
    stage.services.serials.end.return_value = samples.view()
    stage.services.serials.show.return_value = samples.view()
    stage.services.library.remove.return_value = samples.story()
    question = await stage.show(serials.end_view(samples.view()))
    assert "Ended" in texts((await stage.moderator.click(question, label="End it")).response)
    kept = await stage.moderator.click(question, label="Never mind")
    assert "nothing was changed" in texts(kept.response)
    card = await stage.show(serials.serial_view(samples.view()))
    dates = await stage.moderator.click(card, label="Later")
    assert "Page 2 of 3" in texts(dates.response or dates.followups[0])
    removal = Removal(samples.story(), 3)
    question = await stage.show(library.removal_view(removal))
    gone = await stage.moderator.click(question, label="Remove it")
    assert "has left the library" in texts(gone.response)


async def test_a_refusal_is_shown_as_it_is(stage: Stage) -> None:
    stage.services.reading.finish.side_effect = RefusalError("Not yet dropped; wait a little.")
    message = await stage.show(passage.posting_view(samples.posting()))
    result = await stage.reader.click(message, label="I've read this")
    assert result.ephemeral
    assert texts(result.response) == "Not yet dropped; wait a little."


async def test_a_refusal_after_time_was_taken_is_shown_too(stage: Stage) -> None:
    stage.services.library.confirm.side_effect = RefusalError("Too old.")
    message = await stage.show(proof.proof_view(samples.proof()))
    result = await stage.moderator.click(message, label="Add to the library")
    assert result.acknowledged
    assert "Too old." in texts(result.response or result.followups[0])
    assert (result.response or result.followups[0]).ephemeral


async def test_what_somebody_searched_for_stands_in_no_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.services.searching.search.side_effect = ZeroDivisionError("inside")
    message = await stage.show(Layout(row(button("More", "f:search:7:2:the drowned clerk"))))
    with caplog.at_level(logging.DEBUG, logger="bot"):
        result = await stage.reader.click(message, label="More")
    assert result.ephemeral
    assert "component 'f:search:7:2' failed" in caplog.text
    assert "drowned" not in caplog.text
    assert "clerk" not in caplog.text


async def test_a_failure_gives_a_number_under_which_the_log_has_it(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.services.reading.finish.side_effect = ZeroDivisionError("inside")
    message = await stage.show(passage.posting_view(samples.posting()))
    with caplog.at_level(logging.ERROR):
        result = await stage.reader.click(message, label="I've read this")
    sentence = texts(result.response)
    assert result.ephemeral
    assert "inside" not in sentence
    number = sentence.rstrip(".").split()[-1]
    assert f"[{number}]" in caplog.text
    assert "f:done:7:4" in caplog.text
    assert "ZeroDivisionError: inside" in caplog.text


@pytest.mark.parametrize("custom_id", STRANGE)
async def test_what_nothing_knows_is_answered_too(stage: Stage, custom_id: str) -> None:
    old = Layout(row(button("Old", custom_id)))
    message = await stage.show(old)
    result = await stage.reader.click(message, label="Old")
    assert result.ephemeral
    assert "/read" in texts(result.response)


async def test_an_old_message_of_the_former_kind_and_an_old_menu_are_answered(
    stage: Stage,
) -> None:
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Old", custom_id="f:old"))
    view.stop()
    message = await stage.place.send("Old", view=view)
    assert (await stage.reader.click(message, label="Old")).acknowledged
    menu = ui.Select[ui.LayoutView](custom_id="f:menu")
    menu.add_option(label="One", value="1")
    message = await stage.show(Layout(row(menu)))
    assert (await stage.reader.select(message, ["1"])).acknowledged


async def test_every_button_acknowledges_even_if_nothing_works(stage: Stage) -> None:
    for service in (stage.services.library, stage.services.serials, stage.services.reading):
        for name in ("open", "finish", "unfinish", "confirm", "discard", "show", "end", "remove"):
            getattr(service, name).side_effect = RefusalError("No.")
    for name in ("proof", "sheet", "change"):
        getattr(stage.services.library, name).side_effect = RefusalError("No.")
    for name in ("proposal", "discussion", "post_missed", "parked_is_there", "parked_post_again"):
        getattr(stage.services.serials, name).side_effect = RefusalError("No.")
    stage.services.footnotes.note.side_effect = RefusalError("No.")
    stage.services.subscriptions.current.return_value = samples.subscription()
    one_of_each = {custom_id.split(":")[1]: custom_id for custom_id in MADE}
    assert len(one_of_each) == len(buttons.CLICKS)
    for custom_id in (found for kind, found in one_of_each.items() if kind != "notes"):
        message = await stage.show(Layout(row(button("Go", custom_id))))
        result = await stage.reader.click(message, label="Go")
        assert result.acknowledged, custom_id


async def test_a_form_that_fails_gives_a_number_too(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.services.library.sheet.return_value = samples.proof().sheet
    stage.services.library.change.side_effect = ZeroDivisionError("inside")
    message = await stage.show(proof.proof_view(samples.proof()))
    opened = await stage.moderator.click(message, label="Change…")
    with caplog.at_level(logging.ERROR):
        sent = await stage.moderator.submit_modal(
            opened, {"title": "A", "scenes": ["never"], "notes": ["none"]}
        )
    assert sent.acknowledged
    assert "Something went wrong" in texts((sent.followups or [sent.response])[-1])
    assert "f:change:9" in caplog.text
    choices = stage.services.library.change.await_args.args[2]
    assert choices == Choices("", SceneRule.NEVER, NoteStyle.NONE, "A", "")


async def test_a_form_that_nothing_knows_any_more_is_answered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.services.library.sheet.return_value = samples.proof().sheet
    message = await stage.show(proof.proof_view(samples.proof()))
    opened = await stage.moderator.click(message, label="Change…")
    monkeypatch.setattr(buttons, "FORMS", ())
    sent = await stage.moderator.submit_modal(opened, {"scenes": ["never"], "notes": ["none"]})
    assert sent.ephemeral
    assert "please open it again" in texts(sent.response)


async def test_errors_of_commands_end_in_one_sentence(stage: Stage) -> None:
    answered: list[str] = []

    class Asked:
        """An interaction as far as an error's answer needs it."""

        command = None
        data = None
        type = None

        class response:  # noqa: N801 - named as discord.py has it
            @staticmethod
            def is_done() -> bool:
                return False

            @staticmethod
            async def send_message(sentence: str, **_: Any) -> None:
                answered.append(sentence)

    command: Any = type("Command", (), {"name": "read"})
    wrapped = app_commands.CommandInvokeError(command, RefusalError("Use /read."))
    for error in (wrapped, app_commands.NoPrivateMessage(), app_commands.CheckFailure("x")):
        interaction: Any = Asked
        await buttons.answer_error(interaction, error)
    assert answered[0] == "Use /read."
    assert answered[1].startswith("Use me in a server")
    assert answered[2].startswith("You can't use this here")


def test_help_and_notes_need_no_buttons_of_their_own() -> None:
    assert custom_ids(dialogs.welcome_view()) == []
    assert custom_ids(notes.note_view(samples.answer())) == []
