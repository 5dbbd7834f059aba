"""O12: before the washout is over; the first free day, or the question whether it is still taken."""

from datetime import date
from typing import Any

import pytest

from tests.told import AS_OF, days_before, findings_of, found_by, the_finding

CHECK = "maoi-washout"


def ended(agent: str, days: int) -> dict[str, Any]:
    return {"drugs": [[agent, 20, "2026-05-01", days_before(days)]]}


@pytest.mark.parametrize(
    ("old", "new", "days"),
    [
        pytest.param("phenelzine", "sertraline", 14, id="an MAO inhibitor, then an SSRI"),
        pytest.param("phenelzine", "bupropion", 14, id="then bupropion"),
        pytest.param("phenelzine", "clomipramine", 21, id="then clomipramine"),
        pytest.param("phenelzine", "tranylcypromine", 14, id="then another"),
        pytest.param("moclobemide", "sertraline", 1, id="moclobemide: a day (R-Z14)"),
        pytest.param("moclobemide", "phenelzine", 14, id="for a planned MAO inhibitor the 14 days stay"),
        pytest.param("sertraline", "phenelzine", 14, id="an SSRI, then an MAO inhibitor"),
        pytest.param("fluoxetine", "phenelzine", 35, id="fluoxetine: five weeks"),
        pytest.param("vortioxetine", "phenelzine", 21, id="vortioxetine: three weeks"),
        pytest.param("linezolid", "sertraline", 1, id="linezolid: a day"),
    ],
)
def test_the_last_day_of_the_washout_and_the_first_free_one(old: str, new: str, days: int) -> None:
    found = the_finding(CHECK, **ended(old, days), drafts=[[new, 10]])
    assert found.level == "critical"
    assert "wait until 24 Nov 2026" in found.message
    assert [remedy.start for remedy in found.remedies] == [date(2026, 11, 24)], "a later start makes it safe (R-Z44)"
    assert found.row is not None
    assert found_by(CHECK, **ended(old, days + 1), drafts=[[new, 10]]) is None


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a_draft_that_starts_on_the_first_free_day_is_silent(hook: str) -> None:
    known = ended("phenelzine", 5)
    early = {"agent": "sertraline", "dose": 50, "start": "2026-12-02"}
    assert found_by(CHECK, hook=hook, **known, drafts=[early]) is not None
    assert found_by(CHECK, hook=hook, **known, drafts=[{**early, "start": "2026-12-03"}]) is None


def test_one_that_ends_in_the_call_was_taken_today() -> None:
    stop = {"agent": "phenelzine", "of": "phenelzine", "stops": True}
    known = {"drugs": [["phenelzine", 45, "2026-05-01"]]}
    found = the_finding(CHECK, **known, drafts=[["sertraline", 50], stop])
    assert "last dose of phenelzine 23 Nov 2026; wait until 8 Dec 2026" in found.message


def test_a_washout_is_said_once_and_never_as_a_row() -> None:
    found = [
        each
        for each in findings_of(**ended("phenelzine", 5), drafts=[["clomipramine", 25]])
        if "phenelzine" in each.agents
    ]
    assert [(each.check, each.row) for each in found] == [(CHECK, "S470")]
    assert len(found[0].details) >= 2, "what the other rows say stands in the detail"


STALE = {"as": "order", "agent": "phenelzine", "dose": 45, "start": "2025-01-10", "supply_days": 30}


@pytest.mark.parametrize("drafted", ["sertraline", "bupropion", "tramadol", "buspirone", "linezolid"])
def test_what_may_still_be_taken_is_asked_as_loud(drafted: str) -> None:
    (found,) = [each for each in findings_of(drugs=[STALE], drafts=[[drafted, 50]]) if "phenelzine" in each.agents]
    assert (found.check, found.level) == (CHECK, "critical")
    assert "may still be taken" in found.message
    assert not any(remedy.start for remedy in found.remedies), "no day is named that is not known"


def test_an_end_that_is_only_a_month_counts_from_its_last_day() -> None:
    known = {"drugs": [["phenelzine", 45, "2026-05-01", "2026-11"]], "as_of": "2026-12-05"}
    found = the_finding(CHECK, **known, drafts=[{"agent": "sertraline", "dose": 50, "start": "2026-12-05"}])
    assert "by 30 Nov 2026; wait until 15 Dec 2026" in found.message
    assert not any(remedy.start for remedy in found.remedies)


def test_a_renewal_is_told_by_the_row() -> None:
    """O12 speaks where a drug begins; a renewal in the washout is a contraindication all the same."""
    found = findings_of(hook="medication-refill", **ended("phenelzine", 5), drafts=[["sertraline", 50]])
    assert ("matrix-contraindicated", "critical", "S020") in [(each.check, each.level, each.row) for each in found]


def test_today_is_the_day_of_these_cases() -> None:
    assert date(2026, 11, 23) == AS_OF
