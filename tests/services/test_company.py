"""Company: only who says so is seen, and nobody learns what is ahead of them."""

import pytest

from bot.domain.errors import RefusalError
from bot.services.company import Board
from tests.services.conftest import House
from tests.services.fakes import GUILD, MODERATOR, READER, viewer

ANN, BEN, CAY = READER + 1, READER + 2, READER + 3
MOD = viewer(MODERATOR)


@pytest.fixture
async def serial_id(house: House) -> int:
    """A serial by chapter whose first two chapters have dropped; all are members."""
    serial = await house.start()
    for hours in (6, 24):
        house.clock.move(hours=hours)
        await house.settle()
    house.sight.members = {(who, GUILD) for who in (READER, ANN, BEN, CAY)}
    return serial


async def reads(house: House, serial_id: int, who: int, instalment: int) -> None:
    await house.reading.finish(viewer(who), serial_id, instalment)


def named(board: Board) -> list[list[int]]:
    return [list(row.named) for row in board.rows]


async def test_nobody_is_on_the_board_who_did_not_say_so(house: House, serial_id: int):
    await reads(house, serial_id, ANN, 2)
    await reads(house, serial_id, BEN, 1)
    board = await house.company.board(viewer(), serial_id)
    assert board.rows == ()
    await house.company.share(viewer(ANN), serial_id)
    board = await house.company.board(viewer(), serial_id)
    assert named(board) == [[ANN]]
    assert not board.sharing
    assert board.silent is None
    await house.company.stop(viewer(ANN), serial_id)
    assert named(await house.company.board(viewer(), serial_id)) == []


async def test_who_is_silent_is_counted_from_three_on(house: House, serial_id: int):
    for who, silent in ((ANN, None), (BEN, None), (CAY, 3)):
        await reads(house, serial_id, who, 1)
        assert (await house.company.board(viewer(), serial_id)).silent == silent


async def test_the_board_beside_the_numbers_says_nothing_of_who_is_silent(
    house: House, serial_id: int
):
    for who in (ANN, BEN, CAY):
        await reads(house, serial_id, who, 1)
    assert (await house.progress.overview(viewer(), serial_id)).others is not None
    for who in (ANN, BEN):
        await house.company.share(viewer(who), serial_id)
        assert (await house.progress.overview(viewer(), serial_id)).others is None
    await house.company.share(viewer(CAY), serial_id)
    others = (await house.progress.overview(viewer(), serial_id)).others
    assert others is not None
    assert others.count == 3


async def test_a_chapter_ahead_of_who_asks_has_no_title(house: House, serial_id: int):
    await reads(house, serial_id, ANN, 2)
    await house.company.share(viewer(ANN), serial_id)
    await reads(house, serial_id, READER, 1)
    [ahead, own] = (await house.company.board(viewer(), serial_id)).rows
    assert ahead.heading is not None
    assert (ahead.heading.number, ahead.heading.title) == (2, None)
    assert own.own
    assert own.heading is not None
    assert own.heading.title == "The Quay"
    overview = await house.company.member(viewer(), serial_id, ANN)
    assert overview.progress.heading == ahead.heading
    await reads(house, serial_id, READER, 2)
    overview = await house.company.member(viewer(), serial_id, ANN)
    assert overview.progress.heading is not None
    assert overview.progress.heading.title == "The Office"


async def test_a_member_is_shown_only_if_they_share_and_are_here(house: House, serial_id: int):
    await reads(house, serial_id, ANN, 1)
    with pytest.raises(RefusalError, match="keep their place"):
        await house.company.member(viewer(), serial_id, ANN)
    await house.company.share(viewer(ANN), serial_id)
    assert (await house.company.member(viewer(), serial_id, ANN)).progress.passage > 0
    house.sight.members.discard((ANN, GUILD))
    with pytest.raises(RefusalError, match="keep their place"):
        await house.company.member(viewer(), serial_id, ANN)
    assert (await house.company.board(viewer(), serial_id)).rows == ()


async def test_sharing_is_for_one_server(house: House, serial_id: int):
    other = await house.start(guild_id=2, channel_id=20)
    await house.company.share(viewer(ANN, guild_id=2, channel_id=20), other)
    await reads(house, serial_id, ANN, 1)
    assert (await house.company.board(viewer(), serial_id)).rows == ()


async def test_a_strangers_board_is_no_serial(house: House, serial_id: int):
    for who in (viewer(sees=False), viewer(guild_id=2)):
        for ask in (house.company.board, house.company.share, house.company.stop):
            with pytest.raises(RefusalError, match="no such serial"):
                await ask(who, serial_id)
        with pytest.raises(RefusalError, match="no such serial"):
            await house.company.member(who, serial_id, ANN)


async def test_sharing_goes_with_my_data_and_is_in_the_file(house: House, serial_id: int):
    await house.company.share(viewer(ANN), serial_id)
    assert (await house.mydata.holdings(ANN)).sharing == 1
    [sharing] = (await house.mydata.export(ANN))["sharing"]
    assert sharing["server"] == "1"
    await house.mydata.delete(ANN)
    assert (await house.mydata.holdings(ANN)).nothing
    assert not (await house.company.board(viewer(ANN), serial_id)).sharing
