"""Letters after a copy of the database was put back."""

from pathlib import Path

import pytest

from bot.domain.delivery import Surveyed, Unreadable
from bot.domain.subscription import (
    SubscriptionState,
)
from bot.services.subscriptions import Wish
from bot.storage.errors import LeaseLostError
from tests.services.conftest import House
from tests.services.fakes import GUILD, viewer
from tests.services.letters import (
    EACH_MORNING,
    PRIVATE,
    begun,
    copied,
    mornings,
    put_back,
    sent,
    state_of,
    subscribed,
    taking_over,
)


async def test_what_was_sent_since_a_copy_is_not_sent_again(house: House, tmp_path: Path):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    copy = await copied(house, tmp_path)
    await mornings(house, 2)
    assert sent(house) == ["passage:1", "passage:2", "passage:3"]
    again = await put_back(house, tmp_path, copy)
    await again.settle()
    assert sent(again) == ["passage:1", "passage:2", "passage:3"]
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2", "passage:3", "passage:4"]
    await again.database.close()


async def test_nothing_is_sent_before_it_is_known_what_was(house: House, tmp_path: Path):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    copy = await copied(house, tmp_path)
    await mornings(house)
    again = await put_back(house, tmp_path, copy)
    again.discord.unsurveyable = [Unreadable(passing=True)] * 3
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2"]
    again.discord.unsurveyable.clear()
    await again.settle()
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2", "passage:3"]
    await again.database.close()


@pytest.mark.parametrize("page", [Unreadable(passing=False), Surveyed((), None)])
async def test_what_a_process_finds_that_another_has_taken_over_from_counts_for_nothing(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    others: list[House],
    page: Surveyed | Unreadable,
):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    copy = await copied(house, tmp_path)
    await mornings(house)
    again = await put_back(house, tmp_path, copy)
    others.append(again)
    survey = again.discord.survey

    async def taken_over(channel_id: int, *, after: int) -> Surveyed | Unreadable:
        if len(others) > 1 or channel_id != PRIVATE:
            return await survey(channel_id, after=after)
        others.append(await taking_over(again, tmp_path))
        return page

    monkeypatch.setattr(again.discord, "survey", taken_over)
    with pytest.raises(LeaseLostError):
        await again.mail.tick()
    [_, other] = others
    await other.settle()
    assert await state_of(other, serial_id) == (SubscriptionState.ACTIVE, None)
    await mornings(other)
    assert sent(other) == ["passage:1", "passage:2", "passage:3"]


async def test_a_copy_since_which_nothing_was_sent_loses_nothing(house: House, tmp_path: Path):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    again = await put_back(house, tmp_path, await copied(house, tmp_path))
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2"]
    await again.database.close()


OTHER, OTHER_PRIVATE = 102, 7002


async def other_reads(house: House, serial_id: int, wish: Wish = EACH_MORNING) -> None:
    house.sight.members.add((OTHER, GUILD))
    await house.subscriptions.subscribe(
        viewer(OTHER), serial_id, wish, channel_id=OTHER_PRIVATE, locale=None
    )


async def test_trouble_with_one_private_channel_holds_up_no_other(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    serial_id = await begun(house)
    await subscribed(house, serial_id)
    await other_reads(house, serial_id)
    again = await put_back(house, tmp_path, await copied(house, tmp_path))
    again.sight.members.add((OTHER, GUILD))
    survey = again.discord.survey

    async def broken(channel_id: int, *, after: int) -> Surveyed | Unreadable:
        if channel_id == PRIVATE:
            raise RuntimeError("what nobody has thought of")
        return await survey(channel_id, after=after)

    monkeypatch.setattr(again.discord, "survey", broken)
    await mornings(again)
    assert sent(again) == ["passage:1"]
    assert again.discord.shown(OTHER_PRIVATE) == ["passage:1", "passage:2"]
    monkeypatch.undo()
    await mornings(again)
    assert sent(again) == ["passage:1", "passage:2"]
    await again.database.close()
