"""The soak in small: nobody meets a fault of the bot's, nothing is kept that will not be asked for
again; and a bot that does keep something is found out.
"""

from collections import Counter

from tests.chaos.soak import Plan, Sample, growth, risen, soak, usual

BRIEF = Plan(minutes=0.15, deeds=40, samples=4, clubs=1, channels=3, readers=4)


async def test_some_hours_of_mixed_load_leave_nothing_behind():
    tally = await soak(BRIEF)
    assert not tally.crashed
    assert tally.posted > 0
    assert tally.broken == []
    assert tally.left_over == {}
    caches = tally.samples[-1].census["caches"]
    assert [caches[name] for name in ("views", "views in step", "forms", "messages")] == [0] * 4
    kept = tally.samples[-1].census["kept"]
    for name in ("Lanes._tasks", "Lanes._asked", "Apart._resting"):
        assert kept[name] <= 2 * BRIEF.channels
    assert not any(name.startswith("DiscordPoster.") for name in kept), "a channel is remembered"


async def test_a_bot_that_keeps_something_of_every_interaction_is_found_out():
    tally = await soak(
        Plan(
            minutes=0.1,
            deeds=40,
            samples=10,
            clubs=1,
            channels=1,
            readers=4,
            looks=4,
            leaks=True,
            rise=5,
        )
    )
    assert sum(tally.left_over.values()) > 20
    assert risen(tally.samples, "tasks", 5) != {}
    assert not tally.flat


def test_a_loop_that_was_awake_before_the_load_leaves_nothing_over_by_going_to_sleep():
    asleep = "task SharedClock.sleep_until"
    before = usual(Counter({asleep: 2, "file socket": 1}))
    assert Counter({asleep: 3, "file socket": 1}) - before == {}
    assert Counter({asleep: 4, "file socket": 2}) - before == {asleep: 1, "file socket": 1}


def test_growth_is_that_of_the_second_half():
    assert growth([(at, 100.0 + max(10 - at, 0)) for at in range(40)]) == 0
    assert round(growth([(at, 100.0 + at) for at in range(40)]), 3) == round(19 / 129.5, 3)


def test_what_only_rises_is_named():
    samples = [Sample(at, 0, {"caches": {"views": 5 * at, "people": at % 3}}) for at in range(40)]
    assert risen(samples, "caches") == {"views": 95}
