"""The shape of the clinical knowledge: a number without a source cannot be built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trd.knowledge.code_types import CodeTables as CodeTables
from trd.knowledge.code_types import ConditionCode as ConditionCode
from trd.knowledge.code_types import Conversion as Conversion
from trd.knowledge.code_types import DrugCode as DrugCode
from trd.knowledge.code_types import MeasuredIn as MeasuredIn
from trd.knowledge.code_types import ObservationCode as ObservationCode
from trd.knowledge.code_types import ProcedureCode as ProcedureCode
from trd.knowledge.equivalences import Equivalences
from trd.knowledge.explanation_types import Check as Check
from trd.knowledge.explanation_types import ExplanationRow as ExplanationRow
from trd.knowledge.explanation_types import Limit as Limit
from trd.knowledge.monitoring_types import Monitoring as Monitoring
from trd.knowledge.next_step_types import GenotypeLimit, Modifiers, Switching
from trd.knowledge.order_check_types import OrderChecks as OrderChecks
from trd.knowledge.order_types import OrderRow
from trd.knowledge.review_types import Review as Review
from trd.knowledge.review_types import Reviews as Reviews
from trd.knowledge.sourced import Source as Source
from trd.knowledge.sourced import Threshold as Threshold
from trd.knowledge.strategy_types import Availability as Availability
from trd.knowledge.strategy_types import CountryDose as CountryDose
from trd.knowledge.strategy_types import MainRow as MainRow
from trd.knowledge.strategy_types import Strategy as Strategy
from trd.knowledge.strategy_types import StrategyAgent as StrategyAgent
from trd.terms import Ask, Effect, Outcome, ReleaseForm, Route, SeverityBand, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Below this dose and without a depressive indication an exposure is no trial (R-A11)."""

    below: Threshold | None
    """None: always a trap (R-A10 ff.: oral selegiline, opipramol without the indication depression …)."""
    why: str
    """As the summary says it: "hypnotic dose"."""
    unless_depression: bool = False
    """A stated indication of depression lifts the trap (opipramol)."""
    route: Route | None = None
    forms: frozenset[ReleaseForm] = frozenset()
    """The trap is about these forms or this route only; empty: about all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDose:
    """Doses of one release form that has its own figures (paroxetine CR, R-A20)."""

    form: ReleaseForm
    minimum: Threshold
    start: Decimal | None = None
    usual_maximum: Decimal | None = None
    label_maximum: Decimal | None = None
    older_maximum: Decimal | None = None
    ladder: "Ladder | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Dose steps of an agent in mg/day (N-O3), the older adult's start and caps."""

    steps: tuple[Decimal, ...]
    interval_days: int
    interval_days_above: tuple[tuple[Decimal, int], ...] = ()
    """From this dose on a longer interval holds: ((300, 28),) for bupropion."""
    older_start: Decimal | None = None
    older_cap: Decimal | None = None
    older: str = ""
    """What the column "older" says besides: "slow", "not recommended"."""
    hepatic: str = ""
    """Moderate / severe liver disease, in the words of the table; the safety rows decide."""
    renal: str = ""
    """eGFR below 30, likewise."""
    source: Source
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenotypeMaximum:
    """The highest dose that a label allows to one metaboliser phenotype (citalopram, CYP2C19 poor: 20)."""

    gene: str
    phenotype: str
    maximum: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An antidepressant (§1.2) or an augmentation agent (§1.4)."""

    id: str
    label: str
    """Generic name in lower case, as it stands inside a sentence."""
    drug_class: str
    mechanism: str | None
    antidepressant: bool
    """A row of §1.2: can be a trial of its own."""
    augmenter: bool
    """A row of §1.4: makes an augmentation trial beside a counted antidepressant."""
    ingredients: tuple[str, ...]
    """Ingredient ids of the code tables that this agent stands for (several: all must be there)."""
    rxcui: str | None
    counted: bool = True
    """False: listed, never a trial (zuranolone, S-adenosylmethionine …)."""
    rated: bool = True
    """False: a trial whose adequacy stays undetermined (no known minimum, R-Q11)."""
    reference_ingredient: str | None = None
    """Of a fixed combination: the ingredient whose mg/day the doses of this entry are."""
    route: Route | None = None
    """The route this row is for (R-A4); None: oral."""
    dose_unit: str = "mg/d"
    """`mg/d`, `mg/24 h`, `ug/d`, `mg/session`, `mg/kg`, `mmol/L` (lithium: the level)."""
    dose_prefix: str | None = None
    """Of a fixed combination: how a dose is printed, such as "45/105" for 105: component ratio as text."""
    start: Decimal | None = None
    minimum: Threshold | None = None
    """Minimum adequate daily dose of `default` (R-A1); None: undetermined."""
    mgh: Threshold | None = None
    athf: Threshold | None = None
    label_minimum: Threshold | None = None
    usual_maximum: Threshold | None = None
    """Also the optimised dose of §6.6."""
    label_maximum: Threshold | None = None
    """The highest that a label allows (inpatients, immediate release)."""
    outpatient_maximum: Threshold | None = None
    older_maximum: Threshold | None = None
    older_from: int | None = None
    """Completed years from which `older_maximum` holds (citalopram 60, others 65)."""
    genotype_maxima: tuple[GenotypeMaximum, ...] = ()
    """Label maxima for a metaboliser phenotype (R-A2)."""
    forms: tuple[FormDose, ...] = ()
    traps: tuple[Trap, ...] = ()
    excluded_indications: frozenset[str] = frozenset()
    """Reasons for which this agent is never an augmentation trial (lamotrigine: epilepsy, bipolar)."""
    level_low: Threshold | None = None
    level_high: Threshold | None = None
    level_low_older: Threshold | None = None
    level_concept: str | None = None
    """Observation concept of the serum level (R-A28, R-A29)."""
    counts_as: str | None = None
    """Isomer or metabolite pair: both are one agent in `failedTrials` under this id (R-P20)."""
    half_life_hours: Decimal | None = None
    irreversible_maoi: bool = False
    ladder: Ladder | None = None

    @property
    def taken_unit(self) -> str:
        """The unit of the doses that are taken: lithium is rated by its level, and taken in mg."""
        return "mg/d" if self.dose_unit == "mmol/L" else self.dose_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A named definition of a failed trial and of resistance (§4.1)."""

    id: str
    label: str
    words: str
    """As the result says it: "two adequate failed trials, this episode"."""
    dose_column: str
    """`min`, `mgh`, `athf` or `label`."""
    days_at_dose: Threshold
    augmentation_days: Threshold
    failures: int
    """N: failures for "resistant"."""
    failure_outcomes: frozenset[Outcome]
    failure_up_to: Decimal | None = None
    """`fda-esketamine`: an improvement of exactly this fraction still fails (0.25, R-Q1)."""
    counts_augmentation: bool = False
    augmentation_classes: frozenset[str] = frozenset()
    """Drug classes whose augmentation counts; empty: all (`athf-sf`: lithium and antipsychotics)."""
    counts_neuromodulation: bool = False
    counts_psychotherapy: bool = False
    ect_sessions: int | None = None
    """A lower number of ECT sessions that this definition accepts (ATHF-SF: 6)."""
    source: Source
    where: str

    @property
    def window_days(self) -> int:
        """L: the days at dose must lie inside this many consecutive days (R-Q3)."""
        return int(self.days_at_dose.value * 5 // 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A symptom scale (§5.1)."""

    id: str
    label: str
    """On the wire and on cards: "PHQ-9"."""
    minimum: Decimal
    maximum: Decimal
    bands: tuple[tuple[SeverityBand, Decimal], ...]
    """Ascending (band, upper end included)."""
    remission: Decimal | None
    """Remission at or below; None: remission can't be read."""
    source: Source
    where: str
    mark: str
    floor: Decimal = Decimal(0)
    mcid: Decimal | None = None
    preference: int = 99
    """Order of R-O15; 1 first."""
    whole_numbers: bool = True
    for_outcome: bool = True
    """False: severity only (k10, cgi-s) or not used (phq-2, who-5, gad-7)."""
    for_severity: bool = True
    percent: bool = True
    """False: no percent change may be computed (PROMIS T)."""
    items: int | None = None
    """Number of items when a total may be computed from all of them (R-O2)."""
    scoring: str = "sum"
    """`sum`, `qids`, `ids` or `none`: how a total comes from the items."""
    clinician_rated: bool = False
    """A later, lower answer of a self-report does not clear a `high` one within 30 days (R-K2)."""
    risk_item: str | None = None
    """Several are separated by a space (CUDOS): the higher answer counts."""
    risk_levels: Mapping[Decimal, str] = field(default_factory=dict)
    """Answer -> `none`, `present` or `high` (§6.9)."""

    def reads(self, value: Decimal) -> bool:
        """Can this be a total of the scale? (R-O1)"""
        whole = not self.whole_numbers or value == value.to_integral_value()
        return whole and self.minimum <= value <= self.maximum

    def remitted(self, value: Decimal) -> bool:
        """Is it in the remission range? Never where the scale has none."""
        return self.remission is not None and value <= self.remission

    def band(self, value: Decimal) -> SeverityBand:
        """The band of a value inside the scale's range."""
        for band, upper in self.bands:
            if value <= upper:
                return band
        return self.bands[-1][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRow:
    """One row of the safety matrix as written (`clinical-nextsteps.md` §3)."""

    id: str
    topics: frozenset[Topic]
    agents: str
    kind: str
    finding: str
    codes: str
    test: str
    unit: str
    threshold: str
    lookback: str
    effect: Effect
    ask: Ask
    message: str
    note: str
    source: str
    mark: str

    @property
    def number(self) -> int:
        return int(self.id[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class TrapProduct:
    """A product that is never an antidepressant trial, whatever its dose (§1.3): Qelbree, Savella, doxepin 3 mg."""

    agent: str
    why: str
    """As the summary says it: "insomnia product"."""
    brands: frozenset[str] = frozenset()
    """Folded brand names (`names.fold_drug_name`)."""
    strengths: frozenset[Decimal] = frozenset()
    """Strengths in mg of one unit."""
    dose_form: str = ""
    """Words that the dose form must hold: "Topical", "Extended Release"."""
    with_ingredient: str | None = None
    """A second ingredient that makes the product another one (naltrexone)."""
    mark: str = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All clinical knowledge of one version."""

    version: str
    hash: str
    """Digest of every knowledge file, for `knowledgeVersion` and replay."""
    sources: Mapping[str, Source]
    agents: Mapping[str, Agent]
    definitions: Mapping[str, Definition]
    scales: Mapping[str, Scale]
    strategies: Mapping[str, Strategy]
    main_rows: Mapping[str, MainRow]
    safety: tuple[SafetyRow, ...]
    countries: Mapping[str, Availability]
    codes: CodeTables
    depressive_indications: frozenset[str] = frozenset()
    other_indications: Mapping[str, str] = field(default_factory=dict)
    """Indication id -> how it is said ("neuropathic pain"); R-A10's lists."""
    anxiety_indications: frozenset[str] = frozenset()
    indication_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Indication id -> phrases by which a reason in words is recognised, folded (`names.fold_drug_name`)."""
    trap_products: tuple[TrapProduct, ...] = ()
    concept_sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Named sets of condition concepts: `mdd`, `bipolar`, `psychotic-disorder`, `dementia` …"""
    explanations: Mapping[str, ExplanationRow] = field(default_factory=dict)
    """§7's rows by code."""
    checks: tuple[Check, ...] = ()
    """What is named as "not on record" when it was never checked (R-X2)."""
    figures: Mapping[str, Threshold] = field(default_factory=dict)
    """Numbers that belong to no single entry (look-backs, course lengths): `ect-sessions` …"""
    crosswalk: tuple[tuple[int, Mapping[str, tuple[int, int]]], ...] = ()
    """QIDS value -> ranges of the other scales (R-O16)."""
    units: Mapping[str, MeasuredIn] = field(default_factory=dict)
    """Observation concept -> its row unit, conversions and plausible range (`units.csv`, §3.2)."""
    orders: Mapping[str, OrderRow] = field(default_factory=dict)
    """Agent id -> products and first steps of draft orders (`orders.toml`, §5.1)."""
    modifiers: Modifiers | None = None
    """`modifiers.toml` (§1.4.2), read by `loading_next_steps.read_modifiers`."""
    equivalences: Equivalences = field(default_factory=Equivalences)
    """`equivalences.toml` (§1.6): salts, drops, weekly capsules, patches."""
    switching: Switching | None = None
    """`switching.toml` (§2.2.2), read by `loading_next_steps.read_switching`."""
    genotypes: Mapping[str, tuple[GenotypeLimit, ...]] = field(default_factory=dict)
    """Agent id -> what a metaboliser phenotype changes in its doses (`genotypes.toml`, §2.2.4)."""
    monitoring: Monitoring = field(default_factory=Monitoring)
    """`monitoring.toml` (§5.4): the tests before a treatment and later."""
    order_checks: OrderChecks = field(default_factory=OrderChecks)
    """`order_checks.toml` (§4.2): what the order checks look at."""

    reviews: Reviews = field(default_factory=Reviews)
    """`reviews.toml` held against the figures: which entries a clinician has signed."""

    @property
    def draft(self) -> bool:
        """True while any entry has not been signed by a clinician."""
        return self.reviews.draft

    @property
    def drafts(self) -> tuple[str, ...]:
        """Every entry that is not signed as it stands, as `kind id`."""
        return tuple(name for name in self.reviews.of if name in self.reviews.unsigned)
