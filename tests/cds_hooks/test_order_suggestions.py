"""What a finding offers to click: the draft changed, the draft removed, a missing test (R-F20 … R-F23, R-Z44)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.templates import validate
from tests.acceptance.charts import takes
from tests.cds_hooks.order_calls import (
    DEPRESSION,
    ONE_FAILURE,
    STOPPED,
    actions,
    cards,
    draft,
    finding,
    reference,
)
from trd.drafts import Occasion
from trd.options import Remedy
from trd.terms import Topic

LOWER = finding("above-maximum-dose", "critical", on="citalopram", remedies=(Remedy(daily_dose=Decimal(20)),))
REMOVE = finding("matrix-contraindicated", "critical", remedies=(Remedy(delete=True),))


def offered(orders: Any, *findings: Any, **more: Any) -> list[dict[str, Any]]:
    (card,) = cards(orders, *findings, **more)
    return actions(card)


def test_a_dose_that_is_too_high_is_lowered_in_the_whole_draft() -> None:
    sent = draft("citalopram", 40, extension=[{"url": "urn:x", "valueDecimal": 1.5}], category={"text": "community"})
    (action,) = offered(sent, LOWER)
    assert action["type"] == "update"
    assert action["description"] == "Citalopram 20 mg/day in place of 40 mg/day: the unsigned order with this dose"
    told = action["resource"]
    assert told["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 20
    same = {
        name: value for name, value in told.items() if name not in ("dosageInstruction", "medicationCodeableConcept")
    }
    assert same == {name: sent[name] for name in same}
    assert list(told) == list(sent)


@pytest.mark.parametrize(
    ("remedy", "label"),
    [
        pytest.param(Remedy(start=date(2026, 11, 24)), "Start the sertraline draft on 24 Nov 2026", id="start"),
        pytest.param(Remedy(supply_days=7), "Shorten the sertraline supply to 7 days", id="supply"),
        pytest.param(Remedy(note="Check the ECG first."), "Note the check on the sertraline draft", id="note"),
    ],
)
def test_every_change_has_a_label_and_a_description_that_stand_alone(remedy: Remedy, label: str) -> None:
    (card,) = cards(draft("sertraline"), finding("a", remedies=(remedy,)))
    (suggestion,) = card["suggestions"]
    assert suggestion["label"] == label
    (action,) = suggestion["actions"]
    assert "sertraline" in action["description"].lower()
    assert len(action["description"]) <= 200


def test_the_first_change_decides_and_takes_the_notes_of_the_others_along() -> None:
    note = finding("matrix-check-first", "info", on="citalopram", remedies=(Remedy(note="Check potassium first."),))
    supply = finding("quantity-with-suicide-risk", "warning", on="citalopram", remedies=(Remedy(supply_days=14),))
    (action,) = offered(draft("citalopram", 40), note, LOWER, supply)
    told = action["resource"]
    assert told["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 20
    assert told["note"][0]["text"].endswith("Check potassium first.")
    assert "dispenseRequest" not in told


def test_the_other_changes_are_told_in_words() -> None:
    supply = finding("quantity-with-suicide-risk", "warning", on="citalopram", remedies=(Remedy(supply_days=14),))
    (card,) = cards(draft("citalopram", 40), LOWER, supply)
    assert "- How: citalopram 20 mg/day; supply 14 days or less, no repeats." in card["detail"]


def test_a_draft_that_can_not_become_safe_is_removed_and_nothing_else_is_done_to_it() -> None:
    tests = finding("augmentation-monitoring-missing", "info", remedies=(Remedy(tests=("tsh",)),))
    supply = finding("quantity-with-suicide-risk", "critical", remedies=(Remedy(supply_days=7),))
    (card,) = cards(draft("sertraline"), REMOVE, supply, tests)
    (suggestion,) = card["suggestions"]
    assert suggestion["label"] == "Remove the sertraline draft"
    assert suggestion["actions"] == [
        {
            "type": "delete",
            "description": "Remove the unsigned sertraline 50 mg/day order",
            "resourceId": reference("sertraline"),
        }
    ]
    assert "another drug: no change of dose or date clears this draft" in card["detail"]


@pytest.mark.parametrize(
    ("check", "level", "removed"),
    [
        ("matrix-contraindicated", "critical", True),
        ("duplicate-moiety", "warning", True),
        ("matrix-avoid", "warning", False),
        ("same-class-twice", "info", False),
    ],
)
def test_only_for_a_critical_finding_or_a_duplicate(check: str, level: str, removed: bool) -> None:
    found = finding(check, level, remedies=(Remedy(delete=True),))
    assert bool(offered(draft("sertraline"), found)) is removed


def test_a_stored_order_is_never_removed() -> None:
    stored = {**draft("sertraline"), "status": "active", "authoredOn": "2026-09-01"}
    assert offered(draft("sertraline"), REMOVE, chart=[DEPRESSION, stored]) == []


@pytest.mark.parametrize(("status", "changed"), [("draft", True), ("active", False)])
def test_a_refill_that_is_the_signed_prescription_is_never_altered(status: str, changed: bool) -> None:
    supply = finding("quantity-with-suicide-risk", "critical", remedies=(Remedy(supply_days=7),))
    told = cards(draft("sertraline", status=status), supply, chart=STOPPED, occasion=Occasion.REFILL, max_cards=1)
    assert bool(actions(told[0])) is changed
    removed = cards(draft("sertraline", status=status), REMOVE, chart=STOPPED, occasion=Occasion.REFILL, max_cards=1)
    assert bool(actions(removed[0])) is changed
    again = cards(draft("sertraline", status=status), supply, chart=STOPPED, occasion=Occasion.SIGN)
    assert actions(again[0]), "a signature may come again, whatever the status"


def test_missing_tests_are_ordered_each_once_and_at_most_three() -> None:
    many = ("egfr", "tsh", "calcium", "sodium", "creatinine", "unheard-of")
    found = finding("augmentation-monitoring-missing", "info", remedies=(Remedy(tests=many),))
    told = offered(draft("sertraline"), found)
    assert [action["resource"]["code"]["coding"][0]["code"] for action in told] == ["2160-0", "3016-3", "17861-6"]
    assert told[0]["description"] == "Creatinine with eGFR before sertraline"


def test_a_change_and_the_tests_stand_together() -> None:
    tests = finding("matrix-check-first", "info", on="citalopram", remedies=(Remedy(tests=("potassium",)),))
    assert [one["type"] for one in offered(draft("citalopram", 40), LOWER, tests)] == ["update", "create"]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"details_ignored": True}, id="by its extensions"),
        pytest.param(
            {
                "code_maps": {
                    "x|1": {"system": "urn:com.epic.cdshooks.action.code.system.preference-list-item", "code": "1"}
                }
            },
            id="by its code map",
        ),
    ],
)
def test_a_client_that_ignores_details_gets_the_dose_in_words(more: dict[str, Any]) -> None:
    (card,) = cards(draft("citalopram", 40), LOWER, **more)
    assert not card.get("suggestions")
    assert "- How: citalopram 20 mg/day." in card["detail"]
    assert offered(draft("sertraline"), REMOVE, **more), "a draft can be removed there all the same"


def test_what_can_not_be_changed_exactly_is_left_to_words_and_no_lesser_change_stands_in_its_place() -> None:
    ranged = draft("citalopram", 40, dosageInstruction=[{"text": "20 to 40 mg as needed"}])
    supply = finding("quantity-with-suicide-risk", "warning", on="citalopram", remedies=(Remedy(supply_days=14),))
    (card,) = cards(ranged, LOWER, supply)
    assert not card.get("suggestions")
    assert "supply 14 days or less" in card["detail"]


def test_a_dstu2_client_gets_words() -> None:
    (card,) = cards(draft("citalopram", 40), LOWER, fhir_version="DSTU2")
    assert not card.get("suggestions")


def in_version(version: FhirVersion) -> dict[str, Any]:
    sent = draft("citalopram", 40, dispenseRequest={"numberOfRepeatsAllowed": 1})
    if version == "R5":
        sent["medication"] = {"concept": sent.pop("medicationCodeableConcept")}
    if version == "STU3":
        sent["dosageInstruction"] = [
            {"timing": one["timing"], **one["doseAndRate"][0]} for one in sent["dosageInstruction"]
        ]
    return sent


@pytest.mark.parametrize("version", ["R4", "R5", "STU3"])
def test_every_resource_that_is_sent_is_valid_in_the_clients_version(version: FhirVersion) -> None:
    everything = (
        Remedy(daily_dose=Decimal(20)),
        Remedy(tests=("potassium", "ecg")),
        Remedy(note="Check the ECG first."),
    )
    found = finding("above-maximum-dose", "critical", on="citalopram", remedies=everything)
    told = offered(in_version(version), found, fhir_version=version)
    assert [one["type"] for one in told] == ["update", "create", "create"]
    supply = finding("quantity-with-suicide-risk", "critical", on="citalopram", remedies=(Remedy(supply_days=7),))
    told += offered(in_version(version), supply, fhir_version=version)
    for action in told:
        validate(action["resource"], version)


def test_the_create_of_the_way_forward_is_valid_too() -> None:
    repeated = finding("repeats-failed-trial", remedies=(Remedy(topic=Topic.SWITCH),))
    told = offered(draft("sertraline"), repeated, chart=ONE_FAILURE)
    assert told
    for action in told:
        validate(action["resource"], "R4")


def test_at_most_four_suggestions_stand_on_a_card() -> None:
    found = finding(
        "matrix-contraindicated",
        "critical",
        on="mirtazapine",
        remedies=(Remedy(tests=("tsh", "sodium", "alt")), Remedy(topic=Topic.SWITCH), Remedy(note="Check.")),
    )
    (card,) = cards(draft("mirtazapine", 15), found, chart=[*ONE_FAILURE, *takes("lithium", 300, "2026-11-20")])
    assert len(card["suggestions"]) <= 4
