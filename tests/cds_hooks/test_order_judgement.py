"""A call judged: a draft is never history, and nothing is drafted before it is cleared (R-E2, R-Z7)."""

import json
from dataclasses import replace
from typing import Any

from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.messages import read_request
from cds_hooks.order_judgement import JudgedOrders, concerns_us, in_their_version, judge_orders, read_ordered
from fhir_mappings.reading.reader import read_prefetch
from tests.acceptance.charts import measured
from tests.cds_hooks.called import request
from tests.cds_hooks.order_calls import AS_OF, ONE_FAILURE, draft, knowledge
from tests.cds_hooks.patient_a import configuration
from trd.drafts import DraftedDrug, DraftedService, Drafts
from trd.options import Caution, Option, Recommendations
from trd.terms import Topic


def judged(hook: str, orders: Any, chart: list[dict[str, Any]]) -> JudgedOrders:
    sent = read_request(json.dumps(request(hook, orders, chart)).encode(), ALL_SERVICES[f"trd-{hook}"])
    assert sent.ordered is not None
    resources = read_prefetch(sent.prefetch, patient_id="p1")
    record = read_ordered(sent, sent.ordered, resources, knowledge(), as_of=AS_OF)
    return judge_orders(record, knowledge(), configuration(), as_of=AS_OF)


def test_a_draft_changes_nothing_of_the_assessment() -> None:
    with_draft = judged("order-sign", [draft("mirtazapine", 15)], [*ONE_FAILURE, draft("mirtazapine", 15)])
    without = judged("order-sign", [], ONE_FAILURE)
    assert [one.trial.agents for one in with_draft.assessment.trials] == [
        one.trial.agents for one in without.assessment.trials
    ]
    assert with_draft.assessment.resistance == without.assessment.resistance


def test_the_findings_stand_in_the_recommendations() -> None:
    lithium = [*ONE_FAILURE, *measured("eGFR", 20)]
    found = judged("order-sign", [draft("citalopram", 80)], lithium).recommendations.order_findings
    assert "above-maximum-dose" in [finding.check for finding in found]


def test_nothing_is_drafted_before_what_is_to_be_checked_first_is_cleared(monkeypatch: Any) -> None:
    cleared = Option(topic=Topic.SWITCH, agent="bupropion")
    held = Option(
        topic=Topic.AUGMENTATION, agent="lithium", cautions=(Caution(row="S1", message="Check.", check_first=True),)
    )
    whole = Recommendations(gate=None, row="D20", summary_allowed=True, options=(cleared, held))
    monkeypatch.setattr("cds_hooks.order_judgement.recommend", lambda *_: whole)
    found = judged("order-sign", [draft("sertraline")], ONE_FAILURE).recommendations.options
    assert [option.draft for option in found] == [True, False]


def test_what_concerns_us() -> None:
    drug = DraftedDrug(reference=None, label="amoxicillin")
    assert not concerns_us(Drafts(drugs=(drug,), services=(DraftedService(reference=None, label="X-ray"),)))
    assert concerns_us(Drafts(drugs=(DraftedDrug(reference=None, label="x", psychotropic=True),)))
    ect = DraftedService(reference=None, label="ECT", procedures=frozenset({"ect"}))
    assert concerns_us(Drafts(services=(ect,)))


def test_a_client_that_does_not_say_its_version_is_answered_in_that_of_its_drafts() -> None:
    told = draft("sertraline")
    told["medication"] = {"concept": told.pop("medicationCodeableConcept")}
    sent = read_request(json.dumps(request("order-sign", [told])).encode(), ALL_SERVICES["trd-order-sign"])
    assert sent.ordered is not None
    record = read_ordered(sent, sent.ordered, read_prefetch({}, patient_id="p1"), knowledge(), as_of=AS_OF)
    assert in_their_version(configuration(), sent, record).fhir_version == "R5"
    said = replace(sent, fhir_version="R4")
    assert in_their_version(configuration(), said, record).fhir_version == "R4"
