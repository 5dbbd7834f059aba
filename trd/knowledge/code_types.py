"""The shape of the code tables and of the units: what a code, a name or a unit stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trd.codes import Code
from trd.terms import CourseKind, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugCode:
    """What a drug code or name stands for in the tables."""

    ingredients: tuple[str, ...]
    name: str
    strengths: tuple[Decimal | None, ...] = ()
    """mg per unit (or per mL, per hour) of each ingredient, in their order."""
    per: str = ""
    """Empty: per unit; `mL`, `h`, `mg`."""
    dose_form: str = ""
    quantity_factor: str = ""
    brand: str = ""
    tty: str = ""
    route: Route | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCode:
    concepts: frozenset[str]
    severity: str | None = None
    psychotic: bool | None = None
    remission: str | None = None
    episode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationCode:
    concept: str
    kind: str
    """`total`, `item`, `answer`, `panel`, `lab`, `vital`, `genotype`, `finding`."""
    unit: str = ""
    item: str = ""
    score: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCode:
    concept: str
    display: str
    kind: CourseKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTables:
    """Every code that the service recognises; built once at start-up, looked up by dictionary."""

    drugs: Mapping[Code, DrugCode]
    """RxNorm (agents and interacting drugs alike), ATC."""
    drug_names: Mapping[str, tuple[str, ...]]
    """Case-folded name (ingredient, salt, brand, national name) -> ingredient ids."""
    class_words: frozenset[str]
    """Words that name an antidepressant class or one we do not rate: gap `unknown-drug` (R-E0)."""
    groups: Mapping[str, frozenset[str]]
    """Interaction group -> ingredient ids."""
    ingredients: Mapping[str, str | None]
    """Ingredient id -> RxCUI of the ingredient, where there is one."""
    products: Mapping[tuple[str, str], str]
    """(agent id, strength text such as "50") -> RxCUI of an oral clinical drug, for draft orders."""
    conditions_exact: Mapping[Code, ConditionCode]
    condition_prefixes: Mapping[Code, ConditionCode]
    """Look up every prefix of a code; all matches count."""
    condition_patterns: tuple[tuple[Code, ConditionCode], ...]
    observations: Mapping[Code, tuple[ObservationCode, ...]]
    observation_names: Mapping[str, tuple[ObservationCode, ...]]
    """Folded `text` name (NFKC, case-folded, hyphens and spaces removed) -> codes."""
    procedures: Mapping[Code, ProcedureCode]
    procedure_prefixes: Mapping[Code, ProcedureCode]
    procedure_names: Mapping[str, ProcedureCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How a sent unit becomes the row unit: value × factor ÷ divisor + offset, exactly (§3.2)."""

    factor: Decimal
    divisor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredIn:
    """The one unit in which rules compare an observation, the others that are read, and what is plausible (§3.2)."""

    unit: str
    read: Mapping[str, Conversion]
    """Folded unit -> conversion; any other unit is not read."""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    """A value outside is not believed; None: no limit is known."""
