"""The worked cases of the specification (W01 … W118) through `assess`, as they are written in `vignettes/*.toml`.

A drug line reads "sertraline 50 · 2026-02-01…2026-03-14" (a completed statement of use; "…→" an active one,
confirmed on the day of the assessment), a score "PHQ-9 20 (2026-01-30)". Expected values are asserted field by
field, only those that are named. A case that we believe wrong says why (`disputed`): it keeps what the page says
(`specification`) and asserts what the rules give. Every case also runs with its records reversed and sent twice (W116).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.conftest import NotTested
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.history import TreatmentHistory
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial

FOLDER = Path(__file__).parent / "vignettes"

DRUG = re.compile(
    r"(?P<agent>[\w-]+)(?: (?P<low>[\d.]+|\?)(?:–(?P<high>[\d.]+))?)?(?: (?P<form>cr|xl|lai))?"
    r" · (?P<start>[\d-]+)…(?P<end>[\d-]+|→)$"
)
DISPENSE = re.compile(r"(?P<agent>[\w-]+) (?P<dose>[\d.]+|\?) · (?P<on>[\d-]+) · (?P<days>\d+|\?) days$")
SCORE = re.compile(r"(?:(?P<scale>[A-Z][\w -]*?) )?(?P<value>[\d.]+) \((?P<on>[\d-]+)\)$")

LISTS = ("drugs", "statements", "orders", "dispenses", "administrations", "scores", "answers", "sessions", "conditions",
         "measurements", "findings", "phenotypes", "allergies", "encounters", "dispensed_on")  # fmt: skip


def read() -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """All cases by id, and those that need something that is not built yet, with what."""
    cases: dict[str, dict[str, Any]] = {}
    not_yet: dict[str, str] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        not_yet |= told.pop("not_yet", {})
        double = told.keys() & cases.keys()
        assert not double, f"{file.name}: {double} told twice"
        cases |= told
    return {name: _whole(name, cases) for name in cases}, not_yet


def _whole(name: str, cases: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """A case with what it takes over from the one it is like."""
    case = deepcopy(cases[name])
    if "like" not in case:
        return case
    whole = _whole(case["like"], cases)
    expected = case.pop("expected", {})
    also = case.pop("also", {})
    whole |= case
    for key, more in also.items():
        whole[key] = [*whole.get(key, []), *more]
    if expected.pop("same", False):
        expected = {**whole.get("expected", {}), **expected}
    whole["expected"] = expected
    return whole


CASES, NOT_YET = read()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="module", autouse=True)
def said_aloud(not_tested: NotTested) -> None:
    for name, what in NOT_YET.items():
        not_tested(f"worked case {name}: {what}", "build it, then move the case out of not_yet")


def history_of(case: Mapping[str, Any], knowledge: Knowledge) -> TreatmentHistory:
    """The record that a case tells."""
    as_of = case["as_of"]
    facts: list[Any] = []
    if case.get("base", True):
        facts.append(
            builders.depression(case.get("diagnosis", "mdd-recurrent-moderate"), case.get("onset", "2025-12-01"))
        )
    for told in case.get("conditions", ()):
        facts.append(_condition(told))
    facts += [_drug(line, as_of) for line in case.get("drugs", ())]
    facts += [builders.statement(**_drug_table(told)) for told in case.get("statements", ())]
    facts += [builders.order(**_drug_table(told)) for told in case.get("orders", ())]
    facts += [_dispense(line) for line in case.get("dispenses", ())]
    facts += [builders.administration(**_drug_table(told)) for told in case.get("administrations", ())]
    facts += list(_scores(case.get("scores", ()), knowledge))
    facts += [
        builders.answer(told["scale"], told["item"], told["value"], told["on"]) for told in case.get("answers", ())
    ]
    for told in case.get("sessions", ()):
        more = {key: value for key, value in told.items() if key not in ("concept", "on")}
        facts += [builders.session(told["concept"], each, **more) for each in told["on"]]
    facts += [builders.measurement(told["concept"], told["value"], told["on"]) for told in case.get("measurements", ())]
    facts += [builders.phenotype(told["gene"], told["value"], told["on"]) for told in case.get("phenotypes", ())]
    facts += [builders.finding(told["concept"], told["value"], told.get("on")) for told in case.get("findings", ())]
    for told in case.get("allergies", ()):
        facts.append(builders.allergy(told["agent"], recorded=told["recorded"]))
    facts += [builders.encounter(told["class"], told["from"], told["to"]) for told in case.get("encounters", ())]
    who = builders.patient(case.get("born", "1979-05-01") or None, case.get("sex", "female"))
    return builders.history(facts, who=who, dispensed_on=case.get("dispensed_on", ()))


def _condition(told: Mapping[str, Any]) -> Any:
    more = {key: value for key, value in told.items() if key not in ("concept", "clinical", "verification")}
    for key in ("clinical", "verification"):
        if key in told:
            more[key] = told[key] or None
    concept = told["concept"]
    make = builders.depression if concept.startswith("mdd") else builders.condition
    if make is builders.depression:
        more.setdefault("onset", None)
    return make(concept, **more)


def _drug(line: str, as_of: date) -> Any:
    match = DRUG.match(line)
    assert match, f"not a drug line: {line}"
    told = match.groupdict()
    dose: Any = None if told["low"] in (None, "?") else told["low"]
    if told["high"]:
        dose = (told["low"], told["high"])
    ongoing = told["end"] == "→"
    return builders.statement(
        told["agent"],
        dose,
        told["start"],
        None if ongoing else told["end"],
        form=told["form"],
        asserted=as_of if ongoing else None,
    )


def _drug_table(told: Mapping[str, Any]) -> dict[str, Any]:
    more = dict(told)
    more["start"] = more.pop("from", None)
    more["end"] = more.pop("to", None)
    steps = more.pop("steps", None)
    dose = more.pop("dose", None)
    if steps is not None:
        more["dose"] = [builders.step(each.get("dose"), days=each.get("days")) for each in steps]
    else:
        more["dose"] = tuple(dose) if isinstance(dose, list) else dose
    return more


def _dispense(line: str) -> Any:
    match = DISPENSE.match(line)
    assert match, f"not a dispense: {line}"
    told = match.groupdict()
    dose = None if told["dose"] == "?" else told["dose"]
    days = None if told["days"] == "?" else int(told["days"])
    return builders.dispense(told["agent"], dose, told["on"], days, unit_strength=dose)


def _scores(lines: list[str], knowledge: Knowledge) -> Iterator[Any]:
    scales = {scale.label.casefold().replace(" ", ""): scale.id for scale in knowledge.scales.values()}
    scale = ""
    for line in lines:
        match = SCORE.match(line)
        assert match, f"not a score: {line}"
        if match["scale"]:
            scale = scales[match["scale"].casefold().replace(" ", "")]
        yield builders.score(scale, match["value"], match["on"])


def judged(case: Mapping[str, Any], history: TreatmentHistory, knowledge: Knowledge) -> Assessment:
    return assess(history, knowledge, Choices(**case.get("choices", {})), as_of=case["as_of"])


def weeks(rated: RatedTrial) -> Decimal:
    """Weeks at dose, rounded down to one decimal (R-0.4)."""
    return (Decimal(len(rated.adequacy.certain_days)) / 7).quantize(Decimal("0.1"), rounding=ROUND_DOWN)


TRIAL = {
    "agents": lambda rated: list(rated.trial.agents),
    "kind": lambda rated: rated.trial.kind.value,
    "start": lambda rated: rated.trial.start.latest,
    "first_possible": lambda rated: rated.trial.possible.first,
    "end": lambda rated: rated.trial.end.earliest if rated.trial.end else None,
    "last_possible": lambda rated: rated.trial.possible.last,
    "start_basis": lambda rated: rated.trial.start_basis.value,
    "end_basis": lambda rated: rated.trial.end_basis.value,
    "ongoing": lambda rated: rated.trial.ongoing,
    "episode": lambda rated: rated.trial.episode.value,
    "sessions": lambda rated: rated.trial.session_count,
    "days": lambda rated: len(rated.trial.certain),
    "possible_days": lambda rated: len(rated.trial.possible),
    "c_days": lambda rated: len(rated.adequacy.certain_days),
    "c": lambda rated: rated.adequacy.most_certain,
    "p": lambda rated: rated.adequacy.most_possible,
    "t": lambda rated: rated.adequacy.most_at_any_dose,
    "wk": weeks,
    "peak": lambda rated: rated.adequacy.peak_dose,
    "min": lambda rated: rated.adequacy.minimum_dose,
    "A": lambda rated: rated.adequacy.reached_on,
    "adherence": lambda rated: rated.adequacy.adherence,
    "adequacy": lambda rated: rated.adequacy.verdict.value,
    "outcome": lambda rated: rated.outcome.outcome.value,
    "basis": lambda rated: rated.outcome.basis.value,
    "baseline": lambda rated: rated.outcome.baseline.value if rated.outcome.baseline else None,
    "endpoint": lambda rated: rated.outcome.endpoint.value if rated.outcome.endpoint else None,
    "failed": lambda rated: rated.failed,
    "possible": lambda rated: rated.possible_failure,
    "counted": lambda rated: rated.counted,
    "confidence": lambda rated: rated.confidence.value,
    "notes": lambda rated: list(rated.notes),
    "because": lambda rated: rated.because,
}


def _interval_day(interval: Any) -> date | None:
    return interval.earliest if interval is not None else None


WHOLE = {
    "failed_trials": lambda found: found.resistance.failed_trials,
    "possible_failures": lambda found: found.resistance.possible_failures,
    "lifetime": lambda found: found.resistance.lifetime_failed_trials,
    "resistance": lambda found: found.resistance.status.value,
    "definition": lambda found: found.resistance.definition,
    "would_settle": lambda found: list(found.resistance.would_settle),
    "episode_start": lambda found: _interval_day(found.episode.start),
    "episode_basis": lambda found: found.episode.start_basis.value,
    "thase_rush": lambda found: found.staging.thase_rush,
    "mgh": lambda found: found.staging.mgh_score,
    "mgh_max": lambda found: found.staging.mgh_max,
    "european": lambda found: found.staging.european,
    "diagnosis": lambda found: found.diagnosis.status.value,
    "reason": lambda found: found.diagnosis.reason,
    "risk": lambda found: found.suicide_risk.level.value,
    "risk_notes": lambda found: list(found.suicide_risk.notes),
    "not_counted": lambda found: [each.agent for each in found.not_counted],
    "severity": lambda found: found.severity.band.value if found.severity else None,
    "severity_score": lambda found: found.severity.score if found.severity else None,
    "severity_age": lambda found: found.severity.age_days if found.severity else None,
}

HOLDS = {
    "gaps": lambda found: {gap.code.value for gap in found.gaps},
    "flags": lambda found: set(found.diagnosis.flags),
    "explanations": lambda found: {each.code for each in found.explanations.found},
}


def differences(expected: Mapping[str, Any], found: Assessment) -> list[str]:
    """What is not as the specification says, in words."""
    wrong: list[str] = []
    for key, want in expected.items():
        if key == "trials":
            wrong += _trials(want, found)
        elif key == "by_definition":
            have = {name: [each.failed_trials, each.status.value] for name, each in found.by_definition.items()}
            wrong += [line for name in want for line in _unequal(name, want[name], have[name])]
        elif key == "maudsley":
            wrong += _maudsley(want, found)
        elif key in WHOLE:
            wrong += _unequal(key, want, WHOLE[key](found))
        elif key.startswith("no_"):
            wrong += _unequal(key, set(), set(want) & HOLDS[key.removeprefix("no_")](found))
        else:
            wrong += _unequal(f"missing {key}", set(), set(want) - HOLDS[key](found))
    return wrong


def _unequal(name: str, want: Any, have: Any) -> Iterator[str]:
    want = None if want == "none on record" else want
    if want != have:
        yield f"{name}: expected {want}, found {have}"


def _trials(want: list[dict[str, Any]], found: Assessment) -> Iterator[str]:
    yield from _unequal("number of trials", len(want), len(found.trials))
    for told, rated in zip(want, found.trials, strict=False):
        for field, value in told.items():
            yield from _unequal(f"{rated.id} {field}", value, TRIAL[field](rated))


def _maudsley(want: Any, found: Assessment) -> Iterator[str]:
    have = found.staging.maudsley
    if want == "none on record" or have is None:
        if (want == "none on record") != (have is None):
            yield f"maudsley: expected {want}, found {have}"
        return
    told: dict[str, Any] = {"min": have.minimum, "max": have.maximum, "band": have.band}
    told |= {name: list(points) for name, points in have.items.items()}
    for key, value in want.items():
        if told[key] != (None if value == "none on record" else value):
            yield f"maudsley {key}: expected {value}, found {told[key]}"


@pytest.mark.parametrize("name", [pytest.param(name, id=f"{name} {case['title']}") for name, case in CASES.items()])
def test_a_worked_case_comes_out_as_written(name: str, knowledge: Knowledge) -> None:
    case = CASES[name]
    wrong = differences(case["expected"], judged(case, history_of(case, knowledge), knowledge))
    assert not wrong, "\n".join([f"{name} {case['title']}", *wrong])


DISPUTED = [name for name, case in CASES.items() if case.get("disputed")]


@pytest.mark.parametrize("name", DISPUTED)
def test_a_disputed_case_still_differs_from_the_specification(name: str, knowledge: Knowledge) -> None:
    case = CASES[name]
    assert differences(case["specification"], judged(case, history_of(case, knowledge), knowledge))


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in CASES])
def test_the_order_and_the_doubling_of_records_change_nothing(name: str, knowledge: Knowledge) -> None:
    """W116."""
    case = CASES[name]
    history = history_of(case, knowledge)
    turned: Any = {
        field.name: tuple(reversed(getattr(history, field.name)))
        for field in fields(history)
        if isinstance(getattr(history, field.name), tuple)
    }
    doubled = replace(history, medications=(*history.medications, *history.medications), scores=(*history.scores,) * 2)
    once = told(judged(case, history, knowledge))
    assert told(judged(case, replace(history, **turned), knowledge)) == once
    assert told(judged(case, doubled, knowledge)) == once


def told(found: Assessment) -> Assessment:
    """The assessment without the record it was made from."""
    return replace(found, history=TreatmentHistory())
