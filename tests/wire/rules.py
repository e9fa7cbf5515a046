"""What Discord refuses though its description lets it through (Discord, "Message Components",
"Message Resource", "Channels Resource"): totals, lengths, ids twice, fields nobody knows.
"""

from typing import Any

from tests.wire.payloads import Payload, walk

COMPONENTS_V2 = 1 << 15
MOST_TEXT = 4_000
"""Characters of text in all of a Components V2 message."""
MOST_COMPONENTS = 40
MOST_CONTENT = 2_000
MOST_FILE_BYTES = 10 * 1024 * 1024
"""What a server without boosts takes in one request."""
MOST_FILES = 10
MOST_POLL_ANSWER = 55
MOST_THREAD_NAME = 100
MOST_NONCE = 25
MOST_CHOICES = 25

ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, GALLERY = 1, 2, 3, 4, 9, 10, 12
_SELECTS = (3, 5, 6, 7, 8)
_FIELDS: dict[int, set[str]] = {
    ROW: {"components"},
    BUTTON: {"style", "label", "emoji", "custom_id", "sku_id", "url", "disabled"},
    SELECT: {
        "custom_id",
        "options",
        "placeholder",
        "min_values",
        "max_values",
        "disabled",
        "required",
    },
    INPUT: {
        "custom_id",
        "style",
        "label",
        "min_length",
        "max_length",
        "required",
        "value",
        "placeholder",
    },
    SECTION: {"components", "accessory"},
    TEXT: {"content"},
    11: {"media", "description", "spoiler"},
    GALLERY: {"items"},
    13: {"file", "spoiler"},
    14: {"divider", "spacing"},
    17: {"components", "accent_color", "spoiler"},
    18: {"label", "description", "component"},
}
_LENGTHS = {
    (BUTTON, "label"): 80,
    (BUTTON, "custom_id"): 100,
    (BUTTON, "url"): 512,
    (SELECT, "custom_id"): 100,
    (SELECT, "placeholder"): 150,
    (INPUT, "label"): 45,
    (INPUT, "placeholder"): 100,
    (INPUT, "value"): 4_000,
    (INPUT, "custom_id"): 100,
    (18, "label"): 45,
    (18, "description"): 100,
}
_LINK = 5


def message_complaints(body: Payload, files: dict[str, int]) -> list[str]:
    """Say what is wrong with a message. `files` are names and sizes in bytes."""
    found = _content_complaints(body, files)
    components = body.get("components") or []
    parts = walk(components)
    if int(body.get("flags") or 0) & COMPONENTS_V2:
        if body.get("content") or body.get("embeds") or body.get("poll"):
            found.append("a Components V2 message has no content, embeds or poll")
        if not parts:
            found.append("a Components V2 message without components")
    elif any(item["type"] > 8 for item in parts):
        found.append("components of version 2 without their flag")
    if len(parts) > MOST_COMPONENTS:
        found.append(f"{len(parts)} components")
    shown = sum(length(item["content"]) for item in parts if item["type"] == TEXT)
    if shown > MOST_TEXT:
        found.append(f"{shown} characters of text in all")
    return found + component_complaints(parts)


def edit_complaints(message: Payload, body: Payload) -> list[str]:
    """Say what is wrong with what an edit leaves: what it does not speak of stays as it is."""
    flags = int(message["flags"]) | int(body.get("flags") or 0)
    drawn = ("content", "embeds", "components", "poll", "attachments")
    whole = {name: message.get(name) for name in drawn} | body | {"flags": flags}
    return message_complaints(whole, {})


def component_complaints(parts: list[Payload]) -> list[str]:
    """Say what is wrong with components, those inside others included."""
    found = []
    for item in parts:
        found += _lengths(item)
        found += _unknown(item)
        if item["type"] == BUTTON:
            found += _button_complaints(item)
        if item["type"] in _SELECTS:
            found += _select_complaints(item)
        if item["type"] == TEXT and not item["content"].strip():
            found.append("an empty text")
        if item["type"] == ROW:
            found += _row_complaints(item)
        if item["type"] == GALLERY and not 1 <= len(item.get("items", [])) <= 10:
            found.append(f"a gallery of {len(item.get('items', []))}")
        if item["type"] == SECTION and not 1 <= len(item.get("components", [])) <= 3:
            found.append(f"a section of {len(item.get('components', []))} texts")
        if item["type"] == ROW and not 1 <= len(item.get("components", [])) <= 5:
            found.append(f"a row of {len(item.get('components', []))}")
    found += _twice([item["custom_id"] for item in parts if item.get("custom_id")], "custom_id")
    found += _twice([item["id"] for item in parts if item.get("id")], "id")
    return found


def thread_complaints(body: Payload) -> list[str]:
    """Say what is wrong with a new thread."""
    name = body.get("name", "")
    if not 1 <= length(name) <= MOST_THREAD_NAME:
        return [f"a thread's name of {length(name)} characters"]
    return []


def choice_complaints(choices: list[Payload]) -> list[str]:
    """Say what is wrong with the choices of an autocomplete."""
    found = [f"{len(choices)} choices"] if len(choices) > MOST_CHOICES else []
    for choice in choices:
        if not 1 <= length(choice["name"]) <= 100:
            found.append(f"a choice's name of {length(choice['name'])} characters")
        if isinstance(choice["value"], str) and length(choice["value"]) > 100:
            found.append(f"a choice's value of {length(choice['value'])} characters")
    return found


def modal_complaints(data: Payload) -> list[str]:
    """Say what is wrong with a form."""
    found = component_complaints(walk(data.get("components") or []))
    if not 1 <= length(data.get("title", "")) <= 45:
        found.append(f"a form's title of {length(data.get('title', ''))} characters")
    if not 1 <= len(data.get("components") or []) <= 5:
        found.append(f"a form of {len(data.get('components') or [])} rows")
    return found


def length(words: str) -> int:
    """Count as Discord's strictest part does: in UTF-16 units, never fewer than code points."""
    return len(words.encode("utf-16-le")) // 2


def _content_complaints(body: Payload, files: dict[str, int]) -> list[str]:
    found = []
    content = body.get("content") or ""
    if length(content) > MOST_CONTENT:
        found.append(f"{length(content)} characters of content")
    something = ("content", "components", "embeds", "poll", "sticker_ids", "attachments")
    if not files and not any(body.get(name) for name in something):
        found.append("an empty message")
    if length(str(body.get("nonce") or "")) > MOST_NONCE:
        found.append("a nonce of more than 25 characters")
    if body.get("enforce_nonce") and not body.get("nonce"):
        found.append("enforce_nonce without a nonce")
    for one in (body.get("poll") or {}).get("answers", []):
        words = one["poll_media"].get("text") or ""
        if length(words) > MOST_POLL_ANSWER:
            found.append(f"a poll's answer of {length(words)} characters")
    return found + _embed_complaints(body.get("embeds") or []) + _mention_complaints(body)


_EMBED_LENGTHS = {"title": 256, "description": 4_096}
MOST_OF_EMBEDS, MOST_EMBEDS, MOST_FIELDS = 6_000, 10, 25
_MENTIONS = {"parse", "users", "roles", "replied_user"}


def _embed_complaints(embeds: list[Payload]) -> list[str]:
    """Say what is wrong with embeds (Discord, "Embed Limits")."""
    found = [f"{len(embeds)} embeds"] if len(embeds) > MOST_EMBEDS else []
    total = 0
    for embed in embeds:
        fields = embed.get("fields") or []
        if len(fields) > MOST_FIELDS:
            found.append(f"an embed of {len(fields)} fields")
        texts = [(name, embed.get(name), most) for name, most in _EMBED_LENGTHS.items()]
        texts.append(("footer", (embed.get("footer") or {}).get("text"), 2_048))
        texts.append(("author", (embed.get("author") or {}).get("name"), 256))
        for one in fields:
            texts += [("field's name", one.get("name"), 256)]
            texts += [("field's value", one.get("value"), 1_024)]
            if not one.get("name") or not one.get("value"):
                found.append("an embed's field without name or value")
        for what, words, most in texts:
            total += length(words or "")
            if length(words or "") > most:
                found.append(f"an embed's {what} of {length(words or '')} characters")
    if total > MOST_OF_EMBEDS:
        found.append(f"{total} characters in all embeds")
    return found


def _mention_complaints(body: Payload) -> list[str]:
    """Say what is wrong with allowed_mentions: a kind is named in whole or one by one."""
    allowed = body.get("allowed_mentions") or {}
    found = [f"unknown field {one} in allowed_mentions" for one in allowed.keys() - _MENTIONS]
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            found.append(f"allowed_mentions parses all {kind} and names some")
    return found


def file_complaints(files: dict[str, int]) -> list[str]:
    """Say what is wrong with files, given by name and bytes."""
    found = [f"{len(files)} files"] if len(files) > MOST_FILES else []
    if sum(files.values()) > MOST_FILE_BYTES:
        found.append(f"{sum(files.values())} bytes of files")
    return found


def _lengths(item: Payload) -> list[str]:
    found = []
    for (kind, name), most in _LENGTHS.items():
        value = item.get(name)
        if item["type"] == kind and isinstance(value, str) and length(value) > most:
            found.append(f"{name} of {length(value)} characters in a component of type {kind}")
    return found


def _unknown(item: Payload) -> list[str]:
    known = _FIELDS.get(item["type"])
    if known is None:
        return []
    return [
        f"unknown field {name} in a component of type {item['type']}"
        for name in item
        if name not in known | {"type", "id"}
    ]


def _button_complaints(item: Payload) -> list[str]:
    if not (item.get("label") or item.get("emoji")):
        return ["a button without label or emoji"]
    if (item.get("style") == _LINK) == bool(item.get("custom_id")):
        return ["a button has either a link or a custom_id"]
    return []


def _row_complaints(row: Payload) -> list[str]:
    """A row is of buttons, or of one select or one input."""
    kinds = [one["type"] for one in row.get("components", [])]
    if any(kind != BUTTON for kind in kinds) and len(kinds) > 1:
        return ["a row of more than buttons"]
    return []


def _select_complaints(item: Payload) -> list[str]:
    options = item.get("options", [])
    found = []
    if item["type"] == SELECT and not 1 <= len(options) <= 25:
        found.append(f"a select of {len(options)} options")
    low, high = item.get("min_values"), item.get("max_values")
    if item["type"] == SELECT and max(low or 0, high or 1) > len(options):
        found.append(f"from {low} to {high} of {len(options)} options")
    if (1 if low is None else low) > (1 if high is None else high):
        found.append(f"from {low} to {high} options")
    if sum(bool(one.get("default")) for one in options) > (1 if high is None else high):
        found.append("more options chosen beforehand than may be")
    for option in options:
        for name, most in (("label", 100), ("value", 100), ("description", 100)):
            if length(option.get(name) or "") > most:
                found.append(f"an option's {name} of {length(option[name])} characters")
        if not option.get("label") or not option.get("value"):
            found.append("an option without label or value")
    found += _twice([option.get("value") for option in options], "an option's value")
    return found


def _twice(values: list[Any], what: str) -> list[str]:
    return [f"{what} {one} twice" for one in sorted({x for x in values if values.count(x) > 1})]
