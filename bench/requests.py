"""CDS Hooks requests of any size, shaped as `us_core` exports: seeded, so that two runs measure the same bytes."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson

from bench import us_core
from bench.us_core import DIAGNOSES, DRUGS, OTHERS, Resource

KINDS = (*("order",) * 8, *("statement",) * 4, *("condition",) * 3, *("observation",) * 5)
"""Of twenty resources; the shares of a chart that is mostly orders."""
DEPRESSION = ("F33.1", "Major depressive disorder, recurrent, moderate", "18818009", "Moderate recurrent depression")
ASTHMA = ("J45.909", "Unspecified asthma, uncomplicated", "195967001", "Asthma")
YEARS = 1460
"""Days that a chart spans."""
EPISODE = 500
"""Days ago on which the illness began."""
SIGS = ("Take {} mg by mouth once daily.", "Take {} mg by mouth every morning.", "{} mg PO nightly")
TRIAL_DAYS = 180
"""Days for which one antidepressant is ordered before the next."""


def request(resources: int, today: date, patient: int = 0) -> bytes:
    """A patient-view request: orders and statements of four antidepressants among others, scores, laboratory values."""
    return _request(resources, today, patient, depressed=True)


def irrelevant(resources: int, today: date, patient: int = 0) -> bytes:
    """A patient without depression, antidepressant or scale, of the same size."""
    return _request(resources, today, patient, depressed=False)


def patients(resources: int, today: date, *, count: int, depressed: bool = True) -> tuple[bytes, ...]:
    """Requests of one size for so many patients: the same chart twice would be measured warm."""
    return tuple(_request(resources, today, patient, depressed=depressed) for patient in range(count))


def _request(resources: int, today: date, patient: int, *, depressed: bool) -> bytes:
    chance = Random(f"{resources}:{patient}")
    identity = f"p{patient}"
    found: dict[str, list[Resource]] = {kind: [] for kind in dict.fromkeys(KINDS)}
    for number, (kind, resource) in enumerate(_chart(resources, today, f"Patient/{identity}", chance, depressed)):
        found[kind].append(resource | {"id": f"{resource['id']}-{number}"})
    return orjson.dumps(
        {
            "hook": "patient-view",
            "hookInstance": str(UUID(int=chance.getrandbits(128), version=4)),
            "context": {"userId": "Practitioner/pr1", "patientId": identity},
            "prefetch": {
                "patient": us_core.patient(identity),
                "conditions": _searchset(found["condition"]),
                "medicationRequests": _searchset(found["order"]),
                "medicationStatements": _searchset(found["statement"]),
                "observations": _searchset(found["observation"]),
            },
        }
    )


def _chart(
    resources: int, today: date, subject: str, chance: Random, depressed: bool
) -> Iterator[tuple[str, Resource]]:
    """The illness, then `resources` less patient and illness, from long ago to the last days."""
    begun = today - timedelta(days=EPISODE)
    yield "condition", us_core.condition("illness", DEPRESSION if depressed else ASTHMA, begun, subject, active=True)
    rest = max(resources - 2, 1)
    days = max(30, 4 * YEARS // rest)
    scored = 0
    for number in range(resources - 2):
        ago = max(YEARS - number * YEARS // rest - chance.randrange(3), 2)
        day, kind = today - timedelta(days=ago), KINDS[number * 7 % len(KINDS)]
        drug = _drug(ago, number, depressed)
        if kind == "order":
            order = us_core.order(number, drug, day, subject, days=days, last=ago <= days, sig=chance.choice(SIGS))
            yield kind, order
        elif kind == "statement":
            yield kind, us_core.statement(number, drug, day, subject, days=min(days, ago) - chance.randrange(2))
        elif kind == "condition":
            diagnosis = DIAGNOSES[number % (len(DIAGNOSES) if depressed else len(DIAGNOSES) - 1)]
            yield kind, us_core.condition(f"c{number}", diagnosis, day, subject, active=number % 3 == 0, number=number)
        elif depressed and (ago < 90 or (scored := scored + 1) % 2):
            yield kind, us_core.score(number, chance.randrange(16, 22), day, subject)
        else:
            yield kind, us_core.laboratory(number, day, subject)


def _drug(ago: int, number: int, depressed: bool) -> tuple[str, str, int]:
    """Every second drug is the antidepressant of its time."""
    if depressed and number % 2:
        return DRUGS[ago // TRIAL_DAYS % len(DRUGS)]
    return OTHERS[number // 2 % len(OTHERS)]


def _searchset(found: list[Resource]) -> dict[str, Any]:
    server = "https://ehr.example.org/fhir/R4"
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [{"relation": "self", "url": f"{server}/search"}],
        "entry": [
            {
                "fullUrl": f"{server}/{each['resourceType']}/{each['id']}",
                "resource": each,
                "search": {"mode": "match"},
            }
            for each in found
        ],
    }
