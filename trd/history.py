"""What the record says of one patient: dated facts with their evidence, nothing inferred.

`fhir_mappings.history` fills these; every rule below reads them. Each fact names the records
behind it (`evidence`, such as `MedicationRequest/42`), opaque to every rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trd.intervals import DayInterval
from trd.terms import (
    ClinicalStatus,
    CourseKind,
    FactList,
    GapCode,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that bears on the answer and could not be read, or is missing, or too old."""

    code: GapCode
    what: str
    """Plain words for the clinician; no free text of the record but a cleaned drug name (R-W14)."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFact:
    birth: DayInterval | None = None
    sex: Sex | None = None
    deceased: DayInterval | bool | None = None
    """`True`: dead, day not stated; an interval: the day of death."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseStep:
    """One step of an instruction: a daily dose, and for how long.

    `low`/`high` are mg/day of the named drug (patch: mg/24 h; esketamine and ketamine: mg a session;
    a fixed combination: mg/day of its reference component, see `Agent.reference_ingredient`).
    `None` = not stated, never zero (R-D6, R-D17).
    """

    low: Decimal | None = None
    high: Decimal | None = None
    start: DayInterval | None = None
    """Stated start of this step; without it the step follows the one before (R-D10)."""
    end: DayInterval | None = None
    days: int | None = None
    """Stated length in days (`boundsDuration`, "for 7 days")."""
    per_kg: bool = False
    """`low`/`high` are mg/kg (ketamine infusions, R-D11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationRecord:
    """What one record says of one drug: an order, a statement, a dispense or an administration.

    A product with several agents gives one record an agent; a fixed combination that is an agent
    of its own (dextromethorphan-bupropion) gives one record.
    """

    kind: RecordKind
    agent: str
    """An agent id of `knowledge.agents`, or else an ingredient id of the interacting drugs."""
    ingredients: tuple[str, ...]
    """Every ingredient that this record brings, for the safety rows."""
    label: str
    """The drug as the record prints it, cleaned and short."""
    evidence: tuple[str, ...]
    identities: frozenset[str] = frozenset()
    """Identifier values and ids: two records that share one are one record (R-E25)."""
    by_text: bool = False
    """Recognised by words, not by a code (R-E0): confidence at most moderate."""
    form: ReleaseForm | None = None
    route: Route | None = None
    always_trap: bool = False
    """The product itself is never an antidepressant trial (doxepin 3 mg, Qelbree, Savella …; §1.3)."""
    status: RecordStatus = RecordStatus.UNKNOWN
    only_possible: bool = False
    """Column "possible only" of §2.1: its days are never certain."""
    intake: Intake = Intake.NOT_STATED
    start: DayInterval | None = None
    start_assumed: bool = False
    """Only a `dateAsserted`: that day is certain, earlier days are possible (§2.3)."""
    end: DayInterval | None = None
    """The *stated* end, last day included (E11); `None` when none is stated."""
    hold: date | None = None
    """The day an on-hold order was held, where it is stated (E18)."""
    authored: date | None = None
    asserted: date | None = None
    last_updated: date | None = None
    supply_days: int | None = None
    validity_end: date | None = None
    """End of the prescription's validity: caps possible days of a completed order, nothing else."""
    steps: tuple[DoseStep, ...] = ()
    """In order; empty = no dose stated. Concurrent instructions are already added up (R-D7)."""
    unit_strength: Decimal | None = None
    """mg per tablet, capsule … of the product, for surplus and duplicates (R-E22, R-E24)."""
    as_needed: bool = False
    in_addition: bool = False
    """The text says "in addition to": does not close an earlier order (R-E23)."""
    replaces: str | None = None
    """The order whose place this one takes, as its evidence (`priorPrescription`)."""
    indications: frozenset[str] = frozenset()
    """Concept ids of the recorded reasons: condition concepts, or words such as `smoking-cessation`."""
    stop_reason: StopReason | None = None
    inpatient: bool = False
    encounter: str | None = None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFact:
    """A diagnosis, a finding or an event, by the concepts of the code tables."""

    concepts: frozenset[str]
    evidence: tuple[str, ...]
    clinical: ClinicalStatus | None = None
    verification: Verification | None = None
    onset: DayInterval | None = None
    recorded: date | None = None
    abated: DayInterval | None = None
    by_text: bool = False
    severity: str | None = None
    """`mild`, `moderate` or `severe` where code, `severity` or words say so."""
    psychotic: bool | None = None
    """True/False only where the code says with/without psychotic symptoms."""
    remission: str | None = None
    """`in-remission`, `in-partial-remission`, `in-full-remission`, `unspecified-remission` (R-P7)."""
    episode: str | None = None
    """`single`, `recurrent` or not stated."""
    refuses_intake: bool = False
    """The words of the condition say refusal of food or fluid (U3: read by name alone)."""
    names_agent: str | None = None
    """Agent named by a non-adherence entry (R-Q8)."""
    encounter_diagnosis: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A total of a symptom scale."""

    instrument: str
    """Id of `knowledge.scales`."""
    value: Decimal
    day: date
    evidence: tuple[str, ...]
    issued: str | None = None
    """Sortable instant, to order two totals of one day (R-O4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswer:
    """One answered question of a scale; `item` as in the code tables (`9`, `6a`)."""

    instrument: str
    item: str
    value: Decimal
    day: date
    evidence: tuple[str, ...]
    issued: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A laboratory value, vital sign or drug level, already in the unit of its row (§3.2).

    A comparator makes it an interval: ">60" is `low` 60, `high` None. `low` = `high` for a plain number.
    """

    concept: str
    low: Decimal | None
    high: Decimal | None
    day: date
    evidence: tuple[str, ...]
    low_open: bool = False
    high_open: bool = False
    upper_limit: Decimal | None = None
    lower_limit: Decimal | None = None
    interpretation: str | None = None
    """`H`, `L`, `positive`, `negative` … where the laboratory says so."""
    estimated: bool = False
    issued: str | None = None


POSITIVE_ANSWERS = frozenset({"positive", "la6576-8", "10828004"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedFinding:
    """An observation with a coded answer: smoking status, a positive screen, a pregnancy test."""

    concept: str
    value: str
    """The answer's code (`LA6576-8`, SNOMED CT id) or `positive`/`negative`."""
    day: date | None
    evidence: tuple[str, ...]

    @property
    def positive(self) -> bool:
        """The answer is "positive", in words or by its code."""
        return self.value.casefold() in POSITIVE_ANSWERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Phenotype:
    """A metaboliser phenotype (R-X1): gene `CYP2D6`, value `poor` … `ultrarapid`."""

    gene: str
    value: str
    day: date | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyFact:
    agents: frozenset[str]
    """Agent ids and ingredient ids that the entry names."""
    intolerance: bool | None
    """True: type intolerance; False: type allergy; None: not stated."""
    severe: bool
    """Criticality high or a severe reaction."""
    evidence: tuple[str, ...]
    onset: DayInterval | None = None
    recorded: date | None = None
    reactions: frozenset[str] = frozenset()
    """Condition concept ids of the manifestations, where known (`serotonin-syndrome` …)."""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One treatment session, or one Procedure that stands for a course."""

    kind: CourseKind
    concept: str
    """Procedure concept id (`ect`, `ect-bilateral`, `tms`, `cbt` …)."""
    label: str
    start: DayInterval
    end: DayInterval | None
    evidence: tuple[str, ...]
    is_period: bool = False
    """A single record over several days without a count: sessions not known (R-T33)."""
    count: int | None = None
    laterality: str | None = None
    """`bilateral`, `unilateral` or not stated."""
    dose: Decimal | None = None
    """mg of esketamine; mg/kg of ketamine."""
    maintenance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedProcedure:
    """A procedure that was not done, with a reason of refusal or otherwise (N-0.5)."""

    concept: str
    day: date | None
    refused: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A treatment or a referral that was asked for, planned or booked: it may be under way already (N-R2)."""

    concept: str
    """Procedure concept id (`ect`, `cbt`, `psychiatry-referral` …)."""
    kind: CourseKind | None
    """Of a treatment; `None`: a service that is to see the patient."""
    label: str
    status: RequestStatus
    day: date | None
    """The day it was asked for; `None` where the record does not say."""
    evidence: tuple[str, ...]
    due: DayInterval | None = None
    """When it is to be done, where that is stated or booked."""
    booked: bool = False
    """An appointment: over after its day, whatever its status says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterFact:
    encounter_class: str | None
    """`AMB`, `EMER`, `IMP`, `ACUTE` …"""
    start: DayInterval | None
    end: DayInterval | None
    in_progress: bool
    evidence: tuple[str, ...]
    mental_health: bool = False
    """A visit to a mental-health service, by its type or service (N-R2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentHistory:
    """All that was read of one patient; lists are in a fixed order, so the order of resources changes nothing."""

    patient: PatientFact = PatientFact()
    medications: tuple[MedicationRecord, ...] = ()
    conditions: tuple[ConditionFact, ...] = ()
    scores: tuple[Score, ...] = ()
    answers: tuple[ItemAnswer, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[CodedFinding, ...] = ()
    phenotypes: tuple[Phenotype, ...] = ()
    allergies: tuple[AllergyFact, ...] = ()
    sessions: tuple[Session, ...] = ()
    refused: tuple[RefusedProcedure, ...] = ()
    requested: tuple[Requested, ...] = ()
    encounters: tuple[EncounterFact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    delivered: frozenset[FactList] = frozenset()
    """Lists that were sent, even if empty; the others are unknown, not empty (R-Z2)."""
    dispensed_on: tuple[date, ...] = ()
    """Hand-over days of every dispense of any drug, ours or not (R-E26: is dispensing recorded here at all?)."""
    data_up_to: date | None = None
    """The newest date that the record mentions, not after `as_of` (for `dataUpTo`)."""
    dates: tuple[date, ...] = ()
    """The distinct dates of the facts, ascending, from which `dataUpTo` is taken on a given `as_of`."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """Resources that are none of our business, by type: counted, never named."""
