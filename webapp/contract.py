"""What the API promises (openapi.json), and which parameters of a request mean nothing by it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from indexer import dates

TEXT = Path(__file__).with_name("openapi.json").read_text("utf-8")
DOCUMENT = json.loads(TEXT)
SHOWN = 60  # letters of what was given that an answer repeats

Schema = dict[str, Any]


class Meaningless(BadRequest):
    """A parameter of a request means nothing."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(reason)
        self.parameter = parameter[:SHOWN]


def resolved(part: Schema) -> Schema:
    """Return a part of the document, or the one that it refers to."""
    found = part
    if "$ref" in part:
        found = DOCUMENT
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
    return found


def parameters(operation: str) -> dict[str, Schema]:
    """Return name -> parameter of an operation's query."""
    methods = (path["get"] for path in DOCUMENT["paths"].values())
    named = next(method["parameters"] for method in methods if method["operationId"] == operation)
    return {each["name"]: each for each in map(resolved, named) if each["in"] == "query"}


OPERATIONS = {path["get"]["operationId"]: parameters(path["get"]["operationId"]) for path in DOCUMENT["paths"].values()}


def check(operation: str, given: MultiDict[str, str]) -> None:
    """Raise Meaningless for the first parameter that the operation has not, or not with this value."""
    for name, reason in faults(OPERATIONS[operation], given):
        raise Meaningless(name, reason)


def faults(known: dict[str, Schema], given: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, what is wrong with it) of each parameter that means nothing."""
    for name, values in given.lists():
        if name not in known:
            yield name, f"unknown parameter {name[:SHOWN]!r}: there are {', '.join(known)}"
        elif not allowed(resolved(known[name]["schema"]), values):
            yield name, f"{name}={values[0][:SHOWN]!r} means nothing. {known[name]['description']}"


def allowed(schema: Schema, values: list[str]) -> bool:
    """Whether a parameter may have these values."""
    if schema.get("type") == "array":
        return len(values) <= schema["maxItems"] and all(fits(schema["items"], value) for value in values)
    return len(values) == 1 and fits(schema, values[0])


def fits(schema: Schema, value: str) -> bool:
    """Whether a value is what a schema says, of which only those words are known that the document uses."""
    if schema.get("type") == "integer" and not re.fullmatch("0|[1-9][0-9]{0,8}", value):
        return False
    return all(RULES[word](asked, value) for word, asked in schema.items() if word in RULES)


RULES: dict[str, Callable[[Any, str], bool]] = {
    "enum": lambda asked, value: value in map(str, asked),
    "minimum": lambda asked, value: int(value) >= asked,
    "maximum": lambda asked, value: int(value) <= asked,
    "minLength": lambda asked, value: len(value) >= asked,
    "maxLength": lambda asked, value: len(value) <= asked,
    "pattern": lambda asked, value: bool(re.fullmatch(asked, value)),
    "format": lambda _, value: len(value) == len("2025-09-29") and dates.day(value) is not None,
    "anyOf": lambda asked, value: any(fits(one, value) for one in asked),
}
