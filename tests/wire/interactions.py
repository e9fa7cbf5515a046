"""Interactions in both directions, with the three-second and the fifteen-minute rule.

(Discord, "Receiving and Responding".) A person's deed makes one; the bot's callback ends it.
"""

import asyncio
from dataclasses import dataclass, field

from tests.wire import errors, rules
from tests.wire.payloads import EPHEMERAL, Payload, change
from tests.wire.payloads import message as written
from tests.wire.world import Channel, World

ANSWER_WITHIN = 3.0
"""Seconds until an interaction must have been acknowledged."""
FOLLOW_UP_WITHIN = 15 * 60.0
"""Seconds during which its token is good."""

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_ANSWERS = {
    COMMAND: {MESSAGE, DEFER, MODAL},
    COMPONENT: {MESSAGE, DEFER, MODAL},
    AUTOCOMPLETE: {CHOICES},
    FORM: {MESSAGE, DEFER},
}
"""Which answers a kind of interaction takes; on a message also those that change it."""


@dataclass
class Interaction:
    """What somebody did, and what came of it. Times are seconds of the loop's clock."""

    interaction_id: int
    token: str
    kind: int
    channel: Channel
    user_id: int
    began: float
    message: Payload | None = None
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    answered_at: float | None = None
    answer: int | None = None
    data: Payload = field(default_factory=dict)
    original: Payload | None = None
    said: bool = False
    """Whether the person has been shown more than that the bot is thinking."""
    private: dict[int, Payload] = field(default_factory=dict)
    """Its answers by message id: only the person who asked sees them."""

    def told(self) -> Payload:
        """Give what a test wants to know."""
        taken = None if self.answered_at is None else self.answered_at - self.began
        return {
            "id": str(self.interaction_id),
            "acknowledged_after": taken,
            "answer": self.answer,
            "data": self.data,
            "messages": list(self.private.values()),
        }


class Interactions:
    """All that are under way. `patience` is how many seconds somebody waits for a sign."""

    def __init__(self, world: World, patience: float = ANSWER_WITHIN) -> None:
        self._world = world
        self.patience = patience
        self._by_token: dict[str, Interaction] = {}

    def begin(
        self,
        kind: int,
        channel: Channel,
        user_id: int,
        data: Payload,
        message: Payload | None = None,
    ) -> Interaction:
        """Tell the bot of what somebody did."""
        interaction_id = self._world.ids.new()
        made = Interaction(
            interaction_id,
            f"wire-{interaction_id:x}",
            kind,
            channel,
            user_id,
            asyncio.get_running_loop().time(),
            message,
        )
        self._by_token[made.token] = made
        self._world.publish("INTERACTION_CREATE", self._event(made, data))
        return made

    async def wait(self, interaction: Interaction) -> None:
        """Wait until it is acknowledged, or nobody has patience any more."""
        try:
            async with asyncio.timeout(self.patience):
                await interaction.acknowledged.wait()
        except TimeoutError:
            return

    def acknowledge(self, interaction_id: int, token: str, body: Payload) -> Interaction:
        """Take the bot's first answer."""
        interaction = self._by_token.get(token)
        now = asyncio.get_running_loop().time()
        if interaction is None or interaction.interaction_id != interaction_id:
            raise errors.unknown_interaction()
        if interaction.answer is not None:
            raise errors.already_acknowledged()
        if now - interaction.began > self.patience:
            raise errors.unknown_interaction()
        allowed = _ANSWERS[interaction.kind]
        if interaction.message is not None:
            allowed = allowed | {DEFER_UPDATE, UPDATE}
        if body["type"] not in allowed:
            raise errors.invalid_form([f"type {body['type']} is no answer to this interaction"])
        self._answered(interaction, body, now)
        return interaction

    def _answered(self, interaction: Interaction, body: Payload, now: float) -> None:
        if body["type"] == UPDATE and interaction.message is not None:
            found = rules.edit_complaints(interaction.message, body.get("data") or {})
            if found:
                raise errors.invalid_form(found)
        interaction.answer = body["type"]
        interaction.data = body.get("data") or {}
        interaction.answered_at = now
        if body["type"] == MESSAGE:
            interaction.original = self._add(interaction, interaction.data)
        elif body["type"] == UPDATE and interaction.message is not None:
            change(interaction.message, interaction.data)
            self._tell("MESSAGE_UPDATE", interaction, interaction.message)
        interaction.said = body["type"] not in {DEFER, DEFER_UPDATE}
        interaction.acknowledged.set()

    def follow_up(self, token: str, body: Payload) -> Payload:
        """Take one more message of the bot's. The first one fulfils what was promised."""
        interaction = self._good(token)
        made = self._add(interaction, body)
        if interaction.answer == DEFER and interaction.original is None:
            interaction.original = made
        interaction.said = True
        return made

    def find(self, token: str, message_id: str) -> Payload:
        """Find an answer, `@original` the first."""
        interaction = self._good(token)
        if message_id == "@original":
            if interaction.answer in {DEFER_UPDATE, UPDATE} and interaction.message is not None:
                return interaction.message
            if interaction.original is None:
                raise errors.unknown_message()
            return interaction.original
        try:
            return interaction.private[int(message_id)]
        except (KeyError, ValueError):
            raise errors.unknown_message() from None

    def edit(self, token: str, message_id: str, body: Payload) -> Payload:
        """Change an answer; of one that was only promised, this is its text."""
        interaction = self._good(token)
        interaction.said = True
        if message_id == "@original" and interaction.answer == DEFER and not interaction.original:
            interaction.original = self._add(interaction, body)
            return interaction.original
        message = self.find(token, message_id)
        if found := rules.edit_complaints(message, body):
            raise errors.invalid_form(found)
        change(message, body)
        self._tell("MESSAGE_UPDATE", interaction, message)
        return message

    def delete(self, token: str, message_id: str) -> None:
        """Take an answer back."""
        interaction = self._good(token)
        if message_id == "@original" and interaction.answer == DEFER and not interaction.original:
            return  # only the sign that the bot is thinking goes away
        message = self.find(token, message_id)
        number = int(message["id"])
        interaction.private.pop(number, None)
        if number in interaction.channel.messages:
            self._world.delete(interaction.channel, number)

    def form(self, interaction_id: int) -> Interaction:
        """Find what was answered with a form; raises `KeyError` where nothing was."""
        for interaction in self._by_token.values():
            if interaction.interaction_id == interaction_id and interaction.answer == MODAL:
                return interaction
        raise KeyError(f"no form was shown for {interaction_id}")

    def private_message(self, message_id: int) -> tuple[Interaction, Payload] | None:
        """Find an answer that only one person sees, to click on it."""
        for interaction in self._by_token.values():
            if message_id in interaction.private:
                return interaction, interaction.private[message_id]
        return None

    def _good(self, token: str) -> Interaction:
        interaction = self._by_token.get(token)
        if interaction is None:
            raise errors.unknown_webhook()
        age = asyncio.get_running_loop().time() - interaction.began
        if interaction.answer is None:
            raise errors.unknown_webhook()
        if age > FOLLOW_UP_WITHIN:
            raise errors.token_expired()
        return interaction

    def _add(self, interaction: Interaction, body: Payload) -> Payload:
        message_id = self._world.ids.new()
        made = written(
            message_id,
            interaction.channel.payload,
            self._world.bot,
            self._world.stamp(),
            body,
        )
        flags = int(body.get("flags") or 0)
        if interaction.answer == DEFER and interaction.original is None:
            flags |= int(interaction.data.get("flags") or 0) & EPHEMERAL
        made["flags"] = flags
        made["webhook_id"] = str(self._world.application_id)
        made["application_id"] = str(self._world.application_id)
        interaction.private[message_id] = made
        if not flags & EPHEMERAL:
            interaction.channel.messages[message_id] = made
            interaction.channel.payload["last_message_id"] = made["id"]
            self._tell("MESSAGE_CREATE", interaction, made)
        return made

    def _tell(self, event: str, interaction: Interaction, message: Payload) -> None:
        """Tell the gateway of an answer that everybody sees."""
        if not message["flags"] & EPHEMERAL:
            self._world.tell(event, interaction.channel, message)

    def _event(self, interaction: Interaction, data: Payload) -> Payload:
        world, channel = self._world, interaction.channel
        person = world.users[interaction.user_id]
        event: Payload = {
            "id": str(interaction.interaction_id),
            "application_id": str(world.application_id),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": channel.payload["id"],
            "channel": {
                **channel.payload,
                "permissions": str(world.may(channel, interaction.user_id)),
            },
            "locale": "en-US",
            "entitlements": [],
            "app_permissions": str(world.may(channel)),
            "authorizing_integration_owners": {},
            "attachment_size_limit": 10 * 1024 * 1024,
            "context": 0 if channel.guild_id else 1,
        }
        if interaction.message is not None:
            event["message"] = interaction.message
        if channel.guild_id is None:
            return {**event, "user": person}
        guild = world.guilds[channel.guild_id]
        member = guild.members[interaction.user_id]
        may = str(world.may(channel, interaction.user_id))
        return {
            **event,
            "guild_id": guild.payload["id"],
            "guild": {"id": guild.payload["id"], "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": {**member, "permissions": may},
        }
