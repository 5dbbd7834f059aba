"""The sample patients as an open FHIR R4 server holds them: read, search, page; nothing is ever written.

https://hl7.org/fhir/R4/http.html, https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from app.demo import samples

MOST_ON_A_PAGE = 500
ON_A_PAGE = 50

SEARCHED = {
    "Patient": ("_id", "name", "family", "given", "gender"),
    "Condition": ("_id", "patient", "subject", "category", "code", "clinical-status"),
    "MedicationStatement": ("_id", "patient", "subject", "code", "status"),
    "MedicationRequest": ("_id", "patient", "subject", "code", "status", "intent"),
    "MedicationDispense": ("_id", "patient", "subject", "code", "status"),
    "MedicationAdministration": ("_id", "patient", "subject", "code", "status"),
    "Medication": ("_id", "code", "status"),
    "Observation": ("_id", "patient", "subject", "category", "code", "status"),
    "QuestionnaireResponse": ("_id", "patient", "subject", "status"),
    "Procedure": ("_id", "patient", "subject", "category", "code", "status"),
    "AllergyIntolerance": ("_id", "patient", "code", "clinical-status"),
    "Encounter": ("_id", "patient", "subject", "status"),
    "ServiceRequest": ("_id", "patient", "subject", "code", "status", "intent"),
    "Practitioner": ("_id",),
}
"""What can be searched, and by what; any other parameter is passed over, as FHIR's lenient handling has it."""

_ELEMENT = {"clinical-status": "clinicalStatus"}
_TEXTS = {"name": ("family", "given"), "family": ("family",), "given": ("given",)}
_MEDICATIONS = {"MedicationStatement", "MedicationRequest", "MedicationDispense", "MedicationAdministration"}


class UnknownType(Exception):
    """The server holds no resources of this type."""


@dataclass(frozen=True, slots=True)
class Records:
    """Every resource of every sample, by type and id, as they stand on one day."""

    by_type: Mapping[str, Mapping[str, dict[str, Any]]]

    def read(self, kind: str, identity: str) -> dict[str, Any] | None:
        """One resource, or `None`."""
        return self.by_type.get(kind, {}).get(identity)

    def search(self, kind: str, parameters: Iterable[tuple[str, str]], *, base: str) -> dict[str, Any]:
        """A searchset; all parameters hold together, the values of one are alternatives. Raises `UnknownType`."""
        if kind not in SEARCHED:
            raise UnknownType(kind)
        asked = [(name.partition(":")[0], value) for name, value in parameters]
        used = [(name, value) for name, value in asked if name in SEARCHED[kind]]
        found = [resource for resource in self.by_type.get(kind, {}).values() if _fits(resource, used)]
        size = _number(asked, "_count", ON_A_PAGE, most=MOST_ON_A_PAGE)
        begin = _number(asked, "_offset", 0, most=len(found))
        page = found[begin : begin + size]
        links = [{"relation": "self", "url": _address(base, kind, used, size, begin)}]
        if size and begin + size < len(found):
            links.append({"relation": "next", "url": _address(base, kind, used, size, begin + size)})
        entries = [
            {
                "fullUrl": f"{base}/{kind}/{resource['id']}",
                "resource": resource,
                "search": {"mode": "match"},
            }
            for resource in page
        ]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
        return {**bundle, "entry": entries} if entries else bundle


@lru_cache(maxsize=2)
def records(today: date) -> Records:
    """The samples on this day."""
    by_type: dict[str, dict[str, dict[str, Any]]] = {}
    for told in samples(today):
        for resource in told.resources:
            by_type.setdefault(resource["resourceType"], {})[resource["id"]] = resource
    return Records(by_type)


def capability_statement(*, base: str, software: str, today: date) -> dict[str, Any]:
    """What the server can do (`GET metadata`)."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": today.isoformat(),
        "kind": "instance",
        "software": {"name": "trd-cds sample patients", "version": software},
        "implementation": {"description": "Invented people; read and search only", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": kind,
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [{"name": name, "type": _type_of(name)} for name in names],
                    }
                    for kind, names in SEARCHED.items()
                ],
            }
        ],
    }


def _type_of(name: str) -> str:
    if name in ("patient", "subject"):
        return "reference"
    return "string" if name in _TEXTS else "token"


def _fits(resource: dict[str, Any], asked: Iterable[tuple[str, str]]) -> bool:
    return all(any(_is(resource, name, one) for one in value.split(",")) for name, value in asked)


def _is(resource: dict[str, Any], name: str, value: str) -> bool:
    """One value of one parameter against one resource: reference, string or token."""
    if name == "_id":
        return bool(resource["id"] == value)
    if name in ("patient", "subject"):
        owner = resource.get("subject") or resource.get("patient") or {}
        return bool(owner.get("reference") == f"Patient/{value.rpartition('/')[2]}")
    if name in _TEXTS:
        return any(word.lower().startswith(value.lower()) for word in _names(resource, _TEXTS[name]))
    element = _ELEMENT.get(name, name)
    if name == "code" and resource["resourceType"] in _MEDICATIONS:
        element = "medicationCodeableConcept"
    system, bar, code = value.rpartition("|")
    return any(code in ("", held) and (not bar or system == of) for of, held in _tokens(resource.get(element)))


def _names(resource: dict[str, Any], parts: tuple[str, ...]) -> Iterator[str]:
    for name in resource.get("name", ()):
        for part in parts:
            held = name.get(part, "")
            yield from [held] if isinstance(held, str) else held


def _tokens(value: Any) -> Iterator[tuple[str, str]]:
    """System and code of a code, Coding, CodeableConcept, or a list of them."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, list):
        for part in value:
            yield from _tokens(part)
    elif isinstance(value, dict):
        yield from _tokens(value.get("coding"))
        if "code" in value:
            yield value.get("system", ""), value["code"]


def _number(asked: list[tuple[str, str]], name: str, default: int, *, most: int) -> int:
    sent = next((value for parameter, value in asked if parameter == name), "")
    return min(int(sent), most) if sent.isdecimal() and len(sent) < 10 else min(default, most)


def _address(base: str, kind: str, used: list[tuple[str, str]], size: int, begin: int) -> str:
    place = [("_offset", str(begin))] if begin else []
    return f"{base}/{kind}?{urlencode([*used, ('_count', str(size)), *place], safe='|,/')}"
