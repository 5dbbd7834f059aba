"""A patient's history told in one line a fact: `history(depression(), statement("sertraline", 50, "2026-02-01", …))`.

Dates are ISO days; a partial one ("2026-03", "2026") becomes the interval that it is. Facts without an
id get one from `history`, in the order they are told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from trd.history import (
    AllergyFact,
    CodedFinding,
    ConditionFact,
    DoseStep,
    EncounterFact,
    Gap,
    ItemAnswer,
    Measurement,
    MedicationRecord,
    PatientFact,
    Phenotype,
    RefusedProcedure,
    Requested,
    Score,
    Session,
    TreatmentHistory,
)
from trd.intervals import DayInterval
from trd.terms import (
    ClinicalStatus,
    CourseKind,
    FactList,
    Intake,
    RecordKind,
    RecordStatus,
    ReleaseForm,
    RequestStatus,
    Route,
    Sex,
    StopReason,
    Verification,
)

Number = int | str | Decimal | None
"""A dose or value: 50, "37.5", or None for "not stated"."""

Told = str | date | DayInterval | None
"""A date as told: "2026-03-14", "2026-03", "2026"."""

WITHOUT_PSYCHOSIS = {"mild", "moderate", "severe"}


def day(told: str | date) -> date:
    """An exact day."""
    return told if isinstance(told, date) else date.fromisoformat(told)


def when(told: Told) -> DayInterval | None:
    """A date as it is told, as the interval of days that it may be (R-E6)."""
    if told is None or isinstance(told, DayInterval):
        return told
    if isinstance(told, date):
        return DayInterval.on(told)
    parts = [int(part) for part in told.split("-")]
    if len(parts) == 3:
        return DayInterval.on(date(*parts))
    if len(parts) == 1:
        return DayInterval(earliest=date(parts[0], 1, 1), latest=date(parts[0], 12, 31))
    year, month = parts
    following = date(year + month // 12, month % 12 + 1, 1)
    return DayInterval(earliest=date(year, month, 1), latest=following - timedelta(days=1))


def number(told: Number) -> Decimal | None:
    return None if told is None else Decimal(str(told))


def step(
    dose: Number | tuple[Number, Number] = None,
    *,
    days: int | None = None,
    start: Told = None,
    end: Told = None,
    per_kg: bool = False,
) -> DoseStep:
    """One dose step: `step(50, days=28)`, `step((25, 50))` for a range, `step()` for a dose that is not stated."""
    low, high = dose if isinstance(dose, tuple) else (dose, dose)
    return DoseStep(low=number(low), high=number(high), days=days, start=when(start), end=when(end), per_kg=per_kg)


Dose = Number | tuple[Number, Number] | list[DoseStep]


def _steps(dose: Dose) -> tuple[DoseStep, ...]:
    if isinstance(dose, list):
        return tuple(dose)
    return () if dose is None else (step(dose),)


def medication(kind: RecordKind, agent: str, dose: Dose, start: Told, end: Told, **more: Any) -> MedicationRecord:
    """Any drug record; `more` are fields of `MedicationRecord`, with dates and words as they are told."""
    for name in ("authored", "asserted", "last_updated", "hold", "validity_end"):
        if isinstance(more.get(name), str):
            more[name] = day(more[name])
    for name, words in (
        ("status", RecordStatus),
        ("intake", Intake),
        ("stop_reason", StopReason),
        ("form", ReleaseForm),
        ("route", Route),
    ):
        if isinstance(more.get(name), str):
            more[name] = words(more[name])
    if "unit_strength" in more:
        more["unit_strength"] = number(more["unit_strength"])
    if "indications" in more:
        more["indications"] = frozenset(more["indications"])
    name = more.pop("id", None)
    if name is not None:
        more["evidence"] = (name,)
    evidence = more.pop("evidence", ())
    more.setdefault("identities", frozenset(evidence))
    return MedicationRecord(
        kind=kind,
        agent=agent,
        ingredients=tuple(more.pop("ingredients", (agent,))),
        label=more.pop("label", agent),
        evidence=evidence,
        steps=_steps(dose),
        start=when(start),
        end=when(end),
        **more,
    )


def statement(agent: str, dose: Dose = None, start: Told = None, end: Told = None, **more: Any) -> MedicationRecord:
    """A statement of use; `completed` where an end is told, else `active` (then say `asserted`)."""
    more.setdefault("status", RecordStatus.ACTIVE if end is None else RecordStatus.COMPLETED)
    return medication(RecordKind.STATEMENT, agent, dose, start, end, **more)


def order(agent: str, dose: Dose = None, start: Told = None, end: Told = None, **more: Any) -> MedicationRecord:
    """A prescription, authored on the day it starts unless said otherwise."""
    more.setdefault("status", RecordStatus.ACTIVE if end is None else RecordStatus.COMPLETED)
    interval = when(start)
    if "authored" not in more and interval is not None and interval.exact:
        more["authored"] = interval.earliest
    return medication(RecordKind.ORDER, agent, dose, start, end, **more)


def dispense(
    agent: str, dose: Dose = None, handed_over: Told = None, days: int | None = None, **more: Any
) -> MedicationRecord:
    """A hand-over with its days of supply."""
    more.setdefault("status", RecordStatus.COMPLETED)
    return medication(RecordKind.DISPENSE, agent, dose, handed_over, None, supply_days=days, **more)


def administration(agent: str, dose: Dose, start: Told, end: Told = None, **more: Any) -> MedicationRecord:
    """A drug given on a day (or on each day of a period)."""
    more.setdefault("status", RecordStatus.COMPLETED)
    return medication(RecordKind.ADMINISTRATION, agent, dose, start, end or start, **more)


def score(instrument: str, value: Number, on: str | date, *, issued: str | None = None, id: str = "") -> Score:
    return Score(
        instrument=instrument,
        value=Decimal(str(value)),
        day=day(on),
        issued=issued,
        evidence=(id,) if id else (),
    )


def answer(
    instrument: str, item: str | int, value: Number, on: str | date, *, issued: str | None = None, id: str = ""
) -> ItemAnswer:
    """One answered question of a scale."""
    return ItemAnswer(
        instrument=instrument,
        item=str(item),
        value=Decimal(str(value)),
        day=day(on),
        issued=issued,
        evidence=(id,) if id else (),
    )


def condition(
    *concepts: str,
    onset: Told = None,
    abated: Told = None,
    recorded: str | date | None = None,
    clinical: str | None = "active",
    verification: str | None = "confirmed",
    **more: Any,
) -> ConditionFact:
    """A diagnosis by its concepts: `condition("hypothyroidism", onset="2026-01-10")`."""
    name = more.pop("id", None)
    return ConditionFact(
        concepts=frozenset(concepts),
        evidence=(name,) if name else (),
        clinical=None if clinical is None else ClinicalStatus(clinical),
        verification=None if verification is None else Verification(verification),
        onset=when(onset),
        abated=when(abated),
        recorded=None if recorded is None else day(recorded),
        **more,
    )


def depression(concept: str = "mdd-recurrent-moderate", onset: Told = "2025-12-01", **more: Any) -> ConditionFact:
    """The depressive diagnosis, with the severity, psychosis and remission that its code states."""
    severities = [word for word in ("mild", "moderate", "severe") if word in concept.split("-")]
    more.setdefault("severity", severities[0] if severities else None)
    psychotic = True if "psychotic" in concept else (False if more["severity"] in WITHOUT_PSYCHOSIS else None)
    more.setdefault("psychotic", psychotic)
    for remission in ("full-remission", "partial-remission"):
        if concept.endswith(remission):
            more.setdefault("remission", f"in-{remission}")
    if concept.endswith("remission-unspecified"):
        more.setdefault("remission", "unspecified-remission")
    more.setdefault("episode", "recurrent" if "recurrent" in concept else ("single" if "single" in concept else None))
    return condition(concept, onset=onset, **more)


def measurement(
    concept: str, value: Number | tuple[Number, Number], on: str | date, *, id: str = "", **more: Any
) -> Measurement:
    """A laboratory value, vital sign or level; a pair is an interval: `("60", None)` is "60 or more"."""
    low, high = value if isinstance(value, tuple) else (value, value)
    for limit in ("upper_limit", "lower_limit"):
        more[limit] = number(more.get(limit))
    return Measurement(
        concept=concept, low=number(low), high=number(high), day=day(on), evidence=(id,) if id else (), **more
    )


def finding(concept: str, value: str, on: str | date | None = None, *, id: str = "") -> CodedFinding:
    return CodedFinding(concept=concept, value=value, day=None if on is None else day(on), evidence=(id,) if id else ())


def phenotype(gene: str, value: str, on: str | date | None = None, *, id: str = "") -> Phenotype:
    return Phenotype(gene=gene, value=value, day=None if on is None else day(on), evidence=(id,) if id else ())


def allergy(
    *agents: str, recorded: str | date | None = None, onset: Told = None, intolerance: bool | None = False, **more: Any
) -> AllergyFact:
    name = more.pop("id", None)
    return AllergyFact(
        agents=frozenset(agents),
        intolerance=intolerance,
        severe=more.pop("severe", False),
        evidence=(name,) if name else (),
        onset=when(onset),
        recorded=None if recorded is None else day(recorded),
        **more,
    )


def session(concept: str, on: Told, end: Told = None, **more: Any) -> Session:
    """One session of a course: `session("ect-bilateral", "2026-05-04")`; an end makes it a period."""
    start, last = when(on), when(end)
    assert start is not None
    if "kind" not in more:
        more["kind"] = kind_of(concept)
    if isinstance(more["kind"], str):
        more["kind"] = CourseKind(more["kind"])
    if "dose" in more:
        more["dose"] = number(more["dose"])
    if more["kind"] is CourseKind.ECT:
        more.setdefault("laterality", "bilateral" if "bilateral" in concept else None)
    name = more.pop("id", None)
    return Session(
        concept=concept,
        label=more.pop("label", concept),
        start=start,
        end=last,
        evidence=(name,) if name else (),
        is_period=more.pop("is_period", last is not None),
        **more,
    )


def sessions(concept: str, days: Iterable[str | date], **more: Any) -> list[Session]:
    """A course, session by session."""
    return [session(concept, each, **more) for each in days]


def kind_of(concept: str) -> CourseKind:
    """The kind of course that a procedure concept belongs to."""
    first = concept.split("-")[0]
    if first in {"rtms", "tms", "tbs", "deep"}:
        return CourseKind.TMS
    if first in {"ect", "ketamine", "esketamine"}:
        return CourseKind(first)
    if first in {"vns", "dbs", "tdcs", "mst"}:
        return CourseKind.OTHER_NEUROMODULATION
    return CourseKind.PSYCHOTHERAPY


def refused(concept: str, on: str | date | None = None, *, by_patient: bool = True, id: str = "") -> RefusedProcedure:
    return RefusedProcedure(
        concept=concept, day=None if on is None else day(on), refused=by_patient, evidence=(id,) if id else ()
    )


def request(concept: str, on: str | date | None = None, *, status: str = "open", **more: Any) -> Requested:
    """A treatment or a service that was asked for: `request("psychiatry-referral", "2026-11-01")`."""
    name, due = more.pop("id", None), when(more.pop("due", None))
    kind = None if "referral" in concept else kind_of(concept)
    told = {"kind": kind, "label": concept, "day": None if on is None else day(on), "due": due, **more}
    return Requested(concept=concept, status=RequestStatus(status), evidence=(name,) if name else (), **told)


def encounter(encounter_class: str, start: Told = None, end: Told = None, **more: Any) -> EncounterFact:
    name = more.pop("id", None)
    return EncounterFact(
        encounter_class=encounter_class,
        start=when(start),
        end=when(end),
        in_progress=more.pop("in_progress", False),
        evidence=(name,) if name else (),
        **more,
    )


def patient(born: Told = "1979-05-01", sex: Sex | str | None = Sex.FEMALE, **more: Any) -> PatientFact:
    """A woman of 47 (2026) unless told otherwise."""
    return PatientFact(birth=when(born), sex=None if sex is None else Sex(sex), evidence=("Patient/1",), **more)


_PLACES: dict[type, tuple[str, str]] = {
    MedicationRecord: ("medications", ""),
    ConditionFact: ("conditions", "Condition"),
    Score: ("scores", "Observation"),
    ItemAnswer: ("answers", "Observation"),
    Measurement: ("measurements", "Observation"),
    CodedFinding: ("findings", "Observation"),
    Phenotype: ("phenotypes", "Observation"),
    AllergyFact: ("allergies", "AllergyIntolerance"),
    Session: ("sessions", "Procedure"),
    RefusedProcedure: ("refused", "Procedure"),
    Requested: ("requested", "ServiceRequest"),
    EncounterFact: ("encounters", "Encounter"),
    Gap: ("gaps", ""),
}

_RESOURCES = {
    RecordKind.ORDER: "MedicationRequest",
    RecordKind.STATEMENT: "MedicationStatement",
    RecordKind.DISPENSE: "MedicationDispense",
    RecordKind.ADMINISTRATION: "MedicationAdministration",
}


def _numbered(fact: Any, index: int) -> Any:
    """The fact with an id of its own, where none was told."""
    if isinstance(fact, Gap) or fact.evidence:
        return fact
    resource = _RESOURCES[fact.kind] if isinstance(fact, MedicationRecord) else _PLACES[type(fact)][1]
    evidence = (f"{resource}/{index}",)
    if isinstance(fact, MedicationRecord) and not fact.identities:
        return replace(fact, evidence=evidence, identities=frozenset(evidence))
    return replace(fact, evidence=evidence)


def _flat(facts: Iterable[Any]) -> Iterator[Any]:
    """Facts out of lists of any depth."""
    for fact in facts:
        if isinstance(fact, (list, tuple)):
            yield from _flat(fact)
        else:
            yield fact


def history(
    *facts: Any,
    who: PatientFact | None = None,
    delivered: Iterable[FactList] = tuple(FactList),
    dispensed_on: Iterable[str | date] = (),
) -> TreatmentHistory:
    """The whole record; lists of facts may be given as they are. Every list counts as delivered unless said."""
    told = list(_flat(facts))
    lists: dict[str, list[Any]] = {}
    for index, fact in enumerate(told, start=1):
        lists.setdefault(_PLACES[type(fact)][0], []).append(_numbered(fact, index))
    fields: dict[str, Any] = {name: tuple(values) for name, values in lists.items()}
    return TreatmentHistory(
        patient=who or patient(),
        delivered=frozenset(delivered),
        dispensed_on=tuple(sorted(day(each) for each in dispensed_on)),
        **fields,
    )
