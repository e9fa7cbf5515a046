"""People who use the bot all day long: members who read, moderators who steer, as chance has it."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.wire.driver import Wire
from tests.wire.payloads import Payload, walk
from tests.wire.shown import custom_id, words

_SENTENCE = "The lamp on the quay went out, and nobody in the office looked up from the cards. "
_AT_HAND = 6
"""How many of the answers they got people click on."""

Deed = Callable[[], Awaitable[None]]


def story(title: str, chapters: int) -> bytes:
    """Write a story in Markdown with two notes in every chapter."""
    written = [f"---\ntitle: {title}\nauthor: A. Writer\n---"]
    for chapter in range(1, chapters + 1):
        written += [
            f"# Chapter {chapter}: Night {chapter}",
            f"{_SENTENCE * 5}They played for the tide[^a{chapter}]. {_SENTENCE * 5}",
            f"{_SENTENCE * 5}The bell[^b{chapter}] rang. {_SENTENCE * 5}",
            f"[^a{chapter}]: The tide of night {chapter}.\n\n[^b{chapter}]: A ship's bell.",
        ]
    return "\n\n".join(written).encode()


@dataclass
class Club:
    """A server with its channels and people. The last channel is to talk in."""

    guild: int
    owner: int
    channels: list[int]
    readers: list[int]

    @property
    def talk(self) -> int:
        """Where moderators give their commands."""
        return self.channels[-1]

    @property
    def serials(self) -> list[int]:
        """Where stories run."""
        return self.channels[:-1]


@dataclass
class Deeds:
    """What people did, and how they were answered."""

    done: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    """Interactions that saw a sign in time."""
    unanswered: int = 0
    """Interactions that saw no sign in time, which faults on the way can do to any bot."""
    apologies: list[str] = field(default_factory=list)
    """Answers that say that something went wrong on the bot's side."""


class Person:
    """Somebody at a keyboard, who clicks on what the bot answers."""

    def __init__(self, wire: Wire, club: Club, user: int, seed: int, deeds: Deeds) -> None:
        self.wire = wire
        self.club = club
        self.user = user
        self.random = random.Random(seed)
        self.deeds = deeds
        self._shown: deque[tuple[int, Payload]] = deque(maxlen=_AT_HAND)

    async def act(self, verb: str, channel: int, **given: Any) -> Payload | None:
        """Do one thing and look at the answer; None where there was none to look at."""
        self.deeds.done[verb] += 1
        try:
            if verb == "command":
                told = await self.wire.command(channel=channel, user=self.user, **given)
            else:
                told = await self.wire.ask(verb, channel=channel, user=self.user, **given)
        except ValueError:
            # The server is away, or the message is gone.
            return None
        if told["acknowledged_after"] is None:
            self.deeds.unanswered += 1
            return None
        self.deeds.answered += 1
        if not told["messages"]:
            return dict(told)
        message: Payload = told["messages"][-1]
        if "this number:" in words(message):
            self.deeds.apologies.append(words(message))
        self._shown.append((channel, message))
        return message

    async def command(self, name: str, where: int, /, **options: Any) -> Payload | None:
        """Give a command with some options, of which a file is a name and its bytes."""
        files = {key: value for key, value in options.items() if isinstance(value, tuple)}
        rest = {key: value for key, value in options.items() if key not in files}
        channels = [key for key in rest if key == "channel"]
        return await self.act(
            "command", where, name=name, options=rest, files=files, channels=channels
        )

    async def choose(self, name: str, option: str, channel: int) -> str | None:
        """Let an option complete itself and choose one of what is offered."""
        told = await self.act("autocomplete", channel, name=name, focused=option)
        choices = (told or {}).get("data", {}).get("choices") or []
        return str(self.random.choice(choices)["value"]) if choices else None

    async def click_something(self) -> None:
        """Click on any button or menu of the answers at hand."""
        if self._shown:
            channel, message = self.random.choice(self._shown)
            await self.click(channel, message)

    async def click(self, channel: int, message: Payload) -> None:
        """Click on any button or menu of a message."""
        parts = [
            part
            for part in walk(message["components"])
            if part.get("custom_id") and not part.get("disabled")
        ]
        if parts:
            part = self.random.choice(parts)
            options = part.get("options")
            values = [self.random.choice(options)["value"]] if options else None
            # The bot may change the message this very moment: people press what is gone, too.
            more: dict[str, Any] = {"forged": True} | ({"values": values} if values else {})
            await self.act(
                "click", channel, message=int(message["id"]), custom_id=part["custom_id"], **more
            )


class Reader(Person):
    """A member: reads, turns pages, looks notes up, says what was read."""

    async def live(self) -> None:
        """Do something."""
        deeds: list[tuple[int, Deed]] = [
            (4, self._read),
            (6, self.click_something),
            (4, self._click_in_channel),
            (3, self._look_up),
            (1, self._ask),
        ]
        weights = [weight for weight, _deed in deeds]
        (chosen,) = self.random.choices([deed for _weight, deed in deeds], weights)
        await chosen()

    async def _read(self) -> None:
        await self.command("read", self.random.choice(self.club.serials))

    async def _click_in_channel(self) -> None:
        channel = self.random.choice(self.club.serials)
        messages = await self.wire.ask("messages", channel=channel)
        if messages:
            await self.click(channel, self.random.choice(messages[-5:]))

    async def _look_up(self) -> None:
        channel = self.random.choice(self.club.serials)
        marker = await self.choose("footnote", "marker", channel)
        if marker is not None:
            await self.command("footnote", channel, marker=marker)

    async def _ask(self) -> None:
        names = ("stories", "progress", "help", "mydata export", "mydata delete")
        await self.command(self.random.choice(names), self.random.choice(self.club.channels))


class Moderator(Person):
    """Whoever runs a server: brings stories in, starts and steers serials."""

    async def found(self) -> None:
        """Bring a story in and start it in every channel."""
        await self._add()
        for channel in self.club.serials:
            await self._start(channel)

    async def live(self) -> None:
        """Do something."""
        deeds: list[tuple[int, Deed]] = [
            (4, self._steer),
            (2, self._drop),
            (2, self.click_something),
            (1, self._add_or_remove),
            (1, self._replace),
            (1, self._export),
            (2, self._renew),
            (1, self._look),
        ]
        weights = [weight for weight, _deed in deeds]
        (chosen,) = self.random.choices([deed for _weight, deed in deeds], weights)
        await chosen()

    async def press(self, message: Payload | None, label: str) -> None:
        """Click on the button with a label, where there is one."""
        if message is None or "components" not in message:
            return
        try:
            button = custom_id(message, label)
        except LookupError:
            return
        more = {"message": int(message["id"]), "custom_id": button, "forged": True}
        await self.act("click", self.club.talk, **more)

    async def _add(self) -> None:
        written = story(f"The Log {self.random.randint(1, 9)}", self.random.randint(6, 12))
        shown = await self.command("library add", self.club.talk, file=("log.md", written))
        await self.press(shown, "Add to the library")

    async def _add_or_remove(self) -> None:
        if self.random.random() < 0.5:
            await self._add()
        elif (chosen := await self._story("library remove")) is not None:
            shown = await self.command("library remove", self.club.talk, story=chosen)
            await self.press(shown, "Remove it")

    async def _replace(self) -> None:
        chosen = await self._story("library replace")
        if chosen is not None:
            written = story("The Log", self.random.randint(6, 14))
            shown = await self.command(
                "library replace", self.club.talk, story=chosen, file=("log.md", written)
            )
            await self.press(shown, "Replace")

    async def _export(self) -> None:
        chosen = await self._story("library export")
        if chosen is not None:
            await self.command("library export", self.club.talk, story=chosen)

    async def _look(self) -> None:
        names = ("library list", "serial list", "stories")
        await self.command(self.random.choice(names), self.club.talk)

    async def _steer(self) -> None:
        names = ("serial pause", "serial resume", "serial resume", "serial skip", "serial show")
        await self.command(self.random.choice(names), self.random.choice(self.club.serials))

    async def _drop(self) -> None:
        await self.command("serial drop", self.random.choice(self.club.serials))

    async def _renew(self) -> None:
        """End what runs in a channel, and start something there."""
        channel = self.random.choice(self.club.serials)
        await self.press(await self.command("serial end", channel), "End it")
        await self._start(channel)

    async def _start(self, channel: int) -> None:
        chosen = await self._story("serial start")
        if chosen is None:
            await self._add()
            return
        at = f"{self.random.randint(0, 23):02}:{self.random.randint(0, 59):02}"
        shown = await self.command(
            "serial start",
            self.club.talk,
            story=chosen,
            channel=str(channel),
            days="daily",
            time=at,
            timezone="UTC",
        )
        await self.press(shown, "Start the serial")

    async def _story(self, name: str) -> str | None:
        return await self.choose(name, "story", self.club.talk)


async def keep_living(person: Reader | Moderator, pause: float) -> None:
    """Do one thing after the other until cancelled, with a pause (seconds) between them."""
    while True:
        await person.live()
        await asyncio.sleep(pause)
