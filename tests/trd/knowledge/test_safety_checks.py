"""What does not fit together in a row of the safety matrix."""

from dataclasses import replace

import pytest

from trd.knowledge.loading import load
from trd.knowledge.safety_checks import faults_of
from trd.knowledge.safety_grammar import parse_codes
from trd.knowledge.types import SafetyRow
from trd.terms import Ask, Effect, Topic

PLAIN = SafetyRow(
    id="S001",
    topics=frozenset({Topic.SWITCH}),
    agents="sertraline",
    kind="lab",
    finding="sodium low",
    codes="observation:sodium",
    test="<",
    unit="mmol/L",
    threshold="130",
    lookback="90",
    effect=Effect.CAUTION,
    ask=Ask.NEVER,
    message="Sodium is low.",
    note="",
    source="CLIN",
    mark="M",
)


def faults(**changes: str | Effect) -> str:
    row = replace(PLAIN, **changes)  # type: ignore[arg-type]
    return "; ".join(faults_of(row, parse_codes(row.codes)))


def test_a_plain_row_fits() -> None:
    assert faults() == ""


def test_every_shipped_row_fits() -> None:
    assert [row.id for row in load().safety if faults_of(row, parse_codes(row.codes))] == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"threshold": "low"}, "no number"),
        ({"codes": "condition:diabetes"}, "does not fit a condition"),
        ({"codes": "sex=male"}, "nothing is compared"),
        ({"unit": "mg/dL"}, "is not the row unit of sodium"),
        ({"codes": "observation:chloride"}, "has no unit in §3.2"),
        ({"lookback": "any"}, "look-back 'any'"),
        ({"lookback": "0"}, "look-back '0'"),
        ({"codes": "age>=65", "test": ">=", "threshold": "60", "unit": "a", "lookback": ""}, "the age of the term"),
        ({"codes": "age>=65", "test": ">=", "threshold": "65", "unit": "d", "lookback": ""}, "of an age"),
        ({"test": "in", "threshold": "130"}, "no interval"),
        ({"codes": "observation:sodium in [100,130)", "test": "in", "threshold": "[100,125)"}, "that of the row"),
        ({"test": "any", "threshold": ""}, "no comparison of its own"),
        ({"codes": "observation:sodium<130", "test": "any", "threshold": "125"}, "what no term has"),
        ({"test": "max-dose", "threshold": "0", "unit": "mg/d", "effect": Effect.DOSE_LIMIT}, "is no dose"),
        ({"test": "max-dose", "threshold": "20", "unit": "mg", "effect": Effect.DOSE_LIMIT}, "no dose unit"),
        ({"test": "max-factor", "threshold": "1.5", "unit": "1", "effect": Effect.DOSE_LIMIT}, "no factor"),
        ({"test": "max-factor", "threshold": "0.5", "unit": "1"}, "with test max-factor"),
        ({"codes": "condition:diabetes", "test": "active", "threshold": "5", "unit": ""}, "takes no threshold"),
        ({"codes": "condition:diabetes", "test": "active", "threshold": "", "unit": "d"}, "unit 'd' with test active"),
        ({"codes": "condition:diabetes", "test": "active", "threshold": "", "unit": ""}, "look-back '90'"),
        ({"codes": "group:maoi", "test": "active"}, "does not fit a group"),
        ({"codes": "group:maoi", "test": "current", "threshold": "", "unit": ""}, "look-back '90'"),
        ({"codes": "fact:smoker", "test": "current"}, "does not fit a fact"),
        ({"kind": "laboratory"}, "unknown kind"),
        ({"test": "below"}, "unknown test"),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, str | Effect], fault: str) -> None:
    assert fault in faults(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": "observation:sodium in [120,130)", "test": "in", "threshold": "[120,130)"},
        {"codes": "observation:sodium<130; observation:sodium>150", "test": "any", "threshold": "130 or 150"},
        {"codes": "age>=65", "test": ">=", "threshold": "65", "unit": "a", "lookback": ""},
        {"codes": "condition:diabetes", "test": "ever", "threshold": "", "unit": "", "lookback": "any"},
        {"codes": "group:maoi", "test": "taken-within", "threshold": "", "unit": "d", "lookback": "14"},
        {"codes": "group:maoi", "test": "continues", "threshold": "", "unit": "", "lookback": "0"},
        {"codes": "missing:observation:sodium", "test": "missing", "threshold": "", "unit": "d", "lookback": "90"},
        {"codes": "fact:pregnancy", "test": "present", "threshold": "", "unit": "", "lookback": "any"},
        {"codes": "phenotype:CYP2D6=poor", "test": "phenotype", "threshold": "", "unit": "", "lookback": ""},
    ],
)
def test_what_fits_is_passed(changes: dict[str, str]) -> None:
    assert faults(**changes) == ""
