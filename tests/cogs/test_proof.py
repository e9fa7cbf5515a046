"""The proof of `/library add`: looked through, changed and confirmed, through a restart too."""

import asyncio
from typing import Any

import pytest

from bot.services import imports
from bot.services.editions import prepare as really_prepare
from tests.cogs.conftest import HARBOUR, World, answer_of, labels_of, words_of
from tests.services.fakes import viewer


async def add(world: World, text: str = HARBOUR, **options: Any) -> Any:
    """What a moderator is shown of a manuscript."""
    shown = await world.moderator.slash(
        world.talk, "library add", file=("harbour.txt", text.encode()), **options
    )
    return answer_of(shown)


async def press(world: World, proof: Any, label: str) -> str:
    """Press a button of a proof; what its message says then."""
    pressed = await world.moderator.click(proof, label=label)
    assert pressed.acknowledged
    return words_of(proof)


async def fill_in(world: World, proof: Any, button: str, **fields: Any) -> Any:
    """Open a form from a proof and send it in, changed; what came of it."""
    opened = await world.moderator.click(proof, label=button)
    assert opened.modal is not None
    filled = {
        label["component"]["custom_id"]: standing_in(label["component"])
        for label in opened.modal["components"]
    }
    return await world.moderator.submit_modal(opened, {**filled, **fields})


def standing_in(field: dict[str, Any]) -> Any:
    """What a form's field is filled in with."""
    if "options" in field:
        return [one["value"] for one in field["options"] if one.get("default")]
    return field.get("value") or ""


async def test_a_moderator_turns_all_pages_and_passages_in_one_message(world: World):
    proof = await add(world)
    first = words_of(proof)
    assert "2 chapters, 3 scenes" in first
    assert "- Ch. 1 · The Quay · " in await press(world, proof, "Chapters")
    assert "Two empty lines taken for a scene break" in await press(world, proof, "Remarks (2)")
    assert "-# Ch. 1 · The Quay" in await press(world, proof, "Passages")
    assert "A word with a lantern(1) in it, and a \\*star" in words_of(proof)
    assert "1 of 3" in labels_of(proof)
    await press(world, proof, "▶")
    assert "-# Ch. 2 · The Office" in await press(world, proof, "▶")
    assert "▶" not in labels_of(proof)
    assert "-# Ch. 1 · The Quay" in await press(world, proof, "◀")
    assert "The longest message is passage" in await press(world, proof, "Longest")
    assert await press(world, proof, "Proof") == first


async def test_a_passage_is_chosen_by_chapter_or_by_number(world: World):
    proof = await add(world)
    await press(world, proof, "Passages")
    chosen = await world.moderator.select(proof, ["3"])
    assert chosen.acknowledged
    assert "-# Ch. 2 · The Office" in words_of(proof)
    sent = await fill_in(world, proof, "3 of 3", number="1")
    assert sent.acknowledged
    assert "-# Ch. 1 · The Quay" in words_of(proof)
    refused = await fill_in(world, proof, "1 of 3", number="the last")
    assert "is no number I know" in words_of(answer_of(refused))
    assert "-# Ch. 1 · The Quay" in words_of(proof)


async def test_what_was_changed_is_shown_anew_and_confirmed_so(world: World):
    proof = await add(world)
    sent = await fill_in(world, proof, "Change…", title="Harbour Lights", author="A. Keeper")
    assert sent.acknowledged
    assert "**Harbour Lights** by A. Keeper" in words_of(proof)
    assert "Changed; the figures are the same." in words_of(proof)
    await fill_in(world, proof, "Change…", scenes=["never"])
    assert "**Harbour Lights** by A. Keeper" in words_of(proof)
    assert "Changed: 3 → 2 scenes" in words_of(proof)
    await fill_in(world, proof, "Change…", chapters="-")
    assert "Changed: 2 → 1 chapter, 2 → 1 scene" in words_of(proof)
    await press(world, proof, "Passages")
    assert "1 chapter, 1 scene" in await press(world, proof, "Proof")
    added = await press(world, proof, "Add to the library")
    assert "**Harbour Lights** by A. Keeper" in added
    assert "1 chapter, 2 passages" in added
    [choice] = await world.moderator.autocomplete(world.talk, "serial start", "story", "")
    assert choice["name"] == "Harbour Lights · A. Keeper"


async def test_a_title_that_is_taken_out_again_is_the_files_own(world: World):
    proof = await add(world, title="Lamps")
    assert "**Lamps**" in words_of(proof)
    await fill_in(world, proof, "Change…", title="")
    assert "**harbour**" in words_of(proof)


async def test_a_choice_that_does_not_work_gets_its_sentence_and_the_proof_stays(world: World):
    proof = await add(world)
    before = words_of(proof)
    sent = await fill_in(world, proof, "Change…", chapters="Zzyzx #: *")
    said = words_of(answer_of(sent))
    assert "Something went wrong" not in said
    assert said
    assert words_of(proof) == before
    assert "in the library" in await press(world, proof, "Add to the library")


async def test_pages_turn_and_forms_are_answered_after_a_restart(world: World):
    proof = await add(world)
    opened = await world.moderator.click(proof, label="Change…")
    await world.restart()
    sent = await world.moderator.submit_modal(
        opened, {"title": "After", "author": "", "scenes": ["never"], "notes": ["(1)"]}
    )
    assert sent.acknowledged
    assert "**After**" in words_of(proof)
    await world.restart()
    assert "-# Ch. 1 · The Quay" in await press(world, proof, "Passages")
    await world.restart()
    assert "**After**" in await press(world, proof, "Add to the library")


async def test_a_form_of_a_draft_that_was_answered_says_so(world: World):
    proof = await add(world)
    opened = await world.moderator.click(proof, label="Change…")
    await press(world, proof, "Discard")
    sent = await world.moderator.submit_modal(
        opened, {"title": "", "author": "", "scenes": ["never"], "notes": ["(1)"]}
    )
    assert "answered already" in words_of(answer_of(sent))


async def test_buttons_stay_live_during_an_import_and_a_second_one_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    proof = await add(world)
    entered, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(*given: Any) -> Any:
        loop.call_soon_threadsafe(entered.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(600)
        return really_prepare(*given)

    monkeypatch.setattr(imports, "prepare", slowly)
    mia = viewer(world.moderator.id, guild_id=world.guild.id, manages=True)
    importing = asyncio.create_task(
        world.bot.services.library.preview(mia, HARBOUR.encode(), "second.txt")
    )
    await entered.wait()
    assert "-# Ch. 1 · The Quay" in await press(world, proof, "Passages")
    refused = await world.moderator.slash(
        world.talk, "library add", file=("third.txt", HARBOUR.encode())
    )
    assert "still at work" in words_of(answer_of(refused))
    release.set()
    assert (await importing).sheet.title == "second"
