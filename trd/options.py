"""Option: a way forward weighed for this patient, with its reasons; and what was set aside, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trd.explanations import Explanation
from trd.safety import RowResult
from trd.terms import Strength, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    row: str | None
    message: str
    evidence: tuple[str, ...] = ()
    check_first: bool = False
    """Below *contraindicated*, and to be cleared before (effect check-first or, for ECT, avoid)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taper:
    """How the drug that is left comes down (N-S14)."""

    steps: tuple[Decimal, ...] = ()
    """Daily doses in between, highest first; empty: none of the ladder lies below."""
    step_days: int = 0
    """The least days on each step."""
    days: int = 0
    """The least days in all."""
    may_stop: bool = False
    """It may be stopped at once at this dose."""
    long_use: bool = False
    """Taken for a year or longer: slower, over months, by judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePlan:
    """What a draft order needs: doses in the agent's unit, and what happens to the running drug."""

    agent: str
    start: Decimal | None
    target: Decimal | None
    maximum: Decimal | None
    unit: str
    titration: str = ""
    current_dose: Decimal | None = None
    """`doseOptimization`: the dose that runs now."""
    judge_after_days: int | None = None
    base_agent: str | None = None
    """The drug that runs and goes on (add-on) or is left (switch)."""
    method: str | None = None
    """Of a switch: `direct`, `cross-taper`, `taper`, `washout`, `ask a pharmacist`."""
    washout_days: int | None = None
    not_before: date | None = None
    """End of a washout (N-S12)."""
    taper: Taper | None = None
    """Of a switch: how the old drug is lowered, where that is known to matter."""
    titrates: bool = True
    """False: the dose is lowered, or the usual next step lies above this patient's cap: none is told (N-O4, R-Z11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One strategy, or one agent of it, with its standing for this patient."""

    topic: Topic
    agent: str | None = None
    """Agent id, for drug options."""
    kind: str | None = None
    """`cbt`, `dbt`, `ipt`, `psychodynamic` …, `ect`, `tms`, `esketamine`, `iv-ketamine`, `phq-9` …"""
    case: str = ""
    """Which sentence of §7.3 fits: `too-low`, `room`, `wait`, `too-high`, `lower`, `not-tolerated`, `none`, `old` …"""
    level: int = 0
    """5 urgent … 1 consider, 0 not offered (N-K1)."""
    position: int = 0
    """Place in the decision row, ascending."""
    layer: int = 0
    """N-K4: 0 urgent layer, 1 A5, 2 A1–A3, 3 gate topics, 4 main row, 5 other add-ons."""
    points: int = 0
    place: int = 0
    """Place in the agent table of its topic."""
    rationale: str = ""
    clauses: tuple[str, ...] = ()
    """Why this agent moved up or down, at most three (M-R3)."""
    cautions: tuple[Caution, ...] = ()
    unknowns: tuple[str, ...] = ()
    """What is to be asked first, in the order of R-Z4; complete."""
    citations: tuple[str, ...] = ()
    plan: DosePlan | None = None
    draft: bool = True
    """False: no draft order is made (N-0.1, N-0.7, N-S6 …)."""
    no_draft_because: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """Values for the sentence of §7.3: numbers and dates, already exact."""
    tests: tuple[str, ...] = ()
    """Tests wanted before it that are not on record, in the order of §5.4 (ids of `monitoring.toml`)."""
    supporting: tuple[str, ...] = ()
    """Evidence that a referral names: the failed trials."""

    @property
    def strength(self) -> Strength:
        return {5: Strength.URGENT, 4: Strength.FIRST_LINE, 3: Strength.SECOND_LINE, 2: Strength.THIRD_LINE}.get(
            self.level, Strength.CONSIDER
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the decision table offers of a topic, before a strategy weighs its agents or kinds."""

    topic: Topic
    level: int
    """As `Option.level`, after steps and caps."""
    layer: int
    position: int
    rule: str
    """`D18`, `U1`, `A9`, `G14`: the rule that set the level."""
    case: str = ""
    text_only: str | None = None
    """Why no draft order is made of it, whatever the agent."""
    questions: tuple[str, ...] = ()
    """What is to be asked first, whatever the agent."""
    facts: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    """The only kinds wanted; empty: the strategy's own choice."""
    without: frozenset[str] = frozenset()
    """Agents that a gate leaves out."""
    findings: tuple[Explanation, ...] = ()
    """Of a diagnostic review: what may be named under this row."""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An option that the record rules out, named with its reason (N-0.2)."""

    topic: Topic
    agent: str | None
    kind: str | None
    reason: str
    row: str | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one strategy makes of its offer."""

    options: tuple[Option, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDanger:
    """A danger that already runs, said on every hook (R-Z10a)."""

    result: RowResult
    message: str
    agents: tuple[str, ...] = ()
    summary_only: bool = False
    """A line of the summary and no more: a caution, or a drug that is for its specialist to judge (R-Z10, S027)."""

    @property
    def level(self) -> str | None:
        """`critical`; `warning` where a drug only may still be taken; None where the summary alone says it."""
        if self.summary_only:
            return None
        return "warning" if self.result.possible_only else "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What would make a draft safe or better (R-Z44); one member is set, the rest is None or empty."""

    daily_dose: Decimal | None = None
    """`update` of the draft to this dose, in the agent's unit a day."""
    start: date | None = None
    """`update` of the draft to begin on this day."""
    supply_days: int | None = None
    """`update` of the draft to this supply, no repeats."""
    note: str | None = None
    """`update` of the draft with one more note: what to check, or the follow-up."""
    delete: bool = False
    """`delete` of the draft (R-F23)."""
    tests: tuple[str, ...] = ()
    """`create` of these tests (ids of `monitoring.toml`), in the order of §5.4."""
    topic: Topic | None = None
    """`create` of the first option of this topic, on that topic's own card where there is one (R-Z46)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFinding:
    """What a drafted order collides with (§4)."""

    check: str
    level: str
    """`critical`, `warning`, `info`."""
    message: str
    """At most 139 characters: it is the card's summary."""
    row: str | None
    order: str | None
    evidence: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    """Ids of the drafted agent and of what it collides with."""
    cause: str = ""
    """Agent pair, or agent and fact: one finding an order and cause (R-Z33), and part of the card's key."""
    details: tuple[str, ...] = ()
    """Further sentences for the detail: other rows of the same pair, cautions, "may still be taking"."""
    remedies: tuple[Remedy, ...] = ()
    """In order, one action each; text only where empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A treatment or a referral that was asked for and is not over."""

    topic: Topic
    label: str
    since: date | None
    """When it was asked for; of a booking without that day, when it is to be."""
    stands: bool
    """False: open for too long, without a day, or on hold: it holds nothing back, and is asked about."""
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendations:
    """The ranked whole."""

    gate: str | None
    """The closing gate that ended the work (`G12`), if any."""
    row: str | None
    """The main row of the decision table (`D18`)."""
    summary_allowed: bool
    options: tuple[Option, ...] = ()
    """Ranked: `rank` is the place, from 1."""
    hidden: tuple[Option, ...] = ()
    """Of topics that were switched off: without a rank and never a card, and yet the reader is told (G23, §6.4)."""
    set_aside: tuple[SetAside, ...] = ()
    dangers: tuple[RunningDanger, ...] = ()
    order_findings: tuple[OrderFinding, ...] = ()
    not_sent: tuple[str, ...] = ()
    """Lists that were never delivered: "allergies", "laboratory results"."""
    under_way: tuple[UnderWay, ...] = ()
    """What was asked for already and is not suggested again (N-R2)."""
    waiting: str | None = None
    """What the summary says of a trial that is to be judged later ("14 more days at dose to judge")."""
