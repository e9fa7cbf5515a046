"""Looking through a channel's history for all that is ours, page by page."""

from typing import Any

import discord
import pytest

from bot.domain.delivery import Sent, Surveyed, Unreadable
from bot.ui import poster as posters
from tests.ui.conftest import Stage
from tests.ui.test_poster import MESSAGES, poster, posting


async def test_what_is_ours_is_seen_with_its_marks_and_nothing_else(stage: Stage) -> None:
    sent = []
    for part in ("passage:12", "passage:13"):
        await stage.reader.send(stage.channel, "She lit the lamp.")
        outcome = await poster(stage).post(posting(stage, part=part))
        assert isinstance(outcome, Sent)
        sent.append((posting(stage, part=part).mark, outcome.message_id))
    assert await poster(stage).survey(stage.channel.id, after=0) == Surveyed(tuple(sent), None)
    first, second = sent
    assert await poster(stage).survey(stage.channel.id, after=first[1]) == Surveyed((second,), None)


async def test_a_full_page_says_where_to_go_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs_from = stage.client.http.logs_from

    async def nearest(channel_id: int, limit: int, **bounds: Any) -> Any:
        # Discord gives those next to the bound; the simulation gives the newest.
        return (await logs_from(channel_id, 100, **bounds))[-limit:]

    monkeypatch.setattr(stage.client.http, "logs_from", nearest)
    monkeypatch.setattr(posters, "PAGE", 2)
    seen, after = [], stage.channel.id
    for part in ("passage:1", "passage:2", "passage:3"):
        outcome = await poster(stage).post(posting(stage, part=part))
        assert isinstance(outcome, Sent)
    for _ in range(3):
        page = await poster(stage).survey(stage.channel.id, after=after)
        assert isinstance(page, Surveyed)
        seen += [mark for mark, _ in page.ours]
        if page.through is None:
            break
        after = page.through
    assert seen == [posting(stage, part=f"passage:{number}").mark for number in (1, 2, 3)]


async def test_a_history_that_may_not_be_read_is_not_called_empty(stage: Stage) -> None:
    everyone = stage.guild.default_role
    veiled = stage.guild.create_text_channel(
        "veiled", overwrites={everyone: discord.PermissionOverwrite(read_message_history=False)}
    )
    assert await poster(stage).survey(veiled.id, after=0) == Unreadable(passing=False)
    assert await poster(stage).survey(123456789, after=0) == Unreadable(passing=False)


async def test_a_history_that_does_not_answer_is_tried_again(stage: Stage) -> None:
    stage.env.inject_error("GET", MESSAGES, status=503)
    assert await poster(stage).survey(stage.channel.id, after=0) == Unreadable(passing=True)
