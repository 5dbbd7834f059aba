"""O20 and O21: a renewal of what does not work, and one without a score that could tell."""

from typing import Any

import pytest

from tests.told import days_before, found_by, the_finding

BENEFIT, SCORE = "refill-not-working", "refill-no-score"


def renewed(days: int = 84, dose: Any = 50, **more: Any) -> dict[str, Any]:
    return {
        "hook": "medication-refill",
        "drugs": [["sertraline", dose, days_before(days - 1)]],
        "phq9": [[days_before(days), 20], [days_before(10), 19]],
        "drafts": [{"agent": "sertraline", "dose": dose, "of": "sertraline"}],
        **more,
    }


def test_what_does_not_work_is_said_with_its_weeks_its_dose_and_its_score() -> None:
    found = the_finding(BENEFIT, **renewed())
    assert found.level == "warning"
    assert found.message == "Sertraline for 12 weeks at 50 mg/day; PHQ-9 is 19: it does not work enough."
    assert [remedy.topic for remedy in found.remedies] == ["switch"]


@pytest.mark.parametrize(("days", "found"), [(42, True), (41, False)], ids=["six weeks", "one day short"])
def test_long_enough(days: int, found: bool) -> None:
    assert (found_by(BENEFIT, **renewed(days)) is not None) is found


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        pytest.param([[84, 20], [10, 11]], True, id="45 % better"),
        pytest.param([[84, 20], [10, 10]], False, id="half better"),
        pytest.param([[84, 18], [10, 10]], True, id="moderate"),
        pytest.param([[84, 17], [10, 9]], False, id="mild"),
        pytest.param([[84, 20], [28, 19]], True, id="28 days old"),
        pytest.param([[84, 20], [29, 19]], False, id="29 days old"),
        pytest.param([[10, 19]], False, id="nothing to compare with"),
    ],
)
def test_what_the_scores_say(scores: list[list[int]], found: bool) -> None:
    phq9 = [[days_before(day), value] for day, value in scores]
    assert (found_by(BENEFIT, **renewed(phq9=phq9)) is not None) is found


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(renewed(dose=25), id="the dose is too low: O04 speaks"),
        pytest.param(renewed(hook="order-sign"), id="at the signature"),
        pytest.param(renewed(depression=False), id="no depression on record"),
        pytest.param(renewed(patient={"born": "2009-05-01"}), id="a minor"),
        pytest.param(
            renewed(drafts=[{"agent": "sertraline", "dose": 50, "of": "sertraline", "indications": ["panic"]}]),
            id="for another reason",
        ),
        pytest.param(
            renewed(
                also=[
                    {"as": "dispense", "agent": "sertraline", "dose": 50, "start": days_before(80), "end": 20},
                    {"as": "dispense", "agent": "sertraline", "dose": 50, "start": days_before(20), "end": 21},
                ]
            ),
            id="half of it was not supplied: O22 speaks",
        ),
    ],
)
def test_another_check_speaks_or_none(known: dict[str, Any]) -> None:
    assert found_by(BENEFIT, **known) is None


# ---- O21


def scored(days: int, last: int | None, **more: Any) -> dict[str, Any]:
    scores = [] if last is None else [[days_before(last), 12]]
    return renewed(days, phq9=scores, **more)


@pytest.mark.parametrize(
    ("days", "last", "found"),
    [
        pytest.param(83, 91, False, id="a day before week 12"),
        pytest.param(85, 91, True, id="week 12, none in 90 days"),
        pytest.param(85, 90, False, id="week 12, 90 days ago"),
        pytest.param(183, 91, True, id="week 26"),
        pytest.param(184, 91, False, id="a day after week 26"),
        pytest.param(400, 365, False, id="a year ago"),
        pytest.param(400, 366, True, id="a day more"),
        pytest.param(400, None, True, id="never"),
        pytest.param(20, None, True, id="never, though it is new"),
    ],
)
def test_a_score_is_due(days: int, last: int | None, found: bool) -> None:
    told = found_by(SCORE, **scored(days, last))
    assert (told is not None) is found
    assert told is None or told.level == "info"


def test_the_day_of_the_last_one_is_said() -> None:
    assert "since 22 Nov 2025" in the_finding(SCORE, **scored(400, 366)).message
    assert the_finding(SCORE, **scored(400, None)).message == "No symptom score on record: record one before renewing."


@pytest.mark.parametrize(("supply", "found"), [(14, False), (15, True)])
def test_a_bridging_supply_asks_nothing(supply: int, found: bool) -> None:
    draft = {"agent": "sertraline", "dose": 50, "of": "sertraline", "supply_days": supply}
    assert (found_by(SCORE, **scored(400, None, drafts=[draft])) is not None) is found


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"not_sent": ["observations"]}, id="no observations were sent: unknown, not empty"),
        pytest.param({"hook": "order-sign"}, id="at the signature"),
        pytest.param(
            {"depression": {"concept": "mdd-recurrent-full-remission", "onset": "2026-05-01"}}, id="remission"
        ),
        pytest.param({"depression": False}, id="no depression on record"),
    ],
)
def test_no_score_is_asked_for(more: dict[str, Any]) -> None:
    assert found_by(SCORE, **scored(400, None, **more)) is None
