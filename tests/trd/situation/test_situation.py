"""The words of the decision table: what runs, at which dose, how far it may go, how much better it is (§1.2.1)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.told import situation_of
from trd.situation import Situation
from trd.terms import SeverityBand


def dose(situation: Situation) -> Decimal | None:
    return situation.current.dose if situation.current else None


def test_the_drug_that_started_last_is_the_current_one() -> None:
    situation = situation_of(
        drugs=[["sertraline", 50, "2026-09-01"], ["bupropion", 100, "2026-10-01"]], phq9=[["2026-08-31", 20]]
    )
    assert situation.current is not None
    assert situation.current.agent == "bupropion"


def test_during_an_augmentation_the_base_is_the_current_drug() -> None:
    situation = situation_of(history="H2", also=[["aripiprazole", 5, "2026-10-01"]])
    assert situation.current is not None
    assert situation.add_on is not None
    assert (situation.current.agent, situation.add_on.trial.agents[0]) == ("sertraline", "aripiprazole")


def test_what_ended_is_stopped_and_nothing_at_all_is_untried() -> None:
    ended = situation_of(drugs=[["sertraline", 50, "2026-07-01", "2026-09-30"]], phq9=[["2026-11-13", 18]])
    nothing = situation_of(phq9=[["2026-11-13", 18]])
    assert (ended.current, ended.stopped, ended.untried) == (None, True, False)
    assert (nothing.current, nothing.stopped, nothing.untried) == (None, False, True)
    assert (ended.days_to_judge, ended.outcome) == (0, None)


def test_the_dose_is_that_of_the_last_certain_day() -> None:
    raised = situation_of(drugs=[["sertraline", 50, "2026-09-01", "2026-10-31"], ["sertraline", 100, "2026-11-01"]])
    assert dose(raised) == 100
    assert raised.current is not None
    assert raised.current.since_change == 22
    unstated = situation_of(drugs=[["sertraline", None, "2026-09-01"]])
    assert (dose(unstated), unstated.headroom) == (None, False)


@pytest.mark.parametrize(
    ("told", "step", "cap"),
    [
        pytest.param({"drugs": [["sertraline", 50, "2026-09-01"]]}, 100, 200, id="room above the minimum"),
        pytest.param({"drugs": [["sertraline", 200, "2026-09-01"]]}, None, 200, id="at the usual maximum"),
        pytest.param({"drugs": [["venlafaxine", 225, "2026-09-01"]]}, None, 225, id="venlafaxine at its maximum"),
        pytest.param(
            {"drugs": [["citalopram", 20, "2026-09-01"]], "patient": {"born": "1966-11-23"}},
            None,
            20,
            id="citalopram at 60",
        ),
        pytest.param(
            {"drugs": [["citalopram", 20, "2026-09-01"]], "patient": {"born": "1966-11-24"}},
            40,
            40,
            id="citalopram at 59",
        ),
        pytest.param(
            {"drugs": [["bupropion", 300, "2026-09-01"]], "country": "GB"}, None, 300, id="bupropion in Great Britain"
        ),
        pytest.param({"drugs": [["bupropion", 300, "2026-09-01"]]}, 450, 450, id="bupropion in the United States"),
        pytest.param(
            {"drugs": [["venlafaxine", 75, "2026-09-01"]], "values": {"egfr": 25}},
            None,
            Decimal("112.5"),
            id="half by the kidney",
        ),
        pytest.param({"drugs": [["amitriptyline", 150, "2026-09-01"]]}, None, 150, id="a tricyclic in an outpatient"),
    ],
)
def test_the_next_step_stays_within_the_cap_of_this_patient(
    told: dict[str, object], step: int | None, cap: Decimal
) -> None:
    room = situation_of(**told).room
    assert room is not None
    assert (room.next_step, room.cap) == (step, cap)


def test_a_higher_dose_that_was_not_tolerated_is_no_headroom() -> None:
    situation = situation_of(
        drugs=[
            {
                "agent": "sertraline",
                "dose": 150,
                "start": "2026-07-01",
                "end": "2026-08-31",
                "stop_reason": "adverse-effect",
            },
            ["sertraline", 100, "2026-09-01"],
        ]
    )
    assert situation.room is not None
    assert (situation.room.next_step, situation.headroom) == (Decimal(150), False)


def test_a_recorded_reaction_is_no_headroom() -> None:
    allergies = [{"of": ["sertraline"], "intolerance": True, "recorded": "2026-03-01"}]
    assert not situation_of(history="H2", allergies=allergies).headroom


def test_improvement_is_that_of_the_latest_fresh_score_from_day_14_on() -> None:
    def improved(*scores: list[object]) -> Fraction | None:
        return situation_of(drugs=[["sertraline", 50, "2026-11-04"]], phq9=[["2026-11-02", 20], *scores]).improvement

    assert improved(["2026-11-18", 18]) == Fraction(1, 10)
    assert improved(["2026-11-17", 10]) is None
    assert improved() is None
    old = situation_of(drugs=[["sertraline", 50, "2026-09-01"]], phq9=[["2026-08-31", 20], ["2026-10-01", 10]])
    assert old.improvement is None


def test_severity_is_compared_on_its_ladder_and_unknown_is_never_at_least() -> None:
    moderate = situation_of(history="H2", phq9=[["2026-08-31", 20], ["2026-11-13", 12]])
    assert moderate.at_least(SeverityBand.MODERATE)
    assert not moderate.at_least(SeverityBand.SEVERE)
    assert not situation_of(drugs=[["sertraline", 50, "2026-09-01"]]).at_least(SeverityBand.MILD)


@pytest.mark.parametrize(("failures", "column"), [(0, 0), (1, 0), (2, 1), (3, 2), (5, 2)])
def test_the_column_of_the_tables_goes_by_failures(failures: int, column: int) -> None:
    assert replace(situation_of(history="H2"), n=failures).column == column


def test_what_failed_helped_or_was_not_tolerated_is_told_apart() -> None:
    past = situation_of(
        drugs=[
            ["bupropion", 300, "2019-05-01", "2019-09-30"],
            {
                "agent": "mirtazapine",
                "dose": 30,
                "start": "2026-02-01",
                "end": "2026-03-01",
                "stop_reason": "adverse-effect",
            },
            ["escitalopram", 10, "2026-03-15", "2026-03-30"],
            ["sertraline", 50, "2026-09-01"],
        ],
        phq9=[["2019-04-28", 20], ["2019-09-28", 8], ["2026-08-31", 20], ["2026-11-13", 19]],
    ).past
    assert past.failed == {"sertraline"}
    assert past.helped == {"bupropion"}
    assert past.not_tolerated == {"mirtazapine"}
    assert past.too_little == {"escitalopram"}
    assert (past.failed_classes, past.failed_mechanisms) == (("SSRI",), frozenset({"sert"}))


def test_a_dose_above_the_limit_is_too_high_and_the_usual_maximum_is_no_limit() -> None:
    citalopram = situation_of(drugs=[["citalopram", 40, "2026-09-01"]], patient={"born": "1960-01-01"}).room
    sertraline = situation_of(drugs=[["sertraline", 200, "2026-09-01"]]).room
    assert citalopram is not None
    assert sertraline is not None
    assert (citalopram.too_high, sertraline.too_high) == (True, False)
