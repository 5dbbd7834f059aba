"""O24 and O25: a dose that could not be read, and a drug that could not be told; neither is called safe."""

from typing import Any

import pytest

from tests.told import findings_of, found_by, the_finding

DOSE, DRUG = "unreadable-dose", "unknown-drug"


@pytest.mark.parametrize("reading", ["missing", "unreadable", "two-readings"])
@pytest.mark.parametrize(
    ("hook", "agent", "level"),
    [
        ("order-sign", "sertraline", "info"),
        ("order-select", "lithium", "info"),
        ("order-sign", "lithium", "warning"),
        ("order-sign", "nortriptyline", "warning"),
        ("order-sign", "phenelzine", "warning"),
    ],
)
def test_a_dose_that_could_not_be_read(hook: str, agent: str, level: str, reading: str) -> None:
    found = the_finding(DOSE, hook=hook, drafts=[{"agent": agent, "dose": 20, "reading": reading}])
    assert found.level == level
    assert found.message == f"The dose of {agent} could not be read; only the drug was checked."


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drafts": [["sertraline", 50]]}, id="it was read"),
        pytest.param({"drafts": [{"agent": "sertraline", "tapers": True}]}, id="a taper"),
        pytest.param({"drafts": [{"agent": "esketamine", "as_needed": True}]}, id="sessions by plan"),
        pytest.param({"drafts": [["omeprazole"]]}, id="a drug that only interacts"),
        pytest.param({"hook": "medication-refill", "drafts": [["sertraline"]]}, id="a refill"),
    ],
)
def test_nothing_to_read(case: dict[str, Any]) -> None:
    assert found_by(DOSE, **case) is None


def test_the_drug_is_checked_all_the_same() -> None:
    epilepsy = [{"concept": "seizure-epilepsy", "onset": "2015-01-01"}]
    found = findings_of(conditions=epilepsy, drafts=[["bupropion"]])
    assert found[0].level == "critical"
    assert DOSE in {each.check for each in found}


def test_an_unread_dose_is_judged_by_no_limit() -> None:
    unread = {"agent": "citalopram", "dose": 80, "reading": "two-readings"}
    assert found_by("above-maximum-dose", drafts=[unread]) is None


UNKNOWN = {"label": "Sertralinum XX", "psychotropic": True}


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_drug_of_ours_that_could_not_be_told(hook: str) -> None:
    found = the_finding(DRUG, hook=hook, drafts=[UNKNOWN])
    assert found.level == "info"
    assert found.message == '"Sertralinum XX" could not be matched to a drug; no check was done.'
    assert found.remedies == ()


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drafts": [{"label": "amoxicillin"}]}, id="none of ours"),
        pytest.param({"drafts": [["sertraline", 50]]}, id="a drug that was told"),
        pytest.param({"drafts": [{**UNKNOWN, "void": True}]}, id="void"),
        pytest.param({"drafts": [{**UNKNOWN, "stops": True}]}, id="a stop"),
        pytest.param({"drafts": [{**UNKNOWN, "selected": False}], "hook": "order-select"}, id="not selected"),
        pytest.param({"drafts": [UNKNOWN], "hook": "medication-refill"}, id="a refill"),
    ],
)
def test_no_drug_to_tell(case: dict[str, Any]) -> None:
    assert found_by(DRUG, **case) is None


def test_a_long_name_still_fits_one_line() -> None:
    found = the_finding(DRUG, drafts=[{**UNKNOWN, "label": "X" * 200}])
    assert len(found.message) <= 139
