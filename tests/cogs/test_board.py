"""/board and /progress member, as members see them."""

from tests.cogs.conftest import World, answer_of, labels_of, words_of

LINE = "The ferry was late again, and nobody on the pier had brought a book to read. "


async def opened(world: World) -> None:
    await world.add_story(title="The Harbour")
    await world.start_serial()
    await world.next_evening()
    [end] = [post for post in world.posted() if "I've read this" in labels_of(post)]
    await world.ann.click(end, label="I've read this")


async def test_ann_shares_her_place_and_ben_sees_it(world: World):
    await opened(world)
    ann = f"<@{world.ann.id}>"
    board = answer_of(await world.ben.slash(world.channel, "board"))
    assert ann not in words_of(board)
    assert "Nobody shares their place" in words_of(board)
    mine = answer_of(await world.ann.slash(world.channel, "board"))
    assert "Nobody else sees where you are." in words_of(mine)
    mine = answer_of(await world.ann.click(mine, label="Share my place"))
    assert "you" in words_of(mine)
    assert "Nobody else shares their place" in words_of(mine)
    board = answer_of(await world.ben.slash(world.channel, "board"))
    assert f"**Ch. 1**: {ann}" in words_of(board)
    assert "The Quay" not in words_of(board)
    seen = answer_of(await world.ben.slash(world.channel, "progress", member=world.ann))
    assert f"{ann}: Ch. 1" in words_of(seen)
    assert "The Quay" not in words_of(seen)
    assert len(seen.attachments) == 1
    mine = answer_of(await world.ann.slash(world.channel, "board"))
    await world.ann.click(mine, label="Stop sharing")
    board = answer_of(await world.ben.slash(world.channel, "board"))
    assert ann not in words_of(board)


async def test_who_does_not_share_is_not_shown(world: World):
    await opened(world)
    answer = answer_of(await world.ben.slash(world.channel, "progress", member=world.ann))
    assert "keep their place in this story to themselves" in words_of(answer)
    assert not answer.attachments


async def test_sharing_outlives_a_restart(world: World):
    await opened(world)
    mine = answer_of(await world.ann.slash(world.channel, "board"))
    await world.restart()
    await world.ann.click(mine, label="Share my place")
    board = answer_of(await world.ben.slash(world.channel, "board"))
    assert f"<@{world.ann.id}>" in words_of(board)


async def test_a_chapter_has_its_title_from_its_first_page_on(world: World):
    await world.read_along(
        f"Chapter 1: The Pier\n\n{LINE * 6}\n\nChapter 2: The Boats\n\n"
        + "\n\n".join([LINE * 6] * 5)
    )
    await world.ben.click(world.last_of(2), label="I've read this")
    shown = answer_of(await world.ben.slash(world.channel, "board"))
    await world.ben.click(shown, label="Share my place")
    board = answer_of(await world.ann.slash(world.channel, "board"))
    assert "The Boats" not in words_of(board)
    shown = answer_of(await world.ann.slash(world.channel, "preferences"))
    await world.ann.click(shown, label="Short pages")
    page = answer_of(await world.ann.slash(world.channel, "read"))
    assert "The Boats" in words_of(page)
    assert "page 1 of 2" in words_of(page)
    board = answer_of(await world.ann.slash(world.channel, "board"))
    assert f"**Ch. 2 · The Boats**: you, level with <@{world.ben.id}>" in words_of(board)
    seen = answer_of(await world.ann.slash(world.channel, "progress", member=world.ben))
    assert f"<@{world.ben.id}>: Ch. 2 · The Boats" in words_of(seen)
