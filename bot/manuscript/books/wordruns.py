"""The runs of a paragraph in a Word file, made few and plain.

A word processor starts a new run at every correction, and writes down fonts, languages and
spelling for each; what counts here is the text, and whether it is slanted, bold or raised.
"""

from lxml import etree

from bot.manuscript.books.wordstyles import Style, Styles, child, is_on, value
from bot.manuscript.books.xhtml import local

_UNWRAPPED = {"fldSimple", "dir", "bdo", "smartTag", "customXml"}
_DROPPED = {"proofErr", "lastRenderedPageBreak", "bookmarkStart", "bookmarkEnd", "commentReference"}
_RAISED = {"superscript", "subscript"}


def tidy_runs(paragraph: etree._Element, style: Style, styles: Styles) -> list[str]:
    """Make the runs of a paragraph plain, and give the hidden text that was taken out of it."""
    hidden: list[str] = []
    for element in list(paragraph.iter()):
        name = local(element)
        if name in _DROPPED:
            _remove(element)
        elif name in _UNWRAPPED:
            _unwrap(element)
        elif name == "ruby":
            _write_reading_out(element)
    for run in [one for one in paragraph.iter() if local(one) == "r"]:
        properties = child(run, "rPr")
        if is_on(child(properties, "vanish")):
            hidden.append("".join(text.text or "" for text in run if local(text) == "t"))
            _remove(run)
        else:
            _plain(run, properties, style, styles)
    _join(paragraph)
    return hidden


def _plain(
    run: etree._Element, properties: etree._Element | None, style: Style, styles: Styles
) -> None:
    """Say of a run only how it looks, whether it says so itself or by its style."""
    space = run.tag.rpartition("}")[0] + "}"
    own = styles.style(value(child(properties, "rStyle")))
    slanted, bold = is_on(child(properties, "i")), is_on(child(properties, "b"))
    slanted = own.emphasis != style.emphasis if slanted is None else slanted
    bold = own.strong != style.strong if bold is None else bold
    line = value(child(properties, "u"))
    slanted = slanted or line not in {None, "none"}  # how typescripts write italics
    raised = value(child(properties, "vertAlign"))
    if properties is not None:
        run.remove(properties)
    said = etree.Element(f"{space}rPr")
    if slanted:
        etree.SubElement(said, f"{space}i")
    if bold:
        etree.SubElement(said, f"{space}b")
    if raised in _RAISED:
        etree.SubElement(said, f"{space}vertAlign").set(f"{space}val", raised or "")
    if len(said):
        run.insert(0, said)
    for part in run:
        if local(part) in {"cr", "ptab"}:
            part.tag = f"{space}br" if local(part) == "cr" else f"{space}tab"


def _join(paragraph: etree._Element) -> None:
    """Make one run of neighbours that look alike and hold nothing but text."""
    last: etree._Element | None = None
    for run in [one for one in paragraph.iter() if local(one) == "r"]:
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
    inside = [part for part in run if local(part) != "rPr"]
    return inside[0] if len(inside) == 1 and local(inside[0]) == "t" else None


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
    space = ruby.tag.rpartition("}")[0] + "}"
    said = ["".join(t.text or "" for t in part.iter() if local(t) == "t") for part in ruby]
    words = dict(zip(map(local, ruby), said, strict=True))
    text = etree.Element(f"{space}t")
    text.text = words.get("rubyBase", "")
    if words.get("rt"):
        text.text += f"({words['rt']})"
    holder.replace(ruby, text)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
