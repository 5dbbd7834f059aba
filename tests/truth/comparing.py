"""The service's answer beside the truth: FHIR JSON in, `trd.assess` out, trial by trial."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeVar

from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from tests.truth.charts import with_gaps, write
from tests.truth.drawing import draw
from tests.truth.lives import Chart, Life, truly
from tests.truth.outcomes import Truth, Verdict, judge
from tests.truth.rule import three_at_once
from tests.truth.styles import MESSES, Style, clean
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.types import Knowledge

NO_TRIAL = "no trial"

Kind = TypeVar("Kind", "Verdict", "Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the service says of one trial."""

    agents: tuple[str, ...]
    kind: str
    start: date
    last: date
    adequacy: str
    outcome: str
    failed: str
    confidence: str
    current: bool
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One trial: as it was, as the chart lets one know it, and as the service tells it; `None` = there is none."""

    truth: Verdict | None
    known: Verdict | None
    found: Found | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One chart: the answer for it, beside what is right by the life and by the chart."""

    life: Life
    mess: str
    style: Style
    chart: Chart
    truth: Truth
    known: Truth
    pairs: tuple[Pair, ...]
    status: str
    seed: int
    beyond: bool = False
    """The published rule says nothing of such a chart (three antidepressants at once): compared with the life alone."""


def cases(patients: int, seed: int, knowledge: Knowledge, *, share: int = 5) -> Iterator[Case]:
    """Every patient clean, and in each kind of mess every `share`-th one."""
    for number in range(patients):
        for place, mess in enumerate(MESSES):
            if mess == "clean" or (number + place) % share == 0:
                yield case(number, seed, mess, knowledge)


def case(number: int, seed: int, mess: str, knowledge: Knowledge) -> Case:
    """One patient written in one kind of mess, read and judged."""
    life = draw(number, seed)
    chance = Random(f"{seed}:{number}:{mess}")
    style = MESSES[mess](clean(chance), chance)
    if "gaps" in style.extras:
        life = with_gaps(life, chance)
    chart = write(life, style, chance)
    found = assess(read_history(read_any(bundle(chart)), knowledge), knowledge, Choices(), as_of=life.as_of)
    truth, known = judge(life, truly(life)), judge(life, chart)
    return Case(
        life=life,
        mess=mess,
        style=style,
        seed=seed,
        chart=chart,
        truth=truth,
        known=known,
        pairs=tuple(paired(truth.trials, known.trials, told(found))),
        status=found.resistance.status.value,
        beyond=three_at_once(chart.known, life.born, life.as_of),
    )


def bundle(chart: Chart) -> bytes:
    """The chart as it is sent."""
    entries = [{"resource": resource} for resource in chart.resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def told(found: Assessment) -> list[Found]:
    """The trials of drugs as the service tells them."""
    return [
        Found(
            agents=tuple(sorted(rated.trial.agents)),
            kind=rated.trial.kind.value,
            start=rated.trial.start.latest,
            last=rated.trial.possible.last or rated.trial.start.latest,
            adequacy=rated.adequacy.verdict.value,
            outcome=rated.outcome.outcome.value,
            failed="yes" if rated.failed else "possible" if rated.possible_failure else "no",
            confidence=rated.confidence.value,
            current=rated.trial.episode.value == "current",
            because=rated.because,
        )
        for rated in found.trials
    ]


def paired(truth: Sequence[Verdict], known: Sequence[Verdict], found: Sequence[Found]) -> Iterator[Pair]:
    """The same treatment three times: same drugs, same kind, days in common; each is used once."""
    left_truth, left_found = list(truth), list(found)
    for own in known:
        yield Pair(truth=_take(own, left_truth), known=own, found=_take(own, left_found))
    for lived in list(left_truth):
        yield Pair(truth=lived, known=None, found=_take(lived, left_found))
    for extra in left_found:
        yield Pair(truth=None, known=None, found=extra)


def _take(own: Verdict | Found, among: list[Kind]) -> Kind | None:
    same = [each for each in among if sorted(each.agents) == sorted(own.agents) and each.kind == own.kind]
    best = max(same, key=lambda each: _common(own, each), default=None)
    if best is None or _common(own, best) <= 0:
        return None
    among.remove(best)
    return best


def _common(one: Verdict | Found, other: Verdict | Found) -> int:
    """Days in common; what began on a day of this month that is not known may have begun by its last day."""
    begun = max(min(each.start, each.last) for each in (one, other))
    return (min(one.last, other.last) - begun).days + 1
