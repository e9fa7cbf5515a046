"""What the bot says: every sentence in its code, gathered for the catalogues.

`make words` (`python -m tests.words`) brings each catalogue up to date in place: sentences that are
new stand in it without a translation and are listed, those that nobody says any more are gone,
nothing else moves.

Sentences are found where they are said, `_("…")` and `several("…", "…", n)`, and where rules and
services hand one on that is said elsewhere: a refusal, a reason, a note for the desk. A name is
followed to the constant it stands for, of this module or another. What commands are called is asked
of the commands themselves.
"""

import ast
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import chain, product
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from discord import AppCommandType, app_commands

from bot.app import add_cogs
from bot.client import FeuilletonClient
from bot.language import catalogue
from bot.ui.commands import CHOICES, DESCRIPTIONS, MENUS, NAMES

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "cogs")
HANDED_ON: dict[str, tuple[int | str, ...]] = {
    "_": (0,),
    "Failed": (0, "reason"),
    "Move": ("reason",),
    "Next": (1, "reason"),
    "Ours": (0,),
    "RefusalError": (0,),
    "Unpostable": (0, "reason"),
    "_reckoned": (0,),
    "_the_one": ("none", "several"),
    "pause_running": (2,),
    "replace": ("reason",),
    "set_state": (3, "reason"),
    "tell": (1,),
}
"""Who takes a sentence, and which argument it is: its place, or its name."""
BY_LINES = {"Failed", "Move", "Next", "Unpostable", "pause_running", "replace", "set_state", "tell"}
"""Those that take several sentences, each on a line of its own."""
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n{plural}\n\n'
SHELL = {"bot.cli", "bot.services.inspection", "bot.services.shelf", "bot.services.storycards"}
"""What speaks to whoever runs the bot, in a shell or a log: in English."""
BEHIND = {
    "bot.language.speech",
    "bot.services.guilds: rating",
    "bot.services.guilds: highest.notice.rating",
    "bot.services.rating: rating",
    "bot.services.serials: none",
    "bot.services.serials: serial.state",
    "bot.services.serials: several",
    "bot.ui.permissions: _lacked(channel, missing)",
    "bot.ui.answers: refusal.template",
    "bot.ui.answers: value",
    "bot.ui.desk: note.one",
    "bot.ui.remarks: shape",
    "bot.ui.retelling: line",
}
"""Where sentences are said that stand elsewhere, and are found there."""
UNTRACED = "\0"

Key = tuple[str, str, str]
"""A sentence: its context ("" for none), itself, and what is said of many ("" where it does not
count).
"""


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the bot's."""

    name: str
    tree: ast.Module

    def constant(self, name: str) -> ast.expr | None:
        """Find what a name stands for at the module's top."""
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AnnAssign):
                targets = [node.target]
            if any(isinstance(one, ast.Name) and one.id == name for one in targets):
                return cast("ast.Assign | ast.AnnAssign", node).value
        return None

    def origin(self, name: str) -> str | None:
        """Find from which module a name is imported."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and any(name == one.name for one in node.names):
                return node.module
        return None


@cache
def module(name: str) -> Module:
    """Parse a module by its name."""
    path = ROOT.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return Module(name, ast.parse(file.read_text("utf-8")))


def modules() -> Iterator[Module]:
    """Parse all modules of the bot."""
    for file in sorted(chain(*(ROOT.joinpath(room).rglob("*.py") for room in ROOMS))):
        parts = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name not in SHELL and not name.startswith("bot.demo"):
            yield module(name)


class Tracer(ast.NodeVisitor):
    """Traces the sentences of one module; what can't be traced is in `untraced` as it stands."""

    def __init__(self, of: Module) -> None:
        self._module = of
        self.name = of.name
        self._scopes: list[ast.AST] = []
        self._following: set[str] = set()
        self._plurals: set[str] = set()
        self.found: set[Key] = set()
        self.untraced: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look into a function, whose names may stand for sentences."""
        self._scopes.append(node)
        self.generic_visit(node)
        self._scopes.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Call(self, call: ast.Call) -> None:
        """Take what is said in a call, or handed on."""
        name = name_of(call.func)
        if name == "several":
            self._pair(call.args[0], call.args[1])
        one = given_to(call, "one")
        if name == "tell" and isinstance(one, ast.Name) and one.id.endswith("_ONE"):
            many = ast.Name(one.id.removesuffix("_ONE"))
            self._pair(one, many)
            self._plurals |= set(self._texts(many))
        for place in HANDED_ON.get(name, ()):
            given = given_to(call, place)
            if given is not None and name_of(getattr(given, "func", given)) not in HANDED_ON:
                self._take(given, by_lines=name in BY_LINES)
        self.generic_visit(call)

    def _take(self, given: ast.expr, *, by_lines: bool) -> None:
        texts = self._texts(given)
        lines = {line for text in texts for line in (text.split("\n") if by_lines else [text])}
        if any(UNTRACED in line and not (by_lines and line == UNTRACED) for line in lines):
            self._complain(given)
        lines -= self._plurals
        self.found |= {("", line, "") for line in lines if line and UNTRACED not in line}

    def _pair(self, one: ast.expr, many: ast.expr) -> None:
        singles, plurals = self._texts(one), self._texts(many)
        if UNTRACED in "".join(singles + plurals) or len(singles) != len(plurals):
            self._complain(one)
        else:
            self.found |= {("", *pair) for pair in zip(singles, plurals, strict=True)}

    def _complain(self, node: ast.expr) -> None:
        """Note what can't be traced, unless it stands elsewhere, or is a sign and no words."""
        where, said = self.name, ast.unparse(node)
        if not BEHIND & {where, f"{where}: {said}"} and not said.startswith(("f'<", "sentence")):
            self.untraced.add(f"{where}: {said}")

    def _texts(self, node: ast.expr) -> list[str]:  # noqa: C901 - one line a kind of node
        """Give all that an expression may be; UNTRACED stands where it can't be said."""
        match node:
            case ast.Name(id=name):
                return self._named(name)
            case ast.Constant(value=value):
                return [value] if isinstance(value, str) else []
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return [a + b for a in self._texts(left) for b in self._texts(right)]
            case ast.JoinedStr(values=values):
                return ["".join(parts) for parts in product(*map(self._texts, values))]
            case ast.Call(func=ast.Attribute(attr="join"), args=[parts]):
                return self._texts(parts)
            case ast.Call(func=ast.Name(id="_forms"), args=[parts]):
                return self._texts(parts)
            case ast.FormattedValue(value=value) | ast.Subscript(value=value):
                return self._texts(value)
            case (
                ast.Starred(value=value)
                | ast.Call(func=ast.Attribute(value=value, attr="replace" | "get"))
            ):
                return self._texts(value)
            case ast.IfExp(body=body, orelse=orelse):
                return self._all([body, orelse])
            case ast.Dict(values=values) | ast.BoolOp(values=values):
                return self._all(values)
            case ast.Tuple(elts=values) | ast.List(elts=values) | ast.Set(elts=values):
                return self._all(values)
            case _:
                return [UNTRACED]

    def _all(self, nodes: list[ast.expr]) -> list[str]:
        return [text for node in nodes for text in self._texts(node)]

    def _named(self, name: str) -> list[str]:
        """Give what a name may stand for: in this function, at the module's top, in another."""
        if name in self._following:
            return [UNTRACED]
        self._following.add(name)
        texts = self._followed(name)
        self._following.remove(name)
        return texts

    def _followed(self, name: str) -> list[str]:
        for scope in reversed(self._scopes):
            values = [
                node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign | ast.NamedExpr)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name) and target.id == name
            ]
            values += [
                node.iter
                for node in ast.walk(scope)
                if isinstance(node, ast.For | ast.comprehension)
                for target in getattr(node.target, "elts", [node.target])[:1]
                if isinstance(target, ast.Name) and target.id == name
            ]
            if values:
                return self._all(values)
        value = self._module.constant(name)
        if value is not None:
            return self._texts(value)
        origin = self._module.origin(name)
        if origin and origin.partition(".")[0] in ROOMS and module(origin).constant(name):
            return Tracer(module(origin))._named(name)
        return [UNTRACED]


def name_of(node: ast.AST) -> str:
    """Say the name of what is called, or "" where it has none."""
    return getattr(node, "id", None) or getattr(node, "attr", None) or ""


def given_to(call: ast.Call, place: int | str) -> ast.expr | None:
    """Return what a call is given at a place, or by a name."""
    if isinstance(place, int):
        return call.args[place] if place < len(call.args) else None
    return next((word.value for word in call.keywords if word.arg == place), None)


def said() -> tuple[set[Key], set[str]]:
    """Gather all sentences of the code, and what stands where one should be and can't be traced."""
    tracers = [Tracer(one) for one in modules()]
    for one in tracers:
        one.visit(module(one.name).tree)
    return set[Key]().union(*(one.found for one in tracers)), set[str]().union(
        *(one.untraced for one in tracers)
    )


async def tree() -> app_commands.CommandTree[Any]:
    """Make the commands, with nobody behind them."""

    class Nobody:
        def __getattr__(self, name: str) -> None:
            return None

    async def nothing(*_: object) -> Any:
        return None

    client = FeuilletonClient(nothing)
    await add_cogs(client, cast("Any", Nobody()))
    return client.tree


def called(of: app_commands.CommandTree[Any]) -> set[Key]:
    """Gather what commands, their options and choices are called, and what is said of them."""
    found = {(MENUS, menu.name, "") for menu in of.get_commands(type=AppCommandType.message)}
    for command in of.walk_commands():
        found |= {(NAMES, command.name, ""), (DESCRIPTIONS, command.description, "")}
        for option in command.parameters if isinstance(command, app_commands.Command) else []:
            found |= {
                (NAMES, option.display_name, ""),
                (DESCRIPTIONS, str(option.description), ""),
                *((CHOICES, choice.name, "") for choice in option.choices),
            }
    return found


def keys() -> set[Key]:
    """Gather everything that the catalogues should have."""
    return said()[0] | called(asyncio.run(tree()))


def updated(old: Catalog, wanted: set[Key]) -> Catalog:
    """Make a catalogue of these sentences, with the translations that an older one has."""
    made = Catalog(locale=old.locale)
    for context, one, many in sorted(wanted):
        had = old.get(one, context or None)
        string = had.string if had is not None else ""
        if isinstance(string, str) if many else not isinstance(string, str):
            string = ""
        if many and len(string or ()) != made.num_plurals:
            string = ("",) * made.num_plurals
        made.add((one, many) if many else one, string, context=context or None)
    return made


def missing(of: Catalog) -> list[str]:
    """List the sentences without a translation."""
    return [
        str(message.id if isinstance(message.id, str) else message.id[0])
        for message in of
        if message.id
        and not (message.string if isinstance(message.string, str) else all(message.string or ()))
    ]


def written(of: Catalog) -> str:
    """Write a catalogue: no dates, no places, nothing that moves where nothing was said."""
    for message in of:
        message.flags.clear()
    out = BytesIO()
    write_po(out, of, width=96, no_location=True, omit_header=True)
    rule = f'"Plural-Forms: {of.plural_forms}\\n"'
    return HEADER.format(plural=rule) + out.getvalue().decode("utf-8").strip() + "\n"


def load(language: str) -> Catalog:
    """Load a catalogue as it stands."""
    with (catalogue.FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def main() -> int:
    """Bring the catalogues up to date; say what each lacks."""
    lacking = 0
    for name in sorted(said()[1]):
        print(f"can't be traced, say it where it stands: {name}")
    wanted = keys()
    for language in catalogue.languages():
        if language == "en":
            continue
        made = updated(load(language), wanted)
        (catalogue.FOLDER / f"{language}.po").write_text(written(made), "utf-8")
        without = missing(made)
        lacking += len(without)
        print(f"{language}: {len(wanted)} sentences, {len(without)} to be translated")
        for sentence in without:
            print(f"  {sentence}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
