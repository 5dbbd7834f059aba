"""The seam of the cohort: `evaluate_patient`, the records of one patient in, the rows of the tables out.

Every engine (this machine's processes, Spark) gathers the records of a patient in its own way and comes here with
them. It needs nothing of a running service: `Question` is plain values that can be sent to another machine, and
`knowledge_of` loads what judges there, once a process.
"""

import gc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from app.cohort.burden.openings import Asked
from app.cohort.burden.quality import system_of
from app.cohort.burden.replay import Replay
from app.cohort.burden.tallying import tally
from app.cohort.rows import PatientRows, rows_of
from app.pseudonyms import pseudonym
from cds_hooks.responses import json_bytes
from fhir_mappings.history import read_history
from fhir_mappings.reading.narrow import widen
from fhir_mappings.reading.reader import read_decoded
from fhir_mappings.reading.resource import Resource
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.options import Recommendations
from trd.recommendations import recommend
from trd.result import result


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of every patient alike."""

    as_of: date
    choices: Choices = field(default_factory=Choices)
    knowledge_folder: Path | None = None
    extra_codes: Path | None = None
    silent_before: date | None = None
    """Of a patient without a dated fact since this day nothing is recommended: moved away, or dead and not recorded."""
    client: str = "unnamed"
    key_secret: bytes | None = field(default=None, repr=False)
    """Rows name the patient and the records by pseudonyms."""
    with_results: bool = False
    """The whole result as JSON beside the rows."""
    replay: Replay | None = None
    """The days on which the burden of cards is counted beside the rows; `None`: it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPatient:
    """One patient as `trd-cds evaluate` judges them."""

    patient: str
    """The id, whatever the rows are to call them."""
    records: int
    assessment: Assessment
    recommendations: Recommendations
    result: dict[str, Any]
    systems: Mapping[str, str] = field(default_factory=dict)
    """Record -> the system that it comes from, where the burden is counted."""


def knowledge_of(question: Question) -> Knowledge:
    """The knowledge that answers the question; what was loaded is spared the collector's rounds."""
    knowledge = load(question.knowledge_folder, question.extra_codes)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return knowledge


Record = tuple[bytes, str | None]
"""What `narrow` wrote of a resource, and its address in a Bundle."""


def judge_patient(
    patient: str, records: Iterable[Record | tuple[Resource, str | None]], knowledge: Knowledge, question: Question
) -> JudgedPatient:
    """Judge all records of one patient, Medications that they point to among them; their order changes nothing."""
    resources = read_decoded((_decoded(record), full_url) for record, full_url in records)
    assessment = assess(read_history(resources, knowledge), knowledge, question.choices, as_of=question.as_of)
    recommendations = recommend(assessment, knowledge, question.choices)
    return JudgedPatient(
        patient=patient,
        records=len(resources.items),
        assessment=assessment,
        recommendations=recommendations,
        result=result(assessment, recommendations, knowledge, question.choices),
        systems={} if question.replay is None else {each.evidence: system_of(each) for each in resources.items},
    )


def rows_of_patient(judged: JudgedPatient, knowledge: Knowledge, question: Question) -> PatientRows:
    """The rows of one judged patient, under their id or their key."""
    up_to, since = judged.assessment.data_up_to, question.silent_before
    return rows_of(
        judged.result,
        name_of(judged.patient, question),
        records=judged.records,
        silent=since is not None and (up_to is None or up_to < since),
        named=str if question.key_secret is None else partial(_reference_key, question),
        written=json_bytes(judged.result) if question.with_results else b"",
        burden=_burden(judged, knowledge, question),
    )


def _burden(judged: JudgedPatient, knowledge: Knowledge, question: Question) -> Mapping[tuple[str, ...], int]:
    if question.replay is None:
        return {}
    asked = Asked(
        replay=question.replay,
        choices=question.choices,
        as_of=question.as_of,
        silent_before=question.silent_before,
    )
    return tally(judged.assessment, judged.recommendations, judged.result, judged.systems, knowledge, asked)


def evaluate_patient(
    patient: str, resources: Iterable[Record | tuple[Resource, str | None]], knowledge: Knowledge, question: Question
) -> PatientRows:
    """All records of one patient in, the rows of the tables out; the result is that of `trd-cds evaluate`."""
    return rows_of_patient(judge_patient(patient, resources, knowledge, question), knowledge, question)


def name_of(patient: str, question: Question) -> str:
    """How rows and manifest call a patient: the id, or the key that decision records have for them too."""
    if question.key_secret is None:
        return patient
    return pseudonym(question.key_secret, "patient", question.client, patient)


def _reference_key(question: Question, reference: str) -> str:
    assert question.key_secret is not None
    kind, slash, _ = reference.rpartition("/")
    return f"{kind}{slash}{pseudonym(question.key_secret, 'record', question.client, reference)}"


def _decoded(record: bytes | Resource) -> Resource:
    return widen(record) if isinstance(record, bytes) else record
