"""How much is handed over at first."""

import pytest

from fhir_mappings.writing.supply import first_supply_days
from trd.knowledge.loading import load
from trd.terms import RiskLevel


@pytest.mark.parametrize(
    ("step", "risk", "toxic", "days"),
    [
        pytest.param(None, RiskLevel.NONE, True, 28, id="no risk: four weeks"),
        pytest.param(14, RiskLevel.NONE, False, 14, id="a first step of two weeks"),
        pytest.param(None, RiskLevel.PRESENT, False, 14, id="risk present: two weeks"),
        pytest.param(7, RiskLevel.PRESENT, False, 7, id="risk present, step of a week"),
        pytest.param(None, RiskLevel.HIGH, False, 7, id="risk high: one week"),
        pytest.param(None, RiskLevel.UNKNOWN, False, 28, id="risk unknown, usual drug"),
        pytest.param(None, RiskLevel.UNKNOWN, True, 14, id="risk unknown, toxic in overdose"),
    ],
)
def test_the_first_supply_is_short_where_an_overdose_is_to_be_feared(
    step: int | None, risk: RiskLevel, toxic: bool, days: int
) -> None:
    assert first_supply_days(first_step_days=step, risk=risk, toxic=toxic, knowledge=load()) == days
