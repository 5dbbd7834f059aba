"""Which cards an order hook shows, and in which order (N59, N60)."""

from tests.acceptance.answers import Ask
from tests.acceptance.charts import DEPRESSION, checked, diagnosis, measured, takes, two_failures
from tests.acceptance.findings import found
from tests.acceptance.orders import draft, ordering


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
