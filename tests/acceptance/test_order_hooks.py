"""The order hooks asked over HTTP: the worked cases N52 to N59 where they speak of cards and suggestions."""

from typing import Any

import pytest

from fhir_mappings.writing.templates import validate
from tests.acceptance.answers import Answer, Ask
from tests.acceptance.charts import (
    DEPRESSION,
    Resource,
    Told,
    blood_pressure,
    chart,
    checked,
    diagnosis,
    measured,
    once_daily,
    one_failure,
    person,
    phq9,
    takes,
    took,
    two_failures,
)
from tests.acceptance.orders import ECT, draft, ordering, referral, supplied

LEVELS = ("critical", "warning", "info")


def found(answer: Answer) -> list[tuple[str, str, str | None]]:
    """Check, level and row of every finding that the cards carry."""
    return [
        (one["check"], one["level"], one.get("row"))
        for card in answer.cards
        for one in card["extension"].get("org.trd-cds.order-findings", ())
    ]


def checks(answer: Answer) -> set[str]:
    return {check for check, _, _ in found(answer)}


def level_of(answer: Answer, check: str) -> str | None:
    return next((level for known, level, _ in found(answer) if known == check), None)


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for one in card.get("suggestions", ()) for action in one["actions"]]


def creates_of_drugs(answer: Answer) -> list[tuple[str, str]]:
    """On which card a new drug can be filed, and its RxNorm product."""
    return [
        (card["source"]["topic"]["code"], action["resource"]["medicationCodeableConcept"]["coding"][0]["code"])
        for card in answer.cards
        for action in actions(card)
        if action["type"] == "create" and action["resource"]["resourceType"] == "MedicationRequest"
    ]


def valid(answer: Answer) -> None:
    for card in answer.cards:
        for action in actions(card):
            if "resource" in action:
                validate(action["resource"], "R4")


# ---- N52 washout and MAO inhibitors


@pytest.mark.parametrize(
    ("past", "drafted", "row", "first_free_day"),
    [
        pytest.param(("phenelzine", 45, "2026-11-09"), ("sertraline", 50), "S020", "2026-11-24", id="N52a"),
        pytest.param(("phenelzine", 45, "2026-11-08"), ("sertraline", 50), None, None, id="N52b"),
        pytest.param(("sertraline", 50, "2026-11-09"), ("phenelzine", 15), "S002", "2026-11-24", id="N52e"),
        pytest.param(("sertraline", 50, "2026-11-08"), ("phenelzine", 15), None, None, id="N52e, a day later"),
    ],
)
async def test_a_washout_moves_the_start_of_the_draft_to_the_first_free_day(
    ask: Ask, past: tuple[str, float, str], drafted: tuple[str, float], row: str | None, first_free_day: str | None
) -> None:
    drug, dose, end = past
    answer = await ask(
        ordering("order-sign", [draft(*drafted)], DEPRESSION, took(drug, dose, "2026-09-01", end), checked())
    )
    told = [one for one in found(answer) if one[0] == "maoi-washout"]
    assert told == ([("maoi-washout", "critical", row)] if row else [])
    if first_free_day:
        card = answer.card("orderSafety")
        assert card["indicator"] == "critical"
        (action,) = actions(card)
        assert action["type"] == "update"
        assert action["resource"]["dispenseRequest"]["validityPeriod"]["start"] == first_free_day
    valid(answer)


async def test_n52h_two_that_both_run_are_one_finding_and_the_draft_is_removed(ask: Ask) -> None:
    answer = await ask(
        ordering("order-sign", [draft("sertraline", 50)], DEPRESSION, takes("phenelzine", 45, "2026-09-01"), checked())
    )
    assert found(answer)[0][:2] == ("serotonin-syndrome-risk", "critical")
    assert len(found(answer)) == 1
    card = answer.card("orderSafety")
    assert card["summary"].startswith("Do not combine: phenelzine with sertraline can cause serotonin syndrome")
    assert [(one["type"], one["resourceId"]) for one in actions(card)] == [
        ("delete", "MedicationRequest/draft-sertraline")
    ]


async def test_n52j_a_danger_that_runs_is_said_on_an_order_hook_too(ask: Ask) -> None:
    running = (takes("phenelzine", 45, "2026-09-01"), takes("sertraline", 50, "2026-09-01"))
    answer = await ask(ordering("order-sign", [draft("amoxicillin", 500)], DEPRESSION, *running, checked()))
    assert answer.topics == ["orderSafety"]
    assert answer.cards[0]["indicator"] == "critical"
    assert not actions(answer.cards[0])


async def test_n52l_an_old_open_order_may_still_be_taken(ask: Ask) -> None:
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": draft("phenelzine", 45)["medicationCodeableConcept"],
        "authoredOn": "2025-01-10",
        "dosageInstruction": [once_daily(45)],
        **supplied(30),
    }
    answer = await ask(ordering("order-sign", [draft("sertraline", 50)], DEPRESSION, [order], checked()))
    assert level_of(answer, "maoi-washout") == "critical"
    assert "may still be" in answer.words


# ---- N53 dose, heart, seizure


def citalopram_raised(born: str, **more: Any) -> Resource:
    raised = draft("citalopram", 40, priorPrescription={"reference": "MedicationStatement/medicationstatement-2"})
    return ordering(
        "order-sign",
        [raised],
        DEPRESSION,
        takes("citalopram", 20, "2026-09-01"),
        checked(),
        who=person(born),
        **more,
    )


async def test_n53a_at_sixty_citalopram_is_lowered_to_twenty(ask: Ask) -> None:
    answer = await ask(citalopram_raised("1966-11-23"))
    assert ("above-maximum-dose", "critical", "S055") in found(answer)
    card = answer.card("orderSafety")
    assert card["indicator"] == "critical"
    (action,) = actions(card)
    assert action["type"] == "update"
    told = action["resource"]
    assert told["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 20
    assert told["medicationCodeableConcept"]["coding"][0]["code"] == "200371"
    assert told["priorPrescription"] == {"reference": "MedicationStatement/medicationstatement-2"}
    valid(answer)


async def test_n53b_a_day_younger_it_is_not(ask: Ask) -> None:
    assert "above-maximum-dose" not in checks(await ask(citalopram_raised("1966-11-24")))


@pytest.mark.parametrize(
    ("qtc", "check", "indicator"),
    [
        (469, None, None),
        (470, "matrix-avoid", "warning"),
        (499, "matrix-avoid", "warning"),
        (500, "matrix-contraindicated", "critical"),
    ],
    ids=["N53c 469", "N53c 470", "N53c 499", "N53c 500"],
)
async def test_n53c_the_heart_decides_how_loud_the_card_is(
    ask: Ask, qtc: int, check: str | None, indicator: str | None
) -> None:
    answer = await ask(ordering("order-sign", [draft("escitalopram", 10)], DEPRESSION, checked(QTc=qtc)))
    assert [one[0] for one in found(answer) if one[0].startswith("matrix")] == ([check] if check else [])
    assert [card["indicator"] for card in answer.cards] == ([indicator] if indicator else [])
    deletes = [action for card in answer.cards for action in actions(card) if action["type"] == "delete"]
    assert bool(deletes) is (indicator == "critical")


async def test_n53e_a_caution_is_never_a_card(ask: Ask) -> None:
    unknown = {"resourceType": "Patient", "id": "chart-1", "birthDate": "1979-06-14"}
    answer = await ask(ordering("order-sign", [draft("mirtazapine", 15)], DEPRESSION, checked(QTc=450), who=unknown))
    assert not [one for one in found(answer) if one[2] == "S038"]


async def test_n53f_bupropion_with_epilepsy_is_removed(ask: Ask) -> None:
    answer = await ask(
        ordering("order-sign", [draft("bupropion", 150)], DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    )
    assert ("matrix-contraindicated", "critical", "S109") in found(answer)
    card = answer.card("orderSafety")
    assert actions(card)[0] == {
        "type": "delete",
        "description": "Remove the unsigned bupropion 150 mg/day order",
        "resourceId": "MedicationRequest/draft-bupropion",
    }
    valid(answer)


@pytest.mark.parametrize(
    ("code", "loud"),
    [
        pytest.param(ECT, {"critical"}, id="N53m the treatment"),
        pytest.param(
            {**ECT, "text": "Referral: assessment for electroconvulsive therapy (ECT)"},
            {"warning", "info"},
            id="N53m assessment",
        ),
    ],
)
async def test_n53m_a_referral_to_the_centre_is_a_warning_at_most(ask: Ask, code: Resource, loud: set[str]) -> None:
    answer = await ask(
        ordering(
            "order-sign",
            [referral(code)],
            DEPRESSION,
            two_failures(),
            diagnosis("raised intracranial pressure"),
            checked(),
        )
    )
    card = answer.card("orderSafety")
    assert card["indicator"] in loud
    deletes = [action for action in actions(card) if action["type"] == "delete"]
    assert bool(deletes) is (card["indicator"] == "critical")
    valid(answer)


# ---- N54 serotonergic drugs, duplicates, repeats


async def on_one_failure(ask: Ask, *orders: Resource, hook: str = "order-sign", more: Told | None = None) -> Answer:
    return await ask(ordering(hook, list(orders), DEPRESSION, one_failure(), checked(), more or []))


async def test_n54a_linezolid_beside_sertraline(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("linezolid", 1200))
    assert level_of(answer, "serotonin-syndrome-risk") == "critical"


async def test_n54b_tramadol_beside_sertraline(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("tramadol", 100))
    assert level_of(answer, "serotonin-syndrome-risk") == "warning"
    assert not actions(answer.card("orderSafety"))


async def test_n54c_a_triptan_is_never_a_card(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("sumatriptan", 50))
    assert answer.topics == []


async def test_n54d_ibuprofen_beside_lithium_is_text_only(ask: Ask) -> None:
    lithium = [*takes("lithium", 900, "2026-09-01"), *measured("lithium level", 0.7)]
    answer = await on_one_failure(ask, draft("ibuprofen", 1200), more=lithium)
    assert ("matrix-avoid", "warning", "S323") in found(answer)
    assert not actions(answer.card("orderSafety"))


async def test_n54e_a_second_bupropion_is_removed(ask: Ask) -> None:
    running = takes("bupropion", 300, "2026-09-01")
    twice = await ask(ordering("order-sign", [draft("bupropion", 150)], DEPRESSION, running, checked()))
    assert level_of(twice, "duplicate-moiety") == "critical"
    assert actions(twice.card("orderSafety"))[0]["type"] == "delete"


async def test_n54f_a_change_of_the_running_order_is_no_duplicate(ask: Ask) -> None:
    running = [{**one, "id": "running"} for one in takes("bupropion", 300, "2026-09-01")]
    changed = draft("bupropion", 150, priorPrescription={"reference": "MedicationStatement/running"})
    answer = await ask(ordering("order-sign", [changed], DEPRESSION, running, checked()))
    assert "duplicate-moiety" not in checks(answer)


async def test_n54g_two_of_one_class_are_one_card(ask: Ask) -> None:
    answer = await on_one_failure(ask, draft("escitalopram", 10))
    assert level_of(answer, "same-class-twice") == "warning"
    assert answer.topics == ["orderSafety"]


async def test_n54h_a_stop_in_the_same_call_plans_the_end(ask: Ask) -> None:
    stop = draft("sertraline", 50, status="stopped")
    assert "same-class-twice" not in checks(await on_one_failure(ask, draft("escitalopram", 10), stop))


def failed_and_stopped(drug: str = "sertraline", dose: float = 150) -> Told:
    return [*took(drug, dose, "2026-01-10", "2026-04-20"), *phq9(21, "2026-01-08"), *phq9(19, "2026-04-18")]


async def test_n54i_a_repeat_is_told_and_the_create_stands_on_the_switch_card(ask: Ask) -> None:
    told = (DEPRESSION, failed_and_stopped(), checked())
    request = ordering("order-select", [draft("sertraline", 100)], *told, asOf="2026-05-01")
    request["prefetch"]["observations"]["entry"] = [
        entry
        for entry in request["prefetch"]["observations"]["entry"]
        if entry["resource"]["effectiveDateTime"] < "2026-05"
    ]
    answer = await ask(request)
    assert level_of(answer, "repeats-failed-trial") == "warning"
    assert answer.topics == ["orderSafety", "switch"]
    safety, switch = answer.cards
    assert safety["indicator"] == "warning"
    assert not actions(safety)
    assert [topic for topic, _ in creates_of_drugs(answer)] == ["switch"]
    assert "venlafaxine" in switch["summary"]


async def test_n54k_the_enantiomer_of_a_failed_drug_is_a_hint(ask: Ask) -> None:
    told = (DEPRESSION, failed_and_stopped("citalopram", 20), checked())
    answer = await ask(ordering("order-select", [draft("escitalopram", 10)], *told))
    assert level_of(answer, "repeats-failed-trial") == "info"


# ---- N55 too early


async def test_n55_a_change_that_is_too_early_is_one_quiet_card(ask: Ask) -> None:
    early = [
        *takes("sertraline", 50, "2026-11-04"),
        *phq9(20, "2026-11-03"),
        *phq9(14, "2026-11-23", thoughts_of_death=0),
    ]
    orders = [draft("mirtazapine", 15), draft("sertraline", 50, status="stopped")]
    answer = await ask(ordering("order-select", orders, DEPRESSION, early, checked()))
    assert level_of(answer, "too-early-to-judge") == "info"
    assert level_of(answer, "dose-increase-available") == "info"
    assert answer.topics.count("orderSafety") == 1
    assert set(answer.topics) <= {"orderSafety", "doseOptimization"}


# ---- N56 refill


async def test_n56_a_refill_that_does_not_work_names_what_comes_next(ask: Ask) -> None:
    refill = draft("sertraline", 50, **supplied(28))
    answer = await ask(ordering("medication-refill", [refill], DEPRESSION, one_failure(), checked()))
    assert level_of(answer, "refill-not-working") == "warning"
    assert answer.topics == ["orderSafety", "switch"]
    assert not actions(answer.cards[0])
    assert creates_of_drugs(answer) == [("switch", "313583")]
    alone = await ask(ordering("medication-refill", [refill], DEPRESSION, one_failure(), checked(), maxCards=1))
    assert alone.topics == ["orderSafety"]
    assert creates_of_drugs(alone) == [("orderSafety", "313583")]
    valid(alone)


@pytest.mark.parametrize(
    "course",
    [
        pytest.param(
            [*takes("sertraline", 50, "2026-09-01"), *phq9(20, "2026-08-31"), *phq9(9, "2026-11-13")], id="it works"
        ),
        pytest.param([*takes("sertraline", 50, "2026-11-14"), *phq9(20, "2026-11-13")], id="nine days"),
    ],
)
async def test_n56_a_refill_that_works_or_is_too_early_is_not_said_to_fail(ask: Ask, course: Told) -> None:
    refill = draft("sertraline", 50, **supplied(28))
    answer = await ask(ordering("medication-refill", [refill], DEPRESSION, course, checked()))
    assert "refill-not-working" not in checks(answer)
    assert "switch" not in answer.topics


async def test_n56_in_remission_a_refill_is_silent(ask: Ask) -> None:
    remitted = diagnosis("recurrent depression in full remission")
    well = [*takes("sertraline", 50, "2026-01-01"), *phq9(20, "2025-12-30"), *phq9(2, "2026-11-13")]
    answer = await ask(ordering("medication-refill", [draft("sertraline", 50)], remitted, well, checked()))
    assert answer.cards == ()


# ---- N57 quantity


@pytest.mark.parametrize(
    ("item", "days", "level"),
    [
        pytest.param(3, 30, "critical", id="high, 30 days"),
        pytest.param(3, 8, "critical", id="high, 8 days"),
        pytest.param(3, 7, None, id="high, 7 days"),
        pytest.param(1, 15, "warning", id="present, 15 days"),
        pytest.param(1, 14, None, id="present, 14 days"),
        pytest.param(0, 30, None, id="none"),
    ],
)
async def test_n57_a_long_supply_with_suicide_risk_is_shortened(
    ask: Ask, item: int, days: int, level: str | None
) -> None:
    refill = draft("venlafaxine", 225, **supplied(days))
    answer = await ask(
        ordering("medication-refill", [refill], DEPRESSION, two_failures(thoughts_of_death=item), checked())
    )
    assert level_of(answer, "quantity-with-suicide-risk") == level
    if item:
        assert answer.topics[0] == "suicideRisk"
    if level:
        card = answer.card("orderSafety")
        update = next(action["resource"] for action in actions(card) if action["type"] == "update")
        assert update["dispenseRequest"]["expectedSupplyDuration"]["value"] == (7 if item == 3 else 14)
        assert update["dispenseRequest"]["numberOfRepeatsAllowed"] == 0
        assert card["indicator"] == level
    valid(answer)


# ---- N58 bipolar


async def test_n58_an_antidepressant_alone_with_mania_is_the_only_finding(ask: Ask) -> None:
    mania: Resource = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F30.10"}]},
        "onsetDateTime": "2026-10-01",
    }
    answer = await ask(ordering("order-sign", [draft("sertraline", 50)], [mania], checked()))
    assert [one[:2] for one in found(answer)] == [("antidepressant-monotherapy-bipolar", "critical")]


# ---- N59 cards, filters, two drafts


async def test_n59b_safety_cards_are_never_cut(ask: Ask) -> None:
    told = (DEPRESSION, two_failures(thoughts_of_death=3), diagnosis("epilepsy"), checked())
    answer = await ask(ordering("order-sign", [draft("bupropion", 150)], *told, maxCards=1))
    assert answer.topics == ["suicideRisk", "orderSafety"]
    assert [card["indicator"] for card in answer.cards] == ["critical", "critical"]


async def test_n59d_two_drafts_are_two_cards_worst_first(ask: Ask) -> None:
    lithium = [*takes("lithium", 900, "2026-09-01"), *measured("lithium level", 0.7)]
    told = (DEPRESSION, two_failures(), lithium, diagnosis("epilepsy"), checked())
    answer = await ask(ordering("order-sign", [draft("ibuprofen", 1200), draft("bupropion", 150)], *told))
    assert answer.topics == ["orderSafety", "orderSafety"]
    assert [card["indicator"] for card in answer.cards] == ["critical", "warning"]
    first, second = (card["extension"]["org.trd-cds.order-findings"][0] for card in answer.cards)
    assert (first["row"], first["order"]) == ("S109", "MedicationRequest/draft-bupropion")
    assert (second["row"], second["order"]) == ("S323", "MedicationRequest/draft-ibuprofen")


async def test_n59h_an_antibiotic_is_none_of_our_business(ask: Ask) -> None:
    answer = await ask(ordering("order-select", [draft("amoxicillin", 500)], DEPRESSION, two_failures(), checked()))
    assert answer.cards == ()


async def test_n59i_a_signature_without_a_finding_shows_nothing_of_the_next_step(ask: Ask) -> None:
    renewed = draft("venlafaxine", 225, priorPrescription={"reference": "MedicationStatement/medicationstatement-3"})
    answer = await ask(ordering("order-sign", [renewed], DEPRESSION, two_failures(), checked()))
    assert answer.cards == ()


async def test_n59j_a_drug_for_pain_without_depression_or_interaction(ask: Ask) -> None:
    pain = diagnosis("neuropathic pain")
    amitriptyline = draft("sertraline", 25, medicationCodeableConcept={"text": "amitriptyline 25 mg tablet"})
    amitriptyline |= {"id": "draft-ami", "reasonCode": [{"text": "neuropathic pain"}]}
    assert (await ask(ordering("order-sign", [amitriptyline], pain, checked()))).cards == ()


async def test_n60_the_order_of_the_record_changes_nothing(ask: Ask) -> None:
    told = (DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    once = ordering("order-sign", [draft("bupropion", 150)], *told)
    again = ordering("order-sign", [draft("bupropion", 150)], *told)
    for key, answer in again["prefetch"].items():
        if key != "patient" and "entry" in answer:
            answer["entry"] = [*reversed(answer["entry"]), *answer["entry"]]
            answer["total"] = len(answer["entry"])
    first, second = await ask(once), await ask(again)
    assert found(first) == found(second)
    assert [card["summary"] for card in first.cards] == [card["summary"] for card in second.cards]


# ---- dialects of the drafts


def as_sandbox(order: Resource) -> Resource:
    dosage = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}
    dosage["doseAndRate"] = [{"doseQuantity": {"value": 1, "unit": "{pill}", "code": "{pill}"}}]  # type: ignore[assignment]
    return {**order, "category": {"text": "community"}, "dosageInstruction": [dosage]}


@pytest.mark.parametrize(
    "orders",
    [
        pytest.param(
            {"resourceType": "Bundle", "entry": [{"resource": as_sandbox(draft("bupropion", 150))}]}, id="sandbox"
        ),
        pytest.param([draft("bupropion", 150)], id="a list"),
        pytest.param(draft("bupropion", 150), id="one resource"),
        pytest.param(
            [
                draft(
                    "bupropion", 150, medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"}
                ),
                {"resourceType": "Medication", "id": "m", "code": draft("bupropion", 150)["medicationCodeableConcept"]},
            ],
            id="the Medication beside it",
        ),
        pytest.param(
            [
                draft(
                    "bupropion",
                    150,
                    medicationCodeableConcept=None,
                    medicationReference={"display": "BUPROPION HCL ER (XL) 150 MG PO TB24"},
                )
            ],
            id="a display in capitals",
        ),
        pytest.param(
            [
                draft(
                    "bupropion",
                    150,
                    medicationCodeableConcept=None,
                    medication={"concept": draft("bupropion", 150)["medicationCodeableConcept"]},
                )
            ],
            id="R5",
        ),
    ],
)
async def test_a_draft_is_checked_in_every_dialect(ask: Ask, orders: Any) -> None:
    request = ordering("order-sign", [], DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    request["context"]["draftOrders"] = orders
    answer = await ask(request)
    assert ("matrix-contraindicated", "critical", "S109") in found(answer)


async def test_the_first_call_of_the_sandbox_is_silent(ask: Ask) -> None:
    empty = {
        "resourceType": "MedicationRequest",
        "id": "request-123",
        "status": "draft",
        "subject": {"reference": "Patient/chart-1"},
    }
    answer = await ask(ordering("order-select", [empty], DEPRESSION, two_failures(thoughts_of_death=3), checked()))
    assert answer.cards == ()


async def test_a_draft_that_stands_in_the_record_too_is_no_history(ask: Ask) -> None:
    drafted = draft("mirtazapine", 15, authoredOn="2026-11-23")
    filed = {**drafted, "status": "active"}
    alone = await ask(ordering("order-sign", [drafted], DEPRESSION, two_failures(), checked()))
    both = await ask(ordering("order-sign", [drafted], DEPRESSION, two_failures(), [filed], checked()))
    assert found(alone) == found(both)
    stood = await ask(chart(DEPRESSION, two_failures(), checked()))
    assert stood.assessment["failedTrials"] == 2


@pytest.mark.parametrize(
    "pressure", [(139, 89, set()), (140, 89, {"info"}), (139, 90, {"info"})], ids=["below", "140", "90"]
)
async def test_n53j_pressure_before_esketamine_is_checked_first(ask: Ask, pressure: tuple[int, int, set[str]]) -> None:
    systolic, diastolic, levels = pressure
    esketamine = referral({"text": "Esketamine nasal spray treatment"})
    bp = [one for one in checked() if one["code"]["coding"][0]["code"] != "85354-9"]
    told = (DEPRESSION, two_failures(), bp, blood_pressure(systolic, diastolic))
    answer = await ask(ordering("order-sign", [esketamine], *told))
    assert {level for _, level, row in found(answer) if row == "S083"} == levels
