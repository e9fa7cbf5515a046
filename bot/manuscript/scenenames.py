"""Lines that begin a scene in what tells paragraphs apart: `Mara's POV`, `----- Mara -----`."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.choices import Choices, SceneRule
from bot.domain.story import Block, Remark, Text
from bot.manuscript.chosen import recogniser
from bot.manuscript.draft import Break, DraftParagraph, FlowItem, Head
from bot.manuscript.heads import texts
from bot.manuscript.plain.breaks import opens_scene
from bot.manuscript.plain.framed import names_of_scenes
from bot.manuscript.plain.grounds import by_captions
from bot.manuscript.runs import tidy


def with_named_scenes(
    flow: Sequence[FlowItem], choices: Choices, remarks: list[Remark]
) -> list[FlowItem]:
    """Let scenes begin with the lines that name them, and remark on it.

    What parted a name from its scene goes.
    """
    if choices.scenes is SceneRule.NEVER:
        return list(flow)
    captions: list[tuple[int, str]] = []
    said = [_said(item) for item in flow]
    told = [(at, text) for at, text in enumerate(said) if text]
    names = names_of_scenes([text for _, text in told], recogniser(choices))
    framed = {told[place][0]: name for place, name in names.items()}
    parted: list[FlowItem] = []
    named = False
    for at, item in enumerate(flow):
        if isinstance(item, DraftParagraph) and (at in framed or opens_scene(said[at])):
            if parted and not isinstance(parted[-1], Break | Head):
                parted.append(Break())
                captions.append((item.line, framed.get(at, said[at])))
            parted.append(_bare(item, framed[at]) if at in framed else item)
            named = True
        elif not (named and isinstance(item, Break)):
            parted.append(item)
            named = False
    remarks += by_captions(captions)
    return parted


def _said(item: FlowItem) -> str:
    """What a paragraph of running text says."""
    if not isinstance(item, DraftParagraph) or item.block is not Block.PROSE:
        return ""
    return tidy(texts(item.runs)).text


def _bare(paragraph: DraftParagraph, name: str) -> DraftParagraph:
    """A paragraph with nothing but a name in it, as heading over its scene."""
    return replace(paragraph, runs=[Text(name)], block=Block.HEADING)
