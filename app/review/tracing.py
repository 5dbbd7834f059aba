"""Which figures one answer was made with: knowledge that remembers what was asked of it.

An answer that never read a figure is the same whatever the figure says. So only those patients are judged again whose
answer read it, and a figure of thousands is tried in the time of a few.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from trd.knowledge.moving import Path
from trd.knowledge.types import Knowledge

TRACED: Final = (
    *("agents", "definitions", "scales", "strategies", "explanations", "figures", "genotypes"),
    "order_checks",
)
"""The members whose figures are moved; rows of the matrix are read once for all patients, and told apart otherwise."""


class Reads:
    """What was read since the last look, as paths."""

    def __init__(self) -> None:
        self.found: set[Path] = set()

    def taken(self) -> frozenset[Path]:
        """The paths read since the last call."""
        found, self.found = frozenset(self.found), set()
        return found


def traced(knowledge: Knowledge) -> tuple[Knowledge, Reads]:
    """The same knowledge, and where it writes down what is read of it."""
    reads = Reads()
    told: dict[str, Any] = {name: _wrapped(getattr(knowledge, name), (name,), reads) for name in TRACED}
    return replace(knowledge, **told), reads


def _wrapped(value: Any, path: Path, reads: Reads) -> Any:
    if isinstance(value, Mapping):
        return _Mapping({key: _wrapped(part, (*path, key), reads) for key, part in value.items()}, path, reads)
    if isinstance(value, tuple):
        return tuple(_wrapped(part, (*path, place), reads) for place, part in enumerate(value))
    if is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith("trd.knowledge"):
        return _remembering(value, path, reads)
    return value


class _Mapping(Mapping[Any, Any]):
    """A table of single values notes the key that was asked for; one of entries leaves that to the entries."""

    def __init__(self, entries: dict[Any, Any], path: Path, reads: Reads) -> None:
        self._entries, self._path, self._reads = entries, path, reads

    def __getitem__(self, key: Any) -> Any:
        self._reads.found.add(self._path)
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        self._reads.found.add(self._path)
        return key in self._entries

    def __iter__(self) -> Iterator[Any]:
        self._reads.found.add(self._path)
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def _remembering(value: Any, path: Path, reads: Reads) -> Any:
    cls = type(value)
    made = object.__new__(_remembers(cls))
    for field in fields(cls):
        part = _wrapped(getattr(value, field.name), (*path, field.name), reads)
        object.__setattr__(made, field.name, part)
    object.__setattr__(made, "_path", path)
    object.__setattr__(made, "_reads", reads)
    return made


_CLASSES: Final[dict[Any, Any]] = {}


def _remembers(cls: Any) -> Any:
    """A class like `cls` whose members note that they were read; a changed copy of one notes nothing."""
    if cls in _CLASSES:
        return _CLASSES[cls]
    names = frozenset(field.name for field in fields(cls))

    def read(self: Any, name: str) -> Any:
        if name in names:
            reads = getattr(self, "_reads", None)
            if reads is not None:
                reads.found.add((*self._path, name))
        return object.__getattribute__(self, name)

    made = type(cls.__name__, (cls,), {"__slots__": ("_path", "_reads"), "__getattribute__": read})
    _CLASSES[cls] = made
    return made
