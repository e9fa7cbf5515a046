"""Paragraphs as JSON: compact, versionless, and the same tree when parsed again.

A run is a string (plain text), `[text, style]` with style 1 emphasis, 2 strong, 3 both, or
`{"m": label}` for a marker. A paragraph is its runs, or `{"b": block, "r": runs}` if not prose.
"""

import json
from collections.abc import Iterable
from typing import Any

from bot.domain.story import Block, Marker, Paragraph, Run, Text


def dump_paragraphs(paragraphs: Iterable[Paragraph]) -> str:
    """Write paragraphs as JSON."""
    return _dumps([_paragraph_out(paragraph) for paragraph in paragraphs])


def parse_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """Parse what `dump_paragraphs` wrote."""
    return tuple(_paragraph_in(item) for item in json.loads(body))


def dump_scenes(scenes: Iterable[Iterable[Paragraph]]) -> str:
    """Write the scenes of a passage as JSON."""
    return _dumps([[_paragraph_out(paragraph) for paragraph in scene] for scene in scenes])


def parse_scenes(body: str) -> tuple[tuple[Paragraph, ...], ...]:
    """Parse what `dump_scenes` wrote."""
    return tuple(tuple(_paragraph_in(item) for item in scene) for scene in json.loads(body))


def dump_run(run: Run) -> str:
    """Write one run as JSON."""
    return _dumps(_run_out(run))


def parse_text(body: str) -> Text:
    """Parse a run of letters that `dump_run` wrote."""
    run = _run_in(json.loads(body))
    if isinstance(run, Text):
        return run
    raise ValueError(f"{body} is no run of letters")


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _run_out(run: Run) -> object:
    if isinstance(run, Marker):
        return {"m": run.label}
    style = run.emphasis + 2 * run.strong
    return [run.text, style] if style else run.text


def _run_in(item: Any) -> Run:
    if isinstance(item, dict):
        return Marker(item["m"])
    if isinstance(item, str):
        return Text(item)
    text, style = item
    return Text(text, emphasis=bool(style & 1), strong=bool(style & 2))


def _paragraph_out(paragraph: Paragraph) -> object:
    runs = [_run_out(run) for run in paragraph.runs]
    return runs if paragraph.block is Block.PROSE else {"b": paragraph.block.value, "r": runs}


def _paragraph_in(item: Any) -> Paragraph:
    if isinstance(item, dict):
        return Paragraph(tuple(_run_in(run) for run in item["r"]), Block(item["b"]))
    return Paragraph(tuple(_run_in(run) for run in item))
