"""No words stand in the code that people read and no catalogue has, whatever they are handed to.

`tests/words.py` gathers sentences where they are said. A constant that goes round by another way
would be missed there: so all constants are looked through here.
"""

import ast
import re
from collections.abc import Iterator

from tests import words

TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,:;]? [^\W\d_]")
"""Two words side by side; what has none is a key, a sign or a name."""
LABEL = re.compile(r"[A-Z][a-z]{2,}…?")
"""A word as it would stand on a button."""
BEGINNING = re.compile(r"[“‘A-Z](?=.*[a-z])")
"""How what the importer remarks begins, unlike the words it looks for in manuscripts."""
PATTERN = "(?:"
FAULT = re.compile(r"(?!Refusal)\w+Error")
"""An error that is no refusal is for the log, or for whoever runs the bot."""
UNSEEN = {
    *("critical", "debug", "error", "exception", "info", "log", "warning"),
    *("Troubles", "_start", "create_task"),  # what the log calls loops, and says of them
    *("Unknown",),  # an attempt that is looked for; what moderators hear comes after that
    *("cast", "compile"),
}
"""What takes words that are shown to nobody."""
SHELL = "bot.storage"
"""Holds SQL, and what it has to say it says in the shell, as `words.SHELL` does."""
EXCEPT = {
    "bot.domain.dates: _SETS": "what a moderator may type",
    "bot.domain.story: _NO_WARNINGS": "what a manuscript may say",
    "bot.ui.pictures.letters: _MARKS": "what accents are called in Unicode",
    "bot.ui.pictures.letters: _STROKES": "what accents are called in Unicode",
}
"""What stands in no catalogue with good reason."""

KEYS = words.keys()
SAID = {line for _, *said in KEYS for text in said for line in (text, *text.split("\n"))}
"""All that the catalogues have, in English."""
ALL_SAID = "\n".join(sorted(SAID))


def constants(module: words.Module) -> Iterator[tuple[str, str, bool]]:
    """All letters that somebody might see, with the name they have at the module's top.

    Last it says whether they are only part of something that is put together.
    """
    for node in module.tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", node)
        name = words.name_of(target) or getattr(target, "name", "")
        for text, part in shown(node):
            yield f"{module.name}: {name}", text, part


def shown(node: ast.AST, *, part: bool = False) -> Iterator[tuple[str, bool]]:
    match node:
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.Call(func=func) if words.name_of(func) in UNSEEN:
            return
        case ast.Call(func=func) if FAULT.fullmatch(words.name_of(func)):
            return
        case ast.Constant(value=str(text)):
            yield text, part
            return
    part = part or isinstance(node, ast.JoinedStr | ast.BinOp)
    for field, inner in ast.iter_fields(node):
        if field in {"annotation", "returns"}:
            continue
        for child in inner if isinstance(inner, list) else [inner]:
            if isinstance(child, ast.AST):
                yield from shown(child, part=part)


def is_said(text: str, *, part: bool, label: bool) -> bool:
    """Whether the catalogues have it, if it is words at all: each line, or each part between what
    is filled in.
    """
    if part:
        pieces = re.split(r"\{\w*\}|^Left out ", text)
        return all(one.strip(" :") in ALL_SAID for one in pieces if TWO_WORDS.search(one))
    words_of_it = TWO_WORDS.search(text) or (label and LABEL.fullmatch(text))
    return not words_of_it or set(text.split("\n")) <= SAID


def unsaid(module: words.Module) -> Iterator[str]:
    """What stands in a module as if it were for people, and in no catalogue."""
    remarking = module.name.startswith("bot.manuscript")
    label = module.name.startswith(("bot.ui", "cogs"))
    for name, text, part in constants(module):
        if PATTERN in text or name in EXCEPT or (remarking and not BEGINNING.match(text)):
            continue
        if not is_said(text, part=part or remarking, label=label):
            yield f"{name}: {text}"


def test_no_words_stand_in_the_code_and_in_no_catalogue():
    modules = [one for one in words.modules() if not one.name.startswith(SHELL)]
    assert [found for module in modules for found in unsaid(module)] == []


def test_every_exception_is_still_there():
    named = {name for module in words.modules() for name, _text, _part in constants(module)}
    assert EXCEPT.keys() <= named


SLIPS = '''
"""What a module is for."""
_HINT = "Nobody says this yet."
_LABELS = {"one": ("Never heard",), "button": "Unheard…"}
_READ = "I've read this"
_PATTERN = re.compile("The (?:one|other) line")


def told(place: "Anywhere at all") -> "Somewhere or other":
    """Say something."""
    log.info("It was told in %s", place)
    if place is None:
        raise ValueError("there is no such place")
    words = "They stand in " + place + " or in no other."
    return f"{place}: what a strange place this is"
'''
"""A module with what would slip by, among what may stand there."""


def test_a_sentence_that_would_slip_by_is_found():
    slipped = words.Module("bot.ui.slips", ast.parse(SLIPS))
    assert [one.partition(": ")[2] for one in unsaid(slipped)] == [
        "_HINT: Nobody says this yet.",
        "_LABELS: Never heard",
        "_LABELS: Unheard…",
        "told: They stand in ",
        "told:  or in no other.",
        "told: : what a strange place this is",
    ]
    remark = words.Module("bot.manuscript.slips", ast.parse('_A = "Left out a thing unheard of: "'))
    assert [*unsaid(remark)] == ["bot.manuscript.slips: _A: Left out a thing unheard of: "]
