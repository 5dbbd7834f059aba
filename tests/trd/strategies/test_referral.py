"""Referral: to whom, with what (§2.9)."""

from typing import Any

import pytest

from tests.told import option
from trd.terms import Topic


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"history": "H1"}, "psychiatry"),
        ({"history": "H1", "patient": {"born": "1951-11-23"}}, "old-age"),
        ({"history": "H2", "hcg": False, "conditions": [{"concept": "pregnancy", "onset": "2026-08-01"}]}, "perinatal"),
    ],
)
def test_the_referral_goes_to_the_right_service(told: dict[str, Any], kind: str) -> None:
    found = option(Topic.SPECIALIST_REFERRAL, **told)
    assert found.kind == kind


def test_a_referral_takes_the_failed_trials_along_and_names_other_services() -> None:
    found = option(Topic.SPECIALIST_REFERRAL, history="H1", conditions=[{"concept": "alcohol-use"}])
    assert len([reference for reference in found.supporting if reference.startswith("MedicationStatement/")]) == 2
    assert "also addiction" in found.rationale.casefold()
