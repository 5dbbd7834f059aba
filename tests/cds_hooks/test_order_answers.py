"""What all order hooks share: silence that says why, and a risk that is told whatever fails."""

import json
from typing import Any

import pytest

from cds_hooks.messages import read_request
from cds_hooks.order_answers import answer_orders
from fhir_mappings.reading.reader import read_prefetch
from tests.acceptance.charts import phq9
from tests.cds_hooks.called import call
from tests.cds_hooks.order_calls import AS_OF, ONE_FAILURE, draft, knowledge
from tests.cds_hooks.patient_a import configuration
from trd.terms import GapCode

AT_RISK = [*ONE_FAILURE[:-2], *phq9(19, "2026-11-13", thoughts_of_death=3)]


def break_the_checks(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError("of a check")


def test_where_the_checks_fail_a_risk_on_record_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds_hooks.order_judgement.check_orders", break_the_checks)
    found = call("order-sign", [draft("sertraline")], AT_RISK)
    assert found.topics == ["suicideRisk"]
    assert found.answer.failed == "ZeroDivisionError"


def test_without_a_risk_on_record_a_failure_stays_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds_hooks.order_judgement.check_orders", break_the_checks)
    with pytest.raises(ZeroDivisionError):
        call("order-sign", [draft("sertraline")])


def test_an_unreadable_draft_is_a_gap_and_no_card() -> None:
    found = call("order-sign", [{"noType": 1}])
    assert found.cards == []
    assert found.answer.counts[f"gap.{GapCode.UNREADABLE_RESOURCE}"] == 1


def test_a_hook_without_orders_is_none_of_these() -> None:
    body = json.dumps({"hook": "patient-view", "context": {"patientId": "p1"}}).encode()

    class Chart:
        id, hook = "trd-patient-view", "patient-view"

    with pytest.raises(ValueError, match="no order hook"):
        answer_orders(
            read_request(body, Chart()), read_prefetch({}, patient_id="p1"), knowledge(), configuration(), as_of=AS_OF
        )
