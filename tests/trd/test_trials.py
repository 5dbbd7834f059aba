"""Exposures joined into trials: gaps, cross-tapers, combinations, augmentation (R-T1 … R-T32)."""

from datetime import date

import pytest

from tests.builders import condition, depression, dispense, history, order, statement, step
from trd.choices import Choices
from trd.exposures import rebuild
from trd.intervals import Days
from trd.knowledge.loading import load
from trd.terms import DateBasis, TrialKind
from trd.trials import JoinedTrials, Trial, join

SERTRALINE = statement("sertraline", 100, "2026-01-01", "2026-06-30")


def joined(*facts, as_of: str = "2026-11-23", **choices) -> JoinedTrials:
    record, knowledge, day = history(depression(), *facts), load(), date.fromisoformat(as_of)
    chosen = Choices(**choices)
    rebuilt = rebuild(record, knowledge, chosen, as_of=day)
    return join(rebuilt, record, knowledge, chosen, as_of=day)


def trials(*facts, **more) -> tuple[Trial, ...]:
    return joined(*facts, **more).trials


def days(first: str, last: str) -> Days:
    return Days.between(date.fromisoformat(first), date.fromisoformat(last))


def kinds(found: tuple[Trial, ...]) -> list[str]:
    return [f"{trial.kind.value} {' '.join(trial.agents)}" for trial in found]


@pytest.mark.parametrize(
    ("supply", "again", "count"),
    [
        pytest.param(30, "2026-03-02", 1, id="30 free days"),
        pytest.param(30, "2026-03-03", 2, id="31 free days"),
        pytest.param(60, "2026-05-02", 1, id="60 days of supply, 30 free days"),
        pytest.param(60, "2026-05-03", 2, id="60 days of supply are no long supply"),
        pytest.param(61, "2026-05-03", 1, id="61 days of supply, 30 free days"),
        pytest.param(61, "2026-05-04", 2, id="61 days of supply, 31 free days"),
        pytest.param(80, "2026-06-10", 1, id="80 days of supply allow 40 free days"),
        pytest.param(80, "2026-06-11", 2, id="41 free days after 80 days of supply"),
        pytest.param(180, "2026-09-14", 1, id="never more than 45 free days"),
        pytest.param(180, "2026-09-15", 2, id="46 free days after a long supply"),
    ],
)
def test_how_long_a_gap_may_be(supply, again, count) -> None:
    """R-T2."""
    first = {30: "2026-01-01", 60: "2026-02-01", 61: "2026-02-01", 80: "2026-02-10", 180: "2026-02-01"}[supply]
    found = trials(dispense("sertraline", 50, first, supply), dispense("sertraline", 50, again, 30))
    assert len(found) == count


@pytest.mark.parametrize(
    ("again", "count"),
    [
        pytest.param("2026-03-04", 1, id="30 free days after the first day of February"),
        pytest.param("2026-03-05", 2, id="31 free days: from the last of February on it would be four"),
    ],
)
def test_an_end_known_to_the_month_is_counted_from_its_first_day(again, count) -> None:
    """R-T2: the end is stated, so its last certain day counts; the dose of the rest of the month changes nothing."""
    before = order("sertraline", [step(50, start="2026-01-05", end="2026-02")], "2026-01-05", "2026-02")
    assert len(trials(before, statement("sertraline", 50, again, "2026-05-31"))) == count


def test_a_low_dose_that_may_have_begun_in_july_joins_the_orders_before_and_after_it() -> None:
    """R-T2: "July until the 24th" has no certain day, but its end is stated."""
    found = trials(
        statement("citalopram", 10, "2026-02-10", "2026-06"),
        statement("citalopram", 10, "2026-07", "2026-07-24"),
        statement("citalopram", 20, "2026-07-25", "2026-08-31"),
    )
    assert len(found) == 1


@pytest.mark.parametrize(
    ("dose", "found"),
    [
        pytest.param(150, ["monotherapy sertraline", "augmentation quetiapine sertraline"], id="150 mg"),
        pytest.param(149, ["monotherapy sertraline"], id="149 mg, a dose for sleep"),
        pytest.param(None, ["monotherapy sertraline", "augmentation quetiapine sertraline"], id="dose not stated"),
    ],
)
def test_quetiapine_is_never_an_antidepressant_by_itself(dose, found) -> None:
    """R-A11, §1.3: without a dose it may be an augmentation, to be rated undetermined."""
    assert kinds(trials(SERTRALINE, statement("quetiapine", dose, "2026-03-01", "2026-05-31"))) == found


def test_an_augmenter_since_a_month_may_have_been_added_on_its_first_day() -> None:
    """R-T30, R-E7: no day before the last of the month is certain, but each is possible."""
    _, added = trials(SERTRALINE, statement("aripiprazole", 5, "2026-03", "2026-04-30"))
    assert (added.certain.first, added.possible.first) == (date(2026, 3, 31), date(2026, 3, 1))


def test_what_is_cut_by_a_combination_may_have_ended_before_it() -> None:
    """E13, R-T7: an old open order is believed for 90 days; a new one begins the combination two months later."""
    alone, *_ = trials(
        order("citalopram", 20, "2026-01-01"),
        order("citalopram", 20, "2026-05-31"),
        statement("duloxetine", 60, "2026-05-31", "2026-10-31"),
    )
    assert alone.end is not None
    assert (alone.end.earliest, alone.end.latest) == (date(2026, 3, 31), date(2026, 5, 30))


def test_gap_days_between_stated_dates_are_not_taken_others_are_possible() -> None:
    """R-T3."""
    (stated,) = trials(
        statement("sertraline", 50, "2026-01-01", "2026-01-31"), statement("sertraline", 50, "2026-02-11", "2026-02-28")
    )
    assert stated.possible == stated.certain
    (supplied,) = trials(dispense("sertraline", 50, "2026-01-01", 31), dispense("sertraline", 50, "2026-02-11", 18))
    assert supplied.possible == days("2026-01-01", "2026-02-28")
    assert supplied.certain == stated.certain


def test_a_dose_change_does_not_end_a_trial() -> None:
    """R-T4; its dose steps are told."""
    (trial,) = trials(order("sertraline", [step(25, days=7), step(50, days=7), step(100, days=14)], "2026-01-01"))
    assert [(each.first.day, each.last.day, str(each.low)) for each in trial.dose_periods] == [
        (1, 7, "25"),
        (8, 14, "50"),
        (15, 28, "100"),
    ]


def test_neighbouring_records_of_one_dose_are_one_dose_step() -> None:
    (trial,) = trials(
        statement("sertraline", 50, "2026-01-01", "2026-01-10", form="ir"),
        statement("sertraline", 50, "2026-01-11", "2026-01-31"),
    )
    (period,) = trial.dose_periods
    assert (period.first, period.last) == (date(2026, 1, 1), date(2026, 1, 31))


def test_a_drug_that_may_still_be_taken_is_ongoing() -> None:
    """R-T36: a possible day is enough, unless a stop is stated."""
    (open_order,) = trials(order("sertraline", 50, "2026-06-01"))
    assert open_order.ongoing
    assert open_order.end is None
    (over,) = trials(order("sertraline", 50, "2026-06-01", status="completed"))
    assert not over.ongoing
    assert over.end is not None
    assert (over.end.earliest, over.end.latest) == (date(2026, 6, 1), date(2026, 11, 23))
    (stopped_today,) = trials(statement("sertraline", 50, "2026-06-01", "2026-11-23"))
    assert not stopped_today.ongoing


def test_supply_of_one_trial_is_its_own() -> None:
    """R-Q5."""
    first, second = trials(
        dispense("sertraline", 50, "2026-01-01", 30),
        dispense("sertraline", 50, "2026-02-10", 30),
        dispense("sertraline", 50, "2026-08-01", 30),
    )
    assert (first.supplied_days, first.supply_span, first.dispenses) == (60, 70, 2)
    assert (second.supplied_days, second.supply_span, second.dispenses) == (30, 30, 1)


@pytest.mark.parametrize(
    ("second_from", "first_to", "expected"),
    [
        pytest.param("2026-03-01", "2026-03-28", "switch", id="28 days, the first drug ends with them"),
        pytest.param("2026-03-01", "2026-03-29", "combination", id="29 days"),
        pytest.param("2026-03-29", "2026-03-28", "switch", id="no overlap"),
    ],
)
def test_a_cross_taper_is_no_combination(second_from, first_to, expected) -> None:
    """R-T6, R-T7."""
    found = trials(
        statement("sertraline", 100, "2026-01-01", first_to),
        statement("mirtazapine", 15, second_from, "2026-06-30"),
    )
    assert any(trial.kind is TrialKind.COMBINATION for trial in found) == (expected == "combination")


def test_an_added_drug_that_ends_first_after_28_days_was_a_combination() -> None:
    found = trials(
        SERTRALINE,
        statement("mirtazapine", 15, "2026-03-01", "2026-03-28"),
    )
    assert kinds(found) == [
        "monotherapy sertraline",
        "combination sertraline mirtazapine",
        "monotherapy sertraline",
    ]
    before, together, after = found
    assert before.certain == days("2026-01-01", "2026-02-28")
    assert together.certain == days("2026-03-01", "2026-03-28")
    assert after.certain == days("2026-03-29", "2026-06-30"), "R-T7: alone again, a trial of its own"


def test_between_two_combinations_nothing_remains_of_a_pause() -> None:
    found = trials(
        statement("sertraline", 100, "2026-01-01", "2026-03-31"),
        statement("sertraline", 100, "2026-04-15", "2026-06-30"),
        statement("mirtazapine", 15, "2026-01-01", "2026-03-31"),
        statement("venlafaxine", 150, "2026-04-15", "2026-06-30"),
    )
    assert kinds(found) == ["combination mirtazapine sertraline", "combination sertraline venlafaxine"]


def test_an_augmentation_of_a_drug_begun_on_an_uncertain_day_begins_uncertainly() -> None:
    (_, added) = trials(
        statement("sertraline", 100, "2026-03", "2026-06-30"), statement("aripiprazole", 5, "2026-03-05", "2026-06-30")
    )
    assert (added.start.earliest, added.start.latest) == (date(2026, 3, 5), date(2026, 3, 31))


def test_days_below_the_minimum_are_no_common_days() -> None:
    found = trials(
        statement("sertraline", 25, "2026-01-01", "2026-06-30"),
        statement("mirtazapine", 15, "2026-03-01", "2026-06-30"),
    )
    assert kinds(found) == ["monotherapy sertraline", "monotherapy mirtazapine"]


def test_titration_beside_the_first_drug_is_no_trial_of_its_own() -> None:
    found = trials(
        SERTRALINE,
        order("venlafaxine", [step(75, days=14), step(150)], "2026-03-01", "2026-06-30"),
    )
    assert kinds(found) == ["monotherapy sertraline", "combination sertraline venlafaxine"]


def test_an_unknown_dose_makes_no_combination_but_a_gap() -> None:
    """R-T7."""
    found = joined(
        SERTRALINE,
        statement("mirtazapine", 15, "2026-03-01", "2026-06-30"),
    )
    assert not found.gaps
    unknown = joined(
        SERTRALINE,
        statement("venlafaxine", None, "2026-03-01", "2026-06-30"),
    )
    assert kinds(unknown.trials) == ["monotherapy sertraline", "monotherapy venlafaxine"]
    assert [gap.code.value for gap in unknown.gaps] == ["possible-combination"]


def test_possible_days_alone_are_no_overlap() -> None:
    found = joined(
        statement("sertraline", 100, "2026-01-01", "2026-06-30", status="unknown"),
        statement("mirtazapine", 15, "2026-03-01", "2026-06-30"),
    )
    assert kinds(found.trials) == ["monotherapy sertraline", "monotherapy mirtazapine"]
    assert not found.gaps


def test_a_trap_dose_beside_a_trial_is_no_combination() -> None:
    """R-T9."""
    found = joined(SERTRALINE, statement("trazodone", 50, "2026-03-01", "2026-06-30"))
    assert kinds(found.trials) == ["monotherapy sertraline"]
    assert [(each.agent, each.reason) for each in found.not_counted] == [("trazodone", "hypnotic dose")]


def test_a_drug_that_counts_nowhere_is_listed_once() -> None:
    """R-A13: once for each reason, over all its records."""
    found = joined(
        statement("trazodone", 50, "2026-03-01", "2026-03-31"),
        statement("trazodone", 100, "2026-05-01", "2026-06-30"),
        statement("omeprazole", 20, "2026-03-01", "2026-06-30"),
    )
    (entry,) = found.not_counted
    assert (entry.first, entry.last, str(entry.dose)) == (date(2026, 3, 1), date(2026, 6, 30), "100")
    assert len(entry.evidence) == 2


def test_an_augmenter_started_with_the_drug_is_noted() -> None:
    """R-T31."""
    (_, together) = trials(
        SERTRALINE,
        statement("aripiprazole", 5, "2026-01-08", "2026-06-30"),
    )
    assert together.notes == ("started-together",)
    (_, later) = trials(
        SERTRALINE,
        statement("aripiprazole", 5, "2026-01-09", "2026-06-30"),
    )
    assert later.notes == ()


def test_an_augmenter_that_outlives_a_switch_is_a_trial_beside_each_drug() -> None:
    found = trials(
        statement("sertraline", 100, "2026-01-01", "2026-03-31"),
        statement("venlafaxine", 150, "2026-04-01", "2026-06-30"),
        statement("aripiprazole", 5, "2026-02-01", "2026-06-30"),
    )
    assert [each for each in kinds(found) if each.startswith("augmentation")] == [
        "augmentation aripiprazole sertraline",
        "augmentation aripiprazole venlafaxine",
    ]
    beside_sertraline = next(trial for trial in found if trial.agents == ("aripiprazole", "sertraline"))
    assert beside_sertraline.end is not None
    assert beside_sertraline.end.latest == date(2026, 3, 31), "it ends with the drug that ended first"


def test_an_augmenter_beside_a_combination_is_one_trial() -> None:
    found = trials(
        SERTRALINE,
        statement("mirtazapine", 15, "2026-02-01", "2026-06-30"),
        statement("aripiprazole", 5, "2026-03-01", "2026-06-30"),
    )
    assert [each for each in kinds(found) if each.startswith("augmentation")] == [
        "augmentation aripiprazole sertraline"
    ]


@pytest.mark.parametrize(
    ("since", "reason", "fact", "augments"),
    [
        pytest.param("2025-10-03", (), condition("bipolar-ii", onset="2020-01-01"), True, id="90 days before"),
        pytest.param("2025-10-02", (), condition("bipolar-ii", onset="2020-01-01"), False, id="91 days before"),
        pytest.param("2025-10-02", (), condition("bipolar-ii", onset="2026-02-01"), True, id="reason came later"),
        pytest.param(
            "2025-10-02", (), condition("bipolar-ii", verification="refuted"), True, id="the reason was refuted"
        ),
        pytest.param("2025-10-02", (), condition("hypothyroidism"), True, id="no reason to take it"),
    ],
)
def test_an_augmenter_taken_long_before_for_another_reason(since, reason, fact, augments) -> None:
    """R-T32."""
    found = joined(
        fact,
        statement("aripiprazole", 5, since, "2026-06-30", indications=reason),
        SERTRALINE,
    )
    assert any(trial.kind is TrialKind.AUGMENTATION for trial in found.trials) == augments
    assert bool(found.not_counted) == (not augments)


def test_a_cut_in_the_middle_of_a_year_reads_nothing_after_it() -> None:
    """R-T37."""
    facts = (
        SERTRALINE,
        statement("venlafaxine", 150, "2026-07-01", "2026-10-31"),
    )
    (trial,) = trials(*facts, as_of="2026-03-31")
    assert trial.certain == days("2026-01-01", "2026-03-31")
    assert trial.ongoing
    assert trial.end_basis is DateBasis.ONGOING


def test_the_list_is_ordered_by_start_then_agent() -> None:
    found = trials(
        statement("venlafaxine", 150, "2026-03-01", "2026-04-30"),
        statement("sertraline", 100, "2026-01-01", "2026-01-31"),
        statement("citalopram", 20, "2026-03-01", "2026-03-20"),
    )
    assert [trial.agents[0] for trial in found] == ["sertraline", "citalopram", "venlafaxine"]
