"""What a gap in the record does to the answer, and what sex and age alone do: `python -m tests.truth.equity`."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from tests.truth.charts import write
from tests.truth.comparing import Case, bundle, paired, told
from tests.truth.drawing import draw
from tests.truth.gaps import GAPS
from tests.truth.lives import Chart, Life, truly
from tests.truth.outcomes import Truth, judge
from tests.truth.rule import three_at_once
from tests.truth.styles import clean
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.recommendations import recommend

PAGE = Path(__file__).parents[2] / "docs" / "safety" / "equity.md"
LOW = ("none", "one-failure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One chart with a gap, its answer beside the life, and what the answer says of itself."""

    case: Case
    truly_resistant: bool
    settles: tuple[str, ...]
    """Single facts that would settle an open status."""
    gaps: frozenset[str]

    @property
    def too_low(self) -> bool:
        """Resistant in the life, and told firmly that it is not."""
        return self.truly_resistant and self.case.status in LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a chart is answered, told so that two answers can be compared."""

    failed: tuple[str, ...]
    adequacy: tuple[str, ...]
    status: str
    gate: str | None
    options: tuple[str, ...]
    aside: tuple[str, ...]
    asked_first: int
    """Options with a question that is to be answered before."""


def chart_with(gap: str, life: Life, seed: int) -> Chart:
    """The life written in the one way; the same patient has the same conventions in each."""
    how, chance = GAPS[gap], Random(f"{seed}:{life.number}:equity")
    style = how.style(clean(chance), chance)
    chart = write(how.life(life, Random(f"{seed}:{life.number}:elsewhere")), style, chance)
    resources = deepcopy(chart.resources)
    for resource in resources:
        how.record(resource)
    return replace(chart, resources=resources)


def judged(gap: str, life: Life, truth: Truth, seed: int, knowledge: Knowledge) -> Judged:
    """One chart, judged, beside the life (not beside what the chart lets one know: the patient is who counts)."""
    chart = chart_with(gap, life, seed)
    found = assessed(chart, life, knowledge)
    case = Case(
        life=life,
        mess=gap,
        style=clean(Random(0)),
        chart=chart,
        truth=truth,
        known=truth,
        pairs=tuple(paired(truth.trials, truth.trials, told(found))),
        status=found.resistance.status.value,
        seed=seed,
    )
    return Judged(
        case=case,
        truly_resistant=truth.status == {"resistant"},
        settles=found.resistance.would_settle,
        gaps=frozenset(str(gap.code) for gap in found.gaps),
    )


def assessed(chart: Chart, life: Life, knowledge: Knowledge) -> Assessment:
    """FHIR in, assessment out."""
    return assess(read_history(read_any(bundle(chart)), knowledge), knowledge, Choices(), as_of=life.as_of)


def lives(patients: int, seed: int) -> Iterator[Life]:
    """Patients of whom the published rule says something (it is silent on three antidepressants at once).

    Each is judged on a visit, two weeks after the last that was done for them: who has not been seen for half a year
    may be in another episode by now, and then every status is open, whatever the record holds.
    """
    for number in range(patients):
        life = draw(number, seed)
        last = max([course.last for course in life.courses] + [score.day for score in life.scores])
        life = replace(life, as_of=min(life.as_of, last + timedelta(14)))
        if not three_at_once(truly(life).known, life.born, life.as_of):
            yield life


VARIANTS: Mapping[str, tuple[str | None, int | None]] = {
    "female, 30": ("female", 30),
    "male, 30": ("male", 30),
    "other, 30": ("other", 30),
    "no sex on record, 30": (None, 30),
    "female, 22": ("female", 22),
    "female, 45": ("female", 45),
    "female, 62": ("female", 62),
    "female, 70": ("female", 70),
    "female, 85": ("female", 85),
    "female, no birth date": ("female", None),
}
"""Sex and years of the same patient; the first is what the others are laid beside."""


def as_if(chart: Chart, sex: str | None, years: int | None, as_of: date) -> Chart:
    """The same chart of somebody of another sex or age."""
    resources = deepcopy(chart.resources)
    for resource in resources:
        if resource["resourceType"] == "Patient":
            given = {
                "gender": sex,
                "birthDate": None if years is None else as_of.replace(year=as_of.year - years).isoformat(),
            }
            for name, value in given.items():
                resource.pop(name, None)
                resource.update({} if value is None else {name: value})
    return replace(chart, resources=resources)


def answered(chart: Chart, life: Life, knowledge: Knowledge) -> Answered:
    """Verdicts and next steps of one chart."""
    found = assessed(chart, life, knowledge)
    advice = recommend(found, knowledge, Choices())
    return Answered(
        failed=tuple("+".join(rated.trial.agents) for rated in found.trials if rated.failed),
        adequacy=tuple(f"{'+'.join(each.trial.agents)}:{each.adequacy.verdict.value}" for each in found.trials),
        status=found.resistance.status.value,
        gate=advice.gate,
        options=tuple(f"{option.topic.value}:{option.agent or option.kind or ''}" for option in advice.options),
        aside=tuple(sorted({f"{each.topic.value}:{each.agent or ''}" for each in advice.set_aside})),
        asked_first=sum(bool(option.unknowns) for option in advice.options),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A whole run."""

    by_gap: Mapping[str, Sequence[Judged]]
    by_variant: Mapping[str, Sequence[Answered]]
    pairs: int


def measure(patients: int, pairs: int, seed: int, knowledge: Knowledge) -> Measured:
    """Every patient in every gap; the first `pairs` of them in every sex and age."""
    by_gap: dict[str, list[Judged]] = {name: [] for name in GAPS}
    by_variant: dict[str, list[Answered]] = {name: [] for name in VARIANTS}
    drawn = list(lives(patients, seed))
    for life in drawn:
        truth = judge(life, truly(life))
        for name in GAPS:
            by_gap[name].append(judged(name, life, truth, seed, knowledge))
    for life in drawn[:pairs]:
        chart = chart_with("well kept", life, seed)
        for name, (sex, years) in VARIANTS.items():
            by_variant[name].append(answered(as_if(chart, sex, years, life.as_of), life, knowledge))
    return Measured(by_gap=by_gap, by_variant=by_variant, pairs=len(drawn[:pairs]))


def most_named(found: Sequence[Judged], count: int = 3) -> list[tuple[str, int]]:
    """The gaps that are told most often."""
    return Counter(code for each in found for code in each.gaps).most_common(count)


def main() -> int:
    """Measure and write the page; 1 when sex or age moved a verdict that no rule of age explains."""
    from tests.truth.equity_page import page, unexplained

    parser = argparse.ArgumentParser(prog="python -m tests.truth.equity")
    parser.add_argument("--patients", type=int, default=300)
    parser.add_argument("--pairs", type=int, default=100, help="so many of them are judged in every sex and age")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--no-page", action="store_true", help="do not write docs/safety/equity.md")
    options = parser.parse_args()
    began = time.perf_counter()
    found = measure(options.patients, options.pairs, options.seed, load())
    command = (
        f"python -m tests.truth.equity --patients {options.patients} --pairs {options.pairs} --seed {options.seed}"
    )
    today = date.today()  # noqa: TID251 - the day on which it was measured
    text = page(found, command=command, seconds=time.perf_counter() - began, on=today)
    sys.stdout.write(text)
    if not options.no_page:
        PAGE.write_text(text, encoding="utf-8")
    return 1 if unexplained(found) else 0


if __name__ == "__main__":
    raise SystemExit(main())
