"""An invented population as a bulk export: `patients` people of `records` lines each, in files by type, from a seed.

Some have a depression: their lives are those of the truth test, in every kind of mess. All have what every chart is
full of: laboratory values, visits, other drugs, other diagnoses, and types that no rule reads.
"""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import IO, Any

import orjson

from tests.truth.charts import write
from tests.truth.drawing import AS_OF, draw
from tests.truth.styles import MESSES, clean

PATIENTS_A_FILE = 5_000
ZIPPED = frozenset({"Encounter", "Immunization"})
_MESSES = tuple(MESSES)
_NARRATIVE = b'"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">%b</div>"},'
_WORDS = b"<p>Recorded at the visit and reviewed; see the attached report for details.</p>" * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Who is invented."""

    patients: int
    seed: int = 1
    records: int = 131
    """Lines a patient."""
    depressed: float = 0.3
    """Share with a depression and its treatment on record."""


def write_export(people: Population, folder: Path) -> int:
    """Write the export, a set of files for every 5,000 patients; tells its bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    for first in range(0, people.patients, PATIENTS_A_FILE):
        with ExitStack() as stack:
            files: dict[str, IO[bytes]] = {}
            for number in range(first, min(first + PATIENTS_A_FILE, people.patients)):
                for kind, line in lines_of(people, number):
                    if kind not in files:
                        files[kind] = stack.enter_context(_open(folder, kind, first // PATIENTS_A_FILE))
                    files[kind].write(line + b"\n")
                    size += len(line) + 1
    return size


def _open(folder: Path, kind: str, number: int) -> IO[bytes]:
    if kind in ZIPPED:
        return gzip.open(folder / f"{kind}.{number:04d}.ndjson.gz", "wb", compresslevel=1)  # type: ignore[return-value]
    return (folder / f"{kind}.{number:04d}.ndjson").open("wb")


def lines_of(people: Population, number: int) -> Iterator[tuple[str, bytes]]:
    """Type and line of every record of one patient."""
    chance = Random(f"{people.seed}:{number}")
    patient = f"p{people.seed}-{number}"
    own = (
        list(_depression(people, number, patient)) if chance.random() < people.depressed else [_person(patient, chance)]
    )
    yield from own
    for place in range(max(0, people.records - len(own))):
        yield _everyday(patient, place, chance)


def _person(patient: str, chance: Random) -> tuple[str, bytes]:
    born = AS_OF - timedelta(days=chance.randint(19 * 366, 84 * 365))
    told = {"resourceType": "Patient", "id": patient, "gender": chance.choice(("female", "male")), "birthDate": born}
    return "Patient", orjson.dumps(told)


def _depression(people: Population, number: int, patient: str) -> Iterator[tuple[str, bytes]]:
    life = draw(number, people.seed)
    chance = Random(f"{people.seed}:{number}:mess")
    style = MESSES[_MESSES[number % len(_MESSES)]](clean(chance), chance)
    for resource in write(life, style, chance).resources:
        told = renamed(resource, f"Patient/p{number}", patient)
        yield str(told["resourceType"]), orjson.dumps(told)


def renamed(resource: dict[str, Any], old: str, patient: str) -> dict[str, Any]:
    """The same record with ids that no other patient's records have."""
    told: dict[str, Any] = _renamed(resource, old, patient)
    return told | {"id": patient if resource["resourceType"] == "Patient" else f"{patient}-{resource['id']}"}


def _renamed(value: Any, old: str, patient: str) -> Any:
    if isinstance(value, list):
        return [_renamed(each, old, patient) for each in value]
    if not isinstance(value, dict):
        return value
    told = {name: _renamed(member, old, patient) for name, member in value.items()}
    reference = told.get("reference")
    if isinstance(reference, str) and not reference.startswith("#"):
        kind, _, id_ = reference.partition("/")
        told["reference"] = f"Patient/{patient}" if reference == old else f"{kind}/{patient}-{id_}"
    return told


# ---- what every chart is full of

_META = b'"meta":{"versionId":"3","lastUpdated":"%(day)bT08:00:00.000Z","source":"urn:ehr:north",'
_META += b'"profile":["http://hl7.org/fhir/us/core/StructureDefinition/%(profile)b"]},'
_HEAD = b'{"resourceType":"%(kind)b","id":"%(patient)b-x%(place)d",' + _META + b"%(text)b"
_SUBJECT = (
    b'"subject":{"reference":"Patient/%(patient)b"},"encounter":{"reference":"Encounter/%(patient)b-x%(visit)d"},'
)
_CODE = (
    b'"%(element)b":{"coding":[{"system":"%(system)b","code":"%(code)b","display":"%(display)b"}],"text":"%(display)b"}'
)
_LAB_CATEGORY = b'"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",'
_LAB_CATEGORY += b'"code":"laboratory","display":"Laboratory"}],"text":"Laboratory"}],'

_SHAPES = {
    "Observation": _HEAD
    + _SUBJECT
    + b'"status":"final",'
    + _LAB_CATEGORY
    + _CODE
    + b',"effectiveDateTime":"%(day)bT09:12:00-05:00","issued":"%(day)bT11:00:00.000-05:00",'
    + b'"valueQuantity":{"value":%(value)d.%(tenth)d,"unit":"%(unit)b","system":"http://unitsofmeasure.org",'
    + b'"code":"%(unit)b"},"referenceRange":[{"low":{"value":%(least)d},"high":{"value":%(high)d}}]}',
    "Encounter": _HEAD
    + b'"subject":{"reference":"Patient/%(patient)b"},"status":"finished",'
    + b'"class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"type":['
    + _CODE.removeprefix(b'"%(element)b":')
    + b'],"period":{"start":"%(day)bT09:00:00-05:00","end":"%(day)bT09:20:00-05:00"},'
    + b'"participant":[{"individual":{"reference":"Practitioner/%(value)d","display":"a colleague"}}],'
    + b'"serviceProvider":{"reference":"Organization/1","display":"North Clinic"}}',
    "MedicationRequest": _HEAD
    + _SUBJECT
    + b'"status":"completed","intent":"order","authoredOn":"%(day)b",'
    + _CODE
    + b',"requester":{"reference":"Practitioner/%(value)d"},"dosageInstruction":[{"sequence":1,'
    + b'"text":"Take 1 tablet by mouth once daily","timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},'
    + b'"doseAndRate":[{"doseQuantity":{"value":1,"unit":"tablet"}}]}],'
    + b'"dispenseRequest":{"numberOfRepeatsAllowed":2,"expectedSupplyDuration":{"value":30,"code":"d"}}}',
    "Condition": _HEAD
    + _SUBJECT
    + b'"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical",'
    + b'"code":"active"}]},"verificationStatus":{"coding":[{"code":"confirmed"}]},'
    + _CODE
    + b',"recordedDate":"%(day)b"}',
    "Procedure": _HEAD + _SUBJECT + b'"status":"completed",' + _CODE + b',"performedDateTime":"%(day)b"}',
    "Immunization": _HEAD
    + b'"patient":{"reference":"Patient/%(patient)b"},"status":"completed",'
    + _CODE
    + b',"occurrenceDateTime":"%(day)b","primarySource":true}',
    "Claim": _HEAD
    + b'"patient":{"reference":"Patient/%(patient)b"},"status":"active","use":"claim","created":"%(day)b",'
    + _CODE
    + b',"item":[{"sequence":1,"net":{"value":%(value)d.%(tenth)d,"currency":"USD"}}]}',
}

_LOINC, _RXNORM = b"http://loinc.org", b"http://www.nlm.nih.gov/research/umls/rxnorm"
_SNOMED, _ICD, _CVX = b"http://snomed.info/sct", b"http://hl7.org/fhir/sid/icd-10-cm", b"http://hl7.org/fhir/sid/cvx"
_EVERYDAY: tuple[tuple[int, str, bytes, bytes, tuple[tuple[bytes, bytes, bytes], ...]], ...] = (
    (
        *(48, "Observation", b"code", _LOINC),
        (
            (b"2951-2", b"Sodium [Moles/volume] in Serum or Plasma", b"mmol/L"),
            (b"2823-3", b"Potassium [Moles/volume] in Serum or Plasma", b"mmol/L"),
            (b"718-7", b"Hemoglobin [Mass/volume] in Blood", b"g/dL"),
            (b"4548-4", b"Hemoglobin A1c/Hemoglobin.total in Blood", b"%"),
            (b"8480-6", b"Systolic blood pressure", b"mm[Hg]"),
            (b"29463-7", b"Body weight", b"kg"),
        ),
    ),
    (
        *(16, "Encounter", b"type", _SNOMED),
        ((b"185349003", b"Encounter for check up", b"1"), (b"185345009", b"Encounter for symptom", b"1")),
    ),
    (
        *(16, "MedicationRequest", b"medicationCodeableConcept", _RXNORM),
        (
            (b"197361", b"amlodipine 5 MG Oral Tablet", b"1"),
            (b"314076", b"lisinopril 10 MG Oral Tablet", b"1"),
            (b"860975", b"24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", b"1"),
            (b"617312", b"atorvastatin 20 MG Oral Tablet", b"1"),
        ),
    ),
    (
        *(6, "Condition", b"code", _ICD),
        ((b"I10", b"Essential (primary) hypertension", b"1"), (b"E11.9", b"Type 2 diabetes mellitus", b"1")),
    ),
    (*(4, "Procedure", b"code", _SNOMED), ((b"430193006", b"Medication reconciliation", b"1"),)),
    (*(4, "Immunization", b"vaccineCode", _CVX), ((b"140", b"Influenza, seasonal, injectable", b"1"),)),
    (*(6, "Claim", b"type", b"http://terminology.hl7.org/CodeSystem/claim-type"), ((b"professional", b"", b"1"),)),
)
_VALUES = {b"2951-2": (136, 9), b"2823-3": (4, 1), b"718-7": (12, 4), b"4548-4": (5, 2), b"8480-6": (110, 40)}
"""Lowest value and span: what nobody would doubt."""
_KINDS = tuple(place for place, each in enumerate(_EVERYDAY) for _ in range(each[0]))
_DAYS = tuple((AS_OF - timedelta(days=back)).isoformat().encode() for back in range(3650))


def _everyday(patient: str, place: int, chance: Random) -> tuple[str, bytes]:
    drawn = chance.getrandbits(48)
    _, kind, element, system, codes = _EVERYDAY[_KINDS[drawn % len(_KINDS)]]
    code, display, unit = codes[(drawn >> 7) % len(codes)]
    least, span = _VALUES.get(code, (60, 40))
    told = {
        b"kind": kind.encode(),
        b"patient": patient.encode(),
        b"place": place,
        b"visit": place // 8,
        b"day": _DAYS[(drawn >> 11) % len(_DAYS)],
        b"profile": b"us-core-" + kind.lower().encode(),
        b"text": _NARRATIVE % _WORDS if (drawn >> 24) % 10 == 0 else b"",
        b"element": element,
        b"system": system,
        b"code": code,
        b"display": display,
        b"unit": unit,
        b"value": least + (drawn >> 28) % span,
        b"least": least,
        b"high": least + span,
        b"tenth": (drawn >> 36) % 10,
    }
    return kind, _SHAPES[kind] % told


def day_of_population() -> date:
    """The day for which the population is to be judged."""
    return AS_OF
