"""Requests checked against Discord's own OpenAPI description, where that file is at hand."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs

NAMED_BY = "DISCORD_OPENAPI"
BESIDE = Path(__file__).parents[3] / "shared" / "discord-openapi.json"
"""Where the description lies if no other is named: beside the project's folder."""

_IGNORED = frozenset({"tts"})
"""Fields that Discord passes over where it doesn't know them; discord.py writes them everywhere."""


class Description:
    """What Discord says of its requests. The validators are made when first needed."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._paths = document["paths"]
        self._components = document["components"]
        self._validators: dict[tuple[str, str, str], jsonschema_rs.Draft202012Validator] = {}
        self._known: dict[tuple[str, str, str], frozenset[str]] = {}

    @classmethod
    def find(cls) -> "Description | None":
        """Load the description, or None where it is not at hand."""
        path = Path(os.environ.get(NAMED_BY) or BESIDE)
        return cls(json.loads(path.read_bytes())) if path.is_file() else None

    def knows(self, method: str, path: str) -> bool:
        """Whether there is such a route."""
        return method.lower() in self._paths.get(path, {})

    def complaints(
        self,
        method: str,
        path: str,
        body: Any,
        query: dict[str, str],
        kind: str = "application/json",
    ) -> list[str]:
        """Say what in a request is not as described."""
        if not self.knows(method, path):
            return [f"there is no {method} {path}"]
        found = self._query_complaints(method, path, query)
        if body is None:
            return found
        key = (method, path, kind)
        if key not in self._validators:
            schema = self._body_schema(*key)
            if schema is None:
                return [*found, f"{method} {path} takes no {kind}"]
            document = {**schema, "components": self._components}
            self._validators[key] = jsonschema_rs.Draft202012Validator(document)
            self._known[key] = self._properties(schema)
        validator = self._validators[key]
        for problem in validator.iter_errors(_with_written_ids(body)):
            where = "/".join(str(step) for step in problem.instance_path)
            found.append(f"{where or 'body'}: {problem.message[:400]}")
        if isinstance(body, dict) and self._known[key]:
            found += [
                f"unknown field {name}"
                for name in sorted(body.keys() - self._known[key] - _IGNORED)
            ]
        return found

    def answer_complaints(self, route: str, status: int, body: Any) -> list[str]:
        """Say what in an answer of 2xx is not as described."""
        method, path = route.split(" ")
        if status >= 300 or body is None or not self.knows(method, path):
            return []
        answers = self._paths[path][method.lower()]["responses"]
        described = answers.get(str(status)) or answers.get("2XX") or {}
        schema = described.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return [f"{route}: no answer {status} with a body is described"]
        key = (method, path, str(status))
        if key not in self._validators:
            document = {**schema, "components": self._components}
            self._validators[key] = jsonschema_rs.Draft202012Validator(document)
        return [
            f"{route} {'/'.join(str(step) for step in one.instance_path)}: {one.message[:300]}"
            for one in self._validators[key].iter_errors(body)
        ]

    def _body_schema(self, method: str, path: str, kind: str) -> dict[str, Any] | None:
        body = self._paths[path][method.lower()].get("requestBody", {}).get("content", {})
        schema: dict[str, Any] | None = body.get(kind, {}).get("schema")
        return schema

    def _query_complaints(self, method: str, path: str, query: dict[str, str]) -> list[str]:
        operation = self._paths[path]
        described = operation[method.lower()].get("parameters", []) + operation.get(
            "parameters", []
        )
        known = {item["name"]: item["schema"] for item in described if item.get("in") == "query"}
        found = [f"unknown option {name}" for name in query if name not in known]
        for name, value in query.items():
            schema = known.get(name, {})
            if schema.get("type") == "integer":
                low, high = schema.get("minimum", 0), schema.get("maximum", float("inf"))
                if not value.isdigit() or not low <= int(value) <= high:
                    found.append(f"{name}={value} is not from {low} to {high}")
        return found

    def _properties(self, schema: dict[str, Any]) -> frozenset[str]:
        """Name all properties that a schema, or one of those it is made of, speaks of."""
        names: set[str] = set(schema.get("properties", {}))
        if "$ref" in schema:
            names |= self._properties(self._components["schemas"][schema["$ref"].split("/")[-1]])
        for union in ("allOf", "anyOf", "oneOf"):
            for part in schema.get(union, []):
                names |= self._properties(part)
        return frozenset(names)


_LISTED_IDS = frozenset(
    {"users", "roles", "sticker_ids", "applied_tags", "messages", "channel_ids"}
)
"""Fields that are lists of ids."""
_BEARERS = frozenset({"attachments", "default_values", "permission_overwrites"})
"""Lists of things whose `id` is one; that of a component is a number."""


def _with_written_ids(body: Any, under: str = "") -> Any:
    """Write ids as strings, as the description wants them; Discord takes them as numbers too."""
    if isinstance(body, list):
        return [_with_written_ids(item, under) for item in body]
    if isinstance(body, dict):
        return {
            name: _with_written_ids(value, f"{under}.id" if name == "id" else name)
            for name, value in body.items()
        }
    number = isinstance(body, int) and not isinstance(body, bool)
    bearers = {f"{one}.id" for one in _BEARERS}
    if number and (under.endswith("_id") or under in _LISTED_IDS | bearers):
        return str(body)
    return body
