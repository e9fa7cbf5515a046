"""Figure 7a: a copy made while drops run, the database lost, the copy put back.

Several serials run in two channels, with faults, threads, drops by hand and deleted messages. At a
random moment, in the middle of a post say, the database is copied; the drops go on for days; then
it is lost and the copy restored, mostly long after Discord has forgotten the nonces. Judged is what
was ever posted: every passage, greeting and card once and in order, and no instalment early.
"""

import random
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.cadence import next_after
from bot.domain.delivery import Outcome, Retry, Unknown, Unreadable
from bot.domain.errors import RefusalError
from bot.domain.keys import Key
from bot.domain.serial import Discussion, Serial, SerialState
from bot.services.ports import Posting
from bot.storage import copies, files, serials
from tests.services.conftest import House, open_house
from tests.services.fakes import CHANNEL, MODERATOR, FakeClock, FakeDesk, FakeDiscord, viewer

MOD = viewer(MODERATOR)
_SIZES = ("chapter", "scene", "1 passage", "2 passages", "2 minutes")
_AWAY = timedelta(minutes=3)
"""After this long Discord has surely forgotten a nonce."""


@dataclass
class Losses:
    """What the trials showed. The rest are counts of how hard they were."""

    trials: int = 0
    found: int = 0
    """Messages posted after the copy was made, which the copy could not know."""
    posted: int = 0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """All that must not be."""
        return self.doubled + self.lost + self.early

    def __str__(self) -> str:
        bound = f", under {300 / max(self.trials, 1):.1f} % a restore at 95 %"
        return (
            f"Backups: {self.trials} copies made while drops ran and put back, {self.posted:,} "
            f"messages, {self.found:,} of them posted after the copy: {len(self.doubled)} doubled, "
            f"{len(self.lost)} lost, {len(self.early)} early"
            + (bound if not self.violations else "")
        )


def forget_surveys(path: Path) -> None:
    """Take the protection out."""
    with files.opened(path) as db:
        db.execute("UPDATE serial SET survey_after = NULL")


@dataclass
class _Discord(FakeDiscord):
    """A Discord that remembers all that was ever posted, and when."""

    ever: list[tuple[Key, datetime]] = field(default_factory=list)

    def _accept(self, posting: Posting) -> int:
        known = len(self.messages)
        message_id = super()._accept(posting)
        if len(self.messages) > known:
            assert self.now is not None
            self.ever.append((posting.key, self.now()))
        return message_id


async def many(seeds: range, *, survey: bool = True) -> Losses:
    """Run a trial for each seed, each in a folder of its own."""
    losses = Losses()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            await _Trial(seed, Path(folder), losses, survey=survey).run()
    return losses


class _Trial:
    """One database that is copied, lost and put back."""

    def __init__(self, seed: int, folder: Path, losses: Losses, *, survey: bool) -> None:
        self._seed = seed
        self._chance = random.Random(seed)
        self._path, self._copy = folder / "test.sqlite3", folder / "copy.sqlite3"
        self._losses = losses
        self._survey = survey
        self._clock = FakeClock()
        self._discord = _Discord(now=self._clock.now)
        self._deleted: set[Key] = set()
        self._by_hand: dict[int, int] = {}
        self._started: dict[int, datetime] = {}

    async def run(self) -> None:
        """Live, be copied, live on, be lost, be put back, live to the end."""
        house = await self._open()
        await self._start_serials(house)
        for _ in range(self._chance.randint(0, 6)):
            await self._step(house)
        await self._step(house, copied=True)
        known = len(self._discord.ever)
        for _ in range(self._chance.randint(0, 8)):
            await self._step(house)
        await house.database.close()
        self._losses.found += len(self._discord.ever) - known
        self._put_back()
        house = await self._open()
        await self._to_the_end(house)
        await self._judge(house)
        await house.database.close()

    async def _open(self) -> House:
        return await open_house(self._path, self._clock, self._discord, FakeDesk())

    async def _start_serials(self, house: House) -> None:
        story_id = await house.add_story()
        for _ in range(self._chance.randint(1, 3)):
            serial_id = await house.start(
                story_id=story_id,
                instalment=self._chance.choice(_SIZES),
                discussion=self._chance.choice(list(Discussion)),
                channel_id=self._chance.choice([CHANNEL, CHANNEL + 1]),
            )
            self._by_hand[serial_id] = 0
            self._started[serial_id] = self._clock.now()

    async def _step(self, house: House, *, copied: bool = False) -> None:
        """Let some hours go by with faults; a copy is made at a post, or after the last."""
        self._clock.move(hours=self._chance.choice([1, 5, 8, 24]))
        self._set_faults()
        if copied and self._chance.random() < 0.8:
            self._copy_at_post(self._chance.randint(1, 4))
        if self._chance.random() < 0.2:
            await self._drop_by_hand(house)
        await house.settle()
        if self._chance.random() < 0.1:
            self._delete_a_message()
        for _ in range(self._chance.choice([0, 2, 4])):
            self._clock.move(minutes=6)
            await house.settle()
        self._discord.before_answer = None
        if copied and not self._copy.exists():
            copies.backup(self._path, self._copy)

    def _copy_at_post(self, posts: int) -> None:
        async def count() -> None:
            if posts > 1:
                self._copy_at_post(posts - 1)
            else:
                copies.backup(self._path, self._copy)

        self._discord.before_answer = count

    def _set_faults(self) -> None:
        faults: list[Outcome | tuple[str, Outcome]] = [
            Unknown("no answer"),
            ("after", Unknown("no answer")),
            Retry(timedelta(seconds=30)),
        ]
        for serial_id in self._by_hand:
            for passage in range(1, 12):
                if self._chance.random() < 0.1:
                    number = self._chance.randint(1, 6)
                    key = Key(serial_id, number, f"passage:{passage}")
                    self._discord.faults[key] = [self._chance.choice(faults)]
            key = Key(serial_id, self._chance.randint(1, 4), "greeting")
            self._discord.faults[key] = [self._chance.choice(faults)]

    async def _drop_by_hand(self, house: House) -> None:
        serial_id = self._chance.choice(list(self._by_hand))
        try:
            await house.serials.drop(MOD, serial_id)
        except RefusalError:
            return
        self._by_hand[serial_id] += 1

    def _delete_a_message(self) -> None:
        if self._discord.messages:
            gone = self._chance.choice(self._discord.messages)
            self._discord.messages.remove(gone)
            key = gone.posting.key
            # Posted again, it opens a discussion of its own.
            self._deleted |= {key, Key(key.serial, key.instalment, "greeting")}

    def _put_back(self) -> None:
        self._clock.move(minutes=self._chance.choice([0, 1, 10, 500, 3_000]))
        if self._chance.random() < 0.8:
            self._clock.move(seconds=_AWAY.total_seconds())
            self._discord.forget_nonces()
        copies.restore(self._copy, self._path, self._clock.now())
        if not self._survey:
            forget_surveys(self._path)
        self._discord.faults.clear()
        self._discord.unsurveyable = [
            Unreadable(passing=self._chance.random() < 0.7)
            for _ in range(self._chance.choice([0, 0, 1, 3]))
        ]

    async def _to_the_end(self, house: House) -> None:
        for _ in range(200):
            await house.settle()
            left = [item for item in await self._serials(house) if item.state.alive]
            if not left:
                return
            for serial in left:
                if serial.state is SerialState.PAUSED:
                    await house.serials.resume(MOD, serial.serial_id)
            self._clock.move(hours=3)

    async def _serials(self, house: House) -> list[Serial]:
        return await serials.of_guild(house.database.reader, MOD.guild_id)

    async def _judge(self, house: House) -> None:
        self._losses.trials += 1
        self._losses.posted += len(self._discord.ever)
        for serial in await self._serials(house):
            await self._judge_serial(house, serial)

    async def _judge_serial(self, house: House, serial: Serial) -> None:
        name = f"seed {self._seed}, serial {serial.serial_id}"
        mine = [item for item in self._discord.ever if item[0].serial == serial.serial_id]
        keys = [key for key, _ in mine]
        for key in {key for key in keys if keys.count(key) > 1} - self._deleted:
            self._losses.doubled.append(f"{name}: {key.part} of {key.instalment}")
        # What was deleted and has nothing after it, nobody can tell from what never came.
        keys = list(dict.fromkeys(keys))
        passages = [key.passage for key in keys if key.passage is not None]
        view = await house.serials.show(MOD, serial.serial_id)
        missing = set(range(1, view.passages + 1)) - set(passages)
        if missing or passages != sorted(passages) or keys[-1].part != "closing":
            self._losses.lost.append(f"{name}: {sorted(missing)} of {passages}")
        threads = [key.instalment for key in keys if key.part == "greeting"]
        if serial.discussion is Discussion.INSTALMENT and len(set(threads)) != view.instalments:
            self._losses.lost.append(f"{name}: greetings {threads} of {view.instalments}")
        for key, at in mine:
            if key.instalment > self._dates(serial, at) + self._by_hand[serial.serial_id]:
                self._losses.early.append(f"{name}: {key.part} of {key.instalment} at {at}")
                break

    def _dates(self, serial: Serial, until: datetime) -> int:
        """Count the dates that a serial had until a moment."""
        date, count = next_after(serial.cadence, self._started[serial.serial_id]), 0
        while date <= until:
            date, count = next_after(serial.cadence, date), count + 1
        return count
