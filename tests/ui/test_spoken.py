"""Nothing that is shown bypasses the catalogue.

Every layout is made in a language that puts each of its sentences between brackets. What stands
outside of them is nobody's words: signs, numbers, mentions, and what somebody else wrote.
"""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec

import pytest

from bot.language import speech
from bot.language.catalogue import Catalogue, languages
from bot.ui import remarks
from tests import words
from tests.ui import test_layouts
from tests.ui.test_templates import HARMLESS, VIEWS, labels_of, texts_of

SIGNS = re.compile(rf"{HARMLESS}\w*|<[^<>]*>|\bEurope/Berlin\b")
"""What the samples put in: a word of somebody's, mentions, a zone."""
WORDS = re.compile(r"[^\W\d_]{2,}")


class Bracketed(Catalogue):
    """A language of brackets."""

    __slots__ = ()

    def one(self, sentence: str) -> str:
        return f"⟦{sentence}⟧"

    def several(self, one: str, many: str, count: int) -> str:
        return f"⟦{one if count == 1 else many}⟧"


@contextmanager
def brackets() -> Iterator[None]:
    before = speech._spoken.set(Bracketed("en"))
    try:
        yield
    finally:
        speech._spoken.reset(before)


def outside(text: str) -> str:
    """What stands outside of all brackets; a text that was cut off may leave one open."""
    depth, left = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        left.append(letter if not depth and letter != "⟧" else " ")
    return SIGNS.sub(" ", "".join(left))


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_what_a_layout_says_stands_in_the_catalogue(name: str):
    with brackets():
        for made in VIEWS[name]:
            view = made(HARMLESS)
            for text in (*texts_of(view), *labels_of(view)):
                assert not WORDS.findall(outside(text)), text


SHOWN: dict[str, tuple[int | str, ...]] = {
    "Button": ("label",),
    "File": ("description",),
    "SelectOption": ("label", "description"),
    "Select": ("placeholder",),
    "TextInput": ("label", "placeholder"),
    "button": (0,),
    "choice": (0,),
    "line": (0, "hint", "empty"),
    "link": (0,),
    "modal": (0,),
    "picture": (0,),
    "say_file": (1,),
    "say_sentence": (1,),
    "sentence": (0,),
    "small": (0,),
    "text": (0,),
}
"""What shows words, and which of what it is given they are."""


def literals(node: ast.expr) -> Iterator[str]:
    """Letters that stand in the code as they will be shown, and in no catalogue."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from literals(part)
    elif isinstance(node, ast.BinOp):
        yield from literals(node.left)
        yield from literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def test_no_words_are_shown_that_stand_in_no_catalogue():
    found = []
    for module in words.modules():
        for call in ast.walk(module.tree):
            if not isinstance(call, ast.Call) or not module.name.startswith(("bot.ui", "cogs")):
                continue
            for place in SHOWN.get(words.name_of(call.func), ()):
                given = words.given_to(call, place)
                shown = literals(given) if given is not None else ()
                found += [(module.name, text) for text in shown if WORDS.search(outside(text))]
    assert found == []


def test_what_the_importer_remarks_is_said_again(codes: set[str]):
    kept = "Two or more empty lines taken for a scene break: twice, first before “A lamp.”"
    assert remarks.again(kept) == kept
    assert remarks.again("Something new.") == "Something new."
    assert remarks.kind("verse-kept") == "Verse kept"
    with speech.speaking("de"):
        assert remarks.again(kept) == (
            "Zwei oder mehr Leerzeilen als Szenenwechsel genommen: zweimal, zuerst vor „A lamp.“"
        )
        assert remarks.again("Left out the imprint (3 times): Bound in 1901: by hand.") == (
            "Ausgelassen, das Impressum (3-mal): Bound in 1901: by hand."
        )
        assert remarks.again(
            "The marker (1) has no note of its own, so it stays in the text: a"
        ) == ("Das Zeichen (1) hat keine Fußnote, also bleibt es im Text: a")
    assert codes
    assert codes <= set(remarks._KINDS)


@pytest.fixture
def codes() -> set[str]:
    """The kinds of remarks that the importer has."""
    return {
        node.args[0].value
        for file in (words.ROOT / "bot/manuscript").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and words.name_of(node.func) in {"Remark", "choice"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_no_message_goes_over_a_limit_in_another_language(language: str):
    """The longest messages there are, made once more where they are listed."""
    spec = find_spec(test_layouts.__name__)
    assert spec is not None
    assert spec.loader is not None
    spoken = module_from_spec(spec)
    with speech.speaking(language):
        spec.loader.exec_module(spoken)
        for view in spoken.VIEWS:
            spoken.test_no_message_goes_over_a_limit(view)
