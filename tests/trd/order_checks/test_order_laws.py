"""Laws of the order checks: no drafts make them fail, order tells nothing, and a further danger hides none."""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.told import AS_OF, Case, choices_of, days_before, drafts_of, findings_of, history_of, read_cases
from trd.assessment import assess
from trd.drafts import Drafts, Occasion
from trd.history import TreatmentHistory
from trd.knowledge.loading import load
from trd.options import OrderFinding
from trd.order_checks import check_orders
from trd.order_checks.precedence import LEVELS, NUMBERS
from trd.order_checks.sentences import LONGEST
from trd.recommendations import recommend

KNOWLEDGE = load()
FOLDER = Path(__file__).parents[2] / "vignettes" / "nextsteps"
CASES = [case for case in read_cases(FOLDER) if "drafts" in case.told or "services" in case.told]
QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def found_in(history: TreatmentHistory, drafts: Drafts, occasion: Occasion, told: dict[str, Any]) -> list[OrderFinding]:
    choices = choices_of(told)
    assessment = assess(history, KNOWLEDGE, choices, as_of=AS_OF)
    answer = recommend(assessment, KNOWLEDGE, choices)
    return list(check_orders(assessment, answer, drafts, occasion, KNOWLEDGE, choices))


def key(finding: OrderFinding) -> tuple[Any, ...]:
    return (finding.order, finding.check, finding.level, finding.row, finding.message, frozenset(finding.evidence))


def keys(found: Sequence[OrderFinding]) -> set[tuple[Any, ...]]:
    return {key(each) for each in found}


def reversed_history(history: TreatmentHistory) -> TreatmentHistory:
    known: dict[str, Any] = {each.name: getattr(history, each.name) for each in fields(history)}
    turned: dict[str, Any] = {name: value[::-1] for name, value in known.items() if isinstance(value, tuple)}
    return replace(history, **turned)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_the_order_of_the_record_and_of_the_drafts_changes_no_finding(case: Case) -> None:
    """N60, over all order cases; a draft that is sent twice under one id counts once."""
    history, (drafts, occasion) = history_of(case.told), drafts_of(case.told)
    first = found_in(history, drafts, occasion, case.told)
    again = found_in(reversed_history(history), drafts, occasion, case.told)
    assert [key(each) for each in again] == [key(each) for each in first]
    turned = Drafts(drugs=tuple(reversed(drafts.drugs)), services=tuple(reversed(drafts.services)))
    assert keys(found_in(history, turned, occasion, case.told)) == keys(first)
    twice = Drafts(drugs=drafts.drugs * 2, services=drafts.services * 2)
    assert [key(each) for each in found_in(history, twice, occasion, case.told)] == [key(each) for each in first]


OURS = sorted(KNOWLEDGE.agents)
OTHERS = [
    "ibuprofen",
    "tramadol",
    "linezolid",
    "lorazepam",
    "ritonavir",
    "pimozide",
    "warfarin",
    "omeprazole",
    "rasagiline",
]
NAMES = st.sampled_from([*OURS, *OTHERS])
DOSES = st.sampled_from([None, 1, 10, 25, 50, 100, 300, 900, 5000])
CONCEPTS = st.sampled_from(
    ["mania", "bipolar-ii", "seizure-epilepsy", "pregnancy", "aneurysm", "cirrhosis", "mi-acute", "cochlear-implant"]
)


@st.composite
def drugs(draw: st.DrawFn) -> list[Any]:
    start = draw(st.integers(0, 400))
    line: list[Any] = [draw(NAMES), draw(DOSES), days_before(start)]
    if draw(st.booleans()):
        line.append(days_before(draw(st.integers(0, start))))
    return line


@st.composite
def drafted(draw: st.DrawFn) -> dict[str, Any]:
    entry: dict[str, Any] = {"agent": draw(NAMES), "dose": draw(DOSES)}
    for flag in ("stops", "void", "tapers", "combines", "supervised", "specialist", "selected", "as_needed"):
        if draw(st.integers(0, 4)) == 0:
            entry[flag] = flag != "selected"
    if draw(st.booleans()):
        entry["of"] = draw(NAMES)
    if draw(st.booleans()):
        entry["supply_days"] = draw(st.integers(1, 400))
    entry["reading"] = draw(st.sampled_from(["read", "missing", "unreadable", "two-readings"]))
    if entry["dose"] is None:
        entry["reading"] = "missing"
    return entry


@st.composite
def patients(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "drugs": draw(st.lists(drugs(), max_size=4)),
        "drafts": draw(st.lists(drafted(), min_size=1, max_size=4)),
        "services": draw(
            st.lists(
                st.sampled_from([{"procedures": ["ect"]}, {"procedures": ["rtms"]}, {"tests": ["tsh"]}]), max_size=1
            )
        ),
        "conditions": draw(
            st.lists(st.builds(lambda name: {"concept": name, "onset": "2026-09-01"}, CONCEPTS), max_size=2)
        ),
        "phq9": [["2026-08-31", 20], ["2026-11-13", draw(st.integers(0, 27))]],
        "item9": draw(st.sampled_from([None, 0, 1, 3])),
        "facts": draw(st.sampled_from(["none", "L"])),
        "hook": draw(st.sampled_from([each.value for each in Occasion])),
        "patient": {"born": draw(st.sampled_from(["", "1940-01-01", "1979-05-01", "2004-01-01", "2010-01-01"]))},
        "depression": draw(st.sampled_from([False, {"concept": "mdd-recurrent-moderate", "onset": "2025-12-01"}])),
    }


@QUICK
@given(patients())
def test_no_drafts_make_the_checks_fail_and_every_finding_can_be_shown(told: dict[str, Any]) -> None:
    for each in findings_of(**told):
        assert each.check in NUMBERS
        assert each.level in LEVELS
        assert 0 < len(each.message) <= LONGEST
        assert each.cause
        assert all(remedy.note or remedy.delete or remedy.tests or remedy.topic or remedy.start or remedy.supply_days
                   or remedy.daily_dose for remedy in each.remedies)  # fmt: skip
        assert not (told["hook"] == "medication-refill" and any(remedy.delete for remedy in each.remedies))


@QUICK
@given(patients())
def test_the_order_of_drafts_and_records_changes_no_finding(told: dict[str, Any]) -> None:
    named = [{**draft, "reference": f"MedicationRequest/{place}"} for place, draft in enumerate(told["drafts"])]
    first = findings_of(**{**told, "drafts": named})
    turned = findings_of(**{**told, "drafts": named[::-1]})
    assert {(each.order, each.check, each.level, each.row) for each in turned} == {
        (each.order, each.check, each.level, each.row) for each in first
    }


DANGERS = ["phenelzine", "linezolid", "tramadol", "ibuprofen", "ritonavir", "sotalol", "warfarin", "lorazepam"]
LASTING = frozenset({2, 3, 8, 9, 11, 12, 23, 26, 27, 28, 30})
"""Checks of safety: a further drug of the record takes none of their findings away."""


@QUICK
@given(patients(), st.sampled_from(DANGERS))
def test_a_further_dangerous_drug_hides_no_finding(told: dict[str, Any], danger: str) -> None:
    names = {line[0] for line in told["drugs"]} | {draft["agent"] for draft in told["drafts"]}
    if danger in names:
        return
    before = [each for each in findings_of(**told) if NUMBERS[each.check] in LASTING]
    after = findings_of(**{**told, "drugs": [*told["drugs"], [danger, 10, "2026-06-01"]]})
    for finding in before:
        assert any(_says(each, finding) for each in after), finding


def _says(each: OrderFinding, finding: OrderFinding) -> bool:
    """Of the same order, at least as loud, in the finding or in its detail."""
    said = finding.row == each.row or finding.message in (each.message, *each.details)
    return each.order == finding.order and said and LEVELS.index(each.level) <= LEVELS.index(finding.level)
