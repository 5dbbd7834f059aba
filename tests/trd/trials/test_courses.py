"""Treatments that are sessions: what is one course, and what is none (R-T33 … R-T35)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders import administration, history, measurement, order, session, sessions, statement, step
from trd.assessment import assess
from trd.choices import Choices
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.terms import TrialKind
from trd.trials import JoinedTrials, Trial, join


def joined(*facts, as_of: str = "2026-11-23") -> JoinedTrials:
    record, knowledge, day = history(*facts), load(), date.fromisoformat(as_of)
    rebuilt = rebuild(record, knowledge, Choices(), as_of=day)
    return join(rebuilt, record, knowledge, Choices(), as_of=day)


def trials(*facts, **more) -> tuple[Trial, ...]:
    return joined(*facts, **more).trials


def on(*numbers: int) -> list[date]:
    """Days of 2026, counted from 1 May."""
    return [date(2026, 5, 1) + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "courses"),
    [
        pytest.param((0, 2, 4, 18), 1, id="14 days apart"),
        pytest.param((0, 2, 4, 19), 2, id="15 days apart"),
    ],
)
def test_how_far_apart_sessions_of_one_course_may_be(numbers, courses) -> None:
    assert len(trials(sessions("ect", on(*numbers)))) == courses


def test_ect_of_any_placement_is_one_course_and_tms_another() -> None:
    found = trials(sessions("ect-bilateral", on(0, 2)), sessions("ect-unilateral", on(4)), sessions("rtms", on(0, 1)))
    assert [(trial.agents[0], trial.session_count) for trial in found] == [("ect", 3), ("tms", 2)]
    assert {trial.kind for trial in found} == {TrialKind.NEUROMODULATION}


def test_other_stimulation_is_a_course_by_its_own_name() -> None:
    (trial,) = trials(session("vns", date(2026, 5, 1)))
    assert trial.agents == ("vns",)


def test_ect_after_a_pause_is_maintenance() -> None:
    """After the first pause of more than 7 days that follows 6 sessions: shown, not counted."""
    (trial,) = trials(sessions("ect", on(0, 2, 4, 6, 8, 10, 19, 26)))
    assert [each.maintenance for each in trial.sessions] == [False] * 6 + [True] * 2
    assert trial.session_count == 6
    (no_pause,) = trials(sessions("ect", on(0, 2, 4, 6, 8, 10, 18)))
    assert no_pause.session_count == 7, "7 free days"
    (too_early,) = trials(sessions("ect", on(0, 2, 4, 6, 8, 17, 19, 21)))
    assert too_early.session_count == 8, "only 5 sessions before the pause"


def test_a_record_of_several_weeks_tells_no_number() -> None:
    (unknown,) = trials(session("rtms", "2026-05-04", "2026-05-29"))
    assert unknown.session_count is None
    assert not unknown.certain
    assert len(unknown.possible) == 26
    (told,) = trials(session("rtms", "2026-05-04", "2026-05-29", count=20))
    assert told.session_count == 20


def test_a_session_today_is_an_ongoing_course() -> None:
    (trial,) = trials(sessions("ect", on(0, 2)), as_of="2026-05-03")
    assert trial.ongoing
    (before,) = trials(sessions("ect", on(0, 2)), as_of="2026-05-02")
    assert before.session_count == 1
    assert not before.ongoing


def test_a_session_sent_twice_is_one() -> None:
    twice = session("ect", "2026-05-04", id="Procedure/1")
    (trial,) = trials(twice, twice)
    assert trial.session_count == 1


def test_named_psychotherapy_is_a_course_and_counselling_is_not() -> None:
    weekly = on(0, 7, 14, 21, 28, 35, 42, 49)
    (trial,) = trials(sessions("cbt", weekly), sessions("psychotherapy", weekly))
    assert (trial.agents, trial.kind) == (("cbt",), TrialKind.PSYCHOTHERAPY)


def test_esketamine_that_was_given_is_a_course() -> None:
    (trial,) = trials([administration("esketamine", 56, each, route="nasal") for each in on(0, 3, 7)])
    assert (trial.agents, trial.kind, trial.session_count) == (("esketamine",), TrialKind.KETAMINE, 3)
    assert {each.dose for each in trial.sessions} == {56}


def test_ketamine_given_once_is_anaesthesia_or_pain_relief() -> None:
    found = joined(administration("ketamine", 100, "2026-05-04", route="injection"))
    assert found.trials == ()
    assert [(each.agent, each.reason) for each in found.not_counted] == [("ketamine", "single dose")]


def test_an_administration_that_may_not_have_happened_is_no_session() -> None:
    (trial,) = trials(
        [administration("esketamine", 56, each, route="nasal") for each in on(0, 3)],
        administration("esketamine", 56, on(7)[0], route="nasal", only_possible=True),
    )
    assert trial.session_count == 2


def test_a_dose_of_ketamine_by_weight_is_kept_one_in_milligrams_is_not_known() -> None:
    by_weight = [administration("ketamine", [step("0.5", per_kg=True)], each) for each in on(0, 3)]
    (trial,) = trials(by_weight)
    assert [str(each.dose) for each in trial.sessions] == ["0.5", "0.5"]
    (plain,) = trials([administration("ketamine", 40, each) for each in on(0, 3)])
    assert [each.dose for each in plain.sessions] == [None, None]


def test_esketamine_that_was_only_ordered_is_a_course_without_a_number() -> None:
    (trial,) = trials(order("esketamine", 56, "2026-10-01", route="nasal"))
    assert trial.session_count is None
    assert trial.kind is TrialKind.KETAMINE
    assert trial.ongoing


def test_an_order_beside_its_sessions_is_no_second_course() -> None:
    found = trials(
        statement("esketamine", 56, "2026-05-01", "2026-06-30", route="nasal"), sessions("esketamine", on(0, 3, 7))
    )
    assert [trial.session_count for trial in found] == [3]


def test_sessions_after_the_day_are_not_read() -> None:
    assert trials(sessions("ect", on(0, 2)), as_of="2026-04-30") == ()


def infusion(dose: str, day: str = "2026-05-04", **more):
    return administration("ketamine", [step(dose)], day, **more)


@pytest.mark.parametrize(
    ("weights", "dose"),
    [
        pytest.param([measurement("weight", 80, "2026-05-04")], "0.5", id="40 mg at 80 kg"),
        pytest.param([measurement("weight", 80, "2025-05-05")], "0.5", id="weighed 364 days before"),
        pytest.param([measurement("weight", 80, "2025-05-04")], "0.5", id="weighed 365 days before"),
        pytest.param([measurement("weight", 80, "2025-05-03")], None, id="weighed 366 days before"),
        pytest.param([measurement("weight", 80, "2026-11-20")], "0.5", id="weighed afterwards"),
        pytest.param([measurement("weight", 80, "2026-11-24")], None, id="nothing after the day of the answer is read"),
        pytest.param(
            [measurement("weight", 80, "2026-04-01"), measurement("weight", 50, "2025-12-01")], "0.5", id="the nearer"
        ),
        pytest.param(
            [measurement("weight", 80, "2026-05-01"), measurement("weight", 50, "2026-05-01")], "0.5", id="the heavier"
        ),
        pytest.param([measurement("weight", ("80", None), "2026-05-04")], None, id="80 kg or more is no weight"),
        pytest.param([], None, id="never weighed"),
    ],
)
def test_a_ketamine_dose_in_mg_needs_a_body_weight(weights, dose) -> None:
    """R-D11."""
    (trial,) = trials(infusion("40"), infusion("40", "2026-05-07"), weights)
    assert trial.sessions[0].dose == (None if dose is None else Decimal(dose))


@pytest.mark.parametrize(
    ("mg", "weight", "verdict"),
    [
        pytest.param("40", 80, "adequate", id="0.5 mg/kg"),
        pytest.param("39", 80, "inadequate-duration", id="a milligram less"),
        pytest.param("40", None, "undetermined", id="no weight on record"),
    ],
)
def test_six_ketamine_infusions_are_judged_by_the_dose_per_kilogram(mg, weight, verdict) -> None:
    record = history(
        [infusion(mg, day.isoformat()) for day in on(0, 3, 6, 9, 12, 15)],
        [measurement("weight", weight, "2026-04-20")] if weight else [],
    )
    found = assess(record, load(), Choices(), as_of=date(2026, 11, 23))
    assert [rated.adequacy.verdict.value for rated in found.trials] == [verdict]
