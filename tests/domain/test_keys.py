"""What a delivery is known by: by itself, for ever, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.keys import Key, PartKind


class TestKey:
    def test_a_passage_says_its_number(self):
        key = Key(1, 2, "passage:12")
        assert (key.kind, key.passage) == (PartKind.PASSAGE, 12)

    @pytest.mark.parametrize("part", ["thread", "greeting", "closing"])
    def test_the_other_parts_have_none(self, part: str):
        key = Key(1, 2, part)
        assert (key.kind.value, key.passage) == (part, None)

    def test_a_part_that_is_none(self):
        with pytest.raises(ValueError, match="poster"):
            _ = Key(1, 2, "poster").kind

    def test_nonce_and_mark_are_the_same_every_time(self):
        # They are in Discord's hands while we restart, so they may never change.
        key = Key(1, 2, "passage:12")
        assert key.nonce(111, 222) == "MIEE7AVJ5D5EUGV7IFTDI7KGY"
        assert key.mark(111, 222) == 1_741_267_629

    @given(
        st.builds(
            Key,
            st.integers(1, 2**63),
            st.integers(1, 10_000),
            st.integers(1, 10_000).map("passage:{}".format) | st.sampled_from(["thread"]),
        ),
        st.integers(1, 2**64),
        st.integers(1, 2**64),
    )
    def test_nonce_and_mark_are_what_discord_takes(self, key: Key, bot: int, channel: int):
        assert len(key.nonce(bot, channel)) == 25
        assert key.nonce(bot, channel).isalnum()
        assert 1 <= key.mark(bot, channel) <= 2**31 - 1

    def test_nothing_else_has_the_same_nonce(self):
        keys = [
            Key(serial, instalment, part, subscription)
            for serial in (1, 2, 12)
            for instalment in (1, 2, 21)
            for part in ("passage:1", "passage:11", "thread", "greeting", "closing", "word:1")
            for subscription in (None, 1, 2, 11)
        ]
        nonces = {key.nonce(bot, channel) for key in keys for bot in (1, 2) for channel in (1, 2)}
        assert len(nonces) == 4 * len(keys)
