"""What the card of a draft says, read as a clinician reads it (§4, §7.2, §7.3)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.charts import takes, took
from tests.cds_hooks.order_calls import DEPRESSION, STOPPED, cards, draft, finding
from tests.cds_hooks.test_composition import assert_keeps_the_rules
from trd.options import OrderFinding, Remedy

PHENELZINE_ENDED = [DEPRESSION, *took("phenelzine", 45, "2026-09-01", "2026-11-09")]


def card(orders: Any, *findings: OrderFinding, **more: Any) -> dict[str, Any]:
    (told,) = cards(orders, *findings, **more)
    assert_keeps_the_rules(told)
    return told


def lines(told: dict[str, Any]) -> list[str]:
    return [line for line in told["detail"].split("\n") if line]


def test_the_summary_is_the_message_without_its_full_stop_and_in_units_of_a_card() -> None:
    found = finding("above-maximum-dose", "critical", message="Sertraline 300 mg/d is above the maximum of 200 mg/d.")
    assert (
        card(draft("sertraline", 300), found)["summary"] == "Sertraline 300 mg/day is above the maximum of 200 mg/day"
    )


def test_a_repeat_is_told_with_days_dose_and_scores() -> None:
    told = card(draft("sertraline", 100), finding("repeats-failed-trial"), chart=STOPPED)
    assert told["summary"] == (
        "Sertraline already failed this episode: 305 days at 50 mg/day or more, PHQ-9 21 to 19. Repeat it?"
    )
    assert lines(told)[0] == "It was taken to 150 mg/day (10 Jan–10 Nov 2026)."
    assert "- Check first: whether the dates, doses and scores on record are right." in lines(told)


def test_a_repeat_of_an_earlier_episode_is_told_by_its_message() -> None:
    told = card(draft("sertraline", 100), finding("repeats-failed-trial", "info"), chart=STOPPED)
    assert told["summary"] == "Sentence of repeats-failed-trial"


def test_two_drugs_that_must_not_meet_are_both_named() -> None:
    found = finding(
        "serotonin-syndrome-risk",
        "critical",
        agents=("sertraline", "phenelzine"),
        message="Sertraline with phenelzine: risk of serotonin syndrome. 14 days without phenelzine are needed first.",
    )
    told = card(draft("sertraline"), found, chart=PHENELZINE_ENDED)
    assert told["summary"] == (
        "Do not combine: phenelzine with sertraline can cause serotonin syndrome; "
        "14 days without phenelzine are needed first"
    )
    assert "- Check first: whether phenelzine is still taken, and when the last dose was." in lines(told)
    assert any(line.startswith("- Watch: fever, tremor, rigidity") for line in lines(told))


def test_the_first_line_says_what_is_drafted_and_what_it_collides_with() -> None:
    found = finding("maoi-washout", "critical", agents=("sertraline", "phenelzine"))
    ended = card(draft("sertraline"), found, chart=PHENELZINE_ENDED)
    assert lines(ended)[0] == "Drafted: sertraline 50 mg/day; on record: phenelzine 45 mg/day until 9 Nov 2026."
    running = [DEPRESSION, *takes("lithium", 900, "2026-09-01")]
    found = finding("matrix-avoid", on="ibuprofen", agents=("ibuprofen", "lithium"))
    now = card(draft("ibuprofen", 400), found, chart=running)
    assert "on record: lithium 900 mg/day." in lines(now)[0]


@pytest.mark.parametrize(
    ("orders", "first"),
    [
        pytest.param(draft("sertraline"), "Drafted: sertraline 50 mg/day.", id="with its dose"),
        pytest.param(
            draft("sertraline", dosageInstruction=[{"text": "as directed"}]), "Drafted: sertraline.", id="without"
        ),
        pytest.param(
            draft("sertraline", medicationCodeableConcept={"text": "*Neuroplan* antidepressant"}),
            "Drafted: Neuroplan antidepressant.",
            id="a drug that is not known, without markup",
        ),
    ],
)
def test_what_is_drafted_is_named_as_far_as_it_is_known(orders: dict[str, Any], first: str) -> None:
    assert lines(card(orders, finding("unknown-drug", "info")))[0] == first


def test_a_finding_on_no_known_draft_speaks_for_itself() -> None:
    found = finding("a", "info", order="MedicationRequest/nowhere", details=("A sentence more.",))
    assert lines(card(draft("sertraline"), found))[0] == "A sentence more."
    assert lines(card(draft("sertraline"), finding("a", order="ServiceRequest/1")))[0] == "Sentence of a."


def test_details_are_said_once_after_the_findings() -> None:
    one = finding("a", "critical", details=("It may still be taken.", "A caution."))
    other = finding("b", "info", details=("A caution.",))
    told = lines(card(draft("sertraline"), one, other))
    assert [line for line in told if line in ("- It may still be taken.", "- A caution.", "- Sentence of b.")] == [
        "- Sentence of b.",
        "- It may still be taken.",
        "- A caution.",
    ]


def test_the_trial_that_a_finding_is_about_stands_on_the_card() -> None:
    found = finding("refill-not-working")
    told = lines(card(draft("sertraline"), found, max_cards=1))
    assert any(line.startswith("- Sertraline 50 mg/day, since 1 Sep 2026: adequate") for line in told)


def test_what_would_make_it_safe_is_told_in_words_too() -> None:
    found = finding(
        "a",
        "critical",
        remedies=(Remedy(daily_dose=Decimal(25)), Remedy(start=date(2026, 11, 24)), Remedy(supply_days=7)),
    )
    told = lines(card(draft("sertraline"), found))
    assert "- How: sertraline 25 mg/day; start on 24 Nov 2026 or later; supply 7 days or less, no repeats." in told


def test_a_note_is_what_to_check_first() -> None:
    found = finding("matrix-check-first", "info", remedies=(Remedy(note="Check first: the ECG."),))
    assert "- Check first: the ECG." in lines(card(draft("sertraline"), found))


def test_a_note_that_the_message_says_already_is_not_said_twice() -> None:
    found = finding(
        "matrix-check-first", "info", message="Check the ECG first.", remedies=(Remedy(note="Check the ECG first."),)
    )
    assert not any(line.startswith("- Check first") for line in lines(card(draft("sertraline"), found)))


def test_what_follows_the_start_is_told_under_how() -> None:
    found = finding("paediatric-order", "info", remedies=(Remedy(note="Follow-up: within a week of the start."),))
    assert "- How: follow-up: within a week of the start." in lines(card(draft("sertraline"), found))


def test_a_long_card_keeps_to_twelve_lines_and_drops_the_least() -> None:
    details = tuple(f"Sentence {number} of the details." for number in range(9))
    findings = [finding(f"check-{number}", "critical", details=details) for number in range(8)]
    told = lines(card(draft("sertraline"), *findings))
    assert len(told) <= 12
    assert all(f"check-{number}" in "".join(told) for number in range(1, 8))


def test_a_service_is_named_by_its_own_words_and_has_no_dose() -> None:
    service = {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "draft",
        "code": {"text": "Electroconvulsive therapy"},
        "subject": {"reference": "Patient/p1"},
    }
    found = finding("service-contraindicated", "critical", order="ServiceRequest/s1", agents=("ect",))
    told = card([service], finding("a", order="ServiceRequest/s1"), found)
    assert lines(told)[0] == "Drafted: Electroconvulsive therapy."


def test_a_collision_with_what_is_not_in_the_record_names_the_draft_alone() -> None:
    found = finding("same-class-twice", agents=("sertraline", "fluoxetine"))
    assert lines(card(draft("sertraline"), found))[0] == "Drafted: sertraline 50 mg/day."


def test_a_repeat_that_is_in_no_trial_of_this_episode_is_told_by_its_message() -> None:
    told = card(draft("mirtazapine", 15), finding("repeats-failed-trial", on="mirtazapine"), chart=[DEPRESSION])
    assert told["summary"] == "Sentence of repeats-failed-trial"
    assert lines(told)[0] == "Drafted: mirtazapine 15 mg/day."


def test_a_change_that_is_only_safe_without_the_draft_is_said() -> None:
    found = finding("matrix-contraindicated", "critical", remedies=(Remedy(delete=True),))
    assert "another drug: no change of dose or date clears this draft" in card(draft("sertraline"), found)["detail"]
    mild = finding("same-class-twice", "warning", remedies=(Remedy(delete=True),))
    assert "clears this draft" not in card(draft("sertraline"), mild)["detail"]


def test_several_drugs_that_must_not_meet_are_asked_about_once() -> None:
    pair = [
        finding(
            "serotonin-syndrome-risk", "critical", agents=("sertraline", other), message=f"Sertraline with {other}."
        )
        for other in ("phenelzine", "tramadol")
    ]
    told = card(draft("sertraline"), *pair, chart=PHENELZINE_ENDED)
    assert "- Check first: which of these drugs are still taken." in lines(told)
    assert told["detail"].count("still taken") == 1


@pytest.mark.parametrize(
    ("level", "asked"),
    [
        pytest.param("info", False, id="what would be asked before it is moot"),
        pytest.param("warning", True, id="another danger is still said"),
    ],
)
def test_of_a_draft_that_is_to_be_removed_only_dangers_are_said(level: str, asked: bool) -> None:
    removed = finding("matrix-contraindicated", "critical", on="bupropion", remedies=(Remedy(delete=True),))
    first = finding("matrix-check-first", level, on="bupropion", message="Check blood pressure before bupropion.")
    told = card(draft("bupropion", 150), removed, first)
    assert ("blood pressure" in told["detail"]) is asked
    assert len(told["extension"]["org.trd-cds.order-findings"]) == 2
