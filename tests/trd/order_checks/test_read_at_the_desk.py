"""What a pharmacist and a psychiatrist found at the desk: pairs, names and sentences of orders, in their words."""

from dataclasses import replace
from typing import Any

import pytest

from tests.matrix_orders import drafted, found_of_order, runs
from tests.matrix_patients import Told
from tests.told import findings_of
from trd.drafts import Drafts
from trd.knowledge.loading import load
from trd.options import OrderFinding
from trd.order_checks.precedence import without_plans

KNOWLEDGE = load()
LITHIUM = [["lithium", 900, "2026-01-01"], ["sertraline", 100, "2026-01-01"]]


def told(found: tuple[OrderFinding, ...]) -> list[str]:
    return [f"{each.check} {each.level} {each.row}" for each in found]


def one_tablet_of(*names: str) -> Drafts:
    parts = [drafted(name, KNOWLEDGE).drugs[0] for name in names]
    return Drafts(drugs=(replace(parts[0], records=tuple(record for part in parts for record in part.records)),))


def test_one_tablet_of_two_drugs_that_raise_lithium_is_as_dangerous_as_two_tablets() -> None:
    tablet = one_tablet_of("lisinopril", "hydrochlorothiazide")
    told_of = told(found_of_order(Told(), tablet, KNOWLEDGE, [runs("lithium", KNOWLEDGE)]))
    assert [each for each in told_of if "S326" in each] == ["matrix-contraindicated critical S326"], told_of


@pytest.mark.parametrize(("dose", "spoken"), [(25, False), (149, False), (150, True)])
def test_quetiapine_for_sleep_beside_a_new_antipsychotic_makes_no_card(dose: int, spoken: bool) -> None:
    running = [["sertraline", 200, "2026-06-01"], ["quetiapine", dose, "2026-06-01"]]
    found = findings_of(drugs=running, drafts=[["aripiprazole", 2]])
    assert any(each.level == "warning" for each in found) is spoken, told(found)


@pytest.mark.parametrize("drug", ["bupropion", "reboxetine", "atomoxetine", "sertraline"])
def test_beside_a_running_mao_inhibitor_no_draft_is_said_to_have_been_taken(drug: str) -> None:
    found = findings_of(drugs=[["isocarboxazid", 30, "2026-06-01"]], drafts=[[drug, 10]])
    words = [text for each in found for text in (each.message, *each.details)]
    assert found[0].level == "critical"
    assert not [text for text in words if "was taken in the last 14 days" in text or text.startswith("An SSRI in")]


def test_no_brand_and_no_product_stands_in_a_sentence() -> None:
    (draft,) = drafted("tramadol", KNOWLEDGE).drugs
    named = replace(draft, label="Ultram 50 mg tab", records=(replace(draft.records[0], label="Ultram 50 mg tab"),))
    found = found_of_order(Told(), Drafts(drugs=(named,)), KNOWLEDGE, [runs("sertraline", KNOWLEDGE)])
    assert found[0].message.startswith("Tramadol with sertraline"), found[0].message


@pytest.mark.parametrize("drafts", [[["sertraline", 50]], [["st-johns-wort", 900]]], ids=["the drug", "the wort"])
def test_st_johns_wort_and_a_reuptake_inhibitor_are_not_to_be_combined(drafts: list[list[object]]) -> None:
    running = (
        [["st-johns-wort", 900, "2026-10-01"]] if drafts[0][0] == "sertraline" else [["sertraline", 50, "2026-10-01"]]
    )
    (found,) = [each for each in findings_of(drugs=running, drafts=drafts) if each.check == "serotonin-syndrome-risk"]
    assert (found.level, found.message.endswith("Do not combine.")) == ("critical", True)


def test_esketamine_is_given_beside_the_antidepressant_and_nobody_tapers_to_it() -> None:
    found = findings_of(history="H1", drafts=[["esketamine", 56]])
    assert not {"switch-without-plan", "deprescribing-omitted"} & {each.check for each in found}


def test_a_dose_that_was_not_taken_as_supplied_is_not_raised() -> None:
    gap, low = (
        OrderFinding(check=check, level="info", message=check, row=None, order="MedicationRequest/1", cause=check)
        for check in ("refill-gap", "below-minimum-dose")
    )
    assert without_plans([gap, low]) == [gap]
    assert without_plans([low]) == [low]


def test_a_toxic_lithium_level_is_never_told_beside_do_not_stop() -> None:
    toxic = {"values": {"lithium-level": "1.6"}, "hook": "medication-refill"}
    (found,) = [each for each in findings_of(drugs=LITHIUM, drafts=[["lithium", 900]], **toxic) if each.row == "S345"]
    assert "stop lithium" in found.message
    assert not [text for text in found.details if "abruptly" in text]


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ({"drugs": [["venlafaxine", 225, "2026-06-01"]], "hook": "medication-refill"}, False),
        ({"drugs": []}, True),
    ],
    ids=["renewed", "new"],
)
def test_high_suicide_risk_forbids_a_new_start_and_not_the_renewal_of_a_week(
    line: dict[str, object], spoken: bool
) -> None:
    scores = {"phq9": [["2026-11-20", 18]], "item9": 3}
    draft = {"agent": "venlafaxine", "dose": 225, "supply_days": 7}
    found = findings_of(**line, **scores, drafts=[draft])
    assert ("S074" in {each.row for each in found}) is spoken, told(found)


@pytest.mark.parametrize(("dose", "asked"), [(25, False), (75, True)])
def test_a_small_tricyclic_without_depression_asks_for_no_suicide_score(dose: int, asked: bool) -> None:
    nobody: dict[str, Any] = {"depression": None, "phq9": [], "patient": {"sex": "male", "born": "1990-01-01"}}
    found = findings_of(**nobody, drafts=[["amitriptyline", dose]])
    assert ("S074" in {each.row for each in found}) is asked, told(found)
