"""The demo: what it shows, that it keeps up by itself, and that it ends."""

import asyncio
import os
import select
import signal
import tempfile
from collections.abc import Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest
from simcord import ChannelHandle
from simcord.components import walk_components

from bot.cli import main
from bot.demo.cast import get_letters
from bot.demo.page import Page
from bot.demo.show import run, unheard
from bot.demo.stage import Stage, settings_for, staged
from bot.domain.errors import RefusalError
from bot.settings import Settings

STORY = "\n".join(
    (
        "# The Lamp",
        "",
        "## Oil",
        "",
        "Nobody had lit it since the harbour closed. " * 20,
        "",
        "***",
        "",
        "It smelled of rope and of somebody's Sunday. " * 20,
        "",
        "***",
        "",
        "On the third evening it lit itself. " * 20,
    )
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "lamp.md"
    file.write_text(STORY, encoding="utf-8")
    return file


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class WatchedPage(Page):
    """A page that tells when somebody acts on it, and when that is answered."""

    def __init__(self, stage: Stage, channel: ChannelHandle) -> None:
        super().__init__(stage, channel)
        self.arrived = asyncio.Event()
        self.happened: list[str] = []

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        self.arrived.set()
        result = await super()._action(context_id, body)
        self.happened.append("answered")
        return result


@asynccontextmanager
async def opening(settings: Settings):
    """The demo's server with a serial that has dropped once, and a page open on its channel."""
    async with staged(settings) as stage:
        await stage.start_serials(stage.channel)
        await stage.move_on()
        async with WatchedPage(stage, stage.channel) as page, Browser(page.url) as browser:
            yield stage, page, browser


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shelf = Path(__file__).parents[2] / "stories"
    return Settings(database=tmp_path / "data" / "feuilleton.sqlite3", stories=shelf)


class Browser:
    """What simcord's page does in a browser: open the page, ask again and again, act on it."""

    def __init__(self, url: str) -> None:
        self.address, _, self.secret = url.partition("#")
        self.context: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        headers = {"X-Simcord-Capability": self.secret}
        self.session = aiohttp.ClientSession(self.address, headers=headers)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.session.close()

    async def index(self) -> str:
        async with self.session.get("/") as answer:
            assert answer.status == 200
            return await answer.text()

    async def open(self) -> dict[str, Any]:
        async with self.session.post("/api/pages", json={}) as answer:
            assert answer.status == 200
            state: dict[str, Any] = await answer.json()
        self.session.headers["X-Simcord-Context"] = state["context"]["id"]
        return state

    async def look(self) -> dict[str, Any]:
        async with self.session.get("/api/state") as answer:
            assert answer.status == 200
            state: dict[str, Any] = await answer.json()
        return state

    async def act(self, kind: str, **extra: Any) -> dict[str, Any]:
        state = await self.look()
        body = {
            "protocol_version": 3,
            "sequence": 1,
            "request_id": "the only one",
            "generation": state["context"]["generation"],
            "bot_generation": state["botGeneration"],
            "published_revision": state["publishedRevision"],
            "kind": kind,
            **extra,
        }
        async with self.session.post("/api/action", json=body) as answer:
            assert answer.status == 200
            receipt: dict[str, Any] = await answer.json()
        return receipt


def passages(stage: Stage) -> list[int]:
    """The messages that hold prose, oldest first."""
    return [message.id for message in stage.channel.history() if message.components]


def done_button(stage: Stage, state: dict[str, Any]) -> tuple[str, str]:
    """Where *I've read this* is under the newest passage: the message and the control's key."""
    message = str(passages(stage)[-1])
    (key,) = (
        item["control_key"]
        for item in walk_components(state["messages"][message]["components"])
        if str(item.get("custom_id")).startswith("f:done:")
    )
    return message, key


def ending(when: str, look: Callable[[str], Coroutine[Any, Any, None]]) -> Callable[[str], None]:
    """A `say` that looks at the page once something is said, then ends the demo as a person does.

    `look` gets the page's address.
    """
    said: list[str] = []
    tasks: list[asyncio.Task[None]] = []

    async def look_and_end() -> None:
        lines = "\n".join(said).split()
        try:
            await look(next(line for line in lines if line.startswith("http://")))
        finally:
            signal.raise_signal(signal.SIGINT)

    def say(text: str) -> None:
        said.append(text)
        if when in text:
            tasks.append(asyncio.create_task(look_and_end()))

    return say


async def test_a_turn_of_the_clock_posts_the_next_drop_and_the_open_page_shows_it(settings):
    async with opening(settings) as (stage, page, browser):
        assert "<!doctype html>" in (await browser.index()).lower()
        before = await browser.open()
        dropped, day = passages(stage), stage.env.now().date()
        assert before["targetId"] == str(stage.channel.history()[-1].id)

        await page.turn(stage.move_on)

        after = await browser.look()
        new = [item for item in passages(stage) if item not in dropped]
        assert (stage.env.now().date() - day).days == 1
        assert new
        assert {str(item) for item in new} <= set(after["timeline"])
        assert after["targetId"] == str(stage.channel.history()[-1].id)


async def test_the_answer_to_a_click_comes_into_view(settings):
    async with opening(settings) as (stage, _, browser):
        state = await browser.open()
        message, key = done_button(stage, state)

        result = await browser.act("click", target_id=message, control_key=key)

        assert result["acknowledgement"] == "acknowledged"
        (answer,) = (item["messageId"] for item in result["outcomes"])
        assert (await browser.look())["targetId"] == answer


async def test_a_click_while_the_clock_moves_is_answered_after_it(settings):
    async with opening(settings) as (stage, page, browser):
        state = await browser.open()
        message, key = done_button(stage, state)
        click = asyncio.create_task(browser.act("click", target_id=message, control_key=key))

        async def move_on_during_the_click() -> bool:
            await page.arrived.wait()
            moved: bool = await stage.move_on()
            page.happened.append("moved")
            return moved

        await page.turn(move_on_during_the_click)

        result = await click
        assert page.happened == ["moved", "answered"]
        assert (result["rejected"], result["acknowledgement"]) == (False, "acknowledged")


@pytest.mark.parametrize(
    ("view", "name", "button"),
    [
        ("channel", "feuilleton", "f:done:"),
        ("thread", "discussion", None),
        ("gated", "behind-the-curtain", "f:talk:"),
        ("inside", "discussion", None),
        ("full", "behind-the-curtain", "f:talk:"),
        ("adult", "after-dark", "f:done:"),
        ("finished", "in-three-days", "f:done:"),
        ("japanese", "in-japanese", "f:note:"),
        ("arabic", "in-arabic", "f:note:"),
        ("dm", None, "f:letternext:"),
    ],
)
async def test_it_shows_the_view_until_ctrl_c_and_leaves_nothing_behind(
    view, name, button, temporary
):
    seen: list[dict[str, Any]] = []

    async def look(url: str) -> None:
        assert url.startswith("http://127.0.0.1:")
        assert list(temporary.iterdir())
        async with Browser(url) as browser:
            seen.append(await browser.open())

    code = await run(None, view, interval=3600, say=ending("passages so far", look))

    assert code == 0
    (state,) = seen
    assert name is None or name in state["channel"]["name"]
    buttons = [
        str(component.get("custom_id"))
        for message in state["timeline"]
        for component in walk_components(state["messages"][message]["components"])
    ]
    assert button is None or any(one.startswith(button) for one in buttons)
    assert not list(temporary.iterdir())


async def test_a_line_in_the_terminal_starts_the_bot_anew_and_an_old_button_answers(temporary):
    typing, terminal = os.openpty()
    acknowledged: list[str] = []

    async def look(url: str) -> None:
        async with Browser(url) as browser:
            state = await browser.open()
            message, key = next(
                (message, item["control_key"])
                for message in state["timeline"]
                for item in walk_components(state["messages"][message]["components"])
                if str(item.get("custom_id")).startswith("f:done:")
            )
            result = await browser.act("click", target_id=message, control_key=key)
            acknowledged.append(result["acknowledgement"])

    end = ending("started anew", look)

    def say(text: str) -> None:
        end(text)
        if "passages so far" in text:
            os.write(typing, b"\n")

    with os.fdopen(terminal) as keys:
        assert await run(None, "channel", interval=3600, say=say, keys=keys) == 0
    os.close(typing)
    assert acknowledged == ["acknowledged"]


async def test_ctrl_c_while_the_bot_starts_anew_lets_that_come_to_an_end(
    temporary, monkeypatch: pytest.MonkeyPatch
):
    typing, terminal = os.openpty()
    restart, ended = Page.restart, []

    async def interrupted(page: Page) -> None:
        signal.raise_signal(signal.SIGINT)
        await restart(page)
        ended.append(True)

    def say(text: str) -> None:
        if "passages so far" in text:
            os.write(typing, b"\n")

    monkeypatch.setattr(Page, "restart", interrupted)
    with os.fdopen(terminal) as keys:
        assert await run(None, "channel", interval=3600, say=say, keys=keys) == 0
    os.close(typing)
    assert ended == [True]


async def test_in_the_background_of_a_shell_it_leaves_what_is_typed_to_that(
    temporary, monkeypatch: pytest.MonkeyPatch
):
    """Who reads from a terminal in the background is stopped."""
    typing, terminal = os.openpty()
    monkeypatch.setattr(os, "tcgetpgrp", lambda _terminal: os.getpgrp() + 1)
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if "passages so far" in text:
            os.write(typing, b"\n")
            signal.raise_signal(signal.SIGTERM)

    with os.fdopen(terminal) as keys:
        assert await run(None, "channel", interval=3600, say=say, keys=keys) == 0
        readable, _, _ = select.select([keys], [], [], 60)
        assert readable, "the line is still there"
    os.close(typing)
    assert not any("started anew" in text for text in said)


async def test_a_named_story_runs_to_its_end_and_the_page_stays_up(story, temporary):
    said: list[str] = []
    seen: list[dict[str, Any]] = []

    async def look(url: str) -> None:
        async with Browser(url) as browser:
            seen.append(await browser.open())

    end = ending("is finished", look)

    def say(text: str) -> None:
        said.append(text)
        end(text)

    assert await run(story, "channel", interval=0, say=say) == 0
    assert [line.partition(": ")[2][:28] for line in said[1:-1]] == [
        "“The Lamp”, 1 of 3 passages ",
        "“The Lamp”, 2 of 3 passages ",
        "“The Lamp”, 3 of 3 passages ",
    ]
    assert "has ended" in said[-1]
    assert len(seen) == 1


async def test_a_named_story_has_every_view_if_an_empty_channel(story, temporary):
    seen: list[dict[str, Any]] = []

    async def look(url: str) -> None:
        async with Browser(url) as browser:
            seen.append(await browser.open())

    assert await run(story, "full", interval=3600, say=ending("of 3 passages", look)) == 0
    [state] = seen
    assert state["channel"]["name"] == "behind-the-curtain"


async def test_it_says_how_to_get_there_and_what_to_try(temporary):
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        signal.raise_signal(signal.SIGTERM)

    assert await run(None, "channel", interval=3600, say=say) == 0
    assert all(f"  {number}. " in said[0] for number in (1, 2, 3))
    assert "  4. " not in said[0]


async def test_a_story_that_is_no_manuscript_is_refused(tmp_path, temporary):
    empty = tmp_path / "empty.txt"
    empty.touch()
    with pytest.raises(RefusalError):
        await run(empty, "channel")
    assert not list(temporary.iterdir())


def test_a_wrong_path_gets_one_line_and_exit_code_2(tmp_path, temporary, capsys):
    code = main(["demo", "--story", str(tmp_path / "nowhere.txt")])

    assert code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert "nowhere.txt" in shown.err


def test_an_unknown_name_gets_one_line_and_exit_code_2(temporary, monkeypatch, capsys):
    monkeypatch.setenv("AS", "zoe")

    assert main(["demo"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "zoe" in line
    assert "klara" in line


def test_an_unknown_view_gets_one_line_and_exit_code_2(temporary, monkeypatch, capsys):
    monkeypatch.setenv("VIEW", "attic")

    assert main(["demo"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "attic" in line


async def test_what_is_refused_on_the_stage_by_design_is_not_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    async with staged(settings_for(tmp_path, None)) as stage:
        await stage.start_serials(stage.channel)
        await stage.move_on()
        await get_letters(stage, stage.closed)
        stage.close_private_messages()
        caplog.clear()
        with unheard():
            await stage.move_on()
            await stage.move_on()
    assert caplog.messages == []
