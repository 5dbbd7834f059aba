"""Requests bent in every way that a broken client could bend them: the shape of the JSON, its values, its bytes."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

MARK = "Qzx"
"""Stands in every name, text and id of a seed and in every text that is put in: it may show in cards alone."""

TEXTS = [
    "",
    " ",
    MARK,
    MARK * 5000,
    f"<script>{MARK}</script>",
    f"{MARK}\x00{MARK}",
    f"\u202e{MARK}\ufeff",
    f"'; DROP TABLE {MARK};--",
    f"../../{MARK}",
    f"http://127.0.0.1:1/{MARK}",
    f"http://[::1{MARK}",
    f"Patient/{MARK}/_history/1",
    f"{{{{context.{MARK}}}}}",
    f"take {MARK} 1-2 tabs q4-6h prn, then 3 x 1/2 tablet on day 99999999999",
    "1",
    "true",
    "null",
    "NaN",
]
DAYS = [
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "2026", "2026-11", "0000-00-00", "20261123"),
    *("2026-11-23T24:00:00Z", "2026-11-23T10:00:00+14:00", "9999-12-31T23:59:59-14:00", "-2026-11-23", "2026-11-23T1"),
]
NUMBERS: list[Any] = [0, -1, 1, 2, 0.1, -0.0, 1e-300, 1e308, 10**19, -(10**40), 2**63, 999_999_999, 1.0000000000000002]
SHAPES: list[Any] = [None, True, False, [], {}, [[]], [None], [{}], {"": {}}, {"coding": [None]}, {"reference": 7}]
TYPES = ["Patient", "Condition", "MedicationRequest", "Observation", "Bundle", "OperationOutcome", "Basic", "patient"]
MEMBERS = ["extension", "id", "status", "code", "coding", "value", "entry", "contained", "link", "_status", "resource"]
BYTES = [b"\x00", b"\xff", b"\\ud800", b'"', b"}", b"{", b"[", b",", b"\xef\xbb\xbf", b"1e400", b"\\", b"NaN", b"-"]
NUMERALS = [b"1e400", b"-1e400", b"1" * 5000, b"0." + b"0" * 4000 + b"1", b"1E-99999", b"-0", b"01", b"1e99999999999"]


@dataclass(frozen=True, slots=True)
class Seed:
    """A request that is well answered, and the address to which it goes."""

    name: str
    path: str
    body: dict[str, Any]


Place = tuple[Any, Any]
"""A dict or list and the key or index of one of its parts."""
Bend = Callable[[random.Random, Place, Any], None]


def places(value: Any) -> list[Place]:
    """Every part of a JSON value with where it stands."""
    found: list[Place] = []
    open_: list[Any] = [value]
    while open_:
        holder = open_.pop()
        parts = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
        for key, part in parts:
            found.append((holder, key))
            if isinstance(part, dict | list):
                open_.append(part)
    return found


def _put(choices: list[Any]) -> Bend:
    def bend(chance: random.Random, place: Place, _: Any) -> None:
        place[0][place[1]] = deepcopy(chance.choice(choices))

    return bend


def _drop(_: random.Random, place: Place, __: Any) -> None:
    del place[0][place[1]]


def _wrap(chance: random.Random, place: Place, _: Any) -> None:
    part = place[0][place[1]]
    place[0][place[1]] = chance.choice([[part], [[part]], [part, part], {"value": part}, {"coding": [part]}])


def _unwrap(_: random.Random, place: Place, __: Any) -> None:
    part = place[0][place[1]]
    if isinstance(part, dict | list) and part:
        place[0][place[1]] = next(iter(part.values())) if isinstance(part, dict) else part[0]


def _repeat(chance: random.Random, place: Place, _: Any) -> None:
    holder, key = place
    if isinstance(holder, list):
        holder[key:key] = [deepcopy(holder[key]) for _ in range(chance.choice([1, 2, 40]))]
    else:
        holder[f"{key}{MARK}"] = deepcopy(holder[key])


def _splice(chance: random.Random, place: Place, whole: Any) -> None:
    other, key = chance.choice(places(whole))
    place[0][place[1]] = deepcopy(other[key])


def _swap(chance: random.Random, place: Place, whole: Any) -> None:
    other = chance.choice(places(whole))
    here, there = deepcopy(place[0][place[1]]), deepcopy(other[0][other[1]])
    other[0][other[1]] = here
    if place[1] in place[0] if isinstance(place[0], dict) else place[1] < len(place[0]):
        place[0][place[1]] = there


def _rename(chance: random.Random, place: Place, _: Any) -> None:
    holder, key = place
    if isinstance(holder, dict):
        holder[chance.choice([key.upper(), key + "s", key[:-1], "", MARK, *MEMBERS])] = holder.pop(key)


def _add(chance: random.Random, place: Place, _: Any) -> None:
    if isinstance(place[0], dict):
        place[0][chance.choice([MARK, *MEMBERS])] = deepcopy(chance.choice([*SHAPES, *TEXTS, *NUMBERS]))


def _nest(chance: random.Random, place: Place, _: Any) -> None:
    part: Any = MARK
    for _ in range(chance.choice([5, 100, 300])):
        part = [part] if chance.random() < 0.5 else {"extension": part}
    place[0][place[1]] = part


def _retype(chance: random.Random, place: Place, _: Any) -> None:
    if isinstance(place[0], dict):
        place[0]["resourceType"] = chance.choice(TYPES)


BENDS: list[Bend] = [
    *(_drop, _drop, _wrap, _unwrap, _repeat, _splice, _swap, _rename, _add, _nest, _retype),
    *(_put(SHAPES), _put(SHAPES), _put(TEXTS), _put(DAYS), _put(DAYS), _put(NUMBERS)),
]


def bend(chance: random.Random, value: dict[str, Any], times: int) -> dict[str, Any]:
    """The same request with its shape changed in some places."""
    bent = deepcopy(value)
    for _ in range(times):
        found = places(bent)
        if not found:
            break
        chance.choice(BENDS)(chance, chance.choice(found), bent)
    return bent


def damage(chance: random.Random, body: bytes) -> bytes:
    """The same bytes with some of them cut, doubled, turned over or replaced."""
    match chance.randrange(7):
        case 0:
            return body[: chance.randrange(len(body) + 1)]
        case 1:
            at = chance.randrange(len(body))
            return body[:at] + chance.choice(BYTES) + body[at:]
        case 2:
            at = chance.randrange(len(body))
            return body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]
        case 3:
            start, end = sorted(chance.randrange(len(body) + 1) for _ in range(2))
            return body[:start] + body[end:]
        case 4:
            start, end = sorted(chance.randrange(len(body) + 1) for _ in range(2))
            return body[:end] + body[start:]
        case 5:
            digits = [at for at, byte in enumerate(body) if 48 <= byte <= 57]
            at = chance.choice(digits or [0])
            return body[:at] + chance.choice(NUMERALS) + body[at + 1 :]
        case _:
            return body.replace(chance.choice([b":", b",", b'"', b"}", b"]"]), chance.choice(BYTES), 1)


def mutated(chance: random.Random, seed: Seed) -> bytes:
    """One mutated request: most in shape alone, some in their bytes, some in both."""
    kind = chance.random()
    try:
        value = bend(chance, seed.body, chance.choice([1, 1, 2, 3, 8, 25])) if kind < 0.85 else seed.body
        body = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    except RecursionError:  # nested and nested again, deeper than Python itself can write
        body = b'{"hook":' + b"[" * 5000 + b"]" * 5000 + b"}"
    return damage(chance, body) if kind >= 0.75 and body else body


def marked(value: Any, key: str = "") -> Any:
    """A seed whose texts, names and ids all hold the mark; codes, dates and references keep working."""
    if isinstance(value, dict):
        return {name: marked(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [marked(part, key) for part in value]
    if not isinstance(value, str):
        return value
    if key in ("id", "patientId", "reference", "userId") and not value.startswith("#"):
        return f"{value}{MARK}"
    if key in ("family", "given", "display", "reasonText"):
        return f"{value} {MARK}"
    return value
