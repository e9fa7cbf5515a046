"""What readers see in a channel and in private messages, held against what they should see. It asks
Discord alone.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.chaos.staging import leaf_in, leaves_of
from tests.wire.driver import Wire
from tests.wire.payloads import PRIVATE_THREAD, Payload
from tests.wire.shown import words


@dataclass
class Findings:
    """What was wrong, a line each."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """All of it."""
        return [*self.lost, *self.doubled, *self.disordered]

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return not self.all

    def __str__(self) -> str:
        return (
            f"{len(self.lost)} lost, {len(self.doubled)} doubled, "
            f"{len(self.disordered)} out of order"
        )


@dataclass
class Verdict(Findings):
    """What was wrong in channels, and how much was looked at."""

    drops: int = 0
    messages: int = 0
    threads: int = 0

    def __str__(self) -> str:
        looked = f"{self.drops:,} drops, {self.messages:,} messages and {self.threads:,} threads"
        return f"{looked}: {Findings.__str__(self)}"


@dataclass
class LetterVerdict(Findings):
    """What was wrong in private messages, and how many of them were looked at."""

    letters: int = 0

    def __str__(self) -> str:
        return f"{self.letters:,} letters: {Findings.__str__(self)}"


class Judge:
    """Goes through channels whose serials drop chapter after chapter.

    `spared` names the parts that may be missing, as Discord has refused them once: the bot leaves
    them out, unless it ends before it has written that down and asks anew.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        threads: bool,
        private: bool = False,
        polls: bool = False,
        spared: Sequence[str] = (),
    ) -> None:
        self._wire = wire
        self._threads = threads
        self._private = private
        self._polls = polls
        self._spared = spared
        self.verdict = Verdict()

    async def look(self, channel: int, chapters: range, *, last: bool) -> None:
        """Hold a channel against some chapters; `last` says that a closing card follows,
        and where there are stories to choose from, a poll."""
        verdict = self.verdict
        posted = await self._wire.ask("messages", channel=channel)
        messages = [message for message in posted if not message.get("poll")]
        wanted = [leaf for chapter in chapters for leaf in leaves_of(chapter)]
        shown = [leaf_in(words(message)) for message in messages]
        leaves = [leaf for leaf in shown if leaf is not None]
        where = f"channel {channel}"
        count = Counter(leaves)
        verdict.lost += [f"{where}: leaf {leaf}" for leaf in wanted if not count[leaf]]
        verdict.doubled += [f"{where}: leaf {leaf}" for leaf in count if count[leaf] > 1]
        if list(dict.fromkeys(leaves)) != sorted(count):
            verdict.disordered.append(f"{where}: {leaves}")
        self._count(f"{where}: closing cards", shown.count(None), int(last))
        if last and shown and shown[-1] is not None:
            verdict.disordered.append(f"{where}: the card is not the last")
        polls = len(posted) - len(messages)
        self._count(f"{where}: polls", polls, int(last and self._polls), part="poll")
        if len(posted) > len(messages) and not posted[-1].get("poll"):
            verdict.disordered.append(f"{where}: the poll is not the last")
        verdict.drops += len(chapters)
        verdict.messages += len(messages)
        if self._threads:
            await self._look_at_threads(channel, messages, chapters)

    async def _look_at_threads(
        self, channel: int, messages: list[Payload], chapters: range
    ) -> None:
        threads = await self._wire.ask("threads", channel=channel)
        for chapter in chapters:
            mine = [one for one in threads if f"Night {chapter}:" in one["thread"]["name"]]
            where = f"channel {channel}, discussion of chapter {chapter}"
            self._count(where, len(mine), 1, part="thread")
            for one in mine:
                self._count(f"{where}, greetings", len(one["messages"]), 1, part="greeting")
        under = {message["id"] for message in messages}
        for one in threads:
            if (one["thread"]["type"] == PRIVATE_THREAD) != self._private:
                self.verdict.disordered.append(f"channel {channel}: a thread of the wrong kind")
            elif one["thread"]["id"] not in under and not self._private:
                self.verdict.disordered.append(f"channel {channel}: a thread under nothing")
        self.verdict.threads += len(threads)
        self.verdict.messages += sum(len(one["messages"]) for one in threads)

    def _count(self, where: str, count: int, wanted: int, *, part: str = "") -> None:
        if count < wanted and part not in self._spared:
            self.verdict.lost.append(where)
        elif count > wanted:
            self.verdict.doubled.append(f"{where}: {count}")


class LetterJudge:
    """Goes through private channels in which readers get stories leaf by leaf, as time goes on."""

    def __init__(self, wire: Wire, stories: Sequence[str]) -> None:
        self._wire = wire
        self._stories = stories
        self._latest: dict[int, int] = {}
        self._shown: dict[tuple[int, str], list[int | None]] = defaultdict(list)
        self.verdict = LetterVerdict()

    async def look(self, channel: int) -> None:
        """Take in what has arrived in a private channel since the last look."""
        for message in await self._wire.ask("messages", channel=channel):
            if int(message["id"]) > self._latest.get(channel, 0):
                self._latest[channel] = int(message["id"])
                self._take(channel, words(message))

    def close(self, channel: int, leaves: Sequence[int]) -> None:
        """Hold all that has arrived against what should have."""
        for story in self._stories:
            shown = set(self._shown[channel, story])
            missing = [leaf for leaf in leaves if leaf not in shown]
            self.verdict.lost += [f"letters {channel}, {story}: leaf {leaf}" for leaf in missing]

    def _take(self, channel: int, said: str) -> None:
        """Hold one message against those before it. One without a leaf says that there is nothing
        more for now, and never twice in a row.
        """
        verdict, leaf = self.verdict, leaf_in(said)
        story = next(name for name in self._stories if name in said.splitlines()[0])
        before, where = self._shown[channel, story], f"letters {channel}, {story}"
        verdict.letters += 1
        if leaf is None:
            if before and before[-1] is None:
                verdict.doubled.append(f"{where}: the word that there is nothing more")
        elif leaf in before:
            verdict.doubled.append(f"{where}: leaf {leaf}")
        elif any(earlier is not None and earlier > leaf for earlier in before):
            verdict.disordered.append(f"{where}: leaf {leaf}")
        before.append(leaf)
