"""What a draft says beside drug and dose: on purpose together, a taper, supervised supply, who asks for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from fhir_mappings.reading.messages import Found, decode_any

_TOGETHER: Final = re.compile(
    r"\b(augment\w*|combin(?:ation|ed?|ing)|adjunct\w*|add(?:ed|ing)?[- ]?on|in addition to|added to)\b", re.IGNORECASE
)
_TAPER: Final = re.compile(
    r"\b(taper\w*|wean\w*|ausschleich\w*|step down|reduce (?:slowly|gradually))\b", re.IGNORECASE
)
_SUPERVISED: Final = re.compile(
    r"\b(blister\w*|dosett?e|webster[- ]?pak|multi-?compartment|supervised|observed (?:dosing|intake|ingestion)|"
    r"directly observed|instal?ment dispensing|daily (?:dispens\w*|collection|pick-?up)|"
    r"weekly (?:dispens\w*|collection|pick-?up))\b",
    re.IGNORECASE,
)
_SPECIALIST: Final = re.compile(r"psychiat|mental health", re.IGNORECASE)
_DISCONTINUES: Final = re.compile(r"^(dc|stop|discontinue[d]?|cease|end)$", re.IGNORECASE)
_ACTION: Final = re.compile(r"action|order-?type|change-?type|transaction", re.IGNORECASE)
"""Extensions by which order systems say what is done with an order."""

Object = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWords:
    combines: bool = False
    tapers: bool = False
    supervised: bool = False
    specialist: bool = False
    discontinues: bool = False
    replaces: frozenset[str] = frozenset()
    """References of orders that it says to replace, beside `priorPrescription`."""


def read_words(sent: bytes | msgspec.Raw, others: Sequence[Found] = ()) -> DraftWords:
    """Read the words of one draft; what stands nowhere is not said."""
    order = _object(decode_any(sent))
    reasons = list(_texts(order.get("reasonCode"))) + list(_texts(order.get("reason")))
    notes = [text for note in _several(order.get("note")) for text in _texts(note)]
    directions = [text for dosage in _several(order.get("dosageInstruction")) for text in _spoken(dosage)]
    supply = list(_texts(order.get("dispenseRequest"))) + list(_texts(order.get("dispenserInstruction")))
    return DraftWords(
        combines=_any(_TOGETHER, [*reasons, *notes]),
        tapers=_any(_TAPER, [*directions, *notes]),
        supervised=_any(_SUPERVISED, [*directions, *notes, *supply]),
        specialist=_any(_SPECIALIST, _requester(order, others)),
        discontinues=any(_is_end(extension) for extension in _extensions(order)),
        replaces=frozenset(_references(order.get("replaces"))),
    )


def _any(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return any(pattern.search(text) for text in texts)


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


_MOST_DEPTH = 8


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Every text inside of an element, but the addresses of systems and references."""
    if isinstance(value, str):
        yield value
    elif depth < _MOST_DEPTH:
        if isinstance(value, list):
            for part in value:
                yield from _texts(part, depth + 1)
        elif isinstance(value, dict):
            for name, part in value.items():
                if name not in ("system", "url", "reference", "extension"):
                    yield from _texts(part, depth + 1)


def _spoken(dosage: object) -> Iterator[str]:
    for name in ("text", "patientInstruction", "additionalInstruction"):
        yield from _texts(_object(dosage).get(name))


def _requester(order: Object, others: Sequence[Found]) -> list[str]:
    """Words on who asks: the display, and the role or the person behind it where it came along."""
    requester = _object(order.get("requester"))
    agent = _object(requester.get("agent")) or requester  # STU3 says `requester.agent`
    reference = str(agent.get("reference") or "")
    texts = [str(agent.get("display") or "")]
    known = [_object(part) for part in _several(order.get("contained"))]
    if not reference.startswith("#"):
        known = [_object(decode_any(found.data)) for found in others]
    name = reference.lstrip("#").rpartition("/")[2]
    for person in known:
        if name and str(person.get("id") or "").lstrip("#") == name:
            texts += _texts([person.get("specialty"), person.get("qualification"), person.get("code")])
    return texts


def _extensions(order: Object) -> Iterator[Object]:
    for name in ("extension", "modifierExtension"):
        yield from (_object(extension) for extension in _several(order.get(name)))


def _is_end(extension: Object) -> bool:
    if not _ACTION.search(str(extension.get("url") or "")):
        return False
    values = [text for name, value in extension.items() if name.startswith("value") for text in _texts(value)]
    return any(_DISCONTINUES.match(text.strip()) for text in values)


def _references(value: object) -> Iterator[str]:
    for part in _several(value):
        reference = _object(part).get("reference")
        if isinstance(reference, str):
            yield reference
