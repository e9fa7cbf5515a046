"""The fields in which a moderator settles what an import guessed."""

from collections.abc import Mapping

import discord

from bot.domain.choices import Choices, NoteStyle, SceneRule
from bot.language.speech import _
from bot.services.proofs import Sheet
from bot.ui.forms import Field, choice, line

NAME_LIMIT = 400
"""Twice the longest name: Discord may count a letter as two."""
PATTERN_LIMIT = 100
"""Letters of what the lines that head chapters look like."""

_SCENE_RULES = {
    SceneRule.AUTOMATIC: "I judge by the text",
    SceneRule.ORNAMENTS: "Ornaments alone",
    SceneRule.GAPS: "Ornaments and gaps",
    SceneRule.NEVER: "Nothing",
}
_SCENE_MEANINGS = {
    SceneRule.AUTOMATIC: "Ornaments, and gaps wider than its own usual one",
    SceneRule.ORNAMENTS: "Lines like * * * or a rule; gaps mean nothing",
    SceneRule.GAPS: "Every gap that is wider than the usual one",
    SceneRule.NEVER: "Each chapter is one scene; an ornament stays text",
}
_NOTE_STYLES = {
    NoteStyle.AUTOMATIC: "I judge by the text",
    NoteStyle.NONE: "Nothing is a marker",
}


def fields(sheet: Sheet) -> list[Field]:
    """Lay out the fields of a draft, filled in with what its proof was drawn up by."""
    settled = sheet.choices
    return [
        line(_("Title"), "title", filled=sheet.title, longest=NAME_LIMIT),
        line(_("Author"), "author", filled=sheet.author or "", longest=NAME_LIMIT),
        line(
            _("Lines that head chapters look like"),
            "chapters",
            filled=settled.chapters,
            hint=_(
                "# is a number, * any words: Day #, Letter #: *. Empty: I look for them; -: none."
            ),
            empty=_("I look for them"),
            longest=PATTERN_LIMIT,
        ),
        choice(
            _("What ends a scene"),
            "scenes",
            [
                discord.SelectOption(
                    label=_(_SCENE_RULES[rule]),
                    value=rule.value,
                    description=_(_SCENE_MEANINGS[rule]),
                    default=rule is settled.scenes,
                )
                for rule in _SCENE_RULES
            ],
        ),
        choice(
            _("What a footnote marker looks like"),
            "notes",
            [
                discord.SelectOption(
                    label=_(_NOTE_STYLES[style]) if style in _NOTE_STYLES else style.value,
                    value=style.value,
                    default=style is settled.notes,
                )
                for style in NoteStyle
            ],
        ),
    ]


def chosen(filled: Mapping[str, str]) -> Choices:
    """Give the choices that stand in the fields. One that there is not counts as none made."""
    scenes, notes = filled.get("scenes"), filled.get("notes")
    return Choices(
        chapters=filled.get("chapters", ""),
        scenes=SceneRule(scenes) if scenes in set(SceneRule) else SceneRule.AUTOMATIC,
        notes=NoteStyle(notes) if notes in set(NoteStyle) else NoteStyle.AUTOMATIC,
        title=filled.get("title"),
        author=filled.get("author"),
    )
