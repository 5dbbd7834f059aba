"""Files of knowledge, read strictly: what cannot be read stops the service and says where it stands."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from trd.knowledge.types import Source, Threshold

E = TypeVar("E", bound=Enum)


class KnowledgeError(Exception):
    """A knowledge file that is wrong, with its name and the entry."""

    def __init__(self, file: str, entry: str, what: str) -> None:
        super().__init__(f"{file}: {entry}: {what}")


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """A TOML file with exact decimals."""
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(name, "file", str(error)) from error


def read_csv(path: Path, columns: str) -> Iterator[list[str]]:
    """The rows of a table whose header must be the one that is asked for."""
    names = columns.split()
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(path.name, "file", str(error)) from error
    if "\r" in text or not text.endswith("\n"):
        raise KnowledgeError(path.name, "file", "lines end with LF, the last one too")
    rows = csv.reader(text.splitlines(), strict=True)
    try:
        header = next(rows, [])
        if header != names:
            raise KnowledgeError(path.name, "header", f"{header}, expected {names}")
        for line, row in enumerate(rows, start=2):
            if len(row) != len(names):
                raise KnowledgeError(path.name, f"line {line}", f"{len(row)} fields, {len(names)} wanted")
            yield row
    except csv.Error as error:
        raise KnowledgeError(path.name, "file", str(error)) from error


def number(file: str, entry: str, text: str) -> Decimal:
    """A number of a table cell, exactly."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise KnowledgeError(file, entry, f"{text!r} is no number") from None


class Entry:
    """One table of a TOML file: each key is taken once, and `close` refuses what is left."""

    def __init__(self, file: str, name: str, values: object, sources: Mapping[str, Source] | None = None) -> None:
        self.file, self.name = file, name
        if not isinstance(values, dict):
            raise KnowledgeError(file, name, "a table is wanted")
        self._left: dict[str, Any] = dict(values)
        self._sources = sources or {}

    def fault(self, what: str) -> KnowledgeError:
        return KnowledgeError(self.file, self.name, what)

    def has(self, key: str) -> bool:
        return key in self._left

    def keys(self) -> tuple[str, ...]:
        return tuple(self._left)

    def __iter__(self) -> Iterator[str]:
        """The keys that stand there now; taking them while iterating is safe."""
        return iter(tuple(self._left))

    def raw(self, key: str, default: Any = None) -> Any:
        return self._left.pop(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._left.pop(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.fault(f"{key} must be text")
        return value

    def maybe_text(self, key: str) -> str | None:
        return self.text(key) if key in self._left else None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._left.pop(key, default)
        if not isinstance(value, bool):
            raise self.fault(f"{key} must be true or false")
        return value

    def decimal(self, key: str) -> Decimal | None:
        return self.exact(key, self._left.pop(key, None))

    def exact(self, key: str, value: object) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.fault(f"{key} must be a number")
        return Decimal(value)

    def whole(self, key: str, default: int | None = None) -> int | None:
        value = self._left.pop(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.fault(f"{key} must be a whole number")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fault(f"{key} must be a list of texts")
        if len(set(value)) != len(value):
            raise self.fault(f"{key} names one thing twice")
        return tuple(value)

    def decimals(self, key: str) -> tuple[Decimal, ...]:
        value = self._left.pop(key, [])
        if not isinstance(value, list):
            raise self.fault(f"{key} must be a list of numbers")
        return tuple(found for item in value if (found := self.exact(key, item)) is not None)

    def one_of(self, key: str, kind: type[E], default: E | None = None) -> E:
        value = self._left.pop(key, default.value if default is not None else None)
        try:
            return kind(value)
        except ValueError:
            raise self.fault(f"{key} is {value!r}, none of {[item.value for item in kind]}") from None

    def table(self, key: str) -> "Entry":
        return Entry(self.file, f"{self.name}.{key}", self._left.pop(key, {}), self._sources)

    def tables(self, key: str) -> tuple["Entry", ...]:
        value = self._left.pop(key, [])
        if not isinstance(value, list):
            raise self.fault(f"{key} must be a list of tables")
        return tuple(
            Entry(self.file, f"{self.name}.{key}[{place}]", item, self._sources) for place, item in enumerate(value)
        )

    def source(self, key: str = "source") -> Source:
        found = self.text(key)
        if found not in self._sources:
            raise self.fault(f"unknown source {found!r}")
        return self._sources[found]

    def mark(self, default: str = "M") -> str:
        found = self.text("mark", default)
        if found not in ("V", "M", "P"):
            raise self.fault(f"mark is {found!r}, none of V, M, P")
        return found

    def threshold(self, key: str) -> Threshold | None:
        """`{ value, unit, source, where, mark }`: a number that decides something names its place."""
        if key not in self._left:
            return None
        entry = self.table(key)
        value = entry.decimal("value")
        if value is None:
            raise entry.fault("value is missing")
        try:
            found = Threshold(
                value=value,
                unit=entry.text("unit"),
                source=entry.source(),
                where=entry.text("where"),
                mark=entry.mark(),
            )
        except ValueError as error:
            raise entry.fault(str(error)) from error
        entry.close()
        return found

    def close(self) -> None:
        """Refuse every key that nobody asked for: a misspelt figure must not be silently missing."""
        if self._left:
            raise self.fault(f"unknown key {', '.join(sorted(self._left))}")
