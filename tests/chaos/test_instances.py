"""The short form of two instances: one folder serves one bot, two copies show readers nothing
twice.
"""

from tests.chaos.instances import copy_a_folder, share_a_folder


async def test_the_second_bot_on_a_folder_says_so_and_the_first_goes_on():
    tally = await share_a_folder(4, 4)
    assert tally.wrong == []
    assert tally.verdict.drops == 16
    assert tally.verdict.clean, str(tally.verdict)


async def test_two_copies_of_the_database_double_nothing_within_the_nonce_window():
    tally = await copy_a_folder(3, 8, spare=600)
    assert tally.wrong == []
    assert tally.verdict.drops == 24
    assert tally.deduplicated > 10, "the two never meet"
    assert tally.verdict.clean, str(tally.verdict)


async def test_without_nonces_they_do():
    # Only the third copy is surely made before the other bot has done everything.
    tally = await copy_a_folder(3, 4, nonces=False)
    assert tally.verdict.doubled
