"""The boundary cases of `clinical-nextsteps.md` §4.3, one test a row of its table."""

from typing import Any

import pytest

from tests.told import Case, answer_to, days_before, findings_of, words
from trd.options import OrderFinding

MAN = {"patient": {"sex": "male"}}


def told_of(found: tuple[OrderFinding, ...]) -> list[str]:
    return [f"{each.check} {each.level} {each.row}" for each in found]


def of(found: tuple[OrderFinding, ...], check: str) -> OrderFinding:
    (one,) = [each for each in found if each.check == check]
    return one


def never(found: tuple[OrderFinding, ...], *unwanted: str) -> bool:
    return not any(word in told for told in told_of(found) for word in unwanted)


def ended(agent: str, dose: int, days: int) -> list[Any]:
    """A drug of which the last day is so many days ago."""
    return [agent, dose, "2026-06-01", days_before(days)]


@pytest.mark.parametrize(
    ("drug", "draft", "days"),
    [
        pytest.param(("phenelzine", 45), ("sertraline", 50), 14, id="phenelzine, then sertraline: 14 days"),
        pytest.param(("fluoxetine", 20), ("tranylcypromine", 10), 35, id="fluoxetine, then tranylcypromine: 35 days"),
        pytest.param(("phenelzine", 45), ("clomipramine", 25), 21, id="phenelzine, then clomipramine: 21 days"),
        pytest.param(("phenelzine", 45), ("imipramine", 25), 21, id="phenelzine, then imipramine: 21 days"),
    ],
)
def test_the_last_day_of_a_washout_is_critical_and_the_next_is_silent(
    drug: tuple[str, int], draft: tuple[str, int], days: int
) -> None:
    found = of(findings_of(drugs=[ended(*drug, days)], drafts=[list(draft)]), "maoi-washout")
    assert found.level == "critical"
    assert "24 Nov 2026" in found.message, "the end and so many days and one: tomorrow"
    assert never(findings_of(drugs=[ended(*drug, days + 1)], drafts=[list(draft)]), "maoi-washout")


@pytest.mark.parametrize(
    ("qtc", "expected"),
    [(499, ["matrix-avoid warning S040"]), (500, ["matrix-contraindicated critical S037"])],
)
def test_escitalopram_for_a_woman_with_a_long_qtc(qtc: int, expected: list[str]) -> None:
    assert told_of(findings_of(values={"qtc-interval": qtc}, drafts=[["escitalopram", 10]])) == expected


def test_mirtazapine_at_450_of_unknown_sex_is_a_caution_in_the_detail_and_no_card() -> None:
    patient = {"patient": {"sex": None}, "values": {"qtc-interval": 450}}
    assert findings_of(**patient, drafts=[["mirtazapine", 15]]) == ()
    (found,) = findings_of(**patient, drafts=[["mirtazapine", 60]])
    assert any("QT" in said for said in found.details), "where another check speaks, its detail names it"


def test_citalopram_40_from_60_years() -> None:
    found = of(findings_of(patient={"born": "1966-11-23"}, drafts=[["citalopram", 40]]), "above-maximum-dose")
    assert (found.level, found.row) == ("critical", "S055")
    assert "20 mg" in found.message
    assert never(findings_of(patient={"born": "1966-11-24"}, drafts=[["citalopram", 40]]), "above-maximum-dose")


def test_the_newest_qtc_of_510_counts_after_120_days() -> None:
    found = findings_of(values={"qtc-interval": [510, days_before(120)]}, drafts=[["escitalopram", 10]])
    assert told_of(found) == ["matrix-contraindicated critical S037"]


@pytest.mark.parametrize(("level", "rows"), [("1.6", ["S345"]), ("1.4", [])])
def test_a_high_lithium_level_is_told_without_a_draft(level: str, rows: list[str]) -> None:
    told = {"drugs": [["lithium", 900, "2026-06-01"]], "values": {"lithium-level": [level, days_before(5)]}}
    answer = answer_to(Case(id="t", title="t", told=told, expected={}))
    assert [danger.result.row.id for danger in answer.dangers] == rows
    assert answer.order_findings == (), "no order is named"


def test_catatonia_in_full_remission_is_an_urgent_referral_and_nothing_else() -> None:
    told = {
        "depression": {"concept": "mdd-recurrent-full-remission"},
        "conditions": [{"concept": "catatonia", "onset": "2026-11-01"}],
    }
    answer = answer_to(Case(id="t", title="t", told=told, expected={}))
    assert answer.gate == "G12"
    assert [words(option) for option in answer.options] == ["specialistReferral U"]
    assert answer.order_findings == ()


@pytest.mark.parametrize(
    ("egfr", "expected"),
    [
        pytest.param(30, "matrix-avoid warning S317", id="30"),
        pytest.param("29.9", "matrix-contraindicated critical S315", id="29.9"),
        pytest.param(False, "matrix-check-first warning S315", id="not on record"),
    ],
)
def test_lithium_by_kidney_function(egfr: Any, expected: str) -> None:
    assert expected in told_of(findings_of(values={"egfr": egfr}, drafts=[["lithium", 300]]))


@pytest.mark.parametrize(
    ("pressure", "found"),
    [((139, 89), False), ((140, 89), True), ((139, 90), True)],
    ids=["139/89", "140/89", "139/90"],
)
def test_esketamine_by_blood_pressure(pressure: tuple[int, int], found: bool) -> None:
    values = {"bp-systolic": pressure[0], "bp-diastolic": pressure[1]}
    told = told_of(findings_of(values=values, drafts=[["esketamine", 56]]))
    assert ("service-contraindicated info S083" in told) is found


@pytest.mark.parametrize(
    ("alt", "expected"), [(120, []), ("120.4", ["matrix-contraindicated critical S156"])], ids=["3.0", "3.01"]
)
def test_agomelatine_by_liver_enzymes(alt: Any, expected: list[str]) -> None:
    assert told_of(findings_of(country="GB", values={"alt": alt}, drafts=[["agomelatine", 25]])) == expected


def test_lamotrigine_with_valproate_begins_at_half() -> None:
    running = [["valproate", 1000, "2026-01-01"]]
    found = findings_of(patient={"sex": "male"}, drugs=running, drafts=[["lamotrigine", 50]])
    high = of(found, "start-dose-too-high")
    assert (high.level, high.row) == ("warning", "S361")
    assert "12.5 mg" in high.message


def test_an_order_of_phenelzine_that_never_ended_may_still_be_taken() -> None:
    stale = {"as": "order", "agent": "phenelzine", "dose": 45, "start": "2025-01-10", "supply_days": 30}
    found = of(findings_of(drugs=[stale], drafts=[["sertraline", 50]]), "maoi-washout")
    assert found.level == "critical"
    assert "may still be taken" in found.message


def test_allergies_that_were_not_sent_hit_no_row_and_are_named_once() -> None:
    told = {"allergies": [["sertraline"]], "drafts": [["sertraline", 50]]}
    assert not never(findings_of(**told), "matrix-contraindicated critical"), "the allergy itself is told"
    case = {"drafts": [["sertraline", 50]], "not_sent": ["allergies"]}
    answer = answer_to(Case(id="t", title="t", told=case, expected={}))
    assert answer.order_findings == ()
    assert list(answer.not_sent) == ["allergies"]


def test_ibuprofen_beside_lithium_is_avoided_and_never_deleted() -> None:
    found = findings_of(drugs=[["lithium", 900, "2026-06-01"]], drafts=[["ibuprofen", 400]])
    assert told_of(found) == ["matrix-avoid warning S323"]
    assert found[0].remedies == ()


@pytest.mark.parametrize(("dose", "found"), [(25, False), (149, False), (150, True)])
def test_quetiapine_for_sleep_is_no_second_antipsychotic(dose: int, found: bool) -> None:
    running = [["sertraline", 100, "2026-06-01"], ["quetiapine", dose, "2026-06-01"]]
    told = told_of(findings_of(drugs=running, drafts=[["aripiprazole", 2]]))
    assert any(known.startswith("same-class-twice warning") for known in told) is found
