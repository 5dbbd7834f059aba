"""One figure of the knowledge set to another value, everything else as it was."""

from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from typing import Any, TypeVar

Whole = TypeVar("Whole")
Path = tuple[str | int, ...]
"""The way to a member: `("agents", "sertraline", "minimum", "value")`; a number is a place in a list."""


def moved(whole: Whole, path: Path, value: Any) -> Whole:
    """The whole with the member at `path` set to `value`; what is on the way is made anew, the rest is shared."""
    if not path:
        return value  # type: ignore[no-any-return]
    first, *rest = path
    changed: Any = moved(found_at(whole, (first,)), tuple(rest), value)
    if isinstance(whole, Mapping):
        return {**whole, first: changed}  # type: ignore[return-value]
    if isinstance(whole, tuple):
        return tuple(changed if place == first else part for place, part in enumerate(whole))  # type: ignore[return-value]
    if is_dataclass(whole):
        return replace(whole, **{str(first): changed})  # type: ignore[type-var]
    raise TypeError(f"{type(whole).__name__} has no member {first!r}")


def found_at(whole: Any, path: Path) -> Any:
    """The member at a path."""
    for step in path:
        if isinstance(whole, Mapping):
            whole = whole[step]
        else:
            whole = whole[int(step)] if isinstance(whole, tuple) else getattr(whole, str(step))
    return whole
