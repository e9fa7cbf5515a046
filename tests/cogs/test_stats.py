"""/serial stats, as a moderator sees it: numbers, a picture and a table, and no names."""

from tests.cogs.conftest import World, answer_of, labels_of, words_of


async def test_a_moderator_sees_numbers_a_picture_and_a_table(world: World):
    await world.add_story(title="The Harbour")
    await world.start_serial()
    await world.next_evening()
    readers = [world.guild.add_member(world.env.create_user(f"reader{n}")) for n in range(3)]
    [end] = [post for post in world.posted() if "I've read this" in labels_of(post)]
    [noted] = [post for post in world.posted() if "(1) lantern" in labels_of(post)]
    for reader in readers:
        await reader.click(end, label="I've read this")
        await reader.click(noted, label="(1) lantern")
    await readers[0].slash(world.channel, "footnote", marker="1")
    answer = answer_of(
        await world.moderator.slash(world.talk, "serial stats", serial="The Harbour")
    )
    words = words_of(answer)
    assert "**Ch. 1 · The Quay**: 3 to its end · half within 1 minute" in words
    # The moderator has not begun: the word is ahead of them.
    assert "||lantern|| · Ch. 1 · The Quay: 4 times" in words
    picture, table = answer.attachments
    assert (picture.filename, table.filename) == ("readers.png", "readers.csv")
    written = (world.env.backend.cdn.get(table.url) or b"").decode("utf-8-sig")
    assert "chapter,1,Ch. 1 · The Quay,3,0,0," in written
    for reader in readers:
        assert str(reader.id) not in words + written
        assert reader.user.name not in words + written


async def test_a_reader_gets_no_statistics(world: World):
    await world.add_story()
    await world.start_serial()
    await world.next_evening()
    answer = answer_of(await world.ann.slash(world.channel, "serial stats"))
    assert "This is for moderators" in words_of(answer)
    assert not answer.attachments
