"""What a suggestion asks for, as plain values: a drug, a referral, a measurement or a test.

Whoever suggests fills one of these; `fhir_mappings.writing.orders` makes the resource of it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FhirVersion = Literal["R4", "R5", "STU3"]
Priority = Literal["routine", "urgent", "stat"]
TimeOfDay = Literal["morning", "evening", "night"]
Form = Literal["tablet", "capsule", "patch"]

MOST_SUPPORTING = 5
"""References that justify a draft, newest first (§5.1, §5.3)."""

MOST_UNITS = 4
"""A dose is a whole number of units, one to four; never a split tablet (R-F14, R-F16)."""

MOST_TIMES_A_DAY = 4
MOST_STEPS = 2

NEVER_DRAFTED = frozenset(
    {
        *("esketamine", "ketamine", "brexanolone", "zuranolone"),
        *("modafinil", "armodafinil", "lisdexamfetamine", "methylphenidate", "dexamfetamine", "amfetamine"),
        *("phenelzine", "tranylcypromine", "isocarboxazid", "selegiline", "selegiline-patch", "moclobemide"),
        *("nefazodone", "tianeptine", "dosulepin", "lamotrigine", "ziprasidone", "valproate"),
        *("hypericum", "st-johns-wort", "ademetionine", "levomefolate"),
    }
)
"""Agents that no suggestion creates (§5.7): supervised supply, misuse, an MAO inhibitor, liver, supplements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A code as it is sent: the system's URI, the code, its official name."""

    system: str
    code: str
    display: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What every draft says: for whom, why, and on which records it rests."""

    patient: str
    """`context.patientId`, the bare id."""
    encounter: str | None = None
    """`context.encounterId`; None where the client sends none."""
    condition: str | None = None
    """The active depressive diagnosis, such as `Condition/1`; None where it has no id."""
    supporting: tuple[str, ...] = ()
    """The failed trials that justify the step, newest first; of a referral also the latest score."""
    note: str = ""
    """Sentences that follow "Suggested by decision support; not reviewed until signed." (R-F9)."""

    def __post_init__(self) -> None:
        if not self.patient or "/" in self.patient:
            raise ValueError(f"{self.patient!r} is no patient id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One dosage instruction: how many units, how often, for how long."""

    units: int = 1
    """Tablets, capsules or patches at once."""
    dose: Decimal | None
    """Amount at once in `unit`; None where a fixed combination is told in words only (R-F13)."""
    unit: Literal["mg", "ug"] = "mg"
    dose_words: str | None = None
    """The dose as it is printed, where mg alone would mislead: "45/105 mg", "6 mg/24 h"."""
    times_a_day: int = 1
    when: TimeOfDay | None = None
    with_food: bool = False
    days: int | None = None
    """Length of a step that ends; None: goes on."""

    def __post_init__(self) -> None:
        if not 1 <= self.units <= MOST_UNITS or not 1 <= self.times_a_day <= MOST_TIMES_A_DAY:
            raise ValueError(f"{self.units} units {self.times_a_day} times a day is no draft order")
        if self.dose is None and self.dose_words is None:
            raise ValueError("an intake without a dose")
        if self.dose is not None and self.dose <= 0:
            raise ValueError(f"a dose must be positive, not {self.dose}")
        if self.days is not None and self.days < 1:
            raise ValueError(f"a step of {self.days} days")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDrug(Draft):
    """One drug, its first step, its supply."""

    agent: str
    """Agent id, checked against what is never drafted."""
    name: str
    """The product in readable words: "Aripiprazole 2 mg oral tablet"."""
    coding: Coded
    """RxNorm product; else ingredient, else ATC (R-F17)."""
    is_product: bool = True
    """False: `coding` is an ingredient or an ATC code, so no quantity is written."""
    form: Form | None = "tablet"
    transdermal: bool = False
    intakes: tuple[Intake, ...]
    """The first step; a second only where it is a whole number of the same product (R-F14)."""
    supply_days: int

    def __post_init__(self) -> None:
        super(DraftDrug, self).__post_init__()
        if self.agent in NEVER_DRAFTED:
            raise ValueError(f"{self.agent} is never drafted (§5.7)")
        if not 1 <= len(self.intakes) <= MOST_STEPS:
            raise ValueError(f"{self.agent}: a draft has one step, or two of the same product")
        if len(self.intakes) > 1 and self.intakes[0].days is None:
            raise ValueError(f"{self.agent}: the first of two steps says how long it lasts")
        if self.supply_days < 1:
            raise ValueError(f"{self.agent}: a supply of {self.supply_days} days")
        if self.is_product and self.form is None:
            raise ValueError(f"{self.agent}: a product has a form")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReferral(Draft):
    """A referral for assessment, or a therapy (R-F32: never the treatment itself)."""

    kind: str
    """A key of `referrals.REFERRALS`: `ect`, `tms`, `esketamine`, `cbt`, `psychiatry` …"""
    priority: Priority = "routine"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMeasurement(Draft):
    """A questionnaire or a test that is missing."""

    test: str
    """A key of `tests_offered.TESTS`: `phq-9`, `tsh`, `creatinine`, `ecg` …"""
    si_units: bool = False
    """Countries that report amounts of substance get the code of that measurement (R-F42)."""
    priority: Priority = "routine"


AnyDraft = DraftDrug | DraftReferral | DraftMeasurement
