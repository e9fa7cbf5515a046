"""The life of a delivery: every transition by itself, then walks that lose and double nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.delivery import (
    LONGEST_PAUSE,
    LONGEST_WAIT,
    REPOST_BLIND_WITHIN,
    Failed,
    Found,
    Missing,
    Move,
    Outcome,
    Retry,
    Sent,
    Sighting,
    State,
    Unknown,
    Unreadable,
    after_attempt,
    after_boot,
    after_decision,
    after_resume,
    after_sighting,
    after_survey,
    before_claim,
    due,
    pause_after,
)
from bot.domain.keys import PartKind

NOW = datetime(2026, 5, 4, 18, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class TestPauses:
    def test_they_double_from_five_seconds_to_five_minutes(self):
        seconds = [pause_after(attempts).total_seconds() for attempts in range(1, 9)]
        assert seconds == [5, 10, 20, 40, 80, 160, 300, 300]

    @given(st.integers(0, 10**9))
    def test_they_stay_within_bounds(self, attempts: int):
        assert 5 * SECOND <= pause_after(attempts) <= LONGEST_PAUSE


class TestAfterAttempt:
    @pytest.mark.parametrize("kind", PartKind)
    @pytest.mark.parametrize(
        ("outcome", "move"),
        [
            (Sent(77), Move(State.SENT, message_id=77)),
            (Retry(timedelta(0)), Move(State.RETRY, not_before=NOW + 10 * SECOND)),
            (Retry(timedelta(hours=1)), Move(State.RETRY, not_before=NOW + timedelta(hours=1))),
            (Unknown("502"), Move(State.UNKNOWN, not_before=NOW + 10 * SECOND, reason="502")),
        ],
    )
    def test_what_any_part_becomes(self, kind: PartKind, outcome: Outcome, move: Move):
        assert after_attempt(kind, outcome, attempts=2, now=NOW) == move

    @pytest.mark.parametrize(
        ("kind", "state"),
        [
            (PartKind.PASSAGE, State.FAILED),
            (PartKind.CLOSING, State.FAILED),
            (PartKind.THREAD, State.SKIPPED),
            (PartKind.GREETING, State.SKIPPED),
        ],
    )
    def test_a_no_fails_the_text_and_skips_what_a_server_may_do_without(
        self, kind: PartKind, state: State
    ):
        move = after_attempt(kind, Failed("no permission"), attempts=1, now=NOW)
        assert move == Move(state, reason="no permission")


class TestAfterSighting:
    @pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3), -timedelta(hours=1)])
    @pytest.mark.parametrize(
        ("sighting", "move"),
        [
            (Found(77), Move(State.SENT, message_id=77)),
            (Missing(), Move(State.PLANNED, blind=True)),
        ],
    )
    def test_what_the_history_shows_counts_at_any_time(
        self, sighting: Sighting, move: Move, late: timedelta
    ):
        found = after_sighting(sighting, attempts=1, first_attempt_at=NOW, now=NOW + late)
        assert replace(found, not_before=None) == move

    @pytest.mark.parametrize("passing", [True, False])
    @pytest.mark.parametrize("late", [timedelta(0), REPOST_BLIND_WITHIN])
    def test_within_a_minute_the_nonce_is_trusted(self, late: timedelta, *, passing: bool):
        move = after_sighting(Unreadable(passing), attempts=1, first_attempt_at=NOW, now=NOW + late)
        assert move == Move(State.PLANNED, blind=True)

    @pytest.mark.parametrize("late", [REPOST_BLIND_WITHIN + SECOND, -SECOND])
    def test_later_or_by_a_clock_set_back_it_is_parked(self, late: timedelta):
        now = NOW + late
        move = after_sighting(Unreadable(passing=False), attempts=1, first_attempt_at=NOW, now=now)
        assert move.state is State.PARKED
        assert move.reason is not None
        assert "history" in move.reason

    def test_a_passing_trouble_is_looked_at_again(self):
        now = NOW + REPOST_BLIND_WITHIN + SECOND
        move = after_sighting(Unreadable(passing=True), attempts=3, first_attempt_at=NOW, now=now)
        assert move == Move(State.UNKNOWN, not_before=now + 20 * SECOND)


class TestAfterSurvey:
    @pytest.mark.parametrize("kind", PartKind)
    @pytest.mark.parametrize("state", [state for state in State if not state.settled])
    @pytest.mark.parametrize("passed", [True, False])
    def test_what_is_there_is_sent_whatever_it_was_called(
        self, kind: PartKind, state: State, passed: bool
    ):
        assert after_survey(kind, state, message_id=5, passed=passed) == Move(
            State.SENT, message_id=5
        )

    @pytest.mark.parametrize("kind", [kind for kind in PartKind if kind is not PartKind.THREAD])
    @pytest.mark.parametrize("state", [state for state in State if not state.settled])
    def test_what_comes_before_one_that_is_there_was_there_too(self, kind: PartKind, state: State):
        assert after_survey(kind, state, message_id=None, passed=True) == Move(State.SENT)

    @pytest.mark.parametrize("kind", [PartKind.PASSAGE, PartKind.CLOSING])
    @pytest.mark.parametrize("state", [state for state in State if not state.settled])
    def test_what_is_not_there_is_as_it_was(self, kind: PartKind, state: State):
        assert after_survey(kind, state, message_id=None, passed=False) is None

    def test_a_greeting_is_looked_for_in_its_thread_before_it_goes_out(self):
        move = after_survey(PartKind.GREETING, State.PLANNED, message_id=None, passed=False)
        assert move == Move(State.UNKNOWN)

    @pytest.mark.parametrize("passed", [True, False])
    def test_a_thread_stays_because_opening_it_again_finds_it(self, passed: bool):
        assert after_survey(PartKind.THREAD, State.PLANNED, message_id=None, passed=passed) is None

    def test_what_was_posted_before_the_copy_without_a_known_end_is_never_posted_blind(self):
        move = after_sighting(Unreadable(passing=False), attempts=0, first_attempt_at=None, now=NOW)
        assert move.state is State.PARKED


@pytest.mark.parametrize("state", State)
def test_after_a_restart_only_an_attempt_is_unknown(state: State):
    assert after_boot(state) is (State.UNKNOWN if state is State.ATTEMPTING else state)


@pytest.mark.parametrize("state", State)
def test_resuming_tries_again_only_what_failed(state: State):
    assert after_resume(state) is (State.PLANNED if state is State.FAILED else state)


@pytest.mark.parametrize("state", State)
def test_a_state_waits_for_its_time_or_for_a_person_or_is_settled(state: State):
    assert state.settled == (state in {State.SENT, State.SKIPPED})
    assert state.blocked == (state in {State.FAILED, State.PARKED})
    moves_by_itself = due(state, None, NOW)
    assert moves_by_itself == (state in {State.PLANNED, State.RETRY, State.UNKNOWN})
    assert moves_by_itself + state.settled + state.blocked == (state is not State.ATTEMPTING)


@pytest.mark.parametrize("state", [State.RETRY, State.UNKNOWN])
def test_what_waits_is_due_from_its_time_on(state: State):
    assert not due(state, NOW + SECOND, NOW)
    assert due(state, NOW, NOW)
    assert due(state, NOW - SECOND, NOW)


@pytest.mark.parametrize("state", [State.RETRY, State.UNKNOWN])
def test_what_a_clock_that_ran_ahead_has_put_off_is_due_once_that_is_set_back(state: State):
    assert not due(state, NOW + LONGEST_WAIT, NOW)
    assert due(state, NOW + LONGEST_WAIT + SECOND, NOW)
    move = after_attempt(PartKind.PASSAGE, Retry(timedelta(days=1)), attempts=1, now=NOW)
    assert move.not_before == NOW + LONGEST_WAIT


REMEMBERED = timedelta(minutes=2)
"""How long the Discord of the walks knows a nonce; the real one says a few minutes."""


class Walk(RuleBasedStateMachine):
    """One delivery and a Discord that may take it and not say so, kills, and time."""

    @initialize(kind=st.sampled_from(PartKind), readable=st.booleans())
    def plan(self, kind: PartKind, readable: bool):
        self.kind = kind
        self.readable = readable
        self.now = NOW
        self.state = State.PLANNED
        self.not_before: datetime | None = None
        self.first_attempt_at: datetime | None = None
        self.attempts = 0
        self.blind = False
        self.posted_at: list[datetime] = []
        self.late = False

    def record(self, move: Move):
        self.state, self.not_before, self.blind = move.state, move.not_before, move.blind

    def claim(self) -> bool:
        if not due(self.state, self.not_before, self.now):
            return False
        instead = before_claim(
            blind=self.blind,
            first_attempt_at=self.first_attempt_at,
            looked_at=self.not_before if self.state is State.PLANNED else None,
            now=self.now,
        )
        if instead is not None:
            self.record(instead)
            return False
        self.state, self.not_before = State.ATTEMPTING, None
        self.first_attempt_at = self.first_attempt_at or self.now
        self.attempts += 1
        return True

    def arrive(self):
        """The request reaches Discord, which posts it unless it still knows the nonce."""
        if not self.posted_at or self.now - self.posted_at[-1] > REMEMBERED:
            self.posted_at.append(self.now)

    def settle(self, outcome: Outcome):
        self.record(
            after_attempt(
                self.kind, outcome, attempts=self.attempts, now=self.now, blind=self.blind
            )
        )

    @precondition(lambda self: self.state in {State.PLANNED, State.RETRY})
    @rule(arrives=st.booleans(), told=st.sampled_from(["answer", "nothing", "late", "killed"]))
    def attempt(self, arrives: bool, told: str):
        if not self.claim():
            return
        if told == "late":
            self.late = True
            self.settle(Unknown("timed out"))
            return
        if arrives:
            self.arrive()
        if told == "killed":
            self.state = after_boot(self.state)
        elif told == "nothing":
            self.settle(Unknown("timed out"))
        else:
            self.settle(Sent(1) if arrives else Unknown("500"))

    @precondition(lambda self: self.state in {State.PLANNED, State.RETRY})
    @rule(wait=st.timedeltas(timedelta(0), timedelta(minutes=10)))
    def rate_limited(self, wait: timedelta):
        if self.claim():
            self.settle(Retry(wait))

    @precondition(lambda self: self.state in {State.PLANNED, State.RETRY})
    @rule()
    def refused(self):
        if self.claim():
            self.settle(Failed("no permission"))

    @precondition(lambda self: self.state is State.UNKNOWN)
    @rule(passing=st.booleans())
    def look(self, passing: bool):
        if not due(self.state, self.not_before, self.now):
            return
        assert self.first_attempt_at is not None
        there: Sighting = Found(1) if self.posted_at else Missing()
        sighting = there if self.readable else Unreadable(passing)
        self.record(
            after_sighting(
                sighting,
                attempts=self.attempts,
                first_attempt_at=self.first_attempt_at,
                now=self.now,
            )
        )

    @precondition(lambda self: self.state is State.PARKED)
    @rule()
    def moderator_looks(self):
        self.record(after_decision(there=bool(self.posted_at)))
        self.first_attempt_at = None

    @precondition(lambda self: self.state is State.FAILED)
    @rule()
    def moderator_resumes(self):
        self.state = after_resume(self.state)

    @rule(by=st.timedeltas(SECOND, timedelta(hours=1)))
    def time_passes(self, by: timedelta):
        if self.late:
            self.arrive()
            self.late = False
        self.now += by

    @rule()
    def time_comes(self):
        self.now = max(self.now, self.not_before or self.now)

    @rule()
    def restart(self):
        self.state = after_boot(self.state)

    @invariant()
    def nothing_is_doubled(self):
        assert len(getattr(self, "posted_at", [])) <= 1

    @invariant()
    def nothing_is_lost(self):
        if getattr(self, "state", None) is State.SENT:
            assert len(self.posted_at) == 1

    @invariant()
    def it_can_always_go_on(self):
        state = getattr(self, "state", State.PLANNED)
        wakes = due(state, getattr(self, "not_before", None), NOW + timedelta(days=9_999))
        assert wakes or state.settled or state.blocked


Walk.TestCase.settings = settings(deadline=None, max_examples=150, stateful_step_count=25)
TestWalk = Walk.TestCase
