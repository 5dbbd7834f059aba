"""The few forms that the schemas are made of: text, number, day, object, list, one of a list of words."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
ROW: Schema = {"type": "string", "pattern": r"^S\d{3}$"}


def object_of(properties: Schema) -> Schema:
    """An object with exactly these members: in the result a member without a value is there, as null or empty."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def loose(schema: Any) -> Any:
    """The same schema for cards, where members that say nothing are left out."""
    if isinstance(schema, dict):
        return {name: loose(value) for name, value in schema.items() if name != "required"}
    return [loose(value) for value in schema] if isinstance(schema, list) else schema


def list_of(items: Schema) -> Schema:
    """A list of one kind of element."""
    return {"type": "array", "items": items}


def pair_of(items: Schema) -> Schema:
    """A lowest and a highest value."""
    return {"type": "array", "items": items, "minItems": 2, "maxItems": 2}


def one_of(words: Iterable[StrEnum]) -> Schema:
    """One of a closed list of words."""
    return {"enum": [word.value for word in words]}


def maybe(schema: Schema) -> Schema:
    """Or null: not on record."""
    return {"anyOf": [schema, {"type": "null"}]}


def part(name: str) -> Schema:
    """A part that is described once, under `$defs`."""
    return {"$ref": f"#/$defs/{name}"}
