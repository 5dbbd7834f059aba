"""The shape of §7's rows: what else may explain that treatment did not help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trd.knowledge.sourced import Source, Threshold
from trd.terms import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A value beyond which a measurement or screening total explains something (§7)."""

    concept: str
    """Observation concept or scale id."""
    label: str
    """As it is said: "TSH"."""
    test: str
    """`above`, `at-least` or `below`."""
    threshold: Threshold
    unit: str = ""
    """As it is printed after the value."""
    sex: Sex | None = None
    """Only for women or men; where the sex is not stated, a limit holds that is met for both."""
    reference: bool = False
    """The laboratory's own limit, where it is sent, takes the place of ours."""
    lookback_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationRow:
    """One code of §7: what shows it, how far back, and what the card says."""

    code: str
    row: str
    """`X3`."""
    label: str
    advice: str
    conditions: Mapping[str, str] = field(default_factory=dict)
    """Condition concept -> how it is said."""
    when: str = "ever"
    """`ever`, `active`, or `recent`: dated in the look-back."""
    lookback_days: int | None = None
    """None: at any time."""
    limits: tuple[Limit, ...] = ()
    positive: Mapping[str, str] = field(default_factory=dict)
    """Observation concept whose positive answer counts -> how it is said."""
    answers: frozenset[str] = frozenset()
    """Answers that count as positive; empty: the words and codes for "positive" and "detected"."""
    drugs: frozenset[str] = frozenset()
    """Ingredient ids, groups expanded."""
    explained_by: frozenset[str] = frozenset()
    """Conditions that give the drugs another reason (epilepsy for carbamazepine)."""
    beside: frozenset[str] = frozenset()
    """Agent ids of the trials that the drugs (or the genotype) bear on; empty: of any."""
    without: frozenset[str] = frozenset()
    """Ingredients whose presence in one product takes a drug out (an oestrogen beside a progestin)."""
    genes: Mapping[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """Gene -> (phenotypes, agent ids)."""
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    """Ingredient -> mg that equal one mg of the reference drug (prednisolone)."""
    figures: Mapping[str, Threshold] = field(default_factory=dict)
    note_only: bool = False
    """Said for safety; explains no non-response and makes no card (X46)."""
    source: Source
    where: str
    mark: str = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A test that is named when it is not on record."""

    label: str
    concepts: frozenset[str]
    lookback_days: int | None = None
    diagnoses: frozenset[str] = frozenset()
    """Where one of these is on record, sure and active, the question is answered: its screen is not missed."""
