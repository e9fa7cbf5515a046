"""How a remark quotes the manuscript."""

_LENGTH = 60


def excerpt(text: str) -> str:
    """Give the first few words of a text, so that a person finds the place."""
    flat = " ".join(text[: 4 * _LENGTH].split())
    if len(flat) <= _LENGTH:
        return flat
    return flat[:_LENGTH].rsplit(" ", 1)[0] + " …"
