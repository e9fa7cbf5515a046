"""Forms: what a button opens to be filled in.

discord.py forgets the forms it has opened when it stops, and leaves what is sent in later without
an answer. So none is left to it: a form's state is its custom_id, as a button's is, and whatever is
sent in comes to `answer_form`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import discord
from discord import ui

from bot.language.speech import _, speaking
from bot.ui.answers import Interaction, answer_error, say_sentence
from bot.ui.layout import plain

TITLE_LIMIT = 45
"""Code points of a form's title, and of what a field is called."""
HINT_LIMIT = 100
"""Code points of a field's description, and of what stands in it while it is empty."""

Field = ui.Label[Any]


class Form(ABC):
    """Answers one kind of form. A subclass names the `template` of its custom_ids."""

    template: ClassVar[str]

    @classmethod
    @abstractmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Do what was asked and show what came of it. May raise; `answer_form` answers then.

        `state` are the groups of the template, `filled` what stands in the fields by their ids.
        """


def modal(title: str, custom_id: str, *fields: Field) -> ui.Modal:
    """Make a form to open. It is stopped from the start, so that discord.py does not keep it."""
    made = ui.Modal(title=plain(title, TITLE_LIMIT), custom_id=custom_id)
    for field in fields:
        made.add_item(field)
    made.stop()
    return made


def line(
    label: str,
    custom_id: str,
    *,
    filled: str = "",
    hint: str = "",
    empty: str = "",
    longest: int,
    required: bool = False,
) -> Field:
    """Make a field for one line: what stands in it, the hint above it, a word while it is empty."""
    return ui.Label(
        text=plain(label, TITLE_LIMIT),
        description=plain(hint, HINT_LIMIT) if hint else None,
        component=ui.TextInput(
            custom_id=custom_id,
            default=filled[:longest] or None,
            placeholder=plain(empty, HINT_LIMIT) if empty else None,
            required=required,
            max_length=longest,
        ),
    )


def choice(label: str, custom_id: str, options: Iterable[discord.SelectOption]) -> Field:
    """Make a field to choose one of some options; one of them is chosen already."""
    return ui.Label(
        text=plain(label, TITLE_LIMIT),
        component=ui.Select(custom_id=custom_id, options=list(options)),
    )


async def answer_form(interaction: Interaction, forms: Iterable[type[Form]]) -> None:
    """Answer a form that was sent in, whatever happens; leave other interactions alone.

    The answer is in the language of whoever filled it in.
    """
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    with speaking(str(interaction.locale)):
        await _answer_form(interaction, forms)


async def _answer_form(interaction: Interaction, forms: Iterable[type[Form]]) -> None:
    data = cast("dict[str, Any]", interaction.data or {})
    try:
        for form in forms:
            match = re.fullmatch(form.template, str(data.get("custom_id")))
            if match:
                filled = dict(_filled(data.get("components", ())))
                await form.answer(interaction, match.groups(), filled)
                return
        await say_sentence(
            interaction, _("This form is from an older version of me; please open it again.")
        )
    except Exception as error:
        await answer_error(interaction, error)


def _filled(components: Any) -> Iterator[tuple[str, str]]:
    for component in components:
        if "custom_id" in component:
            values = component.get("values") or [component.get("value") or ""]
            yield component["custom_id"], str(values[0])
        yield from _filled(component.get("components", ()))
        yield from _filled([component["component"]] if "component" in component else ())
