"""The least daily dose that counts, by agent, form, patient and the column of a definition (R-A1, R-A2, R-Q2b)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trd.exposures import Exposure
from trd.history import TreatmentHistory
from trd.intervals import NO_DAYS, Days, completed_years
from trd.knowledge.types import Agent, FormDose, Threshold
from trd.terms import ReleaseForm

DEFAULT_COLUMN = "min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The dose from which a day counts: for certain, and possibly (they differ where the form is not known)."""

    certain: Decimal
    possible: Decimal
    threshold: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """What of the patient may lower a minimum: age on the first day, and how drugs are broken down (R-A2)."""

    age: int | None = None
    """The lowest possible age in completed years; `None` where the birth date is not on record."""
    phenotypes: Mapping[str, str] = field(default_factory=dict)
    """Gene -> metaboliser phenotype; one that the record contradicts on one day is left out."""


def taker_on(history: TreatmentHistory, day: date, *, as_of: date) -> Taker:
    """The patient on the first day of a trial; a phenotype is for life, whenever it was reported."""
    birth = history.patient.birth
    found: dict[str, tuple[date, set[str]]] = {}
    for each in history.phenotypes:
        reported = each.day or date.min
        if each.day is not None and each.day > as_of:
            continue
        before = found.get(each.gene.upper(), (date.min, set()))
        words = before[1] if reported == before[0] else set()
        if reported >= before[0]:
            found[each.gene.upper()] = (reported, {*words, each.value.casefold()})
    return Taker(
        age=None if birth is None else completed_years(birth.latest, day),
        phenotypes={gene: next(iter(words)) for gene, (_, words) in sorted(found.items()) if len(words) == 1},
    )


def minimum(agent: Agent, column: str, *, form: ReleaseForm | None, taker: Taker) -> Minimum | None:
    """The minimum of one agent; `None` where no source gives one (R-Q11)."""
    row = _column(agent, column)
    if row is None or not agent.rated:
        return None
    value = min((row.value, *_ceilings(agent, taker)))
    forms = {other.form: other.minimum for other in agent.forms if _differs(other, agent)}
    own = forms.get(form) if form is not None else None
    if own is not None:
        return Minimum(certain=own.value, possible=own.value, threshold=own)
    if form is None and forms:  # released slowly or at once: not on record (R-A20)
        values = [value, *(other.value for other in forms.values())]
        return Minimum(certain=max(values), possible=min(values), threshold=row)
    return Minimum(certain=value, possible=value, threshold=row)


def days_at(exposure: Exposure, least: Minimum | None) -> Days:
    """Its certain days at a stated, sufficient dose (R-D17)."""
    if least is None or exposure.low is None or exposure.low < least.certain:
        return NO_DAYS
    return exposure.certain


def days_perhaps_at(exposure: Exposure, least: Minimum | None) -> Days:
    """Its possible days at a dose that may suffice (R-D17)."""
    if least is None or (exposure.high is not None and exposure.high < least.possible):
        return NO_DAYS
    return exposure.possible


def _differs(form: FormDose, agent: Agent) -> bool:
    """Only paroxetine CR has a minimum of its own (R-A20); other forms have own maxima, and every column's minimum."""
    return agent.minimum is None or form.minimum.value != agent.minimum.value


def _column(agent: Agent, column: str) -> Threshold | None:
    """R-Q2b: a blank is filled by the next column."""
    order = {
        "min": (agent.minimum,),
        "mgh": (agent.mgh, agent.label_minimum, agent.minimum),
        "athf": (agent.athf, agent.minimum),
        "label": (agent.label_minimum, agent.minimum),
    }[column]
    return next((row for row in order if row is not None), None)


def _ceilings(agent: Agent, taker: Taker) -> Iterator[Decimal]:
    """Label maxima for age or genotype: one that is not above the minimum is the minimum for that patient (R-A2)."""
    older = agent.older_from is not None and taker.age is not None and taker.age >= agent.older_from
    if older and agent.older_maximum is not None:
        yield agent.older_maximum.value
    for own in agent.genotype_maxima:
        if taker.phenotypes.get(own.gene) == own.phenotype:
            yield own.maximum.value
