"""One row for one option: whose drug counts, for how long, and the exceptions of single rows (§3.0, R-Z14, R-Z15)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import allergy, condition, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, taken
from trd.knowledge.loading import load
from trd.safety import Facts
from trd.safety.findings import Finding
from trd.safety.judgement import plan_of
from trd.safety.matrix import compiled
from trd.safety.rows import OWN_COUNTS, Plan, evaluate, looks_back, looks_in_vain, not_on_record
from trd.terms import FactList, Sex, Verdict

KNOWLEDGE = load()
ROWS = compiled(KNOWLEDGE).rows
HIT, CLEARED, UNKNOWN = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN


def plan(subject: str, **more: Any) -> Plan:
    return replace(plan_of(subject, KNOWLEDGE), **more)


def read(*facts: Any, **told: Any) -> Facts:
    return Told(facts=list(facts), **told).read(KNOWLEDGE)


def taking(*names: str, last: int = 0) -> Facts:
    return read(exposures=[taken(name, LONG_AGO, ago(last)) for name in names])


def found(row: str, subject: str, facts: Facts, **more: Any) -> Finding:
    return evaluate(ROWS[row], plan(subject, **more), facts)


# Whose drug counts.


@pytest.mark.parametrize(
    ("row", "subject", "own"),
    [
        ("S009", "phenelzine", "phenelzine"),
        ("S117", "bupropion", "bupropion"),
        ("S256", "sertraline", "sertraline"),
        ("S257", "citalopram", "citalopram"),
        ("S258", "venlafaxine", "venlafaxine"),
    ],
)
def test_a_duplicate_or_washout_row_counts_the_option_itself_unless_it_already_runs(
    row: str, subject: str, own: str
) -> None:
    assert row in OWN_COUNTS
    assert found(row, subject, taking(own)).verdict is HIT
    named_by_itself = found(row, subject, taking(own), running=True)
    assert named_by_itself.verdict is (HIT if row == "S256" else CLEARED), "S256 is not asked of what runs"


@pytest.mark.parametrize(
    ("row", "subject", "other"),
    [
        ("S259", "amitriptyline", "nortriptyline"),
        ("S260", "quetiapine", "haloperidol"),
        ("S034", "sertraline", "citalopram"),
    ],
)
def test_everywhere_else_the_option_itself_never_counts(row: str, subject: str, other: str) -> None:
    assert found(row, subject, taking(subject)).verdict is CLEARED
    assert found(row, subject, taking(subject, other)).verdict is HIT


def test_the_base_of_an_add_on_is_left_out_of_one_row_alone() -> None:
    facts = taking("mirtazapine")
    base = frozenset({"mirtazapine"})
    assert found("S031", "lumateperone", facts).verdict is HIT
    assert found("S031", "lumateperone", facts, base=base).verdict is CLEARED
    assert found("S189", "fluvoxamine", taking("olanzapine"), base=frozenset({"olanzapine"})).verdict is HIT


def test_a_drug_that_is_left_out_is_not_looked_at() -> None:
    facts = taking("olanzapine")
    assert found("S189", "fluvoxamine", facts, without=frozenset({"olanzapine"})).verdict is CLEARED
    same = taking("sertraline")
    assert found("S256", "sertraline", same, without=frozenset({"sertraline"})).verdict is CLEARED


# For how long.


@pytest.mark.parametrize(
    ("row", "subject", "ingredient", "days"),
    [
        pytest.param("S020", "sertraline", "phenelzine", 14, id="an MAO inhibitor"),
        pytest.param("S020", "sertraline", "moclobemide", 1, id="moclobemide before another drug"),
        pytest.param("S009", "phenelzine", "moclobemide", 14, id="moclobemide before an MAO inhibitor"),
        pytest.param("S001", "phenelzine", "fluoxetine", 35, id="fluoxetine before an MAO inhibitor"),
        pytest.param("S470", "clomipramine", "phenelzine", 21, id="clomipramine"),
    ],
)
def test_a_washout_is_as_long_as_its_row_says(row: str, subject: str, ingredient: str, days: int) -> None:
    assert looks_back(ROWS[row], plan(subject), ingredient) == days
    assert found(row, subject, taking(ingredient, last=days)).verdict is HIT
    assert found(row, subject, taking(ingredient, last=days + 1)).verdict is CLEARED


def test_a_row_that_names_moclobemide_itself_keeps_its_own_days() -> None:
    named = [
        row
        for row in ROWS.values()
        if row.source.test == "taken-within"
        and any(term.sort == "ingredient" and term.id == "moclobemide" for terms in row.parts for term in terms.drugs)
        and not any(term.id == "maoi" for terms in row.parts for term in terms.drugs)
    ]
    assert named
    for row in named:
        assert looks_back(row, plan(sorted(row.about)[0]), "moclobemide") == row.days


def test_a_limit_holds_while_the_drug_is_taken() -> None:
    assert found("S057", "citalopram", taking("omeprazole")).verdict is HIT
    assert found("S057", "citalopram", taking("omeprazole", last=1)).verdict is CLEARED


# Kidney function: one measure answers for both (§3.2).


def kidney(*values: tuple[str, int]) -> Verdict:
    facts = read(*(measurement(concept, value, ago(3)) for concept, value in values))
    return found("S285", sorted(ROWS["S285"].about)[0], facts).verdict


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([], UNKNOWN),
        ([("egfr", 90)], CLEARED),
        ([("creatinine-clearance", 90)], CLEARED),
        ([("egfr", 20)], HIT),
        ([("creatinine-clearance", 20)], HIT),
        ([("egfr", 90), ("creatinine-clearance", 20)], HIT),
        ([("egfr", 90), ("creatinine-clearance", 90)], CLEARED),
    ],
)
def test_one_measure_of_the_kidney_answers_for_both(values: list[tuple[str, int]], verdict: Verdict) -> None:
    assert kidney(*values) is verdict


# Conditions: the test of the row.


@pytest.mark.parametrize(
    ("row", "fact", "verdict"),
    [
        pytest.param("S133", condition("bph", clinical="resolved"), CLEARED, id="active: over"),
        pytest.param("S109", condition("seizure-epilepsy", clinical="resolved"), HIT, id="ever: over"),
        pytest.param("S103", condition("hyponatraemia", onset=ago(365)), HIT, id="within a year"),
        pytest.param("S103", condition("hyponatraemia", onset=ago(366)), CLEARED, id="a day more"),
    ],
)
def test_an_illness_counts_as_its_row_says(row: str, fact: Any, verdict: Verdict) -> None:
    assert found(row, sorted(ROWS[row].about)[0], read(fact)).verdict is verdict


@pytest.mark.parametrize("row", ["S138", "S139", "S459"])
@pytest.mark.parametrize(
    ("verification", "verdict"),
    [("confirmed", HIT), ("provisional", HIT), (None, HIT), ("unconfirmed", CLEARED), ("differential", CLEARED)],
)
def test_bipolar_rows_read_what_is_confirmed_provisional_or_not_said(
    row: str, verification: str | None, verdict: Verdict
) -> None:
    concept = sorted(ROWS[row].illnesses)[0]
    facts = read(condition(concept, onset=ago(30), verification=verification), age=30)
    assert found(row, sorted(ROWS[row].about)[0], facts).verdict is verdict


# Looked for in vain.


@pytest.mark.parametrize(
    ("row", "missing", "there"),
    [
        pytest.param("S189", FactList.MEDICATIONS, {"exposures": [taken("olanzapine", LONG_AGO, AS_OF)]}, id="drugs"),
        pytest.param("S133", FactList.CONDITIONS, {"facts": [condition("bph")]}, id="conditions"),
        pytest.param("S250", FactList.ALLERGIES, {"facts": [allergy("fluvoxamine")]}, id="allergies"),
    ],
)
def test_a_row_that_finds_nothing_is_clear_or_names_the_list_that_never_came(
    row: str, missing: FactList, there: dict[str, Any]
) -> None:
    sent, never = Told().read(KNOWLEDGE), Told(not_sent={missing}).read(KNOWLEDGE)
    assert looks_in_vain(ROWS[row], sent)
    assert looks_in_vain(ROWS[row], never)
    assert not_on_record(ROWS[row], sent).verdict is CLEARED
    assert not_on_record(ROWS[row], never).not_sent is missing
    assert found(row, "fluvoxamine", never).not_sent is missing
    part = Told(**there, not_sent={missing}).read(KNOWLEDGE)
    assert not looks_in_vain(ROWS[row], part)
    assert found(row, "fluvoxamine", part).verdict is HIT, "what came in part counts"


def test_a_verdict_that_no_option_changes_is_found_once() -> None:
    facts = read(measurement("egfr", 20, ago(3)), sex=Sex.MALE)
    assert ROWS["S315"].shared
    first = found("S315", "lithium", facts)
    assert found("S315", "lithium", facts) is first
    assert facts.memory["S315"] is first
    found("S189", "fluvoxamine", taking("olanzapine"))
    assert not ROWS["S189"].shared
