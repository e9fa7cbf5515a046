"""The page: simcord's, made to follow what is posted and to take turns with the clock."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

from simcord import ChannelHandle, MemberActor, Preview, UserHandle

from bot.demo.catalogue import in_language
from bot.demo.stage import ZONE, Stage

_QUIET = 8.0
"""Real seconds without a click or a key before the clock moves: an answer wants to be read."""


Viewer = MemberActor | UserHandle
"""Who looks at the page: members, or the user whose private channel it shows."""


class Page(Preview):
    """simcord's page on a channel, made to follow what is posted and to take turns with the clock.

    simcord refuses a click while its clock moves, and its page holds the refused click for
    uncertain ever after; here the click waits, and so does the clock. Whose Discord is in another
    language finds commands by their names there.
    """

    def __init__(
        self,
        stage: Stage,
        channel: ChannelHandle,
        port: int = 0,
        viewers: Sequence[Viewer] = (),
    ) -> None:
        """Show a channel to those who may look at the page, the first to begin with.

        Without any named these are the stage's visitors. A private channel has its owner
        alone.
        """
        super().__init__(
            stage.env,
            channel,
            tuple(viewers) or stage.visitors,
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale="en-GB",
            timezone=ZONE,
            presentation_time=None,
            assets=None,
            port=port,
        )
        self._stage = stage
        self._language_of = stage.telling.language_of
        self._turns = asyncio.Lock()
        self._touched = -math.inf
        self._newest: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        """Serve the page until the block ends."""
        await super().__aenter__()
        return self

    def unquiet(self) -> float:
        """Say for how many real seconds the clock should wait for whoever uses the page."""
        return max(self._touched + _QUIET - time.monotonic(), 0)

    async def turn(self, move_on: Callable[[], Awaitable[bool]]) -> None:
        """Move the clock on, see `Stage.move_on`, and show what was posted."""
        async with self._turns:
            if await move_on():
                await self.refresh()

    async def restart(self) -> None:
        """Start the bot anew, between two clicks; its messages and their buttons stay."""
        async with self._turns:
            await self._stage.restart()
            await self.refresh()

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        self._touched = time.monotonic()
        async with self._turns:
            if page := self._pages.get(context_id or ""):
                # Discord asks neither whether whoever clicks has seen the newest message nor
                # whether the bot has been started anew since.
                body = {
                    **body,
                    "published_revision": page.revision,
                    "bot_generation": page.snapshot["botGeneration"],
                }
            return await super()._action(context_id, body)

    def _publish(self, page: Any, **options: Any) -> None:
        # Whoever leafs through older messages stays where they are.
        if options.get("reason") != "navigation" and page.window_end_id is None:
            self._bring_into_view(page)
        super()._publish(page, **options)
        if language := self._language_of(page.viewer.id):
            self._speak(page, language)

    def _speak(self, page: Any, language: str) -> None:
        """Call the commands as they are called in a language, and write dates as it does."""
        commands = self.env.backend.visible_commands(
            user_id=page.viewer.id, channel_id=page.channel_id
        )
        page.command_catalog = in_language(page.command_catalog, commands, language)
        page.snapshot["profile"]["locale"] = language

    def _bring_into_view(self, page: Any) -> None:
        """Make the newest message the one to look at, once: a drop, or an answer to a click."""
        seen = self.channel.history(viewer=page.viewer)
        if seen and self._newest.get(page.id) != seen[-1].id:
            page.target_id = self._newest[page.id] = seen[-1].id
