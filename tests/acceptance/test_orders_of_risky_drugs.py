"""Drafts that the record speaks against: age, heart, kidney, seizures, pressure (N53), bipolar disorder (N58)."""

from typing import Any

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import (
    DEPRESSION,
    VERIFICATION,
    Resource,
    Told,
    blood_pressure,
    checked,
    concept,
    diagnosis,
    measured,
    one_failure,
    person,
    takes,
    two_failures,
)
from tests.acceptance.findings import actions, checks, found, valid
from tests.acceptance.orders import ECT, draft, ordering, referral


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


async def test_n58_an_antidepressant_alone_with_mania_is_the_only_finding(ask: Ask) -> None:
    mania: Resource = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F30.10"}]},
        "onsetDateTime": "2026-10-01",
    }
    answer = await ask(ordering("order-sign", [draft("sertraline", 50)], [mania], checked()))
    assert [one[:2] for one in found(answer)] == [("antidepressant-monotherapy-bipolar", "critical")]


# ---- kidney, pressure, weight, head


@pytest.mark.parametrize(
    ("clearance", "told"),
    [(29, [("matrix-contraindicated", "critical", "S164")]), (30, [])],
    ids=["N53g 29", "N53g 30"],
)
async def test_n53g_duloxetine_and_the_kidney(
    ask: Ask, clearance: float, told: list[tuple[str, str, str | None]]
) -> None:
    record = [*checked(eGFR=35), *measured("creatinine clearance", clearance)]
    answer = await ask(ordering("order-sign", [draft("duloxetine", 30)], DEPRESSION, record))
    assert [one for one in found(answer) if one[2] == "S164"] == told


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (29.9, [("critical", "S315")]),
        (30, [("warning", "S317")]),
        (44, [("warning", "S317")]),
        (45, []),
    ],
    ids=["N53h 29.9", "N53h 30", "N53h 44", "N53h 45"],
)
async def test_n53h_lithium_and_the_kidney(ask: Ask, rate: float, told: list[tuple[str, str]]) -> None:
    answer = await ask(ordering("order-sign", [draft("lithium", 300)], DEPRESSION, two_failures(), checked(eGFR=rate)))
    assert [(level, row) for _, level, row in found(answer) if row in ("S315", "S317")] == told


async def test_n53i_without_a_kidney_value_lithium_asks_for_one(ask: Ask) -> None:
    unknown = [one for one in checked() if one["code"]["coding"][0]["code"] != "33914-3"]
    answer = await ask(ordering("order-sign", [draft("lithium", 300)], DEPRESSION, two_failures(), unknown))
    assert ("matrix-check-first", "warning", "S315") in found(answer)


async def test_n53k_esketamine_with_an_aneurysm(ask: Ask) -> None:
    told = (DEPRESSION, two_failures(), diagnosis("abdominal aortic aneurysm"), checked())
    answer = await ask(ordering("order-sign", [draft("esketamine", 56)], *told))
    assert ("service-contraindicated", "critical", "S379") in found(answer)


async def test_n53l_tms_with_a_cochlear_implant(ask: Ask) -> None:
    tms = referral({"text": "Transcranial magnetic stimulation"})
    told = (DEPRESSION, two_failures(), diagnosis("cochlear implant"), checked())
    answer = await ask(ordering("order-sign", [tms], *told))
    assert ("service-contraindicated", "critical", "S405") in found(answer)


@pytest.mark.parametrize(("index", "hit"), [(35.0, True), (34.9, False)], ids=["N53n 35.0", "N53n 34.9"])
async def test_n53n_olanzapine_and_weight(ask: Ask, index: float, hit: bool) -> None:
    answer = await ask(
        ordering("order-sign", [draft("olanzapine", 2.5)], DEPRESSION, one_failure(), checked(bmi=index))
    )
    assert (("matrix-avoid", "warning", "S270") in found(answer)) is hit


# ---- bipolar


@pytest.mark.parametrize(
    ("disorder", "beside", "told"),
    [
        pytest.param(
            diagnosis("manic episode", "2026-10-01"),
            [*takes("lithium", 900, "2026-09-01"), *measured("lithium level", 0.7)],
            [("matrix-contraindicated", "critical", "S138")],
            id="mania with lithium",
        ),
        pytest.param(
            diagnosis("bipolar II disorder"),
            [],
            [("antidepressant-monotherapy-bipolar", "warning")],
            id="bipolar II alone",
        ),
        pytest.param(
            diagnosis("bipolar II disorder"),
            [*takes("lithium", 900, "2026-09-01"), *measured("lithium level", 0.7)],
            [],
            id="bipolar II with lithium",
        ),
        pytest.param(
            diagnosis("bipolar II disorder", verificationStatus=concept(VERIFICATION, "unconfirmed")),
            [],
            [],
            id="only suspected",
        ),
    ],
)
async def test_n58_what_steadies_the_mood_decides(ask: Ask, disorder: Told, beside: Told, told: list[Any]) -> None:
    answer = await ask(ordering("order-sign", [draft("sertraline", 50)], disorder, beside, checked()))
    about = [one for one in found(answer) if one[1] != "info"]
    assert [one[: len(told[0])] if told else one for one in about] == told
