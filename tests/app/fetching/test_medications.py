"""Which drugs a record only points to, told without decoding what lacks nothing."""

from typing import Any

import pytest

from app.fetching.medications import all_named, pointed_to
from tests.app.fetching.conftest import bundle, raw

ORDER = {"resourceType": "MedicationRequest", "id": "1"}
NAMELESS = {**ORDER, "medicationReference": {"reference": "Medication/7"}}
NAMED = {**ORDER, "medicationReference": {"reference": "Medication/7", "display": "SERTRALINE 50 MG"}}
R5 = {**ORDER, "medication": {"reference": {"reference": "Medication/7"}}}
R5_NAMED = {**ORDER, "medication": {"reference": {"display": "Sertraline", "reference": "Medication/7"}}}
CODED = {**ORDER, "medication": {"concept": {"text": "Sertraline"}}}
DRUG = {"resourceType": "Medication", "id": "7", "code": {"text": "Sertraline"}}


@pytest.mark.parametrize(
    ("resources", "named", "pointed"),
    [
        pytest.param([NAMELESS], False, {"7": False}, id="no name beside it"),
        pytest.param([NAMED], True, {"7": True}, id="a name beside it"),
        pytest.param([NAMED, NAMELESS], False, {"7": False}, id="once with, once without"),
        pytest.param([R5], False, {"7": False}, id="R5, no name"),
        pytest.param([R5_NAMED], True, {"7": True}, id="R5, a name"),
        pytest.param([CODED], True, {}, id="R5, a concept"),
        pytest.param([NAMELESS, DRUG], False, {}, id="the drug came along"),
        pytest.param([], True, {}, id="nothing"),
        pytest.param(
            [{**ORDER, "medicationReference": {"reference": "Medication/7", "display": " "}}],
            False,
            {"7": False},
            id="a blank is no name",
        ),
        pytest.param(
            [{**ORDER, "medicationReference": {"reference": "#a", "display": "x"}}], True, {}, id="inside itself"
        ),
        pytest.param([{**ORDER, "medicationReference": {"reference": "Substance/9"}}], False, {}, id="no Medication"),
        pytest.param([{**ORDER, "medicationReference": "Medication/7"}], False, {}, id="broken"),
    ],
)
def test_a_drug_is_pointed_to(resources: list[dict[str, Any]], named: bool, pointed: dict[str, bool]) -> None:
    answers = [raw(bundle(*resources))]
    assert all_named(answers) is named
    assert pointed_to(answers) == pointed


def test_a_record_alone_is_looked_at_as_one_in_a_bundle() -> None:
    assert pointed_to([raw(NAMELESS)]) == {"7": False}


def test_a_drug_in_another_answer_is_held() -> None:
    assert pointed_to([raw(bundle(NAMELESS)), raw(bundle(DRUG))]) == {}


def test_what_is_no_json_points_to_nothing() -> None:
    assert pointed_to([b'<html>"medicationReference"</html>']) == {}
