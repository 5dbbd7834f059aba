"""Which trials failed, how many agents that are, and what would settle it (§5.6, §6.3, W72)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import allergy, depression, dispense, history, order, score, sessions, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.resistance import not_applied, resistance
from trd.resistance.grading import status
from trd.terms import Confidence, EpisodeOf, ResistanceStatus


def judged(*facts, as_of: str = "2026-11-23", onset: str = "2025-01-01", **choices: Any) -> Assessment:
    record = history(depression(onset=onset), *facts)
    return assess(record, load(), Choices(**choices), as_of=date.fromisoformat(as_of))


def failure(agent: str, dose: Any, start: str, end: str, before: int = 20, after: int = 19) -> list[Any]:
    """A trial that failed by two scores."""
    return [statement(agent, dose, start, end), score("phq-9", before, start), score("phq-9", after, end)]


SERTRALINE = failure("sertraline", 100, "2026-01-05", "2026-03-05")
VENLAFAXINE = failure("venlafaxine", 150, "2026-03-06", "2026-05-10")


@pytest.mark.parametrize(
    ("certain", "possible", "grade"),
    [
        (0, 0, "none"),
        (0, 1, "indeterminate"),
        (0, 2, "indeterminate"),
        (0, 3, "indeterminate"),
        (1, 0, "one-failure"),
        (1, 1, "indeterminate"),
        (1, 2, "indeterminate"),
        (2, 0, "resistant"),
        (2, 1, "resistant"),
        (3, 0, "resistant"),
    ],
)
def test_the_grade_is_certain_only_if_nothing_could_tip_it(certain, possible, grade) -> None:
    """R-P20, R-P21."""
    assert status(certain, possible, 2) == grade


def test_two_different_agents_are_resistance() -> None:
    found = judged(SERTRALINE, VENLAFAXINE, as_of="2026-05-20")
    assert found.resistance.status is ResistanceStatus.RESISTANT
    assert found.resistance.failed_trials == 2
    assert found.resistance.definition == "two adequate failed trials, this episode"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("citalopram", 20), ("escitalopram", 10), id="isomers"),
        pytest.param(("venlafaxine", 150), ("desvenlafaxine", 50), id="drug and metabolite"),
        pytest.param(("milnacipran", 100), ("levomilnacipran", 40), id="milnacipran"),
        pytest.param(("sertraline", 50), ("sertraline", 200), id="the same drug twice"),
    ],
)
def test_one_agent_counts_once(first, second) -> None:
    """R-A23, R-A24, R-T5."""
    found = judged(
        failure(first[0], first[1], "2026-01-05", "2026-03-05"),
        failure(second[0], second[1], "2026-05-01", "2026-07-01"),
        as_of="2026-07-10",
    )
    assert [rated.failed for rated in found.trials] == [True, True]
    assert found.resistance.failed_trials == 1


@pytest.mark.parametrize(
    ("end", "alone", "count"),
    [
        pytest.param("2026-06-30", [], 2, id="one failed alone: one more"),
        pytest.param(
            "2026-06-30",
            failure("mirtazapine", 15, "2025-03-01", "2025-06-01"),
            2,
            id="both failed alone",
        ),
    ],
)
def test_a_combination_is_at_most_one_more_failure(end, alone, count) -> None:
    """R-T8."""
    found = judged(
        alone,
        statement("sertraline", 100, "2026-01-01", end),
        statement("mirtazapine", 15, "2026-03-01", end),
        [score("phq-9", 20, "2025-12-30"), score("phq-9", 20, "2026-02-28"), score("phq-9", 19, "2026-06-20")],
        as_of="2026-07-05",
    )
    own = [rated for rated in found.trials if rated.trial.start.latest.year == 2026]
    assert [rated.failed for rated in own] == [True, True]
    lifetime = found.resistance.lifetime_failed_trials
    assert lifetime == count


def test_a_combination_alone_is_one_failure() -> None:
    found = judged(
        statement("sertraline", 100, "2026-01-01", "2026-06-30"),
        statement("mirtazapine", 15, "2026-01-01", "2026-06-30"),
        [score("phq-9", 20, "2025-12-30"), score("phq-9", 19, "2026-06-20")],
        as_of="2026-07-05",
    )
    (rated,) = found.trials
    assert rated.failed
    assert found.resistance.failed_trials == 1
    assert found.staging.thase_rush == "I", "a combination adds no class"
    assert str(found.staging.mgh_score) == "0.5"


@pytest.mark.parametrize(
    ("augmenter", "dose", "athf", "mgh"),
    [
        pytest.param("aripiprazole", 5, 2, 2, id="antipsychotic"),
        pytest.param("buspirone", 30, 1, 2, id="buspirone"),
    ],
)
def test_augmentation_counts_only_where_the_definition_says_so(augmenter, dose, athf, mgh) -> None:
    found = judged(
        statement("sertraline", 100, "2026-01-05", "2026-06-30"),
        statement(augmenter, dose, "2026-04-01", "2026-06-30"),
        [score("phq-9", 22, "2026-01-04"), score("phq-9", 19, "2026-03-30"), score("phq-9", 18, "2026-06-28")],
        as_of="2026-07-05",
    )
    counted = {name: found.by_definition[name].failed_trials for name in ("default", "athf-sf", "mgh-atrq")}
    assert counted == {"default": 1, "athf-sf": athf, "mgh-atrq": mgh}


def test_courses_are_shown_and_never_counted() -> None:
    ect = sessions("ect", [date(2026, 5, day) for day in (4, 6, 8, 11, 13, 15, 18, 20)])
    therapy = sessions("cbt", [date(2026, month, 4) for month in range(1, 4)])
    found = judged(ect, therapy, score("phq-9", 22, "2026-05-01"), score("phq-9", 20, "2026-05-27"), as_of="2026-06-05")
    assert {rated.counted for rated in found.trials} == {False}
    assert found.resistance.failed_trials == 0


def test_a_trial_of_an_earlier_episode_counts_for_life_only() -> None:
    """R-P14."""
    found = judged(SERTRALINE, VENLAFAXINE, onset="2026-03-06", as_of="2026-05-20")
    assert [rated.trial.episode for rated in found.trials] == [EpisodeOf.EARLIER, EpisodeOf.CURRENT]
    assert (found.resistance.failed_trials, found.resistance.lifetime_failed_trials) == (1, 2)


def test_someone_whom_the_definitions_do_not_mean_has_no_grade() -> None:
    knowledge = load()
    found = judged(SERTRALINE, VENLAFAXINE, as_of="2026-05-20")
    graded = resistance(found.trials, knowledge.definitions["default"], knowledge)
    plain = not_applied(graded, "bipolar")
    assert (plain.status, plain.definition) == (ResistanceStatus.NONE, "not applied: bipolar")


def settled(*facts, **more: Any) -> list[str]:
    return list(judged(*facts, **more).resistance.would_settle)


LATE = "2026-03-20"
ADEQUATE = "Sertraline: adequate. 60 days at 50 mg/d or more; 42 needed. "


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        pytest.param([SERTRALINE], [], id="nothing is open"),
        pytest.param(
            [statement("sertraline", 100, "2026-01-05", "2026-03-05")], ["reason for stopping sertraline"], id="outcome"
        ),
        pytest.param(
            [statement("sertraline", 100, "2026-01-05", asserted=LATE), score("phq-9", 20, "2026-01-04")],
            ["a symptom score today"],
            id="running, no score lately",
        ),
        pytest.param(
            [statement("sertraline", 100, "2026-01-05", asserted=LATE)],
            ["a symptom score today"],
            id="running, never a score",
        ),
        pytest.param(
            [failure("sertraline", None, "2026-01-05", "2026-03-05")], ["dose of sertraline"], id="dose not stated"
        ),
        pytest.param(
            [statement("sertraline", None, "2026-01-05", "2026-03-05")],
            ["reason for stopping sertraline", "dose of sertraline"],
            id="dose and outcome: a pair",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-03-05", status="unknown"),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-03-05"),
            ],
            ["whether sertraline was taken"],
            id="status not known",
        ),
        pytest.param(
            [
                order("sertraline", 100, "2026-01-05", "2026-03-05", as_needed=True),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-03-05"),
            ],
            ["dose of sertraline", "how often sertraline was taken"],
            id="as needed: a pair",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2025-12-05", "2026-01-30"),
                statement("venlafaxine", 150, "2026-01-31", "2026-03-18"),
            ],
            ["reason for stopping venlafaxine", "reason for stopping sertraline"],
            id="two trials: one fact of each",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-03-05"),
                [score("phq-9", 20, "2026-01-04"), score("phq-9", 9, "2026-01-25"), score("phq-9", 18, "2026-03-05")],
            ],
            ["early outcome of sertraline"],
            id="one good day early",
        ),
    ],
)
def test_the_fact_that_would_settle_it(facts, asked) -> None:
    """R-P23."""
    assert settled(*facts, as_of=LATE) == asked


def test_an_open_order_is_asked_whether_it_is_still_taken() -> None:
    facts = [order("sertraline", 100, "2026-03-01", supply_days=30), score("phq-9", 20, "2026-02-28")]
    found = settled(facts, score("phq-9", 19, "2026-05-01"), as_of="2026-05-05")
    assert found == ["whether sertraline is still taken"]


def test_a_fact_of_one_trial_that_changes_nothing_is_not_asked() -> None:
    found = settled(
        SERTRALINE, VENLAFAXINE, statement("mirtazapine", 15, "2026-05-11", "2026-07-10"), as_of="2026-07-20"
    )
    assert found == []


def test_a_combination_is_asked_for_as_one() -> None:
    facts = [
        statement("sertraline", None, "2026-01-01", "2026-03-05"),
        statement("mirtazapine", 15, "2026-01-01", "2026-03-05"),
    ]
    found = judged(facts, as_of=LATE)
    assert {gap.code.value for gap in found.gaps} >= {"possible-combination"}
    augmented = judged(
        statement("sertraline", 100, "2026-01-01", when_asserted := "2026-03-05"),
        statement("aripiprazole", None, "2026-01-10", when_asserted),
        definition="mgh-atrq",
        as_of=LATE,
    )
    assert augmented.resistance.would_settle
    undated = judged(
        statement("sertraline", 100, "2026-01-01", "2026-03-05"),
        order("aripiprazole", 5, "2026-01-10", "2026-03-05", status="unknown"),
        statement("aripiprazole", 5, "2026-01-10", "2026-01-25"),
        [score("phq-9", 20, "2026-01-08"), score("phq-9", 19, "2026-03-05")],
        definition="mgh-atrq",
        as_of=LATE,
    )
    assert "whether aripiprazole added to sertraline was taken" in undated.resistance.would_settle


@pytest.mark.parametrize(
    ("facts", "confidence"),
    [
        pytest.param([SERTRALINE], "high", id="stated dates, stated dose, two scores"),
        pytest.param(
            [
                dispense("sertraline", 100, "2026-01-05", 60),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-03-05"),
            ],
            "moderate",
            id="dates from supply",
        ),
        pytest.param(
            [
                order("sertraline", 100, "2026-01-05"),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-03-05"),
            ],
            "low",
            id="an assumed end",
        ),
        pytest.param(
            [statement("sertraline", 100, "2026-01-05", "2026-03-05"), score("phq-9", 22, "2026-03-05")],
            "moderate",
            id="no baseline",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-03-05", by_text=True),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-03-05"),
            ],
            "moderate",
            id="the drug was read from words",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-03-05", indications=["panic"]),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-03-05"),
            ],
            "moderate",
            id="for an anxiety disorder",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-01-25"),
                score("phq-9", 20, "2026-01-04"),
                score("phq-9", 19, "2026-01-25"),
            ],
            "high",
            id="too short, by stated dates",
        ),
        pytest.param([statement("sertraline", None, "2026-01-05", "2026-03-05")], "low", id="undetermined"),
    ],
)
def test_how_sure_a_rating_is(facts, confidence) -> None:
    """R-Q13."""
    (rated,) = judged(facts, as_of=LATE).trials
    assert rated.confidence is Confidence(confidence)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        pytest.param(
            failure("sertraline", 100, "2026-01-05", "2026-03-05", 18, 23),
            ADEQUATE + "PHQ-9 18 to 23 (27 % worse): non-response, failed.",
            id="worse",
        ),
        pytest.param(
            [statement("sertraline", 100, "2026-01-05", "2026-03-05"), score("phq-9", 22, "2026-03-05")],
            ADEQUATE + "PHQ-9 22: non-response, failed.",
            id="no baseline",
        ),
        pytest.param(
            [order("sertraline", 100, "2026-01-05", "2026-03-05", status="stopped", stop_reason="ineffective")],
            ADEQUATE + "Recorded: non-response, failed.",
            id="recorded",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-03-05"),
                statement("mirtazapine", 15, "2026-03-06", asserted=LATE),
            ],
            ADEQUATE + "Non-response, inferred from the change of treatment, may have failed.",
            id="inferred",
        ),
        pytest.param(
            [
                statement("sertraline", 100, "2026-01-05", "2026-03-05"),
                [score("phq-9", 20, "2026-01-04"), score("phq-9", 14, "2026-03-05"), score("phq-9", 15, "2026-03-05")],
            ],
            ADEQUATE + "PHQ-9 20 to 15: partial-response, failed.",
            id="two totals of one day",
        ),
        pytest.param(
            [statement("sertraline", 100, "2026-01-05", "2026-03-05"), allergy("sertraline", recorded="2026-03-06")],
            ADEQUATE + "Recorded: intolerance.",
            id="not tolerated",
        ),
    ],
)
def test_one_sentence_tells_all(facts, sentence) -> None:
    assert judged(facts, as_of=LATE).trials[0].because == sentence


def test_a_possible_membership_makes_a_possible_failure() -> None:
    """R-O61, R-P12."""
    found = judged(SERTRALINE, as_of="2026-03-10", onset="2026-01")
    (rated,) = found.trials
    assert rated.trial.membership_possible_only
    assert (rated.failed, rated.possible_failure) == (False, True)
    certain = replace(rated.trial, membership_possible_only=False)
    assert not certain.membership_possible_only
