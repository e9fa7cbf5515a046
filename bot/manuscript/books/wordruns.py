"""The runs of a paragraph in a Word file, made few and plain.

A word processor starts a new run at every correction, and writes down fonts, languages and
spelling for each; what counts here is the text, and whether it is slanted, bold or raised.
"""

from collections.abc import Mapping

from lxml import etree

from bot.manuscript.books.wordstyles import Style, Styles, child, is_on, value
from bot.manuscript.books.xhtml import local

_UNWRAPPED = {"fldSimple", "dir", "bdo", "smartTag", "customXml"}
_DROPPED = {"proofErr", "lastRenderedPageBreak", "bookmarkStart", "bookmarkEnd", "commentReference"}
_UNTIDY = [f"{{*}}{name}" for name in sorted({*_UNWRAPPED, *_DROPPED, "ruby", "cr", "ptab"})]
_RAISED = {"superscript", "subscript"}


def tidy_runs(paragraph: etree._Element, style: Style, styles: Styles) -> list[str]:
    """Make the runs of a paragraph plain, and give the hidden text that was taken out of it."""
    hidden: list[str] = []
    for element in list(paragraph.iter(*_UNTIDY)):
        name = local(element)
        if name in _DROPPED:
            _remove(element)
        elif name in _UNWRAPPED:
            _unwrap(element)
        elif name == "ruby":
            _write_reading_out(element)
        else:
            element.tag = _space(element) + ("br" if name == "cr" else "tab")
    for run in _runs(paragraph):
        properties = child(run, "rPr")
        marks = {} if properties is None else {local(one): one for one in reversed(properties)}
        if is_on(marks.get("vanish")):
            hidden.append("".join(text.text or "" for text in run if local(text) == "t"))
            _remove(run)
            continue
        if properties is not None:
            run.remove(properties)
        _plain(run, marks, style, styles)
    _join(paragraph)
    return hidden


def _runs(paragraph: etree._Element) -> list[etree._Element]:
    return list(paragraph.iter("{*}r"))


def _space(element: etree._Element) -> str:
    """The namespace of an element, as names begin with it."""
    return element.tag.rpartition("}")[0] + "}"


def _plain(
    run: etree._Element, marks: Mapping[str, etree._Element], style: Style, styles: Styles
) -> None:
    """Say of a run only how it looks, whether its own marks say so or its style."""
    own = styles.style(value(marks.get("rStyle")))
    slanted, bold = is_on(marks.get("i")), is_on(marks.get("b"))
    slanted = own.emphasis != style.emphasis if slanted is None else slanted
    bold = own.strong != style.strong if bold is None else bold
    line = value(marks.get("u"))
    slanted = slanted or line not in {None, "none"}  # how typescripts write italics
    raised = value(marks.get("vertAlign"))
    if not (slanted or bold or raised in _RAISED):
        return
    space = _space(run)
    said = etree.Element(f"{space}rPr")
    run.insert(0, said)
    if slanted:
        etree.SubElement(said, f"{space}i")
    if bold:
        etree.SubElement(said, f"{space}b")
    if raised in _RAISED:
        etree.SubElement(said, f"{space}vertAlign").set(f"{space}val", raised or "")


def _join(paragraph: etree._Element) -> None:
    """Make one run of neighbours that look alike and hold nothing but text."""
    last: etree._Element | None = None
    for run in _runs(paragraph):
        text = _text_alone(run)
        if text is None:
            last = None
            continue
        before = None if last is None or run.getprevious() is not last else _text_alone(last)
        if last is not None and before is not None and _look(last) == _look(run):
            before.text = (before.text or "") + (text.text or "")
            _remove(run)
        else:
            last = run


def _text_alone(run: etree._Element) -> etree._Element | None:
    said = child(run, "rPr") is not None
    return run[-1] if len(run) == said + 1 and local(run[-1]) == "t" else None


def _look(run: etree._Element) -> tuple[str, ...]:
    properties = child(run, "rPr")
    return (
        tuple(local(one) + (value(one) or "") for one in properties)
        if properties is not None
        else ()
    )


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    place = parent.index(element)
    for inner in reversed(element):
        parent.insert(place + 1, inner)
    parent.remove(element)


def _write_reading_out(ruby: etree._Element) -> None:
    """Put the reading of letters behind them, in brackets."""
    holder = ruby.getparent()
    assert holder is not None
    said = ["".join(t.text or "" for t in part.iter("{*}t")) for part in ruby]
    words = dict(zip(map(local, ruby), said, strict=True))
    text = etree.Element(f"{_space(ruby)}t")
    text.text = words.get("rubyBase", "")
    if words.get("rt"):
        text.text += f"({words['rt']})"
    holder.replace(ruby, text)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
