"""One line a trial: what the record holds of it, with the days that decided (§7.2)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cds_hooks.wording import trials
from tests.cds_hooks.patient_a import assessment, exposure, rated, score, sertraline, telling, venlafaxine
from tests.cds_hooks.small_knowledge import KNOWLEDGE
from trd.history import Gap, TreatmentHistory
from trd.intervals import DayInterval
from trd.terms import Adequacy, GapCode, Outcome, OutcomeBasis, TrialKind
from trd.trials import NotCounted


def line(name: str = "sertraline", end: str | None = "2026-04-20", **more: Any) -> str:
    told = {"dose": "50", "count": 60, "outcome": Outcome.UNKNOWN, **more}
    return trials.trial_line(rated(name, "2026-01-10", end, **told), telling())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "adequate (60 days at 50 mg/day or more; 42 needed), outcome not on record"),
        ({"outcome": Outcome.INTOLERANCE}, "42 needed), stopped for side effects"),
        ({"outcome": Outcome.PARTIAL_RESPONSE}, "42 needed), part response"),
        (
            {"outcome": Outcome.REMISSION, "scores": (score(20, "2026-01-08"), score(3, "2026-04-18"))},
            "PHQ-9 20 to 3, remission",
        ),
        (
            {"verdict": Adequacy.INADEQUATE_DOSE, "dose": "25"},
            "Sertraline 25 mg/day, 10 Jan–20 Apr 2026: dose too low (25 mg/day; 50 mg/day needed)",
        ),
        ({"verdict": Adequacy.INADEQUATE_DURATION, "count": 20}, "too short (20 of 42 days at 50 mg/day or more)"),
        (
            {"verdict": Adequacy.NON_ADHERENT, "supplied_days": 90, "supply_span": 129},
            "not taken regularly (supply covers 90 of 129 days, 69 %)",
        ),
        ({"verdict": Adequacy.NON_ADHERENT}, "not taken regularly, outcome not on record"),
        (
            {"verdict": Adequacy.UNDETERMINED, "missing": ("dose", "end date"), "dose": None},
            "Sertraline, 10 Jan–20 Apr 2026: cannot be judged (not on record: dose, end date)",
        ),
        ({"verdict": Adequacy.UNDETERMINED}, "cannot be judged (60 days certain; 42 needed)"),
        ({"failed": True, "outcome": Outcome.NON_RESPONSE}, "42 needed), no response: failed"),
        ({"possible_failure": True}, "outcome not on record: may have failed"),
    ],
)
def test_a_trial_is_said_with_its_days_and_its_outcome(more: dict[str, Any], said: str) -> None:
    assert said in line(**more)


def test_failed_is_said_of_a_trial_that_failed_and_of_no_other() -> None:
    assert "failed" not in line(outcome=Outcome.NON_RESPONSE)


def test_a_running_trial_and_one_without_an_end_are_told_apart() -> None:
    assert "since 10 Jan 2026" in line(end=None, ongoing=True)
    assert "from 10 Jan 2026, end not on record" in line(end=None, ongoing=False)


def test_a_trial_known_to_the_month_is_not_dated_to_the_day() -> None:
    month = DayInterval(earliest=date(2026, 1, 1), latest=date(2026, 1, 31))
    trial = sertraline()
    told = replace(trial, trial=replace(trial.trial, start=month))
    assert "Sertraline 150 mg/day, Jan–20 Apr 2026:" in trials.trial_line(told, telling())


def test_an_augmentation_and_a_combination_name_both_drugs() -> None:
    added = line("aripiprazole", agents=("aripiprazole", "venlafaxine"), kind=TrialKind.AUGMENTATION, dose="5")
    assert added.startswith("Aripiprazole 5 mg/day added to venlafaxine XR, 10 Jan")
    both = line("mirtazapine", agents=("mirtazapine", "venlafaxine"), kind=TrialKind.COMBINATION, dose="15")
    assert both.startswith("Mirtazapine 15 mg/day with venlafaxine XR, 10 Jan")


@pytest.mark.parametrize(
    ("verdict", "count", "said"),
    [
        (Adequacy.ADEQUATE, 9, "ECT, 9 sessions, 10 Jan–20 Apr 2026: adequate (9 sessions)"),
        (Adequacy.INADEQUATE_DURATION, 1, "ECT, 1 session, 10 Jan–20 Apr 2026: too short (1 session)"),
        (Adequacy.ADEQUATE, None, "ECT, 10 Jan–20 Apr 2026: adequate,"),
    ],
)
def test_a_course_is_told_in_sessions(verdict: Adequacy, count: int | None, said: str) -> None:
    found = line("ect", kind=TrialKind.NEUROMODULATION, dose=None, verdict=verdict, session_count=count)
    assert found.startswith(said)


def test_scores_of_two_instruments_are_no_pair() -> None:
    mixed = (score(20, "2026-01-08"), score(15, "2026-04-18", "qids-sr16"))
    assert "PHQ-9" not in line(scores=mixed)


def test_a_line_that_would_be_too_long_drops_the_outcome_first() -> None:
    long = line(
        "dextromethorphan-bupropion",
        agents=("dextromethorphan-bupropion", "dextromethorphan-bupropion"),
        kind=TrialKind.COMBINATION,
        dose="210",
        scores=(score(20, "2026-01-08"), score(15, "2026-04-18")),
    )
    assert len(long) <= 178
    assert "adequate (60 days" in long


def test_a_trial_in_short_has_drug_dose_and_days() -> None:
    assert trials.in_short(sertraline(), telling()) == "sertraline 150 mg/day (101 days)"
    assert trials.in_short(venlafaxine(dose=None), telling()) == "venlafaxine XR (190 days)"
    course = rated(
        "ect", "2026-01-10", "2026-02-10", dose=None, count=0, kind=TrialKind.NEUROMODULATION, session_count=8
    )
    assert trials.in_short(course, telling()) == "ECT, 8 sessions"


def test_a_drug_that_was_no_trial_is_named_with_the_reason() -> None:
    item = NotCounted(agent="trazodone", reason="hypnotic dose", first=None, last=None, dose=None, evidence=())
    assert trials.not_counted_item(item, telling()) == "trazodone (hypnotic dose)"
    unknown = replace(item, agent="some-herb", first=date(2026, 2, 3))
    assert trials.not_counted_item(unknown, telling()) == "some herb since 3 Feb 2026 (hypnotic dose)"


def test_failed_trials_are_listed_newest_first() -> None:
    found = trials.failed_trials(telling())
    assert [item.trial.agents[0] for item in found] == ["venlafaxine", "sertraline"]


def test_of_no_trial_nothing_is_known() -> None:
    assert trials.facts_of(None, telling()) == {}
    assert trials.facts_of(sertraline(), telling())["percent"] == "9"
    assert assessment().trials
    assert KNOWLEDGE.agents


def test_a_relapse_on_treatment_is_said_with_its_best_score() -> None:
    ends = score(20, "2026-01-08"), score(17, "2026-04-18")
    held = (ends[0], score(8, "2026-03-01"), score(12, "2026-03-20"), ends[1], score(2, "2026-05-01"))
    fallen = rated("sertraline", "2026-01-10", "2026-04-20", dose="50", count=60, outcome=Outcome.RESPONSE, scores=ends)
    fallen = replace(fallen, notes=("relapse-on-treatment",))
    told = telling(assessment(history=TreatmentHistory(scores=held)))
    assert trials.trial_line(fallen, told).endswith("PHQ-9 20 to 8, later 17: response, then relapse on treatment")
    bare = replace(fallen, outcome=replace(fallen.outcome, baseline=None, endpoint=None))
    assert trials.outcome(bare, told) == "response, then relapse on treatment"


def test_an_open_entry_with_an_assumed_end_may_still_be_taken() -> None:
    old = rated("sertraline", "2026-01-10", "2026-04-20", dose="50", count=60, outcome=Outcome.UNKNOWN)
    taken = exposure("sertraline", "2026-01-10", "2026-04-20")
    stale = Gap(code=GapCode.STALE_OPEN_ORDER, what="Sertraline: still open", evidence=taken.evidence)
    judged = assessment(trials=(old,), exposures=(taken,), gaps=(stale,))
    assert trials.dates(old, telling(judged)) == "from 10 Jan 2026, may still be taken"
    assert trials.dates(old, telling(replace(judged, gaps=()))) == "10 Jan–20 Apr 2026"


@pytest.mark.parametrize(
    ("outcome", "last", "said"),
    [
        (Outcome.PARTIAL_RESPONSE, 20, "PHQ-9 20 (no score at the start), at best part response: failed"),
        (Outcome.NON_RESPONSE, 22, "PHQ-9 22 (no score at the start), no response: failed"),
    ],
)
def test_a_trial_judged_by_its_last_score_alone_says_that_the_first_is_missing(
    outcome: Outcome, last: int, said: str
) -> None:
    judged = rated("sertraline", "2026-01-10", "2026-04-20", dose="50", count=60, outcome=outcome, failed=True)
    alone = replace(judged.outcome, basis=OutcomeBasis.SCORES, baseline=None, endpoint=score(last, "2026-04-18"))
    assert said in trials.trial_line(replace(judged, outcome=alone), telling())
