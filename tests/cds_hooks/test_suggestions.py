"""What a card suggests: one drug or referral, then missing tests, each a draft that an EHR can file (§5)."""

from dataclasses import replace
from typing import Any

import pytest

from cds_hooks.drafting import Recipient
from cds_hooks.responses import Suggestion
from cds_hooks.suggestions import suggest, suggest_for_risk
from tests.cds_hooks.patient_a import assessment, augmentation, plan, telling
from tests.cds_hooks.wording.test_reviews import THYROID
from tests.cds_hooks.wording.test_suicide_risk import PRESENT, finding
from trd.diagnosis import Diagnosis
from trd.explanations import Explanations
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.options import Option
from trd.suicide_risk import OLD, SuicideRisk
from trd.terms import DiagnosisStatus, RiskLevel, Topic

P1 = Recipient(patient_id="p1", encounter_id="e1")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def told(found: tuple[Suggestion, ...]) -> list[tuple[str, str]]:
    return [(item.label, item.actions[0].description or "") for item in found]


def resource(item: Suggestion) -> dict[str, Any]:
    found = item.actions[0].resource
    assert found is not None
    return found


def test_card_7_of_the_specification_a_drug_and_the_tests_that_go_with_it(knowledge: Knowledge) -> None:
    option = augmentation(unknowns=("glucose or HbA1c", "lipids", "movement disorder"))
    found = suggest(option, telling(knowledge=knowledge), P1)
    assert told(found) == [
        (
            "Add aripiprazole 2 mg each morning",
            "Aripiprazole 2 mg oral tablet, 1 in the morning, 14 days, no repeats; added to venlafaxine XR 225 mg/day. "
            "Next step 5 mg once daily (new prescription).",
        ),
        ("Order HbA1c", "HbA1c before aripiprazole"),
        ("Order lipid panel", "Lipid panel before aripiprazole"),
    ]
    order = resource(found[0])
    assert order["medicationCodeableConcept"]["coding"][0]["code"] == "602964"
    assert order["encounter"] == {"reference": "Encounter/e1"}
    assert order["reasonReference"] == [{"reference": "Condition/1"}]
    assert order["supportingInformation"] == [
        {"reference": "MedicationStatement/venlafaxine"},
        {"reference": "MedicationStatement/sertraline"},
    ]


def test_card_8_of_the_specification_no_drug_while_a_required_fact_is_unknown(knowledge: Knowledge) -> None:
    option = augmentation("lithium", unknowns=("TSH", "calcium", "sodium", "pregnancy"), draft=False)
    found = suggest(option, telling(knowledge=knowledge), P1)
    assert told(found) == [
        ("Order TSH", "TSH before lithium carbonate"),
        ("Order calcium", "Calcium before lithium carbonate"),
        ("Order sodium", "Sodium before lithium carbonate"),
    ]


def test_a_switch_starts_the_new_drug_and_deletes_nothing(knowledge: Knowledge) -> None:
    option = Option(
        topic=Topic.SWITCH,
        agent="mirtazapine",
        plan=plan("mirtazapine", start="15", target="30", base_agent="venlafaxine"),
    )
    (found,) = suggest(option, telling(knowledge=knowledge), P1)
    assert told((found,)) == [
        (
            "Start mirtazapine 15 mg/day",
            "Mirtazapine 15 mg oral tablet, 1 at night, 28 days, no repeats; in place of venlafaxine XR, changed over "
            "as the card says. Next step 30 mg at night after 7 days if needed.",
        )
    ]
    assert found.actions[0].type == "create"


def test_a_dose_change_is_a_new_draft_that_says_what_it_replaces(knowledge: Knowledge) -> None:
    option = Option(
        topic=Topic.DOSE_OPTIMIZATION,
        agent="venlafaxine",
        case="room",
        plan=plan("venlafaxine", current_dose="150", target="225", base_agent="venlafaxine"),
    )
    (found,) = suggest(option, telling(knowledge=knowledge), P1)
    assert told((found,)) == [
        (
            "Raise venlafaxine XR to 225 mg/day",
            "Venlafaxine XR 75 mg oral capsule, 3 daily with food, 28 days, no repeats; "
            "replaces venlafaxine XR 150 mg/day",
        )
    ]
    assert "stop the earlier prescription when this is signed" in resource(found)["note"][0]["text"]
    lower = Option(topic=Topic.DOSE_OPTIMIZATION, agent="venlafaxine", case="lower", plan=option.plan)
    assert suggest(lower, telling(knowledge=knowledge), P1)[0].label == "Lower venlafaxine XR to 225 mg/day"


def test_waiting_orders_the_score_that_will_judge(knowledge: Knowledge) -> None:
    option = Option(
        topic=Topic.DOSE_OPTIMIZATION,
        case="wait",
        agent="venlafaxine",
        plan=plan("venlafaxine", current_dose="150", target="225"),
        facts={"judge_on": "2026-12-18"},
    )
    assert told(suggest(option, telling(knowledge=knowledge), P1)) == [
        ("Order PHQ-9", "PHQ-9 questionnaire, due 18 Dec 2026")
    ]


@pytest.mark.parametrize(
    "option",
    [
        augmentation(draft=False),
        augmentation(plan=None),
        Option(topic=Topic.SWITCH, agent="phenelzine", plan=plan("phenelzine", start="15")),
        Option(topic=Topic.SWITCH, agent="sertraline", plan=plan("sertraline", start="33")),
    ],
    ids=["no draft is allowed", "no plan", "an MAO inhibitor", "no product for the dose"],
)
def test_where_no_draft_is_made_the_words_alone_stand(option: Option, knowledge: Knowledge) -> None:
    assert suggest(option, telling(knowledge=knowledge), P1) == ()


@pytest.mark.parametrize(
    ("level", "days"), [(RiskLevel.HIGH, 7), (RiskLevel.PRESENT, 14), (RiskLevel.UNKNOWN, 28), (RiskLevel.NONE, 28)]
)
def test_the_first_supply_is_short_where_an_overdose_is_to_be_feared(
    level: RiskLevel, days: int, knowledge: Knowledge
) -> None:
    option = Option(topic=Topic.COMBINATION, agent="mirtazapine", plan=plan("mirtazapine", start="15"))
    judged = assessment(suicide_risk=SuicideRisk(level=level))
    (found,) = suggest(option, telling(judged, knowledge=knowledge), P1)
    assert resource(found)["dispenseRequest"]["expectedSupplyDuration"]["value"] == days
    assert f"{days} days, no repeats" in (found.actions[0].description or "")


@pytest.mark.parametrize(("agent", "start"), [("venlafaxine", "75"), ("amitriptyline", "50"), ("lithium", "300")])
def test_a_toxic_drug_is_supplied_for_two_weeks_while_the_risk_is_unknown(
    agent: str, start: str, knowledge: Knowledge
) -> None:
    option = Option(topic=Topic.SWITCH, agent=agent, plan=plan(agent, start=start))
    judged = assessment(suicide_risk=SuicideRisk(level=RiskLevel.UNKNOWN))
    (found,) = suggest(option, telling(judged, knowledge=knowledge), P1)
    assert resource(found)["dispenseRequest"]["expectedSupplyDuration"]["value"] == 14


@pytest.mark.parametrize(
    ("topic", "kind", "level", "label", "description", "priority"),
    [
        (
            Topic.ECT_REFERRAL,
            "ect",
            5,
            "Refer urgently for ECT assessment",
            "Referral: assessment for electroconvulsive therapy (ECT), 2 failed trials, urgent",
            "urgent",
        ),
        (
            Topic.TMS_REFERRAL,
            "tms",
            4,
            "Refer for TMS assessment",
            "Referral: assessment for transcranial magnetic stimulation (TMS), 2 failed trials",
            "routine",
        ),
        (
            Topic.KETAMINE_REFERRAL,
            "esketamine",
            4,
            "Refer for esketamine assessment",
            "Referral: assessment for esketamine nasal spray (supervised, certified site), 2 failed trials",
            "routine",
        ),
        (
            Topic.PSYCHOTHERAPY,
            "cbt",
            3,
            "Refer for CBT",
            "Referral: cognitive behavioural therapy (CBT) for depression, 2 failed trials",
            "routine",
        ),
        (
            Topic.SPECIALIST_REFERRAL,
            "psychiatry",
            5,
            "Refer urgently to psychiatry",
            "Referral: psychiatry, depression not responding, 2 failed trials, urgent",
            "urgent",
        ),
        (
            Topic.SPECIALIST_REFERRAL,
            "old-age",
            4,
            "Refer to old-age psychiatry",
            "Referral: old-age psychiatry, depression, 2 failed trials",
            "routine",
        ),
        (
            Topic.SPECIALIST_REFERRAL,
            None,
            4,
            "Refer to psychiatry",
            "Referral: psychiatry, depression not responding, 2 failed trials",
            "routine",
        ),
    ],
)
def test_a_referral_asks_for_an_assessment(
    topic: Topic, kind: str | None, level: int, label: str, description: str, priority: str
) -> None:
    (found,) = suggest(Option(topic=topic, kind=kind, level=level), telling(), P1)
    assert told((found,)) == [(label, description)]
    assert resource(found)["priority"] == priority
    assert resource(found)["resourceType"] == "ServiceRequest"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"resistance": replace(assessment().resistance, failed_trials=0)},
            "Referral: psychiatry, depression",
            id="no trial has failed",
        ),
        pytest.param(
            {"diagnosis": Diagnosis(status=DiagnosisStatus.EXCLUDED, reason="bipolar")},
            "Referral: psychiatry, bipolar disorder on record, 2 failed trials",
            id="another disorder",
        ),
    ],
)
def test_not_responding_is_said_only_of_a_depression_that_did_not_respond(changes: dict[str, Any], said: str) -> None:
    option = Option(topic=Topic.SPECIALIST_REFERRAL, kind="psychiatry", level=4)
    (found,) = suggest(option, telling(assessment(**changes)), P1)
    assert found.actions[0].description == said


def test_a_referral_names_what_the_record_holds_and_what_it_does_not() -> None:
    option = Option(topic=Topic.SPECIALIST_REFERRAL, kind="psychiatry", unknowns=("ECG",))
    judged = assessment(suicide_risk=SuicideRisk(level=RiskLevel.PRESENT, findings=(PRESENT,)))
    referral = next(iter(suggest(option, telling(judged), P1)))
    note = resource(referral)["note"][0]["text"]
    assert note == (
        "Suggested by decision support; not reviewed until signed. "
        "Failed this episode: venlafaxine XR 225 mg/day (190 days), sertraline 150 mg/day (101 days). "
        "Maudsley 5–7 of 15. PHQ-9 18 on 2 Nov 2026. Suicide risk on record: present. Not on record: ECG."
    )
    assert resource(referral)["supportingInfo"][-1] == {"reference": "Observation/9"}
    quiet = resource(suggest(option, telling(), P1)[0])["note"][0]["text"]
    assert "risk" not in quiet


def test_a_therapy_that_the_tables_do_not_know_is_a_referral_for_psychotherapy() -> None:
    (found,) = suggest(Option(topic=Topic.PSYCHOTHERAPY, kind="schema-therapy"), telling(), P1)
    assert resource(found)["code"]["coding"][0]["code"] == "81294000"
    trauma = suggest(Option(topic=Topic.PSYCHOTHERAPY, kind="trauma-focused"), telling(), P1)
    assert resource(trauma[0])["code"]["text"] == "Referral: trauma-focused psychotherapy"


@pytest.mark.parametrize(("kind", "code"), [("phq-9", "44249-1"), (None, "44249-1")])
def test_a_missing_score_is_asked_for_with_an_instrument_that_can_be_ordered(kind: str | None, code: str) -> None:
    (found,) = suggest(Option(topic=Topic.MEASUREMENT, kind=kind), telling(), P1)
    assert told((found,)) == [("Order PHQ-9", "PHQ-9 questionnaire today")]
    assert resource(found)["code"]["coding"][0]["code"] == code


def test_an_instrument_without_a_verified_code_is_asked_for_in_words_alone() -> None:
    assert suggest(Option(topic=Topic.MEASUREMENT, kind="qids-sr16"), telling(), P1) == ()


def test_a_finding_has_the_tests_that_follow_it_up() -> None:
    judged = assessment(explanations=Explanations(found=(THYROID,)))
    found = suggest(Option(topic=Topic.DIAGNOSTIC_REVIEW), telling(judged), P1)
    assert told(found) == [("Order TSH", "TSH"), ("Order free T4", "Free T4")]


def test_at_most_three_tests_stand_beside_a_drug(knowledge: Knowledge) -> None:
    option = augmentation(unknowns=("TSH", "calcium", "sodium", "potassium", "pregnancy"))
    found = suggest(option, telling(knowledge=knowledge), P1)
    assert [item.label for item in found[1:]] == ["Order TSH", "Order calcium", "Order sodium"]


def test_outside_the_united_states_amounts_of_substance_are_asked_for() -> None:
    option = augmentation("lithium", unknowns=("calcium",), draft=False)
    abroad = suggest(option, telling(country="GB"), P1)
    there = suggest(option, telling(country="US"), P1)
    assert resource(abroad[0])["code"]["coding"][0]["code"] == "2000-8"
    assert resource(there[0])["code"]["coding"][0]["code"] == "17861-6"


def test_a_high_risk_has_the_same_day_referral_and_the_screen_at_once() -> None:
    judged = assessment(suicide_risk=SuicideRisk(level=RiskLevel.HIGH, findings=(finding(),)))
    found = suggest_for_risk(telling(judged), P1)
    assert told(found) == [
        (
            "Refer for same-day suicide risk assessment",
            "Referral: same-day suicide risk assessment, priority immediate",
        ),
        ("Order Columbia screen", "Columbia suicide severity screen, today"),
    ]
    assert [resource(item)["priority"] for item in found] == ["stat", "stat"]


def test_a_risk_that_is_present_has_the_screen_and_an_old_answer_the_questionnaire_too() -> None:
    judged = assessment(suicide_risk=SuicideRisk(level=RiskLevel.PRESENT, findings=(PRESENT,)))
    assert told(suggest_for_risk(telling(judged), P1)) == [
        ("Order Columbia screen", "Columbia suicide severity screen")
    ]
    old = assessment(suicide_risk=SuicideRisk(level=RiskLevel.PRESENT, findings=(PRESENT,), notes=(OLD,)))
    labels = [item.label for item in suggest_for_risk(telling(old), P1)]
    assert labels == ["Order Columbia screen", "Order PHQ-9"]


@pytest.mark.parametrize("version", ["R4", "R5", "STU3"])
def test_drafts_are_written_in_the_version_that_the_client_speaks(version: str) -> None:
    (found,) = suggest(Option(topic=Topic.TMS_REFERRAL, kind="tms"), telling(fhir_version=version), P1)
    assert resource(found)["resourceType"] == ("ProcedureRequest" if version == "STU3" else "ServiceRequest")


def test_an_older_client_or_a_call_without_a_patient_gets_words_alone() -> None:
    option = Option(topic=Topic.TMS_REFERRAL, kind="tms")
    high = assessment(suicide_risk=SuicideRisk(level=RiskLevel.HIGH))
    assert suggest(option, telling(fhir_version="DSTU2"), P1) == ()
    assert suggest_for_risk(telling(high, fhir_version="DSTU2"), P1) == ()
    assert suggest(option, telling(), Recipient(patient_id="")) == ()


def test_a_clients_code_map_replaces_what_we_emit() -> None:
    maps = {"http://snomed.info/sct|23835007": {"system": "urn:local", "code": "ECT-1"}}
    (found,) = suggest(Option(topic=Topic.ECT_REFERRAL, kind="ect"), telling(code_maps=maps), P1)
    assert resource(found)["code"]["coding"][0]["code"] == "ECT-1"


def test_without_a_referral_draft_no_referral_is_suggested() -> None:
    assert suggest(Option(topic=Topic.ECT_REFERRAL, kind="ect", draft=False), telling(), P1) == ()
