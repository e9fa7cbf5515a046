"""The life of a delivery. Everything that changes its state stands in this file.

A delivery is one message (or thread) of a drop on its way to Discord:

    PLANNED ──claim──▶ ATTEMPTING ──sent──▶ SENT
       ▲                 │ │ │ └──failed──▶ FAILED ──resume──▶ PLANNED
       │                 │ │ └──skipped──▶ SKIPPED
       └──(RETRY, due)◀──┘ └──unknown──▶ UNKNOWN ──found──▶ SENT
                                           │  └──missing──▶ PLANNED for 60 s (again, same nonce)
                                           └──unreadable──▶ PLANNED, blind, within 60 s of the
                                                            first attempt, else PARKED
    either of them not claimed within its 60 s ──▶ UNKNOWN
    PARKED ──"It is there"──▶ SENT        PARKED ──"Post again"──▶ PLANNED

A process that ends between claim and record leaves ATTEMPTING behind; at the next boot that is
UNKNOWN.

Where the database was put back from a copy, it knows less than the channel shows. Nothing goes out
before a survey of the channel: what was posted since the copy is SENT, whatever it was called.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.keys import PartKind

REPOST_BLIND_WITHIN = timedelta(seconds=60)
"""How long after the first attempt Discord's nonce alone is trusted to prevent a double."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
BEFORE_LOOKING = timedelta(seconds=30)
"""How long at least to wait before looking for what no nonce guards: by then it has arrived."""
LONGEST_WAIT = timedelta(hours=1)
"""The most that Discord is heeded when it says to wait; our own pauses are shorter."""


class State(StrEnum):
    """Where a delivery is."""

    PLANNED = "planned"
    ATTEMPTING = "attempting"
    RETRY = "retry"
    UNKNOWN = "unknown"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    PARKED = "parked"

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen to it, so that the next part may go."""
        return self in {State.SENT, State.SKIPPED}

    @property
    def blocked(self) -> bool:
        """Whether only a person can move it on."""
        return self in {State.FAILED, State.PARKED}

    @property
    def claimable(self) -> bool:
        """Whether an attempt may be made of it."""
        return self in {State.PLANNED, State.RETRY}


@dataclass(frozen=True, slots=True)
class Sent:
    """Discord has it, as this message (or thread)."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was posted and trying later will do: a rate limit, or no connection was made."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been posted: a time-out, a reset, a 5xx."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Discord said no and will say it again. `reason` tells moderators what to do.

    `lasting` says that nobody can mend it: the channel is gone.
    """

    reason: str
    lasting: bool = False


Outcome = Sent | Retry | Unknown | Failed
"""What became of an attempt."""


@dataclass(frozen=True, slots=True)
class Found:
    """The history shows it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Missing:
    """The history was readable and does not show it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The history can't be looked at: no permission, or Discord did not answer."""

    passing: bool
    """Whether looking again later may help."""


Sighting = Found | Missing | Unreadable
"""What a look into the channel's history gave."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A page of the history: what in it is ours, oldest first, as marks and message ids."""

    ours: tuple[tuple[int, int], ...]
    through: int | None
    """The newest message of the page, after which to go on; None where it reaches the present."""


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be recorded: the new state with what belongs to it.

    `blind` says that an earlier attempt may have been posted, or may still be after a look: only
    the nonce guards against a double, and only as long as Discord remembers it. The `not_before` of
    a PLANNED one is when it was looked for last.
    """

    state: State
    message_id: int | None = None
    not_before: datetime | None = None
    reason: str | None = None
    blind: bool = False
    lasting: bool = False


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 5 s, doubling, 5 min at most."""
    return min(FIRST_PAUSE * (1 << min(max(attempts - 1, 0), 10)), LONGEST_PAUSE)


def before_claim(
    *,
    blind: bool,
    first_attempt_at: datetime | None,
    looked_at: datetime | None,
    now: datetime,
    guarded: bool = True,
) -> Move | None:
    """Say what a delivery becomes instead of being claimed; None where it may be claimed.

    What is posted again blind may be so for a minute after the first attempt, or after it was
    looked for and not there (an earlier request may still have been on its way); after that
    somebody has to look first. What has no nonce (not `guarded`) always has to be looked for.
    """
    if not blind or _is_recent(looked_at, now) or (guarded and _is_recent(first_attempt_at, now)):
        return None
    return Move(State.UNKNOWN)


def after_attempt(
    kind: PartKind,
    outcome: Outcome,
    *,
    attempts: int,
    now: datetime,
    blind: bool = False,
    guarded: bool = True,
) -> Move:
    """Say what an ATTEMPTING delivery becomes. `attempts` counts this one.

    What no nonce guards is looked for later: a request that was slow has arrived by then.
    """
    match outcome:
        case Sent(message_id):
            return Move(State.SENT, message_id=message_id)
        case Retry(after):
            later = now + min(max(after, pause_after(attempts)), LONGEST_WAIT)
            return Move(State.RETRY, not_before=later, blind=blind)
        case Unknown(reason):
            pause = pause_after(attempts)
            later = now + (pause if guarded else max(pause, BEFORE_LOOKING))
            return Move(State.UNKNOWN, not_before=later, reason=reason)
        case Failed(reason, lasting):
            state = State.SKIPPED if kind.optional else State.FAILED
            return Move(state, reason=reason, blind=blind, lasting=lasting)


def before_looking(*, not_before: datetime | None, guarded: bool, now: datetime) -> Move | None:
    """Say what an UNKNOWN delivery becomes instead of being looked for; None where it may be.

    After a restart nobody knows when the attempt was. What no nonce guards may still be on its way.
    """
    if guarded or not_before is not None:
        return None
    return Move(State.UNKNOWN, not_before=now + BEFORE_LOOKING)


def after_sighting(
    sighting: Sighting,
    *,
    attempts: int,
    first_attempt_at: datetime | None,
    now: datetime,
    guarded: bool = True,
) -> Move:
    """Say what an UNKNOWN delivery becomes after a look into the history.

    A private thread has no nonce (it is not `guarded`): what can't be looked for is left out.
    """
    match sighting:
        case Found(message_id):
            return Move(State.SENT, message_id=message_id)
        case Missing():
            # Now it is not there; a request that is late may still bring it.
            return Move(State.PLANNED, not_before=now, blind=True)
        case Unreadable(passing=passing):
            if guarded and _is_recent(first_attempt_at, now):
                return Move(State.PLANNED, blind=True)
            if passing:
                pause = max(pause_after(attempts), _pause_since(first_attempt_at, now))
                return Move(State.UNKNOWN, not_before=now + pause)
            if not guarded:
                return Move(
                    State.SKIPPED,
                    reason="I can't look whether it has opened: that takes Read Message History.",
                )
            return Move(
                State.PARKED, reason="I can't read the channel's history to see if it is there"
            )


def after_survey(
    kind: PartKind, state: State, *, message_id: int | None, passed: bool, guarded: bool = True
) -> Move | None:
    """Say what an unsettled delivery becomes once its channel was surveyed; None: it stays.

    `message_id` is its message, where that was found; `passed` says that one which comes after it
    was, so that it must have gone out too. A thread is opened again, which finds it, or looked for
    where it is private (not `guarded`); and what may stand in one, the last greeting, is looked for
    there when its turn comes, as is a poll, which bears no mark.
    """
    if message_id is not None:
        return Move(State.SENT, message_id=message_id)
    if not guarded and kind in {PartKind.THREAD, PartKind.GREETING}:
        return Move(State.UNKNOWN) if state.claimable else None
    if kind is PartKind.THREAD:
        return None
    if passed:
        # A greeting is in its thread; anything else was here, and somebody has deleted it since.
        return Move(State.SENT)
    # Nor has a poll a mark; it is known again by its question.
    elsewhere = kind in {PartKind.GREETING, PartKind.POLL}
    return Move(State.UNKNOWN) if elsewhere and state.claimable else None


def after_decision(*, there: bool) -> Move:
    """Say what a PARKED delivery becomes when a moderator has looked into the channel."""
    return Move(State.SENT if there else State.PLANNED)


def left_out(reason: str | None) -> Move:
    """Say what a delivery becomes that has no place to go to, like a greeting without a thread."""
    return Move(State.SKIPPED, reason=reason)


def after_break() -> Move:
    """Say what an ATTEMPTING delivery becomes when its attempt broke off without an outcome."""
    return Move(State.UNKNOWN, reason="the attempt broke off")


def after_boot(state: State) -> State:
    """Say what a delivery is called after a restart: an attempt nobody saw end is unknown."""
    return State.UNKNOWN if state is State.ATTEMPTING else state


def after_resume(state: State) -> State:
    """Say what a delivery becomes when a moderator resumes its serial: failures are tried again."""
    return State.PLANNED if state is State.FAILED else state


def after_going_on(state: State) -> State:
    """Say what a letter becomes when its reader has a held subscription go on.

    What failed is tried again. Where nobody could see whether it arrived, it is looked for again: a
    reader is not asked to search their messages.
    """
    return State.UNKNOWN if state is State.PARKED else after_resume(state)


def due(state: State, not_before: datetime | None, now: datetime) -> bool:
    """Whether it is time to do something about it.

    What is to wait longer than anything ever is was put off by a clock that was set back since.
    """
    if state is State.PLANNED:
        return True
    if state in {State.RETRY, State.UNKNOWN}:
        return not_before is None or not now < not_before <= now + LONGEST_WAIT
    return False


def _pause_since(first_attempt_at: datetime | None, now: datetime) -> timedelta:
    """Say how long to wait for a history that can't be read: the longer, the longer it has been."""
    if first_attempt_at is None:
        return FIRST_PAUSE
    return min((now - first_attempt_at) / 4, LONGEST_PAUSE)


def _is_recent(moment: datetime | None, now: datetime) -> bool:
    """Whether a nonce of that moment still guards, or a look still holds."""
    # A clock that was set back says nothing about how long ago it was.
    return moment is not None and timedelta(0) <= now - moment <= REPOST_BLIND_WITHIN
