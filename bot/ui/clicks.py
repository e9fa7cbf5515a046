"""The base of every button and menu: it catches, logs and answers."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Self

import discord
from discord import ui

from bot.language.speech import speaking
from bot.ui.answers import Interaction, answer_error

ID = r"([0-9]{1,18})"
"""A number in a custom_id; 18 digits always fit into the database."""


class Click(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
    """A button or menu whose state is its custom_id, so that it outlives a restart.

    A subclass names its `template`, whose groups are its state, a maker of the item, and `answer`.
    Making one from a custom_id must never raise: discord.py would leave the click unanswered.
    """

    def __init__(self, item: ui.Item[Any]) -> None:
        super().__init__(item)
        match = self.template.fullmatch(self.custom_id)
        self._state: tuple[str, ...] = match.groups(default="") if match else ()

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take over the item that was clicked."""
        del interaction, match
        return cls(item)

    @classmethod
    def pattern(cls) -> str:
        """Return the regular expression of its custom_ids."""
        return cls.__discord_ui_compiled_template__.pattern

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the custom_id in order; its words are left out."""
        return tuple(int(word) for word in self._state if word.isdecimal())

    @property
    def words(self) -> tuple[str, ...]:
        """All groups of the template as they stand in the custom_id."""
        return self._state

    @property
    def chosen(self) -> int:
        """The number that was chosen in a menu; 0 for anything else."""
        values = self.item.values if isinstance(self.item, ui.Select) else []
        return int(values[0]) if values and re.fullmatch(ID, values[0]) else 0

    async def callback(self, interaction: Interaction) -> None:
        """Answer the click in the language of whoever clicked, whatever happens."""
        with speaking(str(interaction.locale)):
            try:
                await self.answer(interaction)
            except Exception as error:
                await answer_error(interaction, error)

    async def answer(self, interaction: Interaction) -> None:
        """Do what was asked and show what came of it. May raise; the base answers then."""
        raise NotImplementedError


def siblings(interaction: Interaction, prefix: str) -> int:
    """Count the items of the clicked message whose custom_id begins with `prefix`."""
    if interaction.message is None:
        return 0
    found = 0
    for component in _walk(interaction.message.components):
        found += str(getattr(component, "custom_id", None) or "").startswith(prefix)
    return found


def _walk(components: Iterable[Any]) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))


def marks_and_texts(message: discord.Message) -> list[tuple[int | None, str]]:
    """List the texts that a message displays, in order, with their component ids."""
    return [
        (component.id, component.content)
        for component in _walk(message.components)
        if isinstance(component, discord.TextDisplay)
    ]
