"""The end of a story, as the channel sees it: a card, and the question what to read next."""

from tests.cogs.conftest import World, labels_of, words_of

SPARE = b"---\ntitle: %s\nauthor: A. Writer\n---\n\nIt rained.\n"


async def test_the_last_chapter_ends_with_a_card_and_a_poll(world: World):
    for title in ("Emma of the Quay", "The Lamp"):
        await world.add_story(SPARE.decode() % title, "spare.md")
    await world.add_story(title="The Harbour")
    choices = await world.moderator.autocomplete(world.talk, "serial start", "story", "Harbour")
    await world.start_serial(story=choices[0]["value"], discussion="off")
    await world.next_evening()
    [noted] = [post for post in world.posted() if "(1) lantern" in labels_of(post)]
    for _ in range(3):
        await world.ann.click(noted, label="(1) lantern")
    [end] = [post for post in world.posted() if "I've read this" in labels_of(post)]
    await world.ann.click(end, label="I've read this")
    await world.next_evening()
    card, poll = world.posted()[-2:]
    words = words_of(card)
    assert "The Harbour" in words
    assert "It ran for 2 days. 1 member read along." in words
    assert "Its most asked footnote: (1) lantern, 3 times." in words.replace("\\", "")
    assert poll.poll is not None
    assert poll.poll.question == "“The Harbour” is over. What shall we read next?"
    assert {answer.text for answer in poll.poll.answers} == {
        "Emma of the Quay · A. Writer",
        "The Lamp · A. Writer",
    }
    await world.restart()
    await world.next_evening()
    assert [post.id for post in world.posted()[-2:]] == [card.id, poll.id]
