"""Procedure -> treatment sessions, and what was refused (R-T33 … R-T35, N-0.5).

FHIR R4: http://hl7.org/fhir/R4/procedure.html
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from fhir_mappings.codings import codes_of, local_codes, words_of
from fhir_mappings.dates import interval, span
from fhir_mappings.reading.clinical_resources import Encounter, Procedure
from fhir_mappings.reading.elements import CodeableConcept
from fhir_mappings.vocabulary import Vocabulary
from trd.codes import CodeSystem
from trd.history import Gap, RefusedProcedure, Session
from trd.intervals import DayInterval
from trd.knowledge.types import ProcedureCode
from trd.terms import CourseKind, GapCode

DONE: Final = frozenset({"completed", "in-progress", "stopped"})
"""A stopped session was begun; a missing status counts as done, since a list of procedures lists what was done."""
NOT_DONE: Final = frozenset({"not-done", "aborted", "suspended"})
SEEN: Final = frozenset({"finished", "completed", "in-progress", "discharged"})
REFUSALS: Final = frozenset(
    {
        "105480006",
        "183944003",
        "183945002",
        "183947005",
        "183948000",
        "443390004",
        "416432009",
        "refused",
        "patdec",
        "patobj",
    }
)
"""SNOMED CT and HL7 codes for a treatment that the patient refused."""
_REFUSED: Final = re.compile(
    r"\b(refus\w*|declin\w*|reject\w*|abgelehnt|verweiger\w*|patient('s)? (choice|decision|preference))\b"
)
_BILATERAL: Final = re.compile(r"\bbi-?\s?(lateral|temporal|frontal)\b|\bbilateral\b")
_UNILATERAL: Final = re.compile(r"\bunilateral\b|\bright unilateral\b|\brul\b")
_MAINTENANCE: Final = re.compile(r"\b(maintenance|continuation)\b|\berhaltungs\w*")
SIDES: Final = {"GZB0": "unilateral", "GZB1": "unilateral", "GZB2": "bilateral", "GZB3": "bilateral"}
"""ICD-10-PCS says where the electrodes were."""
BOTH_SIDES: Final = frozenset({"51440002"})
ONE_SIDE: Final = frozenset({"24028007", "7771000"})
DOSES: Final = {"G2083": Decimal(84)}
"""HCPCS: a visit with more than 56 mg of esketamine is one of 84 mg; "up to 56 mg" states no dose."""


def read_procedure(procedure: Procedure, vocabulary: Vocabulary) -> Iterator[Session | RefusedProcedure]:
    """Read one Procedure as a session, a course told as a period, or a treatment that was not done."""
    row = vocabulary.procedures.read(procedure.code)
    if row is None or row.kind is None:
        return
    status = (procedure.status or "").strip().lower()
    if procedure.not_done or procedure.not_performed or status in NOT_DONE:
        yield _refused(procedure, row)
    elif status in DONE or not status:
        session = _session(procedure, row, row.kind)
        if session is not None:
            yield session


def is_unreadable(procedure: Procedure, vocabulary: Vocabulary) -> bool:
    """Done, coded by CPT alone, and without words: it may be a session, and nobody can tell (R-E1).

    CPT may not ship; a site with the licence loads its numbers (`TRD_EXTRA_CODES`).
    """
    if procedure.not_done or procedure.not_performed or (procedure.status or "").strip().lower() not in DONE | {""}:
        return False
    systems = {code.system for code in codes_of(procedure.code)}
    if systems != {CodeSystem.CPT} or vocabulary.procedures.read(procedure.code) is not None:
        return False
    numbers = set(local_codes(procedure.code))
    return all(word.lower() in numbers for word in words_of(procedure.code))


def unreadable(evidence: tuple[str, ...]) -> Gap:
    """The procedures that CPT alone names, in one line."""
    said = "1 procedure is" if len(evidence) == 1 else f"{len(evidence)} procedures are"
    what = f"{said} coded by CPT alone, which can't be read without the site's own table"
    return Gap(code=GapCode.UNREADABLE_RESOURCE, what=what, evidence=evidence)


def read_visit(encounter: Encounter, vocabulary: Vocabulary) -> Iterator[Session]:
    """A visit whose type is a treatment is a session of it: psychotherapy is often recorded so (R-T35)."""
    period = span(encounter.period or encounter.actual_period)
    if period.start is None or (encounter.status or "").strip().lower() not in SEEN:
        return
    for kind in encounter.type:
        row = vocabulary.procedures.read(kind)
        if row is not None and row.kind is not None:
            yield Session(
                kind=row.kind,
                concept=row.concept,
                label=label_of(row),
                start=period.start,
                end=None,
                evidence=(encounter.evidence,),
            )
            return


def is_refusal(reasons: tuple[CodeableConcept | None, ...]) -> bool:
    """Whether a reason says that the patient refused."""
    return any(
        not REFUSALS.isdisjoint(local_codes(reason)) or any(_REFUSED.search(word.lower()) for word in words_of(reason))
        for reason in reasons
    )


def label_of(row: ProcedureCode) -> str:
    """A treatment in our words: free text of the record is never shown (R-W14)."""
    return LABELS.get(row.concept) or row.concept.replace("-", " ")


LABELS: Final = {
    "ect": "ECT",
    "rtms": "TMS",
    "deep-tms": "deep TMS",
    "tbs": "theta burst stimulation",
    "tdcs": "tDCS",
    "vns": "vagus nerve stimulation",
    "dbs": "deep brain stimulation",
    "mst": "magnetic seizure therapy",
    "esketamine-session": "esketamine",
    "ketamine-infusion": "ketamine infusion",
    "cbt": "CBT",
    "ipt": "IPT",
    "dbt": "DBT",
    "cbasp": "CBASP",
    "mbct": "MBCT",
}


def _session(procedure: Procedure, row: ProcedureCode, kind: CourseKind) -> Session | None:
    start, end = _days(procedure)
    if start is None:
        return None
    words = " ".join(words_of(procedure.code)).lower()
    return Session(
        kind=kind,
        concept=row.concept,
        label=label_of(row),
        start=start,
        end=end,
        evidence=(procedure.evidence,),
        is_period=end is not None and end.latest > start.latest,
        laterality=_side(procedure, words),
        dose=next((DOSES[code.value] for code in codes_of(procedure.code) if code.value in DOSES), None),
        maintenance=bool(_MAINTENANCE.search(words)),
    )


def _days(procedure: Procedure) -> tuple[DayInterval | None, DayInterval | None]:
    sent = interval(procedure.performed_date_time or procedure.occurrence_date_time)
    if sent is not None:
        return sent, None
    period = span(procedure.performed_period or procedure.occurrence_period)
    start = period.start or period.end
    if start is not None and period.end is not None and period.end.latest < start.earliest:
        return start, None
    return start, period.end if period.end != start else None


def _side(procedure: Procedure, words: str) -> str | None:
    for code in codes_of(procedure.code):
        if code.system is CodeSystem.ICD_10_PCS and code.value[:4] in SIDES:
            return SIDES[code.value[:4]]
    sites = {code for site in procedure.body_site for code in local_codes(site)}
    sides = " ".join((words, *(word.lower() for site in procedure.body_site for word in words_of(site))))
    if sites & BOTH_SIDES or _BILATERAL.search(sides):
        return "bilateral"
    return "unilateral" if sites & ONE_SIDE or _UNILATERAL.search(sides) else None


def _refused(procedure: Procedure, row: ProcedureCode) -> RefusedProcedure:
    reasons = (procedure.status_reason, procedure.not_done_reason, *procedure.reason_not_performed)
    start, end = _days(procedure)
    day = end or start
    return RefusedProcedure(
        concept=row.concept,
        day=day.latest if day is not None else None,
        refused=is_refusal(reasons),
        evidence=(procedure.evidence,),
    )
