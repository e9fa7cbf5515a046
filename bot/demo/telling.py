"""What Discord tells a bot and simcord doesn't: members' languages, age restrictions.

simcord hands each event of its gateway to all who stand in the public list
`env.backend.subscribers`, one after the other. Whoever stands there before the bot can complete an
event; nothing of simcord is replaced. What the bot fetches (it fetches no channel that it knows)
goes another way.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from simcord import ChannelHandle, Env, MemberActor


class Telling:
    """Completes what the bot is told: members' languages, age-restricted channels."""

    def __init__(self, env: Env) -> None:
        """Stand before the bot. It has to be there already."""
        self._env = env
        self._languages: dict[str, str] = {}
        self._restricted: set[str] = set()
        env.backend.subscribers.insert(0, self._complete)

    def set_language(self, member: MemberActor, language: str) -> None:
        """Have a member's Discord be in a language, by Discord's name for it: "de"."""
        self._languages[str(member.id)] = language

    def language_of(self, user_id: int) -> str | None:
        """The language of somebody's Discord; None is the one that simcord tells of."""
        return self._languages.get(str(user_id))

    def tell_again(self) -> None:
        """Tell a bot that has just started what it was told of channels before it came."""
        for channel_id in self._restricted:
            self._env.backend.announce_channel_update(int(channel_id))

    def restrict(self, channel: ChannelHandle) -> None:
        """Switch a channel's age restriction on."""
        self._restricted.add(str(channel.id))
        self._env.backend.announce_channel_update(channel.id)

    def _complete(self, event: str, payload: Mapping[str, Any]) -> None:
        for channel in _channels_in(event, payload):
            channel["nsfw"] = channel["id"] in self._restricted
        if event == "INTERACTION_CREATE" and isinstance(payload, dict):
            asker = payload.get("user") or payload["member"]["user"]
            payload["locale"] = self._languages.get(asker["id"], payload["locale"])


def _channels_in(event: str, payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The channels that an event describes, wherever it does; threads have their channel's."""
    match event:
        case "CHANNEL_CREATE" | "CHANNEL_UPDATE" if isinstance(payload, dict):
            yield payload
        case "GUILD_CREATE" | "GUILD_UPDATE":
            yield from payload["channels"]
        case "INTERACTION_CREATE":
            yield payload["channel"]
            yield from payload["data"].get("resolved", {}).get("channels", {}).values()
